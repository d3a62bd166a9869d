/** Functions that an equation defines: their derivatives against those of the roots that Newton's method finds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Derivative, Step } from '../../src/math/api.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Analysis, type AnalyzeOptions, analyze, type Language, read } from '../../src/math/index.ts'

function analysed(language: Language, text: string, options?: AnalyzeOptions): Analysis {
  const result = analyze({ language, text }, options)
  assert.ok(result.ok, result.ok ? '' : result.message)
  return result
}

/** The root of f near a start. */
function root(f: (y: number) => number, start: number): number {
  let y = start
  for (let k = 0; k < 60; k++) y -= (f(y) * 1e-6) / (f(y + 5e-7) - f(y - 5e-7))
  return y
}

const curves: { language: Language; text: string; f: (x: number, y: number) => number; x: number; y: number }[] = [
  { language: 'plain', text: 'x^2 + y^2 = 1', f: (x, y) => x * x + y * y - 1, x: 0.6, y: 0.8 },
  { language: 'plain', text: 'x^2 + x*y + y^3 = 7', f: (x, y) => x * x + x * y + y ** 3 - 7, x: 1, y: 1.6 },
  { language: 'latex', text: 'x^3 + y^3 = 6xy', f: (x, y) => x ** 3 + y ** 3 - 6 * x * y, x: 3, y: 3 },
  { language: 'latex', text: 'e^{xy} + y = x + 2', f: (x, y) => Math.exp(x * y) + y - x - 2, x: 0.3, y: 1 },
  {
    language: 'markdown',
    text: 'On the curve $y^5 - 4y + \\sin x = 2$ we have more.',
    f: (x, y) => y ** 5 - 4 * y + Math.sin(x) - 2,
    x: 0.4,
    y: 1.5,
  },
]

for (const { language, text, f, x, y } of curves) {
  test(`${text}: y is asked for by name`, () => {
    const at = (t: number): number => root((s) => f(t, s), y)
    const h = 1e-3
    const point = { x, y: at(x) }
    const [first] = analysed(language, text, { of: 'y', wrt: 'x' }).derivatives
    const [second] = analysed(language, text, { of: 'y', wrt: 'x', order: 2 }).derivatives
    const d1 = (8 * (at(x + h) - at(x - h)) - (at(x + 2 * h) - at(x - 2 * h))) / (12 * h)
    const d2 = (16 * (at(x + h) + at(x - h)) - (at(x + 2 * h) + at(x - 2 * h)) - 30 * at(x)) / (12 * h * h)
    assert.ok(Math.abs((first?.evaluate(point) as number) - d1) < 1e-7 * (1 + Math.abs(d1)), `${first?.text}: ${first?.evaluate(point)}, not ${d1}`)
    assert.ok(
      Math.abs((second?.evaluate(point) as number) - d2) < 1e-4 * (1 + Math.abs(d2)),
      `${second?.text}: ${second?.evaluate(point)}, not ${d2}`,
    )
    assert.ok(first !== undefined && 'worst' in first.verified && first.verified.worst < 1e-10)
    assert.match(first.steps.title, /Implicit/)
  })
}

test('the derivation differentiates both sides, collects the slope, and tells it before what it is needed for', () => {
  const { before, steps } = (analysed('latex', 'x^2+xy+y^2=7', { of: 'y', wrt: 'x' }).derivatives[0] as Derivative).steps
  assert.equal(before, '\\frac{\\mathrm{d}y}{\\mathrm{d}x}')
  assert.deepEqual(
    steps.map(({ before, filled, after }) => [before, filled, after]),
    [
      ['\\frac{\\mathrm{d}}{\\mathrm{d}x}\\left[x^{2} + xy + y^{2} - 7\\right]', "2x + y + xy' + 2yy'", '0'],
      ["(x + 2y)y'", undefined, '-(2x + y)'],
    ],
  )
  assert.match(steps[0]?.steps[0]?.before ?? '', /^\\frac\{\\partial\}\{\\partial x\}/)
  const [second] = analysed('latex', 'x^2+xy+y^2=7, \\frac{dy}{dx}').derivatives
  assert.equal(second?.steps.filled, '-\\frac{3y}{(2y + x)^{2}} + \\frac{3x}{(2y + x)^{2}}\\left(-\\frac{y + 2x}{2y + x}\\right)')
  assert.equal(second?.steps.steps[0]?.rule, 'implicit')
})

test('both sides come to zero along the curve, in the derivation too', () => {
  for (const { language, text, f, x, y } of curves) {
    const [first] = analysed(language, text, { of: 'y', wrt: 'x' }).derivatives as [Derivative]
    const point = { x, y: root((s) => f(x, s), y) }
    const at = { ...point, p: first.evaluate(point) as number }
    // y' as a number.
    const value = (latex: string | undefined): number => evaluate(read((latex ?? '').replaceAll("y'", ' p '), 'latex'), at) as number
    const [both, collected] = first.steps.steps as [Step, Step]
    assert.ok(Math.abs(value(both.filled) - value(both.after)) < 1e-9, `${text}: ${both.filled}`)
    assert.ok(Math.abs(value(collected.before) - value(collected.after)) < 1e-9, `${text}: ${collected.before}`)
  }
})

const asked: [Language, string, string, string][] = [
  ['latex', 'x^2 + y^2 = 1, \\quad \\frac{dy}{dx}', '−x/y', 'x'],
  ['latex', 'x^2 + y^2 + z^2 = 1, \\quad \\frac{\\partial z}{\\partial x}', '−x/z', 'x'],
  ['markdown', 'The circle $x^2+y^2=25$ has the slope $\\frac{dy}{dx}$.', '−x/y', 'x'],
  ['plain', 'x^2 + y^2 = 1\ndy/dx', '−x/y', 'x'],
  ['plain', 'find dy/dx: x²+xy−y²=4', '−(y + 2x)/(x − 2y)', 'x'],
  ['plain', 'dy/dx if x^2+y^2=25', '−x/y', 'x'],
  ['plain', "find y' if x^3+y^3=6xy", '−(x² − 2y)/(y² − 2x)', 'x'],
  ['plain', 'Use implicit differentiation to find dy/dx: x^2 + y^2 = 4x', '−(x − 2)/y', 'x'],
  ['plain', 'tan(x/y) = x + y, find dy/dx', 'y·(1 − y cos(x/y)²)/(x + y² cos(x/y)²)', 'x'],
  ['plain', "x⁴+y⁴=16, y''", '3(−x²/y³ − x⁶/y⁷)', 'x'],
  ['markdown', "Given $\\sqrt{x}+\\sqrt{y}=1$, find $y'$.", '−√y/√x', 'x'],
  ['markdown', 'Find $\\frac{dy}{dx}$ if $x^3+y^3=6xy$.', '−(x² − 2y)/(y² − 2x)', 'x'],
  ['latex', '\\frac{dy}{dx} \\text{ for } x^2+xy+y^2=7', '−(y + 2x)/(2y + x)', 'x'],
  ['markdown', "Use implicit differentiation to find $y'$: $$x^2 + y^2 = 4x$$", '−(x − 2)/y', 'x'],
  ['markdown', 'Find $dy/dx$: $\\sin(x+y) = y$', '−cos(x + y)/(cos(x + y) − 1)', 'x'],
]
for (const [language, text, value, wrt] of asked) {
  test(`a derivative in a text with an equation: ${JSON.stringify(text)}`, () => {
    const result = analysed(language, text)
    assert.equal(result.value.text, value)
    assert.deepEqual(
      result.derivatives.map((derivative) => derivative.wrt),
      [wrt],
    )
    assert.ok(result.notes.some(({ message }) => message.includes('by the equation')))
  })
}

test('by every other name, each proven', () => {
  const { derivatives } = analysed('plain', 'a*x^2 + b*x + c = 0', { of: 'x' })
  assert.deepEqual(
    derivatives.map(({ wrt, text }) => [wrt, text]),
    [
      ['a', '−x²/(b + 2a x)'],
      ['b', '−x/(b + 2a x)'],
      ['c', '−1/(b + 2a x)'],
    ],
  )
})

test('what no equation holds is not defined', () => {
  assert.ok(!analyze({ language: 'plain', text: 'x + y = 1' }, { of: 'q' }).ok)
  assert.ok(!analyze({ language: 'latex', text: 'x + y = 1' }, { of: 'q' }).ok)
})

test('dy/dx of what the text defines, or of what nothing defines, is no implicit derivative', () => {
  assert.equal(analysed('latex', 'y = x^3, \\quad \\frac{dy}{dx}').value.text, '3x²')
  assert.match(analysed('latex', '\\frac{dy}{dx}').value.text, /y'\(x\)/)
})

const orders: [string, string, Language?][] = [
  ["$y = x\\sin x$, find $y''$", '2 cos(x) − x sin(x)'],
  ['Find $\\frac{d^2y}{dx^2}$ if $y = \\ln(\\sec x)$.', 'sec(x)²'],
  ['Find $\\frac{dy}{dx}$ if $y = x^3$.', '3x²'],
  ["y = x sin x, find y''", '2 cos(x) − x sin(x)', 'plain'],
  ["find y'' of x^4", '12x²', 'plain'],
  ['find d²y/dx² if y = x^3', '6x', 'plain'],
  ['Find f_xx for f(x,y) = x^3 y', '6x y', 'plain'],
]
for (const [text, derivative, language = 'markdown'] of orders) {
  test(`a derivative that is asked for, of a formula: ${text}`, () => {
    const result = analysed(language, text)
    assert.deepEqual(
      result.derivatives.map((one) => one.text),
      [derivative],
    )
  })
}

const derivatives: [string, string][] = [
  ["y = x sin x, y'", 'sin(x) + x cos(x)'],
  ["f'(x), f(x) = x^2 e^x", 'x·(x + 2) e^x'],
  ["f(x) = a x^2, f'(3)", '6a'],
  ['∂²f/∂x∂y, f = x²y³', '6x y²'],
  ['f_x, f(x,y)=x^2 y', '2x y'],
  ["(x²+1)' + 3", '2x + 3'],
]
for (const [text, value] of derivatives) {
  test(`a derivative beside its formula is what is read: ${text}`, () => assert.equal(analysed('plain', text).value.text, value))
}

test('(x² + 1)′ is a transpose where that is asked for, and where there are vectors', () => {
  assert.equal(analysed('plain', "(x²+1)'", { readings: [0] }).value.text, 'x² + 1')
  assert.equal(analysed('plain', "(x - m)' S (x - m)").value.text, '(x − m)ᵀ S·(x − m)')
})

test('a prime behind a name that a formula of one variable defines is a derivative', () => {
  assert.equal(analysed('latex', "y = e^{x\\cos x}, \\quad y'").value.text, 'e^(x cos(x))(cos(x) − x sin(x))')
  assert.equal(analysed('latex', "y = e^{2x}, \\quad y'' - 3y' + 2y").value.text, '0')
})
