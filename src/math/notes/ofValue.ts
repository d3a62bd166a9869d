/** All that is noted about a value before it is differentiated: how its matrices are taken, and where it is not defined. */
import type { Note, Range, Source } from '../api.ts'
import type { Expr } from '../expr.ts'
import { detachedParts } from '../ops/detached.ts'
import type { TextLetters } from '../print/indices/indices.ts'
import { domainNotes } from './domains.ts'
import { choleskyNotes, matrixNotes } from './matrices.ts'
import { textOf } from './said.ts'

interface Noted {
  readonly ranges: ReadonlyMap<Expr, Range>
  /** Letters of the text for indices. */
  readonly letters?: TextLetters | undefined
}

/** What derivatives do not go through, once for each. */
const detachedNotes = (value: Expr, { ranges, letters }: Noted): Note[] =>
  detachedParts(value).map((part) => ({
    message: `${textOf(part, letters, 'what is detached')} counts as a constant: derivatives do not go through it`,
    range: ranges.get(part),
    kind: 'reading',
  }))

/** `known`: numbers that names stand for. */
export const notesOfValue = (value: Expr, source: Source, noted: Noted, known?: ReadonlyMap<string, number>): Note[] => [
  ...matrixNotes(value, noted.ranges, source),
  ...choleskyNotes(value),
  ...domainNotes(value, noted.ranges, noted.letters, known),
  ...detachedNotes(value, noted),
]
