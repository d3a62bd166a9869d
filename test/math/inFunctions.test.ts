/** What a cursor or selection inside of a function means: the roles, values and shapes that the function gives its names. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Analysis, type AnalyzeOptions, analyze, type Language } from '../../src/math/index.ts'

/** The analysis at the mark ¦ of a text, or of what stands between two of them. */
function at(marked: string, options: AnalyzeOptions = {}, language: Language = 'python'): Analysis {
  const [before = '', selected = '', after] = marked.split('¦')
  const text = marked.replaceAll('¦', '')
  const selection = { start: before.length, end: before.length + (after === undefined ? 0 : selected.length) }
  const result = analyze({ language, text, selection }, options)
  assert.ok(result.ok, result.ok ? '' : `${text}: ${result.message}`)
  return result
}

const roles = ({ variables }: Analysis): unknown[] => variables.map(({ name, role, value }) => [name, role, value])
const shapes = ({ variables }: Analysis): Record<string, unknown> => Object.fromEntries(variables.map(({ name, shape }) => [name, shape]))

describe('parameters with defaults', () => {
  const places = (head: string, body: string): string[] => [`def ¦${head}:\n    return ${body}`, `def ${head}:\n    ret¦urn ${body}`]
  it('are parameters at these from the first line and from the body', () => {
    for (const marked of places('damped(t, a=0.3, omega=4.0)', 'np.exp(-a*t) * np.cos(omega*t)'))
      assert.deepEqual(
        roles(at(marked, { keepsDefaults: true })),
        [
          ['t', 'variable', undefined],
          ['a', 'parameter', 0.3],
          ['omega', 'parameter', 4],
        ],
        marked,
      )
  })
  it('are variables where all have one, and nobody else then', () => {
    for (const marked of places('f(x=1.5, y=2.5)', 'k * x * y').map((text) => text.replace('def', 'k = np.array(3.0)\ndef')))
      assert.deepEqual(
        at(marked, { keepsDefaults: true }).derivatives.map(({ wrt }) => wrt),
        ['x', 'y'],
        marked,
      )
  })
  it('are variables of the function where that is what is asked', () => {
    const [first = ''] = places('leaky(x, alpha=0.01)', 'np.where(x > 0, x, alpha * x)')
    assert.deepEqual(
      at(first).derivatives.map(({ wrt }) => wrt),
      ['x', 'alpha'],
    )
    assert.equal(at(first, { keepsDefaults: true, wrt: 'alpha' }).derivatives[0]?.wrt, 'alpha')
  })
})

describe('arrays of numbers in the file', () => {
  const data = 'import numpy as np\nv = np.array([1.0, 2.0])\nW = np.array([[1.0, 2.0]])\nk = 3.5\n'
  const given = (marked: string, name: string): unknown => at(marked).variables.find((variable) => variable.name === name)?.value
  it('are values of the parameters of their names, also in functions that nobody calls', () => {
    for (const head of ['def ¦f(v):\n    return W @ v', 'def f(v):\n    return np.tanh(W @ ¦v)'])
      assert.deepEqual(given(data + head, 'v'), [1, 2], head)
  })
  it('are none where the function is called with others or stands above them, or the name is one of a number', () => {
    assert.equal(given(`${data}def ¦f(v):\n    return W @ v\n\nf(W[0])`, 'v'), undefined)
    assert.equal(given(`def ¦f(v):\n    return 2 * v\n\n${data}`, 'v'), undefined)
    assert.equal(given(`${data}def ¦f(k):\n    return k**2`, 'k'), undefined)
  })
})

describe('what stands in a function', () => {
  it('has the shapes that the rest of the function tells', () => {
    const method = 'class R:\n    def grad(self, x):\n        r = self.A @ x - self.b\n        return self.A.T @ r + 2 * self.lam ¦* x'
    assert.deepEqual(shapes(at(method)), { x: ['n'], lam: [] })
    const above = 'def g(w):\n    s = 2 ¦* w\n    return s @ np.array([1.0, 2.0])'
    assert.deepEqual(shapes(at(above)), { w: [2] })
    assert.deepEqual(shapes(at('def f(x):\n    return np.sin(2 ¦* x)')), { x: [] })
    const misfit = 'import numpy as np\ndef f(x):\n    y = 2 ¦* x\n    return np.ones((2, 3)) @ np.ones(4) + y'
    assert.deepEqual(shapes(at(misfit)), { x: [] })
    assert.deepEqual(shapes(at('def k(x):\n    return np.sum(np.array([x ¦* 2 for x in x]))')), { x_2: [] })
  })
  it('says which function it is a part of, behind whose return nothing is done', () => {
    const text = 'def f(x):\n    y = x + 1\n    return (1 - y)**2\n'
    assert.deepEqual(at(text.replace('- y', '-¦ y')).site, { below: { start: 28, end: 45 }, around: { start: 0, end: 46 }, isPart: true })
    assert.equal(at(text.replace('x + 1', 'x ¦+ 1')).site?.isPart, undefined)
    assert.equal(at('const f = (x) => (1 -¦ x)**2', {}, 'javascript').site?.isPart, true)
  })
  it('is the last function of several that are selected', () => {
    const { name, range } = at('¦def f(x):\n    return x\n\ndef g(x):\n    return x**2¦\n')
    assert.deepEqual([name, range.start], ['g', 24])
  })
})
