import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../../src/math/index.ts'
import { passagesOf } from '../../../src/math/read/notes/passages.ts'
import { open } from '../../../src/math/read/open.ts'

/** The formulas found in a note, as they are written there. */
const found = (text: string): string[] => {
  const passages = passagesOf(text)
  return passages === undefined ? [] : passages.found.map(({ from, to }) => text.slice(passages.tokens[from]?.start, passages.tokens[to - 1]?.end))
}

const NOTES: readonly (readonly [string, readonly string[]])[] = [
  ['take m = (1/n) sum_i x_i, the mean of the sample', ['m = (1/n) sum_i x_i']],
  ['the load is F = k x when the spring is stretched', ['F = k x']],
  ['we use R = 8.314 J/(mol K), T in kelvin', ['R = 8.314']],
  ['drag on the car: D = 0.5 rho v^2 A      (frontal area A)', ['D = 0.5 rho v^2 A']],
  ['liftoff mass m0 = mp + ms; after staging m1 = ms (in t)', ['m0 = mp + ms', 'm1 = ms']],
  ['the residual e = y - f(x) is what we minimise, starting from w = 0', ['e = y - f(x)']],
  ['loss of the batch\nL = sum_i [ a x_i\n          + b x_i^2 ]\nand so on', ['L = sum_i [ a x_i\n          + b x_i^2 ]']],
  ['all of the energy E = last dividend of the year', []],
  ['the trap W = ½ K Σᵢ |rᵢ|² holds them, the sphere has E = ½ m v² of motion', ['W = ½ K Σᵢ |rᵢ|²', 'E = ½ m v²']],
  ['constants of the run: T = 300 K for all, L = 2 m is the span', ['T = 300', 'L = 2']],
  ['of the ions log₁₀ γᵢ = −A zᵢ² and ln k = a − b/T hold', ['log₁₀ γᵢ = −A zᵢ²', 'ln k = a − b/T']],
  ['gain of the loop K = 2.5 and so the pole is at p = -K/T', ['K = 2.5', 'p = -K/T']],
]
for (const [text, formulas] of NOTES) test(`formulas of a note: ${text.replaceAll('\n', ' ')}`, () => assert.deepEqual(found(text), formulas))

test('what a note says is read in its own places', () => {
  const text = 'Spring on the bench, stretched by hand\n\nthe energy E = ½ k ‖x‖² of the spring, x a vector\nmeasured twice'
  const reading = open(text, 'plain').read({ of: 'E' })
  assert.equal(text.slice(reading.range.start, reading.range.end), 'E = ½ k ‖x‖²')
  const seen: string[] = []
  const walk = (term: typeof reading.body): void => {
    if (term.kind === 'name' && term.range !== undefined) seen.push(`${term.name}: ${text.slice(term.range.start, term.range.end)}`)
    if (term.kind === 'apply') term.args.forEach(walk)
  }
  walk(reading.body)
  assert.deepEqual(seen.sort(), ['k: k', 'x: x'])
})

test('a selection in a note is read, whatever stands behind it', () => {
  const text = 'Two things are of interest here\n\nthe area A = π r² and the rim C = 2 π r of the disk with radius r'
  const start = text.indexOf('A =')
  const reading = open(text, 'plain').read({ selection: { start, end: start + 'A = π r²'.length } })
  assert.equal(text.slice(reading.range.start, reading.range.end), 'A = π r²')
})

test('what is begun and not ended is no formula of a note', () => {
  assert.deepEqual(found('the loss L = sum_i x_i^2 / ‖x_i is never closed here'), [])
  assert.deepEqual(found('the loss we use is L = ‖A x − y‖² + λ (‖x‖ where A is known\nand more words'), [])
  assert.deepEqual(found('we define the function f(x) = x^2 if x > 0, otherwise\nit is something else'), [])
  assert.deepEqual(found('the force F = m a + friction losses of the belt'), [])
  assert.deepEqual(found('the force F = m a - see below for the belt'), ['F = m a'])
})

test('a formula in pieces goes to the end of the last one', () => {
  assert.deepEqual(found('we define the function f(x) = x^2 if x > 0 else -x for all of the inputs'), ['f(x) = x^2 if x > 0 else -x'])
  assert.deepEqual(found('the ramp is f(x) = 0 if x < 0, x if x < 1, and 1 otherwise. It is used here'), [
    'f(x) = 0 if x < 0, x if x < 1, and 1 otherwise',
  ])
  assert.deepEqual(found('the loss is L = u if u >= 0 else -u, with u the residual'), ['L = u if u >= 0 else -u'])
})

test('an equality at the end of a text, or behind a bracket that is none, is no formula', () => {
  assert.deepEqual(found('Determine the marginal cost of 0) = 100 + 5q + 0.2q^2 at q = '), [])
  assert.deepEqual(found('what is left of it =\nand some more words here'), [])
})

test('what is refused in a note is pointed at there', () => {
  const text = 'some words of a note, X is 3 x 2 and y has length 4\n\nthe loss L = ‖X y‖² of all of us'
  const analysis = analyze({ language: 'plain', text }, { of: 'L' })
  assert.ok(!analysis.ok)
  assert.equal(text.slice(analysis.range.start, analysis.range.end), 'X y')
})

test('notes are read with what their words say of shapes', () => {
  const text =
    'ridge regression\n\nX is n x d (one row x_i per sample), w the d weights, y the n targets.\nL = 1/n sum_i (y_i - w^T x_i)^2 + λ ||w||^2\nλ by cross validation'
  const analysis = analyze({ language: 'plain', text }, { of: 'L', wrt: 'w' })
  assert.ok(analysis.ok)
  const shapes = new Map(analysis.variables.map(({ name, shape }) => [name, shape.length]))
  assert.deepEqual([shapes.get('w'), shapes.get('y'), shapes.get('lambda')], [1, 1, 0])
})

/** What is said of names of several letters, and what the other reading would be. */
const spelled = (text: string): (readonly [string, string | undefined])[] => {
  const analysis = analyze({ language: 'plain', text })
  assert.ok(analysis.ok)
  return analysis.notes.filter(({ message }) => / is read as /.test(message)).map(({ message, alternative }) => [message, alternative] as const)
}

test('a name of several letters that may be a product is told with its other reading, a word is not', () => {
  const product = [['mx is read as the product m · x', 'mx as one name']]
  assert.deepEqual(spelled('y = mx + c'), product)
  assert.deepEqual(spelled('The line is y = mx + c where m is the slope and c the intercept'), product)
  assert.deepEqual(spelled('E = mgh'), [['mgh is read as one name', 'mgh as the product m · g · h']])
  assert.deepEqual(spelled('tax = rate * tx'), [])
  assert.deepEqual(spelled('id = 3\nu = id + x'), [])
})
