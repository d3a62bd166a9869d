/**
 * Printed code runs where its language is here: NumPy and the math module in Python against central differences of the
 * printed function, JavaScript in this process, C where a compiler is. No expected value is ours.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileFunction } from 'node:vm'
import { type Analysis, analyze, type Shape } from '../../src/math/index.ts'

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0
const hasCompiler = spawnSync('cc', ['--version']).status === 0

interface Job {
  title: string
  code: string
  /** Shape of each parameter of f and df, in order. */
  parameters: { name: string; shape: Shape; positive: boolean; symmetric: boolean }[]
  /** Which parameter df is by. */
  by: number
}

/** Checks df against central differences of f at seeded random points; prints the worst error of each job. */
const HARNESS = `
import json, math, sys
import numpy as np
SIZES = {'m': 4, 'n': 3, 'k': 2}
jobs = json.load(open(sys.argv[1]))
rng = np.random.default_rng(7)
def value(p):
    shape = [SIZES.get(s, s) for s in p['shape']]
    x = rng.uniform(0.3, 1.3, shape) if p['positive'] else rng.uniform(-1.2, 1.2, shape)
    if len(shape) == 2 and shape[0] == shape[1]:
        x = x + 2 * np.eye(shape[0])
        if p['symmetric']: x = (x + x.T) / 2
    return float(x) if not shape else x
results = []
for job in jobs:
    try:
        scope = {'np': np, 'math': math}
        try:
            import scipy.special
            scope['scipy'] = __import__('scipy')
        except ImportError:
            pass
        exec(job['code'], scope)
        worst = 0.0
        for draw in range(3):
            args = [value(p) for p in job['parameters']]
            by = job['by']
            x = np.asarray(args[by], dtype=float)
            given = np.asarray(scope['df'](*args), dtype=float)
            def f(x):
                return np.asarray(scope['f'](*args[:by], x if x.ndim else float(x), *args[by + 1:]), dtype=float)
            expected = np.zeros(f(x).shape + x.shape)
            for at in np.ndindex(*x.shape):
                h = 1e-5
                d = np.zeros(x.shape)
                d[at] = h
                slope = (8 * (f(x + d) - f(x - d)) - (f(x + 2 * d) - f(x - 2 * d))) / (12 * h)
                expected[(Ellipsis,) + at] = slope
            if given.shape != expected.shape: raise ValueError('shape %s, not %s' % (given.shape, expected.shape))
            worst = max(worst, float(np.max(np.abs(given - expected) / (1 + np.abs(expected)))) if expected.size else 0.0)
        results.append(worst)
    except Exception as error:
        results.append(type(error).__name__ + ': ' + str(error) + ' in ' + job['code'])
print(json.dumps(results))
`

function runPython(jobs: readonly Job[]): (number | string)[] {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    writeFileSync(join(folder, 'harness.py'), HARNESS)
    writeFileSync(join(folder, 'jobs.json'), JSON.stringify(jobs))
    const text = execFileSync('python3', ['-W', 'ignore', join(folder, 'harness.py'), join(folder, 'jobs.json')], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
    return JSON.parse(text.replaceAll('NaN', '"NaN"').replaceAll('Infinity', '"Infinity"')) as (number | string)[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function check(jobs: readonly Job[], tolerance: number): void {
  const failures = runPython(jobs).flatMap((result, k) =>
    typeof result === 'number' && result < tolerance ? [] : [`${jobs[k]?.title}: ${result}\n${jobs[k]?.code}`],
  )
  assert.deepEqual(failures, [])
}

interface Pair {
  f: string
  wrt: string
  decl: Record<string, string>
}

const data = (name: string): Pair[] => JSON.parse(readFileSync(new URL(`../../../test/data/${name}`, import.meta.url), 'utf8')) as Pair[]

/** f and df as functions of all symbols, the others positive where a logarithm or root may need it. */
function jobOf(title: string, analysis: Analysis, wrt: string, language: 'numpy' | 'python', symmetric: ReadonlySet<string>): Job {
  const derivative = analysis.derivatives[0]
  assert.ok(derivative)
  return {
    title,
    code: `${analysis.value.code(language, { name: 'f' })}\n${derivative.code(language, { name: 'df' })}`,
    parameters: analysis.variables.map(({ name, shape }) => ({ name, shape, positive: true, symmetric: symmetric.has(name) })),
    by: analysis.variables.findIndex(({ name }) => name === wrt),
  }
}

/** The published pairs, analysed. */
function pairAnalyses(): { title: string; analysis: Analysis; wrt: string; symmetric: Set<string> }[] {
  return ['matrixcalculus_pairs.json', 'cookbook_pairs.json', 'ml_pairs.json'].flatMap((file) =>
    data(file).map((pair) => {
      const shapes: Record<string, Shape> = {}
      const symmetric = new Set<string>()
      for (const [name, text] of Object.entries(pair.decl)) {
        const [lengths, flag] = text.split(' ') as [string, string | undefined]
        shapes[name] = lengths === 's' ? [] : lengths.split(',')
        if (flag === 'sym') symmetric.add(name)
      }
      const analysis = analyze({ language: 'matlab', text: pair.f }, { wrt: pair.wrt, shapes })
      if (!analysis.ok) assert.fail(`${pair.f}: ${analysis.message}`)
      return { title: `${pair.f} by ${pair.wrt}`, analysis, wrt: pair.wrt, symmetric }
    }),
  )
}

test('derivative code of every published pair agrees with differences in NumPy', { skip: !hasNumpy && 'no NumPy here' }, () => {
  const jobs = pairAnalyses().map(({ title, analysis, wrt, symmetric }) => jobOf(title, analysis, wrt, 'numpy', symmetric))
  for (const { code } of jobs)
    assert.doesNotMatch(code, /np\.diag\([^\n]*\) @|linalg\.inv\([^)]*\) @/, 'a product with a diagonal or an inverse is not idiomatic')
  check(
    jobs.filter(({ by }) => by >= 0),
    1e-6,
  )
})

type Nested = number | Nested[]
const flat = (value: Nested): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value])

test('derivative code of the published pairs as JavaScript agrees with differences', () => {
  const sizes: Record<string, number> = { m: 4, n: 3, k: 2 }
  let state = 1
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return 0.3 + state / 4294967296
  }
  const lengthOf = (length: number | string | undefined): number => (typeof length === 'number' ? length : (sizes[length ?? ''] as number))
  const fill = (shape: Shape, axis = 0): Nested =>
    axis === shape.length ? random() : Array.from({ length: lengthOf(shape[axis]) }, () => fill(shape, axis + 1))
  let tried = 0
  for (const { title, analysis, wrt } of pairAnalyses()) {
    const code = `${analysis.value.code('javascript', { name: 'f' })}${analysis.derivatives[0]?.code('javascript', { name: 'df' })}`
    const by = analysis.variables.findIndex(({ name }) => name === wrt)
    // Inverses and determinants have no components to write out.
    if (by < 0 || /\b(?:inv|det|logdet|solve|kron\w*)\(/.test(code)) continue
    tried++
    const { f, df } = compileFunction(`${code}\nreturn { f, df }`)() as { f: (...args: Nested[]) => Nested; df: (...args: Nested[]) => Nested }
    const args = analysis.variables.map(({ shape }) => fill(shape))
    const given = flat(df(...args))
    const count = flat(args[by] as Nested).length
    const moved = (k: number, h: number): Nested[] => {
      let at = 0
      const move = (value: Nested): Nested => (Array.isArray(value) ? value.map(move) : at++ === k ? value + h : value)
      return args.map((arg, i) => (i === by ? move(arg) : arg))
    }
    const columns = Array.from({ length: count }, (_, k) => {
      const h = 1e-4
      const [a, b, c, d] = [h, -h, 2 * h, -2 * h].map((step) => flat(f(...moved(k, step)))) as [number[], number[], number[], number[]]
      return a.map((own, i) => (8 * (own - (b[i] as number)) - ((c[i] as number) - (d[i] as number))) / (12 * h))
    })
    const expected = (columns[0] as number[]).flatMap((_, i) => columns.map((column) => column[i] as number))
    assert.equal(given.length, expected.length, `${title}\n${code}`)
    given.forEach((value, i) => {
      const exact = expected[i] as number
      assert.ok(Math.abs(value - exact) <= 1e-6 * (1 + Math.abs(exact)), `${title}: ${value}, not ${exact}\n${code}`)
    })
  }
  assert.ok(tried > 40, `${tried} pairs`)
})

test('a derivative scaled by 1.001 is told from the right one', { skip: !hasNumpy && 'no NumPy here' }, () => {
  const job = (factor: string): Job => ({
    title: factor,
    code: `def f(x):\n    return np.sum(np.sin(x))\ndef df(x):\n    return ${factor} * np.cos(x)\n`,
    parameters: [{ name: 'x', shape: ['n'], positive: true, symmetric: false }],
    by: 0,
  })
  const [right, wrong] = runPython([job('1'), job('1.001')]) as [number, number]
  assert.ok(right < 1e-9 && wrong > 1e-4)
})

const SCALARS = [
  'x^2',
  'sin(x^2)',
  'exp(x^3)',
  '1/(1+exp(-x))',
  'x*exp(-x^2/2)*sin(3*x)',
  'ln(1+exp(x))',
  'sqrt(x^2+y^2)',
  '(x^2+1)/(x^3+x)',
  'tanh(x)*exp(sin(x))',
  'x^y',
  'y^x',
  'abs(x-2)',
  'x^(-2)',
  '-x^2',
  '2^(-x)',
  '(-x)^2',
  'x/y/2',
  'x/(y*2)',
  'x-(y-x)',
  'x-(-y)',
  '-(x+y)*x',
  'max(x, y^2)',
  'atan2(y, x)',
  'log10(x)',
  'log2(x*y)',
  'cbrt(x)',
  'sinh(x)-cosh(x*y)',
  'asin(x/3)',
  'acos(x/3)',
  'atan(x)',
  'expm1(x)',
  'log1p(x)',
  'sec(x/2)',
  'cot(x)',
  'csc(x)',
  'relu(x-1)',
  'softplus(x)',
  'sigmoid(x*y)*x',
  'erf(x)',
  'hypot(x, y)',
  'exp(-(x-y)^2/(2*y^2))/(y*sqrt(2*pi))',
  'x^3/6 - x/2 + 1/3',
  '0.5*x^2.5',
  'sin(x)^2*cos(x)^3',
  'e^(-x)*pi',
]

const scalarAnalysis = (text: string): Analysis => {
  const analysis = analyze({ language: 'plain', text }, { wrt: 'x' })
  if (!analysis.ok) assert.fail(`${text}: ${analysis.message}`)
  return analysis
}

for (const language of ['numpy', 'python'] as const) {
  test(`scalar derivatives as ${language} code agree with differences`, { skip: !hasNumpy && 'no NumPy here' }, () => {
    const texts = language === 'numpy' ? SCALARS.filter((text) => !text.startsWith('erf')) : SCALARS.filter((text) => text !== 'cbrt(x)')
    check(
      texts.map((text) => jobOf(text, scalarAnalysis(text), 'x', language, new Set())),
      1e-7,
    )
  })
}

/** The slope of f by central differences, to four orders. */
const slope = (f: (x: number) => number, x: number, h = 1e-4): number => (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)

test('scalar derivatives as JavaScript agree with differences', () => {
  for (const text of SCALARS.filter((text) => !text.startsWith('erf'))) {
    const { value, derivatives, variables } = scalarAnalysis(text)
    const names = variables.map(({ name }) => name)
    const build = (code: string, name: string): ((...args: number[]) => number) =>
      compileFunction(`${code}\nreturn ${name}`)() as (...args: number[]) => number
    const f = build(value.code('javascript', { name: 'f' }), 'f')
    const df = build(derivatives[0]?.code('javascript', { name: 'df' }) ?? '', 'df')
    const inline = compileFunction(`return ${derivatives[0]?.code('javascript')}`, names) as (...args: number[]) => number
    for (const x of [0.31, 0.77, 1.23]) {
      const at = (own: number): number[] => names.map((name) => (name === 'x' ? own : 0.7))
      const expected = slope((own) => f(...at(own)), x)
      for (const given of [df(...at(x)), inline(...at(x))])
        assert.ok(Math.abs(given - expected) <= 1e-8 * (1 + Math.abs(expected)), `${text} at ${x}: ${given}, not ${expected}`)
    }
  }
})

test('scalar derivatives as C agree with differences', { skip: !hasCompiler && 'no C compiler here' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    const parts = SCALARS.map((text, k) => {
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
    execFileSync('cc', ['-O1', '-Wall', '-Wno-parentheses', '-D_GNU_SOURCE', '-o', join(folder, 'a'), join(folder, 'a.c'), '-lm'], {
      encoding: 'utf8',
    })
    const output = execFileSync(join(folder, 'a'), { encoding: 'utf8' })
    assert.equal(
      output.replaceAll(/^(\d+)/gm, (k) => SCALARS[Number(k)] as string),
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
    if (!analysis.variables.some(({ name }) => name === wrt) || /\b(?:inv|det|logdet|solve|kron\w*|stack|place)\(/.test(code)) continue
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
  assert.ok(parts.length > 40, `${parts.length} pairs`)
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    const main = `static unsigned state_ = 1;\nstatic double next_(void) { state_ = state_ * 1664525u + 1013904223u; return 0.3 + state_ / 4294967296.0; }\nint main(void) {\n${parts.map(({ run }) => run).join('\n')}\nreturn 0; }\n`
    writeFileSync(join(folder, 'a.c'), `#include <math.h>\n#include <stddef.h>\n#include <stdio.h>\n${parts.map(({ code }) => code).join('')}${main}`)
    execFileSync(
      'cc',
      ['-O1', '-Wall', '-Wno-parentheses', '-Wno-unused-variable', '-D_GNU_SOURCE', '-o', join(folder, 'a'), join(folder, 'a.c'), '-lm'],
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
