/**
 * Printed code runs where its language is here: NumPy and the math module in Python against central differences of the
 * printed function, JavaScript in this process. No expected value is ours.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileFunction } from 'node:vm'
import type { Analysis, Shape } from '../../src/math/index.ts'
import { pairAnalyses, REFUSED, SCALARS, SPECIAL, scalarAnalysis } from './printed.ts'

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0

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
    if (by < 0 || code.includes(REFUSED)) continue
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
  assert.ok(tried > 75, `${tried} pairs`)
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
  for (const text of [...SCALARS, ...SPECIAL]) {
    const { value, derivatives, variables } = scalarAnalysis(text)
    const names = variables.map(({ name }) => name)
    const build = (code: string, name: string): ((...args: number[]) => number) =>
      compileFunction(`${code}\nreturn ${name}`)() as (...args: number[]) => number
    const f = build(value.code('javascript', { name: 'f' }), 'f')
    const df = build(derivatives[0]?.code('javascript', { name: 'df' }) ?? '', 'df')
    // What an expression needs stands before it.
    const expression = derivatives[0]?.code('javascript') ?? ''
    const start = expression.lastIndexOf('\n\n') + 1
    const inline = compileFunction(`${expression.slice(0, start)}return ${expression.slice(start).trim()}`, names) as (...args: number[]) => number
    for (const x of [0.31, 0.77, 1.23]) {
      const at = (own: number): number[] => names.map((name) => (name === 'x' ? own : 0.7))
      const expected = slope((own) => f(...at(own)), x)
      for (const given of [df(...at(x)), inline(...at(x))])
        assert.ok(Math.abs(given - expected) <= 1e-8 * (1 + Math.abs(expected)), `${text} at ${x}: ${given}, not ${expected}`)
    }
  }
})

test("Python's functions raise no error where the whole has a value", { skip: !hasNumpy && 'no NumPy here' }, () => {
  const texts = [
    'atan(sinh(x))',
    'exp(-exp(x))',
    'sqrt(1+exp(x))',
    'x/(exp(x)-1)',
    'exp(x)/(1+exp(x))^2',
    'erf(exp(x))',
    'exp(x)/(1+exp(x)+exp(2*x))',
  ]
  const parts = texts.map((text, k) => {
    const { value, derivatives } = scalarAnalysis(text)
    return `${value.code('python', { name: `f${k}` })}\n${derivatives[0]?.code('python', { name: `d${k}` })}`
  })
  const calls = texts.map((_, k) => `[g(x) for g in (f${k}, d${k}) for x in (800.0, -800.0)]`).join(', ')
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    writeFileSync(join(folder, 'run.py'), `import math\n${parts.join('\n')}\nprint(repr([${calls}]).replace("-0.0", "0.0"))`)
    const output = execFileSync('python3', [join(folder, 'run.py')], { encoding: 'utf8' })
    const results = JSON.parse(output) as number[][]
    // atan(±∞), e^-∞ and 1, √e^800 and 1; the derivatives are too small for a double, but that of the root, which is half of it.
    const [root, most] = [Math.exp(400), Math.PI / 2]
    const expected = [
      [most, -most, 0, 0],
      [0, 1, 0, 0],
      [root, 1, root / 2, 0],
      [0, 800, 0, -1],
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ]
    results.flat().forEach((given, k) => {
      const exact = expected.flat()[k] as number
      assert.ok(Math.abs(given - exact) <= 1e-13 * Math.abs(exact) + 1e-150, `${texts[k >> 2]}: ${given}, not ${exact}`)
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
