/** Expectations over what has a law that the text gives for each of finitely many values: E_{a \sim \pi}[Q_a] is \sum_a \pi(a) Q_a. */
import { applyTerm, nameTerm, type Term } from '../../term.ts'
import { readBase, suffixOf } from '../names/names.ts'
import { substitute } from '../terms/terms.ts'
import type { Grammar, Span } from './grammar.ts'

/** The expectation whose subscript and bracket come next; undefined, and nothing read, where the text does not say the law by a formula. */
export function readExpectation(g: Grammar, from: number): Term | undefined {
  const start = g.at
  const undo = (): undefined => {
    g.at = start
    return undefined
  }
  if (!g.is('_')) return undefined
  g.at++
  const sub = g.argument('what the expectation is over')
  const after = g.at
  const drawn = drawnIn(g, sub)
  g.at = after
  if (drawn === undefined || (!g.is('[') && !g.is('(') && !g.is('\\{'))) return undo()
  const { index, law } = drawn
  const weight = weightOf(g, law, index)
  if (weight === undefined) return undo()
  return g.binding([index], 'index', () => {
    const [body, ...others] = g.argumentList()
    if (body === undefined || others.length > 0) return undo()
    const range = g.rangeFrom(from)
    g.note(`read the expectation as the sum over ${index} with the weights ${law}`, range)
    return { kind: 'binder', op: 'sum', index, body: applyTerm('product', [weight, body], range), range }
  })
}

/** a and \pi_\theta of a \sim \pi_\theta(\cdot). */
function drawnIn(g: Grammar, sub: Span): { readonly index: string; readonly law: string } | undefined {
  const texts = g.tokens.slice(sub.from, sub.to).map(({ text }) => text)
  const [index = '', relation] = texts
  if (relation !== '\\sim' || !/^[a-z]$/.test(index) || g.isBound(index)) return undefined
  const law = g.within({ from: sub.from + 2, to: sub.to }, () => {
    const base = readBase(g)
    let name = base?.name
    if (base !== undefined && g.is('_')) {
      g.at++
      const suffix = suffixOf(g, g.argument('a subscript'))
      name = suffix === undefined ? undefined : `${base.name}_${suffix}`
    }
    g.at = g.end
    return name
  })
  return law === undefined ? undefined : { index, law }
}

/** The weight of each value: \pi(a) of a function of it, p_a of what has a component for each. */
function weightOf(g: Grammar, law: string, index: string): Term | undefined {
  const place = nameTerm(index)
  const definition = g.surroundings.functionNamed(law)
  if (definition !== undefined) {
    if (definition.parameters.length !== 1) return undefined
    return g.surroundings.applied(definition, [place]) ?? substitute(definition.body([place]), new Map([[definition.parameters[0] as string, place]]))
  }
  return g.surroundings.valueAt(law, [index], [index])
}
