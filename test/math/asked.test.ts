/** What the panel shows where a formula asks for a derivative: that of which it asks it, by what and as often as it says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../src/math/index.ts'

/** A text, what is differentiated, and the derivatives asked for with what they are by; the order where it is not the first. */
const cases: [language: 'latex' | 'plain' | 'python', text: string, value: string, derivatives: string[], order?: number][] = [
  ['latex', String.raw`$\frac{d}{dx} x^2 \sin x$`, 'x² sin(x)', ['x: x² cos(x) + 2x sin(x)']],
  ['latex', String.raw`\frac{d^2}{dx^2} x^4`, 'x⁴', ['x: 12x²'], 2],
  ['latex', String.raw`\nabla (x^2 y)`, 'x² y', ['x: 2x y', 'y: x²']],
  ['latex', String.raw`\nabla^2 (x^2 y)`, 'x² y', ['x: 2y', 'y: 0'], 2],
  ['latex', String.raw`\nabla_x \|Ax-b\|^2`, '‖A x − b‖²', ['x: 2Aᵀ(A x − b)']],
  ['latex', String.raw`\frac{\partial}{\partial x_i} \sum_j x_j^2`, 'Σ_j x_j²', ['x: 2x']],
  ['latex', String.raw`f(x,y)=x^2y, x = \cos t, y = \sin t, df/dt`, 'cos(t)² sin(t)', ['t: 3 cos(t)³ − 2 cos(t)']],
  ['latex', String.raw`Find $\frac{\partial f}{\partial y}$ if $f(x,y) = x^2 y$.`, 'x² y', ['y: x²']],
  ['plain', 'd/dx x^2 sin x', 'x² sin(x)', ['x: x² cos(x) + 2x sin(x)']],
  ['plain', "find y'' if x^2 + y^2 = 25", 'y', ['x: −1/y − x²/y³'], 2],
  // A mixed derivative, one with a name and one in code are values that are differentiated once more.
  ['latex', String.raw`\frac{\partial^2}{\partial x\partial y} x^2y^3`, '6x y²', ['x: 6y²', 'y: 12x y']],
  ['latex', String.raw`v = \frac{d}{dt} t^3`, '3t²', ['t: 6t']],
  ['python', 'from sympy import *\nx = symbols("x")\ndiff(x**3, x)', '3x²', ['x: 6x']],
]
for (const [language, text, value, derivatives, order] of cases)
  test(`${language}: ${text.replaceAll('\n', '; ')}`, () => {
    const analysis = analyze({ language, text }, { asked: true })
    assert.ok(analysis.ok)
    assert.equal(analysis.value.text, value)
    assert.deepEqual(
      analysis.derivatives.map(({ wrt, text }) => `${wrt}: ${text}`),
      derivatives,
    )
    assert.equal(analysis.order, order)
  })

test('the slope of an equation is told with the equation, and its steps differentiate both sides', () => {
  const analysis = analyze({ language: 'plain', text: 'find dy/dx if x^2 + y^2 = 25' }, { asked: true })
  assert.ok(analysis.ok)
  assert.equal(analysis.name, 'y')
  assert.equal(analysis.equation?.text, 'x² + y² − 25')
  const [slope] = analysis.derivatives
  assert.equal(slope?.text, '−x/y')
  assert.equal(slope?.steps.rule, 'implicit')
})

test('another order may be asked for, and by something else', () => {
  const text = String.raw`\frac{d^2}{dx^2} x^4 y`
  const first = analyze({ language: 'latex', text }, { asked: true, order: 1, wrt: ['y'] })
  assert.ok(first.ok)
  assert.equal(first.order, undefined)
  assert.equal(first.derivatives[0]?.text, 'x⁴')
})

test('without being told so the value is the derivative that is asked for', () => {
  const analysis = analyze({ language: 'plain', text: 'd/dx x^2 sin x' })
  assert.ok(analysis.ok)
  assert.equal(analysis.value.text, 'x² cos(x) + 2x sin(x)')
})

test('what stands before the slope keeps its sign before the whole product', () => {
  const analysis = analyze({ language: 'plain', text: 'find dy/dx if x^2 - y^2 = x*y' }, { asked: true })
  assert.ok(analysis.ok)
  const [both] = analysis.derivatives[0]?.steps.steps ?? []
  assert.equal(both?.filled, "2x - 2yy' - y - xy'")
})

test('a curl is worked out component by component', () => {
  const analysis = analyze({ language: 'latex', text: String.raw`\nabla \times (y, -x, 0)` })
  assert.ok(analysis.ok)
  assert.equal(analysis.value.text, '[0, 0, −2]')
})
