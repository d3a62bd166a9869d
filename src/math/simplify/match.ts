/**
 * Rules of rewriting as data, and the matcher. A rule is two sides over variables x, y, z and perhaps a condition. Sides are
 * turned once into plain patterns and templates that hold no nodes.
 */
import type { Exact } from '../exact.ts'
import { type Expr, exactOf, nameOf, type Operation, type Payload, symbol } from '../expr.ts'
import { ADD, MUL } from './sum.ts'

export interface Rule {
  /** "sine of arcsine" */
  readonly name: string
  readonly left: (x: Expr, y: Expr, z: Expr) => Expr
  readonly right: (x: Expr, y: Expr, z: Expr) => Expr
  /** Pairs of terms: only where they are, or have, a factor of something. */
  readonly beside?: true
  /** On what the variables stand for (canonical nodes). */
  readonly condition?: (x: Expr, y: Expr, z: Expr) => boolean
}

/** Makes the canonical node of an operation over canonical arguments. */
export type Construct = (op: Operation, args: readonly Expr[], payload?: Payload) => Expr

/** A side of a rule: a variable by number, a number, or an operation over sides. */
export type Side =
  | { readonly slot: number }
  | { readonly value: Exact }
  | { readonly op: Operation; readonly args: readonly Side[]; readonly payload: Payload }

export interface CompiledRule {
  readonly name: string
  readonly left: Side
  readonly right: Side
  readonly condition: Rule['condition']
}

const NAMES = ['rule variable x', 'rule variable y', 'rule variable z']

/** Compiles a rule; `construct` brings its left side to canonical form. */
export function compileRule(rule: Rule, construct: Construct): CompiledRule {
  const [x, y, z] = NAMES.map((name) => symbol(name)) as [Expr, Expr, Expr]
  const canonical = (node: Expr): Expr => (node.args.length === 0 ? node : construct(node.op, node.args.map(canonical), node.payload))
  return { name: rule.name, left: sideOf(canonical(rule.left(x, y, z))), right: sideOf(rule.right(x, y, z)), condition: rule.condition }
}

function sideOf(node: Expr): Side {
  const value = exactOf(node)
  if (value !== undefined) return { value }
  const slot = NAMES.indexOf(nameOf(node) ?? '')
  if (slot >= 0) return { slot }
  return { op: node.op, args: node.args.map(sideOf), payload: node.payload }
}

/** What the variables of a pattern stand for in a node, if it matches. */
export function match(side: Side, node: Expr, bound: (Expr | undefined)[] = []): (Expr | undefined)[] | undefined {
  if ('slot' in side) {
    const known = bound[side.slot]
    if (known !== undefined) return known === node ? bound : undefined
    const more = bound.slice()
    more[side.slot] = node
    return more
  }
  if ('value' in side) return exactOf(node)?.equals(side.value) === true ? bound : undefined
  if (side.op !== node.op || side.args.length !== node.args.length) return undefined
  if (side.op === ADD || side.op === MUL) return matchUnordered(side.args, node.args, bound)
  let found: (Expr | undefined)[] | undefined = bound
  for (let i = 0; i < side.args.length && found !== undefined; i++) found = match(side.args[i] as Side, node.args[i] as Expr, found)
  return found
}

/** Sums and products of few terms: every order is tried. */
function matchUnordered(sides: readonly Side[], nodes: readonly Expr[], bound: (Expr | undefined)[]): (Expr | undefined)[] | undefined {
  const [first, ...others] = sides
  if (first === undefined) return bound
  if (nodes.length > 4) return undefined
  for (let i = 0; i < nodes.length; i++) {
    const found = match(first, nodes[i] as Expr, bound)
    if (found === undefined) continue
    const all = matchUnordered(
      others,
      nodes.filter((_, k) => k !== i),
      found,
    )
    if (all !== undefined) return all
  }
  return undefined
}

/** The condition, over what was bound. */
export function holds(rule: CompiledRule, bound: readonly (Expr | undefined)[]): boolean {
  return rule.condition === undefined || rule.condition(bound[0] as Expr, bound[1] as Expr, bound[2] as Expr)
}

/** The right side with the variables put in, canonical. */
export function instantiate(side: Side, bound: readonly (Expr | undefined)[], construct: Construct, number: (value: Exact) => Expr): Expr {
  if ('slot' in side) return bound[side.slot] as Expr
  if ('value' in side) return number(side.value)
  return construct(
    side.op,
    side.args.map((arg) => instantiate(arg, bound, construct, number)),
    side.payload,
  )
}
