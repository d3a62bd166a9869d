/** What the parts of the executor share: the budget, what the text says about names, and each other. */

import type { Range } from '../../../api.ts'
import type { Exact } from '../../../exact.ts'
import type { Attribute } from '../../../expr.ts'
import { ReadError, type Term } from '../../term.ts'
import type { Expression, FunctionSyntax, Statement } from '../syntax/syntax.ts'
import type { Facts } from './facts.ts'
import type { Cell, Store } from './store.ts'
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
  /** The methods that list what a dictionary holds. */
  readonly listsEntries?: RegExp
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
  /** Whether functions of one name are told apart by how many arguments they take (Julia, C++, Java). */
  readonly overloads?: boolean
  /** Whether a method's first parameter is the object itself (Python). */
  readonly passesSelf: boolean
  /** Gives a new object the fields its class states outside of methods. */
  initialise?(context: Context, instance: InstanceValue): void
  /** The methods that stand for operators on objects: `__add__` (Python). */
  readonly operators?: ReadonlyMap<string, string>
  /** Whether a negative index counts from the end. */
  readonly negativeIndices: boolean
  /** Whether what stands in brackets is one number, as arrays of places are in no brackets there. */
  readonly singleIndices?: boolean
  /** Whether indices count from 1, and ranges hold both their ends (Julia, MATLAB). */
  readonly countsFromOne?: boolean
  /** What begins a comment; # where nothing is said. */
  readonly comment?: string
  /** What brackets behind a name of a library make of values (NumPy's r_). */
  joinsInBrackets?(context: Context, path: string, items: readonly Value[], range: Range): Term | undefined
  /**
   * Where one index counts the components of a matrix column by column (MATLAB, Julia, R): what a range of them gives, a row or a column.
   * Undefined for a term whose first axis it counts all the same.
   */
  linearIndices?(context: Context, term: Term): 'row' | 'column' | undefined
  /** What is gone through when an array is, where that is not its first axis: all components of a matrix (Julia). */
  componentsOf?(context: Context, term: Term): Term | undefined
  /** Whether a negative index leaves that element out (R). */
  readonly leavesOut?: boolean
  /** Whether of several results the first is meant where one is wanted (MATLAB). */
  readonly firstResult?: boolean
  /** What a function gives beside a value where two results are asked for: [m, k] = max(x). */
  secondResult?(context: Context, value: Term, range: Range): Term | undefined
  /** Whether an array or structure is made by writing into a name that nothing is bound to. */
  readonly growsArrays?: boolean
  /** What stands in the places that are skipped where an array grows; nothing that is known, where this is absent. */
  readonly padding?: Term
  /** `a *= 2` changes the array itself, and a slice of it is a part of it (NumPy). */
  readonly updatesArrays?: boolean
  /** What holds several numbers may be an array, whose slices are parts of it, or a list, whose slices are copies. */
  readonly slicesOf?: 'either'
  /** An array given to another name or to a function is another array from then on. */
  readonly copiesArrays?: boolean
  /** What a block or a loop declares is unknown outside of it, and hides what is called so around it. */
  readonly scopesBlocks?: boolean
  /** Matrices that are written out entry by entry (SymPy). */
  readonly explicit?: ExplicitMatrices
  /** Whether names and parameters can be other names of a place: double &y, &mut f64, *float64. */
  readonly hasPlaces?: boolean
  /** Whether a function can be defined in the body of another one: so it is where nothing is said. */
  readonly nestsFunctions?: false
  /** Whether nothing but functions can be called: in max = Math.max(max, x) the library's is, whatever else has that name. */
  readonly callsFunctionsOnly?: boolean
}

/** Matrices that are written out entry by entry: signs, indices and what goes through them have meanings of their own. */
export interface ExplicitMatrices {
  isOne(term: Term): boolean
  /** What an operator makes of one and something else; undefined where neither side is one. */
  operate(context: Context, op: string, left: Term, right: Term, range: Range): Term | undefined
  index(context: Context, term: Term, items: readonly Value[], range: Range): Value | undefined
  write(context: Context, term: Term, items: readonly Value[], value: Value, range: Range): Term
  elements(term: Term): readonly Term[]
  /** As which array one is handed on. */
  finished(term: Term): Term
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

/** What is known of a term by a condition: base < at, and so on. */
export interface Bound {
  readonly base: Term
  /** Of the base: others are none that say the same. */
  readonly hash: number
  readonly order: 'lt' | 'le' | 'gt' | 'ge'
  readonly at: Exact
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
  /** What holds where the execution is, by the conditions around it. */
  readonly assumed: Bound[]
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
  /** Whether one round stands for all of a loop, or one element for all of a row. */
  readonly isRound: boolean
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
