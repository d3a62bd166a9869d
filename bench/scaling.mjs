/** What must be linear, at n, 2n and 4n, and how many operations gradients have for each operation of the function. */
import { analyze, differentiate, gradient, measure, print, read, simplify } from '../dist/math.mjs'
import { race } from './timing.mjs'

/** Milliseconds, and what came out. */
function timed(/** @type {() => unknown} */ run) {
  const started = performance.now()
  const result = run()
  return { milliseconds: performance.now() - started, result }
}

/** A sum over hidden units of weighted tanh, every weight a name of its own: n weights in all, 98 inputs to each unit. */
const network = (/** @type {number} */ n) =>
  Array.from({ length: n / 100 }, (_, k) => `v_${k}*tanh(c_${k} + ${Array.from({ length: 98 }, (_, i) => `w_${k}_${i}*x_${i}`).join(' + ')})`).join(
    ' + ',
  )
const names = (/** @type {string} */ text) => [...new Set(text.match(/\b[vcw]_\w+/g))]
/** The Chebyshev polynomial of degree n by its recurrence. */
const chebyshev = (/** @type {number} */ n) =>
  `def T(x):\n    a, b = 1, x\n    for k in range(${n - 1}):\n        a, b = b, 2*x*b - a\n    return b\n`
const factors = (/** @type {number} */ n) => Array.from({ length: n }, (_, k) => `x_${k}`)
const product = (/** @type {number} */ n) => factors(n).join('*')
const rosenbrock = (/** @type {number} */ n) => Array.from({ length: n - 1 }, (_, k) => `100*(x_${k + 1} - x_${k}^2)^2 + (1 - x_${k})^2`).join(' + ')
const nested = (/** @type {number} */ n) => `${Array.from({ length: n }, (_, k) => (k % 2 === 0 ? 'sin(' : 'cos(')).join('')}x${')'.repeat(n)}`
const terms = (/** @type {number} */ n) => Array.from({ length: n }, (_, k) => `a_${k}*x^2`).join(' + ')

/** @typedef {import('../src/math/index.ts').Expr} Expr */
/** Title, text for n, n, language, and what it is differentiated by: x unless a list of names. */
/** @type {[string, (n: number) => string, number, 'plain' | 'python', ((n: number) => string[])?][]} */
const families = [
  ['sin(cos(sin(...x))) of depth n', nested, 2500, 'plain'],
  ['a sum of n terms', terms, 5000, 'plain'],
  ['a product of n factors by x_0', product, 250, 'plain', () => ['x_0']],
  ['a product of n factors, gradient', product, 250, 'plain', factors],
  ['Chebyshev T_n by a loop in Python', chebyshev, 250, 'python'],
  ['Rosenbrock in n variables', rosenbrock, 250, 'plain', factors],
  ['two-layer network of n weights', network, 2500, 'plain', (n) => names(network(n))],
]
console.log(`${'milliseconds'.padEnd(36)}${['n', 'read', 'derivative', 'simplify', 'print'].map((name) => name.padStart(12)).join('')}`)
for (const [title, make, first, language, by] of families) {
  for (const n of [first, 2 * first, 4 * first]) {
    const text = make(n)
    const wanted = by?.(n) ?? ['x']
    const reading = timed(() => read(text, language))
    const derivative = timed(() => gradient(reading.result, wanted))
    // Each component of a gradient alone is as long as the function: what is simplified and printed is one of them.
    const simple = timed(() => simplify(/** @type {Expr} */ (derivative.result[0])))
    const printed = timed(() => print(simple.result, 'text'))
    console.log(
      `${title.padEnd(36)}${[n, ...[reading, derivative, simple, printed].map((one) => one.milliseconds.toFixed(0))].map((cell) => String(cell).padStart(12)).join('')}`,
    )
  }
}

console.log('\noperations of function and gradient together, for each operation of the function')
/** @type {[string, string, 'plain' | 'python', string[], string][]} */
const gradients = [
  ['product of 1,000 factors', product(1000), 'plain', factors(1000), '3.0'],
  ['Rosenbrock in 1,000 variables', rosenbrock(1000), 'plain', factors(1000), '2'],
  ['Chebyshev T_1000', chebyshev(1000), 'python', ['x'], '7/3'],
  ['two-layer network, 10,000 weights', network(10_000), 'plain', names(network(10_000)), '5'],
]
for (const [title, text, language, by, bound] of gradients) {
  const expr = read(text, language)
  const { milliseconds, result } = timed(() => gradient(expr, by))
  const ratio = measure([expr, ...result]).operations / measure([expr]).operations
  console.log(`${title.padEnd(36)}${ratio.toFixed(3).padStart(12)}   (at most ${bound}; ${milliseconds.toFixed(0)} ms)`)
}

console.log('\nsixth derivatives, simplified at each order; and all of analyze() with order 6')
for (const formula of ['1/(1+exp(-x))', 'exp(sin(x))']) {
  const sixth = (/** @type {string} */ x) => {
    let derivative = read(formula.replace('(x', `(${x}`).replace('-x', `-${x}`), 'plain')
    for (let k = 0; k < 6; k++) derivative = simplify(differentiate(derivative, x))
    return derivative
  }
  const analysis = analyze({ language: 'plain', text: formula }, { order: 6 })
  if (!analysis.ok) throw new Error(analysis.message)
  const times = race({
    repeated: () => sixth('x'),
    fresh: (k) => sixth(`x_${k}`),
    analyzed: () => analyze({ language: 'plain', text: formula }, { order: 6 }),
  })
  const shown = Object.entries(times).map(([name, microseconds]) => `${name} ${(microseconds / 1000).toFixed(2)} ms`)
  console.log(
    `${formula.padEnd(36)}${String(measure([sixth('x')]).operations).padStart(12)} operations, analyze ${analysis.derivatives[0]?.operations}; warm: ${shown.join(', ')}`,
  )
}
