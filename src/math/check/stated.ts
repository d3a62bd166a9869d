/** Formulas that say something of a function or a derivative and not what it is: f = 0 at a point, f(x) = f(-x), setting f'(x) = 0. */
import type { Source } from '../api.ts'
import { inPattern } from '../read/spelling.ts'
import type { Definition } from '../read/term.ts'
import type { Pair } from './pair.ts'

/** Languages whose values are functions of the names in them. */
export const FORMULAS: ReadonlySet<Source['language']> = new Set(['latex', 'markdown', 'plain'])

/** What stands behind the equals signs, without what only says how it is set. */
const membersOf = (formula: string): string[] =>
  formula
    .replaceAll(/\\(?:overset|stackrel|underset)\s*\{[^{}]*\}\s*\{\s*=\s*\}/g, '=')
    .replaceAll(/\\(?:mathbf|boldsymbol|bm|vec|mathrm|displaystyle|text|quad|qquad|[,;:!])(?![a-zA-Z])|[{}$&\s]|\\(?=\s|$)/g, '')
    .replace(/[.,;]+$/, '')
    .split(/=|\\approx(?![a-zA-Z])|≈/)
    .slice(1)

/** A number, or a fraction of two, without any name. */
const NUMBER = /^(?=.)[-+\d.()/*^]*(?:\\frac\d\d)?$/
/** 1.5·10⁻⁸, 2π, ½√3, and what is called constant. */
const CONSTANT = /^(?:[-+±\d.()/*^·×!√π]|\\(?:times|cdot|[dt]?frac|sqrt|pi|pm)(?![a-zA-Z])|(?:constant|const)(?![a-z]))+$/
/** A name, perhaps with an index: c, f_0, \varepsilon, f^*. */
const NAME = /^[-+]?((?:\p{L}|\\[a-zA-Z]+)(?:_(?:\w+|\\[a-zA-Z]+))?)(?:\^(?:\*|\\(?:star|ast)))?$/u
/** g'(x) or f(x) alone: what a derivative is compared with, where the text says elsewhere what it is. */
const ONE_CALL = /^(?:\p{L}|\\[a-zA-Z]+)['′]*\((?:\p{L}|\\[a-zA-Z]+)\)$/u
/** \nabla g, \lambda\nabla g(x, y) + \mu\nabla h: what the method of Lagrange asks of a gradient. */
const GRADIENTS = /^(?:[-+]?(?:\\[a-zA-Z]+?(?:_\w)?|\p{L}(?:_\w)?|\d)?(?:\\nabla|∇)(?:_\w)?(?:\p{L}|\\[a-zA-Z]+)(?:_\w)?(?:\([^()]*\))?)+$/u
/** Words before a condition, in its sentence. */
const CUE =
  /\b(?:set|sets|setting|solve|solves|solving|requir\w*|needs?|demands?|impos\w*|condition|if|whenever|unless|such that|satisf\w*|roots?|zeros?|equations?|stationar\w*|extrem\w*)\b[^.!?;]*$/i
/** Most of the text before a formula that is looked at for such words. */
const BEFORE = 80

/** Whether the text says elsewhere what a name is. */
const isSaidElsewhere = ({ name, range }: Definition, definitions: readonly Definition[]): boolean =>
  definitions.some((other) => other.name === name && other.within === undefined && other.range.start !== range.start)

/** Whether a formula says only what something is near to: f'(x) ≈ 2. */
export const isNearly = ({ text, language }: Source, { range }: Definition): boolean =>
  FORMULAS.has(language) && /^[^=]*(?:\\approx(?![a-zA-Z])|≈)[^=]*$/.test(text.slice(range.start, range.end))

const rightOf = (text: string, { range }: Definition): string => membersOf(text.slice(range.start, range.end))[0] ?? ''

/**
 * Whether a formula that defines a derivative by its look is more likely a condition on it. A derivative that vanishes is one that is
 * set to zero, and one made of other gradients is at a point with a constraint; others are told by words before them or by their form,
 * and only where the text says elsewhere what the derivative is.
 */
export function isCondition({ text, language }: Source, derivative: Definition, definitions: readonly Definition[]): boolean {
  if (!FORMULAS.has(language)) return false
  const right = rightOf(text, derivative)
  if (right === '0' || right === '\\0' || GRADIENTS.test(right)) return true
  if (!isSaidElsewhere(derivative, definitions)) return false
  const { start } = derivative.range
  return NUMBER.test(right) || ONE_CALL.test(right) || CUE.test(text.slice(Math.max(0, start - BEFORE), start))
}

/**
 * Pairs without those of formulas that only say something of a function which another one defines: that it has a value somewhere, as
 * f = 0, f(x, y) = c and f = f_0 do, or what it is like elsewhere, f(x, y) = f(y, x).
 */
export function withoutStatements(pairs: readonly Pair[], definitions: readonly Definition[], { text, language }: Source): Pair[] {
  if (!FORMULAS.has(language)) return [...pairs]
  const isSaying = (each: Definition): boolean => each.derivative === undefined && isStatement(each, definitions, text)
  return pairs.map((pair) => {
    const { value, derivative } = pair
    if (!isSaying(value)) return pair
    const others = definitions.filter(
      (each) => each.name === value.name && each.derivative === undefined && each.within === undefined && !isSaying(each),
    )
    const meant = others.filter(({ range }) => range.start < derivative.range.start).at(-1) ?? others[0]
    return meant === undefined ? pair : { ...pair, value: meant, stated: value }
  })
}

/** Whether all that stands behind the equals signs is a number, a name that means nothing else in the text, or the function at another place. */
function isStatement(definition: Definition, definitions: readonly Definition[], text: string): boolean {
  const { name, range, parameters } = definition
  const members = membersOf(text.slice(range.start, range.end))
  const others = definitions.filter((other) => other !== definition)
  const ownCall = new RegExp(String.raw`^[-+]?\\?${inPattern(name)}\([^()]*\)$`, 'u')
  const isFree = (own: string): boolean =>
    !parameters.includes(own) && !others.some((other) => other.name === own || other.parameters.includes(own) || isIn(own, text, other))
  return (
    members.length > 0 &&
    members.every((member) => {
      const own = NAME.exec(member)?.[1]
      return CONSTANT.test(member) || (own !== undefined && isFree(own)) || ownCall.test(member)
    })
  )
}

/** Whether a name stands in a formula behind its equals sign. */
const isIn = (own: string, text: string, { range }: Definition): boolean =>
  membersOf(text.slice(range.start, range.end)).some((member) =>
    new RegExp(String.raw`(?<![\p{L}\\])${inPattern(own)}(?![\p{L}_])`, 'u').test(member),
  )

/** Other definitions of what is differentiated where the one at hand may only say where it has a value: f(x) = 0, f(x) = g(x), f = g. */
export function statedElsewhere({ text, language }: Source, value: Definition, definitions: readonly Definition[]): Definition[] {
  if (!FORMULAS.has(language)) return []
  const right = rightOf(text, value)
  const own = NAME.exec(right)?.[1]
  return NUMBER.test(right) || ONE_CALL.test(right) || definitions.some(({ name }) => name === own)
    ? definitions.filter(({ name, range }) => name === value.name && range.start !== value.range.start)
    : []
}

/**
 * Why a formula that defines a derivative is not called wrong: it leaves other derivatives to be put in, which are by names that the text
 * says more of, or holds for some indices alone. Undefined where nothing says so.
 */
export function reservation({ text, language }: Source, { name, range, derivative }: Definition): string | undefined {
  if (!FORMULAS.has(language)) return undefined
  const written = text.slice(range.start, range.end)
  const members = written.split(/(?<![<>\\!])=/).slice(1)
  if (members.length > 0 && members.every((member) => OTHERS.test(member))) return `${name} is made of other derivatives`
  const [own, by] = [derivative?.of, derivative?.by?.[0]].map((each) => /_([a-z])$/.exec(each ?? '')?.[1])
  if (by !== undefined && CONDITION_BEHIND.test(text.slice(range.end))) return `${name} is said under a condition`
  if (own === undefined || by === undefined) return undefined
  const isSaid = new RegExp(String.raw`(?<![a-zA-Z\\])(?:${own}\s*(?:=|\\neq?|≠)\s*${by}|${by}\s*(?:=|\\neq?|≠)\s*${own})(?![a-z])`)
  const before = text.slice(Math.max(0, range.start - BEFORE), range.start).replace(/^[\s\S]*[.;]\s/, '')
  return isSaid.test(before) ? `${name} is said for some of the indices` : undefined
}

/** \partial f/\partial x_j = 1 if x_j is the largest */
const CONDITION_BEHIND = /^[\s$,)\\\]}]*(?:\\text\s*\{\s*)?(?:only\s+)?(?:if|when|whenever|unless|provided|for the)\b/

/** A derivative among what a formula is made of. */
const OTHERS = /\\partial|\\nabla|∂|∇|\\frac\s*\{\s*(?:\\mathrm\s*\{?\s*)?d\b/
