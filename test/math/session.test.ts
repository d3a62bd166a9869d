/** A long session: what readings leave behind may be let go of, but nothing that code holds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { number, symbol } from '../../src/math/expr.ts'
import {
  type Analysis,
  analyze,
  differentiate,
  gradientCode,
  jacobianVectorProduct,
  type Language,
  mixedDerivative,
  print,
  read,
  simplify,
  vectorJacobianProduct,
} from '../../src/math/index.ts'

const answer = (text: string): string => print(simplify(differentiate(read(text, 'plain'), 'x')), 'text')

test('constants and numbers mean the same after thousands of readings', () => {
  const texts = ['e^(x^2)', 'x*sin(pi/2)', 'cos(pi)*x', 'x*ln(e)', 'pi^x', 'e^(2*ln(x))', '2*x + sin(2)*x']
  const before = texts.map(answer)
  const two = number(2)
  for (let k = 0; k < 2000; k++) answer(`sin(x_${k})*y_${k} + x`)
  assert.deepEqual(texts.map(answer), before)
  assert.equal(number(2), two)
})

test('a node that is met again and again stays the same node', () => {
  const x = symbol('met_again')
  for (let k = 0; k < 500; k++) {
    read(`a_${k} + b_${k} + c_${k}*d_${k} + met_again`, 'plain')
    assert.equal(symbol('met_again'), x)
  }
})

/** Reads so much that nothing stays which is not held. */
function readOthers(): void {
  for (let k = 0; k < 400; k++) answer(`sin(a_${k})*b_${k} + c_${k}^2*d_${k}*x`)
}

const KEPT: readonly (readonly [what: string, language: Language, text: string])[] = [
  ['components', 'julia', 'function f!(du, u, p)\n  a, b = u\n  r = p[1] * a * b\n  du[1] = -r + a^2\n  du[2] = r - p[2] * b\nend'],
  ['elements', 'python', 'def f(q, x):\n    return sum((x - q[0]) ** 2) / exp(q[1]) + q[1]'],
  ['matrices', 'latex', '$f(X) = a^\\top X^{-1} b + \\operatorname{tr}(X^\\top A X)$'],
  ['an equation', 'latex', '$x^3 + y^3 = 3xy$'],
  [
    'names of parts',
    'python',
    'def f(s, r, t):\n    d = (log(s) + r * t) / sqrt(t)\n    c = d - sqrt(t)\n    return s * tanh(d) - exp(-r * t) * tanh(c)',
  ],
  ['sums', 'latex', '$L(\\theta) = \\sum_{i=1}^n \\log(1 + e^{-y_i x_i^\\top \\theta}) + \\sum_{j<k} \\theta_j \\theta_k$'],
]

/** All that is made of an answer when it is asked for. */
const toldLater = (analysis: Analysis): unknown => ({
  together: analysis.value.shape.length > 1 ? '' : gradientCode(analysis, 'numpy'),
  each: analysis.derivatives.map((derivative) => ({
    pulled: vectorJacobianProduct(derivative).text,
    pushed: jacobianVectorProduct(derivative).text,
    mixed: mixedDerivative(derivative, derivative.wrt).text,
    code: derivative.code('numpy'),
    steps: derivative.steps,
    latex: derivative.latex,
    text: derivative.text,
  })),
})

for (const [what, language, text] of KEPT) {
  test(`an answer that was kept while others were read says the same: ${what}`, () => {
    const [now, kept] = [analyze({ language, text }), analyze({ language, text })]
    assert.ok(now.ok && kept.ok, now.ok ? '' : now.message)
    const told = toldLater(now)
    readOthers()
    assert.deepEqual(toldLater(kept), told)
    assert.deepEqual(toldLater(analyze({ language, text }) as Analysis), told, 'read again')
  })
}

test('an expression that was read long ago has the derivative it had', () => {
  for (const text of ['x^2*sin(x)', 'x*ln(x) + y']) {
    const early = read(text, 'plain')
    const other = read(text, 'plain')
    const before = print(simplify(differentiate(other, 'x')), 'text')
    readOthers()
    assert.equal(print(simplify(differentiate(early, 'x')), 'text'), before)
    assert.notEqual(before, '0')
  }
})
