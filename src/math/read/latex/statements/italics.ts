/**
 * Which italic letters of a formula are other names than the bold ones so called: where \mathbf{x} is a vector, the x of x^3 e^{-x} is a
 * number, and the x_i of (x_i - \mu)^\top are vectors of their own.
 */
import { boldFonts } from '../tokens/symbols.ts'
import { latexOf, type Token } from '../tokens/tokens.ts'

/** What vectors are used with: beside these an italic letter may be a vector whose font was left out. */
const VECTORIAL = /^\\(?:top|intercal|\||lVert|rVert|Vert|norm|langle|nabla|times|mathbb|in)$/
/** Functions of numbers. */
const OF_NUMBERS = /^\\(?:sin|cos|tan|sinh|cosh|tanh|exp|ln|log|arctan|arcsin|arccos|sqrt)$/

const NUMBER = /^-?\d+(?:\/\d+)?$/

/** Where each bracket closes, by the place where it opens. */
function closings(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const open: number[] = []
  for (const [k, { text }] of tokens.entries()) {
    if (text === '(' || text === '{') open.push(k)
    else if (text === ')' || text === '}') {
      const at = open.pop()
      if (at !== undefined) found.set(at, k)
    }
  }
  return found
}

/** The exponent behind this place: its first token, and the place behind it; undefined where there is none. */
function exponentAt(tokens: readonly Token[], at: number, closes: ReadonlyMap<number, number>): { from: number; to: number } | undefined {
  if (tokens[at]?.text !== '^') return undefined
  if (tokens[at + 1]?.text !== '{') return { from: at + 1, to: at + 2 }
  return { from: at + 2, to: closes.get(at + 1) ?? tokens.length }
}

/** How many tokens a number in an exponent has at most: -, 1, / and 2. */
const LONGEST_NUMBER = 4

const isBoldAt = (tokens: readonly Token[], k: number): boolean =>
  boldFonts.has(tokens[k - 1]?.text ?? '') || (tokens[k - 1]?.text === '{' && boldFonts.has(tokens[k - 2]?.text ?? ''))

/** Letters that are a number here: raised to one, in an exponent of e, or what a function of numbers is of. */
function numbersIn(tokens: readonly Token[], closes: ReadonlyMap<number, number>): Set<string> {
  const found = new Set<string>()
  if (tokens.some(({ text }) => VECTORIAL.test(text))) return found
  const others = new Set<string>()
  let raised = 0
  for (const [k, { kind, text }] of tokens.entries()) {
    const exponent = exponentAt(tokens, k + 1, closes)
    if (text === 'e') raised = Math.max(raised, exponent?.to ?? 0)
    if (kind !== 'letter') continue
    const [before, next] = [tokens[k - 1], tokens[k + 1]]
    // A x is a vector, x_i its component.
    if (isBoldAt(tokens, k) || next?.text === '_' || (before?.kind === 'letter' && /[A-Z]/.test(before.text))) others.add(text)
    const first = before?.text === '(' ? tokens[k - 2] : before
    const isPower =
      exponent !== undefined && exponent.to - exponent.from <= LONGEST_NUMBER && NUMBER.test(latexOf(tokens.slice(exponent.from, exponent.to)))
    if (isPower || k < raised || OF_NUMBERS.test(first?.text ?? '')) found.add(text)
  }
  for (const name of others) found.delete(name)
  return found
}

/** Letters that have an index wherever they stand, in parentheses that are turned: the x_i of (x_i - \mu)^\top. */
function turnedIn(tokens: readonly Token[], closes: ReadonlyMap<number, number>): Set<string> {
  const found = new Set<string>()
  let end = 0
  for (const [k, { kind, text }] of tokens.entries()) {
    const close = text === '(' ? closes.get(k) : undefined
    const exponent = close === undefined ? undefined : exponentAt(tokens, close + 1, closes)
    if (close !== undefined && exponent !== undefined && /^\\(?:top|intercal)$/.test(tokens[exponent.from]?.text ?? '')) end = Math.max(end, close)
    if (k < end && kind === 'letter' && tokens[k + 1]?.text === '_' && tokens[k + 2]?.kind === 'letter') found.add(text)
  }
  for (const [k, { text }] of tokens.entries()) if (found.has(text) && (isBoldAt(tokens, k) || tokens[k + 1]?.text !== '_')) found.delete(text)
  return found
}

/** The italic letters of a formula of which what is said of bold ones does not hold. */
export function otherThanBold(tokens: readonly Token[]): ReadonlySet<string> {
  const closes = closings(tokens)
  return new Set([...numbersIn(tokens, closes), ...turnedIn(tokens, closes)])
}
