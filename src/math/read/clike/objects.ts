/** Types with fields in Rust and Go: what they hold, their literals, and which of them has a method. */
import type { Range } from '../../api.ts'
import type { Argument, Expression } from '../execute/syntax.ts'
import { callOf, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { COperators } from './operators.ts'

interface TypeOutline {
  readonly fields: string[]
  readonly methods: Set<string>
}

interface Outlines {
  readonly types: ReadonlyMap<string, TypeOutline>
  /** Where methods of a type stand. */
  readonly blocks: readonly { readonly type: string; readonly start: number; readonly end: number }[]
  /** How many functions have a name. */
  readonly counts: ReadonlyMap<string, number>
}

const NOTHING: Outlines = { types: new Map(), blocks: [], counts: new Map() }

export abstract class CObjects extends COperators {
  private outlined: Outlines | undefined
  /** What Go's method around calls its object. */
  protected receiver: string | undefined

  private get outlines(): Outlines {
    this.outlined ??= this.style.name === 'Rust' || this.style.name === 'Go' || this.style.name === 'C' ? this.outline() : NOTHING
    return this.outlined
  }

  private outline(): Outlines {
    const types = new Map<string, TypeOutline>()
    const blocks: Outlines['blocks'][number][] = []
    const counts = new Map<string, number>()
    const typeNamed = (name: string): TypeOutline => {
      const known = types.get(name) ?? { fields: [], methods: new Set<string>() }
      types.set(name, known)
      return known
    }
    const text = (k: number): string => this.peek(k)?.text ?? ''
    for (let k = 0; k <= this.last; k++) {
      const token = this.peek(k) as Token
      if (token.kind !== 'name') continue
      if (token.text === 'impl') {
        const open = this.position(k, ({ text: sign, kind }) => sign === '{' || kind === 'end')
        const head = this.stretch(this.peek(k + 1)?.text === '<' ? (this.angle(k + 1) ?? k) + 1 : k + 1, open).filter(({ kind }) => kind === 'name')
        const named = head[head.findIndex(({ text: word }) => word === 'for') + 1]
        const end = this.closing(open)
        if (named !== undefined && end !== undefined) {
          typeNamed(named.text)
          blocks.push({ type: named.text, start: open, end })
        }
      } else if (token.text === 'fn' || token.text === 'func') {
        const close = token.text === 'func' && text(k + 1) === '(' ? this.closing(k + 1) : undefined
        const name = this.peek((close ?? k) + 1)
        if (name?.kind !== 'name') continue
        counts.set(name.text, (counts.get(name.text) ?? 0) + 1)
        const block = blocks.filter(({ start, end }) => start < k && k < end).at(-1)
        const type =
          close === undefined
            ? block?.type
            : this.stretch(k + 2, close)
                .filter(({ kind }) => kind === 'name')
                .at(-1)?.text
        if (type !== undefined) typeNamed(type).methods.add(name.text)
      } else if (token.text === 'struct') {
        const open = this.position(k, ({ text: sign, kind }) => ['{', ';', '('].includes(sign) || kind === 'end')
        const end = text(open) === '{' ? this.closing(open) : undefined
        // typedef struct { double x; } Point;
        const last = end !== undefined && text(k - 1) === 'typedef' ? this.peek(end + 1) : this.peek(k + 1)
        const name = this.style.name === 'Go' ? this.peek(k - 1) : last
        if (name?.kind !== 'name' || end === undefined) continue
        typeNamed(name.text).fields.push(...this.fields(open + 1, end))
      }
    }
    return { types, blocks, counts }
  }

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
    const fields = callee.kind === 'name' && this.style.name === 'C' ? (this.outlines.types.get(callee.name)?.fields ?? []) : []
    if (callee.kind !== 'name' || fields.length === 0 || args.length !== fields.length) return undefined
    const isOwn = new RegExp(`\\b${callee.name}\\s*\\([^()]*\\)\\s*[:{]`).test(this.text)
    return isOwn
      ? undefined
      : this.objectOf(
          callee.name,
          args.map(({ value }) => value),
          range,
        )
  }

  /** The fields of a structure. */
  protected fieldsOf(type: string): readonly string[] {
    return this.outlines.types.get(type)?.fields ?? []
  }

  /** What the text itself defines for its structures, Vec operator*(double s, Vec v), is not what the sign means for numbers. */
  protected override infix(...given: Parameters<COperators['infix']>): Expression {
    const made = super.infix(...given)
    if (made.kind !== 'binary' || this.style.name !== 'C') return made
    this.ownSigns ??= new Set([...this.text.matchAll(/\boperator\s*([-+*/])\s*\(/g)].map(([, sign = '']) => sign))
    const isOwn = (e: Expression): boolean => {
      const name = e.kind === 'name' ? e.name : e.kind === 'call' && e.callee.kind === 'name' ? e.callee.name : ''
      const types = [...this.outlines.types].filter(([, { fields }]) => fields.length > 0).map(([type]) => type)
      return /^\w+$/.test(name) && types.length > 0 && new RegExp(`\\b(?:${types.join('|')})\\b\\s*&?\\s*${name}\\b`).test(this.text)
    }
    const sign = made.rest.find(({ op }) => this.ownSigns?.has(op))?.op
    if (sign === undefined || ![made.first, ...made.rest.map(({ operand }) => operand)].some(isOwn)) return made
    return { kind: 'unknown', what: `the operator "${sign}" that this text defines`, hint: 'write it as a function: add(a, b)', range: made.range }
  }

  private ownSigns: ReadonlySet<string> | undefined

  private readonly made = new Map<string, boolean>()

  /** Whether a structure is made by a constructor that does more than to take its fields in their order. */
  protected isConstructed(type: string): boolean {
    const known = this.made.get(type)
    if (known !== undefined) return known
    const fields = this.fieldsOf(type)
    const heads = [...this.text.matchAll(new RegExp(`(?<![\\w.>])\\b${type}\\s*\\(([^()]*)\\)\\s*(?::([^{}]*))?\\{([^}]*)\\}`, 'g'))]
    const found = heads.some(([, parameters = '', initial = '', body = '']) => {
      if (!/\w\s/.test(parameters)) return false
      const names = parameters.split(',').map((each) => /(\w+)\s*(?:=.*)?$/.exec(each.trim())?.[1])
      const set = [...initial.matchAll(/(\w+)\s*[({]\s*(\w+)\s*[)}]/g)]
      return body.trim() !== '' || set.length !== fields.length || fields.some((field, k) => set[k]?.[1] !== field || set[k]?.[2] !== names[k])
    })
    this.made.set(type, found)
    return found
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

  /** The names of the fields between two tokens: a: f64, ... in Rust, a, b float64 in Go. */
  private fields(from: number, to: number): string[] {
    const found: string[] = []
    if (this.style.name === 'C') return this.fieldsOfC(from, to)
    for (let k = from; k < to; k++) {
      const { kind, text } = this.peek(k) as Token
      if (['(', '[', '{'].includes(text)) k = this.closing(k) ?? k
      if (kind !== 'name') continue
      const [before, after] = [this.peek(k - 1), this.peek(k + 1)]
      if (
        this.style.name === 'Rust'
          ? after?.text === ':'
          : k === from || ['line', ';', ','].some((end) => before?.kind === end || before?.text === end)
      )
        found.push(text)
    }
    return found
  }

  /** double x, y = 0, *v; of C. */
  private fieldsOfC(from: number, to: number): string[] {
    const found: string[] = []
    let depth = 0
    for (let k = from; k < to; k++) {
      const { kind, text } = this.peek(k) as Token
      if (text === '<') k = this.angle(k) ?? k
      else if (['(', '[', '{'].includes(text)) k = this.closing(k) ?? k
      else if (text === '=') depth = 1
      else if (text === ',' || text === ';') depth = 0
      const [before, after] = [this.peek(k - 1), this.peek(k + 1)]
      const isDeclared = k > from && (before?.kind === 'name' || ['*', ',', '>', ']'].includes(before?.text ?? ''))
      if (kind === 'name' && depth === 0 && isDeclared && [';', ',', '=', '[', '{'].includes(after?.text ?? '')) found.push(text)
    }
    return found
  }

  /** The type whose methods stand around a token. */
  protected typeAround(at: number): string | undefined {
    return this.outlines.blocks.filter(({ start, end }) => start < at && at < end).at(-1)?.type
  }

  /** What a method goes by in the file: with its type where several types have one of that name. */
  protected methodName(type: string | undefined, method: string): string {
    const { types, counts } = this.outlines
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
    const fields = this.outlines.types.get(type)?.fields ?? []
    if (values.length > fields.length || (this.style.name === 'C' && this.isConstructed(type)))
      return { kind: 'unknown', what: `what ${type} makes of these`, range }
    const entries = fields.map((name, k) => ({ key: { kind: 'string' as const, value: name, range }, value: values[k] ?? numeral(0, range) }))
    return { kind: 'dictionary', entries, range }
  }

  protected literalOf(type: string, token: Token, pattern = false): Expression {
    const { fields, methods } = this.outlines.types.get(type) as TypeOutline
    const isMade = this.style.name === 'C' && this.isConstructed(type)
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
        } else if (name.kind === 'name' && following.text === ':') {
          this.next()
          this.next()
          entries.push({ key: key(name.text), value: this.element() })
        } else entries.push({ key: key((this.style.name === 'Rust' ? undefined : fields[entries.length]) ?? name.text), value: this.element() })
        this.nextLine()
      }),
    )
    this.expect('}', rangeOf(token))
    const range = { start: token.start, end: this.end }
    if (isMade) return { kind: 'unknown', what: `what the constructor of ${type} makes of these`, range }
    // What is not said is 0.
    if (this.style.name === 'C')
      for (const name of fields.slice(entries.length))
        if (!entries.some(({ key: known }) => known?.kind === 'string' && known.value === name))
          entries.push({ key: key(name), value: numeral(0, range) })
    const own = pattern
      ? []
      : [...methods].map((name) => ({ key: key(name), value: { ...key(name), kind: 'name' as const, name: this.methodName(type, name) } }))
    return { kind: 'dictionary', entries: [...rest, ...own, ...entries], range }
  }
}
