/** What texts cost that took long once, counted and not timed: operations of kernels, nodes, and how terms are looked at. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../src/math/index.ts'
import { work } from '../../src/math/kernels/work.ts'
import { hashOf, holding } from '../../src/math/read/execute/values/within.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../src/math/read/term.ts'

test('proofs of functions of matrices take no more operations than they may', () => {
  const before = work()
  const analysis = analyze({ language: 'julia', text: `norm(U*V'-R)${'^2'.repeat(17)}` })
  assert.ok(analysis.ok || analysis.message !== '')
  const logarithms = analyze({ language: 'latex', text: '(X^\\top X + \\lambda I)^{-s t} X^\\top y' })
  assert.ok(logarithms.ok)
  assert.ok(work() - before < 30_000_000, `${work() - before} operations`)
})

test('what is multiplied by itself, or added to itself, again and again stays short', () => {
  for (const [op, value] of [
    ['*', 2 ** 5],
    ['+', 2 ** 5 * 1.5],
  ] as const) {
    const text = `function f(x) { ${`x ${op}= x; `.repeat(60)}return x }`
    const analysis = analyze({ language: 'javascript', text })
    assert.ok(analysis.ok)
    assert.ok(analysis.value.operations < 1500, `${analysis.value.operations} operations`)
    const short = analyze({ language: 'javascript', text: `function f(x) { ${`x ${op}= x; `.repeat(5)}return x }` })
    assert.ok(short.ok)
    assert.equal(short.value.evaluate({ x: op === '*' ? 2 : 1.5 }), op === '*' ? 2 ** 32 : value)
  }
})

test('what a round takes twice from the round before is looked at once, however many rounds there are', () => {
  const rounds = (line: string): string => `import numpy as np\ndef f(x):  # x: (3,)\n    z = x\n${`    ${line}\n`.repeat(60)}    return z\n`
  for (const line of ['z = z * z', 'z = z + z', 'z = z - z / 3', 'z = z + np.exp(-z)', 'z = z[0] * z', 'z = z * z[1] - z']) {
    const analysis = analyze({ language: 'python', text: rounds(line) })
    assert.ok(analysis.ok, analysis.ok ? '' : `${line}: ${analysis.message}`)
    assert.ok(analysis.value.operations < 2000, `${line}: ${analysis.value.operations} operations`)
  }
  const newton = analyze({ language: 'python', text: `import numpy as np\ndef f(x):\n${'    x = x + np.exp(-x)\n'.repeat(60)}    return x\n` })
  assert.ok(newton.ok)
})

test('a loop of unknown length whose rounds change another thing each time ends', () => {
  const text =
    'functionnel_sum(X::Matrix, g)\u001a    s = 0.0\n    @inbounds for i in 1:size(X, 2), j in 1:size(X, 2)\n        s += exp(-g * sum(abs2, X[:, i] - X[:, j]))\n    end\n    return s\nend'
  const analysis = analyze({ language: 'julia', text, selection: { start: 98, end: 98 } })
  assert.ok(analysis.ok || !/too much to execute/.test(analysis.message))
})

test('what terms hold is found once, also of deep ones', () => {
  let asked = 0
  const holds = holding((term) => {
    asked++
    return term.kind === 'apply' && term.op === 'masked'
  })
  let term: Term = nameTerm('x')
  for (let k = 0; k < 5000; k++) {
    term = applyTerm('add', [term, numberTerm(k)])
    assert.equal(holds(term), false)
  }
  assert.ok(asked < 12_000, `${asked} questions`)
  assert.equal(holds(applyTerm('mul', [term, applyTerm('masked', [nameTerm('y'), nameTerm('m')])])), true)
})

test('terms that say the same have one hash', () => {
  const made = (n: number): Term => {
    let term: Term = nameTerm('x')
    for (let k = 0; k < 3000; k++) term = applyTerm('where', [applyTerm('lt', [term, numberTerm(n)]), term, numberTerm(k)])
    return term
  }
  assert.equal(hashOf(made(4)), hashOf(made(4)))
  assert.notEqual(hashOf(made(4)), hashOf(made(5)))
})

test('a long formula in a text with sets in braces is read, and not searched in every way', () => {
  const text = `Let $x \\in \\{0,1\\}^D$ and
\\begin{equation}
  \\mathcal{L} = -\\sum_{d=1}^{D} \\bigl[ x_d \\log p_d + (1 - x_d) \\log (1 - p_d) \\bigr]
  - \\frac{\\beta}{2} \\sum_{j=1}^{J} \\left( 1 + \\log \\sigma_j^2 - \\mu_j^2 - \\sigma_j^2 \\right).
\\end{equation}`
  const analysis = analyze({ language: 'latex', text }, { wrt: 'mu' })
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  assert.equal(analysis.derivatives[0]?.text, 'β μ')
})
