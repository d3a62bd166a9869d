/** What the parts of the executor share: the budget, what the text says about names, and each other. */

import type { Note, Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import type { Attribute } from '../../expr.ts'
import { isElementwise } from '../../ops/table.ts'
import type { Shape } from '../../shape.ts'
import { spelledAmong } from '../spelling.ts'
import { type Declaration, type NameTerm, nameTerm, type Open, ReadError, type Target, type Term } from '../term.ts'
import { Numbers, termsIn } from './arithmetic.ts'
import type { Cell, Store } from './store.ts'
import type { Expression, FunctionSyntax, Statement } from './syntax.ts'
import type { Arguments, ClassValue, InstanceValue, MethodValue, ReferenceValue, Scope, Value } from './value.ts'

/** What differs between languages: the names they and their libraries give. */
export interface Dialect {
  /** A name that nothing in the file binds. */
  builtin(name: string): Value | undefined
  /** The full path that a dotted path, or the bare name of a call, usually means where the text binds its first name nowhere. */
  usual?(path: string): string | undefined
  /** What an imported path is: a constant's value, else a reference. */
  imported(path: string): Value
  /** An attribute of something that is no object of the file's classes; undefined where there is none such. */
  member(context: Context, object: Value, name: string, range: Range): Value | undefined
  /** What a name of a library is without a call; undefined where it has to be called. */
  bare?(callee: ReferenceValue, range: Range): Value | undefined
  /** Whether a library's function of this path draws, logs or measures: its calls are passed over, with their arguments. */
  passesOver(path: string): boolean
  /** Whether a library's decorator makes another function of one. */
  decorates?(decorator: ReferenceValue): boolean
  /** Whether arrays have a method of this name. */
  isMethod(name: string): boolean
  /** Calls a name of a library or a method of a value. */
  call(context: Context, callee: ReferenceValue | MethodValue, args: Arguments, range: Range): Value
  /** Columns beside each other are multiplied component by component where the language knows products of matrices (GLSL). */
  readonly columnsMeet?: boolean
  /** A range is written as a row (MATLAB). */
  readonly rowRanges?: boolean
  /** The term with these names, and those that its use shows to be rows, as rows. */
  readonly withRows?: (body: Term, rows: ReadonlySet<string>) => Term
  /** The remainder's sign follows the divisor in Python, the dividend in JavaScript. */
  readonly remainder: { readonly library: 'numpy' | 'c'; readonly spelling: string }
  /** `//` cuts off towards zero (Julia's ÷) instead of going down. */
  readonly truncates?: boolean
  /** The method that is called when an object is. */
  readonly callMethods: readonly string[]
  /** By what name a function is known that says how the objects of a type are called, where it stands outside of the type. */
  callsOf?(type: string): string
  readonly constructorName: string
  /** Whether `+` joins lists (Python) or texts only (JavaScript). */
  readonly joinsLists: boolean
  /** Whether an assignment reaches a variable of a function around (JavaScript), or makes a new one (Python). */
  readonly assignsOutwards: boolean
  /** Whether arguments may be left out of a call. */
  readonly looseArguments: boolean
  /** Whether a method's first parameter is the object itself (Python). */
  readonly passesSelf: boolean
  /** Gives a new object the fields its class states outside of methods. */
  initialise?(context: Context, instance: InstanceValue): void
  /** The methods that stand for operators on objects: `__add__` (Python). */
  readonly operators?: ReadonlyMap<string, string>
  /** Whether a negative index counts from the end. */
  readonly negativeIndices: boolean
  /** Whether indices count from 1, and ranges hold both their ends (Julia, MATLAB). */
  readonly countsFromOne?: boolean
  /** What begins a comment; # where nothing is said. */
  readonly comment?: string
  /**
   * Where one index counts the components of a matrix column by column (MATLAB, Julia, R): what a range of them gives, a row or a column.
   * Undefined for a term whose first axis it counts all the same.
   */
  linearIndices?(context: Context, term: Term): 'row' | 'column' | undefined
  /** Whether a negative index leaves that element out (R). */
  readonly leavesOut?: boolean
  /** Whether of several results the first is meant where one is wanted (MATLAB). */
  readonly firstResult?: boolean
  /** Whether an array or structure is made by writing into a name that nothing is bound to. */
  readonly growsArrays?: boolean
  /** `a *= 2` changes the array itself, and a slice of it is a part of it (NumPy). */
  readonly updatesArrays?: boolean
  /** What holds several numbers may be an array, whose slices are parts of it, or a list, whose slices are copies. */
  readonly slicesOf?: 'either'
  /** An array given to another name or to a function is another array from then on. */
  readonly copiesArrays?: boolean
  /** What a block or a loop declares is unknown outside of it, and hides what is called so around it. */
  readonly scopesBlocks?: boolean
  /** Whether names and parameters can be other names of a place: double &y, &mut f64, *float64. */
  readonly hasPlaces?: boolean
}

/** What helps where lengths are not known: to state them as this language does. */
export const shapeComment = ({ dialect }: Context, shape: string): string => `a comment such as ${dialect.comment ?? '#'} ${shape}`

/** How a stretch of statements can be left before its end. */
export interface Escape {
  readonly kind: 'return' | 'break' | 'continue'
  /** Of which loop around. */
  readonly label?: string
  /** Under which condition; absent: always, once it is reached. */
  readonly guard?: Term
  readonly value?: Value
  readonly range: Range
  /** State of the variables at a break or continue. */
  readonly changes?: ReadonlyMap<Cell<unknown>, { readonly before: unknown; readonly after: unknown }>
}

/** A loop along a grid of more points is shown for fewer of them. */
const MOST_ROUNDS = 60

/** What the text says about the free names of one reading. */
export class Facts {
  readonly declarations = new Map<string, Declaration>()
  readonly numbers = new Numbers()
  readonly notes: Note[] = []
  /** The parameters of what is read: free, also where a default says an integer. */
  readonly parameters = new Set<string>()
  /** Those of them one can differentiate by, but not first of all. */
  readonly options = new Set<string>()
  /** Names that were indexed by a number. */
  readonly vectors = new Set<string>()
  private readonly origins = new Map<string, unknown>()
  private readonly gone = new Map<string, Open>()
  /** Free names that were taken as these numbers, for others of which the formula is another one. */
  readonly taken = new Map<string, number>()
  /** Those of them that say how often something is done. */
  readonly rounds = new Set<string>()

  /** Knows the shapes that the person gives, and what is to be differentiated by. */
  constructor(private readonly target: Pick<Target, 'shapes' | 'numbers' | 'by'>) {}

  /** Whether a derivative by this very name is wanted. */
  isAsked(name: string): boolean {
    return this.target.by?.some((asked) => spelledAmong(asked, [name]) === name) === true
  }

  /** A free name. Two things of one name (a parameter, and a variable of the file) get different ones. */
  free(name: string, origin: unknown, range?: Range, rank?: number): NameTerm {
    let unique = name
    for (let k = 2; this.reserved.has(unique) || (this.origins.has(unique) && this.origins.get(unique) !== origin); k++) unique = `${name}_${k}`
    this.origins.set(unique, origin)
    if (this.given(unique) !== undefined && !this.declarations.has(unique)) this.declare(unique, {})
    const number = this.numberGiven(unique)
    const exact = number === undefined ? undefined : Exact.fromDouble(number)
    if (exact !== undefined && !this.numbers.has(unique)) {
      this.numbers.set(unique, exact)
      this.declare(unique, { value: number, shape: [] })
    }
    return nameTerm(unique, range, rank === undefined ? undefined : { rank })
  }

  isFree(name: string): boolean {
    return this.origins.has(name)
  }

  /** Names kept for what is read inside of others that have them too: these get numbers. */
  readonly reserved = new Set<string>()

  declare(name: string, declaration: Declaration): void {
    const merged = { ...this.declarations.get(name), ...declaration }
    const given = merged.value === undefined ? this.given(name) : undefined
    this.declarations.set(name, given === undefined ? merged : { ...merged, shape: given })
  }

  /** Whether the person, or an assumption, says that a name is a vector of this length. */
  isVectorOf(name: string, length: number): boolean {
    const shape = this.given(name)
    return shape?.length === 1 && shape[0] === length
  }

  /** Free names that stand for one point of a grid that a file makes, and how many points that has. */
  readonly grids = new Map<string, number>()

  private given(name: string): Shape | undefined {
    const { shapes } = this.target
    return shapes !== undefined && Object.hasOwn(shapes, name) ? shapes[name] : undefined
  }

  private readonly words = new Map<string, string>()

  /** The word a parameter stands for: the first that it is compared with. */
  option(name: string, word: string, range: Range): string {
    const known = this.words.get(name)
    if (known !== undefined) return known
    this.words.set(name, word)
    this.note(`read for ${name} = "${word}"`, range)
    return word
  }

  private readonly flags = new WeakMap<Value, string>()

  /** A truth value that a parameter has where nothing else is given for it. */
  flag(name: string, value: boolean): Value {
    const flag: Value = { kind: 'boolean', value }
    this.flags.set(flag, name)
    return flag
  }

  /** What a truth value is; if it is a parameter's, the formula is another one for the other value. */
  isTrue(value: Extract<Value, { kind: 'boolean' }>): boolean {
    const name = this.flags.get(value)
    if (name !== undefined) this.taken.set(name, value.value ? 1 : 0)
    return value.value
  }

  /** Remembers that an axis of what these terms are made of is gone along, and its length not known. */
  goAlong(parts: Iterable<Term>, axis: number, length: number): void {
    for (const part of parts) {
      if (part.kind !== 'name' || !this.isFree(part.name)) continue
      const key = `${axis} ${part.name}`
      const points = this.grids.get(part.name)
      if (points !== undefined && points <= MOST_ROUNDS && axis === 0) {
        this.gone.set(key, { name: part.name, axis, length: points, exact: true })
        continue
      }
      const known = this.gone.get(key)
      if (known !== undefined && 'axis' in known && (known.exact === true || length <= known.length)) continue
      const { shape, rank } = this.declarations.get(part.name) ?? {}
      if (shape === undefined || typeof shape[axis] === 'string') this.gone.set(key, { name: part.name, axis, length, shape, rank })
    }
  }

  /** What indices run along, as far as `offset` beyond its length: an axis of names, or as often as a name says where there is none. */
  private readonly runs = new Map<string, { readonly parts: readonly Term[]; readonly axis?: number; readonly offset: number }>()

  /** Remembers along what an index runs. */
  runAlong(index: string, parts: Iterable<Term>, axis: number | undefined, offset: number): void {
    this.runs.set(index, { parts: [...parts], axis, offset })
  }

  /** Remembers that an index of another name runs along the same. */
  runAlike(index: string, other: string): void {
    const known = this.runs.get(index)
    if (known !== undefined) this.runs.set(other, known)
  }

  /** An index, and as many more, takes one element after the other of a list: so long is what it runs along. */
  runOver(index: string, more: number, length: number): void {
    const { parts, axis, offset } = this.runs.get(index) ?? { parts: [], offset: 0 }
    const own = length - offset - more
    for (const part of own > 0 ? parts : []) {
      const { name } = part as NameTerm
      const key = axis === undefined ? name : `${axis} ${name}`
      const known = this.gone.get(key)
      if (known === undefined) continue
      const before = 'axis' in known ? known.length : known.count
      if (known.exact !== true || before > own) this.gone.set(key, { ...known, ...('axis' in known ? { length: own } : { count: own }), exact: true })
    }
  }

  /** Remembers that a free name says how often something is done, and a number with which it is done at least twice. */
  countTo(name: string, count: number): void {
    const known = this.gone.get(name)
    if (!this.isFree(name) || (known !== undefined && 'count' in known && (known.exact === true || count <= known.count))) return
    this.gone.set(name, { name, count })
  }

  /** What was gone along and counted to so far. */
  get open(): readonly Open[] {
    return [...this.gone.values()]
  }

  /** The number that the person gives for a name. */
  numberGiven(name: string): number | undefined {
    const { numbers } = this.target
    return numbers !== undefined && Object.hasOwn(numbers, name) ? numbers[name] : undefined
  }

  /** Parameters that are taken apart into things of their own (W, b = params): the names these go by. */
  private readonly expanded = new Map<string, readonly string[]>()
  private readonly parts = new Map<string, NameTerm>()

  /** Says that a name stands for these. */
  expand(name: string, parts: readonly string[]): void {
    this.expanded.set(name, parts)
    if (this.parameters.has(name)) for (const part of parts) this.parameters.add(part)
  }

  /** Whether a bundle was found to hold this. */
  hasPart(bundle: string, part: string): boolean {
    return this.expanded.get(bundle)?.includes(part) === true
  }

  /** The names a parameter goes by: those of its parts, where it was taken apart. */
  namesOf(name: string): readonly string[] {
    return this.expanded.get(name)?.flatMap((part) => this.namesOf(part)) ?? [name]
  }

  /** What a bundle of things holds under a key, as a free name: params['W1'] is W1, a.x is a_x. */
  part(bundle: string, key: string, range: Range, plain: boolean): NameTerm {
    const path = `${bundle}.${key}`
    let part = this.parts.get(path)
    if (part === undefined) {
      const word = key.replace(/\W+/g, '_').replace(/^(?=\d|$)/, '_')
      const name = plain && /^[A-Za-z]/.test(word) && !this.isFree(word) ? word : `${bundle}_${word.replace(/^_(?=\d)/, '')}`
      part = this.free(name, path, range)
      this.parts.set(path, part)
      this.expand(bundle, [...(this.expanded.get(bundle) ?? []), part.name])
    }
    return { ...part, range }
  }

  /** Says that names were taken as numbers, at their default, where the form of the formula depends on them. */
  assume(term: Term, range: Range): void {
    for (const part of termsIn(term)) {
      const value = part.kind === 'name' ? this.numbers.anyOf(part.name) : undefined
      if (part.kind !== 'name' || value === undefined) continue
      this.taken.set(part.name, value.value)
      if (this.parameters.has(part.name) && this.numberGiven(part.name) === undefined) this.note(`read with ${part.name} = ${value}`, range)
    }
  }

  /** Free names, and how many axes they have at most where what was changed is a number, no array that others hold as well. */
  readonly scalars = new Map<string, number>()

  /** Remembers that a term was taken for a number. */
  takeAsNumber(term: Term): void {
    const [base, ...places] = term.kind === 'apply' && term.op === 'index' ? term.args : [term]
    const axes = places.length
    const { name } = base as NameTerm
    if (base?.kind === 'name' && this.isFree(name)) this.scalars.set(name, Math.min(axes, this.scalars.get(name) ?? axes))
    else if (term.kind === 'apply' && isElementwise(term.op)) for (const arg of term.args) this.takeAsNumber(arg)
  }

  /** The same of names that say how often something is done. */
  assumeRounds(term: Term, range: Range): void {
    this.assume(term, range)
    for (const part of termsIn(term)) if (part.kind === 'name' && this.numbers.anyOf(part.name) !== undefined) this.rounds.add(part.name)
  }

  note(message: string, range: Range, kind: Note['kind'] = 'reading'): void {
    if (!this.notes.some((note) => note.message === message)) this.notes.push({ message, range, kind })
  }
}

/** A call under way. */
export interface Frame {
  readonly definition: FunctionSyntax
  readonly scope: Scope
  readonly self?: Value
  readonly owner?: ClassValue
  /** What a generator has yielded so far. */
  readonly yielded?: Cell<readonly Value[]>
}

export interface Context {
  readonly store: Store
  readonly dialect: Dialect
  readonly facts: Facts
  /** Calls under way, outermost first. */
  readonly frames: Frame[]
  /** What the loops under way go through. */
  readonly goneThrough: Value[]
  /** What is indexed where an index is evaluated, innermost last: its `end` is asked for. */
  readonly indexed: { readonly object: Value; readonly axis: number; readonly single: boolean }[]
  /** What a name is bound to in the text; undefined for names of libraries and free ones. */
  bound(name: string, scope: Scope): Value | undefined
  evaluate(expression: Expression, scope: Scope): Value
  /** The value as a term. Throws ReadError where it is none. */
  term(expression: Expression, scope: Scope): Term
  toTerm(value: Value, range: Range): Term
  assign(target: Expression, value: Value, scope: Scope): void
  /** Binds a name in exactly this scope. */
  declare(scope: Scope, name: string, value: Value): void
  /** Runs statements; true when their end is reached. */
  execute(statements: readonly Statement[], scope: Scope, escapes: Escape[]): boolean
  call(callee: Value, args: Arguments, range: Range): Value
  member(object: Value, name: string, range: Range): Value
  index(object: Value, items: readonly Value[], range: Range): Value
  /** The elements, where they can be listed. */
  elements(value: Value, range: Range): readonly Value[] | undefined
  /** Counts work: expressions, statements, elements copied. Throws ReadError when the budget is used up. */
  spend(range: Range, units?: number): void
  /** A name for an index that no other loop under way and no free name has. */
  freshIndex(base: string): string
  /** Runs something in which an index has a meaning. */
  withIndex<R>(index: string, run: () => R): R
  isIndex(name: string): boolean
  /** Whether a value is true or false; undefined where that depends on symbols. */
  decide(value: Value, range: Range): boolean | undefined
  attribute(value: Value, range: Range, lengths?: Term[]): Attribute
  /** Gives a new object the fields its class states outside of methods. */
  initialise(instance: InstanceValue): void
  /** Runs something whose refusal does not matter by itself. */
  tolerate(run: () => void): void
  /** The result, or nothing where it is refused. */
  quietly<R>(run: () => R): R | undefined
}

/** A refusal of what has no value at all (a function that only draws): nothing that a person meant as a formula. */
export class NoFormula extends ReadError {}

/** The budget of a reading is used up: no further attempt is made. */
export class Exhausted extends ReadError {}

export const refuse = (message: string, range: Range, hint?: string): never => {
  throw new ReadError(message, range, hint)
}
