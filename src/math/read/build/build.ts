/**
 * Makes nodes of terms, one at a time, arguments first, once the shapes of all names are known. Settles what only shapes
 * can: whether a juxtaposition is a scalar, inner, outer or matrix product, whether a power is an inverse, whether a
 * transposed vector is a row; and turns components under a sum into axes.
 */
import type { Note, Range } from '../../api.ts'
import { type Expr, exactOf, make, number } from '../../expr.ts'
import { COMPLEX } from '../../ops/complex.ts'
import { abs, eq, ne } from '../../ops/condition.ts'
import { einsum, freshLetters, permute } from '../../ops/einsum.ts'
import { inverse, matmul, outer, transpose } from '../../ops/linear.ts'
import { inOrderAlong } from '../../ops/order.ts'
import { cross } from '../../ops/products.ts'
import { positions } from '../../ops/running.ts'
import { broadcastTo, eye, size } from '../../ops/structure.ts'
import { operationNamed } from '../../ops/table.ts'
import { formatShape, type Length, ShapeError, shapeOf, sizeOf } from '../../shape.ts'
import type { TermOrder } from '../order.ts'
import { isSliced } from '../ranks/indexed.ts'
import { pointsOf } from '../ranks/points.ts'
import { type ApplyTerm, COLUMNWISE, countLengths, ReadError, type Reading, type Term, withLengths } from '../term.ts'
import { binderOf } from './binders.ts'
import { blocksOf, columned, compared, directionOf, kronecker } from './blocks.ts'
import { alignTo, type Built, completed, configured, NOWHERE, type OpenLengths, ownRank, settled, sideBySide, unionOf, unstretched } from './built.ts'
import { callOf } from './calls.ts'
import { alongVector, indexOfVector, lengthOfVector } from './columnVectors.ts'
import { componentOf } from './component.ts'
import { copiesOf } from './copies.ts'
import { eachMatrix } from './eachMatrix.ts'
import { buildIndex, buildPut, columnwise, lengthOf, roundedLength, stackTerms } from './indexing.ts'
import { Kept } from './kept.ts'
import { matrixNorm } from './norms.ts'
import { isInverse, powerOfMatrix } from './powers.ts'
import { Rounds } from './rounds.ts'
import { contracted, indexed, refuseIndexed, refuseWhole, rowwise, scaledWhole, solved, stacked, turned } from './rows.ts'
import { derivativeOf, placeOf, slopeAt } from './slopes.ts'
import { finiteTerms, vanishingProduct, withinBounds } from './vanishing.ts'
import { ARITHMETIC, type Arithmetic, negated, powerOf, productOf, quotientOf, sumOf } from './written.ts'

const exprOf = ({ expr }: Built): Expr => expr
const withLength = (rounded: Expr): Expr => {
  const length = /^(?:floor|trunc)$/.test(rounded.op.name) ? roundedLength(rounded) : undefined
  return length === undefined ? rounded : size(length)
}
const isScalar = ({ expr, row, indices }: Built): boolean => expr.shape.length === 0 && indices === undefined && row !== true

/** More axes than anybody writes. */
const MOST_AXES = 8

export class Builder {
  /** What terms became. */
  readonly rounds: Rounds
  /** Whether something is written with complex numbers. */
  complex = false
  private notes: Note[] = []
  private kept: Kept | undefined
  private readonly symbols = new Map<string, Expr>()
  private readonly points: ReadonlyMap<string, Term>

  constructor(
    /** In which order terms are added. */
    private readonly order: TermOrder,
    private readonly symbolNamed: (name: string) => Expr,
    private readonly lengths: OpenLengths,
    /** Indices of axes where they stand as numbers, and with which number each begins. */
    private readonly counted: ReadonlyMap<Term, number>,
    private readonly arrays?: Reading['arrays'],
  ) {
    this.rounds = new Rounds(order)
    this.kept = Kept.of(order)
    this.points = pointsOf(order.terms)
  }

  /** Begins once more with the first term: lengths are known that were not. */
  again(): void {
    this.rounds.again()
    this.kept = Kept.of(this.order)
    this.symbols.clear()
    this.openLengths = 0
    this.complex = false
    this.notes = []
  }

  /** The node of the last term. Throws ReadError where that is one row of many. */
  last({ range = NOWHERE }: Term): Expr {
    const { expr, each } = this.rounds.at(this.rounds.length - 1) as Built
    if (each !== undefined) throw new ReadError('nothing runs over the index of these rows', range, 'select the whole sum or loop')
    return expr
  }

  private at(term: Term): Built {
    return this.rounds.of(term) as Built
  }

  /** Throws ShapeError where shapes do not go together, RangeError or ReadError where something else does not. */
  add(term: Term): void {
    const same = this.rounds.same(term)
    // What is kept whole depends on the sums before it.
    if (same !== undefined && (this.kept === undefined || !Kept.isOf(term))) {
      this.openLengths = same.lengths
      this.complex ||= same.complex
      this.kept?.add(term, same.built.expr)
      this.rounds.add(term, same, true)
      return
    }
    const taken = this.openLengths
    const made = this.build(term)
    const built = term.kind === 'apply' && term.attributes?.['turned'] === true ? { ...made, turned: true } : made
    const { rank } = built.expr
    if (rank > MOST_AXES) throw new RangeError(`an array of ${rank} axes is more than is read: at most ${MOST_AXES}`)
    this.kept?.add(term, built.expr)
    const isOpen = this.openLengths > taken || (term.kind === 'apply' && term.attributes?.['shape'] !== undefined)
    this.rounds.add(term, { built, isOpen, lengths: this.openLengths, complex: this.complex, notes: this.notes }, same !== undefined)
    if (this.notes.length > 0) this.notes = []
  }

  private symbolOf(name: string): Expr {
    let found = this.symbols.get(name)
    if (found === undefined) {
      found = this.symbolNamed(name)
      this.symbols.set(name, found)
    }
    return found
  }

  private build(term: Term): Built {
    switch (term.kind) {
      case 'number':
        return { expr: number(term.value) }
      case 'name': {
        const point = this.points.get(term.name)
        if (point !== undefined) return placeOf(term.name, settled(this.at(point)))
        const first = this.counted.get(term)
        if (first === undefined) return { expr: this.symbolOf(term.name) }
        const count = positions(this.openLength())
        return { expr: first === 1 ? count : sumOf([count, number(first - 1)]), indices: [term.name] }
      }
      case 'call':
        return callOf(
          term,
          term.args.map((arg) => this.at(arg)),
          this.lengths,
          (args, each) => this.elementwise(args, each),
        )
      case 'derivative':
        if (term.placed) return slopeAt(term.by[0] as string, settled(this.at(term.of)), settled(this.at(term.at?.[0] as Term)))
        return derivativeOf(this.at(term.of).expr, term, (point) => this.at(point))
      case 'binder':
        return binderOf(term, (part) => this.at(part))
      case 'apply':
        return this.apply(term)
    }
  }

  private apply(term: ApplyTerm): Built {
    const args = term.args.map((arg) => settled(this.at(arg)))
    const exprs = args.map(exprOf)
    const arithmetic = ARITHMETIC.get(term.op)
    if (arithmetic !== undefined && args.every(isScalar)) return { expr: arithmetic(this.begun(term, exprs), this.kept) }
    const [a, b] = args as [Built, Built]
    refuseIndexed(term, args)
    switch (term.op) {
      case 'product':
      case 'cdot':
        return this.products(args, term)
      case 'times':
        return a.expr.rank === 1 && b.expr.rank === 1 && a.indices === undefined
          ? { expr: make(cross.op, [a.expr, b.expr]) }
          : this.product(a, b, term)
      case 'quotient':
        return this.quotient(a, b, term)
      case 'leftdivide':
        return ownRank(a) === 2 ? solved(a, b, term) : this.quotient(b, a, term)
      case 'power':
        return this.power(a, b, term)
      case 'transpose':
        return this.transposed(this.complex && term.attributes?.['conjugate'] === true ? this.row({ ...term, op: 'conj' }, [a]) : a, term)
      case 'bars':
        return this.row({ ...term, op: ownRank(a) === 2 ? 'det' : a.indices !== undefined || a.expr.rank === 0 ? 'abs' : 'norm' }, [a])
      case 'inv':
        return ownRank(a) === 0 ? this.quotient({ expr: number(1) }, a, term) : { ...a, expr: make(inverse.op, [a.expr]) }
      case 'mul':
      case 'hadamard':
        return this.componentwise(args)
      case 'neg':
        return { ...a, expr: negated(a.expr) }
      // s·I added to a matrix: the identity takes its length from the other terms.
      case 'add':
      case 'sub':
      case 'div':
      case 'pow':
        return this.elementwise(args, (own) =>
          (arithmetic as Arithmetic)(own.every((x, k) => x === exprs[k]) ? this.begun(term, own) : own, this.kept),
        )
      case 'index':
        if (a.indices !== undefined) return indexed(a, term, exprs)
        // Some of a row is a row.
        return {
          expr: buildIndex(a.expr, (this.arrays === 'columns' && indexOfVector(a, term, exprs)) || term, exprs),
          row: a.row === true && term.attributes?.['linear'] === 'row' && isSliced(term),
        }
      case 'put':
        return { expr: buildPut(a.expr, b.expr, term, exprs), row: a.row === true && a.expr.rank === 1 }
      case 'component':
        return componentOf(a, term, (index) => this.at(index))
      case 'array':
        return args.some(({ indices }) => indices !== undefined) ? stacked(args) : { expr: stackTerms(exprs) }
      case 'blocks':
        return blocksOf(args, (term.attributes?.['columns'] ?? []) as readonly number[])
      case 'vec':
        return a.indices !== undefined ? a : { expr: a.expr.rank === 2 ? columnwise(a.expr) : a.expr }
      case 'size': {
        if (term.attributes?.['whole'] === true && a.indices === undefined && a.expr.rank > 1) return { expr: size(sizeOf(a.expr.shape)) }
        const axis = Number(term.attributes?.['axis'] ?? 0)
        const single = this.arrays === 'columns' ? lengthOfVector(a, term) : undefined
        const length = single ?? a.expr.shape[axis < 0 ? axis + a.expr.rank : axis + (a.indices?.length ?? 0)]
        if (length === undefined) throw new RangeError(`a ${formatShape(a.expr.shape)} has no axis ${axis}`)
        return { expr: size(length) }
      }
      case 'numel':
        return { expr: size(sizeOf(a.expr.shape)) }
      case 'truth':
        return { expr: ne(a.expr.rank === 0 || a.indices !== undefined ? a.expr : size(sizeOf(a.expr.shape)), number(0)) }
      case 'vector':
        return { expr: broadcastTo(a.expr, shapeOf([this.openLength()])) }
      case 'matrix':
        return { expr: broadcastTo(a.expr, shapeOf([this.openLength(), this.openLength()])) }
      case 'identity':
        return { expr: eye(a === undefined ? this.openLength() : this.length(a)) }
      case 'copies':
        return copiesOf(a, args.slice(1).map((count) => this.length(count)) as [Length, Length]) ?? refuseWhole(term)
      case 'kron':
        return kronecker(a, b, this.arrays)
      case 'norm':
        if (a.expr.rank === 0) return { expr: make(abs.op, [a.expr]) }
        if (a.expr.rank > 1 && a.indices === undefined) return this.norm(a.expr, term) ?? this.row(term, args)
    }
    return this.row(term, args)
  }

  /** The terms or factors of a long text, those that make up one before it taken together. */
  private begun(term: ApplyTerm, exprs: readonly Expr[]): readonly Expr[] {
    return this.kept?.argumentsOf(term, exprs, (other) => this.at(other).expr) ?? exprs
  }

  private norm(a: Expr, term: ApplyTerm): Built | undefined {
    const found = matrixNorm(a, term)
    if (found?.note !== undefined) this.note(found.note, term.range)
    return found
  }

  /** Lengths the context must say: those of MATLAB's vector(c), matrix(c), eye and of an identity I. */
  private openLengths = 0
  private openLength(): Length {
    return this.lengths.anonymous(this.openLengths++)
  }

  /** A number as the length of an axis. Throws RangeError where it is none. */
  private length({ expr }: Built): Length {
    const length = lengthOf(expr)
    if (length === undefined) throw new RangeError('a length must be a whole number, or made of lengths of axes')
    return length
  }

  private row(term: ApplyTerm, args: readonly Built[]): Built {
    const operation = operationNamed(term.op)
    if (operation === undefined) throw new ReadError(`the operation ${term.op} is not known`, term.range ?? NOWHERE)
    if (COMPLEX.has(operation)) this.complex = true
    if (operation.elementwise && operation.configure === undefined && args.length === operation.args.length && args.every(isScalar))
      return { expr: withLength(written(make(operation, args.map(exprOf)))) }
    if (operation.elementwise)
      return this.elementwise(completed(operation, operation === eq.op ? compared(args) : args, term), (exprs) =>
        written(withinBounds(operation, exprs, operation.configure?.(term.attributes ?? {}, exprs))),
      )
    const count = countLengths(term.attributes)
    const exprs = finiteTerms(operation, sideBySide(operation, args.slice(0, args.length - count).map(exprOf), term), term.attributes)
    const ofVector = alongVector(operation, args, term.attributes ?? {})
    if (ofVector !== undefined) return ofVector
    // Column by column, which leaves a row, or all of a vector.
    const columnwise = term.attributes?.['axis'] === COLUMNWISE && exprs[0]?.rank === 2
    const attributes =
      term.attributes?.['axis'] === COLUMNWISE
        ? { ...term.attributes, axis: columnwise ? 0 : null }
        : count === 0
          ? (term.attributes ?? {})
          : withLengths(term.attributes, (k) => this.length(args[args.length - count + k] as Built))
    if (args.some(({ indices }) => indices !== undefined)) return rowwise(term, operation, args.slice(0, args.length - count), attributes)
    // Reductions of a scalar leave it as it is: np.sum(x) is x where x is one number.
    const reduces = operation.attributes?.[0] === 'axis' && operation.ranks?.[0] === 1 && operation.layer !== true
    if (reduces && exprs.length === 1 && exprs[0]?.rank === 0) return { expr: exprs[0] as Expr }
    const made = inOrderAlong(operation, exprs, attributes) ?? make(operation, exprs, configured(operation, attributes, exprs, term, this.lengths))
    const node = vanishingProduct(made)
    if (operation.shorthand === true && operation.meaning !== undefined)
      return { expr: operation.meaning(node), row: node.rank === 1 && (columnwise || args[0]?.row === true) }
    return { expr: node, row: node.rank === 1 && (columnwise || args[0]?.row === true) }
  }

  /** Aligns the axes of indices, then applies. */
  private elementwise(given: readonly Built[], build: (exprs: readonly Expr[]) => Expr): Built {
    const args = this.arrays === 'columns' ? columned(given) : given
    if (args.every(isScalar)) return { expr: build(args.map(exprOf)) }
    if (args.every((arg) => arg.indices === undefined)) {
      const expr = build(unstretched(args.map(({ expr: x }) => x)))
      return { expr, ...directionOf(args) }
    }
    const indices = unionOf(args)
    return { expr: build(args.map((arg) => alignTo(arg, indices, args, this.arrays !== undefined))), indices }
  }

  /** A product component by component; of components with indices it is a product over index sets. */
  private componentwise(args: readonly Built[]): Built {
    if (args.every(({ indices }) => indices === undefined) || args.some((arg) => ownRank(arg) > 0)) {
      return this.elementwise(args, productOf)
    }
    const scalars = args.filter(({ expr }) => expr.rank === 0)
    const factors = args.filter(({ expr }) => expr.rank > 0)
    const indices = unionOf(factors)
    const letters = freshLetters(indices.length, '')
    const subscripts = factors.map((factor) => (factor.indices ?? []).map((index) => letters[indices.indexOf(index)]).join(''))
    const product =
      factors.length === 1 ? (factors[0] as Built).expr : einsum(`${subscripts.join(',')}->${letters}`, ...factors.map(({ expr }) => expr))
    return { expr: scalars.length === 0 ? product : productOf([...scalars.map(({ expr }) => expr), product]), indices }
  }

  /** Factors from the left; the numbers in front multiply what all others make: ½ xᵀ y is ½ (xᵀ y). */
  private products(args: readonly Built[], term: Term): Built {
    const first = args.findIndex((arg) => !isScalar(arg))
    const chain = (from: number, to?: number): Built => args.slice(from, to).reduce((left, right) => this.product(left, right, term))
    return first < 1 ? chain(0) : this.product(chain(0, first), chain(first), term)
  }

  /** A product of two neighbours, by their shapes. */
  private product(left: Built, right: Built, term: Term): Built {
    const [a, b] = [left.expr, right.expr]
    if (left.indices !== undefined || right.indices !== undefined)
      return ownRank(left) > 0 && ownRank(right) > 0
        ? contracted(left, right, term as ApplyTerm)
        : (scaledWhole(left, right) ?? this.componentwise([left, right]))
    if (a.rank === 0 || b.rank === 0) return { expr: productOf([a, b]), row: left.row === true || right.row === true }
    if (a.rank === 1 && b.rank === 1) {
      if (right.row === true && left.row !== true) return { expr: make(outer.op, [a, b]) }
      if (left.row !== true && (term as ApplyTerm).attributes?.['entrywise'] === true) return this.componentwise([left, right])
      // Two columns side by side have no product; the inner one is what is meant where they are written so.
      if (left.row !== true) this.note(`read as the inner product`, term.range)
      // x'A y is x'(A y), as it is written.
      if (left.row === true && a.op === matmul.op && a.args[0]?.rank === 1) {
        return { expr: make(matmul.op, [a.args[0], make(matmul.op, [a.args[1] as Expr, b])]) }
      }
      return { expr: make(matmul.op, [a, b]) }
    }
    // v * M of a shader, whose vectors are neither rows nor columns.
    if (a.rank === 1 && b.rank === 2 && left.row !== true && (term as ApplyTerm).attributes?.['entrywise'] === true)
      return { expr: make(matmul.op, [a, b]) }
    // x A^T is a row.
    if (a.rank === 1 && b.rank === 2 && left.row !== true && b.op !== transpose.op) {
      // A column times a matrix goes only where the matrix is a row: x (y'), taken as the outer product before.
      throw new ShapeError(`a column vector stands before a matrix: transpose it`, a.shape, b.shape)
    }
    return { expr: vanishingProduct(make(matmul.op, [a, b])), row: a.rank === 1 }
  }

  private quotient(left: Built, right: Built, term: Term): Built {
    if (right.expr.rank === 2 && left.expr.rank > 0 && right.indices === undefined)
      return this.product(left, { expr: make(inverse.op, [right.expr]) }, term)
    return this.elementwise([left, right], ([x, y]) => quotientOf(x as Expr, y as Expr))
  }

  private power(base: Built, exponent: Built, term: Term): Built {
    if (ownRank(base) === 2 && isInverse(exponent.expr)) return { ...base, expr: make(inverse.op, [base.expr]) }
    const value = exactOf(exponent.expr)?.asInteger
    if (ownRank(base) === 2 && value !== undefined) return { ...base, expr: powerOfMatrix(base.expr, exponent.expr, term) }
    if (ownRank(base) === 2) return eachMatrix(base, term, (matrix) => powerOfMatrix(matrix, exponent.expr, term))
    if (base.expr.rank === 1 && base.indices === undefined && value === 2) this.note('read as the square of each component', term.range)
    return this.elementwise([base, exponent], ([x, y]) => powerOf(x as Expr, y as Expr))
  }

  private transposed(a: Built, term: ApplyTerm): Built {
    if (a.expr.rank === 0 || a.indices !== undefined) return turned(a)
    if (a.expr.rank === 1) return term.attributes?.['columns'] === true ? a : { expr: a.expr, row: a.row !== true, turned: a.turned }
    const payload = transpose.op.configure?.(term.attributes ?? {}, [a.expr])
    if (typeof payload === 'string') return { expr: permute(a.expr, payload.split(',').map(Number)) }
    return { expr: a.expr.op === transpose.op && a.expr.payload === undefined ? (a.expr.args[0] as Expr) : make(transpose.op, [a.expr]) }
  }

  private note(message: string, range?: Range): void {
    this.notes.push({ message, range, kind: 'reading' })
  }
}

/** What a row that is only read stands for; functions of complex numbers stay until all is built. */
const written = (node: Expr): Expr =>
  node.op.shorthand === true && node.op.meaning !== undefined && !COMPLEX.has(node.op) ? node.op.meaning(node) : node
