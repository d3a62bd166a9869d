/** Whole results in sines and cosines: squares of the one by the other, products of both over a sum of angles. */
import { Exact } from '../../exact.ts'
import { type Expr, isNumber, type Operation } from '../../expr.ts'
import { cosh, sech, sinh, tanh } from '../../ops/hyperbolic.ts'
import { cos, cot, csc, sec, sin, tan } from '../../ops/trigonometric.ts'
import { construct } from '../call.ts'
import { baseOf, factorsOf, Product, powerOf } from '../product.ts'
import { coefficientOf, MINUS_ONE, ONE, Sum, scale } from '../sum.ts'

const SIN = sin.op
const COS = cos.op
const TWO = Exact.integer(2)

/** Squares by those of a related function: f² = c + s·g². */
const SQUARES: readonly (readonly [f: Operation, g: Operation, c: Exact, s: Exact])[] = [
  [SIN, COS, ONE, MINUS_ONE],
  [COS, SIN, ONE, MINUS_ONE],
  [tan.op, sec.op, MINUS_ONE, ONE],
  [cot.op, csc.op, MINUS_ONE, ONE],
  [sinh.op, cosh.op, MINUS_ONE, ONE],
  [cosh.op, sinh.op, ONE, ONE],
  [tanh.op, sech.op, ONE, MINUS_ONE],
]

/** The sum with every even power of one function by another one, such as sines by cosines, where both are of the same angle. */
export function exchanged(sum: Expr): Expr[] {
  const angles = new Map<Operation, Set<Expr>>()
  for (const term of sum.args) {
    for (const factor of factorsOf(term)) {
      const { op, args } = baseOf(factor)
      if (args.length === 1) angles.set(op, (angles.get(op) ?? new Set()).add(args[0] as Expr))
    }
  }
  return SQUARES.flatMap(([from, to, c, s]) => {
    const others = angles.get(to)
    const shared = [...(angles.get(from) ?? [])].filter((angle) => others?.has(angle))
    if (shared.length === 0) return []
    const result = new Sum()
    for (const term of sum.args) {
      let terms = [term]
      for (const factor of factorsOf(term)) {
        const base = baseOf(factor)
        const exponent = powerOf(factor)
        const angle = base.args[0]
        if (base.op !== from || angle === undefined || !shared.includes(angle) || !(exponent instanceof Exact)) continue
        const square = new Product().multiply(construct(to, [angle]), TWO).build()
        for (let left = exponent.asInteger ?? 0; left >= 2 && terms.length < 16; left -= 2) {
          terms = terms.flatMap((one) => {
            const less = new Product().multiply(one).multiply(base, TWO.negate())
            const other = new Product().multiply(one).multiply(base, TWO.negate()).multiply(square)
            return [scale(c, less.build()), scale(s, other.build())]
          })
        }
      }
      for (const one of terms) result.add(ONE, one)
    }
    const other = result.build()
    return other === sum ? [] : [other]
  })
}

/** cos a·cos b ∓ sin a·sin b as cos(a ± b), sin a·cos b ± cos a·sin b as sin(a ± b), for a sum that is nothing else. */
export function overSumOfAngles(sum: Expr): Expr | undefined {
  if (sum.args.length !== 2) return undefined
  const [first, second] = sum.args as [Expr, Expr]
  const [c, d] = [coefficientOf(first), coefficientOf(second)]
  if (!c.equals(d) && !c.equals(d.negate())) return undefined
  const [p, q] = [anglesOf(first), anglesOf(second)]
  if (p === undefined || q === undefined) return undefined
  const [a, b] = p.sines.length === 1 ? [p.sines[0], p.cosines[0]] : p.cosines.length === 2 ? p.cosines : p.sines
  if (a === undefined || b === undefined) return undefined
  const sign = (equal: boolean): Exact => (equal ? ONE : MINUS_ONE)
  if (p.sines.length === 1) {
    if (q.sines.length !== 1 || q.sines[0] !== b || q.cosines[0] !== a) return undefined
    return scale(
      c,
      construct(SIN, [
        new Sum()
          .add(ONE, a)
          .add(sign(c.equals(d)), b)
          .build(),
      ]),
    )
  }
  const [cosines, sines, k] = p.cosines.length === 2 ? [p.cosines, q.sines, c] : [q.cosines, p.sines, d]
  if (sines.length !== 2 || cosines.length !== 2 || !sines.every((angle) => cosines.includes(angle))) return undefined
  return scale(
    k,
    construct(COS, [
      new Sum()
        .add(ONE, a)
        .add(sign(!c.equals(d)), b)
        .build(),
    ]),
  )
}

/** The angles of a product of two sines or cosines and a number. */
function anglesOf(term: Expr): { sines: Expr[]; cosines: Expr[] } | undefined {
  const factors = isNumber(term) ? [] : factorsOf(term)
  if (factors.length !== 2) return undefined
  const angles = (op: Expr['op']): Expr[] => factors.flatMap((factor) => (factor.op === op ? [factor.args[0] as Expr] : []))
  const [sines, cosines] = [angles(SIN), angles(COS)]
  return sines.length + cosines.length === 2 ? { sines, cosines } : undefined
}

/** Functions whose products are sums over sums of angles: f(a)·g(b) = ½(s·h(a + b) + d·h(a - b)). */
const PRODUCTS: readonly (readonly [f: Operation, g: Operation, h: Operation, s: number, d: number])[] = [
  [SIN, SIN, COS, -1, 1],
  [COS, COS, COS, 1, 1],
  [SIN, COS, SIN, 1, 1],
  [sinh.op, sinh.op, cosh.op, 1, -1],
  [cosh.op, cosh.op, cosh.op, 1, 1],
  [sinh.op, cosh.op, sinh.op, 1, 1],
]

/** A sum with the products of two such functions as sums; itself where there are none. */
export function overSums(sum: Expr): Expr {
  const result = new Sum()
  for (const term of sum.args) {
    const factors = isNumber(term) ? [] : factorsOf(term)
    const rows = PRODUCTS.flatMap(([f, g, ...rest]) => {
      const one = factors.find(({ op }) => op === f)
      const other = factors.find((factor) => factor.op === g && factor !== one)
      return one === undefined || other === undefined ? [] : [{ one, other, rest }]
    })
    const [first] = rows
    if (first === undefined || factors.length > 3) {
      result.add(ONE, term)
      continue
    }
    const { one, other, rest } = first
    const [h, s, d] = rest
    const left = new Product().multiply(term).multiply(one, MINUS_ONE).multiply(other, MINUS_ONE).build()
    const [a, b] = [one.args[0], other.args[0]] as [Expr, Expr]
    for (const [sign, k] of [
      [ONE, s],
      [MINUS_ONE, d],
    ] as const) {
      const angle = new Sum().add(ONE, a).add(sign, b).build()
      result.add(
        Exact.ratio(k, 2),
        new Product()
          .multiply(left)
          .multiply(construct(h, [angle]))
          .build(),
      )
    }
  }
  return result.build()
}
