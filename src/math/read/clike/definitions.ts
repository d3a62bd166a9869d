/** Heads of functions of C-like languages: parameters with their types, and what stands between them and the body. */
import type { Range } from '../../api.ts'
import { filling } from '../execute/filling.ts'
import type { Binding, Expression, Parameter, ParameterType, Statement } from '../execute/syntax/syntax.ts'
import { functionSyntax, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { returning } from '../julia/values.ts'
import { CExpressions } from './expressions.ts'
import { isOperatorName } from './ownOperators.ts'
import { isListType, isRealType, isWholeArray, isWholeType, PRIMITIVE, QUALIFIERS, shapeOfType, signsOfPointer } from './types.ts'

/** What may stand between parameters and body besides a type. */
const AFTER = new Set(['const', 'noexcept', 'override', 'final', 'throws', 'where', 'rethrows', 'mutable', 'constexpr'])

export abstract class CDefinitions extends CExpressions {
  /** What a function of Go returns where it says nothing else: its results have names. */
  protected results: Expression | undefined
  /** The structure that a function of C gives. */
  protected returned: string | undefined

  /** The results with names, (sum float64, err error), which begin as zeros; up to a token. */
  private namedResults(to: number): Statement[] {
    this.results = undefined
    if (this.style.name !== 'Go' || !this.is('(')) return []
    const { at } = this
    this.next()
    const close = this.closing(at) ?? to
    const named = this.parameterGroups(close).filter(({ annotation }) => annotation !== undefined)
    this.at = at
    if (named.length === 0) return []
    const items = named.map(({ name, range }): Expression => ({ kind: 'name', name, range }))
    const [first] = items as [Expression]
    this.results = items.length === 1 ? first : { kind: 'list', form: 'tuple', items, range: first.range }
    return items.map((target) => ({ kind: 'assign', targets: [target], value: numeral(0, target.range), declares: true, range: target.range }))
  }

  /** (double x, const double *y), (x: f64), (x, y float64), (x, mu = 0) */
  parameters(): Parameter[] {
    const open = this.expect('(')
    const close = this.closing(this.at - 1)
    if (close === undefined) return this.fail('the ")" that closes this is missing', open, 'add )')
    const parameters = this.parameterGroups(close)
    this.at = close + 1
    return parameters
  }

  /** The parameters up to a token, separated by commas. */
  protected parameterGroups(end: number): Parameter[] {
    const groups: [number, number][] = []
    let start = this.at
    let depth = 0
    for (let k = this.at; k <= end; k++) {
      const { text, kind } = this.peek(k) as Token
      if (k === end || (text === ',' && depth === 0 && kind === 'operator')) {
        if (k > start) groups.push([start, k])
        start = k + 1
      } else if (kind === 'operator' && '([{'.includes(text)) depth++
      else if (kind === 'operator' && ')]}'.includes(text)) depth--
      else if (text === '<' && this.angle(k) !== undefined) k = Math.min(end - 1, this.angle(k) as number)
    }
    const parameters = groups.flatMap(([from, to]) => this.parameter(from, to))
    // x, y float64: the type is that of both.
    if (this.style.name === 'Go')
      parameters.reduceRight<Parameter | undefined>((later, parameter, k) => {
        if (parameter.annotation !== undefined || later === undefined) return parameter
        parameters[k] = { ...parameter, annotation: later.annotation, typed: later.typed, passing: later.passing }
        return parameters[k]
      }, undefined)
    for (const { name, annotation } of parameters) {
      this.locals.add(name)
      this.offsets.delete(name)
      for (const names of [this.whole, this.arrays, this.pointers, this.listed, this.constant]) names.delete(name)
      if (annotation === undefined) continue
      // C writes the name inside of its type.
      const type = this.text
        .slice(annotation.start, annotation.end)
        .replace(/=.*/s, '')
        .split(/\b/)
        .filter((word) => word !== name)
        .join('')
      if (isWholeType(type) || isWholeArray(type)) this.whole.add(name)
      this.reals[isRealType(type) ? 'add' : 'delete'](name)
      if (!/\bauto\b/.test(type)) this.noteOwned(name, type)
      if (/[*[]/.test(type) && this.style.name === 'C') this.pointers.set(name, signsOfPointer(type))
      if (this.style.name === 'C') {
        this.columnFirst.note(name, type)
        if (isListType(type)) this.listed.add(name)
      }
      if (this.style.name === 'Rust' ? /^&(?!.*\bmut\b)/.test(type) : /\bconst\b/.test(type)) this.constant.add(name)
      const { rank, declaration } = shapeOfType(type)
      if ((rank ?? declaration?.shape?.length ?? 0) > 0) this.arrays.add(name)
    }
    return parameters
  }

  /** One parameter, between two tokens. */
  private parameter(from: number, to: number): Parameter[] {
    let start = from
    const text = (k: number): string => this.peek(k)?.text ?? ''
    while (['&', 'mut', '@'].includes(text(start)) || (this.peek(start)?.kind === 'line' && start < to)) start++
    if (start >= to || ['self', 'void', 'this'].includes(text(start)) || (text(start) === '&' && text(start + 1) === 'self')) return []
    // (a, b) and &(a, b) are taken apart.
    if (text(start) === '(' && this.style.name !== 'C') {
      this.at = start
      const pattern = this.expression(SIGN_OF_NOTHING)
      return [{ name: `p_${from}`, pattern, range: pattern.range }]
    }
    let equals = start
    let depth = 0
    while (equals < to && !(depth === 0 && text(equals) === '=')) {
      if ('([{'.includes(text(equals)) && text(equals) !== '') depth++
      else if (')]}'.includes(text(equals)) && text(equals) !== '') depth--
      equals++
    }
    let initial: Expression | undefined
    if (equals < to) {
      const { at } = this
      this.at = equals + 1
      initial = this.grouped(() => this.expression())
      this.at = at
    }
    const names = Array.from({ length: equals - start }, (_, k) => start + k).filter((k) => this.peek(k)?.kind === 'name')
    const colon = Array.from({ length: equals - start }, (_, k) => start + k).find((k) => text(k) === ':')
    const whole = this.written(start, equals)
    // double... x, x ...float64, x: Double..., vararg x: Double, params double[] x
    const isWorded = /^(?:vararg|params)$/.test(text(start)) && this.peek(start + 1)?.kind === 'name'
    const isGathering = isWorded || this.stretch(start, equals).some((token) => token.text === '...')
    const made = (at: number | undefined, annotation: Parameter['annotation']): Parameter[] => {
      const token = at === undefined ? undefined : this.peek(at)
      if (token === undefined) return []
      const passing = this.passing(annotation ?? whole, annotation !== undefined)
      const written =
        annotation === undefined ? '' : this.text.slice(annotation.start, annotation.end).replace(new RegExp(`\\b${token.text}\\b.*`, 's'), '')
      const structure = this.style.name === 'C' && !/[*[<]/.test(written) ? this.structureOf(written.replaceAll('&', ' ')) : undefined
      const place = rangeOf(token)
      const braced = structure === undefined ? undefined : (values: readonly Expression[]): Expression => this.objectOf(structure, values, place)
      const typed = this.typed(annotation ?? whole, token.text)
      return [{ name: token.text, initial, annotation, typed, rest: isGathering ? 'list' : undefined, passing, braced, range: place }]
    }
    if (text(start) === '...') return made(start, undefined)
    if (colon !== undefined) return made(names.filter((k) => k < colon).at(-1), this.written(isWorded ? start : colon + 1, equals))
    if (this.style.name === 'Go' && names.length > 0) return made(names[0], equals - start > 1 ? this.written(start + 1, equals) : undefined)
    if (this.style.name !== 'C') return made(names[0], undefined)
    // double (*f)(double)
    const pointer = Array.from({ length: equals - start }, (_, k) => start + k).find((k) => text(k) === '(' && text(k + 1) === '*')
    if (pointer !== undefined) return made(pointer + 2, undefined)
    // double x[N][M], double[] x
    const brackets = Array.from({ length: equals - start }, (_, k) => start + k).filter((k) => text(k) === '[' && k > (names[0] ?? 0))
    const outside = names.filter((k) => brackets.every((open) => k < open || k > (this.closing(open) ?? k)))
    const last = outside.at(-1)
    return made(last, names.length > 1 ? whole : undefined)
  }

  /** What a parameter of this name is declared to be. */
  private typed(annotation: Range, own: string): ParameterType {
    const words = this.text.slice(annotation.start, annotation.end).replace(/=.*/s, '').split(/\b/)
    const type = words.filter((word) => word !== own && !QUALIFIERS.has(word)).join('')
    const word = type.replace(/[\s&]|'\w+/g, '')
    const name = word === 'Self' ? (this.typeAround(this.at) ?? word) : word
    const fields = this.fieldsOf(name)
    const holds = this.heldBy(type)
    if (fields.length > 0 || this.isOwnType(name)) return { name, kind: 'object', ...(fields.length > 0 && { fields }), holds }
    const { rank, declaration } = shapeOfType(type)
    const axes = declaration?.shape?.length ?? rank
    if (axes === 0 || isWholeType(type)) return { name, kind: 'number' }
    return axes === undefined ? { name, holds } : { name, kind: 'array', rank: axes, holds }
  }

  /** Whether a parameter of this type is another name of what is given, or a copy of it. */
  private passing(type: Range, isTyped: boolean): Binding | undefined {
    const written = this.text.slice(type.start, type.end).replace(/=.*/s, '')
    switch (this.style.name) {
      case 'Rust':
        return /^&\s*(?:'\w+\s+)?mut\b/.test(written) ? 'place' : /^&/.test(written) ? undefined : 'copy'
      case 'Go':
        return written.startsWith('*') ? 'place' : this.isArrayOfGo(written) || this.isStructure(written) ? 'copy' : undefined
      case 'Swift':
        return /\binout\b/.test(written) ? 'place' : undefined
      case 'C':
        if (/\b(?:out|inout|ref)\b/.test(written)) return 'place'
        if (/[&*]/.test(written)) return /\bconst\b/.test(written) ? undefined : 'place'
        return !isTyped || this.sharesObjects || written.includes('[') ? undefined : 'copy'
      default:
        return undefined
    }
  }

  /** What stands between parameters and body; the position of the body's brace or sign, undefined where there is none. */
  protected bodyAt(at: number): number | undefined {
    let k = at
    for (; k <= this.last; k++) {
      const { text, kind } = this.peek(k) as Token
      // where T: Mul<Output = T> of Rust
      if (text === '{' || ((text === '=>' || text === '=') && this.style.name !== 'Rust')) return k
      if (kind === 'end' || text === ';' || (text === ')' && kind === 'operator')) return undefined
      if (kind === 'line' && this.style.lines) {
        // A brace in the next line.
        const next = this.peek(this.position(k, (each) => each.kind !== 'line'))
        if (next?.text !== '{') return undefined
      }
      if (text === '(' || text === '[') k = this.closing(k) ?? k
      if (kind === 'name' && !AFTER.has(text) && this.style.name === 'C' && this.peek(k - 1)?.text === ')') return undefined
    }
    return undefined
  }

  /** name(parameters) ... body, from the name on. */
  protected definition(start: number, returns: string, owner?: string): Statement[] {
    const type = owner ?? this.typeAround(this.at)
    const made = this.constructorBegun(this.at)
    const name = this.next()
    const { locals } = this
    this.locals = new Set()
    try {
      return made === undefined ? this.functionBehind(name, start, returns, type) : this.constructorBehind(name, start, made)
    } finally {
      this.locals = locals
    }
  }

  /** Tank(double a) : a_(a) { ... }: a function that writes into the object that it is called with, and gives it. */
  private constructorBehind(name: Token, start: number, { type, maker }: { readonly type: string; readonly maker: string }): Statement[] {
    const outer = this.whole
    this.whole = new Set(outer)
    const parameters = this.parameters()
    const header = { start, end: this.end }
    const initials: Statement[] = []
    if (this.take(':'))
      do initials.push(this.initialised(type))
      while (this.take(','))
    while (!this.done && !this.is('{')) this.next()
    const body = [...initials, ...this.braces()]
    this.whole = outer
    const range = { start, end: this.end }
    const value: Expression = { kind: 'name', name: 'this', own: '', range: rangeOf(name) }
    const definition = functionSyntax(name, parameters, [...body, { kind: 'return', value, range: rangeOf(name) }], header, range, maker)
    return [{ kind: 'function', definition: { ...definition, constructs: type }, range }]
  }

  /** a_(a), b_{2.0}, and Base(x) of a constructor, which writes into the same object. */
  private initialised(type: string): Statement {
    const field = this.next()
    const open = this.next()
    const items = this.grouped(() => this.items(open.text === '{' ? '}' : ')', () => this.expression()))
    this.next()
    const range = { start: field.start, end: this.end }
    if (!this.hasField(type, field.text)) {
      const args = items.map((value) => ({ value, range: value.range }))
      return { kind: 'expression', value: this.baseMade(args, range, field.text === 'base' ? undefined : field.text), range }
    }
    const target: Expression = { kind: 'name', name: field.text, own: field.text, range: rangeOf(field) }
    return { kind: 'assign', targets: [target], value: items[0] ?? numeral(0, range), range }
  }

  private functionBehind(name: Token, start: number, returns: string, type: string | undefined): Statement[] {
    if (name.kind !== 'name') this.fail('the name of the function is missing', name)
    if (this.is('<')) this.at = (this.angle(this.at, this.style.name === 'Rust') ?? this.at) + 1
    const outer = this.whole
    this.whole = new Set(outer)
    const parameters = this.parameters()
    const header = { start, end: this.end }
    const at = this.bodyAt(this.at)
    if (at === undefined) {
      this.whole = outer
      while (!this.done && !this.is(';') && this.token.kind !== 'line') this.next()
      return []
    }
    const begun = this.namedResults(at)
    const around = this.returned
    this.returned = this.style.name === 'C' && !/[*<]/.test(returns) ? this.structureOf(returns) : undefined
    this.at = at
    let body: Expression | readonly Statement[]
    if (this.is('{')) body = [...begun, ...this.braces()]
    else {
      this.next()
      this.nextLine()
      body = this.expression()
    }
    const all = this.style.name === 'C' ? this.withElements(parameters, this.text.slice(header.end, this.end)) : parameters
    this.whole = outer
    this.results = undefined
    this.returned = around
    const range = { start, end: this.end }
    const status = /\b(?:bool|int)\b/.test(returns)
    const given = (status || /\bvoid\b/.test(returns)) && isBlock(body) ? filling(all, body, status) : { parameters: all, body }
    const valued = this.style.valued && isBlock(body) ? returning(body) : given.body
    const definition = functionSyntax(name, given.parameters, valued, header, range)
    const whole = this.methodName(type, name.text)
    const methods: Statement[] = whole === name.text ? [] : [{ kind: 'function', definition: { ...definition, name: whole }, range }]
    // What a sign means for objects of a type is asked of these alone; what an object does when it is called, of the file too.
    if (methods.length > 0 && isOperatorName(name.text) && name.text !== 'operator()') return methods
    return [...methods, { kind: 'function', definition, range }]
  }

  /** Says of pointers whether their elements are taken. */
  private withElements(parameters: readonly Parameter[], body: string): readonly Parameter[] {
    return parameters.map((parameter) => {
      const { annotation, name } = parameter
      if (annotation === undefined || !/[*[]/.test(this.text.slice(annotation.start, annotation.end))) return parameter
      if (!new RegExp(`\\b${name}\\s*\\[`).test(body)) return pointedAtOne(parameter)
      const isWritten = new RegExp(`\\b${name}\\s*\\[[^\\]]*\\](?:\\[[^\\]]*\\])*\\s*(?:[-+*/]?=(?!=)|\\+\\+|--)`).test(body)
      return { ...parameter, elements: isWritten ? ('written' as const) : ('read' as const) }
    })
  }

  /** Where a declaration has its name, if the tokens here are one: double x, const auto& y, std::vector<double> v. */
  protected declared(): { readonly name: number; readonly type: Expression['range'] } | undefined {
    const { at } = this
    if (this.style.name !== 'C' || this.token.kind !== 'name') return undefined
    const end = this.typeEnd(this.at)
    if (end === undefined || end <= this.at) return undefined
    let name = end
    if (this.peek(name)?.text === '[' && this.text.slice(this.token.start, (this.peek(end - 1) as Token).end).includes('auto'))
      return { name, type: this.written(at, end) }
    while (this.peek(name)?.kind === 'name' && this.peek(name + 1)?.text === '::') name += 2
    const token = this.peek(name)
    const after = this.peek(name + 1)
    if (token?.kind !== 'name' || after === undefined) return undefined
    if (!['=', ';', ',', '(', '[', '{', ':', ')'].includes(after.text) && after.kind !== 'end') return undefined
    // a * b (c) is a product.
    const pointer = ['*', '&', '&&'].includes(this.peek(end - 1)?.text ?? '')
    const first = this.peek(this.position(at, ({ text }) => !QUALIFIERS.has(text)))
    if (pointer && !PRIMITIVE.has(first?.text ?? '') && !/^[A-Z]|^std$|_t$/.test(first?.text ?? '') && end - at < 3) return undefined
    return { name, type: this.written(at, end) }
  }
}

/** A pointer of which no element is taken points at one object. */
function pointedAtOne(parameter: Parameter): Parameter {
  const { typed } = parameter
  const { holds } = typed ?? {}
  return holds === undefined || holds.depth === 0
    ? parameter
    : { ...parameter, typed: { ...typed, holds: { ...holds, depth: holds.depth - 1 } } as ParameterType }
}

/** Above all operators. */
const SIGN_OF_NOTHING = 20

const isBlock = (body: Expression | readonly Statement[]): body is readonly Statement[] => Array.isArray(body)
