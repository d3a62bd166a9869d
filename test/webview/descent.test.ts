/** Gradient descent, step by step: where it rests, leaves, stops. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRate, chooseStart, descend, type Look, mostSteps, type Point } from '../../src/webview/plots/descent.ts'

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

const wide = [
  [-5, 5],
  [-5, 5],
] as const
const functions: [string, Look, readonly [Point, Point], Point | undefined][] = [
  ['a bowl', ([x, y]) => [x * x + y * y, 2 * x, 2 * y], ranges, [0, 0]],
  ['a steep one', ([x, y]) => [1e6 * (x * x + y * y), 2e6 * x, 2e6 * y], ranges, [0, 0]],
  [
    'Himmelblau’s function',
    ([x, y]) => {
      const [a, b] = [x * x + y - 11, x + y * y - 7]
      return [a * a + b * b, 4 * x * a + 2 * b, 2 * a + 4 * y * b]
    },
    wide,
    [3, 2],
  ],
  [
    'Rosenbrock’s valley',
    ([x, y]) => [(1 - x) ** 2 + 100 * (y - x * x) ** 2, 2 * x - 2 - 400 * x * (y - x * x), 200 * (y - x * x)],
    ranges,
    undefined,
  ],
  ['a saddle', ([x, y]) => [x * y, y, x], ranges, undefined],
]

for (const [what, look, picture, rest] of functions)
  test(`the step size that is proposed descends: ${what}`, () => {
    const start = chooseStart(look, picture)
    const rate = chooseRate(look, start, picture)
    const { points, end } = descend((at) => [look(at)[1], look(at)[2]], start, rate, picture)
    const values = points.map((at) => look(at)[0])
    assert.ok(points.length > 5, `${points.length} points`)
    assert.ok(
      values.slice(1).every((value, i) => value <= (values[i] ?? 0)),
      values.slice(0, 6).join(' '),
    )
    if (rest === undefined) return
    assert.equal(end, 'rests')
    assert.ok(rest.every((part, axis) => Math.abs(part - (points.at(-1)?.[axis] ?? 0)) < 1e-3))
  })

test('a path does not start where the gradient is zero', () => {
  const valley: Look = ([x, y]) => [(1 - x) ** 2 + 100 * (y - x * x) ** 2, 2 * x - 2 - 400 * x * (y - x * x), 200 * (y - x * x)]
  assert.deepEqual(chooseStart(valley, ranges), [-1, -1])
  assert.deepEqual(
    chooseStart(([x, y]) => [x + y, 1, 1], ranges),
    [1, 1],
  )
  assert.deepEqual(
    chooseStart(() => [0, 0, 0], ranges),
    [1, 1],
  )
})
