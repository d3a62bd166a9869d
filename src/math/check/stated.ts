/** Formulas that put a condition on a derivative and do not say what it is: setting f'(x) = 0, points at which f'(x) = g'(x). */
import type { Source } from '../api.ts'
import type { Definition } from '../read/term.ts'

/** Languages whose values are functions of the names in them. */
export const FORMULAS: ReadonlySet<Source['language']> = new Set(['latex', 'markdown', 'plain'])

/** What stands behind the first equals sign, without what only says how it is set. */
const stripped = (formula: string): string =>
  formula
    .replaceAll(/\\(?:overset|stackrel|underset)\s*\{[^{}]*\}\s*\{\s*=\s*\}/g, '=')
    .replaceAll(/\\(?:mathbf|boldsymbol|bm|vec|mathrm|displaystyle|text|quad|qquad|[,;:!])(?![a-zA-Z])|[{}$&\s]|\\(?=\s|$)/g, '')
    .replace(/[.,;]+$/, '')
    .split('=')[1] ?? ''

/** A number, or a fraction of two, without any name. */
const NUMBER = /^(?=.)[-+\d.()/*^]*(?:\\frac\d\d)?$/
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

const rightOf = (text: string, { range }: Definition): string => stripped(text.slice(range.start, range.end))

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

/** Other definitions of what is differentiated where the one at hand may only say where it has a value: f(x) = 0, f(x) = g(x). */
export function statedElsewhere({ text, language }: Source, value: Definition, definitions: readonly Definition[]): Definition[] {
  if (!FORMULAS.has(language)) return []
  const right = rightOf(text, value)
  return NUMBER.test(right) || ONE_CALL.test(right)
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
  if (own === undefined || by === undefined) return undefined
  const isSaid = new RegExp(String.raw`(?<![a-zA-Z\\])(?:${own}\s*(?:=|\\neq?|≠)\s*${by}|${by}\s*(?:=|\\neq?|≠)\s*${own})(?![a-z])`)
  const before = text.slice(Math.max(0, range.start - BEFORE), range.start).replace(/^[\s\S]*[.;]\s/, '')
  return isSaid.test(before) ? `${name} is said for some of the indices` : undefined
}

/** A derivative among what a formula is made of. */
const OTHERS = /\\partial|\\nabla|∂|∇|\\frac\s*\{\s*(?:\\mathrm\s*\{?\s*)?d\b/
