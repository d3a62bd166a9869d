/** Which subexpressions a function computes once, and what it calls them. */
import { type Expr, exactOf, nameOf, rewrite, topological, withArgs } from '../../expr.ts'
import { boundName, boundNames, isBinder } from '../../ops/binder.ts'
import { where } from '../../ops/condition.ts'
import { isEinsum, specOf } from '../../ops/einsum.ts'
import { gatherOf, oneHot } from '../../ops/indicator.ts'
import { inverse, matmul, solve, transpose } from '../../ops/linear.ts'
import { itemsOf, take } from '../../ops/slice.ts'
import type { Target } from './codeDialect.ts'
import { hasName } from './codeDialect.ts'
import { meaningIn } from './meaning.ts'

/** Rounds of putting in meanings: a meaning may be said by rows that have no name either. */
const ROUNDS = 6

/** The expression in rows that the language has names for, so that what the meanings share is seen; with the labels of what is left. */
export function inNamedRows(
  expr: Expr,
  target: Target,
  labels: ReadonlyMap<Expr, string> = new Map(),
): { expr: Expr; labels: ReadonlyMap<Expr, string> } {
  let current = expr
  let names = labels
  for (let round = 0; round < ROUNDS; round++) {
    const moved = new Map<Expr, string>()
    const [next] = rewrite([current], (node, args) => {
      const given = target.syntax.countsTruths === false ? args.map((arg) => asNumber(arg, node)) : args
      const same = given.length === 0 ? node : withArgs(node, given)
      const said = hasName(node.op, target) ? withoutInverse(same) : (meaningIn(node.op, target.syntax)?.(same) ?? same)
      const label = names.get(node)
      if (label !== undefined) moved.set(said, label)
      return said
    }) as [Expr]
    names = moved
    if (next === current) break
    current = next
  }
  return { expr: current, labels: names }
}

/** What stands where a number is computed with, in a language whose truth values are none. */
const asNumber = (arg: Expr, { op }: Expr): Expr =>
  arg.op.condition !== undefined && op.condition === undefined && op !== where.op ? where(arg, 1, 0) : arg

/** The matrix whose inverse a node is, and that node's transpose where the inverse stands under one. */
function invertedIn(node: Expr): Expr | undefined {
  if (node.rank > 2) return undefined
  if (node.op === inverse.op) return node.args[0]
  const inner = node.op === transpose.op && node.payload === undefined ? (node.args[0] as Expr) : undefined
  return inner?.op === inverse.op ? transpose(inner.args[0] as Expr) : undefined
}

/** Products with an inverse as solutions: a⁻¹ b, and a b⁻¹ = (b⁻ᵀ aᵀ)ᵀ. */
function withoutInverse(node: Expr): Expr {
  if (node.op !== matmul.op) return node
  const [a, b] = node.args as [Expr, Expr]
  const left = invertedIn(a)
  if (left !== undefined && b.rank <= 2) return solve(left, b)
  const right = invertedIn(b)
  return right === undefined || a.rank > 2 ? node : transpose(solve(transpose(right), transpose(a)))
}

/** Operations so cheap that writing them twice is clearer than a name, when their arguments are symbols and numbers. */
const CHEAP = new Set(['neg', 'add', 'mul', 'div', 'pow', 'transpose', 'lt', 'le', 'gt', 'ge', 'eq', 'ne'])

function isCheap(node: Expr): boolean {
  if (node.args.length === 0 || node.op.cost === 0) return true
  if (node.op.name === 'neg') return true
  return node.rank === 0 && node.args.length <= 2 && CHEAP.has(node.op.name) && node.args.every((arg) => arg.args.length === 0)
}

/**
 * Subexpressions used more than once, with a name each: the source's label where there is one, else t0, t1, ... in the
 * order of computation. What depends on a bound variable stays where it is bound. `guarded`: what stands only behind a
 * condition must not be computed before it. `contractions`: sums over
 * indices are computed before the loops they stand in. `results`: the arguments of the expression have names too. `ofArrays`: rows whose
 * arguments have.
 */
export function sharedNames(
  expr: Expr,
  labels: ReadonlyMap<Expr, string> | undefined,
  avoid: ReadonlySet<string>,
  guarded: boolean,
  contractions: boolean,
  results = false,
  ofArrays: ReadonlySet<string> = new Set(),
): Map<Expr, string> {
  const order = topological([expr])
  const uses = new Map<Expr, number>()
  for (const node of order) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1)
  // What stands under a sign that stands twice stands twice: sums write the sign and what is under it.
  for (const node of [...order].reverse()) {
    const more = node.op.name === 'neg' ? (uses.get(node) ?? 0) - 1 : 0
    if (more > 0) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + more)
  }
  const dependent = boundDependents(order)
  const always = guarded ? unconditional(expr) : undefined
  const used = new Set(avoid)
  for (const node of order) {
    const name = nameOf(node)
    if (name !== undefined) used.add(name)
  }
  // The rows of a table are written in it.
  const rows = new Set(order.filter(isTable).flatMap(({ args }) => args.filter((arg) => isTable(arg) && uses.get(arg) === 1)))
  const handed = handedOn(order, ofArrays)
  const names = new Map<Expr, string>()
  let next = 0
  for (const node of order) {
    const repeats = (uses.get(node) ?? 0) > 1 && !isCheap(node) && exactOf(node) === undefined
    const result = results && node.args.length > 0 && expr.args.includes(node)
    if (node === expr || !(repeats || result || handed.has(node) || (contractions && contracts(node) && !rows.has(node)))) continue
    if (dependent.has(node) || always?.has(node) === false) continue
    let name = labels?.get(node)
    if (name === undefined || used.has(name)) {
      do name = `t${next++}`
      while (used.has(name))
    }
    used.add(name)
    names.set(node, name)
  }
  return names
}

/** Tensors, more than a name, that stand where the language takes a name: arguments of functions of whole arrays, and what is indexed. */
export function handedOn(order: readonly Expr[], ofArrays: ReadonlySet<string>): ReadonlySet<Expr> {
  if (ofArrays.size === 0) return NO_NODES
  const handed = order.flatMap((node) => {
    if (ofArrays.has(node.op.name)) return node.args
    const picks = ofArrays.has('take') && (isEinsum(node) || node.op === matmul.op) && node.args.some(({ op }) => op === oneHot.op)
    return picks ? (gatherOf(node)?.base ?? []) : []
  })
  return new Set(handed.filter((arg) => arg.rank > 0 && arg.args.length > 0))
}

const isTable = (node: Expr): boolean => node.op.name === 'stack'

/** Rows whose components are those of their argument, at other places. */
const INDEXED = new Set(['broadcast', 'transpose', 'kron_blocks'])

/** Sums, products or extremes over an axis, and tensors that are no more than indexed when written out. */
function contracts(node: Expr): boolean {
  if (isBinder(node)) return true
  if (isEinsum(node)) {
    const { inputs, output } = specOf(node)
    return [...inputs.join('')].some((letter) => !output.includes(letter))
  }
  if (node.op === take.op) return !isShift(node)
  return !node.op.elementwise && node.args.length > 0 && !INDEXED.has(node.op.name)
}

/** A part whose indices are those of the whole, moved by a number. */
const isShift = (node: Expr): boolean =>
  itemsOf(node).items.every((item) => ('at' in item ? item.at >= 0 : item.step === 1 && typeof item.start === 'number' && item.start >= 0))

/** Nodes that depend on a name bound above them: they cannot be computed outside. */
function boundDependents(order: readonly Expr[]): ReadonlySet<Expr> {
  const dependent = new Map<Expr, ReadonlySet<string>>()
  const bound = boundNames(order)
  if (bound.size === 0) return NO_NODES
  for (const node of order) {
    const name = nameOf(node)
    const names = new Set<string>()
    if (name !== undefined && bound.has(name)) names.add(name)
    node.args.forEach((arg, k) => {
      // Only the first argument of a binder is in the reach of its name.
      for (const own of dependent.get(arg) ?? []) if (!(isBinder(node) && k === 0 && own === boundName(node))) names.add(own)
    })
    if (names.size > 0) dependent.set(node, names)
  }
  return new Set(dependent.keys())
}
const NO_NODES: ReadonlySet<Expr> = new Set()

/** Nodes that are computed whatever the conditions say. */
function unconditional(expr: Expr): Set<Expr> {
  const reached = new Set<Expr>([expr])
  const stack = [expr]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const args = node.op.name === 'where' ? node.args.slice(0, 1) : node.args
    for (const arg of args) {
      if (reached.has(arg)) continue
      reached.add(arg)
      stack.push(arg)
    }
  }
  return reached
}
