/** The check of hand-written derivatives: which there are in a text, whether they are right, and what would make them so. */
import type { Check, Range, Source } from '../api.ts'
import { type Expr, nameOf, symbolsOf } from '../expr.ts'
import { type Definition, type Document, ReadError } from '../read/term.ts'
import { refusal } from '../refusal.ts'
import { asOf } from './asOf.ts'
import { allOf, opened, pairsIn, withChanges } from './changed.ts'
import type { Fix } from './fix.ts'
import { verdictOn } from './judge.ts'
import { pairsNamed } from './named.ts'
import type { Pair } from './pair.ts'
import { quietly, type Sides } from './sides.ts'
import { isCondition, isNearly, reservation, statedElsewhere } from './stated.ts'
import { undecided } from './suspect.ts'

/** A function and its hand-written derivative by name; `range` is that of the derivative's definition. */
export interface DerivativePair {
  function: string
  derivative: string
  range: Range
}

/** The functions of a text that take something, in their order: `range` is that of the whole definition. Never throws on any text. */
export function findFunctions(source: Source): { name: string; range: Range }[] {
  const document = opened(source)
  if (!('definitions' in document)) return []
  const functions = allOf(document).filter(({ kind, parameters }) => kind === 'function' && parameters.length > 0)
  return functions.map(({ name, range }) => ({ name, range })).sort((a, b) => a.range.start - b.range.start)
}

/** The functions of a text with hand-written derivatives beside them. Never throws on any text. */
export function findDerivativePairs(source: Source): DerivativePair[] {
  const document = opened(source)
  if (!('definitions' in document)) return []
  const pairs = pairsIn(allOf(document), source)
  return pairs.filter((pair) => isTold(source, pair, pairs)).map(asAsked)
}

const asAsked = ({ value, derivative }: Pair): DerivativePair => ({ function: value.name, derivative: derivative.name, range: derivative.range })

/** Whether a pair is one to speak of: of what is only likely, and of the parts of a formula, only where something is known. */
function isTold(source: Source, pair: Pair, pairs: readonly Pair[]): boolean {
  const { derivative, returned, isLoose, isTentative } = pair
  // Whether g beside f is its gradient only they tell.
  if (isTentative !== true && !(returned !== undefined && isLoose === true)) return true
  const { verdict, range } = checkDerivative(source, asAsked(pair))
  if (verdict === 'unknown' || derivative.within === undefined) return verdict !== 'unknown'
  // What the formula as a whole says is not said once more of its parts.
  const whole = pairs.find((other) => other.derivative.within === undefined && isAround(other.derivative.range, derivative.range))
  const said = whole && checkDerivative(source, asAsked(whole))
  if (verdict !== 'different') return derivative.within === 'table' && (said === undefined || said.verdict === 'unknown')
  return said?.verdict !== 'different' || said.range.end <= range.start || range.end <= said.range.start
}

const isAround = (outer: Range, inner: Range): boolean => outer.start <= inner.start && inner.end <= outer.end

/**
 * Is the hand-written derivative right? Never throws on any text; `range` of the pair tells definitions of one name apart: without it
 * all of them are asked, and the answer is about a wrong one. What the range of the answer covers is to be replaced by `fix`, where
 * there is one.
 */
export function checkDerivative(source: Source, pair: { function: string; derivative: string; range?: Range }): Check {
  const whole = { start: 0, end: source.text.length }
  const document = opened(source)
  if (!('definitions' in document)) return undecided(document.message, document.range)
  const definitions = allOf(document)
  const found = pairsNamed(definitions, pairsIn(definitions, source), pair)
  if (found.length === 0) return undecided(`"${pair.function}" and "${pair.derivative}" are not both defined here`, whole)
  const verdicts = found.map((each): Judged => {
    try {
      const {
        fixes = [],
        by = [],
        isUnlike: _,
        isPerhaps: _perhaps,
        isMeant,
        sides,
        ...check
      } = verdictOn(source, asOf(source, document, each), each, true)
      const isShown = check.verdict === 'equal' || check.verdict === 'equal-in-output'
      const others = each.stated === undefined ? statedElsewhere(source, each.value, definitions) : [each.stated]
      if (isShown && isNearly(source, each.derivative))
        return undecided(`this says only what ${each.derivative.name} is near to`, each.derivative.range)
      const elsewhere = isShown ? undefined : ofOthers(source, document, each, others)
      if (elsewhere !== undefined && elsewhere.verdict !== 'unknown') return elsewhere
      if (!isShown && isCondition(source, each.derivative, definitions))
        return { ...undecided(`this puts a condition on ${each.derivative.name}`, each.derivative.range), isCondition: true }
      const reserve = check.verdict === 'different' && each.chained === undefined ? reservation(source, each.derivative) : undefined
      if (reserve !== undefined) return undecided(reserve, each.derivative.range)
      // What is the same at every point may be the value at one of which the text speaks.
      if (elsewhere !== undefined && (each.stated === undefined || !isOpen(each, sides, by))) return elsewhere
      const mend = mended(source, document, each, fixes, by)
      // Of what is no derivative, nothing small makes one; who names the two says that they are a pair.
      if (each.isLoose === true && pair.range !== undefined && check.verdict === 'different' && mend.isSmall !== true && isMeant !== true)
        return undecided(`${each.derivative.name} is no derivative of ${each.value.name} that is known`, each.derivative.range)
      const { isSmall: _small, ...change } = mend
      return { ...check, ...change }
    } catch (error) {
      const { message, range } = refusal(error, each.derivative.range, source.text)
      return undecided(message, range)
    }
  })
  const claims = verdicts.filter((each) => each.isCondition !== true)
  const { isCondition: _, ...answer } = claims.find(({ verdict }) => verdict === 'different') ?? claims.at(-1) ?? (verdicts.at(-1) as Judged)
  return answer
}

/**
 * What a derivative is where the formula that is taken for its function may only say where that has a value: right if it is one of
 * another formula with this name, else undecided. Undefined where it is the only one.
 */
function ofOthers(source: Source, document: Document, pair: Pair, others: readonly Definition[]): Check | undefined {
  for (const value of others) {
    const other = { ...pair, value }
    const {
      fixes: _fixes,
      by: _by,
      isUnlike: _unlike,
      isPerhaps: _perhaps,
      isMeant: _meant,
      sides: _sides,
      ...check
    } = verdictOn(source, asOf(source, document, other), other)
    if (check.verdict === 'equal' || check.verdict === 'equal-in-output') return check
  }
  return others.length === 0 ? undefined : undecided(`${pair.value.name} is said to be several things`, pair.derivative.range)
}

/** Whether some value of the derivative has one of the names that it is by, and nobody can think that it is by others. */
function isOpen(pair: Pair, sides: Sides | undefined, by: readonly Expr[]): boolean {
  if (sides === undefined) return false
  const isSure = pair.by !== undefined || pair.value.parameters.length > 0 || sides.value.symbols.every((node) => by.includes(node))
  return isSure && symbolsOf(...sides.parts.map(({ expr }) => expr)).some((node) => by.includes(node))
}

/** A verdict; `isCondition`: what it is about says what is asked of the derivative, not what it is. */
interface Judged extends Check {
  readonly isCondition?: true
}

/** What is changed in a verdict by what makes the derivative right; `isSmall`: the rest of what the author wrote stays. */
interface Mend extends Partial<Pick<Check, 'fix' | 'range' | 'message'>> {
  readonly isSmall?: true
}

/** The first of some changes after which the derivative is right by the same names, and all else is read as before. */
function mended(source: Source, document: Document, pair: Pair, fixes: Iterable<Fix>, names: readonly Expr[]): Mend {
  for (const { range, text: fix, message, said } of fixes) {
    const again = withChanges(source, pair, [{ range, text: fix }])
    if (again === undefined || !isReadAsBefore(document, again.document, range, pair.derivative)) continue
    try {
      const { verdict, by, isPerhaps } = verdictOn(again.source, asOf(again.source, again.document, again.pair), again.pair)
      const isSame = by === undefined || names.every((name) => by.some((other) => nameOf(other) === nameOf(name)))
      // What is small and right where a width is positive is what was meant.
      const isWell = isPerhaps === true && said !== undefined
      if ((verdict === 'equal' && isSame) || verdict === 'equal-in-output' || isWell)
        return { fix, range, ...(message !== undefined && { message }), ...(said !== undefined && { isSmall: true }) }
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
    }
  }
  return {}
}

/** Definitions around a change, and those that use what it is in, are read as well as before. */
function isReadAsBefore(before: Document, after: Document, { start, end }: Range, { name }: Definition): boolean {
  const [own, changed] = [allOf(before), allOf(after)]
  if (own.length !== changed.length || own.some((each, k) => each.name !== changed[k]?.name || each.kind !== changed[k]?.kind)) return false
  return own.every((each, k) => {
    const isAround = each.name !== name && each.range.start <= start && each.range.end >= end
    return !isAround || !isRead(before, each) || isRead(after, changed[k] as Definition)
  })
}

const isRead = (document: Document, { range }: Definition): boolean => quietly(() => document.read({ selection: range })) !== undefined
