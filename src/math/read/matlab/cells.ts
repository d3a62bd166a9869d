/** MATLAB's cells and structures, and values that are handed out one by one: cellfun, struct, deal. */
import type { Range } from '../../api.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, isTerm, listOf, NONE, tupleOf, type Value } from '../execute/values/value.ts'
import { argument, mapped, type Native } from '../grammar/library.ts'
import { applyTerm, type Term } from '../term.ts'

/** [a, b, ...] = deal(x) has no more names than this. */
const MOST_NAMES = 32

/** cellfun(f, c): a row of what f makes of each, or a list where it says so. */
const overCells: Native = (context, args, range) => {
  const [f, ...others] = args.positional as [Value, ...Value[]]
  const at = others.findIndex(({ kind }) => kind === 'string')
  const option = others[at + 1]
  const cells = at < 0 ? others : others.slice(0, at)
  if (!cells.every(({ kind }) => kind === 'list'))
    return refuse('"cellfun" is about cells, which are not read', range, 'arrayfun on an array is read')
  const each = mapped(context, f, cells, range)
  const isList = at >= 0 && option?.kind === 'boolean' && !option.value
  if (isList || each.kind !== 'list' || !each.items.value.every(isTerm)) return each
  return applyTerm('transpose', [applyTerm('array', each.items.value as Term[], range)], range)
}

/** struct('a', 1, 'b', x); with a cell of several values as many structures. */
function structure(_context: Context, { positional }: Arguments, range: Range): Value {
  const fields: [string, Value][] = []
  for (let k = 0; k < positional.length; k += 2) {
    const [key, value] = [positional[k], positional[k + 1]]
    if (key?.kind !== 'string' || value === undefined) return refuse('the fields of this structure are not known', range)
    fields.push([`s${key.value}`, value])
  }
  const lengths = fields.flatMap(([, value]) => (value.kind === 'list' ? [value.items.value.length] : []))
  const count = lengths.includes(0) ? 0 : Math.max(1, ...lengths)
  const one = (at: number): Value => ({
    kind: 'dictionary',
    entries: new Cell(
      new Map(
        fields.map(([key, value]) => {
          const items = value.kind === 'list' ? value.items.value : [value]
          return [key, items[items.length === 1 ? 0 : at] ?? NONE]
        }),
      ),
    ),
  })
  return count === 1 ? one(0) : listOf(Array.from({ length: count }, (_, at) => one(at)))
}

/** [a, b] = deal(x, y), and one value for all names: [a, b] = deal(x). */
const dealt: Native = (_context, args, range) => {
  const values = args.positional.length === 1 ? new Array<Value>(MOST_NAMES).fill(argument(args, 0, range)) : args.positional
  return tupleOf(values)
}

/** By name. */
export const CELLS: readonly (readonly [string, Native])[] = [
  ['cellfun', overCells],
  ['struct', structure],
  ['deal', dealt],
]
