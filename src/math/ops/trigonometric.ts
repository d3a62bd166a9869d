/** Rows: the trigonometric functions, their inverses, angles in degrees. Source of all derivatives: DLMF 4.20 and 4.24. */
import { type Expr, type Operation, type Row, row } from '../expr.ts'
import { add, div, mul, neg, pi, pow, sqrt, sub } from './arithmetic.ts'
import { abs } from './condition.ts'
import { spelled } from './spelling.ts'

const CALCULATORS = 'numpy python jax torch tensorflow javascript julia matlab c sympy latex text'
/** Where the reciprocal functions are known by name. */
const ALGEBRA = 'julia matlab sympy text'

export const sin: Row = row({
  name: 'sin',
  title: 'sine',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  values: { min: -1, max: 1 },
  derivative: [(x) => cos(x)],
  kernel: Math.sin,
  latex: '\\sin',
  spell: spelled('sin', CALCULATORS),
})

export const cos: Row = row({
  name: 'cos',
  title: 'cosine',
  args: ['x'],
  elementwise: true,
  parity: 'even',
  values: { min: -1, max: 1 },
  derivative: [(x) => neg(sin(x))],
  kernel: Math.cos,
  latex: '\\cos',
  spell: spelled('cos', CALCULATORS),
})

/** Where the sine is not 0, and the cosine. */
const MULTIPLES: Operation['domain'] = [{ except: 0, every: { period: Math.PI, written: 'kπ for whole k' } }]
const BETWEEN: Operation['domain'] = [{ except: Math.PI / 2, every: { period: Math.PI, written: 'π/2 + kπ for whole k' } }]

export const tan: Row = row({
  name: 'tan',
  title: 'tangent',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [(_, self) => add(1, pow(self as Expr, 2))],
  kernel: Math.tan,
  domain: BETWEEN,
  latex: '\\tan',
  spell: spelled('tan', CALCULATORS, { latex: ['\\tan', '\\tg'], text: ['tan', 'tg'] }),
})

export const sec: Row = row({
  name: 'sec',
  title: 'secant',
  args: ['x'],
  elementwise: true,
  parity: 'even',
  derivative: [(x, self) => mul(self as Expr, tan(x))],
  meaning: (node) => div(1, cos(node.args[0] as Expr)),
  kernel: (x) => 1 / Math.cos(x),
  domain: BETWEEN,
  latex: '\\sec',
  spell: spelled('sec', `${ALGEBRA} latex`),
})

export const csc: Row = row({
  name: 'csc',
  title: 'cosecant',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [(x, self) => neg(mul(self as Expr, cot(x)))],
  meaning: (node) => div(1, sin(node.args[0] as Expr)),
  kernel: (x) => 1 / Math.sin(x),
  domain: MULTIPLES,
  latex: '\\csc',
  spell: spelled('csc', ALGEBRA, { latex: ['\\csc', '\\cosec'], text: ['csc', 'cosec'] }),
})

export const cot: Row = row({
  name: 'cot',
  title: 'cotangent',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [(_, self) => neg(add(1, pow(self as Expr, 2)))],
  meaning: (node) => div(1, tan(node.args[0] as Expr)),
  kernel: (x) => 1 / Math.tan(x),
  domain: MULTIPLES,
  latex: '\\cot',
  spell: spelled('cot', ALGEBRA, { latex: ['\\cot', '\\ctg'], text: ['cot', 'ctg'] }),
})

/* Inverses. The ranges are those of C and NumPy; acot and acsc are odd, as in MATLAB, Julia and SymPy. */

const inverseSpelling = (name: string): Operation['spell'] =>
  spelled(`a${name}`, 'python javascript julia matlab c sympy torch tensorflow', {
    numpy: [`arc${name}`, `a${name}`],
    jax: [`arc${name}`, `a${name}`],
    torch: [`a${name}`, `arc${name}`],
    latex: [`\\arc${name}`, `\\operatorname{arc${name}}`, `\\operatorname{a${name}}`],
    text: [`arc${name}`, `a${name}`],
  })

export const asin: Row = row({
  name: 'asin',
  title: 'inverse sine',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  values: { min: -Math.PI / 2, max: Math.PI / 2 },
  derivative: [(x) => div(1, sqrt(sub(1, pow(x, 2))))],
  kernel: Math.asin,
  domain: [{ min: -1, max: 1 }],
  latex: '\\arcsin',
  spell: inverseSpelling('sin'),
})

export const acos: Row = row({
  name: 'acos',
  title: 'inverse cosine',
  args: ['x'],
  elementwise: true,
  values: { min: 0, max: Math.PI },
  derivative: [(x) => neg(div(1, sqrt(sub(1, pow(x, 2)))))],
  kernel: Math.acos,
  domain: [{ min: -1, max: 1 }],
  latex: '\\arccos',
  spell: inverseSpelling('cos'),
})

export const atan: Row = row({
  name: 'atan',
  title: 'inverse tangent',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  values: { min: -Math.PI / 2, max: Math.PI / 2 },
  derivative: [(x) => div(1, add(1, pow(x, 2)))],
  kernel: Math.atan,
  latex: '\\arctan',
  spell: inverseSpelling('tan'),
})

const reciprocalInverse = (name: string): Operation['spell'] =>
  spelled(`a${name}`, ALGEBRA, { latex: [`\\operatorname{arc${name}}`, `\\operatorname{a${name}}`], text: [`arc${name}`, `a${name}`] })

export const asec: Row = row({
  name: 'asec',
  title: 'inverse secant',
  args: ['x'],
  elementwise: true,
  derivative: [(x) => div(1, mul(abs(x), sqrt(sub(pow(x, 2), 1))))],
  meaning: (node) => acos(div(1, node.args[0] as Expr)),
  // By the tangent: 1/x loses digits beside 1.
  kernel: (x) => (x < 0 ? Math.PI : 0) + Math.sign(x) * Math.atan(Math.sqrt((Math.abs(x) - 1) * (Math.abs(x) + 1))),
  sample: [{ min: 1.05, max: 4 }],
  latex: '\\operatorname{arcsec}',
  spell: reciprocalInverse('sec'),
})

export const acsc: Row = row({
  name: 'acsc',
  title: 'inverse cosecant',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [(x) => neg(div(1, mul(abs(x), sqrt(sub(pow(x, 2), 1)))))],
  meaning: (node) => asin(div(1, node.args[0] as Expr)),
  kernel: (x) => Math.asin(1 / x),
  sample: [{ min: 1.05, max: 4 }],
  latex: '\\operatorname{arccsc}',
  spell: reciprocalInverse('csc'),
})

export const acot: Row = row({
  name: 'acot',
  title: 'inverse cotangent',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [(x) => neg(div(1, add(1, pow(x, 2))))],
  meaning: (node) => atan(div(1, node.args[0] as Expr)),
  kernel: (x) => Math.atan(1 / x),
  domain: [{ except: 0 }],
  latex: '\\operatorname{arccot}',
  spell: reciprocalInverse('cot'),
})

export const atan2: Row = row({
  name: 'atan2',
  title: 'angle of a point',
  args: ['y', 'x'],
  elementwise: true,
  derivative: [(y, x) => div(x, add(pow(x, 2), pow(y, 2))), (y, x) => neg(div(y, add(pow(x, 2), pow(y, 2))))],
  kernel: Math.atan2,
  latex: '\\operatorname{atan2}(#1, #2)',
  spell: spelled('atan2', 'python torch tensorflow javascript matlab c sympy', {
    numpy: ['arctan2', 'atan2'],
    jax: ['arctan2', 'atan2'],
    torch: ['atan2', 'arctan2'],
    julia: 'atan',
    latex: ['\\operatorname{atan2}', '\\operatorname{arctan2}'],
    text: ['atan2', 'arctan2'],
  }),
  kinks: [{ where: (y, x) => add(abs(y), abs(x)), convention: 'the angle of the origin has no derivative' }],
})

/* Degrees. */

export const radians: Row = row({
  name: 'radians',
  title: 'degrees to radians',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [() => div(pi, 180)],
  meaning: (node) => mul(div(pi, 180), node.args[0] as Expr),
  kernel: (x) => x * (Math.PI / 180),
  latex: '\\operatorname{radians}',
  spell: {
    numpy: ['radians', 'deg2rad'],
    python: 'radians',
    jax: ['radians', 'deg2rad'],
    torch: 'deg2rad',
    julia: 'deg2rad',
    matlab: 'deg2rad',
    sympy: 'rad',
    text: ['radians', 'deg2rad'],
  },
})

export const degrees: Row = row({
  name: 'degrees',
  title: 'radians to degrees',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  derivative: [() => div(180, pi)],
  meaning: (node) => mul(div(180, pi), node.args[0] as Expr),
  kernel: (x) => x * (180 / Math.PI),
  latex: '\\operatorname{degrees}',
  spell: {
    numpy: ['degrees', 'rad2deg'],
    python: 'degrees',
    jax: ['degrees', 'rad2deg'],
    torch: 'rad2deg',
    julia: 'rad2deg',
    matlab: 'rad2deg',
    sympy: 'deg',
    text: ['degrees', 'rad2deg'],
  },
})

/** sin(x°) and cos(x°): whole turns and right angles are taken off exactly. */
function wavesOfDegrees(x: number): readonly [sine: number, cosine: number] {
  const within = x % 360
  const quarter = Math.round(within / 90)
  const angle = (within - 90 * quarter) * (Math.PI / 180)
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  switch ((quarter + 4) % 4) {
    case 0:
      return [sine, cosine]
    case 1:
      return [cosine, -sine]
    case 2:
      return [-sine, -cosine]
    default:
      return [-cosine, sine]
  }
}

const ofDegrees = (
  name: string,
  title: string,
  function_: Row,
  scipy: string,
  slope: (x: Expr) => Expr,
  kernel: (sine: number, cosine: number) => number,
): Row =>
  row({
    name: `${name}d`,
    title: `${title} of an angle in degrees`,
    args: ['x'],
    elementwise: true,
    parity: function_.op.parity,
    derivative: [(x) => mul(div(pi, 180), slope(x))],
    meaning: (node) => function_(radians(node.args[0] as Expr)),
    kernel: (x) => kernel(...wavesOfDegrees(x)),
    latex: `\\${name}(#1^\\circ)`,
    spell: { scipy: `special.${scipy}`, julia: `${name}d`, matlab: `${name}d`, text: `${name}d` },
  })
export const sind: Row = ofDegrees(
  'sin',
  'sine',
  sin,
  'sindg',
  (x) => cosd(x),
  (sine) => sine,
)
export const cosd: Row = ofDegrees(
  'cos',
  'cosine',
  cos,
  'cosdg',
  (x) => neg(sind(x)),
  (_, cosine) => cosine,
)
export const tand: Row = ofDegrees(
  'tan',
  'tangent',
  tan,
  'tandg',
  (x) => add(1, pow(tand(x), 2)),
  (sine, cosine) => sine / cosine,
)

const circular = [sin, cos, tan, sec, csc, cot, asin, acos, atan, asec, acsc, acot, atan2]
export const trigonometricRows: readonly Operation[] = [...circular, radians, degrees, sind, cosd, tand].map((r) => r.op)
