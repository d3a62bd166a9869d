/** The row of values that count as constants in a derivative: detach, stop_gradient, sg[·]. */
import { type Expr, exactOf, type Row, row } from '../expr.ts'
import { spelled } from './spelling.ts'

/**
 * A value that derivatives do not go through: x + sg(q − x) has the value of q and the derivative of x. Its derivative is
 * zero by definition, whatever its value does. Kept by simplification, since x − sg(x) is 0 and its derivative is not.
 */
export const detached: Row = row({
  name: 'detached',
  title: 'stop-gradient',
  called: /\bstop[- ]?gradient\b/,
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  derivative: [null],
  meaning: ({ args: [x] }) => x as Expr,
  fold: ([x]) => ((x as Expr).op === detached.op || exactOf(x as Expr) !== undefined ? x : undefined),
  latex: '\\operatorname{sg}',
  spell: spelled('stop_gradient', 'tensorflow', {
    jax: 'lax.stop_gradient',
    torch: 'detach',
    text: ['sg', 'stopgrad', 'stop_grad', 'stop_gradient', 'stopgradient', 'StopGradient', 'StopGrad', 'detach'],
  }),
  kernel: (x) => x,
  cost: 0,
  source: 'van den Oord, Vinyals, Kavukcuoglu, "Neural Discrete Representation Learning" (2017), equation 3',
})

/** What derivatives do not go through, outermost first: nothing below one of these is asked for its derivative. */
export function detachedParts(expr: Expr): Expr[] {
  const found: Expr[] = []
  const seen = new Set<Expr>([expr])
  const stack = [expr]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.op === detached.op) {
      found.push(node)
      continue
    }
    for (const arg of node.args) {
      if (seen.has(arg)) continue
      seen.add(arg)
      stack.push(arg)
    }
  }
  return found
}

export const detachedRows = [detached.op]
