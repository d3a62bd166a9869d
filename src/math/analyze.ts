/** The pipeline: read, choose what to differentiate, differentiate, simplify, verify. */
import type { Analysis, AnalyzeOptions, Derivative, Note, Range, Refusal, Role, Source, Step, Value, Variable } from './api.ts'
import { askedOf, orderOf } from './asked.ts'
import { DerivedFormula, type Origin } from './derivative.ts'
import { DerivativeError } from './differentiate/reverse.ts'
import { EvaluationError } from './evaluate/sizes.ts'
import { currentEpoch, type Expr, nameOf, revived, symbol, traitsOf } from './expr.ts'
import { ExprFormula, type FormulaContext, labelsAsShown } from './formula.ts'
import { withHeld } from './held.ts'
import { type Differentiation, Implicit, subject } from './implicit.ts'
import { joinNotes } from './notes/joins.ts'
import { kinkNotes } from './notes/kinks.ts'
import { movesNotes } from './notes/matrices.ts'
import { notesOfValue } from './notes/ofValue.ts'
import { probabilityNote } from './notes/probabilities.ts'
import { where } from './ops/condition.ts'
import { asciiName, latexName } from './print/identifier.ts'
import { isProof, type PreparedDerivatives, preparedTogether, proven } from './proven.ts'
import { Constants, numbersBeside, turnedConstants } from './read/constants.ts'
import { type Elaborated, valuesIn } from './read/elaborate.ts'
import {
  type Assumption,
  assumedSizes,
  boundsAmong,
  decidingSizes,
  defaultsGiven,
  impliedArrays,
  impliedLengths,
  impliedPoints,
  onlyMeasured,
  type Sizes,
  shapesIn,
  sizesGiven,
  sizesTogether,
} from './read/lengths.ts'
import { open } from './read/open.ts'
import { calledPlainly } from './read/spelling.ts'
import { ReadError, type Reading, type Target } from './read/term.ts'
import { refusal } from './refusal.ts'
import { elaborateAny } from './results.ts'
import type { Shape } from './shape.ts'
import { shownForm } from './shown.ts'
import { inOrderOf } from './simplify/authored.ts'
import { stablest } from './simplify/compute/stablest.ts'
import { measure } from './simplify/measure.ts'
import { notation } from './simplify/tensors/notation.ts'
import { searchingBeside, searchingTogether } from './simplify/whole/improve.ts'
import { derivationOfOrder } from './steps/steps.ts'
import { inSurroundings } from './surroundings.ts'
import { chooseVariables, symbolTable } from './variables.ts'
import type { ProofContext } from './verify.ts'

/** Beyond so many nodes an expression is not differentiated once more. */
const NODES = 50_000

/** Reads a text, chooses what to differentiate, differentiates, simplifies, verifies. Never throws on any text. */
export function analyze(source: Source, options: AnalyzeOptions = {}): Analysis | Refusal {
  const own = withPlainNames(options)
  const constants = new Constants()
  try {
    for (;;)
      try {
        return analyzeAssuming([], source, own, constants)
      } catch (error) {
        // With names for its constants a function may be beyond what is known.
        if (!constants.giveUp()) throw error
      }
  } catch (error) {
    return refusal(error, source.selection ?? { start: 0, end: source.text.length }, source.text)
  }
}

/** Names as formulas have them, where they are asked for as TeX writes them. */
function withPlainNames({ of, wrt, ...options }: AnalyzeOptions): AnalyzeOptions {
  return {
    ...options,
    ...(of !== undefined && { of: calledPlainly(of) }),
    ...(wrt !== undefined && { wrt: typeof wrt === 'string' ? calledPlainly(wrt) : wrt.map(calledPlainly) }),
  }
}

/** One text asks for no more assumptions than this. */
const ASSUMPTIONS = 3
/** Terms that the search for shorter forms may build for one answer. */
const SEARCHED = 4000
/** The same for what the notes say of the value. */
const NOTED = 1000

/** The analysis for lengths that the text leaves open, which says so; for data of other shapes it is made anew. Throws ReadError and others. */
function analyzeAssuming(assumptions: readonly Assumption[], source: Source, options: AnalyzeOptions, constants: Constants): Analysis {
  const sizes = sizesTogether(...assumptions)
  const forSizes = (more: Sizes): AnalyzeOptions => ({ ...options, ...sizesTogether(options, more) })
  const assuming = (more: Assumption): Analysis => analyzeAssuming([...assumptions, more], source, options, constants)
  let own = assumptions.length === 0 ? options : forSizes(sizes)
  const isLast = assumptions.length === ASSUMPTIONS
  let reading: Reading
  let elaborated: Elaborated
  try {
    const read = readSource(source, own, { constants })
    const asking = own.asked === true ? askedOf(read) : undefined
    if (asking !== undefined) own = { ...own, wrt: own.wrt ?? [...asking.wrt] }
    const plain = asking?.reading ?? read
    // A damaged text may name a parameter twice.
    const parameters = plain.parameters && [...new Set(plain.parameters)]
    reading = { ...plain, parameters, notes: [...plain.notes, ...assumptions.map(({ message, range, kind }): Note => ({ message, range, kind }))] }
    elaborated = constants.withoutLengths(elaborateAny(reading, own), reading.range)
    const asked = typeof own.wrt === 'string' ? [own.wrt] : (own.wrt ?? [])
    const held = withHeld(reading, elaborated, asked)
    if (held !== undefined) {
      reading = held.reading
      elaborated = elaborateAny(reading, { ...own, shapes: { ...own.shapes, ...held.shapes } })
    } else if (assumptions.length === 0) elaborated = surrounded(source, reading, elaborated, own) ?? elaborated
  } catch (error) {
    const more = error instanceof ReadError && error.open !== undefined && !isLast ? assumption(error, source, own, constants) : undefined
    if (more === undefined) throw error
    return assuming(more)
  }
  const { declarations, range } = reading
  const taken = { ...Object.fromEntries(reading.taken ?? []), ...sizes.numbers }
  const isOpen = (name: string): boolean => declarations.get(name)?.shape === undefined && own.shapes?.[name] === undefined
  const isScalar = elaborated.symbols.every(({ rank }) => rank === 0)
  const arrays = isScalar || reading.scalars === undefined ? undefined : impliedArrays(reading.scalars, elaborated.symbols, range)
  if (arrays !== undefined && isLast) throw new ReadError('which arrays are changed here is not known', range, 'state their shapes')
  const points = isScalar || reading.grids === undefined ? undefined : impliedPoints(reading.grids, elaborated.symbols, range)
  const implied = isLast || isScalar ? undefined : (points ?? arrays ?? impliedLengths(elaborated.expr, isOpen, range))
  if (implied !== undefined) return assuming(implied)
  const supposed = decidingSizes(assumptions, reading)
  const analyses = new Map<string, Analysis | Refusal>()
  const resized = (at: Readonly<Record<string, Value>>, exactly = false): Analysis | undefined => {
    const inferred = elaborated.symbols.flatMap((node): [string, Shape][] => {
      const name = nameOf(node) as string
      // What prose says holds only as far as the formula goes together with it.
      return isOpen(name) || declarations.get(name)?.stated === true ? [[name, node.shape]] : []
    })
    const isOpenLength = inferred.some(([, shape]) => shape.some((length) => typeof length === 'string'))
    const exact = exactly && isOpenLength ? { ...sizes, shapes: { ...sizes.shapes, ...shapesIn(inferred, at) }, numbers: taken } : undefined
    const absent = new Set([...(reading.absent ?? []), ...onlyMeasured(elaborated, reading).filter(isOpen)])
    const sized = exact ?? sizesGiven({ ...sizes, numbers: taken }, Object.keys(sizes.numbers), inferred, absent, at)
    const defaults = { ...defaultsGiven(declarations, reading.defaults ?? new Map(), at), ...turnedConstants(reading, at) }
    if (sized === undefined && Object.keys(defaults).length === 0) return undefined
    const given = sizesTogether(sized ?? { ...sizes, numbers: taken }, { numbers: defaults })
    const analysed = (more: Sizes): Analysis | Refusal => {
      const key = JSON.stringify(more)
      const other = analyses.get(key) ?? analyze(source, forSizes(more))
      analyses.set(key, other)
      return other
    }
    const first = analysed(given)
    // What was inferred beside a shape that is another may have hung on that.
    // Letters of lengths may stand for the same number.
    const lettered = elaborated.symbols.flatMap((node): [string, Shape][] =>
      node.shape.some((length) => typeof length === 'string') ? [[nameOf(node) as string, node.shape]] : [],
    )
    const other = first.ok ? first : analysed({ ...given, shapes: { ...shapesIn([...inferred, ...lettered], at), ...given.shapes } })
    if (other.ok) return other
    if (assumptions.length > 0 || Object.entries(given.numbers).some(([name, number]) => taken[name] !== number))
      throw new EvaluationError(other.message)
    return undefined
  }
  try {
    return searchingTogether(SEARCHED, () =>
      inOrderOf(namesIn(elaborated), () => analyzeReading(source, reading, elaborated, own, { resized, supposed })),
    )
  } catch (error) {
    // A sum of so many terms that have no derivative as they are, of vectors, has one where their number is known.
    const counts = reading.open?.filter((open) => 'count' in open) ?? []
    if (!(error instanceof DerivativeError) || isLast || counts.length === 0) throw error
    const more = assumption(new ReadError(error.message, range, undefined, counts), source, own, constants)
    if (more === undefined) throw error
    return assuming(more)
  }
}

const namesIn = ({ symbols }: Elaborated): readonly string[] => symbols.map(nameOf) as string[]

const readSource = (
  { text, language, selection }: Source,
  { of, readings, shapes, numbers, wrt }: AnalyzeOptions,
  more: Pick<Target, 'tried' | 'constants'>,
): Reading => open(text, language).read({ of, selection, readings, shapes, numbers, by: typeof wrt === 'string' ? [wrt] : wrt, ...more })

/** What stands in a function, with the shapes of names that only the rest of this tells; undefined where it tells none. */
function surrounded(source: Source, reading: Reading, elaborated: Elaborated, options: AnalyzeOptions): Elaborated | undefined {
  const selection = reading.site?.around
  if (source.selection === undefined || selection === undefined || reading.parameters !== undefined) return undefined
  const isOpen = (name: string): boolean => reading.declarations.get(name)?.shape === undefined && options.shapes?.[name] === undefined
  const around = (): Elaborated => elaborateAny(readSource({ ...source, selection }, options, {}), options)
  return inSurroundings(elaborated, isOpen, around, (shapes) => elaborateAny(reading, { ...options, shapes: { ...shapes, ...options.shapes } }))
}

/** Sizes of the inputs that make a text readable which goes along them or counts to them; undefined where none do. */
function assumption(refused: ReadError, source: Source, options: AnalyzeOptions, constants: Constants): Assumption | undefined {
  return assumedSizes(refused, (more) => {
    const assuming = { ...options, ...sizesTogether(options, more) }
    elaborateAny(readSource(source, assuming, { tried: true, constants }), assuming)
  })
}

function analyzeReading(
  source: Source,
  reading: Reading,
  elaborated: Elaborated,
  options: AnalyzeOptions,
  sized: Pick<FormulaContext, 'resized' | 'supposed'>,
): Analysis {
  const order = orderOf(options.order ?? reading.order, reading.range)
  const { site } = reading
  const name = reading.arrays === undefined ? wholeName(reading.name, elaborated.running) : reading.name
  const symbols = symbolTable(reading, elaborated)
  const authored = namesIn(elaborated)
  const wrt = [...new Set(chooseVariables(reading, elaborated, options))]
  const known = valuesIn(reading)
  const labels = new Map<Expr, string>()
  for (const [node, { kind, name, variable }] of elaborated.labels) {
    const own = kind === 'variable' ? name : variable
    if (own !== undefined) labels.set(node, asciiName(own))
  }
  let shownLabels: ReadonlyMap<Expr, string> | undefined
  let epoch = currentEpoch()
  const constants = new Map([...(reading.constants ?? [])].filter(([name]) => !wrt.includes(name)))
  const context: FormulaContext = {
    names: elaborated.latex,
    letters: elaborated.letters,
    parameters: symbols.map(({ name }) => name).filter((name) => !constants.has(name)),
    constants,
    alias: reading.alias,
    library: reading.library,
    labels,
    known,
    defaults: reading.parameters === undefined ? undefined : known,
    shownLabels: () => {
      if (shownLabels === undefined || epoch !== currentEpoch()) shownLabels = inOrderOf(authored, () => labelsAsShown(labels))
      epoch = currentEpoch()
      return shownLabels
    },
    authored,
    symbols: elaborated.symbols,
    rowsAreVectors: reading.arrays === 'columns',
    inClass: site?.inClass,
    ...sized,
  }
  const fixed = Object.fromEntries([...constants].map(([name, { number }]) => [name, number.value]))
  const { expr, how, said } = subject(reading, elaborated)
  const numbers = numbersBeside(reading, wrt)
  const value = new ExprFormula(expr, stablest([expr], fixed), context)
  const notes: Note[] = [...elaborated.notes, ...said, ...searchingBeside(NOTED, () => notesOfValue(expr, source, elaborated, numbers))]
  const kinksAt = notes.length
  const inDerivatives = { ...context, value: { expr, name: asciiName(name ?? 'f'), beside: () => value.given } }
  const derived: Derived = {
    elaborated,
    context: inDerivatives,
    options,
    several: wrt.length > 1,
    proof: { known, constants: fixed, proofs: wrt.length },
    reading: reading.range,
    how,
  }
  const there = new Set(symbols.map(({ name }) => name))
  for (const name of wrt)
    if (!there.has(name)) notes.push({ message: `${name} does not stand in this: the derivative by it is 0`, range: reading.range, kind: 'reading' })
  const derivatives: Derivative[] = []
  let refused: unknown
  const together = preparedTogether(
    expr,
    elaborated.symbols.filter((node) => wrt.includes(nameOf(node) as string)),
    how,
  )
  for (const name of wrt) {
    try {
      const derivative = derive(expr, name, order, derived, together)
      derivatives.push(derivative)
      const note = derivative instanceof ExprFormula ? probabilityNote(expr, derivative.shown, name) : undefined
      if (note !== undefined) notes.push(note)
    } catch (error) {
      // What nobody asked for by name is left out where there is no derivative by it: the order of a Bessel function.
      if (!(error instanceof DerivativeError) || options.wrt !== undefined) throw error
      refused ??= error
      notes.push({ message: error.message, range: elaborated.ranges.get(error.node), kind: 'domain' })
    }
  }
  if (derivatives.length === 0 && refused !== undefined) throw refused
  const shown = derivatives.flatMap((one) => (one instanceof ExprFormula ? [one.shown] : []))
  notes.splice(
    kinksAt,
    0,
    ...movesNotes(shown),
    ...kinkNotes(expr, elaborated.ranges, { derivatives: shown, numbers, letters: elaborated.letters }),
    ...joinNotes(expr, elaborated.ranges, numbers),
  )
  const chosen = new Set(derivatives.map((derivative) => derivative.wrt))
  const variables = symbols.map(({ name, node }): Variable => {
    const given = reading.declarations.get(name)?.value ?? calledWith(reading, name, node)
    const role: Role = chosen.has(name) ? 'variable' : 'parameter'
    const latex = elaborated.latex.get(name) ?? latexName(name)
    return { name, latex, shape: node.shape, traits: traitsOf(node), role, value: given, ...(reading.taken?.has(name) && { decides: true }) }
  })
  const named = new Set(symbols.map(({ name }) => name))
  const counted = [...(reading.taken ?? [])].flatMap(([name]) => (named.has(name) ? [] : [name]))
  for (const name of new Set([...boundsAmong(reading.parameters ?? [], elaborated.expr, elaborated.symbols), ...counted]))
    variables.push({
      name,
      latex: latexName(name),
      shape: [],
      traits: { integer: true },
      role: 'parameter',
      value: reading.declarations.get(name)?.value ?? reading.taken?.get(name),
      ...(reading.taken?.has(name) && { decides: true }),
    })
  return {
    ok: true,
    name,
    returnedBy: reading.returnedBy,
    variables,
    value,
    derivatives,
    ...(order !== (options.order ?? 1) && { order }),
    ...(how instanceof Implicit && { equation: new ExprFormula(elaborated.expr, elaborated.expr, context) }),
    notes,
    range: reading.range,
    ...(site && { site }),
  }
}

/** The s of s_i = ..., which says all components. */
function wholeName(name: string | undefined, running: readonly string[]): string | undefined {
  const index = `_${running.join('')}`
  return running.length > 0 && name?.endsWith(index) ? name.slice(0, -index.length) : name
}

/** What the text calls the function with, where it goes with the shape that the formula says. */
function calledWith(reading: Reading, name: string, { shape }: Expr): Value | undefined {
  const value = reading.calledWith?.get(name)
  const fits = (part: Value, axis: number): boolean => {
    if (!Array.isArray(part)) return axis === shape.length
    const length = shape[axis]
    return axis < shape.length && (typeof length !== 'number' || length === part.length) && part.every((inner) => fits(inner as Value, axis + 1))
  }
  return value !== undefined && fits(value, 0) ? value : undefined
}

interface Derived {
  readonly elaborated: Elaborated
  readonly context: FormulaContext
  readonly options: AnalyzeOptions
  readonly several: boolean
  readonly proof: ProofContext
  /** The place of what was read. */
  readonly reading: Range
  readonly how: Differentiation
}

/** The derivative of one order by one name, simplified, in people's notation, proven. Throws DerivativeError. */
function derive(expr: Expr, name: string, order: number, derived: Derived, together: PreparedDerivatives = new Map()): Derivative {
  const { elaborated, context, options, several, reading, how } = derived
  const by = elaborated.symbols.find((node) => nameOf(node) === name) ?? symbol(name)
  let value = expr
  const before: { value: Expr; derivative: Expr }[] = []
  let answer = proven(value, value, by, how, derived.proof, { prepared: together.get(by) })
  for (let k = 1; answer !== undefined && k < order; k++) {
    before.push({ value, derivative: answer.derivative })
    value = answer.derivative
    if (measure([value]).nodes > NODES) throw new ReadError(`the derivative of order ${k + 1} by ${name} is too large`, reading)
    answer = proven(value, answer.computed, by, how, derived.proof, { before: answer.undivided })
  }
  if (answer === undefined) throw new ReadError(`the derivative by ${name} could not be verified`, reading)
  const { derivative, computed, proof } = answer
  const holds = (form: Expr): boolean => isProof(how.verify(value, by, form, derived.proof))
  const shown =
    options.layout === 'denominator'
      ? notation(derivative, { layout: options.layout, valueRank: value.rank })
      : shownForm(answer, context, derived.proof.proofs, holds)
  const steps = (from: Origin): Step => {
    const told = { ranges: elaborated.ranges, labels: elaborated.labels, names: context.names, partial: several, letters: context.letters }
    if (order === 1) return how.steps(from.value, from.by, revived(derivative), told)
    const each = [...before, { value: from.value, derivative }].map((one, k) =>
      how.steps(k === 0 ? revived(one.value) : notation(revived(one.value)), from.by, revived(one.derivative), told),
    )
    return derivationOfOrder(revived(expr), from.by, each, told)
  }
  const mixed = (other: string) => derive(value, other, 1, { ...derived, several: true })
  return new DerivedFormula(asNumber(shown), asNumber(computed), context, kindOf(expr, by, order, several), name, steps, proof, {
    value,
    by,
    how,
    mixed,
  })
}

/** A derivative that is 1 where a condition holds and 0 elsewhere, as the numbers that it is. */
const asNumber = (form: Expr): Expr => (form.op.condition === undefined ? form : where(form, 1, 0))

function kindOf(value: Expr, by: Expr, order: number, several: boolean): Derivative['kind'] {
  if (value.rank === 0 && by.rank === 0) return several ? 'partial' : 'derivative'
  if (value.rank === 0 && order === 1) return 'gradient'
  if (value.rank === 0 && order === 2) return 'hessian'
  return value.rank + order * by.rank <= 2 ? 'jacobian' : 'tensor'
}
