/** How deeply brackets are nested in a text, found anew only near the place in which it changed. */
import type { Change } from '../../recent.ts'
import { ReadError } from '../../term.ts'

/** Brackets inside brackets beyond this are refused before anything else looks at them. */
const DEEPEST = 400

/** What is open so deep is not taken for forgotten at the end of its paragraph. */
const FORGOTTEN = DEEPEST / 2

/**
 * The deepest nesting of brackets. A rough count: brackets in strings and comments count too; one left open ends with its
 * paragraph, so that what is being typed does not spoil the rest of the file. Of a text like one before, only the paragraphs
 * of the change are counted. Throws ReadError where they are nested too deeply to be read.
 */
export function checkDepth(text: string, before?: Change & { readonly deepest: number }): number {
  const known = before !== undefined && before.deepest < FORGOTTEN ? before : undefined
  const from = known === undefined ? 0 : Math.max(0, text.lastIndexOf('\n\n', known.start - 2))
  const behind = known === undefined ? text.length : text.length - known.end
  let depth = 0
  let deepest = known?.deepest ?? 0
  for (let k = from; k < text.length; k++) {
    const c = text.charCodeAt(k)
    if (c === 40 || c === 91 || c === 123) {
      if (++depth > deepest) deepest = depth
      if (depth > DEEPEST)
        throw new ReadError('brackets are nested too deeply here', { start: k, end: k + 1 }, 'split the expression with intermediate names')
    } else if (c === 41 || c === 93 || c === 125) depth = Math.max(0, depth - 1)
    else if (c === 10 && text.charCodeAt(k + 1) === 10 && depth < FORGOTTEN) {
      if (k >= behind) return deepest
      depth = 0
    }
  }
  return deepest
}
