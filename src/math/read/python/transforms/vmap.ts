/** vmap and pmap: what a function written for one example gives for each of many, along axes of its arguments and of its result. */
import type { Range } from '../../../api.ts'
import { component, forEach, symbolicElement, vectorise } from '../../execute/arrays/sequences.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { Cell } from '../../execute/values/store.ts'
import { type Arguments, NONE, type ReferenceValue, reference, type Value } from '../../execute/values/value.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** What vmap makes of a function; no name can be spelled so. */
export const ROWS = 'rows in order'

/** Whether a library's decorator makes another function of one, rather than the same in another way (jit, lru_cache). */
export const makesAnother = ({ path }: ReferenceValue): boolean => path === ROWS || /(?:^|\.)[vp]map$/.test(path)

/** vmap(f, in_axes, out_axes) */
export const vmapped: Native = (_context, args, range) => ({
  kind: 'partial',
  callee: reference(ROWS),
  positional: [
    need(args, 0, range, 'fun', 'func'),
    argument(args, 1, 'in_axes', 'in_dims') ?? NONE,
    argument(args, 2, 'out_axes', 'out_dims') ?? NONE,
  ],
  named: new Map(),
})

/** An axis that is gone along, or that the argument is the same for all. */
function axisOf(axes: Value, k: number, range: Range): number | undefined {
  if (axes.kind === 'none') return 0
  const axis = axes.kind === 'list' ? axes.items.value[k] : axes
  return axis === undefined ? 0 : numberOf(axis, range)
}

/** The number of an axis; nothing where there is none, nor in any part of a bundle. */
function numberOf(axis: Value, range: Range): number | undefined {
  if (axis.kind === 'none') return undefined
  const parts = axis.kind === 'list' ? axis.items.value : axis.kind === 'dictionary' ? [...axis.entries.value.values()] : undefined
  const found = parts === undefined ? [] : [...new Set(parts.map((part) => numberOf(part, range)))]
  if (parts !== undefined) return found.length < 2 ? found[0] : refuse('parts of an argument that are gone along differently are not read', range)
  const known = axis.kind === 'number' ? axis.value.asInteger : undefined
  return known ?? refuse('which axis is gone along must be known', range)
}

/** All arrays in a value, changed; in a list or dictionary each of them. */
function eachArray(context: Context, value: Value, change: (term: Term) => Term, range: Range): Value {
  if (value.kind === 'list') return { ...value, items: new Cell(value.items.value.map((item) => eachArray(context, item, change, range))) }
  if (value.kind !== 'dictionary') return change(context.toTerm(value, range))
  const entries = [...value.entries.value].map(([key, item]) => [key, eachArray(context, item, change, range)] as const)
  return { ...value, entries: new Cell(new Map(entries)) }
}

/** The array with the axis in front that is gone along. */
const inFront = (term: Term, axis: number, range: Range): Term =>
  axis === 0 ? term : applyTerm('moveaxis', [term], range, { source: axis, destination: 0 })

/** The function called with each row of its arguments; those without an axis are the same for all, and what is given by name has its first. */
export function callRows(context: Context, args: Arguments, range: Range): Value {
  const [f, axes = NONE, out = NONE, ...given] = args.positional as [Value, ...Value[]]
  const turned = [
    ...given.map((value, k) => ({ name: undefined, value, axis: axisOf(axes, k, range) })),
    ...[...args.named].map(([name, value]) => ({ name, value, axis: 0 })),
  ]
  let first: Term | undefined
  for (const { value, axis } of turned)
    if (axis !== undefined && first === undefined) eachArray(context, value, (term) => (first ??= inFront(term, axis, range)), range)
  if (first === undefined) return refuse('no argument is gone along', range)
  const row = symbolicElement(context, first, 'i', range)
  const at = nameTerm(row.index, range)
  const rows = turned.map(({ name, value, axis }) => ({
    name,
    value: axis === undefined ? value : eachArray(context, value, (term) => component(inFront(term, axis, range), at, range), range),
  }))
  const positional = rows.flatMap(({ name, value }) => (name === undefined ? [value] : []))
  const named = new Map(rows.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const])))
  const element = forEach(context, row.index, () => context.call(f, { positional, named, ranges: [], range }, range), range)
  const to = numberOf(out.kind === 'none' ? numberTerm(0) : out, range)
  const whole = (value: Value): Value => {
    // Several results are each those of all rows.
    if (value.kind === 'list' && value.form === 'tuple') return { ...value, items: new Cell(value.items.value.map(whole)) }
    const term = vectorise(context, { ...row, element: value }, range)
    return to === undefined || to === 0 ? term : applyTerm('moveaxis', [term], range, { source: 0, destination: to })
  }
  return whole(element)
}
