/**
 * Sets that the text says the members of, R_i = \{j : t_j \ge t_i\}: a sum over j \in R_i is one over the j of which that holds. They are
 * put in before anything is read, as macros are.
 */
import { type Token, tokenize } from './tokens.ts'

/** A set by its condition. */
export interface SetBuilder {
  /** What it is called, without brackets and index. */
  readonly name: string
  /** The index or argument that it depends on. */
  readonly index: string | undefined
  readonly member: string
  readonly condition: readonly Token[]
}

const DEFINED =
  /([A-Z]|\\[a-zA-Z]+\s*\{?\s*[A-Z]\s*\}?)\s*(?:_\s*\{?\s*([a-z])\s*\}?|\(\s*([a-z])\s*\))?\s*(?::?=|\\coloneqq|\\triangleq)\s*(?:\\[bB]igg?l?)?\\\{\s*([a-z])\s*(?:\\[,;!]\s*)?(?::|\\mid(?![a-zA-Z])|\\colon|\\vert|\|)([^{}$]*(?:\{[^{}$]*\}[^{}$]*)*?)(?:\\[bB]igg?r?)?\\\}/g
const RELATION = /[<>=]|\\(?:le|ge|leq|geq|lt|gt|ne|neq)(?![a-zA-Z])/
/** Words, and sets in sets, are no condition of numbers. */
const UNREAD = /\\(?:text|mbox|mathrm|in)(?![a-zA-Z])/

const plain = (name: string): string => name.replaceAll(/[\s{}]/g, '')

/** The sets of a text, and what they were found by: equal signatures mean the same. */
export function findSets(text: string): { readonly sets: readonly SetBuilder[]; readonly signature: string } {
  if (!text.includes('\\{')) return { sets: [], signature: '' }
  const sets: SetBuilder[] = []
  let signature = ''
  for (const { 0: whole, 1: name = '', 2: sub, 3: argument, 4: member = '', 5: condition = '' } of text.matchAll(DEFINED)) {
    if (!RELATION.test(condition) || UNREAD.test(condition)) continue
    sets.push({ name: plain(name), index: sub ?? argument, member, condition: tokenize(condition, 0, condition.length) })
    signature += `\n${whole}`
  }
  return { sets, signature }
}

/** The tokens with the condition in the place of the set: j \in R_i becomes j : t_j \ge t_i. */
export function withSets(tokens: readonly Token[], sets: readonly SetBuilder[]): readonly Token[] {
  if (sets.length === 0 || !tokens.some(({ text }) => text === '\\in')) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const member = tokens[k - 1]
    const found =
      token.text === '\\in' && member?.kind === 'letter' && /^[{,]$/.test(tokens[k - 2]?.text ?? '') ? namedFrom(tokens, k + 1, sets) : undefined
    if (found === undefined || member === undefined) {
      result.push(token)
      continue
    }
    const { set, index, next } = found
    const here = (text: string): string => (text === set.member ? member.text : text === set.index ? (index ?? text) : text)
    result.push({ ...token, kind: 'symbol', text: ':' })
    for (const own of set.condition) result.push({ ...own, text: here(own.text), start: token.start, end: token.end })
    k = next - 1
  }
  return result
}

/** The set that is named from a place on up to a comma or the end of its group, with its index. */
function namedFrom(
  tokens: readonly Token[],
  from: number,
  sets: readonly SetBuilder[],
): { readonly set: SetBuilder; readonly index: string | undefined; readonly next: number } | undefined {
  let depth = 0
  let next = from
  for (; next < tokens.length; next++) {
    const { text } = tokens[next] as Token
    if (text === '{' || text === '(') depth++
    else if (text === '}' || text === ')') {
      if (--depth < 0) break
    } else if (text === ',' && depth === 0) break
  }
  const written = tokens
    .slice(from, next)
    .map(({ text }) => text)
    .join('')
  const [, name = '', sub, argument] = /^(.*?)(?:_\{?([a-z])\}?|\(([a-z])\))?$/.exec(plain(written).replace(/_([a-z])$/, '_$1')) ?? []
  const index = sub ?? argument
  const set = sets.find((one) => one.name === plain(name) && (one.index === undefined) === (index === undefined))
  return set === undefined ? undefined : { set, index, next }
}
