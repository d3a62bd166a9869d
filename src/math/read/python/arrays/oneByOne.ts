/** Arrays that are gone through place by place or row by row: ndindex, ndenumerate, apply_along_axis. */
import type { Range } from '../../../api.ts'
import { forEach, sizeOf, symbolicElement, withRank } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { numberOf, termsIn } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { listOf, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** Arrays with more places are not gone through one by one, and so long is an axis shown of which nothing is known. */
const MOST = 4096
const SHOWN = 2

/** A length in numbers; where it is that of an axis, it is asked for. */
function lengthIn(context: Context, length: Term, range: Range): number {
  const known = numberOf(length, context.facts.numbers)?.asInteger
  if (known !== undefined) return known
  for (const part of termsIn(length)) if (part.kind === 'apply' && part.op === 'size') context.facts.goAlongSize(part, SHOWN)
  return refuse('how many places there are is not known', range)
}

/** All indices below some lengths, the last counted first. */
function placesIn(context: Context, lengths: readonly number[], range: Range): readonly (readonly Term[])[] {
  const count = lengths.reduce((product, length) => product * length, 1)
  if (count > MOST) return refuse('these are too many places to be gone through one by one', range)
  context.spend(range, count)
  return lengths.reduce<(readonly Term[])[]>(
    (places, length) => places.flatMap((place) => Array.from({ length }, (_, k) => [...place, numberTerm(k)])),
    [[]],
  )
}

/** ndindex(M.shape), ndindex(3, 4): the indices of all places. */
const indices: Native = (context, args, range) => {
  const [first, ...others] = args.positional
  if (first === undefined) return refuse('the lengths are missing', range)
  const listed = others.length === 0 && first.kind !== 'number' ? axesOf(context, first, range) : args.positional
  const lengths = listed.map((length) => lengthIn(context, context.toTerm(length, range), range))
  return listOf(placesIn(context, lengths, range).map((place) => tupleOf(place)))
}

/** The lengths that are given in a tuple, as those of M.shape, of which the text may say how many there are. */
function axesOf(context: Context, value: Value, range: Range): readonly Value[] {
  if (value.kind !== 'shape') return context.elements(value, range) ?? [value]
  const shape = shapeOfTerm(context, value.of)
  if (shape === undefined) {
    // Such loops are over the rows and columns of matrices.
    for (const axis of [0, 1]) context.facts.goAlongAxis(value.of, axis, SHOWN)
    return refuse('how many axes there are is not known', range, 'state the shape in a comment such as # x: (n, d)')
  }
  return shape.map((_, axis) => sizeOf(context, value.of, axis, range))
}

/** for (i, j), v in ndenumerate(M) */
const numbered: Native = (context, args, range) => {
  const array = context.toTerm(need(args, 0, range, 'arr'), range)
  const lengths = axesOf(context, { kind: 'shape', of: array }, range).map((length) => lengthIn(context, context.toTerm(length, range), range))
  return listOf(placesIn(context, lengths, range).map((place) => tupleOf([tupleOf(place), context.index(array, place, range)])))
}

/** apply_along_axis(f, 1, M): what f makes of each row; along axis 0 of each column, as columns. */
const alongAxis: Native = (context, args, range) => {
  const f = need(args, 0, range, 'func1d')
  const given = argument(args, 1, 'axis')
  const axis = given === undefined ? undefined : Number(context.attribute(given, range))
  const array = withRank(context, context.toTerm(need(args, 2, range, 'arr'), range), 2)
  if (axis !== 0 && axis !== 1 && axis !== -1) return refuse('functions are applied to rows and columns', range)
  const columns = axis === 0
  const vectors = columns ? applyTerm('transpose', [array], range) : array
  const each = (vector: Value): Value => context.call(f, { ...args, positional: [vector, ...args.positional.slice(3)], named: new Map() }, range)
  const elements = context.elements(vectors, range)
  const made = elements === undefined ? rowsOf(context, vectors, each, range) : context.toTerm(listOf(elements.map(each)), range)
  // Vectors that are made of columns are columns.
  return columns && shapeOfTerm(context, made)?.length === 2 ? applyTerm('transpose', [made], range) : made
}

function rowsOf(context: Context, vectors: Term, each: (vector: Value) => Value, range: Range): Term {
  const row = symbolicElement(context, vectors, 'i', range, true)
  return context.toTerm({ ...row, element: forEach(context, row.index, () => each(row.element), range) }, range)
}

/** By the last part of the name. */
export const ONE_BY_ONE: readonly (readonly [string, Native])[] = [
  ['ndindex', indices],
  ['ndenumerate', numbered],
  ['apply_along_axis', alongAxis],
]
