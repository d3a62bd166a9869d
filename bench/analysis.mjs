/** The whole of analyze(): read, differentiate, simplify, notation, proof and LaTeX, as an editor asks for it; milliseconds a call, warm. */
import { analyze } from '../dist/math.mjs'
import { column, race } from './timing.mjs'

const model = `import numpy as np

def loss(W1: "(5,4)", b1: "(5,)", W2: "(3,5)", b2: "(3,)", x: "(4,)", y: "(3,)"):
    h = np.tanh(W1 @ x + b1)
    return np.sum((W2 @ h + b2 - y) ** 2)
`

/** Functions of a file that uses NumPy. */
const numpy = (/** @type {string} */ text) =>
  /** @type {const} */ ({ language: 'python', text: `import numpy as np\nfrom scipy.special import softmax\n\n${text}` })

const attention = 'def attention(Q, K, V, d):\n    return softmax(Q @ K.T / np.sqrt(d), axis=-1) @ V\n'
const gru = `def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def gru(x, h, Wz, Uz, Wr, Ur, Wh, Uh):
    z = sigmoid(Wz @ x + Uz @ h)
    r = sigmoid(Wr @ x + Ur @ h)
    c = np.tanh(Wh @ x + Uh @ (r * h))
    return (1 - z) * h + z * c
`
const normal = `def loglik(x, mu, S):
    # x: (d,), mu: (d,), S: (d, d)
    return -0.5 * (np.linalg.slogdet(S)[1] + (x - mu) @ np.linalg.solve(S, x - mu) + len(x) * np.log(2 * np.pi))
`
const network = `def loss(X, Y, W1, b1, W2, b2):
    # X: (n, d), Y: (n, k), W1: (d, h), b1: (h,), W2: (h, k), b2: (k,)
    H = np.tanh(X @ W1 + b1)
    Z = H @ W2 + b2
    Z = Z - Z.max(axis=1, keepdims=True)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return -np.sum(Y * np.log(P)) / len(X)
`

/** @type {[string, { language: 'plain' | 'latex' | 'python', text: string }, string][]} */
const cases = [
  ['x*exp(-x^2/2)*sin(3*x)', { language: 'plain', text: 'x*exp(-x^2/2)*sin(3*x)' }, 'x'],
  ['1/(1+exp(-x))', { language: 'plain', text: '1/(1+exp(-x))' }, 'x'],
  ['(x^2+1)/(x^3-x)', { language: 'plain', text: '(x^2+1)/(x^3-x)' }, 'x'],
  ['sqrt(x^2+y^2)', { language: 'plain', text: 'sqrt(x^2+y^2)' }, 'x'],
  ['the normal density', { language: 'latex', text: '\\frac{1}{\\sigma\\sqrt{2\\pi}} e^{-\\frac{(x-\\mu)^2}{2\\sigma^2}}' }, 'x'],
  ['least squares by w', { language: 'latex', text: '\\|X w - y\\|_2^2' }, 'w'],
  ['log det by X', { language: 'latex', text: '\\log \\det X' }, 'X'],
  ['attention by Q', { language: 'latex', text: '\\mathrm{softmax}(\\frac{Q K^T}{\\sqrt{d}}) V' }, 'Q'],
  [
    'layer norm by x',
    {
      language: 'python',
      text: 'import numpy as np\n\ndef norm(x: "(n,)", gamma: "(n,)", beta: "(n,)"):\n    return gamma * (x - np.mean(x)) / np.sqrt(np.var(x) + 1e-5) + beta\n',
    },
    'x',
  ],
  ['two-layer network by W1', { language: 'python', text: model }, 'W1'],
  ['attention in NumPy by K', numpy(attention), 'K'],
  ['softmax of rows by W', numpy('def f(X, W, b):\n    return softmax(X @ W + b, axis=1)\n'), 'W'],
  [
    'batch norm by X',
    numpy(
      'def norm(X, gamma, beta):\n    # X: (n, d), gamma: (d,), beta: (d,)\n    return gamma * (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-5) + beta\n',
    ),
    'X',
  ],
  ['GRU step by h', numpy(gru), 'h'],
  ['GRU step by Wr', numpy(gru), 'Wr'],
  ['normal log-likelihood by mu', numpy(normal), 'mu'],
  ['normal log-likelihood by S', numpy(normal), 'S'],
  [
    'k-means by C',
    numpy('def kmeans(X, C):\n    # X: (n, d), C: (k, d)\n    return ((X[:, None, :] - C[None, :, :])**2).sum(axis=2).min(axis=1).sum()\n'),
    'C',
  ],
  ['factorisation by U', numpy('def f(R, U, V, lam):\n    return np.linalg.norm(R - U @ V.T)**2 + lam * (np.sum(U**2) + np.sum(V**2))\n'), 'U'],
  [
    'triplet loss by a',
    numpy('def f(a, p, n, m):\n    # a: (d,), p: (d,), n: (d,)\n    return np.maximum(0, np.sum((a - p)**2) - np.sum((a - n)**2) + m)\n'),
    'a',
  ],
  [
    'contrastive loss by z1',
    numpy(
      'def f(z1, z2, y, m):\n    # z1: (d,), z2: (d,)\n    d = np.linalg.norm(z1 - z2)\n    return y * d**2 + (1 - y) * np.maximum(0, m - d)**2\n',
    ),
    'z1',
  ],
  [
    'InfoNCE by Z',
    numpy('def f(Z, P, tau):\n    # Z: (n, d), P: (n, d)\n    S = Z @ P.T / tau\n    return -np.mean(np.diag(S) - np.log(np.exp(S).sum(axis=1)))\n'),
    'Z',
  ],
  ['PCA reconstruction by W', numpy('def f(X, W):\n    return np.linalg.norm(X - X @ W @ W.T)**2\n'), 'W'],
  ['network, cross-entropy by W1', numpy(network), 'W1'],
]

console.log(
  `${'expression'.padEnd(28)}${'again'.padStart(10)}${'edited'.padStart(10)}   milliseconds a call ("edited": the text differs at each call)`,
)
for (const [title, { language, text }, by] of cases) {
  /** @param {string} given */
  const run = (given) => {
    const analysis = analyze({ language, text: given }, { wrt: by })
    if (!analysis.ok) throw new Error(`${title}: ${analysis.message}`)
    return analysis.derivatives[0]?.latex
  }
  /** A number of its own makes each text a new one. */
  const edited = (/** @type {number} */ k) => (language === 'python' ? text.replace(/return (.*)/, `return $1 + ${k}`) : `${text} + ${k}`)
  const times = race({ again: () => run(text), edited: (k) => run(edited(k)) })
  console.log(`${title.padEnd(28)}${column((times['again'] ?? Number.NaN) / 1000, 10, 2)}${column((times['edited'] ?? Number.NaN) / 1000, 10, 2)}`)
}
