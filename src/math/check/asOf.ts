/** A file of code as it was when a pair was written: what is bound anew behind the pair had its earlier meaning then. */
import type { Source } from '../api.ts'
import { open } from '../read/open.ts'
import { inPattern } from '../read/spelling.ts'
import type { Definition, Document } from '../read/term.ts'
import type { Pair } from './pair.ts'

/** How often the text is looked through again for names that are bound more than twice. */
const ROUNDS = 4

/** Languages whose names mean what they were bound to last; formulas are read with what stands nearest anyway. */
const LATE: ReadonlySet<Source['language']> = new Set(['python', 'javascript', 'typescript', 'julia', 'matlab'])

/** The document without later definitions of names that the pair and the text before it know. */
export function asOf({ text, language }: Source, document: Document, { value, derivative }: Pair): Document {
  const end = Math.max(value.range.end, derivative.range.end)
  let [found, seen] = [document, text]
  if (!LATE.has(language)) return found
  const own = [value, derivative].map(({ range }) => text.slice(range.start, range.end)).join('\n')
  // The x of a script behind the pair is not the one that its functions take, nor the W that their object holds.
  const isApart = ({ name, kind, range }: Definition): boolean =>
    kind === 'value' &&
    range.start >= end &&
    (value.parameters.includes(name) || derivative.parameters.includes(name) || new RegExp(`\\b(?:self|this)\\.${inPattern(name)}\\b`).test(own))
  for (let round = 0; round < ROUNDS; round++) {
    const definitions = found.definitions()
    const later = [...laterIn(definitions, text.slice(0, end), end), ...definitions.filter((each) => isApart(each))]
    if (later.length === 0) return found
    for (const { range } of later)
      seen = seen.slice(0, range.start) + seen.slice(range.start, range.end).replaceAll(/[^\n]/g, ' ') + seen.slice(range.end)
    found = open(seen, language)
  }
  return found
}

/** Definitions behind a place whose names are bound before it too. */
const laterIn = (definitions: readonly Definition[], before: string, end: number): Definition[] =>
  definitions.filter(({ name, range }) => range.start >= end && /^[\w$]+$/.test(name) && isBound(name, before))

const isBound = (name: string, text: string): boolean => {
  const own = name.replaceAll('$', '\\$')
  return new RegExp(
    `^[ \\t]*(?:(?:export|async|def|function|const|let|var)[ \\t]+)*(?:\\[?\\w*\\]?[ \\t]*=[ \\t]*)?${own}[ \\t]*(?:[=(:]|::)(?!=)`,
    'm',
  ).test(text)
}
