/**
 * Where e^A is the exponential of a whole matrix: in formulas, where a matrix that can only be square stands in the exponent and nothing around
 * takes the result component by component; so in Julia where there is no dot. Elsewhere exp goes component by component.
 */
import { operationNamed } from '../../ops/table.ts'
import { mapTerms, partsOf } from '../order.ts'
import type { ApplyTerm, Reading, Term } from '../term.ts'
import { isCapital } from './habits.ts'
import { rankOfTerm } from './rowRanks.ts'

/** The same body with these exponentials named as such; undefined where there are none. */
export function withMatrixExponentials(
  { body, arrays, language }: Reading,
  order: readonly Term[],
  names: ReadonlyMap<string, number>,
): { readonly body: Term; readonly found: readonly Term[] } | undefined {
  if (language !== 'julia' && (arrays !== undefined || language !== undefined)) return undefined
  const own = order.filter(isExponential)
  if (own.length === 0) return undefined
  const ranks = new Map<Term, number>()
  for (const term of order) {
    const rank = rankOfTerm(term, names, ranks)
    if (rank !== undefined) ranks.set(term, rank)
  }
  const isOfMatrix = ({ args }: ApplyTerm): boolean => ranks.get(args[0] as Term) === 2
  if (!own.some(isOfMatrix)) return undefined
  const parents = parentsOf(order)
  const found = own.filter(
    (term) =>
      isOfMatrix(term) &&
      !isKernel(term.args[0] as Term, ranks) &&
      term.attributes?.['dotted'] !== true &&
      isSquare(term.args[0] as Term, ranks) &&
      isUsedWhole(term, parents, ranks),
  )
  if (found.length === 0) return undefined
  const whole = new Set<Term>(found)
  return { body: mapTerms(body, (term, original) => (whole.has(original) ? { ...(term as ApplyTerm), op: 'expm' } : term)), found }
}

const TIME = /^(?:t|tau|dt|Delta_?t)(?:_\w+)?$/

const isExponential = (term: Term): term is ApplyTerm => term.kind === 'apply' && term.op === 'exp' && term.args.length === 1

/**
 * -C/\epsilon of costs or distances C, -\frac{1}{2\ell^2} D: a kernel component by component, as in entropic transport (Cuturi 2013)
 * and Gaussian processes. Behind a time, e^{-Dt}, it is a flow.
 */
function isKernel(exponent: Term, ranks: ReadonlyMap<Term, number>): boolean {
  let isNegative = false
  let isScaled = false
  const names: string[] = []
  const parts = new Set([exponent])
  for (const part of parts) {
    if (part.kind === 'name') names.push(part.name)
    if (part.kind !== 'apply') continue
    if (part.op === 'neg') isNegative = true
    const isProduct = PRODUCTS.has(part.op) || part.op === 'mul'
    const isQuotient = part.op === 'quotient' || part.op === 'div'
    if (isProduct || isQuotient) isScaled = true
    if (part.op === 'neg' || isProduct) for (const arg of part.args) parts.add(arg)
    else if (isQuotient) parts.add(part.args[0] as Term)
  }
  const costs = [...parts].filter((part) => part.kind === 'name' && ranks.get(part) === 2)
  const isOfCosts = costs.length === 1 && costs.every((cost) => cost.kind === 'name' && /^[CDM](?:_\w+)?$/.test(cost.name))
  return isNegative && isScaled && isOfCosts && !names.some((name) => TIME.test(name))
}

function parentsOf(order: readonly Term[]): ReadonlyMap<Term, readonly Term[]> {
  const parents = new Map<Term, Term[]>()
  for (const term of order)
    for (const part of partsOf(term)) {
      const known = parents.get(part)
      if (known === undefined) parents.set(part, [term])
      else known.push(term)
    }
  return parents
}

const PRODUCTS: ReadonlySet<string> = new Set(['product', 'cdot', 'matmul'])

/** Multiples, transposes and sums of matrices that have names, and products of such: Q Kᵀ of two others may be a table of scores. */
function isSquare(term: Term, ranks: ReadonlyMap<Term, number>): boolean {
  if (ranks.get(term) !== 2) return false
  if (term.kind === 'name') return true
  if (term.kind !== 'apply') return false
  const { op, args } = term
  const matrices = args.filter((arg) => ranks.get(arg) !== 0)
  switch (op) {
    case 'identity':
      return true
    case 'neg':
    case 'transpose':
      return isSquare(args[0] as Term, ranks)
    case 'add':
    case 'sub':
      return args.every((arg) => isSquare(arg, ranks))
    case 'quotient':
    case 'div':
      return ranks.get(args[1] as Term) === 0 && isSquare(args[0] as Term, ranks)
    case 'mul':
    case 'hadamard':
      return matrices.every((matrix) => isSquare(matrix, ranks))
    default:
      return PRODUCTS.has(op) && (matrices.length === 1 ? isSquare(matrices[0] as Term, ranks) : matrices.every(({ kind }) => kind === 'name'))
  }
}

/** Functions of a matrix that do not take it component by component. */
const OF_WHOLE: ReadonlySet<string> = new Set([
  'trace',
  'det',
  'logdet',
  'bars',
  'norm',
  'inv',
  'transpose',
  'neg',
  'add',
  'sub',
  'spectral_norm',
  'expm',
])

/** What stands around a matrix goes on with it as one. */
function isUsedWhole(root: Term, parents: ReadonlyMap<Term, readonly Term[]>, ranks: ReadonlyMap<Term, number>): boolean {
  const seen = new Set([root])
  for (const term of seen)
    for (const parent of parents.get(term) ?? []) {
      if (parent.kind !== 'apply') return false
      const { op, args } = parent
      const isNumberAround = args.every((arg) => arg === term || ranks.get(arg) === 0)
      const goesOn =
        OF_WHOLE.has(op) ||
        PRODUCTS.has(op) ||
        (['quotient', 'div', 'mul'].includes(op) && isNumberAround && args[0] === term) ||
        (op === 'power' && args[0] === term)
      if (!goesOn || (op === 'add' || op === 'sub' ? ranks.get(parent) !== 2 : false)) return false
      const keepsMatrix = ranks.get(parent) === 2 && operationNamed(op)?.shape === undefined
      if (keepsMatrix || op === 'inv' || op === 'transpose') seen.add(parent)
    }
  return true
}

const unsigned = (term: Term): Term => (term.kind === 'apply' && term.op === 'neg' ? (term.args[0] as Term) : term)

/** The t of e^{At}: a time behind a capital in an exponent is a number, where another letter would be the vector that a matrix is applied to. */
export function timesInExponents(order: readonly Term[]): ReadonlySet<string> {
  const times = new Set<string>()
  for (const exponential of order) {
    if (exponential.kind !== 'apply' || (exponential.op !== 'expm' && !isExponential(exponential))) continue
    const parts = new Set(exponential.args)
    for (const part of parts) {
      if (part.kind !== 'apply') continue
      if (/^(?:neg|add|sub|quotient|product)$/.test(part.op)) for (const arg of part.args) parts.add(arg)
      if (part.op !== 'product') continue
      part.args.forEach((arg, k) => {
        const before = part.args[k - 1]
        if (before === undefined || !isCapital(before)) return
        // t, or t - s.
        const terms = arg.kind === 'apply' && (arg.op === 'sub' || arg.op === 'add') ? arg.args.map(unsigned) : [arg]
        const names = terms.flatMap((term) => (term.kind === 'name' ? [term.name] : []))
        if (names.some((name) => TIME.test(name))) for (const name of names) times.add(name)
      })
    }
  }
  return times
}

/** The same with all exponentials in it marked as those of components, as exp.(X) is. */
export const dotted = (root: Term): Term =>
  mapTerms(root, (term) => (isExponential(term) ? { ...term, attributes: { ...term.attributes, dotted: true } } : term))
