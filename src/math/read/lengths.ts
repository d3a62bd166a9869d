/**
 * Recurrences along an input of unknown length, or of an unknown number of rounds, are read for one that is known. Which sizes would do
 * for a text that was refused is found by trying: lengths are given to what it went along, numbers to what it counted to, and those that
 * turn out not to be needed are taken away again.
 */
import type { Note, Range, Value } from '../api.ts'
import { type Expr, isSymbol, nameOf, topological } from '../expr.ts'
import { itemsOf, take } from '../ops/slice.ts'
import { isSize } from '../ops/structure.ts'
import { type Length, lengthNames, type Shape, shapeOf } from '../shape.ts'
import { axisLengths } from '../tensor.ts'
import { isOpen, openLength } from './build/unification.ts'
import type { Elaborated } from './elaborate.ts'
import { Exhausted } from './execute/values/context.ts'
import { type Declaration, type Open, type OpenAxis, ReadError, type Reading } from './term.ts'

export type Shapes = Readonly<Record<string, Shape>>

/** Shapes of names, and numbers that they stand for. */
export interface Sizes {
  readonly shapes: Shapes
  readonly numbers: Readonly<Record<string, number>>
}

/** Sizes that the text does not state, and what is said of them. */
export interface Assumption extends Note, Sizes {
  readonly range: Range
  /** The formula is another where they are others. */
  readonly decides?: true
}

/** Some sizes and more of them, which go before. */
export const sizesTogether = (...all: readonly Partial<Sizes>[]): Sizes => ({
  shapes: Object.assign({}, ...all.map(({ shapes }) => shapes)),
  numbers: Object.assign({}, ...all.map(({ numbers }) => numbers)),
})

/** The sizes for which alone a formula holds: those that were assumed, and the numbers of rounds and lengths that the text gives by default. */
export function decidingSizes(assumptions: readonly Assumption[], { taken = new Map(), rounds }: Reading): Sizes {
  const counts = Object.fromEntries([...taken].filter(([name]) => rounds?.has(name) === true))
  return sizesTogether({ numbers: counts }, ...assumptions.filter(({ decides }) => decides === true))
}

/** Longer axes are not proposed; so many shapes are tried at most, and so often is gone on where a text asks for more lengths. */
const LONGEST = 12
const MOST = 8
const ROUNDS = 5
/** What goes along so many axes is shown for two along each where three are too many. */
const MANY = 4
const SHORT = 2
const LETTERS = ['n', 'd'] as const
/** From which number on lengths are open that no declaration has. */
const APART = 500_000

/** The sizes with which `attempt` does not throw ReadError; undefined where none are found. */
export function assumedSizes(refused: ReadError, attempt: (sizes: Sizes) => void): Assumption | undefined {
  const stated = new Set<string>()
  const sizes = sizesThatDo(refused, attempt, stated)
  if (sizes === undefined) return undefined
  const lengths = Object.keys(sizes.shapes).length
  const numbers = Object.entries(sizes.numbers).map(([name, count]) => `${name} = ${count}`)
  const isExact = (name: string): boolean => refused.open?.some((open) => open.name === name && 'exact' in open) === true
  const known = [...(lengths > 0 ? [shapesInWords(sizes.shapes)] : []), ...numbers]
  if ([...Object.keys(sizes.shapes), ...Object.keys(sizes.numbers)].every(isExact))
    return { ...sizes, message: `${known.join(', ')}, as many as there are in the list that is gone through`, range: refused.range, kind: 'shape' }
  const [subject, verb] = lengths > 1 ? ['they', 'are'] : ['it', 'is']
  const unsaid = [
    ...(lengths > 0 ? [`how long ${subject} ${verb}`] : []),
    ...(Object.keys(sizes.numbers).every((name) => stated.has(name)) ? [] : ['how many rounds there are']),
  ]
  const decides = true
  if (unsaid.length === 0) return { ...sizes, decides, message: `read with ${numbers.join(', ')}`, range: refused.range, kind: 'reading' }
  const message = `shown for ${known.join(', ')}: the text does not say ${unsaid.join(' and ')}`
  return { ...sizes, decides, message, range: refused.range, kind: 'reading' }
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
    numbers: {},
    message: `${shapesInWords(shapes)}, as far as ${Object.keys(shapes).length > 1 ? 'their' : 'its'} components are used`,
    range,
    kind: 'shape',
  }
}

/** The shapes of names that were taken for numbers where something was changed, and turn out to be arrays. */
export function impliedArrays(scalars: ReadonlyMap<string, number>, symbols: readonly Expr[], range: Range): Assumption | undefined {
  const arrays = symbols.filter((node) => node.rank > (scalars.get(nameOf(node) as string) ?? Number.POSITIVE_INFINITY))
  if (arrays.length === 0) return undefined
  const shapes = Object.fromEntries(arrays.map((node) => [nameOf(node) as string, node.shape]))
  return { shapes, numbers: {}, message: `read for ${shapesInWords(shapes)}, which is changed in place`, range, kind: 'shape' }
}

/** The points of grids that are used as arrays: trapz(t, p) with t = linspace(0, 2, 9). */
export function impliedPoints(grids: ReadonlyMap<string, number>, symbols: readonly Expr[], range: Range): Assumption | undefined {
  const arrays = symbols.flatMap((node): [string, number][] => {
    const count = node.rank > 0 ? grids.get(nameOf(node) as string) : undefined
    return count === undefined ? [] : [[nameOf(node) as string, count]]
  })
  if (arrays.length === 0) return undefined
  const shapes = Object.fromEntries(arrays.map(([name, count]) => [name, shapeOf([count])]))
  const said = arrays.map(([name, count]) => `the ${count} points of ${name}`).join(' and ')
  return { shapes, numbers: {}, message: `read with ${said}`, range, kind: 'reading' }
}

const ORDINALS = ['first', 'second', 'third', 'fourth'] as const

/** "x and y of length 3", "y of length 3 and X of 3 × d". */
export function shapesInWords(shapes: Shapes): string {
  const names = new Map<string, string[]>()
  for (const [name, shape] of Object.entries(shapes)) {
    const told = shape.flatMap((length, axis) => (isOpen(length) ? [] : [`length ${length} along the ${ORDINALS[axis] ?? 'last'} axis`]))
    const size = shape.length === 1 ? `length ${shape[0]}` : told.length < shape.length ? told.join(' and ') : shape.join(' × ')
    names.set(size, [...(names.get(size) ?? []), name])
  }
  return [...names].map(([size, alike]) => `${alike.join(' and ')} of ${size}`).join(', ')
}

/**
 * The sizes that values have for names of which the text tells none: all whose lengths or numbers were `assumed`, and those `inferred` that
 * are of another shape. Undefined where all are as assumed and inferred.
 */
export function sizesGiven(
  assumed: Sizes,
  /** Numbers that were assumed too, and not said by the text. */
  counters: readonly string[],
  inferred: readonly (readonly [string, Shape])[],
  absent: ReadonlySet<string>,
  at: Readonly<Record<string, Value>>,
): Sizes | undefined {
  const shapes = new Map(Object.entries(assumed.shapes))
  const numbers = new Map(Object.entries(assumed.numbers))
  let changed = false
  for (const [name, shape] of [...shapes, ...inferred]) {
    const value = Object.hasOwn(at, name) ? at[name] : undefined
    if (value === undefined) continue
    const lengths = axisLengths(value)
    const alike = lengths.length === shape.length && shape.every((length, axis) => typeof length !== 'number' || length === lengths[axis])
    if (alike) continue
    // What counts along a first axis of a length that was only assumed goes on doing so.
    const [was, is] = [assumed.shapes[name]?.[0], lengths[0]]
    for (const counter of counters)
      if (numbers.get(counter) === was && typeof is === 'number' && !Object.hasOwn(at, counter)) numbers.set(counter, is)
    shapes.set(name, lengths)
    changed = true
  }
  for (const name of absent) {
    if (!Object.hasOwn(at, name) || shapes.has(name)) continue
    shapes.set(name, shapeOf(axisLengths(at[name] as Value)))
    changed = true
  }
  for (const [name, number] of numbers) {
    const value = Object.hasOwn(at, name) ? at[name] : undefined
    if (typeof value !== 'number' || value === number || !Number.isFinite(value)) continue
    numbers.set(name, value)
    changed = true
  }
  return changed ? { shapes: Object.fromEntries(shapes), numbers: Object.fromEntries(numbers) } : undefined
}

/**
 * The numbers that take the place of a constructor's defaults, def __init__(self, L=500), where the arrays that it makes are given in another
 * size: those of which alone an axis may have its length. Whether they are so the text says when it is read with them.
 */
export function defaultsGiven(
  declarations: ReadonlyMap<string, Declaration>,
  defaults: ReadonlyMap<string, number>,
  at: Readonly<Record<string, Value>>,
): Readonly<Record<string, number>> {
  const numbers = new Map<string, number>()
  for (const [name, { named, shape }] of declarations) {
    const lengths = named === 'made' && Object.hasOwn(at, name) ? axisLengths(at[name] as Value) : []
    if (shape === undefined || lengths.length !== shape.length) continue
    for (const [axis, length] of lengths.entries()) {
      // A letter may be any number.
      if (shape[axis] === length || typeof length !== 'number' || typeof shape[axis] === 'string') continue
      const alike = [...defaults].filter(([other, value]) => value === shape[axis] && !Object.hasOwn(at, other))
      const [only] = alike
      if (only === undefined || alike.length > 1 || (numbers.get(only[0]) ?? length) !== length) return {}
      numbers.set(only[0], length)
    }
  }
  return Object.fromEntries(numbers)
}

/** Parameters of which a formula has nothing but lengths, the M of M.shape[0] * x: what is given for them says how long they are. */
export function onlyMeasured({ expr, symbols }: Elaborated, { parameters = [] }: Reading): readonly string[] {
  const present = new Set(symbols.flatMap((node) => [nameOf(node) as string, ...node.shape.flatMap(lengthNames)]))
  const isMeasured = topological([expr]).some((node) => isSize(node) && lengthNames(node.payload as Length).some((name) => !present.has(name)))
  return isMeasured ? parameters.filter((name) => !present.has(name)) : []
}

/** The shapes of what is given for names. */
export const shapesIn = (names: readonly (readonly [string, Shape])[], at: Readonly<Record<string, Value>>): Shapes =>
  Object.fromEntries(names.flatMap(([name]) => (Object.hasOwn(at, name) ? [[name, shapeOf(axisLengths(at[name] as Value))]] : [])))

/**
 * Adds to `stated` those names that are given the number that the text gives them by default. Where there is too much to execute,
 * axes are taken as short as they can be, `most`.
 */
function sizesThatDo(refused: ReadError, attempt: (sizes: Sizes) => void, stated: Set<string>, most = LONGEST): Sizes | undefined {
  const fails = (sizes: Sizes): ReadError | undefined => {
    try {
      attempt(sizes)
      return undefined
    } catch (error) {
      if (error instanceof ReadError) return error
      throw error
    }
  }
  const axes = new Map<string, OpenAxis>()
  const numbers: Record<string, number> = {}
  const isNew = (open: Open): boolean => {
    if ('count' in open) return open.count <= LONGEST && !Object.hasOwn(numbers, open.name)
    const known = axes.get(`${open.name} ${open.axis}`)
    return open.length <= LONGEST && (open.reached === true ? known !== undefined && known.length < open.length : known === undefined)
  }
  for (let refusal: ReadError | undefined = refused, round = 0; refusal !== undefined && round < ROUNDS; round++) {
    let isMore = false
    for (const open of refusal.open ?? []) {
      isMore ||= isNew(open)
      if ('count' in open) {
        if (open.count > LONGEST) continue
        numbers[open.name] = open.count
        if (open.stated === true) stated.add(open.name)
      } else if (open.length <= LONGEST) {
        const key = `${open.name} ${open.axis}`
        const before = axes.get(key)
        if (open.reached !== true) axes.set(key, open.exact === true ? open : { ...open, length: Math.min(open.length, most) })
        else if (before !== undefined && before.exact !== true) axes.set(key, { ...before, length: open.length })
      }
    }
    if (!isMore) return undefined
    // Where the text does not tell how many axes there are, the fewest that do are meant.
    let first: ReadError | undefined
    let asking: ReadError | undefined
    const names = [...new Set([...axes.values()].map(({ name }) => name))]
    const tried = new Set<string>()
    for (const shapes of candidates([...axes.values()], names)) {
      // Where the text tells how many axes there are, several are the same.
      const written = JSON.stringify(shapes)
      if (tried.has(written)) continue
      tried.add(written)
      const sizes = { shapes, numbers: { ...numbers } }
      const failed = fails(sizes)
      if (failed === undefined) return needed(sizes, (fewer) => fails(fewer) === undefined)
      // Of other shapes there would be as much to execute.
      if (failed instanceof Exhausted) return most > SHORT && axes.size >= MANY ? sizesThatDo(refused, attempt, stated, SHORT) : undefined
      first ??= failed
      // Shapes with which more lengths are asked for go on where others only fail.
      if (failed.open?.some(isNew) === true) asking ??= failed
    }
    refusal = asking ?? first
  }
  return undefined
}

/** Shapes to be tried: with one axis or two, then with one of the names as the number that it may be among arrays. */
function* candidates(open: readonly OpenAxis[], names: readonly string[]): Generator<Shapes> {
  for (let rows = 0; rows < Math.min(2 ** names.length, MOST); rows++) yield shapesOf(open, (name) => (rows >> names.indexOf(name)) & 1)
  // The other axis of u_t beside B u_t, of which the text says how long it is: as it says.
  if (open.some(({ axis, shape, rank = 0 }) => shape === undefined && rank > axis + 1)) yield shapesOf(open, () => 0, openLength)
  if (names.length < 2 || names.length > MOST) return
  for (const scalar of [...names].reverse()) {
    const others = open.filter(({ name, shape }) => name !== scalar || shape !== undefined)
    if (others.length < open.length) yield shapesOf(others, () => 0)
  }
}

/** Shapes with numbers for the open lengths, and letters for what more axes there may be where nothing is known of a name, or what `lengthOf` gives. */
function shapesOf(open: Iterable<OpenAxis>, more: (name: string) => number, lengthOf?: (count: number) => Length): Shapes {
  let count = APART
  const shapes = new Map<string, Length[]>()
  for (const { name, axis, length, shape, rank = 0 } of open) {
    const lengths = shapes.get(name) ?? [...(shape ?? [])]
    const axes = shape === undefined ? Math.max(rank, axis + 1 + more(name)) : axis + 1
    while (lengths.length < axes) lengths.push(lengths.length < rank ? openLength(count++) : (lengthOf?.(count++) ?? LETTERS[lengths.length] ?? 'k'))
    lengths[axis] = length
    shapes.set(name, lengths)
  }
  return Object.fromEntries(shapes)
}

/** As few of the sizes as do. */
function needed(sizes: Sizes, does: (sizes: Sizes) => boolean): Sizes {
  let kept = sizes
  const without = <T>(table: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(table).filter(([other]) => other !== name))
  const names = (['shapes', 'numbers'] as const).flatMap((kind) => Object.keys(sizes[kind]).map((name) => [kind, name] as const))
  for (const [kind, name] of names) {
    const fewer = { ...kept, [kind]: without<unknown>(kept[kind], name) } as Sizes
    const some = Object.keys(fewer.shapes).length + Object.keys(fewer.numbers).length > 0
    if (some && does(fewer)) kept = fewer
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
