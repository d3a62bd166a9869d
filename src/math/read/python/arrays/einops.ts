/**
 * rearrange, reduce and repeat of einops: axes by their names, several of them in parentheses where they are one. Source: A. Rogozhnikov,
 * "Einops: clear and reliable tensor manipulations with Einstein-like notation" (2022).
 */
import type { Range } from '../../../api.ts'
import type { Attribute } from '../../../expr.ts'
import { sizeOf, withRank } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { isApply, numberOf } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, NONE, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { type Native, need } from '../arguments.ts'

/** What each axis of one side is made of. */
type Side = readonly (readonly string[])[]

function sideOf(text: string, range: Range): Side {
  const axes: string[][] = []
  for (const [, group, name] of text.matchAll(/\(([^()]*)\)|([A-Za-z_]\w*|1)|(\S)/g)) {
    if (group === undefined && name === undefined) return refuse('this pattern is read with names of axes and parentheses', range)
    axes.push((group ?? name ?? '').split(/\s+/).filter((part) => part !== '' && part !== '1'))
  }
  return axes
}

/** Lengths as a shape has them: numbers, and places of terms among `open`. */
function lengthsIn(terms: readonly Term[], open: Term[], context: Context): Attribute[] {
  return terms.map((term) => {
    const known = numberOf(term, context.facts.numbers)?.asInteger
    if (known !== undefined) return known
    open.push(term)
    return { length: open.length - 1 }
  })
}

function reshaped(context: Context, x: Term, lengths: readonly Term[], range: Range): Term {
  const open: Term[] = []
  const shape = lengthsIn(lengths, open, context)
  return applyTerm('reshape', [x, ...open], range, { shape })
}

/** The length of an axis that is what others leave. */
const LEFT = numberTerm(-1)

/** The length of each name on the left: of whole axes, and of parts as far as the others are given. */
function sizesOf(context: Context, x: Term, left: Side, given: ReadonlyMap<string, Value>, range: Range): Map<string, Term> {
  const sizes = new Map<string, Term>()
  for (const [name, value] of given) sizes.set(name, context.toTerm(value, range))
  for (const [axis, parts] of left.entries()) {
    const open = parts.filter((part) => !sizes.has(part))
    const [unknown] = open
    if (unknown === undefined) continue
    if (parts.length === 1) {
      sizes.set(unknown, sizeOf(context, x, axis, range))
      continue
    }
    if (open.length > 1) return refuse(`how long the axes "${open.join('" and "')}" are is not known`, range)
    const whole = shapeOfTerm(context, x)?.[axis]
    const others = parts.filter((part) => part !== unknown).map((part) => numberOf(sizes.get(part) as Term, context.facts.numbers)?.asInteger)
    const known = others.reduce<number>((product, each) => product * (each ?? Number.NaN), 1)
    sizes.set(unknown, typeof whole === 'number' && !Number.isNaN(known) ? numberTerm(whole / known) : LEFT)
  }
  return sizes
}

const REDUCTIONS: ReadonlyMap<string, string> = new Map([
  ['mean', 'mean'],
  ['sum', 'sum'],
  ['max', 'amax'],
  ['min', 'amin'],
  ['prod', 'prod'],
])

function changed(context: Context, args: Arguments, range: Range, reduction?: string): Term {
  const pattern = args.positional[1] ?? args.named.get('pattern')
  const [from, to, more] = pattern?.kind === 'string' ? pattern.value.split('->') : []
  if (from === undefined || to === undefined || more !== undefined) return refuse('the pattern must be a text such as "b c -> c b"', range)
  const [left, right] = [sideOf(from, range), sideOf(to, range)]
  const given = context.toTerm(need(args, 0, range, 'tensor'), range)
  // Of x @ W, a matrix, the x is one.
  const isProduct = isApply(given, 'matmul') && left.length === 2
  const x = isProduct
    ? applyTerm('matmul', [withRank(context, given.args[0] as Term, 2), given.args[1] as Term], given.range)
    : withRank(context, given, left.length)
  const named = new Map([...args.named].filter(([name]) => name !== 'tensor' && name !== 'pattern' && name !== 'reduction'))
  const sizes = sizesOf(context, x, left, named, range)
  const [atoms, wanted] = [left.flat(), right.flat()]
  const lengthOf = (name: string): Term => sizes.get(name) ?? refuse(`how long the axis "${name}" is is not known`, range)
  let result: Term = left.every((parts) => parts.length === 1) ? x : reshaped(context, x, atoms.map(lengthOf), range)
  const gone = atoms.flatMap((name, axis) => (wanted.includes(name) ? [] : [axis]))
  if (gone.length > 0) {
    const row = reduction === undefined ? undefined : REDUCTIONS.get(reduction)
    if (row === undefined) return refuse(`the axis "${atoms[gone[0] as number]}" is missing on the right`, range)
    result = applyTerm(row, [result], range, { axis: gone })
  }
  const kept = atoms.filter((name) => wanted.includes(name))
  const order = wanted.filter((name) => kept.includes(name)).map((name) => kept.indexOf(name))
  if (order.some((axis, k) => axis !== k)) result = applyTerm('transpose', [result], range, { axes: order })
  const added = wanted.filter((name) => !kept.includes(name))
  if (added.length > 0) {
    const items = wanted.map((name): Value => (added.includes(name) ? NONE : { kind: 'slice' }))
    const lengths: Term[] = []
    const shape = lengthsIn(
      wanted.map((name) => (added.includes(name) ? lengthOf(name) : numberTerm(1))),
      lengths,
      context,
    )
    const stretched = applyTerm('ones', lengths, range, { shape })
    result = applyTerm('mul', [context.toTerm(context.index(result, items, range), range), stretched], range)
  }
  if (right.every((parts) => parts.length === 1)) return result
  const joined = right.map((parts): Term => {
    const known = parts.map((name) => numberOf(lengthOf(name), context.facts.numbers)?.asInteger)
    if (parts.length === 1) return lengthOf(parts[0] as string)
    const product = known.reduce<number>((all, each) => all * (each !== undefined && each > 0 ? each : Number.NaN), 1)
    return numberTerm(Number.isNaN(product) ? -1 : product)
  })
  if (joined.filter((term) => term.kind === 'number' && term.value.asInteger === -1).length > 1)
    return refuse('how long the axes of the result are is not known', range, 'state the shape in a comment such as # x: (4, 6)')
  return reshaped(context, result, joined, range)
}

export const EINOPS: readonly (readonly [string, Native])[] = [
  ['einops.rearrange', (context, args, range) => changed(context, args, range)],
  ['einops.repeat', (context, args, range) => changed(context, args, range)],
  [
    'einops.reduce',
    (context, args, range) => {
      const how = args.positional[2] ?? args.named.get('reduction')
      return changed(context, args, range, how?.kind === 'string' ? how.value : undefined)
    },
  ],
]
