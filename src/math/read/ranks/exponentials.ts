/**
 * Where e^A, \sqrt{A} and \log A are functions of a whole matrix: in formulas, where a matrix that can only be square stands in them and nothing
 * around takes the result component by component; so in Julia where there is no dot. Elsewhere they go component by component.
 */
import { operationNamed } from '../../ops/table.ts'
import { mapTerms, parentsOf } from '../order.ts'
import type { ApplyTerm, Reading, Term } from '../term.ts'
import { isCapital, unsigned } from './habits.ts'
import { rankOfTerm } from './rowRanks.ts'

/** Functions of numbers, and what they are of whole matrices. */
const OF_MATRICES: ReadonlyMap<string, string> = new Map([
  ['exp', 'expm'],
  ['sqrt', 'sqrtm'],
  ['ln', 'logm'],
])

/** The same body with these functions named as such; undefined where there are none. */
export function withMatrixFunctions(
  { body, arrays, language, declarations }: Reading,
  order: readonly Term[],
  names: ReadonlyMap<string, number>,
): { readonly body: Term; readonly found: readonly Term[] } | undefined {
  if (language !== 'julia' && (arrays !== undefined || language !== undefined)) return undefined
  const own = order.filter(isOfNumber)
  if (own.length === 0) return undefined
  const ranks = new Map<Term, number>()
  for (const term of order) {
    const rank = rankOfTerm(term, names, ranks)
    if (rank !== undefined) ranks.set(term, rank)
  }
  const isOfMatrix = ({ args }: ApplyTerm): boolean => ranks.get(args[0] as Term) === 2
  if (!own.some(isOfMatrix)) return undefined
  const parents = parentsOf(order)
  const found = own.filter((term) => {
    if (!isOfMatrix(term) || term.attributes?.['dotted'] === true) return false
    // Without a dot Julia knows them of whole matrices alone.
    if (language === 'julia') return true
    const matrix = term.args[0] as Term
    if (isKernel(matrix, ranks) || !isSquare(matrix, ranks) || !isUsedWhole(term, parents, ranks)) return false
    return term.op !== 'ln' || isTraced(term, parents) || isDefinite(matrix, declarations)
  })
  if (found.length === 0) return undefined
  const whole = new Set<Term>(found)
  return {
    body: mapTerms(body, (term, original) =>
      whole.has(original) ? { ...(term as ApplyTerm), op: OF_MATRICES.get((term as ApplyTerm).op) as string } : term,
    ),
    found,
  }
}

/** \log X of an X that is said to be symmetric, and \log(X^{-1/2} Y X^{-1/2}): matrices that have powers have logarithms. */
function isDefinite(root: Term, declarations: Reading['declarations']): boolean {
  const parts = new Set([root])
  for (const part of parts) if (part.kind === 'apply') for (const arg of part.args) parts.add(arg)
  const said = [...parts].flatMap((part) => (part.kind === 'name' ? [declarations.get(part.name)?.traits] : []))
  const isSaid = said.length > 0 && said.every((traits) => traits?.symmetric === true || traits?.positiveDefinite === true)
  return isSaid || [...parts].some((part) => part.kind === 'apply' && part.op === 'power')
}

/** tr(\rho \log \rho): in a trace, and beside nothing that is turned; -tr(Y^\top \log P) is a sum over components. */
function isTraced(root: Term, parents: ReadonlyMap<Term, readonly Term[]>): boolean {
  const seen = new Set([root])
  for (const term of seen)
    for (const parent of parents.get(term) ?? []) {
      if (parent.kind !== 'apply') return false
      if (parent.op === 'trace') return true
      if (parent.args.some((arg) => arg.kind === 'apply' && arg.op === 'transpose')) return false
      seen.add(parent)
    }
  return false
}

const TIME = /^(?:t|tau|dt|Delta_?t)(?:_\w+)?$/

const isOfNumber = (term: Term): term is ApplyTerm => term.kind === 'apply' && OF_MATRICES.has(term.op) && term.args.length === 1
const isExponential = (term: Term): term is ApplyTerm => isOfNumber(term) && term.op === 'exp'

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
    case 'exp':
    case 'sqrt':
    case 'ln':
      return op === 'identity' || isSquare(args[0] as Term, ranks)
    case 'blocks':
      return ((term.attributes?.['columns'] ?? []) as readonly number[]).every((count, _, { length }) => count === length)
    case 'array':
      return args.every((row) => row.kind === 'apply' && row.op === 'array' && row.args.length === args.length)
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
      if (op === 'power') return isSquare(args[0] as Term, ranks)
      return PRODUCTS.has(op) && (matrices.length === 1 ? isSquare(matrices[0] as Term, ranks) : matrices.every(isNameOrPower))
  }
}

/** X, X^{1/2} */
const isNameOrPower = (term: Term): boolean =>
  term.kind === 'name' || (term.kind === 'apply' && (term.op === 'power' || OF_MATRICES.has(term.op)) && term.args[0]?.kind === 'name')

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
  'nuclear_norm',
  'expm',
  'sqrtm',
  'logm',
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
        OF_MATRICES.has(op) ||
        PRODUCTS.has(op) ||
        (['quotient', 'div', 'mul'].includes(op) && isNumberAround && args[0] === term) ||
        (op === 'power' && args[0] === term)
      if (!goesOn || (op === 'add' || op === 'sub' ? ranks.get(parent) !== 2 : false)) return false
      const keepsMatrix = ranks.get(parent) === 2 && operationNamed(op)?.shape === undefined
      if (keepsMatrix || op === 'inv' || op === 'transpose') seen.add(parent)
    }
  return true
}

const isWrittenOut = (term: Term): boolean =>
  term.kind === 'apply' && (term.op === 'blocks' || (term.op === 'array' && term.args[0]?.kind === 'apply' && term.args[0].op === 'array'))

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
        if (before === undefined || !(isCapital(before) || isWrittenOut(before))) return
        // t, or t - s.
        const terms = arg.kind === 'apply' && (arg.op === 'sub' || arg.op === 'add') ? arg.args.map(unsigned) : [arg]
        const names = terms.flatMap((term) => (term.kind === 'name' ? [term.name] : []))
        if (names.some((name) => TIME.test(name))) for (const name of names) times.add(name)
      })
    }
  }
  return times
}

/** The same with all exponentials, roots and logarithms in it marked as those of components, as exp.(X) is. */
export const dotted = (root: Term): Term =>
  mapTerms(root, (term) => (isOfNumber(term) ? { ...term, attributes: { ...term.attributes, dotted: true } } : term))
