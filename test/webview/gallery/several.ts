/** Views of functions of several variables that are drawn along one of them. */
import { derivative, scalar, step, verified, view } from './making.ts'
import { add, mul, neg, pow, program } from './program.ts'

const partial = (name: string, latex: string, text: string) =>
  derivative(name, `\\frac{\\partial V}{\\partial ${name}}`, latex, text, step('Power rule', `\\frac{\\partial}{\\partial ${name}} V`, latex), {
    kind: 'partial',
  })

const labels = (name: string) => ({ x: name, f: 'V(r, e, s)', derivative: `∂V/∂${name}`, second: `∂²V/∂${name}²` })
const slider = (name: string, value: number) => ({ name, latex: name, value, range: [-5, 5] as [number, number] })
const axis = (name: string, range: [number, number], others: [string, string], outputs: number[]) => ({
  variable: name,
  variableLatex: name,
  range,
  scale: 'linear' as const,
  labels: labels(name),
  parameters: others.map((other) => slider(other, other === 's' ? 2 : 1)),
  outputs,
})

/** e (s²/r² − s/r), along any of its three variables. */
export const potential = view({
  name: 'V',
  leftLatex: 'V(r, e, s)',
  latex: 'e \\left(\\frac{s^{2}}{r^{2}} - \\frac{s}{r}\\right)',
  text: 'e * (s**2/r**2 - s/r)',
  symbols: [scalar('r'), scalar('e'), scalar('s')],
  derivatives: [
    partial('r', '\\frac{e s}{r^{2}} - \\frac{2 e s^{2}}{r^{3}}', 'e*s/r**2 - 2*e*s**2/r**3'),
    partial('e', '\\frac{s^{2}}{r^{2}} - \\frac{s}{r}', 's**2/r**2 - s/r'),
    partial('s', '\\frac{2 e s}{r^{2}} - \\frac{e}{r}', '2*e*s/r**2 - e/r'),
  ],
  whole: {
    kind: 'gradient',
    leftLatex: '\\nabla V(r, e, s)',
    latex:
      '\\left(\\frac{e s}{r^{2}} - \\frac{2 e s^{2}}{r^{3}},\\; \\frac{s^{2}}{r^{2}} - \\frac{s}{r},\\; \\frac{2 e s}{r^{2}} - \\frac{e}{r}\\right)',
    narrowLatex:
      '\\begin{pmatrix} \\frac{e s}{r^{2}} - \\frac{2 e s^{2}}{r^{3}} \\\\ \\frac{s^{2}}{r^{2}} - \\frac{s}{r} \\\\ \\frac{2 e s}{r^{2}} - \\frac{e}{r} \\end{pmatrix}',
    text: '(e s/r^2 - 2e s^2/r^3, s^2/r^2 - s/r, 2e s/r^2 - e/r)',
    shape: [3],
    code: [],
    verified,
  },
  plot: {
    kind: 'curve',
    ...axis('r', [0, 8], ['e', 's'], [0, 1, 2]),
    others: [axis('e', [-4, 4], ['r', 's'], [0, 3]), axis('s', [-3, 3], ['r', 'e'], [0, 4])],
    program: program(
      ['r', 'e', 's'],
      [
        mul('e', add(mul(pow('s', 2), pow('r', -2)), neg(mul('s', pow('r', -1))))),
        mul('e', add(mul('s', pow('r', -2)), mul(-2, pow('s', 2), pow('r', -3)))),
        mul('e', add(mul(-2, 's', pow('r', -3)), mul(6, pow('s', 2), pow('r', -4)))),
        add(mul(pow('s', 2), pow('r', -2)), neg(mul('s', pow('r', -1)))),
        mul('e', add(mul(2, 's', pow('r', -2)), neg(pow('r', -1)))),
      ],
    ),
  },
})

/** Signs at the top, within brackets, and on the left: what tells where lines break. */
export const brackets = view({
  name: 'q',
  leftLatex: 'q(x)',
  latex: 'W_{2} \\max(0, W_{1} x + b_{1}) + b_{2}',
  text: 'W2 @ np.maximum(0, W1 @ x + b1) + b2',
  derivatives: [
    derivative(
      'x',
      "q'(x)",
      'a + b - W_{2} \\operatorname{diag}(\\mathbf{1}[W_{1} x + b_{1} > 0]) W_{1} + W_{3} (b + c - d) + e + f + g + h',
      'W2 @ np.diag(W1 @ x + b1 > 0) @ W1 + W3 @ (b + c - d) + e + f + g + h',
      step('Sum rule', '\\mathrm{d}(W_{2} \\max(0, W_{1} x + b_{1}) + b_{2} + b_{3} + b_{4})', 'W_{2}\\,\\mathrm{d}(\\max(0, W_{1} x + b_{1}))'),
    ),
  ],
})
