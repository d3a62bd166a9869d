/** What the writing of names and products says of axes, where their use says nothing. */
import { isElementwise } from '../../ops/table.ts'
import { isCount } from '../execute/arrays/counting.ts'
import { foundOnce } from '../execute/values/within.ts'
import { holdsThroughout } from '../order.ts'
import type { ApplyTerm, NameTerm, Term } from '../term.ts'

/** Names that are scalars by habit, also where they stand beside vectors: step sizes, penalties, counts. */
export const SCALAR_HABIT = new Set(
  'lambda lam lmbda alpha beta gamma delta eps epsilon eta tau rho kappa nu omega theta0 lr learning_rate temperature logit_scale momentum margin reg l1 l2 weight_decay pos_weight smooth n m k N M K T dt h pi c'.split(
    ' ',
  ),
)

/** Makes numbers of the letters that usually are and of which nothing else is said: the γ of γA, which hides what stands behind that. Says whether there were any. */
export function settleUsual(names: ReadonlySet<string>, ranks: Map<string, number>): boolean {
  const open = [...names].filter((name) => SCALAR_HABIT.has(name) && !ranks.has(name))
  for (const name of open) ranks.set(name, 0)
  return open.length > 0
}

/** Makes vectors of names that have an axis, of which nothing else is said. Says whether there were any. */
export function settleLong(long: ReadonlySet<string>, names: ReadonlySet<string>, ranks: Map<string, number>): boolean {
  const open = [...long].filter((name) => names.has(name) && !ranks.has(name))
  for (const name of open) ranks.set(name, 1)
  return open.length > 0
}

/** n and c of ‖a - n‖ and ‖A x - c‖: a distance is one between two points, whatever letters these have; each with the other's axes. */
export function distanceTo(difference: Term | undefined, ranks: ReadonlyMap<Term, number>): readonly (readonly [NameTerm, number])[] {
  if (difference?.kind !== 'apply') return []
  if (difference.op === 'neg') return distanceTo(difference.args[0], ranks)
  if (difference.op !== 'sub' && difference.op !== 'add') return []
  const rank = difference.args.reduce((most, arg) => Math.max(most, ranks.get(arg) ?? 0), 0)
  const points = difference.args.map((arg) => (arg.kind === 'apply' && arg.op === 'neg' ? arg.args[0] : arg))
  return rank === 0 ? [] : points.flatMap((point) => (point?.kind === 'name' && POINT.test(point.name) ? [[point, rank] as const] : []))
}

/** The x and \mu of \Sigma^{-1}(x - \mu): what a power of a matrix, or its transpose, is applied to last. */
export function pointsApart(sum: ApplyTerm, left: Term): readonly NameTerm[] {
  if (left.kind !== 'apply' || !/^(?:power|inv|transpose)$/.test(left.op)) return []
  const names = sum.args.map((arg) => (arg.kind === 'apply' && arg.op === 'neg' ? arg.args[0] : arg))
  const arePoints = names.every((name) => name?.kind === 'name' && !isUpper(name.name))
  return arePoints && names.some((name) => name?.kind === 'name' && !SCALAR_HABIT.has(name.name)) ? (names as NameTerm[]) : []
}
const POINT = /^[A-Za-z](?:_\w+)?$/

/** How matrices are called in formulas. */
export const CAPITAL = /^[A-Z](?:\d|_\w+)?$/
export const CAPITAL_OR_GREEK = /^(?:[A-Z]|Gamma|Delta|Theta|Lambda|Sigma|Phi|Psi|Omega)(?:\d|_\w+)?$/

/** The A of A X B and A diag(x): before matrices that are not written out stand others, unless the letter is that of a number. */
export const isBeforeMatrix = (name: string, next: Term | undefined): boolean =>
  !SCALAR_HABIT.has(name) && (next?.kind === 'name' || (next?.kind === 'apply' && /^(?:diag|transpose|inv|power|product|kron)$/.test(next.op)))

export const isUpper = (name: string): boolean => /^[A-Z]/.test(name)

/** X, X', X_k. */
export const isCapital = (term: Term): boolean =>
  term.kind === 'name'
    ? isUpper(term.name)
    : term.kind === 'apply' && (term.op === 'transpose' || isOneOfMany(term)) && isCapital(term.args[0] as Term)

/** A_k: one of what there is for each index. */
export const isOneOfMany = ({ op, args }: ApplyTerm): boolean => op === 'component' && args.length === 2 && args[1]?.kind === 'name'

/** The rank a name takes by how it is written where at least `least` axes are needed. */
export const rankByName = (name: string, least: number): number => (least >= 1 && (isUpper(name) || MATRIX.test(name)) ? Math.max(2, least) : least)
const MATRIX = /(?:^|_)(?:cov|covariance|corr|correlation|gram|matrix|mat)(?:_|\d|$)|Matrix$/

/** Names of rows of indices. */
export const INDEX_HABIT =
  /^(?:\w*_)?(?:idxs?|inds?|ids|index|indexes|indices|indx|labels?|targets?|perm|order|rows|cols|columns|classes|y|y_true|yb|neighbou?rs|users|items|words|tokens|nodes|senders|receivers|src|dst|docs|movies)$/

/** A vector written as a row: x', c x'; given the ranks of terms. */
export function isRow(term: Term, ranks: ReadonlyMap<Term, number>): boolean {
  if (term.kind !== 'apply') return false
  // 2*pi*(0:3)*t: what numbers in a range are multiplied by is a number.
  return term.op === 'transpose'
    ? ranks.get(term) === 1 && term.attributes?.['range'] !== true
    : term.op === 'product' && isRow(term.args.at(-1) as Term, ranks)
}

/** Whether a vector is written as a row: x', and what is made of rows component by component. */
export function isRowOfRows(term: Term, ranks: ReadonlyMap<Term, number>): boolean {
  if (term.kind !== 'apply') return false
  if (term.op === 'transpose') return !isRowOfRows(term.args[0] as Term, ranks)
  const vectors = term.args.filter((arg) => (ranks.get(arg) ?? 0) > 0)
  return vectors.length > 0 && KEEPS_ROWS.test(term.op) && vectors.every((arg) => isRowOfRows(arg, ranks))
}
const KEEPS_ROWS = /^(?:product|quotient|index|ones_like|zeros_like|neg|add|sub|mul|div|pow|exp|ln|log|sqrt|sin|cos|tan|tanh|abs)$/

/** Whether it is a row of numbers that are written out, t = 0:0.1:1, or what is made of such component by component. */
export const isRowOfNumbers = (root: Term, ranks: ReadonlyMap<Term, number>): boolean =>
  holdsThroughout(root, (term) => {
    if (term.kind !== 'apply') return undefined
    if (term.op === 'transpose') {
      const [inner] = term.args as [Term]
      const isWritten = term.attributes?.['range'] === true || (inner.kind === 'apply' && inner.op === 'array' && ranks.get(inner) === 1)
      return isWritten ? [] : undefined
    }
    const vectors = withAxes(term, ranks)
    return vectors.length > 0 && KEEPS_ROWS.test(term.op) ? vectors : undefined
  })

/** The arguments that have axes. */
const withAxes = ({ args }: ApplyTerm, ranks: ReadonlyMap<Term, number>): readonly Term[] => args.filter((arg) => (ranks.get(arg) ?? 0) > 0)

/** 1/(1 - r²): a factor that is a number. */
const isPartOfOne = (term: Term): boolean => term.kind === 'apply' && /^(?:quotient|div)$/.test(term.op) && term.args[0]?.kind === 'number'

/** exp(-b * [0, 0.5, 1]): a curve at points that are written out one by one. What it is multiplied by is its height. */
export const isCurveOfPoints = (root: Term, ranks: ReadonlyMap<Term, number>): boolean =>
  isOfPoints(root, ranks) &&
  !holdsThroughout(root, (term) => {
    if (term.kind !== 'apply' || ranks.get(term) !== 1 || term.op === 'array') return []
    return FACTORS_AND_TERMS.has(term.op) ? withAxes(term, ranks) : undefined
  })

/** Names of what there is one of for each component. */
export const WEIGHTS = /^(?:w|ws|wts?|weights?|q|p|ps|probs?|mask|coefs?|coeffs?|coefficients?)$/

const FACTORS_AND_TERMS: ReadonlySet<string> = new Set(['mul', 'div', 'add', 'sub', 'neg', 'product', 'quotient'])

/** Points that are written out, and what is made of them and of numbers. */
const isOfPoints = (root: Term, ranks: ReadonlyMap<Term, number>): boolean =>
  holdsThroughout(root, (term) => {
    if (term.kind !== 'apply') return undefined
    const along = term.op === 'array' ? [] : withAxes(term, ranks)
    return term.op === 'array' || (along.length > 0 && isElementwise(term.op)) ? along : undefined
  })

/** The name that an index is, also less one where a language counts from 1. */
export function indexName(index: Term): NameTerm | undefined {
  if (index.kind === 'name') return index
  const [name, less] = index.kind === 'apply' && index.op === 'add' ? index.args : []
  const isNumber = less?.kind === 'number' || (less?.kind === 'apply' && less.op === 'neg' && less.args[0]?.kind === 'number')
  return name?.kind === 'name' && isNumber ? name : undefined
}

/** Small letters and numbers by other names, their powers and quotients, with constants, and 1 + x of such. */
export function isSmall(root: Term, ranks?: ReadonlyMap<string, number>): boolean {
  if (isPartOfOne(root)) return true
  const stack = [root]
  for (let term = stack.pop(); term !== undefined; term = stack.pop()) {
    if (term.kind === 'apply' && (COEFFICIENTS.has(term.op) || term.args.length === 0 || isAboveNumber(term))) stack.push(...term.args)
    else if (term.kind !== 'number' && (term.kind !== 'name' || (isUpper(term.name) && ranks?.get(term.name) !== 0))) return false
  }
  return true
}
const isAboveNumber = ({ op, args }: ApplyTerm): boolean => (op === 'add' || op === 'sub') && args.some(({ kind }) => kind === 'number')
const COEFFICIENTS = new Set(['power', 'pow', 'quotient', 'div', 'product', 'neg', 'exp', 'sqrt', 'sin', 'cos', 'tan', 'ln'])

/** theta[1], -theta[1] */
export const isElement = (term: Term): boolean =>
  term.kind === 'apply' &&
  (term.op === 'neg' ? isElement(term.args[0] as Term) : term.op === 'index' && term.args.slice(1).every(({ kind }) => kind === 'number'))

/** exp(theta[1]): made of elements component by component. */
export const isOfElements = (root: Term): boolean =>
  holdsThroughout(root, (term) => {
    if (isElement(term)) return []
    const parts = term.kind === 'apply' && isElementwise(term.op) ? term.args.filter((arg) => arg.kind !== 'number') : []
    return parts.length > 0 ? parts : undefined
  })

/** k^2 of a small letter, as numbers alone have it where there are vectors. */
export const isSquare = (term: Term): boolean =>
  term.kind === 'apply' &&
  (term.op === 'power'
    ? isSmallName(term.args[0])
    : (term.op === 'product' || term.op === 'mul') && term.args.every((arg) => arg.kind === 'number' || isSquare(arg)))

/** x' Sigma x: what stands before the word that stands before the last factor, and that word, which is a matrix between a row and a column. */
export function middleOf({ op, args }: ApplyTerm): readonly [Term?, NameTerm?] {
  const [left] = args
  const factors = left?.kind === 'apply' && left.op === 'product' && args.length === 2 ? [...left.args, args[1] as Term] : args
  const [row, name] = factors.slice(-3)
  if (op !== 'product' || factors.length < 3 || name?.kind !== 'name') return []
  if (!isUpper(name.name) && (name.name.length < 2 || SCALAR_HABIT.has(name.name))) return []
  return [row, name]
}

/** W X, Q K' and U S V', also with a minus sign: a product of matrices. */
export const isOfMatrices = (term: Term): boolean =>
  term.kind === 'apply' &&
  (term.op === 'neg'
    ? isOfMatrices(term.args[0] as Term)
    : isMatrixProduct(term) || (term.op === 'product' && (term.args.length === 2 ? term.args.some(isCapital) : term.args.every(isCapital))))

/** R - U V^T: a sum, one of whose terms is a product of capital letters. */
export const isSumOfMatrices = (term: Term): boolean =>
  term.kind === 'apply' &&
  /^(?:add|sub)$/.test(term.op) &&
  term.args.some((arg) => {
    const part = arg.kind === 'apply' && arg.op === 'neg' ? (arg.args[0] as Term) : arg
    return part.kind === 'apply' && isOfMatrices(part) && part.args.every(isCapital)
  })

/** The x of x A^T: a sample as a row. */
export function rowOfTransposed({ op, args }: ApplyTerm): readonly NameTerm[] {
  const [row, matrix] = args
  const isRow = op === 'product' && row?.kind === 'name' && /^[hqu-z]$/.test(row.name) && matrix?.kind === 'apply' && matrix.op === 'transpose'
  return isRow && matrix.args[0]?.kind === 'name' && isUpper(matrix.args[0].name) ? [row] : []
}

const isSmallName = (term: Term | undefined): boolean => term?.kind === 'name' && !isUpper(term.name)

/** X β, also by a letter that is a number elsewhere: a capital right before it makes it a vector. */
export const isApplied = ({ op, args }: ApplyTerm): boolean =>
  op === 'product' && args.length === 2 && isUpper((args[0] as NameTerm).name ?? '') && isSmallName(args[1])

/** t / P of a small t: a period, a capacity, a count; matrices divide matrices alone. */
export function isOverCapital({ op, args: [above, below] }: ApplyTerm): boolean {
  const isSmall = (root: Term): boolean =>
    holdsThroughout(root, (term) => {
      if (term.kind === 'apply') return term.args.length === 0 || /^(?:mul|product|neg|add|sub)$/.test(term.op) ? term.args : undefined
      return term.kind === 'number' || (term.kind === 'name' && !isUpper(term.name)) ? [] : undefined
    })
  return op === 'div' && below?.kind === 'name' && isUpper(below.name) && below.name.length === 1 && above !== undefined && isSmall(above)
}

/** x y' of small letters. */
export const isOuter = ({ args: [left, right] }: ApplyTerm): boolean =>
  isSmallName(left) && right?.kind === 'apply' && right.op === 'transpose' && isSmallName(right.args[0])

/** The c of f * c where h is an array: the cell of a recurrent layer beside its hidden state. */
export const cellsOf = ({ args }: ApplyTerm, ranks: ReadonlyMap<string, number>): readonly NameTerm[] =>
  args.flatMap((arg) => (arg.kind === 'name' && /^c(?:_\w+|\d)?$/.test(arg.name) && (ranks.get(arg.name.replace('c', 'h')) ?? 0) > 0 ? [arg] : []))

/** X @ w, w' * X: data times the weights of a linear model; what is added is one number, its intercept. */
export const INTERCEPT = /^(?:b0?|b_0|bias|intercept|w0|w_0|beta0|beta_0)$/
export const isDataTimesWeights = (term: Term): boolean => {
  if (term.kind !== 'apply' || !(isMatrixProduct(term) || (term.op === 'product' && term.args.length === 2))) return false
  const [first, second] = term.args
  const turned = first?.kind === 'apply' && first.op === 'transpose'
  const [data, weights] = turned && term.op === 'product' ? [second, first.args[0]] : [first, second]
  return (
    /^(?:[Xx]|[Xx]_\w+|xs|inputs?|data|features|Phi)$/.test(nameOfRows(data)) &&
    /^(?:w|beta|theta|weights?|coefs?|coefficients|coef_|params)$/.test(nameIn(weights))
  )
}

/** Factors with two axes of a product that has one: the x of x @ w, as in mean((y - x @ w)**2) a row for each sample, and what stands beside a vector. */
export function matricesUnder({ args }: ApplyTerm, ranks: ReadonlyMap<Term, number>): readonly Term[] {
  const [x, w] = args
  const isBatch = x?.kind === 'name' && /^(?:xs?|x_\w+|inputs?|features)$/.test(x.name) && w?.kind === 'name' && !isUpper(w.name)
  return isBatch && !ranks.has(x) ? [x] : args.filter((arg, k) => isUnsettled(arg, ranks) && ranks.get(args[1 - k] as Term) === 1)
}

/** Whether something may have more axes than are known of it, as h @ W + b with a vector b. */
export const isUnsettled = (term: Term, ranks: ReadonlyMap<Term, number>): boolean =>
  !holdsThroughout(term, (part) => (ranks.has(part) ? (part.kind === 'apply' && isElementwise(part.op) ? part.args : []) : undefined))

/** The h of softmax(h @ v), cumsum(tanh(h @ v)) or sort(h @ v), of whose factors nothing else is known: rows, where a small letter stands behind. */
export function beforeVector(term: ApplyTerm, ranks: ReadonlyMap<Term, number>): readonly Term[] {
  const keepsAxis = /^(?:log_)?softmax$|^cum|^(?:arg)?sort$/.test(term.op)
  const product = keepsAxis ? inside(term.args[0] as Term) : undefined
  if (product?.kind !== 'apply' || !isMatrixProduct(product) || product.args.some((arg) => ranks.has(arg))) return []
  const [left, right] = product.args as [Term, Term]
  return right.kind === 'name' && !isUpper(right.name) ? [left] : []
}

/** The X of X(order, :) and X_i: some of the rows of data. */
const nameOfRows = (term: Term | undefined): string =>
  nameIn(term?.kind === 'apply' && (term.op === 'index' || term.op === 'component') ? term.args[0] : term)
const nameIn = (term: Term | undefined): string => (term?.kind === 'name' ? term.name : '')

/** exp(s) in exp(s) X: a function of one small letter that a product begins or ends with stretches what else there is. */
const isScale = (term: Term, { op, args }: ApplyTerm): boolean => {
  const name = op === 'mul' && args.length > 1 && term.kind === 'apply' ? innerName(term) : undefined
  return name !== undefined && !isUpper(name.name) && args.some((arg) => arg !== term && innerName(arg) === undefined && arg.kind !== 'number')
}

export const isHabitual = (term: Term): boolean => term.kind === 'name' && SCALAR_HABIT.has(term.name)
export const isMatrixProduct = (term: ApplyTerm): boolean => (term.op === 'matmul' || term.op === 'dot') && term.args.length === 2
function inside(term: Term): Term {
  let inner = term
  while (inner.kind === 'apply' && inner.args.length === 1 && isElementwise(inner.op)) inner = inner.args[0] as Term
  return inner
}

/** The name inside functions that apply to each component: X of log(X). */
export function innerName(term: Term): NameTerm | undefined {
  const inner = inside(term)
  return inner.kind === 'name' ? inner : undefined
}

/** The capitals that a factor beside a matrix is made of: X of log(X), X and W of log(X W). */
export function innerMatrices(term: Term): readonly NameTerm[] {
  const inner = inside(term)
  const factors = inner.kind === 'apply' && inner.op === 'product' ? inner.args : [inner]
  return factors.every((factor): factor is NameTerm => factor.kind === 'name' && isUpper(factor.name)) ? factors : []
}

/** diag([1, -1]), kron(I, I): a matrix of written numbers, which a capital may be the strength of. */
export const isConstant = (root: Term): boolean =>
  holdsThroughout(root, (term) => (term.kind === 'number' ? [] : term.kind === 'apply' ? term.args : undefined))

/** The a of a / (K v), of Sinkhorn's iteration: the sums that rows or columns shall have. */
export function sharesOver({ op, args: [above, below] }: ApplyTerm, ranks: ReadonlyMap<Term, number>): readonly NameTerm[] {
  const isOverProduct = op === 'div' && below?.kind === 'apply' && isMatrixProduct(below) && ranks.get(below) === 1
  return isOverProduct && above?.kind === 'name' && /^(?:[abpqr]|mu|nu|hist\w*|marg\w*)$/.test(above.name) ? [above] : []
}

/** A⁻¹ b: who writes a number's reciprocal so, writes b/A. */
export const isSolved = ({ op, args: [left, right, more] }: ApplyTerm): boolean =>
  op === 'product' &&
  more === undefined &&
  left?.kind === 'apply' &&
  left.op === 'power' &&
  left.args[0]?.kind === 'name' &&
  isUpper(left.args[0].name) &&
  left.args[1]?.kind === 'number' &&
  left.args[1].value.asInteger === -1 &&
  isSmallName(right) &&
  !isHabitual(right as Term)

/** The row of a Bessel function and its order, where a name is that of one by habit: J_0, Y_n, K_1. */
export function besselOf(name: string): { row: string; order: number | string } | undefined {
  const [, letter, order] = /^([JYIK])_(\d|n|m|nu|alpha)$/.exec(name) ?? []
  if (letter === undefined || order === undefined) return undefined
  return { row: `bessel${letter.toLowerCase()}`, order: /\d/.test(order) ? Number(order) : order }
}

/** 0, 1, 2, ..., or a multiple of it: h*(0:n). */
export const isCounting: (term: Term) => boolean = foundOnce((term) => {
  if (term.kind !== 'apply') return false
  if (term.op === 'transpose' || term.op === 'neg') return isCounting(term.args[0] as Term)
  if (['mul', 'product', 'div', 'quotient'].includes(term.op)) return term.args.filter(isCounting).length === 1
  return isCount(term) && (term.op !== 'array' || term.args.length > 1)
})

const isLetterAlone = (term: Term): boolean => term.kind === 'name' && !isUpper(term.name) && term.hint?.rank === undefined
/** A term without its minus. */
export const unsigned = (term: Term): Term => (term.kind === 'apply' && term.op === 'neg' ? (term.args[0] as Term) : term)
/** a x of small letters, which is no product of two vectors where it is added to one. */
const isScaled = (term: Term): boolean => term.kind === 'apply' && term.op === 'product' && term.args.length > 1 && term.args.every(isLetterAlone)

/** What is added up, sums in sums too, without signs and each once. */
export function summandsOf(root: Term): readonly Term[] {
  const seen = new Set([root])
  const isSum = (term: Term): term is ApplyTerm => term.kind === 'apply' && /^(?:add|sub|neg)$/.test(term.op)
  for (const term of seen) if (isSum(term)) for (const arg of term.args) seen.add(arg)
  return [...seen].filter((term) => !isSum(term))
}

/** The a and the b of a line, y - a x - b with vectors y and x: numbers, of what is `open`. */
export function isOfLine(arg: Term, term: ApplyTerm, open: readonly Term[] = []): boolean {
  // \sigma \epsilon of a vector x + \sigma \epsilon: what is a number by habit scales.
  const carriers = open.filter((one) => one.kind === 'name' && !SCALAR_HABIT.has(one.name) && one.name !== 'sigma')
  if (isScaled(term)) return open.length === term.args.length && arg !== (carriers.at(-1) ?? open.at(-1))
  const bare = unsigned(arg)
  return (term.op === 'add' || term.op === 'sub') && bare.kind === 'name' && /^[a-d]$/.test(bare.name) && summandsOf(term).some(isScaled)
}

/** Whether this is a number beside what has `least` axes, of what is `open` in a term. */
export const isScaleOf = (arg: Term, term: ApplyTerm, open: readonly Term[], least: number): boolean =>
  least === 2 ? isScale(arg, term) : least === 1 && isOfLine(arg, term, open)
