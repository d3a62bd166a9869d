/** Ranges that stay on their text while the document around them is edited. */
import type { Range } from '../math/api.ts'

/** One replacement, as VS Code reports it: offsets before the edit. */
export interface Edit {
  rangeOffset: number
  rangeLength: number
  text: string
}

/**
 * Where a range stands after edits, which VS Code hands over last one first, so that each one's offsets are those before
 * the whole change. What is typed at the edges belongs to the range: a person who extends an expression still means it.
 */
export function shifted(range: Range, edits: readonly Edit[]): Range {
  let { start, end } = range
  for (const { rangeOffset, rangeLength, text } of [...edits].sort((a, b) => b.rangeOffset - a.rangeOffset)) {
    const editEnd = rangeOffset + rangeLength
    const growth = text.length - rangeLength
    if (rangeOffset > end) continue
    if (editEnd < start) {
      start += growth
      end += growth
      continue
    }
    start = Math.min(start, rangeOffset)
    end = editEnd >= end ? rangeOffset + text.length : end + growth
  }
  return { start, end: Math.max(start, end) }
}
