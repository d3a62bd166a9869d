/** Printed MATLAB code runs, where Octave is: derivatives against central differences of the printed function, and choices at special points. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Analysis, analyze, type Language, type Shape } from '../../src/math/index.ts'
import { pairAnalyses } from './printed.ts'

const hasOctave = spawnSync('octave-cli', ['--version']).status === 0
const skip = !hasOctave && 'no Octave here'

/** What a script prints. */
function octave(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-'))
  try {
    writeFileSync(join(folder, 'run.m'), script)
    return execFileSync('octave-cli', ['--no-gui', '--norc', join(folder, 'run.m')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Job {
  readonly title: string
  readonly analysis: Analysis
  readonly wrt: string
  readonly symmetric?: ReadonlySet<string>
}

const SIZES: Readonly<Record<string, number>> = { m: 4, n: 3, k: 2, p: 2, q: 3, l: 2 }

/** A vector is a column. */
function drawn(shape: Shape, symmetric: boolean): string {
  const lengths = shape.map((length) => (typeof length === 'number' ? length : (SIZES[length] as number)))
  if (lengths.length === 0) return '0.3 + rand()'
  const size = (lengths.length === 1 ? [...lengths, 1] : lengths).join(', ')
  const square = lengths.length === 2 && lengths[0] === lengths[1] ? ` + 2 * eye(${size})` : ''
  return symmetric ? `symmetric(0.3 + rand(${size})${square})` : `0.3 + rand(${size})${square}`
}

/** The worst relative difference of each job's derivative from central differences of its function; what went wrong, where something did. */
function differences(jobs: readonly Job[]): string[] {
  const parts = jobs.map(({ analysis, wrt, symmetric }, k) => {
    const code = analysis.value.code('matlab', { name: `f${k}` }) + (analysis.derivatives[0]?.code('matlab', { name: `d${k}` }) ?? '')
    const args = analysis.variables.map(({ name, shape }) => drawn(shape, symmetric?.has(name) === true))
    const by = analysis.variables.findIndex(({ name }) => name === wrt)
    return { code, run: `report(@f${k}, @d${k}, {${args.join(', ')}}, ${by + 1});` }
  })
  const output = octave(`1;
rand('seed', 7);
function y = symmetric(x)
    y = (x + x') / 2;
end
function report(f, df, args, by)
    try
        given = df(args{:});
        h = 1e-4;
        x = args{by};
        J = zeros(numel(f(args{:})), numel(x));
        for k = 1:numel(x)
            at = cell(1, 4);
            steps = [h, -h, 2 * h, -2 * h];
            for s = 1:4
                moved = args;
                moved{by}(k) = x(k) + steps(s);
                at{s} = f(moved{:});
            end
            slope = (8 * (at{1} - at{2}) - (at{3} - at{4})) / (12 * h);
            J(:, k) = slope(:);
        end
        if numel(given) ~= numel(J)
            printf('%d numbers, not %d\\n', numel(given), numel(J));
        else
            printf('%.3g\\n', max(abs(given(:) - J(:)) ./ (1 + abs(J(:)))));
        end
    catch problem
        printf('%s\\n', strrep(problem.message, "\\n", ' '));
    end
end
${parts.map(({ code }) => code).join('')}
${parts.map(({ run }) => run).join('\n')}
`)
  return output.trimEnd().split('\n')
}

function check(jobs: readonly Job[], tolerance = 1e-6): void {
  const results = differences(jobs)
  assert.equal(results.length, jobs.length)
  const failures = results.flatMap((result, k) => {
    const { title, analysis } = jobs[k] as Job
    return Number(result) < tolerance ? [] : [`${title}: ${result}\n${analysis.derivatives[0]?.code('matlab', { name: 'df' })}`]
  })
  assert.deepEqual(failures, [])
}

test('derivative code of the published pairs as MATLAB agrees with differences', { skip }, () => {
  // By a symmetric matrix the derivative is the symmetric one, which single components do not show.
  const jobs = pairAnalyses().filter(({ analysis, wrt, symmetric }) => analysis.variables.some(({ name }) => name === wrt) && !symmetric.has(wrt))
  assert.ok(jobs.length > 60, `${jobs.length} pairs`)
  check(jobs)
})

function jobOf(text: string, wrt: string, shapes: Record<string, Shape> = {}, language: Language = 'matlab'): Job {
  const analysis = analyze({ language, text }, { wrt, shapes })
  if (!analysis.ok) assert.fail(`${text}: ${analysis.message}`)
  return { title: `${text} by ${wrt}`, analysis, wrt }
}

test('derivatives of every rank as MATLAB agree with differences', { skip }, () => {
  const [A, X, x]: Shape[] = [['n', 'n'], ['m', 'n'], ['n']]
  check([
    jobOf('inv(X)', 'X', { X: A as Shape }),
    jobOf('X * X', 'X', { X: A as Shape }),
    jobOf("X' * A * X", 'X', { X: X as Shape, A: ['m', 'm'] }),
    jobOf("trace(X' * X) * x", 'X', { X: X as Shape, x: x as Shape }),
    jobOf('det(X) * X', 'X', { X: A as Shape }),
    jobOf('det(inv(X)) * X', 'X', { X: A as Shape }),
    jobOf('sum(exp(X), 1)', 'X', { X: X as Shape }),
    jobOf('sum(exp(X), 2)', 'X', { X: X as Shape }),
    jobOf('sum(sum(exp(X)))', 'X', { X: X as Shape }),
    jobOf('kron(A, B)', 'A', { A: ['m', 'n'], B: ['p', 'q'] }),
    jobOf('kron(A, B)', 'B', { A: ['m', 'n'], B: ['p', 'q'] }),
    jobOf('trace(kron(A, B))', 'B', { A: ['n', 'n'], B: ['p', 'p'] }),
    jobOf('cross(a, b)', 'a', { a: [3], b: [3] }),
    jobOf('cross(a, b)', 'b', { a: [3], b: [3] }),
    jobOf('norm(cross(a, b))', 'b', { a: [3], b: [3] }),
    jobOf('diag(x) * X', 'x', { X: ['n', 'm'], x: x as Shape }),
    jobOf('max(x, 0.7) .* x', 'x', { x: x as Shape }),
    jobOf("x * x' * x", 'x', { x: x as Shape }),
  ])
})

test('a choice takes the branch that holds, whatever the other one is', { skip }, () => {
  const analysis = analyze({ language: 'latex', text: 'f(x) = \\begin{cases} 1/x & x \\ne 0 \\\\ 2 & x = 0 \\end{cases}' })
  assert.ok(analysis.ok)
  const output = octave(`1;\n${analysis.value.code('matlab', { name: 'f' })}\nprintf('%g ', f(0), f(4), f(-inf), merge([1, 0; 0, 1], [1; inf], 5));`)
  assert.equal(output.trim(), '2 0.25 0 1 5 5 Inf')
})
