/** Marginals of a table of probabilities: p(x) and p(y) beside p(x, y), which the text need not say what they are. */
import type { Range } from '../../../api.ts'
import { applyTerm, nameTerm, type Term } from '../../term.ts'
import type { Grammar } from './grammar.ts'

/** p(x) where the formula has p(x, y): the sum over y; undefined for other calls. */
export function marginal(g: Grammar, name: string, [index, more]: readonly Term[], range: Range): Term | undefined {
  if (!/^[pqPQ]$/.test(name) || index?.kind !== 'name' || more !== undefined) return undefined
  const written = g.tokens.map(({ text }) => text).join(' ')
  const has = (first: string, second: string): boolean => new RegExp(String.raw`(?:^| )${name} \( ${first} , ${second} \)`).test(written)
  const axis = has(index.name, '[a-z]') ? 0 : has('[a-z]', index.name) ? 1 : undefined
  if (axis === undefined) return undefined
  g.note(`read ${name}(${index.name}) as the sum of ${name} over its other argument`, range)
  const other = nameTerm('other')
  const joint = applyTerm('component', [g.named(name, range), ...(axis === 0 ? [index, other] : [other, index])], range)
  return { kind: 'binder', op: 'sum', index: other.name, body: joint, range }
}
