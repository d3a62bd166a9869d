/**
 * The verdict on a hand-written derivative. It is never guessed: a derivative is called wrong only where everything it may be has
 * been compared, and where nothing else can have been meant.
 */
import type { Check, Range, Source, Value } from '../api.ts'
import { type Expr, nameOf, substitute, symbol, traitsOf } from '../expr.ts'
import { ofProbabilities } from '../notes/notes.ts'
import { isZero } from '../ops/structure.ts'
import { termsIn } from '../read/execute/arithmetic.ts'
import { open } from '../read/open.ts'
import { applyTerm, type Definition, type Document, ReadError, type Reading, type Term } from '../read/term.ts'
import { refusal } from '../refusal.ts'
import { sameShape } from '../shape.ts'
import { notation } from '../simplify/notation.ts'
import { blame } from './blame.ts'
import { type Claim, claimsOf } from './claims.ts'
import { type Comparison, compare, type Known } from './compare.ts'
import { isOfDerivative, type Pair, pairNamed, pairsOf, type Returned, saidNames } from './pairs.ts'
import { returnedPairs } from './returned.ts'
import { quietly, type Sides, sidesOf } from './sides.ts'

/** A function and its hand-written derivative by name; `range` is that of the derivative's definition. */
export interface DerivativePair {
  function: string
  derivative: string
  range: Range
}

/** The functions of a text with hand-written derivatives beside them. Never throws on any text. */
export function findDerivativePairs(source: Source): DerivativePair[] {
  const document = opened(source)
  if (!('definitions' in document)) return []
  return pairsIn(document.definitions(), source.text).map(({ value, derivative }) => ({
    function: value.name,
    derivative: derivative.name,
    range: derivative.range,
  }))
}

/** A function of two names, and one that returns both. */
function pairsIn(definitions: readonly Definition[], text: string): Pair[] {
  const pairs = pairsOf(definitions)
  const taken = new Set(pairs.map(({ derivative }) => derivative))
  return [...pairs, ...returnedPairs(definitions, text).filter(({ derivative }) => !taken.has(derivative))].sort(
    (a, b) => a.derivative.range.start - b.derivative.range.start,
  )
}

/**
 * Is the hand-written derivative right? Never throws on any text; `range` of the pair tells definitions of one name apart. What the
 * range of the answer covers is to be replaced by `fix`, where there is one.
 */
export function checkDerivative(source: Source, pair: { function: string; derivative: string; range?: Range }): Check {
  const whole = { start: 0, end: source.text.length }
  const document = opened(source)
  if (!('definitions' in document)) return undecided(document.message, document.range)
  const definitions = document.definitions()
  const found = pairNamed(definitions, pairsIn(definitions, source.text), pair)
  if (found === undefined) return undecided(`"${pair.function}" and "${pair.derivative}" are not both defined here`, whole)
  try {
    return verdictOn(source, document, found)
  } catch (error) {
    const { message, range } = refusal(error, found.derivative.range, source.text)
    return undecided(message, range)
  }
}

function opened({ text, language }: Source): Document | { message: string; range: Range } {
  try {
    return open(text, language)
  } catch (error) {
    return refusal(error, { start: 0, end: text.length }, text)
  }
}

const undecided = (message: string, range: Range): Check => ({ verdict: 'unknown', confidence: 'none', message, range })

/** Both readings, with what the text says of the values of names. */
interface Case {
  readonly source: Source
  readonly pair: Pair
  readonly value: Reading
  readonly derivative: Reading
}

function verdictOn(source: Source, document: Document, pair: Pair): Check {
  const all = document.definitions()
  const readOf = (definition: Definition): Reading =>
    document.read(all.filter(({ name }) => name === definition.name).length > 1 ? { selection: definition.range } : { of: definition.name })
  const subject: Case = {
    source,
    pair,
    ...(pair.returned === undefined
      ? { value: readOf(pair.value), derivative: readOf(pair.derivative) }
      : parted(readOf(pair.value), pair.returned.derivatives)),
  }
  let wrong: Check | undefined
  let open: Check | undefined
  const ways = (['function', 'derivative'] as const).flatMap((trusted) =>
    [false, true].map((together) => ({ backward: pair.backward, trusted, together })),
  )
  for (const way of ways) {
    const sides = quietly(() => sidesOf(subject.value, subject.derivative, way))
    if (sides === undefined || (way.together && sides.parts.length === 1 && sides.parts[0]?.expr.rank === 0)) continue
    for (const claim of claimsOf(sides, pair, subject.value)) {
      const answer = judge(subject, sides, claim)
      if (answer?.verdict === 'equal' || answer?.verdict === 'equal-in-output') return answer
      if (answer?.verdict === 'different') wrong ??= answer
      else open ??= answer
    }
  }
  return open ?? wrong ?? undecided(`${saidNames(pair).name} is no derivative of ${saidNames(pair).of} that is known`, pair.derivative.range)
}

/** What one function returns as two: its value, and the derivatives behind it. */
function parted(reading: Reading, returned: readonly Returned[]): { value: Reading; derivative: Reading } {
  const [value, ...derivatives] = reading.results ?? []
  if (value === undefined) throw new ReadError('what is returned is not always several values', reading.range)
  // What is updated by the derivative is not what it is the derivative of.
  const inside = new Set(termsIn(value))
  if (derivatives.some((each, k) => isOfDerivative(returned[k]?.name ?? '') && each.kind === 'apply' && inside.has(each)))
    throw new ReadError('the derivative is used for what is returned', reading.range)
  const [first] = derivatives as [Term]
  return {
    value: { ...reading, body: value },
    derivative: { ...reading, body: derivatives.length === 1 ? first : applyTerm('array', derivatives, reading.range) },
  }
}

/** One thing that it may be, compared with what it is; undefined where it is not that, and may be something else. */
function judge(subject: Case, sides: Sides, claim: Claim): Check | undefined {
  const { pair } = subject
  const { of, name } = saidNames(pair)
  if (sides.strangers.length > 0) return inOutput(subject, sides, claim) ?? undecided(unknownNames(sides, name), pair.derivative.range)
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
    const what = pair.backward
      ? `${name} hands back the derivative by ${claim.by} of ${of}`
      : `${name} is the derivative of ${of} by ${claim.by}${layout}`
    return { verdict: 'equal', confidence, message: what, range: pair.derivative.range }
  }
  const output = inOutput(subject, sides, claim)
  if (output !== undefined) return output
  const at = found.findIndex(({ relation }) => relation === 'different')
  const first = found[at]
  if (first?.relation === 'different') {
    // A slope where the exact derivative vanishes is there on purpose: surrogates for steps, straight-through estimators.
    if (!claim.sure || isZero(claim.exact[at] as Expr)) return undefined
    const symmetric = symmetricIn(sides)
    if (symmetric.size > 0) {
      const [yours, exact] = [sides.parts[at]?.expr as Expr, claim.exact[at] as Expr].map((expr) => substitute(expr, symmetric)) as [Expr, Expr]
      const names = [...symmetric.keys()].map(nameOf).join(', ')
      if (compare(yours, exact, known).relation !== 'different')
        return undecided(`${name} is right where ${names} is symmetric`, pair.derivative.range)
    }
    const targets = asProbabilities(sides, claim, known)
    if (targets !== undefined) {
      const message = `${name} is the derivative of ${of} by ${claim.by} where ${targets} sum to one`
      const said = TARGETS.test(subject.source.text)
      return { verdict: said ? 'equal' : 'unknown', confidence: said ? 'sampled' : 'none', message, range: pair.derivative.range }
    }
    return blame(subject, sides, claim, at, first.witness)
  }
  const open = found.find((each) => each.relation === 'open')
  return open?.relation === 'open' ? undecided(open.why, pair.derivative.range) : undefined
}

/** What a text says of targets that are probabilities. */
const TARGETS = /one[- _]?hot|probabilit|distributions?\b|sums? to (?:1\b|one)/i

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

/** Square matrices as symmetric ones: who writes A x for the gradient of xᵀAx/2 means that. */
const symmetricIn = ({ value }: Sides): Map<Expr, Expr> =>
  new Map(
    value.symbols
      .filter(({ shape }) => shape.length === 2 && shape[0] === shape[1])
      .map((node) => [node, symbol(nameOf(node) as string, node.shape, { ...traitsOf(node), symmetric: true })]),
  )

const comparisonsOf = ({ parts }: Sides, exact: readonly Expr[], known: Known): Comparison[] =>
  parts.map(({ expr }, k) => compare(expr, exact[k] as Expr, known))

const unknownNames = ({ strangers }: Sides, name: string): string => `${strangers.map(nameOf).join(', ')} of ${name} is not known to the function`

/**
 * Right when its argument is the function's own value: a(1 - a) of the sigmoid, and what a method has kept of the forward pass.
 */
function inOutput(subject: Case, sides: Sides, { exact, by }: Claim): Check | undefined {
  const { value, parts, strangers } = sides
  const variable = strangers[0] ?? value.symbols.find((node) => nameOf(node) === by)
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
function knownOf({ value, derivative }: Case, { value: { symbols }, names }: Sides): Known {
  const known = { values: new Map<string, Value>(), defaults: new Map<string, Value>() }
  for (const node of symbols) {
    const name = nameOf(node) as string
    const declared = (value.declarations.get(name) ?? derivative.declarations.get(name))?.value
    const isTaken = value.parameters?.includes(name) === true && [...names.values()].includes(name)
    if (declared !== undefined) known[isTaken ? 'defaults' : 'values'].set(name, declared)
  }
  return known
}

const NONE: ReadonlyMap<string, Value> = new Map()
