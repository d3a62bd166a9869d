/** Reads code of C, C++, C#, CUDA, Java, Rust, Go, Swift, Kotlin and R, which comes as plain text. */
import type { Range } from '../../api.ts'
import type { Program } from '../execute/program.ts'
import { ProgramReader } from '../execute/reader.ts'
import type { Parameter, Statement } from '../execute/syntax.ts'
import { fragmentOf, statementsOf } from '../grammar/program.ts'
import type { Declaration, Document } from '../term.ts'
import { clikeDialect } from './dialect.ts'
import { rDialect } from './r.ts'
import { CStatements } from './statements.ts'
import { type Style, styleOf } from './style.ts'
import { shapeOfType } from './types.ts'

/** Opens a text of one of these languages; undefined where it is none. */
export function openClike(text: string): Document | undefined {
  const found = styleOf(text)
  if (found === undefined) return undefined
  const program = new ClikeProgram(text, found.style)
  // An expression that is none in that language was written by another habit.
  return found.weak && program.statements.some(({ kind }) => kind === 'unknown') ? undefined : new ProgramReader(program)
}

const NOTHING: ReadonlyMap<string, Declaration> = new Map()

class ClikeProgram implements Program {
  private read: readonly Statement[] | undefined
  readonly dialect

  constructor(
    readonly text: string,
    private readonly style: Style,
  ) {
    this.dialect = style.name === 'R' ? rDialect : clikeDialect
  }

  private readonly parse = (text: string): readonly Statement[] => new CStatements(text, this.style).program()

  get statements(): readonly Statement[] {
    this.read ??= statementsOf(this.text, this.parse)
    return this.read
  }

  fragment(range: Range): readonly Statement[] | undefined {
    return fragmentOf(this.text, range, this.parse)
  }

  star() {
    return undefined
  }

  declared() {
    return NOTHING
  }

  annotated({ annotation }: Parameter) {
    return annotation === undefined ? {} : shapeOfType(this.text.slice(annotation.start, annotation.end))
  }

  library() {
    return {}
  }
}
