/** What is added to a total: the logarithm of the prior of a mean beside those of the likelihoods of all data. */
import { isElementwise, operationNamed } from '../../ops/table.ts'
import { holdsThroughout, partsOf } from '../order.ts'
import type { Term } from '../term.ts'

/**
 * Names that are numbers, since what is made of them alone is added to the sum of an array: nobody adds an array to a total of something
 * else. Not those of which the array itself must be made, as in x - mean(x), nor what `isArray` says to be one by its name.
 */
export function besideTotals(root: Term, isArray: (name: string) => boolean): ReadonlySet<string> {
  const totals: Term[] = []
  const names = new Set<string>()
  const parts = addends(root)
  const written = writtenOut(parts)
  for (const part of parts) {
    if (isTotal(part) || written.has(part)) totals.push(part)
    else for (const name of namesOfComponents(part, isArray)) names.add(name)
  }
  if (totals.length === 0) names.clear()
  for (const total of names.size === 0 ? [] : totals) {
    const under: string[] = []
    const isOfThese = holdsThroughout(total, (term) => {
      if (term.kind === 'name') under.push(term.name)
      return term.kind === 'name' && !names.has(term.name) ? undefined : partsOf(term)
    })
    if (isOfThese) for (const name of under) names.delete(name)
  }
  return names
}

/** What is added up, without signs and known factors, each once. */
function addends(root: Term): readonly Term[] {
  const found: Term[] = []
  const seen = new Set([root])
  for (const term of seen) {
    const inner = term.kind === 'apply' && /^(?:add|sub|neg|mul|product|div|quotient)$/.test(term.op) ? term.args : []
    const factors = inner.filter(({ kind }) => kind !== 'number')
    const isSum = term.kind === 'apply' && (term.op === 'add' || term.op === 'sub')
    if (inner.length > 0 && (isSum || factors.length === 1)) for (const factor of factors) seen.add(factor)
    else found.push(term)
  }
  return found
}

/** The sum, mean or another number made of all components. */
function isTotal(term: Term): boolean {
  if (term.kind === 'binder') return term.op === 'sum'
  if (term.kind !== 'apply' || term.attributes?.['axis'] !== undefined || term.attributes?.['dim'] !== undefined) return false
  const operation = operationNamed(term.op)
  return operation?.attributes?.[0] === 'axis' && operation.ranks?.[0] === 1 && operation.layer !== true && !term.op.startsWith('cum')
}

/** From how many components on their sum is one that is written out. */
const WRITTEN_OUT = 3

/** Parts of which each is made of another component of one array, as those of a sum that is written out. */
function writtenOut(parts: readonly Term[]): ReadonlySet<Term> {
  const found = new Map<string, Map<number, Term>>()
  for (const part of parts) {
    const places = new Map<string, number | undefined>()
    for (const term of within(part)) {
      const [base, place] = term.kind === 'apply' && term.op === 'index' && term.args.length === 2 ? term.args : []
      const at = place?.kind === 'number' ? place.value.asInteger : undefined
      // Of several components it is none for each.
      if (base?.kind === 'name') places.set(base.name, places.has(base.name) && places.get(base.name) !== at ? undefined : at)
    }
    for (const [name, at] of places) if (at !== undefined) found.set(name, (found.get(name) ?? new Map<number, Term>()).set(at, part))
  }
  return new Set([...found.values()].flatMap((own) => (own.size < WRITTEN_OUT ? [] : [...own.values()])))
}

/** Names of a term that is made of them component by component; none for others, and where one is an array by its name. */
function namesOfComponents(root: Term, isArray: (name: string) => boolean): readonly string[] {
  const names: string[] = []
  const all = within(root)
  if (all.size > LOOKED_AT) return []
  for (const term of all) {
    if (term.kind === 'number') continue
    if (term.kind === 'name' && term.hint === undefined && !isArray(term.name)) names.push(term.name)
    else if (term.kind !== 'apply' || !isElementwise(term.op)) return []
  }
  return names
}

/** All that a term is made of, each once; of many only the first. */
function within(root: Term): ReadonlySet<Term> {
  const seen = new Set([root])
  for (const term of seen) if (seen.size <= LOOKED_AT) for (const part of partsOf(term)) seen.add(part)
  return seen
}
const LOOKED_AT = 64
