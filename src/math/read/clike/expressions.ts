/** Operands of C-like languages: names with their modules, casts, literals of arrays. */
import type { Range } from '../../api.ts'
import type { Expression } from '../execute/syntax/syntax.ts'
import { callOf, functionSyntax, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { returning } from '../julia/values.ts'
import { withNames } from './closures.ts'
import { GREATEST, LIMITS, OPERATOR_OBJECTS } from './constants.ts'
import { CEnumerations } from './enumerations.ts'
import { isMaker } from './made.ts'
import { SIGNED } from './style.ts'
import { isWholeType, PRIMITIVE } from './types.ts'

/** Modules and classes that only hold functions: their names say nothing. */
const MODULES =
  /^(?:std|Math|MathF|math|StrictMath|FastMath|cmath|libm|kotlin|Foundation|stats|base|f32|f64|core|consts|num|numbers|numeric|Eigen|glm|System|Double|Float|double|float|cuda|thrust)$/
/** What modules call e; alone, where no line brings it in, it is a name of the text's own. */
const EULER = 'E'
const IMPORTED_EULER = /\buse\s[\w:]*\bconsts::(?:E\b|\*|\{[^}]*\bE\b)|\bimport\s+static\s[\w.]*\bMath\.(?:E\b|\*)/
const KEYWORDS = new Set('return else for while do break continue case default throw in fn let const void'.split(' '))

export abstract class CExpressions extends CEnumerations {
  protected operand(): Expression {
    const { token } = this
    const range = rangeOf(token)
    if (token.kind === 'number') {
      this.next()
      return this.number(token)
    }
    if (token.kind === 'text') {
      this.next()
      // R: `+` is a function.
      if (this.style.name === 'R' && this.text[token.start] === '`') return { kind: 'name', name: token.text, range }
      return { kind: 'string', value: token.text, range }
    }
    if (token.kind === 'name') return this.name()
    if (token.kind !== 'operator') return this.missing()
    switch (token.text) {
      case '-':
      case '+':
      case '!':
      case '~': {
        this.next()
        // In R a power binds tighter than the sign before it.
        const operand = this.expression(this.style.name === 'R' && token.text === '!' ? 7 : SIGNED)
        const op = token.text === '-' || token.text === '+' ? token.text : 'not'
        const signed = { start: token.start, end: operand.range.end }
        return this.ownMeaning(token.text, [operand], signed) ?? { kind: 'unary', op, operand, range: signed }
      }
      case '&':
      case '*':
        // A reference, or what it refers to.
        if (token.text === '*' && this.peek(this.at - 1)?.text === '*' && !token.spaced && this.following.kind === 'number')
          this.fail('"**" is no operator of this language', token, 'write pow(x, 2) for a power')
        this.next()
        return this.reference(token, this.take('mut'))
      case '++':
      case '--':
        this.next()
        return this.stepped(this.expression(SIGNED), token)
      case '(':
        return this.parenthesis()
      case '[':
        return this.bracket()
      case '{':
        return this.brace()
      case '|':
      case '||':
        return this.closure()
      case '\\':
        return this.lambda()
      case '$': {
        // $0 of Swift
        const sign = this.next()
        if (this.token.kind !== 'number' || this.token.spaced) this.fail('"$" stands where an operand is expected', sign)
        return this.partOf(this.next(), sign)
      }
      case '.':
        // Swift's .pi and .infinity
        if (this.following.kind !== 'name') break
        this.next()
        return this.name()
    }
    return this.missing()
  }

  /** $0, and parts of it: $0.0, $0.offset, $0.element. */
  private partOf(number: Token, sign: Token): Expression {
    const [, own = '', point, place] = /^(\d)(\.?)(\d?)$/.exec(number.text) ?? []
    const object: Expression = { kind: 'name', name: `$${own}`, range: { start: sign.start, end: number.end } }
    if (point !== '.') return object
    const word = place === '' ? this.next() : number
    const at = place === '' ? ['offset', 'element'].indexOf(word.text) : Number(place)
    const range = { start: sign.start, end: word.end }
    return at < 0 ? { kind: 'member', object, name: word.text, range } : { kind: 'index', object, items: [numeral(at, rangeOf(word))], range }
  }

  /** &x is the place of x, *p what stands at the place p. */
  private reference({ text, start }: Token, isChanged: boolean): Expression {
    const operand = this.expression(SIGNED)
    if (text === '&') {
      if (this.style.name === 'Rust' && !isChanged) return operand
      const place = { ...operand }
      this.referred.add(place)
      return place
    }
    if (this.style.name !== 'C' || (operand.kind === 'name' && (operand.name === 'this' || operand.own !== undefined))) return operand
    const range = { start, end: operand.range.end }
    const walked = this.placeWalked(operand, range)
    if (walked !== undefined) return walked
    // *(p + k) is p[k].
    const [step] = operand.kind === 'binary' ? operand.rest : []
    if (operand.kind === 'binary' && operand.rest.length === 1 && step?.op === '+')
      return { kind: 'index', object: operand.first, items: [step.operand], range }
    return { kind: 'index', object: operand, items: [numeral(0, range)], pointed: true, range }
  }

  /** A name; behind a sign such as `::` it may be a word of the language. */
  private name(own?: 'own' | 'member'): Expression {
    const choice = own === undefined ? this.enumerator() : undefined
    if (choice !== undefined) return choice
    const token = this.next()
    const range = rangeOf(token)
    const { text } = token
    // A word of C# and of loops in other languages; in C and Go a name like others.
    const isPlain = this.style.name === 'R' || (text === 'in' && (this.style.name === 'C' || this.style.name === 'Go'))
    if (own === undefined && KEYWORDS.has(text) && !isPlain) {
      this.at--
      return this.missing()
    }
    if (text === 'true' || text === 'false' || text === 'TRUE' || text === 'FALSE')
      return { kind: 'constant', value: text.toLowerCase() === 'true', range }
    if (/^(?:null|nullptr|nil|None|NULL)$/.test(text)) return { kind: 'constant', value: null, range }
    if ((text === 'mut' || text === 'ref') && this.token.kind === 'name') return this.name(own)
    if (text === 'if') return this.choice(token)
    if (text === 'loop' && this.style.name === 'Rust' && this.is('{')) return this.searched(token)
    if (text === 'when' || text === 'match' || (text === 'switch' && this.style.name !== 'R')) return this.matched(token)
    if (text === 'func' || text === 'function') return this.lambda(token)
    if (text === 'move' || text === 'await' || text === 'try' || text === 'co_await') return this.operand()
    if (text === 'unsafe' && this.is('{')) return this.operand()
    if (text === 'new' && own === undefined) {
      const end = this.typeEnd(this.at)
      if (end === undefined) return this.fail('a type is missing after "new"', token)
      const open = this.peek(end)?.text
      const structure = open === '{' && this.style.name === 'C' ? this.structureOf(this.textAt(end - 1)) : undefined
      if (open === '{' || open === '[') this.at = end
      if (structure !== undefined) return this.literalOf(structure, token)
      return open === '[' ? this.zeros(']', token) : this.expression(SIGNED)
    }
    if (text === 'make' && this.style.name === 'Go' && this.is('(')) {
      this.at = this.typeEnd(this.at + 1) ?? this.at
      return this.zeros(')', token)
    }
    if (/^(?:static|const|reinterpret|dynamic)_cast$/.test(text) && this.is('<')) {
      const close = this.angle(this.at)
      const type = this.written(this.at + 1, close ?? this.at)
      this.at = (close ?? this.at) + 1
      return this.cast(this.operand(), isWholeType(this.text.slice(type.start, type.end)), { start: token.start, end: this.end })
    }
    // std::sin, f64::consts::PI, math.Sin, this.k
    if ((text === 'this' || text === 'self' || text === 'Self') && (this.is('.') || this.is('->') || this.is('::'))) {
      const point = this.next()
      if (!['name', 'number'].includes(this.token.kind)) this.fail(`what is held is missing behind "${text}${point.text}"`, token)
      return text === 'Self' ? this.ofType(token) : this.name('own')
    }
    const above = text === 'super' && this.is('.') ? this.methodAbove(this.at, this.following.text) : undefined
    if (above !== undefined) {
      this.at += 2
      return { kind: 'name', name: above, range: { start: token.start, end: this.end } }
    }
    const isObject = text === 'this' && own === undefined && this.classAround(this.at) !== undefined
    if (isObject || (this.receiver === text && own === undefined) || (text === 'self' && this.style.name === 'Rust'))
      return { kind: 'name', name: text, own: '', range }
    if (this.isLiteral(token)) return this.literal(token)
    if (this.style.name === 'Go' && this.is('{') && !this.token.spaced && own === undefined && this.isArrayOfGo(text)) {
      const list = this.brace()
      return { ...list, range: { start: token.start, end: this.end } }
    }
    if (own === 'own') {
      const called = this.is('(') ? this.methodName(this.typeAround(this.at), text) : text
      return { kind: 'name', name: called, own: text, range }
    }
    if (this.is('::') || (this.is('.') && own === undefined && MODULES.test(text)) || (this.is('.') && this.isClass(token))) {
      const separator = this.next()
      if (this.is('<')) {
        this.at = (this.angle(this.at) ?? this.at) + 1
        return { kind: 'name', name: text, range }
      }
      if (this.token.kind !== 'name') this.fail(`a name is missing after "${separator.text}"`, separator)
      return this.ofType(token)
    }
    if (this.style.name !== 'R' && this.is('!') && ['(', '['].includes(this.following.text) && !this.following.spaced) {
      this.next()
      const open = this.next()
      const items = this.grouped(() => this.items(open.text === '(' ? ')' : ']', () => this.repeated()))
      this.next()
      const all = { start: range.start, end: this.end }
      return text === 'vec' ? listed(items, all) : callOf(`${text}!`, [], range, all)
    }
    // max<double>(a, b)
    if (this.is('<')) {
      const close = this.angle(this.at)
      const behind = close === undefined ? '' : (this.peek(close + 1)?.text ?? '')
      if (close !== undefined && (behind === '(' || behind === '{')) this.at = close + 1
      if (close !== undefined && behind === '::') {
        this.at = close + 2
        return this.limit(token) ?? this.ofType(token)
      }
    }
    if (OPERATOR_OBJECTS.has(text) && this.take('{') && this.take('}')) return callOf(text, [], range, { start: range.start, end: this.end })
    // double(x), float64(n), std::vector<double>{1, 2}
    if (this.is('{') && /^(?:vector|array|valarray|Vec|Vector\w*|initializer_list)$/.test(text)) return this.brace()
    if (PRIMITIVE.has(text) && this.is('(') && !/^(?:vec|mat)/.test(text))
      return this.cast(this.operand(), isWholeType(this.text.slice(range.start, range.end)), { start: token.start, end: this.end })
    if (PRIMITIVE.has(text) && this.is('[')) {
      const close = this.closing(this.at)
      this.at = (close ?? this.at) + 1
      return this.operand()
    }
    if (own === undefined && this.style.name === 'C' && this.isOwnName(text, this.at, this.is('(')))
      return { kind: 'name', name: this.is('(') ? this.methodName(this.typeAround(this.at), text) : text, own: text, range }
    // x -> x * x, x => x * x
    if ((this.is('->') || this.is('=>')) && this.token.spaced) return this.arrow([{ name: text, range }], token)
    return { kind: 'name', name: own === undefined && text === EULER && IMPORTED_EULER.test(this.text) ? 'M_E' : text, range }
  }

  /** std::numeric_limits<double>::epsilon() */
  private limit(type: Token): Expression | undefined {
    const name = type.text === 'numeric_limits' ? LIMITS.get(this.token.text) : undefined
    if (name === undefined || this.following.text !== '(') return undefined
    this.next()
    this.next()
    this.expect(')', rangeOf(type))
    return { kind: 'name', name, range: { start: type.start, end: this.end } }
  }

  /** What stands behind a type or module: Params::new. */
  private ofType(type: Token): Expression {
    const path = this.token.kind === 'name' && isMaker(type.text, this.token.text) ? `${type.text}::${this.token.text}` : undefined
    const greatest = GREATEST.exec(`${type.text}.${this.token.text}`)
    if (greatest !== null) {
      const range = { start: type.start, end: this.next().end }
      const most: Expression = { kind: 'name', name: 'DBL_MAX', range }
      return greatest[1] === undefined ? most : { kind: 'unary', op: '-', operand: most, range }
    }
    const value = this.name('member')
    if (value.kind === 'name' && value.name === EULER && MODULES.test(type.text)) return { ...value, name: 'M_E' }
    if (path !== undefined && value.kind === 'name') return { ...value, name: path }
    return value.kind === 'name' ? { ...value, name: this.methodName(this.typeNamed(type, this.at), value.name) } : value
  }

  /** new double[n], make([]float64, n): as many zeros. */
  private zeros(close: string, token: Token): Expression {
    this.next()
    const count = this.grouped(() => this.expression())
    // make([]float64, 0, n): room for more.
    if (close === ')' && this.take(',')) this.grouped(() => this.expression())
    this.expect(close, rangeOf(token))
    const more: Expression[] = []
    while (close === ']' && this.is('[') && !this.token.spaced) {
      this.next()
      if (!this.is(']')) more.push(this.grouped(() => this.expression()))
      this.expect(']', rangeOf(token))
    }
    const range = { start: token.start, end: this.end }
    if (more.length > 1) this.fail('arrays of more than two axes are not made so', range)
    if (more.length > 0) return callOf('MatrixX::Zero', [count, ...more], token, range)
    return callOf('rep', [numeral(0, token), count], token, range)
  }

  /** Class.method( where Class is no variable. */
  private isClass({ text }: Token): boolean {
    const after = this.peek(this.at + 2)
    return /^[A-Z][a-z]\w+$/.test(text) && this.following.kind === 'name' && after?.text === '(' && !this.following.spaced && !this.isVariable(text)
  }

  /** const MatrixXd& Sigma, Matrix Sigma = ...: declared behind its type. */
  private isVariable(name: string): boolean {
    if (this.style.name !== 'C') return false
    if (this.variables === undefined) {
      this.variables = new Set()
      for (let k = 1; k < this.last; k++)
        if (/^[A-Z]/.test(this.textAt(k)) && /^(?:[),=;]|\[)$/.test(this.textAt(k + 1)) && /^(?:[&*>]|(?!new$)\w+)$/.test(this.textAt(k - 1)))
          this.variables.add(this.textAt(k))
    }
    return this.variables.has(name)
  }
  private variables: Set<string> | undefined

  private parenthesis(): Expression {
    const open = this.next()
    const range = rangeOf(open)
    const close = this.closing(this.at - 1)
    const after = close === undefined ? undefined : this.peek(close + 1)
    // (x, y) -> ..., (double x) => ...
    if ((after?.text === '->' || after?.text === '=>') && this.style.name !== 'R') {
      this.at--
      return this.arrow(this.parameters(), open)
    }
    // (double) x
    const end = this.style.name === 'R' ? undefined : this.typeEnd(this.at)
    if (end !== undefined && end === close && this.peek(this.at)?.kind === 'name' && PRIMITIVE.has(this.castWord())) {
      const type = this.written(this.at, end)
      this.at = end + 1
      const value = this.expression(SIGNED)
      return this.cast(value, isWholeType(this.text.slice(type.start, type.end)), { start: open.start, end: value.range.end })
    }
    return this.grouped(() => {
      const items = this.items(')', () => this.element())
      this.expect(')', range)
      const all = { start: open.start, end: this.end }
      if (items.length === 1 && this.peek(this.at - 2)?.text !== ',') return items[0] as Expression
      return { kind: 'list', form: 'tuple', items, range: all }
    })
  }

  /** The word that says of what kind a type is. */
  private castWord(): string {
    let k = this.at
    while (['const', 'unsigned'].includes(this.peek(k)?.text ?? '')) k++
    return this.peek(k)?.text ?? ''
  }

  /** [1, 2], [0.0; n], []float64{1, 2}, and C++'s [&](double x) { ... } */
  private bracket(): Expression {
    const open = this.token
    const close = this.closing(this.at)
    const after = close === undefined ? undefined : this.peek(close + 1)
    if (this.style.name === 'Go' && after !== undefined && (after.kind === 'name' || after.text === '[' || after.text === '*')) {
      this.at = this.typeEnd(this.at) ?? this.at + 1
      if (!this.is('{')) this.fail('a composite literal is missing here', open)
      const literal = this.brace()
      return { ...literal, range: { start: open.start, end: this.end } }
    }
    if (this.style.name === 'C' && (after?.text === '(' || after?.text === '{')) {
      const captured = this.stretch(this.at + 1, close as number)
      const named = this.captures(close as number)
      this.at = (close as number) + 1
      const lambda = this.lambda(open)
      const made = named.length === 0 || lambda.kind !== 'function' ? lambda : withNames(lambda, named)
      const isCopying = captured.length > 0 && !captured.some(({ text }) => text === '&' || text === 'this')
      return made.kind === 'function' && isCopying ? { ...made, definition: { ...made.definition, captures: 'copies' } } : made
    }
    this.next()
    return this.grouped(() => {
      const items = this.items(']', () => this.repeated())
      this.expect(']', rangeOf(open))
      return listed(items, { start: open.start, end: this.end })
    })
  }

  /** An element, or a value and how often: 0.0; n */
  private repeated(): Expression {
    const value = this.element()
    if (!this.is(';')) return value
    const sign = this.next()
    const count = this.element()
    return callOf('rep', [value, count], sign, { start: value.range.start, end: this.end })
  }

  /** { 1, 2 }: the elements of an array; in Rust a block with a value, in Kotlin a function. */
  private brace(): Expression {
    const open = this.token
    if (this.style.name === 'R' || this.style.name === 'Rust') return this.block()
    const range = rangeOf(open)
    if (this.style.name === 'Swift') {
      let k = this.at + 1
      while (this.peek(k)?.kind === 'name' || [',', ':'].includes(this.peek(k)?.text ?? '')) k++
      const sign = this.peek(k)
      if (sign?.text === '->' || this.stretch(this.at, k).some(({ text }) => text === 'in')) {
        const end = sign?.text === '->' ? k : this.position(this.at + 1, ({ text }) => text === 'in')
        this.next()
        const parameters = this.parameterGroups(end)
        this.at = end + 1
        const close = this.within({ inside: 0, blank: false }, () => this.rest())
        return {
          kind: 'function',
          definition: functionSyntax(undefined, parameters, returning(close), range, { start: open.start, end: this.end }),
          range: { start: open.start, end: this.end },
        }
      }
    }
    this.next()
    return this.grouped(() => {
      const items = this.items('}', () => this.element())
      this.expect('}', range)
      return { kind: 'list', form: 'list', items, range: { start: open.start, end: this.end } }
    })
  }
}

/** [1.0, 2.0], and [0.0; n], which is what its only item makes. */
function listed(items: readonly Expression[], range: Range): Expression {
  const [only] = items
  const isRepeated = items.length === 1 && only?.kind === 'call' && only.callee.kind === 'name' && only.callee.name === 'rep'
  return isRepeated ? only : { kind: 'list', form: 'list', items, range }
}
