/** Quotients of exponentials: what is a power of e^v over a power of 1 + e^v is made of sigmoids. */
import { Exact } from '../exact.ts'
import { type Expr, isNumber, make, number, rewrite, topological, withArgs } from '../expr.ts'
import { sigmoid } from '../ops/activation.ts'
import { add, e as naturalBase, neg } from '../ops/arithmetic.ts'
import { cosh } from '../ops/hyperbolic.ts'
import { isOne } from '../ops/structure.ts'
import { isWrittenNegative } from './memo.ts'
import { baseOf, EXP, type Exponent, exponentNode, factorsOf, opened, POW, Product, powerOf } from './product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale, ZERO } from './sum.ts'

const SIGMOID = sigmoid.op

/** v, where a canonical sum is 1 + e^v. */
export function exponentOfOnePlus(sum: Expr): Expr | undefined {
  if (sum.op !== ADD || sum.args.length !== 2) return undefined
  const [first, second] = sum.args as [Expr, Expr]
  return first.op === EXP && isNumber(second) && coefficientOf(second).isOne ? first.args[0] : undefined
}

/** The exponential factor of a product. */
const exponentialIn = (node: Expr): Expr | undefined => factorsOf(node).find((factor) => baseOf(factor) === naturalBase)

/**
 * e^(mv)·(1 + e^v)^(-n) with 0 ≤ m ≤ n as s(v)^m · s(-v)^(n-m), s the sigmoid; undefined where a product holds nothing of
 * the kind. `complement` makes s(-u) of s(u) and u; `except` says which v stay. Roots
 * of sigmoids, and hyperbolic cosines for m = n/2, are stable, but in nobody's terms: only with `roots`.
 */
export function toSigmoids(
  node: Expr,
  complement: (sigmoid: Expr, u: Expr) => Expr,
  { except, roots = true }: { except?: (v: Expr) => boolean; roots?: boolean } = {},
): Expr | undefined {
  for (const factor of factorsOf(node)) {
    const exponent = powerOf(factor)
    const base = baseOf(factor)
    if (base.op !== ADD || !(exponent instanceof Exact) || !exponent.isNegative) continue
    const v = exponentOfOnePlus(base)
    if (v === undefined || except?.(v) === true) continue
    const n = exponent.negate()
    const w = exponentialIn(node)
    const m = w === undefined ? ZERO : multiple(powerOf(w), v, n)
    if (n.isInteger && !m.isInteger) {
      if (!roots) continue
      // e^(nv/2)·(1 + e^v)^(-n) = (2 cosh(v/2))^(-n).
      if (m.add(m).equals(n))
        return without(node, base, exponent, v, m)
          .multiply(number(2), exponent)
          .multiply(make(cosh.op, [scale(m.divide(n), v)]), exponent)
          .build()
    }
    // The sign under which the argument is written: s(b - a) where the text has b - a.
    const rest = restOf(v)
    const turned = coefficientOf(v).isNegative !== (rest?.op === ADD && isWrittenNegative(rest))
    const u = turned ? scale(MINUS_ONE, v) : v
    const s = make(SIGMOID, [u])
    const c = complement(s, u)
    return without(node, base, exponent, v, m)
      .multiply(turned ? c : s, m)
      .multiply(turned ? s : c, n.subtract(m))
      .build()
  }
  return undefined
}

/**
 * A sum with its sigmoids as exponentials again, where it also holds 1 + e^v over the same v: only then do the terms
 * have a denominator in common. Undefined where it does not.
 */
export function fromSigmoids(sum: Expr): Expr | undefined {
  let v: Expr | undefined
  let onePlus: Expr | undefined
  const sigmoids = new Set<Expr>()
  for (const term of sum.args) {
    for (const factor of factorsOf(term)) {
      const base = baseOf(factor)
      if (base.op === SIGMOID) sigmoids.add(base)
      else if (base.op === ADD && onePlus === undefined) {
        v = exponentOfOnePlus(base)
        if (v !== undefined) onePlus = base
      }
    }
  }
  if (v === undefined || onePlus === undefined) return undefined
  const opposite = scale(MINUS_ONE, v)
  if (![...sigmoids].some((s) => s.args[0] === v || s.args[0] === opposite)) return undefined
  const result = new Sum()
  for (const term of sum.args) {
    const product = new Product().multiply(term)
    for (const factor of factorsOf(term)) {
      const s = baseOf(factor)
      const k = powerOf(factor)
      if (s.op !== SIGMOID || !(k instanceof Exact) || (s.args[0] !== v && s.args[0] !== opposite)) continue
      product.multiply(s, k.negate()).multiply(onePlus, k.negate())
      if (s.args[0] === v) product.multiply(make(EXP, [v]), k)
    }
    result.add(ONE, product.build())
  }
  return result.build()
}

/** s, where a canonical sum is s - 1. */
export function complementOf(sum: Expr): Expr | undefined {
  if (sum.op !== ADD || sum.args.length !== 2) return undefined
  const [first, second] = sum.args as [Expr, Expr]
  return first.op === SIGMOID && isNumber(second) && coefficientOf(second).equals(MINUS_ONE) ? first : undefined
}

/** s(u) beside e^(-u) or 1 + e^(-u): what cancels does. */
export function cancelSigmoids(node: Expr, complement: (sigmoid: Expr, u: Expr) => Expr): Expr | undefined {
  for (const factor of factorsOf(node)) {
    const s = baseOf(factor)
    const n = powerOf(factor)
    if (!(n instanceof Exact) || n.isNegative) continue
    const whole = complementOf(s)
    if (whole !== undefined) {
      const u = whole.args[0] as Expr
      const w = exponentialIn(node)
      const m = w === undefined ? ZERO : multiple(powerOf(w), u, n)
      // Of σ - 1 only even powers are those of 1 - σ.
      if (!m.isZero && m.isInteger) {
        const product = without(node, s, m, u, m).multiply(whole, m)
        if ((m.asInteger as number) % 2 !== 0) product.coefficient = product.coefficient.negate()
        return product.build()
      }
    }
    if (s.op !== SIGMOID) continue
    const u = s.args[0] as Expr
    const v = scale(MINUS_ONE, u)
    for (const other of factorsOf(node)) {
      const base = baseOf(other)
      const k = powerOf(other)
      if (base === naturalBase) {
        const m = multiple(k, v, n)
        if (!m.isZero) return without(node, s, m, v, m).multiply(complement(s, u), m).build()
      } else if (base.op === ADD && k instanceof Exact && !k.isNegative && exponentOfOnePlus(base) === v) {
        const m = k.compare(n) < 0 ? k : n
        return without(node, s, m, v, ZERO).multiply(base, m.negate()).build()
      }
    }
  }
  return undefined
}

/** node · base^(-exponent) · e^(-mv). */
function without(node: Expr, base: Expr, exponent: Exact, v: Expr, m: Exact): Product {
  const product = opened(node).multiply(base, exponent.negate())
  return m.isZero ? product : product.multiply(make(EXP, [v]), m.negate())
}

/** How often the exponent w holds v, at most `most`; zero where it does not. */
function multiple(w: Exponent, v: Expr, most: Exact): Exact {
  const rest = restOf(v)
  if (rest === undefined) return ZERO
  const node = exponentNode(w)
  const sum = restOf(node)
  let own: Exact | undefined
  if (sum === rest) own = coefficientOf(node)
  else if (sum?.op === ADD) {
    const term = sum.args.find((one) => restOf(one) === rest)
    if (term !== undefined) own = coefficientOf(term).multiply(coefficientOf(node))
  }
  const times = own?.divide(coefficientOf(v))
  if (times === undefined || times.isNegative) return ZERO
  return times.compare(most) > 0 ? most : times
}

/** A sigmoid that some term has a power of: asked of every sum. */
function poweredSigmoid(terms: readonly Expr[]): Expr | undefined {
  for (const term of terms)
    for (const factor of factorsOf(term)) if (factor.op === POW && (factor.args[0] as Expr).op === SIGMOID) return factor.args[0]
  return undefined
}

/** A sum that vanishes where a sigmoid in it is 1, with 1 - s before it: 3s² - 2s³ - s is s(1 - s)(2s - 1). Undefined for others. */
export function overComplement(sum: Expr): Expr | undefined {
  const s = poweredSigmoid(sum.args)
  if (s === undefined) return undefined
  const coefficients: Sum[] = []
  for (const term of sum.args) {
    const power = isNumber(term) ? undefined : factorsOf(term).find((factor) => baseOf(factor) === s)
    const k = power === undefined ? 0 : (powerOf(power) as Exact).asInteger
    if (k === undefined || k < 0 || k > 6) return undefined
    while (coefficients.length <= k) coefficients.push(new Sum())
    coefficients[k]?.add(ONE, new Product().multiply(term).multiply(s, Exact.integer(-k)).build())
  }
  // Division by s - 1 (Horner): each coefficient of the quotient is the sum of those above it; what remains is the value at s = 1.
  const quotient = new Sum()
  let carried = number(0)
  for (let k = coefficients.length - 1; k >= 0; k--) {
    carried = new Sum()
      .add(ONE, carried)
      .add(ONE, (coefficients[k] as Sum).build())
      .build()
    if (k > 0)
      quotient.add(
        MINUS_ONE,
        new Product()
          .multiply(carried)
          .multiply(s, Exact.integer(k - 1))
          .build(),
      )
  }
  return isNumber(carried) && coefficientOf(carried).isZero ? new Product().multiply(oneMinus(s)).multiply(quotient.build()).build() : undefined
}

/** 1 - s. */
export const oneMinus = (s: Expr): Expr => new Sum().add(ONE, number(1)).add(MINUS_ONE, s).build()

/** σ(-u) for 1 - σ(u), where σ(u) stands nowhere else: both would be shorter with the sigmoid shared. */
export function withComplements(root: Expr): Expr {
  const uses = new Map<Expr, number>()
  const complements = new Map<Expr, Expr>()
  for (const node of topological([root])) {
    for (const arg of node.args) if (arg.op === SIGMOID || arg.op === neg.op) uses.set(arg, (uses.get(arg) ?? 0) + 1)
    const [one, minus] = node.args
    if (node.op !== add.op || node.args.length !== 2 || minus?.op !== neg.op || !isOne(one as Expr)) continue
    const s = minus.args[0] as Expr
    if (s.op === SIGMOID) complements.set(node, s)
  }
  const alone = [...complements].filter(([node, s]) => uses.get(s) === 1 && uses.get(node.args[1] as Expr) === 1)
  if (alone.length === 0) return root
  const replaced = new Set(alone.map(([node]) => node))
  return rewrite([root], (node, args) => {
    if (!replaced.has(node)) return args.every((arg, k) => arg === node.args[k]) ? node : withArgs(node, args)
    return make(SIGMOID, [neg(((args[1] as Expr).args[0] as Expr).args[0] as Expr)])
  })[0] as Expr
}
