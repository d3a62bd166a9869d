/** What analyses leave behind: nothing. The heap is measured without the code that V8 compiles, which grows for some ten thousand of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Source } from '../../src/math/api.ts'
import { analyze } from '../../src/math/index.ts'

// Both before anything runs often enough to be compiled.
setFlagsFromString('--expose-gc')
setFlagsFromString('--max-opt=0')
const collect = runInNewContext('gc') as () => void

/** Texts by number, in turn: each of a language and with names and numbers of its own, so that whatever is kept by them is kept again. */
const texts: readonly ((k: number) => Source)[] = [
  (k) => ({ language: 'plain', text: `x_${k}*exp(-x_${k}^2/${k + 2})*sin(${k}*y_${k})` }),
  (k) => ({ language: 'plain', text: `sqrt(x^2 + ${k})/(a${k} + ${k}.25 x) + x^${k}` }),
  (k) => ({ language: 'latex', text: `\\frac{1}{1+e^{-${k}t_{${k}}}} + \\mu_{${k}}^2` }),
  (k) => ({ language: 'latex', text: `\\|X_{${k}} w_{${k}} - y\\|_2^2 + \\sum_{i=1}^n x_i^{${k % 9}}` }),
  (k) => ({ language: 'markdown', text: `The loss is $L(\\theta_{${k}}) = \\sum_i \\log(1 + e^{-y_i \\theta_{${k}}})$.` }),
  (k) => ({ language: 'python', text: `import numpy as np\n\ndef f${k}(W, x, b${k}):\n    return np.tanh(W @ x + b${k}).sum() / ${k + 1}\n` }),
  (k) => ({ language: 'javascript', text: `const g${k} = (u, v${k}) => Math.log(1 + u * u) / v${k} + ${k}` }),
  (k) => ({ language: 'julia', text: `f${k}(x, a${k}) = sum(abs2, x .- a${k}) + ${k}` }),
  (k) => ({ language: 'matlab', text: `function y = f${k}(x)\n  y = x.^2 + ${k} * sin(x);\nend` }),
]

function run(from: number, to: number): void {
  for (let k = from; k < to; k++) {
    const analysis = analyze((texts[k % texts.length] as (k: number) => Source)(k))
    assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
    for (const derivative of analysis.derivatives) assert.ok(`${derivative.latex} ${derivative.text} ${derivative.code('numpy')}` !== '')
    if (k % 10 === 0) for (const { steps } of analysis.derivatives) assert.ok(steps.title !== '')
  }
}

function heap(): number {
  for (let k = 0; k < 3; k++) collect()
  return process.memoryUsage().heapUsed
}

test('the heap does not grow from analysis to analysis', (context) => {
  run(0, 450)
  const before = heap()
  run(450, 1350)
  const after = heap()
  context.diagnostic(`${(before / 1e6).toFixed(2)} MB before, ${(after / 1e6).toFixed(2)} MB after`)
  // A string or two that each analysis kept would be seen.
  assert.ok(after - before < 900 * 400, `${((after - before) / 900).toFixed(0)} bytes more for each analysis`)
})
