/** Laws of what takes finitely many values, as the text gives them: \pi_\theta(a) = ..., p_i = ..., or the components of a vector. */
import { inPattern } from '../../spelling.ts'
import { applyTerm, nameTerm, type Term } from '../../term.ts'
import { readBase, suffixOf } from '../names/names.ts'
import { substitute } from '../terms/terms.ts'
import type { Grammar, Span } from './grammar.ts'

export interface Law {
  readonly name: string
  /** The letter that the text has for a value, by which it says the law. */
  readonly index: string
  /** Is it said as a function of a value, \pi(a), rather than by indices? */
  readonly isFunction?: true
  /** How likely the value is that a letter stands for. */
  readonly at: (index: string) => Term
}

/** The name of the law that fills a span, \pi_\theta or p, also with (\cdot) behind it; undefined where something else does. */
function nameIn(g: Grammar, span: Span): string | undefined {
  return g.within(span, () => {
    const base = readBase(g)
    let name = base?.name
    if (base !== undefined && g.is('_')) {
      g.at++
      const suffix = suffixOf(g, g.argument('a subscript'))
      name = suffix === undefined ? undefined : `${base.name}_${suffix}`
    }
    const rest = g.tokens.slice(g.at, g.end).map(({ text }) => text)
    g.at = g.end
    return rest.length === 0 || rest.join('') === '(\\cdot)' ? name : undefined
  })
}

/** The law whose name fills a span. */
export function lawIn(g: Grammar, span: Span): Law | undefined {
  const after = g.at
  const name = nameIn(g, span)
  g.at = after
  if (name === undefined || g.isBound(name)) return undefined
  const definition = g.surroundings.functionNamed(name)
  if (definition !== undefined) {
    const [parameter, more] = definition.parameters
    if (parameter === undefined || more !== undefined || !/^[a-z]$/.test(parameter)) return undefined
    const at = (index: string): Term => {
      const place = nameTerm(index)
      return g.surroundings.applied(definition, [place]) ?? substitute(definition.body([place]), new Map([[parameter, place]]))
    }
    return { name, index: parameter, isFunction: true, at }
  }
  const family = g.surroundings.familyOf(name, 1)
  const [own] = family?.own ?? []
  if (own !== undefined && g.surroundings.valueAt(name, [own], [own]) !== undefined)
    return { name, index: own, at: (index) => g.surroundings.valueAt(name, [index], [index]) as Term }
  const isVector =
    g.surroundings.declarationOf(name)?.shape?.length === 1 || g.surroundings.says(new RegExp(String.raw`${inPattern(name)}_\{?[a-z]\b`))
  const range = g.rangeOf(span)
  return isVector ? { name, index: 'i', at: (index) => applyTerm('component', [g.named(name, range), nameTerm(index)], range) } : undefined
}
