/** The computation graph: what its nodes say, and that values and adjoints are those of hand-written reverse mode. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prepare } from '../../src/math/evaluate/run.ts'
import { analyze, backpropagation } from '../../src/math/index.ts'

function graph(text: string) {
  const analysis = analyze({ language: 'plain', text })
  assert.ok(analysis.ok, text)
  return backpropagation(
    analysis.value,
    analysis.variables.map(({ name }) => name),
  )
}

/** Value and adjoint of every node at a point. */
function numbers(text: string, at: number[]): [value: number, adjoint: number][] {
  const { nodes, program } = graph(text)
  const results = prepare(program)(at.map((value) => Float64Array.of(value))).map(([result = Number.NaN]) => result)
  return nodes.map((_, k) => [results[k] ?? Number.NaN, results[nodes.length + k] ?? Number.NaN])
}

describe('the computation graph', () => {
  it('names what is computed on the way, arguments first', () => {
    const { nodes } = graph('f(x) = sin(x^2)')
    assert.deepEqual(nodes, [
      { latex: 'x', args: [], input: 'x' },
      { latex: 'v_{1} = x^{2}', args: [0] },
      { latex: '\\sin v_{1}', args: [1] },
    ])
  })
  it('has no node for a sign, and takes a letter that the formula does not use', () => {
    assert.deepEqual(
      graph('f(v) = exp(-v) + 1').nodes.map(({ latex }) => latex),
      ['v', 'u_{1} = e^{-v}', 'u_{1} + 1'],
    )
  })
  it('gives every node its value and its adjoint', () => {
    // f = (a + b) * b at (2, 3): v = 5, f = 15; df/dv = 3, df/da = 3, df/db = v + b = 8.
    assert.deepEqual(numbers('f(a, b) = (a + b) * b', [2, 3]), [
      [2, 3],
      [3, 8],
      [5, 3],
      [15, 1],
    ])
  })
  it('counts no path twice where a choice stands inside', () => {
    // x * max(0, x) at 3: 9, with 3 through each factor.
    assert.deepEqual(numbers('f(x) = x * max(0, x)', [3]), [
      [3, 6],
      [3, 3],
      [9, 1],
    ])
  })
  it('is not made of tensors, nor of what is too large to look at', () => {
    assert.throws(() => graph('f(x) = norm(x)^2'), RangeError)
    assert.throws(() => graph(`f(x) = ${Array.from({ length: 50 }, (_, k) => `sin(${k + 2}*x)`).join(' + ')}`), RangeError)
  })
})
