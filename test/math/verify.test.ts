/** The proof of answers: right ones pass with small errors, wrong ones never; domains, ranks, unknown functions, integrals. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../src/math/analyze.ts'
import { reverse } from '../../src/math/differentiate/reverse.ts'
import { type Expr, number, symbol } from '../../src/math/expr.ts'
import { relu, sigmoid } from '../../src/math/ops/activation.ts'
import { add, div, exp, ln, mul, neg, pow, sqrt, sub } from '../../src/math/ops/arithmetic.ts'
import { callFunction, integral, productSeries, series } from '../../src/math/ops/binder.ts'
import { abs, maximum, where } from '../../src/math/ops/condition.ts'
import { acosh } from '../../src/math/ops/hyperbolic.ts'
import { inverse, logdet, matmul } from '../../src/math/ops/linear.ts'
import { operationNamed } from '../../src/math/ops/table.ts'
import { asin, cos, sin } from '../../src/math/ops/trigonometric.ts'
import { shapeOf } from '../../src/math/shape.ts'
import { simplify } from '../../src/math/simplify/simplify.ts'
import { verifyDerivative } from '../../src/math/verify.ts'

const x = (): Expr => symbol('x')
const a = (): Expr => symbol('a')
const v = (): Expr => symbol('v', shapeOf(['n']))
const A = (): Expr => symbol('A', shapeOf(['n', 'n']))

const values: Record<string, () => [Expr, Expr]> = {
  'a polynomial': () => [sub(pow(x(), 3), mul(2, x())), x()],
  'the bell': () => [mul(x(), exp(neg(div(pow(x(), 2), 2))), sin(mul(3, x()))), x()],
  'a domain away from 0': () => [add(ln(sub(x(), 1)), acosh(x())), x()],
  'a narrow domain': () => [asin(sub(mul(2, x()), 1)), x()],
  'two domains that exclude one box': () => [mul(ln(sub(x(), 3)), asin(a())), a()],
  'a kink': () => [add(relu(x()), abs(sub(x(), 1)), maximum(x(), a())), x()],
  'a choice whose other branch fails': () => [
    where(operationNamed('gt')?.kernel === undefined ? x() : maximum(x(), 0), sqrt(maximum(x(), 1)), x()),
    x(),
  ],
  'a layer': () => [sigmoid(add(matmul(A(), v()), v())), v()],
  'a matrix inverse': () => [inverse(add(matmul(A(), A()), A())), A()],
  'a log-determinant': () => [logdet(matmul(A(), A())), A()],
  'an unknown function': () => [mul(callFunction('g', [pow(x(), 2), a()]), callFunction('h', [x()])), x()],
  'a sum over an index': () => [series('i', pow(x(), symbol('i')), number(1), number(5)), x()],
  'a product over an index': () => [productSeries('i', add(pow(x(), 2), symbol('i')), number(1), number(4)), x()],
  'an integral with moving bounds': () => [integral('t', cos(mul(symbol('t'), x())), number(0), pow(x(), 2)), x()],
}

for (const [name, build] of Object.entries(values)) {
  test(`${name} is proven, and disproven when scaled by 1.001`, () => {
    const [value, by] = build()
    const derivative = reverse(value, [by])[0] as Expr
    const proof = verifyDerivative(value, by, derivative)
    assert.ok('worst' in proof, JSON.stringify(proof))
    assert.ok(proof.points >= 20 && proof.worst < 1e-9, JSON.stringify(proof))
    const wrong = verifyDerivative(value, by, mul(1.001, derivative))
    assert.ok('worst' in wrong && wrong.worst > 1e-4, JSON.stringify(wrong))
  })
}

test('a forgotten term, a wrong sign, a derivative by the wrong variable', () => {
  const value = add(mul(x(), a()), sin(x()))
  for (const derivative of [a(), sub(a(), cos(x())), x(), number(0)]) {
    const proof = verifyDerivative(value, x(), derivative)
    assert.ok('worst' in proof && proof.worst > 1e-3, JSON.stringify(proof))
  }
})

test('waves shorter than any usual step are proven; a wrong derivative of one is found out', () => {
  for (const frequency of [50, 1050, 2428, 115_139, 1e6]) {
    const value = sin(mul(frequency, x()))
    const proof = verifyDerivative(value, x(), mul(frequency, cos(mul(frequency, x()))))
    assert.ok('worst' in proof && proof.worst < 1e-9, `${frequency}: ${JSON.stringify(proof)}`)
    const wrong = verifyDerivative(value, x(), mul(frequency, sin(mul(frequency, x()))))
    assert.ok('worst' in wrong && wrong.worst > 1e-3, `${frequency}: ${JSON.stringify(wrong)}`)
  }
})

test('a transposed Jacobian is found out', () => {
  const square = matmul(A(), v())
  const proof = verifyDerivative(square, v(), operationTranspose(A()))
  assert.ok('worst' in proof && proof.worst > 1e-3)
})
const operationTranspose = (matrix: Expr): Expr => reverse(matmul(v(), matrix), [v()])[0] as Expr

test('what does not contain the variable has derivative 0', () => {
  const proof = verifyDerivative(sin(a()), x(), number(0))
  assert.ok('worst' in proof && proof.worst === 0)
})

test('the error that is told is that of rounding, not none', () => {
  const value = mul(exp(sin(mul(3, x()))), ln(add(1, pow(x(), 2))))
  const proof = verifyDerivative(value, x(), reverse(simplify(value), [x()])[0] as Expr)
  assert.ok('worst' in proof && proof.worst > 0 && proof.worst < 1e-13, JSON.stringify(proof))
})

test('the error is relative to the derivative, however small that is', () => {
  const cube = pow(x(), 3)
  for (const value of [mul(1e-30, cube), add(1, mul(1e-30, cube)), exp(mul(-50, pow(x(), 2)))]) {
    const derivative = reverse(simplify(value), [x()])[0] as Expr
    const proof = verifyDerivative(value, x(), mul(derivative, 1 + 2e-12))
    // By construction off by 2e-12 of itself, which is no rounding.
    assert.ok('worst' in proof && proof.worst > 1.9e-12 && proof.worst < 2.1e-12, JSON.stringify(proof))
  }
})

test('where nothing can be sampled no proof is claimed', () => {
  const proof = verifyDerivative(ln(neg(pow(x(), 2))), x(), div(2, x()))
  assert.equal(proof.method, 'none')
})

test('the same proof gives the same figures', () => {
  const value = exp(sin(x()))
  const derivative = reverse(value, [x()])[0] as Expr
  assert.deepEqual(verifyDerivative(value, x(), derivative), verifyDerivative(value, x(), derivative))
})

test('a deep graph is proven at fewer points', () => {
  let deep: Expr = x()
  for (let i = 0; i < 10_000; i++) deep = sin(deep)
  const proof = verifyDerivative(deep, x(), reverse(deep, [x()])[0] as Expr)
  assert.ok('worst' in proof && proof.worst < 1e-9, JSON.stringify(proof))
})

test('infinities that a mask writes do no harm', () => {
  const text = `import numpy as np
def attention(Q, K, V):
    """Q, K: (4, 3), V: (4, 2)"""
    scores = np.where(np.tril(np.ones((4, 4))) == 1, Q @ K.T, -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V
`
  const analysis = analyze({ language: 'python', text })
  assert.ok(analysis.ok)
  for (const { wrt, verified } of analysis.derivatives) assert.ok('worst' in verified && verified.worst < 1e-9, `${wrt}: ${JSON.stringify(verified)}`)
})
