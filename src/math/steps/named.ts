/** The chain rule over what the text gives names to: of z = x²y with x = cos t and y = sin t, dz/dt = ∂z/∂x dx/dt + ∂z/∂y dy/dt. */
import { reverse } from '../differentiate/reverse.ts'
import { type Expr, nameOf, substitute, symbol, symbolsOf, topological } from '../expr.ts'
import { add, div, mul, neg, pow } from '../ops/arithmetic.ts'
import { simplify } from '../simplify/simplify.ts'
import { product, total } from './asWritten.ts'
import type { Rule, Told } from './rules.ts'
import { shortText } from './titles.ts'

/** More names than these are too many for one line, and larger values are told without them. */
const [NAMES, NODES] = [3, 400]

/** Where a rule over what stands here says as much. */
const PLAIN = new Set([add.op, mul.op, div.op, neg.op, pow.op])

/** The rule over the outermost named parts of a value; undefined where there are none, or other rules are as short. */
export function namedRule(node: Expr, told: Told): Rule | undefined {
  const parts = namedParts(node, told)
  if (parts === undefined) return undefined
  const varying = node.args.filter(told.depends)
  const areDirect = varying.every((arg) => parts.includes(arg))
  if (areDirect && (parts.length === 1 || PLAIN.has(node.op))) return undefined
  const symbols = parts.map((part) => symbol(nameFor(part, told) as string))
  const over = substitute(node, new Map(parts.map((part, k) => [part, symbols[k] as Expr])))
  const by = symbolsOf(over).includes(told.by) ? [...symbols, told.by] : symbols
  const partial = (each: Expr): Expr => simplify(reverse(over, [each])[0] as Expr)
  const moves = parts.map((part, k) => [symbols[k] as Expr, part].flatMap((each) => shortText(each) ?? []).join(' = '))
  return {
    rule: 'chain',
    title: `Chain rule over ${moves.join(' and ')}`,
    parts,
    named: { over, by },
    filled: (slope) => total(...by.map((each, k) => (each === told.by ? partial(each) : product(partial(each), slope(parts[k] as Expr))))),
  }
}

const nameFor = (node: Expr, { labelOf }: Told): string | undefined => {
  const label = labelOf(node)
  return label?.kind === 'variable' ? label.name : undefined
}

/** The outermost parts that have names of their own, in the order in which they stand; undefined where there are none, or too many. */
function namedParts(node: Expr, told: Told): readonly Expr[] | undefined {
  const nodes = topological([node])
  if (nodes.length > NODES) return undefined
  // A name that stands for several things, as in a loop, says nothing.
  const taken = new Set([undefined, nameFor(node, told)])
  const unclear = new Set([undefined, ...symbolsOf(node).map(nameOf)])
  for (const each of nodes) if (each !== node) (taken.has(nameFor(each, told)) ? unclear : taken).add(nameFor(each, told))
  const seen = new Set<Expr>()
  const parts: Expr[] = []
  const left = [...node.args].reverse()
  while (left.length > 0) {
    const each = left.pop() as Expr
    if (seen.has(each) || each === told.by || !told.depends(each)) continue
    seen.add(each)
    if (each.rank > 0 || unclear.has(nameFor(each, told))) left.push(...[...each.args].reverse())
    else parts.push(each)
  }
  return parts.length > 0 && parts.length <= NAMES ? parts : undefined
}
