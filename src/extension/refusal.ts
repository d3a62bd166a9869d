/** What the page says of a text that cannot be differentiated: the sentence, the text around the place, the place in it. */
import type { Refusal } from '../math/api.ts'
import type { RefusalView } from '../protocol.ts'
import { languageOf } from './languages.ts'
import type { Passage } from './source.ts'

/** So much of the text around the place is shown at most. */
const context = 120

/** The lines that hold what was selected and the place that could not be read. */
export function refusalView(refusal: Refusal, passage: Passage, version: number): RefusalView {
  const { text, selection } = passage.source
  const place = refusal.range
  const from = Math.min(place.start, selection.start)
  const to = Math.max(place.end, selection.end)
  const near = to - from <= 4 * context
  const start = lineStart(text, near ? from : place.start, context)
  const end = lineEnd(text, near ? to : place.end, context)
  return {
    version,
    origin: { label: passage.label(place) },
    message: refusal.message,
    ...(refusal.hint ? { hint: refusal.hint } : {}),
    text: text.slice(start, end),
    range: { start: Math.max(0, place.start - start), end: Math.min(end, place.end) - start },
  }
}

/** What is said of a document in a language that is not read at all. */
export function unreadableLanguage(languageId: string, version: number): RefusalView {
  const known = languageOf(languageId) !== undefined
  return {
    version,
    origin: { label: '' },
    message: known ? 'There is no text here to read.' : `Nabla does not read files of the language "${languageId}".`,
    hint: 'Python, notebooks, LaTeX, Markdown, JavaScript, TypeScript, Julia, MATLAB, R, C and languages like it, and formulas in plain text are read.',
    text: '',
    range: { start: 0, end: 0 },
  }
}

function lineStart(text: string, offset: number, most: number): number {
  const at = text.lastIndexOf('\n', offset - 1) + 1
  return Math.max(at, offset - most)
}

function lineEnd(text: string, offset: number, most: number): number {
  const at = text.indexOf('\n', offset)
  return Math.min(at < 0 ? text.length : at, offset + most)
}
