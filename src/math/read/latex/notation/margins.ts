/**
 * Margins of tables, p_{i\cdot} = \sum_j p_{ij} and \bar{y}_{\cdot j}, n_{+j}: where the text says what one is, it is a name of its own, with
 * the indices that are left. Elsewhere A_{i\cdot} is a row of A.
 */
import { groupAt, type Token } from '../tokens/tokens.ts'

/** The letters and commands that have margins. */
export interface Margins {
  readonly bases: ReadonlySet<string>
  readonly signature: string
}

const NONE: Margins = { bases: new Set(), signature: '' }
/** From the subscript on: what stands before it is looked at where there is one. */
const DEFINED = /_\s*\{\s*((?:[a-z]\s*,?\s*)?(?:\\cdot|\\bullet|[.+])[^{}=]{0,12})\}\s*&?\s*(?::?=(?!=)|\\coloneqq|\\equiv)/g
const BASE = /(\\?[a-zA-Z]+)\}?\s*$/
const DOT = /^(?:\\cdot|\\bullet|\.)$/

/** The margins that a text says formulas for. */
export function findMargins(text: string): Margins {
  const bases = new Set<string>()
  for (const { 1: slots = '', index } of text.matchAll(DEFINED)) {
    const [, base] = BASE.exec(text.slice(Math.max(0, index - 24), index)) ?? []
    if (base === undefined) continue
    const written = slots.match(/\\[a-z]+|\S/g) ?? []
    if (openSlots(written) !== undefined) bases.add(base.startsWith('\\') ? base : (base.at(-1) as string))
  }
  return bases.size === 0 ? NONE : { bases, signature: `\n.${[...bases].join()}` }
}

/** Which places of a subscript are summed over, counted from 1, where some are and the others are letters: the second of i\cdot, both of ++. */
function openSlots(written: readonly string[]): readonly number[] | undefined {
  const slots = written.filter((one) => one !== ',')
  const isOpen = (one: string): boolean => DOT.test(one) || (one === '+' && slots.length === 2)
  const open = slots.flatMap((one, k) => (isOpen(one) ? [k + 1] : []))
  return open.length > 0 && slots.length > 1 && slots.length < 4 && slots.every((one) => isOpen(one) || /^[a-z]$/.test(one)) ? open : undefined
}

/** The tokens with a name of its own for each margin. */
export function withMargins(tokens: readonly Token[], { bases }: Margins): readonly Token[] {
  if (bases.size === 0) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const below = token.text === '_' && tokens[k + 1]?.text === '{' ? groupAt(tokens, k + 1) : undefined
    const open = below && openSlots(below.inner.map(({ text }) => text))
    const at = result.at(-1)?.text === '}' ? result.length - 2 : result.length - 1
    const base = result[at]
    if (below === undefined || open === undefined || base === undefined || !bases.has(base.text)) {
      result.push(token)
      continue
    }
    result[at] = { ...base, kind: 'words', text: `${base.text.replace('\\', '')}-margin-${open.join('')}` }
    const rest = below.inner.filter(({ kind }) => kind === 'letter')
    if (rest.length > 0) result.push(token, tokens[k + 1] as Token, ...rest, tokens[below.end - 1] as Token)
    k = below.end - 1
  }
  return result
}
