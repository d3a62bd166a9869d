/** A function and its derivative as they are read from the text. */
import type { Range, Source } from '../api.ts'
import { nameOf } from '../expr.ts'
import { isOfDerivative, isOfSomething, parameterLeft, parameterOf } from '../read/derivativeNames.ts'
import { elaborate } from '../read/elaborate.ts'
import { namesIn } from '../read/execute/choose.ts'
import { termsIn } from '../read/execute/values/arithmetic.ts'
import { assumedSizes, impliedLengths, type Shapes, type Sizes, shapesInWords } from '../read/lengths.ts'
import { inPattern } from '../read/spelling.ts'
import { applyTerm, type Bundled, type Definition, type Document, nameTerm, ReadError, type Reading, type Target, type Term } from '../read/term.ts'
import { withSeed } from './chained.ts'
import type { Pair, Returned } from './pair.ts'
import { quietly, type Sides } from './sides.ts'

/** Both readings. */
export interface Subject {
  readonly source: Source
  readonly pair: Pair
  readonly value: Reading
  readonly derivative: Reading
  /** The lengths that both were read for, where the text does not say them. */
  readonly sizes?: Sizes
  /** Why the derivative is read as it is by itself, and not as it is after the function. */
  readonly refused?: ReadError
  /** By what the gradients are that the derivative leaves in its object besides what it returns, by their names there. */
  readonly stored?: ReadonlyMap<string, string>
}

/** What is handed back to a backward pass is as large as the value. */
function withHandedBack(sizes: Sizes | undefined, { backward, value, derivative }: Pair, reading: Reading): Sizes | undefined {
  const [name, ...others] = backward && sizes !== undefined ? derivative.parameters.filter((each) => !value.parameters.includes(each)) : []
  const [body = reading.body] = resultsOf(reading)
  const shape = name === undefined ? undefined : quietly(() => elaborate({ ...reading, body }))?.expr.shape
  if (sizes === undefined || name === undefined || others.length > 0 || shape === undefined || !shape.every((length) => typeof length === 'number'))
    return sizes
  return { ...sizes, shapes: { ...sizes.shapes, [name]: shape } }
}

/** The values that are returned, where they are written one by one: an array that was gone through is one. */
const resultsOf = ({ results = [], called }: Reading): readonly Term[] => (called === undefined ? [] : results)

type Both = Pick<Subject, 'pair' | 'value' | 'derivative' | 'refused'>

/** f and g of several numbers: g may be another function, and be one by chance that is much like a derivative. */
export const mayBeAnother = ({ pair, value }: Subject, sides: Sides): boolean =>
  pair.returned !== undefined &&
  pair.isLoose === true &&
  sides.parts.every(({ expr }) => expr.rank === 0) &&
  (value.parameters ?? []).filter((name) => value.declarations.get(name)?.value === undefined).length > 1

/** Both as they are read for lengths that `said` names. */
export type Sized = Subject & { readonly said?: string }

/** It stands in a class, a function or an object of code. */
const isOwned = ({ kind, name }: Definition): boolean => kind === 'function' && name.includes('.')

/**
 * Both as they are read; where they go along arrays of which the text does not say how long they are, for two lengths, which `said` names.
 * Throws ReadError.
 */
export function subjectsOf(source: Source, document: Document, pair: Pair): Sized[] {
  const read = (sizes?: Sizes): Subject => ({ source, sizes, ...readBoth(document, pair, sizes) })
  try {
    return [read()]
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    if (error.open === undefined) {
      const exactly = sizesInPlace(document, pair)
      if (exactly !== undefined) return [read(exactly)]
      const shaped = shapedSubjects(source, document, pair)
      if (shaped.length === 0) throw error
      return shaped
    }
    const sizes = sizesAssumed(document, pair, error)
    if (sizes === undefined) throw error
    return [sizes, longer(sizes)].map((each) => ({ ...read(each), said: inWords(each) }))
  }
}

/** The lengths for which a text is read that goes along arrays of which nothing says how long they are; `isWhole`: and all gradients in its object. */
const sizesAssumed = (document: Document, pair: Pair, error: ReadError, isWhole = false): Sizes | undefined =>
  assumedSizes(error, (more) => {
    const { value, derivative, refused } = readBoth(document, pair, more)
    elaborate(value)
    if (isWhole && refused !== undefined) throw refused
    if (isWhole && derivative.unread !== undefined) throw new ReadError(error.message, error.range, undefined, derivative.open)
  })

/** Both, for two lengths with which the gradients can be read that a method leaves in its object, and that it does not say in general. */
export function storedSubjects({ source, pair, derivative, refused }: Subject, document: Document): Sized[] {
  const { unread = [], range } = derivative
  const { open = [] } = refused ?? derivative
  if (unread.length === 0 && refused === undefined) return []
  const sizesFor = (some: typeof open): Sizes | undefined =>
    sizesAssumed(document, pair, new ReadError(`what is left in ${unread.join(' and ')} cannot be read`, range, undefined, some), true)
  // Of lists of so many numbers fewer are taken for weights than of arrays of any length.
  const sizes = sizesFor(open.filter((each) => !('count' in each))) ?? sizesFor(open)
  return sizes === undefined ? [] : readFor([sizes, longer(sizes)], source, document, pair)
}

/** Both for some sizes, where they can be read for them. */
const readFor = (all: readonly Sizes[], source: Source, document: Document, pair: Pair): Sized[] =>
  all.flatMap((sizes) => quietly(() => [{ source, sizes, ...readBoth(document, pair, sizes), said: inWords(sizes) }]) ?? [])

/** A backward pass along a sequence of columns, where that is read for so many vectors. */
export function columnSubjects(source: Source, document: Document, pair: Pair): Sized[] {
  try {
    readBoth(document, pair)
    return []
  } catch (error) {
    if (!(error instanceof ReadError) || error.open === undefined) return []
    const sizes = sizesAssumed(document, pair, error)
    return sizes === undefined ? [] : readFor([sizes, longer(sizes)].map(withColumns), source, document, pair)
  }
}

const withColumns = ({ shapes, numbers }: Sizes): Sizes => ({
  shapes: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, shape.length === 2 ? [...shape, 1] : shape])),
  numbers,
})

/** The derivative of a changed text, read for the same lengths. Throws ReadError. */
export function readAgain({ sizes, stored }: Subject, document: Document, pair: Pair): Reading {
  const { derivative } = readBoth(document, pair, sizes)
  return stored === undefined ? derivative : withStored(derivative, stored)
}

/** What is returned, and behind it what is left in the object under some names, as several values. */
function withStored(derivative: Reading, stored: ReadonlyMap<string, string>): Reading {
  const terms = [...stored.keys()].flatMap((name) => derivative.stored?.get(name) ?? [])
  return { ...derivative, body: applyTerm('array', [derivative.body, ...terms], derivative.range) }
}

/** Whether a field is multiplied where it gets its new value, self.dW = 0.9 * self.dW + ...: it is a mean over several passes. */
function isAveraged({ source, pair }: Subject, left: string): boolean {
  const name = inPattern(left.slice(left.indexOf('.') + 1))
  const own = `(?<![\\w$])(?:(?:self|this)\\.)?${name}(?![\\w$])`
  const { start, end } = pair.derivative.range
  return new RegExp(`${own}\\s*=[^=\\n]*(?:\\*\\s*${own}|${own}\\s*\\*)|${own}\\s*\\*=`, 'u').test(source.text.slice(start, end))
}

/**
 * The subject with the gradients that a method leaves in its object, self.dW and self.grads["b"], as further values; undefined where there
 * are none. `by`: what the returned value is the derivative by.
 */
export function withGradients(subject: Subject, by: string): Subject | undefined {
  const { pair, value, derivative } = subject
  if (derivative.stored === undefined || (subject.sizes === undefined && derivative.body.kind === 'apply' && derivative.body.op === 'array'))
    return undefined
  const names = [...namesIn(value.body)].filter((name) => name !== by && !(value.parameters ?? []).includes(name))
  const stored = new Map<string, string>()
  for (const left of derivative.stored.keys()) {
    const of = isAveraged(subject, left) ? undefined : parameterLeft(left, names)
    if (of !== undefined && ![...stored.values()].includes(of)) stored.set(left, of)
  }
  if (stored.size === 0) return undefined
  return { ...subject, pair: { ...pair, by: [by, ...stored.values()] }, derivative: withStored(derivative, stored), stored }
}

/**
 * The length of what a function of Julia takes, as far as the components go that the value uses: so long is what it writes into, and a
 * Jacobian has a row for each component of the value.
 */
function sizesInPlace(document: Document, { value, derivative, order }: Pair): Sizes | undefined {
  const known = derivative.name.endsWith('!') ? quietly(() => elaborate(document.read({ selection: value.range }))) : undefined
  if (known === undefined) return undefined
  const implied = impliedLengths(known.expr, (name) => derivative.parameters.includes(name), value.range)
  const [storage = '', by = ''] = derivative.parameters
  const [columns, ...others] = implied?.shapes[by] ?? known.symbols.find((node) => nameOf(node) === by)?.shape ?? []
  const [rows] = known.expr.shape
  if (known.expr.rank !== 1 || order > 1 || typeof rows !== 'number' || typeof columns !== 'number' || others.length > 0) return implied
  return { numbers: {}, ...implied, shapes: { ...implied?.shapes, [storage]: [rows, columns] } }
}

/** Shapes of inputs that stand for all. */
const INPUTS: readonly (readonly number[])[] = [
  [2, 3],
  [3, 2, 2],
]

/** A backward pass for inputs of some shapes: layers may take any, and give back what has the same one. */
export function shapedSubjects(source: Source, document: Document, pair: Pair): Sized[] {
  const [input] = pair.value.parameters
  const all: Sizes[] = pair.backward && input !== undefined ? INPUTS.map((shape) => ({ shapes: { [input]: shape }, numbers: {} })) : []
  return readFor(all, source, document, pair)
}

/** One more along each axis, and one round more. */
const longer = ({ shapes, numbers }: Sizes): Sizes => ({
  shapes: Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, shape.map((length) => (typeof length === 'number' ? length + 1 : length))]),
  ),
  numbers: Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, number + 1])),
})

const inWords = ({ shapes, numbers }: { readonly shapes: Shapes; readonly numbers: Sizes['numbers'] }): string =>
  [...(Object.keys(shapes).length > 0 ? [shapesInWords(shapes)] : []), ...Object.entries(numbers).map(([name, count]) => `${name} = ${count}`)].join(
    ', ',
  )

/** What a function of Julia writes the gradient into is as long as what it is by, and the Hessian along both axes. */
function withStorage(sizes: Sizes | undefined, { derivative, order }: Pair): Sizes | undefined {
  const {
    name,
    parameters: [storage = '', by = ''],
  } = derivative
  const shape = name.endsWith('!') ? sizes?.shapes[by] : undefined
  if (sizes === undefined || shape === undefined || sizes.shapes[storage] !== undefined) return sizes
  return { ...sizes, shapes: { ...sizes.shapes, [storage]: order === 1 ? shape : [...shape, ...shape] } }
}

/** The forward pass that keeps what a backward pass takes: f_fwd beside f and f_bwd, else the function itself. */
function passBefore(document: Document, { value, derivative }: Pair): Definition {
  const name = derivative.name.replace(/bwd|backward/i, (word) => (word.length > 3 ? 'forward' : 'fwd'))
  return document.definitions().find((each) => each.kind === 'function' && each.name === name && name !== derivative.name) ?? value
}

/**
 * A backward pass uses what the forward pass has kept for it; where it cannot be read so, what it is by itself, but
 * for `hasOutputs`: what it writes into is known only so. Throws ReadError.
 */
function readAfter(
  document: Document,
  pair: Pair,
  target: Target,
  alone: () => Reading,
  hasOutputs = false,
): Pick<Subject, 'derivative' | 'refused'> {
  if (!pair.backward) return { derivative: alone() }
  try {
    return { derivative: document.read({ ...target, after: passBefore(document, pair).range }) }
  } catch (error) {
    const derivative = quietly(alone)
    // For some lengths it may be read.
    const refused = error instanceof ReadError && error.open !== undefined ? error : undefined
    if (refused !== undefined && (derivative === undefined || hasOutputs)) throw refused
    if (derivative === undefined) throw error
    return { derivative, ...(refused && { refused }) }
  }
}

/** What stands in the derivative of a pair at a place, read for the same lengths. Throws ReadError. */
export function readInside({ sizes }: Subject, document: Document, pair: Pair, selection: Range): Reading {
  const target = { ...withStorage(sizes, pair), selection }
  return readAfter(document, pair, target, () => document.read(target)).derivative
}

function readBoth(document: Document, pair: Pair, given?: Sizes): Both {
  const sizes = withStorage(given, pair)
  const all = document.definitions()
  const readOf = (definition: Definition): Reading =>
    document.read(
      isOwned(definition) ||
        definition.within !== undefined ||
        all.filter(({ name, within }) => name === definition.name && within === undefined).length > 1
        ? { ...sizes, selection: definition.range }
        : { ...sizes, of: definition.name },
    )
  if (pair.chained !== undefined) return { pair, value: readOf(pair.value), derivative: withSeed(readOf(pair.derivative), pair.chained) }
  if (pair.returned !== undefined) return named(parted(pair, pair.returned, readOf(pair.value)))
  // What dout is the derivative by is what the function gives, of all that it writes into.
  const gives = pair.backward ? pair.derivative.parameters.flatMap((name) => parameterOf(name, pair.value.parameters) ?? []) : []
  const reading = gives.length === 0 ? readOf(pair.value) : document.read({ ...sizes, selection: pair.value.range, gives })
  const after = (): ReturnType<typeof readAfter> => {
    const target = { ...withHandedBack(sizes, pair, reading), selection: pair.derivative.range }
    return readAfter(document, pair, target, () => readOf(pair.derivative), gives.length > 0)
  }
  const [first] = resultsOf(reading)
  const seeds = pair.backward ? seedsOf(pair) : []
  if (seeds.length > 1 && seeds.length <= resultsOf(reading).length)
    return { pair: { ...pair, backward: false, seeds }, value: seeded(reading, seeds), ...after() }
  const value = pair.backward && first !== undefined ? { ...reading, body: first } : reading
  return named({ pair, value, ...after() })
}

/**
 * By what the parts are of a dictionary of derivatives, whose keys say so, and of a list of such, whose own names do: return {"W": dW, "b": db},
 * and [dW, db].
 */
function named(both: Both): Both {
  const { pair, value, derivative } = both
  const { body, keys } = derivative
  const listed =
    body.kind === 'apply' && body.op === 'array' && body.args.length > 1
      ? body.args.map(({ label }) => label?.variable ?? label?.name ?? '')
      : undefined
  if (pair.by !== undefined || pair.order > 1 || (keys ?? listed) === undefined) return both
  const names = [...new Set([...(value.parameters ?? []), ...namesIn(value.body)])]
  const by = (keys ?? listed ?? []).map((key) => (keys === undefined ? undefined : names.find((name) => name === key)) ?? parameterLeft(key, names))
  return by.every((name) => name !== undefined) && new Set(by).size === by.length ? { ...both, pair: { ...pair, by } } : both
}

/** What is handed back for each of several values: dh, dc. */
const seedsOf = ({ value, derivative }: Pair): string[] =>
  derivative.parameters.filter((name) => isOfSomething(name) && !value.parameters.includes(name))

/** All values with what is handed back for each, as one number: its gradient is what all of it together hands back. */
function seeded(reading: Reading, seeds: readonly string[]): Reading {
  const parts = seeds.map((name, k) =>
    applyTerm('sum', [applyTerm('hadamard', [nameTerm(name), (reading.results as readonly Term[])[k] as Term], reading.range)], reading.range),
  )
  return { ...reading, body: applyTerm('add', parts, reading.range), parameters: [...(reading.parameters ?? []), ...seeds] }
}

/** What one function returns as two: its value, and the derivatives beside it. */
function parted(pair: Pair, returned: NonNullable<Pair['returned']>, reading: Reading): Both {
  const all: readonly Bundled[] = reading.bundled ?? reading.results?.map((term, item) => ({ item, term })) ?? []
  const termOf = (item: number, key?: string): Term | undefined => all.find((each) => each.item === item && each.key === key)?.term
  const value = termOf(returned.at)
  if (value === undefined) throw new ReadError('what is returned is not always several values', reading.range)
  const names = [...new Set([...(reading.parameters ?? []), ...namesIn(value)])]
  const found = returned.derivatives.flatMap((each): { each: Returned; by?: string; term: Term }[] => {
    const { item, key } = each
    const term = termOf(item, key)
    const by = key === undefined ? undefined : (parameterOf(key, names) ?? names.find((name) => name === key))
    return term === undefined || (key !== undefined && by === undefined) ? [] : [{ each, by, term }]
  })
  const [first] = found
  if (first === undefined) throw new ReadError('no derivative is returned that is known', reading.range)
  // What is updated by the derivative is not what it is the derivative of.
  const inside = new Set(termsIn(value))
  if (found.some(({ each: { name, key }, term }) => (key !== undefined || isOfDerivative(name)) && term.kind === 'apply' && inside.has(term)))
    throw new ReadError('the derivative is used for what is returned', reading.range)
  const by = found.flatMap((each) => each.by ?? [])
  const terms = found.map(({ term }) => term)
  return {
    pair: by.length === 0 ? pair : { ...pair, by, returned: { ...returned, derivatives: found.map(({ each }) => each) } },
    value: { ...reading, body: value },
    derivative: { ...reading, body: terms.length === 1 ? first.term : applyTerm('array', terms, reading.range) },
  }
}
