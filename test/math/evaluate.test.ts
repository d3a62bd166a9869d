/** Values of expressions at a point: any rank, broadcasting, symbolic lengths, deep graphs, clear errors. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate, evaluateAll } from '../../src/math/evaluate/value.ts'
import { type Expr, make, symbol } from '../../src/math/expr.ts'
import { sigmoid } from '../../src/math/ops/activation.ts'
import { add, div, exp, mul, pow, sub } from '../../src/math/ops/arithmetic.ts'
import { einsum } from '../../src/math/ops/einsum.ts'
import { eye, ones, size } from '../../src/math/ops/structure.ts'
import { sin } from '../../src/math/ops/trigonometric.ts'
import { shapeOf } from '../../src/math/shape.ts'

const x = () => symbol('x')

test('scalars', () => {
  assert.equal(evaluate(add(pow(x(), 2), 1), { x: 3 }), 10)
  assert.equal(evaluate(mul(2, x(), exp(x())), { x: 1 }), 2 * Math.E)
})

test('a layer with known numbers', () => {
  const W = symbol('W', shapeOf(['m', 'n']))
  const v = symbol('x', shapeOf(['n']))
  const b = symbol('b', shapeOf(['m']))
  const y = sigmoid(add(einsum('ij,j->i', W, v), b))
  const at = {
    x: [1, 2, 3],
    W: [
      [0.1, 0.2, 0.3],
      [0.4, 0.5, 0.6],
    ],
    b: [0.1, 0.2],
  }
  // 1 / (1 + exp(-1.5)) and 1 / (1 + exp(-3.4)), by hand.
  const [first, second] = evaluate(y, at) as number[]
  assert.ok(Math.abs((first as number) - 0.8175744761936437) < 1e-15)
  assert.ok(Math.abs((second as number) - 0.9677045353015495) < 1e-15)
})

test('broadcasting', () => {
  const row = symbol('r', shapeOf([1, 'n']))
  const column = symbol('c', shapeOf(['m', 1]))
  assert.deepEqual(evaluate(sub(column, row), { r: [[1, 2, 3]], c: [[10], [20]] }), [
    [9, 8, 7],
    [19, 18, 17],
  ])
  assert.deepEqual(
    evaluate(mul(symbol('v', shapeOf(['n'])), symbol('A', shapeOf(['m', 'n']))), {
      v: [1, 2],
      A: [
        [1, 1],
        [3, 3],
        [5, 5],
      ],
    }),
    [
      [1, 2],
      [3, 6],
      [5, 10],
    ],
  )
})

test('lengths come from the values', () => {
  const v = symbol('x', shapeOf(['n']))
  assert.deepEqual(evaluate(eye('n'), { x: [5, 6] }, [v]), [
    [1, 0],
    [0, 1],
  ])
  assert.deepEqual(evaluate(ones(shapeOf(['n'])), { x: [5, 6] }, [v]), [1, 1])
  assert.equal(evaluate(div(einsum('i->', v), size('n')), { x: [1, 2, 6] }), 3)
  assert.equal(evaluate(size('n'), { d: [1, 2, 3] }, [symbol('d', shapeOf(['n - 1']))]), 4)
})

test('values that do not fit are refused in words', () => {
  const v = symbol('x', shapeOf(['n']))
  assert.throws(() => evaluate(v, {}), /no value for x/)
  assert.throws(() => evaluate(symbol('__proto__'), {}), /no value for __proto__/)
  assert.throws(() => evaluate(v, { x: 1 }), /x is a vector n, but its value is one number/)
  assert.throws(() => evaluate(x(), { x: [1] }), /x is a scalar, but its value is an array/)
  assert.throws(() => evaluate(add(v, symbol('y', shapeOf(['n']))), { x: [1, 2], y: [1, 2, 3] }), /the length n is 2, but 3 in y/)
  assert.throws(() => evaluate(eye('k'), {}), /the length k is not known/)
})

test('depth and sharing are no limit', () => {
  let deep: Expr = x()
  for (let i = 0; i < 100_000; i++) deep = sin(deep)
  assert.ok(Math.abs(evaluate(deep, { x: 1 }) as number) < 0.01)
  let shared: Expr = x()
  for (let i = 0; i < 60; i++) shared = add(mul(shared, 0.5), mul(sin(shared), 0), mul(shared, 0.5))
  assert.equal(evaluate(shared, { x: 3 }), 3)
  const many = make(
    add.op,
    Array.from({ length: 200_000 }, (_, i) => symbol(`x${i % 7}`)),
  )
  assert.equal(evaluate(many, { x0: 1, x1: 1, x2: 1, x3: 1, x4: 1, x5: 1, x6: 1 }), 200_000)
})

test('several at once', () => {
  assert.deepEqual(evaluateAll([x(), mul(x(), 2)], { x: 4 }), [4, 8])
})
