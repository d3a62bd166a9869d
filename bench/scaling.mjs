/** What must be linear, at n, 2n and 4n, and how many operations gradients have for each operation of the function. */
import { differentiate, gradient, measure, read, simplify } from '../dist/math.mjs'

/** Milliseconds, and what came out. */
function timed(/** @type {() => unknown} */ run) {
  const started = performance.now()
  const result = run()
  return { milliseconds: performance.now() - started, result }
}

/** @type {[string, (n: number) => string, number][]} */
const families = [
  [
    'sin(cos(sin(...x))) of depth n',
    (n) => `${Array.from({ length: n }, (_, k) => (k % 2 === 0 ? 'sin(' : 'cos(')).join('')}x${')'.repeat(n)}`,
    2500,
  ],
  ['a sum of n terms', (n) => Array.from({ length: n }, (_, k) => `a_${k}*x^2`).join(' + '), 5000],
]
console.log(`${'milliseconds'.padEnd(36)}${['n', 'read', 'derivative', 'simplify'].map((name) => name.padStart(12)).join('')}`)
for (const [title, make, first] of families) {
  for (const n of [first, 2 * first, 4 * first]) {
    const text = make(n)
    const reading = timed(() => read(text, 'plain'))
    const derivative = timed(() => differentiate(/** @type {any} */ (reading.result), 'x'))
    const simple = timed(() => simplify(/** @type {any} */ (derivative.result)))
    console.log(
      `${title.padEnd(36)}${[n, ...[reading, derivative, simple].map((one) => one.milliseconds.toFixed(0))].map((cell) => String(cell).padStart(12)).join('')}`,
    )
  }
}

console.log('\noperations of function and gradient together, for each operation of the function')
const factors = Array.from({ length: 1000 }, (_, k) => `x_${k}`)
const product = read(factors.join('*'), 'plain')
const rosenbrock = read(
  factors
    .slice(1)
    .map((x, k) => `100*(${x} - x_${k}^2)^2 + (1 - x_${k})^2`)
    .join(' + '),
  'plain',
)
for (const [title, expr] of /** @type {const} */ ([
  ['product of 1,000 factors', product],
  ['Rosenbrock in 1,000 variables', rosenbrock],
])) {
  const { milliseconds, result } = timed(() => gradient(expr, factors))
  const ratio = measure([expr, .../** @type {any[]} */ (result)]).operations / measure([expr]).operations
  console.log(`${title.padEnd(36)}${ratio.toFixed(2).padStart(12)}   (${milliseconds.toFixed(0)} ms)`)
}

console.log('\nsixth derivatives, simplified at each order')
for (const formula of ['1/(1+exp(-x))', 'exp(sin(x))']) {
  const sixth = () => {
    let derivative = read(formula, 'plain')
    for (let k = 0; k < 6; k++) derivative = simplify(differentiate(derivative, 'x'))
    return derivative
  }
  const first = timed(sixth)
  console.log(
    `${formula.padEnd(36)}${String(measure([/** @type {any} */ (first.result)]).operations).padStart(12)} operations, ${first.milliseconds.toFixed(1)} ms`,
  )
}
