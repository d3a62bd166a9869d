/** Where an expression may be written anew, and how it goes into the line. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlace, isRewritable, namesIn, usesOnly } from '../../src/extension/rewrite.ts'
import type { Language } from '../../src/math/api.ts'

/** The text without its marks, and the range between them. */
function marked(text: string): { text: string; range: { start: number; end: number } } {
  const [before = '', inside = '', behind = ''] = text.split('¦')
  return { text: before + inside + behind, range: { start: before.length, end: before.length + inside.length } }
}

test('only one whole expression that is selected is rewritten', () => {
  const may = (written: string, language: Language, selection?: { start: number; end: number }): boolean => {
    const { text, range } = marked(written)
    return isRewritable(text, selection ?? range, range, language)
  }
  assert.ok(may('y = ¦np.log(1 + np.exp(x))¦', 'python'))
  assert.ok(may('$¦x^2 - 1¦$', 'latex'))
  assert.ok(may('¦\\left(x + x\\right)¦', 'latex'))
  assert.ok(!may('¦x \\le x + x¦', 'latex'))
  assert.ok(!may('¦y = x + x¦', 'python'))
  assert.ok(!may('¦def f(x):\n    return x + x¦', 'python'))
  assert.ok(!may('¦x => x + x¦', 'javascript'))
  assert.ok(!may('¦f(x) = x^2¦', 'latex'))
  assert.ok(!may('y = ¦x + x¦', 'python', { start: 0, end: 0 }), 'nothing is selected')
  assert.ok(!may('y = ¦x + x¦ + z', 'python', { start: 4, end: 13 }), 'more is selected than was read')
  assert.ok(!may('¦x + x¦', 'plain'))
})

test('code asks for no name that its file does not have', () => {
  assert.deepEqual([...namesIn('np.exp(x_1) + y.z')], ['np', 'x_1', 'y'])
  assert.ok(usesOnly('np.logaddexp(0, x)', 'import numpy as np\nx = 1', 'python'))
  assert.ok(usesOnly('Math.log1p(x)', 'x + 1', 'javascript'))
  assert.ok(usesOnly('log1p(x)', 'x + 1', 'julia'))
  assert.ok(!usesOnly('log1p(x)', 'x + 1', 'python'))
  assert.ok(!usesOnly('special.expit(x)', 'import numpy as np\nx = 1', 'python'))
})

test('parentheses where what stands beside it would take it apart', () => {
  const put = (written: string, code: string): string => {
    const { text, range } = marked(written)
    return text.slice(0, range.start) + inPlace(code, text, range) + text.slice(range.end)
  }
  assert.equal(put('y = ¦old¦', 'a + b'), 'y = a + b')
  assert.equal(put('y = 2 * ¦(old)¦', 'a + b'), 'y = 2 * (a + b)')
  assert.equal(put('y = c - ¦(old)¦', 'a + b'), 'y = c - (a + b)')
  assert.equal(put('y = c + ¦old¦', 'a + b'), 'y = c + a + b')
  assert.equal(put('y = ¦(old)¦**2', 'a + b'), 'y = (a + b)**2')
  assert.equal(put('    return ¦old¦', 'a + b'), '    return a + b')
  assert.equal(put('f(¦old¦, 2)', 'a if a > b else b'), 'f(a if a > b else b, 2)')
  assert.equal(put('y = c + ¦old¦', 'a if a > b else b'), 'y = c + (a if a > b else b)')
  assert.equal(put('y = 2 * ¦old¦', '(x + 1)**2'), 'y = 2 * (x + 1)**2')
  assert.equal(put('y = 2**¦old¦', '(x + 1)**2'), 'y = 2**((x + 1)**2)')
  assert.equal(put('y = 2 * ¦old¦', 'np.expm1(x)'), 'y = 2 * np.expm1(x)')
})
