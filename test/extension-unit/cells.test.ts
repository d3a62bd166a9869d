/** Cells of a notebook as one text. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Joined, withoutMagics } from '../../src/extension/cells.ts'

describe('Joined', () => {
  const parts = [{ text: 'import numpy as np' }, { text: '' }, { text: 'def f(x):\n    return x**2' }, { text: 'f(3)' }]
  const joined = new Joined(parts)

  it('leads from every place of a cell to the text and back', () => {
    for (const [part, { text }] of parts.entries()) {
      for (let offset = 0; offset <= text.length; offset++) {
        const at = joined.toJoined(part, offset)
        assert.equal(joined.text.slice(at, at + 1) || '\n', text.slice(offset, offset + 1) || '\n')
        assert.deepEqual(joined.toPart(at), { part, offset })
      }
    }
  })
})

describe('withoutMagics', () => {
  it('makes comments of lines that are not Python, of the same length', () => {
    const cell = '%matplotlib inline\nimport numpy as np\n  !pip install x\n?np.sin\ny = 5 % 3\nz = a \\\n  % b'
    const clean = withoutMagics(cell)
    assert.equal(clean.length, cell.length)
    assert.match(clean, /^#matplotlib inline\nimport numpy as np\n {2}#pip install x\n#np\.sin\ny = 5 % 3\n/)
    assert.match(clean, /\n {2}% b$/)
  })
  it('passes over a cell in another language, and reads one that is timed', () => {
    assert.equal(withoutMagics('%%bash\nls -l').trim(), '')
    assert.equal(withoutMagics('%%bash\nls -l').length, '%%bash\nls -l'.length)
    assert.match(withoutMagics('%%time\ny = x**2'), /\ny = x\*\*2$/)
  })
})
