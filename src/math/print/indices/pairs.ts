/**
 * Sums over pairs as textbooks write them: Σ_{i<j} q_i q_j / |r_i - r_j| and its derivative by components, Σ_{j≠i} of something, where the
 * tensors say so by conditions on the places of their components.
 */
import { evaluateAccurately } from '../../evaluate/accurate.ts'
import { type Expr, exactOf, make, nameOf, number, rewrite, symbol, symbolsOf, topological, withArgs } from '../../expr.ts'
import { add, div, mul, neg, pow, sqrt } from '../../ops/arithmetic.ts'
import { isCall } from '../../ops/binder.ts'
import { positiveFirst } from '../../ops/coefficient.ts'
import { and, ge, gt, le, lt, ne, where } from '../../ops/condition.ts'
import { diag, trace } from '../../ops/linear.ts'
import { axesOf, axesPayload, norm, sum as total } from '../../ops/reduction.ts'
import { isPositions } from '../../ops/running.ts'
import { isSize, isZero, size } from '../../ops/structure.ts'
import type { Length } from '../../shape.ts'
import { measure } from '../../simplify/measure.ts'
import { simplify } from '../../simplify/simplify.ts'
import { componentOf, indexSum, relettered } from './component.ts'
import { inOneDirection } from './differences.ts'
import { boundsOf, isComponent, isIndexSum, lengthsOf, lettersOf, onlyOf, sumOver } from './indexed.ts'
import { Indices, type TextLetters } from './indices.ts'
import { productOf, withPowers } from './quotient.ts'

/** Comparisons, with what each says the other way round. */
const TURNED = new Map([
  [lt.op, gt.op],
  [gt.op, lt.op],
  [le.op, ge.op],
  [ge.op, le.op],
  [ne.op, ne.op],
])

/** Does it compare the places of components: i < j? */
const comparesPlaces = (node: Expr): boolean =>
  TURNED.has(node.op) && node.args.every((arg) => symbolsOf(arg).length === 0 && topological([arg]).some(isPositions))

const holdsPairs = (node: Expr): boolean => topological([node]).some(comparesPlaces)

/** A sum over an axis of what no matrix notation says, as the squares of (x_i − x_j)_k. */
const isOverTensor = ({ op, args: [x] }: Expr): boolean => (op === total.op || op === norm.op) && (x as Expr).rank > 2

/** More operations than this, each as often as it would be written, are written with names instead. */
const MOST = 400

/** The component of an expression with sums over pairs at its first letters; undefined where there are none, or indices do not say all of it. */
export function overPairs(node: Expr, own?: TextLetters): { readonly component: Expr; readonly letters: readonly string[] } | undefined {
  if (node.rank > 2 || measure([node]).treeOperations > MOST || !holdsPairs(node)) return undefined
  const names = new Set(symbolsOf(node).map((symbol) => nameOf(symbol) as string))
  const indices: Indices = new Indices(names, {
    hoists: true,
    letters: own,
    writer: (inner, own, part) => (holdsPairs(inner) || isOverTensor(inner) ? writtenOut(inner, own, indices, part) : undefined),
  })
  const letters = indices.several(node.shape)
  const summed = withConditions(componentOf(node, letters, indices))
  const part = partOf(summed)
  const component = part === undefined ? summed : where(part.condition, simplify(granted(part)), 0)
  const left = topological([component]).some(
    (own) => (own.op === where.op && own !== component && partOf(own) !== undefined) || (isComponent(own) && holdsPairs(own)),
  )
  if (left) return undefined
  const taken = new Set([...letters, ...names])
  // What goes the same way round is the same then.
  return { component: tidied(inOneDirection(tidied(component, taken, own)), taken, own), letters }
}

/** A sum over axes, a matrix product, and what a number is made of, by components. */
export function writtenOut(
  node: Expr,
  letters: readonly string[],
  indices: Indices,
  part: (node: Expr, letters: readonly string[]) => Expr,
): Expr | undefined {
  const { op, args } = node
  const over = (x: Expr, own: readonly string[], fresh: readonly string[]): Expr => {
    const body = part(x, own)
    return isIndexSum(body) ? indexSum(body.args[0] as Expr, [...fresh, ...lettersOf(body)], indices) : indexSum(body, fresh, indices)
  }
  if (op.name === 'sum' && !axesOf(node).keepdims) {
    const [x] = args as [Expr]
    const fresh = axesOf(node).axes.map((axis) => indices.fresh(x.shape[axis] as Length))
    const kept = [...letters]
    const own = x.shape.map((_, axis) => fresh[axesOf(node).axes.indexOf(axis)] ?? (kept.shift() as string))
    return over(x, own, fresh)
  }
  if (op === trace.op && node.rank === 0) {
    const [x] = args as [Expr]
    const i = indices.fresh(x.shape[0] as Length)
    const body = part(x, [i, i])
    return isIndexSum(body) ? indexSum(body.args[0] as Expr, [...lettersOf(body), i], indices) : indexSum(body, [i], indices)
  }
  if (op === norm.op && axesOf(node).order === 2 && !axesOf(node).keepdims) {
    const squared = total.with(axesPayload(axesOf(node).axes), pow(args[0] as Expr, 2))
    return sqrt(part(squared, letters))
  }
  if (op.name === 'matmul' && args.every(({ rank }) => rank === 1 || rank === 2)) {
    const [a, b] = args as [Expr, Expr]
    const [row, column] = [a.rank === 2 ? letters.slice(0, 1) : [], b.rank === 2 ? letters.slice(-1) : []]
    const scaled = (diagonal: Expr, own: readonly string[], other: Expr): Expr =>
      productOf([part(diagonal.args[0] as Expr, own), part(other, letters)])
    if (a.op === diag.op && a.rank === 2) return scaled(a, row, b)
    if (b.op === diag.op && b.rank === 2) return scaled(b, column, a)
    const k = indices.fresh(b.shape[0] as Length)
    return indexSum(productOf([part(a, [...row, k]), part(b, [k, ...column])]), [k], indices)
  }
  if (node.rank > 0 || !op.elementwise || args.length === 0) return undefined
  return withArgs(
    node,
    args.map((arg) => part(arg, [])),
  )
}

/** Conditions on the letters of sums below their signs. */
export function withConditions(component: Expr): Expr {
  if (!topological([component]).some(({ op }) => op === where.op)) return component
  const [written] = rewrite([component], (node, args) => {
    const own = args.length === 0 ? node : withArgs(node, args)
    if (isIndexSum(own)) return conditional(own)
    if (TURNED.has(own.op)) return withoutCounts(own)
    return own.op === add.op ? joined(own) : own.op === mul.op ? flattened(own) : own
  })
  return written as Expr
}

/** i - 1 > j - 1, of places counted from 0, is i > j. */
function withoutCounts(comparison: Expr): Expr {
  const parts = comparison.args.map((arg) => {
    const letter = arg.op === add.op && arg.args.length === 2 ? arg.args.find((term) => nameOf(term) !== undefined) : undefined
    return { letter, count: letter && exactOf(arg.args.find((term) => term !== letter) as Expr) }
  })
  const [a, b] = parts as [(typeof parts)[number], (typeof parts)[number]]
  const alike = a.count !== undefined && b.count !== undefined && a.count.equals(b.count)
  return alike ? make(comparison.op, [a.letter as Expr, b.letter as Expr]) : comparison
}

/** Factors of factors, and their numbers as one. */
function flattened(node: Expr): Expr {
  if (!node.args.some(({ op }) => op === mul.op)) return node
  const factors = node.args.flatMap((arg) => (arg.op === mul.op ? arg.args : [arg]))
  const numbers = factors.filter((factor) => exactOf(factor) !== undefined)
  return make(mul.op, [...(numbers.length === 0 ? [] : [simplify(mul(...numbers))]), ...factors.filter((factor) => !numbers.includes(factor))])
}

interface Part {
  readonly condition: Expr
  readonly body: Expr
}

/** A term that counts only under a condition on letters, without that condition. */
function partOf(term: Expr): Part | undefined {
  const { op, args } = term
  const [first, second, third] = args as [Expr, Expr, Expr]
  if (op === where.op) {
    if (!isZero(third)) return undefined
    const conditions = first.op === and.op ? first.args : [first]
    const condition = conditions.find((own) => TURNED.has(own.op) && own.args.every((arg) => nameOf(arg) !== undefined))
    const more = conditions.filter((own) => own !== condition)
    return condition && { condition, body: more.length === 0 ? second : where(more.length === 1 ? (more[0] as Expr) : and(...more), second, 0) }
  }
  if (op === mul.op) {
    const parts = args.map(partOf)
    const at = parts.findIndex((part) => part !== undefined)
    if (at < 0) return undefined
    const { condition, body } = parts[at] as Part
    return { condition, body: mul(...args.map((arg, k) => (k === at ? body : parts[k]?.condition === condition ? (parts[k] as Part).body : arg))) }
  }
  const inner = op === neg.op || op === div.op || (op === pow.op && exactOf(second)?.isNegative === false) ? partOf(first) : undefined
  return inner && { ...inner, body: op === neg.op ? neg(inner.body) : make(op, [inner.body, second]) }
}

/** What is chosen under the condition, where it is known to hold. */
function granted({ condition, body }: Part): Expr {
  const [written] = rewrite([body], (node, args) =>
    node.op === where.op && args[0] === condition ? (args[1] as Expr) : args.length === 0 ? node : withArgs(node, args),
  )
  return written as Expr
}

/** Σ_j of terms, each under its own condition. */
function conditional(sum: Expr): Expr {
  const [body] = sum.args as [Expr]
  const letters = lettersOf(sum)
  const terms = termsOf(body)
  const parts = terms.map((term) => {
    const part = partOf(term)
    return part?.condition.args.some((letter) => letters.includes(nameOf(letter) as string)) ? part : undefined
  })
  if (parts.every((part) => part === undefined)) return sum
  const sums = parts.map((part, k) => {
    if (part === undefined) return sumOver(sum, terms[k] as Expr)
    const only = facing(part.condition, letters)
    const own = sumOver(sum, simplify(granted(part)), only)
    // Both run: i < j, not i > j.
    const turns = (only.op === gt.op || only.op === ge.op) && letters.length === 2 && lengthsOf(sum)[0] === lengthsOf(sum)[1]
    const turned = turns && only.args.every((letter) => letters.includes(nameOf(letter) as string)) ? ordered(own, letters) : own
    return outside(turned)
  })
  return joined(add(...sums))
}

/** The terms of a body, multiplied out where only some of them have a condition. */
function termsOf(body: Expr): readonly Expr[] {
  if (body.op === add.op) return body.args.flatMap(termsOf)
  if (body.op === neg.op) return termsOf(body.args[0] as Expr).map((term) => neg(term))
  const at = body.op === mul.op ? body.args.findIndex((arg) => arg.op === add.op && arg.args.some((term) => partOf(term) !== undefined)) : -1
  if (at < 0) return [body]
  return (body.args[at] as Expr).args.flatMap((term) => termsOf(mul(...body.args.map((arg, k) => (k === at ? term : arg)))))
}

/** The condition with a letter that runs on its left; in i < j both do. */
function facing(condition: Expr, letters: readonly string[]): Expr {
  const [a, b] = condition.args as [Expr, Expr]
  const [first, second] = [a, b].map((letter) => letters.indexOf(nameOf(letter) as string)) as [number, number]
  const turns = first < 0 || (second >= 0 && second < first)
  return turns ? make(TURNED.get(condition.op) as typeof lt.op, [b, a]) : condition
}

/** The sum with its two letters changed for each other. */
function ordered(sum: Expr, letters: readonly string[]): Expr {
  const turned = relettered(sum, [...letters].reverse())
  const back = sumOver(sum, turned.args[0] as Expr)
  return sumOver(back, turned.args[0] as Expr, facing(onlyOf(turned) as Expr, letters))
}

/** Of the same for all letters but one: that, as often as there are others; undefined for other sums. */
function counted(sum: Expr): Expr | undefined {
  const [body] = sum.args as [Expr]
  const only = onlyOf(sum)
  const [letter, ...more] = lettersOf(sum)
  const others = only?.args.filter((arg) => nameOf(arg) !== letter) ?? []
  if (only?.op !== ne.op || more.length > 0 || others.length !== 1 || boundsOf(sum).length > 0) return undefined
  const depends = topological([body]).some((node) => nameOf(node) === letter || (isComponent(node) && lettersOf(node).includes(letter as string)))
  return depends ? undefined : mul(add(size(lengthsOf(sum)[0] as Length), -1), body)
}

/** Numbers and signs stand before a sum. */
function outside(sum: Expr): Expr {
  const count = counted(sum)
  if (count !== undefined) return count
  const [body] = sum.args as [Expr]
  const over = (inner: Expr): Expr => sumOver(sum, inner, onlyOf(sum))
  if (body.op === neg.op) return neg(outside(over(body.args[0] as Expr)))
  const factor = body.op === mul.op ? exactOf(body.args[0] as Expr) : undefined
  return factor === undefined ? sum : mul(number(factor), over(mul(...body.args.slice(1))))
}

/** A sum and what stands before it. */
function peeled(term: Expr): { readonly factors: readonly Expr[]; readonly sum: Expr } | undefined {
  if (isIndexSum(term)) return onlyOf(term) === undefined ? undefined : { factors: [], sum: term }
  if (term.op !== neg.op && term.op !== mul.op) return undefined
  const at = term.args.findIndex((arg) => peeled(arg) !== undefined)
  if (at < 0) return undefined
  const inner = peeled(term.args[at] as Expr) as { factors: readonly Expr[]; sum: Expr }
  const own = term.op === neg.op ? [number(-1)] : term.args.filter((_, k) => k !== at)
  return { ...inner, factors: [...own, ...inner.factors] }
}

/** Sums of which one holds where the other does not, as one sum: over j < i and over j > i over j ≠ i. */
function joined(node: Expr): Expr {
  if (node.op !== add.op) return node
  const terms = node.args.flatMap((term): readonly Expr[] =>
    term.op === neg.op && term.args[0]?.op === add.op && term.args[0].args.some((inner) => peeled(inner) !== undefined)
      ? term.args[0].args.map((inner) => neg(inner))
      : [term],
  )
  for (let k = 0; k < terms.length; k++)
    for (let j = k + 1; j < terms.length; j++) {
      const both = union(terms[k] as Expr, terms[j] as Expr)
      if (both === undefined) continue
      terms[k] = both
      terms.splice(j--, 1)
    }
  if (terms.length === 1) return terms[0] as Expr
  if (terms.every((term, k) => term === node.args[k])) return node
  // What is summed stands behind what is not.
  return make(add.op, positiveFirst([...terms].sort((x, y) => Number(peeled(x) !== undefined) - Number(peeled(y) !== undefined))))
}

/** Sums inside with letters that only say how deep they stand. */
function alike(expr: Expr): Expr {
  const depths = new Map<Expr, number>()
  const [written] = rewrite([expr], (node, args) => {
    const depth = Math.max(0, ...args.map((arg) => depths.get(arg) ?? 0))
    const own = args.length === 0 ? node : withArgs(node, args)
    const result = isIndexSum(own)
      ? relettered(
          own,
          lettersOf(own).map((_, k) => `axis ${depth} ${k}`),
        )
      : own
    depths.set(result, isIndexSum(own) ? depth + 1 : depth)
    return result
  })
  return written as Expr
}

/** Is it 0, as the rules say or, with numbers for all that has indices, at several points: sin(a - b) + sin(b - a)? */
function isNothing(difference: Expr): boolean {
  if (isZero(difference)) return true
  const numbered = new Map<Expr, Expr>()
  const [opaque] = rewrite([difference], (node, args) => {
    const own = args.length === 0 ? node : withArgs(node, args)
    // What an unknown function gives is any number, as is a length.
    if (!isComponent(own) && !isIndexSum(own) && !isCall(own) && !isSize(own)) return own
    const known = numbered.get(own) ?? symbol(`component ${numbered.size}`)
    numbered.set(own, known)
    return known
  })
  const symbols = symbolsOf(opaque as Expr)
  if (symbols.some(({ rank }) => rank > 0)) return false
  const names = symbols.map((own) => nameOf(own) as string)
  return POINTS.every((point) => {
    const value = evaluateAccurately(opaque as Expr, Object.fromEntries(names.map((name, k) => [name, 0.3 + (((k + 1) * point) % 1.7)])))
    return typeof value === 'number' && Math.abs(value) < 1e-12
  })
}

const POINTS = [0.618034, 0.414214, 0.732051]

/** What two comparisons of the same letters say together; `undefined` for all. */
const EITHER: readonly (readonly [string, typeof ne.op | undefined])[] = [
  ['gt lt', ne.op],
  ['le gt', undefined],
  ['ge lt', undefined],
]

function union(a: Expr, b: Expr): Expr | undefined {
  const [left, given] = [peeled(a), peeled(b)]
  if (left === undefined || given === undefined) return undefined
  const letters = lettersOf(left.sum)
  if (lettersOf(given.sum).length !== letters.length || lengthsOf(given.sum).some((length, k) => length !== lengthsOf(left.sum)[k])) return undefined
  const right = { ...given, sum: relettered(given.sum, letters) }
  const [first, second] = [onlyOf(left.sum), onlyOf(right.sum)] as [Expr, Expr]
  if (first.args.some((letter, k) => letter !== second.args[k])) return undefined
  const [x, y] = [left, right].map(({ factors, sum }) => mul(...factors, sum.args[0] as Expr)) as [Expr, Expr]
  const before = (sum: Expr, times = 1): Expr => {
    const factor = simplify(mul(number(times), ...left.factors))
    return factor.op === neg.op ? neg(mul(factor.args[0] as Expr, sum)) : mul(factor, sum)
  }
  const same = isNothing(simplify(add(alike(x), neg(alike(y)))))
  if (first === second) return same ? before(left.sum, 2) : outside(sumOver(left.sum, simplify(add(x, y)), first))
  const either = EITHER.find(
    ([names]) => names === [first.op.name, second.op.name].sort().join(' ') || names === [second.op.name, first.op.name].join(' '),
  )
  if (either === undefined || !same) return undefined
  return before(sumOver(left.sum, left.sum.args[0] as Expr, either[1] && make(either[1], first.args)))
}

/** Sums with the first letters that are free, those around before those inside; of at most `MOST` nodes, so no deeper than that. */
export function tidied(node: Expr, taken: ReadonlySet<string>, ofText: TextLetters | undefined): Expr {
  if (node.args.length === 0 || isComponent(node)) return node
  if (!isIndexSum(node))
    return withPowers(
      withArgs(
        node,
        node.args.map((arg) => tidied(arg, taken, ofText)),
      ),
    )
  const letters = lettersOf(node)
  const fresh = new Indices(taken, { letters: ofText })
  const own = letters.map((_, k) => fresh.fresh(lengthsOf(node)[k] as Length))
  // What counts along another axis has its own letter there.
  const free = new Set(lengthsOf(node)).size === 1 ? own.sort() : own
  // Of i ≠ j the first is the earlier one.
  const first = onlyOf(node)?.args.map((letter) => letters.indexOf(nameOf(letter) as string))[0] ?? -1
  if (first > 0 && letters.length === 2) free.reverse()
  // By names that nothing inside has, so that no two letters meet.
  const apart = relettered(
    node,
    letters.map((_, k) => `axis ${taken.size} ${k}`),
  )
  return relettered(sumOver(apart, tidied(apart.args[0] as Expr, new Set([...taken, ...free]), ofText), onlyOf(apart)), free)
}
