/**
 * The roles names have in formulas everybody knows by their form: the coefficients of a curve through data, mean and width of a
 * sample, scale and shift after a normalisation, the weights of a layer under another. They say of axes what use alone does not.
 */

import { isElementwise } from '../../ops/table.ts'
import { holdsThroughout } from '../order.ts'
import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { gathered } from './gathered.ts'
import { isApplied, isCurveOfPoints, isDataTimesWeights, isMatrixProduct, isUpper, SCALAR_HABIT, summandsOf, unsigned, WEIGHTS } from './habits.ts'
import { addedAxes, rankOfIndex } from './indexed.ts'
import { STRETCHES, WEIGHTED } from './rowRanks.ts'
import { besideTotals } from './totals.ts'

/** What is measured, and where: y against x. */
export const MEASURED =
  /^(?:ys?|yi|data|obs|observed|observations?|measured|measurements?|targets?|labels?|counts|resp|responses?|outcomes?|status|events?|censored|signals?|readings?|[yd]_?(?:data|obs|true|train|meas|exp|i)|yTrue)$/
/** What leaves out components, or counts each as much as it weighs. */
const MASKS = /^(?:(?:[a-z]+_)?masks?|weights?)$/
export const isMeasured = (term: Term): boolean =>
  term.kind === 'apply' && term.op === 'neg'
    ? isMeasured(term.args[0] as Term)
    : term.kind === 'name' && (MEASURED.test(term.name) || /^[a-z]+_(?:obs|data|meas|exp)$/.test(term.name))
/** K of (K * x)^2, where only numbers and matrices have powers: the row that makes a number of the vector x. */
export function rowUnder({ op, args, attributes }: ApplyTerm, ranks: ReadonlyMap<Term, number>): readonly NameTerm[] {
  let base = op === 'power' && attributes?.['whole'] === true ? args[0] : undefined
  while (base?.kind === 'apply' && base.op === 'neg') base = base.args[0]
  const [factor, vector] = base?.kind === 'apply' && base.op === 'product' && base.args.length === 2 ? base.args : []
  const row = factor?.kind === 'apply' && factor.op === 'neg' ? factor.args[0] : factor
  return row?.kind === 'name' && ranks.get(vector as Term) === 1 ? [row] : []
}

/** A formula that is worked out component by component. */
export const isOfComponents = (term: Term): boolean =>
  term.kind === 'apply' && (term.op === 'neg' ? isOfComponents(term.args[0] as Term) : /^(?:mul|div|pow|add|sub)$/.test(term.op))
const PLACES =
  /^(?:xs?|ts?|times?|dose|doses|conc|concentrations?|taus?|maturit(?:y|ies)|wavelengths?|frequenc(?:y|ies)|[xt]_?(?:data|obs|train|meas|exp|i|vals?|values))$/
const SAMPLE = /^(?:xs?|ys?|data|obs|observations?|samples?|values|[xy]_?(?:data|obs|i))$/
const LOCATION = /^(?:mu|m|mean|loc|location)$/
export const WIDTH = /^(?:(?:log|ln)_?)?(?:sigma|sd|std|s|scale|sig)(?:_?(?:sq|2|squared))?$/

/** What a curve or a distribution has one of, by its name, and its logarithm. */
const COEFFICIENT =
  /^(?:log|ln|logit)_?(?:dof|df|nu|lam|lambda|lmbda|kappa|rho|tau|ell|lengthscale|noise|amp|amplitude|rate|temperature|temp|alpha|beta|gamma|k|a|b|shape|phi|theta|hill|ec50|ic50|decay|slope)$|^(?:bottom|baseline|background|intercept|slope|hill|ec_?50|ic_?50|e_?max|v_?max|k_?m|k_?d|b_?max|amplitude|damping|decay|half_?life)$/i

/** What a name may be by habit. */
interface Roles {
  readonly coefficient: boolean
  readonly measured: boolean
  readonly place: boolean
  readonly width: boolean
  readonly location: boolean
}

/** Names whose roles are remembered: formulas have few, and the same again at the next keystroke. */
const REMEMBERED = 500
const remembered = new Map<string, Roles>()

function rolesOf(name: string): Roles {
  let roles = remembered.get(name)
  if (roles === undefined) {
    roles = {
      coefficient: COEFFICIENT.test(name),
      measured: MEASURED.test(name),
      place: PLACES.test(name),
      width: WIDTH.test(name),
      location: LOCATION.test(name),
    }
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(name, roles)
  }
  return roles
}

const isComponentwise = (term: Term): term is ApplyTerm =>
  term.kind === 'apply' && ((COMPONENTWISE.has(term.op) && !isApplied(term)) || isElementwise(term.op))
const COMPONENTWISE = new Set(['power', 'quotient', 'product'])

/**
 * Names that are numbers, each with the names that must be numbers for it to be one: in y - a exp(-b x) those beside x, in
 * (x - mu) / sigma the mean.
 */
export function fittedScalars(order: readonly Term[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const names = new Set(gathered(order, (term) => (term.kind === 'name' ? term.name : undefined)))
  const all = [...names]
  for (const term of order) if (term.kind === 'name' && term.hint?.usually === 'number') found.set(term.name, [])
  const isArray = (name: string): boolean => isUpper(name) || [MEASURED, PLACES, SAMPLE, WEIGHTS].some((habit) => habit.test(name))
  for (const name of besideTotals(order.at(-1) as Term, isArray)) found.set(name, [])
  const roles = all.map(rolesOf)
  all.forEach((name, k) => {
    if (roles[k]?.coefficient) found.set(name, [])
  })
  const fit = roles.some(({ measured }) => measured) && roles.some(({ place }) => place)
  const widths = all.filter((_, k) => roles[k]?.width)
  // Errors of data come as they are, or one for all by its logarithm.
  if (fit) for (const name of widths) if (/^l/.test(name)) found.set(name, [])
  const linear = widths.length > 0 && order.some(isDataTimesWeights)
  if (!fit && !linear && !roles.some(({ location }) => location)) return found
  /** The names that reach a term through functions of components. */
  const leaves = new Map<Term, ReadonlySet<string>>()
  for (const term of order) {
    if (term.kind === 'name') leaves.set(term, new Set([term.name]))
    else if (isComponentwise(term)) leaves.set(term, unionOf(term.args.map((arg) => leaves.get(arg) ?? NONE)))
  }
  const has = (term: Term, habit: RegExp): boolean => [...(leaves.get(term) ?? NONE)].some((name) => habit.test(name))
  for (const term of order) {
    if (!isComponentwise(term)) continue
    // (x - mu) / (1 / sqrt(tau)): whatever divides it is the width.
    const [above, width] = term.op === 'div' ? term.args : [term]
    const centred = isOp(above, 'pow') ? above.args[0] : above
    const tied = width === undefined ? widths : [...(leaves.get(width) ?? NONE)]
    if ((tied.length > 0 || width !== undefined) && (isOp(centred, 'sub') || isOp(centred, 'add'))) {
      const [a, b] = (centred as ApplyTerm).args.map((arg) => (isOp(arg, 'neg') ? arg.args[0] : arg)) as [Term, Term]
      if (a.kind === 'name' && b?.kind === 'name' && SAMPLE.test(a.name) && LOCATION.test(b.name)) {
        if (!found.has(b.name)) found.set(b.name, tied)
        // One width for all, where nothing says that there are several, as the sum of their logarithms does.
        for (const name of width === undefined ? [] : tied) if (WIDTH.test(name) && !found.has(name)) found.set(name, [])
      }
    }
    // (y - X w) / exp(log_s): one width for all that a linear model leaves.
    if (
      linear &&
      (isOp(centred, 'sub') || isOp(centred, 'add')) &&
      width !== undefined &&
      centred.args.some((arg) => isDataTimesWeights(isOp(arg, 'neg') ? (arg.args[0] as Term) : arg))
    )
      for (const name of tied) if (WIDTH.test(name)) found.set(name, [])
    if (!fit || !has(term, MEASURED)) continue
    for (const arg of term.args) {
      if (arg.kind === 'name' && !found.has(arg.name) && isConstantOfLine(arg, term)) found.set(arg.name, [])
      if (!isComponentwise(arg) || (term.op === 'mul' && arg.op === 'mul') || has(arg, MEASURED) || !has(arg, PLACES)) continue
      for (const name of leaves.get(arg) ?? NONE) if (!PLACES.test(name) && !found.has(name)) found.set(name, [])
    }
  }
  return found
}

const NONE: ReadonlySet<string> = new Set()

const MULTIPLES = new Set(['mul', 'product', 'div', 'quotient'])

/** a in a + b x and a + b t + c t²: a constant beside multiples of functions of a place. */
export function isConstantOfLine({ name }: NameTerm, term: ApplyTerm): boolean {
  if (MEASURED.test(name) || PLACES.test(name) || SAMPLE.test(name)) return false
  return term.args.some((arg) => {
    const part = isOp(arg, 'neg') ? (arg.args[0] as Term) : arg
    if (part.kind !== 'apply' || !MULTIPLES.has(part.op)) return false
    const names: string[] = []
    const open: Term[] = [...part.args]
    for (const factor of open) {
      if (factor.kind === 'name') names.push(factor.name)
      else if (factor.kind === 'apply' && open.length < 100) {
        if (!isComponentwise(factor)) return false
        open.push(...factor.args)
      }
    }
    return names.some((each) => PLACES.test(each)) && !names.some((each) => MEASURED.test(each) || isUpper(each))
  })
}

const ROWS = /^(?:mu|m|mean|avg|loc|c|center|centre|centroid|b|bias|beta|offset|shift)(?:_?\w{1,3})?$/
/** What is taken from each row of a matrix by its name: its mean, a centre, a bias. */
export const isOfRows = (name: string): boolean => ROWS.test(name)

function unionOf(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first = NONE, ...rest] = sets
  return rest.every((set) => [...set].every((name) => first.has(name))) ? first : new Set(sets.flatMap((set) => [...set]))
}

/** The w2 of h @ w2 beside a matrix w1: what is numbered alike is the same for another layer. */
function siblings({ args }: ApplyTerm, ranks: ReadonlyMap<string, number>): readonly Term[] {
  return args.filter((arg) => {
    const [, stem, number] = arg.kind === 'name' && !ranks.has(arg.name) ? (/^(w|W|weights?_?|theta_?|Theta_?)(\d)$/.exec(arg.name) ?? []) : []
    return stem !== undefined && [Number(number) - 1, Number(number) + 1].some((other) => ranks.get(`${stem}${other}`) === 2)
  })
}

/** Whether a name, or all names in functions of components, are numbers by habit or by their role: `numbers` are those tied to others that are. */
export const isNumberByRole = (
  root: Term,
  numbers: ReadonlyMap<string, readonly string[]>,
  ranks: ReadonlyMap<string, number>,
  byHabit: boolean,
): boolean =>
  holdsThroughout(root, (term) => {
    if (term.kind === 'apply') return isElementwise(term.op) ? term.args.filter((arg) => arg.kind !== 'number') : undefined
    if (term.kind !== 'name') return undefined
    const isTied = numbers.get(term.name)?.every((tied) => (ranks.get(tied) ?? 0) === 0) === true
    return (byHabit && SCALAR_HABIT.has(term.name)) || isTied ? [] : undefined
  })

/** x in y - f(x), where y is a vector: there are as many places as there are measurements. A factor of a matrix, \tau^2 Z Z^T, is no place. */
export function placesOf(term: ApplyTerm, ranks: ReadonlyMap<string, number>, axes: ReadonlyMap<Term, number>): readonly NameTerm[] {
  const isOfNumbers = (part: Term): boolean => (axes.get(part) ?? 0) < 2 && !isOp(part, 'transpose')
  const isVector = (arg: Term): boolean =>
    arg.kind === 'name' ? MEASURED.test(arg.name) && ranks.get(arg.name) === 1 : isOp(arg, 'neg') && isVector(arg.args[0] as Term)
  if (!term.args.some(isVector)) return []
  const found: NameTerm[] = []
  const parts = term.args.filter((arg) => !isVector(arg))
  for (const part of parts) {
    if (part.kind === 'name' && PLACES.test(part.name)) found.push(part)
    else if (isComponentwise(part) && part.args.every(isOfNumbers) && parts.length < 100) {
      // The tau of t / tau is a scale of the times.
      const [above] = isOp(part, 'div') || isOp(part, 'quotient') ? part.args.map(unsigned) : []
      parts.push(...(above?.kind === 'name' && PLACES.test(above.name) ? [above] : part.args))
    }
  }
  return found
}

/**
 * The weights of layers that have two axes: those directly under another matrix product, as w1 in f(x @ w1 + b1) @ w2, and those
 * of a layer that a matrix is taken from, as in X @ w - Y.
 */
export function layersUnder(term: ApplyTerm, ranks: ReadonlyMap<string, number>): readonly Term[] {
  if (isMatrixProduct(term)) return [...innerLayers(term.args[0] as Term), ...attended(term), ...siblings(term, ranks)]
  if (term.op !== 'sub' && term.op !== 'add') return []
  const isMatrix = (arg: Term): boolean => (arg.kind === 'name' ? ranks.get(arg.name) === 2 : isOp(arg, 'neg') && isMatrix(arg.args[0] as Term))
  return term.args.some(isMatrix) ? term.args.flatMap(innerLayers) : []
}

/** The y of y @ (K @ y), also a capital: a matrix would be turned. */
export function besideItself(term: ApplyTerm): readonly NameTerm[] {
  const [left, right] = term.args
  if (!isMatrixProduct(term) || left?.kind !== 'name' || !(isProduct(right) || isOp(right, 'solve') || isOp(right, 'leftdivide'))) return []
  let last: Term | undefined = right
  while (isProduct(last) || isOp(last, 'solve') || isOp(last, 'leftdivide')) last = (last as ApplyTerm).args[1]
  return last?.kind === 'name' && last.name === left.name ? [left] : []
}

interface Beside {
  readonly part: Term
  readonly rank: number
}

/** What has as many axes as what it stands beside: of three or more, or of two. */
export const beside = (term: ApplyTerm, ranks: ReadonlyMap<string, number>, asked: number): readonly Beside[] =>
  asked === 3 ? besideMany(term, ranks) : asked === 2 ? besideVectors(term, ranks) : []

/** What stands beside g of shape (1, c, 1, 1), component by component: it has as many axes. */
function besideMany({ op, args }: ApplyTerm, ranks: ReadonlyMap<string, number>): readonly Beside[] {
  if (op !== 'mul' && !STRETCHES.has(op)) return []
  const rank = args.reduce((most, arg) => Math.max(most, (arg.kind === 'name' && ranks.get(arg.name)) || 0), 0)
  if (rank >= 3) return args.flatMap((part) => (part.kind === 'apply' ? [{ part, rank }] : []))
  // x[:, None, :] - m[None]
  const bare = args.flatMap((arg) => (isOp(arg, 'neg') ? arg.args : [arg]))
  const parts = bare.filter((arg): arg is ApplyTerm => isOp(arg, 'index') && addedAxes(arg) > 0)
  const rankOf = (base: Term): number | undefined => (base.kind === 'name' ? ranks.get(base.name) : undefined)
  const widened = Math.max(0, ...parts.map((part) => rankOfIndex(part, part.args.map(rankOf)) ?? 0))
  return widened < 3 ? [] : parts.map((part) => ({ part, rank: widened }))
}

/** μ + ε_i, of a vector μ (or a row μ_j of a matrix) and an ε of which nothing is known: the ε_i are vectors too. */
function besideVectors({ op, args }: ApplyTerm, ranks: ReadonlyMap<string, number>): readonly Beside[] {
  if (op === 'div') return aboveWidths(args, ranks)
  if (op !== 'add' && op !== 'sub') return []
  const parts = args.map((arg) => (isOp(arg, 'neg') ? (arg.args[0] as Term) : arg))
  const rankOf = (part: Term): number => {
    const [base, taken] = isOp(part, 'component') ? [part.args[0], part.args.length - 1] : [part, 0]
    return base?.kind === 'name' ? (ranks.get(base.name) ?? 0) - taken : 0
  }
  const rank = parts.reduce((most, part) => Math.max(most, rankOf(part)), 0)
  const isOpen = (part: Term): boolean => isOp(part, 'component') && part.args[0]?.kind === 'name' && !ranks.has(part.args[0].name)
  return rank === 0 ? [] : parts.flatMap((part) => (isOpen(part) ? [{ part, rank }] : []))
}

/** x and mu of (x - mu) / sigma, where sigma is a vector: a component of each for every width. */
function aboveWidths([above, width]: readonly Term[], ranks: ReadonlyMap<string, number>): readonly Beside[] {
  const centred = isOp(above, 'pow') ? above.args[0] : above
  if (!(isOp(centred, 'sub') || isOp(centred, 'add')) || width === undefined) return []
  let name: Term | undefined = width
  while (name?.kind === 'apply' && isComponentwise(name)) name = name.args.find((arg) => arg.kind !== 'number')
  if (name?.kind !== 'name' || !WIDTH.test(name.name) || ranks.get(name.name) !== 1) return []
  const points = centred.args.map((arg) => (isOp(arg, 'neg') ? (arg.args[0] as Term) : arg))
  const [sample, location] = points
  if (sample?.kind !== 'name' || location?.kind !== 'name' || !SAMPLE.test(sample.name) || !LOCATION.test(location.name)) return []
  return points.map((part) => ({ part, rank: 1 }))
}

/** query @ key.transpose(-2, -1), softmax(...) @ value: the three of an attention are matrices, and so are the weights of x @ w.T. */
function attended({ args: [left, right] }: ApplyTerm): readonly Term[] {
  if (left?.kind === 'name' && isOp(right, 'transpose') && right.attributes?.['matrix'] === true) return [left]
  const turned = isOp(right, 'transpose') ? right.args[0] : undefined
  // (x @ w_q) @ (x @ w_k).T and softmax(...) @ (x @ w_v): what makes keys and values of rows are matrices.
  const made = isOp(left, 'softmax') || areOfSameRows(left, turned) ? (turned ?? right) : undefined
  if (made?.kind === 'apply' && isMatrixProduct(made)) return innerLayers(made)
  // z @ z.T: the products of all rows with each other; nobody turns a vector for its inner product.
  if (turned?.kind === 'name' || (turned !== undefined && turned === left)) return [turned]
  return right?.kind === 'name' && isOp(left, 'softmax') ? [right] : []
}

/** x @ w_q and x @ w_k */
function areOfSameRows(one: Term | undefined, other: Term | undefined): boolean {
  const rows = [one, other].map((term) => (term?.kind === 'apply' && isMatrixProduct(term) ? term.args[0] : undefined))
  return rows.every((term) => term?.kind === 'name') && (rows[0] as NameTerm).name === (rows[1] as NameTerm).name
}

function innerLayers(term: Term): readonly NameTerm[] {
  if (term.kind !== 'apply') return []
  if (isMatrixProduct(term)) return term.args[1]?.kind === 'name' ? [term.args[1]] : []
  const through = (term.op === 'add' && !isResidual(term)) || (term.args.length === 1 && isElementwise(term.op))
  return through ? term.args.flatMap(innerLayers) : []
}

/** X @ w - y, y - X @ w: a layer's bias is added. */
const isResidual = ({ args }: ApplyTerm): boolean =>
  args.some((arg) => isOp(arg, 'neg')) && args.some((arg) => isProduct(isOp(arg, 'neg') ? arg.args[0] : arg))
const isProduct = (term: Term | undefined): boolean => term?.kind === 'apply' && isMatrixProduct(term)

const isOp = (of: Term | undefined, op: string): of is ApplyTerm => of?.kind === 'apply' && of.op === op

/** x_i, or what is made of such component by component, of a name of which nothing is known yet. */
export function isOpenRow(term: Term, ranks: ReadonlyMap<string, number>, depth = 0): boolean {
  if (term.kind !== 'apply' || depth > 6) return false
  const [base] = term.args
  if (term.op === 'component') return base?.kind === 'name' && !ranks.has(base.name)
  return isComponentwise(term) && term.args.some((arg) => isOpenRow(arg, ranks, depth + 1))
}

const SCALES = /^(?:gamma|g|scale|weight|gain)$/
const SHIFTS = /^(?:beta|b|shift|bias|offset)$/

/** Scale and shift of what was made to have mean 0 and variance 1: gamma * (x - mean) / sqrt(var + eps) + beta. */
export function isNormalised(term: ApplyTerm): readonly NameTerm[] {
  const [scaled, shift] = term.op === 'add' && term.args.length === 2 ? term.args : []
  if (scaled === undefined || shift?.kind !== 'name' || !SHIFTS.test(shift.name)) return []
  const factors = [scaled]
  for (const factor of factors)
    if (factor.kind === 'apply' && (factor.op === 'mul' || factor.op === 'div' || factor.op === 'product' || factor.op === 'quotient'))
      factors.push(...factor.args)
  const scale = factors.find((factor) => factor.kind === 'name' && SCALES.test(factor.name)) as NameTerm | undefined
  const centred = factors.some(
    (factor) => (isOp(factor, 'sub') || isOp(factor, 'add')) && factor.args.some((arg) => isOp(isOp(arg, 'neg') ? arg.args[0] : arg, 'mean')),
  )
  return scale !== undefined && centred ? [scale, shift] : []
}

/** The B K of A - B K: two capitals beside a third are a product of matrices, whatever K is elsewhere. */
export function productsBesideMatrices(applied: readonly ApplyTerm[]): ReadonlySet<Term> {
  const isCapitalName = (term: Term): boolean => term.kind === 'name' && isUpper(term.name)
  const found = new Set<Term>()
  for (const { op, args } of applied)
    if ((op === 'add' || op === 'sub') && args.some(isCapitalName))
      for (const arg of args) {
        const part = arg.kind === 'apply' && arg.op === 'neg' ? (arg.args[0] as Term) : arg
        if (part.kind === 'apply' && part.args.length === 2 && part.args.every(isCapitalName)) found.add(part)
      }
  return found
}

/** W x of σ(W x + b), X w of X w - y: the argument of a layer's function, or what a vector is added to, where a capital stands right before a small letter. */
export function affineProducts(term: Term): readonly { readonly matrix: NameTerm; readonly vector: NameTerm; readonly rank: 1 | 2 }[] {
  return summandsOf(term).flatMap((part) => {
    if (part.kind !== 'apply' || part.op !== 'product' || part.args.length !== 2) return []
    const [matrix, vector] = part.args as [Term, Term]
    // σ(W X + b): X, H and Z are such vectors beside each other.
    const isBatch = vector.kind === 'name' && /^[XHZ]/.test(vector.name)
    if (matrix.kind !== 'name' || vector.kind !== 'name' || !isUpper(matrix.name) || (isUpper(vector.name) && !isBatch)) return []
    return [{ matrix, vector, rank: isBatch ? 2 : 1 }]
  })
}

/**
 * np.sum(y * np.log(p)): names that could stand before the sum, but stand inside, are weights for each component, with as many axes; inside
 * of functions of components only what labels them is, as in log(1 + exp(-y * z)).
 */
export function weightsIn(
  root: Term | undefined,
  rank: ReadonlyMap<Term, number>,
  names: ReadonlyMap<string, number>,
  isNumber: (term: Term) => boolean,
): readonly (readonly [NameTerm, number])[] {
  const found: (readonly [NameTerm, number])[] = []
  const seen: readonly [Set<Term>, Set<Term>] = [new Set(), new Set()]
  const look = (term: Term | undefined, labels: boolean): void => {
    const known = seen[labels ? 1 : 0]
    if (term?.kind !== 'apply' || known.has(term)) return
    known.add(term)
    const [above] = term.op === 'div' ? term.args : []
    if (above?.kind === 'name' && isMeasured(above) && !names.has(above.name)) found.push([above, rank.get(term) ?? 0])
    if (term.op !== 'mul') {
      const through = WEIGHTED.has(term.op)
      if (through || isElementwise(term.op)) for (const arg of term.args) look(arg, labels || !through)
      return
    }
    const own = rank.get(term) ?? 0
    const isCurve = term.args.some((arg) => isCurveOfPoints(arg, rank))
    for (const arg of term.args) {
      if (isCurve && arg.kind === 'name' && !WEIGHTS.test(arg.name) && !isMeasured(arg)) continue
      if (arg.kind !== 'name') look(arg, labels)
      else if (own === 0 || names.has(arg.name)) continue
      else if (labels ? MEASURED.test(arg.name) || MASKS.test(arg.name) : !isNumber(arg) || (own > 1 && isUpper(arg.name))) found.push([arg, own])
    }
  }
  look(root, false)
  return found
}
