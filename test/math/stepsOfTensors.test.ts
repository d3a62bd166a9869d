/** Derivations of vectors and matrices: the differentials of all parts, put together, are that of the value, and so is what they are collected into. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Step, Value } from '../../src/math/api.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, nameOf, symbol, symbolsOf, topological } from '../../src/math/expr.ts'
import { explicit } from '../../src/math/implicit.ts'
import { analyze, type Language, read } from '../../src/math/index.ts'
import { simplify } from '../../src/math/simplify/simplify.ts'
import { notation } from '../../src/math/simplify/tensors/notation.ts'
import { collected, partsOf, putTogether } from '../../src/math/steps/together.ts'

const LENGTHS = [3, 2, 4]

/** Numbers for all symbols, lengths that are not known among them; the same at each call. */
function given(symbols: readonly Expr[], seed: number): Record<string, Value> {
  let state = seed
  const next = (): number => {
    state = (state * 48271) % 2147483647
    return 0.2 + (1.3 * state) / 2147483647
  }
  const lengths = new Map<unknown, number>()
  const lengthOf = (length: unknown): number => {
    if (typeof length === 'number') return length
    const key = JSON.stringify(length)
    if (!lengths.has(key)) lengths.set(key, LENGTHS[lengths.size % LENGTHS.length] as number)
    return lengths.get(key) as number
  }
  const value = (shape: readonly number[], place: readonly number[] = []): Value =>
    shape.length === 0
      ? next() + (place[0] === place[1] ? 1 : 0)
      : Array.from({ length: shape[0] as number }, (_, k) => value(shape.slice(1), [...place, k]) as number)
  return Object.fromEntries(symbols.map((node) => [nameOf(node) as string, value(node.shape.map(lengthOf))]))
}

const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [Number(value)])
const plus = (a: Value, b: Value, by: number): Value =>
  (Array.isArray(a) ? a.map((each, k) => plus(each as Value, (b as Value[])[k] as Value, by)) : Number(a) + by * Number(b)) as Value

const texts: [Language, string, string][] = [
  ['latex', '\\|Xw-y\\|_2^2+\\lambda\\|w\\|_2^2', 'w'],
  ['latex', '-y\\log\\sigma(w^\\top x) - (1-y)\\log(1-\\sigma(w^\\top x))', 'w'],
  ['latex', '-\\sum_i y_i\\log\\sigma(x_i^\\top w)+(1-y_i)\\log(1-\\sigma(x_i^\\top w))', 'w'],
  ['latex', '\\operatorname{tr}(AXB)', 'X'],
  ['latex', '\\operatorname{tr}(X^\\top A X)', 'X'],
  ['latex', '\\operatorname{tr}(X^{-1}A)', 'X'],
  ['latex', '\\operatorname{tr}(X\\otimes B)', 'X'],
  ['latex', '\\operatorname{tr}(A\\otimes X)', 'X'],
  ['latex', '\\log\\det X', 'X'],
  ['latex', 'a^\\top X b', 'X'],
  ['latex', '\\|AX-B\\|_F^2', 'X'],
  ['latex', '\\frac{x^\\top A x}{x^\\top x}', 'x'],
  ['latex', 'e^{-\\|x-y\\|^2/2}', 'x'],
  ['latex', '\\log\\sum_i e^{z_i}', 'z'],
  ['latex', '\\sum_i (y_i - w^\\top x_i)^2', 'w'],
  ['plain', 'softmax(z)', 'z'],
  ['plain', 'σ(W*x+b)', 'x'],
  ['python', 'np.cross(a, B @ x)', 'x'],
  ['python', 'np.linalg.norm(np.concatenate([A @ x, x, c]))', 'x'],
  ['python', 'np.linalg.norm(x[1:] - x[:-1])', 'x'],
  ['python', 'np.sum(np.tanh(W @ x) * t)', 't'],
]

for (const [language, text, name] of texts) {
  test(`differentials put together: ${text} by ${name}`, () => {
    const value = read(text, language)
    const by = symbolsOf(value).find((node) => nameOf(node) === name) as Expr
    const direction = symbol('direction', by.shape)
    const varying = new Set<Expr>([by])
    for (const node of topological([value])) if (node.args.some((arg) => varying.has(arg))) varying.add(node)
    const depends = (node: Expr): boolean => symbolsOf(node).includes(by)
    const parts = partsOf(value, { by, depends, labelOf: () => undefined }, 60)
    const derivative = notation(simplify(explicit.derivative(value, by)), { layout: 'numerator', valueRank: value.rank })
    const forms = [putTogether(value, by, direction, parts), collected(value, derivative, direction)]
    for (const seed of [7, 1234]) {
      const at = given([...symbolsOf(value), direction], seed)
      const along = (h: number): number[] => flat(evaluate(value, { ...at, [name]: plus(at[name] as Value, at['direction'] as Value, h) }))
      const [back, ahead, far, wide] = [along(-1e-3), along(1e-3), along(-2e-3), along(2e-3)] as [number[], number[], number[], number[]]
      for (const [k, form] of forms.entries()) {
        assert.ok(form !== undefined, `${k}`)
        const own = flat(evaluate(form, at))
        assert.equal(own.length, ahead.length)
        own.forEach((each, j) => {
          const slope = (8 * ((ahead[j] as number) - (back[j] as number)) - ((wide[j] as number) - (far[j] as number))) / 12e-3
          assert.ok(Math.abs(each - slope) < 1e-7 * (1 + Math.abs(slope)), `${k}: ${each}, by differences ${slope}`)
        })
      }
    }
  })
}

const stepsOf = (text: string, wrt: string): Step => {
  const analysis = analyze({ language: 'latex', text }, { wrt })
  assert.ok(analysis.ok, text)
  return analysis.derivatives[0]?.steps as Step
}

test('each part is told before its own parts, terms in their order, and at the end all is collected', () => {
  const { steps } = stepsOf('L(w)=\\|Xw-y\\|_2^2+\\lambda\\|w\\|_2^2', 'w')
  assert.deepEqual(
    steps.map(({ after }) => after),
    [
      '\\mathrm{d}\\left(\\lVert X w - y \\rVert_{2}^{2}\\right) + \\lambda\\,\\mathrm{d}\\left(\\lVert w \\rVert_{2}^{2}\\right)',
      '2(X w - y)^{\\top}\\,\\mathrm{d}\\left(X w - y\\right)',
      'X\\,\\mathrm{d}w',
      '2w^{\\top}\\,\\mathrm{d}w',
      '(2\\lambda w + 2X^{\\top}(X w - y))^{\\top}\\,\\mathrm{d}w',
    ],
  )
  assert.equal(steps.at(-1)?.title, 'Put together: in gᵀ dw, g is the gradient')
  const trace = stepsOf('\\operatorname{tr}(AXB)', 'X').steps.at(-1)
  assert.deepEqual([trace?.filled, trace?.after], ['\\operatorname{tr}(A\\,\\mathrm{d}X\\,B)', '\\operatorname{tr}(B A\\,\\mathrm{d}X)'])
})

test('a differential is told by its rule, whatever stands in it', () => {
  const all = stepsOf('-\\sum_i y_i\\log\\sigma(x_i^\\top w)+(1-y_i)\\log(1-\\sigma(x_i^\\top w))', 'w').steps
  // The denominator is what the logarithm is taken of, and a member of a family is a number.
  assert.ok(all.some(({ after }) => after.endsWith('{1 - \\sigma(x_{i}^{\\top} w)}')))
  assert.ok(all.every(({ title }) => !title.includes('component')))
  assert.ok(stepsOf('\\operatorname{tr}(A\\otimes B)', 'A').steps.some(({ after }) => after === '\\mathrm{d}A \\otimes B'))
  assert.equal(stepsOf('\\operatorname{vec}(X)', 'X').steps[0]?.after, '\\operatorname{vec}(\\mathrm{d}X)')
})
