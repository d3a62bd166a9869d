/** Reads code of C, C++, C#, CUDA, Java, Rust, Go, Swift, Kotlin and R, which comes as plain text. */
import { ProgramReader } from '../execute/reader.ts'
import type { Parameter } from '../execute/syntax/syntax.ts'
import { TextFiles, TextProgram } from '../grammar/program.ts'
import type { Document } from '../term.ts'
import { aliasesOf } from './aliases.ts'
import { clikeDialect } from './dialect.ts'
import { rDialect } from './r.ts'
import { CStatements } from './statements.ts'
import { type Style, styleOf } from './style.ts'
import { isArrayType, PRIMITIVE, QUALIFIERS, shapeOfType } from './types.ts'

/** Opens a text of one of these languages; undefined where it is none. */
export function openClike(text: string): Document | undefined {
  const found = styleOf(text)
  if (found === undefined) return undefined
  const program = codeAmongWords(text, found.style) ?? new ClikeProgram(text, found.style)
  // An expression that is none in that language was written by another habit.
  return found.weak && program.statements.of('unknown').length > 0 ? undefined : new ProgramReader(program)
}

/** A line that is a sentence: words, with the marks of one, and no sign of code. */
const SENTENCE =
  /^(?!.*[;{}=[\]&|]|.*(?:\/\/|\/\*|\*\/)|\s*[#@*])(?=\s*(?:\S+\s+){4}\S|.*\S \S.*(?:[.:!?]$|, \S))(?!\s*[\w:<>*&]+\s+[\w:*&]+\()[ \t]*(?:[-*>] )?\p{L}[\p{L}'’-]*[,.:!?]?(?: \S+){2,}$/u
const KEYWORDS = /^(?:class|struct|func?|fn|def|let|va[lr]|return|if|else|for|while|using|import|package|namespace|use|type|enum|interface|impl)$/
const isKeyword = (word: string): boolean => KEYWORDS.test(word) || QUALIFIERS.has(word) || PRIMITIVE.has(word)
const DEFINING = ['function', 'class'] as const

/** The code of a message that has sentences before or behind it, which stay where they are as blanks; undefined for others. */
function codeAmongWords(text: string, style: Style): ClikeProgram | undefined {
  if (style.name === 'R' || !text.includes('{') || text.length > 20_000) return undefined
  let depth = 0
  let found = false
  const lines = text.split('\n').map((line) => {
    const isOutside = depth === 0
    depth += (line.match(/[{(]|\/\*/g)?.length ?? 0) - (line.match(/[})]|\*\//g)?.length ?? 0)
    if (!isOutside || depth !== 0 || !SENTENCE.test(line) || isKeyword(/[\w$]+/.exec(line)?.[0] ?? '')) return line
    found = true
    return ' '.repeat(line.length)
  })
  if (!found) return undefined
  const [whole, code] = [text, lines.join('\n')].map((each) => new ClikeProgram(each, style)) as [ClikeProgram, ClikeProgram]
  const defined = ({ statements }: ClikeProgram): number => statements.of(...DEFINING).length
  return defined(code) > defined(whole) ? code : undefined
}

const files = new Map<Style, TextFiles>()

function filesOf(style: Style): TextFiles {
  let known = files.get(style)
  if (known === undefined) {
    known = new TextFiles(style.lexicon, (text, tokens) => new CStatements(text, style, tokens))
    files.set(style, known)
  }
  return known
}

/** RowVectorXd is a row. */
function rowOf(shape: ReturnType<typeof shapeOfType>, type: string): ReturnType<typeof shapeOfType> {
  if (!/\bRowVector/.test(type)) return shape
  return { declaration: { ...(shape.declaration ?? { rank: 1 }), row: true } }
}

class ClikeProgram extends TextProgram {
  private aliases: ((type: string) => string) | undefined
  readonly dialect

  constructor(text: string, style: Style) {
    super(text, filesOf(style))
    this.dialect = style.name === 'R' ? rDialect : clikeDialect
  }

  annotated({ annotation, name }: Parameter) {
    this.aliases ??= aliasesOf(this.text)
    // C writes the name inside of its type: double x[3].
    const written = annotation === undefined ? [] : this.text.slice(annotation.start, annotation.end).split(/\b/)
    const type = this.aliases(written.filter((word) => word !== name).join(''))
    return { ...rowOf(shapeOfType(type), type), ...(isArrayType(type) && { entrywise: true }) }
  }

  library() {
    return {}
  }
}
