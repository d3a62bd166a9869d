/**
 * Components by name: where definitions put into each other sum over x_i in one and leave x_i alone in another, as the steps of a
 * batch norm do, the x_i that is left is a component of the same vector, and what it stands in runs over all of them.
 */
import { mapTerms, occurs } from '../../order.ts'
import { applyTerm, type NameTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { ordered } from './terms.ts'

const INDEXED = /^(\w+)_([a-z])$/
const NUMBERED = /^(\w+)_([1-9]\d?)$/

/** The reading with such names as components; a_1 beside the a_i of a sum is the first of them, unless `isSaid` what it is. */
export function withComponents(body: Term, isSaid: (name: string) => boolean = () => false): Term {
  if (!occurs(body, 'component')) return body
  const terms = ordered(body)
  const vectors = new Map<string, NameTerm>()
  for (const term of terms) {
    const [base, index, more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (base?.kind === 'name' && index?.kind === 'name' && more === undefined && base.hint?.rank === undefined) vectors.set(base.name, base)
  }
  if (vectors.size === 0) return body
  const indices = new Set<string>()
  const bound = new Set<string>()
  for (const term of terms) if (term.kind === 'binder') bound.add(term.index)
  for (const term of terms) {
    const [, base, index] = (term.kind === 'name' ? INDEXED.exec(term.name) : null) ?? []
    // r_f beside r_t, the return that is free of risk, is no component: f runs nowhere.
    if (base !== undefined && vectors.has(base) && (bound.has(index as string) || /[i-nst]/.test(index as string))) indices.add(index as string)
  }
  const added = new Set<string>()
  for (const term of terms)
    if (term.kind === 'binder' && /^(?:sum|prod)$/.test(term.op) && term.low?.kind === 'number' && term.low.value.asInteger === 1)
      for (const part of ordered(term.body)) {
        const [base, index] = part.kind === 'apply' && part.op === 'component' ? part.args : []
        if (base?.kind === 'name' && index?.kind === 'name' && index.name === term.index) added.add(base.name)
      }
  return mapTerms(body, (term, original) => {
    // The t_j of λ(u), called apart from t, beside those of λ(t_i): the same events.
    const [samples, own] = original.kind === 'apply' && original.op === 'component' ? original.args : []
    const [, family, letter] = (samples?.kind === 'name' ? INDEXED.exec(samples.name) : null) ?? []
    const vector = vectors.get(family ?? '')
    if (term.kind === 'apply' && vector !== undefined && own?.kind === 'name' && own.name === letter)
      return { ...term, args: [vector, ...term.args.slice(1)] }
    const [, whole, number] = (term.kind === 'name' && !isSaid(term.name) ? NUMBERED.exec(term.name) : null) ?? []
    if (whole !== undefined && added.has(whole) && vectors.has(whole))
      return applyTerm('component', [vectors.get(whole) as NameTerm, numberTerm(Number(number), term.range)], term.range)
    const [, base, index] = (term.kind === 'name' ? INDEXED.exec(term.name) : null) ?? []
    if (base === undefined || !indices.has(index as string)) return term
    return applyTerm('component', [vectors.get(base) ?? nameTerm(base, term.range), nameTerm(index as string, term.range)], term.range)
  })
}

/** The x_i of \|x_i - x_j\| are those of \|x - x_i\| in another formula, where x is another point. */
export function withPointsApart(body: Term): Term {
  if (!occurs(body, 'component')) return body
  const points = new Map<string, NameTerm>()
  const wholes = new Set<string>()
  for (const term of ordered(body)) {
    const [base] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    const [, whole] = (base?.kind === 'name' && base.hint?.rank === 2 ? INDEXED.exec(base.name) : null) ?? []
    if (whole !== undefined && base?.kind === 'name') points.set(whole, base)
    if (base?.kind === 'name' && base.hint?.rank === 2) wholes.add(base.name)
  }
  if (![...points.keys()].some((name) => wholes.has(name))) return body
  return mapTerms(body, (term) => {
    const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    const own = base?.kind === 'name' && base.hint?.rank === 2 ? points.get(base.name) : undefined
    return own === undefined || term.kind !== 'apply' ? term : { ...term, args: [own, ...indices] }
  })
}

/** Of x - x_i the x is a number, and the x_i are others: they become the components of a vector of their own. */
export function withSamplesApart(body: Term): Term {
  if (!occurs(body, 'component')) return body
  const bare = (term: Term): Term => (term.kind === 'apply' && term.op === 'neg' ? (term.args[0] as Term) : term)
  const names = new Set<string>()
  for (const term of ordered(body)) {
    // t_i \le t of a t that is asked for
    if (term.kind !== 'apply' || !/^(?:add|lt|le|gt|ge)$/.test(term.op)) continue
    const parts = term.args.map(bare)
    for (const part of parts) {
      const base = part.kind === 'apply' && part.op === 'component' && part.args.length === 2 ? part.args[0] : undefined
      if (base?.kind === 'name' && parts.some((other) => other.kind === 'name' && other.name === base.name)) names.add(base.name)
    }
  }
  if (names.size === 0) return body
  return mapTerms(body, (term) => {
    const [base, index] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (term.kind !== 'apply' || base?.kind !== 'name' || index?.kind !== 'name' || !names.has(base.name)) return term
    const latex = `${base.hint?.latex ?? base.name}_${index.name}`
    return { ...term, args: [{ ...base, name: `${base.name}_${index.name}`, hint: { ...base.hint, latex } }, ...term.args.slice(1)] }
  })
}
