/** Names for what repeats, so that people can read it: diag(s ⊙ (1 − s)) W where s = σ(W x + b). */
import { type Expr, isNumber, make, nameOf, rewrite, symbol, topological, withArgs } from '../../expr.ts'
import { add, mul, neg } from '../../ops/arithmetic.ts'
import { boundNames } from '../../ops/binder.ts'
import { isEinsum } from '../../ops/einsum.ts'
import { gatherOf, oneHot } from '../../ops/indicator.ts'
import { axisOrdered } from '../../ops/order.ts'
import { take } from '../../ops/slice.ts'
import { isEye, isOne } from '../../ops/structure.ts'
import { withoutFactor } from '../../simplify/simplify.ts'
import type { TextLetters } from '../indices/indices.ts'
import { printText } from '../text/text.ts'

export interface Naming {
  readonly main: Expr
  /** In the order of computation; each may use the names before it. */
  readonly definitions: readonly { readonly name: string; readonly expr: Expr }[]
  /** The names, by what they are given to. */
  readonly names?: ReadonlyMap<Expr, string>
}

/** Names that the formula beside this one gives, by the text of what they stand for. */
export type NamesBeside = ReadonlyMap<string, string>

/** Characters of text from which a repeated piece is worth a name: vectors and matrices sooner, since formulas of them are short. */
const LONG = { scalar: 13, tensor: 7 }
/** The same of what the source names and uses so often, where nothing is longer. */
const [OFTEN, LONG_OFTEN] = [4, 8]
/** More names than this are too many to keep in mind. */
const MOST = 6
/** Where more nodes than this would be written, all of them are needed all the same. */
const WRITTEN = 2000
/** In expressions with more nodes also what stands once goes by the name that the source gives it. */
const CROWDED = 20
/** Expressions with more nodes are not read by people. */
const NODES = 3000
/** Unless they would be so many times longer written out than they are: then all that repeats is named, as in a program. */
const SHARED = 4
const NONE: ReadonlySet<Expr> = new Set()
/** Nor does it help to name the value in larger ones. */
const READ = 200

/** Letters by habit for some functions; else by rank. */
const HABITS = new Map([
  ['sigmoid', ['s']],
  ['softmax', ['s', 'p']],
  ['tanh', ['t']],
  ['exp', ['E']],
  ['argsort', ['order']],
])
const SCALARS = ['u', 'v', 'w', 'p', 'q']
const MATRICES = ['U', 'V', 'M', 'P', 'Q']

/** Rows of up to so many numbers are written wherever they stand. */
const WRITTEN_ROW = 4

/** Operations that are no longer than what they are applied to. */
const THIN = new Set(['neg', 'transpose', 'broadcast', 'diag'])
/** Those, short rows of numbers, and products of deltas, which say which components are meant. */
const isThin = (node: Expr): boolean =>
  THIN.has(node.op.name) ||
  (node.op.name === 'stack' && node.args.length <= WRITTEN_ROW && node.args.every(isNumber)) ||
  (isEinsum(node) && node.args.every((arg) => isEye(arg) || isOne(arg)))

/** x of 1 - x and x + 2. */
function shiftedBy({ op, args }: Expr): Expr | undefined {
  if (op !== add.op || args.length !== 2) return undefined
  const rest = args.filter((arg) => !isNumber(arg))
  const [only] = rest
  return rest.length === 1 && only?.op === neg.op ? only.args[0] : rest.length === 1 ? only : undefined
}

/** A value and what it is called. */
export interface Named {
  readonly expr: Expr
  readonly name: string
  readonly beside?: () => NamesBeside
}

export interface NamingOptions {
  /** Names the source gives. */
  readonly labels?: ReadonlyMap<Expr, string> | undefined
  /** What is named in any case. */
  readonly always?: Expr
  /** Symbols of the text: their names are taken, also where they do not occur. */
  readonly symbols?: readonly Expr[] | undefined
  /** The name of what this is a derivative of, which names nothing else. */
  readonly taken?: string | undefined
  /** What is called so, which may go by that name where it is the one by habit: s of a softmax. */
  readonly value?: Expr | undefined
  /** Names of the formula that this stands beside: no letter has two meanings on a page. */
  readonly beside?: NamesBeside | undefined
  /** Letters that count along axes, which name nothing else. */
  readonly letters?: TextLetters | undefined
  /** What stands in the formula for a part, as long as that part has no name. */
  readonly writtenAs?: ((node: Expr) => Expr) | undefined
}

const lengthOf = (node: Expr): number => printText(node).replaceAll(' ', '').length

/** Characters of text from which a value is named in its derivative. */
const VALUE = 18
/** The part of its length that the derivative may still have without it. */
const MOST_OF_IT = 0.6

/** The derivative of a value with the value named where it is a factor of it, -(x - μ)/σ² · f, and with its repeated parts named. */
export function nameValue(expr: Expr, value: Named, given: NamingOptions = {}): Naming {
  const options = { ...given, taken: value.name, value: value.expr, beside: value.beside?.() }
  if (expr.rank > 0 || value.expr.rank > 0 || [expr, value.expr].some((node) => writtenSize(node) > WRITTEN)) return nameRepeats(expr, options)
  if (topological([expr, value.expr]).length > READ || lengthOf(value.expr) < VALUE) return nameRepeats(expr, options)
  const rest = withoutFactor(expr, value.expr)
  if (rest === undefined || isNumber(rest) || lengthOf(rest) > Math.min(lengthOf(expr) - VALUE / 2, lengthOf(expr) * MOST_OF_IT))
    return nameRepeats(expr, options)
  const product = rest.op === neg.op ? neg(make(mul.op, [rest.args[0] as Expr, value.expr])) : make(mul.op, [rest, value.expr])
  return nameRepeats(product, { ...options, labels: new Map([...(options.labels ?? []), [value.expr, value.name]]), always: value.expr })
}

/** The expression with its repeated parts named. */
export function nameRepeats(expr: Expr, options: NamingOptions = {}): Naming {
  const { labels, always, symbols = [], taken, value, beside: others, letters, writtenAs } = options
  const order = topological([expr])
  const isLarge = order.length > NODES
  const written = writtenOut(order, NONE)
  if (isLarge && written <= order.length * SHARED) return { main: expr, definitions: [] }
  const uses = new Map<Expr, number>()
  for (const node of order) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1)
  // What stands in -x of which there are two stands twice: by itself it would go without a name.
  if (written > WRITTEN)
    for (const node of [...order].reverse()) {
      const more = isThin(node) ? (uses.get(node) ?? 0) - 1 : 0
      if (more > 0) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + more)
    }
  const { indicators, computed } = gathers(order)
  const worth = (node: Expr): boolean =>
    (uses.get(node) ?? 0) > 1 || node === always || computed.has(node) || (labels?.has(node) === true && order.length > CROWDED)
  /** 1 - s beside s, which has a name. */
  const beside = new Set<Expr>()
  for (const node of isLarge ? [] : order) {
    const of = shiftedBy(node)
    const named = of !== undefined && of.args.length > 0 && (uses.get(of) ?? 0) > 1 && !isThin(of) && !beside.has(of)
    if (named && isLong(of, order.length, 1, writtenAs)) beside.add(node)
  }
  const repeated = order.filter(
    (node) => node !== expr && node.args.length > 0 && !isThin(node) && !indicators.has(node) && worth(node) && !beside.has(node),
  )
  if (repeated.length === 0) return { main: expr, definitions: [] }
  const used = new Map([...(letters?.values() ?? [])].flat().map((letter): [string, number] => [letter, 1]))
  for (const node of symbols) used.set(nameOf(node) as string, node.rank)
  const isOther = taken !== undefined && !used.has(taken)
  if (isOther) used.set(taken, 0)
  const bound = boundNames(order)
  const dependent = new Set<Expr>()
  for (const node of order) {
    const name = nameOf(node)
    if (name !== undefined) used.set(name, node.rank)
    if (name === undefined ? node.args.some((arg) => dependent.has(arg)) : bound.has(name)) dependent.add(node)
  }
  const count = (node: Expr): number => (node === always ? 2 : (uses.get(node) ?? 0))
  const free = repeated.filter((node) => !dependent.has(node))
  const found = isLarge ? free : free.filter((node) => computed.has(node) || isLong(node, order.length, count(node) > 1 ? 1 : 2, writtenAs))
  const isOften = (node: Expr): boolean =>
    node.rank === 0 && node.op !== take.op && labels?.has(node) === true && count(node) >= OFTEN && lengthOf(node) >= LONG_OFTEN
  const candidates = found.length > 0 ? found : free.filter(isOften)
  const few = isLarge ? free : most(candidates, (node) => labels?.has(node) === true || node === always, count)
  const long = writtenOut(order, new Set(few)) > WRITTEN ? candidates : few
  if (long.length === 0) return { main: expr, definitions: [] }
  const names = new Map<Expr, string>()
  const reserved = new Map([...[...(others?.values() ?? [])].map((name): [string, number] => [name, 0]), ...used])
  const isOwn = (node: Expr): boolean => node === value && HABITS.get(node.op.name)?.includes(taken ?? '') === true
  for (const node of long) {
    const known = others === undefined || others.size === 0 ? undefined : others.get(printText(node))
    const label = known !== undefined && !used.has(known) ? known : isOther && isOwn(node) ? taken : labels?.get(node)
    const name =
      label !== undefined && (!used.has(label) || (isOther && (node === always || isOwn(node)) && label === taken))
        ? label
        : freshName(node, reserved, (writtenAs?.(node) ?? node).rank)
    for (const map of [used, reserved]) map.set(name, node.rank)
    names.set(node, name)
  }
  const definitions: { name: string; expr: Expr }[] = []
  const [main] = rewrite([expr], (node, args) => {
    const own = args.length === 0 ? node : withArgs(node, args)
    const name = names.get(node)
    if (name === undefined) return own
    definitions.push({ name, expr: own })
    return symbol(name, node.shape)
  }) as [Expr]
  return { main, definitions, names }
}

/**
 * Indicators that only pick components, which are written as the indices they are of, x_(order_i), and those indices that are computed: only
 * a name can stand there.
 */
function gathers(order: readonly Expr[]): { readonly indicators: ReadonlySet<Expr>; readonly computed: ReadonlySet<Expr> } {
  const indicators = new Set<Expr>()
  if (order.some((node) => node.op === oneHot.op)) {
    const picking = new Set(order.filter((node) => gatherOf(node) !== undefined))
    for (const node of picking) for (const arg of node.args) if (arg.op === oneHot.op) indicators.add(arg)
    for (const node of order) if (!picking.has(node)) for (const arg of node.args) indicators.delete(arg)
  }
  const computed = new Set([...indicators].map((node) => node.args[0] as Expr).filter((index) => axisOrdered(index) !== undefined))
  return { indicators, computed }
}

/** Of more parts than people keep in mind those that the source names, and those that make the formula shortest. */
function most(parts: readonly Expr[], isNamed: (node: Expr) => boolean, uses: (node: Expr) => number): readonly Expr[] {
  if (parts.length <= MOST) return parts
  const worth = (node: Expr): number => (isNamed(node) ? NODES : 0) + (uses(node) - 1) * topological([node]).length
  const chosen = new Set([...parts].sort((a, b) => worth(b) - worth(a)).slice(0, MOST))
  return parts.filter((node) => chosen.has(node))
}

/** How many nodes are written where an expression is written out. */
export const writtenSize = (expr: Expr): number => writtenOut(topological([expr]), NONE)

/** How many nodes are written where the named ones are written once. */
function writtenOut(order: readonly Expr[], named: ReadonlySet<Expr>): number {
  const sizes = new Map<Expr, number>()
  let whole = 0
  for (const node of order) {
    const size = node.args.reduce((sum, arg) => sum + (sizes.get(arg) as number), 1)
    sizes.set(node, named.has(node) ? 1 : size)
    if (named.has(node)) whole += size
  }
  return whole + (sizes.get(order[order.length - 1] as Expr) as number)
}

function isLong(node: Expr, nodes: number, times: number, writtenAs: ((node: Expr) => Expr) | undefined): boolean {
  const enough = times * (node.rank > 0 ? LONG.tensor : LONG.scalar)
  // The text is only written where it may decide: what has many nodes is long, and so are few that would be written many times.
  if ((nodes > 200 && topological([node]).length > enough) || writtenSize(node) > WRITTEN) return true
  return lengthOf(writtenAs?.(node) ?? node) >= enough
}

/** A name that is free; `used` are those taken, with the rank of what they name; `rank`: of what is written for it. */
function freshName(node: Expr, used: ReadonlyMap<string, number>, rank: number): string {
  const wished = [...(HABITS.get(node.op.name) ?? []), ...(rank === 2 ? MATRICES : SCALARS)]
  const free = wished.find((name) => !used.has(name))
  if (free !== undefined) return free
  // u_1 beside a vector u is a component of it.
  const base = [...wished, ...'zrstabcd'].find((name) => (used.get(name) ?? 0) === 0) ?? 'piece'
  let k = 1
  while (used.has(`${base}_${k}`)) k++
  return `${base}_${k}`
}
