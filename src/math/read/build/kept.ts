/**
 * Sums and products that stay whole where others go on with them. Of short texts everything associative is written flat; in
 * long ones, the rounds of a loop, that would cost the square of the rounds.
 */
import type { Expr } from '../../expr.ts'
import type { TermOrder } from '../order.ts'
import type { ApplyTerm, Term } from '../term.ts'

/** Texts of more terms are long. */
const LONG = 120

export class Kept {
  private readonly nodes = new Set<Expr>()
  /** Sums and products added so far, by their last term or factor. */
  private readonly byLast = new Map<Term, ApplyTerm[]>()

  private constructor(private readonly order: TermOrder) {}

  /** Of a long text; undefined for short ones. */
  static of(order: TermOrder): Kept | undefined {
    return order.terms.length > LONG ? new Kept(order) : undefined
  }

  /** Whether what a term becomes depends on those before it. */
  static isOf(term: Term): term is ApplyTerm {
    return term.kind === 'apply' && (term.op === 'add' || term.op === 'mul')
  }

  /** Takes note of what a term became. */
  add(term: Term, node: Expr): void {
    if (this.order.shared.has(term)) this.nodes.add(node)
    if (!Kept.isOf(term)) return
    const last = term.args[term.args.length - 1] as Term
    const others = this.byLast.get(last)
    if (others === undefined) this.byLast.set(last, [term])
    else others.push(term)
  }

  has(node: Expr): boolean {
    return this.nodes.has(node)
  }

  /** The arguments of a sum or product, those that make up one before it taken together: x + a + b where x + a is used too. */
  argumentsOf(term: ApplyTerm, nodes: readonly Expr[], nodeOf: (term: Term) => Expr): readonly Expr[] {
    if (!Kept.isOf(term)) return nodes
    for (let count = term.args.length - 1; count > 1; count--) {
      const begun = this.byLast.get(term.args[count - 1] as Term)?.find((other) => this.begins(term, other, count))
      if (begun === undefined) continue
      const node = nodeOf(begun)
      this.nodes.add(node)
      return [node, ...nodes.slice(count)]
    }
    return nodes
  }

  private begins(term: ApplyTerm, { op, args }: ApplyTerm, count: number): boolean {
    return op === term.op && args.length === count && args.every((arg, k) => arg === term.args[k])
  }
}
