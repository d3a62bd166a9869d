/** Executes code on symbols: the state of one reading, its budget, and what the parts of the executor know of each other. */
import type { Range } from '../../api.ts'
import type { Attribute } from '../../expr.ts'
import { type ApplyTerm, applyTerm, numberTerm, ReadError, type Target, type Term } from '../term.ts'
import { truthsOf } from './arrays/booleans.ts'
import { askForLengths, countBetween } from './arrays/counting.ts'
import { joinedTerm } from './arrays/growing.ts'
import { keptTerm } from './arrays/kept.ts'
import { listElements } from './arrays/sequences.ts'
import { shapeOfTerm } from './arrays/shapes.ts'
import { callSpecial } from './arrays/specials.ts'
import { indexValue } from './arrays/subscripts.ts'
import { viewed } from './arrays/writing.ts'
import { applyLayer, callFunction, callUnknown, instantiate, memberOf } from './calls/calls.ts'
import { placesOf } from './calls/fields.ts'
import { evaluateExpression } from './evaluate.ts'
import { runStatements } from './statements.ts'
import type { Expression, Statement } from './syntax/syntax.ts'
import { assignTarget, bind } from './targets.ts'
import { isLength, numberOf } from './values/arithmetic.ts'
import { type Context, type Dialect, type Escape, Exhausted, type Frame, refuse } from './values/context.ts'
import { Facts } from './values/facts.ts'
import { implied } from './values/implied.ts'
import { findMember } from './values/members.ts'
import { Cell, Store } from './values/store.ts'
import { type Arguments, describe, type InstanceValue, isTerm, NONE, noNumber, type Scope, type Value } from './values/value.ts'

/** Expressions and statements that may be executed: about a tenth of a second. */
const BUDGET = 60_000

/** How many times less where sizes that nobody gave are only tried: they are chosen small, and there may be more of them to try. */
const TRIED = 4

/** What is left of the work that one reading may take, over all the attempts it makes. */
export class Budget {
  left: number
  constructor(tried = false) {
    this.left = tried ? BUDGET / TRIED : BUDGET
  }
}
/** Names of things that only hold others: what they hold goes by its own name. */
const BUNDLE =
  /^(self|this|params?|parameters|weights|theta|state|config|cfg|conf|args|opts?|options|settings|hparams|hp|props|model|consts?|constants|variables|data|batch|inputs)$/i

/** Expressions inside expressions: beyond, the stack of the machine would end. */
const DEEPEST = 1200

export class Executor implements Context {
  readonly store = new Store()
  readonly facts: Facts
  readonly frames: Frame[] = []
  readonly goneThrough: Value[] = []
  readonly assumed: Context['assumed'] = []
  readonly indexed: Context['indexed'] = []
  private depth = 0
  private readonly indices = new Set<string>()

  constructor(
    readonly dialect: Dialect,
    /** Data of the file keeps its name; elsewhere an unknown name is free. */
    private readonly unknownName: (name: string, range: Range) => Value,
    private readonly budget: Budget,
    target: Target = {},
  ) {
    this.facts = new Facts(target)
  }

  evaluate(expression: Expression, scope: Scope): Value {
    this.spend(expression.range)
    if (++this.depth > DEEPEST) {
      this.depth = 0
      refuse('this is nested too deeply', expression.range)
    }
    const depth = this.depth
    const value = evaluateExpression(this, expression, scope, (name, from, range) => this.lookup(name, from, range))
    this.depth = depth - 1
    return value
  }

  bound(name: string, scope: Scope): Value | undefined {
    for (let home: Scope | undefined = scope; home !== undefined; home = home.parent) {
      const from: Scope = home.elsewhere?.get(name) ?? home
      const value = from.variables.get(name)?.value ?? from.resolve?.(name)
      if (value !== undefined) return value
    }
    return undefined
  }

  lookup(name: string, scope: Scope, range: Range): Value {
    const value = this.bound(name, scope)
    if (value !== undefined) return value
    if (name === 'super' || name === 'this') {
      const frame = this.frames.filter((each) => each.self !== undefined).at(-1)
      if (frame?.self !== undefined) return name === 'this' ? frame.self : { kind: 'super', self: frame.self, above: frame.owner?.bases ?? [] }
    }
    return this.dialect.builtin(name) ?? this.unknownName(name, range)
  }

  term(expression: Expression, scope: Scope): Term {
    return this.toTerm(this.evaluate(expression, scope), expression.range)
  }

  toTerm(value: Value, range: Range): Term {
    if (isTerm(value)) return value
    switch (value.kind) {
      case 'boolean':
        return value.of === undefined
          ? numberTerm(value.value ? 1 : 0, range)
          : applyTerm(value.value ? 'ones_like' : 'zeros_like', [value.of], range)
      case 'list': {
        const items = value.items.value
        if (items.length === 0) return refuse('the list is empty', range)
        // Lists that hold one list in several places are as long as if they held several.
        this.spend(range, 1 + (items.length >> 4))
        const joined = joinedTerm(this, value, range)
        if (joined !== undefined) return joined
        const parts = items.map((item) => this.toTerm(item, range))
        return truthsOf(items, parts, range) ?? applyTerm('array', parts, range)
      }
      case 'sequence':
        return keptTerm(this, value, range)
      case 'range':
      case 'shape': {
        const counted = (): Term | undefined =>
          value.kind === 'range' && numberOf(value.step, this.facts.numbers)?.isOne === true
            ? countBetween(this, value.start, value.stop, range)
            : undefined
        const elements = listElements(this, value, range)
        const column =
          elements === undefined
            ? (counted() ?? refuse('its length is not known', range))
            : this.toTerm({ kind: 'list', form: 'list', items: new Cell(elements) }, range)
        return value.kind === 'range' && this.dialect.rowRanges === true ? applyTerm('transpose', [column], range, { range: true }) : column
      }
      case 'factored':
        return value.whole
      case 'opaque':
        throw value.error
      case 'none':
        return refuse('there is no value here', range)
      case 'reference': {
        const bare = this.dialect.bare?.(value, range)
        if (bare !== undefined) return this.toTerm(bare, range)
        const [message, hint] = noNumber(value)
        return refuse(message, range, hint)
      }
      case 'method': {
        const bundle = value.object.kind === 'method' ? this.toTerm(value.object, range) : value.object
        // p.x of a vector of few components is its first one, p.xz are two of them.
        const shape = isTerm(bundle) ? shapeOfTerm(this, bundle) : bundle.kind === 'list' ? [bundle.items.value.length] : undefined
        // Of a product of matrices and vectors the length may be told later.
        const isOpen = shape === undefined && isTerm(bundle) && bundle.kind === 'apply' && this.dialect.columnsMeet === true
        const [length, ...more] = shape ?? (isOpen ? [4] : [])
        const places = more.length === 0 && typeof length === 'number' ? placesOf(value.name, length) : undefined
        if (places !== undefined) {
          const parts = places.map((place) => this.toTerm(this.index(bundle, [numberTerm(place)], range), range))
          return parts.length === 1 ? (parts[0] as Term) : applyTerm('array', parts, range)
        }
        // points[i].x is element i of the numbers x of all points.
        const [base, ...at] = bundle.kind === 'apply' && bundle.op === 'index' ? bundle.args : []
        if (base?.kind === 'name' && !this.dialect.isMethod(value.name))
          return { ...(bundle as ApplyTerm), args: [this.facts.part(base.name, value.name, range, false, true), ...at], range }
        if (bundle.kind !== 'name' || this.dialect.isMethod(value.name)) return refuse(`${describe(value)} is no number`, range, 'call it')
        return this.facts.part(bundle.name, value.name, range, BUNDLE.test(bundle.name))
      }
      case 'instance': {
        // An object around a number, such as a node of automatic differentiation.
        const special = callSpecial(this, value, 'float', [], range)
        const inner = special ?? ['data', 'value', 'val'].map((name) => value.attributes.get(name)?.value).find((each) => each !== undefined)
        return inner === undefined ? refuse(`${describe(value)} is no number`, range) : this.toTerm(inner, range)
      }
      case 'guarded':
        return refuse('which elements there are depends on symbols', range)
      default:
        return refuse(`${describe(value)} is no number`, range)
    }
  }

  assign(target: Expression, value: Value, scope: Scope): void {
    assignTarget(this, target, value, scope, false)
  }

  declare(scope: Scope, name: string, value: Value): void {
    bind(this, scope, name, value)
  }

  execute(statements: readonly Statement[], scope: Scope, escapes: Escape[]): boolean {
    return runStatements(this, statements, scope, escapes)
  }

  call(callee: Value, args: Arguments, range: Range): Value {
    switch (callee.kind) {
      case 'function':
        return callFunction(this, callee, args)
      case 'class':
        return instantiate(this, callee, args)
      case 'instance': {
        for (const name of this.dialect.callMethods) {
          const found = findMember(callee.class, name)
          if (found?.value.kind === 'function') return callFunction(this, { ...found.value, self: callee, owner: found.owner }, args)
        }
        const own =
          this.dialect.callsOf === undefined ? undefined : this.bound(this.dialect.callsOf(callee.class.definition.name), callee.class.members)
        if (own?.kind === 'function')
          return callFunction(this, own, { ...args, positional: [callee, ...args.positional], ranges: [range, ...args.ranges] })
        return refuse(`${describe(callee)} cannot be called`, range)
      }
      case 'layer':
        return applyLayer(this, callee, args)
      case 'partial': {
        const named = new Map([...callee.named, ...args.named])
        const ranges = [...callee.positional.map(() => range), ...args.ranges]
        return this.call(callee.callee, { ...args, positional: [...callee.positional, ...args.positional], named, ranges }, range)
      }
      case 'reference':
      case 'method':
        return this.dialect.call(this, callee, args, range)
      case 'super': {
        if (this.dialect.passesSelf) return callee
        const [base] = callee.above
        const found = base?.kind === 'class' ? findMember(base, this.dialect.constructorName) : undefined
        if (found?.value.kind === 'function') callFunction(this, { ...found.value, self: callee.self, owner: found.owner }, args)
        return NONE
      }
      case 'name':
        return callUnknown(this, callee.name, args)
      case 'apply':
      case 'call':
        return refuse('a number cannot be called', range, 'a product is written with "*"')
      case 'opaque':
        throw callee.error
      default:
        return refuse(`${describe(callee)} cannot be called`, range)
    }
  }

  member(object: Value, name: string, range: Range): Value {
    return memberOf(this, object, name, range)
  }

  index(object: Value, items: readonly Value[], range: Range): Value {
    if (object.kind === 'instance' && findMember(object.class, '__getitem__') !== undefined)
      return this.call(this.member(object, '__getitem__', range), { positional: items, named: new Map(), ranges: [], range }, range)
    return indexValue(this, object, items, range)
  }

  elements(value: Value, range: Range): readonly Value[] | undefined {
    if (isTerm(value) && this.dialect.explicit?.isOne(value) === true) return this.dialect.explicit.elements(value)
    const iterated = callSpecial(this, value, 'iter', [], range) ?? (isTerm(value) ? this.dialect.componentsOf?.(this, value) : undefined)
    const elements = listElements(this, iterated ?? value, range)
    if (elements === undefined || this.dialect.copiesArrays === true || !isTerm(value)) return elements
    const isHeld = this.dialect.updatesArrays !== true
    return elements.map((element, k) => (isTerm(element) ? viewed(this, element, value, [numberTerm(k)], range, isHeld) : element))
  }

  spend(range: Range, units = 1): void {
    this.budget.left -= units
    if (this.budget.left > 0) return
    const names = this.frames.map(({ definition }) => definition)
    const again = names.find((definition, k) => names.indexOf(definition) < k)
    if (again !== undefined)
      throw new Exhausted(`"${again.name ?? 'the function'}" calls itself too often, or without an end that can be seen`, range)
    throw new Exhausted('there is too much to execute here', range, 'loops with fewer rounds can be read')
  }

  freshIndex(base: string): string {
    let name = base
    for (let k = 1; this.indices.has(name) || this.facts.isFree(name); k++) name = `${base}_${k}`
    return name
  }

  withIndex<R>(index: string, run: () => R): R {
    if (this.indices.has(index)) return run()
    this.indices.add(index)
    try {
      return run()
    } finally {
      this.indices.delete(index)
    }
  }

  get isRound(): boolean {
    return this.indices.size > 0
  }

  isIndex(name: string): boolean {
    return this.indices.has(name)
  }

  decide(value: Value, range: Range): boolean | undefined {
    switch (value.kind) {
      case 'boolean':
        return this.facts.isTrue(value)
      case 'none':
        return false
      case 'string':
        return value.value !== ''
      case 'list':
        return value.items.value.length > 0
      case 'dictionary':
        return value.entries.value.size > 0
      case 'number':
        return !value.value.isZero
      case 'opaque':
        throw value.error
      case 'function':
      case 'class':
      case 'instance':
      case 'reference':
      case 'partial':
      case 'layer':
        return true
      case 'method':
        return value.object.kind === 'name' ? undefined : true
      case 'name': {
        const known = this.facts.numbers.get(value.name)
        if (known !== undefined) this.facts.assume(value, range)
        return known === undefined ? undefined : !known.isZero
      }
      case 'apply':
        return implied(this, value)
      default:
        return undefined
    }
  }

  /** The value of a keyword (axis, shape, flags). What only shapes can tell is a term in `lengths`, and its place there the value. */
  attribute(value: Value, range: Range, lengths?: Term[]): Attribute {
    switch (value.kind) {
      case 'none':
        return null
      case 'boolean':
      case 'string':
        return value.value
      case 'list':
        return value.items.value.map((item) => this.attribute(item, range, lengths))
      case 'shape':
        return [...(shapeOfTerm(this, value.of) ?? refuse('this shape is not known', range))]
      case 'opaque':
        throw value.error
    }
    // config.n_head of a parameter
    const member = value.kind === 'method' ? this.quietly(() => this.toTerm(value, range)) : undefined
    if (member !== undefined) return this.attribute(member, range, lengths)
    if (!isTerm(value)) return refuse(`${describe(value)} cannot be used here`, range)
    const known = numberOf(value, this.facts.numbers)
    if (known !== undefined) return known.value
    if (value.kind === 'name') return value.name
    if (value.kind === 'apply' && value.op === 'size') {
      const axis = value.attributes?.['axis']
      const length = typeof axis === 'number' ? shapeOfTerm(this, value.args[0] as Term)?.[axis] : undefined
      if (length !== undefined) return length
    }
    if (value.kind === 'apply' && (value.op === 'inf' || (value.op === 'neg' && value.args[0]?.kind === 'apply' && value.args[0].op === 'inf'))) {
      return value.op === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    }
    if (lengths !== undefined && isLength(value)) return { length: lengths.push(value) - 1 }
    askForLengths(this, value)
    return refuse('only a plain number can stand here', range)
  }

  /** Values that a class gives its fields directly, before its constructor runs (JavaScript). */
  initialise(instance: InstanceValue): void {
    this.dialect.initialise?.(this, instance)
  }

  /** Runs something whose failure does not matter by itself. */
  tolerate(run: () => void): void {
    const frames = this.frames.length
    const depth = this.depth
    const indexed = this.indexed.length
    try {
      run()
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      this.frames.length = frames
      this.indexed.length = indexed
      this.depth = depth
    }
  }

  quietly<R>(run: () => R): R | undefined {
    let result: R | undefined
    this.tolerate(() => {
      result = run()
    })
    return result
  }
}
