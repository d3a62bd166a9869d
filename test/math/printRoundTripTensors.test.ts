/** What is printed of tensors is read back as the same value, and as the same node once it has been read, in languages with matrices. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CodeLanguage, Language, Shape, Value } from '../../src/math/api.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import type { Expr } from '../../src/math/expr.ts'
import { printCode } from '../../src/math/print/code/code.ts'
import { elaborate } from '../../src/math/read/elaborate.ts'
import { open } from '../../src/math/read/open.ts'
import { shapeOf } from '../../src/math/shape.ts'
import { difference } from './read/truth.ts'

const SHAPES: { readonly [name: string]: Shape } = { A: ['n', 'n'], B: ['n', 'n'], x: ['n'], z: ['n'], a: [] }
/** Matrices that dominate their diagonals, so that all are far from singular, and numbers in which no two agree. */
const AT: { readonly [name: string]: Value } = {
  A: [
    [3.1, 0.2, 0.5],
    [0.4, 2.7, 0.1],
    [0.3, 0.6, 2.9],
  ],
  B: [
    [2.2, 0.7, 0.35],
    [0.15, 3.3, 0.45],
    [0.8, 0.05, 2.6],
  ],
  x: [0.31, 0.72, 0.53],
  z: [0.64, 0.27, 0.88],
  a: 0.4,
}

const { vector, matrix, scalar } = fc.letrec<{ vector: string; matrix: string; scalar: string }>((tie) => {
  const [v, m, s] = [tie('vector'), tie('matrix'), tie('scalar')]
  const form = (pattern: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map((texts) => texts.reduce<string>((text, part, k) => text.replaceAll(`$${k}`, part), pattern))
  return {
    vector: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom('x', 'z'),
      form('($0 @ $1)', m, v),
      form('($0 + $1)', v, v),
      form('($0 - $1)', v, v),
      form('($0 * $1)', v, v),
      form('($0 * $1)', s, v),
      form('($0 / np.exp($1))', v, v),
      form('np.tanh($0)', v),
      form('np.sum($0, axis=0)', m),
      form('np.mean($0, axis=1)', m),
      form('np.diag($0)', m),
      form('np.linalg.solve(A, $0)', v),
      form('np.where($0 > $1, $1, $0)', v, v),
      form('np.maximum($0, $1)', v, s),
      form('$0[1]', m),
      form('$0[:, 2]', m),
      form('(np.exp($0) / np.sum(np.exp($0)))', v),
    ),
    matrix: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom('A', 'B'),
      form('($0 @ $1)', m, m),
      form('($0 + $1)', m, m),
      form('($0 * $1)', m, m),
      form('($0 * $1)', m, v),
      form('($0 * $1[:, None])', m, v),
      form('($0 + $1)', m, v),
      form('$0.T', m),
      form('np.outer($0, $1)', v, v),
      form('np.diag($0)', v),
      form('np.tanh($0)', m),
      form('np.linalg.inv(A + B)'),
    ),
    scalar: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom('a'),
      form('($0 @ $1)', v, v),
      form('np.sum($0)', v),
      form('np.mean($0)', v),
      form('np.var($0)', v),
      form('np.std($0, ddof=1)', v),
      form('np.trace($0)', m),
      form('np.linalg.norm($0)', v),
      form('np.linalg.norm($0)', m),
      form('np.sum($0 * $1)', m, m),
      form('np.max($0)', v),
      form('$0[1]', v),
      form('$0[0, 1]', m),
      form('($0 + $1)', s, s),
      form('np.exp(-$0)', s),
    ),
  }
})

const SHAPE_OF = new Map(Object.entries(SHAPES).map(([name, shape]) => [name, shapeOf(shape)]))
const read = (text: string, language: Language): Expr => elaborate(open(text, language).read({}), { shapes: SHAPE_OF }).expr

const LANGUAGES: readonly { printed: CodeLanguage; read: Language; before: string }[] = [
  { printed: 'numpy', read: 'python', before: 'import numpy as np\n' },
  { printed: 'jax', read: 'python', before: 'import jax\nimport jax.numpy as jnp\n' },
  { printed: 'torch', read: 'python', before: 'import torch\n' },
  { printed: 'julia', read: 'julia', before: '' },
  { printed: 'matlab', read: 'matlab', before: '' },
]

for (const { printed, read: language, before } of LANGUAGES) {
  test(`${printed} of tensors reads back as it was printed`, () => {
    fc.assert(
      fc.property(fc.oneof(vector, matrix, scalar), (text) => {
        const expr = read(`import numpy as np\n${text}`, 'python')
        const code = printCode(expr, printed)
        const first = read(before + code, language)
        assert.ok(difference(evaluate(expr, AT), evaluate(first, AT)) <= 1e-9, `${text} as ${code} came back as ${printCode(first, 'numpy')}`)
        const again = printCode(first, printed)
        const second = read(before + again, language)
        assert.ok(second === first, `${again} came back as ${printCode(second, printed)}`)
      }),
      { numRuns: 150, seed: 26, includeErrorInReport: true },
    )
  })
}

/** Parts of vectors and matrices, all of which may stand in a formula. */
const parts = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 2, max: 3 }))
  .chain(([i, j, k]) =>
    fc.constantFrom(
      `x[${j}:] - x[:-${j}]`,
      `a * x[${i}:${k}]`,
      `x[::${k}]`,
      'x[::-1] - z',
      `np.tanh(x[${i}:])`,
      `A[${i}] @ x`,
      `A[:, ${i}] @ x`,
      `2 * A[${j}:, ${i}]`,
      `A[${j}:, :-${j}]`,
      `A[:, ::${k}]`,
      `np.exp(x[${j}:])`,
      `x[-${j}:] + z[-${j}:]`,
    ),
  )

for (const [printed, language] of [
  ['text', 'plain'],
  ['latex', 'latex'],
] as const)
  test(`parts of tensors in ${printed} read back as the same node`, () => {
    fc.assert(
      fc.property(parts, (text) => {
        const expr = read(`import numpy as np\n${text}`, 'python')
        const code = printCode(expr, printed)
        const back = read(code, language)
        assert.ok(back === expr, `${text} as ${code} came back as ${printCode(back, 'numpy')}`)
      }),
      { numRuns: 60, seed: 26, includeErrorInReport: true },
    )
  })

test('vectors are columns beside matrices and rows in Julia and MATLAB', () => {
  for (const [language, text, meant] of [
    ['julia', 'x .* A', 'x[:, None] * A'],
    ['julia', "A .* x'", 'A * x'],
    ['julia', "x .- z'", 'x[:, None] - z'],
    ['julia', 'A ./ sum(A, dims=2)', 'A / np.sum(A, axis=1, keepdims=True)'],
    ['matlab', 'A + x', 'A + x[:, None]'],
    ['matlab', 'A ./ sum(A, 2)', 'A / np.sum(A, axis=1)[:, None]'],
    ['matlab', 'A ./ sum(A)', 'A / np.sum(A, axis=0)'],
    ['matlab', 'A - mean(A, 1)', 'A - np.mean(A, axis=0)'],
    ['matlab', 'A - A(1, :)', 'A - A[0]'],
    ['matlab', 'x .* [1 2 3]', 'x * np.array([1, 2, 3])'],
    ['matlab', 'norm(A)', 'np.linalg.norm(A, 2)'],
    ['matlab', 'norm(x) + norm(A, "fro")', 'np.linalg.norm(x) + np.linalg.norm(A)'],
    ['matlab', 'var(A, 0, 2)', 'np.var(A, axis=1, ddof=1)'],
    ['matlab', 'sum(sum(A .* B))', 'np.sum(A * B)'],
  ] as const)
    assert.ok(
      difference(evaluate(read(text, language), AT), evaluate(read(`import numpy as np\n${meant}`, 'python'), AT)) <= 1e-12,
      `${text} is not ${meant}`,
    )
})

test('sums over indices and norms are read in plain text', () => {
  for (const [text, meant] of [
    ['Σ_i (x_i − z_i)²', 'np.sum((x - z)**2)'],
    ['2Σᵢ xᵢ zᵢ + a', '2*np.sum(x*z) + a'],
    ['Σ_ij A_ij B_ij + 1', 'np.sum(A * B) + 1'],
    ['−Σ_k x_k ln x_k', '-np.sum(x * np.log(x))'],
    ['ln(Σ_i e^x_i)', 'np.log(np.sum(np.exp(x)))'],
    ['Σ_i (x_i if x_i > z_i else 0)', 'np.sum(np.where(x > z, x, 0))'],
    ['Π_i x_i', 'np.prod(x)'],
    ['‖x‖_1 + ‖x − z‖²', 'np.sum(np.abs(x)) + np.sum((x - z)**2)'],
    ['‖A‖_F + ‖x‖_∞', 'np.linalg.norm(A) + np.max(np.abs(x))'],
  ] as const)
    assert.ok(
      difference(evaluate(read(text, 'plain'), AT), evaluate(read(`import numpy as np\n${meant}`, 'python'), AT)) <= 1e-12,
      `${text} is not ${meant}`,
    )
})
