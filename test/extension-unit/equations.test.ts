/** Derivatives as equations, in hovers and where they are put in: of the order that the text asks for. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { codesOf, equationsOf, gradientEquationOf } from '../../src/extension/view.ts'
import { type Analysis, analyze } from '../../src/math/index.ts'

function asked(text: string): Analysis {
  const analysis = analyze({ language: 'latex', text }, { asked: true })
  assert.ok(analysis.ok, text)
  return analysis
}

const texts: [text: string, equation: string][] = [
  ['x^2', 'f′(x) = 2x'],
  [String.raw`\frac{d}{dx} x^3`, 'f′(x) = 3x²'],
  [String.raw`\frac{d^2}{dx^2} x^4`, 'f″(x) = 12x²'],
  [String.raw`Find $\frac{dy}{dx}$ if $x^2 + y^2 = 25$.`, 'dy/dx = −x/y'],
]
for (const [text, equation] of texts)
  it(`${text}: ${equation}`, () =>
    assert.deepEqual(
      equationsOf(asked(text), text).map((each) => each.text),
      [equation],
    ))

it('a Hessian that is asked for is one equation', () => {
  const text = String.raw`\nabla^2 (x^2 y)`
  assert.equal(gradientEquationOf(asked(text), text, 4)?.text, '∇²f = [[2y, 2x], [2x, 0]]')
  const gradient = String.raw`\nabla (x^2 y)`
  assert.equal(gradientEquationOf(asked(gradient), gradient, 4)?.text, '∇f = (2x y, x²)')
})

it('code is called after the order', () => {
  const [code = ''] = codesOf(asked(String.raw`Find $\frac{d^2 f}{dx^2}$ where $f(x) = x^4$.`), 'python', { language: 'python' })
  assert.match(code, /def d2f_dx2\(x\):\s+return 12 \* x\*\*2/)
})
