/**
 * From index form back to the notation people use: products over index sets as matrix products, transposes, diagonals,
 * outer products and traces, where the result has rank two at most; the rest stays in index form.
 */
import { type Expr, exactOf, make, number, rewrite, topological, withArgs } from '../expr.ts'
import { add, div, exp, mul, neg, pow } from '../ops/arithmetic.ts'
import { einsum, freshLetters, isEinsum, specOf } from '../ops/einsum.ts'
import { diag, inverse, matmul, outer, solve, transpose } from '../ops/linear.ts'
import { axesOf, axesPayload, sum } from '../ops/reduction.ts'
import { gatherOf } from '../ops/slice.ts'
import { softmax } from '../ops/softmax.ts'
import { eye, isEye, isOne, isZero, zeros } from '../ops/structure.ts'
import { type Length, sameShape } from '../shape.ts'
import { collected, withOneNumber } from './collect.ts'
import { indexForm } from './indexForm.ts'
import { withComplements } from './logistic.ts'
import { diagonal, diagonalOf, divisorOf, inner, inverseOf, outerOf, sumOver, times, total, traceOf, transposed, transposesIn } from './matrix.ts'
import { measure } from './measure.ts'

export interface NotationOptions {
  /** Numerator: a row per component of the value. */
  readonly layout: 'numerator' | 'denominator'
  /** Rank of the value that was differentiated. */
  readonly valueRank: number
}

/** The same value in matrix notation, in the layout asked for. Rank 0 expressions without tensors come back as they are. */
export function notation(expr: Expr, options: NotationOptions = { layout: 'numerator', valueRank: expr.rank }): Expr {
  const written = shorterOf(write(expr), expr.rank > 2 ? write(indexForm(expr)) : undefined)
  return options.layout === 'denominator' && options.valueRank === 1 && expr.rank === 2 ? transposed(written) : written
}

function write(expr: Expr): Expr {
  const [written] = rewrite([expr], (node, args) => (node.args.length === 0 ? node : writeNode(node, args))) as [Expr]
  return expr.rank === 0 ? written : withComplements(written)
}

/** The one with fewer indices in its largest product, then the one with fewer operations. */
function shorterOf(a: Expr, b: Expr | undefined): Expr {
  if (b === undefined) return a
  const fewer = mostIndices(b) - mostIndices(a)
  return fewer < 0 || (fewer === 0 && measure([b]).operations <= measure([a]).operations) ? b : a
}

const mostIndices = (expr: Expr): number =>
  topological([expr]).reduce((most, node) => (isEinsum(node) ? Math.max(most, new Set(specOf(node).inputs.join('')).size) : most), 0)

function writeNode(node: Expr, args: readonly Expr[]): Expr {
  if (isEinsum(node)) {
    const { inputs, output } = specOf(node)
    if (gatherOf(node)?.places.includes('along') === true) return withArgs(node, args)
    if (node.rank <= 2 && args.every((arg) => arg.rank <= 2)) {
      const summed = [...inputs.join('')].some((letter) => !output.includes(letter))
      const factors = inputs.flatMap((letters, k): Factor[] =>
        summed ? components({ letters, expr: args[k] as Expr }) : [{ letters, expr: args[k] as Expr }],
      )
      const written = new Product(factors).write(output)
      if (written !== undefined) return withOneNumber(written)
    }
    return shortened(node, args)
  }
  const { op } = node
  if (op === matmul.op) {
    const [a, b] = args as [Expr, Expr]
    if (a.rank > 2 || b.rank > 2) return withArgs(node, args)
    return withOneNumber(a.rank === 2 ? times(a, b) : b.rank === 2 ? times(transposed(b), a) : inner(a, b))
  }
  if (op === transpose.op && node.payload === undefined) return transposed(args[0] as Expr)
  if (op === inverse.op) return inverseOf(args[0] as Expr)
  if (op === solve.op && node.rank <= 2) return times(inverseOf(args[0] as Expr), args[1] as Expr)
  if (op === sum.op && (node.rank === 0 || (node.rank === 1 && args[0]?.rank === 2)) && !axesOf(node).keepdims) {
    return node.rank === 0 ? total(args[0] as Expr) : sumOver(args[0] as Expr, axesOf(node).axes[0] as number)
  }
  if (op === diag.op && node.rank === 2) return diagonal(args[0] as Expr)
  if (op === mul.op && node.rank > 2 && args.some((arg) => isEinsum(arg) && arg.args.some(isEye))) {
    // Components of a tensor with deltas: all in one product, whose indices say which component of what is meant.
    const letters = freshLetters(node.rank, '')
    return einsum(`${args.map(({ rank }) => letters.slice(letters.length - rank)).join(',')}->${letters}`, ...args)
  }
  if (op === mul.op && args.some(isZero)) return zeros(node.shape)
  if ((op === mul.op || op === div.op) && node.rank === 2) {
    const written = op === mul.op ? alongLastAxis(args) : args[1]?.rank === 1 ? alongLastAxis([args[0] as Expr, div(1, args[1])]) : undefined
    if (written !== undefined) return written
  }
  if (op === div.op && node.rank === 1) {
    // exp(z) / Σ exp(z), of a vector.
    const [above, below] = args as [Expr, Expr]
    if (above.op === exp.op && below.op === sum.op && below.args[0] === above) return make(softmax.op, above.args, axesPayload([0]))
  }
  if (op === add.op && node.rank > 0) return collected(add(...args))
  if (op === neg.op || op === mul.op) return withOneNumber(args.some((arg, k) => arg !== node.args[k]) ? rebuilt(node, args) : node)
  if (op === div.op && node.rank > 0) {
    const [above, below] = args as [Expr, Expr]
    const inside = below.rank === 0 ? divisorOf(above) : undefined
    return withOneNumber(inside === undefined ? withArgs(node, args) : div(above.args[0] as Expr, mul(inside, below)))
  }
  return withArgs(node, args)
}

/** A product that stays in index form: with deltas of its factors taken in, and sums over an index of two matrices as their product. */
function shortened(node: Expr, args: readonly Expr[]): Expr {
  const whole = einsum(specOf(node).key, ...args)
  if (!isEinsum(whole)) return whole
  const { inputs, output } = specOf(whole)
  let factors = inputs.map((letters, k): Factor => ({ letters, expr: whole.args[k] as Expr }))
  for (const letter of new Set(inputs.join(''))) {
    const holders = factors.filter((factor) => factor.letters.includes(letter))
    const [a, b] = holders as [Factor, Factor]
    if (
      output.includes(letter) ||
      holders.length !== 2 ||
      holders.some(({ letters, expr }) => letters.length > 2 || isEye(expr) || expr.op.name === 'one_hot')
    )
      continue
    const outside = holders.map(({ letters }) => letters.replace(letter, ''))
    if (holders.some(({ letters }, k) => letters.length !== (outside[k] as string).length + 1) || (outside[0] !== '' && outside[0] === outside[1]))
      continue
    // The order that needs fewer transposes.
    const transposes = (left: Factor, right: Factor): number => transposesIn(turnedTo(left, letter, 1)) + transposesIn(turnedTo(right, letter, 0))
    const [left, right] = a.letters.length > 1 && transposes(a, b) <= transposes(b, a) ? [a, b] : [b, a]
    const [x, y] = [turnedTo(left, letter, 1), turnedTo(right, letter, 0)]
    const expr = x.rank === 1 && y.rank === 1 ? inner(x, y) : x.rank === 1 ? times(transposed(y), x) : times(x, y)
    const letters = x.rank === 1 ? right.letters.replace(letter, '') : left.letters.replace(letter, '') + right.letters.replace(letter, '')
    factors = [...factors.filter((factor) => factor !== a && factor !== b), { letters, expr }]
  }
  if (factors.length === inputs.length) return whole
  return einsum(`${factors.map(({ letters }) => letters).join(',')}->${output}`, ...factors.map(({ expr }) => expr))
}

/** A matrix with the index first or last. */
const turnedTo = ({ letters, expr }: Factor, letter: string, place: 0 | 1): Expr =>
  letters.length === 2 && letters[place] !== letter ? transposed(expr) : expr

/**
 * Components of a matrix times vectors, which lie along its last axis: where the matrix is made of deltas, diagonals and
 * outer products, the vectors go into those, term by term.
 */
function alongLastAxis(args: readonly Expr[]): Expr | undefined {
  const parts = args.map(peeled)
  const vectors = parts.filter(({ tensor }) => tensor.rank === 1)
  const matrices = parts.filter(({ tensor }) => tensor.rank === 2)
  const scalars = parts.flatMap((part) => [...part.scalars, ...(part.tensor.rank === 0 ? [part.tensor] : [])])
  const below = parts.flatMap((part) => part.below)
  const scaled = (tensor: Expr): Expr => (below.length === 0 ? mul(...scalars, tensor) : div(mul(...scalars, tensor), mul(...below)))
  const [matrix] = matrices
  if (matrix === undefined) return undefined
  // What is stretched along an axis of length 1 is no vector of that axis.
  if (vectors.some(({ tensor }) => tensor.shape[0] !== matrix.tensor.shape[1])) return undefined
  if (
    matrices.length === 1 &&
    matrix.tensor.op === add.op &&
    vectors.length > 0 &&
    matrix.tensor.args.every((term) => isStructured(peeled(term).tensor))
  ) {
    const terms = matrix.tensor.args.map((term) => alongLastAxis([term, ...vectors.map(({ tensor }) => tensor)]))
    return terms.every((term) => term !== undefined) ? scaled(collected(add(...terms))) : undefined
  }
  if (matrices.length === 1 && vectors.length === 0) return undefined
  if (!matrices.some(({ tensor }) => isStructured(tensor))) {
    if (vectors.length === 0) return undefined
    return scaled(times(mul(...matrices.map(({ tensor }) => tensor)), diagonal(mul(...vectors.map(({ tensor }) => tensor)))))
  }
  const factors = [...matrices, ...vectors].flatMap(({ tensor }): Factor[] => {
    if (tensor.rank === 1) return [{ letters: 'j', expr: tensor }]
    if (tensor.op !== outer.op) return [{ letters: 'ij', expr: tensor }]
    return [
      { letters: 'i', expr: tensor.args[0] as Expr },
      { letters: 'j', expr: tensor.args[1] as Expr },
    ]
  })
  const written = new Product(factors).write('ij')
  return written === undefined ? undefined : scaled(written)
}

const isStructured = (node: Expr): boolean => isEye(node) || (node.rank === 2 && node.op === diag.op) || node.op === outer.op

/** A tensor without its sign, its scalar factors and its scalar denominators. */
function peeled(node: Expr): { scalars: Expr[]; below: Expr[]; tensor: Expr } {
  const scalars: Expr[] = []
  const below: Expr[] = []
  let tensor = node
  for (;;) {
    if (tensor.op === neg.op) {
      scalars.push(number(-1))
      tensor = tensor.args[0] as Expr
    } else if (tensor.op === div.op && tensor.args[1]?.rank === 0 && tensor.args[0]?.rank !== 0) {
      below.push(tensor.args[1])
      tensor = tensor.args[0] as Expr
    } else if (tensor.op === mul.op && tensor.args.filter(({ rank }) => rank > 0).length === 1) {
      scalars.push(...tensor.args.filter(({ rank }) => rank === 0))
      tensor = tensor.args.find(({ rank }) => rank > 0) as Expr
    } else return { scalars, below, tensor }
  }
}

const rebuilt = (node: Expr, args: readonly Expr[]): Expr => (node.op === neg.op ? neg(args[0] as Expr) : mul(...args))

/** Σ v, and vᵀv for a vector of squares that came of a product. */
function totalOf(v: Expr): Expr {
  const square = v.op === pow.op && v.rank === 1 && exactOf(v.args[1] as Expr)?.asInteger === 2
  return square ? inner(v.args[0] as Expr, v.args[0] as Expr) : total(v)
}

interface Factor {
  letters: string
  expr: Expr
}

/** A product component by component as its factors: under a sum they may make inner products and traces. */
function components(factor: Factor): Factor[] {
  const { letters, expr } = factor
  if (expr.op !== mul.op || !expr.args.every(({ rank, shape }) => rank === 0 || sameShape(shape, expr.shape))) return [factor]
  return expr.args.map((arg): Factor => ({ letters: arg.rank === 0 ? '' : letters, expr: arg }))
}

/** A product over index sets being written out: factors are joined two at a time until the output's letters are left. */
class Product {
  private readonly scalars: Expr[] = []

  constructor(private factors: Factor[]) {}

  /** Undefined where no matrix notation says it. */
  write(output: string): Expr | undefined {
    if (output.length === 2 && output[0] === output[1]) return undefined
    this.unpackDiagonals(output)
    for (let steps = 0; steps < 200; steps++) {
      this.takeScalars()
      if (this.diagonalsAndEqualLetters(output)) continue
      const letter = this.contractible(output)
      if (letter === undefined) break
      if (!this.contract(letter)) return undefined
    }
    this.takeScalars()
    const last = this.finish(output)
    if (last !== undefined && this.scalars.some(isZero)) return zeros(last.shape)
    return last === undefined ? undefined : this.scalars.length === 0 ? last : mul(...this.scalars, last)
  }

  /** diag(v) between two letters is v along one of them with a delta. */
  private unpackDiagonals(output: string): void {
    this.factors = this.factors.flatMap((factor): Factor[] => {
      const { letters, expr } = factor
      if (expr.op !== diag.op || expr.rank !== 2) return [factor]
      return [
        { letters: letters[0] as string, expr: expr.args[0] as Expr },
        { letters, expr: eye(expr.shape[0] as Length) },
      ]
    })
    // Deltas with a summed letter rename it away.
    for (let k = 0; k < this.factors.length; k++) {
      const { letters, expr } = this.factors[k] as Factor
      if (!isEye(expr)) continue
      const [a, b] = [letters[0] as string, letters[1] as string]
      const gone = !output.includes(b) ? b : !output.includes(a) ? a : undefined
      if (gone === undefined || a === b) continue
      const kept = gone === a ? b : a
      const others = this.factors.filter((_, i) => i !== k)
      if (!others.some((other) => other.letters.includes(gone) || other.letters.includes(kept))) continue
      this.factors = others.map((other) => ({ ...other, letters: other.letters.replaceAll(gone, kept) }))
      k = -1
    }
  }

  private takeScalars(): void {
    this.scalars.push(...this.factors.filter(({ letters }) => letters === '').map(({ expr }) => expr))
    this.factors = this.factors.filter(({ letters }) => letters !== '')
  }

  /** Factors over the same letters multiply component by component; a matrix over one letter twice is its diagonal. */
  private diagonalsAndEqualLetters(output: string): boolean {
    for (let i = 0; i < this.factors.length; i++) {
      const a = this.factors[i] as Factor
      if (a.letters.length === 2 && a.letters[0] === a.letters[1]) {
        const letter = a.letters[0] as string
        if (!output.includes(letter) && this.factors.every((other) => other === a || !other.letters.includes(letter))) {
          this.scalars.push(traceOf(a.expr))
          this.factors.splice(i, 1)
          return true
        }
        this.factors[i] = { letters: a.letters[0] as string, expr: diagonalOf(a.expr) }
        return true
      }
      for (let j = i + 1; j < this.factors.length; j++) {
        const b = this.factors[j] as Factor
        if (isEye(a.expr) || isEye(b.expr)) continue
        const same = a.letters === b.letters
        const turned = a.letters.length === 2 && a.letters[0] === b.letters[1] && a.letters[1] === b.letters[0] && b.letters.length === 2
        // Two matrices over the same two letters are a trace or a product where both letters are summed.
        const summed = [...a.letters].every((letter) => !output.includes(letter))
        if (a.letters.length === 2 && this.factors.length === 2 && summed && (same || turned)) continue
        if (!same && !turned) continue
        // Two vectors over a letter that only they have and that is summed: their inner product.
        const only = this.factors.filter(({ letters }) => letters.includes(a.letters)).length === 2
        if (a.letters.length === 1 && only && !output.includes(a.letters)) continue
        this.factors[i] = { letters: a.letters, expr: mul(a.expr, same ? b.expr : transposed(b.expr)) }
        this.factors.splice(j, 1)
        return true
      }
    }
    return false
  }

  /** The summed letter to go next: vectors first, since they make the products small. */
  private contractible(output: string): string | undefined {
    const letters = [...new Set(this.factors.map(({ letters: own }) => own).join(''))].filter((letter) => !output.includes(letter))
    const rank = (letter: string): number => {
      const holders = this.factors.filter(({ letters: own }) => own.includes(letter))
      const vectors = holders.filter(({ letters: own }) => own.length === 1).length
      if (holders.length === 1) return 3
      if (holders.length === 2) return vectors > 0 ? 0 : 2
      return vectors > 0 && holders.length - vectors <= 2 ? 1 : 9
    }
    return letters.sort((a, b) => rank(a) - rank(b))[0]
  }

  private contract(letter: string): boolean {
    const holders = this.factors.filter(({ letters }) => letters.includes(letter))
    const rest = this.factors.filter(({ letters }) => !letters.includes(letter))
    const vectors = holders.filter(({ letters }) => letters.length === 1)
    const matrices = holders.filter(({ letters }) => letters.length === 2)
    if (matrices.length > 2) return false
    const weight = vectors.length === 0 ? undefined : vectors.length === 1 ? (vectors[0] as Factor).expr : mul(...vectors.map(({ expr }) => expr))
    if (matrices.length === 0) {
      const own = vectors.map(({ expr }) => expr)
      const scalar = own.length === 1 ? totalOf(own[0] as Expr) : inner(own[0] as Expr, own.length === 2 ? (own[1] as Expr) : mul(...own.slice(1)))
      this.scalars.push(scalar)
      this.factors = rest
      return true
    }
    const first = matrices[0] as Factor
    // Oriented so that the letter is inside: first ends with it, second begins with it.
    const left = first.letters[1] === letter ? first.expr : transposed(first.expr)
    const outside = (first.letters[1] === letter ? first.letters[0] : first.letters[1]) as string
    if (matrices.length === 1 && (weight === undefined || isOne(weight))) {
      this.factors = [...rest, { letters: outside, expr: sumOver(first.expr, first.letters.indexOf(letter)) }]
      return true
    }
    if (matrices.length === 1) {
      const expr = times(left, weight as Expr)
      this.factors = [...rest, { letters: outside, expr }]
      return true
    }
    const second = matrices[1] as Factor
    const right = second.letters[0] === letter ? second.expr : transposed(second.expr)
    const end = (second.letters[0] === letter ? second.letters[1] : second.letters[0]) as string
    const middle = weight === undefined || isOne(weight) ? left : times(left, diagonal(weight))
    if (outside === end) {
      // Both letters shared: a trace where the other is summed too, else the diagonal of the product.
      const others = rest.some(({ letters }) => letters.includes(end))
      if (others) return false
      this.factors = [...rest, { letters: `${outside}${end}`, expr: times(middle, right) }]
      return this.closeTrace(outside)
    }
    this.factors = [...rest, { letters: outside + end, expr: times(middle, right) }]
    return true
  }

  /** A matrix over one summed letter twice: its trace. */
  private closeTrace(letter: string): boolean {
    const k = this.factors.findIndex(({ letters }) => letters === letter + letter)
    if (k < 0) return true
    this.scalars.push(traceOf((this.factors[k] as Factor).expr))
    this.factors.splice(k, 1)
    return true
  }

  private finish(output: string): Expr | undefined {
    if (output === '') return this.factors.length === 0 ? (this.scalars.pop() as Expr | undefined) : undefined
    if (output.length === 1) {
      if (!this.factors.every(({ letters }) => letters === output)) return undefined
      const parts = this.factors.map(({ expr }) => expr)
      return parts.length === 1 ? parts[0] : mul(...parts)
    }
    const [row, column] = [output[0] as string, output[1] as string]
    const part = (letters: string): Expr[] => this.factors.filter((factor) => factor.letters === letters).map(({ expr }) => expr)
    if (!this.factors.every(({ letters }) => letters === row || letters === column || letters === output || letters === column + row))
      return undefined
    const matrices = [...part(output), ...part(column + row).map(transposed)]
    const [rows, columns] = [part(row), part(column)]
    const product = (vectors: Expr[]): Expr => (vectors.length === 1 ? (vectors[0] as Expr) : mul(...vectors))
    if (matrices.some(isEye)) {
      const others = matrices.filter((matrix) => !isEye(matrix)).map(diagonalOf)
      const along = [...rows, ...columns, ...others]
      return along.length === 0 ? matrices.find(isEye) : diagonal(product(along))
    }
    if (matrices.length === 0) {
      if (rows.length === 0 || columns.length === 0) return undefined
      return outerOf(product(rows), product(columns))
    }
    let matrix = product(matrices)
    const [left, right] = [rows.filter((v) => !isOne(v)), columns.filter((v) => !isOne(v))]
    if (left.length > 0) matrix = times(diagonal(product(left)), matrix)
    if (right.length > 0) matrix = times(matrix, diagonal(product(right)))
    return matrix
  }
}
