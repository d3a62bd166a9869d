/** Rows: Bessel functions. Derivatives from DLMF 10.6 and 10.29. */
import { type Expr, exactOf, type Operation, type Row, row } from '../expr.ts'
import { besselI, besselJ, besselK, besselY } from '../kernels/bessel.ts'
import { add, div, neg, sub } from './arithmetic.ts'
import { noDerivativeBy } from './special.ts'

interface Kind {
  readonly letter: 'J' | 'Y' | 'I' | 'K'
  readonly title: string
  readonly kernel: (order: number, x: number) => number
  /** The derivative is ½ (below · f_{n-1} + above · f_{n+1}). */
  readonly below: 1 | -1
  readonly above: 1 | -1
  readonly spell: Operation['spell']
}

/** Any order. */
function anyOrder({ letter, title, kernel, below, above, spell }: Kind): Row {
  const self: Row = row({
    name: `bessel${letter.toLowerCase()}`,
    title: `${title}, order n`,
    args: ['n', 'x'],
    elementwise: true,
    derivative: [
      noDerivativeBy('order', `the ${title}`),
      (n, x) => {
        // Of order 0 both neighbours are the same up to sign.
        if (exactOf(n)?.isZero === true) return above === 1 && below === 1 ? self(1, x) : neg(self(1, x))
        const signed = (sign: number, node: Expr): Expr => (sign === 1 ? node : neg(node))
        return div(add(signed(below, self(sub(n, 1), x)), signed(above, self(add(n, 1), x))), 2)
      },
    ],
    kernel,
    sample: [
      { min: 2, max: 2 },
      { min: 0.3, max: 12 },
    ],
    latex: `${letter}_{#1}(#2)`,
    spell,
  })
  return self
}

export const besselj = anyOrder({
  letter: 'J',
  title: 'Bessel function of the first kind',
  kernel: besselJ,
  below: 1,
  above: -1,
  spell: { scipy: ['special.jv', 'special.jn'], julia: 'besselj', matlab: 'besselj', c: ['jn', 'cyl_bessel_j'], sympy: 'besselj', text: 'besselj' },
})
export const bessely = anyOrder({
  letter: 'Y',
  title: 'Bessel function of the second kind',
  kernel: besselY,
  below: 1,
  above: -1,
  spell: { scipy: ['special.yv', 'special.yn'], julia: 'bessely', matlab: 'bessely', c: ['yn', 'cyl_neumann'], sympy: 'bessely', text: 'bessely' },
})
export const besseli = anyOrder({
  letter: 'I',
  title: 'modified Bessel function of the first kind',
  kernel: besselI,
  below: 1,
  above: 1,
  spell: { scipy: 'special.iv', julia: 'besseli', matlab: 'besseli', c: 'cyl_bessel_i', sympy: 'besseli', text: 'besseli' },
})
export const besselk = anyOrder({
  letter: 'K',
  title: 'modified Bessel function of the second kind',
  kernel: besselK,
  below: -1,
  above: -1,
  spell: { scipy: ['special.kv', 'special.kn'], julia: 'besselk', matlab: 'besselk', c: 'cyl_bessel_k', sympy: 'besselk', text: 'besselk' },
})

/** Orders 0 and 1 as libraries have them: f_0' = ±f_1, f_1' = ±f_0 - f_1/x. */
function loworders(
  letter: 'j' | 'y' | 'i' | 'k',
  title: string,
  any: Row,
  signs: readonly [1 | -1, 1 | -1],
  spell: (order: 0 | 1) => Operation['spell'],
): [Row, Row] {
  const kernel = any.op.kernel as (order: number, x: number) => number
  const signed = (sign: number, node: Expr): Expr => (sign === 1 ? node : neg(node))
  const build = (order: 0 | 1, derivative: (x: Expr, self: Expr) => Expr): Row =>
    row({
      name: `${letter}${order}`,
      title: `${title}, order ${order}`,
      args: ['x'],
      elementwise: true,
      // Those of the second kind have values for positive numbers alone.
      parity: letter === 'y' || letter === 'k' ? undefined : order === 0 ? 'even' : 'odd',
      derivative: [(x, self) => derivative(x, self as Expr)],
      meaning: ({ args: [x] }) => any(order, x as Expr),
      kernel: (x) => kernel(order, x),
      sample: [{ min: 0.3, max: 12 }],
      latex: `${letter.toUpperCase()}_${order}(#1)`,
      spell: spell(order),
    })
  const zero = build(0, (x) => signed(signs[0], one(x)))
  const one: Row = build(1, (x, self) => sub(signed(signs[1], zero(x)), div(self, x)))
  return [zero, one]
}

const numpyI0 = (order: 0 | 1): Operation['spell'] => (order === 0 ? { numpy: 'i0', jax: ['i0', 'scipy.special.i0'] } : { jax: 'scipy.special.i1' })

const [j0, j1] = loworders('j', 'Bessel function of the first kind', besselj, [-1, 1], (k) => ({
  scipy: `special.j${k}`,
  torch: `special.bessel_j${k}`,
  tensorflow: `math.special.bessel_j${k}`,
  julia: `besselj${k}`,
  c: `j${k}`,
  text: `j${k}`,
}))
const [y0, y1] = loworders('y', 'Bessel function of the second kind', bessely, [-1, 1], (k) => ({
  scipy: `special.y${k}`,
  torch: `special.bessel_y${k}`,
  tensorflow: `math.special.bessel_y${k}`,
  julia: `bessely${k}`,
  c: `y${k}`,
}))
const [i0, i1] = loworders('i', 'modified Bessel function of the first kind', besseli, [1, 1], (k) => ({
  ...numpyI0(k),
  scipy: `special.i${k}`,
  torch: k === 0 ? ['i0', 'special.i0'] : 'special.i1',
  tensorflow: `math.bessel_i${k}`,
}))
const [k0, k1] = loworders('k', 'modified Bessel function of the second kind', besselk, [-1, -1], (k) => ({
  scipy: `special.k${k}`,
  torch: `special.modified_bessel_k${k}`,
  tensorflow: `math.special.bessel_k${k}`,
}))

export { i0, i1, j0, j1, k0, k1, y0, y1 }

export const besselRows: readonly Operation[] = [besselj, bessely, besseli, besselk, j0, j1, y0, y1, i0, i1, k0, k1].map((r) => r.op)
