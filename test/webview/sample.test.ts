/** Which values a picture of two variables reaches to. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
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
