/** Code whose parameters are indices, and in which an index is a number, runs. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { analyze, type CodeLanguage } from '../../src/math/index.ts'

const hasCompiler = spawnSync('cc', ['--version']).status === 0

test('C code with indices that are values themselves runs', { skip: !hasCompiler }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    const code = (text: string): string => {
      const analysis = analyze({ language: 'python', text }, { wrt: 'x' })
      assert.ok(analysis.ok)
      const [derivative] = analysis.derivatives
      return analysis.value.code('c', { name: `${analysis.name}` }) + (derivative?.code('c', { name: `d${analysis.name}` }) ?? '')
    }
    const picked = code('import numpy as np\ndef picked(x, y):\n    """x: (2, 3), y: (2,)"""\n    return np.sum(x[np.arange(2), y]**2)')
    const second = code('def second(x, i):\n    """x: (4,)"""\n    return (x[i+1] - 2*x[i] + x[i-1])**2')
    const counted = code('def counted(x):\n    return np.sum(np.arange(1, len(x) + 1) * x)')
    const main = `int main(void) {
  double v[3] = {5, 6, 7}, dv[3];
  double p[2][3] = {{1, 2, 3}, {4, 5, 6}}, dp[2][3], x[4] = {1, 2, 4, 8}, dx[4];
  int y[2] = {2, 0};
  dpicked(p, y, dp); dsecond(x, 2, dx); dcounted(3, v, dv);
  printf("%g %g %g %g %g %g %g ", picked(p, y), dp[0][2], dp[1][0], dp[1][1], second(x, 2), dx[2], dx[3]);
  printf("%g %g %g %g", counted(3, v), dv[0], dv[1], dv[2]);
  return 0;
}
`
    writeFileSync(join(folder, 'a.c'), `#include <math.h>\n#include <stddef.h>\n#include <stdio.h>\n${picked}${second}${counted}${main}`)
    execFileSync('cc', ['-O1', '-Wall', '-Wno-unused-variable', '-o', join(folder, 'a'), join(folder, 'a.c'), '-lm'], {
      encoding: 'utf8',
    })
    assert.equal(execFileSync(join(folder, 'a'), { encoding: 'utf8' }), '25 6 8 0 4 -8 4 38 1 2 3')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('an index that is a number counts from one, in languages that count from zero too', () => {
  const at = { x: [5, 6, 7], a: 0.6, r: [1.5, -0.7, 2.2] }
  // By hand: 5 + 2*6 + 3*7; 1.5 + 2*0.6*(-0.7) + 3*0.36*2.2; 6 + 2*7.
  for (const [language, text, wrt, value, slope] of [
    ['latex', '\\sum_{k=1}^{n} k x_k', 'x', 38, [1, 2, 3]],
    ['latex', '\\sum_{t=1}^T a^t r_t', 'a', 0.6 * 1.5 - 0.36 * 0.7 + 0.216 * 2.2, 1.5 - 2 * 0.6 * 0.7 + 3 * 0.36 * 2.2],
    ['python', 'np.sum(np.arange(len(x)) * x)', 'x', 20, [0, 1, 2]],
  ] as const) {
    const analysis = analyze({ language, text }, { wrt })
    assert.ok(analysis.ok)
    const run = (code: string): unknown => JSON.parse(JSON.stringify(runInNewContext(code, { ...at })))
    const near = (found: unknown, right: number | readonly number[]): void => {
      const [own, wanted] = [[found].flat(), [right].flat()]
      assert.equal(own.length, wanted.length, text)
      for (const [k, each] of own.entries()) assert.ok(Math.abs((each as number) - (wanted[k] as number)) < 1e-12, `${text}: ${own} is not ${wanted}`)
    }
    near(run(analysis.value.code('javascript')), value)
    near(run(analysis.derivatives[0]?.code('javascript') ?? ''), slope)
  }
})

test('a sum without end is no loop, and an order that need not be whole is not handed to a function of whole ones', () => {
  const code = (text: string, language: CodeLanguage, name?: string): string => {
    const analysis = analyze({ language: 'latex', text }, { wrt: 'x' })
    assert.ok(analysis.ok)
    return analysis.value.code(language, name === undefined ? {} : { name })
  }
  const endless = '\\sum_{k=0}^{\\infty} \\frac{x^k}{k!}'
  for (const language of ['numpy', 'python', 'jax', 'torch', 'javascript', 'julia', 'matlab', 'c'] as const)
    assert.match(code(endless, language), /has no function for this: sum over an index\. .*SymPy/)
  assert.match(code(endless, 'sympy'), /sp\.Sum\(.*sp\.oo\)/)
  assert.match(code('\\sum_{k=0}^{n} x^k', 'numpy'), /^sum\(/)
  assert.match(code('\\sum_{k=0}^{n} x^k', 'sympy', 'f'), /k = sp\.Symbol\('k'\)\n {4}return sp\.Sum/)
  assert.equal(code('J_2(x)', 'c'), 'jn(2.0, x)')
  assert.match(code('J_n(x)', 'c'), /^\/\/ C has no function for this/)
})
