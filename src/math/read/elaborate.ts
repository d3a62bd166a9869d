/**
 * From terms to expressions: ranks are inferred over the whole reading, lengths of axes unified, and every term becomes
 * a node. The shape rules are the rows' own: where two lengths meet that must agree, a length not yet known takes the
 * other's place and the building starts again; where both are known it is an error that names both.
 */
import type { Note, Range } from '../api.ts'
import { type Expr, isSymbol, nameOf, symbol, type Traits, topological } from '../expr.ts'
import { boundNames } from '../ops/binder.ts'
import {
  addLengths,
  ceilParts,
  divideLengths,
  formatShape,
  type Length,
  lengthNames,
  multiplyLengths,
  SCALAR,
  type Shape,
  ShapeError,
  shapeOf,
  substituteLength,
} from '../shape.ts'
import { Builder, NOWHERE } from './build.ts'
import type { Built } from './built.ts'
import { byRealNumbers } from './complex.ts'
import { countedIndices } from './counted.ts'
import { indexNames } from './indexed.ts'
import { longestProduct, MOST_FACTORS } from './longest.ts'
import { orderOf, type TermOrder } from './order.ts'
import { inferRanks } from './ranks.ts'
import { allScalar } from './rowRanks.ts'
import { type Declaration, type Label, ReadError, type Reading, type Term } from './term.ts'

/** How often lengths may be unified before something must be wrong. */
const UNIFICATIONS = 500

/** What the caller says of symbols, over what the text says. */
export interface Given {
  readonly shapes?: ReadonlyMap<string, Shape>
  readonly traits?: ReadonlyMap<string, Traits>
}

/** Throws ReadError. What prose says is believed as long as the formula can be as it says. */
export function elaborate(reading: Reading, given: Given = {}): Elaborated {
  const { declarations } = reading
  if (![...declarations.values()].some(({ stated }) => stated)) return elaborateAs(reading, given)
  try {
    return elaborateAs(reading, given)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    const others = [...declarations].filter(([, { stated }]) => !stated)
    return elaborateAs({ ...reading, declarations: new Map(others) }, given)
  }
}

function elaborateAs(reading: Reading, given: Given): Elaborated {
  const order = orderOf(reading.body)
  const traits = givenTraits(reading.declarations, given.traits, indexNames(order.terms))
  const declared = declaredShapes(reading.declarations, given.shapes)
  for (const [name, { symmetric, orthogonal }] of traits) {
    const shape = (symmetric ?? orthogonal) === true ? declared.get(name) : undefined
    if (shape?.length === 2 && shape[0] !== shape[1])
      throw new ReadError(
        `${name} is said to be ${formatShape(shape)}, and ${symmetric ? 'symmetric' : 'orthogonal'}: such a matrix is square`,
        reading.range,
      )
  }
  const known = reading.declarations.size + declared.size + traits.size === 0 ? NOTHING : knownRanks(reading.declarations, declared, traits)
  const lengths = allScalar(order.terms, known) ? undefined : new Lengths(order.terms, inferRanks(order.terms, known), declared, traits)
  const counted = countedIndices(order.terms)
  let build = buildWith(order, reading, lengths, traits, counted)
  for (let round = 0; build instanceof ShapeError; round++) {
    if (round > UNIFICATIONS) throw new ReadError('the shapes could not be settled', reading.range)
    build = buildWith(order, reading, lengths, traits, counted)
  }
  if (lengths?.settle() === true) {
    const named = buildWith(order, reading, lengths, traits, counted)
    if (named instanceof ShapeError) throw new ReadError(named.message, reading.range)
    build = named
  }
  const elaborated = new Elaborated(order.terms, build, reading.notes)
  if (order.terms.length > MOST_FACTORS && longestProduct(elaborated.expr) > MOST_FACTORS)
    throw new ReadError(`a product of more than ${MOST_FACTORS} matrices is not differentiated`, reading.range, 'select a part of it')
  return elaborated
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>()

function knownRanks(
  declarations: ReadonlyMap<string, Declaration>,
  declared: ReadonlyMap<string, Shape>,
  traits: ReadonlyMap<string, Traits>,
): ReadonlyMap<string, number> {
  const known = new Map<string, number>()
  for (const [name, { rank, stated }] of declarations) if (stated && rank !== undefined) known.set(name, rank)
  for (const [name, { length }] of declared) known.set(name, length)
  for (const [name, { symmetric, orthogonal }] of traits) if ((symmetric ?? orthogonal) && !known.has(name)) known.set(name, 2)
  return known
}

/** A reading as an expression, with where its parts stand and what the text calls them. */
export class Elaborated {
  readonly expr: Expr
  readonly notes: readonly Note[]
  // What only some ask for is found when it is asked for.
  private symbolsFound: readonly Expr[] | undefined
  private rangesFound: ReadonlyMap<Expr, Range> | undefined
  private labelsFound: ReadonlyMap<Expr, Label> | undefined
  /** Of nodes written with complex numbers, where their value is real. */
  private readonly real: ReadonlyMap<Expr, Expr> | undefined
  private latexFound: Map<string, string> | undefined

  constructor(
    private readonly terms: readonly Term[],
    private readonly builder: Builder,
    notes: readonly Note[],
  ) {
    const last = builder.last(terms[terms.length - 1] as Term)
    const found = builder.notes.length === 0 ? notes : [...notes, ...builder.notes]
    const byReal = builder.complex ? byRealNumbers(last, (node) => this.ranges.get(node) ?? NOWHERE) : undefined
    this.expr = byReal?.expr ?? last
    this.notes = [...found, ...(byReal?.notes ?? [])]
    this.real = byReal?.real
    this.rangesFound = undefined
  }

  /** The free symbols, in order of first appearance. */
  get symbols(): readonly Expr[] {
    if (this.symbolsFound === undefined) {
      const nodes = topological([this.expr])
      const bound = boundNames(nodes)
      this.symbolsFound = nodes.filter((node) => isSymbol(node) && !bound.has(nameOf(node) as string))
    }
    return this.symbolsFound
  }

  /** Where in the text a node came from: the first place. */
  get ranges(): ReadonlyMap<Expr, Range> {
    this.rangesFound ??= this.firsts((term) => term.range)
    return this.rangesFound
  }

  get labels(): ReadonlyMap<Expr, Label> {
    this.labelsFound ??= this.firsts((term) => term.label)
    return this.labelsFound
  }

  /** LaTeX of names that were written in a way of their own. */
  get latex(): ReadonlyMap<string, string> {
    if (this.latexFound === undefined) {
      this.latexFound = new Map<string, string>()
      for (const term of this.terms) {
        if (term.kind === 'name' && term.hint?.latex !== undefined && !this.latexFound.has(term.name)) this.latexFound.set(term.name, term.hint.latex)
      }
    }
    return this.latexFound
  }

  /** What the first term that became a node says. */
  private firsts<T>(of: (term: Term) => T | undefined): Map<Expr, T> {
    const found = new Map<Expr, T>()
    for (const [k, term] of this.terms.entries()) {
      const value = of(term)
      const built = (this.builder.results[k] as Built).expr
      const expr = this.real === undefined ? built : this.real.get(built)
      if (value !== undefined && expr !== undefined && !found.has(expr)) found.set(expr, value)
    }
    return found
  }
}

/** Only what holds, with what follows from it: a positive definite or diagonal matrix is symmetric. */
function completeTraits(traits: Traits): Traits {
  const all = traits.positiveDefinite || traits.diagonal ? { ...traits, symmetric: true } : traits
  return Object.fromEntries(Object.entries(all).filter(([, holds]) => holds))
}

function givenTraits(
  declarations: ReadonlyMap<string, Declaration>,
  given: Given['traits'],
  indices: ReadonlySet<string>,
): ReadonlyMap<string, Traits> {
  if (indices.size + declarations.size === 0 && given === undefined) return NOTHING
  const traits = new Map<string, Traits>()
  for (const name of indices) traits.set(name, { integer: true })
  for (const [name, declaration] of declarations) if (declaration.traits !== undefined) traits.set(name, declaration.traits)
  for (const [name, more] of given ?? []) traits.set(name, { ...traits.get(name), ...more })
  for (const [name, known] of traits) traits.set(name, completeTraits(known))
  return traits
}

function declaredShapes(declarations: ReadonlyMap<string, Declaration>, given: Given['shapes']): ReadonlyMap<string, Shape> {
  if (declarations.size === 0 && given === undefined) return NOTHING
  const declared = new Map<string, Shape>()
  for (const [name, { shape }] of declarations) if (shape !== undefined) declared.set(name, shape)
  for (const [name, shape] of given ?? []) declared.set(name, shape)
  return declared
}

function buildWith(
  order: TermOrder,
  reading: Reading,
  lengths: Lengths | undefined,
  traits: ReadonlyMap<string, Traits>,
  counted: ReadonlyMap<Term, number>,
): Builder | ShapeError {
  const builder = new Builder(
    order.positions,
    (name) => symbol(name, lengths?.shapeOf(name), traits.get(name)),
    (count) => lengths?.anonymous(count) ?? 1,
    counted,
    reading.arrays,
  )
  for (const term of order.terms) {
    try {
      builder.add(term)
    } catch (error) {
      if (error instanceof ShapeError) {
        if (lengths?.unify(error) === true) return error
        throw contradiction(error, term, reading, (part) => builder.shapeOf(part))
      }
      if (error instanceof RangeError) throw new ReadError(error.message, term.range ?? reading.range)
      throw error
    }
  }
  return builder
}

/** Both sides of what does not go together, by their names or places, with their shapes. */
function contradiction(error: ShapeError, term: Term, reading: Reading, shapeOf: (part: Term) => Shape | undefined): ReadError {
  const parts = 'args' in term ? term.args : []
  const told = parts.flatMap((part, k) => {
    const shape = shapeOf(part)
    if (shape === undefined || shape.length === 0) return []
    return [`${part.kind === 'name' ? part.name : `the ${ORDINALS[k] ?? 'last'} part`} (${formatShape(shape)})`]
  })
  const sides = told.length > 1 && told.length <= ORDINALS.length ? `: ${told.slice(0, -1).join(', ')} and ${told[told.length - 1]}` : ''
  return new ReadError(
    `shapes do not go together${sides}: ${error.message}`,
    term.range ?? reading.range,
    'Set the shapes of the symbols, or look at the order of the factors.',
  )
}

const ORDINALS = ['first', 'second', 'third', 'fourth']

/** The lengths of the axes of all names: known, declared by a name, or still open. */
class Lengths {
  private readonly shapes = new Map<string, Shape>()
  /** What an open length turned out to be. */
  private readonly settled = new Map<string, Length>()
  private readonly names: readonly string[]
  private anonymousCount = 0
  private fractions = 0
  /** Open lengths that others turned out to be made of. */
  private readonly parts = new Set<string>()

  constructor(order: readonly Term[], ranks: ReadonlyMap<string, number>, declared: ReadonlyMap<string, Shape>, traits: ReadonlyMap<string, Traits>) {
    this.names = [...new Set(order.flatMap((term) => (term.kind === 'name' ? [term.name] : [])))]
    let open = 0
    for (const name of this.names) {
      const rank = ranks.get(name) ?? 0
      const { symmetric, orthogonal } = traits.get(name) ?? {}
      const square = rank === 2 && (symmetric ?? orthogonal) === true
      if (square) open++
      this.shapes.set(name, declared.get(name) ?? (rank === 0 ? SCALAR : shapeOf(Array.from({ length: rank }, () => `?${square ? open : open++}`))))
      if (square) open++
    }
  }

  shapeOf(name: string): Shape {
    const shape = this.shapes.get(name) ?? SCALAR
    return shape.length === 0 ? SCALAR : shapeOf(shape.map((length) => this.resolve(length)))
  }

  /** The length of an axis that no name has: that of the k-th vector(c), matrix(c) or identity. */
  anonymous(count: number): Length {
    this.anonymousCount = Math.max(this.anonymousCount, count + 1)
    return this.resolve(`?${ANONYMOUS + count}`)
  }

  private resolve(length: Length): Length {
    let found = length
    while (lengthNames(found).some((name) => this.settled.has(name))) found = substituteLength(found, (name) => this.settled.get(name))
    return found
  }

  /** Makes the first pair of lengths that differ agree; false when both are known. */
  unify({ left, right }: ShapeError): boolean {
    const rank = Math.min(left.length, right.length)
    for (let k = 1; k <= rank; k++) {
      const a = this.resolve(left[left.length - k] as Length)
      const b = this.resolve(right[right.length - k] as Length)
      if (a === b || a === 1 || b === 1) {
        if (a === b) continue
        // A length of 1 is only forced where nothing stretches: products that contract.
        if (left.length === 1 && right.length === 1 && (isOpen(a) || isOpen(b))) return this.set(isOpen(a) ? a : b, isOpen(a) ? b : a)
        continue
      }
      if (isOpen(a)) return this.set(a, b)
      if (isOpen(b)) return this.set(b, a)
      // An open length times others against a product that holds those others.
      for (const [product, other] of [
        [a, b],
        [b, a],
      ] as const) {
        const factor = lengthNames(product).find(isOpen)
        const rest = factor === undefined ? undefined : divideLengths(product, factor)
        const quotient = rest === undefined || rest === 1 ? undefined : divideLengths(other, rest)
        if (factor !== undefined && quotient !== undefined) return this.set(factor, quotient)
      }
      // Two products of open lengths: factor by factor, in order.
      const [own, others] = [factorsBeside(a, b), factorsBeside(b, a)]
      if (own.length > 0 && own.length === others.length) return this.set(others[0] as string, own[0] as string)
      // A declared name that is to be so many equal parts.
      for (const [own, product] of [
        [a, b],
        [b, a],
      ] as const) {
        const part = lengthNames(product).find(isOpen)
        if (part !== undefined && /^[^\W\d]\w*$/.test(String(own)) && typeof divideLengths(product, part) === 'number') return this.set(own, product)
      }
      // Every other component from 0 and from 1: as many of the one as of the other where the whole is even.
      const [roundedA, roundedB] = [typeof a === 'string' ? ceilParts(a) : undefined, typeof b === 'string' ? ceilParts(b) : undefined]
      const whole = [...lengthNames(a), ...lengthNames(b)].find(isOpen)
      if (whole !== undefined && (roundedA ?? roundedB) !== undefined) {
        const step = (roundedA ?? roundedB)?.[1] as number
        return this.set(whole, multiplyLengths(step, `?${FRACTION + this.fractions++}`))
      }
      // n - 1 against m - 1: what is open takes up the difference.
      const open = [...lengthNames(a), ...lengthNames(b)].find(isOpen)
      if (open !== undefined) {
        const difference = lengthNames(a).includes(open) ? addLengths(b, a, -1) : addLengths(a, b, -1)
        return this.set(open, addLengths(open, difference))
      }
      // A declared name against a number: the number says more.
      if (typeof a === 'string' && typeof b === 'number' && /^\w+$/.test(a)) return this.set(a, b)
      if (typeof b === 'string' && typeof a === 'number' && /^\w+$/.test(b)) return this.set(b, a)
      return false
    }
    return false
  }

  private set(open: Length, to: Length): boolean {
    if (lengthNames(to).includes(String(open))) return false
    this.settled.set(String(open), to)
    for (const name of lengthNames(to)) if (isOpen(name)) this.parts.add(name)
    return true
  }

  /** Gives what is still open names that people use: m×n for a matrix, n for a vector; says whether there was anything. */
  settle(): boolean {
    const taken = new Set<string>([...this.names, ...this.settled.keys()])
    for (const shape of this.shapes.values()) for (const length of shape) for (const name of lengthNames(this.resolve(length))) taken.add(name)
    let any = false
    const name = (length: Length, wished: readonly string[]): void => {
      const open = this.resolve(length)
      if (!isOpen(open)) return
      const free = [...wished, ...'nmkpqrdl', ...Array.from({ length: 64 }, (_, k) => `n_${k + 1}`)].find(
        (candidate) => !taken.has(candidate),
      ) as string
      taken.add(free)
      this.settled.set(String(open), free)
      any = true
    }
    const byRank = [...this.shapes.values()].sort((a, b) => Math.min(b.length, 2) - Math.min(a.length, 2))
    for (const shape of byRank) {
      if (shape.length === 2 && this.resolve(shape[0] as Length) !== this.resolve(shape[1] as Length)) {
        name(shape[1] as Length, ['n'])
        name(shape[0] as Length, ['m'])
      }
      for (const length of shape) name(length, ['n'])
    }
    for (let k = 0; k < this.anonymousCount; k++) name(this.anonymous(k), ['n'])
    for (const part of this.parts) name(part, ['n'])
    return any
  }
}

/** Where the numbers of lengths without a name begin, and of those that are a part of another. */
const ANONYMOUS = 1_000_000
const FRACTION = 2_000_000

/** The open factors of a product that another product has not. */
function factorsBeside(product: Length, other: Length): string[] {
  if (divideLengths(product, product) !== 1 || divideLengths(other, other) !== 1) return []
  return lengthNames(product).filter((name) => isOpen(name) && !lengthNames(other).includes(name))
}

const isOpen = (length: Length): boolean => typeof length === 'string' && length.startsWith('?') && /^\?\d+$/.test(length)
