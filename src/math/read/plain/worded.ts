/** Functions said in words, "the mean of (x - m)^2", "square root of x + 1": the word takes what follows it as an argument in brackets. */
import { identifier, type Token } from './tokens.ts'

/** What functions are called in words, word by word, and their names. */
const WORDED: readonly (readonly [readonly string[], string])[] = [
  [['square', 'root'], 'sqrt'],
  [['cube', 'root'], 'cbrt'],
  [['natural', 'log'], 'ln'],
  [['natural', 'logarithm'], 'ln'],
  [['absolute', 'value'], 'abs'],
  [['average'], 'mean'],
  [['mean'], 'mean'],
  [['sum'], 'sum'],
  [['product'], 'prod'],
  [['logarithm'], 'log'],
  [['log'], 'log'],
  [['ln'], 'ln'],
  [['exponential'], 'exp'],
  [['exp'], 'exp'],
  [['sine'], 'sin'],
  [['cosine'], 'cos'],
  [['tangent'], 'tan'],
  [['sin'], 'sin'],
  [['cos'], 'cos'],
  [['tan'], 'tan'],
  [['sigmoid'], 'sigmoid'],
  [['softmax'], 'softmax'],
  [['norm'], 'norm'],
  [['variance'], 'var'],
  [['determinant'], 'det'],
  [['trace'], 'trace'],
  [['inverse'], 'inv'],
]
/** What "of" stands behind as part of a formula. */
export const TAKES_OF = new RegExp(String.raw`\b(?:${[...WORDED.map(([words]) => words.join(' ')), 'half', 'integral'].join('|')})\s+of\b`)
const ARTICLE = /^(?:the|an?|all)$/

/** Signs in words between operands, and powers behind them. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['plus', '+'],
  ['minus', '-'],
  ['times', '*'],
])
/** Multiples in words. */
const MULTIPLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['half', ['1', '/', '2']],
  ['twice', ['2']],
  ['double', ['2']],
])
const POWERS: ReadonlyMap<string, string> = new Map([
  ['squared', '2'],
  ['cubed', '3'],
])

/** The tokens with + for "plus" and ^2 for "squared", where such words stand between and behind operands. */
export function withWordedSigns(tokens: readonly Token[]): readonly Token[] {
  const isOperand = (token: Token | undefined, closes: 'open' | 'close'): boolean =>
    token !== undefined && (token.kind === 'name' || token.kind === 'number' || token.kind === closes)
  if (!tokens.some(({ text }) => SIGNS.has(text) || POWERS.has(text) || MULTIPLES.has(text))) return tokens
  return tokens.flatMap((token, k): Token[] => {
    const multiple = token.kind === 'name' && isOperand(tokens[k + 1], 'open') ? MULTIPLES.get(token.text) : undefined
    if (multiple !== undefined) return multiple.map((text): Token => ({ ...token, kind: text === '/' ? 'operator' : 'number', text }))
    if (token.text === 'of' && MULTIPLES.has(tokens[k - 1]?.text ?? '')) return []
    const [sign, power] = token.kind === 'name' && isOperand(tokens[k - 1], 'close') ? [SIGNS.get(token.text), POWERS.get(token.text)] : []
    if (sign !== undefined && isOperand(tokens[k + 1], 'open')) return [{ ...token, kind: 'operator', text: sign }]
    if (power === undefined) return [token]
    return [
      { ...token, kind: 'operator', text: '^' },
      { ...token, kind: 'number', text: power },
    ]
  })
}

/** The tokens with log_5 for "log base 5", and its argument in brackets behind "of". */
export function withBases(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ text }, k) => /^log(?:arithm)?$/.test(text) && /^base$/.test(tokens[k + 1]?.text ?? ''))
  const [log, , base, of] = at < 0 ? [] : tokens.slice(at)
  if (log === undefined || !(base?.kind === 'number' || base?.kind === 'name')) return tokens
  const named: Token = { ...log, text: `log_${identifier(base.text)}`, end: base.end }
  const [before, rest] = [tokens.slice(0, at), withBases(tokens.slice(at + 3))]
  return of?.text === 'of' ? [...before, named, ...bracketed(rest, of)] : [...before, named, ...rest]
}

/** What "of" stands before, as far as a term goes, in brackets. */
function bracketed(tokens: readonly Token[], of: Token): readonly Token[] {
  const end = endOfTerm(tokens, 1)
  const last = tokens[end - 1] as Token
  return [
    { ...of, kind: 'open', text: '(', spaced: false },
    ...tokens.slice(1, end),
    { ...last, kind: 'close', text: ')', start: last.end },
    ...tokens.slice(end),
  ]
}

/** "integral of x^2 from 0 to t" and "sum of x_i^2 from i = 1 to n", with the bounds behind the sign; an integral goes over the one name that is left. */
export function withBoundsBefore(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ kind, text }, k) => kind === 'name' && /^(?:integral|int|sum|product)$/.test(text) && tokens[k + 1]?.text === 'of')
  const from = at < 0 ? -1 : tokens.findIndex(({ text }, k) => k > at && text === 'from')
  const to = from < 0 ? -1 : tokens.findIndex(({ text }, k) => k > from && text === 'to')
  if (to < 0 || to - from > 12) return tokens
  const [sign, of] = [tokens[at] as Token, tokens[at + 1] as Token]
  const end = endOfTerm(tokens, to + 1)
  const [body, bounds] = [tokens.slice(at + 2, from), tokens.slice(from, end)]
  const isIntegral = sign.text.startsWith('int')
  const isLast = body.some(({ kind, text }) => kind === 'name' && /^d[a-z]$/.test(text))
  const names = new Set(body.flatMap(({ kind, text }) => (kind === 'name' && /^[a-zθτξ]$/.test(text) ? [text] : [])))
  for (const { text } of bounds) names.delete(text)
  const [variable] = names
  if (isIntegral && !isLast && (variable === undefined || names.size > 1)) return tokens
  const last = body.at(-1) as Token
  const differential: readonly Token[] = isIntegral && !isLast ? [{ ...last, kind: 'name', text: `d${variable}`, start: last.end }] : []
  return [...tokens.slice(0, at + 1), ...bounds, of, ...body, ...differential, ...tokens.slice(end)]
}

/** The tokens with f(...) in the place of "f of ...", as far as a term goes. */
export function withWordedFunctions(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ kind, text }) => kind === 'name' && text === 'of')) return tokens
  for (let k = tokens.length - 1; k > 0; k--) {
    if (tokens[k]?.text !== 'of' || tokens[k]?.kind !== 'name') continue
    // d/dx of sin(x)/x + 1 is that of all of it.
    if (tokens[k - 2]?.text === '/' && /^[d∂]\w+$/.test(tokens[k - 1]?.text ?? '')) {
      const stop = tokens.findIndex(({ kind, text }, at) => at > k && (kind === 'newline' || kind === 'separator' || text === '='))
      const end = stop < 0 ? tokens.length : stop
      const last = tokens[end - 1] as Token
      const whole: readonly Token[] = [
        { ...(tokens[k] as Token), kind: 'open', text: '(' },
        ...tokens.slice(k + 1, end),
        { ...last, kind: 'close', text: ')', start: last.end },
      ]
      return withWordedFunctions([...tokens.slice(0, k), ...whole, ...tokens.slice(end)])
    }
    const [words, name] = WORDED.find(([words]) => words.every((word, at) => tokens[k - words.length + at]?.text === word)) ?? []
    if (words === undefined || name === undefined) continue
    const from = k - words.length
    const first = tokens[k + 1]?.kind === 'name' && ARTICLE.test(tokens[k + 1]?.text ?? '') ? k + 2 : k + 1
    const end = endOfTerm(tokens, first)
    if (end === first) continue
    const [at, last] = [tokens[from] as Token, tokens[end - 1] as Token]
    const call: readonly Token[] = [
      { ...at, text: name, end: (tokens[k - 1] as Token).end },
      { ...(tokens[k] as Token), kind: 'open', text: '(' },
      ...tokens.slice(first, end),
      { ...last, kind: 'close', text: ')', start: last.end },
    ]
    // "the mean of ..."
    const before = tokens[from - 1]?.kind === 'name' && ARTICLE.test(tokens[from - 1]?.text ?? '') ? from - 1 : from
    return withWordedFunctions([...tokens.slice(0, before), ...call, ...tokens.slice(end)])
  }
  return tokens
}

/** Where the term that begins here ends: before a sum, an equality, or what closes or separates. */
function endOfTerm(tokens: readonly Token[], from: number): number {
  let depth = 0
  for (let k = from; k < tokens.length; k++) {
    const { kind, text } = tokens[k] as Token
    if (kind === 'open') depth++
    else if (kind === 'close' && depth-- === 0) return k
    else if (depth === 0 && (kind === 'newline' || kind === 'separator' || text === '=')) return k
    else if (depth === 0 && k > from && /^[-+]$/.test(text) && tokens[k - 1]?.kind !== 'operator') return k
  }
  return tokens.length
}
