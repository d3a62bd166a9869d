/** Reads MATLAB and Octave: scripts, files of functions, single expressions, and the notation of matrixcalculus.org. */
import { ProgramReader } from '../execute/reader.ts'
import type { Parameter } from '../execute/syntax/syntax.ts'
import type { Annotated } from '../execute/values/program.ts'
import { TextFiles, TextProgram } from '../grammar/program.ts'
import type { Document } from '../term.ts'
import { matlabDialect } from './dialect.ts'
import { MATLAB, OPERATORS } from './expressions.ts'
import { MatlabStatements } from './statements.ts'

/** Opens a text of MATLAB or Octave. */
export function openMatlab(text: string): Document {
  return new ProgramReader(new MatlabProgram(text, files))
}

const files = new TextFiles(MATLAB, (text, tokens) => new MatlabStatements(text, tokens, OPERATORS))

class MatlabProgram extends TextProgram {
  readonly dialect = matlabDialect

  /** What a size in a block of arguments says: (1,1), (:,1), (1,:), (3,3). */
  annotated({ annotation: range }: Parameter): Annotated {
    const size = /^\(([\d:]+),([\d:]+)\)$/.exec(range === undefined ? '' : this.text.slice(range.start, range.end).replace(/\s/g, ''))
    if (size === null) return {}
    const axes = size.slice(1).filter((length) => length !== '1')
    if (axes.includes(':')) return { rank: axes.length }
    return { declaration: { shape: axes.map(Number), ...(axes.length === 1 && size[1] === '1' ? { row: true } : {}) } }
  }

  library() {
    return { language: 'matlab' as const }
  }
}
