/** Functions of a vector whose components have names of their own: f(u) = a x - x y with u = (x, y), U(r_1, ..., r_N) with r_i = (x_i, y_i). */
import { mapTerms } from '../../order.ts'
import { applyTerm, type NameTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { freeNames, substitute } from '../terms/terms.ts'
import { indicesNamed } from './heldIndices.ts'

/**
 * A right side over the components of a parameter, where it has them by their names. `said` tells what the text says a name is, for each of
 * some indices; `families` are what it defines under the parameter by an index. What is asked for by the name of a part keeps these names.
 */
export function inParts(
  body: Term,
  parameter: string,
  others: readonly string[],
  families: readonly string[],
  said: (name: string, indices?: readonly string[]) => Term | undefined,
  isArray: (name: string) => boolean,
  isAsked: (name: string) => boolean,
): Term {
  const names = freeNames(body)
  const isOpen = (term: Term | undefined): term is NameTerm => term?.kind === 'name' && names.has(term.name) && !others.includes(term.name)
  // \theta = (W, b) says what parameters there are, not what is put in one vector.
  const isNumber = (term: Term): boolean => term.kind !== 'name' || ((term.hint?.rank ?? 0) === 0 && !/^[A-Z]/.test(term.name) && !isArray(term.name))
  const parts = new Map<string, Term>()
  const own = componentsOf(said(parameter)) ?? []
  if (namesOfParts(said(parameter), isAsked).length > 0) return body
  own.forEach((part, k) => {
    if (!own.every(isNumber)) return
    const { name, from } = partOf(part) ?? {}
    if (name !== undefined && from !== undefined && isOpen(name))
      parts.set(name.name, from(applyTerm('component', [nameTerm(parameter, undefined, { rank: 1 }), numberTerm(k + 1)])))
  })
  const whole = parts.size === 0 ? body : mapTerms(substitute(body, parts), withoutSquaredRoots)
  for (const name of families) {
    const [index] = indicesNamed(name, parameter)
    const places = new Map<string, number>()
    componentsOf(index === undefined ? undefined : said(name, [index]))?.forEach((part, k) => {
      const [base, at, more] = part.kind === 'apply' && part.op === 'component' ? part.args : []
      if (base?.kind === 'name' && isOpen(base) && at?.kind === 'name' && at.name === index && more === undefined) places.set(base.name, k + 1)
    })
    if ([...places.keys()].some(isAsked)) return body
    if (places.size > 0) return mapTerms(whole, (term) => memberOf(term, parameter, places))
  }
  return whole
}

/** The name that a component is of, and what leads from the component to it: \sigma of \sigma^2 and of \log\sigma. */
function partOf(part: Term): { readonly name: NameTerm; from(component: Term): Term } | undefined {
  if (part.kind === 'name') return { name: part, from: (component) => component }
  const [inner, exponent] = part.kind === 'apply' ? part.args : []
  if (part.kind !== 'apply' || inner?.kind !== 'name') return undefined
  const isSquare = part.op === 'power' && exponent?.kind === 'number' && exponent.value.key === '2'
  const inverse = isSquare ? 'sqrt' : part.args.length === 1 ? INVERSES.get(part.op) : undefined
  return inverse === undefined ? undefined : { name: inner, from: (component) => applyTerm(inverse, [component]) }
}

const INVERSES: ReadonlyMap<string, string> = new Map([
  ['ln', 'exp'],
  ['exp', 'ln'],
])

/** (\sqrt{\theta_1})^2, of a \theta whose first component is \sigma^2, is that component. */
function withoutSquaredRoots(term: Term): Term {
  const [root, exponent] = term.kind === 'apply' && term.op === 'power' ? term.args : []
  const isSquare = root?.kind === 'apply' && root.op === 'sqrt' && exponent?.kind === 'number' && exponent.value.key === '2'
  return isSquare ? (root.args[0] as Term) : term
}

/** The names of what a parameter is made of, as far as its function has them. */
export const namesOfParts = (said: Term | undefined, has: (name: string) => boolean): readonly string[] =>
  (componentsOf(said) ?? []).flatMap((part) => partOf(part)?.name.name ?? []).filter(has)

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
