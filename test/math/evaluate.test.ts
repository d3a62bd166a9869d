/** Values of expressions at a point: any rank, broadcasting, symbolic lengths, deep graphs, clear errors. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate, evaluateAll } from '../../src/math/evaluate/value.ts'
import { type Expr, make, symbol } from '../../src/math/expr.ts'
import { sigmoid } from '../../src/math/ops/activation.ts'
import { add, div, exp, mul, pow, sub } from '../../src/math/ops/arithmetic.ts'
import { einsum, specOf } from '../../src/math/ops/einsum.ts'
import { einsumTangent, einsumTensor } from '../../src/math/ops/einsumTensor.ts'
import { eye, ones, size } from '../../src/math/ops/structure.ts'
import { sin } from '../../src/math/ops/trigonometric.ts'
import { shapeOf } from '../../src/math/shape.ts'
import { type Tensor, tensor } from '../../src/math/tensor.ts'

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

test('a product over index sets moves as the differences of its value say', () => {
  const sine = (shape: readonly number[], phase: number): Tensor => {
    const made = tensor(shape)
    made.data.forEach((_, i) => {
      made.data[i] = Math.sin(phase + 1.3 * i)
    })
    return made
  }
  // One that is multiplied into a matrix, one that is summed to a number, and one by itself, turned; not all of the factors move.
  for (const [key, shapes, output] of [
    [
      'ij,jk,kl,jl->il',
      [
        [2, 3],
        [3, 3],
        [3, 2],
        [3, 2],
      ],
      [2, 2],
    ],
    ['i,ij,j->', [[3], [3, 2], [2]], []],
    ['ij->ji', [[2, 3]], [3, 2]],
  ] as const) {
    const symbols = shapes.map((shape, k) => symbol(`f${k}`, shapeOf(shape)))
    const spec = specOf(einsum(key, ...symbols))
    const [args, all] = [1, 2].map((phase) => shapes.map((shape, k) => sine(shape, phase + 7 * k))) as [Tensor[], Tensor[]]
    const moves = all.map((move, k) => (k === 1 ? undefined : move))
    const at = (h: number): Float64Array => {
      const moved = args.map(({ shape, data }, k) => ({ shape, data: data.map((value, i) => value + h * (moves[k]?.data[i] ?? 0)) }))
      return einsumTensor(moved, spec, output).data
    }
    const tangent = einsumTangent(args, moves, spec, output)
    const [above, below] = [at(1e-5), at(-1e-5)]
    assert.deepEqual(tangent?.shape, output)
    tangent?.data.forEach((slope, i) => {
      assert.ok(Math.abs(slope - ((above[i] as number) - (below[i] as number)) / 2e-5) < 1e-8, `${key}: ${slope}`)
    })
  }
})
