/** Rows: comparison and logic (1 for true, 0 for false), choice by condition, and the piecewise functions made of them. */
import { type Expr, isNumber, make, nameOf, type Operation, type Row, row, traitsOf } from '../expr.ts'
import { sameShape } from '../shape.ts'
import { add, div, neg } from './arithmetic.ts'
import { broadcastTo } from './structure.ts'

const truth = (condition: boolean): number => (condition ? 1 : 0)

function comparison(name: string, title: string, symbol: string, latex: string, kernel: (a: number, b: number) => boolean, numpy: string): Row {
  return row({
    name,
    title,
    args: ['a', 'b'],
    elementwise: true,
    ...(kernel(0, 1) === kernel(1, 0) && { commutes: true }),
    condition: 'comparison',
    values: { min: 0, max: 1 },
    whole: 'always',
    derivative: [null, null],
    kernel: (a, b) => truth(kernel(a, b)),
    latex: `#1 ${latex} #2`,
    spell: { numpy, jax: numpy, torch: [name, numpy], tensorflow: numpy, text: symbol },
  })
}
export const lt = comparison('lt', 'less than', '<', '<', (a, b) => a < b, 'less')
export const le = comparison('le', 'less or equal', '≤', '\\le', (a, b) => a <= b, 'less_equal')
export const gt = comparison('gt', 'greater than', '>', '>', (a, b) => a > b, 'greater')
export const ge = comparison('ge', 'greater or equal', '≥', '\\ge', (a, b) => a >= b, 'greater_equal')
export const eq = comparison('eq', 'equal', '=', '=', (a, b) => a === b, 'equal')
export const ne = comparison('ne', 'not equal', '≠', '\\ne', (a, b) => a !== b, 'not_equal')

export const and: Row = row({
  name: 'and',
  title: 'and',
  args: ['...conditions'],
  elementwise: true,
  commutes: true,
  values: { min: 0, max: 1 },
  whole: 'always',
  condition: 'logic',
  derivativeAt: () => null,
  kernel: (...c) => truth(c.every((x) => x !== 0)),
  spell: { numpy: 'logical_and', jax: 'logical_and', torch: 'logical_and', tensorflow: 'logical_and' },
})
export const or: Row = row({
  name: 'or',
  title: 'or',
  args: ['...conditions'],
  elementwise: true,
  commutes: true,
  values: { min: 0, max: 1 },
  whole: 'always',
  condition: 'logic',
  derivativeAt: () => null,
  kernel: (...c) => truth(c.some((x) => x !== 0)),
  spell: { numpy: 'logical_or', jax: 'logical_or', torch: 'logical_or', tensorflow: 'logical_or' },
})
export const not: Row = row({
  name: 'not',
  title: 'not',
  args: ['condition'],
  elementwise: true,
  values: { min: 0, max: 1 },
  whole: 'always',
  condition: 'logic',
  derivative: [null],
  kernel: (c) => truth(c === 0),
  spell: { numpy: 'logical_not', jax: 'logical_not', torch: 'logical_not', tensorflow: 'logical_not' },
})

/** where(condition, a, b): a where the condition holds, else b. */
/** What a branch is, where it is a choice by the same condition. */
function innerOf(condition: Expr, branch: Expr, side: 1 | 2): Expr {
  const inner = branch.op === where.op && branch.args[0] === condition ? (branch.args[side] as Expr) : branch
  return inner === branch || sameShape(inner.shape, branch.shape) || sameShape(condition.shape, branch.shape) ? inner : branch
}

export const where: Row = row({
  name: 'where',
  title: 'choice by condition',
  args: ['condition', 'a', 'b'],
  elementwise: true,
  derivative: [null, (c) => where(c, 1, 0), (c) => where(c, 0, 1)],
  // Branch by branch, as people write it.
  total: (node, _, differentiate) => where(node.args[0] as Expr, differentiate(node.args[1] as Expr), differentiate(node.args[2] as Expr)),
  fold: ([c, a, b]) => {
    if (a === b && a !== undefined) return a.rank >= (c as Expr).rank ? a : broadcastTo(a, (c as Expr).shape)
    // The same condition again: inside it is known.
    const [first, second] = [innerOf(c as Expr, a as Expr, 1), innerOf(c as Expr, b as Expr, 2)]
    return first === a && second === b ? undefined : where(c as Expr, first, second)
  },
  kernel: (c, a, b) => (c !== 0 ? a : b),
  spell: { numpy: 'where', jax: 'where', torch: 'where', tensorflow: 'where', julia: 'ifelse' },
})

/** What holds of the larger of two numbers: x where a > b, y where b > a, and halfway between at a tie. Shown without the tie. */
export const split: Row = row({
  name: 'split',
  title: 'choice by size',
  args: ['a', 'b', 'x', 'y'],
  elementwise: true,
  derivative: [null, null, (a, b) => split(a, b, 1, 0), (a, b) => split(a, b, 0, 1)],
  fold: ([, , x, y]) => (x === y ? x : undefined),
  meaning: ({ args: [a, b, x, y] }) =>
    where(gt(a as Expr, b as Expr), x as Expr, where(eq(a as Expr, b as Expr), div(add(x as Expr, y as Expr), 2), y as Expr)),
})

export const abs: Row = row({
  name: 'abs',
  title: 'absolute value',
  args: ['x'],
  elementwise: true,
  parity: 'even',
  values: { min: 0 },
  whole: 'of whole',
  derivative: [(x) => sign(x)],
  kernel: Math.abs,
  latex: '\\left|#1\\right|',
  spell: {
    numpy: ['abs', 'absolute', 'fabs'],
    python: ['abs', 'fabs'],
    jax: ['abs', 'absolute'],
    torch: 'abs',
    tensorflow: 'abs',
    javascript: 'Math.abs',
    julia: 'abs',
    matlab: 'abs',
    c: ['fabs', 'fabsf', 'abs'],
    sympy: 'Abs',
    text: 'abs',
  },
  kinks: [{ where: (x) => x, convention: 'the derivative of |x| at 0 is taken as 0' }],
})

export const sign: Row = row({
  name: 'sign',
  title: 'sign',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  values: { min: -1, max: 1 },
  whole: 'always',
  derivative: [null],
  kernel: Math.sign,
  latex: '\\operatorname{sgn}',
  spell: {
    numpy: 'sign',
    jax: 'sign',
    torch: 'sign',
    tensorflow: 'sign',
    javascript: 'Math.sign',
    julia: 'sign',
    matlab: 'sign',
    sympy: 'sign',
    latex: ['\\operatorname{sgn}', '\\sgn', '\\operatorname{sign}'],
    text: ['sgn', 'sign'],
  },
})

const ARITHMETIC: ReadonlySet<string> = new Set(['neg', 'add', 'mul', 'div'])
/** Bounds are short. */
const LONGEST = 30

/** A number, a name that stands for one, or what is computed of these. */
function isFixed(node: Expr): boolean {
  const parts = [node]
  for (const part of parts) {
    if (isNumber(part) || traitsOf(part).fixed === true) continue
    if (part.rank > 0 || !ARITHMETIC.has(part.op.name) || parts.length > LONGEST) return false
    parts.push(...part.args)
  }
  return true
}

/*
 * The larger or smaller of several: a tie splits the derivative evenly, as NumPy-based tools (JAX, Autograd) do. Where
 * values are cut off at a number, as by max(0, x), which is the rectifier, it is 0 there, as it is of the rectifier.
 */

function extremum(name: 'max' | 'min', kernel: (...x: number[]) => number, better: Row, spell: Operation['spell']): Row {
  const self: Row = row({
    name: name === 'max' ? 'maximum' : 'minimum',
    title: name === 'max' ? 'larger value' : 'smaller value',
    args: ['...values'],
    elementwise: true,
    commutes: true,
    whole: 'of whole',
    fold: (args) => (args.length === 1 ? args[0] : undefined),
    derivativeAt: (node, index) => {
      const own = node.args[index] as Expr
      const others = node.args.filter((_, k) => k !== index)
      if (node.rank === 0 && node.args.length === 2 && !node.args.some(isFixed)) {
        const [a, b] = node.args as [Expr, Expr]
        const [own, other] = index === 0 ? [1, 0] : [0, 1]
        return name === 'max' ? split(a, b, own, other) : split(b, a, own, other)
      }
      const rest = others.length === 1 ? (others[0] as Expr) : make(self.op, others)
      const tied = others.length === 1 ? 2 : add(1, ...others.map((other) => where(eq(own, other), 1, 0)))
      return where(better(own, rest), 1, isFixed(rest) ? 0 : where(eq(own, rest), div(1, tied), 0))
    },
    kernel,
    latex: `\\${name}`,
    spell,
    kinks: [
      {
        where: (a, b) => add(a, neg(b)),
        convention: ({ args }) =>
          args.length === 2 && args.some(isFixed)
            ? `where the arguments of ${name} are equal the derivative is taken as 0, as relu'(0)`
            : 'at a tie the derivative is split evenly',
      },
    ],
  })
  return self
}
export const maximum = extremum('max', Math.max, gt, {
  numpy: ['maximum', 'fmax'],
  python: 'max',
  jax: 'maximum',
  torch: 'maximum',
  tensorflow: 'maximum',
  javascript: 'Math.max',
  julia: 'max',
  matlab: 'max',
  c: ['fmax', 'fmaxf'],
  sympy: 'Max',
  latex: '\\max',
  text: 'max',
})
export const minimum = extremum('min', Math.min, lt, {
  numpy: ['minimum', 'fmin'],
  python: 'min',
  jax: 'minimum',
  torch: 'minimum',
  tensorflow: 'minimum',
  javascript: 'Math.min',
  julia: 'min',
  matlab: 'min',
  c: ['fmin', 'fminf'],
  sympy: 'Min',
  latex: '\\min',
  text: 'min',
})

export const conditionRows: readonly Operation[] = [lt, le, gt, ge, eq, ne, and, or, not, where, split, abs, sign, maximum, minimum].map((r) => r.op)

/** The symbols of an expression that are more than compared: what stands in conditions alone has no derivative. */
export function symbolsOutsideConditions(root: Expr): ReadonlySet<Expr> {
  const reached = new Set([root])
  for (const { op, args } of reached) if (op.condition !== 'comparison') for (const arg of op === where.op ? args.slice(1) : args) reached.add(arg)
  return new Set([...reached].filter((node) => nameOf(node) !== undefined))
}
