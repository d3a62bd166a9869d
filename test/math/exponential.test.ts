/** Exponentials of matrices: values and derivatives against mpmath with 60 digits (golden/exponential.json, by exponential.py), how they are read, and printed code that runs. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { AnalyzeOptions, Language } from '../../src/math/index.ts'
import { analysed, close } from './golden.ts'

interface Golden {
  A: number[][]
  E: number[][]
  G: number[][]
  exponential: number[][]
  /** Along E, and along E and G. */
  along: number[][]
  second: number[][]
}
const golden = JSON.parse(readFileSync(`${process.cwd()}/test/math/golden/exponential.json`, 'utf8')) as Golden[]

const SQUARE = { shapes: { X: ['n', 'n'], A: ['n', 'n'], C: ['n', 'n'] } }
const transposed = (a: number[][]): number[][] => a.map((_, i) => a.map((row) => row[i] as number))
const inner = (a: number[][], b: number[][]): number => a.flat().reduce((sum, x, k) => sum + x * (b.flat()[k] as number), 0)

test('values, gradients and second derivatives', () => {
  const value = analysed('plain', 'expm(X)', SQUARE)
  // Of tr(Cᵀ e^X): its gradient G and Hessian H say how it moves along any matrix.
  const gradient = analysed('plain', "tr(C' expm(X))", { ...SQUARE, wrt: 'X' })
  const hessian = analysed('plain', "tr(C' expm(X))", { ...SQUARE, wrt: 'X', order: 2 })
  for (const { A, E, G, exponential, along, second } of golden) {
    close(value.value.evaluate({ X: A }), exponential, 2e-13, 'e^A')
    for (const C of [E, G, exponential]) {
      const found = gradient.derivatives[0]?.evaluate({ X: A, C }) as number[][]
      close(inner(found, E), inner(C, along), 1e-11, 'along E')
      const curved = hessian.derivatives[0]?.evaluate({ X: A, C }) as number[][][][]
      const contracted = curved.map((rows) => rows.map((matrix) => inner(matrix, G)))
      close(inner(contracted, E), inner(C, second), 1e-10, 'along E and G')
    }
    const trace = analysed('plain', 'tr(expm(X))', { ...SQUARE, wrt: 'X' })
    close(trace.derivatives[0]?.evaluate({ X: A }), transposed(exponential), 2e-13, 'tr e^A')
  }
})

const shown = (language: Language, text: string, wrt: string, options: AnalyzeOptions = {}): string | undefined =>
  analysed(language, text, { ...SQUARE, ...options, wrt }).derivatives[0]?.latex

test('derivatives as textbooks write them', () => {
  assert.equal(shown('latex', '\\operatorname{tr}(e^X)', 'X'), '(e^{X})^{\\top}')
  assert.equal(shown('latex', '\\operatorname{tr}(C e^X)', 'X'), 'L_{\\exp}(X^{\\top}, C^{\\top})')
  assert.equal(shown('latex', 'e^{At} x_0', 't'), 'A e^{t A} x_{0}')
  assert.equal(shown('latex', 'e^{At} x_0', 'x_0'), 'e^{t A}')
  assert.equal(shown('latex', '\\log\\det e^X', 'X'), 'I')
  assert.equal(shown('latex', '\\operatorname{tr}(e^{X \\circ X}) - d', 'X'), '2\\,X \\odot (e^{X^{\\odot 2}})^{\\top}')
  assert.equal(
    shown('latex', 'x(t) = e^{At}x_0 + \\int_0^t e^{A(t-s)} B u\\,ds', 't', { shapes: { A: ['n', 'n'], x_0: ['n'], B: ['n', 'm'], u: ['m'] } }),
    'B u + \\int_{0}^{t} A e^{(t - s) A} B u\\,ds + A e^{t A} x_{0}',
  )
  assert.equal(shown('latex', 'e^{-\\beta X}', 'beta'), '-X e^{-\\beta X}')
  assert.equal(shown('latex', 'e^{-X/\\beta}', 'beta'), '\\frac{X e^{-X/\\beta}}{\\beta^{2}}')
  // No sums over four indices.
  assert.ok(!shown('latex', '\\frac{e^{-\\beta X}}{\\operatorname{tr}(e^{-\\beta X})}', 'beta')?.includes('delta'))
})

const isWhole = (language: Language, text: string, options: AnalyzeOptions = SQUARE): boolean =>
  /expm|matrix_exp/.test(analysed(language, text, options).value.code('numpy'))

test('an exponential is that of the whole matrix where nothing takes it component by component', () => {
  assert.ok(isWhole('latex', '\\operatorname{tr}(e^X)'))
  assert.ok(isWhole('latex', 'x(t) = e^{At} x_0 \\quad A \\in \\mathbb{R}^{n\\times n}, x_0 \\in \\mathbb{R}^n', {}))
  assert.ok(isWhole('latex', 'e^{\\mathbf{A}t}\\mathbf{x}_0', {}))
  assert.ok(isWhole('plain', 'exp(A t) x where A is an n x n matrix', {}))
  assert.ok(isWhole('julia', 'f(A::Matrix, x::Vector, t) = exp(A*t) * x', {}))
  assert.ok(isWhole('matlab', 'y = expm(A*t)*x', {}))
  const python = (lines: string): string => `import numpy as np\nimport scipy\n${lines}`
  assert.ok(isWhole('python', python('def f(A, x):\n    return scipy.linalg.expm(A) @ x'), {}))
  assert.ok(isWhole('python', 'import torch\ndef f(A, x):\n    return torch.matrix_exp(A) @ x', {}))
  assert.ok(isWhole('python', 'import jax\ndef f(A, x):\n    return jax.scipy.linalg.expm(A) @ x', {}))
})

test('elsewhere it goes component by component', () => {
  const entrywise = (language: Language, text: string, options: AnalyzeOptions = SQUARE): void => assert.ok(!isWhole(language, text, options), text)
  entrywise('latex', '\\sum_{ij} e^{X_{ij}}')
  entrywise('latex', 'u \\odot e^{-C/\\epsilon} v', { shapes: { C: ['n', 'm'], u: ['n'], v: ['m'] } })
  entrywise('latex', '\\exp(Q K^\\top / \\sqrt{d})', { shapes: { Q: ['n', 'd'], K: ['n', 'd'] } })
  entrywise('latex', 'X \\odot e^X')
  entrywise('julia', 'f(X) = sum(exp.(X))')
  entrywise('matlab', 'f = trace(exp(X))')
  entrywise('python', 'import numpy as np\ndef f(X):\n    return np.trace(np.exp(X))')
})

const HARNESS = `
import json, sys
import numpy as np
import scipy.linalg
given = json.load(sys.stdin)
A, C, x, t = np.array(given['A']), np.array(given['C']), np.array(given['x']), given['t']
h = 1e-5
def slopes(f, a):
    found = np.zeros(np.shape(f(a)) + a.shape)
    for at in np.ndindex(*a.shape):
        step = np.zeros(a.shape)
        step[at] = h
        found[(..., *at)] = (f(a + step) - f(a - step)) / (2 * h)
    return found
for code, exact in (
    (given['trace'], slopes(lambda X: np.trace(C @ scipy.linalg.expm(X)), A)),
    (given['vector'], slopes(lambda A: scipy.linalg.expm(t * A) @ x, A)),
    (given['time'], (scipy.linalg.expm((t + h) * A) @ x - scipy.linalg.expm((t - h) * A) @ x) / (2 * h)),
):
    scope = {'np': np, 'scipy': scipy}
    exec(code, scope)
    found = scope['df'](*({'A': A, 'X': A, 'C': C, 'x': x, 't': t}[name] for name in scope['df'].__code__.co_varnames[:scope['df'].__code__.co_argcount]))
    print(np.max(np.abs(found - exact)) / np.max(np.abs(exact)))
`

const hasSciPy = spawnSync('python3', ['-c', 'import scipy.linalg']).status === 0

test('printed NumPy runs', { skip: !hasSciPy }, () => {
  const code = (text: string, wrt: string): string | undefined =>
    analysed('plain', text, { ...SQUARE, wrt }).derivatives[0]?.code('numpy', { name: 'df' })
  const vector = 'expm(t*A) x where x is a vector of length n'
  const input = {
    A: golden[2]?.A,
    C: golden[2]?.E,
    x: golden[2]?.G[0],
    t: 0.7,
    trace: code('tr(C expm(X))', 'X'),
    vector: code(vector, 'A'),
    time: code(vector, 't'),
  }
  const { stdout, stderr } = spawnSync('python3', ['-c', HARNESS], { input: JSON.stringify(input), encoding: 'utf8' })
  const errors = stdout.trim().split('\n').map(Number)
  assert.equal(errors.length, 3, stderr)
  for (const error of errors) assert.ok(error < 1e-8, String(error))
})
