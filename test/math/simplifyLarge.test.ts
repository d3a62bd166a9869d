/** Simplification of what is deep, long or shared: it ends, it stays right, and the shared graph does not grow. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../src/math/analyze.ts'
import { differentiate, gradient } from '../../src/math/differentiate/index.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, exactOf, make, nameOf, number, symbol, topological } from '../../src/math/expr.ts'
import { sigmoid } from '../../src/math/ops/activation.ts'
import { add, div, exp, mul, pow, sub } from '../../src/math/ops/arithmetic.ts'
import { einsum, isEinsum } from '../../src/math/ops/einsum.ts'
import { tanh } from '../../src/math/ops/hyperbolic.ts'
import { cos, sin } from '../../src/math/ops/trigonometric.ts'
import { shapeOf } from '../../src/math/shape.ts'
import { stabilize, stabilizeAll } from '../../src/math/simplify/compute/stable.ts'
import { throughZeros } from '../../src/math/simplify/compute/throughZeros.ts'
import { guardedProduct } from '../../src/math/simplify/guarded.ts'
import { measure } from '../../src/math/simplify/measure.ts'
import { simplify, simplifyAll } from '../../src/math/simplify/simplify.ts'
import { notation } from '../../src/math/simplify/tensors/notation.ts'

const x = symbol('x')
const operations = (...exprs: Expr[]): number => measure(exprs).operations
const close = (actual: unknown, expected: unknown, tolerance = 1e-9): void =>
  assert.ok(
    Math.abs((actual as number) - (expected as number)) <= tolerance * Math.max(1, Math.abs(expected as number)),
    `${actual} is not ${expected}`,
  )

test('sin(cos(sin(...))) of depth 10,000', () => {
  let nested: Expr = x
  for (let k = 0; k < 10_000; k++) nested = (k % 2 === 0 ? sin : cos)(nested)
  const raw = differentiate(nested, 'x')
  for (const form of [simplify(raw), stabilize(raw), simplify(nested)]) assert.ok(operations(form) <= operations(raw))
  close(evaluate(simplify(nested), { x: 0.3 }), evaluate(nested, { x: 0.3 }))
})

test('a sum of 20,000 terms, written as a chain, meets its like terms', () => {
  let sum: Expr = symbol('a0')
  for (let k = 1; k < 20_000; k++) sum = make(add.op, [sum, make(mul.op, [number(k), symbol(`a${k % 100}`), pow(x, 2)])])
  const simplified = simplify(sum)
  assert.ok(operations(simplified) < 400)
  const at = Object.fromEntries([['x', 0.5], ...Array.from({ length: 100 }, (_, k) => [`a${k}`, 1 / (k + 1)])])
  close(evaluate(simplified, at), evaluate(sum, at))
})

test('the gradient of a product of 1,000 factors stays shared', () => {
  const factors = Array.from({ length: 1000 }, (_, k) => symbol(`x${k}`))
  const product = mul(...factors)
  const entries = gradient(
    product,
    factors.map((_, k) => `x${k}`),
  )
  assert.ok(operations(...simplifyAll(entries)) <= 3 * operations(product))
  assert.ok(operations(...stabilizeAll(entries)) <= 3 * operations(product))
})

test('Chebyshev T(1000) by its recurrence and its derivative', () => {
  let [before, last]: [Expr, Expr] = [number(1), x]
  for (let k = 2; k <= 1000; k++) [before, last] = [last, sub(mul(2, x, last), before)]
  const both = simplifyAll([last, differentiate(last, 'x')])
  assert.ok(operations(...both) <= 2.3 * operations(last))
  // T(n)(cos t) = cos(nt), T'(n)(cos t) = n sin(nt)/sin t.
  close(evaluate(both[0] as Expr, { x: Math.cos(0.7) }), Math.cos(700))
  close(evaluate(both[1] as Expr, { x: Math.cos(0.7) }), (1000 * Math.sin(700)) / Math.sin(0.7), 1e-8)
})

test('a graph whose tree has 2^60 nodes', () => {
  let shared: Expr = x
  for (let k = 0; k < 60; k++) shared = make(mul.op, [make(add.op, [shared, shared]), make(tanh.op, [shared])])
  assert.ok(operations(simplify(shared)) <= operations(shared))
  const raw = differentiate(shared, 'x')
  assert.ok(operations(simplify(raw)) <= operations(raw))
  let tower: Expr = x
  for (let k = 0; k < 60; k++) tower = make(pow.op, [tower, tower])
  assert.ok(operations(simplify(tower)) <= operations(tower))
})

test('sixth derivatives', () => {
  for (const [expr, most] of [
    [sigmoid(x), 64],
    [exp(sin(x)), 57],
  ] as const) {
    let derivative: Expr = expr
    for (let k = 0; k < 6; k++) derivative = simplify(differentiate(derivative, 'x'))
    assert.ok(operations(derivative) <= most, `${operations(derivative)} operations`)
  }
})

test('sixth derivatives by the whole pipeline', () => {
  for (const [text, most] of [
    ['1/(1+exp(-x))', 64],
    ['exp(sin(x))', 57],
  ] as const) {
    const analysis = analyze({ language: 'plain', text }, { order: 6 })
    assert.ok(analysis.ok)
    assert.ok((analysis.derivatives[0]?.operations ?? Number.POSITIVE_INFINITY) <= most, `${text}: ${analysis.derivatives[0]?.operations} operations`)
  }
})

test('what is taken out of sums far out is looked for once in each sum', () => {
  const text = 'def population(r):\n    p = 0.1\n    for _ in range(12):\n        p = p + r * p * (1 - p)\n    return p\n'
  const analysis = analyze({ language: 'python', text })
  assert.ok(analysis.ok && analysis.derivatives[0] !== undefined && 'worst' in analysis.derivatives[0].verified)
})

test('products of stacks of matrices stay as they are', () => {
  const text = "norm2(v*(p+B*-i.v(B'*v'*v*B)*BtoString'*v'*(v*p-w))-w)^2"
  assert.ok(analyze({ language: 'matlab', text, selection: { start: 7, end: 56 } }).ok)
})

/** How often the arguments of nodes are read while something is done. */
function readings(nodes: readonly Expr[], work: () => void): number {
  let count = 0
  for (const node of nodes) {
    const { args } = node
    const get = (): readonly Expr[] => {
      count++
      return args
    }
    Object.defineProperty(node, 'args', { configurable: true, get })
  }
  work()
  for (const node of nodes) Object.defineProperty(node, 'args', { configurable: true, value: node.args })
  return count
}

/** w ← w - r (sin(w a) + w) of vectors, so often. */
function descent(rounds: number): Expr {
  const [a, rate] = [symbol('a', shapeOf(['n'])), symbol('r')]
  let w = symbol(`w${rounds}`, shapeOf(['n']))
  for (let k = 0; k < rounds; k++) w = sub(w, mul(rate, add(sin(mul(w, a)), w)))
  return w
}

test('what the rounds of a loop over arrays make of each other is looked through once a round, not once for each pair', () => {
  const [short, long] = [40, 160].map((rounds) => {
    const derivative = differentiate(descent(rounds), 'r')
    return readings(topological([derivative]), () => throughZeros(derivative))
  }) as [number, number]
  assert.ok(long < 6 * short, `${short} readings of 40 rounds, ${long} of 160`)
})

test('choices are looked for once in each part of a product, however many terms of sums share it', () => {
  const vector = (name: string): Expr => symbol(name, shapeOf(['n']))
  const [few, many] = [10, 40].map((terms) => {
    let part = vector(`v${terms}`)
    for (let level = 0; level < 3; level++) {
      const shared = part
      part = mul(vector('a'), add(...Array.from({ length: terms }, (_, k) => mul(vector(`b${k}`), shared))))
    }
    return readings(topological([part]), () => guardedProduct(part))
  }) as [number, number]
  assert.ok(many < 6 * few, `${few} readings of 10 terms, ${many} of 40`)
})

test('a product of 300 matrices over index sets is written as a matrix product, transposes where they are fewer', () => {
  const letters = (k: number): string => String.fromCharCode(0x3000 + k)
  const matrices = Array.from({ length: 300 }, (_, k) => symbol(`A${k % 7}`, shapeOf([2, 2])))
  // Every third is there by its transpose: A_ij B_kj C_kl ...
  const subscripts = matrices.map((_, k) => (k % 3 === 1 ? letters(k + 1) + letters(k) : letters(k) + letters(k + 1)))
  const whole = einsum(`${subscripts.join(',')}->${letters(0)}${letters(300)}`, ...matrices)
  const turned = einsum(`${subscripts.join(',')}->${letters(300)}${letters(0)}`, ...matrices)
  const at = Object.fromEntries(
    matrices.map((matrix, k) => [
      nameOf(matrix) as string,
      [
        [0.6, 0.1 * (k % 7)],
        [-0.3, 0.9],
      ],
    ]),
  )
  const expected = matrices.reduce(
    (product, _, k): number[][] => {
      const [row, column] = at[`A${k % 7}`] as [number[], number[]]
      const [[a, b], [c, d]] = (
        k % 3 === 1
          ? [
              [row[0], column[0]],
              [row[1], column[1]],
            ]
          : [row, column]
      ) as [[number, number], [number, number]]
      return product.map(([x = 0, y = 0]) => [x * a + y * c, x * b + y * d])
    },
    [
      [1, 0],
      [0, 1],
    ] as number[][],
  )
  for (const [product, transposed] of [
    [whole, false],
    [turned, true],
  ] as const) {
    const written = notation(product)
    assert.ok(!topological([written]).some(isEinsum), 'index form is left')
    const value = evaluate(written, at) as number[][]
    value.forEach((row, i) => {
      row.forEach((entry, j) => {
        close(entry * 1e30, ((transposed ? expected[j]?.[i] : expected[i]?.[j]) as number) * 1e30, 1e-9)
      })
    })
  }
})

test('long sums and products of matrices are computed as they are shown', () => {
  // The rounds of a descent: w - (Xᵀ(X w - y)) times a number.
  const [X, y] = [symbol('X', shapeOf([4, 3])), symbol('y', shapeOf([4]))]
  let w = symbol('w', shapeOf([3]))
  for (let round = 0; round < 100; round++) {
    const residual = sub(einsum('ij,j->i', X, w), y)
    w = sub(w, mul(0.1, einsum('ij,i->j', X, residual)))
  }
  const shown = simplify(w)
  assert.equal(stabilize(shown), shown)
})

test('vectors count in a product that is too long', () => {
  const analysis = analyze({ language: 'matlab', text: `inv(X)'*a*b'${"*inv(X)'*a*b'".repeat(40)}` })
  assert.ok(!analysis.ok && analysis.message.startsWith('a product of more than 96 matrices and vectors'), analysis.ok ? '' : analysis.message)
})

test('a fraction in a fraction in a fraction: no more of it is looked at than a note is worth', () => {
  const nested = (depth: number): string => `${'1/(1 + u '.repeat(depth)}${')'.repeat(depth)}`
  const analysis = analyze({ language: 'plain', text: nested(40) })
  assert.ok(analysis.ok)
  assert.ok(analysis.notes.some(({ message }) => message.startsWith('the quotient needs')))
})

/** One step of the classical method of Runge and Kutta for y' = r y (1 - y/K) - y/(1 + y). */
function rungeKutta(): Expr {
  const [h, r, K] = ['h', 'r', 'K'].map((name) => symbol(name)) as [Expr, Expr, Expr]
  const slope = (y: Expr): Expr => sub(mul(r, y, sub(1, div(y, K))), div(y, add(1, y)))
  const k1 = slope(x)
  const k2 = slope(add(x, mul(div(h, 2), k1)))
  const k3 = slope(add(x, mul(div(h, 2), k2)))
  const k4 = slope(add(x, mul(h, k3)))
  return add(x, mul(div(h, 6), add(k1, mul(2, k2), mul(2, k3), k4)))
}

test('what is shared keeps its halves: no powers of two pile up, round after round', () => {
  const raw = differentiate(rungeKutta(), 'r')
  const shown = simplify(raw)
  assert.ok(operations(shown) <= 1.1 * operations(raw), `${operations(shown)} operations, ${operations(raw)} before`)
  const numbers = topological([shown]).flatMap((node) => exactOf(node)?.value ?? [])
  assert.ok(
    numbers.every((value) => Math.abs(value) <= 12),
    numbers.join(),
  )
  const at = { x: 0.4, h: 0.3, r: 1.7, K: 2.2 }
  close(evaluate(shown, at), evaluate(raw, at))
})
