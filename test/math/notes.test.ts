/** What is said about domains and kinks: once, about the right place, and nothing where nothing can fail. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze, type Language, read } from '../../src/math/index.ts'
import { domainNotes, kinkNotes } from '../../src/math/notes/notes.ts'

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
  ['sum(x^k/(k - 2), k, 1, n)', ['the quotient needs k − 2 ≠ 0']],
  ['ln(abs(x))', ['the natural logarithm needs x ≠ 0']],
  ['1/abs(x)', ['the quotient needs x ≠ 0']],
  ['1/x^2', ['the quotient needs x ≠ 0']],
  ['a/(2 s^2)', ['the quotient needs s ≠ 0']],
  ['1/(2 abs(x - 1)^3)', ['the quotient needs x − 1 ≠ 0']],
  ['sqrt(x^2 + y^2)', ['where x² + y² is 0 the square root has no derivative']],
  ['sqrt((x - 1)^2 + (y - 2)^2)', ['where (x − 1)² + (y − 2)² is 0 the square root has no derivative']],
  ['sqrt(x^2 + (x - 1)^2)', []],
  ['1/sqrt(x^2 + y^2)', ['the quotient needs √(x² + y²) ≠ 0']],
  ['sqrt(exp(x))', []],
]

for (const [text, notes] of cases) {
  test(`domain of ${text}`, () => {
    assert.deepEqual(domains(text), notes)
  })
}

test('kinks say their convention, each once', () => {
  assert.deepEqual(kinks('abs(x) + 2 abs(x) + abs(y)'), ['the derivative of |x| at 0 is taken as 0'])
  assert.deepEqual(kinks('relu(x)'), ["relu'(0) = 0, as PyTorch"])
  assert.deepEqual(kinks('x^2'), [])
})

test('kinks say where they are, if that is one place by a name', () => {
  assert.deepEqual(kinks('abs(x - 1)'), ['the derivative of |x| at 0 is taken as 0; here that is at x = 1'])
  assert.deepEqual(kinks('abs(2x - 1) + abs(x + 3)'), ['the derivative of |x| at 0 is taken as 0; here that is at x = 1/2 and x = −3'])
  assert.deepEqual(kinks('abs(y - x^2)'), ['the derivative of |x| at 0 is taken as 0; here that is at y = x²'])
  assert.deepEqual(kinks('max(0, x)'), ["where the arguments of max are equal the derivative is taken as 0, as relu'(0); here that is at x = 0"])
  assert.deepEqual(kinks('abs(sin(x))'), ['the derivative of |x| at 0 is taken as 0'])
  assert.deepEqual(kinks('abs(x - 1) + abs(cos(x))'), ['the derivative of |x| at 0 is taken as 0'])
})

test('there is no kink where what holds it has no value there, or is flat', () => {
  assert.deepEqual(kinks('ln(abs(x))'), [])
  assert.deepEqual(kinks('abs(x)^3'), [])
  assert.deepEqual(kinks('ln(abs(x)) + abs(x)'), ['the derivative of |x| at 0 is taken as 0'])
})

const notesOf = (language: Language, text: string): string[] => {
  const analysis = analyze({ language, text })
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  return analysis.notes.filter(({ kind }) => kind === 'kink' || kind === 'domain').map(({ message }) => message)
}

for (const [language, text, notes] of [
  ['latex', '\\|x\\|_2', ['the norm of the zero vector has no derivative']],
  ['latex', '\\|X w - y\\|_2^2', []],
  ['latex', '\\|x\\|_1', ['the derivative of the norm by components that are 0 is taken as 0']],
  ['latex', '\\sum_{k=0}^n a_k x^k', []],
  ['python', 'import numpy as np\ndef f(x):\n    return np.max(x)', ['where several components are the largest the derivative is split evenly']],
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
    [
      'the derivative of |x| at 0 is taken as 0',
      'at r = 2 the function jumps, from 2 to 0: it has no derivative there',
      'at r = −2 the function jumps, from 0 to 2: it has no derivative there',
    ],
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
