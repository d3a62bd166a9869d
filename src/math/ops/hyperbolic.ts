/** Rows: the hyperbolic functions and their inverses. Source of all derivatives: DLMF 4.34 and 4.37. */
import { type Expr, type Operation, type Row, row } from '../expr.ts'
import { add, div, mul, neg, pow, sqrt, sub } from './arithmetic.ts'
import { abs } from './condition.ts'
import { spelled } from './spelling.ts'

const CALCULATORS = 'numpy python jax torch tensorflow javascript julia matlab c sympy latex text'
const ALGEBRA = 'julia matlab sympy text'

export const sinh: Row = row({
  name: 'sinh',
  title: 'hyperbolic sine',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  derivative: [(x) => cosh(x)],
  kernel: Math.sinh,
  sample: [{ min: -5, max: 5 }],
  latex: '\\sinh',
  spell: spelled('sinh', CALCULATORS, { latex: ['\\sinh', '\\sh'] }),
})

export const cosh: Row = row({
  name: 'cosh',
  title: 'hyperbolic cosine',
  args: ['x'],
  elementwise: true,
  parity: 'even',
  values: { min: 1 },
  derivative: [(x) => sinh(x)],
  kernel: Math.cosh,
  sample: [{ min: -5, max: 5 }],
  latex: '\\cosh',
  spell: spelled('cosh', CALCULATORS, { latex: ['\\cosh', '\\ch'] }),
})

export const tanh: Row = row({
  name: 'tanh',
  title: 'hyperbolic tangent',
  called: /hyperbolic tangent|tanh|\$?\\tanh/,
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  values: { min: -1, max: 1, minOpen: true, maxOpen: true },
  layer: true,
  derivative: [(_, self) => sub(1, pow(self as Expr, 2))],
  kernel: Math.tanh,
  latex: '\\tanh',
  spell: spelled('tanh', CALCULATORS, {
    jax: ['tanh', 'nn.tanh'],
    torch: ['tanh', 'nn.functional.tanh'],
    tensorflow: ['math.tanh', 'tanh', 'nn.tanh'],
    latex: ['\\tanh', '\\th'],
  }),
})

export const sech: Row = row({
  name: 'sech',
  title: 'hyperbolic secant',
  args: ['x'],
  elementwise: true,
  parity: 'even',
  values: { min: 0, max: 1, minOpen: true },
  derivative: [(x, self) => neg(mul(self as Expr, tanh(x)))],
  meaning: (node) => div(1, cosh(node.args[0] as Expr)),
  kernel: (x) => 1 / Math.cosh(x),
  latex: '\\operatorname{sech}',
  spell: spelled('sech', ALGEBRA, { latex: ['\\operatorname{sech}', '\\sech'] }),
})

export const csch: Row = row({
  name: 'csch',
  title: 'hyperbolic cosecant',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [(x, self) => neg(mul(self as Expr, coth(x)))],
  meaning: (node) => div(1, sinh(node.args[0] as Expr)),
  kernel: (x) => 1 / Math.sinh(x),
  domain: [{ except: 0 }],
  latex: '\\operatorname{csch}',
  spell: spelled('csch', ALGEBRA, { latex: ['\\operatorname{csch}', '\\csch'] }),
})

export const coth: Row = row({
  name: 'coth',
  title: 'hyperbolic cotangent',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [(_, self) => sub(1, pow(self as Expr, 2))],
  meaning: (node) => div(1, tanh(node.args[0] as Expr)),
  kernel: (x) => 1 / Math.tanh(x),
  domain: [{ except: 0 }],
  latex: '\\coth',
  spell: spelled('coth', ALGEBRA, { latex: ['\\coth', '\\cth'] }),
})

/* Inverses. */

const latexNames = (name: string): readonly string[] => [
  `\\operatorname{ar${name}}`,
  `\\operatorname{arc${name}}`,
  `\\operatorname{a${name}}`,
  `\\ar${name}`,
  `\\arc${name}`,
]
const inverseSpelling = (name: string): Operation['spell'] =>
  spelled(`a${name}`, 'python javascript julia matlab c sympy tensorflow', {
    numpy: [`arc${name}`, `a${name}`],
    jax: [`arc${name}`, `a${name}`],
    torch: [`a${name}`, `arc${name}`],
    latex: latexNames(name),
    text: [`ar${name}`, `a${name}`, `arc${name}`],
  })

export const asinh: Row = row({
  name: 'asinh',
  title: 'inverse hyperbolic sine',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  derivative: [(x) => div(1, sqrt(add(pow(x, 2), 1)))],
  kernel: Math.asinh,
  latex: '\\operatorname{arsinh}',
  spell: inverseSpelling('sinh'),
})

export const acosh: Row = row({
  name: 'acosh',
  title: 'inverse hyperbolic cosine',
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0 },
  derivative: [(x) => div(1, sqrt(sub(pow(x, 2), 1)))],
  kernel: Math.acosh,
  domain: [{ min: 1 }],
  latex: '\\operatorname{arcosh}',
  spell: inverseSpelling('cosh'),
})

export const atanh: Row = row({
  name: 'atanh',
  title: 'inverse hyperbolic tangent',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  derivative: [(x) => div(1, sub(1, pow(x, 2)))],
  kernel: Math.atanh,
  domain: [{ min: -1, max: 1, minOpen: true, maxOpen: true }],
  latex: '\\operatorname{artanh}',
  spell: inverseSpelling('tanh'),
})

const reciprocalInverse = (name: string): Operation['spell'] =>
  spelled(`a${name}`, ALGEBRA, { latex: latexNames(name), text: [`ar${name}`, `a${name}`, `arc${name}`] })

export const asech: Row = row({
  name: 'asech',
  title: 'inverse hyperbolic secant',
  args: ['x'],
  elementwise: true,
  derivative: [(x) => neg(div(1, mul(x, sqrt(sub(1, pow(x, 2))))))],
  meaning: (node) => acosh(div(1, node.args[0] as Expr)),
  // 1/x loses digits beside 1.
  kernel: (x) => 2 * Math.asinh(Math.sqrt((1 - x) / (2 * x))),
  domain: [{ min: 0, minOpen: true, max: 1 }],
  latex: '\\operatorname{arsech}',
  spell: reciprocalInverse('sech'),
})

export const acsch: Row = row({
  name: 'acsch',
  title: 'inverse hyperbolic cosecant',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [(x) => neg(div(1, mul(abs(x), sqrt(add(1, pow(x, 2))))))],
  meaning: (node) => asinh(div(1, node.args[0] as Expr)),
  kernel: (x) => Math.asinh(1 / x),
  domain: [{ except: 0 }],
  latex: '\\operatorname{arcsch}',
  spell: reciprocalInverse('csch'),
})

export const acoth: Row = row({
  name: 'acoth',
  title: 'inverse hyperbolic cotangent',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  // The same line as that of artanh, on the other side of 1: negative, since x² > 1.
  derivative: [(x) => div(1, sub(1, pow(x, 2)))],
  meaning: (node) => atanh(div(1, node.args[0] as Expr)),
  // 1/x loses digits beside 1.
  kernel: (x) => (Math.sign(x) * Math.log1p(2 / (Math.abs(x) - 1))) / 2,
  sample: [{ min: 1.05, max: 5 }],
  latex: '\\operatorname{arcoth}',
  spell: reciprocalInverse('coth'),
})

export const hyperbolicRows: readonly Operation[] = [sinh, cosh, tanh, sech, csch, coth, asinh, acosh, atanh, asech, acsch, acoth].map((r) => r.op)
