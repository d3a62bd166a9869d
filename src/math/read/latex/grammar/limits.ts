/** Limits that are derivatives: of difference quotients, as the derivative is defined. */
import type { Term } from '../../term.ts'
import { derivativeAt } from '../terms/terms.ts'
import { readVariable } from './differentials.ts'
import type { Grammar } from './grammar.ts'

const ARROWS = new Set(['\\to', '\\rightarrow', '\\longrightarrow'])

/**
 * \lim_{h \to 0} (f(x + h) - f(x))/h, \lim_{x \to a} (f(x) - f(a))/(x - a): the derivative of the numerator by the variable at the place. Refuses
 * other limits.
 */
export function readLimit(g: Grammar): Term {
  const from = g.at++
  const refuse = (): never =>
    g.fail(
      'a limit (\\lim) has no derivative that can be worked out here',
      'only that of a difference quotient is read: select the formula inside it',
      g.rangeOf({ from, to: from + 1 }),
    )
  if (!g.take('_')) refuse()
  const span = g.argument('where the variable goes')
  const { name, place } = g.within(span, () => {
    const variable = readVariable(g)
    if (variable === undefined || !ARROWS.has(g.peek()?.text ?? '')) return refuse()
    g.at++
    return { name: variable, place: g.sum() }
  })
  const quotient = g.binding([name], 'parameter', () => g.product())
  const [above, below] = quotient.kind === 'apply' && quotient.op === 'quotient' ? quotient.args : []
  if (above === undefined || below === undefined || !isDifference(above) || !isStep(below, name, place)) return refuse()
  g.note(`read the limit of the difference quotient as the derivative by ${name}`, g.rangeFrom(from))
  return derivativeAt(above, [name], new Map([[name, place]]), g.rangeFrom(from))
}

const isDifference = (term: Term): boolean =>
  term.kind === 'apply' && term.op === 'add' && term.args.some((arg) => arg.kind === 'apply' && arg.op === 'neg')

/** h towards 0, x - a towards a. */
function isStep(below: Term, name: string, place: Term): boolean {
  const isName = (term: Term | undefined): boolean => term?.kind === 'name' && term.name === name
  if (place.kind === 'number' && place.value.isZero) return isName(below)
  const [first, second] = below.kind === 'apply' && below.op === 'add' && below.args.length === 2 ? below.args : []
  const taken = second?.kind === 'apply' && second.op === 'neg' ? second.args[0] : undefined
  if (!isName(first) || taken === undefined) return false
  if (taken.kind === 'name') return place.kind === 'name' && taken.name === place.name
  return taken.kind === 'number' && place.kind === 'number' && taken.value.value === place.value.value
}
