/**
 * What one formula says by itself, whatever stands around it: its tokens, statements, declarations, use of letters.
 * Remembered by the formula's text, so that a keystroke in a long document only costs the formula it is in; places are
 * counted from the formula's beginning and moved to where it stands when they are asked for.
 */
import type { Range } from '../../../api.ts'
import { ReadError } from '../../term.ts'
import { findNamed, type Named, withoutNamed } from '../grammar/classes.ts'
import { type Averages, findAverages, withAverages } from '../notation/averages.ts'
import { type ColonProducts, findColonProducts, withColonProducts } from '../notation/colonProducts.ts'
import { withConditionalIndices } from '../notation/conditionalIndices.ts'
import { withDecimalCommas } from '../notation/decimalCommas.ts'
import { withDottedProducts } from '../notation/dottedProducts.ts'
import { withFontWords } from '../notation/fontWords.ts'
import { type Functionals, findFunctionals, withFunctionals } from '../notation/functionals.ts'
import { findIterates, type Iterates, withIterates } from '../notation/iterates.ts'
import { findKets, type Kets, withKets } from '../notation/kets.ts'
import { withLooseScripts } from '../notation/looseScripts.ts'
import { findMargins, type Margins, withMargins } from '../notation/margins.ts'
import { withMatrixCommands } from '../notation/matrixCommands.ts'
import { withPrescripts } from '../notation/prescripts.ts'
import { withPrimedIndices } from '../notation/primedIndices.ts'
import { findSets, type SetBuilder, withSets } from '../notation/setBuilders.ts'
import { findSignals, type Signals, withSignals } from '../notation/signals.ts'
import { findSpokenFunctions, type SpokenFunctions, withSpokenFunctions } from '../notation/spokenFunctions.ts'
import { findSteppedCalls, type SteppedCalls, withSteppedCalls } from '../notation/steppedCalls.ts'
import { findOwnUnits, type OwnUnits, withoutDegrees, withoutUnits } from '../notation/units.ts'
import { findUpperIndices, type UpperIndices, withUpperIndices } from '../notation/upperIndices.ts'
import { expand, findMacros, type MacroScan, spelledOut } from '../tokens/macros.ts'
import { type Token, tokenize } from '../tokens/tokens.ts'
import { restatesConstant } from '../tokens/words.ts'
import { type Declared, declaredBy, namesIn } from './declarations.ts'
import type { Head } from './heads.ts'
import { type Statement, splitStatements } from './statements.ts'
import { UNUSED, type Usage, usageOf } from './usage.ts'

export interface Facts {
  readonly statements: readonly Statement[]
  readonly declared: readonly Declared[]
  readonly usage: Usage
  /** What its statements define. */
  readonly lefts: readonly Left[]
  /** The names it is about, where it is nothing but names or says which set they are from. */
  readonly names?: readonly string[]
  /** Why it has no tokens. */
  readonly failure?: ReadError
}

/** A head, of which statement and which of its parts, and where that statement begins. */
export interface Left {
  readonly head: Head
  readonly statement: number
  readonly part: number
  readonly start: number
}

/** What a statement defines: by its heads, or by the square of a name or the size of something. */
export const leftsOf = ({ heads, given }: Statement): readonly Head[] => (given === undefined ? heads : [given])

const leftsIn = (statements: readonly Statement[]): readonly Left[] =>
  statements.flatMap((one, statement) =>
    restatesConstant(one.parts) ? [] : leftsOf(one).map((head, part): Left => ({ head, statement, part, start: one.range.start })),
  )

/** What the text defines that is put in before formulas are read. */
export interface Shorthands extends MacroScan {
  readonly sets: readonly SetBuilder[]
  readonly iterates: Iterates
  readonly stepped: SteppedCalls
  readonly averages: Averages
  readonly kets: Kets
  readonly margins: Margins
  readonly named: Named
  readonly signals: Signals
  readonly functionals: Functionals
  readonly upper: UpperIndices
  readonly spoken: SpokenFunctions
  readonly units: OwnUnits
  readonly colons: ColonProducts
  /** The text for what its words say: letters in the place of macros. */
  readonly words: string
}

export function shorthandsIn(text: string): Shorthands {
  const macros = findMacros(text)
  const words = spelledOut(text, macros.macros)
  const { sets, signature } = findSets(words, macros.macros)
  const found = {
    iterates: findIterates(text),
    stepped: findSteppedCalls(text),
    averages: findAverages(text, macros.macros),
    kets: findKets(words),
    margins: findMargins(words),
    named: findNamed(words),
    signals: findSignals(words),
    functionals: findFunctionals(words),
    upper: findUpperIndices(words),
    spoken: findSpokenFunctions(words),
    units: findOwnUnits(words),
    colons: findColonProducts(words),
  }
  const signatures = [macros.signature, signature, ...Object.values(found).map((one) => one.signature)]
  return { ...macros, ...found, sets, words, signature: signatures.join('') }
}

/** How long one formula may be: a book has no longer ones. */
const LONGEST = 60_000
/** Formulas from which on a generation ends where the next text begins. */
const GENERATION = 64

let young = new Map<string, Facts>()
let old = new Map<string, Facts>()

/** Called where a text begins: facts of formulas that were not met in the text before are let go of. */
export function startFacts(): void {
  if (young.size < GENERATION) return
  old = young
  young = new Map()
}

/** The tokens of a stretch of the text, macros expanded, their definitions and the units of numbers left out. Throws ReadError. */
export function tokensOf(text: string, range: Range, shorthands: Shorthands): readonly Token[] {
  const { macros, ranges, sets, iterates, stepped, averages, kets, margins, named, signals, spoken, units, functionals, upper, colons } = shorthands
  if (range.end - range.start > LONGEST) throw new ReadError('this is too long for one formula', range, 'select a smaller part')
  let raw: Token[] = []
  let from = range.start
  for (const own of ranges) {
    if (own.end <= range.start || own.start >= range.end) continue
    if (own.start > from) raw = raw.concat(tokenize(text, from, own.start))
    from = Math.max(from, own.end)
  }
  if (from < range.end) raw = from === range.start ? tokenize(text, from, range.end) : raw.concat(tokenize(text, from, range.end))
  const written = withFunctionals(
    withSignals(withUpperIndices(withFontWords(withLooseScripts(withDecimalCommas(expand(raw, macros)))), upper), signals),
    functionals,
  )
  const called = withSpokenFunctions(withoutUnits(withMatrixCommands(withoutNamed(written, named)), units), spoken)
  const said = withMargins(withKets(withAverages(withSteppedCalls(withIterates(called, iterates), stepped), averages), kets), margins)
  const tokens = withColonProducts(withConditionalIndices(withSets(withPrimedIndices(withPrescripts(withDottedProducts(said))), sets)), colons)
  return hasScaleBehind(text, range) ? withoutDegrees(tokens) : tokens
}

/** T = 20^\circ$C: the scale stands behind the formula. */
const hasScaleBehind = (text: string, { end }: Range): boolean => /^(?:\$|\\\))\s?[CFK]\b/.test(text.slice(end, end + 5))

/** The facts of the formula in this range. */
export function factsOf(text: string, range: Range, scan: Shorthands, bare: boolean, environment?: string): Facts {
  const multiline = environment === 'multline' || environment === 'dmath'
  const key = `${bare ? '!' : multiline ? '&' : hasScaleBehind(text, range) ? '°' : ''}${scan.signature}${text.slice(range.start, range.end)}`
  const known = young.get(key) ?? old.get(key)
  if (known !== undefined) {
    young.set(key, known)
    return known
  }
  const facts = found(text, range, scan, bare, multiline)
  // What holds more text than people write is not worth remembering.
  if (key.length < 20_000) young.set(key, facts)
  return facts
}

const NOTHING: Facts = { statements: [], lefts: [], declared: [], usage: UNUSED }

function found(text: string, range: Range, scan: Shorthands, bare: boolean, multiline: boolean): Facts {
  if (scan.ranges.some((own) => own.start <= range.start && range.end <= own.end)) return NOTHING
  try {
    const tokens = moved(tokensOf(text, range, scan), -range.start)
    const statements = splitStatements(tokens, bare, multiline)
    return { statements, lefts: leftsIn(statements), declared: statements.flatMap(declaredBy), usage: usageOf(tokens), names: namesAlone(statements) }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return { ...NOTHING, failure: movedError(error, -range.start) }
  }
}

function namesAlone(statements: readonly Statement[]): readonly string[] | undefined {
  const [only] = statements
  if (only === undefined || statements.length > 1) return undefined
  const tokens = only.parts[0] as readonly Token[]
  if (only.kind === 'expression') return namesIn(tokens)
  const member = only.kind === 'declaration' ? tokens.findIndex((token) => token.text === '\\in') : -1
  return member > 0 ? namesIn(tokens.slice(0, member)) : undefined
}

const moved = (tokens: readonly Token[], by: number): readonly Token[] =>
  by === 0 ? tokens : tokens.map((token) => ({ ...token, start: token.start + by, end: token.end + by }))

export const movedRange = ({ start, end }: Range, by: number): Range => ({ start: start + by, end: end + by })

export const movedError = (error: ReadError, by: number): ReadError => new ReadError(error.message, movedRange(error.range, by), error.hint)

/** A statement where it stands; its tokens are moved when they are read. */
export function placed(statement: Statement, by: number): Statement {
  let parts: Statement['parts'] | undefined
  return {
    range: movedRange(statement.range, by),
    heads: statement.heads,
    kind: statement.kind,
    ...(statement.given === undefined ? {} : { given: statement.given }),
    ...(statement.residualOf === undefined ? {} : { residualOf: statement.residualOf }),
    get parts() {
      parts ??= statement.parts.map((part) => moved(part, by))
      return parts
    },
  }
}
