/** What the rows of the table say of axes: how many an argument has at least, and how many the result. */
import { Exact } from '../../exact.ts'
import { type Attributes, type Expr, make, number, type Operation, symbol } from '../../expr.ts'
import { isElementwise, operationNamed } from '../../ops/table.ts'
import { shapeOf } from '../../shape.ts'
import { type ApplyTerm, COLUMNWISE, countLengths, type NameTerm, type Term, withLengths } from '../term.ts'
import { isCapital, isOuter, isRow, isRowOfRows, isSmall, isSolved, isUpper } from './habits.ts'
import { rankOfIndex } from './indexed.ts'
import { outerOf } from './indexedMatrices.ts'

/**
 * The least rank of an argument: what the row says (for any number of arguments, of the last it names), and an axis that is asked for.
 * A name whose mean along the first axis is asked for is a batch: of a vector nobody would say along which.
 */
function leastRank({ op, args, attributes }: ApplyTerm, operation: Operation | undefined, index: number): number {
  // The order of the axes names each of them: k.transpose(0, 2, 1).
  const order = attributes?.['axes']
  if (op === 'transpose' && Array.isArray(order)) return order.length
  const isName = args[index]?.kind === 'name'
  // size(X, 2)
  if (op === 'size' && typeof attributes?.['axis'] === 'number' && attributes['axis'] > 0) return attributes['axis'] + 1
  if (op === 'copies') return index === 0 ? 1 : 0
  // \|A\|_F
  if (op === 'norm' && /^(?:fro|nuc)$/.test(String(attributes?.['ord']))) return 2
  // The Kronecker product of vectors is one: what is composed says itself what it is.
  if (op === 'kron' && args[index]?.kind === 'apply') return 1
  if (ONE_AXIS.has(op)) return attributes?.['matrix'] === true ? 2 : 1
  const subscripts = operation?.name === 'einsum' ? attributes?.['subscripts'] : undefined
  if (typeof subscripts === 'string') return subscripts.split(/,|->/)[index]?.replace(/\W/g, '').length ?? 0
  if (operation?.ranks === undefined) return 0
  const axis = attributes?.['axis'] ?? attributes?.['dim']
  // Who keeps the first axis has others.
  if (axis === 0 && (attributes?.['keepdims'] === true || (isName && BY_FEATURE.has(operation.name)))) return 2
  const variadic = operation.args[operation.args.length - 1]?.startsWith('...') === true
  const least = operation.ranks[variadic ? Math.min(index, operation.ranks.length - 1) : index] ?? 0
  const axes = typeof axis === 'number' ? [axis] : Array.isArray(axis) ? axis.filter((k) => typeof k === 'number') : []
  return axes.reduce<number>((rank, k) => Math.max(rank, k >= 0 ? k + 1 : -k), least)
}

/** The least ranks of the arguments of all terms that are operations. */
export function leastRanksIn(terms: readonly ApplyTerm[]): ReadonlyMap<Term, readonly number[]> {
  const found = new Map<Term, readonly number[]>()
  for (const term of terms) {
    const operation = operationNamed(term.op)
    found.set(
      term,
      term.args.map((_, k) => leastRank(term, operation, k)),
    )
  }
  return found
}

/** The rank of a term, given those of names and of all terms below it; undefined where these are not known. */
export function rankOfTerm(term: Term, names: ReadonlyMap<string, number>, known: ReadonlyMap<Term, number>): number | undefined {
  switch (term.kind) {
    case 'number':
      return 0
    case 'call':
      // What nobody knows works component by component.
      return term.whole ?? term.args.reduce((most, arg) => Math.max(most, known.get(arg) ?? 0), 0)
    case 'name':
      return names.get(term.name)
    case 'binder':
      return (term.op === 'each' ? 1 : 0) + (known.get(term.body) ?? 0)
    case 'derivative': {
      const by = term.placed || term.at !== undefined ? (term.at ?? []).map((point) => known.get(point)) : term.by.map((name) => names.get(name))
      const ranks = [known.get(term.of), ...by]
      return ranks.reduce((sum, rank) => (sum === undefined || rank === undefined ? undefined : sum + rank), 0)
    }
    case 'apply':
      return rankOfApply(term, known)
  }
}

function rankOfApply(term: ApplyTerm, known: ReadonlyMap<Term, number>): number | undefined {
  const ranks = term.args.map((arg) => known.get(arg))
  const largest = ranks.reduce<number>((max, rank) => Math.max(max, rank ?? 0), 0)
  const own = rankByNotation(term, ranks, known)
  if (own !== undefined) return own.rank
  const operation = operationNamed(term.op)
  if (operation === undefined || operation.elementwise || SETTLED.has(term.op)) {
    return ranks.every((rank) => rank !== undefined) || largest > 0 ? largest : undefined
  }
  const given = ranks.slice(0, ranks.length - countLengths(term.attributes))
  if (given.some((rank) => rank === undefined)) return undefined
  return rankOfRow(
    operation,
    given as number[],
    withLengths(term.attributes, () => 1),
  )
}

/** The rank a row gives for arguments of these ranks: its own shape rule, asked with axes of length 1. */
function rankOfRow(operation: Operation, ranks: readonly number[], attributes: Attributes | undefined): number | undefined {
  const args = ranks.map((rank, k): Expr => (rank === 0 ? number(Exact.integer(k + 2)) : symbol(`?${k}`, shapeOf(new Array<number>(rank).fill(1)))))
  try {
    return make(operation, args, operation.configure?.(attributes ?? {}, args)).shape.length
  } catch {
    return undefined
  }
}

/** Whether a row makes a matrix of each matrix. */
export function makesMatrix(name: string): boolean {
  const operation = operationNamed(name)
  return operation?.stacks === true && rankOfRow(operation, [2], undefined) === 2
}

/**
 * The rank of what is no row of the table but notation, given those of its arguments, as far as they are known; undefined for rows.
 * `known` has the ranks of all terms.
 */
function rankByNotation(
  term: ApplyTerm,
  ranks: readonly (number | undefined)[],
  known: ReadonlyMap<Term, number>,
): { readonly rank: number | undefined } | undefined {
  switch (term.op) {
    case 'product':
    case 'cdot':
      return { rank: isColumnTimesRow(term, ranks, known) ? 2 : rankOfProduct(term, ranks, isRow(term.args[0] as Term, known)) }
    case 'component':
      return { rank: Math.max(0, (ranks[0] ?? 0) - (term.args.length - 1)) }
    case 'size':
    case 'numel':
    case 'truth':
    case 'bars':
      return { rank: 0 }
    case 'vector':
    case 'vec':
      return { rank: 1 }
    case 'blocks':
      return { rank: rankOfBlocks(term, known) }
    case 'copies':
      return { rank: rankOfCopies(term, known) }
    case 'matrix':
    case 'identity':
      return { rank: 2 }
    case 'array':
      return { rank: 1 + ranks.reduce<number>((most, rank) => Math.max(most, rank ?? 0), 0) }
    case 'leftdivide':
      return { rank: ranks[1] }
    case 'put':
      return { rank: ranks[0] }
    case 'index':
      return { rank: rankOfIndex(term, ranks) }
    case 'reshape': {
      const shape = term.attributes?.['shape']
      return Array.isArray(shape) ? { rank: shape.length } : undefined
    }
    case 'kron':
      return { rank: ranks.some((rank) => rank === undefined) ? undefined : Math.max(...(ranks as number[])) }
    case 'part':
      return { rank: ranks[0] }
  }
  return undefined
}

/** x y' */
const isColumnTimesRow = ({ args }: ApplyTerm, ranks: readonly (number | undefined)[], known: ReadonlyMap<Term, number>): boolean =>
  args.length === 2 && ranks.every((rank) => rank === 1) && !isRowOfRows(args[0] as Term, known) && isRowOfRows(args[1] as Term, known)

/** Of a product folded from the left: each pair of a matrix or vector with the next loses two axes, but for columns that meet component by component. */
function rankOfProduct({ attributes }: ApplyTerm, ranks: readonly (number | undefined)[], rowFirst: boolean): number | undefined {
  if (ranks.some((rank) => rank === undefined)) return undefined
  if (attributes?.['entrywise'] === true && !rowFirst && ranks.every((rank) => rank === 1)) return 1
  return (ranks as number[]).reduce((left, right) => (left === 0 || right === 0 ? left + right : Math.max(0, left + right - 2)), 0)
}

/** The axes of blocks beside and below each other: columns side by side are a matrix, rows and numbers a longer row. */
function rankOfBlocks({ args, attributes }: ApplyTerm, known: ReadonlyMap<Term, number>): number | undefined {
  const ranks = args.map((arg) => known.get(arg))
  const columns = (attributes?.['columns'] ?? []) as readonly number[]
  // Rows of several parts make a matrix whatever the parts are; those of [A b; b' 1] are matrices and vectors themselves.
  const isPlain = (arg: Term): boolean => !isCapital(arg) && !(arg.kind === 'apply' && arg.op === 'transpose')
  if (columns.length > 1 && columns.some((count) => count > 1) && args.every(isPlain)) return 2
  if (ranks.some((rank) => rank === undefined)) return undefined
  const largest = Math.max(0, ...(ranks as number[]))
  if (columns.length === 1 && largest < 2) return args.length > 1 && args.every((arg, k) => ranks[k] === 1 && !isRowOfRows(arg, known)) ? 2 : 1
  return columns.every((count) => count === 1) ? Math.max(1, largest) : 2
}

/** How many axes there are of copies, given those of what is copied. */
function rankOfCopies({ args }: ApplyTerm, ranks: ReadonlyMap<Term, number>): number | undefined {
  const [copied, down, across] = args as [Term, Term, Term]
  const own = ranks.get(copied)
  if (own === undefined || own > 1) return own
  const [isDown, isAcross] = [!isOne(down), !isOne(across)]
  if (own === 0) return Number(isDown) + Number(isAcross)
  const isRow = isRowOfRows(copied, ranks) || (copied.kind === 'apply' && copied.attributes?.['axis'] === COLUMNWISE)
  return (isRow ? isDown : isAcross) ? 2 : 1
}

const isOne = (term: Term): boolean => term.kind === 'number' && term.value.isOne

/**
 * Whether one factor of a product has these axes, and all others are what stands beside it as numbers: q m sin(θ) of a vector m, t/τ of a
 * vector t.
 */
export function isEnough(term: ApplyTerm, least: number, known: ReadonlyMap<Term, number>, ranks: ReadonlyMap<string, number>): boolean {
  if (term.op === 'quotient') return (known.get(term.args[0] as Term) ?? 0) >= least && isSmall(term.args[1] as Term, ranks)
  if (term.op !== 'product') return false
  const inner = (arg: Term): ApplyTerm | undefined => (arg.kind === 'apply' && arg.op === 'product' && !known.has(arg) ? arg : undefined)
  const carries = (arg: Term): boolean => (known.get(arg) ?? 0) >= least || isOuterSquare(arg) || inner(arg)?.args.some(carries) === true
  const isPlain = (arg: Term): boolean => known.has(arg) || isOuterSquare(arg) || isSmall(arg, ranks) || inner(arg)?.args.every(isPlain) === true
  return term.args.some(carries) && term.args.every(isPlain)
}

/** x x', whatever x is. */
const isOuterSquare = (term: Term): boolean => {
  const [left, right] = term.kind === 'apply' && term.op === 'product' && term.args.length === 2 ? term.args : []
  const turned = right?.kind === 'apply' && right.op === 'transpose' ? right.args[0] : undefined
  return (
    turned !== undefined && left !== undefined && (turned === left || (turned.kind === 'name' && left.kind === 'name' && turned.name === left.name))
  )
}

/** What has to have so many axes itself where a term is to have `least`: the vectors of a matrix, what is reduced along an axis. */
export function partsNeeded(term: ApplyTerm, least: number): readonly { readonly part: Term; readonly rank: number }[] {
  const [part] = term.args
  const operation = operationNamed(term.op)
  const isReduced = operation?.attributes?.includes('axis') === true && typeof term.attributes?.['axis'] === 'number' && !KEEPS_RANK.has(term.op)
  if (isReduced && part !== undefined && operation.ranks?.[0] === 1 && operation.layer !== true && !operation.name.startsWith('cum'))
    return [{ part, rank: least + (term.attributes?.['keepdims'] === true ? 0 : 1) }]
  // Its last axis are the classes.
  if (term.op === 'one_hot' && part !== undefined) return least > 1 ? [{ part, rank: least - 1 }] : []
  return least > 1 ? vectorsOf(term).map((vector) => ({ part: vector, rank: least - 1 })) : []
}

/** The vectors that a matrix is made of: x and y of x y', columns beside each other. */
function vectorsOf(term: ApplyTerm): readonly Term[] {
  const { op, args, attributes } = term
  const outer = outerOf(term)
  if (outer.length > 0) return outer
  if (op === 'product' && isOuter(term)) return args.map((arg) => (arg.kind === 'apply' ? (arg.args[0] as Term) : arg))
  return op === 'blocks' && args.length > 1 && ((attributes?.['columns'] ?? []) as readonly number[]).length === 1 ? args : []
}

/** Reductions along the first axis that are taken of each feature of a batch. */
const BY_FEATURE = new Set(['mean', 'var', 'std', 'amax', 'amin'])

/** Operations of terms whose arguments have an axis at least. */
const ONE_AXIS = new Set(['transpose', 'leftdivide', 'numel', 'size', 'vec'])

/** Operations that say nothing about axes, though shapes settle what they mean. */
export const NEUTRAL = new Set(['product', 'quotient', 'power', 'cdot', 'times', 'sub', 'bars', 'truth'])

/** Whether nothing in a reading needs an axis: then all names are scalars, and nothing is to be inferred. */
export function allScalar(order: readonly Term[], known: ReadonlyMap<string, number>): boolean {
  let layer = false
  let capital = false
  for (const term of order) {
    if (term.kind === 'name') {
      if ((term.hint?.rank ?? 0) > 0 || (known.size > 0 && (known.get(term.name) ?? 0) > 0)) return false
      capital ||= isUpper(term.name)
    } else if (term.kind === 'binder' && term.op === 'each') return false
    else if (term.kind === 'call') layer = true
    else if (term.kind === 'apply' && isSolved(term)) return false
    else if (term.kind === 'apply' && !NEUTRAL.has(term.op)) {
      const operation = operationNamed(term.op)
      if (operation === undefined || !operation.elementwise) return false
      layer ||= operation.layer === true || operation.name === 'maximum'
    }
  }
  return !(layer && capital)
}

/** Operations that are no elementwise rows, whose result has the axes of the argument. */
export const KEEPS_RANK = new Set(['softmax', 'log_softmax', 'transpose', 'cross', 'sort', 'argsort', 'concatenate', 'roll', 'flip', 'pad'])
/** Operations that stretch one argument along the axes of the other. */
export const STRETCHES = new Set(['add', 'sub', 'div', 'quotient'])
export const FACTORS = new Set(['mul', 'product', 'div', 'quotient'])
/** Operations through which a sum is still a weighted one. */
export const WEIGHTED = new Set(['neg', 'add', 'sub'])
/** Operations that shapes settle; their rank is that of their usual meaning. */
const SETTLED = new Set(['product', 'quotient', 'leftdivide', 'power', 'transpose', 'cdot', 'times', 'sub', 'hadamard'])

/** The names of which something is computed component by component. */
export function namesInComponents(root: Term): NameTerm[] {
  const parts = new Set([root])
  for (const term of parts) {
    const isEntrywise = term.kind === 'apply' && (NEUTRAL.has(term.op) || isElementwise(term.op))
    if (isEntrywise) for (const arg of term.args) parts.add(arg)
  }
  return [...parts].filter((term) => term.kind === 'name')
}
