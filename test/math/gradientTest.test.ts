/** Tests of hand-written derivatives, as they are printed: they pass where the derivative is right, and fail where it is not. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type CodeLanguage, findDerivativePairs, gradientTest, type Source } from '../../src/math/index.ts'

const python = '/usr/bin/python3'
const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0
const hasNumpy = runs(python, '-c', 'import numpy')
const hasOctave = runs('octave-cli', '--version')

/** The tests of all pairs of a text. */
function testsOf(source: Source, language: CodeLanguage, alias?: string): string[] {
  return findDerivativePairs(source).map((pair) => {
    const code = gradientTest(source, pair, language, alias)
    if (code === undefined) assert.fail(`no test of ${pair.derivative}`)
    return code
  })
}

/** A folder with a file of this text. */
function fileWith(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'nabla-test-')), name)
  writeFileSync(file, text)
  return file
}

interface Case {
  readonly title: string
  readonly text: string
  /** What is changed for the derivative to be wrong. */
  readonly wrong: readonly [string, string]
}

const numpy: Case[] = [
  {
    title: 'numbers',
    text: 'def f(x, a):\n    return x**2 * np.sin(a * x)\ndef df(x, a):\n    return 2 * x * np.sin(a * x) + a * x**2 * np.cos(a * x)\n',
    wrong: ['2 * x', 'x'],
  },
  { title: 'several numbers', text: 'def g(x, y):\n    return x**2 * y\ndef grad_g(x, y):\n    return 2 * x * y, x**2\n', wrong: ['x**2\n', 'x\n'] },
  {
    title: 'a domain',
    text: 'def f(x):\n    return np.log(x) * np.sqrt(1 - x)\ndef df(x):\n    return np.sqrt(1 - x) / x - np.log(x) / (2 * np.sqrt(1 - x))\n',
    wrong: ['(2 * np', '(np'],
  },
  { title: 'a kink', text: 'def relu(x):\n    return np.maximum(x, 0)\ndef relu_grad(x):\n    return 1.0 * (x > 0)\n', wrong: ['1.0', '0.5'] },
  { title: 'a whole exponent', text: 'def f(x, n=3):\n    return x**n\ndef df(x, n=3):\n    return n * x**(n - 1)\n', wrong: ['n * x', 'x'] },
  { title: 'a negative power', text: 'def f(x):\n    return x**-2 + x\ndef df(x):\n    return -2 * x**-3 + 1\n', wrong: ['-2 *', '2 *'] },
  {
    title: 'a loss with data and a default',
    text: 'def loss(w, X, y, lam=0.1):\n    r = X @ w - y\n    return 0.5 * r @ r / len(y) + lam * w @ w\ndef loss_grad(w, X, y, lam=0.1):\n    return X.T @ (X @ w - y) / len(y) + 2 * lam * w\n',
    wrong: ['2 * lam', 'lam'],
  },
  {
    title: 'value and gradient of one function',
    text: 'def loss_and_grad(w, X, y):\n    p = 1 / (1 + np.exp(-X @ w))\n    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n    grad = X.T @ (p - y) / len(y)\n    return loss, grad\n',
    wrong: ['(p - y) / len(y)', '(p - y)'],
  },
  {
    title: 'a Jacobian',
    text: 'def softmax(z):\n    e = np.exp(z - z.max())\n    return e / e.sum()\ndef softmax_jacobian(z):\n    s = softmax(z)\n    return np.diag(s) - np.outer(s, s)\n',
    wrong: ['np.outer(s, s)', 'np.outer(s, s) / 2'],
  },
  {
    title: 'the derivative by a matrix',
    text: 'def f(W, x):\n    return np.sum(np.tanh(W @ x))\ndef df_dW(W, x):\n    return np.outer(1 - np.tanh(W @ x)**2, x)\n',
    wrong: [')**2', ')'],
  },
  {
    title: 'parameters that are given by name alone',
    text: 'def rosen(x, y, *, a=1.0, b=100.0):\n    return (a - x)**2 + b * (y - x**2)**2\ndef rosen_der(x, y, *, a=1.0, b=100.0):\n    return np.array([-2 * (a - x) - 4 * b * x * (y - x**2), 2 * b * (y - x**2)])\n',
    wrong: ['4 * b', '2 * b'],
  },
  {
    title: 'a name of the file, and names that the test would take',
    text: 'SCALE = 2.5\n\ndef h(k, e):\n    return SCALE * np.sum(k**2) * e\n\ndef h_grad(k, e):\n    return 2 * SCALE * k * e\n',
    wrong: ['2 * SCALE', 'SCALE'],
  },
]

const inNumpy = (text: string): Source => ({ language: 'python', text: `import numpy as np\n\n${text}` })

test('tests in NumPy pass where the derivative is right and fail where it is not', { skip: !hasNumpy && 'no NumPy here' }, async (t) => {
  for (const { title, text, wrong } of numpy)
    await t.test(title, () => {
      const isRight = (own: string): boolean => {
        const source = inNumpy(own)
        const code = testsOf(source, 'numpy', 'np')
        const calls = code.map((each) => `${/def (\w+)/.exec(each)?.[1]}()`)
        return spawnSync(python, [fileWith('run.py', [source.text, ...code, ...calls].join('\n'))]).status === 0
      }
      assert.ok(isRight(text), 'the right one')
      assert.ok(!isRight(text.replace(wrong[0], wrong[1])), 'the wrong one')
    })
})

const javascript: Case[] = [
  {
    title: 'numbers',
    text: 'const sigmoid = (x) => 1 / (1 + Math.exp(-x))\nconst dSigmoid = (x) => sigmoid(x) * (1 - sigmoid(x))\n',
    wrong: ['(1 - s', '(2 - s'],
  },
  { title: 'several numbers', text: 'const f = (x, y) => x * x * y\nconst gradF = (x, y) => [2 * x * y, x * x]\n', wrong: ['x * x]', 'x]'] },
  {
    title: 'vectors',
    text: 'function loss(w, x, y) { return w.reduce((s, wi, i) => s + (wi * x[i] - y[i]) ** 2, 0) }\nfunction lossGrad(w, x, y) { return w.map((wi, i) => 2 * (wi * x[i] - y[i]) * x[i]) }\n',
    wrong: ['2 * (', '('],
  },
  {
    title: 'components that are written out',
    text: 'function mse(w, x, y) {\n  const z = w[0] * x[0] + w[1] * x[1]\n  return (z - y) ** 2\n}\nfunction mseGrad(w, x, y) {\n  const z = w[0] * x[0] + w[1] * x[1]\n  return [2 * (z - y) * x[0], 2 * (z - y) * x[1]]\n}\n',
    wrong: ['* x[1]]', '* x[0]]'],
  },
]

test('tests in JavaScript pass where the derivative is right and fail where it is not', async (t) => {
  for (const { title, text, wrong } of javascript)
    await t.test(title, () => {
      const isRight = (own: string): boolean => {
        const code = testsOf({ language: 'javascript', text: own }, 'javascript')
        const calls = code.map((each) => `${/function (\w+)/.exec(each)?.[1]}()`)
        return spawnSync(process.execPath, [fileWith('run.mjs', [own, ...code, ...calls].join('\n'))]).status === 0
      }
      assert.ok(isRight(text), 'the right one')
      assert.ok(!isRight(text.replace(wrong[0], wrong[1])), 'the wrong one')
    })
})

test('tests in TypeScript have types', () => {
  const text = 'const f = (x: number): number => x ** 3\nconst df = (x: number): number => 3 * x ** 2\n'
  const [code = ''] = testsOf({ language: 'typescript', text }, 'typescript')
  assert.match(code, /\(exact: number, numeric: number\)/)
})

const matlab: Case[] = [
  {
    title: 'numbers',
    text: 'function y = f(x, a)\n    y = sin(a * x);\nend\nfunction y = df(x, a)\n    y = a * cos(a * x);\nend\n',
    wrong: ['a * cos', 'cos'],
  },
  {
    title: 'a quadratic form',
    text: "function y = f(x, A)\n    y = x' * A * x;\nend\nfunction g = grad_f(x, A)\n    g = (A + A') * x;\nend\n",
    wrong: ["(A + A')", 'A'],
  },
  {
    title: 'value and gradient of one function',
    text: "function [J, grad] = cost(theta, X, y)\n    m = length(y);\n    r = X * theta - y;\n    J = r' * r / (2 * m);\n    grad = X' * r / m;\nend\n",
    wrong: ['r / m', 'r'],
  },
]

test('tests in MATLAB pass where the derivative is right and fail where it is not', { skip: !hasOctave && 'no Octave here' }, async (t) => {
  for (const { title, text, wrong } of matlab)
    await t.test(title, () => {
      const isRight = (own: string): boolean => {
        const code = testsOf({ language: 'matlab', text: own }, 'matlab')
        const calls = code.map((each) => `${/function (\w+)/.exec(each)?.[1]}()`)
        return spawnSync('octave-cli', ['--no-gui', '--norc', fileWith('run.m', ['1;', own, ...code, ...calls].join('\n'))]).status === 0
      }
      assert.ok(isRight(text), 'the right one')
      assert.ok(!isRight(text.replace(wrong[0], wrong[1])), 'the wrong one')
    })
})

test('tests in Julia compare with differences', () => {
  const text = "f(x, A) = x' * A * x\ngrad_f(x, A) = (A + A') * x\n"
  const [code = ''] = testsOf({ language: 'julia', text }, 'julia')
  assert.match(code, /^using Test\n\n@testset "grad_f is the derivative of f" begin\n/)
  assert.match(code, /numeric\[k\] = \(f\(x \+ e, A\) - f\(x - e, A\)\) \/ \(2 \* h\)\n/)
  assert.match(code, /@test grad_f\(x, A\) ≈ numeric rtol = 1e-5 atol = 1e-7\nend\n$/m)
  const again = testsOf({ language: 'julia', text: `using Test\n${text}` }, 'julia')
  assert.doesNotMatch(again[0] ?? '', /using/)
})

test('PyTorch and JAX are asked for what they get themselves', () => {
  const loss = 'def loss(w, X, y):\n    return ((X @ w - y)**2).mean()\ndef loss_grad(w, X, y):\n    return 2 * X.T @ (X @ w - y) / X.shape[0]\n'
  const [torch = ''] = testsOf({ language: 'python', text: `import torch\n${loss}` }, 'torch', 'torch')
  assert.match(torch, /w = torch\.tensor\(\[[-\d., ]+\], dtype=torch\.float64\)/)
  assert.match(
    torch,
    /exact = torch\.autograd\.functional\.jacobian\(lambda w: loss\(w, X, y\), w\)\n +torch\.testing\.assert_close\(loss_grad\(w, X, y\), exact\)/,
  )
  const [jax = ''] = testsOf({ language: 'python', text: `import jax.numpy as jnp\n${loss}` }, 'jax', 'jnp')
  assert.match(jax, /import jax\n/)
  assert.match(jax, /exact = jax\.jacobian\(lambda w: loss\(w, X, y\)\)\(w\)/)
  assert.doesNotMatch(testsOf({ language: 'python', text: `import jax\nimport jax.numpy as jnp\n${loss}` }, 'jax', 'jnp')[0] ?? '', /import jax\n/)
})

test('there is no test where none would be right', () => {
  const none = (source: Source, language: CodeLanguage): void => {
    for (const pair of findDerivativePairs(source)) assert.equal(gradientTest(source, pair, language), undefined)
  }
  // A method needs its object, and a backward pass what is handed back.
  none(
    inNumpy(
      'class Relu:\n    def forward(self, x):\n        return np.maximum(x, 0)\n    def backward(self, grad):\n        return grad * (self.x > 0)\n',
    ),
    'numpy',
  )
  // What is returned first is no value.
  const grads = 'def loss(w, x):\n    cost = (w * x)**2\n    dw = 2 * w * x**2\n'
  none(inNumpy(`${grads}    return {"dw": dw}, cost\n`), 'numpy')
  none(inNumpy(`${grads}    return dw, cost\n`), 'numpy')
  none({ language: 'markdown', text: "$f(x) = x^2$ and $f'(x) = 2x$" }, 'latex')
  // What is not known cannot be called.
  none(inNumpy('def f(x):\n    return g(x)**2\ndef df(x):\n    return 2 * g(x) * dg(x)\n'), 'numpy')
  none(inNumpy('def f(x):\n    return unknown * x**2\ndef df(x):\n    return 2 * unknown * x\n'), 'numpy')
})
