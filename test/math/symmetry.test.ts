/** Matrices that are their own transposes, or minus these: what is said of them at sight holds, and what is none is not called one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, number, symbol } from '../../src/math/expr.ts'
import type { Value } from '../../src/math/index.ts'
import { add, div, exp, mul, neg, pow, sub } from '../../src/math/ops/arithmetic.ts'
import { reshape, reshapePayload } from '../../src/math/ops/arrange.ts'
import { callFunction } from '../../src/math/ops/binder.ts'
import { columnOf } from '../../src/math/ops/column.ts'
import { abs, eq, gt, maximum, where } from '../../src/math/ops/condition.ts'
import { einsum } from '../../src/math/ops/einsum.ts'
import { diag, inverse, matmul, outer, transpose } from '../../src/math/ops/linear.ts'
import { axesPayload, norm, sum } from '../../src/math/ops/reduction.ts'
import { eye, ones } from '../../src/math/ops/structure.ts'
import { sin } from '../../src/math/ops/trigonometric.ts'
import { shapeOf } from '../../src/math/shape.ts'
import { signBetween, symmetryOf } from '../../src/math/simplify/tensors/symmetry.ts'

const n = shapeOf([3])
const [x, y] = [symbol('x', n), symbol('y', n)]
const [A, B] = [symbol('A', shapeOf([3, 3])), symbol('B', shapeOf([3, 3]))]
const S = symbol('S', shapeOf([3, 3]), { symmetric: true })
const X = symbol('X', shapeOf([3, 2]))
const one = ones(n)
const between = sub(columnOf(x), x)
const stretched = sub(outer(x, one), outer(one, x))
const rows = sub(reshape.with(reshapePayload(shapeOf([3, 1, 2])), X), X)
const kernel = exp(neg(div(pow(between, 2), 2)))
const squares = sum.with(axesPayload([1]), pow(X, 2))

const AT: Readonly<Record<string, Value>> = {
  x: [0.3, -1.2, 2.1],
  y: [1.4, 0.2, -0.7],
  A: [
    [0.4, 1.3, -0.2],
    [0.9, -1.1, 0.6],
    [2.2, 0.1, 0.8],
  ],
  B: [
    [1.4, 0.3, -1.2],
    [-0.9, 0.1, 1.6],
    [0.2, 1.1, -0.8],
  ],
  S: [
    [2, 0.5, -0.3],
    [0.5, 1, 0.2],
    [-0.3, 0.2, 3],
  ],
  X: [
    [0.1, 0.7],
    [-1.3, 0.4],
    [0.9, -0.6],
  ],
}

const symmetric: readonly Expr[] = [
  S,
  pow(between, 2),
  pow(stretched, 4),
  abs(stretched),
  kernel,
  add(kernel, mul(0.1, eye(3))),
  inverse(add(kernel, eye(3))),
  mul(kernel, outer(y, y)),
  matmul(diag(y), matmul(kernel, diag(y))),
  matmul(A, matmul(S, transpose(A))),
  matmul(X, transpose(X)),
  add(A, transpose(A)),
  mul(A, transpose(A)),
  mul(sub(A, transpose(A)), sin(between)),
  add(columnOf(squares), squares, neg(mul(2, matmul(X, transpose(X))))),
  sum.with(axesPayload([2]), pow(rows, 2)),
  norm.with(axesPayload([2], false, 2), rows),
  einsum('ik,jk->ij', X, X),
  einsum('ik,jk,k->ij', X, X, symbol('w', shapeOf([2]))),
  maximum(columnOf(x), x),
  where(eq(columnOf(x), x), number(2), kernel),
]
const opposite: readonly Expr[] = [
  between,
  stretched,
  sub(A, transpose(A)),
  sin(between),
  pow(stretched, 3),
  mul(kernel, between),
  neg(mul(S, stretched)),
]
const neither: readonly Expr[] = [
  A,
  exp(between),
  pow(between, symbol('p')),
  add(between, 1),
  matmul(S, kernel),
  matmul(A, A),
  matmul(A, B),
  outer(x, y),
  sub(columnOf(x), y),
  add(A, transpose(B)),
  gt(columnOf(x), x),
  callFunction('f', [columnOf(x), x]),
  div(columnOf(x), x),
  inverse(A),
  einsum('ik,kj->ij', A, A),
]

const flat = (value: Value): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value])
const given = { ...AT, w: [0.4, 1.7], p: 2 }

test('what is its own transpose, and what is minus it, is seen and is so', () => {
  for (const [sign, nodes] of [
    [1, symmetric],
    [-1, opposite],
    [0, neither],
  ] as const)
    for (const [k, node] of nodes.entries()) {
      assert.equal(symmetryOf(node), sign, `${node.op.name}, number ${k} of ${sign}`)
      if (sign === 0) continue
      const [own, turned] = [node, transpose(node)].map((each) => flat(evaluate(each, given))) as [number[], number[]]
      for (const [at, value] of own.entries()) assert.ok(Math.abs(value - sign * (turned[at] as number)) < 1e-12, node.op.name)
    }
})

test('sums along one axis or the other of what is mirrored are told to be the same', () => {
  const weighted = mul(rows, reshape.with(reshapePayload(shapeOf([3, 3, 1])), kernel))
  assert.equal(signBetween(einsum('kij->ij', weighted), einsum('ikj->ij', weighted)), -1)
  assert.equal(signBetween(einsum('ki,kij->ij', kernel, rows), einsum('ik,ikj->ij', kernel, rows)), -1)
  assert.equal(signBetween(einsum('ki,k->i', S, x), einsum('ik,k->i', S, x)), 1)
  assert.equal(signBetween(einsum('ki,k->i', A, x), einsum('ik,k->i', A, x)), undefined)
})

test('a matrix made in very many steps is given up, not looked through for ever', () => {
  let deep: Expr = kernel
  for (let k = 0; k < 20_000; k++) deep = sin(add(deep, 1))
  assert.equal(symmetryOf(deep), 0)
})
