/** Derivatives of names that a text wants: by what, where it does not say so, and what they are of, where only an equation has the name. */
import type { Range } from '../../../api.ts'
import { nameTerm, type Reading } from '../../term.ts'
import { freeNames } from './terms.ts'

export const TIME = 't'

/** dy/dx, y'', f_xy: of which name, by which ones, how often. */
export interface Wanted {
  readonly of: string
  readonly by?: readonly string[]
  readonly order: number
}

/** By what a function of these names is differentiated where nothing says it: the only one, x or the time; undefined where that is not clear. */
export function variableAmong(names: Iterable<string>, besides?: string): string | undefined {
  const others = [...names].filter((name) => name !== besides)
  return others.length === 1 ? others[0] : ['x', TIME].find((usual) => others.includes(usual))
}

/** What is asked for of a name that no formula but the last equation that holds it defines. */
export function askedOfEquations({ of, by, order }: Wanted, range: Range, equations: readonly Reading[]): Reading | undefined {
  const equation = equations.filter(({ body }) => freeNames(body).has(of)).at(-1)
  const variable = equation && variableAmong(freeNames(equation.body), of)
  const names = by ?? (variable === undefined ? undefined : new Array<string>(order).fill(variable))
  return equation && names && { ...equation, name: undefined, body: { kind: 'derivative', of: nameTerm(of), by: names, range }, range }
}
