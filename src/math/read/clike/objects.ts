/** Objects with fields in C, C++, Rust and Go: their literals, what constructors make, and which of them has a method. */
import type { Range } from '../../api.ts'
import type { Argument, Expression } from '../execute/syntax/syntax.ts'
import { callOf, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { CClasses } from './classes.ts'
import type { TypeOutline } from './structures.ts'

export abstract class CObjects extends CClasses {
  /** What Go's method around calls its object. */
  protected receiver: string | undefined

  /** Whether the text itself says what a function of this name does. */
  protected isDefined(callee: Expression): boolean {
    const name = callee.kind === 'name' || callee.kind === 'member' ? callee.name : ''
    return (
      /^\w+$/.test(name) &&
      new RegExp(`\\b(?:(?:\\w+[\\s&*>]+|fn |func |fun )${name}\\s*(?:<[^>]*>)?\\([^;()]*\\)[^;()]*\\{|${name}\\s*=\\s*\\[)`).test(this.text)
    )
  }

  /** The structure that a type names, after words such as const. */
  protected structureOf(type: string): string | undefined {
    const word = type.trim().split(/\W+/).filter(Boolean).at(-1) ?? ''
    return (this.outlines.types.get(word)?.fields.length ?? 0) > 0 ? word : undefined
  }

  protected override objectMade(callee: Expression, args: readonly Argument[], range: Range): Expression | undefined {
    if (callee.kind !== 'name' || this.style.name !== 'C') return undefined
    const values = args.map(({ value }) => value)
    const isMade = this.isConstructed(callee.name, args.length) || (values.length > 0 && this.makerOf(callee.name, values.length) !== undefined)
    if (isMade) return this.madeBy(callee.name, values, range) ?? this.unknownObject(callee.name, range)
    if (this.structureOf(callee.name) === undefined) return this.madeBy(callee.name, values, range)
    return this.structureOf(callee.name) !== undefined && args.length === this.fieldsOf(callee.name).length
      ? this.objectOf(callee.name, values, range)
      : undefined
  }

  /** The fields of a structure. */
  protected fieldsOf(type: string): readonly string[] {
    return this.outlines.types.get(type)?.fields ?? []
  }

  /** Whether a type of Go is one of arrays of fixed length: [3]float64, or a name for that. */
  protected isArrayOfGo(type: string): boolean {
    if (/^\[\s*[\w.]+\s*\]/.test(type)) return true
    this.arrayTypes ??= new Set([...this.text.matchAll(/\btype\s+(\w+)\s+\[\s*\w+\s*\]/g)].map(([, name = '']) => name))
    return this.arrayTypes.has(/^\w*/.exec(type)?.[0] ?? '')
  }

  private arrayTypes: ReadonlySet<string> | undefined

  /** Whether a type is one with fields that stands in the text. */
  protected isStructure(type: string): boolean {
    return this.outlines.types.has(type.trim())
  }

  /** The type whose methods stand around a token. */
  protected typeAround(at: number): string | undefined {
    if (this.style.name === 'C') return this.classAround(at)?.name
    return this.outlines.blocks.filter(({ start, end }) => start < at && at < end).at(-1)?.type
  }

  /** What a method goes by in the file: with its type where several types have one of that name. */
  protected methodName(type: string | undefined, method: string): string {
    const { types, counts } = this.outlines
    if (this.style.name === 'C') return type === undefined ? method : this.methodOf(type, method)
    return type !== undefined && types.get(type)?.methods.has(method) === true && (counts.get(method) ?? 0) > 1 ? `${type}::${method}` : method
  }

  /** The type that a name stands for. */
  protected typeNamed({ text }: Token, at: number): string | undefined {
    const type = text === 'Self' ? this.typeAround(at) : text
    return type !== undefined && this.outlines.types.has(type) ? type : undefined
  }

  /** Whether a literal of a type begins at the brace that comes. */
  protected isLiteral(type: Token): boolean {
    if (!this.is('{') || this.typeNamed(type, this.at) === undefined) return false
    if (this.style.name === 'Go') return !this.token.spaced
    if (this.style.name === 'C') return (this.outlines.types.get(type.text)?.fields.length ?? 0) > 0
    const first = this.position(this.at + 1, ({ kind }) => kind !== 'line')
    const [word, after] = [this.peek(first) as Token, this.peek(first + 1)]
    if (word.text === '..') return true
    return word.kind === 'name' && ([':', ','].includes(after?.text ?? '') || (after?.text === '}' && /^[A-Z]/.test(type.text)))
  }

  /** { a: 1, b, ..other }: an object with its methods; as a pattern what its fields are called. */
  protected literal(token: Token, pattern = false): Expression {
    return this.literalOf(this.typeNamed(token, this.at) as string, token, pattern)
  }

  /** An object whose fields are these, in their order. */
  protected objectOf(type: string, values: readonly Expression[], range: Range): Expression {
    const fields = this.fieldsOf(type)
    if (this.style.name === 'C' && this.isConstructed(type, values.length)) return this.madeBy(type, values, range) ?? this.unknownObject(type, range)
    if (values.length > fields.length) return { kind: 'unknown', what: `what ${type} makes of these`, range }
    const entries = fields.map((name, k) => ({
      key: { kind: 'string' as const, value: name, range },
      value: values[k] ?? this.initially(type, name, range),
    }))
    return { kind: 'dictionary', entries: [...this.ownEntries(type, range), ...entries], range }
  }

  protected unknownObject(type: string, range: Range): Expression {
    return { kind: 'unknown', what: `what the constructor of ${type} makes of these`, hint: 'set the fields one by one', range }
  }

  /** What a field is that is not given. */
  private initially(type: string, field: string, range: Range): Expression {
    return this.outlines.types.get(type)?.preset.has(field) === true
      ? { kind: 'unknown', what: `what the field "${field}" of ${type} begins as`, hint: 'give it a value here', range }
      : numeral(0, range)
  }

  /** The methods that an object of Rust and Go has. */
  protected methodEntries(type: string, range: Range): { readonly key: Expression; readonly value: Expression }[] {
    const methods = this.outlines.types.get(type)?.methods ?? new Set<string>()
    return [...methods].map((name) => ({
      key: { kind: 'string', value: name, range },
      value: { kind: 'name', name: this.methodName(type, name), range },
    }))
  }

  protected literalOf(type: string, token: Token, pattern = false): Expression {
    const { fields } = this.outlines.types.get(type) as TypeOutline
    const key = (name: string): Expression => ({ kind: 'string', value: name, range: rangeOf(token) })
    const entries: { key?: Expression; value: Expression }[] = []
    const rest: { value: Expression }[] = []
    this.next()
    this.grouped(() =>
      this.items('}', () => {
        this.nextLine()
        const { token: name, following } = this
        if (this.take('..')) {
          if (this.is('}')) return
          const usual = this.is('Default')
          const value = this.expression()
          rest.push({ value: usual ? callOf(this.methodName(type, 'default'), [], token, rangeOf(token)) : value })
        } else if (this.style.name === 'C' && name.text === '.' && following.kind === 'name') {
          // .x = 1
          this.next()
          this.next()
          this.expect('=')
          entries.push({ key: key(following.text), value: this.element() })
        } else if (name.kind === 'name' && (following.text === ':' || (this.style.name === 'C' && following.text === '='))) {
          // X = 1 in C#
          this.next()
          this.next()
          entries.push({ key: key(name.text), value: this.element() })
        } else entries.push({ key: key((this.style.name === 'Rust' ? undefined : fields[entries.length]) ?? name.text), value: this.element() })
        this.nextLine()
      }),
    )
    this.expect('}', rangeOf(token))
    const range = { start: token.start, end: this.end }
    if (this.style.name === 'C' && this.isConstructed(type, entries.length)) {
      const values = entries.map(({ value }) => value)
      return this.madeBy(type, values, range) ?? this.unknownObject(type, range)
    }
    // What is not said is 0.
    if ((this.style.name === 'C' || this.style.name === 'Go') && !pattern)
      for (const name of fields)
        if (!entries.some(({ key: known }) => known?.kind === 'string' && known.value === name))
          entries.push({ key: key(name), value: this.initially(type, name, range) })
    const own = pattern ? [] : this.methodEntries(type, rangeOf(token))
    const methodsOfC = this.style.name === 'C' && !pattern ? this.ownEntries(type, range) : []
    return { kind: 'dictionary', entries: [...rest, ...own, ...methodsOfC, ...entries], range }
  }
}
