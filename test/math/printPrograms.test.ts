/** Derivatives of programs as printed code, run where the language is here: they give what is evaluated. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Analysis, analyze, type CodeLanguage, type Value } from '../../src/math/index.ts'

/** What a, x, y, A and B are. */
const AT: Readonly<Record<string, Value>> = {
  a: 0.7,
  x: [1.1, 0.7, -1.3, 0.4],
  y: [0.3, -0.8, 1.4],
  A: [
    [0.1, 0.2, -0.3, 0.4],
    [0.5, -0.6, 0.7, 0.8],
    [0.9, 1.1, -1.2, 0.15],
  ],
  B: [
    [1.1, -0.2, 0.3, 0.45],
    [-0.5, 0.65, 0.75, -0.8],
    [0.95, -1.15, 0.25, 0.35],
  ],
}
const SHAPES = { a: [], x: [4], y: [3], A: [3, 4], B: [3, 4] }

const TEXTS = [
  // Parts among zeros: single entries, rows, columns, blocks, every other one.
  'A[0, 2]*x[1] + A[1, -1]**2',
  'np.sum(A[1]*x) + y @ A[:, 2]',
  'np.sum(A[1:, :2]*a) + np.sum(A[::2, 1]**2) + np.sum(x[1::2])',
  'np.sum(A[:2]**2 * B[1:]) + np.sum(A[:, 1:]**2)',
  // Choices and extremes of a matrix beside vectors.
  'np.sum(np.where(A > 0.2, x, y[:, None]))',
  'np.where(A > x, B*x, 0).sum(axis=0)',
  'np.sum(np.maximum(A, x)) + np.sum(np.minimum(B, y[:, None])**2)',
  'np.max(A*B, axis=0) @ x + np.min(A, axis=1) @ y',
  'np.prod(1 + A**2, axis=0) @ x',
  // Norms of rows and columns, and numbers joined to arrays.
  'np.sum(np.linalg.norm(A, axis=1)) + np.linalg.norm(A*x, axis=0)[1]',
  'np.concatenate([A @ x, [a, a**2]]) @ np.append(y, x[:2])',
  // Truth values as numbers, running sums along both axes, values in order.
  'np.sum((A > a)*B) + np.sum(x > 0)*a',
  'np.sum(np.cumsum(A, axis=0)*B) + np.cumsum(A**2, axis=1)[:, -1] @ y',
  'np.sort(A, axis=1)[:, 1] @ y + np.sort(x)[2]',
  'np.linalg.solve(A @ A.T + np.eye(3), y) @ (B @ x)',
  // Arrays of three axes on the way, and a determinant below zero.
  'np.sum(A.reshape(3, 2, 2)[:, 0, :] * y[:, None])',
  "np.kron(y, y) @ np.arange(9) + np.convolve(x, y, mode='valid') @ x[:2]",
  'np.linalg.slogdet(A[:, :3])[1] * a',
]

interface Job {
  readonly title: string
  readonly analysis: Analysis
  readonly formula: Analysis['value']
}

const jobs: readonly Job[] = TEXTS.flatMap((text) => {
  const wrt = Object.keys(SHAPES).filter((name) => new RegExp(`\\b${name}\\b`).test(text))
  const analysis = analyze(
    { language: 'python', text: `import numpy as np\ndef f(${wrt.join(', ')}):\n    return ${text}` },
    { of: 'f', wrt, shapes: Object.fromEntries(wrt.map((name) => [name, SHAPES[name as keyof typeof SHAPES]])) },
  )
  if (!analysis.ok) assert.fail(`${text}: ${analysis.message}`)
  return [
    { title: text, analysis, formula: analysis.value },
    ...analysis.derivatives
      .filter(({ shape }) => shape.length < 3)
      .map((derivative) => ({ title: `${text} by ${derivative.wrt}`, analysis, formula: derivative })),
  ]
})

const flat = (value: Value): number[] => (typeof value === 'number' ? [value] : value.flatMap(flat))
const namesOf = ({ analysis }: Job): string[] => analysis.variables.map(({ name }) => name)
const codeOf = ({ formula }: Job, language: CodeLanguage, k: number): string => formula.code(language, { name: `g${k}` })

/** Compares the numbers that a script prints, a line for each job. */
function compare(command: string, language: CodeLanguage, file: string, script: string, args: readonly string[] = []): void {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    writeFileSync(join(folder, file), script)
    const { stdout, stderr } = spawnSync(command, [...args, join(folder, file)], { encoding: 'utf8' })
    const lines = stdout.trim().split('\n')
    assert.equal(lines.length, jobs.length, stderr.slice(0, 2000))
    jobs.forEach((job, k) => {
      const given = (lines[k] as string).trim().split(/\s+/).map(Number)
      const expected = flat(job.formula.evaluate(AT))
      const largest = Math.max(1e-3, ...expected.map(Math.abs))
      const isSame = given.length === expected.length && given.every((own, i) => Math.abs(own - (expected[i] as number)) <= 1e-9 * largest)
      assert.ok(isSame, `${job.title}: ${lines[k]}, not ${expected.join(' ')}\n${codeOf(job, language, k)}`)
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0
const python = ['python3', '/usr/bin/python3'].find((command) => runs(command, '-c', 'import numpy'))
const symbolic = ['python3', '/usr/bin/python3'].find((command) => runs(command, '-c', 'import sympy'))

test('in NumPy', { skip: python === undefined && 'no NumPy here' }, () => {
  const given = Object.entries(AT).map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `np.array(${JSON.stringify(value)})`}`)
  const calls = jobs.map((job, k) => `${codeOf(job, 'numpy', k)}\nprint(*np.ravel(g${k}(${namesOf(job).join(', ')})))`)
  compare(python as string, 'numpy', 'run.py', ['import numpy as np', ...given, ...calls].join('\n'))
})

test('in SymPy', { skip: symbolic === undefined && 'no SymPy here' }, () => {
  const given = Object.entries(AT).map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `sp.Matrix(${JSON.stringify(value)})`}`)
  const print =
    'def show(v):\n    print(*[float(sp.N(z)) for z in (v if isinstance(v, sp.MatrixBase) else sp.flatten(v) if isinstance(v, sp.Array) else [v])])'
  const sorted = (job: Job, k: number): boolean => codeOf(job, 'sympy', k).startsWith('#')
  const calls = jobs.map((job, k) =>
    // What SymPy cannot say is printed as it should be.
    sorted(job, k) ? `print(${flat(job.formula.evaluate(AT)).join(', ')})` : `${codeOf(job, 'sympy', k)}\nshow(g${k}(${namesOf(job).join(', ')}))`,
  )
  compare(symbolic as string, 'sympy', 'run.py', ['import sympy as sp', print, ...given, ...calls].join('\n'), ['-W', 'ignore'])
})

test('in JavaScript', () => {
  const given = Object.entries(AT).map(([name, value]) => `const ${name} = ${JSON.stringify(value)}`)
  const calls = jobs.map((job, k) => {
    const code = codeOf(job, 'javascript', k)
    if (code.startsWith('// JavaScript has no')) return `console.log(${JSON.stringify(flat(job.formula.evaluate(AT)).join(' '))})`
    return `{\n${code}\nconsole.log([g${k}(${namesOf(job).join(', ')})].flat(Infinity).join(' '))\n}`
  })
  compare(process.execPath, 'javascript', 'run.mjs', [...given, ...calls].join('\n'))
})

test('in MATLAB', { skip: !runs('octave-cli', '--version') && 'no Octave here' }, () => {
  const written = (value: Value): string =>
    typeof value === 'number' ? String(value) : `[${value.map((row) => (typeof row === 'number' ? row : (row as number[]).join(' '))).join('; ')}]`
  const given = Object.entries(AT).map(([name, value]) => `${name} = ${written(value)};`)
  // What one function defines beside it is the same for all.
  const calls = jobs.map((job, k) => {
    const code = codeOf(job, 'matlab', k)
    if (code.startsWith('% MATLAB has no')) return `printf('${flat(job.formula.evaluate(AT)).join(' ')}\\n');`
    return `${code}\nprintf('%.17g ', double(g${k}(${namesOf(job).join(', ')})).'); printf('\\n');`
  })
  compare('octave-cli', 'matlab', 'run.m', ['1;', ...given, ...calls].join('\n'), ['--no-gui', '--norc'])
})
