/** A text with some of its places changed, and the pair in it that was there before. */
import type { Range, Source } from '../api.ts'
import { open } from '../read/open.ts'
import type { Definition, Document } from '../read/term.ts'
import { refusal } from '../refusal.ts'
import { chainedPairs } from './chained.ts'
import { withCommented } from './commented.ts'
import { jacobianPairs } from './jacobians.ts'
import { pairsNamed } from './named.ts'
import type { Pair } from './pair.ts'
import { pairsOf } from './pairs.ts'
import { returnedAgain, returnedPairs, withNames } from './returned.ts'
import { withSaid } from './saidBy.ts'
import { FORMULAS, withoutStatements } from './stated.ts'
import { solvedPairs } from './usedAs.ts'

/** A place and what is to stand there. */
export interface Change {
  readonly range: Range
  readonly text: string
}

export function opened({ text, language }: Source): Document | { message: string; range: Range } {
  try {
    return open(text, language)
  } catch (error) {
    return refusal(error, { start: 0, end: text.length }, text)
  }
}

export const allOf = (document: Document): Definition[] => [...document.definitions(), ...(document.inner?.() ?? [])]

/** Functions of two names that go together, and those that return both. */
export function pairsIn(definitions: readonly Definition[], { text, language }: Source): Pair[] {
  const named = withoutStatements(pairsOf(definitions, FORMULAS.has(language)), definitions, { text, language })
  const pairs = withCommented(named, definitions, text).map((pair) => withSaid(withNames(pair, text), text))
  const taken = new Set(pairs.map(({ derivative }) => derivative))
  const returned = returnedPairs(definitions, text).filter(({ derivative }) => !taken.has(derivative))
  for (const { derivative } of returned) taken.add(derivative)
  const solved = FORMULAS.has(language) && language !== 'plain' ? [] : solvedPairs(definitions, taken, text)
  for (const { derivative } of solved) taken.add(derivative)
  const chained = FORMULAS.has(language) ? chainedPairs(definitions, taken, text) : []
  return [...pairs, ...returned, ...solved, ...chained, ...jacobianPairs(definitions, taken, text)].sort(
    (a, b) => a.derivative.range.start - b.derivative.range.start,
  )
}

/** The text with changes, which do not overlap, inside of a pair's derivative, and the same pair there; undefined where it is none any more. */
export function withChanges(
  { text, language }: Source,
  pair: Pair,
  changes: readonly Change[],
): { readonly source: Source; readonly document: Document; readonly pair: Pair } | undefined {
  let changed = ''
  let at = 0
  for (const { range, text: put } of [...changes].sort((a, b) => a.range.start - b.range.start)) {
    changed += text.slice(at, range.start) + put
    at = range.end
  }
  changed += text.slice(at)
  const source: Source = { language, text: changed }
  const document = opened(source)
  if (!('definitions' in document)) return undefined
  const definitions = allOf(document)
  const { value, derivative } = pair
  const isWhole = (each: Definition | undefined): boolean => each?.range.end === derivative.range.end + changed.length - text.length
  if (pair.returned !== undefined) {
    const again = returnedAgain(pair, definitions, changed)
    return again !== undefined && isWhole(again.derivative) ? { source, document, pair: again } : undefined
  }
  const found = pairsNamed(definitions, pairsIn(definitions, source), {
    function: value.name,
    derivative: derivative.name,
    range: derivative.range,
  })
  const same = found.find((each) => each.derivative.range.start === derivative.range.start && each.value.name === value.name)
  return same !== undefined && isWhole(same.derivative) ? { source, document, pair: same } : undefined
}
