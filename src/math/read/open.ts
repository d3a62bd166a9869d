/** The front ends by language: one place that knows which reader reads what. */
import type { Language } from '../api.ts'
import { startReading } from '../expr.ts'
import { openLatex } from './latex/latex.ts'
import { openMarkdown } from './markdown.ts'
import { openPlain } from './plain/plain.ts'
import { openPython } from './python.ts'
import type { Document } from './term.ts'

const openers: Readonly<Partial<Record<Language, (text: string) => Document>>> = {
  plain: openPlain,
  python: openPython,
  latex: openLatex,
  markdown: openMarkdown,
}

/** Opens a text in a language. */
export function open(text: string, language: Language): Document {
  startReading()
  return (openers[language] ?? openPlain)(text)
}
