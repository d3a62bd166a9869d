/**
 * Rules of rewriting as data, and the matcher. A rule is two sides over variables x, y, z and perhaps a condition. Sides are
 * turned once into plain patterns and templates that hold no nodes.
 */
import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, nameOf, number, type Operation, type Payload, symbol, topological } from '../../expr.ts'
import { ADD, MUL } from '../sum.ts'

export interface Rule {
  /** "sine of arcsine" */
  readonly name: string
  readonly left: (x: Expr, y: Expr, z: Expr) => Expr
  readonly right: (x: Expr, y: Expr, z: Expr) => Expr
  /** Pairs of terms: only where they are, or have, a factor of something; false: only where they have none. */
  readonly beside?: boolean
  /** On what the variables stand for (canonical nodes). */
  readonly condition?: (x: Expr, y: Expr, z: Expr) => boolean
}

/** Makes the canonical node of an operation over canonical arguments. */
export type Construct = (op: Operation, args: readonly Expr[], payload?: Payload) => Expr

/** A side of a rule: an operation over sides; without one a number, or else a variable by number. All laid out alike. */
export interface Side {
  readonly op: Operation | undefined
  readonly args: readonly Side[]
  readonly payload: Payload
  readonly value: Exact | undefined
  readonly slot: number
}

export interface CompiledRule {
  readonly name: string
  readonly left: Side
  /** Compiled when it is first asked for: of the rules about an operation few ever match. */
  readonly right: () => Side
  readonly condition: Rule['condition']
}

/** What the variables of a pattern stand for. */
export type Bound = (Expr | undefined)[]

const NAMES = ['rule variable x', 'rule variable y', 'rule variable z']
const variables = (): [Expr, Expr, Expr] => NAMES.map((name) => symbol(name)) as [Expr, Expr, Expr]

/** Compiles a rule; `construct` brings its left side to canonical form. */
export function compileRule(rule: Rule, construct: Construct): CompiledRule {
  const canonical = (node: Expr): Expr => (node.args.length === 0 ? node : construct(node.op, node.args.map(canonical), node.payload))
  const [x, y, z] = variables()
  let right: Side | undefined
  return {
    name: rule.name,
    left: sideOf(canonical(rule.left(x, y, z))),
    right: () => (right ??= sideOf(rule.right(...variables()))),
    condition: rule.condition,
  }
}

/** The operations on a rule's left side as it is written. */
export const operationsOf = (rule: Rule): Operation[] => topological([rule.left(...variables())]).map(({ op }) => op)

const NO_SIDES: readonly Side[] = []

function sideOf(node: Expr): Side {
  const value = exactOf(node)
  const slot = NAMES.indexOf(nameOf(node) ?? '')
  if (value !== undefined || slot >= 0) return { op: undefined, args: NO_SIDES, payload: undefined, value, slot }
  return { op: node.op, args: node.args.map(sideOf), payload: node.payload, value, slot }
}

/** Whether a pattern matches a node; what its variables stand for is added to `bound`. */
export function match(side: Side, node: Expr, bound: Bound): boolean {
  const { op, args } = side
  if (op === undefined) {
    if (side.value !== undefined) return exactOf(node)?.equals(side.value) === true
    const known = bound[side.slot]
    if (known !== undefined) return known === node
    bound[side.slot] = node
    return true
  }
  if (op !== node.op || args.length !== node.args.length) return false
  if (op === ADD || op === MUL) return matchUnordered(args, node.args, bound)
  for (let i = 0; i < args.length; i++) if (!match(args[i] as Side, node.args[i] as Expr, bound)) return false
  return true
}

/** Sums and products of few terms: every order is tried. */
function matchUnordered(sides: readonly Side[], nodes: readonly Expr[], bound: Bound): boolean {
  const [first, ...others] = sides
  if (first === undefined) return true
  if (nodes.length > 4) return false
  const before = bound.slice()
  for (let i = 0; i < nodes.length; i++) {
    if (match(first, nodes[i] as Expr, bound)) {
      const left = nodes.filter((_, k) => k !== i)
      if (matchUnordered(others, left, bound)) return true
    }
    for (let k = 0; k < NAMES.length; k++) bound[k] = before[k]
  }
  return false
}

/** The condition, over what was bound. */
export function holds({ condition }: { readonly condition: Rule['condition'] }, bound: Bound): boolean {
  return condition === undefined || condition(bound[0] as Expr, bound[1] as Expr, bound[2] as Expr)
}

/** A side with the variables put in, canonical. */
export function instantiate(side: Side, bound: Bound, construct: Construct): Expr {
  if (side.value !== undefined) return number(side.value)
  if (side.op === undefined) return bound[side.slot] as Expr
  return construct(
    side.op,
    side.args.map((arg) => instantiate(arg, bound, construct)),
    side.payload,
  )
}
