/**
 * From index form back to the notation people use: products over index sets as matrix products, transposes, diagonals,
 * outer products and traces, where the result has rank two at most; the rest stays in index form.
 */
import { type Expr, exactOf, make, number, type Operation, rewrite, topological, withArgs } from '../../expr.ts'
import { add, addWhole, div, exp, mul, neg } from '../../ops/arithmetic.ts'
import { reshape } from '../../ops/arrange.ts'
import { coefficientOf, scaledBy } from '../../ops/coefficient.ts'
import { columnOf, columnOfElementwise, isColumn, vectorOf } from '../../ops/column.ts'
import { einsum, freshLetters, isEinsum, specOf } from '../../ops/einsum.ts'
import { expm, expmScaled } from '../../ops/exponential.ts'
import { gatherOf } from '../../ops/indicator.ts'
import { diag, inverse, matmul, outer, solve, transpose } from '../../ops/linear.ts'
import { logAlong, stein, sylvester } from '../../ops/matrixFunctions.ts'
import { axesOf, axesPayload, sum } from '../../ops/reduction.ts'
import { itemsOf, place, take } from '../../ops/slice.ts'
import { softmax } from '../../ops/softmax.ts'
import { broadcastOperation, broadcastTo, eye, isEye, isOne, isZero, ones, zeros } from '../../ops/structure.ts'
import { type Length, sameShape, shapeOf } from '../../shape.ts'
import { withChoices } from '../choice.ts'
import { withComplements } from '../logistic.ts'
import { measure } from '../measure.ts'
import { remembered } from '../remembering.ts'
import { simplify } from '../simplify.ts'
import { collected, quotientOfNumbers, withOneNumber } from './collect.ts'
import { components, Product } from './contract.ts'
import { gathered } from './gathered.ts'
import { indexForm } from './indexForm.ts'
import { diagonal, diagonalOf, inner, inverseOf, outerOf, sumOver, times, total, transposed, transposesIn } from './matrix.ts'
import { withoutTriangles } from './mirrored.ts'
import { partOf } from './parts.ts'
import { type Factor, joinedRuns } from './paths.ts'
import { inAnyOrder, withoutReshape } from './reordered.ts'
import { divisorOf, isScaled } from './uniform.ts'
import { multiplied } from './vectorQuotients.ts'

export interface NotationOptions {
  /** Numerator: a row per component of the value. */
  readonly layout: 'numerator' | 'denominator'
  /** Rank of the value that was differentiated. */
  readonly valueRank: number
}

/** Of larger expressions the form with the fewest indices is not looked for, nor what terms of still larger ones share: neither is read. */
const [READABLE, COLLECTED] = [300, 600]

/** The same value in matrix notation, in the layout asked for. Rank 0 expressions without tensors come back as they are. */
export function notation(expr: Expr, options: NotationOptions = { layout: 'numerator', valueRank: expr.rank }): Expr {
  const indices = expr.rank > 2 && sizeOf(expr) <= READABLE
  const written = remembered(() => shorterOf(write(expr), indices ? write(indexForm(expr)) : undefined))
  return options.layout === 'denominator' && options.valueRank === 1 && expr.rank === 2 ? transposed(written) : written
}

/** How many nodes a graph has; a product of many factors, which is one, counts as products of two. */
const sizeOf = (expr: Expr): number => topological([expr]).reduce((size, { args }) => size + Math.max(1, args.length - 1), 0)

/** The same of several, which are gone through at once where they are large: much of them is the same then. */
export function notationOfAll(exprs: readonly Expr[]): Expr[] {
  if (exprs.some((expr) => sizeOf(expr) <= COLLECTED)) return exprs.map((expr) => notation(expr))
  return remembered(() => writeAll(exprs, true))
}

const write = (expr: Expr): Expr => writeAll([expr], sizeOf(expr) > COLLECTED)[0] as Expr

function writeAll(exprs: readonly Expr[], areLong: boolean): Expr[] {
  const written = rewrite(exprs, (node, args) => {
    if (node.args.length === 0) return node
    return areLong && node.op === add.op && node.rank > 0 ? rebuiltWhole(node, args) : writeNode(node, args)
  })
  return written.map((own, k) => (exprs[k]?.rank === 0 ? own : withComplements(withSingleBars(own))))
}

/** x/(n v) for x/v over a scalar: one bar for what is divided component by component and as a whole. */
const withSingleBars = (root: Expr): Expr =>
  rewrite([root], (node, args) => {
    const [above, below] = args
    const twice = node.op === div.op && node.rank > 0 && below?.rank === 0 && above?.op === div.op && (above.args[1] as Expr).rank > 0
    if (!twice) return args.every((arg, k) => arg === node.args[k]) ? node : withArgs(node, args)
    return div(above.args[0] as Expr, mul(below, above.args[1] as Expr))
  })[0] as Expr

/** A sum over other terms, flat only as far as it was: in a long graph, the rounds of a loop, sums go on from those of the round before. */
const rebuiltWhole = (node: Expr, args: readonly Expr[]): Expr =>
  args.every((arg, k) => arg === node.args[k]) ? node : args.some(isZero) ? add(...args) : addWhole(...args)

/** The one with fewer indices in its largest product, then the one with fewer operations. */
function shorterOf(a: Expr, b: Expr | undefined): Expr {
  if (b === undefined) return a
  const fewer = mostIndices(b) - mostIndices(a)
  return fewer < 0 || (fewer === 0 && measure([b]).operations <= measure([a]).operations) ? b : a
}

const mostIndices = (expr: Expr): number =>
  topological([expr]).reduce((most, node) => (isEinsum(node) ? Math.max(most, new Set(specOf(node).inputs.join('')).size) : most), 0)

/** How functions of matrices move along others, which is simple along what commutes with them. */
const MOVES: ReadonlySet<Operation> = new Set([sylvester, stein, logAlong].map(({ op }) => op))

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
    return termByTerm(node, args) ?? shortened(node, args)
  }
  const { op } = node
  const column = isColumn(node) ? columnOfElementwise(node, args) : undefined
  if (column !== undefined) return column
  if (op === broadcastOperation && node.rank === 2) {
    const vector = vectorOf(args[0] as Expr)
    if (vector !== undefined) return outerOf(vector, ones(shapeOf([node.shape[1] as Length])))
  }
  if (op === matmul.op) {
    const [a, b] = args as [Expr, Expr]
    if (a.rank > 2 || b.rank > 2) return withArgs(node, args)
    return withOneNumber(a.rank === 2 ? times(a, b) : b.rank === 2 ? times(transposed(b), a) : inner(a, b))
  }
  if (op === transpose.op && node.payload === undefined) return transposed(args[0] as Expr)
  if (op === inverse.op) return inverseOf(args[0] as Expr)
  if ((op === expm.op || op === expmScaled.op) && isZero(args[0] as Expr)) return eye(node.shape[0] as Length)
  if (op === expmScaled.op) return make(expm.op, [beside(args[0] as Expr, args[1] as Expr)])
  if (MOVES.has(op)) return op.fold?.(args, undefined) ?? withArgs(node, args)
  if (op === solve.op && node.rank <= 2) return times(inverseOf(args[0] as Expr), args[1] as Expr)
  if (op === sum.op && (node.rank === 0 || (node.rank === 1 && args[0]?.rank === 2)) && !axesOf(node).keepdims) {
    return node.rank === 0 ? total(inAnyOrder(args[0] as Expr)) : sumOver(args[0] as Expr, axesOf(node).axes[0] as number)
  }
  if (op === take.op) return partOf(args[0] as Expr, itemsOf(node).items) ?? withArgs(node, args)
  const placed = op === place.op ? (args[0] as Expr) : undefined
  if (placed !== undefined && isZero(placed)) return zeros(node.shape)
  // -x among zeros is that of x with a minus.
  if (placed?.op === neg.op) return neg(withArgs(node, placed.args))
  if (placed !== undefined && exactOf(placed)?.isNegative === true) return neg(withArgs(node, [neg(placed)]))
  if (op === reshape.op) return withoutReshape(withArgs(node, args))
  if (op === diag.op) return node.rank === 2 ? diagonal(args[0] as Expr) : diagonalOf(args[0] as Expr)
  if (op === mul.op && node.rank > 2 && args.some((arg) => isEinsum(arg) && arg.args.some(isEye))) {
    // Components of a tensor with deltas: all in one product, whose indices say which component of what is meant.
    const letters = freshLetters(node.rank, '')
    // An axis of length 1 that the product stretches has its own length no more.
    const whole = args.map((arg) => (arg.rank === 0 ? arg : broadcastTo(arg, shapeOf(node.shape.slice(node.rank - arg.rank)))))
    return einsum(`${whole.map(({ rank }) => letters.slice(letters.length - rank)).join(',')}->${letters}`, ...whole)
  }
  if (op === mul.op && args.some(isZero)) return zeros(node.shape)
  if ((op === neg.op || op === div.op) && isZero(args[0] as Expr)) return zeros(node.shape)
  if ((op === mul.op || op === div.op) && node.rank === 2) {
    const written = op === mul.op ? alongLastAxis(args) : dividedAlong(args[0] as Expr, args[1] as Expr)
    if (written !== undefined) return written
  }
  if (op === div.op && node.rank === 1) {
    // exp(z) / Σ exp(z), of a vector.
    const [above, below] = args as [Expr, Expr]
    if (above.op === exp.op && below.op === sum.op && below.args[0] === above) return make(softmax.op, above.args, axesPayload([0]))
  }
  if (op === add.op) return node.rank > 0 ? collected(add(...(withoutTriangles(node, args) ?? args))) : withChoices(countedScalars(node, args))
  if (op === mul.op && node.rank === 1) return withOneNumber(withNumbersFirst(multiplied(...besideOthers(node, args))))
  if (op === neg.op || op === mul.op) return withOneNumber(args.some((arg, k) => arg !== node.args[k]) ? rebuilt(node, args) : node)
  if (op === div.op) {
    const [above, below] = args as [Expr, Expr]
    if (node.rank === 0)
      return (above !== node.args[0] && isProduct(above)) || (below !== node.args[1] && isProduct(below))
        ? quotientOfNumbers([above], [below])
        : withArgs(node, args)
    if (below.rank > 0 && above.op === div.op) return dividedAgain(above, below)
    const inside = below.rank === 0 ? divisorOf(above) : undefined
    return withOneNumber(inside === undefined ? withArgs(node, args) : div(above.args[0] as Expr, mul(inside, below)))
  }
  return withArgs(node, args)
}

/** A sum of scalars of which some were written in two ways: xᵀx + Σ x² is 2 xᵀx. */
const countedScalars = (node: Expr, args: readonly Expr[]): Expr =>
  new Set(args).size < args.length && new Set(node.args).size === args.length ? simplify(withArgs(node, args)) : withArgs(node, args)

/** 2 (2 xᵀx) x is 2 2 xᵀx x: scalars that have become products are factors beside the others. */
const besideOthers = (node: Expr, args: readonly Expr[]): readonly Expr[] =>
  args.flatMap((arg, k) => (arg !== node.args[k] && arg.rank === 0 && arg.op === mul.op ? arg.args : [arg]))

/** A quotient over a vector or matrix component by component: x/u²/u is x/u³, and x/n/u is x/u/n. */
function dividedAgain({ args }: Expr, by: Expr): Expr {
  const [above, below] = args as [Expr, Expr]
  if (below.rank > 0) return by.rank === 1 && below.rank === 1 ? div(above, quotientOfNumbers([below, by])) : div(div(above, below), by)
  return div(above.op === div.op ? dividedAgain(above, by) : div(above, by), below)
}

/** -A/ε for -1/ε times A. */
function beside(scalar: Expr, matrix: Expr): Expr {
  const [above, below] = scalar.args as [Expr, Expr]
  if (scalar.op === neg.op) return neg(beside(above, matrix))
  if (scalar.op === div.op) return div(isOne(above) ? matrix : beside(above, matrix), below)
  return gathered([scalar], matrix)
}

/** The products of the terms of a sum with deltas in it: Σ_kl A_kl (δ_ik δ_jl / u - δ_kl B_ij) is A/u - tr(A) B. */
function termByTerm(node: Expr, args: readonly Expr[]): Expr | undefined {
  const at = args.findIndex((arg) => arg.op === add.op && arg.rank > 2 && node.rank <= 2 && arg.args.every((term) => isOfDeltas(term)))
  if (at < 0) return undefined
  const { key } = specOf(node)
  const times = (term: Expr): Expr => {
    const [first, second] = term.args as [Expr, Expr]
    if (term.op === neg.op) return neg(times(first))
    if (term.op === div.op) return div(times(first), second)
    const product = einsum(key, ...args.map((arg, k) => (k === at ? term : arg)))
    return product.args.length === 0 ? product : writeNode(product, product.args)
  }
  return collected(add(...(args[at] as Expr).args.map(times)))
}

/** A product with deltas in it, but for its sign and a number that it is divided by. */
function isOfDeltas(node: Expr): boolean {
  const { op, args } = node
  const [first, second] = args
  if (op === neg.op) return isOfDeltas(first as Expr)
  if (op === div.op && second?.rank === 0) return isOfDeltas(first as Expr)
  return isEinsum(node) && args.some(isEye)
}

/** A product that stays in index form: with deltas of its factors taken in, and sums over an index of two matrices as their product. */
function shortened(node: Expr, args: readonly Expr[]): Expr {
  const whole = einsum(specOf(node).key, ...args)
  if (!isEinsum(whole)) return whole
  const { inputs, output } = specOf(whole)
  const given = inputs.map((letters, k): Factor => ({ letters, expr: whole.args[k] as Expr }))
  const factors = new Set(joinedRuns(given, output))
  const held = new Map<string, Set<Factor>>()
  const hold = (factor: Factor): void => {
    for (const letter of factor.letters) held.set(letter, (held.get(letter) ?? new Set()).add(factor))
  }
  for (const factor of factors) hold(factor)
  for (const letter of [...held.keys()]) {
    const holders = [...(held.get(letter) as Set<Factor>)]
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
    for (const gone of holders) {
      factors.delete(gone)
      for (const each of gone.letters) held.get(each)?.delete(gone)
    }
    const joined = { letters, expr }
    factors.add(joined)
    hold(joined)
  }
  if (factors.size === inputs.length) return whole
  const left = [...factors]
  return einsum(`${left.map(({ letters }) => letters).join(',')}->${output}`, ...left.map(({ expr }) => expr))
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
  const columns = parts.flatMap(({ tensor }) => vectorOf(tensor) ?? [])
  const matrices = parts.filter(({ tensor }) => tensor.rank === 2 && vectorOf(tensor) === undefined)
  const scalars = parts.flatMap((part) => [...part.scalars, ...(part.tensor.rank === 0 ? [part.tensor] : [])])
  const below = parts.flatMap((part) => part.below)
  const scaled = (tensor: Expr): Expr => (below.length === 0 ? gathered(scalars, tensor) : div(gathered(scalars, tensor), mul(...below)))
  const [matrix] = matrices
  if (matrix === undefined) return undefined
  const [height, width] = matrix.tensor.shape
  // What is stretched along an axis of length 1 is no matrix or vector of that axis.
  if (matrices.some(({ tensor }) => !sameShape(tensor.shape, matrix.tensor.shape))) return undefined
  if (vectors.some(({ tensor }) => tensor.shape[0] !== width) || columns.some(({ shape }) => shape[0] !== height)) return undefined
  if (
    matrices.length === 1 &&
    matrix.tensor.op === add.op &&
    vectors.length > 0 &&
    columns.length === 0 &&
    matrix.tensor.args.every((term) => isStructured(peeled(term).tensor))
  ) {
    const terms = matrix.tensor.args.map((term) => alongLastAxis([term, ...vectors.map(({ tensor }) => tensor)]))
    return terms.every((term) => term !== undefined) ? scaled(collected(add(...terms))) : undefined
  }
  if (matrices.length === 1 && vectors.length + columns.length === 0) return undefined
  if (!matrices.some(({ tensor }) => isStructured(tensor))) {
    const whole = mul(...matrices.map(({ tensor }) => tensor))
    // E ⊙ (U/2) is (E ⊙ U)/2.
    if (vectors.length + columns.length === 0) return scalars.length + below.length === 0 ? undefined : scaled(whole)
    const right = vectors.length === 0 ? whole : times(whole, diagonal(mul(...vectors.map(({ tensor }) => tensor))))
    return scaled(columns.length === 0 ? right : times(diagonal(mul(...columns)), right))
  }
  const upright = columns.map((expr): Factor => ({ letters: 'i', expr }))
  const factors = [...matrices, ...vectors].flatMap(({ tensor }): Factor[] => {
    if (tensor.rank === 1) return [{ letters: 'j', expr: tensor }]
    if (tensor.op !== outer.op) return [{ letters: 'ij', expr: tensor }]
    return [
      { letters: 'i', expr: tensor.args[0] as Expr },
      { letters: 'j', expr: tensor.args[1] as Expr },
    ]
  })
  const written = new Product([...upright, ...factors]).write('ij')
  return written === undefined ? undefined : scaled(written)
}

/** Rows divided by numbers of their own, or columns by theirs. */
function dividedAlong(matrix: Expr, by: Expr): Expr | undefined {
  const column = vectorOf(by)
  return by.rank === 1 ? alongLastAxis([matrix, div(1, by)]) : column === undefined ? undefined : alongLastAxis([matrix, columnOf(div(1, column))])
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

const isProduct = ({ op }: Expr): boolean => op === mul.op || op === div.op || op === neg.op

function rebuilt(node: Expr, args: readonly Expr[]): Expr {
  if (node.rank === 0 && args.some(isProduct)) return node.op === neg.op ? neg(quotientOfNumbers(args)) : quotientOfNumbers(args)
  if (node.op === neg.op) return neg(args[0] as Expr)
  return overDivisor(args)
}

/** c (A/s) is (c A)/s. */
function overDivisor(args: readonly Expr[]): Expr {
  const tensors = args.filter(({ rank }) => rank > 0)
  const below = tensors.length === 1 ? divisorOf(tensors[0] as Expr) : undefined
  if (below === undefined) return mul(...args)
  return div(mul(...args.map((arg) => (arg === tensors[0] ? (arg.args[0] as Expr) : arg))), below)
}

/** c (2v/s) is 2c (v/s): of scalars beside a vector the numbers are together. */
function withNumbersFirst(node: Expr): Expr {
  if (!isScaled(node)) return node
  const tensor = node.args.find(({ rank }) => rank > 0) as Expr
  const below = divisorOf(tensor)
  const { coefficient, rest } = coefficientOf(below === undefined ? tensor : (tensor.args[0] as Expr))
  const isNumber = below !== undefined && exactOf(below) !== undefined
  if (rest === tensor || (!isNumber && rest === tensor.args[0])) return node
  const whole = mul(...node.args.filter((arg) => arg !== tensor), isNumber || below === undefined ? rest : div(rest, below))
  return scaledBy(coefficient, isNumber ? div(whole, below) : whole)
}
