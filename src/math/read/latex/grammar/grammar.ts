/** What the parts of the LaTeX parser ask of each other: the place in the tokens, the levels of the grammar, the text around. */
import type { Range } from '../../../api.ts'
import type { Shape } from '../../../shape.ts'
import type { Declaration, NameTerm, Term } from '../../term.ts'
import type { Token } from '../tokens/tokens.ts'

/** A function that the text defines. */
export interface FunctionDefinition {
  readonly name: string
  readonly parameters: readonly string[]
  /** The command of the font its name is written in where it is defined: \mathcal. */
  readonly font?: string
  /** Of a family f_i, the indices of this one. */
  readonly indices?: readonly string[]
  /** Its right side over its parameters, element by element where these arguments may have elements. Throws ReadError. */
  body(args?: readonly Term[]): Term
}

/** What each is of a family that the text defines by its indices. */
export interface Family {
  readonly own: readonly string[]
  /** What is added to the first index on the left side. */
  readonly ahead: number
  /** It is defined by others of the family. */
  readonly recursive: boolean
  /** Which of its indices step from one to the next there; the others run over places. */
  readonly steps: readonly boolean[]
  readonly body: Term
}

/** A row of a table that is said by itself, at the place `name` + `number`, or at the number: by the other index. */
export interface First {
  readonly name: string | undefined
  readonly number: number
  readonly index: string
  readonly body: Term
}

/** What the text around a formula says about the names in it. */
export interface Surroundings {
  /** `called`: an opening parenthesis follows. */
  functionNamed(name: string, called?: boolean): FunctionDefinition | undefined
  /** Of several functions of a name, p(z) and p(x \mid z), the one that is called with these arguments. */
  overloaded(name: string, args: readonly Term[]): FunctionDefinition | undefined
  /** The function's right side at these arguments, one term for equal calls; undefined where they are not simple. */
  applied(definition: FunctionDefinition, args: readonly Term[]): Term | undefined
  /** The formula a name stands for, under sums over the indices that run. Throws ReadError when that formula cannot be read. */
  valueOf(name: string, running?: readonly string[]): Term | undefined
  /** Is what the text says of the name made of what it is to be differentiated by: q = softmax(W h) of D(p \| q) by W? */
  leadsToAsked(name: string): boolean
  /** The names that the text puts together under this one: \ell and \sigma of \theta = (\ell, \sigma^2). */
  partsOf(name: string): readonly string[]
  /** What n = \sum_i n_i stands for, where the letter with an index is something else. */
  totalOf(name: string): Term | undefined
  /** The matrix or vector whose entries the text says: \mathbf{K} where K_{ij} = ... */
  entriesOf(name: string, rank: number): Term | undefined
  /** What q_{kl} stands for where the text says what q_{ij} is, at these indices, under sums over those that run. Throws ReadError. */
  valueAt(base: string, indices: readonly string[], running?: readonly string[]): Term | undefined
  /** What the text says each is of what has so many indices: q_{ij} by i and j, h_t by h_{t-1}, u_{n+1} by u_n. */
  familyOf(base: string, count: number): Family | undefined
  /** Does the text say this, whether or not it can be read? */
  isFamily(base: string, count: number): boolean
  /** What the text says of h_0, a number too. Throws ReadError. */
  startOf(name: string): Term | undefined
  /** What the text says of \alpha_{1,j} or V_{T+1,s}. */
  firstsOf(base: string): readonly First[]
  /** What the text defines that is called so with a name below, as S_\\kappa is of S. */
  namesBelow(base: string): readonly string[]
  /** The function that f_k is where the text says what f_i(x) is, at these indices. Throws ReadError. */
  functionAt(base: string, indices: readonly string[]): FunctionDefinition | undefined
  declarationOf(name: string): Declaration | undefined
  /** The shape of a name, and the number it stands for, as the person or the text says. */
  lengthsOf(name: string): Shape | undefined
  numberOf(name: string): number | undefined
  /** Is told how often sums up to this name run, where they are written out. */
  tellRounds(name: string, number: number): void
  /** The matrix X whose rows or columns, or components, a small x with an index is. */
  matrixOf(name: string, count: number): { readonly name: string; readonly columns: boolean; readonly told: boolean } | undefined
  /** Is the name also written where it cannot be a function, in this part of the text? */
  isSymbol(name: string): boolean
  /** Does the text say that the plain letter is the length of the vector: r = |\mathbf{r}|? */
  isLength(name: string): boolean
  /** Do the words call this capital with an index a row of it? */
  hasRows(name: string): boolean
  /** Is this capital said to be the identity? */
  isIdentity(name: string): boolean
  /** Does it stand for states one after another, x_0, x_1, ...? */
  isSequence(name: string): boolean
  /** Is the name bold somewhere in this part of the text? */
  isBold(name: string): boolean
  /** Are these two capitals one name, as others like them: TP beside FP and FN? */
  isAcronym(word: string): boolean
  /** Do the words of the text say this? */
  says(words: RegExp): boolean
  /** Is the less likely reading asked for at this place? */
  isOther(place: number): boolean
}

/** A stretch of tokens, half open. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A name as written, without its scripts. */
export interface Base {
  readonly name: string
  readonly latex: string
  readonly rank?: number
  /** Fonts, accents or words: more than the name says. */
  readonly dressed: boolean
  /** Written as a word in an upright font: probably an operator. */
  readonly word: boolean
}

export interface Grammar {
  readonly tokens: readonly Token[]
  readonly surroundings: Surroundings
  at: number
  end: number

  /** The token `ahead` of the next one; undefined beyond the end. */
  peek(ahead?: number): Token | undefined
  /** Is the next token this symbol or command? */
  is(text: string, ahead?: number): boolean
  take(text: string): boolean
  /** The place of the brace that closes the one at this place. */
  closing(open: number): number
  /** The place of the parenthesis, bracket or brace that closes the one at this place; beyond all tokens where none does. */
  partner(open: number): number
  /** From the token at this place to the last one read. */
  rangeFrom(from: number): Range
  rangeOf(span: Span): Range
  /** Refuses, pointing at the next token or at the range given. */
  fail(message: string, hint?: string, range?: Range): never
  /** Refuses the next token for standing where it does. */
  unexpected(): never
  note(message: string, range: Range): void
  /** Of two readings the likelier one, told in a note, unless the other is asked for: is it the first? Both complete "read ...". */
  choose(likely: string, other: string, range: Range): boolean
  /** Reads between two bars of this kind, or, for '(', where bars outside do not count. */
  barred<T>(bar: string, read: () => T): T
  /** Reads inside a stretch of tokens, all of it, and goes on at `after` (default: where it is now, behind the argument). */
  within<T>(span: Span, read: () => T, after?: number): T

  /** A relation, or membership of an interval. */
  condition(): Term
  /** Sums joined by relations, or else a sum. */
  relation(): Term
  sum(): Term
  /** Factors up to the next + or -. */
  product(): Term
  factor(): Term
  /** What a function without parentheses, a derivative operator or a big operator applies to. */
  bareArgument(name: string): Term
  operand(what: string): Term
  /** {...}, or one token, as TeX takes an argument. */
  argument(what: string): Span
  argumentTerm(what: string): Term
  /** Exponents, subscripts, primes, ! behind something that is no name. */
  scripts(base: Term, from: number): Term
  /** The arguments behind an opening delimiter, which is the next token. */
  argumentList(): Term[]
  isOpening(ahead?: number): boolean
  startsFactor(): boolean
  /** Makes names stand for themselves while reading. */
  binding<T>(names: readonly string[], kind: 'index' | 'parameter', read: () => T): T
  isIndex(name: string): boolean
  /** The indices that run where this is read. */
  running(): readonly string[]
  /** Does the formula use this letter beside a running index (the i of W_{ij} under a sum over j)? */
  /** Is there a cross product of bold letters? */
  hasCross(): boolean
  /** Is this name with an index a vector for each: x_i^\\top, (x_i - \\mu)^\\top? */
  isFamily(name: string): boolean
  /** Is a capital with an index a matrix for each index, as the formula shows or the words say? */
  isMatrixFamily(name: string): boolean
  isFreeIndex(name: string): boolean
  /** How many indices this name takes in the formula or by declaration: 1 for a vector; 0 when it is not known to have any. */
  rankIndexed(name: string): number
  /** Are there signs of matrices in the formula? */
  hasMatrices(): boolean
  /** Does the formula transpose this letter? */
  isTransposed(name: string): boolean
  /** Does this bold letter also stand without a subscript in the formula? */
  isWholeBold(name: string): boolean
  /** Are primes behind an index the sign of a transpose, as in x_i'\beta, and not part of a name? */
  primesTurn(): boolean
  /** Is this capital a label where it is raised, as those of Z^A and Z^B? */
  isLabel(letter: string): boolean
  /** Does this letter stand beside itself with an index, as another thing: x - x_i? */
  isApart(name: string): boolean
  /** Does a bold name come next? */
  isBoldNext(): boolean
  isBound(name: string): boolean
  /** A name, or what the text says it stands for. `whole`: no index stands behind it. */
  named(name: string, range: Range, hint?: NameTerm['hint'], whole?: boolean): Term
}
