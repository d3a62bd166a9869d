/** Other ways to write an expression: what is offered, and that each has the value of what stood there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodeLanguage, Language } from '../../src/math/api.ts'
import { analyze, rewritings } from '../../src/math/index.ts'

type Offered = Readonly<Partial<Record<'simplified' | 'stable', string>>>

const CASES: readonly (readonly [Language, string, CodeLanguage, Offered])[] = [
  ['python', 'np.log(1 + np.exp(x))', 'numpy', { stable: 'np.logaddexp(0, x)' }],
  // Both are the same: it is offered once.
  ['python', 'np.exp(x)/(1 + np.exp(x))', 'numpy', { simplified: '1 / (1 + np.exp(-x))' }],
  ['python', 'np.sin(x)**2 + np.cos(x)**2 + x', 'numpy', { simplified: 'x + 1' }],
  ['python', '(np.exp(x) - 1)/x', 'numpy', { stable: 'np.expm1(x) / x' }],
  ['python', 'x + y', 'numpy', {}],
  ['javascript', 'Math.log(1 + Math.exp(x))', 'javascript', { stable: 'Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))' }],
  ['latex', '\\frac{x^2 - 1}{x - 1}', 'latex', { simplified: 'x + 1' }],
  ['latex', '(A^\\top B^\\top)^\\top C', 'latex', { simplified: 'B A C' }],
]

for (const [language, text, target, offered] of CASES)
  test(`${text} in ${target}`, () => {
    const analysis = analyze({ language, text })
    assert.ok(analysis.ok)
    const found = rewritings(analysis.value, target, target === 'numpy' ? 'np' : undefined)
    assert.deepEqual(Object.fromEntries(found.map(({ kind, text: own }) => [kind, own])), offered)
  })

test('what is written anew has the value of what stood there', () => {
  for (const [language, text, target] of CASES) {
    const analysis = analyze({ language, text })
    assert.ok(analysis.ok)
    if (analysis.variables.some(({ shape }) => shape.length > 0)) continue
    for (const { text: own } of rewritings(analysis.value, target)) {
      const other = analyze({ language, text: own })
      assert.ok(other.ok, own)
      for (const at of [{ x: 0.7 }, { x: -1.3 }, { x: 2.5 }])
        assert.ok(Math.abs((other.value.evaluate(at) as number) - (analysis.value.evaluate(at) as number)) < 1e-12, `${text} as ${own} at ${at.x}`)
    }
  }
})

test('what is stable says what the form that stood there loses', () => {
  const analysis = analyze({ language: 'python', text: 'np.log(1 + np.exp(x))' })
  assert.ok(analysis.ok)
  const [only] = rewritings(analysis.value, 'numpy')
  assert.equal(only?.stability?.naive.error, Number.POSITIVE_INFINITY)
  assert.ok((only?.stability?.stable.error ?? 1) < 1e-12)
})
