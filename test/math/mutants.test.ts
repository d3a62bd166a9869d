/** A few hundred mutated texts of each language are answered or refused as they should be; `npm run fuzz` tries as many as asked for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../src/math/index.ts'
import { dice, fault, languages, mutant, textsOf } from '../mutants.mjs'

for (const language of languages) {
  test(`mutated ${language}`, () => {
    const [below, pool] = [dice(26), textsOf(language)]
    for (let k = 0; k < 100; k++) {
      const source = mutant(language, pool, below)
      // Other work on the machine is no fault: a bound against what does not end.
      assert.equal(fault(analyze, source, 10_000), undefined, JSON.stringify(source))
    }
  })
}

test('found by mutating', () => {
  const texts: [Parameters<typeof analyze>[0]['language'], string, number?][] = [
    ['javascript', 'class C { =rclass C { =r = 2; area() { return Math.PI * this.r ** 2 } times(x) { return x * this.area } }', 30],
    ['javascript', 'class c { static c = 2; \ufffd F(x) { return this.c * x } }\nconst g = x => K.f(x) + K.a\n', 46],
    [
      'javascript',
      'function f(x, m) { let u = 0; for (let i = 0; i < x.length; i++) for (let j = i + 1; j < x.length; j++) u -= m[i] * m[j] / Math.abs(x[é] - x[j]); return u }',
    ],
    ['python', 'import numpy as np\ndef f(x):\n    """x: (4,)"""\n    return np.ediff1d(x[1])[0]'],
    ['javascript', `function f(x) { let z = [x, 1]; ${'z = [z, z]; '.repeat(40)} return z[0] }`],
    ['julia', 'relu(z) = max(z, 0)\nl!yer(x) = sum(relu.(x))'],
    ['plain', 'Let x^2 + 1 and y = u^3 sin(u). Find dy/dx. dy/dx. dy/dx. dy/dx.'],
    ['markdown', 'Take ^2 + som'],
    ['python', 'import torch\ndef f(z):\n    # z: (n, n)\n    return z.sum() * z.size(\ufffd)'],
    ['julia', `g(x) ${'ForwardDiff'.repeat(20)}(sin, x)`],
    [
      'python',
      'from functools import partial\ndef power(base, exponent):\n    rturn base ** exponent\ncube = partial(power, exponent=3)\ndef f(x):\n    return cube(x)\n',
      90,
    ],
    ['matlab', 'phi = I-(N/N)*phi\\I-(N/N)*phi\\I-(N/N)*phi\\I'],
  ]
  for (const [language, text, at] of texts)
    assert.equal(fault(analyze, { language, text, ...(at === undefined ? {} : { selection: { start: at, end: at } }) }, 10_000), undefined, text)
})

test('arrays of halves of numbers leave nothing behind', () => {
  const text = 'import numpy as np\ndef gram(X):\n    """X: (n, 3)"""\n    return X.reshape(n / 2, 6).sum()'
  analyze({ language: 'python', text })
  const answer = analyze({ language: 'python', text: 'import numpy as np\ndef f(W, x):\n    """W: (4, 5), x: (5,)"""\n    return np.tanh(W @ x)' })
  assert.ok(answer.ok && answer.derivatives[0]?.verified.method !== 'none')
})
