/**
 * The walk that all printers share: nodes to text with just the parentheses needed, one entry per row and dialect.
 * Small expressions are printed by plain recursion; deep or much shared ones bottom up, each node once.
 */
import type { Exact } from '../exact.ts'
import { type Expr, exactOf, nameOf, type Operation, topological } from '../expr.ts'

/** How tightly a printed piece holds together, loosest first. */
export const LEVEL = {
  open: 0,
  or: 1,
  and: 2,
  not: 3,
  relation: 4,
  sum: 5,
  product: 6,
  sign: 7,
  power: 8,
  atom: 9,
} as const

/** Prints one node; says the piece's level (and mark) on the printer. */
export type Form<P> = (printer: P, node: Expr) => string

/** The dialect table of a printer: forms by row name, and what is done with every other row. */
export class Dialect<P> {
  private readonly entries = new Map<Operation, Form<P>>()
  private readonly named: ReadonlyMap<string, Form<P>>

  constructor(
    forms: { readonly [row: string]: Form<P> },
    private readonly generic: (operation: Operation) => Form<P>,
  ) {
    this.named = new Map(Object.entries(forms))
  }

  form(operation: Operation): Form<P> {
    let form = this.entries.get(operation)
    if (form === undefined) {
      form = this.named.get(operation.name) ?? this.generic(operation)
      // Rows are few, but some are made while reading: the table must not grow over a long session.
      if (this.entries.size > 2048) this.entries.clear()
      this.entries.set(operation, form)
    }
    return form
  }

  has(operation: Operation): boolean {
    return this.named.has(operation.name)
  }
}

/** What was printed: the text, and the definitions of the names in it, in order. */
export interface Printed {
  readonly text: string
  readonly definitions: readonly Named[]
}

/** A subexpression printed once under a name. */
export interface Named {
  readonly name: string
  readonly text: string
  readonly node: Expr
}

interface Piece {
  readonly text: string
  readonly level: number
  readonly mark: number
}

/** Levels that recursion may go down, and nodes it may visit, before the walk goes bottom up. */
const DEPTH = 400
const VISITS = 5000
/** Nodes a tree may have and still be written out in full; text that a piece may have before it gets a name. */
const TREE = 5000
const TEXT = 4_000_000

class TooLarge extends Error {}

export abstract class Printer {
  /** How tightly the piece printed last holds together. */
  level: number = LEVEL.atom
  /** Anything else the dialect wants to know of the piece printed last. */
  mark = 0
  private pieces: Map<Expr, Piece> | undefined
  private depth = 0
  private visits = 0
  private recursion = DEPTH
  private usedNames: Set<string> | undefined
  private readonly namedNodes = new Set<Expr>()

  /** Prints a node that has no piece yet. */
  protected abstract write(node: Expr): string
  abstract number(value: Exact): string
  /** A product; without the minus sign before it, if asked. */
  abstract product(node: Expr, withoutSign?: boolean): string
  /** The name of the k-th unnamed definition. */
  protected abstract freshName(k: number): string

  /** The node's text; its level and mark are then those of this printer. */
  piece(node: Expr): string {
    if (this.pieces !== undefined) {
      const known = this.pieces.get(node)
      if (known !== undefined) {
        this.level = known.level
        this.mark = known.mark
        return known.text
      }
    } else if (++this.visits > VISITS) throw new TooLarge()
    if (++this.depth > this.recursion) throw new TooLarge()
    this.mark = 0
    const text = this.write(node)
    this.depth--
    return text
  }

  /** The node's text, in parentheses when it holds together less tightly than `level`. */
  at(node: Expr, level: number): string {
    const text = this.piece(node)
    return this.level < level ? this.parenthesised(text) : text
  }

  /** Written with a minus sign in front. */
  isNegative(term: Expr): boolean {
    if (term.op.name === 'neg') return true
    const first = term.op.name === 'mul' ? (term.args[0] as Expr) : term
    return exactOf(first)?.isNegative === true
  }

  /** A negative term without its minus sign. */
  withoutSign(term: Expr): string {
    if (term.op.name === 'neg') return this.at(term.args[0] as Expr, LEVEL.product - 0.5)
    if (term.op.name === 'mul') return this.product(term, true)
    return this.number((exactOf(term) as Exact).negate())
  }

  parenthesised(text: string): string {
    this.level = LEVEL.atom
    return `(${text})`
  }

  /**
   * The root, with the nodes of `named` (and, where writing out would explode, whatever is shared) printed once under
   * their names.
   */
  print(root: Expr, named?: ReadonlyMap<Expr, string>): Printed {
    if (named === undefined) {
      try {
        return { text: this.piece(root), definitions: [] }
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error
      }
    }
    return this.printBottomUp(root, named ?? new Map())
  }

  private printBottomUp(root: Expr, named: ReadonlyMap<Expr, string>): Printed {
    const order = topological([root])
    const sizes = new Map<Expr, number>()
    const uses = new Map<Expr, number>()
    for (const node of order) {
      let size = 1
      for (const arg of node.args) {
        size += sizes.get(arg) as number
        uses.set(arg, (uses.get(arg) ?? 0) + 1)
      }
      sizes.set(node, size)
    }
    const explodes = (sizes.get(root) as number) > TREE
    const used = new Set(named.values())
    for (const node of order) {
      const name = nameOf(node)
      if (name !== undefined) used.add(name)
    }
    this.usedNames = used
    const pieces = new Map<Expr, Piece>()
    this.pieces = pieces
    this.recursion = 4 * DEPTH
    const definitions: Named[] = []
    let fresh = 0
    for (const node of order) {
      this.depth = 0
      const text = this.piece(node)
      let name = node === root ? undefined : named.get(node)
      if (name === undefined && node !== root && node.args.length > 0) {
        const repeats = explodes && (uses.get(node) as number) > 1 && text.length > 3
        if (
          repeats ||
          (text.length > TEXT && (uses.get(node) as number) > 0 && sizes.get(node) !== node.args.length + 1 && (uses.get(node) as number) > 1)
        ) {
          do name = this.freshName(fresh++)
          while (used.has(name))
          used.add(name)
        }
      }
      if (name === undefined) pieces.set(node, { text, level: this.level, mark: this.mark })
      else {
        definitions.push({ name, text, node })
        this.namedNodes.add(node)
        pieces.set(node, { text: this.spellName(name), level: LEVEL.atom, mark: 0 })
      }
    }
    return { text: this.piece(root), definitions }
  }

  /** True where the node is printed by a name of its own. */
  isNamed(node: Expr): boolean {
    return this.namedNodes.has(node)
  }

  /** Names taken by symbols and definitions, known once printing goes bottom up. */
  protected taken(name: string): boolean {
    return this.usedNames?.has(name) === true
  }

  /** A name as the dialect writes it. */
  spellName(name: string): string {
    return name
  }
}
