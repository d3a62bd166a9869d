/** The order in which terms and factors are shown: as textbooks do, else as they were met, never by accident of creation. */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber, isSymbol, nameOf } from '../expr.ts'
import { itemsOf, place, take } from '../ops/slice.ts'
import { placeOfName } from './authored.ts'
import { complementOf } from './logistic.ts'
import { memoOf } from './memo.ts'
import { baseOf, EXP, factorsOf, POW } from './product.ts'
import { ADD, MUL } from './sum.ts'

/** A scalar or tensor by its name, or one component of it: what counts as a variable of a polynomial. */
const isVariable = (node: Expr): boolean => isSymbol(node) || (node.op === take.op && node.rank === 0 && isSymbol(node.args[0] as Expr))

const variableName = (node: Expr): string | undefined => nameOf(node) ?? (isVariable(node) ? nameOf(node.args[0] as Expr) : undefined)

/** Components of one tensor, taken or placed, in row-major order. */
function comparePlaces(a: Expr, b: Expr): number {
  const [p, q] = [a, b].map((node) => (isSymbol(node) ? [] : itemsOf(node).items.map((item) => ('at' in item ? item.at : 0)))) as [number[], number[]]
  const axis = p.findIndex((at, k) => at !== q[k])
  return axis < 0 ? p.length - q.length : (p[axis] as number) - (q[axis] ?? -1)
}

/** A symbol to a whole power: its degree; else NaN. */
function degreeOfFactor(factor: Expr): number {
  if (isVariable(factor)) return 1
  if (factor.op !== POW || !isVariable(factor.args[0] as Expr)) return Number.NaN
  return exactOf(factor.args[1] as Expr)?.asInteger ?? Number.NaN
}

/** The degree of a monomial in the symbols, NaN where something else is in it; a number has degree 0. */
export function degreeOf(rest: Expr | undefined): number {
  if (rest === undefined) return 0
  if (rest.op !== MUL) return rest.args.length === 0 && !isSymbol(rest) ? 0 : degreeOfFactor(rest)
  let degree = 0
  for (const factor of rest.args) {
    if (factor.args.length === 0 && !isSymbol(factor)) continue
    degree += degreeOfFactor(factor)
  }
  return degree
}

/** A sum of whole powers of symbols. */
export const isPolynomial = (sum: Expr): boolean =>
  sum.args.every((term) => degreeOf(isNumber(term) ? undefined : term.op === MUL && isNumber(term.args[0] as Expr) ? term.args[1] : term) >= 0)

/** Numbers, constants, symbols, roots of them, polynomials, exponentials, functions, other sums; tensors after scalars. */
function factorClass(factor: Expr): number {
  const lead = factor.rank > 0 ? 10 : 0
  const base = factor.op === POW ? (factor.args[0] as Expr) : factor
  if (isNumber(base)) return lead
  if (factor.op === EXP || (factor.op === POW && exactOf(factor.args[1] as Expr) === undefined)) return lead + 5
  if (base.args.length === 0 || isVariable(base)) {
    if (!isVariable(base)) return lead + 1
    return lead + (factor === base || Number.isInteger(degreeOfFactor(factor)) ? 2 : 3)
  }
  // s(1 - s)(1 - 2s): the complement of a sigmoid stands beside it.
  if (base.op === ADD) return lead + (isPolynomial(base) ? 4 : complementOf(base) === undefined ? 7 : 6.5)
  return lead + 6
}

const compareKinds = (a: Expr, b: Expr): number => factorClass(a) - factorClass(b) || compareLeads(a, b)

/** ln 2. */
const isConstant = (factor: Expr): boolean =>
  factor.op.elementwise && factor.op !== POW && factor.args.length === 1 && isNumber(factor.args[0] as Expr)

/** The same where there are many: ln 2 stands behind names and before functions then, π ln 2 · 2^x cos x, though 2^x ln 2 alone is what tables have. */
const compareMany = (a: Expr, b: Expr): number => classAmongMany(a) - classAmongMany(b) || compareLeads(a, b)

function classAmongMany(factor: Expr): number {
  if (isConstant(factor)) return 3.5
  return factor.op === POW && isNumber(factor.args[0] as Expr) && exactOf(factor.args[1] as Expr) === undefined ? 5 : factorClass(factor)
}

/** In order, what is equal as it was; short lists, as most are, without a sort's preparations. */
function sorted<T>(list: readonly T[], compare: (a: T, b: T) => number): T[] {
  const result = list.slice()
  if (result.length > 8) return result.sort(compare)
  for (let i = 1; i < result.length; i++) {
    const one = result[i] as T
    let j = i
    for (; j > 0 && compare(result[j - 1] as T, one) > 0; j--) result[j] = result[j - 1] as T
    result[j] = one
  }
  return result
}

/** Compares factors of a product. */
const compareFactors = (a: Expr, b: Expr): number => compareKinds(a, b) || compareMet(a, b)
const compareManyFactors = (a: Expr, b: Expr): number => compareMany(a, b) || compareMet(a, b)

/** Functions of more are not searched for names. */
const SEARCHED = 12

/** Functions in the order of their first names: cos θ cos φ of sin θ cos φ, though the one was there before the other. */
function compareLeads(a: Expr, b: Expr): number {
  const [p, q] = [baseOf(a), baseOf(b)]
  if (p === q || !isFunction(p) || !isFunction(q)) return 0
  const [first, second] = [leadOf(p), leadOf(q)]
  return first === undefined || second === undefined ? 0 : first - second
}

const isFunction = ({ op, args, rank }: Expr): boolean =>
  rank === 0 && op.elementwise && args.length > 0 && op !== ADD && op !== MUL && op !== POW && op !== EXP

/** Where the text has the first of the names in a node. */
function leadOf(node: Expr): number | undefined {
  let least: number | undefined
  const stack = [node]
  for (let visits = 0; stack.length > 0; visits++) {
    if (visits > SEARCHED) return undefined
    const part = stack.pop() as Expr
    const name = nameOf(part)
    const place = name === undefined ? undefined : placeOfName(name)
    if (place !== undefined && (least === undefined || place < least)) least = place
    stack.push(...part.args)
  }
  return least
}

/** Powers of names in the order in which the text has these first: factors are written by whoever differentiates, too. */
function comparePlacesOfNames(a: Expr, b: Expr): number {
  const [p, q] = [nameOf(baseOf(a)), nameOf(baseOf(b))]
  const [first, second] = p === undefined || q === undefined ? [] : [placeOfName(p), placeOfName(q)]
  return first === undefined || second === undefined ? 0 : first - second
}

/** Factors in the order to show them; those of one class as they were written, if they were. */
export function orderFactors(factors: readonly Expr[], written?: readonly (Expr | undefined)[]): readonly Expr[] {
  if (factors.length < 2) return factors
  const areMany = factors.length > 2 && factors.some(isConstant)
  if (written === undefined) return sorted(factors, areMany ? compareManyFactors : compareFactors)
  const compare = areMany ? compareMany : compareKinds
  // What nobody but a person writes, 2π f t, stays as it is.
  if (factors.every((factor) => isVariable(baseOf(factor)))) return sorted(written as readonly Expr[], compare)
  return sorted(written as readonly Expr[], (a, b) => compare(a, b) || comparePlacesOfNames(a, b))
}

function metAt(factor: Expr): number {
  const { index } = memoOf(factor.op === POW ? (factor.args[0] as Expr) : factor)
  return index < 0 ? Number.MAX_SAFE_INTEGER : index
}

function compareMet(a: Expr, b: Expr): number {
  const [x, y] = [baseOf(a), baseOf(b)]
  const [p, q] = [variableName(x), variableName(y)]
  if (p !== undefined && q !== undefined && p !== q) return compareAuthored(x, p, y, q) ?? compareNames(p, q)
  if (x !== y && ((p !== undefined && p === q) || (x.op === place.op && y.op === place.op))) return comparePlaces(x, y)
  return metAt(a) - metAt(b) || compareStructure(a, b, 6)
}

/** As the text has them, names of numbers before components: 2μ x₁ x₂. Undefined where it has not both. */
function compareAuthored(a: Expr, p: string, b: Expr, q: string): number | undefined {
  const [first, second] = [placeOfName(p), placeOfName(q)]
  if (first === undefined || second === undefined) return undefined
  return isSymbol(a) === isSymbol(b) ? first - second : isSymbol(a) ? -1 : 1
}

/** Alphabetically, capitals beside small letters. */
function compareNames(p: string, q: string): number {
  const [a, b] = [p.toLowerCase(), q.toLowerCase()]
  return a < b ? -1 : a > b ? 1 : p < q ? -1 : 1
}

/** Rising powers of what a reader sees first: polynomials by falling degree, then the rest, numbers, reciprocals last. */
function termClass(rest: Expr | undefined, degree: number): number {
  if (rest === undefined) return 2
  if (Number.isNaN(degree)) return 1
  return degree > 0 ? 0 : degree === 0 ? 2 : 3
}

/** Monomials (undefined: the number) in the order to show them. */
export function orderTerms(rests: readonly (Expr | undefined)[]): (Expr | undefined)[] {
  const keys = rests.map((rest) => {
    const degree = degreeOf(rest)
    return { rest, degree, kind: termClass(rest, degree), count: rest === undefined ? 0 : factorsOf(rest).length }
  })
  const keyed = sorted(keys, (a, b) => {
    if (a.kind !== b.kind) return a.kind - b.kind
    if (a.rest === undefined || b.rest === undefined) return (a.rest === undefined ? 1 : 0) - (b.rest === undefined ? 1 : 0)
    if (a.kind === 1) return a.count - b.count || compareMet(a.rest, b.rest)
    return b.degree - a.degree || compareMonomials(a.rest, b.rest)
  })
  return keyed.map(({ rest }) => rest)
}

/** x² before xy before y². */
function compareMonomials(a: Expr, b: Expr): number {
  const [p, q] = [orderFactors(factorsOf(a)), orderFactors(factorsOf(b))]
  for (let i = 0; i < Math.min(p.length, q.length); i++) {
    const [f, g] = [p[i] as Expr, q[i] as Expr]
    if (f === g) continue
    const [x, y] = [f.op === POW ? f.args[0] : f, g.op === POW ? g.args[0] : g] as [Expr, Expr]
    return x === y ? degreeOfFactor(g) - degreeOfFactor(f) || compareStructure(f, g, 6) : compareMet(x, y)
  }
  return p.length - q.length
}

/** A total order by structure; nodes alike down to the given depth compare by age. */
function compareStructure(a: Expr, b: Expr, depth: number): number {
  if (a === b) return 0
  if (depth === 0) return a.id - b.id
  if (a.op !== b.op) return a.op.name < b.op.name ? -1 : 1
  const [p, q] = [keyOf(a), keyOf(b)]
  if (p !== q) return p < q ? -1 : 1
  if (a.args.length !== b.args.length) return a.args.length - b.args.length
  for (let i = 0; i < a.args.length; i++) {
    const order = compareStructure(a.args[i] as Expr, b.args[i] as Expr, depth - 1)
    if (order !== 0) return order
  }
  return a.id - b.id
}

function keyOf({ payload }: Expr): string {
  if (payload instanceof Exact) return payload.key
  return payload === undefined ? '' : typeof payload === 'object' ? payload.key : String(payload)
}
