/** Reads MATLAB and Octave: scripts, files of functions, single expressions, and the notation of matrixcalculus.org. */
import type { Range } from '../../api.ts'
import type { Program } from '../execute/program.ts'
import { ProgramReader } from '../execute/reader.ts'
import type { Statement } from '../execute/syntax.ts'
import { fragmentOf, statementsOf } from '../grammar/program.ts'
import type { Declaration, Document } from '../term.ts'
import { matlabDialect } from './dialect.ts'
import { MatlabStatements } from './statements.ts'

/** Opens a text of MATLAB or Octave. */
export function openMatlab(text: string): Document {
  return new ProgramReader(new MatlabProgram(text))
}

const NOTHING: ReadonlyMap<string, Declaration> = new Map()
const parse = (text: string): readonly Statement[] => new MatlabStatements(text).program()

class MatlabProgram implements Program {
  readonly dialect = matlabDialect
  private read: readonly Statement[] | undefined

  constructor(readonly text: string) {}

  get statements(): readonly Statement[] {
    this.read ??= statementsOf(this.text, parse)
    return this.read
  }

  fragment(range: Range): readonly Statement[] | undefined {
    return fragmentOf(this.text, range, parse)
  }

  star() {
    return undefined
  }

  declared() {
    return NOTHING
  }

  annotated() {
    return {}
  }

  library() {
    return {}
  }
}
