/** What people know of a derivative that differs from the exact one and do not write down, or say beside it: by that it is not wrong. */
import type { Check } from '../api.ts'
import { reverse } from '../differentiate/reverse.ts'
import { type Expr, nameOf, substitute, symbolsOf } from '../expr.ts'
import { ofProbabilities } from '../notes/probabilities.ts'
import { add, mul, neg, sub } from '../ops/arithmetic.ts'
import { transpose } from '../ops/linear.ts'
import { zeros } from '../ops/structure.ts'
import { proseAround } from '../read/prose.ts'
import { inPattern } from '../read/spelling.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { recognise } from '../simplify/whole/recognise.ts'
import { isSaidApproximate } from './approximate.ts'
import type { Claim } from './claims.ts'
import { type Comparison, compare, type Known } from './compare.ts'
import { conditionsOf, DISTINCT, SYMMETRIC, under } from './conditions.ts'
import { type Pair, saidNames } from './pair.ts'
import { quietly, type Sides } from './sides.ts'
import type { Subject } from './subject.ts'
import { type Suspect, undecided } from './suspect.ts'
import { isSymmetric } from './symmetry.ts'

/** Why something is not called wrong. */
interface Excuse extends Check {
  /** It is right under a condition of which the text does not speak. */
  readonly isPerhaps?: true
}

/** What differs, but is right under a condition that people do not write down. */
export function excused(subject: Subject, suspect: Suspect): Excuse | undefined {
  const { sides, claim, found, known } = suspect
  const { pair, source } = subject
  const { of, name } = saidNames(pair)
  const right = (condition: string, isStated: boolean): Excuse =>
    isStated
      ? {
          verdict: 'equal',
          confidence: 'sampled',
          message: `${name} is the derivative of ${of} by ${claim.by} ${condition}`,
          range: pair.derivative.range,
        }
      : { ...undecided(`${name} is right ${condition}`, pair.derivative.range), isPerhaps: true }
  // The gradient of an image, of which an energy is made, is none of the energy.
  if (isMadeOf(source.text, pair)) return undecided(`${of} is made of ${name}`, pair.derivative.range)
  // People draw forces in either direction.
  const isTurned = found.every((each) => each.relation === 'different' && each.witness.ratio === -1)
  if (pair.sign === -1 && isTurned && !MINUS.test(source.text))
    return undecided(`${name} is the derivative of ${of}, with its own sign`, pair.derivative.range)
  if (pair.sign === -1 && isOverDistance(sides, claim, known))
    return undecided(`${name} is right but for a factor ${claim.by}`, pair.derivative.range)
  // Who writes gradients as rows means the transpose of what others write.
  const isTurnedAround = (expr: Expr, k: number): boolean =>
    expr.rank === 2 && compare(transpose(expr), claim.exact[k] as Expr, { ...known, values: new Map() }).relation === 'equal'
  if (pair.chained !== undefined && sides.parts.every(({ expr }, k) => isTurnedAround(expr, k)))
    return undecided(`${name} is right in the other layout`, pair.derivative.range)
  const prose = proseAround(source.text, pair.derivative.range)
  if (isSaidApproximate(prose, pair.returned !== undefined))
    return undecided(`${name} is an approximation, as its comments say`, pair.derivative.range)
  const ratio = found.map((each) => (each.relation === 'different' ? each.witness.ratio : undefined))
  if (ratio.every((each) => each !== undefined) && SCALED.test(prose))
    return undecided(`${name} is right up to a factor, of which its comments speak`, pair.derivative.range)
  if (isRegularised(sides, claim, found, known)) return undecided(`${name} adds to what it hands back`, pair.derivative.range)
  if (isLength(sides, subject.value.parameters ?? [], known))
    return undecided(`${name} is the length of the gradient of ${of}`, pair.derivative.range)
  if (DENSITIES.has(name)) return undecided(`${name} is no derivative of ${of} that is known`, pair.derivative.range)
  if (isOtherPass(sides, claim, known)) return undecided(`${name} is no derivative of ${of} that is known`, pair.derivative.range)
  const { start, end } = pair.derivative.range
  const averaged = averagedOver(sides, claim, found, DIVIDES.test(source.text.slice(start, end)) ? 2 : 3)
  if (averaged !== undefined) return right(`where the loss is the mean over ${averaged}`, false)
  const targets = asProbabilities(sides, claim, known)
  if (targets !== undefined) return right(`where ${targets} sum to one`, TARGETS.test(source.text))
  const differing = sides.parts.flatMap(({ expr }, k): [Expr, Expr][] => (found[k]?.relation === 'different' ? [[expr, claim.exact[k] as Expr]] : []))
  const met = new Set(symbolsOf(...differing.flat()))
  let perhaps: Excuse | undefined
  for (const any of conditionsOf(sides, claim)) {
    // Who adds at indices means to add up what is met twice.
    if (any.said === DISTINCT && ADDS_AT.test(source.text.slice(start, end)) && !any.stated.test(source.text)) continue
    // What is met twice is not wrong by one and the same factor.
    if (any.said === DISTINCT && ratio.every((each) => each !== undefined)) continue
    const all = [...any.where.keys()].filter((node) => met.has(node))
    const made = any.said === SYMMETRIC ? all.map((node) => isSymmetric(subject, suspect, any, node)) : []
    const names = all.filter((node, k) => made[k] !== false && !(any.said === DISTINCT && isBesideRows(nameOf(node) as string, source.text)))
    if (names.length === 0) continue
    const condition = names.length === all.length ? any : { ...any, where: new Map([...any.where].filter(([node]) => names.includes(node))) }
    const isMade = made.length > 0 && made.every((each) => each === true)
    const [value] = under(condition, [known.of as Expr])
    const relationsOf = (isScreened: boolean): Comparison['relation'][] =>
      differing.map((both) => compare(...(under(condition, both) as [Expr, Expr]), { ...known, of: value }, isScreened).relation)
    if (relationsOf(true).includes('different')) continue
    const relations = relationsOf(false)
    if (relations.includes('different')) continue
    const where = `where ${names.length > 1 ? 'each of ' : ''}${names.map(nameOf).join(', ')} ${condition.said}`
    if (relations.every((relation) => relation === 'equal')) return right(where, isMade || condition.stated.test(source.text))
    perhaps ??= right(where, false)
  }
  return perhaps
}

/**
 * Whether a pass back is there for something else than the derivative: the function changes nothing, and only what is handed back through
 * it; or it undoes what the function does, as scaling back, and is something where nothing is handed back.
 */
function isOtherPass({ cotangent, parts, value }: Sides, { symbols }: Claim, known: Known): boolean {
  const [[part, ...more], [by]] = [parts, symbols]
  if (cotangent === undefined || part === undefined || by === undefined || more.length > 0) return false
  if (value.expr === by) return true
  const isSame = (handed: Expr, expected: Expr): boolean =>
    compare(substitute(part.expr, new Map([[cotangent, handed]])), expected, known).relation === 'equal'
  return isSame(value.expr, by) && !isSame(zeros(cotangent.shape), zeros(by.shape))
}

/** Whether one number is given that is the length of the gradient by all numbers which the function takes. */
function isLength({ cotangent, parts, value, meant }: Sides, parameters: readonly string[], known: Known): boolean {
  const [part, ...more] = parts
  const by = value.symbols.filter((node) => parameters.includes(nameOf(node) as string))
  if (
    part === undefined ||
    more.length > 0 ||
    cotangent !== undefined ||
    by.length < 2 ||
    [part.expr, value.expr, ...by].some(({ rank }) => rank > 0)
  )
    return false
  const gradient = quietly(() => reverse(recognise(meant), by).map(simplify)) ?? []
  const [first = zeros([]), ...others] = gradient.map((each) => mul(each, each))
  return (
    gradient.length > 0 &&
    compare(
      mul(part.expr, part.expr),
      others.reduce((sum, each) => add(sum, each), first),
      known,
    ).relation === 'equal'
  )
}

/** What R calls densities, as programs do that were written in it first: dnorm is no derivative of norm. Names that are one as often are left out. */
const DENSITIES = new Set('dnorm dlnorm dexp dpois dbinom dnbinom dunif dweibull dcauchy dlogis dgeom dhyper dchisq dmultinom'.split(' '))

/** Whether labels pick one of each row, p[np.arange(n), y]: no place is met twice, whatever they are. */
const isBesideRows = (name: string, text: string): boolean =>
  new RegExp(String.raw`\[\s*(?:\w+\.)*a?range\([^[\]]*\)\s*,\s*(?:\w+\.)*${inPattern(name)}\s*\]`, 'u').test(text)

/** dW[idx] += dout */
const ADDS_AT = /\[\s*(?:\w+\.)*[A-Za-z_]\w*\s*\]\s*\.?\+=/

/** Whether a function calls what is taken for its derivative. */
function isMadeOf(text: string, { value, derivative, returned }: Pair): boolean {
  const name = derivative.name.slice(derivative.name.lastIndexOf('.') + 1)
  const { start, end } = value.range
  const isInside = derivative.range.start >= start && derivative.range.end <= end
  return returned === undefined && !isInside && new RegExp(`(?<![\\p{L}\\p{N}_])${inPattern(name)}\\s*\\(`, 'u').test(text.slice(start, end))
}

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
function averagedOver({ cotangent, parts }: Sides, { symbols }: Claim, found: readonly Comparison[], least: number): string | undefined {
  const differing = found.flatMap((each) => (each.relation === 'different' ? [each.witness] : []))
  const equal = symbols.filter((_, k) => found[k]?.relation === 'equal')
  const [first] = differing
  if (cotangent === undefined || first === undefined || equal.length > 1 || differing.length + equal.length < parts.length) return undefined
  // The layer's input, which stands first, has its derivative as it is.
  if (equal.length === 1 && equal[0] !== symbols[0]) return undefined
  const lengths = cotangent.shape.flatMap((length): [string, number][] => {
    const size = typeof length === 'string' ? first.sizes.get(length) : length
    return size === undefined || size < least ? [] : [[String(length), size]]
  })
  const isBy = (size: number): boolean => differing.every(({ ratio = 0 }) => Math.abs(ratio - size) <= 1e-9 * size)
  return lengths.find(([, size]) => isBy(size))?.[0]
}

/** How a text divides by a length: a factor 2 is no slip then, where that is 2. */
const DIVIDES = /\bmean\b|\/\s*(?:len\(|[\w.]+\.(?:shape|length|size)\b|[nNmMB]\b|batch)/

/** What a text says of targets that are probabilities. */
export const TARGETS = /one[- _]?hot|probabilit|distributions?\b|sums? to (?:1\b|one)|(?:\\sum|∑)[^=$\n]{0,40}=\s*1(?![\d.])/i

/** What would have to sum to one for all that is returned to be right: the targets of a cross-entropy. */
function asProbabilities({ value, parts }: Sides, { exact }: Claim, known: Known): string | undefined {
  const found = exact.map((wanted) => ofProbabilities(value.expr, notation(wanted)))
  const what = found.find((each) => each !== undefined)?.what
  const isRight = (expr: Expr, k: number): boolean => compare(expr, found[k]?.derivative ?? (exact[k] as Expr), known).relation === 'equal'
  return what !== undefined && parts.every(({ expr }, k) => isRight(expr, k)) ? what : undefined
}
