/** Which values a picture of two variables reaches to, and into which bands they fall. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bandsOf } from '../../src/webview/plots/bands.ts'
import { type Grid, windowOf } from '../../src/webview/plots/sample.ts'

const size = 97
const grid = (f: (x: number, y: number) => number, end: number): Grid => {
  const along = (k: number) => end * ((2 * k) / (size - 1) - 1)
  return { size, values: [Float64Array.from({ length: size * size }, (_, k) => f(along(k % size), along(Math.floor(k / size))))] }
}

test('hills and hollows that fill little of the picture are not cut off', () => {
  const hills = windowOf(grid((x, y) => Math.exp(-((x - 3) ** 2 + y ** 2)) - 2 * Math.exp(-((x + 3) ** 2 + y ** 2)), 10))
  for (const [shown, exact] of [
    [hills[0], -2],
    [hills[1], 1],
  ] as const)
    assert.ok(Math.abs(shown - exact) < 0.02, String(shown))
})

test('poles are', () => {
  const [low, high] = windowOf(grid((x, y) => 1 / (x * x + y * y), 2))
  assert.ok(low > 0 && high < 10, String(high))
  const [deep] = windowOf(grid((x, y) => -1 / (x - 0.01) ** 2 + y, 2))
  assert.ok(deep > -200, String(deep))
})

test('what grows to the edge is shown by its bulk', () => {
  const [, high] = windowOf(grid((x, y) => Math.exp(5 * x * y), 2))
  assert.ok(high < Math.exp(20) / 1000, String(high))
})

test('one height, or none', () => {
  assert.deepEqual(windowOf(grid(() => 3, 1)), [2.5, 3.5])
  assert.deepEqual(windowOf(grid(() => Number.NaN, 1)), [0, 1])
})

test('bands are round and even, and part the picture where it is nearly all one band', () => {
  const bandsFor = (f: (x: number, y: number) => number) => {
    const field = grid(f, 2)
    return { field, ...bandsOf(field, windowOf(field)) }
  }
  assert.deepEqual(bandsFor((x, y) => x * x + y * y).levels, [1, 2, 3, 4, 5, 6, 7])
  const { field, levels, place, window, marks } = bandsFor((x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2)
  const values = [...(field.values[0] ?? [])]
  const ends = [Number.NEGATIVE_INFINITY, ...levels, Number.POSITIVE_INFINITY]
  for (let band = 0; band <= levels.length; band++) {
    const [low, high] = [ends[band] ?? 0, ends[band + 1] ?? 0]
    assert.ok(values.filter((value) => value > low && value <= high).length < 0.2 * values.length, `${low} to ${high}`)
  }
  const places = [window[0], ...levels, window[1]].map(place)
  places.forEach((at, i) => {
    assert.ok(Math.abs(at - i / (levels.length + 1)) < 1e-9)
  })
  assert.ok(marks(4).length <= 4 && marks(4).every(({ value }) => levels.includes(value)))
  // A plain with a needle has no values to part it by.
  assert.equal(bandsFor((x, y) => (x === 0 && y === 0 ? 1 : 0)).levels.length, 9)
})
