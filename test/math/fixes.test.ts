/** What is offered in place of a wrong derivative: the changed text, which is read and judged again, and Python of it is run by Python. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import type { Language } from '../../src/math/api.ts'
import { checkDerivative, findDerivativePairs } from '../../src/math/index.ts'

/** The text with what is wrong and, behind ⇒, what stands there afterwards: «wrong⇒right»; «wrong⇒» where no change is offered. */
const cases: readonly [Language, string][] = [
  ['python', 'def f(x):\n    return 2*x - x**2 + x**3\ndef df(x):\n    return «2 * (1 - x) + 3 * x⇒2 * (1 - x) + 3 * x**2»\n'],
  ['python', 'def f(x):\n    return -(1 - x)**2 + x**3\ndef df(x):\n    return 2 * (1 «+ x⇒- x») + 3 * x**2\n'],
  ['javascript', 'const f = (x) => x ** 3 + (x + 1) ** 2\nconst df = (x) => («3 * x ** 2 + (x + 1)⇒3 * x ** 2 + 2 * x + 2»)\n'],
  // A branch gets its own derivative.
  [
    'python',
    'def f(x):\n    if x > 0:\n        return x**2\n    return x**3\ndef df(x):\n    if x > 0:\n        return «3 * x⇒2 * x»\n    return 3 * x**2\n',
  ],
  [
    'python',
    'def f(x):\n    if x < 0:\n        return 0\n    elif x < 1:\n        return x**2 / 2\n    else:\n        return x - 0.5\ndef df(x):\n    if x < 0:\n        return 0\n    elif x < 1:\n        return «2 * x⇒x»\n    else:\n        return 1\n',
  ],
  [
    'javascript',
    'function elu(x, a) { if (x > 0) { return x } return a * (Math.exp(x) - 1) }\nfunction dElu(x, a) { if (x > 0) { return 1 } return «a * (Math.exp(x) - 1)⇒a * Math.exp(x)» }\n',
  ],
  // Of a formula the term that lacks a factor.
  [
    'latex',
    "\\[ V(r) = 4 \\epsilon \\left[ \\left(\\frac{\\sigma}{r}\\right)^{12} - \\left(\\frac{\\sigma}{r}\\right)^6 \\right] \\]\n\\[ V'(r) = 4 \\epsilon \\left[ -12 \\frac{\\sigma^{12}}{r^{13}} «- 6 \\frac{\\sigma^6}{r^7}⇒+ 6 \\frac{\\sigma^6}{r^7}» \\right] \\]\n",
  ],
  [
    'latex',
    '\\[ L(w) = \\frac{1}{2} \\| X w - y \\|^2 + \\frac{\\lambda}{2} \\| w \\|^2 \\]\n\\[ \\nabla L(w) = X^T (X w - y) + «2 \\lambda w⇒\\lambda w» \\]\n',
  ],
  // A term of what is divided, and powers of what it has already.
  ['latex', "\\[ f(x) = \\frac{\\ln x}{x^2 + 1} \\]\n\\[ f'(x) = \\frac{x^2 + 1 - «2x \\ln x⇒2x^{2}\\ln x»}{x (x^2 + 1)^2} \\]\n"],
  ['latex', "\\[ f(x) = \\frac{\\sin x}{x^2 + 1} \\]\n\\[ f'(x) = \\frac{(x^2 + 1)\\cos x - «2 \\sin x⇒2x\\sin x»}{(x^2 + 1)^2} \\]\n"],
  ['latex', "\\[ f(x) = x^2 \\sqrt{1 - x^2} \\]\n\\[ f'(x) = \\frac{2x(1 - x^2) - «x^2⇒x^{3}»}{\\sqrt{1 - x^2}} \\]\n"],
  // Parentheses as the author writes them.
  ['latex', "We have $k(x) = \\tanh(x)^2$ and $k'(x) = «2\\tanh(x)⇒2\\tanh(x)\\operatorname{sech}^{2}(x)»$.\n"],
  // A length that is missing.
  [
    'python',
    'import numpy as np\ndef nll(mu, sigma, x):\n    return len(x) * np.log(sigma) + 0.5 * np.sum((x - mu)**2) / sigma**2\ndef nll_grad(mu, sigma, x):\n    d_mu = -np.sum(x - mu) / sigma**2\n    d_sigma = «1 / sigma⇒len(x) / sigma» - np.sum((x - mu)**2) / sigma**3\n    return np.array([d_mu, d_sigma])\n',
  ],
  // Code in a note is code.
  [
    'markdown',
    'With $x$:\n```python\nimport numpy as np\ndef f(x):\n    return np.sin(x) * x\ndef df(x):\n    return «np.cos(x) * x⇒np.cos(x) * x + np.sin(x)»\n```\n',
  ],
  ['markdown', '```js\nconst f = (x) => Math.sin(x) * x\nconst df = (x) => «Math.cos(x) * x⇒Math.cos(x) * x + Math.sin(x)»\n```\n'],
  ['markdown', "Let $g(x) = x^2$ and $g'(x) = «x⇒2x»$.\n"],
  // Definitions stay definitions, and what an object has kept keeps its name.
  ['javascript', 'const mse = (w, x, y) => (w * x - y) ** 2\nconst mseGrad = (w, x, y) => «(w * x - y) * x⇒2 * (w * x - y) * x»\n'],
  [
    'python',
    'class M:\n    def __init__(self, k):\n        self.k = k\n    def energy(self, x):\n        return 0.5 * self.k * x**2\n    def energy_grad(self, x):\n        return «self.k * x**2⇒self.k * x»\n',
  ],
  // The element that is wrong.
  [
    'python',
    'import numpy as np\ndef f(x):\n    return x[0]**2 * x[1] + x[1]**3\ndef grad_f(x):\n    return np.array([2 * x[0] * x[1], x[0]**2 + «x[1]**2⇒3 * x[1]**2»])\n',
  ],
  [
    'python',
    'import numpy as np\ndef f(x):\n    return x[0]**2 * x[1] + x[1]**3\ndef grad_f(x):\n    g = np.zeros(2)\n    g[0] = 2 * x[0] * x[1]\n    g[1] = x[0]**2 + «x[1]**2⇒3 * x[1]**2»\n    return g\n',
  ],
  ['julia', 'f(x) = x[1]^2 * x[2] + x[2]^3\n∇f(x) = [2x[1] * x[2], x[1]^2 + «x[2]^2⇒3 * x[2]^2»]\n'],
  [
    'python',
    'import numpy as np\ndef f(x):\n    return x[0]**3 + x[0] * x[1]**2\ndef hess(x):\n    return np.array([[6 * x[0], 2 * x[1]], [2 * x[1], «x[0]⇒2 * x[0]»]])\n',
  ],
  ['julia', "loss(β, X, y) = sum((y - X * β) .^ 2)\nloss_grad(β, X, y) = -«X' * (y - X * β)⇒2 * X' * (y - X * β)»\n"],
  // In the words of the definition.
  [
    'python',
    'import numpy as np\ndef mse(pred, target):\n    return ((pred - target)**2).mean()\ndef mse_grad(pred, target):\n    return «3 * (pred - target) / pred.size⇒2 * (pred - target) / pred.size»\n',
  ],
  ['python', 'def f(p):\n    x, y = p\n    return x**2 * y + y**3\ndef f_grad(p):\n    x, y = p\n    return [2 * x * y, x**2 + «y**2⇒3 * y**2»]\n'],
  [
    'matlab',
    'function g = sigmoid(z)\ng = 1 ./ (1 + exp(-z));\nend\nfunction g = sigmoidGradient(z)\ng = sigmoid(z) .* (1 «+ sigmoid(z)⇒- sigmoid(z)»);\nend\n',
  ],
  ['julia', 'mse(p, y) = sum((p .- y) .^ 2) / length(y)\nmse_grad(p, y) = «3 .* (p .- y) ./ length(y)⇒2 .* (p .- y) ./ length(y)»\n'],
  [
    'python',
    'import numpy as np\nclass CrossEntropy:\n    def loss(self, y, p):\n        p = np.clip(p, 1e-15, 1 - 1e-15)\n        return - y * np.log(p) - (1 - y) * np.log(1 - p)\n    def gradient(self, y, p):\n        p = np.clip(p, 1e-15, 1 - 1e-15)\n        return «(y / p)⇒-(y / p)» + (1 - y) / (1 - p)\n',
  ],
  ['python', 'def f(x):\n    return x**3 - 2*x\ndef df(x):\n    return 3*x**2 «+ 2⇒- 2»\n'],
  ['plain', "f(x) = sin(x)/x\nf'(x) = «(x sin(x) - sin(x))/x^2⇒cos(x)/x − sin(x)/x²»\n"],
  // Lists know no arithmetic of arrays.
  [
    'python',
    'def cost(xs, ys, m):\n    total = 0\n    for x, y in zip(xs, ys):\n        total += (y - m * x) ** 2\n    return total / len(xs)\ndef cost_grad(xs, ys, m):\n    dm = 0\n    for x, y in zip(xs, ys):\n        dm += -«3 / len(xs) * x * (y - m * x)⇒2 / len(xs) * x * (y - m * x)»\n    return dm\n',
  ],
  [
    'julia',
    'f(x) = x[1]^2 * x[2] + x[2]^3\nfunction h!(H, x)\n    H[1, 1] = 2 * x[2]\n    H[1, 2] = 2 * x[1]\n    H[2, 1] = 2 * x[1]\n    H[2, 2] = «5 * x[2]⇒6 * x[2]»\nend\n',
  ],
  // What several results are made of stays as it is.
  [
    'python',
    'def f(x, y):\n    return (x - y)**2 * x\ndef grad_f(x, y):\n    d = x - y\n    gx = d**2 + 2 * d * x\n    gy = d\n    return gx, «gy⇒-2 * x * gy»\n',
  ],
  ['python', 'def f(x, y):\n    return x**2 + y**2\ndef grad_f(x, y):\n    g = 2 * x\n    return g, «g⇒2 * y»\n'],
  // All that is wrong of what is returned.
  [
    'python',
    'def loss(x, y, w, b):\n    return (x * w + b - y)**2\ndef loss_grad(x, y, w, b):\n    r = x * w + b - y\n    dw = r * x\n    db = r\n    return «dw, db⇒2 * x * (x * w + b - y), 2 * (x * w + b - y)»\n',
  ],
  ['python', 'def f(x):\n    return x**2 if x > 0 else -x**3\ndef df(x):\n    return 2*x if x > 0 else -«2*x**2⇒3*x**2»\n'],
  ['markdown', '```matlab\nf = @(x) x.^2 .* sin(x);\ndf = @(x) 2*x.*sin(x) «- x.^2 .* cos(x)⇒+ x.^2 .* cos(x)»;\n```\n'],
  [
    'typescript',
    'class Loss {\n  constructor(private lambda: number) {}\n  value(w: number, x: number, y: number) { return (w * x - y) ** 2 + this.lambda * w * w }\n  gradient(w: number, x: number, y: number) { return 2 * (w * x - y) * x + «this.lambda * w⇒2 * this.lambda * w» }\n}\n',
  ],
  // The factor, name, number, comparison or sign that the author slipped on.
  [
    'python',
    'import numpy as np\ndef gelu(x):\n    return 0.5 * x * (1 + np.tanh(0.8 * (x + 0.04 * x**3)))\ndef gelu_grad(x):\n    t = np.tanh(0.8 * (x + 0.04 * x**3))\n    du = 0.8 * (1 + «0.04 * x**2⇒0.12 * x**2»)\n    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * du\n',
  ],
  [
    'python',
    'import numpy as np\ndef fk(q):\n    return np.array([np.cos(q[0]) + np.cos(q[0] + q[1]), np.sin(q[0]) + np.sin(q[0] + q[1])])\ndef fk_jacobian(q):\n    s1, c1 = np.sin(q[0]), np.cos(q[0])\n    s12, c12 = np.sin(q[0] + q[1]), np.cos(q[0] + q[1])\n    return np.array([[-s1 - s12, -s12], [«c1⇒c12» + c1, c12]])\n',
  ],
  [
    'python',
    'import numpy as np\ndef softmax(x):\n    # x: (N, C)\n    e = np.exp(x)\n    s = e / e.sum(axis=1, keepdims=True)\n    return s, s\ndef softmax_backward(dout, cache):\n    s = cache\n    return s * (dout - (dout * s).sum(«axis=0⇒axis=1», keepdims=True))\n',
  ],
  [
    'python',
    'import numpy as np\ndef decay(r, tau):\n    return r * np.exp(-1 / tau)\ndef ddecay_dtau(r, tau):\n    return r * np.exp(-1 / tau) / «tau**3⇒tau ** 2»\n'.replace(
      'tau ** 2',
      'tau**2',
    ),
  ],
  [
    'javascript',
    'const swish = (x, k) => x / (1 + Math.exp(-k * x))\nconst dSwish = (x, k) => { const s = 1 / (1 + Math.exp(-k * x)); return s + «x * s * (1 - s)⇒k * x * s * (1 - s)» }\n',
  ],
  [
    'python',
    'import numpy as np\ndef cost(w, X, y, lam):\n    return 0.5 * np.mean((X @ w - y)**2) + 0.5 * lam * w @ w\ndef cost_grad(w, X, y, lam):\n    return «X.T @ (X @ w - y) / len(y)⇒X.T @ (X @ w - y) / len(y) + lam * w»\n',
  ],
  ['matlab', 'function [f, grad] = fun(x)\nr = x - [1; 2];\nf = sum(r.^3);\ngrad = «r.^2⇒3 * r.^2»;\nend\n'],
  ['julia', 'k(x, y) = exp(-sum(abs2, x .- y))\n# with respect to x\n∇k(x, y) = «2 .* (x .- y) .* k(x, y)⇒-2 .* (x .- y) .* k(x, y)»\n'],
  // Names as the file has imported them, and no others.
  ['python', 'from math import exp\ndef f(x):\n    return exp(2 * x) * x\ndef df(x):\n    return «exp(2 * x) * 2⇒(2 * x + 1) * exp(2 * x)»\n'],
  [
    'python',
    'import math as m\ndef f(x):\n    return m.exp(2 * x) * m.sin(x)\ndef df(x):\n    return «m.exp(2 * x) * m.sin(x) * 2⇒m.exp(2 * x) * (m.cos(x) + 2 * m.sin(x))»\n',
  ],
  [
    'python',
    'from numpy import exp, sin, cos\ndef f(x):\n    return exp(2 * x) * sin(x)\ndef df(x):\n    return «exp(2 * x) * sin(x) * 2⇒exp(2 * x) * (cos(x) + 2 * sin(x))»\n',
  ],
  ['python', 'from math import exp, sin\ndef f(x):\n    return exp(2 * x) * sin(x)\ndef df(x):\n    return «exp(2 * x) * sin(x) * 2⇒»\n'],
]

for (const [k, [language, marked]] of cases.entries()) {
  const [, before = '', wrong = '', right = '', after = ''] = /^(.*)«(.*)⇒(.*)»(.*)$/s.exec(marked) ?? []
  test(`fix ${k + 1}: ${language} ${wrong}`, () => {
    const text = before + wrong + after
    const [pair] = findDerivativePairs({ language, text })
    assert.ok(pair !== undefined)
    const check = checkDerivative({ language, text }, pair)
    assert.equal(check.verdict, 'different', check.message)
    if (right === '') return assert.equal(check.fix, undefined)
    assert.ok(check.fix !== undefined, check.message)
    const mended = text.slice(0, check.range.start) + check.fix + text.slice(check.range.end)
    assert.equal(mended, before + right + after)
    if (language === 'python' && marked.includes('def df(x)')) runsRight(mended)
  })
}

/** Python finds f and df of numbers to go together, by differences; where there is no Python nothing is said. */
function runsRight(text: string): void {
  const script = `${text}
for x in (0.3, 0.7, 1.9):
    numeric = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    assert abs(df(x) - numeric) < 1e-5 * max(1, abs(numeric)), (df(x), numeric)
`
  const { error, status, stderr } = spawnSync('python3', ['-c', script], { encoding: 'utf8' })
  if (error !== undefined || /No module named/.test(stderr)) return
  assert.equal(status, 0, stderr)
}
