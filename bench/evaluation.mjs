/** f and f' of x·exp(-x²/2)·sin(3x) over a million points: the compiled pass, a hand-written loop, and NumPy where it is. */
import { spawnSync } from 'node:child_process'
import { analyze, compile } from '../dist/math.mjs'
import { race } from './timing.mjs'

const points = 1_000_000
const x = Float64Array.from({ length: points }, (_, k) => -5 + (10 * k) / points)

const analysis = analyze({ language: 'plain', text: 'x*exp(-x^2/2)*sin(3*x)' })
if (!analysis.ok) throw new Error(analysis.message)
const pass = compile([analysis.value, analysis.derivatives[0]], ['x'])

/** As one writes it by hand, over typed arrays. */
function loop() {
  const value = new Float64Array(points)
  const derivative = new Float64Array(points)
  for (let k = 0; k < points; k++) {
    const t = /** @type {number} */ (x[k])
    const bell = Math.exp((-t * t) / 2)
    const sine = Math.sin(3 * t)
    value[k] = t * bell * sine
    derivative[k] = bell * ((1 - t * t) * sine + 3 * t * Math.cos(3 * t))
  }
  return [value, derivative]
}

const [ours, theirs] = [pass([x]), loop()]
let worst = 0
for (let k = 0; k < points; k++) {
  for (const column of [0, 1]) worst = Math.max(worst, Math.abs((ours[column]?.[k] ?? Number.NaN) - (theirs[column]?.[k] ?? Number.NaN)))
}
const times = race({ pass: () => pass([x]), loop }, { rounds: 5, milliseconds: 200 })
const [own, hand] = [(times['pass'] ?? Number.NaN) / 1000, (times['loop'] ?? Number.NaN) / 1000]
console.log(
  `compiled pass ${own.toFixed(1)} ms, hand-written loop ${hand.toFixed(1)} ms: ${(hand / own).toFixed(2)} times as fast; largest difference ${worst.toExponential(1)}`,
)

const numpy = `
import numpy as np, time
x = np.linspace(-5, 5, ${points}, endpoint=False)
best = 1e9
for _ in range(7):
    started = time.perf_counter()
    bell = np.exp(-x*x/2); sine = np.sin(3*x)
    value = x*bell*sine
    derivative = bell*((1 - x*x)*sine + 3*x*np.cos(3*x))
    best = min(best, time.perf_counter() - started)
print(best*1000)
`
const python = spawnSync('python3', ['-c', numpy], { encoding: 'utf8' })
const theirsInNumpy = Number(python.stdout)
if (python.status === 0 && theirsInNumpy > 0)
  console.log(`NumPy ${theirsInNumpy.toFixed(1)} ms: the compiled pass takes ${(own / theirsInNumpy).toFixed(2)} times its time`)
else console.log('NumPy is not installed for python3 here: not compared')
