/**
 * Sums of many exponentials with weights, Σ_k w_k e^(A_ik) of a mixture: all terms may be too small, or too large, for a double while the logarithm
 * and the quotients that are asked for are everyday numbers. The largest exponent of each sum is taken out. Blanchard, Higham and Higham,
 * "Accurately computing the log-sum-exp and softmax functions", IMA J. Numer. Anal. 41 (2021).
 */
import { type Expr, exactOf, rewrite, someNode, substitute, symbolsOf, topological, withArgs } from '../../expr.ts'
import { add, div, exp, ln, mul, neg, pow, sub } from '../../ops/arithmetic.ts'
import { isEinsum, specOf } from '../../ops/einsum.ts'
import { matmul, transpose } from '../../ops/linear.ts'
import { amax, axesOf, axesPayload, sum } from '../../ops/reduction.ts'
import { sameShape } from '../../shape.ts'

/** Exponentials that a sum adds up, along one of their axes. */
interface Added {
  readonly exponentials: Expr
  readonly axis: number
}

const isExponential = (node: Expr): boolean => node.op === exp.op && node.rank > 0 && symbolsOf(node).length > 0

/** Exponentials as they stand, or transposed: their axes in the order of those of the node. */
function exponentialsIn(node: Expr): { readonly exponentials: Expr; readonly axes: readonly number[] } | undefined {
  const isTurned = node.op === transpose.op && node.payload === undefined
  const exponentials = isTurned ? (node.args[0] as Expr) : node
  if (!isExponential(exponentials)) return undefined
  const axes = exponentials.shape.map((_, axis) => (isTurned ? exponentials.rank - 1 - axis : axis))
  return { exponentials, axes }
}

/** What is multiplied in a product and a quotient, and what it is divided by. */
function partsOf(node: Expr): { readonly above: readonly Expr[]; readonly below: readonly Expr[] } {
  const [a, b] = node.args as [Expr, Expr]
  if (node.op !== mul.op && node.op !== div.op && node.op !== neg.op) return { above: [node], below: [] }
  const parts = (node.op === div.op ? [a] : node.args).map(partsOf)
  return { above: parts.flatMap(({ above }) => above), below: [...parts.flatMap(({ below }) => below), ...(node.op === div.op ? [b] : [])] }
}

/** What is added up in a node that is linear in one array of exponentials, along one of its axes; undefined for others. A guess does not look whether other factors have them too. */
function addedIn(node: Expr, isGuess = false): Added | undefined {
  if (node.op === matmul.op) {
    const [a, b] = node.args as [Expr, Expr]
    return addedBy(a, a.rank - 1, isGuess ? [] : [b]) ?? addedBy(b, Math.max(0, b.rank - 2), isGuess ? [] : [a])
  }
  if (node.op === sum.op) {
    const { axes, keepdims } = axesOf(node)
    const [axis] = axes
    const x = node.args[0] as Expr
    if (axis === undefined || axes.length > 1 || keepdims) return undefined
    return addedAmong(x, axis, [], isGuess)
  }
  if (!isEinsum(node)) return undefined
  const { inputs, output } = specOf(node)
  return first(node.args, (factor, k) => {
    const summed = [...(inputs[k] as string)].flatMap((letter, axis) => (output.includes(letter) ? [] : [axis]))
    const others = isGuess ? [] : node.args.filter((_, other) => other !== k)
    return summed.length === 1 ? addedAmong(factor, summed[0] as number, others, isGuess) : undefined
  })
}

/** The same of one that is multiplied, component by component, by other things. */
function addedAmong(product: Expr, axis: number, others: readonly Expr[], isGuess: boolean): Added | undefined {
  const { above, below } = partsOf(product)
  return first(above, (part, k) => {
    const beside = isGuess ? [] : [...above.filter((_, other) => other !== k), ...below, ...others]
    return part.rank === product.rank ? addedBy(part, axis, beside) : undefined
  })
}

function addedBy(factor: Expr, axis: number, others: readonly Expr[]): Added | undefined {
  const found = exponentialsIn(factor)
  if (found === undefined || others.some((other) => topological([other]).includes(found.exponentials))) return undefined
  return { exponentials: found.exponentials, axis: found.axes[axis] as number }
}

function first<T, R>(items: readonly T[], find: (item: T, k: number) => R | undefined): R | undefined {
  for (const [k, item] of items.entries()) {
    const found = find(item, k)
    if (found !== undefined) return found
  }
  return undefined
}

/** e^(A - m), where m is the largest exponent along the axis. */
function shifted({ exponentials, axis }: Added): Expr {
  const exponents = exponentials.args[0] as Expr
  return exp(sub(exponents, amax.with(axesPayload([axis], exponents.rank > 1), exponents)))
}

/** Logarithms of such sums, with the largest exponent taken out: ln Σ w e^A = m + ln Σ w e^(A - m). */
export function withShiftedLogarithms(expr: Expr): Expr {
  if (!someNode(expr, isExponential) || !someNode(expr, ({ op }) => op === ln.op)) return expr
  return rewrite([expr], (node, args) => {
    const same = args.length === 0 ? node : withArgs(node, args)
    if (same.op !== ln.op) return same
    const total = same.args[0] as Expr
    const { above, below } = partsOf(total)
    const added = first(above, (part) => addedIn(part))
    if (added === undefined) return same
    const { exponentials, axis } = added
    if ([...above, ...below].filter((part) => topological([part]).includes(exponentials)).length > 1) return same
    const largest = amax.with(axesPayload([axis]), exponentials.args[0] as Expr)
    return sameShape(largest.shape, total.shape) ? add(largest, ln(substitute(total, new Map([[exponentials, shifted(added)]])))) : same
  })[0] as Expr
}

/** The factors below the bar. */
function* divisorsOf(node: Expr): Iterable<Expr> {
  const [a, b] = node.args as [Expr, Expr]
  const open = node.op === div.op ? [b] : node.op === pow.op && exactOf(b)?.isNegative === true ? [a] : []
  for (const part of open) {
    if (part.op === mul.op || part.op === neg.op) open.push(...part.args)
    else if (part.op === pow.op) open.push(part.args[0] as Expr)
    else yield part
  }
}

/**
 * The same with the exponentials of sums that something is divided by made smaller, each by the largest of its sum; undefined where there are none.
 * That is the same value where what is divided has them too, as in derivatives of logarithms: whoever asks has to see that it is.
 */
export function withShiftedQuotients(expr: Expr): Expr | undefined {
  if (!someNode(expr, isExponential)) return undefined
  const replaced = new Map<Expr, Expr>()
  for (const node of topological([expr]))
    for (const divisor of divisorsOf(node)) {
      const added = addedIn(divisor, true)
      if (added !== undefined && !replaced.has(added.exponentials)) replaced.set(added.exponentials, shifted(added))
    }
  return replaced.size === 0 ? undefined : substitute(expr, replaced)
}
