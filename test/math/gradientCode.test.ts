/**
 * One function for value and gradients, run in real NumPy: equal to central differences, and no more work than backpropagation
 * has, counted by arrays that count what is done with them.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { type Analysis, analyze, gradientCode } from '../../src/math/index.ts'

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0

const network = `import numpy as np

def loss(X, y, W1, b1, W2, b2):
    """X: (n, d), y: (n, c)"""
    hidden = np.tanh(X @ W1 + b1)
    scores = hidden @ W2 + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(y * np.log(p)) / X.shape[0]
`

const attention = `import numpy as np

def loss(Q, K, V):
    """Q: (n, d), K: (m, d), V: (m, k)"""
    s = Q @ K.T / np.sqrt(Q.shape[1])
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return np.sum((p @ V)**2)
`

/** Runs \`f\` and what returns its value and gradients; tells the worst error, the work of both, and the largest rank met. */
const HARNESS = `
import json, sys
import numpy as np

class Counted(np.ndarray):
    work = 0
    rank = 0
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        plain = [x.view(np.ndarray) if isinstance(x, Counted) else x for x in inputs]
        result = getattr(ufunc, method)(*plain, **kwargs)
        if ufunc is np.matmul:
            Counted.work += np.size(result) * np.shape(plain[0])[-1]
        elif ufunc in (np.multiply, np.divide, np.power):
            Counted.work += np.size(result)
        Counted.rank = max(Counted.rank, np.ndim(result))
        return np.asarray(result).view(Counted) if np.ndim(result) else result

given = json.load(sys.stdin)
scope = {}
exec(given['forward'], scope)
exec(given['gradient'], scope)
f, together = scope[given['name']], scope[given['name'] + '_and_gradients']
rng = np.random.default_rng(3)
args = [rng.uniform(-1, 1, shape) for shape in given['shapes']]
def counted(function):
    Counted.work = Counted.rank = 0
    results = function(*[x.view(Counted) for x in args])
    return results, Counted.work, Counted.rank
_, forward, _ = counted(f)
results, work, rank = counted(together)
worst = abs(float(results[0]) - float(f(*args)))
for k, x in enumerate(args):
    expected = np.zeros_like(x)
    for at in np.ndindex(*x.shape):
        h = 1e-5
        moved = []
        for step in (h, -h):
            y = x.copy()
            y[at] += step
            moved.append(float(f(*args[:k], y, *args[k + 1:])))
        expected[at] = (moved[0] - moved[1]) / (2 * h)
    worst = max(worst, float(np.abs(np.asarray(results[k + 1]) - expected).max()))
print(json.dumps({'worst': worst, 'ratio': work / forward, 'rank': rank}))
`

function run(source: string, shapes: number[][]): { worst: number; ratio: number; rank: number } {
  const analysis = analyze({ language: 'python', text: source })
  assert.ok(analysis.ok, JSON.stringify(analysis))
  const gradient = gradientCode(analysis as Analysis, 'numpy')
  const { stdout, stderr } = spawnSync('python3', ['-c', HARNESS], {
    input: JSON.stringify({ forward: source, gradient, name: 'loss', shapes }),
    encoding: 'utf8',
  })
  assert.ok(stdout, `${stderr}\n${gradient}`)
  return JSON.parse(stdout)
}

for (const [title, source, shapes] of [
  ['a network of two layers with softmax and cross-entropy', network, [[9, 6], [9, 4], [6, 8], [8], [8, 4], [4]]],
  [
    'a loss of attention',
    attention,
    [
      [7, 5],
      [8, 5],
      [8, 6],
    ],
  ],
] as const)
  test(`gradients of ${title} are backpropagation`, { skip: !hasNumpy && 'no NumPy' }, () => {
    const { worst, ratio, rank } = run(source, shapes as unknown as number[][])
    assert.ok(worst < 1e-7, `off by ${worst}`)
    assert.ok(ratio <= 4, `${ratio} times the multiplications of the value`)
    assert.ok(rank <= 2, `an array of rank ${rank}`)
  })

test('a value that is no scalar takes the cotangent that is handed back', () => {
  const layer = analyze({ language: 'latex', text: 'y = \\sigma(W x + b)' }) as Analysis
  const code = gradientCode(layer, 'numpy', { name: 'layer_backward' })
  assert.match(code, /^def layer_backward\(W, x, b, G\):\n/)
  assert.match(code, /return value, dW, dx, db\n$/)
})

test('the file’s alias is kept for its own library alone', () => {
  const { derivatives } = analyze({ language: 'python', text: 'import numpy\ndef f(x):\n    return numpy.sin(x)' }) as Analysis
  assert.equal(derivatives[0]?.code('numpy'), 'numpy.cos(x)')
  assert.equal(derivatives[0]?.code('torch'), 'torch.cos(x)')
  assert.equal(derivatives[0]?.code('javascript'), 'Math.cos(x)')
})

test('an analysis can be written as JSON', () => {
  const told = JSON.parse(JSON.stringify(analyze({ language: 'plain', text: 'x^2' })))
  assert.deepEqual([told.value.text, told.derivatives[0].text, told.derivatives[0].kind], ['x²', '2x', 'derivative'])
})
