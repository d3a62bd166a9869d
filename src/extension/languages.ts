/** Which languages Nabla reads, by VS Code's names for them, and which language its code should be written in by default. */
import type { CodeLanguage, Language } from '../math/api.ts'
import { withoutSemicolons } from '../math/helpers/javascript.ts'

/** Languages without a reader of their own are read as plain formulas: their arithmetic is written like everyone's. */
const languages: Record<string, Language> = {
  python: 'python',
  latex: 'latex',
  tex: 'latex',
  'latex-expl3': 'latex',
  markdown: 'markdown',
  quarto: 'markdown',
  rmd: 'markdown',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'typescript',
  julia: 'julia',
  matlab: 'matlab',
  octave: 'matlab',
  c: 'plain',
  cpp: 'plain',
  'cuda-cpp': 'plain',
  java: 'plain',
  rust: 'plain',
  go: 'plain',
  r: 'plain',
  csharp: 'plain',
  swift: 'plain',
  kotlin: 'plain',
  glsl: 'plain',
  plaintext: 'plain',
}

export const languageIds = Object.keys(languages)

/** What VS Code calls the language of a .m file where nothing is installed that knows MATLAB. */
const objectiveC = 'objective-c'

/** Those with a reader of their own: in the others, prose would be taken for mathematics by who only points at it. */
export const readLanguageIds = [...languageIds.filter((id) => languages[id] !== 'plain'), objectiveC]

/** Lines that only Objective-C has: its directives, and C's comments. */
const inObjectiveC =
  /^\s*(?:#\s*(?:import|include|define|pragma|if)|@(?:interface|implementation|class|protocol|import|property|autoreleasepool)\b|\/\/|\/\*)/m

/** The language of a document: MATLAB for .m files that hold no Objective-C. */
export function languageIdOf(document: { readonly languageId: string; getText(): string }): string {
  return document.languageId === objectiveC && !inObjectiveC.test(document.getText()) ? 'matlab' : document.languageId
}

export function languageOf(languageId: string): Language | undefined {
  return Object.hasOwn(languages, languageId) ? languages[languageId] : undefined
}

/** Every language code is offered in, with the label people know. */
export const codeLabels: Record<CodeLanguage, string> = {
  numpy: 'NumPy',
  python: 'Python',
  jax: 'JAX',
  torch: 'PyTorch',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  julia: 'Julia',
  matlab: 'MATLAB',
  c: 'C',
  sympy: 'SymPy',
  latex: 'LaTeX',
  text: 'Plain text',
}

/** What begins a comment in languages of programs whose code is not written. */
const COMMENTS: Readonly<Record<string, string>> = { java: '//', rust: '//', go: '//', r: '#', csharp: '//', swift: '//', kotlin: '//' }

export const commentIn = (languageId: string): string | undefined => (Object.hasOwn(COMMENTS, languageId) ? COMMENTS[languageId] : undefined)

export interface Idiom {
  language: CodeLanguage
  /** What the file calls the library: `np`, `numpy`, `jnp`. */
  alias?: string
  /** Statements of the file end without them. */
  semicolons?: false
  /** It is not the language of the file: its code stands nowhere in it. */
  isForeign?: true
}

/** Idioms of one language. */
const PYTHON: ReadonlySet<CodeLanguage> = new Set<CodeLanguage>(['numpy', 'python', 'jax', 'torch', 'sympy'])

/** The idiom that a person chose, where the file has its own. */
export const chosenIdiom = (language: CodeLanguage, own: Idiom): Idiom =>
  language === own.language ? own : PYTHON.has(language) && PYTHON.has(own.language) ? { language } : { language, isForeign: true }

/** Code as the statements of a file end. */
export const inStyle = (code: string, { semicolons }: Idiom, language: CodeLanguage): string =>
  semicolons === false && (language === 'javascript' || language === 'typescript') ? withoutSemicolons(code) : code

/** Imports that tell which library a Python file computes with, the most telling first. */
const libraries: { language: CodeLanguage; module: string }[] = [
  { language: 'jax', module: 'jax\\.numpy' },
  { language: 'torch', module: 'torch' },
  { language: 'numpy', module: 'numpy' },
  { language: 'sympy', module: 'sympy' },
]

/** Whether more statements of a JavaScript file end without a semicolon than with one. */
function hasNoSemicolons(text: string): boolean {
  const ends = [...text.matchAll(/^[ \t]*(?:import|return|const|let|var|throw)\b.*?([;\w)\]'"`]?)[ \t]*(?:\/\/.*)?$/gm)].map(([, end]) => end)
  const bare = ends.filter((end) => end !== '' && end !== ';').length
  return bare > ends.filter((end) => end === ';').length
}

/** The language and spelling that derivative code should have to fit into a file. */
export function idiomOf(languageId: string, text: string): Idiom {
  if (languageId === 'python') return pythonIdiom(text)
  if (languageId === 'c' || languageId === 'cpp' || languageId === 'cuda-cpp' || languageId === 'glsl') return { language: 'c' }
  const language = languageOf(languageId)
  switch (language) {
    case 'javascript':
    case 'typescript':
      return { language, ...(hasNoSemicolons(text) && { semicolons: false }) }
    case 'julia':
      return { language: 'julia' }
    case 'matlab':
      return { language: 'matlab' }
    case 'plain':
      return { language: 'text' }
    default:
      return { language: 'latex' }
  }
}

function pythonIdiom(text: string): Idiom {
  for (const { language, module } of libraries) {
    const found = new RegExp(`^[ \\t]*import[ \\t]+(${module})(?:[ \\t]+as[ \\t]+(\\w+))?[ \\t]*(?:#.*)?$`, 'm').exec(text)
    if (found) return { language, alias: found[2] ?? found[1] }
    if (new RegExp(`^[ \\t]*from[ \\t]+${module}[ \\t]+import\\b`, 'm').test(text)) return { language }
  }
  const jaxNumpy = /^[ \t]*from[ \t]+jax[ \t]+import[ \t]+numpy(?:[ \t]+as[ \t]+(\w+))?/m.exec(text)
  if (jaxNumpy) return { language: 'jax', alias: jaxNumpy[1] ?? 'numpy' }
  if (/^[ \t]*(?:import[ \t]+math\b|from[ \t]+math[ \t]+import\b)/m.test(text)) return { language: 'python' }
  return { language: 'numpy' }
}
