/** Indicators: 1\{y_i = k\}, \mathbb{1}_{x > 0}, \mathbb{I}(\sum_j y_{ij} = 0), I[a < b] are 1 where the conditions hold, else 0. */
import { applyTerm, type Term } from '../../term.ts'
import { boldFonts, plainFonts, wordFonts } from '../tokens/symbols.ts'
import { opensGroup } from '../tokens/tokens.ts'
import type { Grammar, Span } from './grammar.ts'

const RELATION = /^(?:[<>=]|\\(?:lt|gt|leq?|geq?|neq?)(?:slant|q)?)$/

/** Letters that indicate by habit, where the text has no quantity of that name. */
const LETTERS = /^(?:I|\\chi|\\delta)$/

/** [x > 0], or _{x > 0} as a subscript, behind a one: where this holds; undefined where there is no such condition. */
export function readConditions(g: Grammar): Term | undefined {
  const from = g.at
  if (g.isOpening() && hasRelation(g, { from: from + 1, to: g.partner(from) })) return every(g, g.argumentList(), from)
  if (!g.is('_')) return undefined
  g.at++
  const sub = g.argument('a subscript')
  const after = g.at
  if (g.tokens.slice(sub.from, sub.to).some(({ text }) => RELATION.test(text))) {
    const braced = g.tokens[sub.from]?.text === '\\{' || g.tokens[sub.from]?.text === '['
    return g.within(sub, () => (braced ? every(g, g.argumentList(), from) : g.relation()), after)
  }
  g.at = from
  return undefined
}

/** \mathbb{I}(x > 0), I\{x > 0\} and the like; undefined where what comes next is none. */
export function readIndicator(g: Grammar): Term | undefined {
  const from = g.at
  const isFont = (text: string): boolean => boldFonts.has(text) || plainFonts.has(text) || wordFonts.has(text)
  const font = isFont(g.peek()?.text ?? '')
  if (font) g.at++
  const span = font && g.is('{') ? g.argument('a letter') : { from: g.at, to: ++g.at }
  const letter = span.to === span.from + 1 ? (g.tokens[span.from]?.text ?? '') : ''
  const isOne = letter === '1' && font
  const name = letter.replace('\\', '')
  if (isOne || (LETTERS.test(letter) && !g.isBound(name) && (font ? letter === 'I' : !isQuantity(g, name)))) {
    const isCondition = g.isOpening() || (letter === 'I' && g.is('_') && g.is('{', 1) && /^(?:\\\{|\[)$/.test(g.peek(2)?.text ?? ''))
    const condition = isOne || isCondition ? readConditions(g) : undefined
    if (condition !== undefined) return { ...condition, range: g.rangeFrom(from) }
  }
  g.at = from
  return undefined
}

/** I(t) or I by itself, \delta as a number. */
function isQuantity({ surroundings }: Grammar, name: string): boolean {
  return (
    surroundings.isSymbol(name) ||
    surroundings.functionNamed(name, true) !== undefined ||
    surroundings.valueOf(name) !== undefined ||
    surroundings.declarationOf(name) !== undefined ||
    surroundings.says(new RegExp(String.raw`(?<![a-zA-Z])${name}\s*\(\s*(?:\w|\\[a-z]+)\s*\)`))
  )
}

/** All of the conditions. */
function every(g: Grammar, conditions: readonly Term[], from: number): Term {
  return conditions.length === 1 ? (conditions[0] as Term) : applyTerm('and', conditions, g.rangeFrom(from))
}

/** Is there a relation between these places, outside of brackets and scripts? */
function hasRelation(g: Grammar, { from, to }: Span): boolean {
  for (let k = from; k < to && k < g.end; k++) {
    const text = g.tokens[k]?.text ?? ''
    if (opensGroup(text)) k = g.partner(k)
    else if (RELATION.test(text)) return true
  }
  return false
}
