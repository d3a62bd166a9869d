/** Derivatives by components, \partial L/\partial w_{ij}: components of the derivative by the whole. */

import { mapTerms } from '../../order.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { ranked } from '../terms/chains.ts'
import { freeNames } from '../terms/terms.ts'
import type { Grammar } from './grammar.ts'

/** What a name is a component of, where that stands in a term and the component by its own name does not. */
interface Part {
  readonly whole: string
  readonly indices: readonly Term[]
}

/** The derivative of a term, by names that may be components of what stands in it: x_i of \sum_j x_j^2. */
export function derivativeBy(g: Grammar, of: Term, by: readonly string[], range: Term['range']): Term {
  const names = freeNames(of)
  const parts = by.map((name) => (names.has(name) || g.isBound(name) ? undefined : partOf(name, names)))
  const ranks = new Map(parts.flatMap((part) => (part === undefined ? [] : [[part.whole, part.indices.length]])))
  const whole = withRanks(ofFamily(of), ranks)
  const wholes = parts.map((part, k) => part?.whole ?? (by[k] as string))
  const derivative: Term = { kind: 'derivative', of: whole, by: wholes, range }
  if (parts.every((part) => part === undefined)) return derivative
  return parts.includes(undefined)
    ? g.fail('a derivative by a component and by something else is not read', 'take one after the other', range)
    : applyTerm('component', [derivative, ...parts.flatMap((part) => part?.indices ?? [])], range)
}

const INDEXED = /^(.+)_([i-n])$/

/** A term with components z_i in the place of names z_i, beside the z_j that it is differentiated by. */
export function withComponents(of: Term, by: readonly string[]): Term {
  const wholes = new Set(by.flatMap((name) => INDEXED.exec(name)?.[1] ?? []))
  if (wholes.size === 0) return of
  return mapTerms(of, (term) => {
    const [, whole = '', index = ''] = (term.kind === 'name' ? INDEXED.exec(term.name) : null) ?? []
    return term.kind === 'name' && wholes.has(whole) && !by.includes(term.name)
      ? applyTerm('component', [nameTerm(whole, term.range), nameTerm(index, term.range)], term.range)
      : term
  })
}

/** x and i of x_i, beside names with an x. */
export function partOf(name: string, names: ReadonlySet<string>): Part | undefined {
  const [, whole = '', below = ''] = /^(.+)_([a-z]{1,2}|\d)$/.exec(name) ?? []
  if (!names.has(whole)) return undefined
  return { whole, indices: /\d/.test(below) ? [numberTerm(Number(below))] : [...below].map((index) => nameTerm(index)) }
}

/** What has a component is an array, with as many axes at least. */
const withRanks = (of: Term, ranks: ReadonlyMap<string, number>): Term =>
  ranks.size === 0
    ? of
    : mapTerms(of, (term) => {
        const rank = term.kind === 'name' ? ranks.get(term.name) : undefined
        return rank !== undefined && rank > 1 && term.kind === 'name' ? ranked(term, rank) : term
      })

/** p_i, where it stands for the formula of each p_i, is p. */
function ofFamily(of: Term): Term {
  const [, whole, index = ''] = /^(.+)_([a-z])$/.exec(of.label?.name ?? '') ?? []
  return whole === undefined || of.label === undefined || !freeNames(of).has(index) ? of : { ...of, label: { ...of.label, name: whole } }
}
