/** Julia's tokens, operators and keywords. */
import type { Infix } from '../grammar/parser.ts'
import type { Lexicon, Token } from '../grammar/tokens.ts'
import { spelledOut } from '../plain/greek.ts'
import { identifier } from '../plain/tokens.ts'

export const JULIA: Lexicon = {
  comments: ['#'],
  blocks: [{ open: '#=', close: '=#', nested: true }],
  operators:
    "... .&& .|| .== .!= .<= .>= .+= .-= .*= ./= .^= === !== := -> => |> :: && || == != <= >= <: >: .* ./ .^ .+ .- .\\ .% .÷ .< .> .= .! .√ += -= *= /= ^= \\= ÷= // ' ( ) [ ] { } , ; : = < > + - * / \\ ^ % & | ! ~ @ . ? $".split(
      ' ',
    ),
  signs: new Map([
    ['−', '-'],
    ['·', '⋅'],
    ['≤', '<='],
    ['≥', '>='],
    ['≠', '!='],
    ['≈', '=='],
    ['≡', '=='],
  ]),
  transposes: true,
  dotted: true,
  raised: true,
  inNames: '!′″‴⁻⁺',
  suffix: /^f([+-]?\d+)/,
}

export const P = {
  pair: 1,
  ternary: 2,
  or: 3,
  and: 4,
  compare: 5,
  pipe: 6,
  range: 7,
  add: 8,
  multiply: 9,
  rational: 10,
  unary: 11,
  juxtapose: 12,
  power: 13,
}

const COMPARISONS = [
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['==', '=='],
  ['===', '=='],
  ['!=', '!='],
  ['!==', '!='],
] as const

export const OPERATORS: ReadonlyMap<string, Infix> = new Map<string, Infix>([
  ['||', { power: P.or, logic: 'or' }],
  ['&&', { power: P.and, logic: 'and' }],
  ['.||', { power: P.or, op: '|' }],
  ['.&&', { power: P.and, op: '&' }],
  ...COMPARISONS.flatMap(([sign, compare]): [string, Infix][] => [
    [sign, { power: P.compare, compare }],
    [`.${sign}`, { power: P.compare, compare }],
  ]),
  ['in', { power: P.compare, compare: 'in' }],
  ['∈', { power: P.compare, compare: 'in' }],
  ['+', { power: P.add, op: '+' }],
  ['-', { power: P.add, op: '-' }],
  ['.+', { power: P.add, call: 'broadcast+' }],
  ['.-', { power: P.add, call: 'broadcast-' }],
  ['|', { power: P.add, op: '|' }],
  ['*', { power: P.multiply, op: 'product' }],
  ['/', { power: P.multiply, op: 'quotient' }],
  ['\\', { power: P.multiply, op: 'leftdivide' }],
  ['.*', { power: P.multiply, op: '*' }],
  ['./', { power: P.multiply, op: '/' }],
  ['%', { power: P.multiply, op: '%' }],
  ['÷', { power: P.multiply, op: '//' }],
  ['&', { power: P.multiply, op: '&' }],
  ['⋅', { power: P.multiply, call: 'dot' }],
  ['×', { power: P.multiply, call: 'cross' }],
  ['⊗', { power: P.multiply, call: 'kron' }],
  ['//', { power: P.rational, op: '/' }],
  ['^', { power: P.power, right: true, operand: P.juxtapose, op: 'power' }],
  ['.^', { power: P.power, right: true, operand: P.juxtapose, op: '**' }],
])

/** @. puts a dot at every operator. */
export const DOTTED: ReadonlyMap<string, Infix> = new Map<string, Infix>([
  ...OPERATORS,
  ['*', { power: P.multiply, op: '*' }],
  ['/', { power: P.multiply, op: '/' }],
  ['^', { power: P.power, right: true, operand: P.juxtapose, op: '**' }],
])

const KEYWORDS = new Set(
  'baremodule begin break catch const continue do else elseif end export finally for function global if import let local macro module quote return struct try using while where mutable'.split(
    ' ',
  ),
)
export const isKeyword = (token: Token): boolean => token.kind === 'name' && KEYWORDS.has(token.text)

/** Macros that say how, not what, is computed. */
export const PASSED = /^(inbounds|views|view|simd|fastmath|inline|noinline|time|btime|show|turbo|avx|tullio|generated)$/

/** The identifier of a name. */
export const nameOf = (token: Token): string => spelledOut(identifier(token.text))
