/**
 * The rules of a calculus book: under which one a scalar falls, the parts that are differentiated in turn, and the rule filled in with
 * their derivatives, as a teacher writes it before it is simplified.
 */
import { reverse } from '../differentiate/reverse.ts'
import { type Expr, make, nameOf, substitute, withArgs } from '../expr.ts'
import { add, div, exp, ln, mul, neg, pow, sub } from '../ops/arithmetic.ts'
import { bindTo, boundName, integralOperation, productSeriesOperation, seriesOperation } from '../ops/binder.ts'
import { where } from '../ops/condition.ts'
import { isZero } from '../ops/structure.ts'
import { simplify } from '../simplify/simplify.ts'
import { product, total } from './asWritten.ts'
import { logarithmTerms } from './logarithm.ts'
import { functionTitle, innerText, type LabelOf, outerText, overLetters, shortText } from './titles.ts'

/** The derivative of a part. */
export type Slope = (part: Expr) => Expr

export interface Rule {
  readonly rule: string
  readonly title: string
  readonly parts: readonly Expr[]
  readonly filled?: (slope: Slope) => Expr
  /** Of the chain rule: the outer function over u, by u. */
  readonly outer?: Outer
  /** Of the chain rule over names: the value over them, and by which names it is differentiated. */
  readonly named?: { readonly over: Expr; readonly by: readonly Expr[] }
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

/** What varies, and what the text calls things. */
export interface Told {
  readonly by: Expr
  readonly depends: (node: Expr) => boolean
  readonly labelOf: LabelOf
}

/** Which rule a scalar falls under. */
export function ruleFor(node: Expr, told: Told): Rule {
  const { op, args } = node
  if (node === told.by) return { rule: 'variable', title: 'The variable itself', parts: [] }
  if (!told.depends(node)) return { rule: 'constant', title: 'A constant', parts: [] }
  if (op === add.op) return sumRule(args, told)
  const { within, core } = multiplesFrom(node, (own) => placeOfRest(own, told.depends))
  if (core !== node) return multipleRule(within, core, told)
  const rule = logarithmicRule(node, told) ?? (op === mul.op ? productRule(args, told) : functionRule(node, told))
  // That the variable has the slope 1 is not worth a line where it is a factor or an argument.
  return op.total === undefined ? { ...rule, parts: rule.parts.filter((part) => part !== told.by) } : rule
}

function logarithmicRule(node: Expr, { depends }: Told): Rule | undefined {
  const terms = node.op === mul.op || node.op === div.op ? logarithmTerms(node, depends) : undefined
  if (terms === undefined) return undefined
  return {
    rule: 'logarithmic',
    title: 'Logarithmic differentiation: f′ = f · (ln f)′, and the logarithm is a sum',
    parts: [total(...terms)],
    filled: (slope) => product(node, total(...terms.map(slope))),
  }
}

/** Term by term; those that do not vary are one. Of 3x + 2 no term is worth a line. */
function sumRule(terms: readonly Expr[], told: Told): Rule {
  const varying = terms.filter(told.depends)
  const constants = terms.filter((term) => !told.depends(term))
  if (varying.every((term) => multiplesFrom(term, (own) => placeOfRest(own, told.depends)).core === told.by))
    return { rule: 'sum', title: 'Linear: the slope is what stands at the variable', parts: [] }
  return {
    rule: 'sum',
    title: 'Sum rule: term by term',
    parts: [...new Set([...varying, ...(constants.length > 0 ? [add(...constants)] : [])])],
    filled: (slope) => total(...varying.map(slope)),
  }
}

type Depends = Told['depends']

/** Where a sign, constant factors or a constant denominator stand before the rest: the place of the rest among the arguments. */
export function placeOfRest(node: Expr, depends: Depends, isProduct = ({ op }: Expr): boolean => op === mul.op): number | undefined {
  const { op, args } = node
  if (op === neg.op) return 0
  if (op === div.op) return depends(args[1] as Expr) ? undefined : 0
  const varying = args.length > 1 && isProduct(node) ? args.filter(depends) : []
  return varying.length === 1 ? args.indexOf(varying[0] as Expr) : undefined
}

/** What is a multiple of what, from a node down to what none of them leaves out. */
export function multiplesFrom(node: Expr, placeIn: (node: Expr) => number | undefined): { readonly within: readonly Expr[]; readonly core: Expr } {
  const within: Expr[] = []
  let core = node
  for (let place = placeIn(core); place !== undefined; place = placeIn(core)) {
    within.push(core)
    core = core.args[place] as Expr
  }
  return { within, core }
}

/** What stays, of some multiples within each other. */
export function multipleTitle(within: readonly Expr[]): string {
  const only = within.length === 1 ? within[0]?.op : undefined
  return only === neg.op ? 'The sign stays' : only === div.op ? 'The constant denominator stays' : 'Constant factors stay'
}

function multipleRule(within: readonly Expr[], core: Expr, { by, depends }: Told): Rule {
  const filled = (slope: Slope): Expr =>
    within.reduceRight((inner, own) => {
      const place = placeOfRest(own, depends)
      const args = own.args.map((arg, k) => (k === place ? inner : arg))
      return own.op === mul.op ? product(...args) : own.op === neg.op ? neg(inner) : withArgs(own, args)
    }, slope(core))
  return { rule: 'constant multiple', title: multipleTitle(within), parts: core === by ? [] : [core], filled }
}

function productRule(args: readonly Expr[], { depends }: Told): Rule {
  const varying = args.filter(depends)
  return {
    rule: 'product',
    title: varying.length === 2 ? 'Product rule' : `Product rule over ${varying.length} factors`,
    parts: [...new Set(varying)],
    filled: (slope) =>
      total(...args.flatMap((own, k) => (varying.includes(own) ? [product(...args.map((arg, j) => (j === k ? slope(arg) : arg)))] : []))),
  }
}

function quotientRule([numerator, denominator]: readonly [Expr, Expr], { depends }: Told): Rule {
  const squared = pow(denominator, 2)
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
  if (!told.depends(exponent))
    return {
      rule: 'power',
      title: base === told.by ? 'Power rule' : `Power and chain rule: ${composed(node, [base], told)}`,
      parts: [base],
      filled: (slope) => product(exponent, pow(base, sub(exponent, 1)), slope(base)),
    }
  if (!told.depends(base))
    return {
      rule: 'exponential',
      title: exponent === told.by ? 'Exponential with a constant base' : `Exponential with a constant base: ${composed(node, [exponent], told)}`,
      parts: [exponent],
      filled: (slope) => product(node, ln(base), slope(exponent)),
    }
  // u^v = e^(v ln u)
  const logarithm = product(exponent, ln(base))
  const [power, exponential] = [shortText(node), shortText(exp(logarithm))]
  const same = power !== undefined && exponential !== undefined ? `${power} = ${exponential}` : 'uᵛ = e^(v ln u)'
  return {
    rule: 'power',
    title: `Base and exponent vary: ${same}`,
    parts: [logarithm],
    filled: (slope) => product(exp(logarithm), slope(logarithm)),
  }
}

/** "outer function u⁴, inner function u = cos(t)". */
function composed(node: Expr, parts: readonly Expr[], { labelOf }: Told): string {
  const { over, letters } = overLetters(node, parts)
  const inner = parts.map((part, k) => innerText(shortText(letters[k] as Expr) as string, part, labelOf))
  return `outer function ${outerText(node, over, labelOf)}, inner function${parts.length > 1 ? 's' : ''} ${inner.join(', ')}`
}

function functionRule(node: Expr, told: Told): Rule {
  const { op, args } = node
  const parts = [...new Set(args.filter(told.depends))]
  if (op === div.op) return quotientRule(args as [Expr, Expr], told)
  if (op === pow.op) return powerRule(node, told)
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
  if (isFlat(node, told))
    return { rule: op.name, title: `The derivative of ${shortText(node) ?? functionTitle(node)} is zero, where there is one`, parts: [] }
  const inner = parts[0] as Expr
  if (parts.length === 1 && inner === told.by) return { rule: op.name, title: `Derivative of ${functionTitle(node)}`, parts: [] }
  const title = `Chain rule: ${composed(node, parts, told)}`
  if (parts.length > 1)
    return {
      rule: 'chain',
      title,
      parts,
      filled: (slope) => total(...parts.map((part) => product(outerAt(outerOf(node, part, '')), slope(part)))),
    }
  const outer = outerOf(node, inner, 'The outer function, by the inner one')
  return { rule: 'chain', title, parts, outer, filled: (slope) => product(outerAt(outer), slope(inner)) }
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
  const { over, letters } = overLetters(node, [inner])
  const [u] = letters as [Expr]
  return { title, by: u, over, derivative: simplify(reverse(over, [u])[0] as Expr), inner }
}

/** That at the inner function. */
const outerAt = ({ by, derivative, inner }: Outer): Expr => substitute(derivative, new Map([[by, inner]]))

/** "u" of an outer function. */
export const outerName = ({ by }: Outer): string => nameOf(by) as string
