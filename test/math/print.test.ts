/** Printing: the cases of test/cases/print.txt, deep and shared expressions, hostile names, whole functions. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import katex from 'katex'
import { analyze } from '../../src/math/analyze.ts'
import type { CodeLanguage, Shape } from '../../src/math/api.ts'
import { Exact } from '../../src/math/exact.ts'
import { type Expr, make, number, symbol } from '../../src/math/expr.ts'
import { sigmoid } from '../../src/math/ops/activation.ts'
import { add, div, exp, mul, neg, pow } from '../../src/math/ops/arithmetic.ts'
import { diag, matmul } from '../../src/math/ops/linear.ts'
import { cos, sin } from '../../src/math/ops/trigonometric.ts'
import { print, printCode } from '../../src/math/print/code/code.ts'
import { readable } from '../../src/math/print/formula/readable.ts'
import { asciiName, latexName, unicodeName } from '../../src/math/print/identifier.ts'
import { printLatex } from '../../src/math/print/latex/latex.ts'
import { elaborate } from '../../src/math/read/elaborate.ts'
import { open } from '../../src/math/read/open.ts'

const read = (text: string): Expr => elaborate(open(text, 'plain').read({})).expr
const languages: readonly CodeLanguage[] = ['latex', 'text', 'numpy', 'python', 'jax', 'torch', 'sympy', 'javascript', 'julia', 'matlab', 'c']

let language: CodeLanguage = 'latex'
for (const line of readFileSync(new URL('../../../test/cases/print.txt', import.meta.url), 'utf8').split('\n')) {
  const heading = /^\[(\w+)\]$/.exec(line)
  if (heading !== null) language = heading[1] as CodeLanguage
  if (heading !== null || line.startsWith('#') || line === '') continue
  const [text, expected] = line.split(' ==> ') as [string, string]
  const target = language
  test(`${target}: ${text}`, () => assert.equal(print(read(text), target), expected))
}

test('100,000 levels print in every language, in time linear in depth', () => {
  const x = symbol('x')
  let deep = x
  for (let k = 0; k < 100_000; k++) deep = k % 2 === 0 ? sin(deep) : cos(deep)
  let fraction = x
  for (let k = 0; k < 100_000; k++) fraction = make(div.op, [number(1), make(add.op, [fraction, number(1)])])
  for (const language of languages) {
    assert.ok(print(deep, language).length >= 400_000, language)
    assert.ok(print(fraction, language).length >= 400_000, language)
    assert.ok(printCode(deep, language, { name: 'f' }).length >= 400_000, language)
  }
})

test('a graph whose tree has 2^60 nodes prints with its shared parts named', () => {
  let node = symbol('x')
  for (let k = 0; k < 60; k++) node = sin(add(mul(node, node), symbol('y')))
  for (const language of languages) {
    const text = print(node, language)
    assert.ok(text.length < 5000, language)
    assert.ok(printCode(node, language, { name: 'f' }).length < 5000, language)
  }
})

test('names of functions are built with what repeats computed once', () => {
  const [x, mu, sigma] = ['x', 'mu', 'sigma'].map((name) => symbol(name)) as [Expr, Expr, Expr]
  const density = exp(neg(div(pow(add(x, neg(mu)), 2), mul(2, pow(sigma, 2)))))
  const derivative = neg(div(mul(add(x, neg(mu)), density), pow(sigma, 2)))
  assert.equal(
    printCode(derivative, 'numpy', { name: 'df', alias: 'numpy', parameters: ['x', 'mu', 'sigma'] }),
    'def df(x, mu, sigma):\n    t0 = x - mu\n    return -t0 * numpy.exp(-t0**2 / (2 * sigma**2)) / sigma**2\n',
  )
  const z = sigmoid(mul(symbol('lambda'), x))
  const slope = make(mul.op, [z, make(add.op, [number(1), neg(z)])])
  assert.equal(
    printCode(slope, 'numpy', { name: 'slope', labels: new Map([[z, 'activation']]) }),
    'def slope(lambda_, x):\n    activation = 1 / (1 + np.exp(-lambda_ * x))\n    return activation * (1 - activation)\n',
  )
  assert.equal(
    printCode(slope, 'javascript', { name: 'slope', parameters: ['x', 'lambda'] }),
    'function slope(x, lambda) {\n  const t0 = 1 / (1 + Math.exp(-lambda * x));\n  return t0 * (1 - t0);\n}\n',
  )
  assert.equal(
    printCode(slope, 'c', { name: 'slope' }),
    'double slope(double lambda, double x)\n{\n    const double t0 = 1.0 / (1.0 + exp(-lambda * x));\n    return t0 * (1.0 - t0);\n}\n',
  )
  assert.equal(
    printCode(slope, 'julia', { name: 'slope' }),
    'function slope(lambda, x)\n    t0 = 1 / (1 + exp(-lambda * x))\n    return t0 * (1 - t0)\nend\n',
  )
  assert.equal(
    printCode(slope, 'matlab', { name: 'slope' }),
    'function y = slope(lambda, x)\n    t0 = 1 / (1 + exp(-lambda * x));\n    y = t0 * (1 - t0);\nend\n',
  )
})

test('the Jacobian of a layer, for people and as code', () => {
  const s = sigmoid(add(matmul(symbol('W', ['m', 'n']), symbol('x', ['n'])), symbol('b', ['m'])))
  const jacobian = matmul(diag(mul(s, make(add.op, [number(1), neg(s)]))), symbol('W', ['m', 'n']))
  assert.equal(readable(jacobian).latex, '\\operatorname{diag}(s \\odot (1 - s)) W, \\quad s = \\sigma(W x + b)')
  assert.equal(readable(jacobian).text, 'diag(s ⊙ (1 − s)) W where s = σ(W x + b)')
  // A variable of the text names nothing else, also where it does not occur.
  assert.equal(readable(jacobian, { symbols: [symbol('s')] }).text, 'diag(u ⊙ (1 − u)) W where u = σ(W x + b)')
  assert.equal(
    printCode(jacobian, 'numpy', { name: 'jacobian', parameters: ['x', 'W', 'b'] }),
    'def jacobian(x, W, b):\n    t0 = 1 / (1 + np.exp(-(W @ x + b)))\n    return (t0 * (1 - t0))[:, None] * W\n',
  )
})

test('hostile and foreign names stay names', () => {
  for (const name of ['__proto__', 'constructor', 'toString', '', '1x', 'a b', 'é', '中', 'x}{', '\\evil', 'λ', 'self.alpha', '😀']) {
    assert.match(asciiName(name), /^[A-Za-z_]\w*$/)
    assert.doesNotMatch(latexName(name), /evil\b(?!})|}\{(?!})/)
    assert.ok(unicodeName(name) === name || name.includes('_') || name.length > 1)
    for (const language of languages) assert.ok(print(sin(symbol(name)), language).length > 0)
  }
  assert.equal(print(mul(symbol('lambda'), symbol('lambda_')), 'numpy').split(' * ').length, 2)
  assert.notEqual(...(print(mul(symbol('lambda'), symbol('lambda_')), 'numpy').split(' * ') as [string, string]))
})

test('letters of all scripts are written as they are', () => {
  assert.equal(latexName('ж'), '\\text{ж}')
  assert.equal(latexName('速度_max'), '\\text{速度}_{\\text{max}}')
  assert.equal(latexName('é'), '\\text{é}')
  assert.equal(latexName('x_é'), 'x_{\\text{é}}')
  assert.equal(latexName('rate'), '\\mathrm{rate}')
  for (const name of ['ж', '速度', '한', 'ñ_hat', 'ű', 'ა', 'あ_1']) katex.renderToString(latexName(name), { strict: 'error' })
})

test('computed decimals that are small have a power of ten, those that were written stay', () => {
  assert.equal(printLatex(number(Exact.parse('1e-3')?.multiply(Exact.parse('1e-2') as Exact) as Exact)), '10^{-5}')
  assert.equal(printLatex(number(Exact.parse('0.0025')?.multiply(Exact.parse('0.01') as Exact) as Exact)), '2.5 \\cdot 10^{-5}')
  assert.equal(printLatex(number(Exact.parse('0.00001') as Exact)), '0.00001')
  // Beyond what doubles can hold.
  const times = (a: string, b: string): Exact => (Exact.parse(a) as Exact).multiply(Exact.parse(b) as Exact)
  assert.equal(printLatex(number(times('2e300', '1e99'))), '2 \\cdot 10^{399}')
  assert.equal(printLatex(number(times('1.25e-300', '1e-99'))), '1.25 \\cdot 10^{-399}')
  assert.equal(times('9.999999999999999999e199', '1e200').negate().toString(), '-1e400')
  assert.equal(printLatex(number(Exact.parse('0.1')?.multiply(Exact.parse('0.01') as Exact) as Exact)), '0.001')
})

test('LaTeX of names as written is kept', () => {
  const names = new Map([['W', '\\mathbf{W}']])
  assert.equal(printLatex(mul(symbol('W'), symbol('x')), { names }), '\\mathbf{W}x')
})

test('sigma as a symbol is not taken for the sigmoid', () => {
  assert.equal(printLatex(mul(symbol('sigma'), sigmoid(symbol('x')))), '\\sigma\\operatorname{sigmoid}(x)')
})

for (const [title, text, shapes, latex, plain] of [
  ['a part with steps', 'np.sum(X[::2]**2)', ['n'], '2I_{:,1:2:n} x_{1:2:n}', '2I[:, ::2] x[::2]'],
  ['a block', 'np.sum(X[1:, :2]**2)', ['m', 'n'], '2I_{:,2:m} X_{2:m,1:2} I_{1:2,:}', '2I[:, 1:] X[1:, :2] I[:2, :]'],
  ['a spectral norm', 'np.linalg.norm(X, 2)', ['m', 'n'], '\\mathbf{u}_{1}\\mathbf{v}_{1}^{\\top}(X)', 'u₁v₁ᵀ(X)'],
  [
    'a running sum',
    'np.sum(np.cumsum(X)**2)',
    ['n'],
    '\\operatorname{cumsum}^{\\leftarrow}(2\\operatorname{cumsum}(x))',
    'flip(cumsum(flip(2cumsum(x))))',
  ],
] as const) {
  test(`the derivative of ${title} is in notation that people know`, () => {
    const name = shapes.length === 1 ? 'x' : 'X'
    const analysis = analyze({ language: 'python', text: `import numpy as np\n${text.replaceAll('X', name)}` }, { shapes: { [name]: shapes } })
    assert.ok(analysis.ok)
    assert.equal(analysis.derivatives[0]?.latex, latex)
    assert.equal(analysis.derivatives[0]?.text, plain)
  })
}

test('derivatives of cross and Kronecker products are written by the matrix of a vector and by indices', () => {
  const by = (text: string, wrt: string, shapes: Record<string, Shape>): string | undefined => {
    const analysis = analyze({ language: 'matlab', text }, { wrt, shapes })
    return analysis.ok ? analysis.derivatives[0]?.latex : undefined
  }
  const space = { a: [3], b: [3] }
  assert.equal(by('cross(a, b)', 'b', space), '\\begin{pmatrix} 0 & -a_{3} & a_{2} \\\\ a_{3} & 0 & -a_{1} \\\\ -a_{2} & a_{1} & 0 \\end{pmatrix}')
  assert.equal(by("cross(a, b)' * a2", 'a', { ...space, a2: [3] }), 'b \\times a_{2}')
  const blocks = { A: ['m', 'n'], B: ['p', 'q'] }
  assert.equal(by('kron(A, B)', 'A', blocks), '\\sum_{m,n} B_{mn}\\delta_{i,(k-1)p+m}\\delta_{j,(l-1)q+n}')
  assert.equal(by('trace(kron(A, B))', 'A', { A: ['n', 'n'], B: ['p', 'p'] }), '\\operatorname{tr}(B) I')
})
