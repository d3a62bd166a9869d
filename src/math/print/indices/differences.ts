/**
 * Differences between the components of one tensor at two letters, x_i − x_j, in sums over pairs: those in squares and other even functions
 * go the way round that the others in the formula go, or else by the order of their letters, as people write them.
 */
import { type Expr, exactOf, rewrite, topological, withArgs } from '../../expr.ts'
import { add, div, mul, neg, pow } from '../../ops/arithmetic.ts'
import { eq, ne } from '../../ops/condition.ts'
import { isEye } from '../../ops/structure.ts'
import { isSymmetric } from '../../simplify/tensors/symmetry.ts'
import { at, isComponent, isIndexSum, lettersOf, onlyOf, sumOver } from './indexed.ts'

/** x_i − x_j as the tensor with the letters in which both differ, in the order in which they stand. */
interface Difference {
  readonly first: string
  readonly second: string
  /** The same for the difference the other way round. */
  readonly key: string
}

function differenceOf({ op, args }: Expr): Difference | undefined {
  const [a, minus] = args
  const b = op === add.op && args.length === 2 && minus?.op === neg.op ? minus.args[0] : undefined
  if (a === undefined || b === undefined || !isComponent(a) || !isComponent(b) || a.args[0] !== b.args[0]) return undefined
  const [own, other] = [lettersOf(a), lettersOf(b)]
  const at = own.flatMap((letter, k) => (letter === other[k] ? [] : [k]))
  const [k] = at
  if (k === undefined || at.length > 1) return undefined
  const [first, second] = [own[k] as string, other[k] as string]
  // t_(j+1) − t_j is a step, not a pair.
  if (!isLetter(first) || !isLetter(second)) return undefined
  return { first, second, key: `${a.args[0]?.id}:${k}:${[first, second].sort().join()}` }
}

const isLetter = (index: string): boolean => /^[a-z]$/i.test(index)

const isEven = ({ op, args }: Expr): boolean => op.parity === 'even' || (op === pow.op && ((exactOf(args[1] as Expr)?.asInteger ?? 1) & 1) === 0)

const turned = (difference: Expr): Expr => {
  const [a, minus] = difference.args as [Expr, Expr]
  return add(minus.args[0] as Expr, neg(a))
}

/** The formula with its differences the same way round as far as their signs do not matter, and the letters of symmetric matrices in order. */
export function inOneDirection(component: Expr): Expr {
  const [placed] = rewrite([component], (node, args) => inOrder(args.length === 0 ? node : withArgs(node, args))) as [Expr]
  const signed = withoutSigns(placed)
  const directions = new Map<string, string>()
  for (const node of topological([signed]))
    for (const arg of isEven(node) ? [] : node.args) {
      const { key, first } = differenceOf(arg) ?? {}
      if (key !== undefined && first !== undefined && !directions.has(key)) directions.set(key, first)
    }
  const [whole] = rewrite([signed], (node, args) => {
    const own = args.length === 0 ? node : withArgs(node, args)
    const difference = isEven(own) ? differenceOf(own.args[0] as Expr) : undefined
    if (difference === undefined) return own
    const { key, first, second } = difference
    const leading = directions.get(key) ?? [first, second].sort()[0]
    return leading === first ? own : withArgs(own, [turned(own.args[0] as Expr), ...own.args.slice(1)])
  })
  return whole as Expr
}

/** D_ij for D_ji of a symmetric matrix, c_i = c_j for c_j = c_i. */
function inOrder(node: Expr): Expr {
  const { op, args } = node
  if (isComponent(node)) {
    const [matrix] = args as [Expr]
    const letters = lettersOf(node)
    const turns = matrix.rank === 2 && !isEye(matrix) && areReversed(letters) && isSymmetric(matrix)
    return turns ? at(matrix, [...letters].reverse()) : node
  }
  const [a, b] = args as [Expr?, Expr?]
  if ((op !== eq.op && op !== ne.op) || a === undefined || b === undefined || !isComponent(a) || !isComponent(b) || a.args[0] !== b.args[0])
    return node
  return lettersOf(a).length === 1 && areReversed([...lettersOf(a), ...lettersOf(b)]) ? withArgs(node, [b, a]) : node
}

const areReversed = ([first, second, more]: readonly string[]): boolean =>
  first !== undefined && second !== undefined && more === undefined && isLetter(first) && isLetter(second) && first > second

/** Sums over pairs, and of terms, that are −(x_i − x_j) with some factors, as those of (x_j − x_i); of at most as many nodes as are written out. */
function withoutSigns(node: Expr): Expr {
  const { op, args } = node
  const whole = op === neg.op ? flipped(args[0] as Expr, isIndexSum) : undefined
  if (whole !== undefined) return withoutSigns(whole)
  const terms = op === add.op && args.every((term) => term.op === neg.op) ? args.map((term) => flipped(term.args[0] as Expr)) : []
  if (terms.length > 0 && terms.every((term) => term !== undefined)) return withoutSigns(add(...terms))
  if (isIndexSum(node)) return sumOver(node, withoutSigns(args[0] as Expr), onlyOf(node))
  return op === add.op || op === mul.op || op === div.op || op === neg.op ? withArgs(node, args.map(withoutSigns)) : node
}

/** A product with minus one of its differences, that in a part of a kind where one is asked for; undefined where it has none. */
function flipped(node: Expr, isPart?: (part: Expr) => boolean): Expr | undefined {
  if (isPart === undefined && differenceOf(node) !== undefined) return turned(node)
  const asked = isPart?.(node) === true ? undefined : isPart
  if (node.op !== mul.op && node.op !== div.op && !isIndexSum(node)) return undefined
  const parts = node.op === div.op ? node.args.slice(0, 1) : node.args
  for (const [k, part] of parts.entries()) {
    const other = flipped(part, asked)
    if (other === undefined) continue
    if (isIndexSum(node)) return sumOver(node, other, onlyOf(node))
    return withArgs(
      node,
      node.args.map((arg, j) => (j === k ? other : arg)),
    )
  }
  return undefined
}
