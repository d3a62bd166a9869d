/** Functions of points that are only named, D[P:Q] = |\theta_P - \theta_Q|^2: called with others, what has these below has the others. */
import { mapTerms } from '../../order.ts'
import { gathered } from '../../ranks/gathered.ts'
import type { Term } from '../../term.ts'
import { freeNames, ordered, substitute } from './terms.ts'

/** The right side of such a function at these arguments; undefined where its parameters are no such points, or stay. `named` gives what a name stands for. */
export function atPoints(body: Term, parameters: readonly string[], args: readonly Term[], named: (name: string) => Term): Term | undefined {
  const names = freeNames(body)
  const places = new Map<string, string>()
  parameters.forEach((parameter, k) => {
    const arg = args[k]
    if (arg?.kind === 'name' && !names.has(parameter) && [...names].some((name) => labelOf(name) === parameter)) places.set(parameter, arg.name)
  })
  if ([...places].every(([from, to]) => from === to)) return undefined
  /** What has another point below, by the name it has then. */
  const elsewhere = (name: string): string | undefined => {
    const to = places.get(labelOf(name))
    return to === undefined ? undefined : `${name.slice(0, name.lastIndexOf('_'))}_${to}`
  }
  const ranks = new Map(
    gathered(ordered(body), (term) => (term.kind === 'name' && term.hint?.rank !== undefined ? [term.name, term.hint.rank] : undefined)),
  )
  const others = new Map<string, Term>()
  for (const name of names) {
    const other = elsewhere(name)
    const put = other === undefined ? undefined : named(other)
    const rank = ranks.get(name)
    if (put !== undefined) others.set(name, put.kind === 'name' && rank !== undefined ? { ...put, hint: { ...put.hint, rank } } : put)
  }
  const renamed = [...names].map((name) => nameIn(others.get(name)) ?? name)
  // Other names for all: those by which something is differentiated inside, too.
  const isRenaming = new Set(renamed).size === renamed.length && [...others.values()].every(({ kind }) => kind === 'name')
  const moved = isRenaming
    ? mapTerms(body, (term) =>
        term.kind === 'derivative'
          ? { ...term, by: term.by.map((name) => nameIn(others.get(name)) ?? name) }
          : ((term.kind === 'name' ? others.get(term.name) : undefined) ?? term),
      )
    : substitute(body, others)
  return mapTerms(moved, (term) => {
    const name = term.kind === 'name' || term.label === undefined ? undefined : elsewhere(term.label.name)
    return name === undefined ? term : { ...term, label: { name, kind: 'variable' } }
  })
}

const nameIn = (term: Term | undefined): string | undefined => (term?.kind === 'name' ? term.name : undefined)

/** The P of \theta_P. */
const labelOf = (name: string): string => name.slice(name.lastIndexOf('_') + 1)
