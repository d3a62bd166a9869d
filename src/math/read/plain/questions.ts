/** Questions about formulas: "what is the gradient of F in w?", "is F convex?". What they ask by, and which words are no part of the formula. */

import { greekWords } from './operators.ts'

/** A word for what is asked for, and behind the formula by which name. */
const ASKED_BY =
  /\b(?:derivatives?|gradients?|slope|jacobian|hessian|differentiate|derive|minimi[sz]\w*|maximi[sz]\w*|optimi[sz]\w*)\b.*?(\s(?:in|by|for|over)\s+([a-zA-Zα-ω]\w*(?:\s*(?:,|and)\s*[a-zA-Zα-ω]\w*)*)\s*[?.]?\s*)$/i
/** "is F convex?", "is F a convex function?" */
const PROPERTY =
  /^(\s*(?:so\s+|and\s+|but\s+)?is\s+(?:the\s+function\s+)?)(.*?)(\s+(?:always\s+|strictly\s+|strongly\s+|jointly\s+|a\s+|an\s+)*(?:convex|concave|differentiable|continuous|smooth|monotone|monotonic|increasing|decreasing|bounded|positive|negative|even|odd|lipschitz|coercive|invertible|symmetric)(?:\s+(?:function|everywhere|in\s+[a-z]\w*|for\s[^?]*|on\s[^?]*|or\s[^?]*))*\s*\?\s*)$/i

const blank = (text: string): string => ' '.repeat(text.length)

/** "at (1, 2)", "at the point (0, 0)" */
const POINT = /\s+at\s+(?:the\s+point\s+)?\(\s*-?[\d.]+(?:\s*,\s*-?[\d.]+)*\s*\)[\s.?]*$/
/** A line that only says under what something holds. */
const SUBJECT = /^\s*(?:s\.\s?t\.|subject to|such that)\s/
/** "Hi Tom,", "Thanks", "Best, Anna" */
const GREETING = /^\s*[A-Z][a-z]+(?:[\s,]+[A-Z]?[a-z]+){0,3}\s*[,.!]?\s*$/

/** Whether a line of a text is none of its formulas: a greeting, or what something is subject to. */
export const isAside = (line: string, text: string): boolean =>
  SUBJECT.test(line) ||
  (GREETING.test(line) &&
    /[=+*/^]/.test(text) &&
    (line.match(/[A-Za-z]+/g) ?? []).every((word) => !greekWords.has(word) && !new RegExp(`\\b${word}\\b`).test(text.replace(line, ''))))

/** A line without what only asks; the names that it asks to differentiate by are added to `by`. */
export function withoutQuestion(line: string, by: string[]): string {
  const point = POINT.exec(line)
  if (point !== null) return withoutQuestion(line.slice(0, point.index), by) + blank(point[0])
  const [, lead, formula, tail] = (line.includes('?') ? PROPERTY.exec(line) : null) ?? []
  if (lead !== undefined && formula !== undefined && tail !== undefined) return blank(lead) + formula + blank(tail)
  const [, asked = '', names = ''] = /\b(?:in|by|for|over)\b/.test(line) ? (ASKED_BY.exec(line) ?? []) : []
  // "the derivative of f(x) for x = 2" says where.
  if (asked === '' || /=\s*$/.test(line.slice(0, -asked.length))) return line
  by.push(...names.split(/\s*(?:,|\band\b)\s*/))
  return line.slice(0, line.length - asked.length) + blank(asked)
}
