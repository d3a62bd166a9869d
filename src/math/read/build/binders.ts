/** Sums, products, integrals and extrema over an index, and the vectors of what is said for each: by axes where the body has any. */
import { type Expr, exactOf, make, number } from '../../expr.ts'
import { bindTo, integerRange, integral, productSeries, series } from '../../ops/binder.ts'
import { maximum, minimum } from '../../ops/condition.ts'
import { sumAxes } from '../../ops/einsum.ts'
import { axesPayload } from '../../ops/reduction.ts'
import { operationNamed } from '../../ops/table.ts'
import { addLengths, type Length, ShapeError, shapeOf } from '../../shape.ts'
import { type BinderTerm, ReadError, type Term } from '../term.ts'
import { type Built, NOWHERE, ordered } from './built.ts'
import { eachOf } from './eachMatrix.ts'
import { lengthOf } from './indexing.ts'
import { productOf, sumOf } from './written.ts'

/** Sums and products over known integers up to this many terms are written out. */
const UNROLLED = 64

/** What a sum, product, integral or extremum over an index becomes. Throws ReadError, ShapeError and RangeError. */
export function binderOf(term: BinderTerm, at: (term: Term) => Built): Built {
  const body = at(term.body)
  const bounds = [term.low, term.high].map((bound) => bound && at(bound))
  const [low, high] = bounds.map((bound) => bound?.expr)
  const axis = body.indices?.indexOf(term.index) ?? -1
  if (term.op === 'each') return each(term, body)
  const [from, to] = bounds
  // The integral up to t_i is another for each i, and so is one of what depends on i.
  if (term.op === 'integral' && from !== undefined && to !== undefined && axis < 0 && [body, from, to].some(({ indices }) => indices !== undefined))
    return eachOf([body, from, to], term, 'integrals', 1, ([inner, first, last]) => integral(term.index, inner as Expr, first as Expr, last as Expr))
  if (axis >= 0) return overAxis(term, body, axis, low, high)
  if (low === undefined || high === undefined)
    throw new ReadError(
      `the sum over ${term.index} has no bounds, and nothing in it has the index ${term.index}`,
      term.range ?? NOWHERE,
      'Write the bounds, or a component such as x_i.',
    )
  if (body.expr.rank > 0 && body.indices === undefined && term.op !== 'integral') throw new RangeError('sums over a symbolic index need scalars')
  if (term.op === 'integral') return { expr: integral(term.index, body.expr, low, high) }
  const values = integerRange(low, high, UNROLLED)
  if (values !== undefined) {
    const parts = values.map((value) => bindTo(body.expr, term.index, number(value)))
    if (term.op === 'sum') return { ...body, expr: parts.length === 0 ? number(0) : sumOf(parts) }
    if (term.op === 'prod') return { ...body, expr: parts.length === 0 ? number(1) : productOf(parts) }
    return { expr: make((term.op === 'max' ? maximum : minimum).op, parts) }
  }
  if (body.expr.rank > 0)
    throw new ReadError(`nothing in the sum has its index ${term.index}`, term.range ?? NOWHERE, 'Write components with the index of the sum.')
  if (term.op === 'sum') return { expr: series(term.index, body.expr, low, high) }
  if (term.op === 'prod') return { expr: productSeries(term.index, body.expr, low, high) }
  throw new RangeError(`a ${term.op} over a symbolic range is not known`)
}

/** The vector of the body for every index; inside another of its kind it waits to be a matrix. */
function each(term: BinderTerm, body: Built): Built {
  const { expr, indices = [] } = body
  const running = [term.index, ...(body.each ?? [])]
  if (!indices.includes(term.index)) throw new ReadError('what is done to each element here is no number for each', term.range ?? NOWHERE)
  return ordered(expr, indices, running)
}

/** A sum over an index that is an axis: over the whole of it, whose length the bounds then say. */
function overAxis(term: BinderTerm, body: Built, axis: number, low: Expr | undefined, high: Expr | undefined): Built {
  const { expr } = body
  const length = expr.shape[axis] as Length
  if (low !== undefined && high !== undefined) {
    const first = exactOf(low)?.asInteger
    const last = lengthOf(high)
    if (last === undefined || (first !== 1 && first !== 0))
      throw new ReadError(
        `the bounds of ${term.index} do not run over a whole axis`,
        term.range ?? NOWHERE,
        'Let it run from 1 (or 0) to the length of the axis.',
      )
    const count = first === 0 ? addLengths(last, 1) : last
    if (length !== count) throw new ShapeError(`the sum runs to ${count}, the axis to ${length}`, shapeOf([length]), shapeOf([count]))
  }
  const indices = (body.indices as readonly string[]).filter((_, k) => k !== axis)
  const left = indices.length === 0 ? undefined : indices
  const sum = term.op === 'sum' ? sumAxes(expr, [axis]) : undefined
  // A sum of what is said for each component has them as axes too.
  if (sum !== undefined) return body.each === undefined ? { expr: sum, indices: left } : ordered(sum, indices, body.each)
  const reduce = operationNamed(term.op === 'prod' ? 'prod' : term.op === 'max' ? 'amax' : 'amin')
  if (reduce === undefined || term.op === 'integral') throw new RangeError('an integral cannot run over an axis')
  return { expr: make(reduce, [expr], axesPayload([axis])), indices: left }
}
