/**
 * From terms to expressions: ranks are inferred over the whole reading, lengths of axes unified, and every term becomes
 * a node. The shape rules are the rows' own: where two lengths meet that must agree, a length not yet known takes the
 * other's place and the building starts again; where both are known it is an error that names both.
 */
import type { Note, Range, Value } from '../api.ts'
import { type Expr, symbol, type Traits } from '../expr.ts'
import { freeSymbols } from '../ops/binder.ts'
import { formatShape, type Length, SCALAR, type Shape, ShapeError } from '../shape.ts'
import { Builder } from './build/build.ts'
import { type Built, NOWHERE, type OpenLengths } from './build/built.ts'
import { reachedBy } from './build/indexing.ts'
import { longestProduct, MOST_FACTORS, mayBeLonger } from './build/longest.ts'
import { withPlaces, workedWhole } from './build/slopes.ts'
import { Lengths } from './build/unification.ts'
import { byRealNumbers } from './complex.ts'
import { contradiction, MisfitError } from './misfit.ts'
import { mapTerms, occurs, orderOf, type TermOrder } from './order.ts'
import { countedIndices } from './ranks/counted.ts'
import { withMatrixFunctions } from './ranks/exponentials.ts'
import { isUpper } from './ranks/habits.ts'
import { indexNames } from './ranks/indexed.ts'
import { inferRanks } from './ranks/ranks.ts'
import { allScalar } from './ranks/rowRanks.ts'
import { withWholeCalls } from './ranks/wholeCalls.ts'
import { applyTerm, type Declaration, type Label, ReadError, type Reading, type Term } from './term.ts'

/** How often lengths may be unified before something must be wrong. */
const UNIFICATIONS = 500

/** What the caller says of symbols, over what the text says. */
export interface Given {
  readonly shapes?: ReadonlyMap<string, Shape>
  readonly traits?: ReadonlyMap<string, Traits>
  /** How many axes names have that nothing is said of. */
  readonly ranks?: ReadonlyMap<string, number>
}

/** Names tried one by one when capitals that were taken for matrices do not go together with the rest. */
const CAPITALS = 4

/** Throws ReadError. Capitals are matrices, unless they can only be vectors. */
export function elaborate(reading: Reading, given: Given = {}): Elaborated {
  try {
    return elaborateStated(reading, given)
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error
    const zeros = withZeroVectors(reading, error.range)
    if (zeros !== undefined) {
      try {
        return elaborate(zeros, given)
      } catch (again) {
        if (!(again instanceof ReadError)) throw again
      }
    }
    const capitals = guessedMatrices(reading, given)
    const tries = capitals.length === 0 ? [] : [capitals, ...(capitals.length > 1 ? capitals.slice(0, CAPITALS).map((name) => [name]) : [])]
    for (const names of tries) {
      const [one, other] = names.length > 1 ? ['vectors', 'matrices'] : ['a vector', 'a matrix']
      const message = `read ${names.join(' and ')} as ${one}: as ${other} the shapes would not go together`
      const note: Note = { message, range: error.range, kind: 'shape' }
      try {
        return elaborateStated({ ...reading, notes: [...reading.notes, note] }, { ...given, ranks: new Map(names.map((name) => [name, 1])) })
      } catch (again) {
        if (!(again instanceof ReadError)) throw again
      }
    }
    throw error
  }
}

/** The same formula with what stands as 0 below vectors read as vectors of zeros; undefined where there is none. */
function withZeroVectors(reading: Reading, range: Range): Reading | undefined {
  if (reading.language !== undefined || reading.arrays !== undefined || !occurs(reading.body, 'blocks')) return undefined
  let isFound = false
  const body = mapTerms(reading.body, (term) => {
    if (term.kind !== 'apply' || term.op !== 'blocks' || !((term.attributes?.['columns'] ?? []) as readonly number[]).every((count) => count === 1))
      return term
    const args = term.args.map((arg) => (arg.kind === 'number' && arg.value.isZero ? applyTerm('vector', [arg], arg.range) : arg))
    if (args.every((arg, k) => arg === term.args[k])) return term
    isFound = true
    return { ...term, args }
  })
  if (!isFound) return undefined
  const note: Note = { message: 'read 0 below a vector as a vector of zeros: as a number the shapes would not go together', range, kind: 'shape' }
  return { ...reading, body, notes: [...reading.notes, note] }
}

/** Capitals that nothing is said of and that are taken for matrices. */
function guessedMatrices(reading: Reading, given: Given): readonly string[] {
  const { terms } = orderOf(reading.body)
  const { known } = saidOf(reading, given, terms)
  return [...inferRanks(terms, known, reading.long)].flatMap(([name, rank]) => (rank === 2 && isUpper(name) && !known.has(name) ? [name] : []))
}

/** What prose says is believed as long as the formula can be as it says. Throws ReadError. */
function elaborateStated(reading: Reading, given: Given): Elaborated {
  const { declarations } = reading
  if (![...declarations.values()].some(({ stated }) => stated)) return elaborateAs(reading, given)
  try {
    return elaborateAs(reading, given)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    // The letters of N x M may be others than those of the formula; that there are two axes is still so.
    const ranksAlone = [...declarations].map(([name, one]) => [name, one.stated && one.shape ? withoutLengths(one) : one] as const)
    const others = [...declarations].filter(([, { stated }]) => !stated)
    if (ranksAlone.every(([name, one]) => one === declarations.get(name))) return elaborateAs({ ...reading, declarations: new Map(others) }, given)
    try {
      return elaborateAs({ ...reading, declarations: new Map(ranksAlone) }, given)
    } catch (inner) {
      if (!(inner instanceof ReadError)) throw inner
      return elaborateAs({ ...reading, declarations: new Map(others) }, given)
    }
  }
}

const withoutLengths = ({ shape, ...said }: Declaration): Declaration => ({ ...said, rank: shape?.length })

function elaborateAs(reading: Reading, given: Given): Elaborated {
  const order = orderOf(withPlaces(reading.body))
  const { traits, declared, known } = saidOf(reading, given, order.terms)
  for (const [name, { symmetric, orthogonal }] of traits) {
    const shape = (symmetric ?? orthogonal) === true ? declared.get(name) : undefined
    if (shape?.length === 2 && shape[0] !== shape[1])
      throw new ReadError(
        `${name} is said to be ${formatShape(shape)}, and ${symmetric ? 'symmetric' : 'orthogonal'}: such a matrix is square`,
        reading.range,
      )
  }
  const ranks = allScalar(order.terms, known) && (reading.long?.size ?? 0) === 0 ? undefined : inferRanks(order.terms, known, reading.long)
  const tall = [...(ranks ?? [])].find(([, rank]) => rank > MOST_AXES)
  if (tall !== undefined) throw new ReadError(`${tall[0]} has ${tall[1]} axes: at most ${MOST_AXES} are differentiated by`, reading.range)
  const whole = ranks === undefined ? undefined : wholeFunctions(reading, given, order, ranks)
  if (whole !== undefined) return whole
  const calls = wholeCalls(reading, given, order, ranks)
  if (calls !== undefined) return calls
  const lengths = ranks === undefined ? undefined : new Lengths(order.terms, ranks, declared, traits, namedLengths(reading))
  const counted = countedIndices(order.terms)
  const builder = new Builder(
    order,
    (name) => symbol(name, lengths?.shapeOf(name), traits.get(name)),
    lengths ?? NUMBERS_ONLY,
    counted,
    reading.arrays,
  )
  let isCalled = lengths !== undefined && !asksForOpen(order.terms)
  lengths?.runAlong(order.terms)
  lengths?.alongStacked(order.terms)
  if (isCalled) lengths?.callOpen()
  for (let round = 0; ; round++) {
    if (round > UNIFICATIONS) throw new ReadError('the shapes could not be settled', reading.range)
    const goTogether = buildAll(builder, order, reading, lengths)
    isCalled ||= goTogether
    const isOther = isCalled && lengths?.callOpen() === true
    if (goTogether && !isOther) break
    builder.again()
  }
  const elaborated = new Elaborated(order.terms, builder, reading.notes, valuesIn(reading))
  if (lengths !== undefined && mayBeLonger(order) && longestProduct(elaborated.expr) > MOST_FACTORS)
    throw new ReadError(`a product of more than ${MOST_FACTORS} matrices and vectors is not differentiated`, reading.range, 'select a part of it')
  return elaborated
}

/** The reading with exponentials, roots and logarithms of whole matrices, where there are such and their matrices can be square. Throws ReadError. */
function wholeFunctions(reading: Reading, given: Given, { terms }: TermOrder, ranks: ReadonlyMap<string, number>): Elaborated | undefined {
  const whole = withMatrixFunctions(reading, terms, ranks)
  if (whole === undefined) return undefined
  const range = whole.found[0]?.range
  const [first] = whole.found
  const what = first?.kind === 'apply' && first.op !== 'exp' ? (first.op === 'sqrt' ? 'square root' : 'logarithm') : 'exponential'
  const note: Note = { message: `read the ${what} of a matrix as that of the whole matrix, not of each component`, range, kind: 'reading' }
  const notes = reading.language === undefined ? [...reading.notes, note] : reading.notes
  try {
    return elaborateAs({ ...reading, body: whole.body, notes }, given)
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error
    return undefined
  }
}

/** The reading with functions that nobody knows of whole vectors, where the formula shows that some are such; undefined where there are none. */
function wholeCalls(reading: Reading, given: Given, order: TermOrder, ranks: ReadonlyMap<string, number> = NOTHING): Elaborated | undefined {
  if (!order.has('call')) return undefined
  const whole = withWholeCalls(reading, order.terms, ranks)
  if (whole === undefined) return undefined
  try {
    return elaborateAs(
      { ...reading, body: whole.body, notes: [...reading.notes, ...whole.notes] },
      { ...given, ranks: new Map([...(given.ranks ?? []), ...whole.ranks]) },
    )
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return undefined
  }
}

/** Axes of an array beyond which no one could look at the answer. */
const MOST_AXES = 8

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>()

interface Said {
  readonly traits: ReadonlyMap<string, Traits>
  readonly declared: ReadonlyMap<string, Shape>
  /** How many axes names have. */
  readonly known: ReadonlyMap<string, number>
}

/** What the text and the caller say of the names. */
function saidOf({ declarations }: Reading, { shapes, traits: own, ranks = NOTHING }: Given, terms: readonly Term[]): Said {
  const traits = givenTraits(declarations, own, indexNames(terms))
  const declared = declaredShapes(declarations, shapes)
  const isNothing = declarations.size + declared.size + traits.size === 0
  return { traits, declared, known: isNothing ? ranks : knownRanks(declarations, declared, traits, ranks) }
}

export const valuesIn = ({ declarations }: Reading): ReadonlyMap<string, Value> =>
  new Map([...declarations].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const])))

function knownRanks(
  declarations: ReadonlyMap<string, Declaration>,
  declared: ReadonlyMap<string, Shape>,
  traits: ReadonlyMap<string, Traits>,
  guessed: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const known = new Map<string, number>(guessed)
  for (const [name, { rank, stated }] of declarations) if (stated && rank !== undefined) known.set(name, rank)
  for (const [name, { length }] of declared) known.set(name, length)
  for (const [name, { symmetric, orthogonal }] of traits) if ((symmetric ?? orthogonal) && !known.has(name)) known.set(name, 2)
  return known
}

/** A reading as an expression, with where its parts stand and what the text calls them. */
export class Elaborated {
  readonly expr: Expr
  readonly notes: readonly Note[]
  /** The letters that run along the axes of the value: the i of a formula that says one component. */
  readonly running: readonly string[]
  // What only some ask for is found when it is asked for.
  private symbolsFound: Expr[] | undefined
  private rangesFound: ReadonlyMap<Expr, Range> | undefined
  private labelsFound: ReadonlyMap<Expr, Label> | undefined
  /** Of nodes written with complex numbers, where their value is real. */
  private readonly real: ReadonlyMap<Expr, Expr> | undefined
  private latexFound: Map<string, string> | undefined

  constructor(
    private readonly terms: readonly Term[],
    private readonly builder: Builder,
    notes: readonly Note[],
    /** The numbers that the text gives names. */
    values: ReadonlyMap<string, Value> = new Map(),
  ) {
    const root = terms[terms.length - 1] as Term
    const last = workedWhole(root, builder.last(root))
    const found = [...notes, ...builder.rounds.notes]
    const byReal = builder.complex ? byRealNumbers(last, (node) => this.ranges.get(node) ?? NOWHERE, values) : undefined
    this.expr = byReal?.expr ?? last
    this.notes = [...found, ...(byReal?.notes ?? [])]
    this.real = byReal?.real
    this.rangesFound = undefined
    this.running = (builder.rounds.at(terms.length - 1) as Built).indices ?? []
  }

  /** The free symbols, in order of first appearance; in the text where something is worked out, which has an order of its own. */
  get symbols(): readonly Expr[] {
    if (this.symbolsFound === undefined) {
      this.symbolsFound = freeSymbols(this.expr)
      const startOf = (node: Expr): number => this.ranges.get(node)?.start ?? Number.MAX_SAFE_INTEGER
      if (this.terms.some(({ kind }) => kind === 'derivative')) this.symbolsFound.sort((a, b) => startOf(a) - startOf(b))
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

  /** LaTeX of names that were written in a way of their own, and of a symbol e, of which who writes Euler's number must know. */
  get latex(): ReadonlyMap<string, string> {
    if (this.latexFound === undefined) {
      this.latexFound = new Map<string, string>()
      for (const term of this.terms) {
        if (term.kind !== 'name' || this.latexFound.has(term.name) || (term.hint?.latex === undefined && term.name !== 'e')) continue
        this.latexFound.set(term.name, term.hint?.latex ?? term.name)
      }
    }
    return this.latexFound
  }

  /** The letters by which the text counts along axes, by the lengths of these. */
  get letters(): ReadonlyMap<Length, readonly string[]> {
    const found = new Map<Length, string[]>()
    // From the outermost sum inwards.
    for (let k = this.terms.length - 1; k >= 0; k--) {
      const { kind } = this.terms[k] as Term
      if (kind !== 'name' && kind !== 'number') this.addLetters(this.builder.rounds.at(k) as Built, found)
    }
    return found
  }

  private addLetters({ expr, indices = [] }: Built, found: Map<Length, string[]>): void {
    indices.forEach((letter, axis) => {
      // A loop may count with a word.
      if (!/^[a-z]$/.test(letter)) return
      const length = expr.shape[axis] as Length
      const known = found.get(length)
      if (known === undefined) found.set(length, [letter])
      else if (!known.includes(letter)) known.push(letter)
    })
  }

  /** What the first term that became a node says. */
  private firsts<T>(of: (term: Term) => T | undefined): Map<Expr, T> {
    const found = new Map<Expr, T>()
    for (const [k, term] of this.terms.entries()) {
      const value = of(term)
      const built = (this.builder.rounds.at(k) as Built).expr
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

/** Lengths that the text only gives a name to, and how readily each gives way to others. */
const namedLengths = ({ declarations }: Reading): ReadonlyMap<Length, number> =>
  new Map(
    [...declarations.values()].flatMap(({ named, shape = [] }) => (named === undefined ? [] : shape.map((each) => [each, named === 'made' ? 1 : 2]))),
  )

/** Where all is numbers there are no axes of any length. */
const NUMBERS_ONLY: OpenLengths = { ofValue: () => SCALAR, anonymous: () => 1, left: () => 1, resolve: (length) => length }

/**
 * Whether it matters for what terms become that a length is open. Elsewhere open lengths have the names that people see from the first
 * round on: where nothing has to be unified, that is the only one.
 */
const asksForOpen = (terms: readonly Term[]): boolean =>
  terms.some((term) => term.kind === 'apply' && (term.op === 'leftdivide' || term.op === 'index' || term.op === 'put'))

/** Builds all terms; false where shapes did not go together and a length was found that was open. Throws ReadError. */
function buildAll(builder: Builder, order: TermOrder, reading: Reading, lengths: Lengths | undefined): boolean {
  for (const term of order.terms) {
    try {
      builder.add(term)
    } catch (error) {
      if (error instanceof ShapeError) {
        if (lengths?.unify(error) === true) return false
        throw contradiction(error, term, reading, (part) => builder.rounds.of(part)?.expr.shape)
      }
      if (error instanceof RangeError) throw new ReadError(error.message, term.range ?? reading.range, undefined, reachedBy(error, term))
      if (error instanceof ReadError && error.open !== undefined && lengths !== undefined) {
        const open = error.open.map((one) => ('shape' in one && one.shape !== undefined ? { ...one, shape: lengths.reopened(one.shape) } : one))
        throw new ReadError(error.message, error.range, error.hint, open)
      }
      throw error
    }
  }
  return true
}
