/**
 * Verdicts on hand-written derivatives. A block of test/cases/checks.txt begins with the language, the two names, the verdict ("none":
 * the names are no pair) and what the message says; the text follows. Of several pairs of these names the last is meant, or the one after #.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Check, Language, Source } from '../../src/math/api.ts'
import { checkDerivative, type DerivativePair, findDerivativePairs } from '../../src/math/index.ts'

interface Case {
  readonly language: Language
  readonly names: { readonly function: string; readonly derivative: string }
  readonly place?: number
  readonly verdict: Check['verdict'] | 'none'
  readonly said: string
  readonly text: string
}

const cases: Case[] = readFileSync('test/cases/checks.txt', 'utf8')
  .split(/^### /m)
  .slice(1)
  .map((block) => {
    const [head = '', ...lines] = block.split('\n')
    const [language, of, named = '', verdict, said = ''] = head.split(' | ')
    const [derivative, place] = named.split('#')
    return { language, names: { function: of, derivative }, place: place && Number(place), verdict, said, text: lines.join('\n') } as Case
  })

function pairOf({ language, text, names, place = 0 }: Case): DerivativePair | undefined {
  return findDerivativePairs({ language, text })
    .filter((pair) => pair.function === names.function && pair.derivative === names.derivative)
    .at(place - 1)
}

for (const [k, each] of cases.entries()) {
  const { language, text, names, verdict, said } = each
  test(`check ${k + 1}: ${language} ${names.function}, ${names.derivative} is ${verdict}`, () => {
    const pair = pairOf(each)
    if (verdict === 'none') return assert.equal(pair, undefined)
    assert.ok(pair !== undefined, 'the pair is found')
    const check = checkDerivative({ language, text }, pair)
    assert.equal(check.verdict, verdict, check.message)
    assert.ok(check.message.includes(said), check.message)
    assert.ok(check.range.start >= 0 && check.range.end <= text.length && check.range.start < check.range.end)
    assert.equal(check.counterexample !== undefined, verdict === 'different')
    if (check.fix === undefined) return
    const mended = text.slice(0, check.range.start) + check.fix + text.slice(check.range.end)
    const again = checkDerivative({ language, text: mended }, { ...names, range: pair.range })
    assert.ok(again.verdict === 'equal' || again.verdict === 'equal-in-output', `${mended}\n${again.message}`)
  })
}

/** Texts as people write them, all of whose derivatives are right; their number is behind the language. */
const right = readFileSync('test/cases/checks-right.txt', 'utf8').split(/^### /m).slice(1)

for (const [k, block] of right.entries()) {
  const [head = '', ...lines] = block.split('\n')
  const [language, count] = head.split(' | ') as [Language, string]
  test(`right ${k + 1}: ${language} ${lines.find((line) => /\w/.test(line))}`, () => {
    const source = { language, text: lines.join('\n') }
    const pairs = findDerivativePairs(source)
    assert.equal(pairs.length, Number(count))
    for (const pair of pairs) {
      const { verdict, message } = checkDerivative(source, pair)
      assert.ok(verdict === 'equal' || verdict === 'equal-in-output', `${pair.derivative}: ${message}`)
    }
  })
}

/** Pairs by names that findDerivativePairs spells in its own way, or that are no pair to it. */
const asked: readonly [Language, string, string, string, Check['verdict']][] = [
  ['latex', '$L(w) = w^3$ and $\\frac{\\partial L}{\\partial w} = 3w^2$.', 'L', '\\frac{\\partial L}{\\partial w}', 'equal'],
  ['latex', '$L(w) = w^3$ and $\\frac{\\partial L}{\\partial w} = 3w^2$.', 'L', '∂L/∂w', 'equal'],
  ['latex', '$\\ell(w) = w^3$ and $\\nabla \\ell(w) = 2w^2$.', '\\ell', '\\nabla \\ell', 'different'],
  ['latex', '$\\ell(w) = w^3$ and $\\nabla_w \\ell = 3w^2$.', '\\ell', '\\nabla_{w}\\ell(w)', 'equal'],
  ['markdown', '$J(\\theta) = \\theta^2$, $\\partial J / \\partial \\theta = 2\\theta$', 'J', '\\partial J / \\partial \\theta', 'equal'],
  ['python', 'def bend(x):\n    return x**3\ndef m(x):\n    return 3 * x**2\n', 'bend', 'm', 'equal'],
  [
    'plain',
    'class P { double value(double x) { return x * x * x; } double slope(double x) { return 2 * x * x; } };',
    'P.value',
    'P.slope',
    'different',
  ],
  ['markdown', 'The potential is $V(x) = \\frac{1}{2}kx^2$ and the force $F(x) = -kx$.', 'V', 'F', 'equal'],
]

for (const [language, text, of, derivative, verdict] of asked)
  test(`asked for ${of}, ${derivative}: ${verdict}`, () => {
    const check = checkDerivative({ language, text }, { function: of, derivative })
    assert.equal(check.verdict, verdict, check.message)
  })

/** A derivative that is right, and beside it a formula that only asks something of it. */
const conditions: readonly (readonly [Language, string])[] = [
  ['latex', "Let $f(x) = x^3 - 6x + a$, so $f'(x) = 3x^2 - 6$. Setting $f'(x) = 0$ gives $x = \\sqrt 2$."],
  ['latex', "Let $f(x) = x^3 - 6x$, so $f'(x) = 3x^2 - 6$. The slope is 3 where $f'(x) = 3$."],
  ['latex', "Let $f(x) = x^3 - 6x$, so $f'(x) = 3x^2 - 6$. We ask for $$\\frac{df}{dx} \\overset{!}{=} 0.$$"],
  ['latex', "Let $f(x) = x^3 - 6x$, so $f'(x) = 3x^2 - 6$. With $g(x) = x^2$ both touch where $f'(x) = g'(x)$."],
  ['latex', "Let $f(x) = x^3 - 6x$, so $f'(x) = 3x^2 - 6$. The path is parallel if $f'(x) = 2x$."],
  ['markdown', 'Let $$L(w) = \\|Xw - y\\|^2$$ then $$\\nabla L(w) = 2X^T(Xw - y)$$ and $\\nabla_w L(w) = \\mathbf{0}$ at the minimum.'],
  ['latex', "Let $f(x) = x^2 - 2$ and $g(x) = x$. They meet at $f(x) = g(x)$. The slope is $f'(x) = 2x$."],
  ['latex', "Let $f(x) = x^2 - 2$. We solve $f(x) = 0$ by Newton with $f'(x) = 2x$."],
  [
    'latex',
    'Let $f(x, y) = x^2y$ and $g(x, y) = x + y - 1$. Then $\\nabla f = (2xy, x^2)$ and $\\nabla g = (1, 1)$. We solve $\\nabla f = \\lambda \\nabla g$, $g(x, y) = 0$.',
  ],
  ['plain', "f(x) = x^3 - 6x\nf'(x) = 3x^2 - 6\nf'(x) = 0\n"],
]

for (const [language, text] of conditions)
  test(`a condition on a derivative is no wrong derivative: ${text}`, () => {
    const source = { language, text }
    const pairs = findDerivativePairs(source)
    const verdicts = pairs.map((pair) => checkDerivative(source, pair).verdict)
    assert.ok(verdicts.includes('equal') && !verdicts.includes('different'), verdicts.join())
  })

test('words that begin with d are no derivatives of what follows it', () => {
  const text = 'def raw(x): return 3*x\ndef draw(x): return x+1\ndef sig(x): return x**2\ndef dsig(x): return 2*x'
  assert.deepEqual(
    findDerivativePairs({ language: 'python', text }).map(({ derivative }) => derivative),
    ['dsig'],
  )
})

test('a derivative that is said to be zero alone is left alone, and one said twice is wrong where it is', () => {
  const zero: Source = { language: 'latex', text: "Let $f(x) = x^2$. At the minimum $f'(x) = 0$." }
  assert.equal(checkDerivative(zero, { function: 'f', derivative: "f'" }).verdict, 'unknown')
  const twice: Source = { language: 'latex', text: "Let $f(x) = x^3 - 6x$. Then $f'(x) = 3x^2 - 6$, so that $f'(x) = 3(x^2 - 3)$." }
  assert.equal(checkDerivative(twice, { function: 'f', derivative: "f'" }).verdict, 'different')
  const chain: Source = { language: 'latex', text: "Let $f(x) = x^3 - 6x$. Then $f'(x) = 3x - 6 = 0$ at $x = 2$." }
  assert.equal(checkDerivative(chain, { function: 'f', derivative: "f'" }).verdict, 'different')
})

test('a right derivative times two, with the other sign, or with something added is never called right', () => {
  let wrong = 0
  let different = 0
  for (const { language, text, names, verdict } of cases) {
    if (language !== 'python' || (verdict !== 'equal' && verdict !== 'equal-in-output')) continue
    const start = text.lastIndexOf('return ')
    const end = text.indexOf('\n', start)
    const returned = text.slice(start + 7, end)
    if (start < 0 || /^np\.array|,/.test(returned)) continue
    for (const change of [`2 * (${returned})`, `-(${returned})`, `(${returned}) + 0.1`]) {
      const check = checkDerivative({ language, text: `${text.slice(0, start)}return ${change}${text.slice(end)}` }, names)
      assert.ok(check.verdict === 'different' || check.verdict === 'unknown', `${text} with ${change}: ${check.message}`)
      wrong++
      if (check.verdict === 'different') different++
    }
  }
  assert.ok(wrong > 40 && different > 0.8 * wrong, `${different} of ${wrong}`)
})

test('names and texts that are no pair are answered, not thrown at', () => {
  for (const language of ['python', 'javascript', 'latex', 'markdown', 'julia', 'matlab', 'plain'] as const)
    for (const text of ['', 'f', 'def f(', '\\frac{', 'f(x) = ', '__proto__ = constructor', 'def f(x): return x\ndef df(x): return df(x)']) {
      assert.ok(Array.isArray(findDerivativePairs({ language, text })))
      const check = checkDerivative({ language, text }, { function: 'f', derivative: 'df' })
      assert.equal(check.verdict, 'unknown')
    }
})
