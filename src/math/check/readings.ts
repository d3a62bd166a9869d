/** Which readings of a function and its derivative are tried, for nobody says which names are arrays. */
import { type Expr, nameOf, topological, traitsOf } from '../expr.ts'
import type { Elaborated } from '../read/elaborate.ts'
import { termsIn } from '../read/execute/values/arithmetic.ts'
import type { Reading, Term } from '../read/term.ts'
import { type Length, type Shape, sameShape, substituteLength } from '../shape.ts'
import { isLabel } from './claims.ts'
import { indicesIn } from './domain.ts'
import type { Pair } from './pair.ts'
import { arraysAmong, layerRanks, lengthTold, quietly, ranksAmong, type Sides, sidesOf } from './sides.ts'
import { workedOut } from './workedOut.ts'

/** Both as they are read from the text. */
interface Both {
  readonly pair: Pair
  readonly value: Reading
  readonly derivative: Reading
  /** What is read besides what is returned. */
  readonly stored?: ReadonlyMap<string, string>
}

/** Readings of both sides that go together, the likeliest first: whose shapes hold, a list as one array or several values, which numbers are arrays. */
export function* readings({ pair, value, derivative, stored }: Both): Generator<Sides> {
  const seen: Sides[] = []
  const isTransposing =
    pair.backward && [value, derivative].some(({ body }) => [...termsIn(body)].some((term) => term.kind === 'apply' && term.op === 'transpose'))
  let known: Elaborated | undefined
  // What names say to be derivatives by several things is no array by one of them, nor is what a dictionary holds.
  const isKeyed = pair.returned?.derivatives.some(({ key }) => key !== undefined) === true
  const isNamed = pair.order === 1 && (pair.by ?? []).length > 1
  // A Jacobian by several numbers is one array.
  const isApart = isKeyed || (isNamed && (pair.backward || (quietly(() => workedOut(value))?.expr.rank ?? 0) === 0))
  const ways = [false, true].flatMap((isArray) =>
    (['function', 'function alone', 'derivative'] as const).flatMap((trusted) =>
      (isApart ? [false] : pair.isMatrix === true ? [true] : [false, true]).map((together) => ({ isArray, trusted, together })),
    ),
  )
  for (const { isArray, ...chosen } of ways) {
    const way = { ...chosen, shared: stored !== undefined }
    if (isArray) known ??= quietly(() => workedOut(value))
    for (const shaped of isArray ? (known === undefined ? [] : arraysAmong(known, value, isTransposing)) : [undefined]) {
      const sides = quietly(() => sidesOf(value, derivative, { backward: pair.backward, by: pair.by, shaped, ...way }))
      if (sides === undefined || (way.together && sides.parts.length === 1 && sides.parts[0]?.expr.rank === 0)) continue
      known ??= sides.value
      const short = shaped === undefined ? lengthTold(sides, value) : undefined
      const told = (short && quietly(() => sidesOf(value, derivative, { backward: pair.backward, by: pair.by, shaped: short, ...way }))) ?? sides
      if (seen.some((other) => areSame(other, told))) continue
      seen.push(told)
      yield told
    }
  }
  yield* unpackedNumbers({ pair, value, derivative }, seen)
}

/** Where as many values are returned as a parameter is taken apart into: these are numbers, a and b of a, b = params, beside data that are none. */
function* unpackedNumbers({ pair, value, derivative }: Both, seen: readonly Sides[]): Generator<Sides> {
  const names = (value.parameters ?? []).filter((name) => !pair.value.parameters.includes(name) && !value.declarations.has(name))
  const areAsMany = seen.some(({ parts }) => parts.length === names.length || parts[0]?.expr.shape.at(-1) === names.length)
  const areArrays = seen.some(({ value: { symbols } }) => symbols.some((node) => node.rank > 0 && names.includes(nameOf(node) as string)))
  if (pair.backward || names.length < 2 || !areAsMany || !areArrays) return
  const ranks = new Map(names.map((name) => [name, 0]))
  for (const together of [true, false]) {
    const sides = quietly(() => sidesOf(value, derivative, { backward: false, together, trusted: 'function', ranks }))
    if (sides !== undefined && !(together && sides.parts.length === 1 && sides.parts[0]?.expr.rank === 0)) yield sides
  }
}

/** Where a parameter is the index of one element, and not an array of indices: the label of one example; `isCalled`: only what is called so. */
export function* labelled({ pair, value, derivative }: Both, isCalled = false): Generator<Sides> {
  const known = quietly(() => workedOut(value))
  const picking = indicesIn(known === undefined ? [] : topological([known.expr]))
  const labels = (known?.symbols ?? []).filter((node) => {
    const name = nameOf(node) as string
    const isIndices = node.rank === 1 && (traitsOf(node).integer === true || picking.has(name)) && (!isCalled || isLabel(node))
    return isIndices && value.parameters?.includes(name) === true && !value.declarations.has(name)
  })
  if (labels.length === 0) return
  const ranks = new Map(labels.map((node) => [nameOf(node) as string, 0]))
  for (const together of [false, true]) {
    const sides = quietly(() => sidesOf(value, derivative, { backward: pair.backward, by: pair.by, together, trusted: 'function', ranks }))
    if (sides !== undefined && !(together && sides.parts.length === 1 && sides.parts[0]?.expr.rank === 0)) yield sides
  }
}

const areSame = (a: Sides, b: Sides): boolean =>
  a.value.expr === b.value.expr && a.parts.length === b.parts.length && a.parts.every(({ expr }, k) => expr === b.parts[k]?.expr)

/**
 * Where a gradient is a matrix of one row or column, and nothing else says that so is what it is by: a bias beside a matrix of examples,
 * of which each has a column.
 */
export function* columns({ pair, value, derivative }: Both): Generator<Sides> {
  const way = { backward: pair.backward, by: pair.by, together: false, trusted: 'function' } as const
  const plain = pair.by === undefined ? undefined : quietly(() => sidesOf(value, derivative, way))
  if (plain === undefined || plain.parts.length !== pair.by?.length) return
  const told = plain.parts.flatMap(({ expr: { shape } }, k): [string, Shape][] => {
    const own = plain.value.symbols.find((node) => nameOf(node) === pair.by?.[k])
    const isOpen = own !== undefined && value.declarations.get(nameOf(own) as string)?.shape === undefined
    return isOpen && shape.length === 2 && shape.includes(1) && !sameShape(own.shape, shape) ? [[nameOf(own) as string, shape]] : []
  })
  if (told.length === 0) return
  const sides = quietly(() => sidesOf(value, derivative, { ...way, shapes: new Map(told) }))
  if (sides !== undefined) yield sides
}

/** Where a matrix with as many rows as a bias that is a column, and columns that nothing else has, is a column too: a state before the first. */
export function* besideColumns({ pair, value, derivative }: Both): Generator<Sides> {
  const { symbols } = quietly(() => workedOut(value)) ?? { symbols: [] }
  const isSaid = (node: Expr): boolean => value.declarations.get(nameOf(node) as string)?.shape !== undefined
  const told = symbols.flatMap((node): [string, Shape][] => {
    const [rows, own, ...more] = node.shape
    if (rows === undefined || !isName(own) || more.length > 0 || isSaid(node)) return []
    const isAlone = symbols.every((other) => other === node || !other.shape.includes(own))
    const isBeside = symbols.some(({ shape }) => shape.length === 2 && shape[0] === rows && shape[1] === 1)
    return isAlone && isBeside ? [[nameOf(node) as string, [rows, 1]]] : []
  })
  const way = { backward: pair.backward, by: pair.by, together: false, trusted: 'function' } as const
  const sides = told.length === 0 ? undefined : quietly(() => sidesOf(value, derivative, { ...way, shapes: new Map(told) }))
  if (sides !== undefined) yield sides
}

/** Where the shapes of neither side fit those of the other: whatever numbers of axes go together, as of layers that take many examples at once. */
export function* batches({ pair, value, derivative }: Both): Generator<Sides> {
  const known = quietly(() => workedOut(value))
  const turned = [...turnedIn(value.body), ...turnedIn(derivative.body)]
  for (const ranks of known === undefined ? [] : [layerRanks(known, value), ...ranksAmong(known, value)]) {
    // What is transposed is a matrix.
    if (turned.some((name) => (ranks.get(name) ?? 2) < 2)) continue
    const way = { backward: pair.backward, by: pair.by, together: false, trusted: 'function', ranks } as const
    const sides = quietly(() => sidesOf(value, derivative, way))
    if (sides === undefined) continue
    const shapes = pair.by === undefined ? undefined : unified(sides, pair.by)
    yield (shapes && quietly(() => sidesOf(value, derivative, { ...way, shapes }))) ?? sides
  }
}

/**
 * Where the shapes of neither side fit those of the other: one matrix is square, as the one that takes a state to the next, of which
 * nothing else says so.
 */
export function* squares({ pair, value, derivative }: Both): Generator<Sides> {
  const known = quietly(() => workedOut(value))
  if (known === undefined) return
  for (const ranks of [undefined, layerRanks(known, value)]) {
    const { symbols } = quietly(() => workedOut(value, { ranks })) ?? { symbols: [] }
    for (const matrix of symbols) {
      const { shape } = matrix
      const [rows, columns] = shape
      if (
        shape.length !== 2 ||
        value.declarations.get(nameOf(matrix) as string)?.shape !== undefined ||
        !isName(rows) ||
        !isName(columns) ||
        rows === columns
      )
        continue
      // One of the two may be said by the text.
      for (const [own, other] of [[rows, columns] as const, [columns, rows] as const]) {
        const shapes = new Map(
          symbols.map((node): [string, Shape] => [nameOf(node) as string, node.shape.map((length) => (length === own ? other : length))]),
        )
        const sides = quietly(() =>
          sidesOf(value, derivative, { backward: pair.backward, by: pair.by, together: false, trusted: 'function', ranks, shapes }),
        )
        if (sides === undefined) continue
        yield sides
        break
      }
    }
  }
}

/** With rows of a matrix in the place of a vector by which it is, where the text keeps axes along which it sums: it is meant for both. */
export function inRows({ pair, value, derivative }: Both, vector: Expr): Sides | undefined {
  const name = nameOf(vector) as string
  const keepsAxes = [value, derivative].some(({ body }) =>
    [...termsIn(body)].some((term) => term.kind === 'apply' && term.attributes?.['keepdims'] === true),
  )
  if (!keepsAxes || vector.rank !== 1 || value.parameters?.includes(name) !== true || value.declarations.has(name)) return undefined
  const ranks = new Map([[name, 2]])
  return quietly(() => sidesOf(value, derivative, { backward: pair.backward, by: pair.by, together: false, trusted: 'function', ranks }))
}

/** Names that are transposed by themselves. */
const turnedIn = (body: Term): string[] =>
  [...termsIn(body)].flatMap((term) => {
    const arg = term.kind === 'apply' && term.op === 'transpose' ? term.args[0] : undefined
    return arg?.kind === 'name' ? [arg.name] : []
  })

/** Shapes of the function's names by which each value is as long as what it is the derivative by; undefined where they are so, or cannot be. */
function unified({ value, parts }: Sides, by: readonly string[]): ReadonlyMap<string, Shape> | undefined {
  const same = new Map<string, Length>()
  for (const [k, { expr }] of parts.entries()) {
    const own = value.symbols.find((node) => nameOf(node) === by[k])
    if (value.expr.rank > 0 || own === undefined || own.rank !== expr.rank) continue
    for (const [axis, length] of own.shape.entries()) {
      const other = expr.shape[axis]
      if (length !== other && isName(length) && isName(other)) same.set(length, other)
    }
  }
  if (same.size === 0) return undefined
  return new Map(
    value.symbols.map((node): [string, Shape] => [
      nameOf(node) as string,
      node.shape.map((length) => substituteLength(length, (name) => same.get(name))),
    ]),
  )
}

const isName = (length: Length | undefined): length is string => typeof length === 'string' && /^\w+$/.test(length)
