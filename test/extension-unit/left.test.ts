/** Left sides as a textbook writes them. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freeLetter, leftOfDerivative, leftOfValue, type Subject, writeName } from '../../src/extension/left.ts'
import type { Derivative, Shape } from '../../src/math/api.ts'

const subject = (name: string, variables: string[], isFunction = true): Subject => ({
  name: writeName(name),
  isFunction,
  variables: variables.map(writeName),
})

describe('the value', () => {
  it('is a function of its variables', () => {
    assert.deepEqual(leftOfValue(subject('f', ['x'])), { latex: 'f(x)', text: 'f(x)' })
    assert.deepEqual(leftOfValue(subject('layer', ['x', 'W', 'b'])), { latex: '\\mathrm{layer}(x, W, b)', text: 'layer(x, W, b)' })
  })
  it('or a quantity', () => assert.deepEqual(leftOfValue(subject('y', ['x'], false)), { latex: 'y', text: 'y' }))
  it('gets a letter that is free', () => assert.equal(freeLetter(['f', 'x']), 'g'))
})

describe('derivatives', () => {
  const rows: [Subject, Derivative['kind'], string, Shape, number, string, string][] = [
    [subject('f', ['x']), 'derivative', 'x', [], 1, "f'(x)", 'f′(x)'],
    [subject('f', ['x']), 'derivative', 'x', [], 2, "f''(x)", 'f″(x)'],
    [subject('f', ['x']), 'derivative', 'x', [], 5, 'f^{(5)}(x)', 'f⁽⁵⁾(x)'],
    [subject('y', ['t'], false), 'derivative', 't', [], 1, '\\frac{\\mathrm{d} y}{\\mathrm{d} t}', 'dy/dt'],
    [subject('f', ['x', 'y']), 'partial', 'y', [], 1, '\\frac{\\partial f}{\\partial y}', '∂f/∂y'],
    [subject('f', ['x', 'y']), 'partial', 'y', [], 2, '\\frac{\\partial^{2} f}{\\partial y^{2}}', '∂²f/∂y²'],
    [subject('f', ['x']), 'gradient', 'x', [], 1, '\\nabla f', '∇f'],
    [subject('f', ['x']), 'hessian', 'x', [], 2, '\\nabla^2 f', '∇²f'],
    [subject('y', ['x', 'W', 'b'], false), 'jacobian', 'W', ['m'], 1, '\\frac{\\partial y}{\\partial W}', '∂y/∂W'],
    [subject('loss', ['theta'], false), 'derivative', 'theta', [], 1, '\\frac{\\mathrm{d}\\,\\mathrm{loss}}{\\mathrm{d} \\theta}', 'dloss/dθ'],
  ]
  for (const [of, kind, by, shape, order, latex, text] of rows)
    it(text, () => assert.deepEqual(leftOfDerivative(of, { kind, shape: [], by: writeName(by) }, shape, order), { latex, text }))
  const family = subject('L', ['A'], false)
  const at = (letters: string[], name = 'A'): { latex: string; text: string } =>
    leftOfDerivative(family, { kind: 'gradient', shape: ['k', 'd', 'd'], by: writeName(name), letters }, [], 1)
  it('by one matrix of a family', () => assert.deepEqual(at(['k']), { latex: '\\nabla_{\\!A_{k}}\\, L', text: '∇_A_k L' }))
  it('by one component', () => assert.deepEqual(at(['k', 'i', 'j']), { latex: '\\frac{\\partial L}{\\partial A_{kij}}', text: '∂L/∂A_kij' }))
  it('of what has an index of its own', () => assert.equal(at(['k'], 'A_0').latex, '\\left(\\nabla L\\right)_{k}'))
})
