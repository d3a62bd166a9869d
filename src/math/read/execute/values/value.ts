/**
 * What a name can be bound to while code is executed on symbols: terms, and the things around them that are no
 * mathematics themselves (lists, functions, modules, objects).
 */
import type { Range } from '../../../api.ts'
import { operationNamed } from '../../../ops/table.ts'
import type { Length, Shape } from '../../../shape.ts'
import type { ReadError, Term } from '../../term.ts'
import type { ClassSyntax, Expression, FunctionSyntax } from '../syntax/syntax.ts'
import { Cell } from './store.ts'
import { isPlaceholder } from './views.ts'

/** The variables of one function call, class or file. */
export interface Scope {
  readonly variables: Map<string, Cell<Value | undefined>>
  readonly parent?: Scope
  /** The function that runs in it. */
  readonly definition?: FunctionSyntax
  /** Its own names are those the clauses of a comprehension go through: what is assigned inside belongs to what is around it. */
  readonly comprehension?: true
  /** Names that `global` and `nonlocal` send to another scope. */
  readonly elsewhere?: Map<string, Scope>
  /** Finds what is not executed yet: the file's own scope is filled when its names are asked for. */
  readonly resolve?: (name: string) => Value | undefined
}

export interface ListValue {
  readonly kind: 'list'
  readonly form: 'list' | 'tuple' | 'set'
  readonly items: Cell<readonly Value[]>
  /** What its items are called where it is written, '' for those that have no name. */
  readonly names?: readonly string[]
}

export interface DictionaryValue {
  readonly kind: 'dictionary'
  readonly entries: Cell<ReadonlyMap<string, Value>>
  /** What it holds besides is that of this bundle, of which the text does not say what it is. */
  readonly rest?: Term
  /** The function that makes an entry where one is asked for that is not there (Python's defaultdict). */
  readonly missing?: Value
}

export interface FunctionValue {
  readonly kind: 'function'
  readonly definition: FunctionSyntax
  readonly scope: Scope
  /** The object a method belongs to, or the class of a class method. */
  readonly self?: Value
  /** The class that defines a method: `super` looks above it. */
  readonly owner?: ClassValue
  /** The name it goes by, where its definition has none: f = lambda x: ... */
  readonly name?: string
  /** What its name was bound to before, in languages that choose by the arguments. */
  readonly earlier?: FunctionValue | ClassValue
}

/** A name of a library or of the language: numpy.linalg.det, Math.sin, sum; or a file that is not here. */
export interface ReferenceValue {
  readonly kind: 'reference'
  readonly path: string
}

/** A method of something that is no object of a class of the file: x.sum, items.append. */
export interface MethodValue {
  readonly kind: 'method'
  readonly object: Value
  readonly name: string
}

export interface ClassValue {
  readonly kind: 'class'
  readonly definition: ClassSyntax
  readonly bases: readonly Value[]
  /** Its functions and constants. */
  readonly members: Scope
}

export interface InstanceValue {
  readonly kind: 'instance'
  readonly class: ClassValue
  readonly attributes: Map<string, Cell<Value | undefined>>
  /** Fields that were asked for without having been set. */
  readonly asked?: Map<string, Value>
  /** Attributes nobody set stay free names: a method is read without its object having been made. */
  readonly open: boolean
  /** What it is called, where there are several: the names of what nobody set begin with that. */
  readonly called?: string
}

/** A row of elements with a symbolic length: element number `index`, for all indices of an axis. */
export interface SequenceValue {
  readonly kind: 'sequence'
  readonly index: string
  /** The axis the index runs over: the first one of this term; or else the bounds. */
  readonly over?: Term
  /** From start up to, not including, stop. */
  readonly bounds?: { readonly start: Term; readonly stop: Term }
  /** The number of the first element, where there are no bounds: 0 if absent. */
  readonly first?: number
  readonly element: Value
  /** The rounds go from the last element to the first. */
  readonly backwards?: boolean
  /** The elements are rows themselves, whose elements are meant. */
  readonly flat?: boolean
  /** Only the elements of which this holds. */
  readonly condition?: Term
  /** Each element counts for this part of one: of those that are equal only one is meant. */
  readonly weight?: Term
  /** They are the places at which this holds: what is picked by them is what is picked by it. */
  readonly mask?: Term
}

/** An element of a generator that is there only under a condition. */
export interface GuardedValue {
  readonly kind: 'guarded'
  readonly condition: Term
  readonly value: Term
}

/** range(start, stop, step) */
export interface RangeValue {
  readonly kind: 'range'
  readonly start: Term
  readonly stop: Term
  readonly step: Term
}

/** x.shape */
export interface ShapeValue {
  readonly kind: 'shape'
  readonly of: Term
}

/** A weight of a layer by what its library calls it. */
export type OwnWeight = (name: string) => Term

/** A layer that a library makes, with weights of its own: torch.nn.Linear(3, 2). Its weights are named after its attribute. */
export interface LayerValue {
  readonly kind: 'layer'
  readonly name: string
  /** The lengths of the axes of each weight, those that are not known undefined; a weight may be asked for as an attribute too, embedding.weight. */
  readonly weights: ReadonlyMap<string, readonly (Length | undefined)[]>
  /** Weights that are those of another layer: head.weight = embedding.weight. */
  readonly tied?: ReadonlyMap<string, Term>
  apply(x: Value, own: OwnWeight, range: Range): Value
}

/** A function with some of its arguments given: functools.partial(f, 2), a distribution norm(mu, sigma), a layer with options. */
export interface PartialValue {
  readonly kind: 'partial'
  readonly callee: Value
  readonly positional: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
}

/** A factorization: it stands for the matrix it was made of, and holds the triangles that may be asked for. */
export interface FactoredValue {
  readonly kind: 'factored'
  readonly whole: Term
  readonly parts: ReadonlyMap<string, Value>
}

/** What could not be read, and why: said when the value is needed. Data of the file stays a free name instead. */
export interface OpaqueValue {
  readonly kind: 'opaque'
  readonly error: ReadError
  /** Data whose shape is known: random.randn(3, 4). */
  readonly shape?: Shape
  /** Random data, of whatever shape. */
  readonly random?: true
  /** Of a grid of points that a file makes, which stands for one of them: all of them. */
  readonly points?: Term
}

/** A text; `open` where not all of it is known. */
export interface TextValue {
  readonly kind: 'string'
  readonly value: string
  readonly open?: true
}

export interface BooleanValue {
  readonly kind: 'boolean'
  readonly value: boolean
  /** The same for each component of this: isnan(x). */
  readonly of?: Term
}

export type Value =
  | Term
  | ListValue
  | DictionaryValue
  | FunctionValue
  | ReferenceValue
  | MethodValue
  | ClassValue
  | InstanceValue
  | SequenceValue
  | GuardedValue
  | RangeValue
  | ShapeValue
  | LayerValue
  | PartialValue
  | FactoredValue
  | OpaqueValue
  | TextValue
  | BooleanValue
  | { readonly kind: 'none' }
  | { readonly kind: 'slice'; readonly start?: Value; readonly stop?: Value; readonly step?: Value }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'super'; readonly self: Value; readonly above: readonly Value[] }

export const NONE: Value = { kind: 'none' }
export const truth = (value: boolean, of?: Term): BooleanValue => ({ kind: 'boolean', value, of })
export const reference = (path: string): ReferenceValue => ({ kind: 'reference', path })

/** Whether a value is a term. */
export function isTerm(value: Value): value is Term {
  switch (value.kind) {
    case 'number':
    case 'name':
    case 'apply':
    case 'call':
    case 'binder':
    case 'derivative':
      return true
    default:
      return false
  }
}

/** Whether a value is true or false, by itself or for each component. */
export const isCondition = (value: Value): boolean =>
  value.kind === 'boolean' || (value.kind === 'apply' && (value.op === 'truth' || operationNamed(value.op)?.condition !== undefined))

/** What stands for a call that is passed over. */
const CALLED = '.result'

/** What a call gives of which only the effect counts: nothing that could be needed. */
export const resultOf = ({ path }: ReferenceValue): ReferenceValue => reference(path + CALLED)

/** A reference as the text may have it: print, fetch(...).json(...). */
const written = ({ path }: ReferenceValue): string =>
  path
    .replace(/^builtins\./, '')
    .replaceAll(/\.result(?=\.|$)/g, '(...)')
    .trim()

/** Functions that only show something. */
const SHOWING =
  /^(?:(?:builtins\.)?(?:print(?:ln|f|styled)?|Print(?:ln|f)?|fprintf|disp|display|show|help|breakpoint|puts|cat|message|plot\w*!?|scatter!?|surf\w*|mesh)|console\.\w+|matplotlib\.pyplot\.\w+|alert|logging\.\w+|warnings\.\w+)\.result$/

/** Why a reference is no number, and what to do instead. */
export function noNumber(value: ReferenceValue): readonly [message: string, hint?: string] {
  const name = `"${written(value)}"`
  if (SHOWING.test(value.path)) return [`${name} gives no number`, 'put the cursor into what is shown, or select it']
  if (!value.path.includes(CALLED)) return [`${name} is no number`]
  return [`what ${name} ${value.path.endsWith(CALLED) ? 'gives' : 'is,'} is not known`, 'no code is run: write a name for it, or its value']
}

/** What a value is, for a person. */
export function describe(value: Value): string {
  switch (value.kind) {
    case 'list':
      return value.form
    case 'dictionary':
      return 'dictionary'
    case 'function':
    case 'partial':
      return 'function'
    case 'reference':
      return `"${written(value)}"`
    case 'method':
      return `method "${value.name}"`
    case 'class':
      return `class "${value.definition.name}"`
    case 'instance':
      return `object of class "${value.class.definition.name}"`
    case 'string':
      return 'text'
    case 'boolean':
      return 'truth value'
    case 'none':
      return 'nothing'
    case 'range':
      return 'range'
    case 'sequence':
      return 'row of elements'
    case 'shape':
      return 'shape'
    case 'factored':
      return 'factorization'
    case 'opaque':
      return value.error.message
    default:
      return value.kind
  }
}

/** Arguments of a call, evaluated. */
export interface Arguments {
  readonly positional: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
  /** Where each positional argument stands. */
  readonly ranges: readonly Range[]
  readonly range: Range
  /** What each positional argument is written as, for parameters that are other names of it; `isPlace`: the place itself is given, &x. */
  readonly places?: readonly { readonly value: Value; readonly expression: Expression; readonly scope: Scope; readonly isPlace?: boolean }[]
  /** The one argument stands for all, of a number not known: max(...x). */
  readonly spread?: boolean
}

/** x[:] */
export const isWholeSlice = (item: Value | undefined): boolean =>
  item?.kind === 'slice' && item.start === undefined && item.stop === undefined && item.step === undefined

/** The same array, list or dictionary over again: what is written into the one is not seen in the other. */
export function copied(value: Value): Value {
  // A placeholder is known by itself.
  if (isTerm(value)) return value.kind === 'number' || isPlaceholder(value) ? value : { ...value }
  if (value.kind === 'list') return { ...value, items: new Cell(value.items.value) }
  return value.kind === 'dictionary' ? { ...value, entries: new Cell(value.entries.value) } : value
}

/** These values, one after the other. */
export const listOf = (items: readonly Value[], form: 'list' | 'tuple' | 'set' = 'list'): Value => ({ kind: 'list', form, items: new Cell(items) })

/** The same as what a function gives that gives several. */
export const tupleOf = (items: readonly Value[]): Value => listOf(items, 'tuple')

/** The same with all that it holds over again. */
export function copiedWhole(value: Value): Value {
  const isHolder = (part: Value): boolean => part.kind === 'list' || part.kind === 'dictionary' || part.kind === 'instance' || isTerm(part)
  if (value.kind === 'list') {
    const items = value.items.value
    return { ...value, items: new Cell(items.some(isHolder) ? items.map(copiedWhole) : items) }
  }
  if (value.kind === 'dictionary')
    return { ...value, entries: new Cell(new Map([...value.entries.value].map(([key, entry]) => [key, copiedWhole(entry)]))) }
  if (value.kind !== 'instance') return copied(value)
  const attributes = [...value.attributes].map(([name, { value: held }]) => [name, new Cell(held && copiedWhole(held))] as const)
  return { ...value, attributes: new Map(attributes) }
}
