/**
 * What every front end reads into: terms over operation names, before shapes are known and with the place in the text
 * each came from. Terms may be shared (a variable used twice is one object twice). `elaborate.ts` infers the shapes and
 * makes expressions of them.
 */
import type { Language, Note, Range, Site, Value } from '../api.ts'
import { Exact } from '../exact.ts'
import type { Attribute, Attributes, Traits } from '../expr.ts'

export type { Attribute }

import type { Shape } from '../shape.ts'
import { TracelessError } from '../traceless.ts'
import type { ConstantNames } from './constantNames.ts'

/** Something a reader knows about a name from how it is written: bold or with an arrow is a vector, bold upper case a matrix. */
export interface Hint {
  readonly rank?: number
  /** Its vectors with an index are its columns. */
  readonly columns?: boolean
  /** One of the parameters an optimiser keeps in a row: a number, unless its use says otherwise. */
  readonly usually?: 'number'
  /** The bracket of the index above it: ( of x^{(i)}. */
  readonly raised?: string
  /** LaTeX of the name as written, where it is more than the name says (\hat{y}, \mathbf{W}). */
  readonly latex?: string
}

/** A name the text gives to a term: the variable it was assigned to, or the function of the text whose call it is. */
export interface Label {
  readonly name: string
  readonly kind: 'variable' | 'call'
  /** The variable that the result of a call is first assigned to. */
  readonly variable?: string
}

interface TermBase {
  readonly range?: Range
  readonly label?: Label
  /** Operators that are those of matrices go through it component by component (an array of Eigen); false where they do so no longer. */
  readonly entrywise?: boolean
}

export interface NumberTerm extends TermBase {
  readonly kind: 'number'
  readonly value: Exact
}

/** A free name. */
export interface NameTerm extends TermBase {
  readonly kind: 'name'
  readonly name: string
  readonly hint?: Hint
}

/** Where a shape among the attributes of a term has a length that only shapes can tell: its place among the last arguments. */
export interface LengthAttribute {
  readonly length: number
}

const isLengthAttribute = (attribute: Attribute): attribute is { readonly length: number } =>
  typeof attribute === 'object' && attribute !== null && 'length' in attribute && !Array.isArray(attribute)

/** The axis of a reduction that goes down the columns of a matrix, and over all of a vector. */
export const COLUMNWISE = 'columns'

/** How many of the last arguments of a term are lengths among its attributes. */
export function countLengths(attributes: ApplyTerm['attributes']): number {
  const count = (attribute: Attribute): number =>
    Array.isArray(attribute) ? attribute.reduce<number>((sum, part) => sum + count(part), 0) : isLengthAttribute(attribute) ? 1 : 0
  return attributes === undefined ? 0 : Object.values(attributes).reduce<number>((sum, attribute) => sum + count(attribute), 0)
}

/** The attributes with those lengths in their places. */
export function withLengths(attributes: ApplyTerm['attributes'], lengthAt: (place: number) => Attribute): Attributes {
  const resolve = (attribute: Attribute): Attribute =>
    Array.isArray(attribute) ? attribute.map(resolve) : isLengthAttribute(attribute) ? lengthAt(attribute.length) : attribute
  return Object.fromEntries(Object.entries(attributes ?? {}).map(([name, attribute]) => [name, resolve(attribute)]))
}

/**
 * An operation over terms. `op` is the name of a row of the table, or one of the names that only shapes can settle:
 * - 'product'      juxtaposition in LaTeX, `*` in MATLAB and Julia: scalar, matrix or inner product, outer for column times row
 * - 'quotient'     a / b in LaTeX, MATLAB: division by a scalar, or a b^{-1}; 'leftdivide' is MATLAB's backslash
 * - 'power'        x^p in LaTeX, MATLAB, Julia: power, matrix power, inverse for -1 of a matrix
 * - 'transpose'    of a scalar nothing; of a vector the row vector, but with attribute `columns` nothing; of a matrix its transpose
 * - 'bars'         |x|: the absolute value of a scalar, the length of a vector, the determinant of a matrix
 * - 'cdot'         \cdot: inner product of two vectors, else product
 * - 'hadamard'     a ⊙ b: as 'mul', and written of vectors and matrices alone
 * - 'times'        \times: product of scalars, cross product of two vectors of length 3
 * - 'index'        x[...]: the first argument, then the terms that 'items' refers to by position: attribute `items` is a list of
 *                  { at: k } | { start?: k, stop?: k, step?: k } (k numbers the further arguments from 1) | 'newaxis' | 'ellipsis';
 *                  0-based; negative counts from the end as in NumPy. With attribute `linear` a single index counts through a matrix
 *                  column by column, and a range of such gives a 'row' or a 'column'; so in 'put' and 'component'
 * - 'put'          the array (argument 0) with the value (argument 1) written at items (further arguments from 2), as `a[i] = v` does
 * - 'component'    x_i, A_{ij}: the first argument at index terms (bound index names or numbers, 1-based)
 * - 'size'         length of an axis: attribute axis; with `whole`, of all axes of what is a matrix; 'numel' the number of components
 * - 'truth'        whether a number is not 0, or an array not empty
 * - 'array'        a literal [a, b, ...] of terms, nested for matrices
 * - 'blocks'       [A, b; c', d]: numbers, vectors and matrices side by side in rows of as many as `columns` says; 'vec' the columns of a
 *                  matrix one below the other
 * - 'copies'       an array so often below itself (argument 1) and so often beside itself (argument 2): repmat(x, m, n)
 * - 'identity'     I or `eye` where the context says the size; 'vector' and 'matrix' of a scalar (MATLAB-like constants) likewise
 */
export interface ApplyTerm extends TermBase {
  readonly kind: 'apply'
  readonly op: string
  readonly args: readonly Term[]
  readonly attributes?: { readonly [name: string]: Attribute }
}

/** A function the text does not define: g(x), with unknown derivative g'(x). `primes` counts written primes. */
export interface CallTerm extends TermBase {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Term[]
  readonly primes?: number
  /** The last argument was written as a subscript: \pi_\theta(a). */
  readonly subscript?: true
  /** A function of its arguments as a whole, whose value has so many axes; else it works component by component. */
  readonly whole?: number
}

/**
 * Σ, Π, ∫ and the like: binds `index` in `body`. Without bounds the index runs over the whole axis it is used on. 'each' is
 * the vector of the body for all of them, the matrix where the body is one itself.
 */
export interface BinderTerm extends TermBase {
  readonly kind: 'binder'
  readonly op: 'sum' | 'prod' | 'integral' | 'max' | 'min' | 'each'
  readonly index: string
  readonly low?: Term
  readonly high?: Term
  readonly body: Term
}

/** d/dx, ∂/∂x, ∇: the derivative of a term by names, in order. */
export interface DerivativeTerm extends TermBase {
  readonly kind: 'derivative'
  readonly of: Term
  readonly by: readonly string[]
  /** Where it is taken, one term per distinct name of `by`, which are then bound in `of`: f'(2t). Absent: at the names themselves. */
  readonly at?: readonly Term[]
  /**
   * The one name in `by` stands for its point and nowhere else: it has the axes of that, and its indices, as jax.grad(f)(x[i]) has. Of a
   * gradient, what is differentiated is a number.
   */
  readonly placed?: 'gradient' | 'jacobian'
}

export type Term = NumberTerm | NameTerm | ApplyTerm | CallTerm | BinderTerm | DerivativeTerm

export const numberTerm = (value: number | Exact, range?: Range): NumberTerm => ({
  kind: 'number',
  value: typeof value === 'number' ? (Exact.fromDouble(value) ?? Exact.integer(0)) : value,
  range,
})
export const nameTerm = (name: string, range?: Range, hint?: Hint): NameTerm => ({ kind: 'name', name, range, hint })
export const applyTerm = (op: string, args: readonly Term[], range?: Range, attributes?: ApplyTerm['attributes']): ApplyTerm => ({
  kind: 'apply',
  op,
  args,
  range,
  attributes,
})

/** What the text says about a name: a literal it is bound to, an annotation, a declaration such as x ∈ R^n. */
export interface Declaration {
  readonly shape?: Shape
  readonly value?: Value
  readonly traits?: Traits
  readonly range?: Range
  /** The number of axes, where only that is said. */
  readonly rank?: number
  /** It is a row of a language whose vectors are columns; listed in brackets, where others are rows. */
  readonly row?: boolean | 'listed'
  /** It is a list, whose slices are copies. */
  readonly list?: true
  /** It is one array with rows and columns, and no list of vectors. */
  readonly matrix?: true
  /** Prose says so: where it does not go together with the formula, the formula counts. */
  readonly stated?: boolean
  /**
   * The text calls its lengths so where it takes them apart, B, T, C = x.shape, or where an object is made: they may be what others are
   * called too.
   */
  readonly named?: true | 'made'
  /** Only as many first axes as it was taken apart along: its parts may have more. */
  readonly leading?: true
  /** What its entries are called, where that is another name: the k of K = (k_{ij}). */
  readonly entries?: string
}

/** Something in the text that can be analysed by name. */
export interface Definition {
  readonly name: string
  readonly kind: 'function' | 'value'
  readonly parameters: readonly string[]
  /** The whole definition. */
  readonly range: Range
  /** What it claims to be the derivative of: f'(x) = ..., ∇f = ..., dy/dx = .... Without `by`: by all parameters. */
  readonly derivative?: { readonly of: string; readonly by?: readonly string[]; readonly order: number }
  /** It is one of the links of a chain of equalities, or an entry of a matrix, which is read alone. */
  readonly within?: 'chain' | 'table'
}

/** What is to be read: a definition by name, a selection (empty: the cursor), or else the last definition or expression. */
export interface Target {
  readonly of?: string
  readonly selection?: Range
  /** Places at which the less likely of two readings is meant. */
  readonly readings?: readonly number[]
  /** Lengths that the person gives: loops over a parameter of known length can be written out. */
  readonly shapes?: Readonly<Record<string, Shape>>
  /** Numbers that the person gives for names on which the formula depends: how often a loop runs, which branch is taken. */
  readonly numbers?: Readonly<Record<string, number>>
  /** Lengths and numbers that nobody gave are tried: what takes much to execute with these does not do. */
  readonly tried?: true
  /** What it is to be differentiated by: a parameter that is asked for stays whole where it is taken apart into names. */
  readonly by?: readonly string[]
  /** The place of another function: what is read is as it is after that was called, and knows what that kept or returned for it. */
  readonly after?: Range
  /** Of the parameters that a function writes into, the first of these is what it gives. */
  readonly gives?: readonly string[]
  /** The keys of bundles that an earlier reading of the same found the text to name. */
  readonly entries?: ReadonlyMap<string, readonly string[]>
  /** Keeps the names that functions give to plain numbers; without it they are these numbers. */
  readonly constants?: ConstantNames
}

/** A name that a function gives to a plain number. */
export interface Constant {
  readonly number: Exact
  /** Whether the name means it where what is read stands: what a function that is called there has for itself is not known. */
  readonly isKnown: boolean
}

/** One of the values that are returned together: the how-manieth, and by which key where that is a dictionary. */
export interface Bundled {
  readonly item: number
  readonly key?: string
  readonly term: Term
}

/** One expression read, with all that the text around says about it. Names the text defines are followed already. */
export interface Reading {
  readonly name?: string
  /** The function whose value this is, where that has no name of its own. */
  readonly returnedBy?: string
  /** Parameters, when it is a function. */
  readonly parameters?: readonly string[]
  /** Parameters of the functions around, when it stands inside of some: people name things in that order. */
  readonly around?: readonly string[]
  /** Those of the parameters that are options with a default: nobody asks first for a derivative by them. */
  readonly options?: ReadonlySet<string>
  readonly body: Term
  /** Of which order the text asks for a derivative of it. */
  readonly order?: number
  /** All that is returned, where that is several values: the body is them as one array, or the first of them. */
  readonly results?: readonly Term[]
  /** What these are called, '' where nothing says it. */
  readonly called?: readonly string[]
  /** The body is the first of them alone: it is meant by the language, or the others are its derivatives by their names. */
  readonly isFirst?: boolean
  /** What the parts of the body are called, where that is a dictionary. */
  readonly keys?: readonly string[]
  /** All that is returned, where some of several values are dictionaries: what these hold, and what stands beside them. */
  readonly bundled?: readonly Bundled[]
  /** What a method leaves in its object, by its names there: dW, grads.W. */
  readonly stored?: ReadonlyMap<string, Term>
  /** The gradients among that which cannot be read. */
  readonly unread?: readonly string[]
  /** What of the text was taken. */
  readonly range: Range
  readonly declarations: ReadonlyMap<string, Declaration>
  readonly notes: readonly Note[]
  /** The name the file gives NumPy (or jax.numpy, torch), for code in its idiom; and which library the file uses. */
  readonly alias?: string
  readonly library?: 'numpy' | 'python' | 'jax' | 'torch'
  /** The language of code; absent in formulas, and where it is one of several that are read alike. */
  readonly language?: Language
  /** What code imports: the names it binds, with the paths they stand for; `*` for all that a module has. */
  readonly imports?: readonly { readonly name: string; readonly path: string }[]
  /** Arrays of code, which meet component by component with their last axes, or where vectors are columns; absent in formulas. */
  readonly arrays?: 'rows' | 'columns'
  /** What was gone along, of unknown length, and counted to: with known numbers, the reading may be an expression where it is none so. */
  readonly open?: readonly Open[]
  /** Free names that were taken as these numbers, for others of which the formula is another one. */
  readonly taken?: ReadonlyMap<string, number>
  /** Parameters with what the text calls the function with: values of them, if they have as many axes. */
  readonly calledWith?: ReadonlyMap<string, Value>
  /** Free names whose length the text asks for: they have an axis at least, also where the formula does not say so. */
  readonly long?: ReadonlySet<string>
  /** Parameters that are nothing unless they are given, and data that are known by their columns until then. */
  readonly absent?: ReadonlySet<string>
  /** Those of them that say how often something is done: there is no derivative by them. */
  readonly rounds?: ReadonlySet<string>
  /** Free names with the most axes they may have: an array of more would be changed where the text was read as making another number. */
  readonly scalars?: ReadonlyMap<string, number>
  /** Names that functions give to plain numbers, in the order of the text. */
  readonly constants?: ReadonlyMap<string, Constant>
  /** The numbers that the constructor of the object has by default, also those that only lengths are made of. */
  readonly defaults?: ReadonlyMap<string, number>
  /** Free names that stand for one point of a grid that a file makes, and how many points that has. */
  readonly grids?: ReadonlyMap<string, number>
  /** Where code that comes of it may stand; absent in formulas. */
  readonly site?: Site
  /** All its names are data that the file loads, or what a search found. */
  readonly ofData?: true
  /** The body is an equation, left side less right side, that makes `name` a function of the others; wanted is its derivative by `by`, in turn. */
  readonly implicit?: { readonly name: string; readonly by: readonly string[] }
}

/** What a statement of a function gives a new value. */
export interface Assignment {
  /** dz of dz, self.dz and grads["dz"]. */
  readonly name: string
  /** As it is written there. */
  readonly target: Range
  readonly statement: Range
  /** What it is from then on; absent where only a part of it is changed, or it is one of several. */
  readonly value?: Range
  /** The statement stands in a loop or a branch. */
  readonly isInside: boolean
}

/** A text opened in one language. */
export interface Document {
  definitions(): Definition[]
  /** What stands inside of definitions of code, by the names of these: functions in functions, and those that an object holds. */
  inner?(): Definition[]
  /** What the statements of a function give new values, which has this range as a definition. */
  assignments?(within: Range): Assignment[]
  /** Throws ReadError. */
  read(target: Target): Reading
  /** The equations of the text that define nothing, in order, as left side less right side; those that cannot be read are left out. */
  equations?(): Reading[]
}

/** What a reader makes of each of some things; those it cannot read are left out. */
export function readable<T, Made>(things: readonly T[], read: (thing: T) => Made): Made[] {
  return things.flatMap((thing) => {
    try {
      return [read(thing)]
    } catch (error) {
      if (error instanceof ReadError) return []
      throw error
    }
  })
}

/** An axis of a free name that a text goes along, of a length that it does not tell. */
export interface OpenAxis {
  readonly name: string
  readonly axis: number
  /** The length from which on what goes along it does so at least twice. */
  readonly length: number
  /** What is known of the shape of the name, and how many axes it has at least. */
  readonly shape?: Shape
  readonly rank?: number
  /** It is as long as a list that is gone through with it, of which all elements are meant. */
  readonly exact?: true
  /** A place that far is used: as long it has to be, where its length is only assumed. */
  readonly reached?: true
  /** The index of sums that run along it. */
  readonly index?: string
}

/** A free name that says how often a text does something, and a number with which it does so at least twice. */
export interface OpenCount {
  readonly name: string
  readonly count: number
  /** As often as there are elements of a list that is gone through. */
  readonly exact?: true
  /** The number that the text gives it by default. */
  readonly stated?: true
}

export type Open = OpenAxis | OpenCount

/** A text that cannot be understood: where, why, and what to do. */
export class ReadError extends TracelessError {
  constructor(
    message: string,
    readonly range: Range,
    readonly hint?: string,
    /** What was gone along and counted to before: with known numbers there, the text may be understood. */
    readonly open?: readonly Open[],
  ) {
    super(message)
  }
}
