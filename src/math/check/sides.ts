/** Both sides of a comparison over the same symbols: what is differentiated, and what somebody wrote as its derivative. */
import type { Shape } from '../api.ts'
import { DerivativeError } from '../differentiate/reverse.ts'
import { type Expr, nameOf, someNode, substitute, symbol, symbolsOf, traitsOf } from '../expr.ts'
import { stack } from '../ops/arrange.ts'
import { einsum } from '../ops/einsum.ts'
import { itemsPayload, take } from '../ops/slice.ts'
import { ones, size } from '../ops/structure.ts'
import { type Elaborated, elaborate } from '../read/elaborate.ts'
import { namesIn } from '../read/execute/choose.ts'
import { ReadError, type Reading, type Term } from '../read/term.ts'
import { type Length, ShapeError, sameShape } from '../shape.ts'
import { simplify } from '../simplify/simplify.ts'
import { unguarded } from './domain.ts'
import { columnsIn } from './flat.ts'
import { valuesOf, workedOut } from './workedOut.ts'

/** One returned value of a hand-written derivative. */
export interface Part {
  /** Over the names of the function. */
  readonly expr: Expr
  /** As read, over its own names: where it stands, and where its terms do. */
  readonly body: Term
  readonly symbols: readonly Expr[]
  /** A part of it over the names of the function. */
  readonly read: (part: Term) => Expr | undefined
  /** What the text calls nodes of it, the values of variables. */
  readonly labels: () => ReadonlyMap<string, Expr>
}

export interface Sides {
  readonly value: Elaborated
  /** What the text says of the names of the function. */
  readonly declarations: Reading['declarations']
  /** What is differentiated: the value without its guards. */
  readonly meant: Expr
  /** Several where it returns several. */
  readonly parts: readonly Part[]
  /** Names of the derivative's parameters by those of the function that they stand for. */
  readonly names: ReadonlyMap<string, string>
  /** Symbols of the derivative that the function does not know: an attribute its class has kept, a parameter of its own. */
  readonly strangers: readonly Expr[]
  /** What is handed back by a function that continues backpropagation. */
  readonly cotangent?: Expr
  /** Another reading of the derivative over the same symbols; names the function does not know stay as they are; `at`: only this value of it. Throws ReadError. */
  readonly again: (derivative: Reading, shapes: ReadonlyMap<string, Shape>, at?: number) => readonly Part[] | undefined
}

/** What a parameter is called by habit that takes the derivative of a loss by the value. */
const COTANGENT = /^(d(?!ata|im|t$)\w*|grad\w*|g|up\w*|delta\w*|err\w*|cotangent\w*|adj\w*|bar_?\w*|\w*_bar|\w*_?grad(?:ient)?)$/i
/** What says how far a step goes, and not where. */
const STEP = /^(?:lr|learning_?rate|step_?size|rate|momentum|optimi[sz]er)$/i

/** Which parameter of the derivative stands for which of the function; `gathered`: one vector, of either, stands for several numbers of the other. */
interface Match {
  readonly names: Map<string, string>
  readonly cotangent?: string
  readonly gathered?: { readonly vector: string; readonly numbers: readonly string[]; readonly ofFunction: boolean }
}

/** Undefined where nobody can tell. */
function matched(value: Reading, derivative: Reading, backward: boolean): Match | undefined {
  const own = value.parameters ?? []
  const theirs = derivative.parameters ?? []
  const names = new Map(theirs.filter((name) => own.includes(name)).map((name) => [name, name]))
  let rest = theirs.filter((name) => !names.has(name))
  let cotangent: string | undefined
  if (backward) {
    const likely = rest.filter((name) => COTANGENT.test(name))
    cotangent = likely[0] ?? rest[0]
    // A loss hands back its own derivative.
    if (cotangent === undefined) return { names }
    rest = rest.filter((name) => name !== cotangent)
  }
  // What the derivative knows by its own name, for the forward pass has kept it, is not taken once more.
  const said = namesIn(derivative.body)
  const open = own.filter((name) => !names.has(name) && !(backward && said.has(name)))
  rest = rest.filter((name) => !STEP.test(name))
  const [theirOne, ownOne] = [rest[0], open[0]]
  // f(a, b) and df(p); f(p) and df(a, b)
  if (!backward && rest.length === 1 && theirOne !== undefined && open.length > 1)
    return { names, gathered: { vector: theirOne, numbers: open, ofFunction: false } }
  if (!backward && open.length === 1 && ownOne !== undefined && rest.length > 1)
    return { names, gathered: { vector: ownOne, numbers: rest, ofFunction: true } }
  // f(x) and df(t); f(x, a) and df(t, a): a name of its own in the same place, counted without what is handed back.
  const place = (name: string): number => theirs.filter((each) => each !== cotangent).indexOf(name)
  for (const name of rest) {
    const of = rest.length === 1 && open.length === 1 ? open[0] : open.find((each) => own.indexOf(each) === place(name))
    if (of !== undefined) names.set(name, of)
  }
  return { names, cotangent }
}

/** A reading's values: a list of such, or one array. */
const partsOf = (reading: Reading, together: boolean): readonly Reading[] => (together ? [reading] : valuesOf(reading))

/** A parameter that may be an array though nothing says so: predictions are as many as what they are compared with. */
export interface Shaped {
  readonly name: string
  readonly shape: Shape
}

/**
 * Parameters beside arrays that were read as numbers because nothing tells otherwise, as arrays like these; where vectors are transposed,
 * these as columns.
 */
export function arraysAmong({ expr, symbols }: Elaborated, { parameters = [], declarations }: Reading, isTransposing: boolean): Shaped[] {
  if (isTransposing) {
    const vectors = symbols.filter(
      (node) => node.rank === 1 && parameters.includes(nameOf(node) as string) && !declarations.has(nameOf(node) as string),
    )
    return vectors.map((node) => ({ name: nameOf(node) as string, shape: [...node.shape, 1] })).slice(0, MOST_SHAPED)
  }
  if (expr.rank > 0) return []
  const shapes: Shape[] = []
  for (const { shape } of symbols) if (shape.length > 0 && !shapes.some((each) => sameShape(each, shape))) shapes.push(shape)
  return symbols
    .flatMap((node) => {
      const name = nameOf(node) as string
      const isOpen = node.rank === 0 && traitsOf(node).integer !== true && parameters.includes(name) && !declarations.has(name)
      return isOpen ? shapes.map((shape) => ({ name, shape })) : []
    })
    .slice(0, MOST_SHAPED)
}

const MOST_SHAPED = 4

/** Numbers of axes by habit, of a layer that takes many examples at once: biases have one, all else two. */
export const layerRanks = ({ symbols }: Elaborated, { declarations }: Reading): ReadonlyMap<string, number> =>
  new Map(
    symbols.flatMap((node): [string, number][] => {
      const name = nameOf(node) as string
      return declarations.has(name) || traitsOf(node).integer === true ? [] : [[name, /^(?:b\w{0,2}|bias\w*|gamma|beta)$/i.test(name) ? 1 : 2]]
    }),
  )

/** Numbers of axes that parameters may have where nothing tells: a layer for one example is one for a batch of them. */
export function ranksAmong({ symbols }: Elaborated, { parameters = [], declarations }: Reading): ReadonlyMap<string, number>[] {
  const open = symbols.flatMap((node) => {
    const name = nameOf(node) as string
    return parameters.includes(name) && traitsOf(node).integer !== true && !declarations.has(name) ? [name] : []
  })
  if (open.length > MOST_SHAPED) return []
  let choices: ReadonlyMap<string, number>[] = [new Map()]
  for (const name of open) choices = choices.flatMap((chosen) => [2, 1, 0].map((rank) => new Map([...chosen, [name, rank]])))
  return choices
}

/** The one vector of which a function takes components, as long as a gradient that is written out, or as a row of a Jacobian. */
export function lengthTold({ value: { expr, symbols }, parts }: Sides, { parameters = [], declarations }: Reading): Shaped | undefined {
  const [part, ...more] = parts
  if (part === undefined || more.length > 0) return undefined
  const length = part.expr.rank === expr.rank ? columnsIn(part.expr, expr) : part.expr.shape.at(-1)
  if (typeof length !== 'number') return undefined
  const vectors = symbols.filter(({ shape: [own, ...rest] }) => typeof own === 'string' && rest.length === 0)
  const [vector] = vectors
  if (vector === undefined || vectors.length > 1) return undefined
  const name = nameOf(vector) as string
  const isTaken = someNode(expr, ({ op, args }) => op === take.op && args[0] === vector)
  return isTaken && parameters.includes(name) && !declarations.has(name) ? { name, shape: [length] } : undefined
}

/** Whose shapes hold where they differ: of the function alone also numbers are, which the derivative may take for arrays. */
export type Trusted = 'function' | 'function alone' | 'derivative'

/**
 * Both readings as expressions. Shapes that one side tells hold for the other. `together`: a list is one array, not several values;
 * `trusted`: whose shapes hold; `shaped`: what is taken for an array; `ranks`: what has so many axes; `shapes`: what has these lengths;
 * `shared`: the values are of one and the same method, and call lengths alike.
 * Undefined where they cannot be brought together. Throws ReadError where one of them cannot be read.
 */
export function sidesOf(
  value: Reading,
  derivative: Reading,
  options: {
    backward: boolean
    /** By what the text says that it is the derivative: z_i. */
    by?: readonly string[]
    together: boolean
    trusted: Trusted
    shaped?: Shaped
    ranks?: ReadonlyMap<string, number>
    shapes?: ReadonlyMap<string, Shape>
    shared?: boolean
  },
): Sides | undefined {
  const match = matched(value, derivative, options.backward)
  if (match === undefined) return undefined
  const { names } = match
  const readings = partsOf(derivative, options.together)
  const shapes =
    options.ranks === undefined && options.trusted !== 'function alone'
      ? shapesToldBy(readings, names, options.shared === true)
      : new Map<string, Shape>()
  const doubted = (elaborateAs(value, new Map())?.symbols ?? []).filter((node) => {
    const told = shapes.get(nameOf(node) as string)
    return node.rank > 0 && told !== undefined && !sameShape(told, node.shape)
  })
  if (options.trusted === 'derivative' && doubted.length === 0) return undefined
  if (options.trusted === 'function') for (const node of doubted) shapes.delete(nameOf(node) as string)
  if (options.shaped !== undefined) shapes.set(options.shaped.name, options.shaped.shape)
  for (const [name, shape] of options.shapes ?? []) shapes.set(name, shape)
  const { gathered } = match
  if (gathered?.ofFunction === true) {
    for (const name of gathered.numbers) shapes.delete(name)
    shapes.set(gathered.vector, [gathered.numbers.length])
  }
  const own =
    quietly(() => workedOut(value, { shapes, ranks: options.ranks })) ??
    (options.shaped === undefined && options.ranks === undefined ? workedOut(value) : undefined)
  if (own === undefined) return undefined
  const symbols = new Map(own.symbols.map((node) => [nameOf(node) as string, node]))
  const given = new Map<string, Shape>([...symbols].map(([name, node]) => [name, node.shape]))
  for (const [theirs, ours] of names) {
    const node = symbols.get(ours)
    if (node !== undefined) given.set(theirs, node.shape)
  }
  if (gathered?.ofFunction === true) for (const name of gathered.numbers) given.set(name, [])
  else if (gathered !== undefined) given.set(gathered.vector, [gathered.numbers.length])
  const places = gathered === undefined ? new Map<string, Expr>() : placesOf(gathered, symbols)
  if (places === undefined) return undefined
  // A loss that leaves out what comes back to it hands back its own derivative.
  const isLeftOut = own.expr.rank === 0 && !namesIn(derivative.body).has(match.cotangent ?? '')
  const cotangent = isLeftOut ? undefined : match.cotangent
  if (cotangent !== undefined) given.set(cotangent, own.expr.shape)
  const seed = cotangent === undefined ? undefined : symbol(cotangent, own.expr.shape)
  const strangers = new Set<Expr>()
  const along = (options.by ?? []).flatMap((name) => axesOf(name, symbols))
  // The n of a mean over components.
  const counts = new Set<Length>(along.length === 0 ? [] : own.symbols.flatMap(({ shape }) => shape))
  const partOf = (reading: Reading, told: ReadonlyMap<string, Shape>): Part | undefined => {
    const elaborated = workedOut(reading, { shapes: told })
    const shapes = new Map([...told, ...elaborated.symbols.map((node): [string, Shape] => [nameOf(node) as string, node.shape])])
    const replacements = new Map<Expr, Expr>()
    for (const node of elaborated.symbols) {
      const name = nameOf(node) as string
      if (name === cotangent) {
        if (!sameShape(node.shape, own.expr.shape)) return undefined
        replacements.set(node, seed as Expr)
        continue
      }
      const called = names.get(name) ?? name
      const ours = places.get(name) ?? symbols.get(called)
      // A parameter of which the value makes no use.
      if (ours === undefined && value.parameters?.includes(called)) replacements.set(node, symbol(called, node.shape))
      else if (ours === undefined && counts.has(name)) replacements.set(node, size(name))
      else if (ours === undefined) strangers.add(node)
      else if (!sameShape(ours.shape, node.shape)) return undefined
      else replacements.set(node, ours)
    }
    const replaced = (node: Expr): Expr | undefined => quietly(() => substitute(node, replacements))
    const said = replaced(elaborated.expr)
    if (said === undefined) return undefined
    const expr = own.expr.rank > 0 ? said : alongAll(said, indicesOf(reading.body), along)
    const read = (body: Term): Expr | undefined => quietly(() => substitute(elaborate({ ...reading, body }, { shapes }).expr, replacements))
    const labels = (): ReadonlyMap<string, Expr> =>
      new Map(
        [...elaborated.labels].flatMap(([node, { name, kind, variable }]): [string, Expr][] => {
          const called = kind === 'variable' ? name : variable
          return called === undefined ? [] : [[called, replaced(node) ?? node]]
        }),
      )
    return { expr, body: reading.body, symbols: elaborated.symbols, read, labels }
  }
  const allOf = (all: readonly Reading[], told: ReadonlyMap<string, Shape>): Part[] | undefined => {
    const made = all.flatMap((reading) => partOf(reading, told) ?? [])
    return made.length === all.length ? made : undefined
  }
  const parts = allOf(readings, given)
  if (parts === undefined) return undefined
  // What is only multiplied by zero, as an array that is filled with it, does not count.
  const unknown = [...strangers]
  const met = strangers.size === 0 ? [] : symbolsOf(...parts.map(({ expr }) => simplify(expr)))
  return {
    value: own,
    declarations: value.declarations,
    meant: unguarded(own.expr, value.declarations),
    parts,
    names,
    strangers: unknown.filter((node) => met.includes(node)),
    cotangent: seed,
    again: (other, shapes, at) => {
      const all = partsOf(other, options.together)
      return allOf(at === undefined ? all : all.slice(at, at + 1), new Map([...given, ...shapes]))
    },
  }
}

/** Of w_{ij}, as names are spelled, what it is a component of, and its indices. */
export function componentOf(name: string): { readonly of: string; readonly indices: string } | undefined {
  const [, of, indices] = /^(\w+)_([a-z]{1,2})$/.exec(name) ?? []
  return of === undefined || indices === undefined ? undefined : { of, indices }
}

/** An index and the length of the axis along which it runs. */
type Along = readonly [index: string, length: Length]

/** The axes along which the indices of w_{ij} run; of what is called so as a whole none. */
function axesOf(name: string, symbols: ReadonlyMap<string, Expr>): Along[] {
  const component = symbols.has(name) ? undefined : componentOf(name)
  const shape = component === undefined ? [] : (symbols.get(component.of)?.shape ?? [])
  return shape.length === component?.indices.length ? shape.map((length, axis) => [component.indices[axis] as string, length]) : []
}

/** The indices for each of which a term says what it is. */
const indicesOf = (term: Term): string[] => (term.kind === 'binder' && term.op === 'each' ? [term.index, ...indicesOf(term.body)] : [])

/** What is the same for each component is written without its index: ∂f/∂z_i = 1/n. It has the axis of that all the same. */
function alongAll(expr: Expr, own: readonly string[], all: readonly Along[]): Expr {
  const missing = all.filter(([index]) => !own.includes(index))
  if (missing.length === 0 || own.length !== expr.rank || missing.length + own.length > all.length) return expr
  const lettersOf = (axes: readonly Along[]): string => axes.map(([index]) => index).join('')
  const shape = missing.map(([, length]) => length)
  return einsum(`${own.join('')},${lettersOf(missing)}->${lettersOf(all)}`, expr, ones(shape))
}

/** What each name of the derivative is of the function's; undefined where a vector is none, or a number none. */
function placesOf(
  { vector, numbers, ofFunction }: NonNullable<Match['gathered']>,
  symbols: ReadonlyMap<string, Expr>,
): Map<string, Expr> | undefined {
  if (!ofFunction) {
    const parts = numbers.map((name) => symbols.get(name) ?? symbol(name))
    return parts.every(({ rank }) => rank === 0) ? new Map([[vector, stack(...parts)]]) : undefined
  }
  const whole = symbols.get(vector)
  if (whole === undefined || whole.rank !== 1) return undefined
  return new Map(numbers.map((name, at) => [name, take.with(itemsPayload([{ at }], whole.shape), whole)]))
}

/** Arrays among the derivative's names, by the names of the function; `shared`: what one value tells holds for those behind it, where it can. */
function shapesToldBy(readings: readonly Reading[], names: ReadonlyMap<string, string>, shared: boolean): Map<string, Shape> {
  const told = new Map<string, Shape>()
  for (const reading of readings) {
    const elaborated = (shared ? elaborateAs(reading, told) : undefined) ?? elaborateAs(reading, new Map())
    for (const node of elaborated?.symbols ?? []) if (node.rank > 0) told.set(nameOf(node) as string, node.shape)
  }
  return new Map([...told].map(([name, shape]) => [names.get(name) ?? name, shape]))
}

/** With shapes that may be wrong for it: undefined where they are. */
const elaborateAs = (reading: Reading, shapes: ReadonlyMap<string, Shape>): Elaborated | undefined => quietly(() => workedOut(reading, { shapes }))

/** What does not go together is undefined. */
export function quietly<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof ReadError || error instanceof ShapeError || error instanceof DerivativeError) return undefined
    throw error
  }
}
