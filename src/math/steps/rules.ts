/**
 * The rules of a calculus book: under which one a scalar falls, the parts that are differentiated in turn, and the rule filled in with
 * their derivatives, as a teacher writes it before it is simplified.
 */
import { freshName } from '../differentiate/forward.ts'
import { reverse } from '../differentiate/reverse.ts'
import { type Expr, make, nameOf, number, substitute, symbol } from '../expr.ts'
import { add, div, exp, ln, mul, neg, pow, sub } from '../ops/arithmetic.ts'
import { bindTo, boundName, integralOperation, productSeriesOperation, seriesOperation } from '../ops/binder.ts'
import { where } from '../ops/condition.ts'
import { isOne, isZero } from '../ops/structure.ts'
import { simplify } from '../simplify/simplify.ts'

/** The derivative of a part. */
export type Slope = (part: Expr) => Expr

export interface Rule {
  readonly rule: string
  readonly title: string
  readonly parts: readonly Expr[]
  readonly filled?: (slope: Slope) => Expr
  /** Of the chain rule: the outer function over u, by u. */
  readonly outer?: Outer
}

export interface Outer {
  readonly title: string
  readonly by: Expr
  readonly over: Expr
  readonly derivative: Expr
  readonly inner: Expr
}

/** Of what has no derivative by itself, and needs none. */
export const NO_RULE: Rule = { rule: 'constant multiple', title: 'A factor of zero', parts: [] }

/** Factors as they stand, but for ones; signs and numbers within them stay there. */
function product(...factors: Expr[]): Expr {
  if (factors.some(isZero)) return number(0)
  const left = factors.filter((factor) => !isOne(factor))
  return left.length > 1 ? make(mul.op, left) : (left[0] ?? number(1))
}

/** Terms as they stand, but for zeros; a sum of none is 0. */
function total(...terms: Expr[]): Expr {
  const left = terms.filter((term) => !isZero(term))
  return left.length > 1 ? make(add.op, left) : (left[0] ?? number(0))
}

/** What varies, and what the text calls things. */
export interface Told {
  readonly by: Expr
  readonly depends: (node: Expr) => boolean
  readonly nameFor: (node: Expr) => string | undefined
}

/** Which rule a scalar falls under. */
export function ruleFor(node: Expr, told: Told): Rule {
  const { op, args } = node
  const varying = args.filter(told.depends)
  const parts = [...new Set(varying)]
  if (node === told.by) return { rule: 'variable', title: 'The variable itself', parts: [] }
  if (!told.depends(node)) return { rule: 'constant', title: 'A constant', parts: [] }
  if (op === add.op) return { rule: 'sum', title: 'Sum rule: term by term', parts, filled: (slope) => total(...varying.map(slope)) }
  if (op === neg.op) return { rule: 'constant multiple', title: 'The sign stays', parts, filled: (slope) => neg(slope(args[0] as Expr)) }
  if (op === mul.op) return productRule(args, varying, parts)
  if (op === div.op) return quotientRule(args as [Expr, Expr], told)
  if (op === pow.op) return powerRule(node, told)
  return functionRule(node, parts, told)
}

function productRule(args: readonly Expr[], varying: readonly Expr[], parts: readonly Expr[]): Rule {
  const filled = (slope: Slope): Expr =>
    total(...args.flatMap((own, k) => (varying.includes(own) ? [product(...args.map((arg, j) => (j === k ? slope(arg) : arg)))] : [])))
  if (varying.length === 1) return { rule: 'constant multiple', title: 'Constant factors stay', parts, filled }
  return { rule: 'product', title: varying.length === 2 ? 'Product rule' : `Product rule over ${varying.length} factors`, parts, filled }
}

function quotientRule([numerator, denominator]: readonly [Expr, Expr], { depends }: Told): Rule {
  const squared = pow(denominator, 2)
  if (!depends(denominator))
    return {
      rule: 'constant multiple',
      title: 'The constant denominator stays',
      parts: [numerator],
      filled: (slope) => div(slope(numerator), denominator),
    }
  if (!depends(numerator))
    return {
      rule: 'quotient',
      title: 'Quotient rule with a constant numerator',
      parts: [denominator],
      filled: (slope) => neg(div(product(numerator, slope(denominator)), squared)),
    }
  return {
    rule: 'quotient',
    title: 'Quotient rule',
    parts: [...new Set([numerator, denominator])],
    filled: (slope) => div(total(product(slope(numerator), denominator), neg(product(numerator, slope(denominator)))), squared),
  }
}

function powerRule(node: Expr, told: Told): Rule {
  const [base, exponent] = node.args as [Expr, Expr]
  if (!told.depends(exponent)) {
    const isPlain = base === told.by
    return {
      rule: 'power',
      title: isPlain ? 'Power rule' : `Power rule, then the chain rule for the base${named(base, told)}`,
      parts: isPlain ? [] : [base],
      filled: (slope) => product(exponent, pow(base, sub(exponent, 1)), slope(base)),
    }
  }
  if (!told.depends(base))
    return {
      rule: 'exponential',
      title: 'Exponential with a constant base',
      parts: exponent === told.by ? [] : [exponent],
      filled: (slope) => product(node, ln(base), slope(exponent)),
    }
  // u^v = e^(v ln u)
  const logarithm = product(exponent, ln(base))
  return {
    rule: 'power',
    title: 'Base and exponent vary: the power is e to the exponent times the logarithm of the base',
    parts: [logarithm],
    filled: (slope) => product(exp(logarithm), slope(logarithm)),
  }
}

const named = (node: Expr, { nameFor }: Told): string => {
  const name = nameFor(node)
  return name === undefined ? '' : ` ${name}`
}

function functionRule(node: Expr, parts: readonly Expr[], told: Told): Rule {
  const { op, args } = node
  if (op === where.op) {
    const [condition, ...branches] = args as [Expr, Expr, Expr]
    return {
      rule: 'cases',
      title: 'Branch by branch',
      parts: [...new Set(branches)].filter(told.depends),
      filled: (slope) => make(where.op, [condition, ...branches.map(slope)]),
    }
  }
  if (op.total !== undefined) return boundRule(node, parts)
  if (isFlat(node, told)) return { rule: op.name, title: `The derivative of the ${op.title} is zero`, parts: [] }
  const inner = parts[0] as Expr
  if (parts.length === 1 && inner === told.by && args.length === 1)
    return { rule: op.name, title: `Derivative of the ${op.title}${named(node, told)}`, parts: [] }
  if (parts.length > 1)
    return {
      rule: 'chain',
      title: `Chain rule for the ${op.title} of ${parts.length} expressions`,
      parts,
      filled: (slope) => total(...parts.map((part) => product(outerAt(outerOf(node, part, '')), slope(part)))),
    }
  const outerName = told.nameFor(node) ?? op.title
  const outer = outerOf(node, inner, `Outer function ${outerName}, with u = the inner function`)
  return {
    rule: 'chain',
    title: `Chain rule: outer function ${outerName}, inner function ${told.nameFor(inner) ?? 'u'}`,
    parts: inner === told.by ? [] : [inner],
    outer,
    filled: (slope) => product(outerAt(outer), slope(inner)),
  }
}

/** Rules of what binds a name: integrals, sums and products over an index. */
function boundRule(node: Expr, parts: readonly Expr[]): Rule {
  const { op, payload } = node
  const [body, low, high] = node.args as [Expr, Expr, Expr]
  const over = (inner: Expr, operation = op): Expr => (isZero(inner) ? inner : make(operation, [inner, low, high], payload))
  if (op === integralOperation)
    return {
      rule: 'Leibniz',
      title: "Leibniz's rule: the integrand at each bound times how the bound moves, and the derivative under the integral",
      parts,
      filled: (slope) => {
        const at = (bound: Expr): Expr => product(simplify(bindTo(body, boundName(node), bound)), slope(bound))
        return total(at(high), neg(at(low)), over(slope(body)))
      },
    }
  if (op === productSeriesOperation)
    return {
      rule: 'product',
      title: 'Product rule over all factors of the product',
      parts,
      filled: (slope) => product(node, over(div(slope(body), body), seriesOperation)),
    }
  return { rule: 'sum', title: 'Sum rule: term by term under the sum', parts, filled: (slope) => over(slope(body)) }
}

/** Whether the derivative is zero by its row alone, whatever the arguments do. */
export const isFlat = ({ op, args }: Expr, { depends }: Pick<Told, 'depends'>): boolean =>
  op.derivative !== undefined && args.every((arg, k) => !depends(arg) || op.derivative?.[k] === null)

/** d outer / du, with u in the place of the inner function. */
function outerOf(node: Expr, inner: Expr, title: string): Outer {
  const u = symbol(freshName('u', [node]), inner.shape)
  const over = make(
    node.op,
    node.args.map((arg) => (arg === inner ? u : arg)),
    node.payload,
  )
  return { title, by: u, over, derivative: simplify(reverse(over, [u])[0] as Expr), inner }
}

/** That at the inner function. */
const outerAt = ({ by, derivative, inner }: Outer): Expr => substitute(derivative, new Map([[by, inner]]))

/** "u" of an outer function. */
export const outerName = ({ by }: Outer): string => nameOf(by) as string
