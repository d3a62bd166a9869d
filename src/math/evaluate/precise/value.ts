/** The value of an expression to more digits than a double has: its graph at growing precision until two results agree. */
import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, isNumber, isSymbol, nameOf } from '../../expr.ts'
import { plan } from '../plan.ts'
import { Arithmetic, absolute, fromDouble, magnitude, NoValue, negate, ONE, type Precise, sign, toDouble, ZERO } from './number.ts'
import * as special from './special.ts'

type Kernel = (a: Arithmetic, args: readonly Precise[], x: Precise, y: Precise) => Precise

const truth = (holds: boolean): Precise => (holds ? ONE : ZERO)
const half = ({ m, e }: Precise): Precise => ({ m, e: e - 1 })
const compared =
  (holds: (order: number) => boolean): Kernel =>
  (a, _, x, y) =>
    truth(holds(a.compare(x, y)))
const arcsine = (a: Arithmetic, x: Precise): Precise => {
  const below = a.sqrt(a.multiply(a.add(ONE, x), a.subtract(ONE, x)))
  return below.m === 0n ? half(sign(x) < 0 ? negate(a.pi) : a.pi) : a.atan(a.divide(x, below))
}
const exponentials = (a: Arithmetic, x: Precise): readonly [Precise, Precise] => [a.exp(x), a.exp(negate(x))]
/** 1 + e^(-|x|) and e^(-|x|). */
const falling = (a: Arithmetic, x: Precise): readonly [Precise, Precise] => {
  const fall = a.exp(negate(absolute(x)))
  return [a.add(ONE, fall), fall]
}
/** ln(x + √(x² + c)). */
const arsine = (a: Arithmetic, x: Precise, c: Precise): Precise => a.ln(a.add(x, a.sqrt(a.add(a.multiply(x, x), c))))

/** Whole powers below 2^WHOLE are multiplied out. */
const WHOLE = 12

function power(a: Arithmetic, x: Precise, p: Precise): Precise {
  if (p.m === 0n) return ONE
  const whole = a.compare(a.floor(p), p) === 0
  if (x.m === 0n) {
    if (p.m < 0n) throw new NoValue('division by zero')
    return ZERO
  }
  if (x.m < 0n && !whole) throw new NoValue('root of a negative number')
  if (whole && magnitude(p) < WHOLE) {
    const n = toDouble(p)
    let result = ONE
    for (let [k, square] = [Math.abs(n), x]; k > 0; [k, square] = [Math.floor(k / 2), a.multiply(square, square)])
      if (k % 2 === 1) result = a.multiply(result, square)
    return n < 0 ? a.divide(ONE, result) : result
  }
  const size = a.exp(a.multiply(p, a.ln(absolute(x))))
  return x.m < 0n && a.compare(a.multiply({ m: 2n, e: 0 }, a.floor(half(p))), p) !== 0 ? negate(size) : size
}

/** What other rows are made of. */
const KERNELS: ReadonlyMap<string, Kernel> = new Map<string, Kernel>([
  ['add', (a, args) => args.reduce((sum, term) => a.add(sum, term), ZERO)],
  ['mul', (a, args) => args.reduce((product, factor) => a.multiply(product, factor), ONE)],
  ['neg', (_, __, x) => negate(x)],
  ['div', (a, _, x, y) => a.divide(x, y)],
  ['pow', (a, _, x, y) => power(a, x, y)],
  ['sqrt', (a, _, x) => a.sqrt(x)],
  ['cbrt', (a, _, x) => cubeRoot(a, x)],
  ['exp', (a, _, x) => a.exp(x)],
  ['ln', (a, _, x) => a.ln(x)],
  ['pi', (a) => a.pi],
  ['e', (a) => a.exp(ONE)],
  ['abs', (_, __, x) => absolute(x)],
  ['sign', (_, __, x) => fromDouble(sign(x))],
  ['maximum', (a, args) => args.reduce((most, one) => (a.compare(one, most) > 0 ? one : most))],
  ['minimum', (a, args) => args.reduce((least, one) => (a.compare(one, least) < 0 ? one : least))],
  ['floor', (a, _, x) => a.floor(x)],
  ['ceil', (a, _, x) => negate(a.floor(negate(x)))],
  ['lt', compared((order) => order < 0)],
  ['le', compared((order) => order <= 0)],
  ['gt', compared((order) => order > 0)],
  ['ge', compared((order) => order >= 0)],
  ['eq', compared((order) => order === 0)],
  ['ne', compared((order) => order !== 0)],
  ['and', (_, __, x, y) => truth(x.m !== 0n && y.m !== 0n)],
  ['or', (_, __, x, y) => truth(x.m !== 0n || y.m !== 0n)],
  ['not', (_, __, x) => truth(x.m === 0n)],
  ['sin', (a, _, x) => a.waves(x)[0]],
  ['cos', (a, _, x) => a.waves(x)[1]],
  ['tan', (a, _, x) => a.divide(...a.waves(x))],
  ['asin', (a, _, x) => arcsine(a, x)],
  ['acos', (a, _, x) => a.subtract(half(a.pi), arcsine(a, x))],
  ['atan', (a, _, x) => a.atan(x)],
  ['sinh', (a, _, x) => half(a.subtract(...exponentials(a, x)))],
  ['cosh', (a, _, x) => half(a.add(...exponentials(a, x)))],
  [
    'tanh',
    (a, _, x) => {
      const [size, fall] = falling(a, { m: x.m, e: x.e + 1 })
      const value = a.divide(a.subtract(ONE, fall), size)
      return x.m < 0n ? negate(value) : value
    },
  ],
  [
    'sigmoid',
    (a, _, x) => {
      const [size, fall] = falling(a, x)
      return a.divide(x.m < 0n ? fall : ONE, size)
    },
  ],
  ['asinh', (a, _, x) => (x.m < 0n ? negate(arsine(a, negate(x), ONE)) : arsine(a, x, ONE))],
  ['acosh', (a, _, x) => arsine(a, x, negate(ONE))],
  ['atanh', (a, _, x) => half(a.ln(a.divide(a.add(ONE, x), a.subtract(ONE, x))))],
  ['erf', (a, _, x) => a.erf(x)],
  ['erfc', (a, _, x) => a.erfc(x)],
  ['erfcx', (a, _, x) => special.erfcx(a, x)],
  ['norm_cdf', (a, _, x) => half(a.erfc(negate(a.divide(x, a.sqrt({ m: 2n, e: 0 })))))],
  ['log_norm_cdf', (a, _, x) => special.logNormalCdf(a, x)],
  ['lambertw', (a, _, x) => special.lambertW(a, x)],
  ['gamma', (a, _, x) => special.gamma(a, x)],
  ['lgamma', (a, _, x) => special.logGamma(a, x)],
  ['digamma', (a, _, x) => special.polygamma(a, ZERO, x)],
  ['polygamma', (a, _, x, y) => special.polygamma(a, x, y)],
  ['besselj', (a, _, x, y) => special.bessel(a, x, y, -1)],
  ['besseli', (a, _, x, y) => special.bessel(a, x, y, 1)],
])

function cubeRoot(a: Arithmetic, x: Precise): Precise {
  if (x.m === 0n) return ZERO
  const size = a.exp(a.divide(a.ln(absolute(x)), { m: 3n, e: 0 }))
  return x.m < 0n ? negate(size) : size
}

/** The first precision tried, in bits, what is added to confirm the first result, the factor of the next ones and the last. */
const [LEAST_BITS, MORE, GROWTH, MOST_BITS] = [128, 64, 1.5, 12_288]
/** Bits in which two results must agree. */
const AGREE = 80
/**
 * Two results that know nothing of what remains after cancelling agree on nothing: a precision must hold so many terms of an
 * expansion in the smallest or largest value met, as far as doubles go, before it counts.
 */
const ORDERS = 4
const FARTHEST = 1100
/** Bits at which what is nothing to a double has come to nothing: terms cancel exactly. */
const GONE = 2000
/** What the size of an argument does not matter to. */
const MULTIPLICATIVE: ReadonlySet<string> = new Set(['mul', 'div', 'neg', 'abs', 'pow', 'sqrt', 'cbrt', 'ln', 'erfc', 'norm_cdf', 'where'])

/** What is evaluated as it is; other rows by their meaning. */
export const isPreciseRow = ({ op }: Expr): boolean => KERNELS.has(op.name) || op.name === 'where' || op.meaning === undefined

/** Reads an expression for evaluation; undefined where a part of it has no precise value. */
export function preciseValue(expr: Expr): ((at: ReadonlyMap<string, number>) => Precise) | undefined {
  const { nodes, args, roots } = plan([expr], isPreciseRow)
  if (nodes.some((node) => node.rank > 0 || !(isNumber(node) || isSymbol(node) || KERNELS.has(node.op.name) || node.op.name === 'where')))
    return undefined
  const evaluate = (a: Arithmetic, at: ReadonlyMap<string, number>): Precise => {
    const values: (Precise | undefined)[] = new Array<undefined>(nodes.length)
    // From the root down, so that branches that are not taken need no value.
    const stack = [roots[0] as number]
    while (stack.length > 0) {
      const k = stack[stack.length - 1] as number
      const node = nodes[k] as Expr
      const own = args[k] as readonly number[]
      const isChoice = node.op.name === 'where'
      const condition = isChoice ? values[own[0] as number] : undefined
      const needed = isChoice ? [own[condition === undefined ? 0 : condition.m === 0n ? 2 : 1] as number] : own
      const missing = needed.filter((arg) => values[arg] === undefined)
      if (missing.length > 0) {
        stack.push(...missing)
        continue
      }
      stack.pop()
      const inputs = needed.map((arg) => values[arg] as Precise)
      const value = isChoice ? (inputs[0] as Precise) : preciseNode(node, inputs, a, at)
      values[k] = value
      if (!MULTIPLICATIVE.has(node.op.name))
        for (const input of inputs) if (input.m !== 0n) reach = Math.max(reach, Math.min(FARTHEST, Math.abs(magnitude(input))))
    }
    return values[roots[0] as number] as Precise
  }
  let reach = 0
  return (at) => {
    let before: Precise | undefined
    reach = 0
    for (let bits = LEAST_BITS; bits <= MOST_BITS; ) {
      const a = new Arithmetic(bits)
      let now: Precise | undefined
      try {
        now = evaluate(a, at)
      } catch (error) {
        // What is zero, or beyond an edge, to so many bits need not be so.
        if (!(error instanceof NoValue) || a.isExact || bits >= LEAST_BITS + FARTHEST) throw error
      }
      if (now !== undefined && a.isExact) return now
      if (before !== undefined && now !== undefined && now.m !== 0n && magnitude(a.subtract(now, before)) <= magnitude(now) - AGREE) return now
      const needed = Math.min(ORDERS * reach, reach + FARTHEST)
      if (now !== undefined && bits >= Math.max(needed, GONE) && magnitude(now) < -FARTHEST) return ZERO
      const first = before === undefined
      before = bits < needed ? undefined : now
      bits = bits < needed ? needed : first ? bits + MORE : Math.ceil(bits * GROWTH)
    }
    throw new NoValue('no precision is enough')
  }
}

function preciseNode(node: Expr, args: readonly Precise[], a: Arithmetic, at: ReadonlyMap<string, number>): Precise {
  const exact = exactOf(node)
  if (exact !== undefined) return preciseConstant(exact, a)
  if (isSymbol(node)) return fromDouble(at.get(nameOf(node) as string) ?? Number.NaN)
  return preciseFunction(node.op.name, a, args)
}

/** An exact number. */
export function preciseConstant(exact: Exact, a: Arithmetic): Precise {
  const [p = '0', q = '1'] = exact.toFractionString().split('/')
  return a.divide({ m: BigInt(p), e: 0 }, { m: BigInt(q), e: 0 })
}

/** The value of one row. Throws NoValue where it has none, as infinity. */
export function preciseFunction(name: string, a: Arithmetic, args: readonly Precise[]): Precise {
  const kernel = KERNELS.get(name)
  if (kernel === undefined) throw new NoValue(`no value of ${name}`)
  return kernel(a, args, args[0] ?? ZERO, args[1] ?? ZERO)
}
