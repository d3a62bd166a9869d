/**
 * What a keystroke costs: one character changes in a file of 5,000 lines and the expression at the cursor is analysed, as the
 * extension does once typing rests. And what reading one formula alone costs, at first and once the engine is warm. Milliseconds a call.
 */
import { analyze, read } from '../dist/math.mjs'
import { column, race } from './timing.mjs'

const LINES = 5000

/** As many of the blocks, one after the other, as make a long file. @param {(k: number) => string} block */
function file(block) {
  const parts = []
  for (let lines = 0, k = 0; lines < LINES; k++) {
    const part = block(k)
    parts.push(part)
    lines += part.split('\n').length - 1
  }
  return parts.join('')
}

const python = (/** @type {number} */ k) =>
  `def helper_${k}(x, scale=${k}.0):\n    """Scales and shifts x."""\n    y = np.tanh(x * scale) + ${k}\n    if scale > 2:\n        y = y + np.exp(-x**2)\n    return y * y\n\n\nclass Layer${k}:\n    def __init__(self, width):\n        self.width = width\n        self.names = [f"w{i}" for i in range(width)]\n\n    def forward(self, x):\n        # squares\n        return helper_${k}(x) ** 2 + self.width\n\n\n`
const typescript = (/** @type {number} */ k) =>
  `export function scale${k}(x: number, by = ${k}): number {\n  // shifts\n  const y = Math.tanh(x * by) + ${k}\n  return y * y\n}\n\nexport interface Row${k} {\n  readonly name: string\n  readonly values: number[]\n}\n\nconst rows${k}: Row${k}[] = [{ name: 'a', values: [1, 2, ${k}] }]\nexport const sum${k} = (row: Row${k}): number => row.values.reduce((a, b) => a + b, 0)\n\n`
const latex = (/** @type {number} */ k) =>
  `\\section{Part ${k}}\nLet $\\alpha_{${k}}$ be the rate of part ${k}, and $x \\in \\mathbb{R}$. Then, as in earlier work,\n\\begin{equation}\n  f_{${k}}(x) = \\frac{1}{1 + e^{-\\alpha_{${k}} x}} + ${k}\n  \\label{eq:${k}}\n\\end{equation}\nwhere % the usual\nthe slope is $f_{${k}}'(x)$. We compare it with $g_{${k}}(t) = t^2 + ${k}$ below.\n\n`
const markdown = (/** @type {number} */ k) =>
  `## Part ${k}\n\nThe rate is $r_{${k}} = ${k} x^2$, it costs \\$5.\n\n$$\nh_{${k}}(x) = \\sin(x) + ${k}\n$$\n\n- one\n- two \`code $x$\`\n\n\`\`\`python\ndef f${k}(x):\n    return x ** 2\n\`\`\`\n\n`

/** @type {[string, import('../dist/math.mjs').Language, string][]} */
const files = [
  ['Python', 'python', `import numpy as np\n\n${file(python)}`],
  [
    'a notebook, its cells as one text',
    'python',
    `import numpy as np\n\n${file((k) => `# cell ${k}\nx${k} = np.linspace(0, 1, ${k + 2})\nprint(x${k})\ndef f${k}(t):\n    return np.sin(t) * ${k}\n\n`)}`,
  ],
  ['TypeScript', 'typescript', file(typescript)],
  ['LaTeX', 'latex', file(latex)],
  ['Markdown', 'markdown', file(markdown)],
]
/** What is typed into, in the middle of each file. @type {Record<string, (k: number) => string>} */
const typed = {
  python: (k) => `def typed(x):\n    return x ** 2 + ${k}\n\n\n`,
  typescript: (k) => `const typed = (x: number) => x ** 2 + ${k}\n\n`,
  latex: (k) => `We have $x^2 + ${k}$ here.\n\n`,
  markdown: (k) => `We have $x^2 + ${k}$ here.\n\n`,
}

console.log(
  `${`a keystroke in ${LINES.toLocaleString('en')} lines`.padEnd(40)}${'kB'.padStart(8)}${'edited'.padStart(10)}${'cursor'.padStart(10)}   milliseconds`,
)
for (const [title, language, text] of files) {
  const middle =
    text.indexOf(
      { python: '\ndef ', typescript: '\nexport function', latex: '\n\\section', markdown: '\n## ' }[/** @type {'python'} */ (language)] ?? '\n',
      text.length / 2,
    ) + 1
  const make = /** @type {(k: number) => string} */ (typed[language])
  const ask = (/** @type {number} */ k) => {
    const own = make(k)
    const place = middle + own.indexOf('+')
    const analysis = analyze({ language, text: text.slice(0, middle) + own + text.slice(middle), selection: { start: place, end: place } })
    if (!analysis.ok || !/^2\s*\**\s*x$/.test(analysis.derivatives[0]?.text ?? '')) throw new Error(`${title}: ${JSON.stringify(analysis)}`)
  }
  let k = 0
  const times = race({ edited: () => ask(++k % 1000), cursor: () => ask(1000) }, { rounds: 6, milliseconds: 100 })
  console.log(
    `${title.padEnd(40)}${column(text.length / 1000, 8, 0)}${column((times['edited'] ?? Number.NaN) / 1000, 10, 2)}${column((times['cursor'] ?? Number.NaN) / 1000, 10, 2)}`,
  )
}

/** @type {[string, import('../dist/math.mjs').Language, (k: number) => string][]} */
const formulas = [
  ['a density', 'latex', (k) => `\\frac{1}{\\sigma\\sqrt{2\\pi}} e^{-\\frac{(x-\\mu)^2}{2\\sigma^2}} + ${k}`],
  ['a loss over samples', 'latex', (k) => `L(w) = -\\sum_{i=1}^n y_i \\log \\sigma(w^\\top x_i) + (1-y_i)\\log(1-\\sigma(w^\\top x_i)) + ${k}`],
  ['attention', 'latex', (k) => `\\mathrm{softmax}\\left(\\frac{Q K^\\top}{\\sqrt{d_k}}\\right) V + ${k}`],
  [
    'a mean loss, with a definition',
    'latex',
    (k) =>
      `Let $p_i = \\sigma(w^\\top x_i + b)$. The loss is\n\\begin{equation}\nL(w, b) = -\\frac{1}{n}\\sum_{i=1}^n \\left[y_i \\log p_i + (1-y_i)\\log(1-p_i)\\right] + ${k}\n\\end{equation}\n`,
  ],
  ['ridge over samples', 'latex', (k) => `J(w) = \\frac{1}{2n} \\sum_{i=1}^n (w^\\top x_i - y_i)^2 + \\frac{\\lambda}{2} \\|w\\|_2^2 + ${k}`],
  ['softmax cross-entropy', 'latex', (k) => `L = -\\sum_{i=1}^n \\log \\frac{e^{w_{y_i}^\\top x_i}}{\\sum_{j=1}^K e^{w_j^\\top x_i}} + ${k}`],
  ['cross-entropy of logits', 'latex', (k) => `L(z) = -\\sum_k y_k \\log \\frac{e^{z_k}}{\\sum_j e^{z_j}} + ${k}`],
  [
    'KL of Gaussians',
    'latex',
    (k) =>
      `D_{KL} = \\frac{1}{2}\\left(\\operatorname{tr}(\\Sigma_1^{-1}\\Sigma_0) + (\\mu_1-\\mu_0)^\\top \\Sigma_1^{-1} (\\mu_1-\\mu_0) - d + \\ln\\frac{\\det\\Sigma_1}{\\det\\Sigma_0}\\right) + ${k}`,
  ],
  ['KL of a VAE', 'latex', (k) => `L = -\\frac12 \\sum_{j=1}^J \\left(1 + \\log \\sigma_j^2 - \\mu_j^2 - \\sigma_j^2\\right) + ${k}`],
  [
    'log-likelihood of a Gaussian',
    'latex',
    (k) => `\\ell(\\mu, \\Sigma) = -\\frac{1}{2}\\log\\det\\Sigma - \\frac12 (x-\\mu)^\\top\\Sigma^{-1}(x-\\mu) + ${k}`,
  ],
  ['matrix factorisation', 'latex', (k) => `\\|R - U V^\\top\\|_F^2 + \\lambda(\\|U\\|_F^2 + \\|V\\|_F^2) + ${k}`],
  ['a network of two layers', 'latex', (k) => `h = \\tanh(W_1 x + b_1), \\quad \\hat y = W_2 h + b_2, \\quad L = \\frac12\\|\\hat y - y\\|^2 + ${k}`],
  ['hinge loss', 'latex', (k) => `L(w) = \\frac1n \\sum_{i=1}^n \\max(0, 1 - y_i w^\\top x_i) + \\lambda \\|w\\|^2 + ${k}`],
  ['Poisson regression', 'latex', (k) => `\\ell(\\beta) = \\sum_{i=1}^n y_i \\beta^\\top x_i - \\exp(\\beta^\\top x_i) + ${k}`],
  [
    'a loss over samples, with a definition',
    'markdown',
    (k) =>
      `Given samples, with $\\sigma(z) = \\frac{1}{1+e^{-z}}$ we minimise\n\n$$\nL(w) = -\\sum_{i=1}^n y_i \\log \\sigma(w^\\top x_i) + (1-y_i)\\log(1-\\sigma(w^\\top x_i)) + ${k}\n$$\n`,
  ],
  [
    'cross-entropy, with a definition',
    'markdown',
    (k) => `The softmax is $p_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}$ and the loss $L = -\\sum_i y_i \\log p_i + ${k}$.\n`,
  ],
  [
    'a function of NumPy',
    'python',
    (k) => `import numpy as np\ndef f(x, mu, s):\n    z = (x - mu) / s\n    return np.exp(-0.5 * z**2) / (s * np.sqrt(2*np.pi)) + ${k}\n`,
  ],
  [
    'a two-layer network',
    'python',
    (k) =>
      `import numpy as np\ndef loss(W1, b1, W2, b2, x: "(n,)", y: "(m,)"):\n    h = np.tanh(W1 @ x + b1)\n    return np.sum((W2 @ h + b2 - y)**2) + ${k}\n`,
  ],
  [
    'logistic loss',
    'python',
    (k) =>
      `import numpy as np\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n\ndef loss(w, X, y):\n    p = sigmoid(X @ w)\n    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + ${k}\n`,
  ],
  [
    'softmax cross-entropy',
    'python',
    (k) =>
      `import numpy as np\ndef loss(W, X, Y):\n    Z = X @ W\n    Z = Z - Z.max(axis=1, keepdims=True)\n    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)\n    return -np.sum(Y * np.log(P)) / len(X) + ${k}\n`,
  ],
  [
    'KL of Gaussians',
    'python',
    (k) =>
      `import numpy as np\ndef kl(mu0, S0, mu1, S1):\n    # mu0: (d,), S0: (d, d), mu1: (d,), S1: (d, d)\n    d = mu1 - mu0\n    return 0.5 * (np.trace(np.linalg.inv(S1) @ S0) + d @ np.linalg.solve(S1, d) - len(d) + np.log(np.linalg.det(S1) / np.linalg.det(S0))) + ${k}\n`,
  ],
  [
    'a loop over samples',
    'python',
    (k) =>
      `import math\ndef loss(w, b, xs, ys):\n    total = 0.0\n    for x, y in zip(xs, ys):\n        total += (w * x + b - y) ** 2\n    return total / len(xs) + ${k}\n`,
  ],
  ['an arrow function', 'typescript', (k) => `const f = (x: number, a = 2) => a * Math.sin(x) / (1 + x ** 2) + ${k}`],
  ['Julia', 'julia', (k) => `f(x, a) = a * sin(x)^2 / (1 + x^2) + ${k}`],
  ['MATLAB', 'matlab', (k) => `f = @(x, a) a .* sin(x).^2 ./ (1 + x.^2) + ${k}`],
  ['plain text', 'plain', (k) => `a sin(x)^2/(1 + x²) + ${k}`],
  ['a sum over samples', 'plain', (k) => `J(w) = sum_{i=1}^n (w x_i - y_i)^2 + lambda w^2 + ${k}`],
  ['a loss, with a definition', 'plain', (k) => `p = 1/(1 + exp(-(w*x + b)))\nL = -y*log(p) - (1-y)*log(1-p) + ${k}`],
]
/** Calls before the engine has compiled what a formula of its kind needs, the first left out. */
const EARLY = 20

console.log(
  `\n${'one formula, read alone'.padEnd(48)}${'early'.padStart(10)}${'warm'.padStart(10)}   milliseconds (early: the first ${EARLY} of its kind)`,
)
for (const [title, language, make] of formulas) {
  let k = 0
  read(make(++k), language)
  const started = performance.now()
  for (let call = 0; call < EARLY; call++) read(make(++k), language)
  const early = (performance.now() - started) / EARLY
  const times = race({ edited: () => read(make(++k), language) }, { milliseconds: 60 })
  console.log(`${`${title} (${language})`.padEnd(48)}${column(early, 10, 3)}${column((times['edited'] ?? Number.NaN) / 1000, 10, 3)}`)
}
