/** Equations read as expressions: the left side less the right side, which the notes say where nothing else does. */
import type { Note, Range } from '../api.ts'

const MESSAGE = 'read the equation as its left side minus its right side'

export const differenceNote = (range: Range): Note => ({ message: MESSAGE, range, kind: 'reading' })

/** Notes for where the equation itself is shown. */
export const withoutDifference = (notes: readonly Note[]): Note[] => notes.filter(({ message }) => message !== MESSAGE)
