/**
 * Recurrences along an input of unknown length are read for one that is known. Which shapes would do for a text that was refused is
 * found by trying: lengths are given to what it went along, and those that turn out not to be needed are taken away again.
 */
import type { Note, Range, Value } from '../api.ts'
import { type Expr, isSymbol, nameOf, topological } from '../expr.ts'
import { itemsOf, take } from '../ops/slice.ts'
import { isSize } from '../ops/structure.ts'
import { type Length, lengthNames, type Shape, shapeOf } from '../shape.ts'
import { axisLengths } from '../tensor.ts'
import { type OpenAxis, ReadError } from './term.ts'

export type Shapes = Readonly<Record<string, Shape>>

/** Shapes that the text does not state, and what is said of them. */
export interface Assumption extends Note {
  readonly shapes: Shapes
  readonly range: Range
}

/** Longer axes are not proposed; so many shapes are tried at most, and so often is gone on where a text asks for more lengths. */
const LONGEST = 12
const MOST = 8
const ROUNDS = 3
const LETTERS = ['n', 'd'] as const

/** The lengths with which `attempt` does not throw ReadError; undefined where none are found. */
export function assumedLengths(refused: ReadError, attempt: (shapes: Shapes) => void): Assumption | undefined {
  const shapes = shapesThatDo(refused, attempt)
  if (shapes === undefined) return undefined
  const [subject, verb] = Object.keys(shapes).length > 1 ? ['they', 'are'] : ['it', 'is']
  return { shapes, message: `shown for ${inWords(shapes)}: the text does not say how long ${subject} ${verb}`, range: refused.range, kind: 'reading' }
}

/**
 * The lengths of names of which the text says none, and uses single components alone: as far as these go. Undefined where there are none
 * such. `isOpen` says whether the shape of a name is nowhere stated.
 */
export function impliedLengths(expr: Expr, isOpen: (name: string) => boolean, range: Range): Assumption | undefined {
  const reach = new Map<Expr, number[]>()
  const others = new Set<Length>()
  const nodes = topological([expr])
  for (const node of nodes) {
    const { op, args, payload } = node
    const [base] = args
    const at = op === take.op && base !== undefined && isSymbol(base) ? itemsOf(node).items.map((item) => ('at' in item ? item.at : -1)) : []
    if (base !== undefined && at.length > 0 && at.every((place) => place >= 0)) {
      const known = reach.get(base) ?? at
      reach.set(
        base,
        known.map((most, axis) => Math.max(most, at[axis] as number)),
      )
      continue
    }
    if (isSize(node)) others.add(payload as Length)
    if (!isSymbol(node)) for (const length of node.shape) others.add(length)
    for (const arg of args) for (const length of arg.shape) others.add(length)
  }
  const shapes: Record<string, Shape> = {}
  for (const [base, most] of reach) {
    const name = nameOf(base) as string
    const free = base.shape.every((length) => typeof length === 'string' && !others.has(length)) && isOpen(name)
    if (free && most.every((place) => place < LONGEST) && most.some((place) => place > 0)) shapes[name] = shapeOf(most.map((place) => place + 1))
  }
  if (Object.keys(shapes).length === 0) return undefined
  return {
    shapes,
    message: `${inWords(shapes)}, as far as ${Object.keys(shapes).length > 1 ? 'their' : 'its'} components are used`,
    range,
    kind: 'shape',
  }
}

/** "x and y of length 3", "y of length 3 and X of 3 × d". */
function inWords(shapes: Shapes): string {
  const names = new Map<string, string[]>()
  for (const [name, shape] of Object.entries(shapes)) {
    const size = shape.length === 1 ? `length ${shape[0]}` : shape.join(' × ')
    names.set(size, [...(names.get(size) ?? []), name])
  }
  return [...names].map(([size, alike]) => `${alike.join(' and ')} of ${size}`).join(', ')
}

/**
 * The shapes that values have for names of which the text tells none: all whose lengths were `assumed`, and those `inferred` that are of another
 * shape. Undefined where all are as assumed and inferred.
 */
export function shapesGiven(
  assumed: Shapes,
  inferred: readonly (readonly [string, Shape])[],
  at: Readonly<Record<string, Value>>,
): Shapes | undefined {
  const given = new Map(Object.entries(assumed))
  let changed = false
  for (const [name, shape] of [...given, ...inferred]) {
    const value = Object.hasOwn(at, name) ? at[name] : undefined
    if (value === undefined) continue
    const lengths = axisLengths(value)
    const alike = lengths.length === shape.length && shape.every((length, axis) => typeof length !== 'number' || length === lengths[axis])
    if (alike) continue
    given.set(name, lengths)
    changed = true
  }
  return changed ? Object.fromEntries(given) : undefined
}

function shapesThatDo(refused: ReadError, attempt: (shapes: Shapes) => void): Shapes | undefined {
  const fails = (shapes: Shapes): ReadError | undefined => {
    try {
      attempt(shapes)
      return undefined
    } catch (error) {
      if (error instanceof ReadError) return error
      throw error
    }
  }
  const open = new Map<string, OpenAxis>()
  for (let refusal: ReadError | undefined = refused, round = 0; refusal !== undefined && round < ROUNDS; round++) {
    const known = open.size
    for (const axis of refusal.axes ?? []) if (axis.length <= LONGEST) open.set(`${axis.name} ${axis.axis}`, axis)
    if (open.size === known) return undefined
    // Where the text does not tell how many axes there are, the fewest that do are meant.
    let first: ReadError | undefined
    const names = [...new Set([...open.values()].map(({ name }) => name))]
    for (let rows = 0; rows < Math.min(2 ** names.length, MOST); rows++) {
      const more = (name: string): number => (rows >> names.indexOf(name)) & 1
      const shapes = shapesOf(open.values(), more)
      const failed = fails(shapes)
      if (failed === undefined) return needed(shapes, (fewer) => fails(fewer) === undefined)
      first ??= failed
    }
    refusal = first
  }
  return undefined
}

/** Shapes with numbers for the open lengths, and letters for what more axes there may be where nothing is known of a name. */
function shapesOf(open: Iterable<OpenAxis>, more: (name: string) => number): Shapes {
  const shapes = new Map<string, (number | string)[]>()
  for (const { name, axis, length, shape } of open) {
    const lengths = shapes.get(name) ?? [...(shape ?? [])]
    while (lengths.length <= axis + (shape === undefined ? more(name) : 0)) lengths.push(LETTERS[lengths.length] ?? 'k')
    lengths[axis] = length
    shapes.set(name, lengths)
  }
  return Object.fromEntries(shapes)
}

/** As few of the shapes as do. */
function needed(shapes: Shapes, does: (shapes: Shapes) => boolean): Shapes {
  let kept = shapes
  for (const name of Object.keys(shapes)) {
    const fewer = Object.fromEntries(Object.entries(kept).filter(([other]) => other !== name))
    if (Object.keys(fewer).length > 0 && does(fewer)) kept = fewer
  }
  return kept
}

/** Parameters that only say where a slice begins or ends, x[lag:]: lengths that no axis of a symbol has. */
export function boundsAmong(parameters: readonly string[], expr: Expr, symbols: readonly Expr[]): readonly string[] {
  const axes = new Set(symbols.flatMap((node) => [nameOf(node) as string, ...node.shape.flatMap(lengthNames)]))
  const open = parameters.filter((name) => !axes.has(name))
  if (open.length === 0) return []
  const used = new Set(topological([expr]).flatMap((node) => node.shape.flatMap(lengthNames)))
  return open.filter((name) => used.has(name))
}
