/**
 * What people know of names and do not write down: labels are -1 or 1, a width is positive, a matrix is symmetric or a rotation. Each
 * is a replacement of names by what has that property, whatever they are.
 */
import type { Value } from '../api.ts'
import { type Expr, exactOf, nameOf, number, substitute, symbol, topological, traitsOf } from '../expr.ts'
import { add, div, mul, pow, sqrt, sub } from '../ops/arithmetic.ts'
import { abs, sign } from '../ops/condition.ts'
import { arange } from '../ops/indicator.ts'
import { inverse, matmul, transpose } from '../ops/linear.ts'
import { readAxes } from '../ops/reduction.ts'
import { logSoftmax, logsumexp, softmax } from '../ops/softmax.ts'
import { eye } from '../ops/structure.ts'
import { type Length, sameShape } from '../shape.ts'
import { recognise } from '../simplify/whole/recognise.ts'
import { type Claim, isLabel } from './claims.ts'
import { compare, type Known } from './compare.ts'
import type { Sides } from './sides.ts'

/** One of them. */
export interface Condition {
  readonly where: ReadonlyMap<Expr, Expr>
  /** What is said behind the name. */
  readonly said: string
  /** How a text says so itself. */
  readonly stated: RegExp
  /** As it is written by those who know of it. */
  readonly written?: (expr: Expr) => Expr
}

/** What is said of matrices that are their own transposes. */
export const SYMMETRIC = 'is symmetric'
/** What is said of indices of which none is met twice: what is written by them is as good as what is added. */
export const DISTINCT = 'has no number twice'
const isIndices = (node: Expr): boolean => node.rank === 1 && traitsOf(node).integer === true
const counted = ({ shape: [length] }: Expr): Expr => arange.with(length as Length)

/** Vectors and square matrices of which a property is tried one by one, at most. */
const MOST_TRIED = 3

/** The conditions that may hold for a pair. */
export function conditionsOf(sides: Sides, claim: Claim): Condition[] {
  const { value } = sides
  const by = claim.symbols
  const others = value.symbols.filter((node) => !by.includes(node))
  const square = value.symbols.filter(({ shape }) => shape.length === 2 && shape[0] === shape[1])
  const labels = others.filter((node) => isLabel(node))
  const numbers = others.filter((node) => isNumber(node) && !labels.includes(node))
  const found: Condition[] = [
    {
      where: mapped(
        square.filter((node) => !isFitted(node, claim, value.expr)),
        symmetric,
      ),
      said: SYMMETRIC,
      stated: /\bsymmetric/i,
    },
    {
      where: mapped(others.filter(isIndices), counted),
      said: DISTINCT,
      stated: /perm(?:ut|$|\b|_)|\bunique|\bdistinct|\bargsort|replace\s*=\s*False/i,
    },
    { where: mapped(distributionsIn(sides, by), shares), said: 'sums to one', stated: NEVER },
    {
      where: mapped(labels, signs),
      said: 'is −1 or 1',
      stated: /\{\s*-\s*1\s*,\s*\+?\s*1\s*\}|±\s*1|-1\s*(?:or|\/|and|,)\s*\+?1\b|\+1\s*(?:or|\/|and|,)\s*-1/i,
    },
    { where: mapped(labels, bits), said: 'is 0 or 1', stated: /[[{(]\s*0\s*,\s*1\s*[\]})]|\b0\s*(?:or|\/|and)\s*1\b|\bbinary\b|\bbernoulli\b/i },
    ...masksIn(
      value.expr,
      others.filter((node) => !labels.includes(node)),
    ).map((node) => ({
      where: mapped([node], bits),
      said: 'is 0 or 1',
      written: (expr: Expr): Expr => withoutPowers(expr, node),
      stated: /\bmask|\bobserved\b|\bindicators?\b|\b0\s*(?:or|\/|and)\s*1\b|\bbinary\b/i,
    })),
    { where: mapped(numbers.filter(isPositive), abs), said: 'is positive', stated: ALWAYS },
    positive(numbers),
    ...square
      .slice(0, MOST_TRIED)
      .map((node) => ({ where: mapped([node], rotation), said: 'is orthogonal', stated: /\brotat|\borthogonal|\borthonormal/i })),
    ...others
      .filter(({ rank }) => rank === 1)
      .slice(0, MOST_TRIED)
      .map((node) => ({
        where: mapped([node], unit),
        said: 'has length one',
        stated: /\bunit\b|\bunit-?(?:length|vector|norm)|\bnormal(?:i[sz]ed)?\b/i,
      })),
  ]
  return found.filter(({ where }) => where.size > 0)
}

const isNumber = (node: Expr): boolean => node.rank === 0 && traitsOf(node).integer !== true

/** That the numbers among some names are positive. */
export const positive = (symbols: readonly Expr[]): Condition => ({
  where: mapped(symbols.filter(isNumber), abs),
  said: 'is positive',
  stated: /\bpositive\b|> ?0\b/i,
})

/** Arrays that others are multiplied with component by component, as masks are. */
function masksIn(value: Expr, arrays: readonly Expr[]): Expr[] {
  const factors = new Set(topological([value]).flatMap(({ op, args, rank }) => (op === mul.op && rank > 0 ? args : [])))
  return arrays.filter((node) => node.rank > 0 && factors.has(node)).slice(0, MOST_TRIED)
}

/** Whether a step along the derivative by a matrix makes it lose its symmetry: beside others it is one of the weights. */
function isFitted(node: Expr, { symbols, exact }: Claim, of: Expr): boolean {
  const own = symbols.length > 1 ? exact[symbols.indexOf(node)] : undefined
  if (own === undefined || !sameShape(own.shape, node.shape)) return false
  const step = substitute(own, mapped([node], symmetric))
  return compare(step, transpose(step), { of, isSized: false, values: new Map(), defaults: new Map() }).relation === 'different'
}

/** It is never said in so many words; it need not be said. */
const [NEVER, ALWAYS] = [/(?!)/, /(?:)/]

/** Names of what is positive by its nature: widths, deviations, scales, masses. */
const isPositive = (node: Expr): boolean =>
  /^(?:sigma\w*|delta|eps\w*|std\w*|var(?:iance)?|scale|width|temperature|bandwidth|length_?scale|ell|mass|m|radius|r0|k_?B|hbar)$/i.test(
    nameOf(node) as string,
  )

const mapped = (nodes: readonly Expr[], replace: (node: Expr) => Expr): Map<Expr, Expr> => new Map(nodes.map((node) => [node, replace(node)]))

const symmetric = (node: Expr): Expr => symbol(nameOf(node) as string, node.shape, { ...traitsOf(node), symmetric: true })
const signs = (node: Expr): Expr => sign(node)
const bits = (node: Expr): Expr => div(add(sign(node), number(1)), number(2))
const shares = (node: Expr): Expr => softmax.with(readAxes({ axis: -1 }, node.rank), node)
const unit = (node: Expr): Expr => div(node, sqrt(matmul(node, node)))

/** Powers of what is 0 or 1 are what it is itself. */
function withoutPowers(expr: Expr, bit: Expr): Expr {
  const powers = topological([expr]).filter(
    ({ op, args: [base, power] }) => op === pow.op && base === bit && (exactOf(power as Expr)?.value ?? 0) > 0,
  )
  return substitute(expr, new Map(powers.map((node) => [node, bit])))
}

/** Cayley's form of a rotation: (I − S)(I + S)⁻¹ with S = A − Aᵀ. */
function rotation(node: Expr): Expr {
  const one = eye(node.shape[0] as Expr['shape'][number])
  const skew = sub(node, transpose(node))
  return matmul(sub(one, skew), inverse(add(one, skew)))
}

/** What a softmax is compared with, as shares of one. */
function distributionsIn({ value }: Sides, [by]: readonly Expr[]): Expr[] {
  const isOfSoftmax = topological([recognise(value.expr)]).some(({ op }) => op === softmax.op || op === logSoftmax.op || op === logsumexp.op)
  return isOfSoftmax ? value.symbols.filter((node) => node !== by && node.rank > 0 && by !== undefined && sameShape(node.shape, by.shape)) : []
}

/** Both under a condition. */
export const under = ({ where }: Condition, nodes: readonly Expr[]): Expr[] => nodes.map((node) => substitute(node, where))

/** Where something is shown to be wrong, numbers that it is not by are positive, as those are that people try. */
export function withSigns(known: Known, { value }: Sides, { symbols }: Claim): Known {
  const numbers = value.symbols.filter((node) => node.rank === 0 && traitsOf(node).integer !== true && !symbols.includes(node))
  const signs = numbers.map((node): [string, Value] => [nameOf(node) as string, 1])
  return { ...known, defaults: new Map([...signs, ...known.defaults]) }
}
