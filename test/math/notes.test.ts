/** What is said about domains and kinks: once, about the right place, and nothing where nothing can fail. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze, type Language, read } from '../../src/math/index.ts'
import { domainNotes, kinkNotes } from '../../src/math/notes.ts'

const domains = (text: string): string[] => domainNotes(read(text, 'plain'), new Map()).map(({ message }) => message)
const kinks = (text: string): string[] => kinkNotes(read(text, 'plain'), new Map()).map(({ message }) => message)

const cases: [string, string[]][] = [
  ['x^2 + sin(x)', []],
  ['ln(1 + x^2)', []],
  ['1/(1 + exp(-x))', []],
  ['sqrt(x^2 + y^2 + 1)', []],
  ['1/cosh(x)', []],
  ['ln(x)', ['the natural logarithm needs x > 0']],
  ['ln(x) + 2 ln(x)', ['the natural logarithm needs x > 0']],
  ['sqrt(x - 1)', ['the square root needs x − 1 ≥ 0; at the end it has no derivative']],
  ['1/(x - 2)', ['the quotient needs x − 2 ≠ 0']],
  ['x^3', []],
  ['x^(1/2)', ['the power needs x ≥ 0']],
  ['x^(-3/2)', ['the power needs x > 0']],
  ['x^a', ['the power needs x > 0']],
  ['2^x', []],
  ['asin(x)', ['the inverse sine needs −1 ≤ x ≤ 1; at the ends it has no derivative']],
  ['asin(sin(x)/2)', []],
  ['atanh(x)', ['the inverse hyperbolic tangent needs −1 < x < 1']],
]

for (const [text, notes] of cases) {
  test(`domain of ${text}`, () => {
    assert.deepEqual(domains(text), notes)
  })
}

test('kinks say their convention, each once', () => {
  assert.deepEqual(kinks('abs(x) + 2 abs(x) + abs(y)'), ['the derivative of |x| at 0 is taken as 0'])
  assert.deepEqual(kinks('relu(x)'), ["relu'(0) = 0, as PyTorch"])
  assert.deepEqual(kinks('x^2'), [])
})

test('the derivative of a cross-entropy says what it is for probabilities', () => {
  const analysis = analyze({ language: 'latex', text: '-y^\\top \\log \\operatorname{softmax}(z)' }, { wrt: 'z' })
  assert.ok(analysis.ok)
  assert.ok(analysis.notes.some(({ message }) => message === 'where the components of y sum to one, the derivative by z is softmax(z) − y'))
})

test('a function of a square matrix that is taken component by component is told where the whole matrix could be meant', () => {
  const told = (language: Language, text: string): boolean => {
    const analysis = analyze({ language, text }, { shapes: { X: ['n', 'n'] } })
    assert.ok(analysis.ok, text)
    return analysis.notes.some(({ kind, message }) => kind === 'reading' && message.includes('component by component'))
  }
  assert.ok(told('latex', '\\operatorname{tr}(e^{X})'))
  assert.ok(told('plain', 'trace(exp(X))'))
  assert.ok(told('julia', 'tr(exp(X))'))
  assert.ok(!told('julia', 'tr(exp.(X))'))
  assert.ok(!told('matlab', 'trace(exp(X))'))
  assert.ok(!told('python', 'import numpy as np\nnp.trace(np.exp(X))'))
})
