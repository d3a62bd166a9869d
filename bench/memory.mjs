/**
 * The heap after 10,000 analyses of texts nobody has seen, against the heap before; and the same without what V8 keeps of
 * compiled code (machine code, what undoes it, bytecode): it compiles what runs often, which goes on for some ten thousand
 * analyses. With `node --max-opt=0` there is no machine code that could be counted.
 */
import { getHeapSnapshot, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { analyze } from '../dist/math.mjs'

setFlagsFromString('--expose-gc')
const collect = /** @type {() => void} */ (runInNewContext('gc'))

/** Texts by number, in turn: scalars, vectors, matrices, programs, each with names and numbers of its own. */
/** @type {((k: number) => { language: 'plain' | 'latex' | 'python' | 'javascript', text: string })[]} */
const texts = [
  (k) => ({ language: 'plain', text: `x_${k}*exp(-x_${k}^2/${k + 2})*sin(${k}*y_${k})` }),
  (k) => ({ language: 'latex', text: `\\frac{1}{1+e^{-${k}t_{${k}}}} + \\mu_{${k}}^2` }),
  (k) => ({ language: 'latex', text: `\\|X_{${k}} w_{${k}} - y\\|_2^2` }),
  (k) => ({ language: 'python', text: `import numpy as np\n\ndef f${k}(W, x, b${k}):\n    return np.tanh(W @ x + b${k}).sum() / ${k + 1}\n` }),
  (k) => ({ language: 'javascript', text: `const g${k} = (u, v${k}) => Math.log(1 + u * u) / v${k} + ${k}` }),
]

async function heap() {
  for (let k = 0; k < 3; k++) collect()
  const whole = process.memoryUsage().heapUsed
  return { whole, data: await sizeOfData() }
}

/** Bytes of all in the heap but code. */
async function sizeOfData() {
  const chunks = []
  for await (const chunk of getHeapSnapshot()) chunks.push(chunk)
  const { snapshot, nodes } = JSON.parse(Buffer.concat(chunks).toString())
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, size] = ['type', 'self_size'].map((field) => fields.indexOf(field))
  const code = types[type].indexOf('code')
  let bytes = 0
  for (let at = 0; at < nodes.length; at += fields.length) if (nodes[at + type] !== code) bytes += nodes[at + size]
  return bytes
}

/** 20.1 MB, 2.5 % more than the 19.6 MB before */
const compared = (/** @type {number} */ now, /** @type {number} */ before) =>
  `${(now / 1e6).toFixed(1)} MB, ${((now / before - 1) * 100).toFixed(1)} % more than the ${(before / 1e6).toFixed(1)} MB before`

/** Analyses texts number `from` to number `to` - 1. */
function run(/** @type {number} */ from, /** @type {number} */ to) {
  for (let k = from; k < to; k++) {
    const analysis = analyze(/** @type {any} */ (texts[k % texts.length])(k))
    if (!analysis.ok) throw new Error(analysis.message)
    for (const derivative of analysis.derivatives) derivative.latex
  }
}

const warm = 2000
run(0, warm)
const before = await heap()
for (let thousand = 1; thousand <= 10; thousand++) {
  run(warm + 1000 * (thousand - 1), warm + 1000 * thousand)
  if (thousand % 5 === 0) {
    const now = await heap()
    console.log(`after ${thousand},000 analyses: ${compared(now.whole, before.whole)}; without compiled code ${compared(now.data, before.data)}`)
  }
}
