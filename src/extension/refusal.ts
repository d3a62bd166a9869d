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
  const quoted = { text: text.slice(start, end), range: { start: Math.max(0, place.start - start), end: Math.min(end, place.end) - start } }
  return {
    version,
    origin: { label: passage.label(place) },
    message: sentence(refusal.message, quoted.text),
    hint: sentence(refusal.hint ?? otherwise, quoted.text),
    ...unindented(quoted),
  }
}

/** What can be done about whatever stands in the way. */
const otherwise = 'Select a formula without it, or give what it stands for as a parameter of the function.'

/** With a capital, unless it begins with what the text calls something. */
function sentence(told: string, text: string): string {
  const [word] = /^[a-z]+(?=[ ,:])/.exec(told) ?? []
  const isName = word === undefined || (word.length === 1 && word !== 'a') || new RegExp(`(?<![\\w.])${word}(?!\\w)`).test(text)
  return isName ? told : told.charAt(0).toUpperCase() + told.slice(1)
}

/** Lines without the indentation that all of them have. */
function unindented({ text, range }: Pick<RefusalView, 'text' | 'range'>): Pick<RefusalView, 'text' | 'range'> {
  const lines = text.split('\n')
  const common = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length), text.length)
  const shifted = (offset: number): number => {
    const before = text.slice(0, offset).split('\n')
    const taken = before.slice(0, -1).reduce((sum, line) => sum + Math.min(common, line.length), 0)
    return offset - taken - Math.min(common, before.at(-1)?.length ?? 0)
  }
  return { text: lines.map((line) => line.slice(common)).join('\n'), range: { start: shifted(range.start), end: shifted(range.end) } }
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
