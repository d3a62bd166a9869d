/** Derivatives at points where their usual formula has no value: products with a factor zero, singular matrices, power series at zero. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFunction } from 'node:vm'
import { type Analysis, analyze, type Shape, type Value } from '../../src/math/index.ts'

function analysed(text: string, wrt: string, shapes: Record<string, Shape> = {}): Analysis {
  const analysis = analyze({ language: 'python', text: `import numpy as np\n${text}` }, { wrt, shapes })
  if (!analysis.ok) assert.fail(`${text}: ${analysis.message}`)
  return analysis
}

function close(given: Value | undefined, expected: Value): void {
  const flat = (value: Value | undefined): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value ?? Number.NaN])
  const [a, b] = [flat(given), flat(expected)]
  assert.equal(a.length, b.length)
  a.forEach((x, k) => {
    assert.ok(Math.abs(x - (b[k] as number)) <= 1e-12 * (1 + Math.abs(b[k] as number)), `${JSON.stringify(given)}, not ${JSON.stringify(expected)}`)
  })
}

/* By hand: products of the others, cofactors, aₖ k x^(k - 1). */
for (const [text, wrt, shape, at, expected] of [
  ['np.prod(x)', 'x', ['n'], { x: [0, 2, 3] }, [6, 0, 0]],
  ['np.prod(x)', 'x', ['n'], { x: [0, 0, 3] }, [0, 0, 0]],
  ['np.prod(1 - x**2)', 'x', ['n'], { x: [1, 2] }, [6, 0]],
  [
    'np.prod(X)',
    'X',
    ['m', 'n'],
    {
      X: [
        [0, 2],
        [3, 5],
      ],
    },
    [
      [30, 0],
      [0, 0],
    ],
  ],
  [
    'np.linalg.det(X)',
    'X',
    ['n', 'n'],
    {
      X: [
        [1, 2],
        [2, 4],
      ],
    },
    [
      [4, -2],
      [-2, 1],
    ],
  ],
  [
    'np.linalg.det(X)',
    'X',
    ['n', 'n'],
    {
      X: [
        [0, 1, 0],
        [0, 2, 0],
        [3, 0, 1],
      ],
    },
    [
      [2, 0, -6],
      [-1, 0, 3],
      [0, 0, 0],
    ],
  ],
  [
    'np.linalg.det(X)**2',
    'X',
    ['n', 'n'],
    {
      X: [
        [1, 2],
        [2, 4],
      ],
    },
    [
      [0, 0],
      [0, 0],
    ],
  ],
  [
    'np.cumprod(x)',
    'x',
    ['n'],
    { x: [0, 2, 3] },
    [
      [1, 0, 0],
      [2, 0, 0],
      [6, 0, 0],
    ],
  ],
  ['np.sum(np.cumprod(x))', 'x', ['n'], { x: [4, 0, 3] }, [1, 16, 0]],
] as const) {
  test(`the derivative of ${text} at ${JSON.stringify(at)}`, () => {
    const analysis = analysed(text, wrt, { [wrt]: shape })
    close(analysis.derivatives[0]?.evaluate(at as unknown as Record<string, Value>), expected as unknown as Value)
  })
}

test('the determinant of a matrix whose first column is zero is zero', () => {
  const X = [
    [0, 1],
    [0, 2],
  ]
  assert.equal(analysed('np.linalg.det(X)', 'X', { X: ['n', 'n'] }).value.evaluate({ X }), 0)
})

test('a power series has its derivatives at zero, and needs no positive argument', () => {
  for (const [order, expected] of [
    [1, 2],
    [2, 6],
    [3, 0],
  ] as const) {
    const analysis = analyze({ language: 'latex', text: '\\sum_{k=0}^n a_k x^k' }, { wrt: ['x'], order })
    assert.ok(analysis.ok)
    close(analysis.derivatives[0]?.evaluate({ a: [1, 2, 3], x: 0, n: 2 }), expected)
    assert.deepEqual(
      analysis.notes.filter(({ kind }) => kind === 'domain'),
      [],
    )
    const f = compileFunction(`${analysis.derivatives[0]?.code('javascript', { name: 'f' })}\nreturn f`)() as (a: number[], x: number) => number
    close(f([1, 2, 3], 0), expected)
  }
})

test('the gradient of a product as JavaScript holds where a factor is zero', () => {
  const { derivatives } = analysed('np.prod(x)', 'x', { x: ['n'] })
  const f = compileFunction(`${derivatives[0]?.code('javascript', { name: 'f' })}\nreturn f`)() as (x: number[]) => number[]
  close(f([0, 2, 3]), [6, 0, 0])
})

test('a norm says that it has no derivative at zero, its square does not', () => {
  const said = (text: string): boolean =>
    analysed(text, 'x', { x: ['n'] }).notes.some(({ message }) => message.includes('its norm has no derivative'))
  assert.ok(said('np.linalg.norm(x)'))
  assert.ok(!said('np.linalg.norm(x)**2'))
})

/* By hand: of x₁x₂x₃ the products of the others but one; f'' = Σ aᵢaⱼ Π(1 + aₖx) over the others. */
test('second derivatives of products with a factor zero', () => {
  const hessian = analyze({ language: 'latex', text: '\\prod_{i=1}^n x_i' }, { order: 2 })
  assert.ok(hessian.ok)
  close(hessian.derivatives[0]?.evaluate({ x: [0, 2, 3] }), [
    [0, 3, 2],
    [3, 0, 0],
    [2, 0, 0],
  ])
  const chained = (order: number): Value | undefined => {
    const analysis = analyze({ language: 'latex', text: '\\prod_{i=1}^n (1 + a_i x)' }, { wrt: 'x', order })
    assert.ok(analysis.ok)
    return analysis.derivatives[0]?.evaluate({ a: [1, 2, 3], x: -1 })
  }
  close(chained(1), 2)
  close(chained(2), -14)
})
