/** Printed C compiles as C99 without warnings and runs, where a compiler is: derivatives against central differences of the printed function. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pairAnalyses, REFUSED, SCALARS, SPECIAL, scalarAnalysis } from './printed.ts'

const hasCompiler = spawnSync('cc', ['--version']).status === 0

test('scalar derivatives as C agree with differences', { skip: !hasCompiler && 'no C compiler here' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    const parts = [...SCALARS, ...SPECIAL].map((text, k) => {
      const { value, derivatives, variables } = scalarAnalysis(text)
      const call = (name: string, x: string): string => `${name}${k}(${variables.map(({ name: own }) => (own === 'x' ? x : '0.7')).join(', ')})`
      const code = `${value.code('c', { name: `f${k}` })}${derivatives[0]?.code('c', { name: `d${k}` })}`
      const run = `for (int i = 0; i < 3; i++) { double x = 0.31 + 0.46 * i, h = 1e-4;
        double s = (8 * (${call('f', 'x + h')} - ${call('f', 'x - h')}) - (${call('f', 'x + 2 * h')} - ${call('f', 'x - 2 * h')})) / (12 * h);
        double g = ${call('d', 'x')}; if (!(fabs(g - s) <= 1e-8 * (1 + fabs(s)))) printf("%d at %g: %.12g, not %.12g\\n", ${k}, x, g, s); }`
      return { code, run }
    })
    writeFileSync(
      join(folder, 'a.c'),
      `#include <math.h>\n#include <stdio.h>\n${parts.map(({ code }) => code).join('')}int main(void) {\n${parts.map(({ run }) => run).join('\n')}\nreturn 0; }\n`,
    )
    execFileSync(
      'cc',
      [
        '-O1',
        '-Wall',
        '-Wno-parentheses',
        '-std=c99',
        '-pedantic-errors',
        '-Werror=implicit-function-declaration',
        '-o',
        join(folder, 'a'),
        join(folder, 'a.c'),
        '-lm',
      ],
      {
        encoding: 'utf8',
      },
    )
    const output = execFileSync(join(folder, 'a'), { encoding: 'utf8' })
    assert.equal(
      output.replaceAll(/^(\d+)/gm, (k) => [...SCALARS, ...SPECIAL][Number(k)] as string),
      '',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Parameters of a C function, from its head. */
function parametersOf(code: string, name: string): { type: 'length' | 'number' | 'array'; name: string; lengths: string[] }[] {
  const head = new RegExp(`\\b${name}\\(([^)]*)\\)`).exec(code)?.[1] ?? ''
  return head.split(', ').map((parameter) => {
    const [, kind, own, axes] = /^(size_t|const double|double) (\w+)((?:\[\w+\])*)$/.exec(parameter) as unknown as [string, string, string, string]
    return {
      type: kind === 'size_t' ? 'length' : axes === '' ? 'number' : 'array',
      name: own,
      lengths: [...axes.matchAll(/\w+/g)].map(([length]) => length),
    }
  })
}

test('derivative code of the published pairs as C agrees with differences', { skip: !hasCompiler && 'no C compiler here' }, () => {
  const sizes: Record<string, number> = { m: 4, n: 3, k: 2 }
  const count = (lengths: readonly string[]): number => lengths.reduce((product, length) => product * (sizes[length] ?? Number(length)), 1)
  const parts: { title: string; code: string; run: string }[] = []
  for (const { title, analysis, wrt } of pairAnalyses()) {
    const id = parts.length
    const code = `${analysis.value.code('c', { name: `f${id}` })}${analysis.derivatives[0]?.code('c', { name: `d${id}` })}`
    if (!analysis.variables.some(({ name }) => name === wrt) || code.includes(REFUSED)) continue
    const given = new Map([...parametersOf(code, `f${id}`), ...parametersOf(code, `d${id}`)].map((parameter) => [parameter.name, parameter]))
    given.delete('out')
    const declared = [...given.values()].flatMap(({ type, name, lengths }) =>
      type === 'length' ? [] : [`double ${name}[${count(lengths)}]; for (int i_ = 0; i_ < ${count(lengths)}; i_++) ${name}[i_] = next_();`],
    )
    const call = (name: string, out: string): string => {
      const head = parametersOf(code, name)
      const args = head.map((own) =>
        own.name === 'out'
          ? `(void *)${out}`
          : own.type === 'length'
            ? String(sizes[own.name])
            : own.type === 'number'
              ? `${own.name}[0]`
              : `(void *)${own.name}`,
      )
      return head.some((own) => own.name === 'out') ? `${name}(${args.join(', ')})` : `${out}[0] = ${name}(${args.join(', ')})`
    }
    const outs = count((parametersOf(code, `f${id}`).find(({ name }) => name === 'out') ?? { lengths: [] }).lengths)
    const ins = count(given.get(wrt)?.lengths ?? [])
    parts.push({
      title,
      code,
      run: `{ ${declared.join(' ')} double a_[${outs}], b_[${outs}], c_[${outs}], d_[${outs}], g_[${outs * ins}], h_ = 1e-4;
        ${call(`d${id}`, 'g_')};
        for (int j_ = 0; j_ < ${ins}; j_++) {
          double x_ = ${wrt}[j_];
          ${wrt}[j_] = x_ + h_; ${call(`f${id}`, 'a_')}; ${wrt}[j_] = x_ - h_; ${call(`f${id}`, 'b_')};
          ${wrt}[j_] = x_ + 2 * h_; ${call(`f${id}`, 'c_')}; ${wrt}[j_] = x_ - 2 * h_; ${call(`f${id}`, 'd_')}; ${wrt}[j_] = x_;
          for (int i_ = 0; i_ < ${outs}; i_++) {
            double s_ = (8 * (a_[i_] - b_[i_]) - (c_[i_] - d_[i_])) / (12 * h_);
            if (!(fabs(g_[i_ * ${ins} + j_] - s_) <= 1e-6 * (1 + fabs(s_)))) printf("%d: %.12g, not %.12g\\n", ${id}, g_[i_ * ${ins} + j_], s_);
          } } }`,
    })
  }
  assert.ok(parts.length > 75, `${parts.length} pairs`)
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    const main = `static unsigned state_ = 1;\nstatic double next_(void) { state_ = state_ * 1664525u + 1013904223u; return 0.3 + state_ / 4294967296.0; }\nint main(void) {\n${parts.map(({ run }) => run).join('\n')}\nreturn 0; }\n`
    writeFileSync(join(folder, 'a.c'), `#include <math.h>\n#include <stddef.h>\n#include <stdio.h>\n${parts.map(({ code }) => code).join('')}${main}`)
    execFileSync(
      'cc',
      [
        '-O1',
        '-Wall',
        '-Wno-parentheses',
        '-Wno-unused-variable',
        '-std=c99',
        '-Werror=implicit-function-declaration',
        '-o',
        join(folder, 'a'),
        join(folder, 'a.c'),
        '-lm',
      ],
      { encoding: 'utf8' },
    )
    const output = execFileSync(join(folder, 'a'), { encoding: 'utf8' })
    assert.equal(
      output.replaceAll(/^(\d+)/gm, (k) => `${parts[Number(k)]?.title}\n${parts[Number(k)]?.code}`),
      '',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
