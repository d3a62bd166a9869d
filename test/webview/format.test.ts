/** Numbers as the panel writes and reads them: digits, ticks, ranges, shapes, colours. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readShape, refuseShape } from '../../src/webview/chips.ts'
import { css, diverging, inkOn, viridis } from '../../src/webview/plots/colormap.ts'
import { readNumber } from '../../src/webview/plots/controls.ts'
import { roundOut, ticks } from '../../src/webview/plots/ticks.ts'
import { full, logTickLabel, magnitude, shapeName, short, tickLabel } from '../../src/webview/widgets/format.ts'

test('four significant digits, a true minus sign, whole numbers whole', () => {
  for (const [value, text] of [
    [0.81757, '0.8176'],
    [-0.1 - 0.2, '−0.3'],
    [123456.7, '123457'],
    [1.0e6, '1e6'],
    [-1.23456e-7, '−1.235e−7'],
    [0, '0'],
    [-0, '0'],
    [Number.NaN, 'undefined'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ] as const)
    assert.equal(short(value), text)
  assert.equal(full(0.1 + 0.2), '0.30000000000000004')
  assert.equal(magnitude(3.14e-16), '3e−16')
  for (const error of [0, 7.25e-26, 1.1e-16]) assert.equal(magnitude(error), 'below 1.1e−16')
  assert.equal(magnitude(3.14e-16, { precise: true }), '3.14e-16')
})

test('ticks are round and without noise, at any scale', () => {
  const labels = (low: number, high: number, parts = 5) => ticks(low, high, parts).map(({ label }) => label)
  assert.deepEqual(labels(-0.3, 0.3, 6), ['−0.3', '−0.2', '−0.1', '0.0', '0.1', '0.2', '0.3'])
  assert.deepEqual(labels(0, 1), ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0'])
  assert.deepEqual(labels(-2, 2, 4), ['−2', '−1', '0', '1', '2'])
  assert.deepEqual(labels(0, 3e9, 3), ['0', '1e9', '2e9', '3e9'])
  assert.deepEqual(labels(5, 5), ['5'])
  assert.deepEqual(labels(Number.NaN, 1), [])
  for (const { value } of ticks(-1e-3, 1e-3, 10)) assert.ok(String(value).length < 9, String(value))
  assert.equal(tickLabel(2.5, 2.5), '2.5')
  assert.equal(tickLabel(0.30000000000000004, 0.1), '0.3')
  assert.deepEqual([0.0001, 0.001, 1, 1000, 1e4, 2e4].map(logTickLabel), ['10⁻⁴', '0.001', '1', '1000', '10⁴', ''])
  const [low, high] = roundOut(-10.9, 25.9)
  assert.ok(low <= -10.9 && high >= 25.9 && Number.isInteger(low) && Number.isInteger(high))
})

test('ends of ranges are read as people type them', () => {
  for (const [text, value] of [
    ['3', 3],
    [' −2.5 ', -2.5],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['pi', Math.PI],
    ['-2π', -2 * Math.PI],
    ['3*pi/4', (3 * Math.PI) / 4],
    ['1/4', 0.25],
  ] as const)
    assert.equal(readNumber(text), value, text)
  for (const text of ['', '-', 'x', '1/0', 'Infinity', '1 2', '1e999', '__proto__']) assert.equal(readNumber(text), undefined, text)
})

test('shapes are read as people type them', () => {
  assert.deepEqual(readShape('m, 3'), ['m', 3])
  assert.deepEqual(readShape('2 × n'), [2, 'n'])
  assert.deepEqual(readShape('2x3'), [2, 3])
  assert.deepEqual(readShape('n x max_length'), ['n', 'max_length'])
  assert.deepEqual(readShape('m, k + n'), ['m', 'k + n'])
  assert.deepEqual(readShape('m × (k + n)'), ['m', 'k + n'])
  assert.deepEqual(readShape(''), [])
  for (const text of ['', 'n', 'm, n', '2x3', 'batch, d_1', 'm, k+n-1']) assert.equal(refuseShape(text), undefined, text)
  for (const text of ['-1', '0', '1.5', 'a b*c', 'n + ', '1,2,3,4,5,6,7']) assert.ok(refuseShape(text), text)
})

test('shapes are told in the words of the field, sums of lengths in parentheses', () => {
  assert.equal(shapeName([]), 'scalar')
  assert.equal(shapeName(['n + 1']), 'vector n + 1')
  assert.equal(shapeName(['m', 'k + n']), 'matrix m × (k + n)')
  assert.equal(shapeName([2, 'n', 'q - p']), 'tensor 2 × n × (q − p)')
})

test('colours: viridis from dark to light, white exactly at zero, ink that reads on them', () => {
  assert.equal(css(viridis(0)), 'rgb(68, 1, 84)')
  assert.equal(css(viridis(1)), 'rgb(253, 231, 37)')
  assert.equal(css(diverging(0, 3)), 'rgb(255, 255, 255)')
  assert.equal(css(diverging(0, 0)), 'rgb(255, 255, 255)')
  const [blue, , red] = [diverging(-3, 3), 0, diverging(3, 3)]
  assert.ok(blue[2] > blue[0] && red[0] > red[2])
  assert.equal(inkOn(viridis(0)), '#ffffff')
  assert.equal(inkOn(viridis(1)), '#000000')
})
