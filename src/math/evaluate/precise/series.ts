/**
 * Power series of an expression of one symbol about zero from one side, with coefficients of many digits: what is left where
 * terms cancel, or a quotient has a removable singularity. By the usual recurrences (Knuth, "The Art of Computer Programming",
 * volume 2, section 4.7).
 */
import { type Expr, exactOf, isNumber, isSymbol } from '../../expr.ts'
import { plan } from '../plan.ts'
import { Arithmetic, magnitude, NoValue, negate, ONE, type Precise, sign, ZERO } from './number.ts'
import { isPreciseRow, preciseConstant, preciseFunction } from './value.ts'

/** Σ terms[k]·t^(from + k); the first term is not zero, unless none is left. */
export interface Series {
  readonly from: number
  readonly terms: readonly Precise[]
}

/** Terms carried, bits of each, and bits by which a sum must fall below its terms to be taken for zero. */
const TERMS = 44
const BITS = 384
const GONE = 280

const a = new Arithmetic(BITS)
const whole = (n: number): Precise => ({ m: BigInt(n), e: 0 })

function add(x: Precise, y: Precise): Precise {
  if (x.m === 0n) return y
  if (y.m === 0n) return x
  const sum = a.add(x, y)
  // Only numbers of different signs can cancel.
  return x.m > 0n !== y.m > 0n && magnitude(sum) < Math.max(magnitude(x), magnitude(y)) - GONE ? ZERO : sum
}

/** Coefficients with their sizes, which are asked for over and over. */
class Row {
  readonly sizes: number[]
  constructor(readonly terms: Precise[]) {
    this.sizes = terms.map(magnitude)
  }

  push(term: Precise): void {
    this.terms.push(term)
    this.sizes.push(magnitude(term))
  }
}

/** Σ x[k]·y[n - k] for k from `first` to n, added up without loss and rounded once. */
function convolved(x: Row, y: Row, n: number, first = 0): Precise {
  let largest = Number.NEGATIVE_INFINITY
  for (let k = first; k <= n; k++) largest = Math.max(largest, (x.sizes[k] as number) + (y.sizes[n - k] as number))
  if (largest === Number.NEGATIVE_INFINITY) return ZERO
  let [m, e] = [0n, 0]
  // The terms of a square come in pairs.
  const last = x === y && first === 0 ? n >> 1 : n
  for (let k = first; k <= last; k++) {
    // What is no digit of the sum is not added: the numbers stay short.
    if ((x.sizes[k] as number) + (y.sizes[n - k] as number) < largest - 2 * BITS) continue
    const [left, right] = [x.terms[k] as Precise, y.terms[n - k] as Precise]
    const [own, at] = [left.m * right.m, left.e + right.e + (last < n && 2 * k < n ? 1 : 0)]
    if (m === 0n || at === e) [m, e] = [m + own, at]
    else if (at > e) m += own << BigInt(at - e)
    else [m, e] = [(m << BigInt(e - at)) + own, at]
  }
  const total = a.round({ m, e })
  return magnitude(total) < largest - GONE ? ZERO : total
}

/** Leading zeros taken off. Throws NoValue where nothing is left to tell the series from zero. */
function leading(from: number, terms: readonly Precise[]): Series {
  const first = terms.findIndex(({ m }) => m !== 0n)
  return first < 0 ? NOTHING : { from: from + first, terms: terms.slice(first) }
}

const isZero = ({ terms }: Series): boolean => terms.length === 0
const NOTHING: Series = { from: 0, terms: [] }
const constant = (value: Precise): Series => leading(0, [value, ...new Array<Precise>(TERMS - 1).fill(ZERO)])
const scaled = ({ from, terms }: Series, by: Precise): Series => ({ from, terms: terms.map((term) => a.multiply(term, by)) })
/** The coefficient of t^k. */
const at = ({ from, terms }: Series, k: number): Precise => terms[k - from] ?? ZERO
const end = ({ from, terms }: Series): number => from + terms.length

function sum(x: Series, y: Series): Series {
  if (isZero(x)) return y
  if (isZero(y)) return x
  const from = Math.min(x.from, y.from)
  const length = Math.min(TERMS, Math.min(end(x), end(y)) - from)
  if (length <= 0) throw new NoValue('too few terms')
  return leading(
    from,
    Array.from({ length }, (_, k) => add(at(x, from + k), at(y, from + k))),
  )
}

function product(x: Series, y: Series): Series {
  if (isZero(x) || isZero(y)) return NOTHING
  const left = new Row([...x.terms])
  const right = x === y ? left : new Row([...y.terms])
  const terms = Array.from({ length: Math.min(x.terms.length, y.terms.length) }, (_, n) => convolved(left, right, n))
  return { from: x.from + y.from, terms }
}

/** x^p for a number p. */
function power(x: Series, p: Precise): Series {
  if (a.compare(p, whole(2)) === 0) return square(x)
  const isWhole = a.compare(a.floor(p), p) === 0
  if (isZero(x)) {
    if (p.m <= 0n) throw new NoValue('division by zero')
    return x
  }
  const from = Number(p.m) * 2 ** p.e * x.from
  if (!Number.isInteger(from) || (!isWhole && sign(x.terms[0] as Precise) < 0)) throw new NoValue('a branch point')
  const lead = x.terms[0] as Precise
  // n·x₀·tₙ = Σ (p·k - (n - k))·xₖ·tₙ₋ₖ = (p + 1)·Σ k·xₖ·tₙ₋ₖ - n·Σ xₖ·tₙ₋ₖ
  const [row, slopes] = [new Row([...x.terms]), new Row(x.terms.map((term, k) => a.multiply(whole(k), term)))]
  const result = new Row([preciseFunction('pow', a, [lead, p])])
  const more = a.add(p, ONE)
  for (let n = 1; n < x.terms.length; n++) {
    const own = a.multiply(whole(-n), convolved(row, result, n, 1))
    const total = more.m === 0n ? own : add(own, a.multiply(more, convolved(slopes, result, n, 1)))
    result.push(a.divide(total, a.multiply(lead, whole(n))))
  }
  return { from, terms: result.terms }
}

/** The constant term and what is left, from t on. Throws NoValue at a pole. */
function atZero(x: Series): readonly [Precise, readonly Precise[]] {
  if (isPole(x)) throw new NoValue('a pole')
  return [at(x, 0), Array.from({ length: TERMS }, (_, k) => at(x, k))]
}

const isPole = (x: Series): boolean => x.from < 0 && !isZero(x)

/** e^x; what falls off faster than all powers, as e^(-1/t), is nothing to a series. */
function exponential(x: Series): Series {
  if (isPole(x) && signOf(x) < 0) return NOTHING
  const [first, u] = atZero(x)
  const length = isZero(x) ? TERMS : Math.min(TERMS, end(x))
  const terms = new Row([a.exp(first)])
  const slopes = new Row(u.map((term, k) => a.multiply(whole(k), term)))
  for (let n = 1; n < length; n++) terms.push(a.divide(convolved(slopes, terms, n, 1), whole(n)))
  return leading(0, terms.terms)
}

/** Sine and cosine, which are asked for together more often than not. */
function waves(x: Series): readonly [Series, Series] {
  const known = wavesOf.get(x) ?? newWaves(x)
  wavesOf.set(x, known)
  return known
}
const wavesOf = new WeakMap<Series, readonly [Series, Series]>()

function newWaves(x: Series): readonly [Series, Series] {
  const [first, u] = atZero(x)
  const length = isZero(x) ? TERMS : Math.min(TERMS, end(x))
  const [sine, cosine] = a.waves(first).map((term) => new Row([term])) as [Row, Row]
  const slopes = new Row(u.map((term, k) => a.multiply(whole(k), term)))
  for (let n = 1; n < length; n++) {
    const [s, c] = [convolved(slopes, cosine, n, 1), convolved(slopes, sine, n, 1)]
    sine.push(a.divide(s, whole(n)))
    cosine.push(negate(a.divide(c, whole(n))))
  }
  return [leading(0, sine.terms), leading(0, cosine.terms)]
}

const derivative = ({ from, terms }: Series): Series =>
  leading(
    from - 1,
    terms.map((term, k) => a.multiply(term, whole(from + k))),
  )

/** The series of f(x), given f(x(0)) and f'(x) as a series. */
function integrated(first: Precise, slope: Series): Series {
  if (isZero(slope)) return constant(first)
  if (slope.from < 0) throw new NoValue('a pole')
  const inner = Array.from({ length: end(slope) + 1 }, (_, k) => (k === 0 ? first : a.divide(at(slope, k - 1), whole(k))))
  return leading(0, inner)
}

const one = constant(ONE)
const reciprocal = (x: Series): Series => power(x, negate(ONE))
const minus = (x: Series): Series => scaled(x, negate(ONE))
const half: Precise = { m: 1n, e: -1 }
const square = (x: Series): Series => product(x, x)
const inverseRoot = (x: Series): Series => power(x, negate(half))

/** f'(u) of functions whose derivative is algebraic, or Gaussian, in u. */
const SLOPES: ReadonlyMap<string, (u: Series) => Series> = new Map([
  ['ln', reciprocal],
  ['atan', (u: Series) => reciprocal(sum(one, square(u)))],
  ['asin', (u: Series) => inverseRoot(sum(one, minus(square(u))))],
  ['acos', (u: Series) => minus(inverseRoot(sum(one, minus(square(u)))))],
  ['asinh', (u: Series) => inverseRoot(sum(one, square(u)))],
  ['acosh', (u: Series) => inverseRoot(sum(square(u), minus(one)))],
  ['atanh', (u: Series) => reciprocal(sum(one, minus(square(u))))],
  ['erf', (u: Series) => scaled(exponential(minus(square(u))), a.divide(whole(2), a.sqrt(a.pi)))],
  ['erfc', (u: Series) => scaled(exponential(minus(square(u))), a.divide(whole(-2), a.sqrt(a.pi)))],
  ['norm_cdf', (u: Series) => scaled(exponential(scaled(square(u), negate(half))), a.divide(ONE, a.sqrt(a.multiply(whole(2), a.pi))))],
])

/** Σ (±u²/4)^k/(k! (n + k)!)·(u/2)^n: Bessel functions of whole order from 0 on, of what is zero at zero. */
function bessel(order: Series, u: Series, turn: 1 | -1): Series {
  const n = at(order, 0)
  if (u.from < 1 || n.m < 0n || order.terms.slice(1).some(({ m }) => m !== 0n) || a.compare(a.floor(n), n) !== 0) throw new NoValue('no power series')
  const quarter = scaled(square(u), { m: BigInt(turn), e: -2 })
  let result = one
  for (let k = TERMS / 2; k > 0; k--) result = sum(one, scaled(product(quarter, result), a.divide(ONE, a.multiply(whole(k), a.add(n, whole(k))))))
  return scaled(product(power(scaled(u, half), n), result), a.divide(ONE, preciseFunction('gamma', a, [a.add(n, ONE)])))
}

/** The sign just beside zero. */
const signOf = (x: Series): number => (isZero(x) ? 0 : sign(x.terms[0] as Precise))
const truth = (holds: boolean): Series => (holds ? one : NOTHING)

const SIGNS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ['lt', (order: number) => order < 0],
  ['le', (order: number) => order <= 0],
  ['gt', (order: number) => order > 0],
  ['ge', (order: number) => order >= 0],
  ['eq', (order: number) => order === 0],
  ['ne', (order: number) => order !== 0],
])

/** What is left, beside what falls off faster than all powers, of a function of something that is infinite on one side or the other. */
const AT_POLES: ReadonlyMap<string, (x: Series, side: 1 | -1) => Series> = new Map([
  ['tanh', (_: Series, side: 1 | -1) => constant(whole(side))],
  ['erf', (_: Series, side: 1 | -1) => constant(whole(side))],
  ['erfc', (_: Series, side: 1 | -1) => (side > 0 ? NOTHING : constant(whole(2)))],
  ['sigmoid', (_: Series, side: 1 | -1) => (side > 0 ? one : NOTHING)],
  ['norm_cdf', (_: Series, side: 1 | -1) => (side > 0 ? one : NOTHING)],
  ['atan', (x: Series, side: 1 | -1) => sum(constant(a.divide(a.pi, whole(2 * side))), minus(seriesOf('atan', [reciprocal(x)])))],
  ['erfcx', scaledErfcAtPole],
])

/** erfcx x ~ Σ (-1)ⁿ (2n - 1)!!/(2x²)ⁿ/(x√π) (DLMF 7.12.1). */
function scaledErfcAtPole(x: Series, side: 1 | -1): Series {
  if (side < 0) throw new NoValue('a pole')
  const inverse = reciprocal(x)
  const step = scaled(square(inverse), negate(half))
  let result = one
  for (let n = TERMS / 2; n > 0; n--) result = sum(one, scaled(product(step, result), whole(2 * n - 1)))
  return scaled(product(inverse, result), a.divide(ONE, a.sqrt(a.pi)))
}

function seriesOf(name: string, args: readonly Series[]): Series {
  const [x, y] = args as [Series, Series]
  const beyond = args.length === 1 && isPole(x) ? AT_POLES.get(name) : undefined
  if (beyond !== undefined) return beyond(x, signOf(x) > 0 ? 1 : -1)
  const compare = SIGNS.get(name)
  if (compare !== undefined) return truth(compare(signOf(sum(x, minus(y)))))
  const slope = SLOPES.get(name)
  if (slope !== undefined) return integrated(preciseFunction(name, a, [atZero(x)[0]]), product(slope(x), derivative(x)))
  switch (name) {
    case 'add':
      return args.reduce(sum)
    case 'mul':
      return args.reduce(product)
    case 'neg':
      return minus(x)
    case 'div':
      return product(x, reciprocal(y))
    case 'sqrt':
      return power(x, half)
    case 'cbrt':
      return signOf(x) < 0 ? minus(power(minus(x), a.divide(ONE, whole(3)))) : power(x, a.divide(ONE, whole(3)))
    case 'pow':
      return y.from === 0 && y.terms.slice(1).every(({ m }) => m === 0n) ? power(x, at(y, 0)) : exponential(product(y, seriesOf('ln', [x])))
    case 'exp':
      return exponential(x)
    case 'sin':
      return waves(x)[0]
    case 'cos':
      return waves(x)[1]
    case 'tan':
      return product(waves(x)[0], reciprocal(waves(x)[1]))
    case 'sinh':
      return scaled(sum(exponential(x), minus(exponential(minus(x)))), half)
    case 'cosh':
      return scaled(sum(exponential(x), exponential(minus(x))), half)
    case 'tanh':
      return product(seriesOf('sinh', [x]), reciprocal(seriesOf('cosh', [x])))
    case 'sigmoid':
      return reciprocal(sum(one, exponential(minus(x))))
    case 'erfcx':
      return product(exponential(square(x)), seriesOf('erfc', [x]))
    case 'log_norm_cdf':
      return seriesOf('ln', [seriesOf('norm_cdf', [x])])
    case 'besselj':
      return bessel(x, y, -1)
    case 'besseli':
      return bessel(x, y, 1)
    case 'abs':
      return signOf(x) < 0 ? minus(x) : x
    case 'sign':
      return isZero(x) ? x : constant(whole(signOf(x)))
    case 'maximum':
      return args.reduce((most, other) => (signOf(sum(other, minus(most))) > 0 ? other : most))
    case 'minimum':
      return args.reduce((least, other) => (signOf(sum(other, minus(least))) < 0 ? other : least))
    case 'where':
      return (isZero(x) ? args[2] : y) as Series
    default:
      throw new NoValue('no series')
  }
}

/** Functions in an expression beyond which its series are too much work for what they may save. */
const FUNCTIONS = 32
const ARITHMETIC: ReadonlySet<string> = new Set(['add', 'mul', 'neg', 'div'])

/** The series of nodes met before, on either side of zero: what is looked at is looked at in several forms, which share their parts. */
const known: Readonly<Record<1 | -1, WeakMap<Expr, Series | null>>> = { [1]: new WeakMap(), [-1]: new WeakMap() }

/** The series of an expression of one symbol about zero, on the side of that sign; undefined where it has none, or many functions. */
export function seriesAtZero(expr: Expr, side: 1 | -1): Series | undefined {
  const before = known[side].get(expr)
  if (before === null) return undefined
  if (before !== undefined) return cleared(before)
  const { nodes, args, roots } = plan([expr], isPreciseRow)
  if (side < 0 && nodes.every(isRational)) return mirrored(seriesAtZero(expr, 1))
  if (nodes.filter((node) => node.args.length > 0 && !ARITHMETIC.has(node.op.name)).length > FUNCTIONS) return undefined
  const found: Series[] = []
  for (const [k, node] of nodes.entries()) {
    let series = known[side].get(node)
    if (series === undefined) {
      const parts = (args[k] as readonly number[]).map((place) => found[place] as Series)
      series = ownSeries(node, parts, side) ?? null
      known[side].set(node, series)
    }
    if (series === null) {
      known[side].set(expr, null)
      return undefined
    }
    found.push(series)
  }
  return cleared(found[roots[0] as number] as Series)
}

/** Whether a node is arithmetic: its series from the left is that from the right with t for -t, poles or not. */
const isRational = (node: Expr): boolean =>
  isNumber(node) ||
  isSymbol(node) ||
  ARITHMETIC.has(node.op.name) ||
  (node.op.name === 'pow' && exactOf(node.args[1] as Expr)?.asInteger !== undefined)

const mirrored = (series: Series | undefined): Series | undefined =>
  series && { from: series.from, terms: series.terms.map((term, k) => ((series.from + k) % 2 === 0 ? term : negate(term))) }

/** The series of a node from those of its arguments. */
function ownSeries(node: Expr, parts: readonly Series[], side: 1 | -1): Series | undefined {
  try {
    const exact = isNumber(node) ? exactOf(node) : undefined
    if (exact !== undefined) return constant(preciseConstant(exact, a))
    if (isSymbol(node)) return { from: 1, terms: constant(whole(side)).terms }
    return node.args.length === 0 ? constant(preciseFunction(node.op.name, a, [])) : seriesOf(node.op.name, parts)
  } catch (error) {
    if (error instanceof NoValue) return undefined
    throw error
  }
}

/** Bits by which a coefficient that is only rounding falls below its neighbours. */
const NOISE = 120

/** What rounding has left of coefficients that are zero is taken off. */
function cleared({ from, terms }: Series): Series {
  const size = (k: number): number => (terms[k] === undefined ? Number.NEGATIVE_INFINITY : magnitude(terms[k] as Precise))
  return { from, terms: terms.map((term, k) => (size(k) < Math.max(size(k - 1), size(k + 1)) - NOISE ? ZERO : term)) }
}
