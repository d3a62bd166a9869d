/**
 * The verdict on a hand-written derivative. It is never guessed: a derivative is called wrong only where everything it may be has
 * been compared, and where nothing else can have been meant.
 */
import type { Check, Range, Source, Value } from '../api.ts'
import { type Expr, nameOf, substitute, symbol, traitsOf } from '../expr.ts'
import { isZero } from '../ops/structure.ts'
import { open } from '../read/open.ts'
import type { Definition, Document, Reading } from '../read/term.ts'
import { refusal } from '../refusal.ts'
import { sameShape } from '../shape.ts'
import { blame } from './blame.ts'
import { type Claim, claimsOf } from './claims.ts'
import { type Comparison, compare, type Known } from './compare.ts'
import { type Pair, pairNamed, pairsOf } from './pairs.ts'
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
  return pairsOf(document.definitions()).map(({ value, derivative }) => ({
    function: value.name,
    derivative: derivative.name,
    range: derivative.range,
  }))
}

/**
 * Is the hand-written derivative right? Never throws on any text; `range` of the pair tells definitions of one name apart. What the
 * range of the answer covers is to be replaced by `fix`, where there is one.
 */
export function checkDerivative(source: Source, pair: { function: string; derivative: string; range?: Range }): Check {
  const whole = { start: 0, end: source.text.length }
  const document = opened(source)
  if (!('definitions' in document)) return undecided(document.message, document.range)
  const found = pairNamed(document.definitions(), pair)
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
  const subject: Case = { source, pair, value: readOf(pair.value), derivative: readOf(pair.derivative) }
  let wrong: Check | undefined
  let open: Check | undefined
  for (const together of [false, true]) {
    const sides = quietly(() => sidesOf(subject.value, subject.derivative, { backward: pair.backward, together }))
    if (sides === undefined || (together && sides.parts.length === 1 && sides.parts[0]?.expr.rank === 0)) continue
    for (const claim of claimsOf(sides, pair, subject.value)) {
      const answer = judge(subject, sides, claim)
      if (answer?.verdict === 'equal' || answer?.verdict === 'equal-in-output') return answer
      if (answer?.verdict === 'different') wrong ??= answer
      else open ??= answer
    }
  }
  return open ?? wrong ?? undecided(`${pair.derivative.name} is no derivative of ${pair.value.name} that is known`, pair.derivative.range)
}

/** One thing that it may be, compared with what it is; undefined where it is not that, and may be something else. */
function judge(subject: Case, sides: Sides, claim: Claim): Check | undefined {
  const { pair } = subject
  const [of, name] = [pair.value.name, pair.derivative.name]
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
    return blame(subject, sides, claim, at, first.witness)
  }
  const open = found.find((each) => each.relation === 'open')
  return open?.relation === 'open' ? undecided(open.why, pair.derivative.range) : undefined
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
  const message = `${pair.derivative.name} is the derivative of ${pair.value.name} by ${by}, given the value of ${pair.value.name} itself`
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
