/**
 * Replaying a derivation: every step is read back from its LaTeX, and what stands after it is the derivative, by differences, of
 * what stands before it; the last one is the result.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Step } from '../../src/math/api.ts'
import { reverse } from '../../src/math/differentiate/reverse.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, make, number, symbol } from '../../src/math/expr.ts'
import { analyze, read } from '../../src/math/index.ts'
import { add, div, mul, pow, sub } from '../../src/math/ops/arithmetic.ts'
import { operationNamed, table } from '../../src/math/ops/table.ts'
import { printLatex } from '../../src/math/print/latex/latex.ts'
import { simplify } from '../../src/math/simplify/simplify.ts'
import { derivation } from '../../src/math/steps.ts'
import { goldenPoints } from './golden.ts'

const everyStep = (step: Step): Step[] => [step, ...step.steps.flatMap(everyStep)]

/** d/dx[...], and the variable. */
function parted(before: string): { by: string; value: string } {
  const match = /^\\frac\{\\mathrm\{d\}\}\{\\mathrm\{d\}([^}]*(?:\{[^}]*\})?)\}\\left\[(.*)\\right\]$/s.exec(before)
  assert.ok(match !== null, before)
  return { by: match[1] as string, value: match[2] as string }
}

/** The slope by extrapolated central differences, and how far the last two extrapolations are apart. */
function slope(f: (x: number) => number, x: number): { value: number; spread: number } {
  let rows: number[] = []
  let [value, spread] = [Number.NaN, Number.POSITIVE_INFINITY]
  for (let k = 0, h = 1e-2 * Math.min(1, Math.max(0.05, Math.abs(x))); k < 6; k++, h /= 2) {
    const next = [(f(x + h) - f(x - h)) / (2 * h)]
    for (const [j, row] of rows.entries()) next.push((4 ** (j + 1) * (next[j] as number) - row) / (4 ** (j + 1) - 1))
    const last = next[next.length - 1] as number
    spread = Math.abs(last - value)
    value = last
    rows = next
  }
  return { value, spread }
}

const POINTS = [0.37, 0.83, 1.61, -0.45]
const at = (x: number): Record<string, number> => ({ x, u: x, y: 0.71, a: 1.3 })

/** Replays one step; how many points it agreed at. Undefined where LaTeX of it is not read. */
function replay({ before, after }: Step, points: readonly number[]): number | undefined {
  const { by, value } = parted(before)
  let [f, slopeOf]: [Expr | undefined, Expr | undefined] = [undefined, undefined]
  try {
    f = read(value, 'latex')
    slopeOf = read(after.replace(/, \\quad .*$/s, ''), 'latex')
    for (const expr of [f, slopeOf]) evaluate(expr, { ...at(0.5), [by]: 0.5 })
  } catch {
    return undefined
  }
  let agreed = 0
  for (const x of points) {
    const along = (t: number): number => evaluate(f as Expr, { ...at(x), [by]: t }) as number
    const { value: expected, spread } = slope(along, x)
    if (!(spread < 1e-7 * Math.max(1, Math.abs(expected)))) continue
    const own = evaluate(slopeOf as Expr, { ...at(x), [by]: x }) as number
    if (!Number.isFinite(own)) continue
    assert.ok(Math.abs(own - expected) <= 1e-5 * Math.max(1, Math.abs(expected)), `${before} is ${after}: ${own}, by differences ${expected} at ${x}`)
    agreed++
  }
  return agreed
}

const context = { ranges: new Map(), labels: new Map(), names: new Map() }
const x = (): Expr => symbol('x')

/** Replays the derivation of a value by x; how many of its steps were read, and agreed somewhere. */
function replayAll(value: Expr, points: readonly number[] = POINTS): { steps: number; read: number; agreed: number } {
  const derivative = simplify(reverse(value, [x()])[0] as Expr)
  const root = derivation(value, x(), derivative, context)
  assert.equal(root.after, printLatex(derivative))
  const results = everyStep(root).map((step) => replay(step, points))
  return {
    steps: results.length,
    read: results.filter((result) => result !== undefined).length,
    agreed: results.filter((result) => (result ?? 0) > 0).length,
  }
}

/** Written as another one in LaTeX, with a subscript that is not read. */
const ALIKE = new Set(['gelu_tanh'])
/** Zero by definition, which differences cannot tell. */
const DEFINED = new Set(['detached'])

test('derivations over the whole table are replayed', () => {
  const totals = { steps: 0, read: 0, agreed: 0 }
  const all = goldenPoints()
  for (const op of table) {
    const golden = all.filter(({ row }) => row === op.name)
    if (!op.elementwise || op.args.length === 0 || golden.length === 0 || ALIKE.has(op.name) || DEFINED.has(op.name)) continue
    const args = golden[0]?.args ?? []
    for (let k = 0; k < args.length; k++) {
      // The others as the golden point has them.
      const value = make(
        op,
        args.map((arg, j) => (j === k ? x() : number(arg))),
      )
      let counts: ReturnType<typeof replayAll>
      try {
        counts = replayAll(
          value,
          golden
            .filter((point) => point.args.every((arg, j) => j === k || arg === args[j]))
            .map((point) => point.args[k] as number)
            .filter((point) => Math.abs(point) <= 20),
        )
      } catch (error) {
        // By the order of a Bessel function there is no derivative.
        if (error instanceof assert.AssertionError || !(error as Error).message.includes('derivative')) throw error
        continue
      }
      totals.steps += counts.steps
      totals.read += counts.read
      totals.agreed += counts.agreed
    }
  }
  // Letters such as \\psi and \\Phi are names where nothing says which function they are.
  assert.ok(totals.read >= 200 && totals.agreed >= totals.read - 5, JSON.stringify(totals))
})

const FUNCTIONS = ['exp', 'ln', 'sqrt', 'sin', 'cos', 'tan', 'atan', 'asin', 'sinh', 'cosh', 'tanh', 'sigmoid', 'softplus', 'abs', 'cbrt', 'asinh']
const rows = FUNCTIONS.map((name) => operationNamed(name) as NonNullable<ReturnType<typeof operationNamed>>)

type Maker = () => Expr
const expressions = fc.letrec<{ any: Maker }>((tie) => {
  const pair = (build: (a: Expr, b: Expr) => Expr) =>
    fc.tuple(tie('any'), tie('any')).map(
      ([a, b]) =>
        (): Expr =>
          build(a(), b()),
    )
  return {
    any: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      fc.constantFrom<Maker>(
        x,
        x,
        x,
        () => symbol('y'),
        () => number(2),
        () => number(3),
      ),
      fc.tuple(fc.constantFrom(...rows), tie('any')).map(
        ([row, inner]) =>
          () =>
            make(row, [inner()]),
      ),
      pair((a, b) => add(a, b)),
      pair((a, b) => sub(a, b)),
      pair((a, b) => mul(a, b)),
      pair((a, b) => div(a, b)),
      fc.tuple(tie('any'), fc.constantFrom(2, 3, -1, -2)).map(
        ([base, exponent]) =>
          () =>
            pow(base(), exponent),
      ),
    ),
  }
}).any

test('derivations of random expressions are replayed', () => {
  const totals = { steps: 0, read: 0, agreed: 0 }
  fc.assert(
    fc.property(expressions, (maker) => {
      let value: Expr
      try {
        value = maker()
      } catch (error) {
        // Numbers that fold to a division by zero are no expression.
        if (error instanceof RangeError) return
        throw error
      }
      // Nor is what is divided by zero.
      if (printLatex(value).includes('{0}')) return
      const counts = replayAll(value)
      totals.steps += counts.steps
      totals.read += counts.read
      totals.agreed += counts.agreed
    }),
    { numRuns: 200, seed: 7 },
  )
  assert.equal(totals.read, totals.steps)
  assert.ok(totals.agreed > totals.steps / 2, JSON.stringify(totals))
})

test('the last thing told is the result, as it is shown', () => {
  for (const text of ['sin(x^2)*exp(-x)', 'exp(-(x-m)^2/(2*s^2))/(s*sqrt(2*pi))', 'sigmoid(w*x+b)', 'f(x) = x^3/(1+x)']) {
    const analysis = analyze({ language: 'plain', text }, { wrt: 'x' })
    assert.ok(analysis.ok)
    for (const derivative of analysis.derivatives) assert.equal(derivative.steps.after, derivative.latex)
  }
})

test('what has no derivative by itself, and is multiplied by zero, is told as that', () => {
  const analysis = analyze({ language: 'javascript', text: 'function f(x, n) { let s = 0; for (let k = 0; k < n; k++) s /= x ** k; return s }' })
  assert.ok(analysis.ok)
  const byCount = analysis.derivatives.find(({ wrt }) => wrt === 'n')
  assert.ok(byCount !== undefined && everyStep(byCount.steps).some(({ title }) => title === 'A factor of zero'))
})

test('an integral of a vector is refused by its name, and not by what went wrong inside', () => {
  const refused = analyze({ language: 'latex', text: '\\int_0^1 (x^2, x a) dx' })
  assert.ok(!refused.ok && /derivative by a could not be verified/.test(refused.message))
})
