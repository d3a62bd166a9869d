/** Functions of a vector whose components have names of their own: f(u) = a x - x y with u = (x, y), U(r_1, ..., r_N) with r_i = (x_i, y_i). */
import { mapTerms } from '../../order.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { freeNames, substitute } from '../terms/terms.ts'
import { indicesNamed } from './heldIndices.ts'

/**
 * A right side over the components of a parameter, where it has them by their names. `said` tells what the text says a name is, for each of
 * some indices; `families` are what it defines under the parameter by an index.
 */
export function inParts(
  body: Term,
  parameter: string,
  others: readonly string[],
  families: readonly string[],
  said: (name: string, indices?: readonly string[]) => Term | undefined,
  isArray: (name: string) => boolean,
): Term {
  const names = freeNames(body)
  const isOpen = (term: Term | undefined): boolean => term?.kind === 'name' && names.has(term.name) && !others.includes(term.name)
  // \theta = (W, b) says what parameters there are, not what is put in one vector.
  const isNumber = (term: Term): boolean => term.kind !== 'name' || ((term.hint?.rank ?? 0) === 0 && !/^[A-Z]/.test(term.name) && !isArray(term.name))
  const parts = new Map<string, Term>()
  const own = componentsOf(said(parameter)) ?? []
  own.forEach((part, k) => {
    if (!own.every(isNumber)) return
    if (part.kind === 'name' && isOpen(part))
      parts.set(part.name, applyTerm('component', [nameTerm(parameter, undefined, { rank: 1 }), numberTerm(k + 1)]))
  })
  const whole = parts.size === 0 ? body : substitute(body, parts)
  for (const name of families) {
    const [index] = indicesNamed(name, parameter)
    const places = new Map<string, number>()
    componentsOf(index === undefined ? undefined : said(name, [index]))?.forEach((part, k) => {
      const [base, at, more] = part.kind === 'apply' && part.op === 'component' ? part.args : []
      if (base?.kind === 'name' && isOpen(base) && at?.kind === 'name' && at.name === index && more === undefined) places.set(base.name, k + 1)
    })
    if (places.size > 0) return mapTerms(whole, (term) => memberOf(term, parameter, places))
  }
  return whole
}

/** What a row or column is made of. */
function componentsOf(term: Term | undefined): readonly Term[] | undefined {
  const row = term?.kind === 'apply' && term.op === 'transpose' ? term.args[0] : term
  return row?.kind === 'apply' && row.op === 'array' ? row.args : undefined
}

/** x_j, where the x are a component of the r_i: that of r_j. */
function memberOf(term: Term, family: string, places: ReadonlyMap<string, number>): Term {
  const [base, index, more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
  const place = base?.kind === 'name' && more === undefined ? places.get(base.name) : undefined
  if (place === undefined || index === undefined) return term
  return applyTerm('component', [nameTerm(family, base?.range, { rank: 2 }), index, numberTerm(place)], term.range)
}
