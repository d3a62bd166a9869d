/** Ranges and axes for functions of which nothing is said. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Curve, chooseRange, finitePart, spansDecades } from '../../src/extension/plotRange.ts'

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
    ['the exponential is no wall', Math.exp, [-5, 5]],
    ['the logarithm begins at 0', Math.log, [0, 5]],
    ['the square root too', Math.sqrt, [0, 5]],
    ['asin lives on [-1, 1]', Math.asin, [-1, 1]],
    ['a domain that begins far out', (x) => Math.sqrt(x - 10), [10, 20]],
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
