/** Lengths of axes: which names they get, and what is built anew once they are known. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../../src/math/analyze.ts'
import type { Language, Shape } from '../../../src/math/api.ts'
import { nameOf, symbol } from '../../../src/math/expr.ts'
import { Builder } from '../../../src/math/read/build/build.ts'
import type { Built } from '../../../src/math/read/build/built.ts'
import { elaborate } from '../../../src/math/read/elaborate.ts'
import { open } from '../../../src/math/read/open.ts'
import { orderOf, partsOf } from '../../../src/math/read/order.ts'
import type { Term } from '../../../src/math/read/term.ts'
import { SCALAR, shapeOf } from '../../../src/math/shape.ts'

const shapesOf = (text: string, language: Language): Record<string, Shape> =>
  Object.fromEntries(elaborate(open(text, language).read({})).symbols.map((node) => [nameOf(node) as string, node.shape]))

for (const [text, language, shapes] of [
  // Each sum says how long what it runs along is; one within another, over an index of the same name, says it of its own.
  ['\\sum_{i=1}^n a_i + \\sum_{i=1}^m b_i', 'latex', { a: ['n'], b: ['m'] }],
  ['\\sum_{i=1}^n a_i \\sum_{i=1}^m b_i', 'latex', { a: ['n'], b: ['m'] }],
  ['\\sum_{i=1}^n a_i \\sum_{i} b_i', 'latex', { a: ['n'] }],
  ['\\sum_{i=1}^n \\sum_{j=1}^m A_{ij} x_j', 'latex', { A: ['n', 'm'], x: ['m'] }],
  ['\\|X w - y\\|^2', 'latex', { X: ['m', 'n'], w: ['n'], y: ['m'] }],
  ['import numpy as np\ndef f(A, b, x):\n    return np.sum((np.linalg.solve(A, b) - x)**2)', 'python', { A: ['n', 'n'], b: ['n'], x: ['n'] }],
  ['norm(A \\ b)', 'matlab', { A: ['n', 'n'] }],
] as const)
  test(`lengths of ${text}`, () => {
    const found = shapesOf(text, language)
    for (const [name, shape] of Object.entries(shapes)) assert.deepEqual(found[name], shape, `${name}: ${JSON.stringify(found)}`)
  })

test('what does not go together is told by names', () => {
  const refusal = analyze({ language: 'plain', text: 'L(w) = sum_{i=1}^n (w·x_i - y_i)^2' })
  if (!refusal.ok) assert.doesNotMatch(refusal.message, /\?\d/)
})

test('once a length is known, only what has it is built anew', () => {
  const { body } = open('\\|X w\\|^2 + \\|a \\odot b\\|^2', 'latex').read({})
  const order = orderOf(body)
  let own = 'm'
  const shapes: Record<string, () => Shape> = { X: () => [own, 'n'], w: () => ['n'], a: () => ['k'], b: () => ['k'] }
  const builder = new Builder(order, (name) => symbol(name, shapeOf(shapes[name]?.() ?? [])), NO_OPEN, new Map())
  const built = (): (Built | undefined)[] =>
    order.terms.map((term) => {
      builder.add(term)
      return builder.rounds.of(term)
    })
  const first = built()
  builder.again()
  assert.ok(built().every((one, k) => one?.expr === first[k]?.expr))
  builder.again()
  own = 'n'
  const holds = (term: Term): boolean => (term.kind === 'name' ? term.name === 'X' : partsOf(term).some(holds))
  const last = built()
  order.terms.forEach((term, k) => {
    assert.equal(last[k]?.expr !== first[k]?.expr, holds(term))
    if (term.kind === 'apply') assert.equal(last[k] !== first[k], holds(term))
  })
})

const NO_OPEN = { ofValue: () => SCALAR, anonymous: () => 1, left: () => 1, resolve: <T>(length: T) => length }

test('what stands in brackets is one number where arrays of places cannot stand there, and there is no derivative by it', () => {
  const texts: readonly [Language, string][] = [
    ['javascript', 'function nll(p, label) { return -Math.log(p[label]) }'],
    ['plain', 'func nll(p []float64, label int) float64 { return -math.Log(p[label - 1]) }'],
  ]
  for (const [language, text] of texts) {
    const answer = analyze({ language, text })
    assert.ok(answer.ok)
    assert.deepEqual(answer.variables.find(({ name }) => name === 'label')?.shape, [])
    assert.deepEqual(
      answer.derivatives.map(({ wrt }) => wrt),
      ['p'],
    )
  }
})
