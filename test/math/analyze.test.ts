/** The whole pipeline through its public face: what is shown, what is refused, what the steps say. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import katex from 'katex'
import { type Analysis, type AnalyzeOptions, analyze, type Language, listed, type Step, vectorJacobianProduct } from '../../src/math/index.ts'

function analyzed(language: Language, text: string, options?: AnalyzeOptions): Analysis {
  const result = analyze({ language, text }, options)
  assert.ok(result.ok, result.ok ? '' : `${text}: ${result.message}`)
  return result
}

/* Cases: `language | text | options ==> shown derivative`, one a line, first derivative only unless `wrt` says otherwise. */
const cases = readFileSync(new URL('../../../test/cases/shown.txt', import.meta.url), 'utf8')
for (const line of cases.split('\n')) {
  if (line.trim() === '' || line.startsWith('#')) continue
  const [left, shown] = line.split(' ==> ') as [string, string]
  const [language, text, options] = left.split(' | ') as [Language, string, string | undefined]
  test(`shown: ${left}`, () => {
    const analysis = analyzed(language, text.replaceAll('\\n', '\n'), options === undefined ? {} : (JSON.parse(options) as AnalyzeOptions))
    const derivative = analysis.derivatives[0]
    assert.ok(derivative !== undefined)
    assert.equal(derivative.text, shown)
    for (const latex of [analysis.value.latex, derivative.latex]) katex.renderToString(latex, { strict: 'error', throwOnError: true })
    assert.ok(derivative.verified.method !== 'none', 'the answer is proven')
  })
}

test('an e beside vectors below a norm is one of them, unless the text has the number', () => {
  const vector = analyzed('latex', 'f(x) = \\|A x - b - e\\|^2')
  assert.ok(vector.variables.some(({ name, shape }) => name === 'e' && shape.length === 1))
  assert.ok(vector.notes.some(({ message }) => message.startsWith('read e as a vector')))
  const number = analyzed('latex', 'f(x) = \\|x - e\\|^2 + e^{-\\lambda}')
  assert.ok(!number.variables.some(({ name }) => name === 'e'))
  const plain = analyzed('plain', '‖x − e‖²')
  assert.ok(plain.variables.some(({ name, shape }) => name === 'e' && shape.length === 1))
})

test('derivatives in a formula stand worked out, and a sum within a sum has a letter of its own', () => {
  assert.equal(analyzed('latex', '\\nabla_w \\|Xw-y\\|^2').value.text, '2Xᵀ(X w − y)')
  assert.equal(analyzed('latex', '\\frac{\\partial}{\\partial x} x^2 y').value.text, '2x y')
  for (const [text, value] of [
    ['\\left.\\frac{d}{dx}\\left(x^2 e^{-x}\\right)\\right|_{x=0}', '0'],
    ["f'(2) \\text{ where } f(x)=x^3+\\ln x", '25/2'],
    ['\\nabla f(1,2), f(x,y)=x^2y', '[4, 1]'],
    ["f'(2), f(x)=x e^{x}", '3e²'],
    ["f'(e), f(x)=\\ln x", '1/e'],
    ['\\left.\\frac{d}{dx} \\sqrt{x}\\right|_{x=3}', '1/(2√3)'],
    ["f'(\\pi/3), f(x)=x\\sin x", '√3/2 + π/6'],
    ["f'(\\frac{\\pi}{4}), f(x)=\\tan x", '2'],
    ['\\frac{\\frac{dy}{dt}}{\\frac{dx}{dt}}, x=t^2, y=t^3', '3t/2'],
    ['\\frac{\\partial^2 u}{\\partial x^2}+\\frac{\\partial^2 u}{\\partial y^2}, u=e^x\\sin y', '0'],
    ['e = \\frac{dQ}{dP}\\frac{P}{Q}, Q = aP^{-b}', '−b'],
    ["x - \\frac{f(x)}{f'(x)}, f(x)=x^2-2", 'x − (x² − 2)/(2x)'],
    // Where it has no value what was filled in says why.
    ["f'(0), f(x)=\\frac{1}{x}", '−1/0²'],
  ] as const)
    assert.equal(analyzed('latex', text).value.text, value)
  assert.equal(analyzed('latex', '\\sum_i |x_i - \\sum_j x_j|').value.text, 'Σ_i |x_i − Σ_j x_j|')
  const mean = analyzed('python', 'import numpy as np\ndef f(x):\n    """x: (n,)"""\n    return np.mean(np.abs(x - np.mean(x)))')
  assert.equal(mean.value.latex, '\\frac{1}{n} \\sum_{i} \\left|x_{i} - \\frac{\\sum_{j} x_{j}}{n}\\right|')
})

test('what is read is shown with powers, without writes, and with long rows of numbers by their ends', () => {
  const bezier = analyzed('javascript', 'const f = (t, p, q) => { const u = 1 - t; return u*u*u*p + 3*u*u*t*q }')
  assert.equal(bezier.value.text, '(1 − t)³ p + 3(1 − t)² t q')
  const scaled = analyzed('python', 'import numpy as np\ndef f(x, A):\n    return 0.5 * x @ A @ x - (x / 3) @ x')
  assert.equal(scaled.value.text, '0.5 xᵀ A x − xᵀ x/3')
  const inPlace = analyzed('python', 'def f(a, k):\n    for i in range(1, len(a)):\n        a[i] += k*a[i-1]\n    return sum(v*v for v in a)')
  assert.equal(inPlace.value.text, 'a[0]² + (a[1] + k a[0])² + (a[2] + k·(a[1] + k a[0]))²')
  const grid = analyzed('python', 'import numpy as np\ndef f(k):\n    t = np.linspace(0, 1, 51)\n    return np.trapz(np.exp(-k*t), t)')
  assert.match(grid.value.latex, /t = \\left\(0, \\frac\{1\}\{50\}, \\frac\{1\}\{25\}, \\ldots, 1\\right\)\^\{\\top\}/)
  const steps = analyzed(
    'python',
    'import numpy as np\ndef f(k, h):\n    t = [0, h, 2*h, 3*h, 4*h, 5*h, 6*h, 7*h, 8*h, 9*h]\n    return np.sum(np.exp(-k*np.array(t)))',
  )
  assert.match(steps.value.latex, /\(0, h, 2h, \\ldots, 9h\)\^\{\\top\}/)
})

test('what the text names and uses often goes by its name where nothing longer has one', () => {
  const horner = analyzed('python', 'def f(x, a, p):\n    t = 1.0/(1.0 + p*x)\n    return (((a*t + 2)*t + 3)*t + 4)*t')
  assert.equal(horner.value.text, '(((a t + 2) t + 3) t + 4) t where t = 1.0/(1.0 + p x)')
})

test('the exponential of a scaled matrix is one in text too', () => {
  const moved = analyzed('python', 'import numpy as np\nfrom scipy.linalg import expm\ndef f(t, A):\n    return np.abs(np.trace(expm(-1j*t*A)))', {
    shapes: { A: ['n', 'n'] },
  })
  assert.match(moved.value.text, /expm\(−t·\[\[/)
  assert.doesNotMatch(moved.value.text, /expm_scaled/)
})

test('what is said of domains and joins is so at the numbers that the text gives', () => {
  const said = (text: string, options?: AnalyzeOptions): string[] =>
    analyzed('python', `import numpy as np\nc = 2.5\neps = 1e-8\nn = 3.0\nb1, b2 = 0.25, -0.25\n${text}`, options).notes.map(({ message }) => message)
  assert.deepEqual(said('def f(x):\n    return np.log(x**2 + eps)/np.sqrt(x**2 + eps)/c'), [])
  assert.deepEqual(said('def f(x, T):\n    return x/(c*T)'), ['the quotient needs T ≠ 0'])
  assert.deepEqual(said('def f(x):\n    return x**n + np.sqrt(c*x**2 + 1)'), [])
  assert.deepEqual(said('def f(x):\n    return c*x if x < 1/c else 1 + (x - 1/c)**2'), ['at x = 1/c the derivative jumps, from 2.5 to 0'])
  // The pieces meet at these numbers alone.
  assert.deepEqual(said('def f(x):\n    return b1*x if x < 1 else -b2*x**3'), ['at x = 1 the derivative jumps, from 0.25 to 0.75'])
  // What is differentiated by has other values too.
  assert.deepEqual(said('def f(x):\n    return x/c', { wrt: 'c' }), ['the quotient needs c ≠ 0'])
})

test('nothing is said of where an operation fails that cannot fail', () => {
  const loss = analyzed(
    'python',
    'import numpy as np\ndef f(x, y):\n    h = 1/(1 + np.exp(-x))\n    return -np.sum(y*np.log(h) + (1 - y)*np.log(1 - h)) + np.sqrt(x @ x + 1)',
  )
  assert.deepEqual(
    loss.notes.filter(({ kind }) => kind === 'domain'),
    [],
  )
  const open = analyzed('plain', 'log(1 - x)')
  assert.equal(open.notes.filter(({ kind }) => kind === 'domain').length, 1)
})

const everyStep = (step: Step): Step[] => [step, ...step.steps.flatMap(everyStep)]

test('the steps of the chain rule name the outer and the inner function', () => {
  const analysis = analyzed('plain', 'outer(u) = exp(u)\ninner(x) = x^3\nh(x) = outer(inner(x))')
  const steps = everyStep(analysis.derivatives[0]?.steps as Step)
  const chain = steps.find(({ rule }) => rule === 'chain')
  assert.ok(chain?.title.includes('outer') && chain.title.includes('inner'), chain?.title)
  assert.equal(steps[0]?.after, analysis.derivatives[0]?.latex)
})

test('steps of matrices are differentials, accepted by KaTeX', () => {
  const analysis = analyzed('plain', 'σ(W*x+b)')
  for (const derivative of analysis.derivatives) {
    for (const { before, after } of everyStep(derivative.steps)) {
      for (const latex of [before, after]) katex.renderToString(latex, { strict: 'error', throwOnError: true })
    }
  }
})

test('the vector-Jacobian product by W of a layer is (G ⊙ s ⊙ (1 − s)) xᵀ in value', () => {
  const analysis = analyzed('plain', 'σ(W*x+b)')
  const byW = analysis.derivatives.find(({ wrt }) => wrt === 'W')
  assert.ok(byW !== undefined)
  const product = vectorJacobianProduct(byW)
  const at = {
    W: [
      [0.1, 0.2],
      [0.3, -0.4],
    ],
    x: [1, 2],
    b: [0.5, -0.5],
    G: [1, -2],
  }
  const z = [1 * 0.1 + 2 * 0.2 + 0.5, 0.3 - 0.8 - 0.5]
  const s = z.map((t) => 1 / (1 + Math.exp(-t)))
  const expected = s.map((p, i) => at.x.map((x) => (at.G[i] as number) * p * (1 - p) * x))
  const found = product.evaluate(at) as number[][]
  expected.forEach((row, i) => {
    row.forEach((value, j) => {
      assert.ok(Math.abs((found[i]?.[j] as number) - value) < 1e-14)
    })
  })
})

test('what cannot be read is refused with the place and what to do', () => {
  for (const text of ['sin(x', 'x +', '', '2 ** ', 'x ) y', '§', 'W @']) {
    const result = analyze({ language: 'plain', text })
    assert.equal(result.ok, false, text)
    if (result.ok) continue
    assert.ok(result.message.length > 0)
    assert.ok(
      result.range.start >= 0 && result.range.end <= text.length && result.range.start <= result.range.end,
      `${text}: ${JSON.stringify(result.range)}`,
    )
  }
})

test('shapes that contradict each other are named with both places', () => {
  const result = analyze({ language: 'plain', text: 'A*x + y' }, { shapes: { A: [2, 3], x: [3], y: [4] } })
  assert.equal(result.ok, false)
  if (!result.ok) assert.match(result.message, /2.*4|4.*2/)
})

test('lengths are unified over the whole expression and printed by name', () => {
  const analysis = analyzed('plain', 'σ(W*x+b)')
  assert.deepEqual(Object.fromEntries(analysis.variables.map(({ name, shape }) => [name, [...shape]])), { W: ['m', 'n'], x: ['n'], b: ['m'] })
})

test('names of JavaScript itself are just names', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const analysis = analyzed('plain', `${name}^2`, { wrt: name })
    assert.match(analysis.derivatives[0]?.text ?? '', /^2/)
  }
})

test('decimals of chaotic rounds keep their digits', () => {
  // By 300 decimal digits in Python: 0.47581526656032483...; doubles say 0.47581528.
  const rounds = analyzed('python', 'def f(a):\n    x = 0.3\n    for _ in range(60):\n        x = 3.7*x*(1-x)\n    return a*x\n')
  assert.equal(rounds.derivatives[0]?.evaluate({ a: 2 }), 0.47581526656032486)
  const small = analyze({
    language: 'python',
    text: 'def f(r):\n    p = 0.1\n    for _ in range(12):\n        p = p / r * p * (1 - p)\n    return p\n',
  })
  assert.ok(!small.ok && /beyond 10/.test(small.message))
})

test('the derivatives of what a function gives back are in the order of its parameters', () => {
  const text = 'export function distance(x1: number, y1: number, x2: number, y2: number) {\n  return Math.hypot(x2 - x1, y2 - y1)\n}\n'
  const start = text.indexOf('Math.hypot')
  const answer = analyze({ language: 'typescript', text, selection: { start, end: text.indexOf(')\n}') + 1 } })
  assert.ok(answer.ok)
  assert.deepEqual(
    answer.derivatives.map(({ wrt }) => wrt),
    ['x1', 'y1', 'x2', 'y2'],
  )
})

test('what a function is called with is a value of its parameters where it has as many axes', () => {
  const calls = (definition: string, call: string): unknown[] => {
    const text = `import numpy as np\n${definition}\nx = np.array([1.0, 2.0])\nW = np.array([[0.5, 0.25]])\n${call}\n`
    const answer = analyze({ language: 'python', text }, { of: 'f' })
    assert.ok(answer.ok)
    return answer.variables.map(({ value }) => value)
  }
  assert.deepEqual(calls('def f(x, W):\n    return W @ x', 'y = f(x, W)'), [[1, 2], [[0.5, 0.25]]])
  assert.deepEqual(calls('def f(x, W):\n    return W @ x', ''), [undefined, undefined])
  assert.deepEqual(calls('def f(x, a):\n    return x**2 + a', 'f(x, 3)'), [undefined, undefined])
})

test('a vector of ones behind a number does not look like one of its digits', () => {
  const text = 'import torch.nn.functional as F\ndef f(z, y):\n    return F.cross_entropy(z, y, label_smoothing=0.1)\n'
  const answer = analyze({ language: 'python', text }, { wrt: 'z' })
  assert.ok(answer.ok)
  assert.match(answer.derivatives[0]?.latex ?? '', /0\.1\\,\\mathbf\{1\}/)
})

test('signs of patterns within words are just signs', () => {
  const text = 'y(t) = A e^(-t/tau) sin(2 pi f t + phi)   (damped osc[llation, f in Hj_)'
  const answer = analyze({ language: 'plain', text, selection: { start: 9, end: 9 } })
  assert.ok(answer.ok || !/regular expression/.test(answer.message))
})

test('orders beyond the eighth are those asked for, and no others are guessed', () => {
  const tenth = analyze({ language: 'plain', text: 'sin(x)' }, { order: 10 })
  assert.ok(tenth.ok)
  assert.equal(tenth.derivatives[0]?.text, '−sin(x)')
  for (const order of [0, -1, 1.5, Number.NaN, 1000]) {
    const refused = analyze({ language: 'plain', text: 'sin(x)' }, { order })
    assert.ok(!refused.ok && /whole number/.test(refused.message))
  }
})

test('names by which there is no derivative are left out with a note, or refused where they are asked for', () => {
  for (const [text, by, other] of [
    ['besselj(n, x)', 'n', 'x'],
    ['sum(i^2*x, i, 1, n)', 'n', 'x'],
    ['gammainc(a, x)', 'a', 'x'],
  ] as const) {
    const result = analyze({ language: 'plain', text })
    assert.ok(result.ok, text)
    assert.deepEqual(
      result.derivatives.map(({ wrt }) => wrt),
      [other],
    )
    assert.ok(result.notes.some(({ message }) => /derivative/.test(message)))
    assert.ok(!analyze({ language: 'plain', text }, { wrt: by }).ok)
  }
})

test('a product over indices with too few factors says so', () => {
  const result = analyze({ language: 'python', text: "import numpy as np\ndef f(A):\n    return np.einsum('ij,j->i', A)\n" })
  assert.ok(!result.ok)
  assert.match(result.message, /"ij,j->i" name 2 factors, but there is one/)
})

test('a value that is missing is said, however the lengths of the others fit', () => {
  const text = String.raw`Let $R \in \mathbb{R}^{m \times n}$ and $\mathbf{x}_u, \mathbf{y}_i \in \mathbb{R}^k$ be rows of $X \in \mathbb{R}^{m \times k}$ and $Y \in \mathbb{R}^{n \times k}$:
$$L = \sum_{u=1}^{m} \sum_{i=1}^{n} R_{ui} (p_{ui} - \mathbf{x}_u^\top \mathbf{y}_i)^2$$`
  const analysis = analyze({ language: 'latex', text })
  assert.ok(analysis.ok)
  assert.throws(() => analysis.value.evaluate({ R: [[1, 2]], X: [[0.5]], Y: [[1], [2]] }), /no value for p/)
})

test('no part of a gradient is called as the function is', () => {
  for (const name of ['u', 'v']) {
    const { text } = listed(analyzed('plain', `${name} = tanh(x*y + 3)/(1 + tanh(x*y + 3)^3)`).derivatives)
    assert.match(text, / where /)
    assert.doesNotMatch(text, new RegExp(`\\b${name}\\b`))
  }
})

test('what a derivative is called goes by all its axes', () => {
  for (const [text, order, kind] of [
    ['\\sum_i x_i^3', 1, 'gradient'],
    ['\\sum_i x_i^3', 2, 'hessian'],
    ['\\sum_i x_i^3', 3, 'tensor'],
    ['\\operatorname{softmax}(x)', 1, 'jacobian'],
    ['\\operatorname{softmax}(x)', 2, 'tensor'],
  ] as const)
    assert.equal(analyzed('latex', text, { order }).derivatives[0]?.kind, kind, `${text}, ${order}`)
})
