/** The printer of programming languages: infix arithmetic, function calls by each library's names, safe identifiers. */
import type { CodeLanguage } from '../../api.ts'
import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, type Library, nameOf, type Operation, topological } from '../../expr.ts'
import type { Helpers } from '../../helpers/helpers.ts'
import { evaluateLength, type Length, lengthNames, type Shape, sameShape } from '../../shape.ts'
import { asciiName } from '../identifier.ts'
import { Indices } from '../indices/indices.ts'
import { type Dialect, type Form, LEVEL, Printer } from '../printer.ts'

/** Begins with a power: where a minus sign may not stand before one. */
export const BEGINS_WITH_POWER = 1

/** All that distinguishes the arithmetic of one language from another's. */
export interface Syntax {
  readonly language: CodeLanguage
  /** Whose spellings are printed, best first. */
  readonly libraries: readonly Library[]
  /** Libraries used beside it for what it lacks and cannot say. */
  readonly companions?: readonly Library[]
  /** The module that computes with plain numbers, where the library takes only tensors. */
  readonly plain?: (operation: Operation) => string | undefined
  /** The name the library goes by when the file gives it none. */
  readonly alias: string
  /** A spelling as it is written in a file that calls the library `alias`. */
  readonly qualify: (spelling: string, library: Library, alias: string) => string
  readonly reserved: ReadonlySet<string>
  /** Functions printed along with code where the language has none of its own. */
  readonly helpers?: Helpers | undefined
  /** Spellings that are read and not printed: of compilers' extensions and of relatives of the language. */
  readonly foreign?: ReadonlySet<string>
  /** Rows of any number of arguments that the language takes two at a time. */
  readonly binary?: boolean
  readonly integer: (digits: string) => string
  /** The length of an axis (from 0) of a variable of this rank; absent where lengths are parameters of their own. */
  readonly axisLength?: (name: string, axis: number, rank: number) => string
  /** How many components an array has, of which a number is made of all of them without a word on axes. */
  readonly countOfAll?: (name: string) => string
  /** A quotient of lengths rounded up, where it is not -(-a // b). */
  readonly roundUp?: (above: string, below: string) => string
  /** False where a truth value is no number, as 1 or 0 is. */
  readonly countsTruths?: boolean
  /** p/q where the language has a form of its own for it. */
  readonly rational?: (p: string, q: string, alias: string) => string
  /** Operators between tensors' components, where they differ from those between numbers. */
  readonly dotted?: boolean
  /** Vectors are columns: beside a matrix, where NumPy lays them along the rows, they are transposed. */
  readonly columnVectors?: boolean
  /** Where components are counted from 1 and not from 0. */
  readonly firstIndex?: 1
  /** A function applied to each component of a tensor, where that is written differently. */
  readonly broadcastCall?: string
  /** exp raises an error where its value is too large. */
  readonly overflowThrows?: boolean
  /** What the index of a sum, product or integral must be made by before it stands there. */
  readonly index?: (name: string, alias: string) => string
  /** Writes out a tensor by its components, in a language that has no operations on tensors. */
  readonly array?: (printer: CodePrinter, node: Expr) => string
  /** Rows whose arguments get names: functions of whole arrays, or parts of them, in a language that takes nothing else there. */
  readonly ofArrays?: ReadonlySet<string>
  /** -x ** 2 is no expression. */
  readonly minusBeforePower?: boolean
}

export type CodeForm = Form<CodePrinter>

/** What stands around printed code. */
export interface Around {
  /** Names that are used for something else: functions of the file. */
  readonly occupied?: ReadonlySet<string>
  /** How names are written that are fields of an object. */
  readonly fields?: ReadonlyMap<string, string> | undefined
  /** Those that stand for plain numbers. */
  readonly constants?: ReadonlyMap<string, unknown> | undefined
  /** Vectors may be arrays of any shape: how long they are is how many components these have. */
  readonly isOfAnyRank?: boolean
}

export class CodePrinter extends Printer {
  private readonly renamed = new Map<string, string>()
  /** The spellings of names. */
  private readonly given = new Set<string>()
  private axes: Map<string, string> | undefined
  private constant: Map<Expr, boolean> | undefined
  private symbolNames: Set<string> | undefined
  /** Lengths of axes that the code needs and no symbol has. */
  readonly unknownLengths = new Set<string>()
  /** Rows that came up and that neither the language nor a helper has. */
  readonly lacks = new Set<Operation>()

  constructor(
    readonly syntax: Syntax,
    private readonly dialect: Dialect<CodePrinter>,
    readonly alias: string,
    /** Symbols whose shapes are known: lengths of axes are taken from them. */
    private readonly symbols: () => readonly Expr[],
    private readonly around: Around = {},
  ) {
    super()
  }

  protected write(node: Expr): string {
    if (node.rank > 0 && this.syntax.array !== undefined && nameOf(node) === undefined) return this.syntax.array(this, node)
    return this.dialect.form(node.op)(this, node)
  }

  protected freshName(k: number): string {
    return `t${k}`
  }

  override spellName(name: string): string {
    const { reserved } = this.syntax
    const field = this.around.fields?.get(name)
    if (field !== undefined) return field
    if (name.length === 1 && name.charCodeAt(0) < 128 && !reserved.has(name)) return name
    const known = this.renamed.get(name)
    if (known !== undefined) return known
    let spelled = asciiName(name)
    while (
      reserved.has(spelled) ||
      Object.hasOwn(this.syntax.helpers?.code ?? {}, spelled) ||
      spelled === this.alias ||
      this.given.has(spelled) ||
      (spelled !== name && this.isSpelled(spelled))
    )
      spelled += '_'
    this.renamed.set(name, spelled)
    this.given.add(spelled)
    return spelled
  }

  private isSpelled(spelled: string): boolean {
    return this.taken(spelled) || this.around.occupied?.has(spelled) === true
  }

  /** The length of an axis as code: a number, x.shape[0], or polynomials in such; a length no symbol has stays a name. */
  length(length: Length): string {
    if (typeof length === 'number') return String(length)
    const whole = this.axisOf(length)
    if (whole !== undefined) return whole
    let text = length.replaceAll(/(\d+)(?=[A-Za-z_])/g, '$1 ')
    text = text.replaceAll(/(?<=\w) (?=[A-Za-z_])/g, ' * ')
    text = text.replaceAll(/[A-Za-z_]\w*/g, (name) => this.axisOf(name) ?? this.unknownLength(name))
    return text.replaceAll(/⌈([^⌈⌉]*)\/(\d+)⌉/g, (_, above: string, below: string) => this.roundedUp(above.replaceAll('·', ' '), below))
  }

  /** A length that no symbol has: a number the caller must give. */
  private unknownLength(name: string): string {
    this.unknownLengths.add(name)
    return this.spellName(name)
  }

  private axisOf(length: string): string | undefined {
    const axisLength = (this.around.isOfAnyRank === true ? this.syntax.countOfAll : undefined) ?? this.syntax.axisLength
    if (this.axes === undefined) {
      this.axes = new Map()
      for (const symbol of this.symbols()) {
        symbol.shape.forEach((own, axis) => {
          if (axisLength !== undefined && typeof own === 'string' && !this.axes?.has(own))
            this.axes?.set(own, axisLength(this.spellName(nameOf(symbol) as string), axis, symbol.rank))
        })
      }
      for (const [own, text] of [...this.axes]) this.solveLength(own, text)
    }
    return this.axes.get(length)
  }

  /** n where an axis is 2n + 1 long. */
  private solveLength(length: string, text: string): void {
    const open = [...new Set(lengthNames(length))].filter((name) => this.axes?.has(name) !== true)
    const [name] = open
    if (name === undefined || open.length > 1 || lengthNames(length).length > 1 || length.includes('⌈')) return
    const at = (value: number): number => evaluateLength(length, new Map([[name, value]]))
    const [offset, slope] = [at(0), at(1) - at(0)]
    const above = offset === 0 ? text : `${text} ${offset < 0 ? '+' : '-'} ${Math.abs(offset)}`
    this.axes?.set(name, slope === 1 ? `(${above})` : this.roundedUp(above, String(slope)))
  }

  private roundedUp(above: string, below: string): string {
    const { roundUp = (a: string, b: string) => `-(-(${a}) // ${b})` } = this.syntax
    return roundUp(above, below)
  }

  /** True where no symbol occurs but those of constants; each node is looked at once. */
  isConstant(node: Expr): boolean {
    this.constant ??= new Map()
    const known = this.constant.get(node)
    if (known !== undefined) return known
    const settle = (own: Expr): void => {
      const name = nameOf(own)
      const isNumber = name === undefined || this.around.constants?.has(name) === true
      if (!this.constant?.has(own)) this.constant?.set(own, isNumber && own.args.every((arg) => this.constant?.get(arg) === true))
    }
    if (node.args.every((arg) => this.constant?.has(arg))) settle(node)
    else for (const own of topological([node])) settle(own)
    return this.constant.get(node) === true
  }

  /** Letters for loops, none of them a name of the text; what has a name is indexed as it is. */
  get indices(): Indices {
    this.symbolNames ??= new Set(this.symbols().flatMap((symbol) => [nameOf(symbol) as string, ...symbol.shape.flatMap(lengthNames)]))
    const names = this.symbolNames
    const style = { isNamed: (node: Expr) => this.isNamed(node), first: this.syntax.firstIndex ?? 0 } as const
    return new Indices({ has: (name) => names.has(name) || this.taken(name) }, style)
  }

  /** A symbol with just this shape, as code. */
  symbolOfShape(shape: Shape): string | undefined {
    const found = this.symbols().find((symbol) => sameShape(symbol.shape, shape))
    return found === undefined ? undefined : this.spellName(nameOf(found) as string)
  }

  symbol(name: string): string {
    this.level = LEVEL.atom
    return this.spellName(name)
  }

  number(value: Exact): string {
    const { syntax } = this
    const whole = value.decimal ? undefined : value.asInteger
    if (whole !== undefined) {
      this.level = whole < 0 ? LEVEL.sum : LEVEL.atom
      return syntax.integer(String(whole))
    }
    const negative = value.isNegative
    const text = value.toString().replaceAll('_', '')
    const slash = text.indexOf('/')
    if (slash < 0) {
      this.level = negative ? LEVEL.sum : LEVEL.atom
      return value.decimal ? text : syntax.integer(text)
    }
    const [p, q] = [text.slice(0, slash), text.slice(slash + 1)]
    if (syntax.rational !== undefined) {
      this.level = LEVEL.atom
      return syntax.rational(p, q, this.alias)
    }
    this.level = negative ? LEVEL.sum : LEVEL.product
    return `${syntax.integer(p)} / ${syntax.integer(q)}`
  }

  /** An operator between the components of tensors, or between numbers. */
  private operator(sign: string, node: Expr): string {
    return this.syntax.dotted === true && node.rank > 0 ? `.${sign}` : sign
  }

  /** Where axes are aligned at their end, as the rows of a matrix with a vector, in a language that aligns them at their beginning. */
  private turns(arg: Expr, node: Expr): boolean {
    return this.syntax.columnVectors === true && arg.rank > 0 && arg.rank < node.rank && node.op.elementwise
  }

  /** An argument of a componentwise operation. */
  private operand(arg: Expr, node: Expr, level: number): string {
    if (!this.turns(arg, node)) return this.at(arg, level)
    const text = node.rank === 2 ? `${this.at(arg, LEVEL.atom)}'` : this.alignedAtEnd(arg, node.rank)
    this.level = LEVEL.atom
    return text
  }

  /** With axes of length 1 before its own, `rank` in all. */
  private alignedAtEnd(arg: Expr, rank: number): string {
    const [text, before] = [this.piece(arg), rank - arg.rank]
    if (this.syntax.language === 'julia')
      return `reshape(${[text, ...Array(before).fill('1'), ...arg.shape.map((own) => this.length(own))].join(', ')})`
    return `permute(${text}, [${Array.from({ length: rank }, (_, axis) => (axis < before ? arg.rank + axis : axis - before) + 1).join(', ')}])`
  }

  sum(node: Expr): string {
    const dot = this.syntax.broadcastCall === '.' && node.rank > 0 ? '.' : ''
    let text = ''
    let mark = 0
    for (let i = 0; i < node.args.length; i++) {
      const term = node.args[i] as Expr
      if (i === 0) {
        text = this.operand(term, node, LEVEL.sum)
        mark = this.mark & BEGINS_WITH_POWER
      } else if (this.isNegative(term) && !this.isNamed(term) && !this.turns(term, node)) text += ` ${dot}- ${this.withoutSign(term)}`
      else text += ` ${dot}+ ${this.operand(term, node, LEVEL.product)}`
    }
    this.level = LEVEL.sum
    this.mark = mark
    return text
  }

  negation(node: Expr): string {
    return this.negated(this.at(node.args[0] as Expr, LEVEL.product))
  }

  private negated(text: string): string {
    const open = this.syntax.minusBeforePower === true && (this.mark & BEGINS_WITH_POWER) !== 0
    this.level = LEVEL.sum
    this.mark = 0
    return open ? `-(${text})` : `-${text}`
  }

  product(node: Expr, withoutSign = false): string {
    const operator = ` ${this.operator('*', node)} `
    const first = exactOf(node.args[0] as Expr)
    if (first === undefined) return this.factors('', node.args, 0, operator, node)
    const negative = first.isNegative
    const size = negative ? first.negate() : first
    let text: string
    if (!size.isInteger && !size.decimal) {
      const [p = '1', q = '1'] = size.toFractionString().split('/')
      text = this.factors(p === '1' ? '' : this.syntax.integer(p), node.args, 1, operator, node)
      text += ` ${this.operator('/', node)} ${this.syntax.integer(q)}`
    } else if (size.isOne && negative) text = this.factors('', node.args, 1, operator, node)
    else text = this.factors(this.number(size), node.args, 1, operator, node)
    this.level = LEVEL.product
    return negative && !withoutSign ? this.negated(text) : text
  }

  /** Factors joined by `operator` after `lead`. */
  factors(lead: string, args: readonly Expr[], from: number, operator: string, node: Expr): string {
    let text = lead
    let mark = 0
    for (let i = from; i < args.length; i++) {
      const factor = args[i] as Expr
      if (text === '') {
        // A matrix product among componentwise ones keeps its parentheses: they do not associate.
        text = this.operand(factor, node, factor.op.name === 'matmul' && args.length > 1 ? LEVEL.sign : LEVEL.product)
        mark = this.mark & BEGINS_WITH_POWER
      } else text += operator + this.operand(factor, node, LEVEL.sign)
    }
    this.level = LEVEL.product
    this.mark = mark
    return text
  }

  quotient(node: Expr): string {
    const numerator = this.operand(node.args[0] as Expr, node, LEVEL.product)
    const mark = this.mark & BEGINS_WITH_POWER
    const text = `${numerator} ${this.operator('/', node)} ${this.operand(node.args[1] as Expr, node, LEVEL.sign)}`
    this.level = LEVEL.product
    this.mark = mark
    return text
  }

  /** base ** exponent with the language's sign for it; the exponent may be a negative number. */
  power(node: Expr, sign: string, inner: number = LEVEL.atom): string {
    const base = this.at(node.args[0] as Expr, LEVEL.atom)
    const exponent = node.args[1] as Expr
    const value = exactOf(exponent)
    const raised = value?.asInteger !== undefined && !value.decimal ? String(value.asInteger) : this.at(exponent, inner)
    this.level = LEVEL.power
    this.mark = BEGINS_WITH_POWER
    return base + this.operator(sign, node) + raised
  }

  /** name(a, b), with arguments joined two at a time where the library takes no more. */
  call(library: string, node: Expr): string {
    const { args } = node
    const { syntax } = this
    const name = (syntax.plain !== undefined && this.isConstant(node) ? syntax.plain(node.op) : undefined) ?? library
    const called = syntax.broadcastCall !== undefined && node.rank > 0 && node.op.elementwise ? name + syntax.broadcastCall : name
    if (args.length > 2 && syntax.binary === true && node.op.args[0]?.startsWith('...') === true) {
      let text = this.piece(args[0] as Expr)
      for (let i = 1; i < args.length; i++) text = `${called}(${text}, ${this.piece(args[i] as Expr)})`
      this.level = LEVEL.atom
      this.mark = 0
      return text
    }
    return this.apply(called, args, node)
  }

  /** A call of what has no form and no name here: a function printed along with the code, else one that the code cannot do without. */
  absent(node: Expr): string {
    const helper = this.syntax.helpers?.rows[node.op.name]
    if (helper === undefined) this.lacks.add(node.op)
    return node.args.length === 0 ? this.symbol(node.op.name) : this.apply(helper ?? node.op.name, node.args, node)
  }

  /** name(a, b). */
  apply(name: string, args: readonly Expr[], node?: Expr): string {
    let text = ''
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as Expr
      const piece = node === undefined ? this.piece(arg) : this.operand(arg, node, LEVEL.open)
      text += i === 0 ? piece : `, ${piece}`
    }
    this.level = LEVEL.atom
    this.mark = 0
    return `${name}(${text})`
  }

  infix(node: Expr, operator: string, own: number, inner: number): string {
    let text = ''
    for (const arg of node.args) text += text === '' ? this.operand(arg, node, inner) : operator + this.operand(arg, node, inner)
    this.level = own
    this.mark = 0
    return text
  }
}

/** A piece that holds together by itself. */
export function finish(printer: CodePrinter, text: string): string {
  printer.level = LEVEL.atom
  printer.mark = 0
  return text
}
