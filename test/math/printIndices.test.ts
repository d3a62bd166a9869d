/** C code whose parameters are indices compiles and runs. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { analyze } from '../../src/math/index.ts'

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
    const main = `int main(void) {
  double p[2][3] = {{1, 2, 3}, {4, 5, 6}}, dp[2][3], x[4] = {1, 2, 4, 8}, dx[4];
  int y[2] = {2, 0};
  dpicked(p, y, dp); dsecond(x, 2, dx);
  printf("%g %g %g %g %g %g %g", picked(p, y), dp[0][2], dp[1][0], dp[1][1], second(x, 2), dx[2], dx[3]);
  return 0;
}
`
    writeFileSync(join(folder, 'a.c'), `#include <math.h>\n#include <stddef.h>\n#include <stdio.h>\n${picked}${second}${main}`)
    execFileSync('cc', ['-O1', '-Wall', '-Wno-unused-variable', '-D_GNU_SOURCE', '-o', join(folder, 'a'), join(folder, 'a.c'), '-lm'], {
      encoding: 'utf8',
    })
    assert.equal(execFileSync(join(folder, 'a'), { encoding: 'utf8' }), '25 6 8 0 4 -8 4')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
