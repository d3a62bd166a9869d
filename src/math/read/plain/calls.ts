/** Calls of plain-text mathematics: which function a name stands for, and what it makes of its arguments. */
import type { Range } from '../../api.ts'
import type { Operation } from '../../expr.ts'
import { spelledInAny } from '../../ops/table.ts'
import { derivativeAt } from '../latex/terms/terms.ts'
import { besselOf } from '../ranks/habits.ts'
import { applyTerm, type BinderTerm, nameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { spelledOut } from './greek.ts'
import { primedBy, SPECIAL } from './operators.ts'
import type { ExpressionRules, Names } from './rules.ts'
import { boundOver, indicesIn } from './sums.ts'
import { identifier, type Token } from './tokens.ts'

/** The row a name stands for: by the spellings of the dialect's libraries, with or without a module before it. */
export function lookUp({ libraries }: ExpressionRules, text: string): Operation | undefined {
  if (text.startsWith('log') && /^log_(?:2|10)$/.test(identifier(text))) return spelledInAny(libraries, identifier(text).replace('_', ''))
  const found = spelledInAny(libraries, text)
  if (found !== undefined) return found
  const end = Math.max(text.lastIndexOf('.'), text.lastIndexOf(':')) + 1
  return end > 0 ? spelledInAny(libraries, text.slice(end)) : undefined
}

/** name(args), with primes: a function of the text, a name that is no row, a row, or a function nobody knows. Throws ReadError. */
export function callTerm(token: Token, primes: number, args: readonly Term[], range: Range, rules: ExpressionRules, names: Names): Term {
  const name = identifier(token.text)
  const defined = names.call(name, args, range)
  if (defined !== undefined) return primes === 0 ? defined : primedCall(name, defined, primes, args, range, names)
  const special = SPECIAL.get(token.text)
  if (special !== undefined && special.arguments === args.length) return special.build(args, range)
  const operation = lookUp(rules, token.text)
  if (operation !== undefined) return applied(operation, args, range, token, rules)
  const integral = INTEGRALS.has(name) ? binder('integral', args, range) : undefined
  if (integral !== undefined) return integral
  const bessel = args.length === 1 && primes === 0 ? besselOf(name) : undefined
  if (bessel !== undefined) {
    const order = typeof bessel.order === 'number' ? numberTerm(bessel.order, range) : nameTerm(bessel.order, range)
    return applyTerm(bessel.row, [order, ...args], range)
  }
  const base = baseOf(name, range)
  if (base === undefined || args.length !== 1) return { kind: 'call', name: spelledOut(name), args, range, primes }
  return logarithm(args[0] as Term, base, range)
}

/** Of log_3 and log_a. */
export function baseOf(name: string, range: Range): Term | undefined {
  const base = /^log_(\w+)$/.exec(name)?.[1]
  if (base === undefined) return undefined
  return /^\d+$/.test(base) ? numberTerm(Number(base), range) : nameTerm(spelledOut(base), range)
}

export const logarithm = (of: Term, base: Term, range: Range): Term =>
  applyTerm('div', [applyTerm('ln', [of], range), applyTerm('ln', [base], range)], range)

/** f'(x), f'(3) of a function of the text. */
function primedCall(name: string, defined: Term, primes: number, args: readonly Term[], range: Range, names: Names): Term {
  const [place] = args
  if (place === undefined || place.kind === 'name' || args.length > 1)
    return { kind: 'derivative', of: defined, by: primedBy(args, primes, range), range }
  // A name that no text has.
  const bound = `${name}_argument`
  const of = names.call(name, [nameTerm(bound)], range) as Term
  return derivativeAt(of, new Array<string>(primes).fill(bound), new Map([[bound, place]]), range)
}

/** A row over arguments: those beyond its own are its attributes, as sum(x, 1). */
function applied(operation: Operation, args: readonly Term[], range: Range, token: Token, { libraries }: ExpressionRules): Term {
  // The largest component of one thing, the larger of several.
  if (args.length === 1 && (operation.name === 'maximum' || operation.name === 'minimum'))
    return applyTerm(operation.name === 'maximum' ? 'amax' : 'amin', args, range)
  // log(x, b), to base b; the number is the base where the other is none.
  if (operation.name === 'ln' && args.length === 2 && libraries[0] === 'text') {
    const [x, b] = (args[0]?.kind === 'number' && args[1]?.kind !== 'number' ? [args[1], args[0]] : args) as [Term, Term]
    return logarithm(x, b, range)
  }
  const bound = operation.name === 'sum' || operation.name === 'prod' ? binder(operation.name, args, range) : undefined
  if (bound !== undefined) return bound
  // The mean of (x_i - m)^2 is that of all of these.
  const summed = operation.name === 'sum' || operation.name === 'prod' ? operation.name : operation.name === 'mean' ? 'each' : undefined
  const indices = args.length === 1 && summed !== undefined && libraries[0] === 'text' ? indicesIn(args[0] as Term) : []
  const whole = summed === undefined || indices.length === 0 ? undefined : boundOver(summed, indices, args[0] as Term, range)
  if (whole !== undefined) return summed === 'each' ? applyTerm(operation.name, [whole], range) : whole
  const variadic = operation.args.some((name) => name.startsWith('...'))
  const count = operation.args.length
  const least = count - (operation.defaults?.length ?? 0)
  if (args.length < least && !variadic)
    throw new ReadError(`${token.text} needs ${least} argument${least === 1 ? '' : 's'}, not ${args.length}`, range)
  if (args.length <= count || variadic) return applyTerm(operation.name, args, range)
  const attributes: Record<string, number | boolean> = {}
  args.slice(count).forEach((arg, k) => {
    const name = operation.attributes?.[k]
    const value = arg.kind === 'number' ? arg.value.value : undefined
    if (name === undefined || value === undefined) {
      throw new ReadError(`${token.text} takes ${count} argument${count === 1 ? '' : 's'}, not ${args.length}`, arg.range ?? range)
    }
    attributes[name] = name === 'axis' && libraries[0] !== 'text' ? value - 1 : value
  })
  return applyTerm(operation.name, args.slice(0, count), range, attributes)
}

/** What integrals are called. */
const INTEGRALS: ReadonlySet<string> = new Set(['integral', 'integrate', 'int'])

/** sum(body, i, low, high). */
function binder(op: BinderTerm['op'], args: readonly Term[], range: Range): BinderTerm | undefined {
  if (args.length !== 4) return undefined
  const [body, index, low, high] = args as [Term, Term, Term, Term]
  return index.kind === 'name' ? { kind: 'binder', op, index: index.name, low, high, body, range } : undefined
}
