/** Conditions and loops of C-like languages. */
import type { Range } from '../../api.ts'
import { type Case, choiceOf } from '../execute/syntax/choice.ts'
import { boundNames, type Expression, namesOf, type Statement, type Subscript } from '../execute/syntax/syntax.ts'
import { callOf, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { CDeclarations } from './declarations.ts'
import { numbered } from './effects.ts'
import { walkBegun, walkStepped, walkTested } from './walks.ts'
import { UPDATES } from './written.ts'

/** An array whose elements a loop writes to, with the names of its elements, their index and the elements of another array beside it. */
interface Places {
  readonly array: Expression
  readonly element: Expression
  readonly index?: Expression
  readonly beside?: { readonly array: Expression; readonly element: Expression; readonly isWritten: boolean }
}

/** What a loop goes through: all of an array, or what is between two places of it. */
interface Part {
  readonly iterable: Expression
  readonly array?: Expression
  readonly start?: Expression
  readonly stop?: Expression
}

/** Above the sign of views: x | std::views::take(2). */
const PIPED = 4

const methodOf = (e: Expression): { readonly object: Expression; readonly name: string; readonly args: readonly Expression[] } | undefined =>
  e.kind === 'call' && e.callee.kind === 'member'
    ? { object: e.callee.object, name: e.callee.name, args: e.args.map(({ value }) => value) }
    : undefined

/** Whether a loop of Rust goes through the elements of an array to write to them. */
function isWritable(iterable: Expression, referred: WeakSet<Expression>): boolean {
  const method = methodOf(iterable)
  if (method === undefined) return referred.has(iterable)
  return (
    method.name === 'iter_mut' ||
    isWritable(method.object, referred) ||
    (method.name === 'zip' && method.args[0] !== undefined && isWritable(method.args[0], referred))
  )
}

/** What the rounds of x.iter_mut(), with enumerate() or zip(y) behind, write to; undefined where that is not known. */
function placesOf(target: Expression, iterable: Expression): Places | undefined {
  const method = methodOf(iterable)
  if (method === undefined)
    return iterable.kind === 'name' || iterable.kind === 'index' || iterable.kind === 'member' ? placed(target, iterable) : undefined
  const { object, name, args } = method
  if (name === 'iter_mut') return placed(target, object)
  const [first, second] = target.kind === 'list' ? target.items : []
  if (first === undefined || second === undefined) return undefined
  if (name === 'enumerate' && first.kind === 'name') {
    const inner = placesOf(second, object)
    return inner === undefined || inner.index !== undefined ? undefined : { ...inner, index: first }
  }
  const other = args[0]
  if (name !== 'zip' || other === undefined) return undefined
  const inner = placesOf(first, object)
  const beside = methodOf(other)
  const array = beside === undefined ? other : /^iter(?:_mut)?$/.test(beside.name) ? beside.object : undefined
  return inner === undefined || array === undefined || inner.beside !== undefined
    ? undefined
    : { ...inner, beside: { array, element: second, isWritten: beside?.name === 'iter_mut' } }
}

/** What a loop writes to the elements of something that is no array itself. */
const unfollowed = (range: Range): Extract<Statement, { kind: 'unknown' }> => ({
  kind: 'unknown',
  what: 'writing to elements in this way',
  names: [],
  range,
})

const placed = (element: Expression, array: Expression): Places | undefined => (element.kind === 'name' ? { array, element } : undefined)

export abstract class CLoops extends CDeclarations {
  /** A statement, or those between braces. */
  protected abstract body(): readonly Statement[]
  /** A declaration, definition, assignment or expression. */
  protected abstract simple(): Statement[]
  protected abstract readable(): Statement[]
  /** Passes over ends of statements. */
  protected abstract separators(other?: string): void

  protected choose(): Statement[] {
    const opened = this.next()
    // if v := f(x); v > 0 { ... }
    const before: Statement[] = []
    if (this.style.name === 'Go') {
      const brace = this.position(this.at, ({ text }) => text === '{')
      if (this.stretch(this.at, brace).some(({ text }) => text === ';')) {
        before.push(...this.simple())
        this.next()
      }
    }
    if (this.is('constexpr')) this.next()
    const held = this.held()
    const test = held?.test ?? this.condition()
    if (opened.text === 'guard') {
      this.expect('else')
      const otherwise = this.body()
      const not: Expression = { kind: 'unary', op: 'not', operand: test, range: test.range }
      return [{ kind: 'if', test: not, then: otherwise, otherwise: [], range: { start: opened.start, end: this.end } }]
    }
    const name: Expression | undefined = held?.name && { kind: 'name', name: held.name.text, range: rangeOf(held.name) }
    const bound: Statement[] = name === undefined ? [] : [{ kind: 'assign', targets: [name], value: held?.value, declares: true, range: name.range }]
    const then = [...bound, ...this.body()]
    const { at } = this
    while (this.token.kind === 'line' || (this.is(';') && this.following.text === 'else')) this.next()
    let otherwise: readonly Statement[] = []
    if (this.take('else')) otherwise = this.is('if') ? this.choose() : this.body()
    else this.at = at
    const statement: Statement = { kind: 'if', test, then, otherwise, range: { start: opened.start, end: this.end } }
    return before.length === 0 ? [statement] : [{ kind: 'block', body: [...before, statement], range: statement.range }]
  }

  protected loop(): Statement[] {
    const opened = this.next()
    const outer = this.whole
    this.whole = new Set(outer)
    const range = (): Range => ({ start: opened.start, end: this.end })
    const bracket = this.is('(') && this.style.name !== 'Rust' && this.style.name !== 'Go' ? this.closing(this.at) : undefined
    const made = bracket === undefined ? this.bare(range) : this.bracketed(bracket, range)
    this.whole = outer
    return [made]
  }

  /** for (double v : x), for (i in 1:n), for (int i = 0; i < n; i++) */
  private bracketed(close: number, range: () => Range): Statement {
    this.next()
    const inner = this.stretch(this.at, close)
    const separator = inner.findIndex(({ text, kind }) => text === ':' || (text === 'in' && kind === 'name'))
    if (inner.some(({ text }) => text === ';')) return this.count(() => this.expect(')'), range)
    if (separator < 0) return this.fail('what this loop goes through is not said', this.token)
    const names = inner.slice(0, separator).filter(({ kind }) => kind === 'name')
    const [target] = names.slice(-1)
    if (target === undefined) return this.fail('the variable of this loop is missing', this.token)
    this.at += separator + 1
    const isPiped = this.style.name === 'C' && inner.slice(separator).some(({ text }) => text === '|')
    const whole = this.grouped(() => this.expression(isPiped ? PIPED : 0))
    const part = isPiped && this.is('|') ? this.piped(whole, close) : { iterable: whole }
    const { iterable } = part
    this.expect(')')
    this.whole.add(target.text)
    if (!this.isCounted(iterable)) this.whole.delete(target.text)
    const name: Expression = { kind: 'name', name: target.text, range: rangeOf(target) }
    this.noteElement(target.text, iterable)
    const signs = inner.slice(0, separator).map(({ text }) => text)
    // auto [a, b]
    const opened = signs.findIndex((sign) => sign === '[' || sign === '(')
    if (this.style.name === 'C' && opened > 0 && /^[\])]$/.test(signs.at(-1) ?? '')) {
      const parts = inner.slice(opened, separator).filter(({ kind }) => kind === 'name')
      return this.takenApart(parts, iterable, range)
    }
    const isReference = signs.some((sign) => sign === '&' || sign === '&&') && !signs.includes('const')
    const through = isReference ? this.throughPlaces(name, iterable, range, part) : undefined
    if (through !== undefined) return through
    const body = this.body()
    const isWritten = (isReference || !this.sharesObjects) && body.some((statement) => namesOf(statement).includes(target.text))
    if (isReference && isWritten) return { ...unfollowed(iterable.range), names: boundNames(iterable) }
    const own: Statement[] = isWritten ? [{ kind: 'assign', targets: [name], value: name, declares: true, binding: 'copy', range: name.range }] : []
    return { kind: 'for', target: name, iterable, body: [...own, ...body], otherwise: [], range: range() }
  }

  /** for (auto [a, b] : pairs): what is written into the parts is not followed. */
  private takenApart(parts: readonly Token[], iterable: Expression, range: () => Range): Statement {
    for (const { text } of parts) this.whole.delete(text)
    const items = parts.map((part): Expression => ({ kind: 'name', name: part.text, range: rangeOf(part) }))
    const body = this.body()
    if (body.some((statement) => namesOf(statement).some((name) => parts.some(({ text }) => text === name))))
      return { ...unfollowed(iterable.range), names: boundNames(iterable) }
    const target: Expression = { kind: 'list', form: 'tuple', items, range: iterable.range }
    return { kind: 'for', target, iterable, body, otherwise: [], range: range() }
  }

  /** x | std::views::drop(1) | std::views::take(n): the elements from one place on, up to another. */
  private piped(array: Expression, close: number): Part {
    let [start, stop]: (Expression | undefined)[] = []
    while (this.take('|')) {
      const sign = this.token
      while (this.token.kind === 'name' && this.following.text === '::') this.at += 2
      const name = this.next()
      const [count] = this.is('(') ? this.grouped(() => this.argumentsOf()) : []
      // What is taken after something was left out is counted from there.
      if (name.text === 'take' && count !== undefined && stop === undefined)
        stop = start === undefined ? count : { kind: 'binary', first: start, rest: [{ op: '+', operand: count }], range: count.range }
      else if (name.text === 'drop' && count !== undefined && start === undefined && stop === undefined) start = count
      else {
        this.at = close
        return { iterable: { kind: 'unknown', what: `the view "${name.text}"`, range: rangeOf(sign) }, array }
      }
    }
    const items: Subscript[] = [{ kind: 'slice', start, stop, range: array.range }]
    return { iterable: { kind: 'index', object: array, items, range: array.range }, array, start: start ?? numeral(0, array.range), stop }
  }

  private argumentsOf(): Expression[] {
    const open = this.next()
    const args = this.items(')', () => this.expression())
    this.expect(')', rangeOf(open))
    return args
  }

  /** for (double& v : x), for v in x.iter_mut(), for (k, v) in x.iter_mut().enumerate(): v is another name of each element; undefined for others. */
  private throughPlaces(target: Expression, iterable: Expression, range: () => Range, part?: Part): Statement | undefined {
    const found = placesOf(target, part?.array ?? iterable)
    if (found === undefined) return undefined
    const body = this.body()
    if (iterable.kind === 'unknown') return { kind: 'unknown', what: iterable.what, names: boundNames(found.array), range: iterable.range }
    const at = range()
    const index: Expression = found.index ?? numbered(found.array.range)
    const element = (array: Expression): Expression => ({ kind: 'index', object: array, items: [index], range: array.range })
    const begun: Statement[] = [
      { kind: 'assign', targets: [found.element], value: element(found.array), declares: true, binding: 'place', range: target.range },
    ]
    if (found.beside !== undefined)
      begun.push({
        kind: 'assign',
        targets: [found.beside.element],
        value: element(found.beside.array),
        declares: true,
        binding: found.beside.isWritten ? 'place' : undefined,
        range: target.range,
      })
    const stop = part?.start && (part.stop ?? callOf('size', [found.array], iterable.range, iterable.range))
    const indices =
      part?.start === undefined || stop === undefined
        ? callOf('indices', [found.array], iterable.range, iterable.range)
        : callOf('..<', [part.start, stop], iterable.range, iterable.range)
    return { kind: 'for', target: index, iterable: indices, body: [...begun, ...body], otherwise: [], range: at }
  }

  private isCounted(e: Expression): boolean {
    return e.kind === 'range' || (e.kind === 'call' && e.callee.kind === 'name' && e.callee.name.startsWith('..'))
  }

  /** init; test; step */
  private count(end: () => void, range: () => Range): Statement {
    const begun = this.is(';') ? [] : this.simple()
    const walk = this.style.name === 'C' ? walkBegun(begun) : undefined
    const init = walk?.init ?? begun
    this.expect(';')
    const tested = this.is(';') ? undefined : this.expression()
    const test = walk === undefined ? tested : (walkTested(tested, walk) ?? this.fail('how far this goes is not read'))
    this.expect(';')
    const stepped = this.is(')') || this.is('{') ? undefined : this.step()
    const step = walk === undefined ? stepped : walkStepped(stepped, walk)
    if (step === undefined && stepped !== undefined) this.fail('how this goes on is not read')
    end()
    if (walk === undefined) return { kind: 'count', init, test, step, body: this.body(), range: range() }
    const { at } = this
    this.walked.set(walk.name, walk.array)
    try {
      const body = this.body()
      this.refuseStrayPlaces(walk.name, at, walk.backwards)
      return { kind: 'count', init, test, step, body, range: range() }
    } finally {
      this.walked.delete(walk.name)
    }
  }

  /** What goes along an array as a place of it is read where what stands there is asked for: *it, *(it + 1), *std::next(it). */
  private refuseStrayPlaces(name: string, from: number, backwards = false): void {
    for (let k = from; k < this.at; k++) {
      if (/^(?:c?r?begin|c?r?end|distance|advance)$/.test(this.textAt(k)))
        this.fail('this way of going along an array is not read', this.peek(k), 'count with an index')
      if (this.textAt(k) !== name) continue
      const isRead = this.textAt(k - 1) === '*' || (!backwards && this.textAt(k - 1) === '(' && /^(?:\*|next|prev)$/.test(this.textAt(k - 2)))
      if (!isRead) this.fail(`"${name}" stands for a place of an array here, which is not read`, this.peek(k), 'count with an index')
    }
  }

  private step(): Expression {
    const items = [this.changed()]
    while (this.take(',')) items.push(this.changed())
    return items.length === 1 ? (items[0] as Expression) : { kind: 'sequence', items, range: { start: items[0]?.range.start ?? 0, end: this.end } }
  }

  protected changed(): Expression {
    const target = this.expression()
    const update = UPDATES.get(this.token.text)
    if (update === undefined && !this.is('=')) return target
    this.next()
    const value = this.expression()
    return { kind: 'assignment', target, op: update, value, range: { start: target.range.start, end: this.end } }
  }

  /** for i in 0..n { }, for i := 0; i < n; i++ { }, for _, v := range x { }, for cond { } */
  private bare(range: () => Range): Statement {
    const brace = this.position(this.at, ({ text }) => text === '{')
    const head = this.stretch(this.at, brace)
    if (this.style.name === 'Go') {
      const ranged = head.findIndex(({ text, kind }) => text === 'range' && kind === 'name')
      if (ranged >= 0) {
        const names = head.slice(0, ranged).filter(({ kind }) => kind === 'name')
        this.at += ranged + 1
        const over = this.expression()
        const items = names.map((each): Expression => ({ kind: 'name', name: each.text, range: rangeOf(each) }))
        const [index, value] = items
        const target: Expression =
          value === undefined ? (index ?? { kind: 'name', name: '_', range: over.range }) : { kind: 'list', form: 'tuple', items, range: over.range }
        if (names[0] !== undefined) this.whole.add(names[0].text)
        const callee: Expression = { kind: 'name', name: value === undefined ? 'indices' : 'enumerate', range: over.range }
        const iterable: Expression = { kind: 'call', callee, args: [{ value: over, range: over.range }], range: over.range }
        return { kind: 'for', target, outer: head[ranged - 1]?.text === '=', iterable, body: this.body(), otherwise: [], range: range() }
      }
      if (head.some(({ text }) => text === ';')) return this.count(() => undefined, range)
      const test: Expression = head.length === 0 ? { kind: 'constant', value: true, range: rangeOf(this.token) } : this.expression()
      return { kind: 'while', test, body: this.body(), range: range() }
    }
    while (this.is('&') || this.is('mut')) this.next()
    const target = this.expression(20)
    this.expect('in')
    const iterable = this.expression()
    if (target.kind === 'name' && this.isCounted(iterable)) this.whole.add(target.name)
    if (this.style.name === 'Rust' && isWritable(iterable, this.referred)) {
      const { at } = this
      const through = this.throughPlaces(target, iterable, range)
      if (through !== undefined) return through
      // Whatever is done to these elements is not known then.
      this.at = at
      this.body()
      return unfollowed(iterable.range)
    }
    return { kind: 'for', target, iterable, body: this.body(), otherwise: [], range: range() }
  }

  /** switch (x) { case 1: ...; break; default: ... } as conditions. */
  protected cases(): Statement[] {
    const opened = this.next()
    const subject = this.is('{') ? undefined : this.condition()
    this.expect('{')
    const branches: Case[] = []
    this.within({ inside: 0, blank: false }, () => {
      for (;;) {
        this.separators()
        if (this.is('}')) break
        const last = branches[branches.length - 1]
        // A case without statements goes on in the next one.
        const branch = last !== undefined && last.body.length === 0 && this.style.name === 'C' ? last : { tests: [], otherwise: false, body: [] }
        if (branch !== last) branches.push(branch)
        if (this.take('default')) branch.otherwise = true
        else {
          this.expect('case', rangeOf(opened))
          do {
            const value = this.expression(2)
            branch.tests.push(
              subject === undefined ? value : { kind: 'compare', first: subject, rest: [{ op: '==', operand: value }], range: value.range },
            )
          } while (this.take(','))
        }
        if (this.take('->') || this.take('=>')) {
          branch.body.push(...this.body())
          branch.alone = true
          continue
        }
        this.expect(':')
        for (;;) {
          this.separators()
          if (this.done || this.is('}') || this.is('case') || this.is('default')) break
          branch.body.push(...this.readable())
        }
      }
    })
    this.next()
    const range = { start: opened.start, end: this.end }
    return choiceOf(branches, this.style.name === 'C', range)
  }
}
