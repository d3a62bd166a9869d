/** The front ends by language: one place that knows which reader reads what. */
import type { Language } from '../api.ts'
import { startReading } from '../expr.ts'
import { openJavascript } from './javascript.ts'
import { openLatex } from './latex/latex.ts'
import { openMarkdown } from './markdown.ts'
import { openPlain } from './plain/plain.ts'
import { openPython } from './python.ts'
import type { Document } from './term.ts'

const openers: Readonly<Partial<Record<Language, (text: string) => Document>>> = {
  plain: openPlain,
  python: openPython,
  javascript: (text) => openJavascript(text, 'javascript'),
  typescript: (text) => openJavascript(text, 'typescript'),
  latex: openLatex,
  markdown: openMarkdown,
}

/** Languages by the name a fence gives them. */
const FENCES: Readonly<Record<string, Language>> = { python: 'python', py: 'python', python3: 'python', ipython: 'python' }

/** A fenced block of code in a Markdown text. */
function openFenced(text: string, fence: string): Document | undefined {
  const language = Object.hasOwn(FENCES, fence) ? FENCES[fence] : undefined
  return language === undefined ? undefined : openers[language]?.(text)
}

/** Opens a text in a language. */
export function open(text: string, language: Language): Document {
  startReading()
  return (openers[language] ?? openPlain)(text)
}
