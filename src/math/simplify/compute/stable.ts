/**
 * Rewriting for computing: the same value without overflow and without cancellation where a better form is known.
 * The rules are data (stableRules.ts); here are sums of exponentials, whose largest is taken out, and the walk.
 */

import { Exact } from '../../exact.ts'
import { type Expr, exactOf, isNumber, isSymbol, make, number, type Operation, topological } from '../../expr.ts'
import { logaddexp, sigmoid } from '../../ops/activation.ts'
import { add, div, log1p, mul, e as naturalBase, neg } from '../../ops/arithmetic.ts'
import { abs, lt, maximum, where } from '../../ops/condition.ts'
import { isEinsum, specOf } from '../../ops/einsum.ts'
import { cosh } from '../../ops/hyperbolic.ts'
import { matmul, outer, trace } from '../../ops/linear.ts'
import { hypot } from '../../ops/powers.ts'
import { axesPayload } from '../../ops/reduction.ts'
import { logSoftmax, logsumexp, softmax } from '../../ops/softmax.ts'
import { broadcastTo } from '../../ops/structure.ts'
import { isLinear } from '../../ops/traits.ts'
import { construct, rewriteProduct, rewriteSum, ruleSet, withRules } from '../call.ts'
import { canonicalize, canonicalOf, type Improve, isLong, walk } from '../canonical.ts'
import { guardedEinsum, guardedProduct } from '../guarded.ts'
import { cancelSigmoids, exponentOfOnePlus, toSigmoids } from '../logistic.ts'
import { measure } from '../measure.ts'
import { lastingOf, startCall } from '../memo.ts'
import { present } from '../present.ts'
import { baseOf, EXP, factorsOf, LN, opened, POW, Product, powerOf } from '../product.ts'
import { functionRules } from '../rules/rules.ts'
import { isNonnegative } from '../sign.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale } from '../sum.ts'
import { withBranches } from './branches.ts'
import { logarithmOfQuotient, withoutCancelling, withoutPowersNearOne } from './cancelling.ts'
import { withShiftedLogarithms } from './mixtures.ts'
import { withoutOverflow } from './overflow.ts'
import { withScaledErfc } from './scaledErfc.ts'
import { withSeries } from './series.ts'
import { stableFunctionRules, stableProductRules, stableSumRules } from './stableRules.ts'
import { throughZeros } from './throughZeros.ts'

const STABLE = ruleSet([...functionRules, ...stableFunctionRules], stableSumRules, stableProductRules)
const always = (): boolean => true

/** The same value in a form that is stable to compute. */
export function stabilize(expr: Expr): Expr {
  return lastingOf(expr).stable ?? (stabilizeAll([expr])[0] as Expr)
}

/** Several expressions at once, so that what they share stays shared. */
export function stabilizeAll(exprs: readonly Expr[]): Expr[] {
  const results = stableForms(exprs)
  results.forEach((result, i) => {
    lastingOf(exprs[i] as Expr).stable = result
  })
  return [...results]
}

/** Operations of polynomials, and those that only put components elsewhere. */
const PRODUCTS: ReadonlySet<Operation> = new Set([add, neg, mul, matmul, outer, trace].map(({ op }) => op))

/** Sums and products of numbers, vectors and matrices: a graph of these alone, the rounds of a loop, has no better form to compute. */
function isPolynomial(node: Expr): boolean {
  const { op, args } = node
  if (args.length === 0 || PRODUCTS.has(op) || isLinear(op) || isEinsum(node)) return true
  const second = args[1]
  if (op === div.op) return second !== undefined && second.args.length === 0 && !isSymbol(second)
  const exponent = op === POW && second !== undefined ? exactOf(second) : undefined
  return exponent?.isInteger === true && !exponent.isNegative
}

function stableForms(exprs: readonly Expr[]): readonly Expr[] {
  let results = rewritten(exprs, false)
  if (results === undefined && topological(exprs).every(isPolynomial)) return exprs
  if (results === undefined || measure(results).operations > Math.max(SMALL, GROWTH * measure(exprs).operations))
    results = rewritten(exprs, true) as Expr[]
  return results.map((result) => throughZeros(withSeries(withBranches(withShiftedLogarithms(result)))))
}

/** Long graphs, and those that would grow much to more than a few operations, keep what is used in several places whole. */
const [GROWTH, SMALL] = [3, 40]

function rewritten(exprs: readonly Expr[], keepSharing: boolean): Expr[] | undefined {
  startCall(keepSharing)
  const order = walk(exprs)
  if (!keepSharing && isLong(order)) return undefined
  withRules(STABLE, () => canonicalize(order, stable))
  return exprs.map((expr) => broadcastTo(present(canonicalOf(expr)), expr.shape))
}

const stable: Improve = {
  sum: (node) => ((exponentsOf(restOf(node) ?? node)?.length ?? 0) > 2 ? node : withoutCancelling(rewriteSum(node, always))),
  product: stableProduct,
  call: stableCall,
  einsum: guardedEinsum,
}

/** s(-u). */
const complement = (_: Expr, u: Expr): Expr => make(sigmoid.op, [scale(MINUS_ONE, u)])

/** v is never positive, as −|x| or −x²: e^v cannot overflow, and 1 + e^v is as exact as a sigmoid would be. */
const isBounded = (v: Expr): boolean => isNonnegative(scale(MINUS_ONE, v))

function stableProduct(node: Expr): Expr {
  const next =
    withoutHugeRoot(node) ??
    besidePower(node) ??
    withoutPowersNearOne(node) ??
    cancelSigmoids(node, complement) ??
    toSigmoids(node, complement, { except: isBounded })
  if (next !== undefined) return stableProduct(next)
  const rewritten = rewriteProduct(withScaledErfc(toLengths(shiftQuotient(node))), always)
  const finite = withoutOverflow(rewritten)
  return finite === rewritten ? guardedProduct(rewritten) : stableProduct(finite)
}

function stableCall(node: Expr): Expr {
  if (node.op === LN) return stableLogarithm(node)
  // Roots and reciprocals arrive as powers.
  return node.op === POW ? stableProduct(node) : node
}

/** The exponents of a sum of two or more exponentials with positive coefficients, or any (a number is one with exponent 0). */
function exponentsOf(sum: Expr, anySign = false): Expr[] | undefined {
  if (sum.op !== ADD) return undefined
  const exponents: Expr[] = []
  for (const term of sum.args) {
    if (coefficientOf(term).isNegative && !anySign) return undefined
    const rest = restOf(term)
    if (rest === undefined) exponents.push(number(0))
    else if (rest === naturalBase) exponents.push(number(1))
    else if (rest.op === EXP) exponents.push(rest.args[0] as Expr)
    else return undefined
  }
  return exponents
}

/** Σ cᵢ·e^(uᵢ - shift). */
function shifted(sum: Expr, exponents: readonly Expr[], shift: Expr): Expr {
  const result = new Sum()
  sum.args.forEach((term, i) => {
    const u = new Sum()
      .add(ONE, exponents[i] as Expr)
      .add(MINUS_ONE, shift)
      .build()
    result.add(coefficientOf(term), construct(EXP, [u]))
  })
  return result.build()
}

/** Whether the largest of these exponents has been taken from each of them. */
function areShifted([first, ...others]: readonly Expr[]): boolean {
  const terms = first === undefined ? [] : restOf(first)?.op === ADD ? (restOf(first)?.args ?? []) : [first]
  const largest = terms.map(restOf).find((term) => term?.op === maximum.op)
  if (first === undefined || largest === undefined) return false
  return [first, ...others].every((u) => largest.args.includes(new Sum().add(ONE, u).add(ONE, largest).build()))
}

const isPositive = (power: Expr | Exact): boolean => power instanceof Exact && !power.isNegative

/** e^w·(Σ e^uᵢ)^(-n): of two exponentials one is taken out, which leaves sigmoids; of more the largest. */
function shiftQuotient(node: Expr): Expr {
  const exponential = factorsOf(node).find((factor) => factor.op === EXP)
  for (const factor of factorsOf(node)) {
    const n = powerOf(factor)
    const base = baseOf(factor)
    if (!(n instanceof Exact) || !n.isNegative) continue
    const exponents = exponentsOf(base)
    if (exponents === undefined || exponentOfOnePlus(base) !== undefined || areShifted(exponents)) continue
    const others = factorsOf(node).some((other) => other !== factor && exponentsOf(baseOf(other), isPositive(powerOf(other))) !== undefined)
    const pair = !others && exponents.length === 2 && base.args.every((term) => coefficientOf(term).isOne)
    if (!pair && !others && exponential === undefined) continue
    const first = exponents[0] as Expr
    const own = exponential?.args[0]
    // Over a first power the own exponential can go below, whatever its size: there infinity is right.
    const shift = pair ? first : !others && exponents.includes(own as Expr) && n.equals(MINUS_ONE) ? (own as Expr) : make(maximum.op, exponents)
    const product = opened(node)
    const out = new Sum()
    let above: { sum: Expr; exponents: readonly Expr[] } | undefined
    for (const other of pair ? [factor] : factorsOf(node)) {
      const sum = baseOf(other)
      const power = powerOf(other)
      const inside = power instanceof Exact ? exponentsOf(sum, !power.isNegative) : undefined
      if (inside === undefined || !(power instanceof Exact)) continue
      if (power.isOne && above === undefined) {
        above = { sum, exponents: inside }
        continue
      }
      product.multiply(sum, power.negate()).multiply(shifted(sum, inside, shift), power)
      out.add(power, shift)
    }
    // What is taken out below goes into the sum above, term by term: alone it may be too small where that is too large.
    if (above === undefined) product.multiply(construct(EXP, [out.build()]))
    else {
      if (exponential !== undefined && own !== undefined) {
        out.add(ONE, own)
        product.multiply(exponential, MINUS_ONE)
      }
      product.multiply(above.sum, MINUS_ONE).multiply(shifted(above.sum, above.exponents, scale(MINUS_ONE, out.build())))
    }
    const after = product.build()
    return pair ? (toSigmoids(after, complement) ?? after) : after
  }
  return node
}

/** (Σ cᵢ·e^uᵢ)^p with 0 < p and p no whole number: the sum may overflow where its root does not, so its largest exponential is taken out. */
function withoutHugeRoot(node: Expr): Expr | undefined {
  for (const factor of factorsOf(node)) {
    const [base, power] = [baseOf(factor), powerOf(factor)]
    if (!(power instanceof Exact) || power.isInteger || power.isNegative) continue
    const exponents = exponentsOf(base)
    // What is not above 0 is no largest one, and a sum whose largest exponential was taken out is done.
    if (exponents === undefined || areShifted(exponents) || exponents.every((u) => exactOf(u)?.isZero === true || isBounded(u))) continue
    const shift = make(maximum.op, exponents)
    const [u, v] = exponents as [Expr, Expr]
    const gap = scale(MINUS_ONE, construct(abs.op, [new Sum().add(ONE, u).add(MINUS_ONE, v).build()]))
    const isPair = exponents.length === 2 && base.args.every((term) => coefficientOf(term).isOne)
    const inside = isPair
      ? new Sum()
          .add(ONE, number(1))
          .add(ONE, construct(EXP, [gap]))
          .build()
      : shifted(base, exponents, shift)
    return stableProduct(
      opened(node)
        .multiply(base, power.negate())
        .multiply(inside, power)
        .multiply(construct(EXP, [scale(power, shift)]))
        .build(),
    )
  }
  return undefined
}

/** e^w·(Σ e^uᵢ)^p for a p with symbols: one overflows where the other one vanishes, so both are one exponential. */
function besidePower(node: Expr): Expr | undefined {
  const factors = factorsOf(node)
  if (!factors.some((factor) => factor.op === EXP)) return undefined
  for (const factor of factors) {
    const [base, power] = [baseOf(factor), powerOf(factor)]
    if (power instanceof Exact || exponentsOf(base) === undefined) continue
    const logarithm = stableLogarithm(construct(LN, [base]))
    const exponent = new Product().multiply(power).multiply(logarithm).build()
    return opened(node)
      .multiply(base, scale(MINUS_ONE, power))
      .multiply(construct(EXP, [exponent]))
      .build()
  }
  return undefined
}

/** (x² + y²)^(k/2) as hypot(x, y)^k: the squares may overflow where the length does not. */
function toLengths(node: Expr): Expr {
  for (const factor of factorsOf(node)) {
    const exponent = powerOf(factor)
    const base = baseOf(factor)
    if (base.op !== ADD || !(exponent instanceof Exact) || exponent.denominator !== 2) continue
    const components = base.args.map(rootOfSquare)
    if (components.some((component) => component === undefined)) continue
    const length = make(hypot.op, components as Expr[])
    return toLengths(opened(node).multiply(base, exponent.negate()).multiply(length, exponent.add(exponent)).build())
  }
  return node
}

/** x of x², 2 of 4. */
function rootOfSquare(term: Expr): Expr | undefined {
  if (isNumber(term)) {
    const [n, d] = [Math.sqrt(coefficientOf(term).numerator), Math.sqrt(coefficientOf(term).denominator)]
    return Number.isInteger(n) && Number.isInteger(d) ? number(Exact.ratio(n, d)) : undefined
  }
  return term.op === POW && exactOf(term.args[1] as Expr)?.asInteger === 2 ? term.args[0] : undefined
}

/** ln(1 + w), and logarithms of sums of exponentials. */
function stableLogarithm(node: Expr): Expr {
  const arg = node.args[0] as Expr
  if (arg.op === softmax.op) return make(logSoftmax.op, arg.args, arg.payload)
  // ln(e^w v) = w + ln v.
  const exponential = factorsOf(arg).find((factor) => factor.op === EXP)
  if (exponential !== undefined && arg !== exponential) {
    const rest = opened(arg).multiply(exponential, MINUS_ONE).build()
    return new Sum()
      .add(ONE, exponential.args[0] as Expr)
      .add(ONE, stableLogarithm(construct(LN, [rest])))
      .build()
  }
  // ln √u, where u may be 1 and what it is larger by.
  if (arg.op === POW && arg.args[0]?.op === ADD && isNonnegative(arg.args[0])) {
    const [base, exponent] = arg.args as [Expr, Expr]
    const power = exactOf(exponent)
    if (power !== undefined) return scale(power, stableLogarithm(construct(LN, [base])))
  }
  const content = coefficientOf(arg)
  const sum = restOf(arg)
  if (sum === undefined) return node
  const quotient = logarithmOfQuotient(node)
  if (quotient !== undefined) return quotient
  if (sum.op === cosh.op && !content.isOne && !content.isNegative)
    return new Sum()
      .add(ONE, construct(LN, [sum]))
      .add(ONE, construct(LN, [number(content)]))
      .build()
  if (isEinsum(sum)) return logarithmOfReduction(node, sum, content)
  if (sum.op !== ADD) return node
  const exponents = content.isOne ? exponentsOf(sum) : undefined
  if (exponents !== undefined) {
    if (exponents.length === 2 && sum.args.every((term) => coefficientOf(term).isOne)) return make(logaddexp.op, exponents)
    const shift = make(maximum.op, exponents)
    // ln(1 + Σ e^uᵢ): where all uᵢ are below zero, 1 hides what is added to it.
    const others = exponents.filter((u) => exactOf(u)?.isZero !== true)
    const isBesideOne = others.length === exponents.length - 1 && sum.args.some((term) => exactOf(term)?.isOne === true)
    if (isBesideOne && others.length > 1) {
      const rest = new Sum().add(ONE, sum).add(MINUS_ONE, number(1)).build()
      const far = new Sum()
        .add(ONE, shift)
        .add(ONE, make(LN, [shifted(sum, exponents, shift)]))
        .build()
      return make(where.op, [construct(lt.op, [make(maximum.op, others), number(0)]), make(log1p.op, [rest]), far])
    }
    return new Sum()
      .add(ONE, shift)
      .add(ONE, make(LN, [shifted(sum, exponents, shift)]))
      .build()
  }
  const last = sum.args[sum.args.length - 1] as Expr
  const constant = exactOf(last)
  if (constant === undefined || !constant.multiply(content).isOne) return node
  return make(log1p.op, [new Sum().add(ONE, arg).add(MINUS_ONE, number(1)).build()])
}

/** ln(c·Σ e^z) over axes of a tensor. */
function logarithmOfReduction(node: Expr, sum: Expr, content: Exact): Expr {
  const [factor] = sum.args as [Expr]
  const [letters] = specOf(sum).inputs as [string]
  const { output } = specOf(sum)
  if (sum.args.length !== 1 || factor.op !== EXP || content.isNegative || new Set(letters).size !== letters.length) return node
  const kept = [...letters].filter((letter) => output.includes(letter)).join('')
  if (kept !== output || kept === letters) return node
  const axes = [...letters].flatMap((letter, axis) => (output.includes(letter) ? [] : [axis]))
  const reduced = logsumexp.with(axesPayload(axes), factor.args[0] as Expr)
  return content.isOne
    ? reduced
    : new Sum()
        .add(ONE, reduced)
        .add(ONE, construct(LN, [number(content)]))
        .build()
}
