/**
 * Derivatives that do not say by what, of functions that the text defines: by time for dots above names, \dot x^2 beside
 * x(t) = A \cos(\omega t); for primes by the one variable that there is, y'' beside y = x^4.
 */
import type { Range } from '../../../api.ts'
import type { Term } from '../../term.ts'
import { derivativeAt, freeNames } from '../terms/terms.ts'
import { TIME, variableAmong } from '../terms/wanted.ts'
import { isFree } from './components.ts'
import type { Base, Grammar } from './grammar.ts'

/**
 * The derivative that a dotted name is, where the text says by a formula what the name without its dots is, as a function of one variable or
 * of the time t, and does not say what the dotted one is; undefined for other names.
 */
export function readRate(g: Grammar, base: Base, from: number): Term | undefined {
  const [, name = '', second = ''] = /^(.+)_(d?)dot$/.exec(base.name) ?? []
  if (name === '' || g.is('_') || !isFree(g, base.name) || g.isBound(name) || g.surroundings.functionNamed(base.name) !== undefined) return undefined
  const definition = g.surroundings.functionNamed(name)
  const { parameters = [] } = definition ?? {}
  const [only] = parameters
  const variable = parameters.length === 1 ? only : definition === undefined || parameters.includes(TIME) ? TIME : undefined
  const body = definition === undefined ? g.surroundings.valueOf(name) : definition.body()
  if (variable === undefined || body === undefined || !freeNames(body).has(variable)) return undefined
  const by = second === '' ? [variable] : [variable, variable]
  // \dot x(t), \dot x(0); \dot x (a + b) is a product.
  const isCall = parameters.length === 1 && g.is('(') && g.is(')', 2)
  const [place] = isCall ? (g.argumentList() as [Term]) : []
  const range = g.rangeFrom(from)
  return place === undefined ? { kind: 'derivative', of: body, by, range } : derivativeAt(body, by, new Map([[variable, place]]), range)
}

/** Letters in a subscript that say by what a function is differentiated; those of whole numbers are indices. */
const VARIABLES = /^[a-hoprstu-z]{1,4}$/

/**
 * f_x, f_{xy}, u_{tt}(x, t): the derivative of a function that the text gives by a formula in several variables, where it says of no such name
 * what it is; undefined for other names.
 */
export function readSubscripted(g: Grammar, base: Base, from: number): Term | undefined {
  if (!g.is('_') || base.dressed || g.isBound(base.name)) return undefined
  const definition = g.surroundings.functionNamed(base.name)
  const value = definition === undefined ? g.surroundings.valueOf(base.name) : undefined
  const variables = definition?.parameters ?? (value === undefined ? [] : [...freeNames(value)])
  if (variables.length < 2) return undefined
  const start = g.at++
  const span = g.argument('a subscript')
  const letters = g.tokens.slice(span.from, span.to)
  const by = letters.map(({ text }) => text)
  const isBy = letters.every(({ kind }) => kind === 'letter') && VARIABLES.test(by.join('')) && by.every((name) => variables.includes(name))
  const name = `${base.name}_${by.join('')}`
  if (!isBy || !isFree(g, name) || g.surroundings.functionNamed(name) !== undefined || g.surroundings.isFamily(base.name, 1)) {
    g.at = start
    return undefined
  }
  const args = definition !== undefined && g.is('(') ? g.argumentList() : []
  const range = g.rangeFrom(from)
  if (definition === undefined) return { kind: 'derivative', of: value as Term, by, range }
  if (args.length !== variables.length) return { kind: 'derivative', of: definition.body(), by, range }
  return derivativeAt(definition.body(), by, new Map(variables.map((parameter, k) => [parameter, args[k] as Term])), range)
}

/** y', where the text says by a formula in one variable what y is. */
export function primedValue(g: Grammar, name: string, primes: number, range: Range): Term | undefined {
  const value = g.isBound(name) ? undefined : g.surroundings.valueOf(name)
  const variable = value === undefined ? undefined : variableAmong(freeNames(value))
  return value === undefined || variable === undefined
    ? undefined
    : { kind: 'derivative', of: value, by: new Array<string>(primes).fill(variable), range }
}
