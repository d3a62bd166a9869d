/** Are two expressions the same function? By their normal forms, else at points of their domain. */
import type { Check, Value } from '../api.ts'
import type { Item } from '../evaluate/elementwise.ts'
import { type Plan, plan } from '../evaluate/plan.ts'
import { chooseBoxes, generator, labelsIn, sampleFunctions, samplePoint, sampleSizes } from '../evaluate/sample.ts'
import { asTensor, EvaluationError, evaluatePlan, surroundingsOf } from '../evaluate/value.ts'
import { type Expr, isSymbol, nameOf, topological, traitsOf } from '../expr.ts'
import { boundNames } from '../ops/binder.ts'
import { itemsOf, take } from '../ops/slice.ts'
import { lengthNames, sameShape } from '../shape.ts'
import { stabilizeAll } from '../simplify/compute/stable.ts'
import { simplifyAll } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { fromValue, type Tensor } from '../tensor.ts'
import { type Agreement, Agreements } from './agreement.ts'
import { mayBeAlike } from './alike.ts'
import { beyond } from './beyond.ts'
import { lengthsCounted } from './counts.ts'
import { boundedForExponentials, drawIndices, indicesIn, isOutside } from './domain.ts'
import { edgesOf, Pieces, pieceOf } from './edges.ts'
import { mayTie, moved } from './ties.ts'

/** A point at which they differ. */
export interface Witness {
  readonly at: ReadonlyMap<string, Tensor>
  readonly yours: Tensor
  readonly exact: Tensor
  /** The component that differs most. */
  readonly place: number
  /** exact/yours, where it is the same at all points and in all components. */
  readonly ratio?: number
  /** The lengths of axes at the point. */
  readonly sizes: ReadonlyMap<string, number>
  /** Some of the points that were looked at, with the exact values there. */
  readonly points: readonly Point[]
  /** How many components are right at all points. */
  readonly agreement: Agreement
}

/** Values of symbols, and the exact derivative there. */
export interface Point {
  readonly at: ReadonlyMap<string, Tensor>
  readonly exact: Tensor
}

/** How many points are kept. */
const KEPT = 4

export type Comparison =
  | { readonly relation: 'equal'; readonly confidence: Check['confidence'] }
  | { readonly relation: 'different'; readonly witness: Witness }
  /** Their shapes are different. */
  | { readonly relation: 'unlike' }
  /** They agree to some digits, or cannot be evaluated: nothing is proven. */
  | { readonly relation: 'open'; readonly why: string }

const POINTS = 24
const DRAWS = 10
/** Points at which it is only asked whether something may be, and whether it cannot. */
const [FEW, LOOKS] = [8, 3]
/** Points at which no rounding makes two differ: then it does so nowhere. */
const CONFIRMED = 4
/** Of so many points names have their usual values at one. */
const USUAL = 3
/** Nodes times points that one comparison may cost. */
const BUDGET = 120_000
/** Relative differences that are rounding at all points, at nearly all, and at a few that cancel. */
const [SAME, NEARLY, CANCELLED] = [1e-9, 1e-10, 1e-6]
/** Relative difference of what is no approximation, and the share of the points at which it must be met. */
const [APART, SHARE] = [1e-2, 0.1]
/** Components smaller than this part of the largest are compared with that part. */
const SMALL = 1e-6

/** Numbers below which digits are lost: what is as small as that at some point tells nothing there. */
const VANISHED = 1e-150
/** A default as small as this guards against 0: it is used as it is. */
const TINY = 1e-3

/** What the text says of the values of symbols, and what the derivative is of. */
export interface Known {
  /** It must have a value at the points of a comparison. */
  readonly of?: Expr
  /** These are not drawn. */
  readonly values: ReadonlyMap<string, Value>
  /** Numbers that the text gives to names, which are drawn most of the time. */
  readonly usual?: ReadonlyMap<string, Value>
  /** The text was read for some lengths, and holds for these. */
  readonly isSized?: boolean
  /** Defaults of parameters, whose signs they have: the width of a loss is positive. */
  readonly defaults: ReadonlyMap<string, Value>
}

/** `isScreened`: only whether they may be the same is asked, at a few points. */
export function compare(yours: Expr, exact: Expr, known: Known, isScreened = false): Comparison {
  const both = bothOf(yours, exact, known)
  // What is apart wherever one looks is not brought to its normal form, which takes longer than a look.
  if (!isScreened && mayHaveOneForm(both) && apart(both) === undefined && haveOneForm(yours, exact))
    return { relation: 'equal', confidence: 'normal form' }
  return sampled(both, isScreened)
}

/** The same for those who try one expression after another: of what differs at each of a few points, and not by a factor, no more is asked. */
export function tried(yours: Expr, exact: Expr, known: Known): Comparison {
  const both = bothOf(yours, exact, known)
  const found = apart(both)
  return found?.relation === 'different' && found.witness.ratio === undefined ? found : withoutForms(both)
}

/** Several values, each with what it should be. Where one of them is wrong, no normal forms of the others are asked for. */
export function compareAll(pairs: readonly (readonly [yours: Expr, exact: Expr])[], known: Known): Comparison[] {
  const all = pairs.map(([yours, exact]) => bothOf(yours, exact, known))
  if (all.length > 1 && all.some((both) => apart(both) !== undefined)) return all.map(withoutForms)
  return pairs.map(([yours, exact]) => compare(yours, exact, known))
}

/** Two expressions, with all that they are made of, and the sizes of their lengths. */
interface Both {
  readonly yours: Expr
  readonly exact: Expr
  readonly nodes: readonly Expr[]
  readonly sizes: Map<string, number>
  readonly known: Known
}

function bothOf(yours: Expr, exact: Expr, known: Known): Both {
  const nodes = topological(rootsOf(yours, exact, known))
  return { yours, exact, nodes, sizes: sampleSizes(nodes), known }
}

const mayHaveOneForm = ({ yours, exact, known }: Both): boolean => known.values.size === 0 && sameShape(yours.shape, exact.shape)

/** Where the two differ at each of a few points. */
function apart({ yours, exact, nodes, sizes, known }: Both): Comparison | undefined {
  const found = sameShape(yours.shape, exact.shape) ? compareAt(yours, exact, nodes, sizes, known, LOOKS) : undefined
  return found?.relation === 'different' ? found : undefined
}

/** Normal forms tell only what points do not. */
function withoutForms(both: Both): Comparison {
  const found = sampled(both)
  const isSame = found.relation === 'open' && mayHaveOneForm(both) && haveOneForm(both.yours, both.exact)
  return isSame ? { relation: 'equal', confidence: 'normal form' } : found
}

function sampled({ yours, exact, nodes, sizes, known }: Both, isScreened = false): Comparison {
  if (!mayBeAlike(exact.shape, yours.shape)) return { relation: 'unlike' }
  // Where one of them has so many components, the other one's length is that.
  const told = new Set<string>()
  for (const [axis, length] of exact.shape.entries()) {
    const other = yours.shape[axis]
    for (const [name, count] of [
      [length, other],
      [other, length],
    ])
      if (typeof name === 'string' && sizes.has(name) && typeof count === 'number') {
        sizes.set(name, count)
        told.add(name)
      }
  }
  const found = compareAt(yours, exact, nodes, sizes, known, isScreened ? FEW : undefined)
  if (isScreened || found.relation === 'open') return found
  const least = leastSizes(nodes, sizes, known.of)
  const isLeast = [...least].every(([name, size]) => size === sizes.get(name))
  if (found.relation === 'different' && !isLeast) {
    if (compareAt(yours, exact, nodes, new Map([...sizes, ...least]), known).relation !== 'different')
      return { relation: 'open', why: 'the two agree for arrays of as many components as are named' }
  }
  // What counts with lengths is right for those.
  const names = known.isSized === true || found.relation !== 'different' ? [] : [...sizes.keys()].filter((name) => !told.has(name))
  const isRight = (lengths: ReadonlyMap<string, number>): boolean =>
    compareAt(yours, exact, nodes, new Map([...sizes, ...lengths]), known, FEW).relation === 'equal'
  if (lengthsCounted(yours, exact, names).some(isRight)) return SOME_LENGTHS
  if (found.relation === 'different' && !isLeast) return found
  // What is divided by 3 is no mean, though it is one of three.
  const isOpen = (name: string): boolean => !told.has(name) && !least.has(name)
  if (found.relation === 'different' || known.isSized === true || ![...sizes.keys()].some(isOpen)) return found
  const longer = new Map([...sizes].map(([name, size]) => [name, isOpen(name) ? size + 1 : size]))
  if (compareAt(yours, exact, nodes, longer, known, FEW).relation !== 'different') return found
  return SOME_LENGTHS
}

const SOME_LENGTHS: Comparison = { relation: 'open', why: 'the two agree for arrays of some lengths only' }

const rootsOf = (yours: Expr, exact: Expr, { of }: Known): Expr[] => (of === undefined ? [yours, exact] : [yours, exact, of])

/**
 * The lengths at which arrays hold just the components that are named: f(x) = x[0]² + x[1]² is meant for two. What goes along an axis
 * is meant for any length.
 */
function leastSizes(nodes: readonly Expr[], sizes: ReadonlyMap<string, number>, of: Expr | undefined): Map<string, number> {
  const least = new Map<string, number>()
  const gone = new Set(topological(of === undefined ? [] : [of]).flatMap((node) => (isSymbol(node) ? [] : node.shape.flatMap(lengthNames))))
  for (const node of nodes) {
    if (node.op !== take.op) continue
    const { items, whole } = itemsOf(node)
    for (const [axis, item] of items.entries()) {
      const length = whole[axis]
      if (typeof length === 'string' && sizes.has(length) && !gone.has(length) && 'at' in item && item.at >= 0)
        least.set(length, Math.max(least.get(length) ?? 0, item.at + 1))
    }
  }
  return least
}

function compareAt(yours: Expr, exact: Expr, nodes: readonly Expr[], sizes: ReadonlyMap<string, number>, known: Known, few?: number): Comparison {
  const bound = boundNames(nodes)
  const symbols = nodes.filter((node) => isSymbol(node) && !bound.has(nameOf(node) as string))
  const roots = rootsOf(yours, exact, known)
  const isScreened = few !== undefined
  const edges = isScreened ? [] : edgesOf(known.of === undefined ? [exact] : [known.of, exact], bound)
  const all = plan([...roots, ...edges])
  const bounded = boundedForExponentials(nodes)
  const indices = indicesIn(nodes)
  let stable: Plan | undefined
  const random = generator(nodes.length + 17)
  const labels = labelsIn(nodes)
  const told = new Set([...sizes.keys(), ...indices.keys(), ...labels.keys(), ...known.values.keys()])
  const free = symbols.filter((node) => traitsOf(node).integer !== true && !told.has(nameOf(node) as string))
  const isTied = mayTie(nodes)
  const wanted = few ?? Math.max(6, Math.min(POINTS, Math.floor(BUDGET / nodes.length)))
  const found: (readonly number[])[] = []
  const errors: number[] = []
  const ratios: number[] = []
  const points: Point[] = []
  const [pieces, agreements] = [new Pieces(edges.length), new Agreements()]
  let witness: Omit<Witness, 'agreement'> | undefined
  let [rounds, largest, confirmed] = [wanted * DRAWS, 0, 0]
  for (let round = 0; round < rounds; round++) {
    if (errors.length >= wanted && pieces.areCovered) break
    // Where the pieces lie that were met too seldom nobody has found yet.
    if (errors.length >= wanted) rounds = Math.min(rounds, round + wanted)
    const boxes = chooseBoxes(symbols.length, round, errors.length < wanted ? found : [], random)
    const at = draw(boxes, round)
    const looked = lookAt(at)
    if (looked === undefined) continue
    found.push(boxes)
    errors.push(looked.error)
    largest = looked.values.exact.data.reduce((most, x) => Math.max(most, Math.abs(x)), largest)
    learn(at, looked)
  }
  if (errors.length === 0) return { relation: 'open', why: 'no point was found at which both have a value' }
  const worst = Math.max(...errors)
  const isOften = errors.filter((error) => error > APART).length >= Math.max(3, SHARE * errors.length)
  if (!isOften) lookBeyond()
  const share = (bound: number): number => errors.filter((error) => error > bound).length / errors.length
  if (!pieces.isOff(APART) && (worst <= SAME || (worst <= CANCELLED && share(NEARLY) <= 0.1))) return { relation: 'equal', confidence: 'sampled' }
  if (witness !== undefined && (isOften || pieces.isOff(APART)))
    return { relation: 'different', witness: { ...witness, ratio: common(ratios, isScreened ? ROUGHLY : EXACTLY), agreement: agreements.found } }
  const digits = `to about ${Math.floor(-Math.log10(worst))} digits`
  return { relation: 'open', why: `the two agree ${worst > APART ? 'nearly everywhere' : digits}: perhaps an approximation` }

  /** A point, from these boxes. */
  function draw(boxes: readonly number[], round: number): Map<string, Tensor> {
    const at = rounded(samplePoint(symbols, sizes, boxes, random, labels), sizes)
    drawIndices(at, indices, sizes, random)
    if (round % USUAL === 0)
      for (const [name, value] of known.usual ?? [])
        if (typeof value === 'number' && at.get(name)?.shape.length === 0 && !sizes.has(name)) at.set(name, fromValue(value))
    for (const [name, value] of known.values) if (at.has(name)) at.set(name, fromValue(value))
    for (const [name, value] of known.defaults) {
      const drawn = at.get(name)
      if (typeof value !== 'number' || value === 0 || drawn?.shape.length !== 0) continue
      drawn.data[0] = Math.abs(value) <= TINY ? value : Math.sign(value) * Math.abs(drawn.data[0] as number)
    }
    return at
  }

  /** Both at a point, and how far they are apart; `least` is as nothing. */
  function lookAt(at: ReadonlyMap<string, Tensor>, least = 0): Looked | undefined {
    const pair = valuesAt(all, at)
    if (pair === undefined || hasVanished(pair)) return undefined
    const { error: plain, place } = largestDifference(pair, least)
    // Is it rounding? Then the forms in which little is lost agree.
    const isPlain = plain > APART && (isScreened || confirmed >= CONFIRMED)
    const [error, values] = plain > SAME && !isPlain ? stabler(plain, pair, at, least) : [plain, pair]
    if (error > APART && isAtKink(at, least)) return undefined
    if (!isPlain && error > APART) confirmed++
    return { pair, place, error, values, isPlain }
  }

  /** Whether both are the same a little farther: values are tied, and what a derivative is there is a convention. */
  function isAtKink(at: ReadonlyMap<string, Tensor>, least: number): boolean {
    const near = isTied ? valuesAt(all, moved(at, free)) : undefined
    return near !== undefined && largestDifference(near, least).error <= CANCELLED
  }

  function learn(at: ReadonlyMap<string, Tensor>, { pair, place, error, values, isPlain }: Looked): void {
    pieces.add(pair.piece, error)
    agreements.add(values)
    // What is lost by rounding is no other ratio.
    if (isScreened || !isPlain) ratios.push(...ratiosOf(values))
    if (error < APART) return
    if (points.length < KEPT) points.push({ at, exact: values.exact })
    witness ??= {
      at: new Map(symbols.map((node) => [nameOf(node) as string, at.get(nameOf(node) as string) as Tensor])),
      yours: pair.yours,
      exact: pair.exact,
      place,
      sizes,
      points,
    }
  }

  /** Looks where no points are drawn, only for what is another function there. */
  function lookBeyond(): void {
    let round = 0
    for (const at of beyond(edges, pieces, free, () => draw(chooseBoxes(symbols.length, round, round % 2 === 0 ? found : [], random), round++))) {
      const looked = lookAt(at, SMALL * largest)
      if (looked !== undefined) learn(at, looked)
    }
  }

  function stabler(error: number, values: Values, at: ReadonlyMap<string, Tensor>, least: number): [number, Values] {
    stable ??= plan(stabilizeAll([yours, exact]))
    const pair = valuesAt(stable, at)
    if (pair === undefined) return [error, values]
    return [hasVanished(pair) ? 0 : Math.min(error, largestDifference(pair, least).error), pair]
  }

  function valuesAt(order: Plan, at: ReadonlyMap<string, Tensor>): Looked['pair'] | undefined {
    try {
      const surroundings = surroundingsOf(order, at, symbols, sampleFunctions)
      const items = evaluatePlan(order, surroundings)
      if (isOutside(order, items, surroundings.sizes, bounded)) return undefined
      const all = order.roots.map((root) => items[root] as Item)
      const [own, theirs, value] = all.slice(0, roots.length).map(asTensor) as [Tensor, Tensor, Tensor?]
      if (own.data.length !== theirs.data.length || ![...own.data, ...theirs.data, ...(value?.data ?? [])].every(Number.isFinite)) return undefined
      return { yours: own, exact: theirs, piece: pieceOf(all.slice(roots.length)) }
    } catch (error) {
      if (error instanceof EvaluationError || error instanceof RangeError) return undefined
      throw error
    }
  }
}

function haveOneForm(yours: Expr, exact: Expr): boolean {
  const [own, theirs] = simplifyAll([yours, exact]) as [Expr, Expr]
  return own === theirs || notation(own) === notation(theirs)
}

/** Numbers that people can check by hand: two digits behind the point. Lengths stay. */
function rounded(at: ReadonlyMap<string, Tensor>, sizes: ReadonlyMap<string, number>): Map<string, Tensor> {
  return new Map(
    [...at].map(([name, { shape, data }]) => [name, sizes.has(name) ? { shape, data } : { shape, data: data.map((x) => Math.round(100 * x) / 100) }]),
  )
}

/** Both at a point. */
type Values = Pick<Witness, 'yours' | 'exact'>

/** Both at a point as they are written, and in the forms that tell how far they are apart. */
interface Looked {
  readonly pair: Values & { readonly piece: string }
  readonly place: number
  readonly error: number
  readonly values: Values
  /** No other forms were looked at. */
  readonly isPlain: boolean
}

const hasVanished = ({ yours, exact }: Values): boolean =>
  [...yours.data, ...exact.data].some((x) => x !== 0) && [...yours.data, ...exact.data].every((x) => Math.abs(x) < VANISHED)

/** Of the component that differs most; what is smaller than `nothing` is compared with that. */
function largestDifference({ yours, exact }: Values, nothing: number): { error: number; place: number } {
  const sizes = exact.data.map((x, i) => Math.max(Math.abs(x), Math.abs(yours.data[i] as number)))
  const least = Math.max(nothing, SMALL * sizes.reduce((most, x) => Math.max(most, x), 0))
  let [error, place] = [0, 0]
  exact.data.forEach((x, i) => {
    const off = Math.abs(x - (yours.data[i] as number))
    const relative = off === 0 ? 0 : off / Math.max(sizes[i] as number, least)
    if (relative > error) [error, place] = [relative, i]
  })
  return { error, place }
}

/** exact/yours of the components that are not lost. */
const ratiosOf = ({ yours, exact }: Values): number[] =>
  [...exact.data].flatMap((x, i) => {
    const own = yours.data[i] as number
    return Math.max(Math.abs(own), Math.abs(x)) < VANISHED ? [] : [x / own]
  })

/** How near ratios are that are one, of values as they are computed best, or at once. */
const [EXACTLY, ROUGHLY] = [1e-9, 1e-4]

/** The number that all of them are. */
function common(ratios: readonly number[], near: number): number | undefined {
  const [first = Number.NaN] = ratios
  return Number.isFinite(first) && ratios.every((ratio) => Math.abs(ratio - first) <= near * Math.abs(first)) ? first : undefined
}

/** The share of components that are right though they are not nothing: of a Jacobian one entry is wrong, not all but one. */
export const likenessOf = (found: readonly Comparison[]): number =>
  found.reduce((sum, each) => sum + (each.relation === 'different' ? each.witness.agreement.share : 1), 0) / Math.max(1, found.length)
