/** Operators that a text defines for types of its own: what they do is not what the signs mean for numbers. */
import type { Range } from '../../api.ts'
import type { Expression } from '../execute/syntax/syntax.ts'
import { CStructures, type Definition } from './structures.ts'
import { PRIMITIVE, QUALIFIERS } from './types.ts'

/** Traits of Rust and functions of Kotlin that say what a sign does. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ...(['Add', 'plus'] as const).map((name) => [name, '+'] as const),
  ...(['Sub', 'Neg', 'minus', 'unaryMinus'] as const).map((name) => [name, '-'] as const),
  ...(['Mul', 'times'] as const).map((name) => [name, '*'] as const),
  ...(['Div', 'div'] as const).map((name) => [name, '/'] as const),
  ...(['Rem', 'rem'] as const).map((name) => [name, '%'] as const),
  ...(['AddAssign', 'plusAssign'] as const).map((name) => [name, '+='] as const),
  ...(['SubAssign', 'minusAssign'] as const).map((name) => [name, '-='] as const),
  ...(['MulAssign', 'timesAssign'] as const).map((name) => [name, '*='] as const),
  ...(['DivAssign', 'divAssign'] as const).map((name) => [name, '/='] as const),
  ...(['Index', 'get'] as const).map((name) => [name, '[]'] as const),
  ...(['PartialOrd', 'Ord', 'compareTo'] as const).map((name) => [name, '<'] as const),
  ['invoke', '()'],
])
/** The methods by which Rust's traits say what signs mean. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['*', 'mul'],
  ['/', 'div'],
  ['%', 'rem'],
  ['+=', 'add_assign'],
  ['-=', 'sub_assign'],
  ['*=', 'mul_assign'],
  ['/=', 'div_assign'],
])
/** What the function is called that says what a sign means: operator+. */
export const isOperatorName = (name: string): boolean => /^operator\W/.test(name)

const READ = new Set('+ - * / % & | ^ += -= *= /= %= [] () == != < > <= >= <=>'.split(' '))
/** Signs of bits between numbers, and how they bind: less than comparisons. */
const OF_BITS: ReadonlyMap<string, number> = new Map([
  ['&', 7],
  ['^', 6],
  ['|', 5],
])
const COMPARISONS = ['==', '!=', '<', '>', '<=', '>=', '<=>']
/** What objects say of how many parts they have is a number. */
const COUNTS = /^(?:[Ss]ize|[Ll]en(?:gth)?|[Cc]ount|rows|cols)$/

/** What a name stands for: a value of a type with operators of its own, several of them in a container, or something else. */
type Ownership = 'one' | 'many' | 'none'

interface OwnOperators {
  readonly signs: ReadonlySet<string>
  /** The types that they are defined for. */
  readonly owners: ReadonlySet<string>
  /** Names that the text anywhere declares to be of such a type, to hold such, or to be functions that give such; members of types apart. */
  readonly names: ReadonlySet<string>
  readonly members: ReadonlySet<string>
  /** Functions that give something else. */
  readonly others: ReadonlySet<string>
}

/** What a sign means for numbers. */
function plainly(sign: string, first: Expression | undefined, second: Expression | undefined, range: Range): Expression | undefined {
  const op = sign.replace(/=$/, '')
  if (first === undefined || !isArithmetic(op)) return undefined
  if (second === undefined) return op === '-' || op === '+' ? { kind: 'unary', op, operand: first, range } : undefined
  return { kind: 'binary', first, rest: [{ op, operand: second }], range }
}
const isArithmetic = (op: string): op is '+' | '-' | '*' | '/' | '%' => /^[-+*/%]$/.test(op)

export abstract class COwnOperators extends CStructures {
  private ownOperators: OwnOperators | undefined
  /** What the names of the function that is read stand for. */
  private readonly owned = new Map<string, Ownership>()

  private get own(): OwnOperators {
    this.ownOperators ??= this.findOwn()
    return this.ownOperators
  }

  private findOwn(): OwnOperators {
    const signs = new Set<string>()
    const owners = new Set<string>()
    const classes: Definition[] = []
    for (let k = 0; k < this.last; k++) {
      const defined = this.classAt(k)
      if (defined !== undefined) classes.push(defined)
      const operator = this.operatorAt(k)
      if (operator === undefined || !READ.has(operator.sign)) continue
      signs.add(operator.sign)
      const around = classes.filter(({ start, end }) => start < k && k < end).at(-1)
      for (const owner of [...operator.owners, ...(around === undefined ? [] : [around.name])]) owners.add(owner)
    }
    const [names, members, others] = [new Set<string>(), new Set<string>(), new Set<string>()]
    if (owners.size > 0)
      for (let k = 0; k < this.last; k++) {
        const isMember = classes.some(({ start, end }) => start < k && k < end)
        const declared = this.style.name === 'C' ? this.typedFrom(k, owners) : this.typedBy(k, owners)
        for (const name of declared?.names ?? []) (declared?.isOwn === true ? (isMember ? members : names) : others).add(name)
      }
    return { signs, owners, names, members, others }
  }

  /** The sign whose meaning is defined at a word, and the types that are named there. */
  private operatorAt(at: number): { readonly sign: string; readonly owners: readonly string[] } | undefined {
    const { style } = this
    const word = this.textAt(at)
    if (word === 'impl' && style.name === 'Rust') {
      // impl Add<f64> for V
      const head = this.stretch(
        at + 1,
        this.position(at, ({ text, kind }) => text === '{' || kind === 'end'),
      )
      const trait = head.find(({ text }) => SIGNS.has(text))
      const type = head[head.findIndex(({ text }) => text === 'for') + 1]
      if (trait === undefined || type === undefined || type === head[0]) return undefined
      // impl Mul<V> for f64 is about V.
      const owners = PRIMITIVE.has(type.text) ? head.filter(({ kind, text }) => kind === 'name' && this.outlines.types.has(text)) : [type]
      return { sign: SIGNS.get(trait.text) as string, owners: owners.map(({ text }) => text).filter((text) => !PRIMITIVE.has(text)) }
    }
    if (word === 'fun' && this.textAt(at - 1) === 'operator') {
      // operator fun V.plus(other: V)
      const open = this.position(at, ({ text }) => text === '(')
      const sign = SIGNS.get(this.textAt(open - 1))
      const receiver = this.textAt(open - 2) === '.' ? [this.textAt(open - 3)] : []
      return sign === undefined ? undefined : { sign, owners: [...receiver, ...this.typesOf(open)] }
    }
    // operator+ is one name.
    if (style.name === 'C' && isOperatorName(word))
      return {
        sign: word.slice('operator'.length),
        owners: [...(this.textAt(at - 1) === '::' ? [this.textAt(at - 2)] : []), ...this.typesOf(at + 1)],
      }
    const isDefined = style.name === 'C' ? word === 'operator' : style.name === 'Swift' && word === 'func'
    if (!isDefined || this.peek(at + 1)?.kind !== 'operator') return undefined
    // operator()(double s), operator[](int i)
    const isBracket = style.name === 'C' && /^(?:\(\)|\[\])$/.test(`${this.textAt(at + 1)}${this.textAt(at + 2)}`)
    let open = isBracket ? at + 3 : at + 1
    while (this.peek(open)?.kind === 'operator' && this.textAt(open) !== '(') open++
    if (this.textAt(open) !== '(') return undefined
    const sign = this.stretch(at + 1, open).map(({ text }) => text)
    // V V::operator+(V other)
    const qualified = this.textAt(at - 1) === '::' ? [this.textAt(at - 2)] : []
    return { sign: sign.join(''), owners: [...qualified, ...this.typesOf(open)] }
  }

  /** The words of the types of parameters, but for those of numbers. */
  private typesOf(open: number): string[] {
    const close = this.closing(open) ?? open
    return this.separated(open + 1, close).flatMap(([start, end]) => {
      const colon = this.position(start, ({ text }) => text === ':')
      const type =
        this.style.name === 'C' ? this.stretch(start, Math.min(end, this.typeEnd(start) ?? start)) : this.stretch(colon, Math.max(colon, end))
      return type
        .filter(({ kind, text }) => kind === 'name' && text !== 'std' && !PRIMITIVE.has(text) && !QUALIFIERS.has(text))
        .map(({ text }) => text)
    })
  }

  /** The names behind a type that begins at a token: V a, b; std::vector<V> points; V add(V a, V b). */
  private typedFrom(at: number, owners: ReadonlySet<string>): { readonly names: readonly string[]; readonly isOwn: boolean } | undefined {
    if (this.peek(at)?.kind !== 'name' || /^(?:\.|->|::)$/.test(this.textAt(at - 1))) return undefined
    let end = this.typeEnd(at)
    if (end === undefined || this.peek(end)?.kind !== 'name') return undefined
    const type = this.stretch(at, end)
    while (this.textAt(end + 1) === '::') end += 2
    const names = [this.textAt(end)]
    const isCalled = this.textAt(end + 1) === '('
    // What "auto" gives is not known here.
    const isOwn = type.some(({ text }) => owners.has(text) || (isCalled && text === 'auto'))
    while (this.textAt(end + 1) === ',' && this.peek(end + 2)?.kind === 'name' && this.peek(end + 3)?.kind === 'operator') {
      end += 2
      names.push(this.textAt(end))
    }
    return isOwn || isCalled ? { names, isOwn } : undefined
  }

  /** The name whose type is said at a token behind it: a: V, b: &[V], fn add(a: V, b: V) -> V. */
  private typedBy(at: number, owners: ReadonlySet<string>): { readonly names: readonly string[]; readonly isOwn: boolean } | undefined {
    if (!owners.has(this.textAt(at)) && this.textAt(at) !== 'Self') return undefined
    let k = at - 1
    while (/^(?:&|\[|<|mut|inout)$/.test(this.textAt(k)) || (this.textAt(k + 1) === '<' && this.peek(k)?.kind === 'name')) k--
    if (!/^(?::|->)$/.test(this.textAt(k))) return undefined
    k--
    const name = this.peek(this.textAt(k) === ')' ? this.opening(k) - 1 : k)
    return name?.kind === 'name' ? { names: [name.text], isOwn: true } : undefined
  }

  /** Where the parenthesis at a position was opened. */
  private opening(at: number): number {
    for (let k = at, depth = 0; k >= 0; k--) {
      if (this.textAt(k) === ')') depth++
      else if (this.textAt(k) === '(' && --depth === 0) return k
    }
    return 0
  }

  /** What a value is, as far as names say; undefined where nothing says so. */
  private ownershipOf(e: Expression): Ownership | undefined {
    const { owners, names, members, others } = this.own
    const named = (name: string): Ownership | undefined => (names.has(name) || members.has(name) ? 'one' : undefined)
    const among = (parts: readonly Expression[]): Ownership | undefined => (parts.some((each) => this.isOwned(each)) ? 'one' : undefined)
    switch (e.kind) {
      case 'name':
        if (e.own === '') return owners.has(this.typeAround(this.at) ?? '') ? 'one' : undefined
        return e.own !== undefined ? named(e.own) : (this.owned.get(e.name) ?? named(e.name))
      case 'dictionary':
        return 'one'
      case 'list':
        return among(e.items) && 'many'
      case 'unary':
        return among([e.operand])
      case 'meant':
        return 'one'
      case 'binary':
        return among([e.first, ...e.rest.map(({ operand }) => operand)])
      case 'conditional':
        return among([e.then, e.otherwise])
      case 'index':
        return among([e.object])
      case 'member':
        return members.has(e.name) || this.ownershipOf(e.object) === 'many' ? 'one' : undefined
      case 'call': {
        const { callee } = e
        const name = callee.kind === 'name' || callee.kind === 'member' ? callee.name : ''
        if (owners.has(name) || named(name) !== undefined) return 'one'
        if (others.has(name) || COUNTS.test(name)) return 'none'
        return among([...(callee.kind === 'member' ? [callee.object] : []), ...e.args.map(({ value }) => value)])
      }
      default:
        return undefined
    }
  }

  private isOwned(e: Expression): boolean {
    const ownership = this.ownershipOf(e)
    return ownership === 'one' || ownership === 'many'
  }

  /** Remembers what a name is declared to be, by its type or else by its value. */
  protected noteOwned(name: string, type: string | undefined, value?: Expression): void {
    const { owners } = this.own
    // A name of a block may be that of another thing around it.
    if (owners.size === 0 || /^(?:one|many)$/.test(this.owned.get(name) ?? '')) return
    const given = value === undefined ? undefined : this.ownershipOf(value)
    const words = type?.match(/\w+/g) ?? []
    const last = type?.replace(/<.*>/s, '').match(/\w+/g)?.at(-1)
    const said = !words.some((word) => owners.has(word)) ? 'none' : owners.has(last ?? '') && !/[*[]/.test(type ?? '') ? 'one' : 'many'
    this.owned.set(name, type === undefined ? (given ?? 'none') : said)
  }

  /** Remembers what the elements are that a loop goes through. */
  protected noteElement(name: string, iterable: Expression): void {
    if (this.isOwned(iterable)) this.owned.set(name, 'one')
  }

  /** Other functions have other names. */
  protected forgetOwned(): void {
    this.owned.clear()
  }

  /** What a sign makes of operands of a type for which the text defines it; undefined where it means what it means for numbers. */
  protected override ownMeaning(sign: string, operands: readonly Expression[], range: Range): Expression | undefined {
    const { signs } = this.own
    const isDefined = COMPARISONS.includes(sign) ? COMPARISONS.some((each) => signs.has(each)) : signs.has(sign) || signs.has(sign.replace(/=$/, ''))
    if (!isDefined) return undefined
    // What is called or has elements is the object itself.
    const isMeant = /^[[(]/.test(sign) ? this.ownershipOf(operands[0] as Expression) === 'one' : operands.some((each) => this.isOwned(each))
    if (!isMeant) return undefined
    const arithmetic = sign.replace(/=$/, '')
    const isRead = isArithmetic(arithmetic) || OF_BITS.has(sign) || (sign === '()' && this.style.name === 'C')
    return isRead && (this.style.name === 'C' || this.style.name === 'Rust')
      ? this.meant(signs.has(sign) ? sign : arithmetic, operands, range)
      : { kind: 'unknown', what: `the operator "${sign}" that this text defines`, hint: 'write it as a function: add(a, b)', range }
  }

  /** A sign with what the text says of it, by a method or by functions. */
  private meant(sign: string, operands: readonly Expression[], range: Range): Expression {
    const [first, second] = operands
    if (this.style.name === 'C') {
      const name = `operator${sign}`
      return { kind: 'meant', sign, operands, method: name, functions: [name], plain: plainly(sign, first, second, range), range }
    }
    const method = second === undefined ? 'neg' : (METHODS.get(sign) as string)
    const functions = ['f64', 'f32'].flatMap((type) =>
      this.outlines.types.get(type)?.methods.has(method) === true ? [this.methodName(type, method)] : [],
    )
    return { kind: 'meant', sign, operands, method, functions, plain: plainly(sign, first, second, range), range }
  }

  /** The type whose methods stand around a token. */
  protected abstract typeAround(at: number): string | undefined

  /** What a method goes by in the file. */
  protected abstract methodName(type: string | undefined, method: string): string

  protected override infix(...given: Parameters<CStructures['infix']>): Expression {
    const made = super.infix(...given)
    if (made.kind === 'compare') {
      const operands = [made.first, ...made.rest.map(({ operand }) => operand)]
      return made.rest.map(({ op }) => this.ownMeaning(op, operands, made.range)).find((own) => own !== undefined) ?? made
    }
    if (made.kind !== 'binary') return made
    // From left to right: of what numbers make with objects the next sign may mean something else again.
    let left = made.first
    let isBegun = false
    for (const { op, operand } of made.rest) {
      const range = { start: made.range.start, end: operand === made.rest.at(-1)?.operand ? made.range.end : operand.range.end }
      const own = this.ownMeaning(op === 'product' ? '*' : op, [left, operand], range)
      const more = isBegun && left.kind === 'binary' ? left : { first: left, rest: [] }
      left = own ?? { kind: 'binary', first: more.first, rest: [...more.rest, { op, operand }], range }
      isBegun = own === undefined
    }
    return left
  }

  /** a ^ b, a | b and a & b of objects for which the text says what that means. */
  protected override between(left: Expression, power: number): Expression | undefined {
    const { text: sign, kind } = this.token
    const binding = this.style.name === 'C' && kind === 'operator' ? OF_BITS.get(sign) : undefined
    if (binding === undefined || power > binding || !this.own.signs.has(sign) || !this.isOwned(left)) return super.between(left, power)
    this.next()
    const right = this.expression(binding + 1)
    return this.ownMeaning(sign, [left, right], { start: left.range.start, end: right.range.end })
  }

  /** All that is found among the tokens of the whole text, as a text: the reading of any place may depend on it. */
  protected get found(): string {
    const { types, blocks, counts, constructors } = this.outlines
    const parts = [types, blocks.map(({ type }) => type), counts, constructors, this.own]
    this.foundText ??= JSON.stringify(parts, (_key, value: unknown) =>
      value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value,
    )
    return this.foundText
  }

  private foundText: string | undefined
}
