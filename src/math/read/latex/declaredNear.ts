/** What a text declares of a name near a formula: $x \\in \\mathbb{R}^q$ in the clause behind it, else in the sentences before. */
import type { Declared } from './statements/declarations.ts'
import { movedRange } from './statements/facts.ts'
import type { Region } from './text/regions.ts'

interface Formulas {
  readonly text: string
  readonly formulas: readonly Region[]
  /** What the formula at a place of the list declares of the name. */
  readonly declaredIn: (at: number) => readonly Declared[]
  /** Whether it declares one of a family by that name, x_i for x. */
  readonly declaresMember: (at: number) => boolean
  readonly sectionOf: (offset: number) => unknown
}

/** So many declarations of one name are put together. */
const NEAREST = 8

/** How a clause begins that says what the names of the formula before it are. */
const CLAUSE = /^[\s.,;:$\\\]})]*(?:\\end\{[a-z*]+\}|\\(?:qquad|quad|,|;))*\s*(?:\\text\{\s*)?(?:where|with|for|here|in which)\b/i
const LONGEST_CLAUSE = 400
const PARAGRAPH = /\n[ \t]*\n|[.!?]\s+[A-Z]/

/**
 * All that is said nearby put together, the likeliest first: in the clause that follows, then before, the nearest first; where there is
 * neither, behind in the same section. 'nowhere' where it is not declared in any other section either. The x of an earlier section is
 * not that of the points x_i of this one.
 */
export function declaredNear({ text, formulas, declaredIn, declaresMember, sectionOf }: Formulas, region: number): Declared | undefined | 'nowhere' {
  let merged: Declared | undefined
  let count = 0
  const add = (own: readonly Declared[], at: number): void => {
    const { inner } = formulas[at] as Region
    for (const one of own) {
      if (count++ >= NEAREST) return
      const here = { ...one, range: movedRange(one.range ?? { start: 0, end: inner.end - inner.start }, inner.start) }
      merged = merged === undefined ? here : { ...here, ...merged, traits: { ...here.traits, ...merged.traits } }
    }
  }
  for (const at of clauseBehind(text, formulas, region)) add(declaredIn(at), at)
  const section = sectionOf((formulas[region] as Region).outer.start)
  const isHere = (at: number): boolean => sectionOf((formulas[at] as Region).outer.start) === section
  let hasMembers = false
  for (let at = region; at >= 0 && count < NEAREST; at--) {
    const own = declaredIn(at)
    if (own.length > 0) {
      if (count === 0 && hasMembers && !isHere(at)) return undefined
      add([...own].reverse(), at)
    } else if (count === 0 && !hasMembers && declaresMember(at)) hasMembers = isHere(at)
  }
  if (count > 0) return merged
  for (let at = region + 1; at < formulas.length; at++) {
    const own = declaredIn(at)
    if (own.length === 0) continue
    if (!isHere(at) || count >= NEAREST) return merged
    add(own.map(withoutCase), at)
  }
  return merged ?? 'nowhere'
}

/** "If A is symmetric, the gradient is" says nothing of what A is before. */
const withoutCase = ({ inCase, traits, ...rest }: Declared): Declared => (inCase === true || traits === undefined ? rest : { ...rest, traits })

/** The formulas of the clause behind a formula. */
function clauseBehind(text: string, formulas: readonly Region[], region: number): readonly number[] {
  const { end } = (formulas[region] as Region).outer
  const clause: number[] = []
  if (!CLAUSE.test(text.slice(end, end + 60))) return clause
  for (let at = region + 1; at < formulas.length && clause.length < NEAREST; at++) {
    const { start } = (formulas[at] as Region).outer
    if (start > end + LONGEST_CLAUSE || PARAGRAPH.test(text.slice(end, start))) break
    clause.push(at)
  }
  return clause
}
