/** Sparse matrices of SciPy and PyTorch, by which entries they are made; they are computed with as other matrices are. And sums of groups. */
import type { Range } from '../../../api.ts'
import { type Axis, accumulated } from '../../execute/arrays/accumulated.ts'
import { onDiagonal } from '../../execute/arrays/diagonals.ts'
import { withRank } from '../../execute/arrays/sequences.ts'
import { isArray } from '../../execute/arrays/shapes.ts'
import { numberOf } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { isTerm, reference, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** What `*` means of a matrix of SciPy, and of no array. */
const asMatrix = (term: Term, path: string): Term => (path.endsWith('_array') ? term : { ...term, entrywise: false })

const partsOf = (context: Context, value: Value | undefined, range: Range): readonly Value[] | undefined =>
  value === undefined || value.kind === 'none' || (isTerm(value) && value.kind !== 'apply') ? undefined : context.elements(value, range)

/** coo_matrix((data, (rows, columns)), shape=(m, n)), coo_matrix((m, n)) of zeros, coo_matrix(A). */
const matrix: Native = (context, args, range, path) => {
  const given = need(args, 0, range, 'arg1')
  const parts = given.kind === 'list' && given.form === 'tuple' ? given.items.value : undefined
  if (parts === undefined) return asMatrix(context.toTerm(given, range), path)
  const [first, second] = parts as [Value, Value]
  const places = parts.length === 2 && second.kind === 'list' ? second.items.value : undefined
  if (parts.length === 3) return refuse('a matrix by the ends of its rows is not read', range, 'give the row and the column of each entry')
  if (places === undefined) return asMatrix(context.toTerm(call(context, 'numpy.zeros', [given], range), range), path)
  const lengths = partsOf(context, argument(args, 1, 'shape'), range)
  const axes = places.map((place, k): Axis => ({ places: place, length: lengths?.[k] }))
  return asMatrix(accumulated(context, axes, first, 0, range), path)
}

const call = (context: Context, path: string, positional: readonly Value[], range: Range): Value =>
  context.call(reference(path), { positional, named: new Map(), ranges: positional.map(() => range), range }, range)

/** diags([a, b], [0, 1], shape=(n, n)): vectors on these diagonals, or numbers that fill them. */
const diagonals: Native = (context, args, range, path) => {
  const [given, offsets] = [need(args, 0, range, 'diagonals'), argument(args, 1, 'offsets') ?? numberTerm(0)]
  const several = context.elements(offsets, range)
  const places = several ?? [offsets]
  const vectors = several === undefined ? [given] : context.elements(given, range)
  if (vectors?.length !== places.length) return refuse('as many diagonals are needed as places for them', range)
  const [length] = partsOf(context, argument(args, 2, 'shape'), range) ?? []
  const parts = vectors.map((value, at) => {
    const vector = context.toTerm(value, range)
    const [only] = value.kind === 'list' && value.items.value.length === 1 ? value.items.value : []
    const single = only ?? (vector.kind === 'number' || !isArray(context, vector) ? value : undefined)
    const place = places[at] as Value
    if (single === undefined || length === undefined) return onDiagonal(context, vector, place, range)
    const beside = call(context, 'numpy.eye', [length, { kind: 'none' }, place], range)
    return applyTerm('mul', [context.toTerm(single, range), context.toTerm(beside, range)], range)
  })
  return asMatrix(parts.length === 1 ? (parts[0] as Term) : applyTerm('add', parts, range), path)
}

/** The same function of NumPy or SciPy. */
const as =
  (other: string): Native =>
  (context, args, range, path) => {
    const named = new Map([...args.named].filter(([key]) => key !== 'format'))
    return asMatrix(context.toTerm(context.call(reference(other), { ...args, named }, range), range), path)
  }

/** torch.sparse_coo_tensor(places, values, size) */
const tensor: Native = (context, args, range) => {
  const [given, lengths] = [need(args, 0, range, 'indices'), partsOf(context, argument(args, 2, 'size'), range)]
  // One row of places an axis.
  const places =
    isTerm(given) && given.kind === 'apply' && (given.op === 'array' || (given.op === 'stack_along' && (given.attributes?.['axis'] ?? 0) === 0))
      ? given.args
      : lengths?.map((_, axis) => context.index(withRank(context, context.toTerm(given, range), 2), [numberTerm(axis)], range))
  if (places === undefined) return refuse('how many axes this has is not known', range, 'give its size')
  const axes = places.map((place, k): Axis => ({ places: place, length: lengths?.[k] }))
  return accumulated(context, axes, need(args, 1, range, 'values'), 0, range)
}

/** segment_sum(x, ids, num_segments): the sums of the components of each group, or of the rows of a matrix. */
const groups: Native = (context, args, range) => {
  const count = argument(args, 2, 'num_segments') ?? refuse('how many groups there are is not said', range, 'give "num_segments"')
  const [data, ids] = [need(args, 0, range, 'data'), need(args, 1, range, 'segment_ids')]
  const counted = numberOf(context.toTerm(count, range), context.facts.numbers)?.asInteger
  const zeros = call(context, 'numpy.zeros', [counted === undefined ? count : numberTerm(counted)], range)
  return call(context, 'numpy.add.at', [zeros, ids, data], range)
}

const FORMATS = ['coo', 'csr', 'csc', 'lil', 'dok', 'bsr', 'dia']

/** By the dotted path. */
export const SPARSE: readonly (readonly [string, Native])[] = [
  ...FORMATS.flatMap((format) => ['matrix', 'array'].map((kind) => [`scipy.sparse.${format}_${kind}`, matrix] as const)),
  ['scipy.sparse.diags', diagonals],
  ['scipy.sparse.diags_array', diagonals],
  ['scipy.sparse.eye', as('numpy.eye')],
  ['scipy.sparse.eye_array', as('numpy.eye')],
  ['scipy.sparse.identity', as('numpy.eye')],
  ['scipy.sparse.kron', as('numpy.kron')],
  ['scipy.sparse.block_diag', as('scipy.linalg.block_diag')],
  ['scipy.sparse.hstack', as('numpy.hstack')],
  ['scipy.sparse.vstack', as('numpy.vstack')],
  ['scipy.sparse.linalg.spsolve', as('numpy.linalg.solve')],
  ['scipy.sparse.linalg.inv', as('numpy.linalg.inv')],
  ['scipy.sparse.linalg.expm', as('scipy.linalg.expm')],
  ['torch.sparse_coo_tensor', tensor],
  ['torch.sparse.mm', as('numpy.matmul')],
  ['jax.ops.segment_sum', groups],
  ['tensorflow.math.unsorted_segment_sum', groups],
]
