/** Values that are taken apart into names: the elements of a list or vector, the lengths of a shape, what a bundle of parameters holds. */
import type { Range } from '../../api.ts'
import { type NameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { sizeOf, withRank } from './arrays/sequences.ts'
import { rankSaid, shapeOfTerm } from './arrays/shapes.ts'
import type { Expression } from './syntax/syntax.ts'
import { isApply } from './values/arithmetic.ts'
import { type Context, refuse } from './values/context.ts'
import { describe, isCondition, isTerm, tupleOf, type Value } from './values/value.ts'

type Names = Extract<Expression, { kind: 'list' }>
type Named = Extract<Expression, { kind: 'name' }>

/** The parts of a value that is unpacked into names. */
export function takeApart(context: Context, value: Value, names: Names | undefined, range: Range): readonly Value[] {
  // MATLAB: [m, i] = max(x); a vector is taken apart by no brackets.
  if (context.dialect.firstResult === true && isTerm(value) && names !== undefined && names.items.length > 1) {
    const error = new ReadError('of what this gives only the first is read', range)
    const second = context.dialect.secondResult?.(context, value, range)
    return names.items.map((_, k): Value => (k === 0 ? value : k === 1 && second !== undefined ? second : { kind: 'opaque', error }))
  }
  // x, y = points.T: each name is a column.
  const [columns] = isTerm(value) && isApply(value, 'transpose') ? value.args : []
  const shape = columns && shapeOfTerm(context, columns)
  if (
    names !== undefined &&
    columns?.kind === 'name' &&
    (shape === undefined ? (rankSaid(context, columns) ?? 2) : shape.length) === 2 &&
    (shape === undefined || shape[1] === names.items.length)
  ) {
    const matrix = withRank(context, columns, 2)
    context.facts.goAlong([matrix], 1, names.items.length)
    return names.items.map((_, k) => context.index(matrix, [{ kind: 'slice' }, numberTerm(k)], range))
  }
  const known = context.elements(value, range)
  if (known !== undefined) return isTerm(value) && isApply(value, 'index') ? known.map((_, k) => elementOf(context, value, k, range)) : known
  if (names === undefined) return refuse('the number of values to unpack is not known', range)
  const lengths = names.items.map((item, k) => (item.kind === 'name' && item.name !== '_' ? item.name : `n_${k + 1}`))
  if (value.kind === 'shape') {
    // n, d = X.shape names the lengths of X.
    if (value.of.kind === 'name' && new Set(lengths).size === lengths.length)
      context.facts.declare(value.of.name, { shape: lengths, named: true, range })
    return lengths.map((_, axis) => sizeOf(context, value.of, axis, range))
  }
  // fig, ax = plt.subplots()
  if (value.kind === 'reference' && context.dialect.passesOver(value.path)) return lengths.map(() => value)
  if (value.kind === 'sequence') {
    // a, b = map(f, p): p has as many elements as there are names, in JavaScript as many at least.
    if (value.over?.kind === 'name' && context.dialect.looseArguments !== true) context.facts.declare(value.over.name, { shape: [lengths.length] })
    return lengths.map((_, k) => context.index(value, [numberTerm(k)], range))
  }
  if (!isTerm(value) || isCondition(value)) return refuse(`${describe(value)} cannot be unpacked`, range)
  if (value.kind !== 'name' && shapeOfTerm(context, value)?.length === 0) {
    // Go: a, _ := math.Lgamma(x)
    const isFirst = names.items.every((item, k) => k === 0 || (item.kind === 'name' && /^(?:_|err|ok)$/.test(item.name)))
    return isFirst ? lengths.map(() => value) : refuse('one number cannot be unpacked', range)
  }
  if (value.kind === 'name' && isBundle(context, value.name, names)) return expand(context, value.name, names)
  const said = value.kind === 'name' ? context.facts.declarations.get(value.name)?.shape : undefined
  const pattern = shapeOfPattern(names)
  if (value.kind === 'name' && (said === undefined || (said.length < pattern.length && said[0] === pattern[0])))
    context.facts.declare(value.name, { shape: areEnds(names) ? [...pattern, 'E'] : pattern, leading: true })
  return lengths.map((_, k) => elementOf(context, value, k, range))
}

/** w, *u = q of an array of unknown length: its first and last elements, and a slice of what is between them; undefined for other values. */
export function partsAround(context: Context, value: Value, star: number, { items }: Names, range: Range): readonly Value[] | undefined {
  if (!(isTerm(value) || value.kind === 'sequence') || context.elements(value, range) !== undefined) return undefined
  const array = context.toTerm(value, range)
  const after = items.length - star - 1
  const rest: Value = { kind: 'slice', ...(star > 0 && { start: numberTerm(star) }), ...(after > 0 && { stop: numberTerm(-after) }) }
  return items.map((_, k) => context.index(array, [k === star ? rest : numberTerm(k < star ? k : k - items.length)], range))
}

/** Element k, of a row that was taken out of a matrix the component. */
function elementOf(context: Context, value: Term, k: number, range: Range): Value {
  const items = isApply(value, 'index') ? (value.attributes?.['items'] as readonly unknown[]) : []
  const isRow = items.length === 1 && typeof items[0] === 'object' && items[0] !== null && 'at' in items[0]
  return isApply(value, 'index') && isRow
    ? context.index(value.args[0] as Term, [value.args[1] as Term, numberTerm(k)], range)
    : context.index(value, [numberTerm(k)], range)
}

/** src, dst = edge_index: where the edges of a graph begin and end, each a row of places. */
const areEnds = ({ items }: Names): boolean => items.length === 2 && items.every((item) => item.kind === 'name' && END.test(item.name))
const END = /^(?:src|dst|rows?|cols?|sources?|targets?|senders|receivers|heads?|tails?)(?:_idx|_ids?)?$/

/** [[a, b], [c, d]] takes a matrix apart. */
function shapeOfPattern({ items }: Names): readonly number[] {
  const inner = items.map((item) => (item.kind === 'list' ? shapeOfPattern(item) : []))
  const [first = []] = inner
  return [items.length, ...(inner.every((each) => each.join() === first.join()) ? first : [])]
}

/** The names in a pattern, ((W1, b1), (W2, b2)), in their order; undefined where something else stands in it. */
function namesIn({ items }: Names): readonly Named[] | undefined {
  const parts = items.map((item) => (item.kind === 'name' ? [item] : item.kind === 'list' ? namesIn(item) : undefined))
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

/** Whether a parameter is a bundle of different things, not a vector: its name says so, or one of its parts is a matrix by name. */
function isBundle(context: Context, name: string, names: Names): boolean {
  if (!context.facts.parameters.has(name) || context.facts.declarations.get(name)?.shape !== undefined || context.facts.isAsked(name)) return false
  const all = namesIn(names)
  if (all === undefined) return false
  return (
    (/^(params?|parameters|args|weights|state|batch|data|inputs|model)$/.test(name) &&
      !(name === 'state' && all.length > 1 && all.every((item) => COORDINATE.test(item.name)))) ||
    (!/^[a-z]$/.test(name) && all.some((item) => /^[A-Z]/.test(item.name)) && !all.every((item) => COORDINATE.test(item.name)))
  )
}

/** What a state is made of, where it is a vector: coordinates, angles, velocities, populations. */
const COORDINATE = /^(?:[xyzuvwpqrabst]\d?|[xyzv]_?\w|d[xyz]|\w+_dot|theta\w*|phi\w*|psi|omega\w*|pos\w*|vel\w*|angle|[SEIRNP])$/

/** Weights and biases of layers, matrices. */
const ARRAYS = /^(?:[UVWX](?![a-z])|[A-Z]\w*[0-9]$|[wb]\d*$|w_|b_|weights?|bias|kernel|embed)/

/** The parts of a bundle as free names of their own, put together as in the pattern. */
function expand(context: Context, name: string, names: Names): readonly Value[] {
  const all = namesIn(names) ?? []
  // Parameters of a fit are numbers; weights of layers are not.
  const hint = all.some((each) => ARRAYS.test(each.name)) ? undefined : ({ usually: 'number' } as const)
  const parts = all.map((each): NameTerm => ({ ...context.facts.free(each.name, names, each.range), hint }))
  context.facts.expand(
    name,
    parts.map((part) => part.name),
  )
  const left = [...parts]
  const filled = ({ items }: Names): readonly Value[] =>
    items.map((item) => (item.kind === 'list' ? tupleOf(filled(item)) : (left.shift() as NameTerm)))
  return filled(names)
}
