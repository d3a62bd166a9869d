/** Inverses and determinants of each matrix of a stack: read from code and from indices, proven, shown by one of them, and printed as code that runs. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { type Analysis, analyze, type Language, type Value } from '../../src/math/index.ts'

/* By NumPy: np.einsum('ki,kij,kj->', x, np.linalg.inv(S), x) + np.sum(np.log(np.linalg.det(S))**2), and Richardson's differences of it. */
const S = [
  [
    [2.1, 0.3],
    [0.4, 1.7],
  ],
  [
    [1.5, -0.2],
    [0.1, 2.4],
  ],
  [
    [3, 0.6],
    [-0.5, 1.2],
  ],
]
const x = [
  [0.4, -1.1],
  [0.9, 0.3],
  [-0.6, 0.8],
]
const VALUE = 7.142633585797015
const BY_S = [
  [
    [1.125387921037299, -0.054737481846431464],
    [-0.009169053413573889, 1.003313808679764],
  ],
  [
    [1.3449812790334184, -0.1295906103822753],
    [0.035424314690305096, 1.0488315314403442],
  ],
  [
    [0.8122774843759589, 0.3931498065239157],
    [-0.20101053705903968, 1.7127449929894119],
  ],
]
const BY_X = [
  [0.6173913043480288, -1.4202898550729672],
  [1.201657458563253, 0.2734806629835979],
  [-0.38974358974357676, 1.2461538461535957],
]

const PYTHON = `import numpy as np
def f(S, x):
    """S: (k, n, n), x: (k, n)"""
    return np.einsum('ki,kij,kj->', x, np.linalg.inv(S), x) + np.sum(np.log(np.linalg.det(S))**2)`
const TORCH = `import torch
def f(S, x):
    """S: (k, n, n), x: (k, n)"""
    return torch.einsum('ki,kij,kj->', x, torch.inverse(S), x) + (torch.logdet(S)**2).sum()`
const LATEX = String.raw`With covariance matrices $S_k$ and vectors $\mathbf{x}_k \in \mathbb{R}^n$,
\[ f = \sum_k \mathbf{x}_k^\top S_k^{-1} \mathbf{x}_k + \sum_k (\ln \det S_k)^2 \]`

function analysed(language: Language, text: string): Analysis {
  const analysis = analyze({ language, text }, { wrt: ['S', 'x'] })
  if (!analysis.ok) assert.fail(analysis.message)
  return analysis
}

function assertNear(found: unknown, wanted: Value, what: string): void {
  const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number])
  const [own, right] = [flat(found), flat(wanted)]
  assert.equal(own.length, right.length, what)
  for (const [k, each] of own.entries()) assert.ok(Math.abs(each - (right[k] as number)) < 1e-9, `${what}: ${own} is not ${right}`)
}

for (const [language, text] of [
  ['python', PYTHON],
  ['python', TORCH],
  ['latex', LATEX],
] as const)
  test(`${language}: ${text.slice(0, 20)} is right, and proven`, () => {
    const { value, derivatives } = analysed(language, text)
    assertNear(value.evaluate({ S, x }), VALUE, 'value')
    for (const [k, wanted] of [BY_S, BY_X].entries()) {
      assertNear(derivatives[k]?.evaluate({ S, x }), wanted, `derivative ${k}`)
      assert.notEqual(derivatives[k]?.verified.method, 'none')
    }
  })

test('one matrix of a stack is shown by the index that the text has', () => {
  const { value, derivatives } = analysed('latex', LATEX)
  assert.match(value.latex, /\\det ?\(?S_\{k\}/)
  assert.match(value.latex, /S_\{k\}\^\{-1\}/)
  assert.match(derivatives[0]?.text ?? '', /S_k⁻¹/)
})

const { value, derivatives } = analysed('python', PYTHON)
const print = (language: 'javascript' | 'matlab' | 'c'): string =>
  [value, ...derivatives].map((formula, k) => formula.code(language, { name: `f${k}` })).join('\n')

test('printed JavaScript runs', () => {
  const found = JSON.parse(JSON.stringify(runInNewContext(`${print('javascript')}\n[f0(S, x), f1(S, x), f2(S, x)]`, { S, x }))) as Value[]
  for (const [k, wanted] of [VALUE, BY_S, BY_X].entries()) assertNear(found[k], wanted, `f${k}`)
})

test('printed MATLAB runs', { skip: spawnSync('octave-cli', ['--version']).status !== 0 && 'no Octave here' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    const array = (list: readonly number[][][]): string =>
      `permute(cat(3, ${list.map((matrix) => `[${matrix.map((row) => row.join(', ')).join('; ')}]`).join(', ')}), [3, 1, 2])`
    const rows = `[${x.map((row) => row.join(', ')).join('; ')}]`
    // Numbers in the order in which nested arrays have them.
    const run = `S = ${array(S)};\nx = ${rows};\nprintf('%.17g ', f0(S, x), permute(f1(S, x), [3, 2, 1]), f2(S, x)');\n`
    writeFileSync(join(folder, 'run.m'), `1;\n${print('matlab')}\n${run}`)
    const output = execFileSync('octave-cli', ['--no-gui', '--norc', join(folder, 'run.m')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    assertNear(output.trim().split(/\s+/).map(Number), [VALUE, BY_S, BY_X] as Value, 'all')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('printed C runs', { skip: spawnSync('cc', ['--version']).status !== 0 && 'no C compiler here' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    const braces = (list: unknown): string => (Array.isArray(list) ? `{${list.map(braces).join(', ')}}` : String(list))
    const main = `int main(void) {
  double S[3][2][2] = ${braces(S)}, x[3][2] = ${braces(x)}, dS[3][2][2], dx[3][2];
  f1(3, 2, S, x, dS); f2(3, 2, S, x, dx);
  printf("%.17g", f0(3, 2, S, x));
  for (int k = 0; k < 12; k++) printf(" %.17g", ((double *)dS)[k]);
  for (int k = 0; k < 6; k++) printf(" %.17g", ((double *)dx)[k]);
  return 0;
}
`
    writeFileSync(join(folder, 'a.c'), `#include <math.h>\n#include <stddef.h>\n#include <stdio.h>\n${print('c')}${main}`)
    execFileSync('cc', ['-std=c99', '-Wall', '-o', join(folder, 'a'), join(folder, 'a.c'), '-lm'])
    const output = execFileSync(join(folder, 'a'), { encoding: 'utf8' })
    assertNear(output.split(' ').map(Number), [VALUE, BY_S, BY_X] as Value, 'all')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
