/** Vectors of MATLAB, which are matrices of one column or one row there and have one axis here: their second index, and reductions along either axis. */
import { type Attribute, type Attributes, type Expr, exactOf, make, type Operation } from '../../expr.ts'
import { amax, amin, mean, product, sum } from '../../ops/reduction.ts'
import { cumprod, cumsum } from '../../ops/running.ts'
import type { Length } from '../../shape.ts'
import { indexPlaces, takenAxes } from '../ranks/indexed.ts'
import type { ApplyTerm } from '../term.ts'
import type { Built } from './built.ts'

const isFirst = (index: Expr | undefined): boolean => index !== undefined && exactOf(index)?.isZero === true

/** x(3, 1) of a column is x(3), and so is x(1, 3) of a row; undefined for other indices. */
export function indexOfVector({ expr, row }: Built, term: ApplyTerm, args: readonly Expr[]): ApplyTerm | undefined {
  if (expr.rank !== 1 || takenAxes(term) !== 2) return undefined
  const items = term.attributes?.['items'] as readonly Attribute[]
  const places = indexPlaces(term)
  const only = (item: unknown): boolean => places.some((at) => at === (item as { at?: number }).at && isFirst(args[at]))
  const dropped = row === true ? 0 : 1
  return only(items[dropped]) ? { ...term, attributes: { ...term.attributes, items: items.filter((_, k: number) => k !== dropped) } } : undefined
}

/** What leaves a single number as it is. */
const IDENTICAL: ReadonlySet<Operation> = new Set([sum, mean, product, amax, amin, cumsum, cumprod].map(({ op }) => op))

/**
 * sum(x, 1) of a column are all its components, sum(x, 2) the column itself; of a row the other way round. What is left of a reduction
 * along the columns is turned into a row afterwards. Undefined for others than vectors, and where the axis is not one of a matrix.
 */
export function alongVector(operation: Operation, args: readonly Built[], { axis, ofMatrix, ...others }: Attributes): Built | undefined {
  const [x] = args
  if (ofMatrix !== true || x === undefined || x.expr.rank !== 1 || x.indices !== undefined || typeof axis !== 'number') return undefined
  const reduces = operation.attributes?.includes('keepdims') === true
  if (axis !== (x.row === true ? 1 : 0))
    return axis < 2 && (IDENTICAL.has(operation) || operation.name === 'flip') ? { ...x, row: !reduces && x.row } : undefined
  return {
    expr: make(operation, [x.expr], operation.configure?.({ ...others, axis: reduces ? null : 0 }, [x.expr])),
    ...(reduces ? {} : { row: x.row }),
  }
}

/** How long an axis of a matrix is that may be a vector here; undefined where the vector's own axis is meant. */
export function lengthOfVector({ expr, row, indices }: Built, { attributes }: ApplyTerm): Length | undefined {
  if (expr.rank !== 1 || indices !== undefined || attributes?.['longest'] === true) return undefined
  const axis = attributes?.['axis']
  if (axis === 1) return row === true ? expr.shape[0] : 1
  return axis === 0 && row === true && attributes?.['exact'] === true ? 1 : undefined
}
