/** Classes of C++, Java and C#: their fields and methods, and how their constructors make objects. */
import type { Range } from '../../api.ts'
import type { Argument, Expression, Subscript } from '../execute/syntax/syntax.ts'
import { numeral } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { COwnOperators, isOperatorName } from './ownOperators.ts'
import { QUALIFIERS } from './types.ts'

interface ClassOutline {
  readonly name: string
  /** The tokens of its braces. */
  readonly open: number
  readonly close: number
  readonly base?: string
  /** What each object has of its own, and whether it is said what that begins as. */
  readonly fields: Map<string, 'zero' | 'given'>
  readonly methods: Set<string>
  /** Methods that only classes have which extend it. */
  readonly promised: Set<string>
  /** How many values the constructors take at least and at most, and where they stand. */
  readonly constructors: { readonly least: number; readonly most: number; readonly at: number }[]
  /** Fields that are written behind its name, which are asked for as methods: record Point(double x, double y). */
  readonly head: readonly string[]
}

/** Words with parentheses behind that are no methods. */
const NO_METHODS = new Set('if for while switch catch return new throw sizeof super this else do synchronized using lock assert operator'.split(' '))
const SHARED = new Set(['static', 'constexpr', 'friend', 'using', 'typedef', 'const_cast', 'enum', 'class', 'struct', 'interface'])

/** By what name a constructor is known, which no name can be spelled as. */
const makerNamed = (type: string, number: number): string => `${type}::new ${number}`

export abstract class CClasses extends COwnOperators {
  private outlinedClasses: readonly ClassOutline[] | undefined
  /** Names that the function which is read has of its own: they hide fields that are called so. */
  protected locals = new Set<string>()

  /** Names that stand for places of arrays which loops go along, and these arrays. */
  protected readonly walked = new Map<string, Expression>()
  /** Pointers into arrays, each read as the number of the element that it points at, and up to which token it is one. */
  protected readonly offsets = new Map<string, { readonly array: Expression; readonly end: number }>()

  /** The array into which a name points at the token that is read, as a place that a loop goes along or as a pointer. */
  protected arrayBehind(e: Expression): Expression | undefined {
    if (e.kind !== 'name' || e.own !== undefined) return undefined
    const offset = this.offsets.get(e.name)
    return this.walked.get(e.name) ?? (offset !== undefined && this.at <= offset.end ? offset.array : undefined)
  }

  /** What stands at such a place: *it, *(it + 1), *it++, *std::next(it); undefined for others. */
  protected placeWalked(operand: Expression, range: Range): Expression | undefined {
    const [only] = operand.kind === 'call' && operand.args.length === 1 ? operand.args : []
    const name = operand.kind === 'call' && /^(?:name|member)$/.test(operand.callee.kind) ? (operand.callee as { name: string }).name : ''
    const first = only?.value ?? (operand.kind === 'binary' ? operand.first : operand.kind === 'assignment' ? operand.target : operand)
    const array = this.arrayBehind(first)
    if (array === undefined || (only !== undefined && name !== 'next' && name !== 'prev')) return undefined
    const by: Expression = { kind: 'binary', first, rest: [{ op: name === 'next' ? '+' : '-', operand: numeral(1, range) }], range }
    return { kind: 'index', object: array, items: [only === undefined ? operand : by], range }
  }

  protected override pointedElement(pointer: Expression, items: readonly Subscript[], range: Range): Expression | undefined {
    const array = this.style.name === 'C' ? this.arrayBehind(pointer) : undefined
    const [item] = items
    if (array === undefined || item === undefined || item.kind === 'slice' || items.length > 1) return undefined
    const place: Expression = { kind: 'binary', first: pointer, rest: [{ op: '+', operand: item as Expression }], range: item.range }
    return { kind: 'index', object: array, items: [place], range }
  }

  protected override partPointedAt(pointer: Expression): Expression | undefined {
    const array = pointer.kind === 'name' && this.offsets.has(pointer.name) ? this.arrayBehind(pointer) : undefined
    const { range } = pointer
    return array && { kind: 'index', object: array, items: [{ kind: 'slice', start: pointer, range }], shares: true, range }
  }

  protected get classes(): readonly ClassOutline[] {
    this.outlinedClasses ??= this.style.name === 'C' ? this.findClasses() : []
    return this.outlinedClasses
  }

  /** The class whose braces stand around a token. */
  protected classAround(at: number): ClassOutline | undefined {
    return this.classes.filter(({ open, close }) => open < at && at < close).at(-1)
  }

  private classNamed(name: string): ClassOutline | undefined {
    return this.classes.find((each) => each.name === name)
  }

  /** A class and those it extends, itself first. */
  private lineOf(name: string): ClassOutline[] {
    const line: ClassOutline[] = []
    for (
      let each = this.classNamed(name);
      each !== undefined && !line.includes(each);
      each = each.base === undefined ? undefined : this.classNamed(each.base)
    )
      line.push(each)
    return line
  }

  /** Whether the text says itself what a type is. */
  protected isOwnType = (name: string): boolean => this.classNamed(name) !== undefined

  /** The class of which a method called so is meant for objects of a type: its own, or the nearest that it extends. */
  protected ownerOf(type: string, method: string): string | undefined {
    return this.lineOf(type).find(({ methods }) => methods.has(method))?.name
  }

  /** Whether several classes have a method of this name. */
  protected isShared(method: string): boolean {
    return this.classes.filter(({ methods }) => methods.has(method)).length > 1
  }

  /** Whether a name that is read in a method is a field, or another method, of its object. */
  protected isOwnName(name: string, at: number, isCalled: boolean): boolean {
    const around = this.locals.has(name) ? undefined : this.classAround(at)
    const line = around === undefined ? [] : this.lineOf(around.name)
    return line.some(({ fields, methods, promised }) => (isCalled ? methods.has(name) || promised.has(name) : fields.has(name)))
  }

  /** Whether p.x() asks for a part of a record. */
  protected isPartOfRecord(name: string): boolean {
    return this.classes.some(({ head, methods }) => head.includes(name) && !methods.has(name))
  }

  /** The constructor that is read at a token; undefined where none is. */
  protected constructorBegun(at: number): { readonly type: string; readonly maker: string } | undefined {
    const around = this.classAround(at)
    const number = around?.constructors.findIndex((each) => each.at === at) ?? -1
    return around === undefined || number < 0 ? undefined : { type: around.name, maker: makerNamed(around.name, number) }
  }

  /** The constructor that takes so many values, where it is one alone. */
  protected makerOf(type: string, count: number): string | undefined {
    const all = this.classNamed(type)?.constructors ?? []
    const meant = all.filter(({ least, most }) => least <= count && count <= most)
    return meant.length === 1 && meant[0] !== undefined ? makerNamed(type, all.indexOf(meant[0])) : undefined
  }

  /** super(a, b) in a constructor, and Base(a) before its body: what the class that is extended does with the same object. */
  protected override baseMade(args: readonly Argument[], range: Range, named = this.classAround(this.at - 1)?.base): Expression {
    const maker = named === undefined ? undefined : this.makerOf(named, args.length)
    if (maker === undefined) {
      const isNothing = args.length === 0 && named !== undefined && this.classNamed(named)?.constructors.length === 0
      return isNothing
        ? { kind: 'constant', value: null, range }
        : { kind: 'unknown', what: `what the constructor of ${named ?? 'another class'} makes of these`, range }
    }
    return { kind: 'call', callee: { kind: 'name', name: maker, range }, args, range }
  }

  /** Whether a class has a field of this name, itself or from one that it extends. */
  protected hasField = (type: string, name: string): boolean => this.lineOf(type).some(({ fields }) => fields.has(name))

  /** super.area(): the method of the class that is extended, by what it goes by in the file; undefined outside of such. */
  protected methodAbove(at: number, method: string): string | undefined {
    const base = this.classAround(at)?.base
    return base === undefined || this.ownerOf(base, method) === undefined ? undefined : this.methodOf(base, method)
  }

  /** What a variable of a class with methods holds that is declared without a value; undefined for other types. */
  protected objectBegun(type: string, range: Range): Expression | undefined {
    const own = this.classNamed(type)
    return own === undefined || own.methods.size === 0 ? undefined : this.madeBy(type, [], range)
  }

  /** What an object has before its constructor runs, and its methods. */
  protected ownEntries(type: string, range: Range): { readonly key: Expression; readonly value: Expression }[] {
    const line = this.lineOf(type)
    const key = (value: string): Expression => ({ kind: 'string', value, range })
    const fields = line.flatMap((each) => [...each.fields].flatMap(([name, begins]) => (begins === 'zero' ? [name] : [])))
    const methods = new Set(line.flatMap((each) => [...each.methods]))
    return [
      ...fields.map((name) => ({ key: key(name), value: numeral(0, range) })),
      ...[...methods].map((name) => ({ key: key(name), value: { kind: 'name', name: this.methodOf(type, name), range } as const })),
    ]
  }

  /** The fields that objects of a type have, those of the class that is extended first. */
  protected fieldsInLine(type: string): readonly string[] {
    const line = this.lineOf(type).reverse()
    return [...new Set(line.flatMap(({ fields, head }) => [...fields.keys(), ...head]))]
  }

  protected methodsInLine(type: string): ReadonlySet<string> {
    return new Set(this.lineOf(type).flatMap(({ methods }) => [...methods]))
  }

  /** What a method of a type goes by in the file. */
  protected methodOf(type: string, method: string): string {
    const owner = this.ownerOf(type, method)
    return owner !== undefined && (this.isShared(method) || isOperatorName(method)) ? `${owner}::${method}` : method
  }

  /** What a constructor makes of these; undefined where it is not known which one is meant. */
  protected madeBy(type: string, values: readonly Expression[], range: Range): Expression | undefined {
    const maker = this.makerOf(type, values.length)
    const own = this.classNamed(type)
    const isPlain = maker === undefined && own?.constructors.length === 0 && values.length === own.head.length
    if (maker === undefined && !isPlain) return undefined
    const parts = (own?.head ?? []).map((name, k) => ({ key: { kind: 'string', value: name, range } as const, value: values[k] as Expression }))
    const entries = [...this.ownEntries(type, range), ...(isPlain ? parts : [])]
    const made = { key: { kind: 'string', value: 'new', range }, value: { kind: 'name', name: maker ?? '', range } } as const
    const object: Expression = { kind: 'dictionary', entries: maker === undefined ? entries : [...entries, made], range }
    if (maker === undefined) return object
    return {
      kind: 'call',
      callee: { kind: 'member', object, name: 'new', range },
      args: values.map((value) => ({ value, range: value.range })),
      range,
    }
  }

  private findClasses(): ClassOutline[] {
    const found: ClassOutline[] = []
    for (let k = 0; k < this.last; k++) {
      const defined = this.classAt(k)
      if (defined === undefined || this.textAt(defined.start) !== '{' || /^(?:enum|namespace|union)$/.test(this.textAt(k))) continue
      found.push(this.outlineOf(defined.name, k, defined.start, defined.end))
    }
    return found
  }

  private outlineOf(name: string, at: number, open: number, close: number): ClassOutline {
    const fields = new Map<string, 'zero' | 'given'>()
    const [methods, promised] = [new Set<string>(), new Set<string>()]
    const constructors: ClassOutline['constructors'][number][] = []
    const words = this.stretch(at, open).map(({ text }) => text)
    const listed = this.textAt(at + 2) === '(' ? (this.closing(at + 2) ?? at + 2) : at + 2
    const head = this.separated(at + 3, listed).map(([, end]) => this.textAt(end - 1))
    for (const part of head) fields.set(part, 'given')
    const extended = words.findIndex((word) => word === 'extends' || word === ':')
    const base = words.slice(extended + 1).find((word) => /^\w+$/.test(word) && !/^(?:public|private|protected|virtual)$/.test(word))
    for (let k = open + 1; k < close; ) k = this.memberAt(k, close, name, { fields, methods, promised, constructors })
    return { name, open, close, ...(extended < 0 || base === undefined ? {} : { base }), fields, methods, promised, constructors, head }
  }

  /** Goes past one member of a class. */
  private memberAt(from: number, close: number, type: string, into: Pick<ClassOutline, 'fields' | 'methods' | 'promised' | 'constructors'>): number {
    let k = from
    let shared = false
    let name: Token | undefined
    for (; k < close; k++) {
      const { text, kind } = this.peek(k) as Token
      if (text === ';') return k + 1
      if (text === '@' || text === '#') return this.afterMark(k)
      if (SHARED.has(text)) shared = true
      if (text === '<') k = this.angle(k) ?? k
      else if (text === '[') k = this.closing(k) ?? k
      else if (text === '{') return (this.closing(k) ?? close) + 1
      else if (text === ':' && /^(?:public|private|protected)$/.test(this.textAt(k - 1))) return k + 1
      else if (text === '(') return this.functionAt(k, close, type, name, shared, into)
      else if (text === '=' || text === ',') {
        this.noteField(name, text === '=' ? k : undefined, shared, into.fields)
        if (text === '=') {
          k = this.position(k, (token) => token.text === ';' || token.text === ',') - 1
          name = undefined
        }
      } else if (kind === 'name' && (text === 'operator' || !QUALIFIERS.has(text))) {
        name = this.peek(k)
        if (/^[;{]$/.test(this.textAt(k + 1)) && this.textAt(k - 1) !== type)
          this.noteField(name, this.textAt(k + 1) === '{' ? k + 1 : undefined, shared, into.fields)
      }
    }
    return close
  }

  private noteField(name: Token | undefined, begins: number | undefined, isShared: boolean, fields: Map<string, 'zero' | 'given'>): void {
    if (name === undefined || isShared) return
    const value = begins === undefined ? '0' : this.textAt(begins + 1)
    fields.set(
      name.text,
      begins === undefined || (/^(?:0(?:\.0?)?f?|\})$/.test(value) && /^[;,}]?$/.test(this.textAt(begins + 2))) ? 'zero' : 'given',
    )
  }

  /** An annotation or a directive. */
  private afterMark(k: number): number {
    if (this.textAt(k) === '#') return k + 2
    return this.textAt(k + 2) === '(' ? (this.closing(k + 2) ?? k + 2) + 1 : k + 2
  }

  /** A method or a constructor, whose parameters begin at a token; goes past its body. */
  private functionAt(
    open: number,
    close: number,
    type: string,
    name: Token | undefined,
    isShared: boolean,
    { methods, promised, constructors }: Pick<ClassOutline, 'methods' | 'promised' | 'constructors'>,
  ): number {
    const end = this.closing(open) ?? close
    const body = this.position(end, ({ text, kind }) => /^(?:\{|;|=>)$/.test(text) || kind === 'end')
    const isBodied = this.textAt(body) !== ';'
    if (name !== undefined && name.text === type && this.textAt(open - 1) === type && this.textAt(open - 2) !== '~') {
      const parameters = this.separated(open + 1, end)
      const least = parameters.filter(([, , equals]) => equals === undefined).length
      if (isBodied) constructors.push({ least, most: parameters.length, at: open - 1 })
      return this.pastInitials(end, body)
    }
    if (name !== undefined && !isShared && !NO_METHODS.has(name.text)) (isBodied ? methods : promised).add(name.text)
    return this.textAt(body) === '{' ? (this.closing(body) ?? body) + 1 : this.position(body, ({ text }) => text === ';') + 1
  }

  /** Past Tank(double a) : a_(a), b_{2} { ... } */
  private pastInitials(end: number, body: number): number {
    let k = body
    if (this.textAt(end + 1) === ':') {
      k = end + 2
      while (this.peek(k)?.kind === 'name') {
        k = (this.closing(k + 1) ?? k + 1) + 1
        if (this.textAt(k) !== ',') break
        k++
      }
    }
    return (this.textAt(k) === '{' ? (this.closing(k) ?? k) : k) + 1
  }
}
