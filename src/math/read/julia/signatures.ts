/** Heads of Julia's functions, with their types, and its imports. */

import { meaningOf } from '../execute/calls/signs.ts'
import type { Expression, ImportedName, Parameter, ParameterType, Statement } from '../execute/syntax/syntax.ts'
import { functionSyntax, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { JuliaExpressions } from './expressions.ts'
import { isKeyword, nameOf } from './lexicon.ts'

/** What the calls of the objects of a type are known by: no name can be spelled so. */
export const callOf = (type: string): string => `${type}()`

/** Signs for which a text may say what they make of its own objects. */
const SIGN = /^[-+*/^\\÷%⋅×]$/

/** What lengths and dimensions are called among the parameters of a type. */
const COUNTS = /^[DKLMN]$/

/** What a type says: functions of one name are told apart by it. */
function typeOf(written: string): ParameterType {
  const name = written.replace(/^\s*::|\s/g, '')
  if (/^(?:Number|Real|(?:Abstract)?Float\d*|Integer|U?Int\d*|Signed|Rational)$/.test(name)) return { name, kind: 'number' }
  const rank = /^(?:Abstract|Static|[SM])?(?:(Vector)|(?:Symmetric|Diagonal|Sparse)?Matrix|Array)\b/.exec(name)
  if (rank === null) return { name }
  return { name, kind: 'array', ...(rank[1] !== undefined ? { rank: 1 } : name.includes('Matrix') && { rank: 2 }) }
}

export abstract class JuliaSignatures extends JuliaExpressions {
  /** Result type and conditions on types; gives the names that stand for types, which are known inside. */
  protected signature(): Parameter[] {
    const types: Parameter[] = []
    if (this.take('::')) this.type()
    while (this.take('where')) {
      const from = this.at
      this.type()
      while (this.take('<:') || this.take('>:')) this.type()
      types.push(...this.typesNamed(from))
    }
    return types
  }

  /** The names that a condition on types is about: {T<:Real, S}, T<:Real. Single letters of counts are numbers. */
  private typesNamed(from: number): Parameter[] {
    const types: Parameter[] = []
    for (let at = from; at < this.at; at++) {
      const [before, token, behind] = [this.peek(at - 1), this.peek(at), this.peek(at + 1)]
      const isNamed = token?.kind === 'name' && ['where', '{', ','].includes(before?.text ?? '')
      if (token === undefined || !isNamed || (COUNTS.test(token.text) && behind?.text !== '<:')) continue
      const range = rangeOf(token)
      types.push({ name: nameOf(token), named: true, type: true, initial: { kind: 'name', name: 'Number', range }, range })
    }
    return types
  }

  protected parameters(): Parameter[] {
    if (this.is('{')) this.type()
    const open = this.expect('(')
    return this.grouped(() => {
      const parameters: Parameter[] = []
      let named = false
      while (!this.is(')')) {
        named ||= this.is(';')
        if (this.take(';') || this.take(',')) continue
        const { token } = this
        if (token.kind === 'end') this.expect(')', open)
        if (this.is('::')) {
          // A parameter without a name.
          this.next()
          this.type()
          continue
        }
        if (this.is('(')) {
          const pattern = this.expression()
          parameters.push({ name: `p_${parameters.length + 1}`, pattern, range: pattern.range })
          continue
        }
        if (token.kind !== 'name' || isKeyword(token)) this.fail(`"${token.text}" stands where a parameter is expected`, token)
        this.next()
        const annotation = this.take('::') ? this.type() : undefined
        const rest = this.take('...') ? 'list' : undefined
        const initial = this.take('=') ? this.expression() : undefined
        const typed = annotation === undefined ? undefined : typeOf(this.text.slice(annotation.start, annotation.end))
        parameters.push({ name: nameOf(token), annotation, typed, rest, initial, named, range: rangeOf(token) })
      }
      this.expect(')', open)
      return parameters
    })
  }

  /** Where the bracket closes that opens at this token. */
  private closing(open: number): number {
    let depth = 0
    let close = open
    for (; close <= this.last; close++) {
      const { text, kind } = this.peek(close) as Token
      if (kind !== 'operator') continue
      if (text === '(' || text === '[' || text === '{') depth++
      else if ((text === ')' || text === ']' || text === '}') && --depth === 0) break
    }
    return close
  }

  /** The object that is called in (layer::Dense)(x), where one stands here, and the name its calls are known by. */
  protected receiver(): { readonly own: Parameter[]; readonly name: string } | undefined {
    const type = this.following.text === '::' ? this.at + 2 : this.peek(this.at + 2)?.text === '::' ? this.at + 3 : undefined
    const behind = type === undefined || !this.is('(') ? undefined : this.peek(this.closing(this.at) + 1)
    if (behind?.text !== '(' || behind.spaced) return undefined
    const named = this.peek(type as number) as Token
    const given = this.parameters()
    return { own: given.length > 0 ? given : [{ name: 'object', range: rangeOf(named) }], name: callOf(nameOf(named)) }
  }

  /** What is defined where its parameters follow: f, Base.f, and signs: +, Base.:+, Base.:(+). Undefined where no such name stands here. */
  protected defined(): { readonly token: Token; readonly name: string; readonly open: number } | undefined {
    let k = this.at
    while (this.peek(k)?.kind === 'name' && this.peek(k + 1)?.text === '.') k += 2
    const isQuoted = k > this.at && this.peek(k)?.text === ':'
    if (isQuoted) k++
    const isHeld = isQuoted && this.peek(k)?.text === '(' && this.peek(k + 2)?.text === ')'
    const token = this.peek(isHeld ? k + 1 : k)
    const open = isHeld ? k + 3 : k + 1
    const behind = this.peek(open)
    if (token === undefined || behind?.text !== '(' || behind.spaced) return undefined
    if (token.kind === 'operator' && SIGN.test(token.text)) return { token, name: meaningOf(token.text), open }
    return token.kind === 'name' && !isKeyword(token) ? { token, name: nameOf(token), open } : undefined
  }

  /** f(x, y) = ..., (layer::Dense)(x) = ..., Base.:+(a::V, b::V) = ...; undefined where no such definition stands here. */
  protected shortFunction(): Statement | undefined {
    const { at, token: first } = this
    const receiver = this.receiver()
    const own = receiver === undefined ? this.defined() : undefined
    if (receiver === undefined && own === undefined) return undefined
    const name = own?.token ?? first
    const open = own?.open ?? this.at
    let after = this.closing(open) + 1
    const types: Parameter[] = []
    while (this.peek(after)?.text === '::' || this.peek(after)?.text === 'where') {
      this.at = after
      types.push(...this.signature())
      after = this.at
    }
    this.at = at
    if (this.peek(after)?.text !== '=' || this.peek(after)?.kind !== 'operator') return undefined
    this.at = open
    const parameters = [...(receiver?.own ?? []), ...this.parameters(), ...types]
    this.at = after
    const header = { start: first.start, end: this.end }
    this.next()
    this.nextLine()
    const body = this.tuple()
    this.finished()
    const range = { start: first.start, end: this.end }
    return { kind: 'function', definition: functionSyntax(name, parameters, body, header, range, receiver?.name ?? own?.name), range }
  }

  protected importing(): Statement {
    const { start } = this.next()
    const names: ImportedName[] = []
    let path: string[] = []
    let module = ''
    const add = (alias?: Token): void => {
      const whole = [...(module === '' ? [] : [module]), ...path].join('.')
      const range = { start, end: this.end }
      if (alias !== undefined) names.push({ name: nameOf(alias), path: whole, range })
      else if (path.length > 0) names.push({ name: path.at(-1) as string, path: whole, range })
      path = []
    }
    while (!this.done && this.token.kind !== 'line' && !this.is(';')) {
      const token = this.next()
      if (token.text === ',') {
        if (path.length > 0) add()
        this.nextLine()
      } else if (token.text === ':') {
        module = path.join('.')
        path = []
      } else if (token.text === 'as') add(this.next())
      else if (token.kind === 'name') path.push(nameOf(token))
    }
    if (path.length > 0) add()
    return { kind: 'import', names, range: { start, end: this.end } }
  }

  /** a, b, c without parentheses. */
  protected tuple(): Expression {
    this.nextLine()
    const first = this.expression()
    if (!this.is(',')) return first
    const items = [first]
    while (this.take(',')) items.push(this.expression())
    return { kind: 'list', form: 'tuple', items, range: { start: first.range.start, end: this.end } }
  }

  protected finished(): void {
    const { token } = this
    if (this.done || token.kind === 'line' || this.is(';') || isKeyword(token)) return
    if (token.kind === 'operator') this.fail(/^[)\]}]$/.test(token.text) ? `"${token.text}" closes nothing` : `"${token.text}" cannot stand here`)
    this.fail(`an operator is missing before "${token.text}"`, token, 'write the product with *')
  }
}
