/**
 * Square roots, logarithms and powers of matrices, and the equations of Sylvester and Stein: values and derivatives against mpmath with 60
 * digits (golden/matrixFunctions.json, by matrixFunctions.py), how they are read and shown, and printed code that runs.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Analysis, AnalyzeOptions, Language } from '../../src/math/index.ts'
import { analysed, close } from './golden.ts'

type Matrix = number[][]
interface Golden {
  A: Matrix
  B: Matrix
  C: Matrix
  E: Matrix
  root: Matrix
  /** Along E. */
  rootAlong: Matrix
  logarithm: Matrix
  logarithmAlong: Matrix
  sylvester: Matrix
  stein: Matrix
}
const golden = JSON.parse(readFileSync(`${process.cwd()}/test/math/golden/matrixFunctions.json`, 'utf8')) as Golden[]

const SHAPES = { shapes: { X: ['n', 'n'], A: ['n', 'n'], B: ['m', 'm'], C: ['n', 'm'], G: ['n', 'n'], Y: ['n', 'n'] } }
const evaluated = (text: string, at: Record<string, Matrix>): unknown => analysed('plain', text, SHAPES).value.evaluate(at)
const derivativeOf = (text: string, wrt: string, order = 1): Analysis['derivatives'][number] =>
  analysed('plain', text, { ...SHAPES, wrt, order }).derivatives[0] as Analysis['derivatives'][number]
const inner = (a: Matrix, b: Matrix): number => a.flat().reduce((sum, x, k) => sum + x * (b.flat()[k] as number), 0)

test('values', () => {
  for (const { A, B, C, root, logarithm, sylvester, stein } of golden) {
    close(evaluated('sqrtm(A)', { A }), root, 2e-14, 'root')
    close(evaluated('logm(A)', { A }), logarithm, 1e-13, 'logarithm')
    close(evaluated('sylvester(A, B, C)', { A, B, C }), sylvester, 2e-13, 'sylvester')
    close(evaluated('stein(A, B, C)', { A, B, C }), stein, 2e-13, 'stein')
  }
})

test('what has no root or logarithm', () => {
  const rotation = [
    [-1, 0],
    [1e-3, -1],
  ]
  for (const text of ['sqrtm(A)', 'logm(A)']) {
    assert.ok([evaluated(text, { A: rotation })].flat(2).every(Number.isNaN), text)
    const negative = [
      [1, 0],
      [0, -1],
    ]
    assert.ok([evaluated(text, { A: negative })].flat(2).some(Number.isNaN), text)
  }
  const singular = [
    [1, 1],
    [1, 1],
  ]
  close(evaluated('sqrtm(A)', { A: singular }), [Math.SQRT1_2, Math.SQRT1_2, Math.SQRT1_2, Math.SQRT1_2], 1e-15, 'a singular matrix has a root')
})

test('gradients', () => {
  // Of tr(Gᵀ f(X)): its gradient says how f moves along any matrix.
  const [root, logarithm] = [derivativeOf("tr(G' sqrtm(X))", 'X'), derivativeOf("tr(G' logm(X))", 'X')]
  for (const { A, E, rootAlong, logarithmAlong } of golden)
    for (const G of [E, A, rootAlong]) {
      close(inner(root.evaluate({ X: A, G }) as Matrix, E), inner(G, rootAlong), 1e-11, 'root along E')
      close(inner(logarithm.evaluate({ X: A, G }) as Matrix, E), inner(G, logarithmAlong), 1e-11, 'logarithm along E')
    }
  for (const derivative of [root, logarithm]) assert.ok('worst' in derivative.verified && derivative.verified.worst < 1e-9)
})

test('equations: derivatives by all parts, and second derivatives, are proven', () => {
  for (const name of ['sylvester', 'stein'])
    for (const wrt of ['A', 'B', 'C']) {
      const { verified } = derivativeOf(`tr(C' ${name}(A, B, C))`, wrt)
      assert.ok('worst' in verified && verified.worst < 1e-9, `${name} by ${wrt}`)
    }
  const { verified } = derivativeOf("tr(G' sqrtm(X))", 'X', 2)
  assert.ok('worst' in verified && verified.worst < 1e-8)
})

const shown = (text: string, wrt: string): string | undefined => analysed('plain', text, { ...SHAPES, wrt }).derivatives[0]?.text

test('what is simple is shown so', () => {
  assert.equal(shown('tr(sqrtm(X))', 'X'), 'sqrtm(X)⁻ᵀ/2')
  assert.equal(shown('tr(logm(X))', 'X'), 'X⁻ᵀ')
  assert.equal(shown('-tr(X logm(X))', 'X'), '−logm(X)ᵀ − I')
})

const rowsIn = (language: Language, text: string, options: AnalyzeOptions = {}): string => analysed(language, text, options).value.text

test('how they are read', () => {
  const formula = (latex: string): string => rowsIn('latex', latex)
  assert.equal(formula('Let $A$ and $B$ be symmetric positive definite. \\[ (A^{1/2} B A^{1/2})^{1/2} \\]'), 'sqrtm(U B U) where U = sqrtm(A)')
  assert.match(formula('$\\Sigma^{-1/2}(x - \\mu)$ where $\\Sigma$ is positive definite'), /^sqrtm\(Σ\)⁻¹\s?\(x − μ\)$/)
  assert.equal(formula('$x^\\top L^\\alpha x$ where $L$ is an $n\\times n$ matrix'), 'xᵀ matrix_real_power(L, α) x')
  assert.match(formula('$\\operatorname{tr}\\sqrt{A B}$ for $n \\times n$ matrices $A$ and $B$'), /sqrtm/)
  assert.match(formula('$-\\operatorname{tr}(\\rho\\log\\rho)$'), /logm/)
  assert.match(formula('$\\|\\log X - \\log Y\\|_F^2$ with $X, Y \\in \\mathbb{S}^n_{++}$'), /logm\(X\) − logm\(Y\)/)
  assert.doesNotMatch(formula('$-\\operatorname{tr}(Y^\\top\\log P)$ with $Y, P \\in \\mathbb{R}^{n\\times k}$'), /logm/)
  assert.match(formula('$\\operatorname{tr}(A^\\top A)^{1/2}$ with $A \\in \\mathbb{R}^{n\\times k}$'), /^tr/)
  assert.equal(formula('$\\operatorname{tr}(H - zI)^{-1}$ with $H \\in \\mathbb{R}^{n\\times n}$'), 'tr((H − z I)⁻¹)')
  assert.equal(formula('$\\det(A)^{-1/2}$ with $A \\in \\mathbb{R}^{n\\times n}$'), 'det(A)^(−1/2)')
  const python = (line: string): string => rowsIn('python', `import numpy as np\nimport scipy.linalg\ndef f(A, Q):\n    return ${line}`)
  assert.equal(python('scipy.linalg.sqrtm(A) @ Q'), 'sqrtm(A) Q')
  assert.equal(python('scipy.linalg.solve_continuous_lyapunov(A, Q)'), 'sylvester(A, Aᵀ, Q)')
  assert.equal(python('scipy.linalg.solve_discrete_lyapunov(A, Q)'), 'stein(A, Aᵀ, Q)')
  assert.equal(python('scipy.linalg.sqrtm(A, disp=False)[0] @ Q'), 'sqrtm(A) Q')
  assert.match(rowsIn('matlab', 'function y = f(A, Q)\n  y = lyap(A, Q);\nend'), /^sylvester\(A, Aᵀ, −Q\)$/)
  assert.equal(rowsIn('julia', 'f(A, Q) = tr(sqrt(A) * log(Q))'), 'tr(sqrtm(A) logm(Q))')
  assert.equal(rowsIn('julia', 'f(A) = sum(sqrt.(A)) + sum(@. log(A * sqrt(A)))'), 'Σ_ij √A_ij + Σ_ij ln(A_ij √A_ij)')
})

const HARNESS = `
import json, sys
import numpy as np
import scipy.linalg
given = json.load(sys.stdin)
at = {name: np.array(value) for name, value in given['at'].items()}
for text, code, exact in given['codes']:
    scope = {'np': np, 'scipy': scipy}
    exec(code, scope)
    f = scope['df']
    found = f(*(at[name] for name in f.__code__.co_varnames[:f.__code__.co_argcount]))
    print(np.max(np.abs(found - np.array(exact))) / np.max(np.abs(exact)))
`

const hasSciPy = spawnSync('python3', ['-c', 'import scipy.linalg']).status === 0

test('printed NumPy runs', { skip: !hasSciPy }, () => {
  const { A, B, C, E } = golden[4] as Golden
  const at = {
    A,
    X: A,
    B,
    C,
    G: E,
    Y: golden[6]?.A as Matrix,
  }
  const formulas = [
    "tr(G' sqrtm(X))",
    'sqrtm(X)',
    "tr(G' logm(X))",
    'logm(X)',
    "tr(C' sylvester(X, B, C))",
    "tr(C' stein(X, B, C))",
    "tr(G' matrix_real_power(X, 0.3))",
  ]
  const codes = formulas.map((text) => {
    const derivative = derivativeOf(text, 'X')
    return [text, derivative.code('numpy', { name: 'df' }), derivative.evaluate(at)]
  })
  const { stdout, stderr } = spawnSync('python3', ['-c', HARNESS], { input: JSON.stringify({ at, codes }), encoding: 'utf8' })
  const errors = stdout.trim().split('\n').map(Number)
  assert.equal(errors.length, formulas.length, stderr)
  errors.forEach((error, k) => {
    assert.ok(error < 1e-10, `${formulas[k]}: ${error}`)
  })
})
