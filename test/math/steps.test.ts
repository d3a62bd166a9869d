/**
 * Replaying a derivation: every step is read back from its LaTeX, and what stands after it is the derivative, by differences, of
 * what stands before it; the last one is the result.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AnalyzeOptions, Step } from '../../src/math/api.ts'
import { reverse } from '../../src/math/differentiate/reverse.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, make, number, symbol } from '../../src/math/expr.ts'
import { analyze, read } from '../../src/math/index.ts'
import { add, div, mul, pow, sub } from '../../src/math/ops/arithmetic.ts'
import { operationNamed, table } from '../../src/math/ops/table.ts'
import { printLatex } from '../../src/math/print/latex/latex.ts'
import { simplify } from '../../src/math/simplify/simplify.ts'
import { derivation } from '../../src/math/steps/steps.ts'
import { goldenPoints } from './golden.ts'

const everyStep = (step: Step): Step[] => [step, ...step.steps.flatMap(everyStep)]

/** d/dx[...], and the variable. */
function parted(before: string): { by: string; value: string } {
  const match = /^\\frac\{(?:\\mathrm\{d\}|\\partial)\}\{(?:\\mathrm\{d\}|\\partial )([^}]*(?:\{[^}]*\})?)\}\\left\[(.*)\\right\]$/s.exec(before)
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
function replay({ before, filled, after }: Step, points: readonly number[]): number | undefined {
  const { by, value } = parted(before)
  let f: Expr | undefined
  let slopes: Expr[] = []
  try {
    f = read(value, 'latex')
    slopes = [after, filled ?? after].map((text) => read(text.replace(/, \\quad .*$/s, ''), 'latex'))
    for (const expr of [f, ...slopes]) evaluate(expr, { ...at(0.5), [by]: 0.5 })
  } catch {
    return undefined
  }
  let agreed = 0
  for (const x of points) {
    const along = (t: number): number => evaluate(f as Expr, { ...at(x), [by]: t }) as number
    const { value: expected, spread } = slope(along, x)
    if (!(spread < 1e-7 * Math.max(1, Math.abs(expected)))) continue
    const own = slopes.map((slopeOf) => evaluate(slopeOf, { ...at(x), [by]: x }) as number)
    if (!own.every(Number.isFinite)) continue
    for (const each of own)
      assert.ok(
        Math.abs(each - expected) <= 1e-5 * Math.max(1, Math.abs(expected)),
        `${before} is ${filled} = ${after}: ${own.join(' = ')}, by differences ${expected} at ${x}`,
      )
    agreed++
  }
  return agreed
}

const context = { ranges: new Map(), labels: new Map(), names: new Map(), partial: false }
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
  assert.ok(totals.read >= 150 && totals.agreed >= totals.read - 5, JSON.stringify(totals))
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

const stepsOf = (text: string, options: AnalyzeOptions = {}): Step => {
  const analysis = analyze({ language: 'latex', text }, options)
  assert.ok(analysis.ok, text)
  return analysis.derivatives[0]?.steps as Step
}
const titles = (step: Step): string[] => everyStep(step).map(({ title }) => title)

test('rules are filled in before they are simplified', () => {
  for (const [text, filled] of [
    ['\\frac{x^2+1}{x^3-x}', '\\frac{2x(x^{3} - x) - (x^{2} + 1)(3x^{2} - 1)}{(x^{3} - x)^{2}}'],
    ['\\frac{1}{x^2+1}', '-\\frac{2x}{(x^{2} + 1)^{2}}'],
    ['\\sin(x)\\cos(x)', '\\cos x\\cos x + \\sin(x)(-\\sin x)'],
    ['\\cos^3(2x)', '3\\cos^{2}(2x)(-2\\sin(2x))'],
    ['\\sin(x^2)', '\\cos(x^{2}) \\cdot 2x'],
    ['x^x', 'e^{x\\ln x}(\\ln x + 1)'],
    ['\\int_x^{x^2}\\cos(xt)\\,dt', '\\cos(x^{3}) \\cdot 2x - \\cos(x^{2}) + \\int_{x}^{x^{2}} (-t\\sin(xt))\\,dt'],
  ] as const) {
    const { filled: own, after } = stepsOf(text)
    assert.equal(own ?? after, filled)
  }
})

/** The titles of all steps of a derivation by x, without what is told twice. */
const told = (text: string, options: AnalyzeOptions = {}): string[] => [...new Set(titles(stepsOf(text, options)))]

test('titles name the outer function and say what u is', () => {
  for (const [text, ...expected] of [
    ['\\ln(x^3)', 'Chain rule: outer function ln(u), inner function u = x³', 'The outer function, by the inner one', 'Power rule'],
    ['f(x^2)', 'Chain rule: outer function f(u), inner function u = x²', 'The outer function, by the inner one', 'Power rule'],
    ['\\cos^4(x)', 'Power and chain rule: outer function u⁴, inner function u = cos(x)', 'Derivative of the cosine'],
    ['z = y^4, y = \\cos x', 'Power and chain rule: outer function u⁴, inner function u = y = cos(x)', 'Derivative of the cosine'],
    ['x^x', 'Base and exponent vary: x^x = e^(x ln(x))', 'Product rule', 'Derivative of the natural logarithm'],
    ['x \\bmod 2', 'Derivative of the remainder with the sign of the divisor'],
    ['\\lfloor x\\rfloor x', 'Product rule', 'The derivative of floor(x) is zero, where there is one'],
    ['g(x^2, x^3)', 'Chain rule: outer function g(u, v), inner functions u = x², v = x³', 'Power rule'],
  ] as const)
    assert.deepEqual(told(text), expected, text)
})

test('what is trivial has no step, and every term of a sum has one', () => {
  const { steps } = stepsOf('3x^4-5x^2+2x-7')
  assert.deepEqual(
    steps.map(({ before, filled, after }) => [parted(before).value, filled, after]),
    [
      ['3x^{4}', '3 \\cdot 4x^{3}', '12x^{3}'],
      ['-5x^{2}', '-5 \\cdot 2x', '-10x'],
      ['2x', undefined, '2'],
      ['-7', undefined, '0'],
    ],
  )
  assert.deepEqual(told('\\sin(3x+2)').at(-1), 'Linear: the slope is what stands at the variable')
  assert.deepEqual(told('-\\frac{3x^2}{4}'), ['Constant factors stay', 'Power rule'])
})

test('several powers that are multiplied and divided are told by their logarithm', () => {
  for (const text of [
    '\\frac{x^{3/4}\\sqrt{x^2+1}}{(3x+2)^5}',
    '\\sqrt{x}\\,e^{x^2}(x^2+1)^{10}',
    '-2\\frac{(x+1)^4(x+3)^3}{(x+5)^2}',
    'x^a(1+x)^{-a}(1+2x)^{-3}',
  ]) {
    const all = everyStep(stepsOf(text, { wrt: 'x' }))
    assert.ok(
      all.slice(0, 2).some(({ rule }) => rule === 'logarithmic'),
      text,
    )
    for (const step of all) assert.ok((replay(step, POINTS) ?? 0) > 0, `${text}: ${step.before}`)
  }
  assert.equal(
    stepsOf('\\frac{x^{3/4}\\sqrt{x^2+1}}{(3x+2)^5}').filled?.includes('\\left(\\frac{3}{4x} + \\frac{x}{x^{2} + 1} - \\frac{15}{3x + 2}\\right)'),
    true,
  )
  for (const text of ['x^2(x+1)(x-1)', '\\frac{x^2+1}{x^3}', 'x^3e^{-x}']) assert.notEqual(stepsOf(text).rule, 'logarithmic')
})

test('of a function of several variables the steps are partial derivatives', () => {
  for (const { before } of everyStep(stepsOf('f(x,y)=x^2y+\\sin(xy)'))) assert.match(before, /\\partial|\\mathrm\{d\}u/)
  for (const { before } of everyStep(stepsOf('f(x)=x^2+\\sin x'))) assert.doesNotMatch(before, /\\partial/)
  for (const { before } of everyStep(stepsOf('r(t)=(\\cos t,\\sin t,t)'))) assert.doesNotMatch(before, /\\partial/)
})

test('what the text gives names to is told over these names', () => {
  for (const [text, by, over, filled] of [
    ['z = x^2y, x = \\cos t, y = \\sin t', 't', 'x^{2}y', '2xy(-\\sin t) + x^{2}\\cos t'],
    ['z = x e^{-x}t, x = t^2', 't', 'xe^{-x}t', 't(1 - x)e^{-x} \\cdot 2t + xe^{-x}'],
  ] as const) {
    const step = stepsOf(text, { wrt: by })
    assert.equal(step.rule, 'chain')
    assert.equal(parted(step.before).value, over)
    assert.equal(step.filled, filled)
    const [, names = ''] = /^Chain rule over (.*)$/.exec(step.title) ?? []
    for (const t of POINTS) {
      const at: Record<string, number> = { t }
      for (const each of names.split(' and ')) {
        const [name, value] = each.split(' = ') as [string, string]
        at[name] = evaluate(read(value, 'plain'), { t }) as number
      }
      const [own, result] = [filled, step.after].map((latex) => evaluate(read(latex, 'latex'), at) as number) as [number, number]
      assert.ok(Math.abs(own - result) < 1e-12 * (1 + Math.abs(result)), `${text}: ${own}, not ${result}`)
    }
    // The derivatives by the names, and how they move.
    const bys = step.steps.map(({ before }) => parted(before).by)
    assert.equal(bys.at(-1), by)
    assert.ok(bys.includes('x'))
    for (const each of step.steps.flatMap(everyStep)) if (!each.before.includes('y')) assert.ok(replay(each, POINTS) !== 0, each.before)
  }
  // A name that stands for several things is none.
  assert.ok(!stepsOf('y = u^3, u = 2x+1').title.includes('u = u'))
})

test('a power of which base and exponent vary is told by its logarithm', () => {
  assert.deepEqual(
    stepsOf('x^x').steps.map(({ before, after }) => [parted(before).value, after]),
    [['x\\ln x', '\\ln x + 1']],
  )
})

test("Leibniz's rule tells the bounds and the integrand that vary", () => {
  assert.deepEqual(
    stepsOf('\\int_x^{x^2}\\cos(xt)\\,dt').steps.map(({ before }) => parted(before).value),
    ['\\cos(xt)', 'x', 'x^{2}'],
  )
})

test('derivatives of higher order are told one after another', () => {
  const { before, after, steps } = stepsOf('\\sin(x)\\,e^x', { order: 3 })
  assert.match(before, /mathrm\{d\}\^\{3\}/)
  assert.equal(steps.length, 3)
  steps.forEach((step, k) => {
    assert.ok((replay(step, POINTS) ?? 0) > 0)
    assert.equal(k < 2 ? parted((steps[k + 1] as Step).before).value : after, step.after)
  })
})

test('sums over an index are told by the sum rule, and factors that do not vary stay', () => {
  assert.ok(titles(stepsOf('\\sum_i x_i^2')).includes('Sum rule: term by term under the sum'))
  assert.ok(titles(stepsOf('\\log\\sum_i e^{z_i}')).includes('Sum rule: term by term under the sum'))
  assert.ok(titles(stepsOf('-\\sum_i y_i\\log p_i', { wrt: 'p' })).includes('Constant factors stay'))
})

test('the square of a norm is not told by the norm, which has no derivative where it is zero', () => {
  for (const text of ['\\|Xw-y\\|^2', '\\frac{1}{2n}\\|Xw-y\\|_2^2']) {
    const all = everyStep(stepsOf(text, { wrt: 'w' }))
    assert.ok(!all.some(({ rule }) => rule === 'norm'), text)
    assert.ok(
      all.some(({ after }) => after === '2(X w - y)^{\\top}\\,\\mathrm{d}\\left(X w - y\\right)'),
      all.map(({ after }) => after).join('\n'),
    )
  }
})
