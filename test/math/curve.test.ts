/** Sampling of curves: exact values, gaps at jumps, poles and edges of domains, windows that show the bulk. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Curve, sampleCurves } from '../../src/math/evaluate/curve.ts'

interface Options {
  from?: number
  to?: number
  logarithmic?: boolean
  window?: [number, number]
}

/** Samples plain functions of x and of the parameters. */
function sample(functions: ((x: number, a: number) => number)[], { from = -5, to = 5, logarithmic = false, window }: Options = {}) {
  let points = 0
  const result = sampleCurves(
    ([x, a]) => {
      points += x?.length ?? 0
      return functions.map((f) => Float64Array.from(x ?? [], (at) => f(at, a?.[0] ?? 0)))
    },
    { from, to, parameters: [2], outputs: functions.map((_, i) => i), logarithmic, window },
  )
  assert.ok(points < 30_000, `${points} points were evaluated`)
  return { ...result, points }
}

/** Neighbouring points with a value on both sides of x, if the curve is drawn through there. */
function drawnThrough(curve: Curve | undefined, x: number): boolean {
  const { x: xs = [], y: ys = [] } = curve ?? {}
  return xs.some((left, i) => left < x && (xs[i + 1] ?? left) > x && Number.isFinite(ys[i]) && Number.isFinite(ys[i + 1]))
}

test('values are those of the function, from end to end', () => {
  const { curves } = sample([(x, a) => a * Math.sin(3 * x)])
  const [curve] = curves
  assert.ok(curve)
  assert.equal(curve.x[0], -5)
  assert.equal(curve.x.at(-1), 5)
  curve.x.forEach((x, i) => {
    assert.equal(curve.y[i], 2 * Math.sin(3 * x))
  })
})

test('nothing is drawn through poles of odd and even order, inside the grid or between', () => {
  for (const pole of [0, 0.1234567, -3.3])
    for (const order of [1, 2, 3]) {
      const { curves, window } = sample([(x) => (x - pole) ** -order])
      assert.ok(!drawnThrough(curves[0], pole), `order ${order} at ${pole}`)
      assert.ok(window[1] < 1000 && window[0] > -1000, `order ${order}: up to ${window[1]}`)
    }
})

test('jumps leave a gap, kinks and steep slopes do not', () => {
  const floor = sample([Math.floor], { from: -2.5, to: 2.5 })
  for (const jump of [-2, -1, 1, 2]) assert.ok(!drawnThrough(floor.curves[0], jump - 1e-9), `a jump at ${jump}`)
  const bent = sample([Math.abs, (x) => Math.tanh(500 * x), (x) => Math.sqrt(Math.abs(x))])
  for (const { y } of bent.curves) assert.ok(y.every(Number.isFinite))
})

test('steep pieces are fine enough to be drawn as curves', () => {
  const { curves, window } = sample([(x) => Math.tanh(500 * x)])
  const { y = [] } = curves[0] ?? {}
  for (let i = 1; i < y.length; i++) assert.ok(Math.abs((y[i] ?? 0) - (y[i - 1] ?? 0)) < 0.05 * (window[1] - window[0]))
})

test('the edge of a domain is found to a pixel and beyond', () => {
  const { curves } = sample([(x) => Math.sqrt(x - 0.3)], { from: -1, to: 1 })
  const first = curves[0]?.y.findIndex(Number.isFinite) ?? -1
  assert.ok(Math.abs((curves[0]?.x[first] ?? 0) - 0.3) < 1e-5)
})

test('windows: all of a parabola, the bulk of a tangent, the whole of a narrow peak, room around a constant', () => {
  const parabola = sample([(x) => x * x]).window
  assert.ok(parabola[0] < 0 && parabola[0] > -3 && parabola[1] > 25 && parabola[1] < 28)
  const tangent = sample([Math.tan]).window
  assert.ok(tangent[1] > 2 && tangent[1] < 20)
  const peak = sample([(x) => Math.exp(-x * x * 1e4)]).window
  assert.ok(peak[1] > 1 && peak[1] < 1.2)
  const constant = sample([() => 3]).window
  assert.ok(constant[0] < 3 && constant[1] > 3)
  assert.deepEqual(sample([() => Number.NaN]).window, [-1, 1])
})

const between = (value: number, low: number, high: number): boolean => value >= low && value <= high

test('windows: what turns is in sight beside walls and poles', () => {
  const wells: [name: string, f: (x: number) => number, from: number, to: number, low: number, high: number][] = [
    ['Lennard-Jones from 0', (x) => 4 * (x ** -12 - x ** -6), 0, 5, -1, 2],
    ['Lennard-Jones beside its pole', (x) => 4 * (x ** -12 - x ** -6), 0.5, 5, -1, 2],
    ['its force', (x) => 24 * (2 * x ** -13 - x ** -7), 0, 5, -2.4, 4],
    ['attraction and a barrier', (x) => 1 / x ** 2 - 2 / x, 0, 10, -1, 2],
    ['Morse', (x) => (1 - Math.exp(-2 * (x - 1))) ** 2, -3, 8, 0, 3],
    ['x + 1/x', (x) => x + 1 / x, -5, 5, -5.2, 15],
    ['two poles', (x) => 1 / (x * x - 4), -5, 5, -0.25, 4],
    ['secant', (x) => 1 / Math.cos(x), -5, 5, -1, 25],
  ]
  for (const [name, f, from, to, low, high] of wells) {
    const { window } = sample([f], { from, to })
    assert.ok(
      window[0] <= low && window[1] > low && between(window[1], low, high) && between(-window[0], -low, high + 10),
      `${name}: ${window.join(' to ')}`,
    )
  }
  const needle = sample([(x) => Math.exp(-x * x * 1e6)]).window
  assert.ok(between(needle[1], 1, 1.2))
  assert.ok(sample([(x) => x ** -12]).window[1] < 100)
  assert.ok(between(sample([Math.exp]).window[1], 148, 160))
})

test('a logarithmic axis: only positive values, which outputs have others, at most twelve decades', () => {
  const { curves, window, notPositive } = sample([(x) => x, (x) => Math.exp(-40 * x * x)], { from: -1, to: 1, logarithmic: true })
  assert.deepEqual(notPositive, [0])
  assert.ok(curves[0]?.y.every((y) => Number.isNaN(y) || y > 0))
  assert.ok(window[0] > 0 && window[1] > 1 && Math.log10(window[1] / window[0]) < 14)
})

test('a window that is given is kept, and what lies far outside is left out', () => {
  const { curves, window } = sample([Math.exp], { from: -5, to: 50, window: [0, 10] })
  assert.deepEqual(window, [0, 10])
  assert.ok(curves[0]?.y.filter((y) => y > 100).length === 1 || curves[0]?.y.every((y) => Number.isNaN(y) || y < 1e7))
})

test('a function that oscillates without end costs a bounded number of points', () => {
  const { points } = sample([(x) => Math.sin(1 / x), (x) => Math.sin(1e6 * x)])
  assert.ok(points < 10_000)
})
