/**
 * Iterates with their number above, x^{(k+1)} = x^{(k)} - \eta A x^{(k)}: where the text says one by the one before it, that number is an
 * index as in x_{k+1}.
 */
import { groupAt, type Token } from '../tokens/tokens.ts'

export interface Iterates {
  /** The letters and commands that are numbered so. */
  readonly bases: ReadonlySet<string>
  /** Letters that number them, by what they are read as: \ell has no place among indices. */
  readonly letters: ReadonlyMap<string, string>
  readonly signature: string
}

const NONE: Iterates = { bases: new Set(), letters: new Map(), signature: '' }

const NUMBER = /\^\s*\{\s*\(\s*(\\?[a-zA-Z]+)\s*([-+]\s*1\s*)?\)\s*\}(\s*&?\s*=)?/g
/** The letter or command that a number stands above. */
const BASE = /(\\?[a-zA-Z]+)\s*\}?\s*$/
/** x_i^{(k)} has an index of its own, and so has x^{(k)}_i that is said by such. */
const INDEXED =
  /(?:_\s*(?:\{[^{}]*\}|\w)\s*\^\s*\{\s*\([^()]*\)\s*\}|\^\s*\{\s*\([^()]*(?:[-+]\s*1\s*)\)\s*\}\s*_|\^\s*\{\s*\([^()]*\)\s*\}\s*_\s*(?:\{[^{}]*\}|\w)\s*&?\s*=)/

/** The iterates of a text. */
export function findIterates(text: string): Iterates {
  // Most texts have none, and are not looked through at each keystroke.
  if (!/\^\s*\{\s*\(/.test(text) || INDEXED.test(text)) return NONE
  const all = [...text.matchAll(NUMBER)].flatMap(({ 1: letter = '', 2: step, 3: equality, index }) => {
    const [, base] = BASE.exec(text.slice(Math.max(0, index - 40), index)) ?? []
    return base === undefined ? [] : [{ base, letter, step, equality }]
  })
  const steps = new Set(all.flatMap(({ letter, step }) => (step === undefined ? [] : [letter])))
  const own = all.filter(({ letter }) => steps.has(letter))
  const bases = new Set(own.map(({ base }) => base))
  // The weights W^{(l)} of layers are no iterates: each is a matrix by itself.
  const areSaid = [...bases].every((base) => own.some((one) => one.base === base && (one.step ?? one.equality) !== undefined))
  if (steps.size === 0 || !areSaid) return NONE
  const isFree = (letter: string): boolean => !new RegExp(String.raw`(?<![a-zA-Z\\])${letter}(?![a-zA-Z])`).test(text)
  const letters = new Map([...steps].map((letter) => [letter, letter.length === 1 ? letter : ([...'lkmpq'].find(isFree) ?? letter)]))
  return { bases, letters, signature: `\n^${[...bases].join()} ${[...letters.keys()].join()}` }
}

/** The tokens with x_{k} in the place of x^{(k)}. */
export function withIterates(tokens: readonly Token[], { bases, letters }: Iterates): readonly Token[] {
  if (bases.size === 0 || !tokens.some(({ text }, k) => text === '^' && tokens[k + 2]?.text === '(')) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const close =
      token.text === '^' && tokens[k + 1]?.text === '{' && tokens[k + 2]?.text === '('
        ? tokens.findIndex(({ text }, at) => at > k && text === ')')
        : -1
    const inner = close < 0 ? [] : tokens.slice(k + 3, close)
    const base = tokens[k - 1]?.text === '}' ? tokens[k - 2] : tokens[k - 1]
    const isNumber = inner.length === 1 || (inner.length === 3 && /^[-+]$/.test(inner[1]?.text ?? ''))
    // f^{(2)}(x) is a derivative.
    if (!isNumber || !bases.has(base?.text ?? '') || tokens[close + 1]?.text !== '}' || tokens[close + 2]?.text === '(') {
      result.push(token)
      continue
    }
    const index = inner.map((own): Token => (letters.has(own.text) ? { ...own, kind: 'letter', text: letters.get(own.text) as string } : own))
    const end = tokens[close + 1] as Token
    // x^{(2)}_i is a component of it.
    const own = tokens[close + 2]?.text === '_' ? groupAt(tokens, close + 3) : undefined
    const inside = own === undefined ? index : [...index, { ...end, text: ',' }, ...own.inner]
    const name = [{ ...token, text: '_' }, tokens[k + 1] as Token, ...inside, end]
    k = own === undefined ? close + 1 : own.end - 1
    // (x^{(k)})^2 needs its parentheses for the number above.
    const isHeld = tokens[k + 1]?.text === ')' && tokens[k + 2]?.text === '^' && result.at(-2)?.text === '('
    if (isHeld) result.splice(-2, 1)
    result.push(...name)
    if (isHeld) k++
  }
  return result
}
