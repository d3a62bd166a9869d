/**
 * Tables that are filled step by step, \alpha_{t+1}(j) = b_j \sum_i \alpha_t(i) a_{ij}: what stands in parentheses is an index where a sum
 * runs over it, so that it is \alpha_{t+1,j}. The steps of a polynomial, P_{n+1}(x), are called with what no sum runs over.
 */
import { groupAt, type Token } from '../tokens/tokens.ts'

/** The letters and commands that are filled so. */
export interface SteppedCalls {
  readonly bases: ReadonlySet<string>
  readonly signature: string
}

const NONE: SteppedCalls = { bases: new Set(), signature: '' }
/** From the subscript on: what stands before it is looked at where there is one. */
const STEP = /_\s*\{\s*[a-z]\s*[-+]\s*1\s*\}\s*(?:\\left)?\(\s*([a-z]'?)\s*(?:\\right)?\)/g
const CALL = /_\s*(?:[a-z]|\{\s*[a-z]\s*\})\s*(?:\\left)?\(\s*([a-z]'?)\s*(?:\\right)?\)/g
const BASE = /\\?[a-zA-Z]+$/

/** What is called at these places of a text, and with what. */
const callsIn = (text: string, pattern: RegExp): readonly { readonly base: string; readonly index: string }[] =>
  [...text.matchAll(pattern)].flatMap(({ 1: index = '', index: at }) => {
    const [base] = BASE.exec(text.slice(Math.max(0, at - 20), at)) ?? []
    return base === undefined ? [] : [{ base, index }]
  })

/** The tables of a text. */
export function findSteppedCalls(text: string): SteppedCalls {
  // Most texts have none, and are not looked through at each keystroke.
  if (!text.includes('1}(') && !text.includes('1}\\left(') && !text.includes('1} (')) return NONE
  const steps = callsIn(text, STEP)
  if (steps.length === 0) return NONE
  const stepped = new Set(steps.map(({ base }) => base))
  const isSummed = (index: string): boolean => new RegExp(String.raw`\\(?:sum|max|min)_\s*(?:${index}(?!')|\{\s*${index}(?!')[^{}]*\})`).test(text)
  const bases = new Set([...steps, ...callsIn(text, CALL)].flatMap(({ base, index }) => (stepped.has(base) && isSummed(index) ? [base] : [])))
  return bases.size === 0 ? NONE : { bases, signature: `\n_${[...bases].join()}` }
}

/** The tokens with \alpha_{t,j} in the place of \alpha_t(j). */
export function withSteppedCalls(tokens: readonly Token[], { bases }: SteppedCalls): readonly Token[] {
  if (bases.size === 0) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const place = bases.has(token.text) && tokens[k + 1]?.text === '_' ? groupAt(tokens, k + 2) : undefined
    const open = tokens[place?.end ?? -1]?.text === '\\left' ? (place?.end ?? 0) + 1 : place?.end
    const close = open === undefined || tokens[open]?.text !== '(' ? -1 : tokens.findIndex(({ text }, at) => at > open && text === ')')
    const index = place === undefined || open === undefined || close < 0 ? [] : tokens.slice(open + 1, close).filter(({ text }) => text !== '\\right')
    if (place === undefined || !isIndex(index)) {
      result.push(token)
      continue
    }
    const [first, last] = [index[0] as Token, tokens[close] as Token]
    const mark = (text: string, { start, end }: Token): Token => ({ ...token, kind: 'symbol', text, start, end })
    result.push(token, tokens[k + 1] as Token, mark('{', tokens[k + 2] as Token), ...place.inner)
    result.push(mark(',', first), ...index, mark('}', last))
    k = close
  }
  return result
}

/** j, s', 2 */
const isIndex = ([first, ...more]: readonly Token[]): boolean =>
  (first?.kind === 'letter' || first?.kind === 'number') && more.every(({ text }) => text === "'" || text === '\\prime')
