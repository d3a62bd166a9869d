/** Sums of tensors with what their terms share written once. */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, isSymbol, number } from '../../expr.ts'
import { add, div, mul, neg, pow, sqrt } from '../../ops/arithmetic.ts'
import { coefficientOf, HALF, magnitude, numberOf, ONE, positiveFirst, raised, scaledBy, ZERO } from '../../ops/coefficient.ts'
import { diag, outer, transpose } from '../../ops/linear.ts'
import { itemsOf, place, take } from '../../ops/slice.ts'
import { isOne, isSize, isZero, zeros } from '../../ops/structure.ts'
import { sameShape } from '../../shape.ts'
import { withChoices } from '../choice.ts'
import { lastingOf } from '../memo.ts'
import { isNonnegative } from '../sign.ts'
import { simplify } from '../simplify.ts'
import { factorsOf } from './chain.ts'
import { joinedParts } from './joined.ts'
import { diagonal, outerOf, product, transposed } from './matrix.ts'
import { isSymmetric, signBetween } from './symmetry.ts'
import { divisorOf, isScaled } from './uniform.ts'

/** A term of a sum of matrices or vectors: scalar factors, a sign, and a chain of matrix factors. */
interface Term {
  readonly scalars: readonly Expr[]
  readonly chain: readonly Expr[]
  /** What it is but for the scalars. */
  readonly tensor: Expr
}

function termOf(node: Expr): Term {
  if (node.op === neg.op) {
    const inside = termOf(node.args[0] as Expr)
    return { ...inside, scalars: [number(-1), ...inside.scalars] }
  }
  if (isScaled(node)) {
    const inside = termOf(node.args.find((arg) => arg.rank > 0) as Expr)
    return { ...inside, scalars: [...node.args.filter((arg) => arg.rank === 0), ...inside.scalars] }
  }
  const below = divisorOf(node)
  if (below !== undefined) {
    const inside = termOf(node.args[0] as Expr)
    return { ...inside, scalars: [div(1, below), ...inside.scalars] }
  }
  return { scalars: [], chain: chainOf(node), tensor: node }
}

/** Scalars times a tensor, one number in front, reciprocals below the bar. */
function scaledTensor(scalars: readonly Expr[], tensor: Expr): Expr {
  const isReciprocal = (scalar: Expr): boolean => scalar.op === div.op && exactOf(scalar.args[0] as Expr)?.isOne === true
  const others = scalars.filter((scalar) => numberOf(scalar) === undefined)
  const below = others.filter(isReciprocal).map((scalar) => scalar.args[1] as Expr)
  const above = mul(...others.filter((scalar) => !isReciprocal(scalar)), tensor)
  const coefficient = scalars.reduce((product, scalar) => product.multiply(numberOf(scalar) ?? ONE), ONE)
  return scaledBy(coefficient, below.length === 0 ? above : div(above, mul(...below)))
}

/** A b (C d)ᵀ is the chain A, b dᵀ, Cᵀ. */
function chainOf(node: Expr): readonly Expr[] {
  if (node.op !== outer.op) return factorsOf(node)
  const [left, right] = node.args.map(factorsOf) as [Expr[], Expr[]]
  const [column, row] = [left.pop() as Expr, right.pop() as Expr]
  return [...left, outerOf(column, row), ...right.reverse().map(transposed)]
}

const areSame = (a: readonly Expr[], b: readonly Expr[]): boolean => a.length === b.length && a.every((scalar, k) => scalar === b[k])

/**
 * A sum of tensors with what two terms share written once: Ax + Aᵀx as (A + Aᵀ)x, X b cᵀ + X c bᵀ as X (b cᵀ + c bᵀ).
 * Terms that are the same are counted.
 */
export function collected(node: Expr): Expr {
  if (node.op !== add.op || node.rank === 0 || node.rank > 2 || node.args.length > 24) return node
  const known = lastingOf(node).collected ?? collectedAnew(node)
  lastingOf(node).collected = known
  return known
}

function collectedAnew(node: Expr): Expr {
  const chosen = withChoices(node)
  if (chosen !== node) return collected(chosen)
  const counted = joinedParts(mergedParts(mergedDiagonals(countTerms(node))))
  if (counted.length === 0) return zeros(node.shape)
  const terms = counted.map(termOf)
  for (const joining of [joinOuter, join])
    for (let i = 0; i < terms.length; i++) {
      for (let j = i + 1; j < terms.length; j++) {
        const joined = joining(terms[i] as Term, terms[j] as Term)
        if (joined === undefined) continue
        const rest = counted.filter((_, k) => k !== i && k !== j)
        rest.splice(i, 0, joined)
        return rest.length === 1 ? (rest[0] as Expr) : collected(add(...rest))
      }
    }
  return counted.length === 1 ? (counted[0] as Expr) : withCommonScalars(counted)
}

/** The diagonal matrices among the terms as one. */
function mergedDiagonals(terms: Expr[]): Expr[] {
  const vectors: Expr[] = []
  const others: Expr[] = []
  for (const term of terms) {
    const { scalars, chain } = termOf(term)
    const [first] = chain as [Expr]
    if (chain.length === 1 && first.rank === 2 && first.op === diag.op) vectors.push(scaledTensor(scalars, first.args[0] as Expr))
    else others.push(term)
  }
  return vectors.length < 2 ? terms : [diagonal(withChoices(simplify(add(...vectors)))), ...others]
}

/** Parts that stand at the same places among zeros as one part. */
function mergedParts(terms: Expr[]): Expr[] {
  const groups = new Map<string, Expr[]>()
  const placed = terms.map((term) => {
    const { scalars, chain } = termOf(term)
    const [first] = chain as [Expr]
    if (chain.length !== 1 || first.op !== place.op) return undefined
    const key = itemsOf(first).key
    groups.set(key, [...(groups.get(key) ?? []), scaledTensor(scalars, first.args[0] as Expr)])
    return { key, payload: itemsOf(first) }
  })
  if ([...groups.values()].every((parts) => parts.length < 2)) return terms
  return terms.flatMap((term, k): readonly Expr[] => {
    const { key, payload } = placed[k] ?? {}
    const parts = key === undefined ? undefined : groups.get(key)
    if (payload === undefined || parts === undefined) return key === undefined ? [term] : []
    groups.delete(payload.key)
    if (parts.length < 2) return [term]
    const whole = collected(simplify(add(...parts)))
    return isZero(whole) ? [] : [place.with(payload, whole)]
  })
}

/** Of a sum of matrices the terms 1 vᵀ for which v alone is a term too, which is stretched to that: by themselves, v. */
function stretchedRows({ rank }: Expr, terms: readonly Expr[]): ReadonlyMap<Expr, Expr> {
  const vectors = rank === 2 ? terms.filter((term) => term.rank === 1) : []
  const rowOf = (term: Expr): Expr | undefined => (term.op === outer.op && isOne(term.args[0] as Expr) ? term.args[1] : undefined)
  return new Map(
    terms.flatMap((term): [Expr, Expr][] => {
      const row = vectors.length === 0 ? undefined : rowOf(term)
      return row !== undefined && vectors.includes(row) ? [[term, row]] : []
    }),
  )
}

/** Equal terms added up with their rational coefficients. */
function countTerms(node: Expr): Expr[] {
  const own = node.args.map(coefficientOf)
  // Sums among the terms are taken apart where that makes some of them equal.
  const apart = own.flatMap(({ coefficient, rest }) =>
    rest.op === add.op && rest.rank === node.rank
      ? rest.args.map(coefficientOf).map((term) => ({ coefficient: term.coefficient.multiply(coefficient), rest: term.rest }))
      : [{ coefficient, rest }],
  )
  const counts = new Map<Expr, Exact>()
  const rows = stretchedRows(
    node,
    own.map(({ rest }) => rest),
  )
  for (const { coefficient, rest: given } of new Set(apart.map(({ rest }) => rest)).size < apart.length ? apart : own) {
    const rest = rows.get(given) ?? given
    if (isZero(rest)) continue
    const same = counts.has(rest) ? undefined : [...counts.keys()].find((known) => signBetween(rest, known) !== undefined)
    const sign = same === undefined ? ONE : Exact.integer(signBetween(rest, same) as number)
    const counted = same ?? rest
    counts.set(counted, (counts.get(counted) ?? ZERO).add(coefficient.multiply(sign)))
  }
  return [...counts].filter(([, coefficient]) => !coefficient.isZero).map(([rest, coefficient]) => scaledBy(coefficient, rest))
}

/** 2(A/2) is A, and (2A)/2 too, and (2A - 2B)/2 is A - B; c A/(2c) is A/2. */
export function withOneNumber(given: Expr): Expr {
  const node = withoutCancelling(given)
  const { coefficient, rest } = coefficientOf(node)
  if (rest === node) return node
  if (rest.op === add.op && !coefficient.isInteger) {
    const terms = rest.args.map(coefficientOf)
    const scaled = terms.map((term) => term.coefficient.multiply(coefficient))
    if (scaled.every((own) => own.isInteger)) return add(...terms.map((term, k) => scaledBy(scaled[k] as Exact, term.rest)))
  }
  return scaledBy(coefficient, rest)
}

/**
 * A scalar as its powers: 2/(√v x) has v^(-1/2) and x^(-1). Roots are taken apart where what is in them cannot be negative: √(x²y) stays one, as
 * x may be negative, and so does √(xy), as both may.
 */
function takePowers(scalar: Expr, exponent: Exact, into: Map<Expr, Exact>): void {
  const { op, args } = scalar
  const [first, second] = args as [Expr, Expr]
  const power = op === pow.op ? exactOf(second) : op === sqrt.op ? HALF : undefined
  const isRoot = !exponent.isInteger
  // A root of an odd power, or of a root, exists where its base is not negative.
  const forgetsSign = power?.asInteger !== undefined && power.asInteger % 2 === 0
  if (power !== undefined && !(isRoot && forgetsSign && !isNonnegative(first))) takePowers(first, exponent.multiply(power), into)
  else if ((op === mul.op || op === div.op) && !(isRoot && !args.every(isNonnegative))) {
    takePowers(first, exponent, into)
    for (const arg of args.slice(1)) takePowers(arg, op === div.op ? exponent.negate() : exponent, into)
  } else into.set(scalar, into.get(scalar)?.add(exponent) ?? exponent)
}

/** A tensor times scalars without those that stand above and below. */
function withoutCancelling(node: Expr): Expr {
  if (node.rank === 0 || !(isScaled(node) || divisorOf(node) !== undefined)) return node
  const { scalars, chain } = termOf(node)
  const all = scalars.map((scalar) => {
    const own = new Map<Expr, Exact>()
    takePowers(scalar, ONE, own)
    return own
  })
  const cancels = all.some((own, k) =>
    [...own].some(([base, exponent]) => all.slice(0, k).some((before) => before.get(base)?.isNegative === !exponent.isNegative)),
  )
  if (!cancels) return node
  const powers = new Map<Expr, Exact>()
  for (const scalar of scalars) takePowers(scalar, ONE, powers)
  return withPowers(powers, [], [], product(chain))
}

/** Numbers over others, or vectors component by component, of which some are products and quotients, as one quotient: 2σ times t/2 is σ t, (t/v)/v is t/v². */
export function quotientOfNumbers(above: readonly Expr[], below: readonly Expr[] = []): Expr {
  const powers = new Map<Expr, Exact>()
  let coefficient = ONE
  const take = (factor: Expr, exponent: Exact): void => {
    const { op, args } = factor
    const [first, second] = args as [Expr, Expr]
    if (op === neg.op) {
      coefficient = coefficient.negate()
      take(first, exponent)
    } else if (op === mul.op) for (const arg of args) take(arg, exponent)
    else if (op === div.op) {
      take(first, exponent)
      take(second, exponent.negate())
    } else takePowers(factor, exponent, powers)
  }
  for (const factor of above) take(factor, ONE)
  for (const factor of below) take(factor, ONE.negate())
  coefficient = coefficient.multiply(takeNumbers(powers))
  if (coefficient.big !== undefined) return mul(number(coefficient), withPowers(powers, [], []))
  const { numerator, denominator } = magnitude(coefficient)
  const whole = withPowers(powers, numerator === 1 ? [] : [number(numerator)], denominator === 1 ? [] : [number(denominator)])
  return coefficient.isNegative ? neg(whole) : whole
}

/** The numbers among powers, which go, as one. */
function takeNumbers(powers: Map<Expr, Exact>): Exact {
  let coefficient = ONE
  for (const [base, exponent] of [...powers]) {
    const own = exactOf(base)
    const power = exponent.isInteger && own?.decimal === false ? own.power(exponent.value) : undefined
    // Decimals stay where they are written.
    if (power === undefined) continue
    coefficient = coefficient.multiply(power)
    powers.delete(base)
  }
  return coefficient
}

function withPowers(powers: ReadonlyMap<Expr, Exact>, [...above]: readonly Expr[], [...below]: readonly Expr[], tensor?: Expr): Expr {
  for (const [base, exponent] of powers) {
    if (exponent.isNegative) below.push(raised(base, exponent.negate()))
    else if (!exponent.isZero) above.push(raised(base, exponent))
  }
  const whole = mul(...above, ...(tensor === undefined ? [] : [tensor]))
  return below.length === 0 ? whole : div(whole, mul(...below))
}

const isNamedComponent = ({ op, args }: Expr): boolean => (op.name === 'component' || op === take.op) && isSymbol(args[0] as Expr)

/** A sum of matrices or vectors with the scalars that all terms have, and the number, before it. */
function withCommonScalars(given: readonly Expr[]): Expr {
  const terms = positiveFirst(given)
  const whole = add(...terms)
  if (whole.rank < 1 || whole.rank > 2) return whole
  const parts = terms.map((term) => {
    const { coefficient, rest } = coefficientOf(term)
    // A number beside a vector stands in each component: n x - n mean(x) is n (x - mean(x)).
    const { scalars, chain } = rest.rank === 0 ? { scalars: [rest], chain: [number(1)] } : termOf(rest)
    const powers = new Map<Expr, Exact>()
    for (const scalar of scalars) takePowers(scalar, ONE, powers)
    return { coefficient: coefficient.multiply(takeNumbers(powers)), powers, tensor: product(chain) }
  })
  const [first] = parts as [(typeof parts)[number]]
  const common = new Map<Expr, Exact>()
  for (const [base, exponent] of first.powers) {
    if (exactOf(base) !== undefined) continue
    const exponents = parts.map(({ powers }) => powers.get(base))
    if (!exponents.every((own) => own !== undefined && own.isNegative === exponent.isNegative)) continue
    // Of vectors a plain name, component or length below or before all of it, as in (p - y)/n; more is left where it was found.
    if (whole.rank === 1 && !((isSymbol(base) || isSize(base) || isNamedComponent(base)) && exponents.every((own) => own?.equals(exponent)))) continue
    const least = (exponents as Exact[]).reduce((a, b) => (a.compare(b) < 0 === exponent.isNegative ? b : a))
    common.set(base, least)
  }
  const equal = (whole.rank === 2 || common.size > 0) && parts.every(({ coefficient }) => magnitude(coefficient).equals(magnitude(first.coefficient)))
  const outside = equal ? magnitude(first.coefficient) : ONE
  if (common.size === 0 && outside.isOne) return whole
  const sign = parts.every(({ coefficient }) => coefficient.isNegative) ? ONE.negate() : ONE
  const inside = parts.map(({ coefficient, powers, tensor }) => {
    const left = new Map([...powers].map(([base, exponent]) => [base, exponent.subtract(common.get(base) ?? ZERO)]))
    return scaledBy(coefficient.divide(outside).multiply(sign), withPowers(left, [], [], tensor))
  })
  const sum = add(...inside)
  // Terms of a sum that stood over a scalar stand beside the others now.
  const together = inside.some(({ op }) => op === add.op) || new Set(inside).size < inside.length ? collected(sum) : sum
  const { coefficient, rest } = coefficientOf(together)
  return scaledBy(outside.multiply(sign).multiply(coefficient), withPowers(common, [], [], rest))
}

/** Two terms with a common factor at one end as one; undefined where they share none. */
function join(a: Term, b: Term): Expr | undefined {
  const [numberA, numberB] = [numericOf(a), numericOf(b)]
  if (!areSame(numberA.rest, numberB.rest)) return undefined
  let right = 0
  while (right < a.chain.length && right < b.chain.length && a.chain[a.chain.length - 1 - right] === b.chain[b.chain.length - 1 - right]) right++
  let left = 0
  while (left < a.chain.length - right && left < b.chain.length - right && a.chain[left] === b.chain[left]) left++
  if (left + right === 0) return undefined
  const [middleA, middleB] = [a.chain.slice(left, a.chain.length - right), b.chain.slice(left, b.chain.length - right)]
  // Where one term is the common factor alone, an identity would have to appear.
  if (middleA.length === 0 || middleB.length === 0) return undefined
  const [x, y] = [product(middleA), product(middleB)]
  if (!sameShape(x.shape, y.shape)) return undefined
  const { outside, bracket } = added(x, numberA.coefficient, y, numberB.coefficient)
  const chain = [...a.chain.slice(0, left), collected(withTransposes(bracket)), ...a.chain.slice(a.chain.length - right)]
  return scaledTensor([outside, ...numberA.rest], product(chain))
}

/** a bᵀ + c bᵀ as (a + c) bᵀ. */
function joinOuter(a: Term, b: Term): Expr | undefined {
  const [x, y] = [a.tensor, b.tensor]
  const shared = x.op === outer.op && y.op === outer.op ? x.args.findIndex((arg, k) => arg === y.args[k]) : -1
  if (shared < 0) return undefined
  const [numberA, numberB] = [numericOf(a), numericOf(b)]
  if (!areSame(numberA.rest, numberB.rest)) return undefined
  const [left, right] = [x, y].map(({ args }) => args[1 - shared]) as [Expr, Expr]
  const { outside, bracket } = added(left, numberA.coefficient, right, numberB.coefficient)
  return scaledTensor([outside, ...numberA.rest], shared === 0 ? outerOf(x.args[0] as Expr, bracket) : outerOf(bracket, x.args[1] as Expr))
}

/** The sum of multiples of two tensors, with the number that both have before it. */
function added(x: Expr, a: Expr, y: Expr, b: Expr): { readonly outside: Expr; readonly bracket: Expr } {
  if (exactOf(a) === exactOf(b) || a === b) return { outside: a, bracket: add(x, y) }
  if (neg(a) === b) return { outside: a, bracket: add(x, neg(y)) }
  return { outside: number(1), bracket: add(mul(a, x), mul(b, y)) }
}

function numericOf({ scalars }: Term): { coefficient: Expr; rest: Expr[] } {
  const numbers = scalars.filter((scalar) => exactOf(scalar) !== undefined)
  return { coefficient: numbers.length === 0 ? number(1) : mul(...numbers), rest: scalars.filter((scalar) => exactOf(scalar) === undefined) }
}

/** A + Aᵀ of a symmetric A is 2A. */
function withTransposes(node: Expr): Expr {
  if (node.op !== add.op || node.rank !== 2) return node
  const terms = node.args.map((arg) => (arg.op === transpose.op && isSymmetric(arg.args[0] as Expr) ? (arg.args[0] as Expr) : arg))
  // A + Aᵀ, in this order.
  return add(...terms.filter((term) => term.op !== transpose.op), ...terms.filter((term) => term.op === transpose.op))
}
