/** The whole of analyze(): read, differentiate, simplify, notation, proof and LaTeX, as an editor asks for it; milliseconds a call, warm. */
import { analyze } from '../dist/math.mjs'
import { column, race } from './timing.mjs'

const model = `import numpy as np

def loss(W1: "(5,4)", b1: "(5,)", W2: "(3,5)", b2: "(3,)", x: "(4,)", y: "(3,)"):
    h = np.tanh(W1 @ x + b1)
    return np.sum((W2 @ h + b2 - y) ** 2)
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
