/** How many axes names have in matrices that are written by blocks, [A b; b' c]: columns beside capitals, rows and numbers below them. */

import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { isUpper } from './habits.ts'

const turnedIn = (term: Term): NameTerm | undefined => {
  const inner = term.kind === 'apply' && term.op === 'transpose' ? term.args[0] : undefined
  return inner?.kind === 'name' ? inner : undefined
}

/** The rows of blocks. */
function rowsOf({ args, attributes }: ApplyTerm): readonly (readonly Term[])[] {
  const rows: (readonly Term[])[] = []
  for (const count of (attributes?.['columns'] ?? []) as readonly number[]) {
    const from = rows.reduce((sum, { length }) => sum + length, 0)
    rows.push(args.slice(from, from + count))
  }
  return rows
}

/** Names of blocks, and how many axes each has, as far as the writing says it. */
export function ranksInBlocks(term: ApplyTerm, ranks: ReadonlyMap<string, number>): readonly (readonly [NameTerm, number])[] {
  if (term.op !== 'blocks') return []
  const rows = rowsOf(term)
  if (rows.length < 2 || rows.some(({ length }) => length !== rows[0]?.length || length < 2)) return []
  const turned = new Set(rows.flatMap((row) => row.flatMap((part) => turnedIn(part)?.name ?? [])))
  const isVector = (part: Term): boolean =>
    part.kind === 'name' && (ranks.get(part.name) === 1 || (!ranks.has(part.name) && !isUpper(part.name) && turned.has(part.name)))
  return rows.flatMap((row) => {
    const hasColumn = row.some(isVector)
    const hasRow = row.some((part) => {
      const name = turnedIn(part)
      return name !== undefined && isVector(name)
    })
    return row.flatMap((part): [NameTerm, number][] => {
      if (part.kind !== 'name' || ranks.has(part.name)) return []
      if (isVector(part)) return row.some((other) => other.kind === 'name' && isUpper(other.name)) ? [[part, 1]] : []
      if (isUpper(part.name)) return hasColumn && !hasRow ? [[part, 2]] : []
      return hasRow ? [[part, 0]] : []
    })
  })
}
