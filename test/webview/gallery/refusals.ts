/** What the host would send of texts that cannot be read. */
import type { RefusalView } from '../../../src/protocol.ts'
import { nextVersion } from './views.ts'

export const refused = (): RefusalView => ({
  version: nextVersion(),
  origin: { label: 'losses.py, line 12' },
  message: 'The call of open has no value that could be differentiated.',
  hint: 'Select the formula without the call.',
  text: 'y = x**2 + open(path).read()',
  range: { start: 11, end: 28 },
})

/** A recurrence along an input whose length is not known. */
export const recurrent = (): RefusalView => ({
  ...refused(),
  message: 'each round of this loop builds on the one before, and how many there are is not known',
  text: 'for v in y:\n    s = a * np.tanh(s) + v',
  range: { start: 0, end: 37 },
  shapes: { y: [3] },
})
