/** What stands in brackets in Julia: tuples with and without names, arrays, generators, arguments. */
import type { Argument, Clause, Expression } from '../execute/syntax/syntax.ts'
import { Parser, rangeOf } from '../grammar/parser.ts'
import { nameOf, P } from './lexicon.ts'
import { assigned, listOf, nested } from './literals.ts'

export abstract class JuliaBrackets extends Parser {
  protected readonly parenthesised = new Set<Expression>()

  /** What is changed by a sign behind it, as y is by .= or += in parentheses; undefined where no such sign stands there. */
  protected abstract changed(target: Expression): Expression | undefined

  /** (x), (a, b), (a = 1, b = 2), (; a, b), (x for x in v), (y .= x) */
  protected parentheses(): Expression {
    const open = this.next()
    const expression = this.grouped((): Expression => {
      const [items, before]: [Expression[], Expression[]] = [[], []]
      const entries: { key: Expression; value: Expression }[] = []
      const keyed = this.take(';')
      let tuple = this.is(')')
      let last: Expression | undefined
      while (!this.is(')')) {
        const item = this.element()
        const clauses = items.length === 0 ? this.clauses() : []
        if (clauses.length > 0) {
          this.expect(')', open)
          return { kind: 'comprehension', form: 'generator', element: item, clauses, range: { start: open.start, end: this.end } }
        }
        const changed = this.changed(item)
        const value = changed === undefined && this.take('=') ? this.expression() : undefined
        items.push(changed ?? value ?? item)
        last = ['name', 'index', 'member'].includes(item.kind) ? assigned(item, items.at(-1) as Expression, value) : items.at(-1)
        if ((keyed || value !== undefined) && (item.kind === 'name' || item.kind === 'member'))
          entries.push({ key: { kind: 'string', value: item.name, range: item.range }, value: value ?? item })
        if (this.take(',')) tuple = true
        else if (!keyed && this.take(';')) before.push(...items.splice(0).map((each) => assigned(item, each, value)))
        else break
      }
      this.expect(')', open)
      const range = { start: open.start, end: this.end }
      if ((keyed || tuple) && items.length > 0 && entries.length === items.length) return { kind: 'dictionary', entries, range }
      if (tuple || items.length === 0) return { kind: 'list', form: 'tuple', items, range }
      return before.length === 0 ? (last as Expression) : { kind: 'sequence', items: [...before, last ?? (items[0] as Expression)], range }
    })
    this.parenthesised.add(expression)
    return expression
  }

  /** An expression that may be spread: x... */
  private element(): Expression {
    const value = this.expression()
    return this.take('...') ? { kind: 'spread', value, range: { start: value.range.start, end: this.end } } : value
  }

  /** for i in a, j in b if c */
  private clauses(): Clause[] {
    const clauses: Clause[] = []
    while (this.take('for')) {
      do {
        const target = this.target()
        const iterable = this.expression()
        clauses.push({ target, iterable, conditions: [], range: { start: target.range.start, end: iterable.range.end } })
      } while (this.take(','))
      const last = clauses[clauses.length - 1] as Clause
      if (this.take('if')) clauses[clauses.length - 1] = { ...last, conditions: [this.expression()] }
    }
    return clauses
  }

  /** The variables of a loop and the sign behind them. */
  protected target(): Expression {
    const target = this.expression(P.compare + 1)
    if (!this.take('in') && !this.take('=') && !this.take('∈')) this.fail('"in" is missing here')
    return target
  }

  protected array(): Expression {
    const open = this.next()
    const rows: Expression[][] = [[]]
    let commas = false
    let clauses: Clause[] = []
    this.within({ inside: 0, blank: true }, () => {
      while (!this.is(']')) {
        const { token } = this
        const row = rows[rows.length - 1] as Expression[]
        if (token.kind === 'end') this.expect(']', open)
        if (token.kind === 'line' || this.is(';')) {
          this.next()
          if (row.length > 0 && !commas) rows.push([])
        } else if (this.take(',')) commas = true
        else if (this.is('for') && rows.flat().length === 1) {
          clauses = this.grouped(() => this.clauses())
          this.nextLine()
          if (!this.is(']')) this.expect(']', open)
        } else row.push(this.element())
      }
    })
    const range = { start: open.start, end: this.next().end }
    const [first = []] = rows
    if (clauses.length > 0) return nested(first[0] as Expression, clauses, range)
    const filled = rows.filter((row) => row.length > 0)
    if (!commas && (filled.length > 1 || first.length > 1)) return { kind: 'matrix', rows: filled, range }
    return listOf(first, range)
  }

  protected argument(): Argument {
    const { token } = this
    if (token.kind === 'name' && this.following.text === '=' && this.following.kind === 'operator') {
      this.next()
      this.next()
      const value = this.is(':') ? this.colon() : this.expression()
      return { name: nameOf(token), value, range: { start: token.start, end: value.range.end } }
    }
    const value = this.expression()
    const clauses = this.clauses()
    if (clauses.length > 0)
      return {
        value: { kind: 'comprehension', form: 'generator', element: value, clauses, range: { start: value.range.start, end: this.end } },
        range: value.range,
      }
    if (this.take('...')) return { value, spread: 'list', range: value.range }
    return { value, range: value.range }
  }

  private colon(): Expression {
    const { token } = this
    if (this.following.kind === 'name') return this.operand()
    this.next()
    return { kind: 'constant', value: null, range: rangeOf(token) }
  }
}
