/** All that is noted about a value before it is differentiated: how its matrices are taken, and where it is not defined. */
import type { Note, Range, Source } from '../api.ts'
import type { Expr } from '../expr.ts'
import type { TextLetters } from '../print/indices/indices.ts'
import { choleskyNotes, matrixNotes } from './matrices.ts'
import { domainNotes } from './notes.ts'

interface Noted {
  readonly ranges: ReadonlyMap<Expr, Range>
  /** Letters of the text for indices. */
  readonly letters?: TextLetters | undefined
}

export const notesOfValue = (value: Expr, source: Source, { ranges, letters }: Noted): Note[] => [
  ...matrixNotes(value, ranges, source),
  ...choleskyNotes(value),
  ...domainNotes(value, ranges, letters),
]
