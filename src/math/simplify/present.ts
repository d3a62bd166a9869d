/** From canonical nodes to what is shown: fractions, roots, signs and differences, in the order of textbooks. */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isSymbol, make, number } from '../expr.ts'
import { e as naturalBase } from '../ops/arithmetic.ts'
import { integralOperation, seriesOperation } from '../ops/binder.ts'
import { broadcastTo } from '../ops/structure.ts'
import { DIV, NEG, SQRT } from './call.ts'
import { isTurnable, productCost, sumCost } from './cost.ts'
import { complementOf } from './logistic.ts'
import { detailsOf, isWrittenBelow, isWrittenNegative, keepsSharing, memoOf, writtenContentOf, writtenOf } from './memo.ts'
import { isPolynomial, orderFactors, orderTerms } from './order.ts'
import { baseOf, EXP, factorsOf, POW, powerOf } from './product.ts'
import { ADD, coefficientOf, MINUS_ONE, MUL, ONE, restOf, scale } from './sum.ts'

/** The shown form of a canonical node. */
export function present(root: Expr): Expr {
  // Iterative: what a node is made of is presented first.
  const stack: Expr[] = [root]
  while (stack.length > 0) {
    const node = stack[stack.length - 1] as Expr
    const memo = memoOf(node)
    if (memo.presented !== undefined) {
      stack.pop()
      continue
    }
    const before = stack.length
    pushParts(node, stack)
    if (stack.length > before) continue
    stack.pop()
    memo.presented = presentNode(node)
  }
  return memoOf(root).presented as Expr
}

/** What has to be presented before a node: the bases and exponents of its factors, or its arguments. */
function pushParts(node: Expr, stack: Expr[]): void {
  const { op } = node
  if (op === ADD) {
    for (const term of node.args) pushFactorParts(term, stack)
  } else if (op === MUL || op === POW) pushFactorParts(node, stack)
  else for (const part of node.args) pushPart(part, stack)
}

function pushFactorParts(term: Expr, stack: Expr[]): void {
  for (const factor of factorsOf(term)) {
    if (factor.op === POW) for (const part of factor.args) pushPart(part, stack)
    else pushPart(factor, stack)
  }
}

function pushPart(part: Expr, stack: Expr[]): void {
  if (part.args.length > 0 && memoOf(part).presented === undefined) stack.push(part)
}

const shown = (node: Expr): Expr => (node.args.length === 0 ? node : (memoOf(node).presented ?? present(node)))

function presentNode(node: Expr): Expr {
  const { op, args } = node
  if (args.length === 0) return exactOf(node)?.isShortRatio === true ? number(plain(exactOf(node) as Exact)) : node
  if (op === ADD) return presentSum(ONE, node)
  // 1/e, though other powers of e are powers.
  if (op === MUL || op === POW || (op === EXP && exactOf(args[0] as Expr)?.equals(MINUS_ONE) === true))
    return signed(presentProduct(coefficientOf(node), restOf(node) as Expr))
  if (op === seriesOperation || op === integralOperation) return presentBound(node)
  if (op.elementwise) return make(op, op.parity === 'even' ? args.map(asWritten) : args.map(shown), node.payload)
  return make(
    op,
    args.map((arg) => broadcastTo(shown(arg), arg.shape)),
    node.payload,
  )
}

/** The sign of all that is summed or integrated stands before the whole. */
function presentBound({ op, args, payload }: Expr): Expr {
  const [body, ...bounds] = args.map(shown) as [Expr, ...Expr[]]
  return body.op === NEG ? negate(make(op, [body.args[0] as Expr, ...bounds], payload)) : make(op, [body, ...bounds], payload)
}

/** A difference the way round it was written. */
const asWritten = (node: Expr): Expr => (node.op === ADD && isWrittenNegative(node) ? presentSum(MINUS_ONE, node) : shown(node))

/** A difference that was written so, and the complement of a sigmoid: 1 - s. */
const isOtherWayRound = (base: Expr): boolean => base.op === ADD && (isWrittenNegative(base) || complementOf(base) !== undefined)

interface Signed {
  negative: boolean
  node: Expr
}
const signed = ({ negative, node }: Signed): Expr => (negative ? negate(node) : node)

function negate(node: Expr): Expr {
  const value = exactOf(node)
  return value === undefined ? make(NEG, [node]) : number(value.negate())
}

/** c times a canonical sum, multiplied in; each such sum once. */
function presentSum(c: Exact, sum: Expr): Expr {
  if (c.isOne) return sumOf(c, sum)
  const details = detailsOf(sum)
  details.multiplied ??= new Map()
  const known = details.multiplied.get(c.key)
  if (known !== undefined) return known
  const presented = sumOf(c, sum)
  details.multiplied.set(c.key, presented)
  return presented
}

function sumOf(c: Exact, sum: Expr): Expr {
  const coefficients = new Map<Expr | undefined, Exact>()
  for (const term of sum.args) coefficients.set(restOf(term), coefficientOf(term))
  const written = writtenOf(sum)
  const rests = written ?? orderTerms([...coefficients.keys()])
  const terms = rests.map((rest) => {
    const own = coefficients.get(rest) as Exact
    return presentTerm(c.isOne ? own : c.multiply(own), rest)
  })
  leadWithPositive(terms)
  return make(
    ADD,
    terms.map((term, i) => (term.negative && i > 0 ? make(NEG, [term.node]) : signed(term))),
  )
}

/** 1 - x² rather than -x² + 1. */
function leadWithPositive(terms: Signed[]): void {
  if (terms[0]?.negative !== true) return
  const positive = terms.findIndex((term) => !term.negative)
  if (positive < 0) return
  if (positive === terms.length - 1) terms.reverse()
  else terms.unshift(...terms.splice(positive, 1))
}

function presentTerm(c: Exact, rest: Expr | undefined): Signed {
  if (rest === undefined) return { negative: c.isNegative, node: number(plain(c.isNegative ? c.negate() : c)) }
  return presentProduct(c, rest)
}

/** c·rest as sign and fraction. */
function presentProduct(c: Exact, rest: Expr): Signed {
  if (rest.op === ADD && !c.isOne && !keepsSharing()) {
    const whole = c.isNegative ? c.negate() : c
    // Twice a sum is multiplied in where that is no longer: 2x + 2 rather than 2(x + 1); a sign where it turns a difference.
    // A polynomial that was written whole is no sum of fractions: (n + 1)/2 rather than n/2 + 1/2.
    const isWhole = !c.isInteger && isPolynomial(rest) && writtenOf(rest) !== undefined && writtenContentOf(rest) === undefined
    if ((!isWhole && sumCost(c, rest) <= productCost(whole, [rest])) || (c.equals(MINUS_ONE) && rest.args.some(isShownNegative))) {
      const node = presentSum(c, rest)
      return { negative: false, node }
    }
  }
  const above: Expr[] = []
  const below: Expr[] = []
  const size = c.isNegative ? c.negate() : c
  const factors = orderFactors(factorsOf(rest), writtenOf(rest))
  // A sum that was written with just these fractions: x - s/3 rather than (3x - s)/3.
  const whole = size.isInteger ? undefined : factors.find((factor) => factor.op === ADD && writtenContentOf(factor)?.equals(size) === true)
  const { coefficient, divisor } = split(whole === undefined ? size : ONE)
  let negative = factors.reduce((sign, factor) => sign !== isReversed(factor), c.isNegative)
  const turned = negative ? turnable(factors.filter((factor) => factor !== whole && !isReversed(factor))) : undefined
  if (turned !== undefined) negative = false
  for (const factor of factors) {
    const base = baseOf(factor)
    const exponent = powerOf(factor)
    if (base === naturalBase && exponent instanceof Exact && exponent.equals(MINUS_ONE)) below.push(base)
    else if (base === naturalBase) above.push(shown(factor))
    else if (!(exponent instanceof Exact)) {
      // 1/x^n stays below the bar where the text has it there.
      const isBelow = coefficientOf(exponent).isNegative && isWrittenBelow(base)
      ;(isBelow ? below : above).push(make(POW, [shown(base), shown(isBelow ? scale(MINUS_ONE, exponent) : exponent)]))
    } else {
      let shownBase = shown(base)
      if (factor === whole) shownBase = presentSum(isOtherWayRound(base) ? size.negate() : size, base)
      else if (factor === turned) shownBase = presentSum(MINUS_ONE, base)
      else if (exponent.isInteger && isOtherWayRound(base)) shownBase = presentSum(MINUS_ONE, base)
      // The sign of a product that is shared stands before the whole: x² of (-x)², 1/x with a minus of 1/(-x).
      if (shownBase.op === NEG && exponent.isInteger) {
        if (isOdd(exponent)) negative = !negative
        shownBase = shownBase.args[0] as Expr
      }
      if (exponent.isNegative) below.push(powerNode(shownBase, exponent.negate()))
      else above.push(powerNode(shownBase, exponent))
    }
  }
  joinRoots(above, below)
  if (!coefficient.isOne || above.length === 0) above.unshift(number(coefficient))
  if (!divisor.isOne) below.unshift(number(divisor))
  if (keepsSharing()) groupCheap(above)
  const numerator = above.length === 1 ? (above[0] as Expr) : make(MUL, above)
  if (below.length === 0) return { negative, node: numerator }
  return { negative, node: make(DIV, [numerator, below.length === 1 ? (below[0] as Expr) : make(MUL, below)]) }
}

/** √(2/π) of the root of a number over that of a constant, √(2π) of their product. */
function joinRoots(above: Expr[], below: Expr[]): void {
  const isRoot = ({ op, args: [inside] }: Expr): boolean => op === SQRT && inside !== undefined && inside.args.length === 0 && !isSymbol(inside)
  const insideOf = (root: Expr): Expr => root.args[0] as Expr
  for (const side of [above, below]) {
    const [first, second, ...more] = side.filter(isRoot)
    if (first === undefined || second === undefined || more.length > 0) continue
    side.splice(side.indexOf(second), 1)
    side[side.indexOf(first)] = make(SQRT, [make(MUL, [insideOf(first), insideOf(second)])])
  }
  const [first, second] = [above.findIndex(isRoot), below.findIndex(isRoot)]
  if (first < 0 || second < 0) return
  const [taken] = below.splice(second, 1) as [Expr]
  above[first] = make(SQRT, [make(DIV, [insideOf(above[first] as Expr), insideOf(taken)])])
}

/** Differences are shown the way round they were written, and take or give a sign so. */
const isReversed = (factor: Expr): boolean => isOtherWayRound(baseOf(factor)) && isOdd(powerOf(factor))

/** A term of a sum that a minus stands before, by its coefficient or by the way round its differences were written. */
function isShownNegative(term: Expr): boolean {
  const rest = restOf(term)
  const factors = rest === undefined ? [] : factorsOf(rest)
  return factors.reduce((sign, factor) => sign !== isReversed(factor), coefficientOf(term).isNegative)
}

/** (2x)·T rather than 2·x·T: the cheap part is often needed in several places. */
function groupCheap(above: Expr[]): void {
  const cheap = above.filter((factor) => factor.args.length === 0)
  if (cheap.length < 2 || cheap.length === above.length) return
  above.splice(0, above.length, make(MUL, cheap), ...above.filter((factor) => factor.args.length > 0))
}

const isOdd = (exponent: Exact | Expr): boolean => exponent instanceof Exact && exponent.asInteger !== undefined && exponent.asInteger % 2 !== 0

/** A factor that can take the sign of the product: a difference that nobody wrote, -(x² - 1) is 1 - x²; one with a negative number before others. */
function turnable(factors: readonly Expr[]): Expr | undefined {
  const differences = factors.filter((factor) => {
    const base = baseOf(factor)
    return isTurnable(base, powerOf(factor)) && writtenOf(base) === undefined
  })
  return differences.find((factor) => baseOf(factor).args.some((term) => exactOf(term)?.isNegative === true)) ?? differences[0]
}

/** What came out whole needs no point, and what has no end no digits: 2 for 4 times 0.5, 1/6 for 0.5/3. */
const plain = (c: Exact): Exact => (c.decimal && (c.asInteger !== undefined || c.isShortRatio) ? Exact.ratio(c.numerator, c.denominator) : c)

/** A fraction's numerator and denominator; decimals stay whole. */
function split(given: Exact): { coefficient: Exact; divisor: Exact } {
  const written = given.decimal ? splitDecimal(given) : undefined
  if (written !== undefined) return written
  const c = plain(given)
  if (c.decimal || c.isInteger) return { coefficient: c, divisor: ONE }
  if (c.big === undefined) return { coefficient: Exact.integer(c.numerator), divisor: Exact.integer(c.denominator) }
  return { coefficient: Exact.ratio(c.big.n, 1n), divisor: Exact.ratio(c.big.d, 1n) }
}

/** Digits up to which a decimal is short to read. */
const SHORT = 7

/** x/12.92 rather than 0.07739938080495357x: what a decimal that ends is divided by stays as it was written. Undefined for others. */
function splitDecimal(c: Exact): { coefficient: Exact; divisor: Exact } | undefined {
  if (c.big !== undefined || c.isZero || c.toString().length <= SHORT + 2) return undefined
  const written = Exact.parse(String(Math.abs(c.invert().value)))
  if (written === undefined || written.isInteger || written.toString().length > SHORT + 1) return undefined
  const sign = c.isNegative ? MINUS_ONE : ONE
  return written.multiply(c).equals(sign) ? { coefficient: sign, divisor: written } : undefined
}

/** A power with an exact exponent, of a shown base. */
function powerNode(base: Expr, exponent: Exact): Expr {
  if (exponent.isOne) return base
  if (exponent.numerator === 1 && exponent.denominator === 2 && !exponent.decimal) return make(SQRT, [base])
  return make(POW, [base, number(exponent)])
}
