/** Kronecker's delta: \delta_{ij} is 1 where i = j and 0 where not, among distances and widths of the same letter. */
import type { NameTerm, Term } from '../../term.ts'
import type { Grammar } from './grammar.ts'

/** Two different indices that run. */
export const isPair = (g: Grammar, [i, j]: readonly Term[]): boolean =>
  i?.kind === 'name' && j?.kind === 'name' && i.name !== j.name && [i, j].every(({ name }) => g.isIndex(name) || g.isFreeIndex(name))

/** \delta_{ij} = 1 where i = j, 0 where not, as the text may say itself. */
export function isSameIndex(said: Term, [i, j]: readonly NameTerm[]): boolean {
  const [asked, met, not] = said.kind === 'apply' && said.op === 'where' ? said.args : []
  const compared = asked?.kind === 'apply' && asked.op === 'eq' ? asked.args : []
  const isCompared = [i, j].every((index) => compared.some((arg) => arg.kind === 'name' && arg.name === index?.name))
  return isCompared && met?.kind === 'number' && met.value.isOne && not?.kind === 'number' && not.value.isZero
}

/**
 * \sigma^2 \delta_{ij}: a factor at the end of a product, or called so, or in the derivative of one component by another; a distance
 * \delta_{ij} stands alone. The text says nothing else of the letter.
 */
export function isKronecker(g: Grammar, from: number, [i, j]: readonly Term[]): boolean {
  if (g.surroundings.says(/Kronecker/i)) return true
  if (i?.kind === 'name' && j?.kind === 'name' && (isOfComponents(g, i, j) || isOfComponents(g, j, i))) return true
  if ([i, j].some((index) => index?.kind === 'name' && picks(g, index))) return true
  const [after, before] = [g.peek(), g.tokens[from - 1]]
  if ([i, j].some((index) => index?.kind === 'name' && isLessShare(g, from, index))) return true
  return (after === undefined || /^[-+),.;]$/.test(after.text)) && (before?.kind === 'letter' || before?.kind === 'number' || before?.text === '}')
}

/** \delta_{ij} x_j, \delta_{ij} (x_j - 1)^2: what follows is a component with one of its indices and no other, or made of such. */
function picks(g: Grammar, { name }: NameTerm): boolean {
  const indexAt = (mark: number): string | undefined => {
    const [first, second, last] = [1, 2, 3].map((k) => g.tokens[mark + k]?.text)
    return first === '{' ? (last === '}' ? second : undefined) : first
  }
  if (g.peek()?.kind === 'letter') return g.peek(1)?.text === '_' && indexAt(g.at + 1) === name
  if (!g.is('(')) return false
  const close = g.partner(g.at)
  const marks = g.tokens.flatMap(({ text }, k) => (text === '_' && k > g.at && k < close ? [k] : []))
  return marks.length > 0 && marks.every((mark) => indexAt(mark) === name)
}

/** \sum_i y_i (\delta_{ij} - p_j) in a derivative by z_j. */
function isLessShare(g: Grammar, from: number, { name }: NameTerm): boolean {
  const [sign, share, mark, index] = [0, 1, 2, 3].map((k) => g.peek(k)?.text ?? '')
  const isFirst = g.tokens[from - 1]?.text === '(' && sign === '-' && mark === '_' && index === name && /^[a-z]$/.test(share as string)
  return isFirst && g.surroundings.says(new RegExp(String.raw`\\partial[^=$&]{0,20}_\{?\s*${name}(?![a-z])`))
}

/** \partial p_i/\partial z_j */
const isOfComponents = ({ surroundings }: Grammar, i: NameTerm, j: NameTerm): boolean =>
  surroundings.says(new RegExp(String.raw`\\partial[^=$&]{0,40}_\{?\s*${i.name}(?![a-z])[^=$&]{0,16}\\partial[^=$&]{0,40}_\{?\s*${j.name}`))
