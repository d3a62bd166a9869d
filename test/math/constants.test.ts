/** Names that functions give to plain numbers: they are shown with their values, computed with, and defined in code; where a number is needed they are one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  backpropagation,
  compile,
  type Formula,
  gradientCode,
  type Language,
  rewritings,
  stability,
  vectorJacobianProduct,
} from '../../src/math/index.ts'

function analyzed(language: Language, text: string, options?: AnalyzeOptions, at?: string): Analysis {
  const place = at === undefined ? undefined : text.indexOf(at)
  const result = analyze({ language, text, ...(place !== undefined && { selection: { start: place, end: place + (at as string).length } }) }, options)
  assert.ok(result.ok, result.ok ? '' : `${text}: ${result.message}`)
  return result
}

const valuesOf = ({ variables }: Analysis): Record<string, unknown> =>
  Object.fromEntries(variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))

const slopeOf = ({ derivatives }: Analysis): Formula => derivatives[0] as Formula

const PLANCK = `import numpy as np
def planck(nu, T):
    h = 6.626e-34
    c = 3e8
    kB = 1.38e-23
    return 2*h*nu**3/c**2/(np.exp(h*nu/(kB*T)) - 1)
`

test('constants of a function are names with values, by which nothing is differentiated unless it is asked for', () => {
  const planck = analyzed('python', PLANCK)
  assert.equal(planck.value.text, '2h ν³/c²/(e^(h ν/(kB T)) − 1)')
  assert.deepEqual(
    planck.derivatives.map(({ wrt }) => wrt),
    ['nu', 'T'],
  )
  assert.deepEqual(valuesOf(planck), { h: 6.626e-34, c: 3e8, kB: 1.38e-23 })
  assert.ok(planck.variables.every(({ name, role }) => role === (['nu', 'T'].includes(name) ? 'variable' : 'parameter')))
  // Nothing is asked of what is a number.
  assert.deepEqual(
    planck.notes.map(({ message }) => message),
    ['the quotient needs T ≠ 0', 'the quotient needs e^(h ν/(kB T)) − 1 ≠ 0'],
  )
  const asked = analyzed('python', 'def f(x):\n    c = 2.5\n    return x**2*c**3', { wrt: 'c' })
  assert.equal(slopeOf(asked).text, '3x² c²')
  assert.equal(slopeOf(asked).evaluate({ x: 1, c: -2 }), 12)
  assert.equal(slopeOf(asked).code('python', { name: 'df' }), 'def df(x, c=2.5):\n    return 3 * x**2 * c**2\n')
})

test('they have the values of the text unless others are given', () => {
  const { value, derivatives } = analyzed('python', 'def f(x):\n    c = 2.5\n    return abs(c)*x**2 + (c**2*x)**0.5')
  const slope = derivatives[0] as Formula
  assert.equal(value.evaluate({ x: 4 }), 45)
  assert.equal(value.evaluate({ x: 4, c: 1 }), 18)
  // What was simplified for a positive one is not so for others.
  assert.equal(value.evaluate({ x: 4, c: -1 }), 18)
  assert.equal(slope.evaluate({ x: 4, c: -1 }), 8.25)
  assert.ok(Number.isNaN(value.evaluate({ x: 4, c: Number.NaN })))
  const [pass] = [compile([value, slope], ['x'])([Float64Array.of(4, 1)])]
  assert.deepEqual(
    pass.map((column) => [...column]),
    [
      [45, 5],
      [20.625, 6.25],
    ],
  )
  assert.deepEqual([...(compile([value], ['x', 'c'])([Float64Array.of(4), Float64Array.of(1)])[0] as Float64Array)], [18])
  const graph = backpropagation(value, ['x', 'c'])
  assert.ok(graph.nodes.some(({ input }) => input === 'c'))
})

test('a whole function defines them as the one of the text does', () => {
  const morse = analyzed('python', 'import math\ndef morse(r):\n    D, a = 4.75, 1.93\n    return D*(1 - math.exp(-a*r))**2')
  const slope = slopeOf(morse)
  assert.equal(
    slope.code('python', { name: 'dmorse' }),
    'def dmorse(r):\n    D = 4.75\n    a = 1.93\n    return -2 * D * a * math.exp(-a * r) * math.expm1(-a * r)\n',
  )
  assert.equal(
    slope.code('javascript', { name: 'dmorse' }),
    'function dmorse(r) {\n  const D = 4.75;\n  const a = 1.93;\n  return -2 * D * a * Math.exp(-a * r) * Math.expm1(-a * r);\n}\n',
  )
  assert.match(slope.code('c', { name: 'dmorse' }), /^double dmorse\(double r\)\n\{\n {4}const double D = 4\.75;\n {4}const double a = 1\.93;\n/)
  assert.match(slope.code('matlab', { name: 'dmorse' }), /^function y = dmorse\(r\)\n {4}D = 4\.75;\n {4}a = 1\.93;\n/)
  assert.match(slope.code('julia', { name: 'dmorse' }), /^function dmorse\(r\)\n {4}D = 4\.75\n {4}a = 1\.93\n/)
  assert.match(slope.code('sympy', { name: 'dmorse' }), /^def dmorse\(r\):\n {4}D = 4\.75\n {4}a = 1\.93\n/)
  assert.equal(slope.code('python'), '-2 * D * a * math.exp(-a * r) * math.expm1(-a * r)')
  assert.match(gradientCode(morse, 'numpy'), /^def morse_and_gradient\(r\):\n {4}D = 4\.75\n {4}a = 1\.93\n/)
  const layer = analyzed('python', 'import numpy as np\ndef f(x):\n    k = 0.5\n    return np.tanh(k*x)', { shapes: { x: ['n'] } })
  assert.match(
    vectorJacobianProduct(layer.derivatives[0] as Analysis['derivatives'][0]).code('numpy', { name: 'vjp' }),
    /^def vjp\(x, G\):\n {4}k = 0\.5\n/,
  )
  // The module that computes with numbers takes them.
  const torch = analyzed('python', 'import torch, math\ndef f(x):\n    s, low = 2.5, 0.1\n    return torch.clamp(x, min=low)*math.log(s)')
  assert.match(torch.value.code('torch', { name: 'f' }), /torch\.clamp\(x, min=low\) \* math\.log\(s\)|math\.log\(s\) \* torch\.clamp\(x, min=low\)/)
})

test('an expression has the names where they are known, and the numbers elsewhere', () => {
  const text = 'import numpy as np\ndef rate(T):\n    R = 8.314\n    return np.exp(-1/(R*T))\ny = rate(x)**2\n'
  const outside = analyzed('python', text, {}, 'rate(x)**2')
  assert.equal(outside.value.text, '(e^(−1/(R x)))²')
  assert.equal(slopeOf(outside).code('numpy'), '2 * np.exp(-2 / (8.314 * x)) / (8.314 * x**2)')
  assert.match(slopeOf(outside).code('numpy', { name: 'dy' }), /^def dy\(x\):\n {4}R = 8\.314\n/)
  const inside = analyzed('python', text, {}, 'np.exp(-1/(R*T))')
  assert.equal(slopeOf(inside).code('numpy'), 'np.exp(-1 / (R * T)) / (R * T**2)')
  const clash = analyzed('python', 'def g(x):\n    c = 2.0\n    return c*x**2\ndef f(x):\n    c = 3.0\n    return c*g(x)')
  assert.deepEqual(valuesOf(clash), { c: 3, c_2: 2 })
  assert.equal(slopeOf(clash).code('python'), '2 * c * 2.0 * x')
  assert.equal(slopeOf(clash).code('python', { name: 'df' }), 'def df(x):\n    c = 3.0\n    c_2 = 2.0\n    return 2 * c * c_2 * x\n')
  const greek = analyzed('julia', 'function f(x)\n    σ = 0.5\n    β1 = 1.5\n    k = 2.5\n    return exp(-k*x^2/(2σ^2)) * β1\nend')
  assert.equal(greek.value.code('julia'), '1.5 * exp(-k * x^2 / (2 * 0.5^2))')
  assert.match(greek.value.code('julia', { name: 'g' }), /sigma = 0\.5\n/)
  const dollar = analyzed('javascript', 'function f(x) { const $k = 2.5; return $k * x ** 2 }')
  assert.equal(slopeOf(dollar).code('javascript'), '2 * 2.5 * x')
  // An integer of C divides as one.
  const ratio = analyzed('plain', 'double f(double x) { int i = 1; int n = 4; return x * i / n; }')
  assert.equal(slopeOf(ratio).code('c'), '1.0 / 4.0')
  assert.match(slopeOf(ratio).code('c', { name: 'df' }), /const double i = 1\.0;\n {4}const double n = 4\.0;\n {4}return i \/ n;/)
})

test('a number stands where one is needed', () => {
  const shown = (lines: string[], options?: AnalyzeOptions): string =>
    analyzed('python', `import numpy as np\ndef f(x):\n${lines.map((line) => `    ${line}\n`).join('')}`, options).value.text
  assert.equal(shown(['n = 3', 'return x**n + n*x']), 'x³ + 3x')
  assert.equal(shown(['n = 3', 'return np.power(x, n)']), 'x³')
  assert.equal(shown(['n = 2', 'return x[n]*n'], { shapes: { x: [4] } }), 'x[2]·2')
  assert.equal(shown(['n = 3', 's = 0', 'for i in range(n): s += x**i', 'return s/n']), '(x⁰ + x¹ + x²)/3')
  assert.equal(shown(['n = 3', 'return np.ones(n) @ x']), '[1, 1, 1]ᵀ x')
  assert.equal(shown(['n = 7', 'return n//2*x + n%4']), '3x + 3')
  assert.equal(shown(['mode = 2', 'if mode == 1: return x', 'return x**3']), 'x³')
  // What is changed, gone through or only says the number is no constant.
  assert.equal(shown(['y = 0.5', 'y += x', 'return y']), '0.5 + x')
  assert.equal(shown(['y = 1.0', 'for k in range(2): y = y*x', 'return y']), 'x²')
  assert.equal(shown(['half = 0.5', 'one_third = 1/3', 'return half*x**2 + one_third*x']), '0.5x² + x/3')
  assert.equal(
    analyzed('python', 'def f(x):\n    c = 3.0\n    def g(y):\n        nonlocal c\n        c = 4.0\n        return c*y\n    return g(x) + c').value
      .text,
    '4.0x + 4.0',
  )
})

test('how many steps there are is decided by decimals as it is by those of a file', () => {
  const { value, variables } = analyzed('python', 'def f(x):\n    dt = 0.25\n    for _ in range(int(1/dt)):\n        x = x + dt*x\n    return x')
  assert.equal(variables.find(({ name }) => name === 'dt')?.decides, true)
  assert.equal(value.evaluate({ x: 1 }), 1.25 ** 4)
  assert.equal(value.evaluate({ x: 1, dt: 0.5 }), 1.5 ** 2)
  assert.equal(value.evaluate({ x: 1, dt: 1 }), 2)
  const branch = analyzed('python', 'def f(x):\n    c = 2.5\n    if c > 2.0:\n        return c*x\n    return x')
  assert.equal(branch.value.text, 'c x')
  assert.equal(branch.value.evaluate({ x: 1, c: 1.5 }), 1)
})

test('what is computed keeps its digits where that hangs on the numbers', () => {
  const ease = analyzed(
    'javascript',
    'function ease(x) {\n  const c1 = 1.70158;\n  const c3 = c1 + 1;\n  return 1 + c3 * Math.pow(x - 1, 3) + c1 * Math.pow(x - 1, 2);\n}',
  )
  assert.equal(ease.value.text, '1 + (c1 + 1)(x − 1)³ + c1·(x − 1)²')
  const exact = 4.70158 * 4e-9 - 6.40316 * 1.6e-17
  assert.ok(Math.abs((ease.value.evaluate({ x: 4e-9 }) as number) - exact) < 1e-14 * exact)
  assert.ok(Math.abs((compile([ease.value], ['x'])([Float64Array.of(4e-9)])[0]?.[0] as number) - exact) < 1e-14 * exact)
  assert.doesNotMatch(ease.value.code('javascript', { name: 'ease' }), /c1/)
  const { stable } = stability(ease.value) ?? { stable: { error: 1 } }
  assert.ok(stable.error < 1e-14)
  const logistic = analyzed('python', 'import numpy as np\ndef f(x):\n    k = 1.5\n    return np.log(1 + np.exp(k*x))')
  assert.match(logistic.value.code('numpy', { name: 'f' }), /^def f\(x\):\n {4}k = 1\.5\n {4}.*(?:logaddexp|log1p)/)
  assert.ok(rewritings(logistic.value, 'numpy', 'np').some(({ kind, text }) => kind === 'stable' && /\bk\b/.test(text)))
})

test('values at which they stand are known to notes and conventions', () => {
  const eps = analyzed('python', 'import numpy as np\ndef f(x):\n    eps = 1e-8\n    return np.log(x**2 + eps)/np.sqrt(x**2 + eps)')
  assert.deepEqual(eps.notes, [])
  const bounce = analyzed('typescript', 'function f(x: number) {\n  const d = 2.75;\n  return x < 1 / d ? d * x : 1 + (x - 1 / d) ** 2;\n}')
  assert.deepEqual(
    bounce.notes.map(({ message }) => message),
    ['at x = 1/d the derivative jumps, from 2.75 to 0'],
  )
  const clipped = analyzed('python', 'import numpy as np\ndef f(x):\n    low = 0.5\n    return np.maximum(x, low)', { shapes: { x: ['n'] } })
  assert.deepEqual(slopeOf(clipped).evaluate({ x: [0.5, 1] }), [
    [0, 0],
    [0, 1],
  ])
  assert.ok(clipped.notes.some(({ message }) => message.includes('of the larger value is taken as 0')))
  // A cursor on the line of one means the function.
  const start = PLANCK.indexOf('1.38e-23')
  const around = analyze({ language: 'python', text: PLANCK, selection: { start, end: start } })
  assert.ok(around.ok && around.name === 'planck')
})
