/** What is said about domains and kinks: once, about the right place, and nothing where nothing can fail. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze, type Language, read } from '../../src/math/index.ts'
import { domainNotes } from '../../src/math/notes/domains.ts'
import { kinkNotes } from '../../src/math/notes/kinks.ts'

const domains = (text: string): string[] => domainNotes(read(text, 'plain'), new Map()).map(({ message }) => message)
const kinks = (text: string): string[] => kinkNotes(read(text, 'plain'), new Map()).map(({ message }) => message)

const cases: [string, string[]][] = [
  ['x^2 + sin(x)', []],
  ['ln(1 + x^2)', []],
  ['1/(1 + exp(-x))', []],
  ['sqrt(x^2 + y^2 + 1)', []],
  ['1/cosh(x)', []],
  ['ln(x)', ['the natural logarithm needs x > 0']],
  ['ln(x) + 2 ln(x)', ['the natural logarithm needs x > 0']],
  ['sqrt(x - 1)', ['the square root needs x − 1 ≥ 0; at the end it has no derivative']],
  ['1/(x - 2)', ['the quotient needs x − 2 ≠ 0']],
  ['x^3', []],
  ['x^(1/2)', ['the power needs x ≥ 0']],
  ['x^(-3/2)', ['the power needs x > 0']],
  ['x^a', ['the power needs x > 0']],
  ['2^x', []],
  ['asin(x)', ['the inverse sine needs −1 ≤ x ≤ 1; at the ends it has no derivative']],
  ['asin(sin(x)/2)', []],
  ['atanh(x)', ['the inverse hyperbolic tangent needs −1 < x < 1']],
  ['cot(x)', ['the cotangent needs x ≠ kπ for whole k']],
  ['csc(x/2)', ['the cosecant needs x/2 ≠ kπ for whole k']],
  ['tan(x)', ['the tangent needs x ≠ π/2 + kπ for whole k']],
  ['tan(tanh(x))', []],
  ['sum(x^k/factorial(k), k, 0, n)', []],
  ['sum(x^k/k, k, 1, n)', []],
  ['sum(x^k, k, -2, n)', ['the power needs x ≠ 0']],
  ['sum(x^k/(k - 2), k, 1, n)', ['the quotient needs k − 2 ≠ 0 for k from 1 to n']],
  ['ln(abs(x))', ['the natural logarithm needs x ≠ 0']],
  ['1/abs(x)', ['the quotient needs x ≠ 0']],
  ['1/x^2', ['the quotient needs x ≠ 0']],
  ['a/(2 s^2)', ['the quotient needs s ≠ 0']],
  ['1/(2 abs(x - 1)^3)', ['the quotient needs x − 1 ≠ 0']],
  ['sqrt(x^2 + y^2)', ['where x² + y² is 0 the square root has no derivative']],
  ['sqrt((x - 1)^2 + (y - 2)^2)', ['where (x − 1)² + (y − 2)² is 0 the square root has no derivative']],
  ['sqrt(x^2 + (x - 1)^2)', []],
  ['1/sqrt(x^2 + y^2)', ['the quotient needs x² + y² ≠ 0']],
  ['sqrt(exp(x))', []],
  // Told of what decides it, once, and nothing weaker beside it.
  ['ln(x + sqrt(x^2 + 1))', []],
  ['ln(2x)', ['the natural logarithm needs x > 0']],
  ['ln(x^2)', ['the natural logarithm needs x ≠ 0']],
  ['ln(ln(ln(x)))', ['the natural logarithm needs x > e']],
  ['1/ln(x)', ['the natural logarithm needs x > 0', 'the quotient needs x ≠ 1']],
  ['1/ln(x - 3)^2 + ln(x - 5)', ['the natural logarithm needs x − 3 > 0', 'the quotient needs x − 3 ≠ 1', 'the natural logarithm needs x − 5 > 0']],
  ['1/ln(x) + ln(ln(ln(x)))', ['the natural logarithm needs x > e']],
  ['1/sqrt(d)', ['the square root needs d > 0']],
  ['x/sqrt(x^2 + a^2) + 1/(x^2 + a^2)', ['the quotient needs x² + a² ≠ 0']],
  ['exp(-x^2/(2 s^2))/(s sqrt(2 pi))', ['the quotient needs s ≠ 0']],
  ['a/l^5 + b/(l k t)', ['the quotient needs l ≠ 0', 'the quotient needs k t ≠ 0']],
  ['x/sqrt(a + b*c*d*exp(x) + a*b*c*d*sin(x)*exp(y*z) + 7)', ['the square root needs its argument > 0']],
  // What is never zero.
  ['x^k/factorial(k)', ['the power needs x > 0', 'the factorial needs k ≠ −1, −2, −3, …']],
  ['x/(gamma(2) beta(2, 3))', []],
  // Poles.
  ['gamma(x)', ['the gamma function needs x ≠ 0, −1, −2, …']],
  ['gamma(1 + x^2)', []],
  // What is bound.
  ['integral(1/t, t, 1, x)', ['the quotient needs t ≠ 0 for t from 1 to x']],
  ['integral(1/(t + 1), t, 0, 1)', []],
  ['integral(ln(t) x, t, 0, 1)', []],
]

for (const [text, notes] of cases) {
  test(`domain of ${text}`, () => {
    assert.deepEqual(domains(text), notes)
  })
}

test('kinks say their convention and where they are, each once', () => {
  assert.deepEqual(kinks('abs(x) + 2 abs(x) + abs(y)'), [
    'at x = 0 the derivative of |x| is taken as 0',
    'at y = 0 the derivative of |y| is taken as 0',
  ])
  assert.deepEqual(kinks('relu(x)'), ["relu'(0) = 0, as PyTorch"])
  assert.deepEqual(kinks('relu(a x) + relu(x - 1)'), ["relu'(0) = 0, as PyTorch; here that is where a x is 0 and at x = 1"])
  assert.deepEqual(kinks('x^2'), [])
  assert.deepEqual(kinks('abs(2x - 1)'), ['at x = 1/2 the derivative of |2x − 1| is taken as 0'])
  assert.deepEqual(kinks('abs(y - x^2)'), ['at y = x² the derivative of |y − x²| is taken as 0'])
  assert.deepEqual(kinks('abs(sin(x))'), ['where sin(x) is 0 the derivative of |sin(x)| is taken as 0'])
  assert.deepEqual(kinks('cbrt(x)'), ['at x = 0 the cube root has no derivative'])
  assert.deepEqual(kinks('cbrt(x^2 + 1) + abs(exp(x))'), [])
})

test('the larger and the smaller value say which are equal', () => {
  assert.deepEqual(kinks('max(0, x)'), ["at x = 0 the derivative of the larger value is taken as 0, as relu'(0)"])
  assert.deepEqual(kinks('max(x, 2)'), ['at x = 2 the derivative of the larger value is taken as 0'])
  assert.deepEqual(kinks('min(1, x^2)'), ['where 1 = x² the derivative of the smaller value is taken as 0'])
  assert.deepEqual(kinks('max(x, y)'), ['at x = y the derivative is split evenly'])
  // At x = 0 too.
  assert.deepEqual(kinks('max(a x, x)'), ['where a x = x the derivative is split evenly'])
  assert.deepEqual(kinks('min(x, y, z)'), ['where several of x, y, z are the smallest the derivative is split evenly'])
})

test('there is no kink where what holds it has no value there, or is flat', () => {
  assert.deepEqual(kinks('ln(abs(x))'), [])
  assert.deepEqual(kinks('abs(x)^3'), [])
  assert.deepEqual(kinks('ln(abs(x)) + abs(x)'), ['at x = 0 the derivative of |x| is taken as 0'])
})

const notesOf = (language: Language, text: string): string[] => {
  const analysis = analyze({ language, text })
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  return analysis.notes.filter(({ kind }) => kind === 'kink' || kind === 'domain').map(({ message }) => message)
}

for (const [language, text, notes] of [
  ['latex', '\\|x\\|_2', ['where x is 0 its norm has no derivative']],
  ['latex', '\\|X w - y\\|_2^2', []],
  ['latex', '\\|x\\|_1', ['the derivative of the norm by components of x that are 0 is taken as 0']],
  ['latex', '\\sum_{k=0}^n a_k x^k', []],
  ['python', 'import numpy as np\ndef f(x):\n    return np.max(x)', ['where several components of x are the largest the derivative is split evenly']],
  // The derivative goes through the place smoothly.
  ['latex', 'x|x|', []],
  ['latex', '\\frac{x}{1+|x|}', []],
  ['latex', '\\exp(-\\|x\\| \\cdot \\|x\\|)', []],
  ['latex', '\\exp(-\\|x\\|)', ['where x is 0 its norm has no derivative']],
  ['typescript', 'const r = Math.hypot(x, y); return Math.exp(-r*r/2)', []],
  ['typescript', 'const r = Math.hypot(x, y); return Math.exp(-r)', ['where x and y are 0 their length has no derivative']],
  ['python', 'import numpy as np\ndef f(r, d):\n    return np.where(np.abs(r) <= d, 0.5*r**2, d*(np.abs(r) - 0.5*d))', []],
  // Signs and conditions that are factors.
  ['latex', '\\operatorname{sgn}(x)x', ['at x = 0 the derivative jumps, from −1 to 1']],
  ['latex', '\\operatorname{sgn}(x)x^2', []],
  ['latex', '\\mathbb{1}_{x>0}x', ['at x = 0 the derivative jumps, from 0 to 1']],
  ['latex', '[x>0]', ['at x = 0 the function jumps, from 0 to 1: it has no derivative there']],
  ['python', 'import numpy as np\ndef f(x):\n    return np.std(x)', ['where all components of x are equal the standard deviation has no derivative']],
  ['latex', '\\mathbf{A}^{-1}\\mathbf{b}', ['the matrix A must be invertible']],
  // The largest is taken off everywhere: it cancels.
  ['python', 'import numpy as np\ndef f(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()', []],
  ['python', 'def f(x):\n    return x**2 if x > 1 else x + 3', ['at x = 1 the function jumps, from 4 to 1: it has no derivative there']],
  ['python', 'def f(x):\n    return x**2 if x > 1 else 2*x - 1', []],
  ['python', 'def tax(y):\n    return 10 + 0.2*(y - 100) if y > 100 else 0.1*y', ['at y = 100 the derivative jumps, from 0.1 to 0.2']],
  ['python', 'def f(x, c):\n    return x**2 if x > c else 2*x', ['at x = c the function jumps: it has no derivative there']],
  ['python', 'def f(x, c):\n    return x**2 if x > c else c*x', ['at x = c the derivative jumps']],
  [
    'latex',
    'f(x) = \\begin{cases} \\frac{\\sin x}{x} & x \\ne 0 \\\\ 3 & x = 0 \\end{cases}',
    ['the quotient needs x ≠ 0', 'at x = 0 the function has another value than beside it: it has no derivative there'],
  ],
  [
    'python',
    'def f(r):\n    return 0.5*r**2 if abs(r) <= 2 else 2*abs(r) - 4',
    ['at r = 2 the function jumps, from 2 to 0: it has no derivative there', 'at r = −2 the function jumps, from 0 to 2: it has no derivative there'],
  ],
] as const) {
  test(`notes of ${text}`, () => {
    assert.deepEqual(notesOf(language, text), notes)
  })
}

test('the derivative of a cross-entropy says what it is for probabilities', () => {
  const analysis = analyze({ language: 'latex', text: '-y^\\top \\log \\operatorname{softmax}(z)' }, { wrt: 'z' })
  assert.ok(analysis.ok)
  assert.ok(analysis.notes.some(({ message }) => message === 'where the components of y sum to one, the derivative by z is softmax(z) − y'))
})

test('a function of a square matrix that is taken component by component is told where the whole matrix could be meant', () => {
  const told = (language: Language, text: string): boolean => {
    const analysis = analyze({ language, text }, { shapes: { X: ['n', 'n'] } })
    assert.ok(analysis.ok, text)
    return analysis.notes.some(({ kind, message }) => kind === 'reading' && message.includes('component by component'))
  }
  assert.ok(told('latex', '\\operatorname{tr}(\\sin(X))'))
  assert.ok(told('latex', '\\sum_{ij} \\sqrt{X}_{ij}'))
  assert.ok(told('latex', '\\sum_{ij} (\\exp(X))_{ij}'))
  assert.ok(told('plain', 'trace(cos(X))'))
  assert.ok(told('julia', 'tr(sin(X))'))
  // Roots and logarithms under a trace are those of the whole matrix.
  assert.ok(!told('latex', '\\operatorname{tr}(\\sqrt{X})'))
  assert.ok(!told('plain', 'trace(log(X))'))
  assert.ok(!told('julia', 'tr(log(X))'))
  assert.ok(!told('julia', 'tr(log.(X))'))
  assert.ok(!told('matlab', 'trace(exp(X))'))
  assert.ok(!told('python', 'import numpy as np\nnp.trace(np.exp(X))'))
})

test("which derivative of Cholesky's factor is meant is told where its matrix is not symmetric by itself", () => {
  const told = (line: string): boolean => {
    const analysis = analyze({ language: 'python', text: `import numpy as np\ndef f(A):\n    return np.linalg.cholesky(${line})[1, 0]\n` })
    assert.ok(analysis.ok)
    return analysis.notes.some(({ message }) => message.includes('A_ij and A_ji'))
  }
  assert.ok(told('A'))
  assert.ok(!told('A @ A.T'))
})
