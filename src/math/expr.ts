/**
 * The expression: one immutable, interned node, and the row of the table that says what the node's operation is.
 * Equal expressions are the same object, so sharing is free, and equality is `===`.
 */
import type { Traits } from './api.ts'
import { Exact } from './exact.ts'
import { hashText, InternTable, mixed, type Payload, sameArgs } from './intern.ts'
import type { Interval } from './interval.ts'
import type { Library, Spelling } from './library.ts'
import { broadcastShapes, type Length, SCALAR, type Shape } from './shape.ts'
import type { Tensor } from './tensor.ts'
import { Orders, walked } from './walk.ts'

export type { Interval, Library, Payload, Spelling, Traits }

/** What a symbol node holds. */
export interface SymbolPayload {
  readonly key: string
  readonly name: string
  readonly traits: Traits
}

/** Keyword values of a call as read: axes, flags, shapes. */
export type Attribute = undefined | null | boolean | number | string | readonly Attribute[] | { readonly [name: string]: Attribute }
export interface Attributes {
  readonly [name: string]: Attribute
}

/** A derivative with respect to one argument, as one line of mathematics over the arguments (and the node itself). */
export type Partial1 = (...args: [...Expr[]]) => Expr

/** Where a derivative is only a convention, and which. */
export interface Kink {
  /** Zero exactly where the kink is, one of several by itself, and of other signs beside it; not told of what its axes or its order decide. */
  readonly where?: (...args: Expr[]) => Expr
  /** "the derivative there is taken as 0, as PyTorch does", #1 for the first argument as people write it. */
  readonly convention: string | ((node: Expr) => string)
  /** It is none where the derivative has nothing of the operation in it: a largest value that is taken off everywhere. */
  readonly cancels?: boolean
}

/**
 * The row: all that this project knows about one operation. Adding a function is adding one row; reading,
 * differentiating, printing, evaluating, explaining and testing follow from it.
 */
export interface Operation {
  /** Unique; an identifier. */
  readonly name: string
  /** In words: "sine", "matrix inverse". */
  readonly title: string
  /** What people call it in words that give a letter its meaning: "where σ is the logistic sigmoid". */
  readonly called?: RegExp
  /** Names of the arguments; a last one starting with "..." stands for any number. */
  readonly args: readonly string[]
  /** What the last arguments are where a call leaves them out: the slope of a leaky rectifier. Arguments may also be given by name. */
  readonly defaults?: readonly number[]
  /** Applies to each component, with NumPy's broadcasting. */
  readonly elementwise: boolean
  /** The least rank each argument can have; absent: 0. What shapes are inferred from, where a name says nothing itself. */
  readonly ranks?: readonly number[]
  /** Of matrices: done to each one of a stack, whose leading axes stay. */
  readonly stacks?: true
  /** In formulas of vectors and matrices alone; rows that ask for a matrix are so too. */
  readonly algebra?: true
  /** f(−x) = −f(x) of its only argument, or f(x): the sign is taken out of it. */
  readonly parity?: 'odd' | 'even'
  /** The same in whatever order its arguments stand. */
  readonly commutes?: true
  /** Linear in each of its arguments, the others held: its differential is itself with one argument's differential at a time. */
  readonly multilinear?: true
  /** Of transposed matrices it is the transpose of its value. */
  readonly turns?: true
  /** Nowhere falls as its only argument grows. */
  readonly monotone?: true
  /** Holds all its values, whatever the arguments; of an array each component. */
  readonly values?: Interval
  /** Its values are whole numbers, or are so where those of its arguments are. */
  readonly whole?: 'always' | 'of whole'
  /** Its value is 1 where something holds, else 0: of numbers that it compares, or of other conditions. */
  readonly condition?: 'comparison' | 'logic'
  /**
   * What each component of the value is of those of the arguments: one of them, that its place alone tells ("moved"), the same
   * or zero ("placed"), one that their values tell ("chosen"), a mean or a sum of some.
   */
  readonly components?: 'moved' | 'placed' | 'chosen' | 'averaged' | 'summed'
  /** What a matrix must be to have a value, #1 for the first argument: "the matrix #1 must be invertible". */
  readonly needs?: string
  /** A function of neural networks: its argument is by habit a vector W x + b. */
  readonly layer?: boolean
  /** Names of what the payload is made of, in the order in which they may follow the arguments in a call (axis, keepdims). */
  readonly attributes?: readonly string[]
  /** Keywords of a call that choose another row: by keyword and value, the row's name. */
  readonly variants?: { readonly [keyword: string]: { readonly [value: string]: string } }
  /** The payload from attributes as read. Throws RangeError with a message for the reader. */
  readonly configure?: (attributes: Attributes, args: readonly Expr[]) => Payload
  /** Absent for elementwise rows: broadcasting. Throws ShapeError. */
  readonly shape?: (args: readonly Expr[], payload: Payload) => Shape
  /** Elementwise rows: the partial derivative by each argument, called with the arguments and then the node itself; null where it is zero. */
  readonly derivative?: readonly (Partial1 | null)[]
  /** Elementwise rows with any number of arguments: the partial derivative by argument number `index`. */
  readonly derivativeAt?: (node: Expr, index: number) => Expr | null
  /** Elementwise rows whose partial derivatives share work: all of them at once (a product of n factors needs 3n products, not n²). */
  readonly derivatives?: (node: Expr) => readonly (Expr | null)[]
  /**
   * Rows that bind a variable (sums with an index, integrals): the derivative by a free symbol, given how to differentiate
   * what is inside. A row that has another derivative too is differentiated so only where value and variables are a few scalars.
   */
  readonly total?: (node: Expr, by: Expr, differentiate: (inner: Expr) => Expr) => Expr
  /**
   * Tensor rows: the vector-Jacobian product. The adjoint has the node's axes last and any number of axes before them
   * (those of the value that is differentiated); the result has argument `index`'s axes in their place. Null: zero.
   */
  readonly vjp?: (adjoint: Expr, node: Expr, index: number) => Expr | null
  /** The same thing said by other rows, exactly. Used to differentiate, and to print where a language has no name for it. */
  readonly meaning?: (node: Expr) => Expr
  /** Only read: its meaning takes its place at once. */
  readonly shorthand?: boolean
  /** Rewrites done while building by calling the row: only those that everybody would do at once (x + 0, 2 * 3). */
  readonly fold?: (args: readonly Expr[], payload: Payload) => Expr | undefined
  /** What a part of it is, given as the payload of "take", where the row tells without computing all of it; undefined for other parts. */
  readonly part?: (node: Expr, taken: Payload) => Expr | undefined
  /** A function name such as \\sin, or a template with #1, #2 for the arguments; precedence is the printer's business. */
  readonly latex?: string
  readonly spell?: Spelling
  /** Numbers to number. Absent: by meaning. */
  readonly kernel?: (...args: number[]) => number
  /** The kernel takes the exponential of a sum of logarithms, and errs by its size. */
  readonly byLogarithms?: true
  /** Tensor rows: tensors to tensor, given the shape of the result and the values of symbolic lengths. */
  readonly tensorKernel?: (args: readonly Tensor[], payload: Payload, shape: readonly number[], lengthOf?: (length: Length) => number) => Tensor
  /** Where each argument may lie; absent: everywhere. */
  readonly domain?: readonly (Interval | undefined)[]
  /** Where to sample for tests and proofs when the domain is larger than what is interesting. */
  readonly sample?: readonly (Interval | undefined)[]
  readonly kinks?: readonly Kink[]
  /** Arithmetic operations per component; default 1, 0 for leaves and for moving data. */
  readonly cost?: number
  /** Book, paper or standard the derivative or kernel is from. */
  readonly source?: string
  /** Of the name: what nodes are found by. */
  readonly hash: number
}

/** A row as it is written down. */
export type Described = Omit<Operation, 'hash'>

/** All that a row may say, in one order, so that all rows are laid out alike in memory: code that asks any row runs faster. */
const UNSAID: { [Field in keyof Required<Operation>]: Operation[Field] } = {
  name: '',
  title: '',
  called: undefined,
  args: [],
  defaults: undefined,
  elementwise: true,
  ranks: undefined,
  stacks: undefined,
  algebra: undefined,
  parity: undefined,
  commutes: undefined,
  multilinear: undefined,
  turns: undefined,
  monotone: undefined,
  values: undefined,
  whole: undefined,
  condition: undefined,
  components: undefined,
  needs: undefined,
  layer: undefined,
  attributes: undefined,
  variants: undefined,
  configure: undefined,
  shape: undefined,
  derivative: undefined,
  derivativeAt: undefined,
  derivatives: undefined,
  total: undefined,
  vjp: undefined,
  meaning: undefined,
  shorthand: undefined,
  fold: undefined,
  part: undefined,
  latex: undefined,
  spell: undefined,
  kernel: undefined,
  byLogarithms: undefined,
  tensorKernel: undefined,
  domain: undefined,
  sample: undefined,
  kinks: undefined,
  cost: undefined,
  source: undefined,
  hash: 0,
}

/** Makes a row. */
export const operation = (described: Described): Operation => ({ ...UNSAID, ...described, hash: hashText(described.name) })

const nodes = new InternTable<Expr>()

/** One node. `id` grows with creation: arguments have smaller ids than the nodes above them. */
export class Expr {
  /** Filled by simplification: the node's canonical form, kept with the node so that shared work is done once. */
  memo: unknown = undefined
  /** The last walk that met the node. */
  met = 0
  /** Where: its place in the order of that walk. */
  place = 0
  /** The last epoch in which it was found to be what its parts, and theirs, are interned as. */
  epoch = nodes.epoch
  constructor(
    readonly op: Operation,
    readonly args: readonly Expr[],
    readonly shape: Shape,
    readonly payload: Payload,
    readonly id: number,
    readonly hash: number,
  ) {}

  get rank(): number {
    return this.shape.length
  }
}

let nextId = 1

/** A node that stays for good, so that code may hold it: a constant. */
export const kept = (node: Expr): Expr => nodes.keep(node)

/** Called where reading begins: lets go of nodes nobody met for two generations. */
export function startReading(): void {
  nodes.rotate()
  orders.forget()
}

/** Counts how often nodes were let go of: what is kept with a node, and is made of other nodes, holds within one epoch. */
export const currentEpoch = (): number => nodes.epoch

/**
 * An expression from an earlier reading, fit to make more of: what was let go of since is interned again, so that its
 * symbols and parts are those that the same names and parts give now.
 */
export function revived(expr: Expr): Expr {
  if (expr.epoch === nodes.epoch) return expr
  const order = topological([expr])
  for (const node of order) nodes.adopt(node)
  for (const node of order) node.epoch = nodes.epoch
  return expr
}

const NO_ARGS: readonly Expr[] = Object.freeze([])

/** The node of this operation over these arguments, exactly as asked. Throws ShapeError. */
export function make(op: Operation, args: readonly Expr[], payload?: Payload, leafShape?: Shape): Expr {
  let { hash } = op
  for (let i = 0; i < args.length; i++) hash = (Math.imul(hash, 31) + (args[i] as Expr).id) | 0
  if (payload !== undefined) hash = (Math.imul(hash, 31) + hashText(typeof payload === 'object' ? payload.key : String(payload))) | 0
  hash = mixed(hash)
  const found = nodes.find(op, args, leafShape, payload, hash)
  if (found !== undefined) return found
  const shape = leafShape ?? (op.shape === undefined ? broadcastArgs(args) : op.shape(args, payload))
  const node = new Expr(op, args.length === 0 ? NO_ARGS : args, shape, payload, nextId++, hash)
  nodes.insert(node)
  return node
}

function broadcastArgs(args: readonly Expr[]): Shape {
  let shape = SCALAR
  for (let i = 0; i < args.length; i++) shape = broadcastShapes(shape, (args[i] as Expr).shape)
  return shape
}

/** The same node over other arguments. */
export function withArgs(node: Expr, args: readonly Expr[]): Expr {
  if (sameArgs(node.args, args)) return node
  return make(node.op, args, node.payload)
}

const orders = new Orders<Expr>()

/**
 * All nodes reachable from the roots, each once, arguments before the nodes above them. Iterative: depth is no limit.
 */
export const topological = (roots: readonly Expr[]): readonly Expr[] => orders.of(roots)

/** Nodes in the order of `topological`, by number: passes that keep something with each node keep it in arrays, which are quicker than maps. */
export interface Order {
  readonly nodes: readonly Expr[]
  /** For each node the numbers of its arguments. */
  readonly args: readonly (readonly number[])[]
  readonly roots: readonly number[]
}

const NO_NUMBERS: readonly number[] = Object.freeze([])
const placeOf = (node: Expr): number => node.place

export function ordered(roots: readonly Expr[]): Order {
  const nodes = walked(roots)
  const args = nodes.map((node) => (node.args.length === 0 ? NO_NUMBERS : node.args.map(placeOf)))
  return { nodes, args, roots: roots.map(placeOf) }
}

/** Whether some node passes the test. Expressions of few nodes are looked through without a table: every formula that is printed passes here. */
export function someNode(expr: Expr, test: (node: Expr) => boolean): boolean {
  let left = 300
  const visit = (node: Expr): boolean => {
    if (--left < 0 || test(node)) return true
    for (let k = 0; k < node.args.length; k++) if (visit(node.args[k] as Expr)) return true
    return false
  }
  return visit(expr) && (left >= 0 || topological([expr]).some(test))
}

/** Rebuilds bottom up: `visit` gets each node once, with its arguments already rebuilt, and says what stands in its place. */
export function rewrite(roots: readonly Expr[], visit: (node: Expr, args: readonly Expr[]) => Expr): Expr[] {
  const order = ordered(roots)
  const done: Expr[] = []
  order.nodes.forEach((node, i) => {
    done.push(
      visit(
        node,
        (order.args[i] as readonly number[]).map((at) => done[at] as Expr),
      ),
    )
  })
  return order.roots.map((at) => done[at] as Expr)
}

/** Replaces whole nodes, everywhere. */
export function substitute(expr: Expr, replacements: ReadonlyMap<Expr, Expr>): Expr {
  return rewrite([expr], (node, args) => replacements.get(node) ?? (args.length === 0 ? node : withArgs(node, args)))[0] as Expr
}

/** An operation as something to call: builds its node, after the row's own folding; numbers stand for number nodes. */
export interface Row {
  (...args: (Expr | number)[]): Expr
  readonly op: Operation
  /** The same with a payload, for rows that have one. */
  readonly with: (payload: Payload, ...args: Expr[]) => Expr
}

let coerceNumber: (value: number) => Expr = () => {
  throw new Error('no number row')
}

/** Makes a row that can be called. */
export function row(described: Described): Row {
  const op = operation(described)
  const build = (...args: (Expr | number)[]): Expr => {
    for (let k = 0; k < args.length; k++) if (typeof args[k] === 'number') args[k] = coerceNumber(args[k] as number)
    return op.fold?.(args as Expr[], undefined) ?? make(op, args as Expr[])
  }
  return Object.assign(build, { op, with: (payload: Payload, ...args: Expr[]) => op.fold?.(args, payload) ?? make(op, args, payload) })
}

/* The two leaves everything needs. */

const numberOperation = operation({ name: 'number', title: 'number', args: [], elementwise: true, shape: () => SCALAR, cost: 0 })
const symbolOperation = operation({ name: 'symbol', title: 'symbol', args: [], elementwise: true, shape: () => SCALAR, cost: 0 })

/** The nodes of integers that are met everywhere, from -16. */
const smallNumbers: (Expr | undefined)[] = []

/** A number node from an exact number or a double. */
export function number(value: number | Exact): Expr {
  const exact = typeof value === 'number' ? Exact.fromDouble(value) : value
  if (exact === undefined) throw new RangeError(`not a finite number: ${value}`)
  if (!exact.isShared) return make(numberOperation, NO_ARGS, exact)
  const at = exact.numerator + 16
  const known = smallNumbers[at]
  if (known !== undefined) return known
  const node = kept(make(numberOperation, NO_ARGS, exact))
  smallNumbers[at] = node
  return node
}
coerceNumber = number

const NO_TRAITS: Traits = Object.freeze({})

/** A symbol node. The same name with another shape is another symbol. */
export function symbol(name: string, shape: Shape = SCALAR, traits: Traits = NO_TRAITS): Expr {
  const kinds = traits === NO_TRAITS ? '' : Object.keys(traits).sort().join()
  const payload: SymbolPayload = { key: kinds === '' ? name : `${name}:${kinds}`, name, traits }
  return make(symbolOperation, NO_ARGS, payload, shape)
}

export const isNumber = (node: Expr): boolean => node.op === numberOperation
export const isSymbol = (node: Expr): boolean => node.op === symbolOperation
/** The exact value of a number node, else undefined. */
export const exactOf = (node: Expr): Exact | undefined => (node.op === numberOperation ? (node.payload as Exact) : undefined)
/** The name of a symbol node, else undefined. */
export const nameOf = (node: Expr): string | undefined => (node.op === symbolOperation ? (node.payload as SymbolPayload).name : undefined)
export const traitsOf = (node: Expr): Traits => (node.op === symbolOperation ? (node.payload as SymbolPayload).traits : NO_TRAITS)

/** The symbols of an expression, in order of first appearance. */
export function symbolsOf(...roots: Expr[]): Expr[] {
  return topological(roots).filter(isSymbol)
}

export const leafRows: readonly Operation[] = [numberOperation, symbolOperation]
