/** Factors, powers, triangles, pseudo-inverses and norms of each matrix of a stack, as many as there are: against NumPy, proven, and printed as code that runs. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { type Analysis, analyze, type CodeLanguage, type Language, type Value } from '../../src/math/index.ts'

const S = [
  [
    [2.1, 0.3],
    [0.3, 1.7],
  ],
  [
    [1.5, -0.2],
    [-0.2, 2.4],
  ],
  [
    [3, 0.6],
    [0.6, 1.2],
  ],
]
const w = [
  [0.7, -1.2],
  [0.4, 1.5],
  [-0.3, 0.9],
]
const R = [
  [
    [1.2, 0.4],
    [0.3, -0.9],
    [2.1, 0.7],
  ],
  [
    [-0.5, 1.6],
    [1.1, 0.2],
    [0.8, -1.3],
  ],
]

/* By NumPy, slopes by Richardson's differences: of Cholesky's factor along symmetric directions. */
const CASES: readonly { readonly text: string; readonly of: 'S' | 'R'; readonly value: number; readonly slope: readonly number[] }[] = [
  {
    text: "np.sum(np.einsum('kij,kj->ki', np.linalg.cholesky(S), w)**3)",
    of: 'S',
    value: 10.175430963832529,
    slope: [
      0.4868276463, 1.811275811, 1.811275811, -2.740019473, 0.5778653973, 3.452174173, 3.452174173, 7.364421841, 0.001683553384, -0.3591580555,
      -0.3591580555, 0.8978951386,
    ],
  },
  {
    text: "np.einsum('ki,kij,kj->', w, np.linalg.matrix_power(S, 3), w)",
    of: 'S',
    value: 37.48332,
    slope: [3.7269, -6.1143, -6.1143, 10.0161, -0.1132, 4.0302, 4.0302, 37.5544, 0.4536, -1.0692, -1.0692, 2.3652],
  },
  {
    text: "np.einsum('ki,kij,kj->', w, np.linalg.matrix_power(S, -2), w)",
    of: 'S',
    value: 2.2347115273185674,
    slope: [
      -0.2540658509, 0.4516949809, 0.4516949809, -0.8029832438, -0.1949287841, -0.2848733419, -0.2848733419, -0.3870077088, -0.1486053955,
      0.4806812986, 0.4806812986, -1.554641061,
    ],
  },
  {
    text: "np.einsum('ki,kij,kj->', w, np.tril(S)**2, w)",
    of: 'S',
    value: 21.470099999999995,
    slope: [2.058, 0.0, -0.504, 4.896, 0.48, 0.0, -0.24, 10.8, 0.54, 0.0, -0.324, 1.944],
  },
  {
    text: 'np.sum(np.sin(np.triu(S, 1)))',
    of: 'S',
    value: 0.6614933492613136,
    slope: [0.0, 0.9553364891, 0.0, 0.0, 0.0, 0.9800665778, 0.0, 0.0, 0.0, 0.8253356149, 0.0, 0.0],
  },
  {
    text: 'np.sum(np.sin(np.linalg.pinv(R)))',
    of: 'R',
    value: 1.646416037028477,
    slope: [
      -0.2004947237, 0.4009432276, 0.4179633811, -0.1110307142, -0.3274386182, 0.159295676, 0.2038652065, 0.1885085985, -1.266985322, -0.6575363782,
      0.8331655989, 0.4951470727,
    ],
  },
  {
    text: "np.sum(np.linalg.norm(R, 'nuc', axis=(-2, -1))**2)",
    of: 'R',
    value: 23.680907854398072,
    slope: [
      3.293050089, 1.097683363, 2.21245155, -6.637354649, 5.762837656, 1.920945885, -0.6461895369, 5.218381837, 6.191646903, 2.14293208, 2.649558555,
      -3.735042962,
    ],
  },
  {
    text: 'np.sum(np.linalg.norm(R, 2, axis=(-2, -1))**2)',
    of: 'R',
    value: 11.650358023483168,
    slope: [2.4, 0.8, 3.230118505e-12, 1.089028926e-12, 4.2, 1.4, -1.54558857, 2.910245985, 0.3183017219, -0.5993421058, 1.429040813, -2.690793894],
  },
]

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number])

function assertNear(found: unknown, wanted: readonly number[], what: string): void {
  const own = flat(found)
  assert.equal(own.length, wanted.length, what)
  for (const [k, each] of own.entries()) assert.ok(Math.abs(each - (wanted[k] as number)) < 1e-9, `${what}: ${own} is not ${wanted}`)
}

function analysed(language: Language, text: string, wrt: readonly string[]): Analysis {
  const analysis = analyze({ language, text }, { wrt: [...wrt] })
  if (!analysis.ok) assert.fail(`${analysis.message}: ${text}`)
  return analysis
}

const inPython = (text: string): string => `import numpy as np
def f(S, w, R):
    """S: (k, n, n), w: (k, n), R: (l, m, n)"""
    return ${text}`

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0
for (const { text, of, value, slope } of CASES) {
  const { value: own, derivatives } = analysed('python', inPython(text), [of])
  const [derivative] = derivatives
  test(`${text}: value and derivative`, () => {
    assertNear(own.evaluate({ S, w, R }), [value], 'value')
    assertNear(derivative?.evaluate({ S, w, R }), slope, 'derivative')
    assert.notEqual(derivative?.verified.method, 'none')
  })
  const code = (language: CodeLanguage): string => `${own.code(language, { name: 'value' })}\n${derivative?.code(language, { name: 'slope' })}`
  const parametersOf = (text: string, name: string): string => new RegExp(`${name}\\(([^)]*)\\)`).exec(text)?.[1] ?? ''
  test(`${text}: printed NumPy runs`, { skip: !hasNumpy && 'no NumPy here' }, () => {
    const printed = code('numpy')
    const calls = ['value', 'slope'].map((name) => `np.ravel(${name}(${parametersOf(printed, name)})).tolist()`)
    const names = Object.entries({ S, w, R }).map(([name, given]) => `${name} = np.array(${JSON.stringify(given)})`)
    const script = `import json\nimport numpy as np\n${printed}\n${names.join('\n')}\nprint(json.dumps([${calls.join(', ')}]))`
    const { stdout, stderr } = spawnSync('python3', ['-c', script], { encoding: 'utf8' })
    assert.notEqual(stdout, '', stderr)
    assertNear(JSON.parse(stdout), [value, ...slope], 'NumPy')
  })
  if (!/pinv|norm/.test(text))
    test(`${text}: printed JavaScript runs`, () => {
      const printed = code('javascript')
      const calls = ['value', 'slope'].map((name) => `${name}(${parametersOf(printed, `function ${name}`)})`)
      assertNear(JSON.parse(JSON.stringify(runInNewContext(`${printed}\n[${calls.join(', ')}]`, { S, w, R }))), [value, ...slope], 'JavaScript')
    })
}

test('formulas write what is done to each of them by its index', () => {
  const words = String.raw`With matrices $S_k \in \mathbb{R}^{n \times n}$ and vectors $w_k \in \mathbb{R}^n$, \[ f = `
  for (const [formula, written, value] of [
    [String.raw`\sum_k w_k^\top S_k^3 w_k`, String.raw`\sum_{k} w_{k}^{\top} S_{k}^{3} w_{k}`, 37.48332],
    // Symmetric ones: the inverses.
    [String.raw`\sum_k w_k^\top S_k^{+} w_k`, String.raw`\sum_{k} w_{k}^{\top} S_{k}^{+} w_{k}`, 3.2598088596151364],
    // |L w|² of the lower triangles L of S = L L'.
    [
      String.raw`\sum_k \|\operatorname{chol}(S_k) w_k\|^2`,
      String.raw`\sum_{k} \lVert \operatorname{chol}(S_{k}) w_{k} \rVert_{2}^{2}`,
      9.232150790178306,
    ],
  ] as const) {
    const { value: own, derivatives } = analysed('latex', `${words}${formula} \\]`, ['S', 'w'])
    assert.equal(own.latex, written)
    assertNear(own.evaluate({ S, w }), [value], formula)
    for (const { verified } of derivatives) assert.notEqual(verified.method, 'none', formula)
  }
})

/* np.linalg.norm(R, 2, axis=(1, 2)).sum() and the like; torch.norm and vector_norm are of all components where their order is a number. */
test('norms along two axes are those of matrices, where the function does not say components', () => {
  const given: Value = R
  for (const [library, text, value] of [
    ['torch', "torch.norm(R, p='nuc', dim=(1, 2)).sum()", 6.881025182727174],
    ['torch', 'torch.norm(R, p=2, dim=(1, 2)).sum()', 5.248139033699996],
    ['torch', 'torch.norm(R[0], p=2)', 2.7202941017470885],
    ['torch', 'torch.linalg.vector_norm(R, 2, dim=(1, 2)).sum()', 5.248139033699996],
    ['torch', 'torch.linalg.matrix_norm(R).sum()', 5.248139033699996],
    ['torch', 'torch.linalg.matrix_norm(R, ord=2).sum()', 4.818949781005706],
    ['torch', 'torch.linalg.norm(R, 2, dim=(1, 2)).sum()', 4.818949781005706],
    ['numpy', 'numpy.linalg.norm(R, 1, axis=(1, 2)).sum()', 6.7],
    ['numpy', 'numpy.linalg.norm(R, numpy.inf, axis=(2, 1)).sum()', 6.7],
    ['numpy', "numpy.linalg.norm(R, 'fro', axis=(1, 2)).sum()", 5.248139033699996],
  ] as const) {
    const { value: own } = analysed('python', `import ${library}\ndef f(R):\n    """R: (l, m, n)"""\n    return ${text}`, ['R'])
    assertNear(own.evaluate({ R: given }), [value], text)
  }
})
