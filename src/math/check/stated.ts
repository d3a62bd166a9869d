/** Formulas that put a condition on a derivative and do not say what it is: setting f'(x) = 0, points at which f'(x) = g'(x). */
import type { Source } from '../api.ts'
import type { Definition } from '../read/term.ts'
import { FORMULAS } from './changed.ts'

/** What stands behind the last equals sign, without what only says how it is set. */
const stripped = (formula: string): string =>
  formula
    .replaceAll(/\\(?:overset|stackrel|underset)\s*\{[^{}]*\}\s*\{\s*=\s*\}/g, '=')
    .replaceAll(/\\(?:mathbf|boldsymbol|bm|vec|mathrm|displaystyle|text|quad|qquad|[,;:!])(?![a-zA-Z])|[{}$&\s]|\\(?=\s|$)/g, '')
    .replace(/[.,;]+$/, '')
    .split('=')
    .at(-1) as string

/** A number, or a fraction of two, without any name. */
const NUMBER = /^[-+\d.()/*\s^]*(?:\\frac\d\d)?$/
/** g'(x) or f(x) alone: what a derivative is compared with, where the text says elsewhere what it is. */
const ONE_CALL = /^(?:\p{L}|\\[a-zA-Z]+)['′]*\((?:\p{L}|\\[a-zA-Z]+)\)$/u
/** Words before a condition, in its sentence. */
const CUE =
  /\b(?:set|sets|setting|solve|solves|solving|requir\w*|needs?|demands?|impos\w*|condition|if|whenever|unless|such that|satisf\w*|roots?|zeros?|equations?|stationar\w*|extrem\w*)\b[^.!?;]*$/i
/** Most of the text before a formula that is looked at for such words. */
const BEFORE = 80

/**
 * Whether a formula that defines a derivative by its look is more likely a condition on it. A derivative that vanishes is one that is
 * set to zero; others are told by words before them or by their form, and only where the text says elsewhere what the derivative is.
 */
export function isCondition({ text, language }: Source, { name, range }: Definition, definitions: readonly Definition[]): boolean {
  if (!FORMULAS.has(language)) return false
  const right = stripped(text.slice(range.start, range.end))
  if (right === '0' || right === '\\0') return true
  const isSaidElsewhere = definitions.some((other) => other.name === name && other.range.start !== range.start)
  return isSaidElsewhere && (NUMBER.test(right) || ONE_CALL.test(right) || CUE.test(text.slice(Math.max(0, range.start - BEFORE), range.start)))
}
