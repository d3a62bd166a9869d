/** Indices with primes, \sum_{c'} e^{z_{c'}}: each becomes one letter, so that it runs like any other. */
import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'

const isPrime = (token: Token | undefined): boolean => token?.text === "'" || token?.text === '\\prime'

/** The tokens with letters and their primes joined in subscripts and calls, V(s'), where a sum runs over such. */
export function withPrimedIndices(tokens: readonly Token[]): readonly Token[] {
  const runs = new Set<string>()
  const called = new Set<string>()
  tokens.forEach(({ text }, k) => {
    if (!/^\\(?:sum|prod|max|min)$/.test(text) || tokens[k + 1]?.text !== '_') return
    const at = tokens[k + 2]?.text === '{' ? k + 3 : k + 2
    if (tokens[at]?.kind !== 'letter' || !isPrime(tokens[at + 1])) return
    runs.add((tokens[at] as Token).text)
    called.add((tokens[at] as Token).text)
  })
  // T_{ss'}
  tokens.forEach(({ kind, text }, k) => {
    const first = tokens[k - 1]?.text === ',' ? k - 2 : k - 1
    const isPair = kind === 'letter' && tokens[first]?.text === text && tokens[first - 1]?.text === '{' && tokens[first - 2]?.text === '_'
    if (isPair && isPrime(tokens[k + 1])) runs.add(text)
  })
  if (runs.size === 0) return tokens
  const joined: Token[] = []
  /** How deep in a subscript; 0 outside. */
  let depth = 0
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (depth > 0 && opensGroup(token.text)) depth++
    else if (depth > 0 && closesGroup(token.text)) depth--
    else if (token.text === '_' && tokens[k + 1]?.text === '{' && depth === 0) {
      joined.push(token, tokens[++k] as Token)
      depth = 1
      continue
    }
    const isArgument = called.has(token.text) && /^[(,]$/.test(tokens[k - 1]?.text ?? '') && /^[),]$/.test(tokens[k + 2]?.text ?? '')
    if ((depth > 0 || isArgument) && token.kind === 'letter' && runs.has(token.text) && isPrime(tokens[k + 1])) {
      joined.push({ ...token, text: `${token.text}_prime`, end: (tokens[++k] as Token).end })
    } else joined.push(token)
  }
  return joined
}
