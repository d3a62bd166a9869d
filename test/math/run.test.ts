/** Programs over columns: the compiled pass against 50 digits and against the interpreter, at ordinary points and at the edges of double precision. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withTerms } from '../../src/math/evaluate/binder.ts'
import { type Program, toProgram } from '../../src/math/evaluate/program.ts'
import { prepare } from '../../src/math/evaluate/run.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, make, number, symbol } from '../../src/math/expr.ts'
import { gelu } from '../../src/math/ops/activation.ts'
import { add, div, exp, mul, neg, pow, sqrt } from '../../src/math/ops/arithmetic.ts'
import { callFunction, integral, productSeries, series } from '../../src/math/ops/binder.ts'
import { where } from '../../src/math/ops/condition.ts'
import { einsum } from '../../src/math/ops/einsum.ts'
import { axesPayload } from '../../src/math/ops/reduction.ts'
import { operationNamed, table } from '../../src/math/ops/table.ts'
import { cos, sin, tan } from '../../src/math/ops/trigonometric.ts'
import { goldenPoints, relativeError } from './golden.ts'

const x = (): Expr => symbol('x')
const ODD = [
  0,
  -0,
  1,
  -1,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  1e-310,
  5e-324,
  -5e-324,
  1e308,
  -1e308,
  709.5,
  710,
  -745,
  -746,
  1e6,
  2e6,
  1e22,
  0.5,
  -0.5,
  2.5,
]

/** The pass with WebAssembly taken away. */
function interpret(program: Program): ReturnType<typeof prepare> {
  const found = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly') as PropertyDescriptor
  try {
    Object.defineProperty(globalThis, 'WebAssembly', { ...found, value: undefined })
    return prepare(program)
  } finally {
    Object.defineProperty(globalThis, 'WebAssembly', found)
  }
}

const single = (name: string, arity: number): Program => ({
  inputs: Array.from({ length: arity }, (_, k) => `x${k}`),
  constants: [],
  instructions: [{ op: name, args: Array.from({ length: arity }, (_, k) => k) }],
  outputs: [arity],
})

test('every scalar row with a kernel, compiled, has the value of 50 digits', () => {
  for (const { row, args, value } of goldenPoints()) {
    const operation = operationNamed(row)
    if (operation?.kernel === undefined) continue
    const own = (prepare(single(row, args.length))(args.map((arg) => Float64Array.of(arg)))[0] as Float64Array)[0] as number
    // What compiled code computes by itself stays within a few units in the last place; the rest are the kernels.
    const tolerance = ['gammainc', 'gammaincc', 'beta', 'binomial'].includes(row) ? 2e-13 : /^(?:bessel)?[jy]\d?$/.test(row) ? 1e-12 : 2e-14
    assert.ok(relativeError(own, value) <= tolerance, `${row}(${args}) = ${value}, not ${own}`)
  }
})

test('compiled and interpreted agree at zeros, infinities, NaN, the smallest and the largest numbers', () => {
  for (const { name, kernel, elementwise, args } of table) {
    if (kernel === undefined || !elementwise || args.length === 0 || args.some((arg) => arg.startsWith('...'))) continue
    const columns = args.map((_, k) => Float64Array.from(ODD, (_value, i) => ODD[(i + k * 5) % ODD.length] as number))
    const [compiled] = prepare(single(name, args.length))(columns) as [Float64Array]
    const [interpreted] = interpret(single(name, args.length))(columns) as [Float64Array]
    compiled.forEach((own, i) => {
      const other = interpreted[i] as number
      const point = `${name}(${columns.map((column) => column[i])})`
      assert.ok(relativeError(own, other) < 1e-14, `${point}: compiled ${own}, interpreted ${other}`)
      if (own === 0 && other === 0) assert.ok(Object.is(own, other), `${point}: the sign of zero`)
    })
  }
})

test('shared subexpressions, sine with cosine, powers, any number of points', () => {
  const g = exp(neg(div(pow(x(), 2), 2)))
  const f = mul(x(), g, sin(mul(3, x())))
  const other = add(cos(mul(3, x())), tan(x()), pow(x(), 3), pow(x(), -2), sqrt(pow(x(), 2)), pow(add(pow(x(), 2), 1), 1.5), gelu(x()))
  const program = toProgram([f, other], ['x', 'unused'])
  assert.equal(program.instructions.filter(({ op }) => op === 'exp').length, 1)
  for (const count of [0, 1, 2, 3, 1023, 1024, 1025, 5000]) {
    const xs = Float64Array.from({ length: count }, (_, i) => -3 + (6 * (i + 0.5)) / count)
    const [a, b] = prepare(program)([xs, Float64Array.of(7)]) as [Float64Array, Float64Array]
    assert.equal(a.length, count)
    for (let i = 0; i < count; i += 97) {
      const at = { x: xs[i] as number }
      assert.ok(relativeError(a[i] as number, evaluate(f, at) as number) < 1e-13)
      assert.ok(relativeError(b[i] as number, evaluate(other, at) as number) < 1e-13)
    }
  }
})

test('a column of one number stands for every point, constants are computed beforehand', () => {
  const program = toProgram([add(mul(symbol('a'), x()), sqrt(mul(2, 8))), symbol('a'), mul(2, 3)], ['x', 'a'])
  assert.equal(program.instructions.length, 2)
  assert.deepEqual(
    prepare(program)([Float64Array.of(1, 2, 3), Float64Array.of(10)]).map((column) => [...column]),
    [
      [14, 24, 34],
      [10, 10, 10],
      [6, 6, 6],
    ],
  )
})

test('choice takes the branch, even if the other is not a number', () => {
  const root = where(make(operationNamed('gt') as NonNullable<ReturnType<typeof operationNamed>>, [x(), symbol('zero')]), sqrt(x()), symbol('zero'))
  const [column] = prepare(toProgram([root], ['x', 'zero']))([Float64Array.of(-4, 9), Float64Array.of(0)]) as [Float64Array]
  assert.deepEqual([...column], [0, 3])
})

test('sums, products and integrals of other inputs and of each other, compiled and interpreted', () => {
  const [n, k, t] = [symbol('n', [], { integer: true }), symbol('k'), symbol('t')]
  const exprs = [
    // 1 + x + x² + ... + xⁿ, n! as a product, the integral of e^-t from 0 to x, and Σ_k ∫_0^x t^k dt.
    series('k', pow(x(), k), number(0), n),
    productSeries('k', k, number(1), n),
    integral('t', exp(neg(t)), number(0), x()),
    series('k', integral('t', pow(t, k), number(0), x()), number(0), n),
    // What is bound has the name of an input.
    mul(x(), integral('x', mul(x(), n), number(0), number(2))),
  ]
  const exact = (at: number, terms: number): number[] => [
    Array.from({ length: terms + 1 }, (_, power) => at ** power).reduce((sum, term) => sum + term),
    Array.from({ length: terms }, (_, i) => i + 1).reduce((product, factor) => product * factor, 1),
    -Math.expm1(-at),
    Array.from({ length: terms + 1 }, (_, power) => at ** (power + 1) / (power + 1)).reduce((sum, term) => sum + term),
    at * 2 * terms,
  ]
  const program = toProgram(exprs, ['x', 'n'])
  assert.deepEqual(structuredClone(program), program)
  for (const pass of [prepare(program), interpret(program)]) {
    const columns = pass([Float64Array.of(0.5, 1.5, 2), Float64Array.of(4)])
    for (const [i, at] of [0.5, 1.5, 2].entries())
      exact(at, 4).forEach((value, output) => {
        assert.ok(relativeError(columns[output]?.[i] as number, value) < 1e-13, `output ${output} at ${at}`)
      })
  }
  const far = [Float64Array.of(0.5), Float64Array.of(2000)]
  assert.throws(() => withTerms(1000, () => prepare(toProgram([exprs[0] as Expr], ['x', 'n']))(far)), /too many terms/)
})

test('programs too large to compile are interpreted, in bounded memory', () => {
  let deep: Expr = x()
  for (let i = 0; i < 20_000; i++) deep = add(mul(deep, 0.5), 1)
  const [column] = prepare(toProgram([deep], ['x']))([Float64Array.from({ length: 300 }, (_, i) => i)]) as [Float64Array]
  assert.ok(column.every((value) => value === 2))
})

test('what is no input, no number and no row is refused', () => {
  assert.throws(() => toProgram([add(x(), symbol('y'))], ['x']), /y is no input/)
  assert.throws(() => toProgram([callFunction('g', [x()])], ['x']), /unknown function/)
  assert.throws(() => prepare(single('constructor', 1)), /no operation constructor/)
  assert.throws(() => prepare(single('div', 2))([Float64Array.of(1, 2), Float64Array.of(1, 2, 3)]), /columns of 2 and of 3 points/)
  assert.throws(() => prepare(single('div', 2))([Float64Array.of(1)]), /2 columns are needed, not 1/)
})

test('a program is plain data', () => {
  const program = toProgram([sin(x())], ['x'])
  assert.deepEqual(structuredClone(program), program)
  assert.deepEqual(JSON.parse(JSON.stringify(program)), program)
})

test('what is made of vectors is refused as that', () => {
  const v = symbol('v', ['n'])
  assert.throws(
    () => toProgram([make(operationNamed('sum') as NonNullable<ReturnType<typeof operationNamed>>, [v], axesPayload([0]))], ['v']),
    /only scalars/,
  )
  assert.throws(() => toProgram([einsum('i,i->', v, symbol('w', ['n']))], ['v']), /only scalars/)
})
