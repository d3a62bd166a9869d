/**
 * Infinities among what is added up as exponentials: the borders of a table of soft minima, masks of a softmax. Where the value is finite
 * these terms are 0, and so is their derivative, which as 0 · ∞ nobody could compute. So are products with the zeros that a recurrence begins with.
 */
import { type Attributes, type Expr, exactOf, make, type Operation } from '../../expr.ts'
import { add, div, exp, mul, neg } from '../../ops/arithmetic.ts'
import { stack, zerosLike, zerosOf } from '../../ops/arrange.ts'
import { maximum, minimum } from '../../ops/condition.ts'
import { infinity } from '../../ops/constants.ts'
import { matmul } from '../../ops/linear.ts'
import { amax, sum } from '../../ops/reduction.ts'
import { logsumexp } from '../../ops/softmax.ts'
import { isZero, zeros } from '../../ops/structure.ts'
import { sameShape } from '../../shape.ts'

type Sign = -1 | 0 | 1

/** What carries infinities on. */
const OVER: ReadonlySet<Expr['op']> = new Set([neg.op, add.op, mul.op, div.op])

/** Infinities stand near where they are written: further down nobody looks. */
const DEEPEST = 8
const known = new WeakMap<Expr, Sign | 'finite'>()

/** -1, 1, or 0 where its sign is not known, of what is infinite however its symbols are chosen; undefined for anything else. */
function infiniteSign(x: Expr, depth = 0): Sign | undefined {
  if (x === infinity) return 1
  if (!OVER.has(x.op) || depth > DEEPEST) return undefined
  const found = known.get(x)
  if (found !== undefined) return found === 'finite' ? undefined : found
  const sign = signOfParts(x, depth + 1)
  known.set(x, sign ?? 'finite')
  return sign
}

function signOfParts({ op, args }: Expr, depth: number): Sign | undefined {
  const signs = args.map((arg) => infiniteSign(arg, depth))
  if (op === add.op) {
    const infinite = signs.filter((sign) => sign !== undefined)
    return infinite.every((sign) => sign === infinite[0]) ? infinite[0] : undefined
  }
  if (signs.every((sign) => sign === undefined) || (op === div.op && signs[1] !== undefined)) return undefined
  let product: Sign = op === neg.op ? -1 : 1
  for (const [k, arg] of args.entries()) {
    const value = exactOf(arg)
    if (value?.isZero === true) return undefined
    const own = signs[k] ?? (value === undefined ? 0 : value.isNegative ? -1 : 1)
    product = (product * own) as Sign
  }
  return product
}

/** Whether e to the power of this is 0 wherever it is finite. */
function vanishes(exponent: Expr): boolean {
  const sign = infiniteSign(exponent)
  return sign !== undefined && sign <= 0
}

/** One component of a vector that is made of written vectors and numbers component by component; undefined of anything else. */
function componentAt(x: Expr, place: number): Expr | undefined {
  if (x.rank === 0) return x
  if (x.op === stack.op) return x.args[place]
  if (x.rank !== 1 || !OVER.has(x.op)) return undefined
  const args = x.args.map((arg) => componentAt(arg, place))
  return args.every((arg) => arg !== undefined) ? make(x.op, args, x.payload) : undefined
}

/** The same with some of its components. */
function withComponents(x: Expr, places: readonly number[]): Expr {
  if (x.rank === 0) return x
  if (x.op === stack.op) {
    const left = places.map((place) => x.args[place] as Expr)
    return left.length === 1 ? (left[0] as Expr) : make(stack.op, left)
  }
  return make(
    x.op,
    x.args.map((arg) => withComponents(arg, places)),
    x.payload,
  )
}

const holdsInfinity = (x: Expr): boolean =>
  x.op === stack.op ? x.args.some((arg) => infiniteSign(arg) !== undefined) : OVER.has(x.op) && x.args.some(holdsInfinity)

/** Exponents without those whose exponential is 0; one that is left over is a number. */
export function withoutVanishing(exponents: Expr): Expr {
  const length = exponents.shape[0]
  if (exponents.rank !== 1 || typeof length !== 'number' || !holdsInfinity(exponents)) return exponents
  const components = Array.from({ length }, (_, place) => componentAt(exponents, place))
  if (components.some((component) => component === undefined)) return exponents
  const places = components.flatMap((component, place) => (vanishes(component as Expr) ? [] : [place]))
  return places.length === 0 || places.length === length ? exponents : withComponents(exponents, places)
}

/** An array of zeros, as recurrences begin with. */
const isZeros = (x: Expr): boolean => x.rank > 0 && (x.op === zerosOf.op || x.op === zerosLike.op || isZero(x))

/** Terms of a sum without exponentials that are 0, and without zeros beside what has their shape. */
export function withoutVanishingTerms(terms: readonly Expr[]): readonly Expr[] {
  const isNothing = (term: Expr): boolean => isZeros(term) && terms.some((other) => !isZeros(other) && sameShape(other.shape, term.shape))
  const left = terms.filter((term) => !isNothing(term) && !(term.op === exp.op && term.rank === 0 && vanishes(term.args[0] as Expr)))
  return left.length === 0 || left.length === terms.length ? terms : left
}

/** A product with zeros, which is zeros. */
export const vanishingProduct = (product: Expr): Expr =>
  product.op === matmul.op && product.rank > 0 && product.args.some(isZeros) ? zeros(product.shape) : product

/**
 * A node component by component; the smallest of several numbers without those that are infinite however their symbols are chosen, the borders
 * of a table of distances.
 */
export function withinBounds(operation: Operation, args: readonly Expr[], payload: Expr['payload']): Expr {
  const neutral = operation === minimum.op ? 1 : operation === maximum.op ? -1 : undefined
  if (neutral === undefined || args.some(({ rank }) => rank > 0)) return make(operation, args, payload)
  const finite = args.filter((arg) => infiniteSign(arg) !== neutral)
  const left = finite.length === 0 ? args.slice(0, 1) : finite
  return left.length === 1 ? (left[0] as Expr) : make(operation, left, payload)
}

/** What ln Σ exp, Σ exp and the largest of all are computed of, without what adds nothing. */
export function finiteTerms(operation: Operation, args: readonly Expr[], attributes: Attributes | undefined): readonly Expr[] {
  const [x] = args as [Expr | undefined]
  if (x === undefined || args.length > 1 || attributes?.['keepdims'] === true) return args
  if (operation === logsumexp.op || operation === amax.op) return [withoutVanishing(x)]
  if (operation !== sum.op || x.op !== exp.op) return args
  const [exponents] = x.args as [Expr]
  const left = withoutVanishing(exponents)
  return left === exponents ? args : [make(exp.op, [left])]
}
