/** Refusals speak of what the person wrote, never of names that only the readers use. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze, type Language } from '../../src/math/index.ts'

const rows: readonly [Language, string, string][] = [
  ['python', 'print("mean")', '"print(...)" gives no number'],
  ['python', 'y = print(3) + 2', '"print(...)" gives no number'],
  ['julia', 'println(x^2)', '"println(...)" gives no number'],
  ['matlab', 'disp(x^2)', '"disp(...)" gives no number'],
  ['python', 'import matplotlib.pyplot as plt\nplt.plot(x, x**2)', '"matplotlib.pyplot.plot(...)" gives no number'],
  ['python', 'x.split()', 'the method "split" is not known here'],
  ['javascript', 'console.log(3)', '"console.log(...)" gives no number'],
  [
    'typescript',
    'export async function load(url: string) {\n  const r = await fetch(url)\n  return r.json()\n}',
    'what "fetch(...).json(...)" gives is not known',
  ],
  ['javascript', 'function f(x) { return document.getElementById("a").value }', 'what "document.getElementById(...).value" is, is not known'],
  ['python', 'import numpy as np\ndef f(x):\n    return x.flatten()[:, None, 0]', '2 indices into a vector, which takes one'],
  ['julia', 'f(x) = vec(x)[1, 2]', '2 indices into a vector, which takes one'],
  ['python', 'import numpy as np\ndef f(x):\n    return np.cross(x, x[1:])', 'a cross product of vector and vector'],
]

for (const [language, text, message] of rows)
  test(`${JSON.stringify(text)}: ${message}`, () => {
    const answer = analyze({ language, text })
    assert.ok(!answer.ok)
    assert.ok(answer.message.includes(message), answer.message)
    assert.doesNotMatch(answer.message + (answer.hint ?? ''), /\.result\b|builtins|\?\d/)
  })

test('shapes that do not go together are said once', () => {
  const text = '\\mathbf{A}\\mathbf{x}+\\mathbf{B}\\mathbf{y}, \\mathbf{A}\\in\\mathbb{R}^{2\\times3}, \\mathbf{B}\\in\\mathbb{R}^{4\\times2}'
  const answer = analyze({ language: 'latex', text })
  assert.ok(!answer.ok)
  assert.match(answer.message, /the first part \(vector 2\) and the second part \(vector 4\)/)
  assert.equal(answer.message.split('vector 4').length, 2)
})
