/**
 * Python's math module raises an error where a function overflows. Where the whole has a value all the same, as atan(sinh x) or exp(-exp(x))
 * has, such functions are called so that they are infinite there.
 */
import { EvaluationError } from '../../evaluate/sizes.ts'
import { evaluateAll } from '../../evaluate/value.ts'
import type { Exact } from '../../exact.ts'
import { type Expr, make, nameOf, type Operation, operation, rewrite, symbolsOf, topological, withArgs } from '../../expr.ts'
import { exp, expm1 } from '../../ops/arithmetic.ts'
import { abs } from '../../ops/condition.ts'
import { cosh, sinh } from '../../ops/hyperbolic.ts'
import { SCALAR } from '../../shape.ts'
import { type CodeForm, finish } from './codePrinter.ts'

/** Of each function, the same by a call that does not raise an error; what the node was is its payload. */
const SAFE: ReadonlyMap<Operation, Operation> = new Map(
  [exp, expm1, sinh, cosh].map(({ op }): [Operation, Operation] => [
    op,
    operation({ name: `or_infinite_${op.name}`, title: op.title, args: ['x'], elementwise: false, shape: () => SCALAR }),
  ]),
)

/** Where functions overflow, and where the other symbols are meanwhile. */
const EDGES = [800, -800]
const BESIDE = 1
/** Nodes and symbols up to which an expression is looked at. */
const [NODES, SYMBOLS] = [400, 8]

/** The expression with the functions that overflow while the whole does not called safely; `labels` are those of the new nodes. */
export function withoutOverflowErrors(
  expr: Expr,
  { labels = new Map(), constants }: { readonly labels?: ReadonlyMap<Expr, string>; readonly constants?: ReadonlyMap<string, Exact> } = {},
): { readonly expr: Expr; readonly labels: ReadonlyMap<Expr, string> } {
  const nodes = topological([expr])
  const known = Object.fromEntries([...(constants ?? [])].map(([name, { value }]) => [name, value]))
  const symbols = symbolsOf(expr).filter((node) => constants?.has(nameOf(node) as string) !== true)
  if (nodes.length > NODES || symbols.length > SYMBOLS || !nodes.some(({ op }) => SAFE.has(op)) || nodes.some(({ rank }) => rank > 0))
    return { expr, labels }
  const unsafe = new Set<Expr>()
  for (const symbol of symbols) {
    for (const edge of EDGES) {
      const others = symbols.map((other) => [nameOf(other) as string, other === symbol ? edge : BESIDE])
      const at = { ...known, ...Object.fromEntries(others) }
      for (const node of overflowing(expr, nodes, at)) unsafe.add(node)
    }
  }
  if (unsafe.size === 0) return { expr, labels }
  const moved = new Map<Expr, string>()
  const [safe] = rewrite([expr], (node, args) => {
    const same = args.length === 0 ? node : withArgs(node, args)
    const own = unsafe.has(node) ? SAFE.get(node.op) : undefined
    // cosh is even: overflowing for large |x| it is positive.
    const said = own === undefined ? same : make(own, node.op === cosh.op ? [abs(args[0] as Expr)] : args)
    const label = labels.get(node)
    if (label !== undefined) moved.set(said, label)
    return said
  }) as [Expr]
  return { expr: safe, labels: moved }
}

/** The functions that are infinite at a point where the whole has a value, in the branches that are taken there. */
function overflowing(expr: Expr, nodes: readonly Expr[], at: Readonly<Record<string, number>>): Expr[] {
  let values: ReadonlyMap<Expr, number>
  try {
    const all = evaluateAll(nodes, at) as number[]
    values = new Map(nodes.map((node, k) => [node, all[k] as number]))
  } catch (error) {
    if (error instanceof EvaluationError) return []
    throw error
  }
  if (!Number.isFinite(values.get(expr))) return []
  const found: Expr[] = []
  const seen = new Set([expr])
  const stack = [expr]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (SAFE.has(node.op) && Math.abs(values.get(node) as number) === Number.POSITIVE_INFINITY) found.push(node)
    const [condition, then, otherwise] = node.args as [Expr, Expr, Expr]
    const taken = node.op.name === 'where' ? [condition, values.get(condition) === 0 ? otherwise : then] : node.args
    for (const arg of taken) {
      if (seen.has(arg)) continue
      seen.add(arg)
      stack.push(arg)
    }
  }
  return found
}

/** or_infinite(math.exp, x). */
export const safeForms: { readonly [row: string]: CodeForm } = Object.fromEntries(
  [...SAFE].map(([{ name }, safe]): [string, CodeForm] => [
    safe.name,
    (printer, node) => finish(printer, `or_infinite(${printer.alias}.${name}, ${printer.piece(node.args[0] as Expr)})`),
  ]),
)
