/** From what execution gave to the term that is handed on. */
import type { Range } from '../../api.ts'
import type { Term } from '../term.ts'
import { termsIn } from './arithmetic.ts'
import { type Context, refuse } from './context.ts'
import { componentsOf } from './indices.ts'
import { isTerm, type Value } from './value.ts'

export function finish(context: Context, value: Value, range: Range): Term {
  let result = value
  if (value.kind === 'list' && value.form === 'tuple') {
    // What is returned beside numbers (a cache, a dictionary) is for the caller, not for us.
    const terms = value.items.value.filter((item) => isTerm(item) || item.kind === 'list' || item.kind === 'sequence')
    const [first] = terms
    if (first !== undefined && (terms.length < value.items.value.length || context.dialect.firstResult === true)) {
      context.facts.note('read the first of the values that are returned', range)
      result = first
    }
  }
  const term = componentsOf(context.toTerm(result, range))
  for (const part of termsIn(term)) {
    const op = part.kind === 'apply' ? part.op : ''
    if (op === 'masked')
      return refuse('a selection by a condition has no known length', part.range ?? range, 'where(condition, x, 0) keeps the length')
    if (op === 'blank') return refuse('the lengths of this array are not known', part.range ?? range, 'state shapes in a comment such as # x: (n,)')
    if (part.kind === 'name' && part.name.endsWith(' ')) return refuse('this is changed in a loop that is not read', part.range ?? range)
  }
  return term
}
