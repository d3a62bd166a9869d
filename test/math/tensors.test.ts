/** Operations on vectors and matrices, one a line in test/cases/tensors.txt: each derivative against central differences of the value. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { analyze, type Value } from '../../src/math/index.ts'

const SHAPES: { readonly [kind: string]: { readonly name: string; readonly comment: string; readonly lengths: readonly number[] } } = {
  V: { name: 'x', comment: '(n,)', lengths: [6] },
  R: { name: 'X', comment: '(m, n)', lengths: [4, 3] },
  M: { name: 'X', comment: '(n, n)', lengths: [3, 3] },
}

const flat = (value: Value): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value])

function nested(data: readonly number[], lengths: readonly number[]): Value {
  if (lengths.length === 0) return data[0] as number
  const size = data.length / (lengths[0] as number)
  return Array.from({ length: lengths[0] as number }, (_, k) => nested(data.slice(k * size, (k + 1) * size), lengths.slice(1)))
}

/** Where inverses, logarithms of determinants and Cholesky's factor exist: symmetric, with a large diagonal. */
const start = (lengths: readonly number[]): number[] =>
  Array.from({ length: lengths.reduce((product, length) => product * length, 1) }, (_, at) => {
    const [i, j] = lengths.length === 1 ? [at, 0] : [Math.floor(at / (lengths[1] as number)), at % (lengths[1] as number)]
    return lengths[0] === lengths[1]
      ? i === j
        ? 3 + 0.3 * i
        : 0.2 * Math.cos(i + j) + 0.1 * i * j
      : Math.sin(1.7 * i + 2.3 * j + 0.4) + 0.3 + 0.02 * at
  })

const lines = readFileSync(new URL('../../../test/cases/tensors.txt', import.meta.url), 'utf8')
for (const line of lines.split('\n')) {
  if (line.trim() === '' || line.startsWith('#')) continue
  const { name, comment, lengths } = SHAPES[line[0] as string] as (typeof SHAPES)[string]
  const text = `import numpy as np\nimport scipy.special\ndef f(${name}):\n    # ${name}: ${comment}\n    return ${line.slice(2)}\n`
  test(`by differences: ${line}`, () => {
    const analysis = analyze({ language: 'python', text })
    assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
    const [derivative] = analysis.derivatives
    assert.ok(derivative !== undefined && derivative.verified.method !== 'none', 'the answer is proven')
    const at = start(lengths)
    const value = (data: readonly number[]): number[] => flat(analysis.value.evaluate({ [name]: nested(data, lengths) }))
    const ours = flat(derivative.evaluate({ [name]: nested(at, lengths) }))
    const symmetric = line.endsWith('cholesky(X)')
    const h = 1e-5
    at.forEach((_, j) => {
      // Cholesky's factor has a derivative along symmetric directions alone.
      const mirror = symmetric ? (j % 3) * 3 + Math.floor(j / 3) : j
      const along = (step: number): number[] => value(at.map((x, k) => x + (k === j ? step : 0) / 2 + (k === mirror ? step : 0) / 2))
      const [above, below] = [along(h), along(-h)]
      above.forEach((high, i) => {
        const difference = (high - (below[i] as number)) / (2 * h)
        const own = ours[i * at.length + j] as number
        assert.ok(
          Math.abs(own - difference) <= 1e-6 * Math.max(1, Math.abs(difference)),
          `component ${i} by ${j}: ${own}, differences give ${difference}`,
        )
      })
    })
  })
}
