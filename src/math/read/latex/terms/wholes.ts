/** Names that are put together again, or turn out to be numbers. */

import { type Length, shapeOf } from '../../../shape.ts'
import { mapTerms } from '../../order.ts'
import { gathered } from '../../ranks/gathered.ts'
import { applyTerm, type Declaration, nameTerm, numberTerm, type Term } from '../../term.ts'
import { eachComponent } from './sizes.ts'
import { ordered } from './terms.ts'

/** Parameters that are asked for, of which the formula has only numbered components, f(x) = (x_1 - x_2)^2: they stay whole. */
export function withWhole(body: Term, parameters: readonly string[]): Term {
  const names = new Set(gathered(ordered(body), (term) => (term.kind === 'name' ? term.name : undefined)))
  const asked = parameters.filter((name) => !names.has(name))
  if (asked.length === 0) return body
  const partOf = (name: string): readonly [string, number] | undefined => {
    const [, base, number] = /^(\w+)_(\d+)$/.exec(name) ?? []
    return base === undefined || !asked.includes(base) ? undefined : [base, Number(number)]
  }
  const fromZero = new Set([...names].flatMap((name) => (partOf(name)?.[1] === 0 ? [partOf(name)?.[0]] : [])))
  return mapTerms(body, (term) => {
    const [base, number] = (term.kind === 'name' ? partOf(term.name) : undefined) ?? []
    if (base === undefined || number === undefined) return term
    return applyTerm('component', [nameTerm(base, term.range), numberTerm(number + (fromZero.has(base) ? 1 : 0))], term.range)
  })
}

/** How often a sum runs that was written out is a number wherever it stands. */
export const withNumbers = (body: Term, rounds: ReadonlyMap<string, number>): Term =>
  rounds.size === 0
    ? body
    : mapTerms(body, (term) => (term.kind === 'name' && rounds.has(term.name) ? numberTerm(rounds.get(term.name) as number, term.range) : term))

/** What sums count to, of names for which numbers are asked for. */
export const countsIn = (body: Term, numbers: Readonly<Record<string, number>> = {}): readonly (readonly [string, number])[] =>
  gathered(ordered(body), (term) => {
    const name = term.kind === 'binder' && term.high?.kind === 'name' ? term.high.name : undefined
    return name !== undefined && Object.hasOwn(numbers, name) ? ([name, numbers[name] as number] as const) : undefined
  })

/** The N = 1 of a solvent is none of the N_i that a formula has. */
export function withoutNumbersOfFamilies(declarations: Map<string, Declaration>, body: Term): void {
  for (const term of ordered(body)) {
    const [base] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (base?.kind === 'name' && declarations.get(base.name)?.shape?.length === 0) declarations.delete(base.name)
  }
}

/** The n of \sum_{i=1}^n d_i, where d is said to have three components, is three, wherever else it stands; what is asked for stays a name. */
export function withCountsTold(body: Term, declarations: Map<string, Declaration>, asked: readonly string[]): Term {
  const found = new Map<string, Set<Length>>()
  for (const term of ordered(body)) {
    if (term.kind !== 'binder' || term.high?.kind !== 'name' || term.low?.kind !== 'number' || !term.low.value.isOne) continue
    const { name } = term.high
    if (asked.includes(name) || declarations.get(name)?.value !== undefined) continue
    eachComponent(ordered(term.body), (base, index, axis) => {
      const length = index.kind === 'name' && index.name === term.index ? declarations.get(base.name)?.shape?.[axis] : undefined
      if (typeof length === 'number') found.set(name, (found.get(name) ?? new Set()).add(length))
    })
  }
  const told = new Map([...found].flatMap(([name, lengths]) => (lengths.size === 1 ? [[name, Number([...lengths][0])] as const] : [])))
  withRoundsTold(declarations, told)
  return withNumbers(body, told)
}

/** Of a \mathbf{k} \in \mathbb{R}^J beside a sum that was written out up to J = 3, that there are as many. */
export function withRoundsTold(declarations: Map<string, Declaration>, rounds: ReadonlyMap<string, number>): void {
  const told = (length: Length): Length => (typeof length === 'string' ? (rounds.get(length) ?? length) : length)
  for (const [name, declaration] of declarations) {
    const shape = declaration.shape?.map(told)
    if (shape?.some((length, axis) => length !== declaration.shape?.[axis]))
      declarations.set(name, { ...declaration, shape: shapeOf(shape), stated: true })
  }
}
