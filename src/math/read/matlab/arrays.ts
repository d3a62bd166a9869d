/** What MATLAB does with whole arrays, and what it can be asked about them. */
import type { Range } from '../../api.ts'
import { withRank } from '../execute/arrays/sequences.ts'
import { rankSaid } from '../execute/arrays/shapes.ts'
import { isApply } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, isTerm, truth, tupleOf, type Value } from '../execute/values/value.ts'
import { ofNeighbours, permuted, trapezoidOfSteps, trapezoidOver } from '../grammar/arrays.ts'
import { argument, callRow, extremum, type Native, names, rowNamed, termAt } from '../grammar/library.ts'
import { NUMBERLESS } from '../grammar/numberless.ts'
import { sets } from '../grammar/sets.ts'
import { SPARSE } from '../grammar/sparse.ts'
import { METRICS } from '../python/arrays/pairs.ts'
import { applyTerm, numberTerm, ReadError, type Term } from '../term.ts'

/** trapz(x, y), trapz(y): the trapezium rule over places, or steps of one. */
const trapezoid: Native = (context, args, range) => {
  const [first, second] = args.positional.map((value) => context.toTerm(value, range)) as [Term, Term | undefined]
  if (second !== undefined) return trapezoidOver(context, second, first, range, 'first')
  return trapezoidOfSteps(withRank(context, first, 1), range, 'first')
}

/** cumtrapz(x, y), cumtrapz(y): the trapezium rule up to each place. */
const runningTrapezoid: Native = (context, args, range) => {
  const [first, second] = args.positional.map((value) => context.toTerm(value, range)) as [Term, Term | undefined]
  if (rankSaid(context, second ?? first) === 2) return refuse('"cumtrapz" is read of a vector', range, 'name a row or a column')
  const y = applyTerm('vec', [withRank(context, second ?? first, 1)], range)
  const heights = applyTerm('div', [ofNeighbours('add', y, range), numberTerm(2)], range)
  const steps = second === undefined ? undefined : ofNeighbours('sub', applyTerm('vec', [first], range), range)
  const pieces = steps === undefined ? heights : applyTerm('mul', [steps, heights], range)
  const areas = applyTerm('blocks', [numberTerm(0), applyTerm('cumsum', [pieces], range)], range, { columns: [1, 1] })
  // As y stands, as a row or a column.
  return isApply(second ?? first, 'transpose') ? applyTerm('transpose', [areas], range) : areas
}

const DISTANCES: ReadonlyMap<string, string> = new Map([
  ['squaredeuclidean', 'sqeuclidean'],
  ['chebychev', 'chebyshev'],
])

/** pdist2(X, Y), pdist2(X, Y, 'squaredeuclidean'): of every row of X with every row of Y. */
const distances: Native = (context, args, range) => {
  const [x, y] = [0, 1].map((k) => withRank(context, termAt(context, args, k, range), 2)) as [Term, Term]
  const given = args.positional[2]
  const name = given === undefined ? 'euclidean' : given.kind === 'string' ? given.value.toLowerCase() : ''
  const metric = METRICS.get(DISTANCES.get(name) ?? name) ?? refuse(`the distance "${name}" is not read`, range)
  const apart = (of: Term, axis: number): Term => {
    const items = [{}, {}] as (Record<string, never> | 'newaxis')[]
    items.splice(axis, 0, 'newaxis')
    return applyTerm('index', [of], range, { items })
  }
  return metric(applyTerm('sub', [apart(x, 1), apart(y, 0)], range), range)
}

/** rms(x): column by column, as mean(x.^2) is. */
const rootMeanSquare: Native = (context, args, range) => {
  const squares = applyTerm('pow', [termAt(context, args, 0, range), numberTerm(2)], range)
  const mean = rowNamed(['matlab'], 'mean') ?? refuse('"rms" is not known here', range)
  const positional = [squares, ...args.positional.slice(1)]
  return applyTerm('sqrt', [context.toTerm(callRow(context, mean, { ...args, positional }, 'mean', range), range)], range)
}

/** [low, high] = bounds(x), column by column. */
const bounds: Native = (context, args, range) => {
  const low = extremum('amin', 'minimum')(context, args, range, 'min')
  const high = extremum('amax', 'maximum')(context, args, range, 'max')
  return tupleOf([low, high])
}

/** isscalar(x), isvector(x) and their like: they hold of a name of which nothing is known yet, and say so much of it; of others they say what is so. */
const hasRank =
  (rank: number): Native =>
  (context, args, range, name) => {
    const value = argument(args, 0, range)
    if (value.kind === 'list') return truth((rank === 1) === value.items.value.length > 1)
    if (!isTerm(value)) return truth(false)
    if (value.kind === 'number') return truth(rank === 0)
    const known = rankSaid(context, value)
    if (known !== undefined) return truth(known === rank)
    if (value.kind !== 'name') return { kind: 'opaque', error: new ReadError(`whether "${name}" holds is not known`, range, 'ask it of a name') }
    if (context.facts.isFree(value.name)) context.facts.declare(value.name, rank === 0 ? { shape: [] } : { rank, stated: true })
    return truth(true)
  }

/** isfield(s, 'k'): of a structure whose fields the text makes what is so; of others the field is taken to be there. */
const hasField = (_context: Context, args: Arguments, range: Range): Value => {
  const [of, key] = [argument(args, 0, range), argument(args, 1, range)]
  return truth(of.kind !== 'dictionary' || (key.kind === 'string' && of.entries.value.has(`s${key.value}`)))
}

/** isempty(x): of a list what is so; what one differentiates by has something in it. */
const isNothing: Native = (_context, args, range) => {
  const value = argument(args, 0, range)
  return truth(value.kind === 'list' && value.items.value.length === 0)
}

const isOfKind =
  (...kinds: Value['kind'][]): Native =>
  (_context, args, range) =>
    truth(kinds.includes(argument(args, 0, range).kind))

/** By name. */
export const ARRAYS: readonly (readonly [string, Native])[] = [
  ['trapz', trapezoid],
  ['cumtrapz', runningTrapezoid],
  ['pdist2', distances],
  ['rms', rootMeanSquare],
  ['permute', permuted],
  ['bounds', bounds],
  ['isscalar', hasRank(0)],
  ...names('isvector iscolumn isrow', hasRank(1)),
  ['isfield', hasField],
  ['isempty', isNothing],
  ...names('ischar isstring', isOfKind('string')),
  ['iscell', isOfKind('list')],
  ['isstruct', isOfKind('dictionary')],
  ['islogical', isOfKind('boolean')],
  [
    'isa',
    (context, args, range, name) =>
      argument(args, 1, range).kind === 'string' && isTerm(argument(args, 0, range))
        ? truth(true)
        : isOfKind('dictionary')(context, args, range, name),
  ],
  ...names('isnumeric isreal isfloat', (_context, args, range) =>
    truth(!['string', 'boolean', 'dictionary', 'function'].includes(argument(args, 0, range).kind)),
  ),
  ...NUMBERLESS,
  ...SPARSE,
  ...sets(true),
]
