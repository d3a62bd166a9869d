/** Reads code of C, C++, C#, CUDA, Java, Rust, Go, Swift, Kotlin and R, which comes as plain text. */
import type { Range } from '../../api.ts'
import type { FileStatements } from '../execute/pieces.ts'
import type { Program } from '../execute/program.ts'
import { ProgramReader } from '../execute/reader.ts'
import type { Parameter } from '../execute/syntax.ts'
import { TextFiles } from '../grammar/program.ts'
import type { Declaration, Document } from '../term.ts'
import { aliasesOf } from './aliases.ts'
import { clikeDialect } from './dialect.ts'
import { rDialect } from './r.ts'
import { CStatements } from './statements.ts'
import { type Style, styleOf } from './style.ts'
import { isArrayType, shapeOfType } from './types.ts'

/** Opens a text of one of these languages; undefined where it is none. */
export function openClike(text: string): Document | undefined {
  const found = styleOf(text)
  if (found === undefined) return undefined
  const program = new ClikeProgram(text, found.style)
  // An expression that is none in that language was written by another habit.
  return found.weak && program.statements.of('unknown').length > 0 ? undefined : new ProgramReader(program)
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

const NOTHING: ReadonlyMap<string, Declaration> = new Map()

/** RowVectorXd is a row. */
function rowOf(shape: ReturnType<typeof shapeOfType>, type: string): ReturnType<typeof shapeOfType> {
  if (!/\bRowVector/.test(type)) return shape
  return { declaration: { ...(shape.declaration ?? { rank: 1 }), row: true } }
}

class ClikeProgram implements Program {
  private read: FileStatements | undefined
  private aliases: ((type: string) => string) | undefined
  readonly dialect

  constructor(
    readonly text: string,
    private readonly style: Style,
  ) {
    this.dialect = style.name === 'R' ? rDialect : clikeDialect
  }

  get statements(): FileStatements {
    this.read ??= filesOf(this.style).statements(this.text)
    return this.read
  }

  fragment(range: Range) {
    return filesOf(this.style).fragment(this.text, range)
  }

  star() {
    return undefined
  }

  declared() {
    return NOTHING
  }

  annotated({ annotation }: Parameter) {
    this.aliases ??= aliasesOf(this.text)
    const type = annotation === undefined ? '' : this.aliases(this.text.slice(annotation.start, annotation.end))
    return { ...rowOf(shapeOfType(type), type), ...(isArrayType(type) && { entrywise: true }) }
  }

  library() {
    return {}
  }
}
