/** Any program is read or refused at once, with a range inside it: deep nesting, long texts, endless loops. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../../src/math/analyze.ts'
import { openJavascript } from '../../../src/math/read/javascript.ts'
import { openPython } from '../../../src/math/read/python.ts'
import { type Document, ReadError } from '../../../src/math/read/term.ts'

/** What an attempt to read comes to; anything but a reading or a refusal that points into the text fails. */
function attempt(text: string, open: (text: string) => Document): 'read' | 'refused' {
  try {
    const document = open(text)
    document.definitions()
    document.read({})
    return 'read'
  } catch (error) {
    assert.ok(error instanceof ReadError, `${(error as Error).stack}\n${JSON.stringify(text)}`)
    const { start, end } = error.range
    assert.ok(start >= 0 && start <= end && end <= text.length, `${error.message}: ${start} to ${end} of ${text.length}`)
    assert.ok(error.message.length > 0)
    return 'refused'
  }
}

const languages: readonly [string, (text: string) => Document][] = [
  ['python', openPython],
  ['javascript', (text) => openJavascript(text, 'javascript')],
  ['typescript', (text) => openJavascript(text, 'typescript')],
]

for (const [language, open] of languages) {
  test(`deep and long ${language}`, () => {
    const million = 1_000_000 // characters
    assert.equal(attempt(`${'('.repeat(300)}x${')'.repeat(300)}`, open), 'read')
    assert.equal(attempt(`${'('.repeat(20_000)}x${')'.repeat(20_000)}`, open), 'refused')
    assert.equal(attempt(Array.from({ length: 1500 }, (_, k) => `x${k}`).join(' + '), open), 'read')
    for (const text of ['- '.repeat(million / 2), '(x+'.repeat(million / 3), ')]}'.repeat(million / 3), 'x = 1 + * 2\n'.repeat(million / 12)]) {
      assert.equal(attempt(text, open), 'refused')
    }
  })
}

test('a long sum is never read in part', () => {
  const text = Array.from({ length: 20_000 }, (_, k) => `x${k}`).join(' + ')
  for (const open of [openPython, (code: string) => openJavascript(code, 'javascript')]) {
    let terms = 0
    try {
      const { body } = open(text).read({})
      terms = body.kind === 'apply' ? body.args.length : 1
    } catch (error) {
      assert.ok(error instanceof ReadError)
    }
    assert.ok(terms === 0 || terms === 20_000, `${terms} terms`)
  }
})

test('bombs', () => {
  for (const text of [
    'def f(x):\n  s = 0\n  for i in range(10**9):\n    s += x\n  return s',
    'def f(x):\n  s = 0\n  for i in range(1000):\n    for j in range(1000):\n      s += x*i\n  return s',
    'def f(x):\n  a = [x]\n  for i in range(60):\n    a = a + a\n  return sum(a)',
    'def f(x):\n  return sum([x]*10**9)',
    'def fib(n, x):\n  return x if n < 2 else fib(n-1, x) + fib(n-2, x)\ny = fib(40, x)',
    'def f(x):\n  return g(x)\ndef g(x):\n  return f(x)',
    'def f(x):\n  while True:\n    x += 1\n  return x',
  ]) {
    assert.equal(attempt(text, openPython), 'refused', text)
  }
  assert.equal(attempt('def f(x):\n  for i in range(60):\n    x = x*x + x\n  return x', openPython), 'read')
  assert.equal(attempt('def f(x):\n  a, b = 1, x\n  for k in range(999):\n    a, b = b, 2*x*b - a\n  return b', openPython), 'read')
  const chain = Array.from({ length: 3000 }, (_, k) => `x${k + 1} = x${k} + 1`).join('\n')
  assert.equal(attempt(chain, openPython), 'read')
})

test('a loop whose steps lead away from its end is refused before its first round', () => {
  const told = (text: string) => {
    const answer = analyze({ language: 'typescript', text })
    return answer.ok ? 'read' : answer.message
  }
  const writing = (header: string, more = '') =>
    `function f(x: number[], T: number[]) {\n  for (${header}) { T[k] = 2 * x[k] = x[k] * T[k - 1]; ${more} }\n  return T[5]\n}`
  const never = 'the loop never ends: its steps lead away from what would end it: '
  assert.equal(told(writing('let k = 2; k; k++')), `${never}"k"`)
  assert.equal(told(writing('let k = 2; k >= 1; k += 3')), `${never}"k >= 1"`)
  assert.equal(told(writing('let k = 4; k < 9; k--')), `${never}"k < 9"`)
  assert.equal(told(writing('let k = 4; k != 3; k++')), `${never}"k != 3"`)
  // What ends, or may, is gone through.
  for (const text of [
    writing('let k = 4; k; k--'),
    writing('let k = 2; k != 5; k++'),
    writing('let k = 2; k; k++', 'if (k > 4) break'),
    writing('let k = 2; k; k++', 'if (k > 4) k = -1'),
  ])
    assert.ok(!told(text).startsWith(never), text)
  assert.equal(told('function f(x: number) {\n  for (let k = 3; k; k++) { x = 2 * x; if (k > 4) k = -1 }\n  return x\n}'), 'read')
})

test('what grows with each factor is answered or refused at once', () => {
  const chain = analyze({ language: 'julia', text: `tr(B'*X'*C*X*${"X'B'*X'*C*X*".repeat(13)}X'*C*X*B)` })
  assert.ok(chain.ok)
  const axes = analyze({ language: 'python', text: `import numpy as np\ny = np.linalg.inv(X).T${'[X].T'.repeat(60)} @ b # X: (n, n)` })
  assert.ok(!axes.ok && /axes/.test(axes.message), JSON.stringify(axes).slice(0, 500))
  // One index that is a matrix gives a matrix.
  const places = analyze({ language: 'matlab', text: `-inv(X)'*a*b'*inv(X)'${"(X)'".repeat(60)}` })
  assert.ok(places.ok, places.ok ? '' : places.message)
  const endless = analyze({ language: 'latex', text: '\\sum_{n \\ge 1} \\frac{x^n}{n}' })
  assert.ok(endless.ok)
  const factors = analyze({ language: 'matlab', text: `inv(X)${'*X'.repeat(40)}*Y${'*X'.repeat(40)}` })
  assert.ok(factors.ok)
  const nested = analyze({
    language: 'javascript',
    text: 'const f = (z, v) => z.map((u) => Math.exp(v - Math.max(...z))).reduce((a, b) => a + b, 0)',
  })
  assert.ok(nested.ok || !/could not be analysed/.test(nested.message), JSON.stringify(nested))
})

test('numbers and products that grow without end are refused', () => {
  const squared = `let t = x\n${'    t *=\n'.repeat(16)}    t *= x / 3\n`
  const digits = analyze({
    language: 'javascript',
    text: `function f(x) {\n  let t = x, s = 0\n  for (let k = 1; k <= 8; k++) {\n ${squared} s += t\n  }\n  return s\n}`,
  })
  assert.ok(digits.ok || /digits|terms/.test(digits.message), JSON.stringify(digits))
  const doubled = analyze({ language: 'python', text: 'def f(x):\n  r = 1\n  for i in range(30):\n    r, x = r * x, x * x\n  return r * x' })
  assert.ok(doubled.ok, JSON.stringify(doubled))
  const matrices = analyze({ language: 'plain', text: `tr(${"A*X*B*X'*C*".repeat(40)}A)` })
  assert.ok(!matrices.ok && /more than 96 matrices/.test(matrices.message), JSON.stringify(matrices))
  const power = analyze({ language: 'plain', text: "norm3(U*V'-R)^22222" })
  assert.ok(!power.ok && /more than 96 matrices/.test(power.message), JSON.stringify(power))
  assert.ok(analyze({ language: 'latex', text: 'f(x) = x^{22222}' }).ok, 'a power of a number is none')
  const empty = analyze({ language: 'typescript', text: '?? x' })
  assert.ok(!empty.ok, 'an operand is missing')
})

test('what many rounds compute is written with names for what repeats', () => {
  const descent = analyze({
    language: 'python',
    text: 'X = np.random.randn(100, 3)\nw = np.zeros(3)\nfor i in range(100):\n    r = X @ w - y\n    loss = (r**2).mean()\n    w -= 0.1 * X.T @ r',
  })
  assert.ok(descent.ok)
  assert.ok(descent.value.latex.length < 200_000)
  for (const { latex } of descent.derivatives) assert.ok(latex.length < 500_000)
  const recurrent = analyze({ language: 'python', text: 'def f(W, h, x):\n    for i in range(24):\n        h = np.tanh(W @ h + x)\n    return h' })
  assert.ok(recurrent.ok)
  for (const derivative of recurrent.derivatives) assert.ok(derivative.code('python').length < 30_000)
})

test('infinity in a formula is refused or read, and no fault', () => {
  const text = 'x \\infty'
  const analysis = analyze({ language: 'latex', text })
  assert.ok(analysis.ok || !/not a function/.test(analysis.message), JSON.stringify(analysis))
})

test('what holds nothing is zero, and no fault', () => {
  for (const text of ['const f = (x) => Math.hypot() + x', 'const f = (x) => Math.hypot(...[]) + x']) {
    const analysis = analyze({ language: 'javascript', text })
    assert.ok(analysis.ok, JSON.stringify(analysis))
  }
  const inner = analyze({
    language: 'python',
    text: 'def f(M):\n    return [[M[i][j.zeros((2, 2))\n    for i in rang] for i in range(len(M))] for j in range(len(M[0]))]\n',
  })
  assert.ok(!inner.ok && /a shape is made of lengths/.test(inner.message), JSON.stringify(inner))
  const digits = analyze({ language: 'matlab', text: 'W2 * z1 +0b2' })
  assert.ok(digits.ok || !/NaN/.test(digits.message), JSON.stringify(digits))
})
