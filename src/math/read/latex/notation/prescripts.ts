/** Subscripts before a letter, as actuaries write them: {}_k p_x, the probability p(k, x) that a life aged x lives k years more. */
import { groupAt, type Token } from '../tokens/tokens.ts'

/** The tokens with p(k, x) in the place of {}_k p_x. */
export function withPrescripts(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some((_, k) => isEmpty(tokens, k))) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const first = isEmpty(tokens, k) ? groupAt(tokens, k + 3) : undefined
    const base = first && tokens[first.end]
    const second = first !== undefined && base?.kind === 'letter' && tokens[first.end + 1]?.text === '_' ? groupAt(tokens, first.end + 2) : undefined
    if (first === undefined || base === undefined || second === undefined || ![first, second].every(({ inner }) => inner.every(isPlain))) {
      result.push(tokens[k] as Token)
      continue
    }
    const mark = (text: string, { start, end }: Token): Token => ({ ...base, kind: 'symbol', text, start, end })
    const [open, comma, close] = [tokens[k] as Token, tokens[first.end + 1] as Token, tokens[second.end - 1] as Token]
    result.push({ ...base, start: open.start }, mark('(', base), ...first.inner, mark(',', comma), ...second.inner, mark(')', close))
    k = second.end - 1
  }
  return result
}

const isEmpty = (tokens: readonly Token[], k: number): boolean =>
  tokens[k]?.text === '{' && tokens[k + 1]?.text === '}' && tokens[k + 2]?.text === '_'

/** Letters, numbers and what adds them. */
const isPlain = ({ kind, text }: Token): boolean => kind === 'letter' || kind === 'number' || /^[-+]$/.test(text)
