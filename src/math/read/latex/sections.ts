/** Where the sections of a text begin: Markdown's and LaTeX's headings. */
import type { Change } from '../recent.ts'

const HEADING = /^[ \t]*(?:#{1,6}[ \t]|\\(?:(?:sub)*section|chapter|part|paragraph)\*?[[{])/gm

/** The places in order, the beginning first; found anew only in the lines that are not those of a text before. */
export function sectionsOf(text: string, before?: { readonly sections: readonly number[]; readonly change: Change }): readonly number[] {
  if (before === undefined) return [0, ...headings(text, 0, text.length)]
  const { sections, change } = before
  const from = text.lastIndexOf('\n', change.start - 1) + 1
  const newline = text.indexOf('\n', text.length - change.end)
  const to = newline < 0 ? text.length : newline + 1
  return [
    0,
    ...sections.slice(1).filter((place) => place < from),
    ...headings(text, from, to),
    ...sections.flatMap((place, k) => (k > 0 && place + change.by >= to ? [place + change.by] : [])),
  ]
}

/** Those in whole lines. */
const headings = (text: string, from: number, to: number): readonly number[] =>
  [...text.slice(from, to).matchAll(HEADING)].map(({ index }) => from + index)
