/** Ranges and axes for functions of which nothing is said. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sliderRange } from '../../src/extension/plot.ts'
import { type Curve, chooseRange, finitePart, spansDecades } from '../../src/extension/plotRange.ts'
import { surfaceRange } from '../../src/extension/surfaceRange.ts'

const each =
  (f: (x: number) => number): Curve =>
  (xs) =>
    xs.map(f)

describe('chooseRange', () => {
  const rows: [string, (x: number) => number, [number, number]][] = [
    ['x^2', (x) => x ** 2, [-5, 5]],
    ['sin(x^2)', (x) => Math.sin(x ** 2), [-5, 5]],
    ['a pole at 0 is no end of the domain', (x) => 1 / x, [-5, 5]],
    ['tan', Math.tan, [-5, 5]],
    ['e^(x^3) fills nothing but the edge of a wide window', (x) => Math.exp(x ** 3), [-1, 1]],
    ['a well beside a wall', (x) => (1 - Math.exp(1 - x)) ** 2, [0, 5]],
    ['a well beside a higher one', (x) => (1 - Math.exp(-1.5 * (x - 1.2))) ** 2, [0, 5]],
    ['a well beside a very high one', (x) => 5 * (1 - Math.exp(-2 * (x - 2))) ** 2, [0, 5]],
    ['an end of the domain with a pole', (x) => 0.5 / Math.sqrt(x + 2) - Math.abs(x) / (x - 1) ** 2 + Math.sign(x) / (x - 1), [-2, 10]],
    ['a very fast wave, and a very low one', (x) => 1e-12 * Math.sin(1e9 * x), [-1.2e-8, 1.2e-8]],
    ['the exponential is no wall', Math.exp, [-5, 5]],
    ['the logarithm begins at 0', Math.log, [0, 5]],
    ['the square root too', Math.sqrt, [0, 5]],
    ['asin lives on [-1, 1]', Math.asin, [-1, 1]],
    ['a domain that begins far out', (x) => Math.sqrt(x - 10), [10, 20]],
    ['a much later one', (x) => Math.sqrt(x - 100), [100, 200]],
    ['a fast wave by some of its periods', (x) => Math.sin(100 * x), [-0.12, 0.12]],
    ['a slow wave too', (x) => Math.cos(x / 50), [-600, 600]],
    ['a sound', (x) => Math.sin(2 * Math.PI * 440 * x), [-0.005, 0.005]],
    ['a wave that turns every 2π', (x) => 1 + Math.cos(x), [-5, 5]],
    ['what has decayed in milliseconds', (x) => Math.exp(-x / 0.001), [0, 0.003]],
    ['what decays over hundreds', (x) => Math.exp(-x / 500), [0, 1500]],
    ['a bell far out', (x) => Math.exp(-((x - 1000) ** 2) / (2 * 50 ** 2)), [0, 1500]],
    ['growth that ends at 100', (x) => 100 / (1 + Math.exp((50 - x) / 10)), [0, 100]],
    ['a pole outside of [-5, 5]', (x) => 1 / (x - 7), [0, 12]],
    ['roots far out', (x) => x * x - 1e4, [-150, 150]],
    ['turns far out', (x) => x * (x - 10) * (x - 20), [0, 25]],
    ['turns that a textbook’s range would hide', (x) => x ** 4 - 4 * x ** 2, [-2.5, 2.5]],
    ['the same, not symmetric', (x) => x ** 4 - 4 * x ** 2 + x, [-3, 3]],
    ['a hump beside a wall', (x) => x ** 3 / Math.expm1(x), [0, 12]],
    ['a well beside a pole', (x) => x ** -12 - x ** -6, [-3, 3]],
    ['speeds below that of light', (x) => 1 / Math.sqrt(1 - (x / 299792458) ** 2), [-3e8, 3e8]],
    ['the characteristic of a diode', (x) => 1e-12 * Math.expm1(x / 0.02585), [-0.08, 0.08]],
    ['a step at the edge of [-5, 5]', (x) => 1 / (1 + Math.exp((x - 5) / 0.025)), [0, 6]],
    ['a turn too small to be looked at', (x) => x ** 2 - 0.02 * x, [-5, 5]],
    ['what settles slowly', Math.atan, [-5, 5]],
    ['a wave towards zero', (x) => Math.sin(1 / x), [-5, 5]],
    ['nowhere finite', () => Number.NaN, [-5, 5]],
  ]
  for (const [what, f, range] of rows) it(what, () => assert.deepEqual(chooseRange(each(f)), range))
})

describe('finitePart', () => {
  it('is the longest stretch', () =>
    assert.deepEqual(
      finitePart(
        each((x) => Math.sqrt(x * (x - 1) * (x + 3))),
        [-5, 5],
      ),
      [1, 5],
    ))
})

describe('spansDecades', () => {
  it('e^(x^3) over [0, 2] needs a logarithmic axis', () =>
    assert.ok(
      spansDecades(
        each((x) => Math.exp(x ** 3)),
        each((x) => 3 * x ** 2 * Math.exp(x ** 3)),
        [0, 2],
      ),
    ))
  const linear: [string, (x: number) => number, (x: number) => number][] = [
    ['the exponential is known by its shape', Math.exp, Math.exp],
    ['a derivative below zero has no logarithm', (x) => Math.exp(-(x ** 2)), (x) => -2 * x * Math.exp(-(x ** 2))],
    ['the logistic function is flat, not small', (x) => 1 / (1 + Math.exp(-x)), (x) => 1 / (2 + Math.exp(x) + Math.exp(-x))],
    ['a parabola touches zero', (x) => x ** 2, (x) => 2 * x],
  ]
  for (const [what, f, derivative] of linear) it(what, () => assert.ok(!spansDecades(each(f), each(derivative), [-5, 5])))
})

describe('surfaceRange', () => {
  const bell = (x: number, y: number) => Math.exp(-(x ** 2 + y ** 2))
  const rows: [string, (x: number, y: number) => number, [number, number]][] = [
    ['x^2 + y^2', (x, y) => x ** 2 + y ** 2, [-2, 2]],
    ['a saddle', (x, y) => x * y, [-2, 2]],
    ['a wave under a bell, which is lost far out', (x, y) => Math.sin(x) * Math.cos(y) * bell(x / 2, y / 2), [-2, 2]],
    ['Himmelblau’s four minima', (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2, [-5, 5]],
    ['Rosenbrock’s valley', (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, [-2, 2]],
    ['rings about a hill', (x, y) => Math.sin(Math.hypot(x, y)) / Math.hypot(x, y), [-5, 5]],
    ['a hill beside the usual window', (x, y) => bell(x - 5, y - 5), [-10, 10]],
    ['waves without end', (x, y) => Math.sin(x) * Math.sin(y), [-2, 2]],
    ['what grows without bounds on one side', (x, y) => Math.exp(-y * x * x) * Math.cos(x), [-2, 2]],
    ['a hill as wide as a city', (x, y) => bell(x / 30, y / 30), [-50, 50]],
    ['a narrow one', (x, y) => bell(10 * x, 10 * y), [-0.15, 0.15]],
    ['poles are no hills', (x, y) => x / y + Math.sin(x), [-2, 2]],
    ['the logarithm begins at 0', (x, y) => Math.log(x) * y, [0, 2]],
  ]
  for (const [what, f, range] of rows)
    it(what, () =>
      assert.deepEqual(
        surfaceRange((xs, ys) => xs.map((x, i) => f(x, ys[i] as number))),
        range,
      ),
    )
})

describe('sliderRange', () => {
  const rows: [string, number, boolean, [number, number]][] = [
    ['a usual number', 1, false, [-5, 5]],
    ['zero', 0, false, [-5, 5]],
    ['a large one', -37, false, [-80, 80]],
    ['what is positive does not go below zero', 0.5, true, [0, 5]],
    ['a constant of nature', 6.626e-34, true, [0, 2e-33]],
    ['a large constant', 3e8, true, [0, 6e8]],
    ['no number', Number.NaN, false, [-5, 5]],
  ]
  for (const [name, value, positive, range] of rows) it(name, () => assert.deepEqual(sliderRange(value, positive), range))
})
