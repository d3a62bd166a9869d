/**
 * The verdict on one pair. It is never guessed: a derivative is called wrong only where everything it may be has been compared, and
 * where nothing else can have been meant.
 */
import type { Check, Range, Source, Value } from '../api.ts'
import { type Expr, nameOf, substitute, symbolsOf, topological } from '../expr.ts'
import { ofProbabilities } from '../notes/notes.ts'
import { mul, neg, sub } from '../ops/arithmetic.ts'
import { callOf, isCall } from '../ops/binder.ts'
import { transpose } from '../ops/linear.ts'
import { isZero, zeros } from '../ops/structure.ts'
import { open } from '../read/open.ts'
import { proseAround } from '../read/prose.ts'
import type { Document } from '../read/term.ts'
import { sameShape } from '../shape.ts'
import { measure } from '../simplify/measure.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { asOf } from './asOf.ts'
import { begunWith } from './begun.ts'
import { blame } from './blame.ts'
import { type Claim, claimsOf, rivalsOf } from './claims.ts'
import { type Comparison, compare, type Known, likenessOf } from './compare.ts'
import { conditionsOf, under, withSigns } from './conditions.ts'
import type { Fix } from './fix.ts'
import { searchIn, wrongIntermediate } from './intermediate.ts'
import { type Pair, saidNames } from './pair.ts'
import { batches, columns, labelled, readings, squares } from './readings.ts'
import { type Shrunk, shrunkTexts } from './shrunk.ts'
import { quietly, type Sides } from './sides.ts'
import { solvedIntermediate } from './solved.ts'
import { mayBeAnother, type Subject, shapedSubjects, subjectsOf, withGradients } from './subject.ts'
import { supposedOf } from './supposed.ts'

export const undecided = (message: string, range: Range): Check => ({ verdict: 'unknown', confidence: 'none', message, range })

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
}

/** The verdict on a pair; `blames`: of what is wrong also where, and what could stand there instead. Throws ReadError. */
export function verdictOn(source: Source, document: Document, pair: Pair, blames = false): Verdict {
  const small = shrunkTexts(source, pair)
  if (small.length > 0) return verdictOnSmall(small, pair, blames)
  const plain = verdictOnAll(subjectsOf(source, document, pair), blames)
  // What is open for inputs of any shape may not be for some.
  const shaped = plain.isUnlike === true && plain.by === undefined && pair.backward ? shapedSubjects(source, document, pair) : []
  const found = shaped.length === 0 ? plain : verdictOnAll(shaped, blames)
  return found.verdict === 'unknown' ? plain : found
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
    if (said === undefined) return withStored(subject, verdictOf(subject, blames), blames)
    const { fixes, ...check } = verdictOf(subject, blames)
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
  for (const fix of fixes) if (fix.said !== undefined) yield fix.message === undefined ? fix : { ...fix, message: read(fix.message) }
}

function verdictOf(subject: Subject, blames: boolean): Verdict {
  const { pair, value, derivative } = subject
  const suspects: Suspect[] = []
  let open: Verdict | undefined
  for (const read of [readings, labelled, columns, batches, squares]) {
    if (suspects.length > 0 || open !== undefined) break
    for (const sides of read(subject)) {
      for (const claim of claimsOf(sides, subject.pair, subject.value)) {
        const answer = judge(subject, sides, claim)
        if (answer === undefined) continue
        // Where shapes are guessed, something must be right; and a step backward in time is no derivative.
        const isStep = pair.backward && sides.cotangent === undefined && derivative.parameters?.some((name) => value.parameters?.includes(name))
        const least = read === batches || read === columns ? RIGHT : isStep ? 1 : 0
        if ('found' in answer) suspects.push(...(answer.evidence >= least && (read !== squares || isAlone(answer)) ? [answer] : []))
        else if ('doubt' in answer) return answer.doubt
        else if (answer.verdict === 'unknown') open ??= answer
        else return answer
      }
    }
  }
  suspects.sort((a, b) => b.evidence + likenessOf(b.found) - a.evidence - likenessOf(a.found))
  for (const suspect of suspects) {
    const excuse = excused(subject, suspect)
    if (excuse !== undefined) return excuse
  }
  const [likeliest] = suspects
  if (open !== undefined && (likeliest?.evidence ?? 0) < 1) return open
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
  const { check, fixes } = blame(subject, sides, claim, supposed?.found ?? found, known, begun && begunWith(begun, subject, sides, known))
  return { ...check, fixes, by: claim.symbols, sides }
}

/** One thing that it may be and is not. */
interface Suspect {
  readonly sides: Sides
  readonly claim: Claim
  readonly found: readonly Comparison[]
  readonly known: Known
  /** That it was meant, and is wrong: below 1 it is only the likeliest of what can be meant. */
  readonly evidence: number
}

/** It may be right or wrong, and nothing else of what it may be can tell. */
interface Doubt {
  readonly doubt: Check
}

/** One thing that it may be, compared with what it is; undefined where it is not that, and may be something else. */
function judge(subject: Subject, sides: Sides, claim: Claim): Verdict | Suspect | Doubt | undefined {
  const { pair } = subject
  const { of, name } = saidNames(pair)
  if (sides.strangers.length > 0) return inOutput(subject, sides, claim) ?? undecided(unknownNames(sides, name), pair.derivative.range)
  const called = unknownCalls(sides)
  if (called !== undefined) return undecided(`the function ${called} of ${name} is not known`, pair.derivative.range)
  const known = knownOf(subject, sides)
  let found = comparisonsOf(sides, claim.exact, { ...known, values: NONE })
  if (found.some(({ relation }) => relation !== 'equal')) {
    // What the derivative does not take has its default value; names the file gives a value have that one.
    const atKnown = known.values.size === 0 ? undefined : comparisonsOf(sides, claim.exact, known)
    if (atKnown?.every(({ relation }) => relation === 'equal')) found = atKnown
  }
  if (found.every(({ relation }) => relation === 'equal')) {
    const confidence = found.every((each) => each.relation === 'equal' && each.confidence === 'normal form') ? 'normal form' : 'sampled'
    const layout = claim.transposed === true ? ', in denominator layout' : ''
    const what =
      sides.cotangent !== undefined
        ? `${name} hands back the derivative by ${claim.by} of ${of}`
        : `${name} is the derivative of ${of} by ${claim.by}${layout}`
    return (
      turned(subject, sides, claim, known) ?? { verdict: 'equal', confidence, message: what, range: pair.derivative.range, by: claim.symbols, sides }
    )
  }
  const output = inOutput(subject, sides, claim)
  if (output !== undefined) return output
  const at = found.findIndex(({ relation }) => relation === 'different')
  if (at >= 0) {
    // A slope where the exact derivative vanishes is there on purpose: surrogates for steps, straight-through estimators.
    if (claim.likely === 0 || isZero(claim.exact[at] as Expr)) return undefined
    if (mayBeAnother(subject, sides) && measure([notation(claim.exact[at] as Expr)]).operations < TELLING) return undefined
    return found.some(({ relation }) => relation === 'unlike') ? undefined : { sides, claim, found, known, evidence: evidenceOf(claim, found) }
  }
  const open = found.find((each) => each.relation === 'open')
  return open?.relation === 'open' ? undecided(open.why, pair.derivative.range) : undefined
}

/** Operations of a derivative that no other function is like by chance. */
const TELLING = 5

/** What it tells that the text says so, and that one value of several is right. */
const [SAID, RIGHT] = [100, 10]

/** A function that the text does not define, and that has no part in the value: it may be the derivative of one that has. */
function unknownCalls({ value, parts }: Sides): string | undefined {
  const callsOf = (expr: Expr): string[] => topological([expr]).flatMap((node) => (isCall(node) ? [callOf(node).name] : []))
  const known = new Set(callsOf(value.expr))
  return parts.flatMap(({ expr }) => callsOf(expr)).find((name) => !known.has(name))
}

/** One of several values is wrong, and not only in the order of its axes, and all others are right. */
function isAlone({ sides, claim, found, known }: Suspect): boolean {
  const at = found.findIndex(({ relation }) => relation !== 'equal')
  const [own, exact] = [sides.parts[at]?.expr, claim.exact[at]]
  if (found.length < 3 || found.filter(({ relation }) => relation === 'equal').length < found.length - 1 || !own || !exact) return false
  return own.rank !== 2 || /different|unlike/.test(compare(transpose(own), exact, { ...known, values: NONE }).relation)
}

/** The text says what it is by, some of the values are right, or a constant factor alone is wrong. */
function evidenceOf({ likely }: Claim, found: readonly Comparison[]): number {
  const right = found.filter(({ relation }) => relation === 'equal').length
  const isFactor = found.every((each) => each.relation !== 'different' || (each.witness.ratio ?? 0) !== 0)
  return (likely === 1 ? SAID : 0) + RIGHT * right + (isFactor ? 3 : 1) * likely
}

/** What differs, but is right under a condition that people do not write down. */
function excused(subject: Subject, { sides, claim, found, known }: Suspect): Verdict | undefined {
  const { pair, source } = subject
  const { of, name } = saidNames(pair)
  const right = (condition: string, isStated: boolean): Verdict =>
    isStated
      ? {
          verdict: 'equal',
          confidence: 'sampled',
          message: `${name} is the derivative of ${of} by ${claim.by} ${condition}`,
          range: pair.derivative.range,
        }
      : { ...undecided(`${name} is right ${condition}`, pair.derivative.range), isPerhaps: true }
  // People draw forces in either direction.
  const isTurned = found.every((each) => each.relation === 'different' && each.witness.ratio === -1)
  if (pair.sign === -1 && isTurned && !MINUS.test(source.text))
    return undecided(`${name} is the derivative of ${of}, with its own sign`, pair.derivative.range)
  if (pair.sign === -1 && isOverDistance(sides, claim, known))
    return undecided(`${name} is right but for a factor ${claim.by}`, pair.derivative.range)
  const prose = proseAround(source.text, pair.derivative.range)
  if (APPROXIMATE.test(prose)) return undecided(`${name} is an approximation, as its comments say`, pair.derivative.range)
  const ratio = found.map((each) => (each.relation === 'different' ? each.witness.ratio : undefined))
  if (ratio.every((each) => each !== undefined) && SCALED.test(prose))
    return undecided(`${name} is right up to a factor, of which its comments speak`, pair.derivative.range)
  if (isRegularised(sides, claim, found, known)) return undecided(`${name} adds to what it hands back`, pair.derivative.range)
  const averaged = averagedOver(sides, claim, found)
  if (averaged !== undefined) return right(`where the loss is the mean over ${averaged}`, false)
  const targets = asProbabilities(sides, claim, known)
  if (targets !== undefined) return right(`where ${targets} sum to one`, TARGETS.test(source.text))
  const differing = sides.parts.flatMap(({ expr }, k): [Expr, Expr][] => (found[k]?.relation === 'different' ? [[expr, claim.exact[k] as Expr]] : []))
  const met = new Set(symbolsOf(...differing.flat()))
  let perhaps: Verdict | undefined
  for (const condition of conditionsOf(sides, claim)) {
    const names = [...condition.where.keys()].filter((node) => met.has(node))
    if (names.length === 0) continue
    const [value] = under(condition, [known.of as Expr])
    const relationsOf = (isScreened: boolean): Comparison['relation'][] =>
      differing.map((both) => compare(...(under(condition, both) as [Expr, Expr]), { ...known, of: value }, isScreened).relation)
    if (relationsOf(true).includes('different')) continue
    const relations = relationsOf(false)
    if (relations.includes('different')) continue
    const where = `where ${names.length > 1 ? 'each of ' : ''}${names.map(nameOf).join(', ')} ${condition.said}`
    if (relations.every((relation) => relation === 'equal')) return right(where, condition.stated.test(source.text))
    perhaps ??= right(where, false)
  }
  return perhaps
}

/** How comments say that what is computed is not the derivative itself. */
const APPROXIMATE =
  /\bstochastic|\bmini-?batch|\bapproximat\w*\s+(?:of\s+|to\s+)?(?:the\s+)?(?:exact\s+|true\s+)?(?:gradient|derivative|jacobian|hessian|slope)|\b(?:gradient|derivative|jacobian|hessian|slope)\s+(?:is\s+)?approximat|\bgauss-?newton|\bsurrogate|\bstraight-?through|\bfinite[- ]difference|\bnumerical(?:ly)? (?:gradient|derivative|estimate)/i

/** Whether a force is divided by the distance, or by its opposite: it is multiplied by the vector between the two. */
function isOverDistance({ parts }: Sides, { symbols, exact }: Claim, known: Known): boolean {
  const [by, ...more] = symbols
  const [part, ...others] = parts
  if (by === undefined || part === undefined || more.length + others.length > 0 || by.rank > 0 || part.expr.rank > 0) return false
  return [mul(part.expr, by), neg(mul(part.expr, by))].some((each) => compare(each, exact[0] as Expr, known).relation === 'equal')
}

/** How comments say that a factor is left out. */
const SCALED =
  /\babsorb|\bup to (?:a|some|the) (?:positive )?(?:constant|factor|scale)|\b(?:constants?|factors?|scale)\b[^.\n]{0,40}\b(?:dropped|omitted|ignored|left out|folded)|\b(?:drop|omit|ignore|leave out|without)\w*\b[^.\n]{0,30}\b(?:constant|factor)|\bproportional to\b/i

/** Whether a backward pass adds what does not come from behind it, as the derivative of a penalty. */
function isRegularised({ cotangent, parts }: Sides, { exact }: Claim, found: readonly Comparison[], known: Known): boolean {
  if (cotangent === undefined) return false
  const nothing = new Map([[cotangent, zeros(cotangent.shape)]])
  return found.every(({ relation }, k) => {
    const own = parts[k]?.expr as Expr
    return relation === 'equal' || compare(sub(own, substitute(own, nothing)), exact[k] as Expr, known).relation === 'equal'
  })
}

/** How a text says that a force is the derivative with the other sign. */
const MINUS = /=\s*[-−]\s*(?:\\?(?:grad|nabla|∇|partial|frac)|d\w*\s*\/\s*d)|\b(?:minus|negative)\s+(?:the\s+)?(?:gradient|derivative|slope)/i

/**
 * The length by which all parameters' derivatives of a backward pass are divided, but not what is handed back to its input: who does so
 * hands on the derivatives of the losses of single examples, and means the one of their mean.
 */
function averagedOver({ cotangent, parts }: Sides, { symbols }: Claim, found: readonly Comparison[]): string | undefined {
  const differing = found.flatMap((each) => (each.relation === 'different' ? [each.witness] : []))
  const equal = symbols.filter((_, k) => found[k]?.relation === 'equal')
  const [first] = differing
  if (cotangent === undefined || first === undefined || equal.length > 1 || differing.length + equal.length < parts.length) return undefined
  // The layer's input, which stands first, has its derivative as it is.
  if (equal.length === 1 && equal[0] !== symbols[0]) return undefined
  const lengths = cotangent.shape.flatMap((length): [string, number][] => {
    const size = typeof length === 'string' ? first.sizes.get(length) : length
    return size === undefined || size < 3 ? [] : [[String(length), size]]
  })
  const isBy = (size: number): boolean => differing.every(({ ratio = 0 }) => Math.abs(ratio - size) <= 1e-9 * size)
  return lengths.find(([, size]) => isBy(size))?.[0]
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
    if (rival.likely > 2 * claim.likely) return { sides, claim: rival, found, known, evidence: evidenceOf(rival, found) }
    const { of, name } = saidNames(pair)
    const message = `${name} is the derivative of ${of} by ${claim.by}, with the other sign that by ${rival.by}`
    return { doubt: undecided(message, pair.derivative.range) }
  }
  return undefined
}

/** What a text says of targets that are probabilities. */
const TARGETS = /one[- _]?hot|probabilit|distributions?\b|sums? to (?:1\b|one)|(?:\\sum|∑)[^=$\n]{0,40}=\s*1(?![\d.])/i

/** What would have to sum to one for all that is returned to be right: the targets of a cross-entropy. */
function asProbabilities({ value, parts }: Sides, { exact }: Claim, known: Known): string | undefined {
  let what: string | undefined
  const isRight = parts.every(({ expr }, k) => {
    const wanted = exact[k] as Expr
    const found = ofProbabilities(value.expr, notation(wanted))
    what ??= found?.what
    return compare(expr, found?.derivative ?? wanted, known).relation === 'equal'
  })
  return isRight ? what : undefined
}

/** What it should be where the targets of a cross-entropy sum to one. */
const ofShares = ({ value }: Sides, claim: Claim): Claim => ({
  ...claim,
  exact: claim.exact.map((exact) => ofProbabilities(value.expr, notation(exact))?.derivative ?? exact),
})

const comparisonsOf = ({ parts }: Sides, exact: readonly Expr[], known: Known): Comparison[] =>
  parts.map(({ expr }, k) => compare(expr, exact[k] as Expr, known))

const unknownNames = ({ strangers }: Sides, name: string): string => `${strangers.map(nameOf).join(', ')} of ${name} is not known to the function`

/**
 * Right when its argument is the function's own value: a(1 - a) of the sigmoid, and what a method has kept of the forward pass.
 */
function inOutput(subject: Subject, sides: Sides, { exact, by }: Claim): Check | undefined {
  const { value, parts, strangers, names } = sides
  // What it takes may be the value; what a forward pass has kept of its argument is not.
  const isTaken = subject.derivative.parameters?.some((name) => (names.get(name) ?? name) === by) === true
  const variable = strangers[0] ?? (isTaken ? value.symbols.find((node) => nameOf(node) === by) : undefined)
  if (strangers.length > 1 || variable === undefined || !sameShape(variable.shape, value.expr.shape)) return undefined
  const output = new Map([[variable, value.expr]])
  const isEqual = parts.every(({ expr }, k) => {
    const given = quietly(() => substitute(expr, output))
    return given !== undefined && compare(given, exact[k] as Expr, { ...knownOf(subject, sides), values: NONE }).relation === 'equal'
  })
  if (!isEqual) return undefined
  const { pair } = subject
  const { of, name } = saidNames(pair)
  const message = `${name} is the derivative of ${of} by ${by}, given the value of ${of} itself`
  return { verdict: 'equal-in-output', confidence: 'sampled', message, range: pair.derivative.range }
}

/** What the text says of names that both know: the values of constants, and of parameters that the derivative leaves out; defaults of the others. */
function knownOf({ value, derivative, sizes }: Subject, { value: { expr, symbols }, names }: Sides): Known {
  const known = { of: expr, isSized: sizes !== undefined, values: new Map<string, Value>(), defaults: new Map<string, Value>() }
  for (const node of symbols) {
    const name = nameOf(node) as string
    const declared = (value.declarations.get(name) ?? derivative.declarations.get(name))?.value
    const isTaken = value.parameters?.includes(name) === true && [...names.values()].includes(name)
    if (declared !== undefined) known[isTaken ? 'defaults' : 'values'].set(name, declared)
  }
  return known
}

const NONE: ReadonlyMap<string, Value> = new Map()
