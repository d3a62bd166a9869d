/** Names that are functions of what is differentiated by: of time, where they have dots; by the words y = y(x); by being all there is. */
import type { Range } from '../../../api.ts'
import { inPattern } from '../../spelling.ts'
import { applyTerm, type CallTerm, nameTerm, type Term } from '../../term.ts'
import { freeNames, substitute } from '../terms/terms.ts'
import { partOf } from './byComponent.ts'
import type { Grammar } from './grammar.ts'

const TIME = 't'

/**
 * What stands under d/dt, with calls x(t) and x'(t) for the names in it that are functions of t. Under a total derivative that would be 0
 * one of the letters that are no constants by custom is an unknown function; under a partial one, a function's letter or a capital.
 */
export function withMoving(g: Grammar, of: Term, by: readonly string[], isPartial: boolean, range: Range): Term {
  const [variable] = by
  if (variable === undefined || by.some((name) => name !== variable)) return of
  const names = freeNames(of)
  const calls = isPartial ? new Map<string, CallTerm>() : movingAmong(g, names, variable, range)
  if (calls.size > 0) {
    const bases = [...new Set([...calls.values()].map(({ name }) => name))]
    g.note(`read ${bases.join(', ')} as ${bases.length > 1 ? 'functions' : 'a function'} of ${variable}`, range)
    return substitute(of, calls)
  }
  const through = isPartial && names.has(variable) ? new Map<string, Term>() : valuesBy(g, names, variable)
  if (through.size > 0) return substitute(of, through)
  if (names.has(variable) || g.isBound(variable) || partOf(variable, names) !== undefined) return of
  const [only, ...others] = [...names].filter((name) => !g.isBound(name))
  if (only === undefined || others.length > 0 || g.surroundings.declarationOf(only) !== undefined) return of
  if (!(isPartial ? /^[f-hA-Z](?:_|$)/ : /^[f-hp-zA-Z](?:_|$)/).test(only)) return of
  g.note(`${only} is not defined here: read as an unknown function of ${variable}`, range)
  return substitute(of, new Map([[only, callOf(only, variable, 0, range)]]))
}

const callOf = (name: string, variable: string, primes: number, range: Range): CallTerm => ({
  kind: 'call',
  name,
  args: [nameTerm(variable)],
  range,
  ...(primes > 0 && { primes }),
})

/** By the names as they stand: x_ddot is x''(t). */
function movingAmong(g: Grammar, names: ReadonlySet<string>, variable: string, range: Range): Map<string, CallTerm> {
  const calls = new Map<string, CallTerm>()
  for (const name of names) {
    const [, base = '', second = ''] = (variable === TIME ? /^(.+)_(d?)dot$/.exec(name) : null) ?? []
    if (base !== '' && !g.isBound(base)) {
      calls.set(name, callOf(base, variable, second === '' ? 1 : 2, range))
      calls.set(base, callOf(base, variable, 0, range))
    } else if (isSaidToMove(g, name, variable)) calls.set(name, callOf(name, variable, 0, range))
  }
  return calls
}

/** y = y(x) */
const isSaidToMove = ({ surroundings }: Grammar, name: string, variable: string): boolean =>
  /^[a-zA-Z]+$/.test(name) &&
  surroundings.says(new RegExp(String.raw`(?<![a-zA-Z])${inPattern(name)}\s*=\s*${inPattern(name)}\s*\(\s*${inPattern(variable)}\s*\)`))

/** What the text says of names by formulas that hold the variable: x = \cos t in df/dt of an f(x, y). */
function valuesBy(g: Grammar, names: ReadonlySet<string>, variable: string): Map<string, Term> {
  const values = new Map<string, Term>()
  for (const name of names) {
    const value = g.isBound(name) ? undefined : g.surroundings.valueOf(name)
    if (value !== undefined && freeNames(value).has(variable)) values.set(name, value)
  }
  return values
}

/** dy/dx of a curve x = \cos t, y = \sin t: dy/dt over dx/dt; undefined where x is no function of what y is one of. */
export function alongCurve(g: Grammar, of: Term, by: readonly string[], range: Range): Term | undefined {
  const [variable, ...more] = by
  const names = freeNames(of)
  const value = variable === undefined || more.length > 0 || names.has(variable) ? undefined : g.surroundings.valueOf(variable)
  const [parameter, ...others] = value === undefined ? [] : [...freeNames(value)].filter((name) => names.has(name))
  if (value === undefined || parameter === undefined || others.length > 0) return undefined
  const slope = (one: Term): Term => ({ kind: 'derivative', of: one, by: [parameter], range })
  return applyTerm('quotient', [slope(of), slope(value)], range)
}
