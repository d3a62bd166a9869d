/** Declarations of C-like languages. */
import type { Range } from '../../api.ts'
import type { Expression, Statement } from '../execute/syntax/syntax.ts'
import { callOf, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { CConstructions } from './constructions.ts'
import { allocated, iterated } from './effects.ts'
import { withoutName } from './structures.ts'
import { isListType, isRealType, isWholeArray, isWholeType } from './types.ts'

export abstract class CDeclarations extends CConstructions {
  /** Outside of functions. */
  protected top = true
  /** Up to where declarations outside of functions are those of a class: fields, whose values are given elsewhere. */
  protected fieldsEnd = 0

  /** let x: f64 = 1.0, var s float64, val (a, b) = f(x), const k = 2 */
  protected binding(): Statement[] {
    const word = this.next()
    while (['mut', 'var', 'ref'].includes(this.token.text) && this.following.kind === 'name') this.next()
    if (this.style.name === 'Go' && this.is('(')) {
      // var ( a = 1; b = 2 )
      this.next()
      const found: Statement[] = []
      while (!this.is(')') && !this.done) {
        if (this.token.kind === 'line') this.next()
        else {
          this.at--
          found.push(...this.binding())
        }
      }
      this.next()
      return found
    }
    const targets: Expression[] = []
    do {
      const token = this.next()
      if (token.text === '(' || token.text === '[') {
        this.at--
        targets.push(this.expression(20))
      } else if (this.style.name === 'Rust' && this.isLiteral(token)) targets.push(this.literal(token, true))
      else targets.push({ kind: 'name', name: token.text, range: rangeOf(token) })
    } while (this.take(','))
    let type: Range | undefined
    const typed = this.take(':')
    if (typed || (this.style.name === 'Go' && !this.is('='))) {
      const end = this.is('(') ? (this.closing(this.at) ?? this.at) + 1 : this.typeEnd(this.at)
      if (end !== undefined && end > this.at) {
        type = this.written(this.at, end)
        this.at = end
      }
    }
    let value: Expression | undefined
    if (this.take('=')) {
      this.nextLine()
      value = this.several()
    }
    this.finished()
    this.note(targets, type, value)
    const [target] = targets
    const range = { start: word.start, end: this.end }
    const binding = value !== undefined && this.referred.has(value) ? 'place' : this.bindingOf(value, type && this.text.slice(type.start, type.end))
    if (value === undefined && this.style.name === 'Go' && type !== undefined) value = this.zerosOfGo(this.text.slice(type.start, type.end), type)
    // A Go variable without a value is zero.
    if (value === undefined && this.style.name === 'Go' && type !== undefined && /^(?:float|int)\w*$/.test(this.text.slice(type.start, type.end)))
      value = numeral(0, type)
    if (value?.kind === 'number' && targets.length > 1)
      return targets.map((each) => ({ kind: 'assign', targets: [each], value, declares: true, range }))
    return [
      {
        kind: 'assign',
        targets: [targets.length === 1 ? (target as Expression) : { kind: 'list', form: 'tuple', items: targets, range }],
        value,
        declares: true,
        binding,
        range,
      },
    ]
  }

  /** Remembers which names hold whole numbers. */
  protected note(targets: readonly Expression[], type: Range | undefined, value: Expression | undefined): void {
    for (const target of targets) {
      if (target.kind !== 'name') continue
      if (!this.top) this.locals.add(target.name)
      const inferred = type === undefined || /\b(?:auto|var|val)\b/.test(this.text.slice(type.start, type.end))
      if (this.style.name === 'Go') this.copies[this.isCopied(type, value) ? 'add' : 'delete'](target.name)
      const written = type === undefined ? '' : this.text.slice(type.start, type.end)
      this.reals[inferred ? (value !== undefined && this.isReal(value) ? 'add' : 'delete') : isRealType(written) ? 'add' : 'delete'](target.name)
      this.noteOwned(target.name, inferred ? undefined : written, value)
      if (inferred ? value !== undefined && this.isWhole(value) : isWholeType(written) || isWholeArray(written)) this.whole.add(target.name)
      else this.whole.delete(target.name)
    }
  }

  /** What an array of Go holds that is declared without a value. */
  private zerosOfGo(type: string, range: Range): Expression | undefined {
    const alias = new RegExp(`\\btype\\s+${/^\w*/.exec(type)?.[0] || '-'}\\s+(\\[[^\\n]*)`).exec(this.text)?.[1] ?? type
    const lengths = /^(?:\[\s*\d+\s*\])+(?=float|int)/.exec(alias.trim())?.[0].match(/\d+/g)?.map(Number)
    return lengths === undefined ? undefined : this.zerosOf(lengths, range)
  }

  /** Whether what is declared in Go is an array of fixed length or a structure. */
  private isCopied(type: Range | undefined, value: Expression | undefined): boolean {
    if (value !== undefined && this.referred.has(value)) return false
    if (type === undefined && value?.kind === 'name') return this.copies.has(value.name)
    const place = type ?? value?.range
    const written = place === undefined ? '' : this.text.slice(place.start, place.end)
    return this.isArrayOfGo(written) || (type === undefined ? value?.kind === 'dictionary' : this.isStructure(written))
  }

  /** double x = 1, *p, v[3] = {1, 2, 3}; */
  protected declarations(declared: { readonly name: number; readonly type: Range }, start: number): Statement[] {
    const found: Statement[] = []
    this.at = declared.name
    do found.push(this.declarator(declared.type, start))
    while (this.take(','))
    this.finished()
    return found
  }

  /** struct { double a, b; } x = {1, 2}, y; of which the tokens are read up to the brace; undefined where no names follow the fields. */
  protected declaredBehindFields(struct: Token): Statement[] | undefined {
    const close = this.closing(this.at)
    const [name, after] = close === undefined ? [] : [this.peek(close + 1), this.peek(close + 2)]
    const isDeclared = name?.kind === 'name' && this.textAt(close ?? 0) === '}' && /^[=;,[]$/.test(after?.text ?? '')
    const hasMethods = this.stretch(this.at, close ?? this.at).some(({ text }) => text === '(')
    if (close === undefined || !isDeclared || hasMethods || this.style.name !== 'C') return undefined
    const named = this.textAt(this.at - 1)
    const type = { start: struct.start, end: (this.peek(this.at - 1) as Token).end }
    this.at = close + 1
    const found: Statement[] = []
    do found.push(this.declarator(type, struct.start, named === struct.text ? withoutName(struct) : named))
    while (this.take(','))
    this.finished()
    return found
  }

  /** One of the names of a declaration, with its signs, lengths and value: *p, v[3] = {1, 2, 3} */
  private declarator(typed: Range, start: number, own?: string): Statement {
    const from = this.at
    while (this.is('*') || this.is('&')) this.next()
    const type = this.text.slice(typed.start, typed.end)
    const signs = [type, ...this.stretch(from, this.at).map(({ text }) => text)].join('')
    const name = this.token
    const target = this.declaredTarget()
    const sizes: Expression[] = []
    let dimensions = 0
    while (this.take('[')) {
      dimensions++
      if (!this.is(']')) sizes.push(this.grouped(() => this.expression()))
      this.expect(']')
    }
    const isArray = dimensions > 0
    let value = this.initial(own ?? type, own ?? signs, name, sizes, isArray)
    // An array begun without elements: {}
    const isScalar = value?.kind === 'list' && value.items.length === 1 && !isArray && !/[[<]/.test(type)
    if (value?.kind === 'list' && isScalar) value = value.items[0]
    if (target.kind === 'name') this.offsets.delete(target.name)
    const offset =
      value !== undefined && target.kind === 'name' && /^[^*<]*\*+(?:const)?$/.test(signs) ? this.offsetOf(target.name, value) : undefined
    if (offset !== undefined && target.kind === 'name') {
      this.pointers.delete(target.name)
      this.whole.add(target.name)
      return { kind: 'assign', targets: [target], value: offset, declares: true, range: { start, end: this.end } }
    }
    if (value !== undefined && /\*|\bauto\b/.test(signs) && target.kind === 'name') value = this.pointedInto(target.name, this.fromPlace(value))
    if (target.kind === 'name' && (isArray || signs.includes('*'))) this.noteOwned(target.name, `${signs}[]`)
    this.note([target], typed, value)
    // int k = 2.7
    if (value !== undefined && isWholeType(type) && this.isCut(target, value)) value = callOf('trunc', [value], value.range, value.range)
    if (target.kind === 'name') this.noteAxes(target.name, type, signs, dimensions, value)
    const isReference = signs.includes('&') && !/\bconst\b/.test(signs)
    const binding = isReference || (value !== undefined && this.referred.has(value)) ? 'place' : this.bindingOf(value, signs)
    return { kind: 'assign', targets: [target], value, declares: true, binding, range: { start, end: this.end } }
  }

  /** Goes on to the body of a class; class Tank(val area: Double, val g: Double = 9.81) of Kotlin says what g is. */
  protected heldInHead(): Statement[] {
    const found: Statement[] = []
    while (!this.done && !this.is('{') && !this.is(';')) {
      const isField = this.style.name === 'Swift' && /^va[lr]$/.test(this.token.text) && this.following.kind === 'name'
      const start = this.next()
      if (!isField) continue
      const name = this.next()
      while (!this.done && !/^[=,){]$/.test(this.token.text)) this.next()
      if (!this.take('=')) continue
      const target: Expression = { kind: 'name', name: name.text, range: rangeOf(name) }
      const value = this.grouped(() => this.expression())
      found.push({ kind: 'assign', targets: [target], value, declares: true, range: { start: start.start, end: this.end } })
    }
    return found
  }

  /** enum { K = 0, NA, CL = 4 }: names of whole numbers, where the language uses them by themselves; else these are passed over. */
  protected enumerators(isPlain: boolean): Statement[] {
    const close = this.closing(this.at) ?? this.at
    const found: Statement[] = []
    this.next()
    for (let next = 0; isPlain && this.at < close; next++) {
      this.nextLine()
      const name = this.next()
      if (name.kind !== 'name') break
      const given = this.take('=') ? this.grouped(() => this.expression()) : undefined
      if (given !== undefined && given.kind !== 'number') break
      if (given !== undefined) next = given.value.asInteger ?? next
      const target: Expression = { kind: 'name', name: name.text, range: rangeOf(name) }
      found.push({
        kind: 'assign',
        targets: [target],
        value: numeral(next, rangeOf(name)),
        declares: true,
        range: { start: name.start, end: this.end },
      })
      if (!this.take(',')) break
    }
    this.at = close + 1
    return found
  }

  /** A name, or several of auto [a, b] = f(x); */
  private declaredTarget(): Expression {
    const token = this.next()
    if (token.text !== '[') return { kind: 'name', name: token.text, range: rangeOf(token) }
    const close = this.closing(this.at - 1) as number
    const names = this.stretch(this.at, close).filter(({ kind }) => kind === 'name')
    this.at = close + 1
    return {
      kind: 'list',
      form: 'tuple',
      items: names.map((each) => ({ kind: 'name', name: each.text, range: rangeOf(each) })),
      range: this.written(close - 1, close),
    }
  }

  /** What a name is declared to be: = 1, {1, 2}, (n, 0.0), or nothing. */
  private initial(type: string, signs: string, name: Token, sizes: readonly Expression[], isArray: boolean): Expression | undefined {
    const structure = this.style.name === 'C' && !/[*[<]/.test(signs) ? this.structureOf(signs) : undefined
    const isGiven = this.take('=')
    if (this.is('{') && structure !== undefined) return isArray ? this.literalsOf(structure, name) : this.literalOf(structure, name)
    if (this.is('{')) return this.braced(type, name)
    if (isGiven) return allocated(this.expression())
    if (!this.is('(')) return (this.top && this.at < this.fieldsEnd) || this.isInput(name) ? undefined : this.begun(type, name, sizes, signs)
    const open = this.next()
    const args = this.grouped(() => this.items(')', () => this.expression()))
    this.expect(')', rangeOf(open))
    return this.constructed(type, args, name)
  }

  /** uniform vec3 light; and extern double g; are given from outside. */
  private isInput({ start }: Token): boolean {
    return /\b(?:uniform|varying|attribute|extern|in)\s[^;{}()]*$/.test(this.text.slice(Math.max(0, start - 200), start))
  }

  /** { {1, 2}, {3, 4} }: objects of one structure. */
  private literalsOf(structure: string, name: Token): Expression {
    const open = this.next()
    const items: Expression[] = []
    this.grouped(() =>
      this.items('}', () => {
        this.nextLine()
        items.push(this.is('{') ? this.literalOf(structure, name) : this.element())
        this.nextLine()
      }),
    )
    this.expect('}', rangeOf(open))
    return { kind: 'list', form: 'list', items, range: { start: open.start, end: this.end } }
  }

  /** Remembers how many indices lead to what a name holds, and what is taken by parentheses. */
  private noteAxes(name: string, type: string, signs: string, dimensions: number, value: Expression | undefined): void {
    const isInferred = /\bauto\b/.test(signs) && !signs.includes('&')
    const indices = (signs.match(/\*/g)?.length ?? 0) + dimensions + (isInferred ? this.indicesLeft(value) : 0)
    this.columnFirst.note(name, dimensions > 0 ? '' : signs, value)
    this.listed[isListType(type) ? 'add' : 'delete'](name)
    if (indices === 0 && this.isLinear(type)) this.arrays.add(name)
    if (indices > 0) this.pointers.set(name, indices)
    else this.pointers.delete(name)
    this.constant.delete(name)
  }

  /**
   * The number of the element at which double *p = x + 2 * n, or &x[2 * n], points, where p stands for nothing but places of x from there on:
   * p[k] is x[p + k] then. Undefined for others, and where x is made to be another array.
   */
  private offsetOf(name: string, value: Expression): Expression | undefined {
    if (this.style.name !== 'C') return undefined
    const isPlace = value.kind === 'index' && this.referred.has(value) && value.items.length === 1
    const first = value.kind === 'binary' ? value.first : isPlace ? value.object : value
    const array = this.arrayBehind(first) ?? (first.kind === 'name' && this.pointers.get(first.name) === 1 ? first : undefined)
    if (array?.kind !== 'name' || first.kind !== 'name') return undefined
    const { range } = value
    const steps = value.kind === 'binary' ? value.rest : isPlace ? [{ op: '+' as const, operand: value.items[0] as Expression }] : []
    if (!steps.every(({ op }) => op === '+' || op === '-')) return undefined
    const uses = this.usesOf(name)
    const isKept = !this.usesOf(array.name).uses.some((use) => use === 'moved' || use === 'set')
    const isIndexed = uses.uses.some((use) => use === 'element' || use === 'moved')
    if (!isKept || !isIndexed || uses.uses.some((use) => use === 'set' || use === 'other') || (steps.length === 0 && !uses.uses.includes('moved')))
      return undefined
    this.offsets.set(name, { array, end: uses.end })
    const [step, ...more] = steps
    if (array !== first) return { kind: 'binary', first, rest: steps, range }
    const begun: Expression = step?.op === '-' ? { kind: 'unary', op: '-', operand: step.operand, range } : (step?.operand ?? numeral(0, range))
    return more.length === 0 ? begun : { kind: 'binary', first: begun, rest: more, range }
  }

  /** What is done with a name up to the end of the block that is read. */
  private usesOf(name: string): { readonly uses: readonly ('element' | 'moved' | 'set' | 'given' | 'other')[]; readonly end: number } {
    const uses: ('element' | 'moved' | 'set' | 'given' | 'other')[] = []
    let end = this.at
    for (let depth = 0; end < this.last && depth >= 0; end++) {
      const { text, kind } = this.peek(end) as Token
      if (kind === 'operator' && text === '{') depth++
      if (kind === 'operator' && text === '}') depth--
      if (kind !== 'name' || text !== name) continue
      const [before, after] = [this.textAt(end - 1), this.textAt(end + 1)]
      const isPlus = after === '+' || after === '-'
      if (/^(?:\+\+|--|[-+]=)$/.test(after) || /^(?:\+\+|--)$/.test(before)) uses.push('moved')
      else if (after === '=') uses.push('set')
      else if (after === '[' || (before === '*' && /^[=(,;{+\-*/]$/.test(this.textAt(end - 2))) || (before === '(' && this.textAt(end - 2) === '*'))
        uses.push('element')
      else if (/^[(,]$/.test(before) && /^[),]$/.test(after)) uses.push('given')
      else uses.push(before === '=' && isPlus ? 'element' : 'other')
    }
    return { uses, end }
  }

  /** double *p = &x[2], where p[1] is meant to be x[3]. */
  protected pointedInto(name: string, value: Expression): Expression {
    if (this.style.name === 'C' && value.kind === 'binary' && value.first.kind === 'call' && iterated(value)?.from !== undefined)
      return { kind: 'unknown', what: 'a pointer into the middle of an array', range: value.range }
    if (value.kind !== 'index') return value
    // A row of an array of arrays.
    if (!this.referred.has(value)) return { ...value, shares: true }
    const [item] = value.items
    if (!new RegExp(`\\b${name}\\s*\\[`).test(this.text.slice(value.range.end))) return value
    return item !== undefined && item.kind === 'number' && item.value.isZero && value.items.length === 1
      ? this.pointedInto(name, value.object)
      : { kind: 'unknown', what: 'a pointer into the middle of an array', range: value.range }
  }

  /** a, b without parentheses. */
  protected several(): Expression {
    const first = this.expression()
    if (!this.is(',') || this.style.name !== 'Go') return first
    const items = [first]
    while (this.take(',')) {
      this.nextLine()
      items.push(this.expression())
    }
    return { kind: 'list', form: 'tuple', items, range: { start: first.range.start, end: this.end } }
  }

  /** Whether the parenthesis at `at` holds parameters, with a body after it. */
  protected isHead(at: number, bare = false): boolean {
    const close = this.closing(at)
    if (close === undefined) return false
    const after = this.peek(close + 1)
    if (bare) return after?.text === '{'
    if (
      after?.text === '{' ||
      after?.text === '=>' ||
      after?.text === '->' ||
      ['const', 'noexcept', 'override', 'throws'].includes(after?.text ?? '')
    )
      return true
    // A prototype: types, or nothing.
    const [first, second] = this.stretch(at + 1, close)
    return (
      after?.text === ';' &&
      (first === undefined ||
        (first.kind === 'name' &&
          (second === undefined
            ? isWholeType(this.text.slice(first.start, first.end)) || /^(?:double|float|void)$/.test(first.text)
            : second.kind === 'name' || (second.text === '*' && first.kind === 'name' && /^(?:double|float|const)$/.test(first.text)))))
    )
  }

  protected finished(): void {
    const { token } = this
    if (this.done || token.kind === 'line' || this.is(';') || this.is('}') || this.is(')') || this.is(',') || this.is('{') || this.is('else')) return
    // Where line ends are passed over, the next line may begin here.
    if (!this.style.lines && /\n/.test(this.text.slice(this.end, token.start))) return
    if (token.kind === 'operator') this.fail(/^[)\]}]$/.test(token.text) ? `"${token.text}" closes nothing` : `"${token.text}" cannot stand here`)
    this.fail(`an operator is missing before "${token.text}"`, token, 'write the product with *')
  }
}
