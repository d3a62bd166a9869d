/** The front ends by language: one place that knows which reader reads what. */
import type { Language } from '../api.ts'
import { startReading } from '../expr.ts'
import { type Helpers, withoutHelpers } from '../helpers/helpers.ts'
import { javascriptHelpers, typescriptHelpers, withoutSemicolons } from '../helpers/javascript.ts'
import { matlabHelpers } from '../helpers/matlab.ts'
import { openClike } from './clike/clike.ts'
import { withImplicit } from './implicit.ts'
import { openJavascript } from './javascript.ts'
import { openJulia } from './julia/julia.ts'
import { withComments } from './latex/comments.ts'
import { openLatex } from './latex/latex.ts'
import { isFormula } from './latex/text/typed.ts'
import { openMarkdown } from './markdown.ts'
import { withMathLetters } from './mathLetters.ts'
import { openMatlab } from './matlab/matlab.ts'
import { openNote } from './notes/notes.ts'
import { openPython } from './python.ts'
import type { Document } from './term.ts'

const openers: Readonly<Record<Language, (text: string) => Document>> = {
  plain: (text) => withMathLetters(text, false, (plain) => openClike(plain) ?? (isFormula(plain) ? openLatex(plain) : openNote(plain))),
  matlab: openMatlab,
  julia: openJulia,
  python: openPython,
  javascript: (text) => openJavascript(text, 'javascript'),
  typescript: (text) => openJavascript(text, 'typescript'),
  latex: (text) => withMathLetters(text, true, openLatex),
  markdown: (text) => withMathLetters(text, true, (plain) => openMarkdown(plain, openFenced, openNote)),
}

/** Languages by the names that fences give them. */
const FENCES: ReadonlyMap<string, Language> = new Map([
  ['python', 'python'],
  ['python3', 'python'],
  ['py', 'python'],
  ['ipython', 'python'],
  ['javascript', 'javascript'],
  ['js', 'javascript'],
  ['typescript', 'typescript'],
  ['ts', 'typescript'],
  ['julia', 'julia'],
  ['jl', 'julia'],
  ['matlab', 'matlab'],
  ['octave', 'matlab'],
  ['text', 'plain'],
  ['txt', 'plain'],
  ['plaintext', 'plain'],
])

/** A fenced block of code in a Markdown text. */
function openFenced(text: string, fence: string): Document | undefined {
  const language = FENCES.get(fence.toLowerCase())
  return language === undefined ? undefined : openers[language](text)
}

const definitionsOf = (...helpers: readonly Helpers[]): string[] => helpers.flatMap(({ code }) => Object.values(code))
const inJavascript = definitionsOf(javascriptHelpers)
const inTypescript = [...inJavascript, ...definitionsOf(typescriptHelpers)]
const eitherWay = (definitions: readonly string[]): string[] => [...definitions, ...definitions.map(withoutSemicolons)]

/** What printed code of a language has defined beside it. */
const defined: { readonly [L in Language]?: readonly string[] } = {
  matlab: definitionsOf(matlabHelpers),
  javascript: eitherWay(inJavascript),
  typescript: eitherWay(inTypescript),
}

/** Opens a text in a language; one this module does not know is read as plain text. */
export function open(text: string, language: Language): Document {
  startReading()
  const document = (openers[language] ?? openers.plain)(withoutHelpers(text, defined[language] ?? []))
  return withImplicit(language === 'latex' || language === 'markdown' ? document : withComments(document, text, language))
}
