/** Operators of plain-text mathematics with their precedence, names that are no rows, and small terms. */
import type { Range } from '../../api.ts'
import { applyTerm, nameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { greekNames } from './greek.ts'
import type { Token } from './tokens.ts'

export const P = { conditional: 1, or: 2, and: 3, not: 4, compare: 5, range: 6, add: 7, multiply: 8, prefix: 9, juxtapose: 10, negate: 11, power: 12 }

export const BINARY: ReadonlyMap<string, { op: string; precedence: number; right?: boolean }> = new Map([
  ['||', { op: 'or', precedence: P.or }],
  ['&&', { op: 'and', precedence: P.and }],
  ['|', { op: 'or', precedence: P.or }],
  ['&', { op: 'and', precedence: P.and }],
  ['<', { op: 'lt', precedence: P.compare }],
  ['<=', { op: 'le', precedence: P.compare }],
  ['>', { op: 'gt', precedence: P.compare }],
  ['>=', { op: 'ge', precedence: P.compare }],
  ['==', { op: 'eq', precedence: P.compare }],
  ['!=', { op: 'ne', precedence: P.compare }],
  ['~=', { op: 'ne', precedence: P.compare }],
  ['+', { op: 'add', precedence: P.add }],
  ['-', { op: 'sub', precedence: P.add }],
  ['*', { op: 'product', precedence: P.multiply }],
  ['/', { op: 'quotient', precedence: P.multiply }],
  ['\\', { op: 'leftdivide', precedence: P.multiply }],
  ['%', { op: 'mod', precedence: P.multiply }],
  ['@', { op: 'matmul', precedence: P.multiply }],
  ['⊗', { op: 'kron', precedence: P.multiply }],
  ['.*', { op: 'mul', precedence: P.multiply }],
  ['./', { op: 'div', precedence: P.multiply }],
  ['^', { op: 'power', precedence: P.power, right: true }],
  ['**', { op: 'power', precedence: P.power, right: true }],
  ['.^', { op: 'pow', precedence: P.power, right: true }],
])

/** Letters that are functions by habit when a parenthesis follows. */
export const FUNCTION_HABIT = /^(?:[fghuvFGHLJ]|phi|psi|φ|ψ)$/

export interface Special {
  readonly arguments: number
  readonly build: (args: readonly Term[], range: Range) => Term
}

/** Names that are no rows: constants whose size the context says, norms by name, the step of one argument. */
export const SPECIAL: ReadonlyMap<string, Special> = new Map([
  ['vector', { arguments: 1, build: (args, range) => applyTerm('vector', args, range) }],
  ['matrix', { arguments: 1, build: (args, range) => applyTerm('matrix', args, range) }],
  ['eye', { arguments: 0, build: (args, range) => applyTerm('identity', args, range) }],
  ['norm1', { arguments: 1, build: (args, range) => applyTerm('norm', args, range, { ord: 1 }) }],
  ['step', { arguments: 1, build: ([x], range) => applyTerm('gt', [x as Term, numberTerm(0, range)], range) }],
] satisfies [string, Special][])

export const rangeOf = ({ start, end }: Range): Range => ({ start, end })
export const spanOf = (first: Term, last: Range): Range => ({ start: first.range?.start ?? last.start, end: last.end })
/** Words that are letters first: gamma, beta and y1 are functions only where a parenthesis follows. */
export const greekWords: ReadonlySet<string> = new Set(greekNames.values())
export const isLetter = (word: string): boolean => greekWords.has(word) || /^[a-zA-Z]\d+$/.test(word)
export const isCallOf = (token: Token | undefined): boolean => token?.text === '(' && !token.spaced

export function superscriptTerm(token: Token): Term {
  const range = rangeOf(token)
  if (token.text === 'n') return nameTerm('n', range)
  const value = Number(token.text)
  if (!Number.isInteger(value)) throw new ReadError(`the exponent ${token.text} is not understood`, range)
  return value < 0 ? applyTerm('neg', [numberTerm(-value, range)], range) : numberTerm(value, range)
}

export function primedBy(args: readonly Term[], primes: number, range: Range): string[] {
  const [arg] = args
  if (arg?.kind !== 'name') throw new ReadError('a primed call needs a plain name as its argument', range, "Write f'(x).")
  return new Array<string>(primes).fill(arg.name)
}
