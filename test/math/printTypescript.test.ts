/** Printed TypeScript is accepted by its compiler under `strict`, and is otherwise the JavaScript that is printed. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { javascriptHelpers, typescriptHelpers } from '../../src/math/helpers/javascript.ts'
import { analyze, gradientCode, gradientTest, type Language } from '../../src/math/index.ts'

/** Functions of scalars, vectors and matrices, with what JavaScript has no names for. */
const texts: readonly [Language, string][] = [
  ['typescript', 'export function area(r: number): number {\n  return (r + 1) ** 2 * Math.PI\n}'],
  [
    'typescript',
    'const lerp = (a: number, b: number, t: number) => a + (b - a) * t\nfunction bezier(t, p, q, r) {\n  return lerp(lerp(p, q, t), lerp(q, r, t), t)\n}',
  ],
  ['python', 'def f(x):\n    return np.sum(np.exp(x) * x) / np.sqrt(x @ x)'],
  ['python', 'def f(W, x, b):\n    return np.tanh(W @ x + b)'],
  ['python', 'def f(X, w, y):\n    return np.mean((X @ w - y)**2)'],
  ['python', 'def f(z):\n    return np.exp(z) / np.sum(np.exp(z))'],
  ['python', 'def f(x):\n    return np.cumsum(np.sort(x))'],
  ['python', 'def f(x):\n    return np.maximum(x, 0)[1:] - x[:-1]'],
  ['python', 'def f(A, b):\n    return b @ np.linalg.inv(A) @ b + np.log(np.linalg.det(A))'],
  ['python', 'def f(A, b):\n    return np.linalg.solve(A, b)'],
  ['python', 'from scipy.special import erf, gamma, digamma\ndef f(x):\n    return erf(x) * gamma(x) + digamma(x)'],
  ['python', 'def f(A):\n    """A: (k, n, n)"""\n    return np.sum(np.linalg.det(A) * np.linalg.slogdet(A)[1])'],
  ['python', 'def f(A, b):\n    """A: (j, k, n, n), b: (n,)"""\n    return np.sum(np.linalg.inv(A) @ b)'],
  ['python', 'def f(A, b):\n    """A: (j, k, n, n), b: (n,)"""\n    return np.sum(np.linalg.det(A)) * np.sum(b)'],
  ['python', 'def f(A, B):\n    return np.trace(np.linalg.solve(A, B) @ np.linalg.inv(B))'],
  ['python', 'def f(x):\n    """x: (6,)"""\n    return np.sum(np.linalg.inv(x.reshape(2, 3) @ x.reshape(3, 2)))'],
  ['python', 'def f(x):\n    """x: (8,)"""\n    return np.sum(np.linalg.inv(x.reshape(2, 2, 2)))'],
  ['latex', 'f(A) = \\log\\det A + \\operatorname{tr}(A^2)'],
  ['latex', 'f(n, x) = \\sum_{k=1}^{n} \\frac{x^k}{k}'],
  ['latex', 'f(x) = \\begin{cases} x^2 & x > 0 \\\\ \\sin x & \\text{otherwise} \\end{cases}'],
]

/** What the compiler says of a program. */
function complaintsAbout(program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    writeFileSync(join(folder, 'printed.ts'), program)
    const options = ['--ignoreConfig', '--strict', '--noEmit', '--target', 'es2022', '--types', '', '--pretty', 'false']
    return spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options, join(folder, 'printed.ts')], { encoding: 'utf8' }).stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Each function in a block of its own: they share names. */
const apart = (functions: readonly string[]): string => `${functions.map((code) => `{\n${code}\n}`).join('\n')}\nexport {}\n`

test('the compiler is asked', () => assert.match(complaintsAbout('function f(x) { return x }'), /TS7006/))

test('printed functions and what they need have types', () => {
  const printed = texts.flatMap(([language, text]) => {
    const analysis = analyze({ language, text })
    assert.ok(analysis.ok, text)
    const all = analysis.derivatives.map((derivative) => derivative.code('typescript', { name: `d_${derivative.wrt}` }))
    const [first] = analysis.derivatives
    assert.equal(withoutTypes(all[0] ?? ''), withoutTypes(first?.code('javascript', { name: `d_${first.wrt}` }) ?? ''))
    return [...all, gradientCode(analysis, 'typescript', { name: 'together' })]
  })
  assert.match(printed[0] ?? '', /^function d_r\(r: number\): number \{\n/)
  assert.equal(complaintsAbout(apart(printed)), '')
})

const helpers = Object.values(typescriptHelpers.code).join('\n\n')

test('the functions that are printed beside code have types, each its own', () => {
  assert.doesNotMatch(helpers.replaceAll(/\/\/.*/g, ''), /\bany\b/)
  const uses = `
const matrix = [[2, 1], [1, 3]];
const numbers: readonly number[] = [det(matrix), logAbsDet(matrix), ...det([matrix]), ...logAbsDet([matrix]), ...det([[matrix]])[0], ...solve(matrix, [1, 2])];
const matrices: readonly number[][][] = [inv(matrix), cholesky(matrix), ...inv([matrix]), ...cholesky([matrix]), solve(matrix, matrix), reshaped(numbers.slice(0, 4), 2, 2)];
const rows: readonly number[][] = [reshaped([matrix], 4), cumulative([1, 2], (a, b) => a + b), ...cumulative(matrix, (a, b) => a * b)];
export const all = { numbers, matrices, rows };
`
  assert.equal(complaintsAbout(`${helpers}\n${uses}`), '')
  assert.match(complaintsAbout(`${helpers}\nexport const row: number[] = det([[1]]);\n`), /TS2322/)
})

test('they are the functions of JavaScript, which run', () => {
  const matrix = [
    [2, 1],
    [1, 3],
  ]
  const run = (call: string): unknown =>
    JSON.parse(JSON.stringify(runInNewContext(`${Object.values(javascriptHelpers.code).join('\n')}\n${call}`, { matrix })))
  const near = (call: string, wanted: unknown): void =>
    assert.deepEqual(JSON.parse(JSON.stringify(run(call), (_, x: unknown) => (typeof x === 'number' ? Number(x.toPrecision(12)) : x))), wanted)
  near('[det(matrix), ...det([matrix]), ...det([[matrix]])[0]]', [5, 5, 5])
  near(
    '[inv(matrix), ...inv([matrix]), inv([[matrix]])[0][0]]',
    new Array(3).fill([
      [0.6, -0.2],
      [-0.2, 0.4],
    ]),
  )
  near('[solve(matrix, [3, 4]), solve(matrix, [[3, 0], [4, 5]])]', [
    [1, 1],
    [
      [1, -1],
      [1, 2],
    ],
  ])
  near('[Math.abs(logAbsDet([matrix])[0] - Math.log(5)) < 1e-14, cholesky([[[4, 2], [2, 10]]])]', [
    true,
    [
      [
        [2, 0],
        [1, 3],
      ],
    ],
  ])
  near('[reshaped([matrix], 4), reshaped(matrix, 1, 2, 2), cumulative(matrix, (a, b) => a + b)]', [
    [2, 1, 1, 3],
    [matrix],
    [
      [2, 3],
      [1, 4],
    ],
  ])
})

/** Types of parameters and results; the bodies of helpers are another matter. */
const withoutTypes = (code: string): string => code.slice(code.lastIndexOf('\nfunction')).replaceAll(/: \[?number[^,)={]*?(?=[,)]| \{)/g, '')

test('printed tests have types', () => {
  const text =
    'function f(x: number, y: number): number {\n  return x ** 2 * y\n}\n\nfunction df_dx(x: number, y: number): number {\n  return 2 * x * y\n}\n'
  const code = gradientTest({ language: 'typescript', text }, { function: 'f', derivative: 'df_dx' }, 'typescript')
  assert.equal(complaintsAbout(`${text}\n${code}\nexport {}\n`), '')
})

test('the reader passes over the functions that are printed beside code, with semicolons or without', () => {
  for (const end of [';', '']) {
    const helpers = typescriptHelpers.code['erfc']?.replaceAll(/;$/gm, end)
    const analysis = analyze({ language: 'typescript', text: `${helpers}\n\nfunction f(x: number): number {\n  return erfc(x)${end}\n}` })
    assert.ok(analysis.ok)
    assert.equal(analysis.value.text, 'erfc(x)')
  }
})
