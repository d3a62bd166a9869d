/** What the host would send: the five topics, and the cases at the edges. One view a name. */
import type { Note, RefusalView, Value, WholeView } from '../../../src/protocol.ts'
import { curve, derivative, nextVersion, over, scalar, step, verified, view } from './making.ts'
import { add, cos, div, exp, ln, mul, neg, pow, program, sin, tan } from './program.ts'
import { potential } from './several.ts'

const x2 = pow('x', 2)
export const square = view({
  name: 'f',
  leftLatex: 'f(x)',
  latex: 'x^{2}',
  text: 'x**2',
  derivatives: [
    derivative('x', "f'(x)", '2x', '2*x', step('Power rule', '\\frac{\\mathrm{d}}{\\mathrm{d}x} x^{2}', '2x', [], { start: 120, end: 124 })),
  ],
  plot: curve('f', [-5, 5], [x2, mul(2, 'x'), mul(2, 1)]),
})

export const chain = view({
  name: 'g',
  leftLatex: 'g(x)',
  latex: '\\sin\\left(x^{2}\\right)',
  text: 'np.sin(x**2)',
  derivatives: [
    derivative(
      'x',
      "g'(x)",
      '2x\\cos\\left(x^{2}\\right)',
      '2*x*np.cos(x**2)',
      step(
        'Chain rule: outer function sin(u), inner function u = x²',
        '\\frac{\\mathrm{d}}{\\mathrm{d}x} \\sin\\left(x^{2}\\right)',
        ['\\cos\\left(x^{2}\\right) \\cdot 2x', '2x\\cos\\left(x^{2}\\right)'],
        [
          step('Derivative of the sine', '\\frac{\\mathrm{d}}{\\mathrm{d}u} \\sin u', '\\cos u', [], { start: 120, end: 132 }),
          step(
            'Power rule',
            '\\frac{\\mathrm{d}}{\\mathrm{d}x} x^{2}',
            '2x',
            [step('Derivative of the variable', '\\frac{\\mathrm{d}}{\\mathrm{d}x} x', '1')],
            {
              start: 127,
              end: 131,
            },
          ),
        ],
      ),
    ),
  ],
  plot: curve('g', [-3, 3], [sin(x2), mul(2, 'x', cos(x2)), add(mul(2, cos(x2)), mul(-4, x2, sin(x2)))]),
})

const x3 = pow('x', 3)
export const composed = view({
  name: 'h',
  leftLatex: 'h(x)',
  latex: 'e^{x^{3}}',
  text: 'outer(inner(x))',
  derivatives: [
    derivative(
      'x',
      "h'(x)",
      '3x^{2} e^{x^{3}}',
      '3*x**2*np.exp(x**3)',
      step('Chain rule: outer function eᵘ, inner function u = x³', '\\frac{\\mathrm{d}}{\\mathrm{d}x} e^{x^{3}}', 'e^{x^{3}} \\cdot 3x^{2}'),
    ),
  ],
  plot: curve('h', [0, 2], [exp(x3), mul(3, x2, exp(x3))], [], 'logarithmic'),
})

const partial = (name: string, latex: string, text: string) =>
  derivative(
    name,
    `\\frac{\\partial f}{\\partial ${name}}`,
    latex,
    text,
    step('Power rule', `\\frac{\\partial}{\\partial ${name}} ${name}^{2}`, latex),
    { kind: 'partial' },
  )
const around = (end: number): [number, number] => [-end, end]
const gradient = (leftLatex: string, latex: string, text: string, code: WholeView['code'] = []): WholeView => {
  return { kind: 'gradient', leftLatex, latex, text, shape: [2], code, verified }
}
export const bowl = view({
  name: 'f',
  key: 'notebook.ipynb#bowl',
  leftLatex: 'f(x, y)',
  latex: 'x^{2} + y^{2}',
  text: 'x**2 + y**2',
  symbols: [scalar('x'), scalar('y')],
  derivatives: [partial('x', '2x', '2*x'), partial('y', '2y', '2*y')],
  whole: gradient('\\nabla f(x, y)', '\\left(2x,\\; 2y\\right)', '(2x, 2y)', [{ language: 'torch', label: 'PyTorch', text: '2*x\n\n2*y' }]),
  plot: {
    ...over('x', 'y'),
    ranges: [around(2), around(2)],
    program: program(['x', 'y'], [add(x2, pow('y', 2)), mul(2, 'x'), mul(2, 'y')]),
    label: 'f(x, y)',
    parameters: [],
  },
})

/** σ(W x + b) at the values of the tutorial, by hand: z = W x + b = (1.5, 3.4), s(1-s) on the diagonal. */
const W = [
  [0.1, 0.2, 0.3],
  [0.4, 0.5, 0.6],
]
const output = [1.5, 3.4].map((z) => 1 / (1 + Math.exp(-z)))
const slopes = output.map((s) => s * (1 - s))
const byX = W.map((row, i) => row.map((w) => w * (slopes[i] ?? 0)))
const byW = slopes.map((slope, i) => W.map((_, j) => [1, 2, 3].map((x) => (i === j ? slope * x : 0))))
const byB = slopes.map((slope, i) => slopes.map((_, j) => (i === j ? slope : 0)))
const layerBy = (wrt: string, latex: string, shape: (string | number)[], value: Value, vjpLatex: string, kind: 'jacobian' | 'tensor' = 'jacobian') =>
  derivative(
    wrt,
    `\\frac{\\partial y}{\\partial ${wrt}}`,
    latex,
    `J_${wrt}`,
    step('Chain rule through the sigmoid', `\\mathrm{d}\\,\\sigma(Wx + b)`, 's \\odot (1 - s) \\odot \\mathrm{d}(Wx + b)'),
    {
      kind,
      shape,
      value,
      vjpLatex,
    },
  )
export const layer = view({
  name: 'y',
  leftLatex: 'y',
  latex: '\\sigma\\left(W x + b\\right)',
  text: '1 / (1 + np.exp(-(W @ x + b)))',
  value: { latex: '\\sigma\\left(W x + b\\right)', text: 'σ(W x + b)', shape: ['m'] },
  symbols: [
    { name: 'x', latex: 'x', shape: ['n'], traits: {}, role: 'variable', value: [1, 2, 3] },
    { name: 'W', latex: 'W', shape: ['m', 'n'], traits: {}, role: 'variable', value: W },
    { name: 'b', latex: 'b', shape: ['m'], traits: {}, role: 'variable', value: [0.1, 0.2] },
  ],
  derivatives: [
    layerBy(
      'x',
      '\\operatorname{diag}(s \\odot (1 - s)) W, \\quad s = \\sigma(W x + b)',
      ['m', 'n'],
      byX,
      'W^{\\top} \\left(G \\odot s \\odot (1 - s)\\right)',
    ),
    layerBy(
      'W',
      '\\left[s_{i} (1 - s_{i})\\, \\delta_{ij}\\, x_{k}\\right]_{ijk}',
      ['m', 'm', 'n'],
      byW,
      '\\left(G \\odot s \\odot (1 - s)\\right) x^{\\top}',
      'tensor',
    ),
    layerBy('b', '\\operatorname{diag}\\left(s \\odot (1 - s)\\right)', ['m', 'm'], byB, 'G \\odot s \\odot (1 - s)'),
  ],
  plot: {
    kind: 'matrix',
    output,
    inputs: [
      { name: 'x', value: [1, 2, 3] },
      { name: 'W', value: W },
      { name: 'b', value: [0.1, 0.2] },
    ],
  },
})

/** A curve with a slider, with poles, and with notes of every kind. */
export const slider = view({
  name: 'p',
  leftLatex: 'p(x)',
  latex: 'a \\sin\\left(k x\\right)',
  text: 'a * sin(k * x)',
  symbols: [scalar('x'), scalar('a', 'parameter', 1), scalar('k', 'parameter')],
  derivatives: [
    derivative(
      'x',
      "p'(x)",
      'a k \\cos\\left(k x\\right)',
      'a*k*cos(k*x)',
      step('Chain rule', '\\frac{\\mathrm{d}}{\\mathrm{d}x} a \\sin(kx)', 'a k \\cos(k x)'),
    ),
  ],
  plot: curve('p', [-5, 5], [mul('a', sin(mul('k', 'x'))), mul('a', 'k', cos(mul('k', 'x')))], ['a', 'k']),
})

const everyNote: Note[] = [
  { kind: 'reading', message: 'Read a(x + 1) as the product a · (x + 1).', range: { start: 0, end: 4 } },
  { kind: 'domain', message: 'Not defined where cos x = 0.' },
  { kind: 'kink', message: 'relu′(0) = 0, as PyTorch takes it.', range: { start: 2, end: 6 } },
  { kind: 'shape', message: 'x is taken for a scalar.' },
]
export const poles = view({
  name: 't',
  leftLatex: 't(x)',
  latex: '\\tan x',
  text: 'tan(x)',
  notes: everyNote,
  derivatives: [
    derivative(
      'x',
      "t'(x)",
      '\\frac{1}{\\cos^{2} x}',
      '1/cos(x)**2',
      step('Derivative of the tangent', '\\frac{\\mathrm{d}}{\\mathrm{d}x} \\tan x', '\\frac{1}{\\cos^{2} x}'),
      {
        verified: { method: 'none', why: 'no point of the domain was found' },
      },
    ),
  ],
  plot: curve('t', [-5, 5], [tan('x'), pow(cos('x'), -2)]),
})

export const halfLine = view({
  name: 'l',
  leftLatex: 'l(x)',
  latex: '\\ln x',
  text: 'log(x)',
  derivatives: [
    derivative('x', "l'(x)", '\\frac{1}{x}', '1/x', step('Derivative of the logarithm', '\\frac{\\mathrm{d}}{\\mathrm{d}x} \\ln x', '\\frac{1}{x}')),
  ],
  plot: curve('l', [-2, 8], [ln('x'), div(1, 'x'), neg(pow('x', -2))], [], 'logarithmic'),
})

const terms = Array.from({ length: 14 }, (_, i) => `\\frac{a_{${i + 1}} \\cos\\left(${i + 1} \\omega t\\right)}{\\sqrt{1 + ${i + 1}t^{2}}}`)
export const long = view({
  name: 'series',
  leftLatex: '\\operatorname{series}(t)',
  latex: terms.join(' + '),
  text: 'sum(...)',
  symbols: [
    scalar('t'),
    ...Array.from({ length: 14 }, (_, i) => ({ ...scalar(`a_${i + 1}`, 'parameter'), latex: `a_{${i + 1}}` })),
    { ...scalar('omega', 'parameter', 6.283185307179586), latex: '\\omega' },
  ],
  derivatives: [
    derivative(
      't',
      "\\operatorname{series}'(t)",
      `${terms.join(' - ')} + \\left(${terms.slice(0, 6).join(' + ')}\\right)^{2}`,
      '…',
      step('Sum rule', terms.slice(0, 5).join('+'), terms.join('+')),
    ),
  ],
})

/** A Jacobian too large to be read at a glance: 24 by 40, and its table on demand. */
const large = Array.from({ length: 24 }, (_, i) => Array.from({ length: 40 }, (_, j) => Math.sin(i * 0.7) * Math.cos(j * 0.4)))
export const wide = view({
  name: 'y',
  key: 'wide',
  leftLatex: 'y',
  latex: 'A x',
  text: 'A @ x',
  value: { latex: 'A x', text: 'A x', shape: [24] },
  symbols: [
    { name: 'x', latex: 'x', shape: [40], traits: {}, role: 'variable' },
    { name: 'A', latex: 'A', shape: [24, 40], traits: {}, role: 'parameter', value: large },
  ],
  derivatives: [
    derivative('x', '\\frac{\\partial y}{\\partial x}', 'A', 'A', step('Product with a constant', '\\mathrm{d}(A x)', 'A\\, \\mathrm{d}x'), {
      kind: 'jacobian',
      shape: [24, 40],
      value: large,
    }),
  ],
})

/** Waves with a parameter, over a rectangle that is no square. */
export const waves = view({
  name: 'w',
  leftLatex: 'w(u, v)',
  latex: '\\sin\\left(c\\, u\\right) \\cos v',
  text: 'sin(c*u) * cos(v)',
  symbols: [scalar('u'), scalar('v'), scalar('c', 'parameter', 1)],
  derivatives: [
    derivative(
      'u',
      '\\frac{\\partial w}{\\partial u}',
      'c \\cos\\left(c\\, u\\right) \\cos v',
      'c*cos(c*u)*cos(v)',
      step('Chain rule', '\\partial_u', 'c'),
    ),
    derivative(
      'v',
      '\\frac{\\partial w}{\\partial v}',
      '-\\sin\\left(c\\, u\\right) \\sin v',
      '-sin(c*u)*sin(v)',
      step('Chain rule', '\\partial_v', '-'),
    ),
  ],
  whole: gradient(
    '\\nabla w(u, v)',
    '\\left(c \\cos\\left(c\\, u\\right) \\cos v,\\; -\\sin\\left(c\\, u\\right) \\sin v\\right)',
    '(c cos(cu) cos v, -sin(cu) sin v)',
  ),
  plot: {
    ...over('u', 'v'),
    ranges: [around(4), around(2)],
    program: program(
      ['u', 'v', 'c'],
      [mul(sin(mul('c', 'u')), cos('v')), mul('c', cos(mul('c', 'u')), cos('v')), neg(mul(sin(mul('c', 'u')), sin('v')))],
    ),
    label: 'w(u, v)',
    parameters: [{ name: 'c', latex: 'c', value: 1, range: [-5, 5] }],
  },
})

export const refused = (): RefusalView => ({
  version: nextVersion(),
  origin: { label: 'losses.py, line 12' },
  message: 'The call of open has no value that could be differentiated.',
  hint: 'Select the formula without the call.',
  text: 'y = x**2 + open(path).read()',
  range: { start: 11, end: 28 },
})

export const examples = [
  { name: 'square', label: 'a parabola', latex: 'f(x) = x^{2}' },
  { name: 'bowl', label: 'a bowl and its gradient', latex: 'f(x, y) = x^{2} + y^{2}' },
  { name: 'layer', label: 'a layer of a network', latex: 'y = \\sigma(W x + b)' },
]

export const views = { square, chain, composed, bowl, layer, slider, poles, halfLine, long, wide, waves, potential }
