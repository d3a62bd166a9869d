/** What the bridges from Lezer's trees to expressions have in common: chains of operators, items, how deep they go. */
import type { SyntaxNode } from '@lezer/common'
import type { Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { ReadError } from '../../term.ts'
import { childrenOf, rangeOf } from './parse.ts'
import type { Expression } from './syntax.ts'

/** Nodes inside nodes beyond this would end the machine's stack. */
const DEEPEST = 900
const SPLIT = 'split the expression with intermediate names'

export abstract class ExpressionBridge {
  private depth = 0
  /** The name of the mark that spreads an item. */
  protected abstract readonly spread: string

  constructor(readonly text: string) {}

  protected abstract build(node: SyntaxNode): Expression

  slice(node: { from: number; to: number }): string {
    return this.text.slice(node.from, node.to)
  }

  expression(node: SyntaxNode): Expression {
    if (++this.depth > DEEPEST) {
      this.depth = 0
      throw new ReadError('this is nested too deeply', rangeOf(node), SPLIT)
    }
    const depth = this.depth
    const expression = this.build(node)
    this.depth = depth - 1
    return expression
  }

  /** What stands between the parentheses. */
  protected inParentheses(node: SyntaxNode): Expression {
    const inner = childrenOf(node).find((child) => child.name !== '(' && child.name !== ')')
    return inner === undefined || inner.type.isError ? missing(node) : this.expression(inner)
  }

  /**
   * Operators of one kind gathered from the left: a sum of thousands of terms is no deep tree. Undefined where something is
   * missing. Throws ReadError.
   */
  protected chain(
    node: SyntaxNode,
    belongs: (op: string) => boolean,
  ): { first: SyntaxNode; rest: { op: string; operand: SyntaxNode }[] } | undefined {
    const rest: { op: string; operand: SyntaxNode }[] = []
    let first = node
    while (first.name === 'BinaryExpression') {
      const parts = childrenOf(first)
      const operand = parts[parts.length - 1] as SyntaxNode
      if (parts.length < 3 || parts.some((part) => part.type.isError)) return undefined
      const op = parts.slice(1, -1).map((part) => this.slice(part))
      // Lezer gives up on the form of expressions beyond some thousand operators.
      if (op.length > 2 || (op.length === 2 && !/^[a-z]+$/.test(op.join(''))))
        throw new ReadError('this expression has too many terms', rangeOf(node), 'split it with intermediate names')
      if (!belongs(op.join(' '))) break
      rest.push({ op: op.join(' '), operand })
      first = parts[0] as SyntaxNode
    }
    return { first, rest: rest.reverse() }
  }

  /** Items between commas, some of them spread. */
  items(nodes: readonly SyntaxNode[]): Expression[] {
    const items: Expression[] = []
    for (let k = 0; k < nodes.length; k++) {
      const node = nodes[k] as SyntaxNode
      if (node.name === ',') continue
      const next = nodes[k + 1]
      if (node.name === this.spread && next !== undefined) {
        items.push({ kind: 'spread', value: this.expression(next), range: { start: node.from, end: next.to } })
        k++
      } else items.push(this.expression(node))
    }
    return items
  }
}

export const missing = (node: SyntaxNode): Expression => ({ kind: 'unknown', what: 'an unfinished expression', range: rangeOf(node) })

/** The number a literal of any language is: 1_000, 0x1f, 1e-3, 10n; 2j and 2i are imaginary. */
export function numberLiteral(text: string, range: Range): Expression {
  const plain = text.replaceAll('_', '').replace(/[nijJ]$/, '')
  const value = /^0[xXbBoO]/.test(plain) ? Exact.fromDouble(Number(plain)) : Exact.parse(plain)
  return value === undefined
    ? { kind: 'unknown', what: `the number ${text.slice(0, 30)}`, range }
    : { kind: 'number', value, range, imaginary: /[ijJ]$/.test(text) }
}
