/** Marks behind names and signs as people write them by hand: y'' for a second derivative, Q* for an optimum, "sum (y_i - a)^2" for a sum of squares. */
import type { Token } from './tokens.ts'

/** The tokens with such marks as parts of names, and such sums in brackets. */
export function withMarks(tokens: readonly Token[]): readonly Token[] {
  return summed(starred(primed(tokens)))
}

/** x' and y'' are names of their own where two primes stand somewhere: no matrix is turned twice. */
function primed(tokens: readonly Token[]): readonly Token[] {
  const isPrime = (k: number): boolean => tokens[k]?.kind === 'operator' && tokens[k]?.text === "'"
  const behind = (k: number): boolean => isPrime(k) && (tokens[k] as Token).start === tokens[k - 1]?.end
  if (!tokens.some(({ kind }, k) => kind === 'name' && behind(k + 1) && behind(k + 2))) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    let end = k
    while (token.kind === 'name' && behind(end + 1)) end++
    // f'(x) of a function stays one.
    if (end === k || tokens[end + 1]?.text === '(') result.push(token)
    else {
      result.push({ ...token, text: token.text + '_prime'.repeat(end - k), end: (tokens[end] as Token).end })
      k = end
    }
  }
  return result
}

/** Q* = ... */
function starred(tokens: readonly Token[]): readonly Token[] {
  const isHead = (k: number): boolean => {
    const [before, token, star, equals] = [tokens[k - 1], tokens[k], tokens[k + 1], tokens[k + 2]]
    const begins = before === undefined || before.kind === 'newline' || before.kind === 'separator'
    return begins && token?.kind === 'name' && star?.text === '*' && star.start === token.end && equals?.text === '='
  }
  if (!tokens.some((_, k) => isHead(k))) return tokens
  const names = new Set(tokens.flatMap(({ text }, k) => (isHead(k) ? [text] : [])))
  return tokens.flatMap((token, k): Token[] => {
    const follows = tokens[k + 1]
    const isStar = (star: number): boolean =>
      tokens[star]?.text === '*' && names.has(tokens[star - 1]?.text ?? '') && (isHead(star - 1) || /^[),;+=-]?$/.test(tokens[star + 1]?.text ?? ''))
    if (isStar(k)) return []
    return token.kind === 'name' && isStar(k + 1) ? [{ ...token, text: `${token.text}_star`, end: follows?.end ?? token.end }] : [token]
  })
}

/** sum (y_i - a)^2: the bracket stands apart from the sign, so that the power is of what is added. */
function summed(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ kind, text }, k) => {
    const open = tokens[k + 1]
    return kind === 'name' && /^[sS]um$/.test(text) && open?.text === '(' && open.spaced && raisedAt(tokens, k + 1) !== undefined
  })
  const end = at < 0 ? undefined : raisedAt(tokens, at + 1)
  if (end === undefined) return tokens
  const [open, last] = [tokens[at + 1] as Token, tokens[end - 1] as Token]
  const inner = [
    { ...open, spaced: false, end: open.start },
    ...tokens.slice(at + 1, end),
    { ...last, kind: 'close' as const, text: ')', start: last.end },
  ]
  return [...tokens.slice(0, at + 1), ...inner, ...summed(tokens.slice(end))]
}

/** Where the power ends that a bracket is raised to; undefined where it is raised to none. */
function raisedAt(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0
  for (let k = open; k < tokens.length; k++) {
    if (tokens[k]?.kind === 'open') depth++
    else if (tokens[k]?.kind === 'close' && --depth === 0) {
      const raised = tokens[k + 1]
      if (raised?.kind === 'superscript') return k + 2
      return raised?.text === '^' && tokens[k + 2]?.kind === 'number' ? k + 3 : undefined
    }
  }
  return undefined
}

const ANGLES: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['⟨', '⟩'],
])

/** <t², sin t, eᵗ> as [t², sin t, eᵗ]: signs of comparison that stand as brackets do. ⟨x, y⟩ may be an inner product, ⟨x, y, z⟩ is none. */
export function withAngles(tokens: readonly Token[]): readonly Token[] {
  const begins = (k: number): boolean => {
    const before = tokens[k - 1]
    return ANGLES.has(tokens[k]?.text ?? '') && (before === undefined || /^(?:operator|open|separator|newline)$/.test(before.kind))
  }
  const at = tokens.findIndex((_, k) => begins(k))
  const [open, closes] = [tokens[at], ANGLES.get(tokens[at]?.text ?? '')]
  if (open === undefined) return tokens
  let [depth, commas] = [0, 0]
  const end = tokens.findIndex(({ kind, text }, k) => {
    if (k <= at) return false
    if (kind === 'open') depth++
    else if (kind === 'close') depth--
    if (depth === 0 && text === ',') commas++
    return text === closes && depth === 0
  })
  const rest = (from: number): readonly Token[] => withAngles(tokens.slice(from))
  const last = tokens[end]
  if (last === undefined || commas < (closes === '>' ? 1 : 2)) return [...tokens.slice(0, at + 1), ...rest(at + 1)]
  const array: readonly Token[] = [{ ...open, kind: 'open', text: '[' }, ...tokens.slice(at + 1, end), { ...last, kind: 'close', text: ']' }]
  return [...tokens.slice(0, at), ...array, ...rest(end + 1)]
}
