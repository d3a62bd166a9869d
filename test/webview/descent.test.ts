/** Gradient descent, step by step: where it rests, leaves, stops. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { descend, mostSteps, type Point } from '../../src/webview/plots/descent.ts'

const ranges = [
  [-2, 2],
  [-2, 2],
] as const
const bowl = ([x, y]: Point): Point => [2 * x, 2 * y]

test('every step goes against the gradient, as long as the gradient times the step size', () => {
  const { points, end } = descend(bowl, [1, -1], 0.25, ranges)
  assert.deepEqual(points.slice(0, 3), [
    [1, -1],
    [0.5, -0.5],
    [0.25, -0.25],
  ])
  assert.equal(end, 'rests')
})

test('a path that runs away ends where it has left the picture, one that swings is cut', () => {
  assert.equal(descend(bowl, [1, 1], 1.5, ranges).end, 'leaves')
  const swinging = descend(bowl, [1, 1], 1, ranges)
  assert.equal(swinging.end, 'goes on')
  assert.equal(swinging.points.length, mostSteps + 1)
})

test('it stops where there is no gradient, and rests at once where it is zero', () => {
  assert.deepEqual(
    descend(() => [Number.NaN, 0], [1, 1], 0.1, ranges),
    { points: [[1, 1]], end: 'stops' },
  )
  assert.deepEqual(descend(bowl, [0, 0], 0.1, ranges), { points: [[0, 0]], end: 'rests' })
})
