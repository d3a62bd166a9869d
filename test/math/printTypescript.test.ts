/** Printed TypeScript is accepted by its compiler under `strict`, and is otherwise the JavaScript that is printed. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { typescriptHelpers } from '../../src/math/helpers/javascript.ts'
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
  assert.equal(complaintsAbout(`${Object.values(typescriptHelpers.code).join('\n\n')}\nexport {}\n`), '')
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
