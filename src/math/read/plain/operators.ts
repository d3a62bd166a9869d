/** Operators of plain-text mathematics with their precedence, names that are no rows, and small terms. */
import type { Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import { applyTerm, nameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { greekNames, spelledOut } from './greek.ts'
import type { Token } from './tokens.ts'

/** The body of a sum is one term. */
export const P = {
  conditional: 1,
  or: 2,
  and: 3,
  not: 4,
  compare: 5,
  range: 6,
  add: 7,
  sum: 7.5,
  multiply: 8,
  prefix: 9,
  juxtapose: 10,
  negate: 11,
  power: 12,
}

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
  ['⊙', { op: 'hadamard', precedence: P.multiply }],
  ['.', { op: 'matmul', precedence: P.multiply }],
  ['.*', { op: 'mul', precedence: P.multiply }],
  ['./', { op: 'div', precedence: P.multiply }],
  ['^', { op: 'power', precedence: P.power, right: true }],
  ['**', { op: 'power', precedence: P.power, right: true }],
  ['.^', { op: 'pow', precedence: P.power, right: true }],
])

/** Operators that are words. */
export const WORDS: ReadonlyMap<string, string> = new Map([
  ['mod', '%'],
  ['and', '&&'],
  ['or', '||'],
  ['then', '?'],
  ['if', 'if'],
  ['else', 'else'],
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
export const isLetter = (word: string): boolean => word.length === 1 || greekWords.has(word) || /^[a-zA-Z]\d+$/.test(word)
/** Words of functions that are names of people's own where they are not called: phase, angle, range, gain; what makes numbers by itself is none. */
export const isWord = (word: string): boolean =>
  /^[a-z]{3,}$/.test(word) && !/^(?:rand|randn|randi|randperm|zeros|ones|tic|toc|clock|now|input|time)$/.test(word)
export const isCallOf = (token: Token | undefined): boolean => token?.text === '(' && !token.spaced

/** A number as it is written: ½ comes as 1/2. */
export function numberOf({ text }: Token): Exact | undefined {
  const bar = text.indexOf('/')
  if (bar < 0) return Exact.parse(text)
  const below = Exact.parse(text.slice(bar + 1))
  return below === undefined ? undefined : Exact.parse(text.slice(0, bar))?.divide(below)
}

/** ², ⁻¹, ˣ, ⁻²ˣ, ⁿ⁺¹: numbers and letters, with signs before and between them. */
export function superscriptTerm(token: Token): Term {
  const range = rangeOf(token)
  const parts = [...token.text.matchAll(/([+-]?)(\d*)([^\d+-]*)/g)].filter(([whole]) => whole !== '')
  const terms = parts.map(([, sign = '', digits = '', letters = '']): Term => {
    const factors: Term[] = [...letters].map((letter) => nameTerm(spelledOut(letter), range))
    const whole = Number(digits)
    if ((digits === '' && factors.length === 0) || !Number.isSafeInteger(whole))
      throw new ReadError(`the exponent ${token.text} is not understood`, range)
    if (factors.length === 0) return numberTerm(sign === '-' ? -whole : whole, range)
    if (digits !== '') factors.unshift(numberTerm(whole, range))
    const value = factors.reduce((left, right) => applyTerm('product', [left, right], range))
    return sign === '-' ? applyTerm('neg', [value], range) : value
  })
  return terms.reduce((left, right) => applyTerm('add', [left, right], range))
}

/** 30° */
export function inDegrees(value: Term, sign: Token): Term {
  const range = spanOf(value, sign)
  return applyTerm('product', [value, applyTerm('quotient', [applyTerm('pi', [], range), numberTerm(180, range)], range)], range)
}

export function primedBy(args: readonly Term[], primes: number, range: Range): string[] {
  const [arg] = args
  if (arg?.kind !== 'name') throw new ReadError('a primed call needs a plain name as its argument', range, "Write f'(x).")
  return new Array<string>(primes).fill(arg.name)
}

/** ‖x‖_1, ‖A‖_F, ‖x‖₂, ‖x‖_∞: which norm the tokens from its end on ask for, and how many of them it takes. */
export function normOrder([close, sub, more]: readonly Token[]): { ord: number | string; used: number } {
  const none = { ord: 2, used: 1 }
  if (close === undefined || sub === undefined || sub.start !== close.end) return none
  if (sub.text === '_' && more?.text === '∞' && more.start === sub.end) return { ord: Number.POSITIVE_INFINITY, used: 3 }
  const ord = NORMS.get(sub.text)
  return ord === undefined ? none : { ord, used: 2 }
}

const NORMS: ReadonlyMap<string, number | string> = new Map<string, number | string>([
  ['_1', 1],
  ['₁', 1],
  ['_2', 2],
  ['₂', 2],
  ['_F', 'fro'],
  ['_inf', Number.POSITIVE_INFINITY],
  ['_∞', Number.POSITIVE_INFINITY],
])
