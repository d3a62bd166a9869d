/** Values in order: the numbers of the rows, with ties and what is no number, the kinks they have, and the code they become. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodeLanguage, Value } from '../../src/math/api.ts'
import { reverse } from '../../src/math/differentiate/reverse.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, make, symbol } from '../../src/math/expr.ts'
import { analyze } from '../../src/math/index.ts'
import { argsort, sort } from '../../src/math/ops/order.ts'
import { printCode } from '../../src/math/print/code/code.ts'

const x = symbol('x', ['n'])
const batch = symbol('x', ['m', 'n'])
const at = (node: Expr, values: Value): Value => evaluate(node, { x: values })

test('equal values keep the order in which they stand, and what is no number comes last', () => {
  assert.deepEqual(at(argsort(x), [2, 1, 2, 1, 0]), [4, 1, 3, 0, 2])
  assert.deepEqual(at(argsort(x), [Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]), [3, 1, 2, 0])
  assert.deepEqual(at(sort(x), [2, 1, Number.NEGATIVE_INFINITY, 1, 0]), [Number.NEGATIVE_INFINITY, 0, 1, 1, 2])
})

test('a matrix is put in order row by row', () => {
  const values = [
    [3, 1, 2],
    [-1, 0, -5],
  ]
  assert.deepEqual(at(argsort(batch), values), [
    [1, 2, 0],
    [2, 0, 1],
  ])
  assert.deepEqual(at(sort(batch), values), [
    [1, 2, 3],
    [-5, -1, 0],
  ])
})

test('the derivative is the permutation, and the meaning has the same value', () => {
  const [jacobian] = reverse(sort(x), [x]) as [Expr]
  assert.deepEqual(at(jacobian, [3, 1, 2]), [
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ])
  for (const values of [
    [3, 1, 2],
    [2, 2, -1],
  ])
    assert.deepEqual(at(sort.op.meaning?.(sort(x)) as Expr, values), at(sort(x), values))
})

test('the kink is where two values are equal', () => {
  for (const { op } of [argsort, sort]) {
    const gap = op.kinks?.[0]?.where?.(x) as Expr
    assert.equal(at(gap, [3, 1, 3]), 0)
    assert.equal(at(gap, [3, 1, 2.5]), 0.5)
  }
})

test('only the last axis is put in order', () => {
  assert.throws(() => sort.op.configure?.({ axis: 0 }, [batch]), /last axis only/)
  assert.equal(sort.op.configure?.({ axis: 1 }, [batch]), undefined)
  assert.throws(() => make(sort.op, [symbol('t')]), /components of a vector/)
})

const code: readonly (readonly [CodeLanguage, string, string])[] = [
  ['numpy', 'np.sort(x)', 'np.eye(x.shape[0])[np.argsort(x)]'],
  ['jax', 'jnp.sort(x)', 'jnp.eye(x.shape[0])[jnp.argsort(x)]'],
  ['torch', 'torch.sort(x).values', 'torch.eye(x.shape[0])[torch.argsort(x)]'],
  ['julia', 'sort(x)', "(sortperm(x) .== (1:size(x, 1))')"],
  ['matlab', 'sort(x)', "(sortrows([x, (1:size(x, 1))']) * [0; 1] == (1:size(x, 1)))"],
  [
    'javascript',
    '[...x].sort((a, b) => a - b)',
    '[...x.keys()].sort((i, j) => x[i] - x[j]).map((i) => Array.from({ length: x.length }, (_, j) => j === i ? 1 : 0))',
  ],
]

for (const [language, value, derivative] of code) {
  test(`in ${language}`, () => {
    assert.equal(printCode(sort(x), language), value)
    assert.equal(printCode((reverse(sort(x), [x]) as [Expr])[0], language), derivative)
  })
}

test('what an order picks is written as an index', () => {
  const analysis = analyze({ language: 'python', text: 'import numpy as np\ndef f(x, t):\n    return x[np.argsort(t)] ** 2' }, { wrt: 'x' })
  assert.ok(analysis.ok)
  const written = (language: CodeLanguage): string => analysis.value.code(language)
  assert.equal(written('numpy'), 'x[np.argsort(t)]**2')
  assert.equal(written('julia'), 'x[sortperm(t)].^2')
  assert.equal(written('torch'), 'x[torch.argsort(t)]**2')
  // Back from the order: no permutation matrix is made.
  const weighted = analyze({ language: 'python', text: 'import numpy as np\ndef f(x, t, w):\n    return np.sum(x[np.argsort(t)] * w)' }, { wrt: 'x' })
  assert.ok(weighted.ok)
  assert.equal(weighted.derivatives[0]?.code('numpy'), 'w[np.argsort(np.argsort(t))]')
  assert.equal(weighted.derivatives[0]?.code('julia'), 'w[invperm(sortperm(t))]')
})

test('in C each component goes behind those that are less', () => {
  const lines = [
    'for (size_t i = 0; i < n; i++) {',
    '    size_t k = 0;',
    '    for (size_t j = 0; j < n; j++)',
    '        if (x[j] < x[i] || (x[j] == x[i] && j < i)) k++;',
    '    out[k] = i;',
    '}',
  ]
  assert.ok(printCode(argsort(x), 'c').includes(lines.map((line) => `    ${line}\n`).join('')))
})

test('axes that go backwards', () => {
  const written = (by: string, language: CodeLanguage): string => {
    const analysis = analyze({ language: 'python', text: `import numpy as np\ndef f(x, w):\n    return ${by}` }, { wrt: 'x' })
    assert.ok(analysis.ok)
    return analysis.value.code(language)
  }
  assert.equal(written('np.sort(x)[::-1]', 'numpy'), 'np.sort(x)[::-1]')
  assert.equal(written('np.sort(x)[::-1]', 'torch'), 'torch.flip(torch.sort(x).values, (0,))')
  assert.equal(written('np.sort(x)[::-1]', 'javascript'), '[...[...x].sort((a, b) => a - b)].reverse()')
  assert.equal(written('x[::-2]', 'javascript'), '[...x].reverse().filter((_, index) => index % 2 === 0)')
  assert.equal(written('x[::-2]', 'torch'), 'torch.flip(x, (0,))[::2]')
  assert.match(written('w * x[::-1]', 'c'), /= x\[n - 1 - i\];/)
  assert.equal(written('np.sort(x)[::-1][::-1]', 'numpy'), 'np.sort(x)')
})

test('what two orders cancel', () => {
  const shown = (by: string): string => {
    const analysis = analyze({ language: 'python', text: `import numpy as np\ndef f(x):\n    return ${by}` }, { wrt: 'x' })
    assert.ok(analysis.ok)
    return analysis.derivatives[0]?.text ?? ''
  }
  assert.equal(shown('np.sum(np.sort(x)**2)'), '2x')
  assert.equal(shown('np.mean(np.sort(x))'), '1/n')
  assert.equal(shown('np.sum(x[np.argsort(x)]**3)'), shown('np.sum(np.sort(x)**3)'))
})

const refused: readonly (readonly [string, RegExp])[] = [
  ['def f(x):\n    return sum(sorted(x, key=lambda v: -v)[:3])', /order that depends/],
  ['def f(x):\n    return np.sum(x[np.lexsort((x, x))])', /order that depends/],
  ['def f(x):\n    return np.quantile(x, 0.3, method="nearest")', /order that depends/],
  ['def f(x):\n    # x: (m, n)\n    return np.median(x, axis=0).sum()', /all components of a vector/],
]
for (const [text, message] of refused) {
  test(`refused: ${text.split('\n').at(-1)}`, () => {
    const analysis = analyze({ language: 'python', text: `import numpy as np\n${text}` }, { wrt: 'x' })
    assert.ok(!analysis.ok)
    assert.match(analysis.message, message)
  })
}
