/** A reading as an expression; of several values that are returned together, those that are meant: all of them as one array, or the first. */
import type { AnalyzeOptions, Note } from './api.ts'
import { DerivativeError } from './differentiate/reverse.ts'
import { type Expr, nameOf } from './expr.ts'
import { explicit } from './implicit.ts'
import { sub } from './ops/arithmetic.ts'
import { isZero } from './ops/structure.ts'
import { withCounts } from './read/build/eachMatrix.ts'
import { areValueAndGradient, derivativesSaid } from './read/derivativeNames.ts'
import { type Elaborated, elaborate } from './read/elaborate.ts'
import { ReadError, type Reading } from './read/term.ts'
import type { Shape } from './shape.ts'
import { simplify } from './simplify/simplify.ts'

/** The reading as an expression. A refusal says what the text goes along: with known lengths it may be one. */
export function elaborateAny(reading: Reading, options: AnalyzeOptions): Elaborated {
  try {
    return elaborateResults(reading, options)
  } catch (error) {
    if (error instanceof ReadError && error.open !== undefined)
      throw new ReadError(error.message, error.range, error.hint, withCounts(error.open, reading.body))
    if (!(error instanceof ReadError) || (reading.open ?? []).length === 0) throw error
    throw new ReadError(error.message, error.range, error.hint, reading.open)
  }
}

type Told = Parameters<typeof elaborate>[1]

/** Values of different shapes that are returned together are no array, nor are matrices: the first of them is meant. */
function elaborateResults(reading: Reading, options: AnalyzeOptions): Elaborated {
  const told: Told = { shapes: new Map(Object.entries(options.shapes ?? {})), traits: new Map(Object.entries(options.traits ?? {})) }
  const [first] = reading.results ?? []
  if (first === undefined || reading.isFirst === true) return elaborate(reading, told)
  const alone = (message: string): Elaborated =>
    elaborate({ ...reading, body: first, notes: [...reading.notes, { message, range: reading.range, kind: 'reading' } satisfies Note] }, told)
  const beside = gradientBeside(reading, told)
  if (beside !== undefined) return alone(beside)
  const together = quietly(() => elaborate(reading, told))
  return together === undefined || together.expr.rank > 2 || !areAlike(together, reading, told) ? alone(othersSaid(reading)) : together
}

/** "read s, the first of the values that are returned; the others are a and b, each under the cursor". */
function othersSaid({ called = [] }: Reading): string {
  const [name, ...others] = called
  const named = others.filter((each) => each !== '')
  const behind = named.length === 0 || named.length < others.length ? '' : `; for ${named.join(' or ')} put the cursor there`
  return `read ${name ? `${name}, ` : ''}the first of the values that are returned${behind}`
}

/** What is said where f and g are returned, and g is a gradient of f; undefined where it may be another function. */
function gradientBeside({ results = [], called = [], parameters = [], options, ...reading }: Reading, told: Told): string | undefined {
  const [value = '', name = ''] = called
  if (results.length < 2 || !areValueAndGradient(value, name)) return undefined
  const [own, other] = results.map((body) => quietly(() => elaborate({ ...reading, parameters, options, body }, told)))
  if (own === undefined || own.expr.rank > 0) return undefined
  const single = parameters.filter((each) => options?.has(each) !== true && reading.declarations.get(each)?.value === undefined).length === 1
  const isGradient = single || other === undefined || other.expr.rank > 0 || own.symbols.some((by) => isDerivative(own.expr, by, other.expr))
  return isGradient ? derivativesSaid(value, [name]) : undefined
}

/** Whether an expression is that of the derivative of another one. */
const isDerivative = (value: Expr, by: Expr, other: Expr): boolean =>
  by.rank === other.rank && quietly(() => isZero(simplify(sub(explicit.derivative(value, by), other)))) === true

/** Whether the values, and the names in them, have the shapes in an array that they have beside each other. */
function areAlike(together: Elaborated, { results = [], ...reading }: Reading, told: Told): boolean {
  const ranks = new Map<string, number>()
  const read = (): (Elaborated | undefined)[] => results.map((body) => quietly(() => elaborate({ ...reading, body }, { ...told, ranks })))
  for (const { name, rank } of read().flatMap((each) => axesIn(each?.symbols))) ranks.set(name, Math.max(rank, ranks.get(name) ?? 0))
  const apart = read()
  if (apart.some((each) => each === undefined)) return true
  const [first, ...others] = apart as Elaborated[]
  if (others.some(({ expr }) => expr.rank !== first?.expr.rank)) return false
  if (axesIn(together.symbols).some(({ name, rank }) => ranks.get(name) !== rank)) return false
  // Lengths that are one in the array are one by what the values say of their names, and each value of the others.
  const same = new Map<string, string>()
  const rootOf = (length: string): string => (same.has(length) ? rootOf(same.get(length) as string) : length)
  const join = (a: string, b: string): void => {
    if (rootOf(a) !== rootOf(b)) same.set(rootOf(a), rootOf(b))
  }
  for (const [k, { symbols }] of (apart as Elaborated[]).entries())
    for (const { name, rank, shape } of axesIn(symbols))
      for (let axis = 0; axis < rank; axis++) join(`${k} ${shape[axis]}`, typeof shape[axis] === 'number' ? String(shape[axis]) : `${name}.${axis}`)
  const lengths = new Map<string, string>()
  return axesIn(together.symbols).every(({ name, shape }) =>
    shape.every((length, axis) => {
      const root = rootOf(`${name}.${axis}`)
      const known = typeof length === 'number' ? undefined : lengths.get(String(length))
      lengths.set(String(length), root)
      return known === undefined || known === root
    }),
  )
}

const axesIn = (symbols: readonly Expr[] = []): { name: string; rank: number; shape: Shape }[] =>
  symbols.map((node) => ({ name: nameOf(node) as string, rank: node.rank, shape: node.shape }))

/** What is made; undefined where it cannot be. */
function quietly<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof ReadError || error instanceof DerivativeError) return undefined
    throw error
  }
}
