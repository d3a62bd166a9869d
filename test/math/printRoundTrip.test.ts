/** Reading what was printed gives the same node, in every language that is both read and printed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CodeLanguage, Language } from '../../src/math/api.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { Exact } from '../../src/math/exact.ts'
import { type Expr, make, nameOf, number, symbol, symbolsOf } from '../../src/math/expr.ts'
import { add, div, mul, neg, pi, pow } from '../../src/math/ops/arithmetic.ts'
import { maximum } from '../../src/math/ops/condition.ts'
import { operationNamed } from '../../src/math/ops/table.ts'
import { printCode } from '../../src/math/print/code/code.ts'
import { elaborate } from '../../src/math/read/elaborate.ts'
import { open } from '../../src/math/read/open.ts'

const NAMES = ['x', 'y', 'a', 'n', 'theta', 'x_1', 'V_max', 'alpha']
const FUNCTIONS = ['sin', 'cos', 'tan', 'exp', 'ln', 'sqrt', 'abs', 'tanh', 'asin', 'atan', 'sinh', 'log2', 'log10']

/** Expressions as texts give them: no two numbers meet, since some readers add and multiply those. */
const named = fc.constantFrom(...NAMES).map((name) => () => symbol(name))
const numeral = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((n) => () => number(n)),
  fc.constantFrom('0.5', '2.25', '10.0').map((text) => () => number(Exact.parse(text) as Exact)),
)
type Maker = () => Expr

/* Built when it is needed, so that nodes do not outlive the readings in between. */
const expressions = fc.letrec<{ whole: Maker; open: Maker }>((tie) => {
  const pair = fc.tuple(tie('open'), fc.oneof({ arbitrary: tie('open'), weight: 3 }, { arbitrary: numeral, weight: 1 }), fc.boolean())
  const both = (build: (a: Expr, b: Expr) => Expr): fc.Arbitrary<Maker> =>
    pair.map(
      ([a, b, swap]) =>
        () =>
          swap ? build(b(), a()) : build(a(), b()),
    )
  return {
    whole: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, tie('open'), numeral),
    open: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      named,
      fc.tuple(fc.constantFrom(...FUNCTIONS), tie('open')).map(
        ([name, x]) =>
          () =>
            make(operationNamed(name) as NonNullable<ReturnType<typeof operationNamed>>, [x()]),
      ),
      both((a, b) => make(add.op, [a, b])),
      both((a, b) => make(add.op, [a, make(neg.op, [b])])),
      both((a, b) => make(mul.op, [a, b])),
      both((a, b) => make(div.op, [a, b])),
      both((a, b) => make(pow.op, [a, b])),
      both((a, b) => make(maximum.op, [a, b])),
      tie('open').map((x) => () => make(neg.op, [x()])),
      tie('open').map((x) => () => make(mul.op, [x(), pi])),
    ),
  }
}).whole

const read = (text: string, language: Language): Expr => elaborate(open(text, language).read({})).expr

const LANGUAGES: readonly { printed: CodeLanguage; read: Language; before: string }[] = [
  { printed: 'numpy', read: 'python', before: 'import numpy as np\n' },
  { printed: 'python', read: 'python', before: 'import math\n' },
  { printed: 'javascript', read: 'javascript', before: '' },
  { printed: 'latex', read: 'latex', before: '' },
  { printed: 'text', read: 'plain', before: '' },
  { printed: 'julia', read: 'julia', before: '' },
  { printed: 'matlab', read: 'matlab', before: '' },
]

const numberOf = (expr: Expr): number => {
  const symbols = symbolsOf(expr)
  return evaluate(
    expr,
    Object.fromEntries(symbols.map((node) => [nameOf(node) as string, 0.4 + 0.1 * NAMES.indexOf(nameOf(node) as string)])),
    symbols,
  ) as number
}

for (const { printed, read: language, before } of LANGUAGES) {
  test(`${printed} reads back as it was printed`, () => {
    fc.assert(
      fc.property(expressions, (maker) => {
        const expr = maker()
        const first = read(before + printCode(expr, printed), language)
        // What is built here and what a text gives may differ in how sums and products nest, never in value.
        const [a, b] = [numberOf(expr), numberOf(first)]
        assert.ok(
          Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.abs(a) || (Number.isNaN(a) === Number.isNaN(b) && !(Math.abs(a) < 1e12)),
          `${printCode(expr, printed)}: ${a}, then ${b}`,
        )
        const text = printCode(first, printed)
        const second = read(before + text, language)
        assert.ok(second === first, `${text} came back as ${printCode(second, printed)}`)
      }),
      { numRuns: 300, seed: 20, includeErrorInReport: true },
    )
  })
}
