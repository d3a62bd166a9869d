/** Read, differentiate, simplify and print everyday formulas: microseconds a call, and how many times as fast as math.js. */
import { ComputeEngine } from '@cortex-js/compute-engine'
import { all, create } from 'mathjs'
import { differentiate, print, read, simplify } from '../dist/math.mjs'
import { column, mean, race } from './timing.mjs'

const formulas = [
  'x^2',
  'sin(x^2)',
  'exp(x^3)',
  'x^2+y^2',
  '1/(1+exp(-x))',
  'x*exp(-x^2/2)*sin(3*x)',
  'log(1+exp(x))',
  'sqrt(x^2+y^2)',
  '(x^2+1)/(x^3-x)',
  'tanh(x)*exp(sin(x))',
]

const math = create(all)
const engine = new ComputeEngine()
/** The LaTeX that Compute Engine reads. */
const latex = (/** @type {string} */ formula) =>
  formula
    .replaceAll(/exp\(([^()]*(?:\([^()]*\))?[^()]*)\)/g, 'e^{$1}')
    .replaceAll(/sqrt\(([^()]*)\)/g, '\\sqrt{$1}')
    .replaceAll(/\b(sin|log|tanh)\b/g, '\\$1')
    .replaceAll('\\log', '\\ln')
    .replaceAll('*', ' ')

/** The formula over names that nobody has met. */
const renamed = (/** @type {string} */ formula, /** @type {string} */ x, /** @type {string} */ y) =>
  formula.replaceAll(/\bx\b/g, x).replaceAll(/\by\b/g, y)

const nabla = (/** @type {string} */ text, /** @type {string} */ name) => print(simplify(differentiate(read(text, 'plain'), name)), 'text')

for (const fresh of [false, true]) {
  console.log(
    `\n${fresh ? 'names never seen before' : 'names repeated'}: microseconds a call (math.js: derivative with its simplification; Compute Engine: parse, D, simplify, print)`,
  )
  console.log(
    `${'formula'.padEnd(26)}${'Nabla'.padStart(10)}${'math.js'.padStart(10)}${'CE'.padStart(10)}${'× math.js'.padStart(11)}${'× CE'.padStart(9)}   Nabla's answer`,
  )
  /** @type {Record<string, number[]>} */
  const ratios = { mathjs: [], engine: [] }
  for (const formula of formulas) {
    const text = (/** @type {number} */ k) => (fresh ? renamed(formula, `x_${k}`, `y_${k}`) : formula)
    const name = (/** @type {number} */ k) => (fresh ? `x_${k}` : 'x')
    const tex = (/** @type {number} */ k) => latex(fresh ? renamed(formula, `x_{${k}}`, `y_{${k}}`) : formula)
    const symbol = (/** @type {number} */ k) => (fresh ? `x_${k}` : 'x')
    const times = race({
      nabla: (k) => nabla(text(k), name(k)),
      mathjs: (k) => math.derivative(text(k), name(k)).toString(),
      engine: (k) =>
        engine
          .box(['D', engine.parse(tex(k)), symbol(k)])
          .evaluate()
          .simplify().latex,
    })
    const [own, mathjs, ce] = [times['nabla'] ?? Number.NaN, times['mathjs'] ?? Number.NaN, times['engine'] ?? Number.NaN]
    ratios['mathjs']?.push(mathjs / own)
    ratios['engine']?.push(ce / own)
    console.log(
      `${formula.padEnd(26)}${column(own)}${column(mathjs)}${column(ce)}${column(mathjs / own, 11)}${column(ce / own, 9)}   ${nabla(formula, 'x')}`,
    )
  }
  console.log(`${'geometric mean'.padEnd(56)}${column(mean(ratios['mathjs'] ?? []), 11)}${column(mean(ratios['engine'] ?? []), 9)}`)
}
