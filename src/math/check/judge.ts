/**
 * The verdict on one pair. It is never guessed: a derivative is called wrong only where everything it may be has been compared, and
 * where nothing else can have been meant.
 */
import type { Check, Language, Source, Value } from '../api.ts'
import { type Expr, nameOf, someNode, symbolsOf, topological } from '../expr.ts'
import { ofProbabilities } from '../notes/probabilities.ts'
import { neg } from '../ops/arithmetic.ts'
import { stack } from '../ops/arrange.ts'
import { callOf, isCall } from '../ops/binder.ts'
import { take } from '../ops/slice.ts'
import { isZero } from '../ops/structure.ts'
import { open } from '../read/open.ts'
import type { Document } from '../read/term.ts'
import { measure } from '../simplify/measure.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { asOf } from './asOf.ts'
import { begunWith } from './begun.ts'
import { blame } from './blame.ts'
import { type Claim, claimsOf, rivalsOf } from './claims.ts'
import { type Comparison, compare, type Known } from './compare.ts'
import { withSigns } from './conditions.ts'
import { excused, TARGETS } from './excuse.ts'
import type { Fix } from './fix.ts'
import { searchIn, wrongIntermediate } from './intermediate.ts'
import { inOutput } from './output.ts'
import { type Pair, saidBy, saidDerivative, saidNames } from './pair.ts'
import { batches, besideColumns, columns, inRows, labelled, readings, squares } from './readings.ts'
import { isParameter, withConstants } from './replaced.ts'
import { type Shrunk, shrunkTexts } from './shrunk.ts'
import { quietly, type Sides } from './sides.ts'
import { solvedIntermediate } from './solved.ts'
import { FORMULAS } from './stated.ts'
import { columnSubjects, mayBeAnother, type Subject, shapedSubjects, storedSubjects, subjectsOf, withGradients } from './subject.ts'
import { supposedOf } from './supposed.ts'
import { byLikelihood, comparisonsOf, isAlone, isMeant, isMostlyRight, NONE, RIGHT, type Suspect, suspected, undecided } from './suspect.ts'
import { workedOut } from './workedOut.ts'

/** A verdict, of what is wrong with what could be written instead, none of which is tried yet. */
export interface Verdict extends Check {
  readonly fixes?: Iterable<Fix>
  /** What it was taken to be by, and how both were read. */
  readonly by?: readonly Expr[]
  readonly sides?: Sides
  /** Nothing that it may be has its shape. */
  readonly isUnlike?: true
  /** It is right under a condition of which the text does not speak. */
  readonly isPerhaps?: true
  /** That it is a derivative, and a wrong one, more than its name says. */
  readonly isMeant?: true
}

/** The verdict on a pair; `blames`: of what is wrong also where, and what could stand there instead. Throws ReadError. */
export function verdictOn(source: Source, document: Document, pair: Pair, blames = false): Verdict {
  const shrunk = shrunkTexts(source, pair)
  if (shrunk.length > 0) return verdictOnSmall(shrunk, pair, blames)
  const subjects = subjectsOf(source, document, pair)
  const plain = verdictOnAll(subjects, blames)
  if (plain.verdict !== 'different' && pair.backward) {
    const [{ sizes, ...subject }] = subjects as [Subject]
    const stored = sizes === undefined ? storedSubjects(subject, document) : []
    const found = stored.length < 2 ? plain : verdictOnAll(stored, blames)
    if (found.verdict !== 'unknown') return found
  }
  if (plain.isUnlike !== true || plain.by !== undefined || !pair.backward) return plain
  // What is open for inputs of any shape may not be for some.
  let open: Verdict | undefined
  for (const shaped of [shapedSubjects, columnSubjects]) {
    const subjects = shaped(source, document, pair)
    const found = subjects.length === 0 ? plain : verdictOnAll(subjects, blames)
    if (found.verdict !== 'unknown') return found
    if (found.isUnlike !== true) open ??= found
  }
  return open ?? plain
}

/** The verdict on texts with small lengths: it must be the same for all. */
function verdictOnSmall(texts: readonly Shrunk[], pair: Pair, blames: boolean): Verdict {
  let verdict: Verdict | undefined
  for (const { source, said, isRepeated } of texts) {
    const document = open(source.text, source.language)
    const { fixes: _, ...found } = verdictOnAll(subjectsOf(source, asOf(source, document, pair), pair), blames)
    verdict = { ...found, message: `${found.message}; read for ${said}` }
    if (found.verdict === 'different' && isRepeated) return undecided(verdict.message, pair.derivative.range)
    if (found.verdict !== 'equal' && found.verdict !== 'equal-in-output') break
  }
  return verdict as Verdict
}

function verdictOnAll(subjects: ReturnType<typeof subjectsOf>, blames: boolean): Verdict {
  let verdict: Verdict | undefined
  for (const { said, ...subject } of subjects) {
    const returned = verdictOf(subject, blames)
    const whole = withStored(subject, returned, blames)
    if (said === undefined) return whole
    const { fixes, ...check } = whole.isUnlike === true ? returned : whole
    const read = (message: string): string => `${message}; read for ${said}`
    verdict = { ...check, message: read(check.message), ...(fixes && { fixes: ofAnyLength(fixes, read) }) }
    if (verdict.verdict !== 'equal' && verdict.verdict !== 'equal-in-output') break
  }
  return verdict as Verdict
}

/** The verdict with what a method leaves in its object, where what it returns is right. */
function withStored(subject: Subject, verdict: Verdict, blames: boolean): Verdict {
  const [by, ...more] = verdict.by ?? []
  const whole = by === undefined || more.length > 0 ? undefined : withGradients(subject, nameOf(by) as string)
  const found = whole && verdictOf(whole, blames)
  if (found === undefined || (found.verdict === 'unknown' && found.isUnlike !== true)) return verdict
  // A wrong value stays wrong for inputs of more axes, which the others may need.
  return verdict.verdict === 'different' && found.isUnlike === true ? { ...found, by: undefined } : { ...found, by: found.by ?? verdict.by }
}

/** Changes of what the author wrote, which are none for one length alone. */
function* ofAnyLength(fixes: Iterable<Fix>, read: (message: string) => string): Generator<Fix> {
  for (const fix of small(fixes)) yield fix.message === undefined ? fix : { ...fix, message: read(fix.message) }
}

/** Without what is written anew. */
function* small(fixes: Iterable<Fix>): Generator<Fix> {
  for (const fix of fixes) if (fix.said !== undefined) yield fix
}

function verdictOf(subject: Subject, blames: boolean): Verdict {
  const { pair, value, derivative } = subject
  const suspects: Suspect[] = []
  let open: Verdict | undefined
  for (const read of [readings, labelled, columns, besideColumns, batches, squares]) {
    const isFound = suspects.length > 0 || open !== undefined
    // What is wrong for many labels, of which some may be the same, may be right for the one that is meant.
    if (isFound && read !== labelled) break
    for (const sides of isFound ? labelled(subject, true) : read(subject)) {
      for (const claim of claimsOf(sides, subject.pair, subject.value)) {
        const answer = judge(subject, sides, claim)
        if (answer === undefined || (isFound && !('verdict' in answer && answer.verdict === 'equal'))) continue
        // Where shapes are guessed, something must be right; and a step backward in time is no derivative.
        const isStep = pair.backward && sides.cotangent === undefined && derivative.parameters?.some((name) => value.parameters?.includes(name))
        const least = read === batches || read === columns ? RIGHT : isStep ? 1 : 0
        if ('found' in answer) {
          const isLikely = answer.evidence >= least && (claim.unsure !== true || 2 * answer.right >= answer.of)
          if (isLikely && (read !== squares || isAlone(answer, !FORMULAS.has(subject.source.language)))) suspects.push(answer)
        } else if ('doubt' in answer) return answer.doubt
        else if (answer.verdict === 'unknown') open ??= answer
        else {
          const ofRows = answer.verdict === 'equal' ? wrongInRows(subject, claim) : undefined
          return ofRows === undefined ? answer : ofSuspects(subject, [ofRows], undefined, blames)
        }
      }
    }
  }
  return ofSuspects(subject, suspects, open, blames)
}

/** What is right for one vector, where the text is one for the rows of a matrix too and it is wrong for these. */
function wrongInRows(subject: Subject, { symbols, by, transposed }: Claim): Suspect | undefined {
  const [vector, ...others] = symbols
  const sides = vector === undefined || others.length > 0 ? undefined : inRows(subject, vector)
  for (const claim of sides === undefined ? [] : claimsOf(sides, subject.pair, subject.value)) {
    if (claim.by !== by || claim.transposed !== transposed) continue
    const answer = judge(subject, sides as Sides, claim)
    if (answer !== undefined && 'found' in answer) return answer
  }
  return undefined
}

/** The verdict where nothing that it may be is right; `open`: why one of these is not known. */
function ofSuspects(subject: Subject, suspects: Suspect[], open: Verdict | undefined, blames: boolean): Verdict {
  const { pair } = subject
  suspects.sort(byLikelihood)
  for (const suspect of suspects) {
    const excuse = excused(subject, suspect)
    if (excuse !== undefined) return excuse
  }
  const [likeliest] = suspects
  if (open !== undefined && (likeliest === undefined || (likeliest.evidence < 1 && !isMostlyRight(likeliest)))) return open
  if (likeliest === undefined)
    return { ...undecided(`${saidNames(pair).name} is no derivative of ${saidNames(pair).of} that is known`, pair.derivative.range), isUnlike: true }
  const { sides } = likeliest
  const areShares = TARGETS.test(subject.source.text)
  const claim = areShares ? ofShares(sides, likeliest.claim) : likeliest.claim
  if (!blames)
    return { verdict: 'different', confidence: 'sampled', message: 'it is another one', range: pair.derivative.range, by: claim.symbols, sides }
  const known = withSigns({ ...likeliest.known, values: NONE }, sides, claim)
  const shared = areShares || known.defaults.size > likeliest.known.defaults.size ? comparisonsOf(sides, claim.exact, known) : likeliest.found
  const found = shared.some(({ relation }) => relation === 'different') ? shared : likeliest.found
  const search = searchIn({ subject, sides, claim, found, known, areShares })
  const plain = search && (wrongIntermediate(search) ?? solvedIntermediate(search))
  const supposed = plain === undefined ? supposedOf(sides, claim, found, known) : undefined
  const begun = plain ?? (search && supposed && wrongIntermediate({ ...search, ...supposed }))
  const meant = supposed === undefined ? claim : { ...claim, exact: claim.exact.map(supposed.written) }
  const { check, fixes } = blame(subject, sides, meant, supposed?.found ?? found, known, begun && begunWith(begun, subject, sides, known))
  return {
    ...check,
    fixes: likeliest.isOfOutput === true ? small(fixes) : fixes,
    by: claim.symbols,
    sides,
    ...(pair.isLoose === true && isMeant(subject, likeliest) && { isMeant: true }),
  }
}

/** It may be right or wrong, and nothing else of what it may be can tell. */
interface Doubt {
  readonly doubt: Check
}

/** One thing that it may be, compared with what it is; undefined where it is not that, and may be something else. */
function judge(subject: Subject, plain: Sides, claim: Claim): Verdict | Suspect | Doubt | undefined {
  const { pair } = subject
  const { of, name } = saidNames(pair)
  const sides = withConstants(subject, plain)
  const known = knownOf(subject, sides)
  if (sides.strangers.length > 0) return inOutput(subject, sides, claim, known) ?? undecided(unknownNames(sides, name), pair.derivative.range)
  const called = unknownCalls(sides)
  if (called !== undefined) return undecided(`the function ${called} of ${name} is not known`, pair.derivative.range)
  let found: readonly Comparison[] = comparisonsOf(sides, claim.exact, { ...known, values: NONE })
  if (found.some(({ relation }) => relation !== 'equal')) {
    // What the derivative does not take has its default value; names the file gives a value have that one.
    const isEqualAt = (values: Known['values']): readonly Comparison[] | undefined => {
      const there = values.size === 0 ? undefined : comparisonsOf(sides, claim.exact, { ...known, values })
      return there?.every(({ relation }) => relation === 'equal') === true ? there : undefined
    }
    const { settable } = known
    // What the derivative has as a name of what it is by is not meant at one point alone.
    const met = new Set(symbolsOf(...sides.parts.map(({ expr }) => expr)))
    const varied = claim.symbols.filter((node) => met.has(node)).map(nameOf)
    const fixed = new Map([...known.values].filter(([each]) => !settable.has(each) && !varied.includes(each)))
    const atKnown = isEqualAt(fixed)
    // Who makes an object may give it other values.
    if (atKnown === undefined && settable.size > 0 && isEqualAt(known.values) !== undefined) {
      const where = [...settable].map((each) => `${each} is ${known.values.get(each)}`).join(', ')
      return undecided(`${name} is right where ${where}`, pair.derivative.range)
    }
    const there = fixed.size === 0 || atKnown !== undefined ? undefined : comparisonsOf(sides, claim.exact, { ...known, values: fixed })
    found = atKnown ?? (there?.some(({ relation }) => relation === 'different') === true ? there : found)
  }
  if (found.every(({ relation }) => relation === 'equal')) {
    if (claim.exact.every(isZero) && isConstantAsReadHere(subject, sides)) return undefined
    const confidence = found.every((each) => each.relation === 'equal' && each.confidence === 'normal form') ? 'normal form' : 'sampled'
    const layouts = claim.flat === true ? [', row by row', ', column by column'] : ['', ', in denominator layout']
    const layout = layouts[claim.transposed === true ? 1 : 0]
    if (sides.cotangent !== undefined && claim.likely < 1 && claim.isOrdered === false)
      return undecided(`${name} hands back the derivatives by ${claim.by}, in another order than ${of} takes these`, pair.derivative.range)
    const what =
      sides.cotangent !== undefined
        ? `${name} hands back the derivative by ${claim.by} of ${of}`
        : `${name} is ${saidDerivative(pair)} by ${saidBy(claim.by)}${layout}`
    return (
      turned(subject, sides, claim, known) ?? { verdict: 'equal', confidence, message: what, range: pair.derivative.range, by: claim.symbols, sides }
    )
  }
  const output = inOutput(subject, sides, claim, known)
  if (output !== undefined) return output
  const at = found.findIndex(({ relation }) => relation === 'different')
  if (at >= 0) {
    // In code a function that the text does not define is a certain one, of which nobody here knows the values.
    const strange = strangeCall(subject, [claim.exact[at] as Expr, sides.parts[at]?.expr as Expr])
    if (strange !== undefined && !ABSTRACT.has(subject.source.language))
      return undecided(`the function ${strange} of ${of} is not known`, pair.derivative.range)
    // What the function takes as its argument may be what the derivative knows without.
    if (sides !== plain && pair.value.parameters.length > pair.derivative.parameters.length)
      return undecided(unknownNames(plain, name), pair.derivative.range)
    // A slope where the exact derivative vanishes is there on purpose: surrogates for steps, straight-through estimators.
    if (claim.likely === 0 || isZero(claim.exact[at] as Expr)) return undefined
    if (isListedApart(sides, claim)) return undefined
    if (mayBeAnother(subject, sides) && measure([notation(claim.exact[at] as Expr)]).operations < TELLING) return undefined
    return found.some(({ relation }) => relation === 'unlike') ? undefined : suspected(sides, claim, found, known)
  }
  const open = found.find((each) => each.relation === 'open')
  return open?.relation === 'open' ? undecided(open.why, pair.derivative.range) : undefined
}

/** Whether a function depends on nothing as it is read here, for numbers that are vectors where it is read alone: exp(z)/sum(exp(z)). */
function isConstantAsReadHere({ value }: Subject, sides: Sides): boolean {
  const alone = quietly(() => workedOut(value))
  const isConstant = (expr: Expr): boolean => symbolsOf(simplify(expr)).length === 0
  return alone !== undefined && isConstant(sides.value.expr) && !isConstant(alone.expr)
}

/** Languages in which a function that is not defined stands for any. */
const ABSTRACT: ReadonlySet<Language> = new Set<Language>(['latex', 'markdown'])

/** A function that the text neither defines nor is handed. */
function strangeCall({ value, derivative }: Subject, exprs: readonly Expr[]): string | undefined {
  const handed = new Set([...(value.parameters ?? []), ...(derivative.parameters ?? [])])
  return topological(exprs)
    .flatMap((node) => (isCall(node) ? [callOf(node).name] : []))
    .find((name) => !handed.has(name))
}

/**
 * Whether so many values are listed as a vector would have components of which nothing says how many there are, and none is used by
 * itself: they are derivatives by several things.
 */
function isListedApart({ value, parts }: Sides, { symbols, exact }: Claim): boolean {
  const [vector, ...others] = symbols
  const [part, ...more] = parts
  if (vector === undefined || part?.expr.op !== stack.op || others.length + more.length > 0) return false
  const isTold = part.expr.shape.every((length, axis) => typeof length === typeof exact[0]?.shape[axis])
  return !isTold && ![value.expr, part.expr].some((expr) => someNode(expr, ({ op, args }) => op === take.op && args[0] === vector))
}

/** Operations of a derivative that no other function is like by chance. */
const TELLING = 5

/** A function that the text does not define, and that has no part in the value: it may be the derivative of one that has. */
function unknownCalls({ value, parts }: Sides): string | undefined {
  const callsOf = (expr: Expr): string[] => topological([expr]).flatMap((node) => (isCall(node) ? [callOf(node).name] : []))
  const known = new Set(callsOf(value.expr))
  return parts.flatMap(({ expr }) => callsOf(expr)).find((name) => !known.has(name))
}

/**
 * The derivative by what a prediction is compared with is the one by the prediction with the other sign. Who differentiates a loss
 * means the prediction, and of any two the first.
 */
function turned({ pair, value }: Subject, sides: Sides, claim: Claim, known: Known): Suspect | Doubt | undefined {
  if (claim.likely === 1 || pair.order > 1 || claim.symbols.length > 1) return undefined
  const own = sides.parts[0]?.expr as Expr
  for (const rival of rivalsOf(sides, value, claim)) {
    const found = comparisonsOf(sides, rival.exact, { ...known, values: NONE })
    if (found[0]?.relation !== 'different' || compare(neg(own), rival.exact[0] as Expr, { ...known, values: NONE }).relation !== 'equal') continue
    if (rival.likely > 2 * claim.likely) return suspected(sides, rival, found, known)
    const { of, name } = saidNames(pair)
    const message = `${name} is the derivative of ${of} by ${claim.by}, with the other sign that by ${rival.by}`
    return { doubt: undecided(message, pair.derivative.range) }
  }
  return undefined
}

/** What it should be where the targets of a cross-entropy sum to one. */
const ofShares = ({ value }: Sides, claim: Claim): Claim => ({
  ...claim,
  exact: claim.exact.map((exact) => ofProbabilities(value.expr, notation(exact))?.derivative ?? exact),
})

const unknownNames = ({ strangers }: Sides, name: string): string => `${strangers.map(nameOf).join(', ')} of ${name} is not known to the function`

/** What the text says of names that both know: the values of constants, and of parameters that the derivative leaves out; defaults of the others. */
function knownOf(
  { source, value, derivative, sizes }: Subject,
  { value: { expr, symbols }, names }: Sides,
): Known & { readonly settable: ReadonlySet<string> } {
  const values = new Map<string, Value>()
  const known = { of: expr, isSized: sizes !== undefined, values, usual: values, defaults: new Map<string, Value>(), settable: new Set<string>() }
  for (const node of symbols) {
    const name = nameOf(node) as string
    const declaration = value.declarations.get(name) ?? derivative.declarations.get(name)
    if (declaration?.value === undefined) continue
    const isOwn = value.parameters?.includes(name) === true
    known[isOwn && [...names.values()].includes(name) ? 'defaults' : 'values'].set(name, declaration.value)
    if (isOwn || !isParameter(source.text, declaration.range)) continue
    known.settable.add(name)
    known.defaults.set(name, declaration.value)
  }
  return known
}
