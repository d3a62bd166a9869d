/**
 * Layers whose samples are the columns of a matrix, W X + b: NumPy has no columns with one axis, so that the bias beside such is a matrix of
 * one column, and the weights of wᵀ X are one too where a matrix is compared with it.
 */
import { isElementwise } from '../../ops/table.ts'
import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { gathered } from './gathered.ts'
import { isMatrixProduct, isUpper, SCALAR_HABIT, unsigned } from './habits.ts'
import { isSliced, spokenAxes, takenAxes } from './indexed.ts'
import { unknownLayers } from './unknownLayers.ts'

const WEIGHTS = /^(?:[Ww]|[Tt]heta|[Ww]eights?)(?:_?\w{1,2})?$/
const BIAS = /^(?:b|bias)(?:_?\w{1,2})?$/

const isTurned = (term: Term | undefined): term is ApplyTerm => term?.kind === 'apply' && term.op === 'transpose'

/** Of products, whether they are layers: inner ones are known before those around them. */
const known = new WeakMap<Term, boolean>()

/** W X, of weights and columns. */
function isLayer(product: ApplyTerm): boolean {
  let is = known.get(product)
  if (is === undefined) {
    is = hasWeights(product) && areColumns(product.args[1] as Term)
    known.set(product, is)
  }
  return is
}

function hasWeights({ args: [left] }: ApplyTerm): boolean {
  const weights = isTurned(left) ? left.args[0] : left
  return weights?.kind === 'name' && WEIGHTS.test(weights.name)
}

/** X, and what layers make of it. */
function areColumns(root: Term): boolean {
  const seen = new Set([root])
  for (const term of seen) {
    if (term.kind === 'name') {
      if (isUpper(term.name) && !WEIGHTS.test(term.name)) return true
    } else if (term.kind === 'apply' && isMatrixProduct(term)) {
      if (known.get(term) === true) return true
      if (!known.has(term) && hasWeights(term)) seen.add(term.args[1] as Term)
    } else if (term.kind === 'apply' && isElementwise(term.op)) for (const arg of term.args) if (arg.kind === 'apply') seen.add(arg)
  }
  return false
}

const isLayerTerm = (term: Term): term is ApplyTerm => term.kind === 'apply' && isMatrixProduct(term) && isLayer(term)

/** The w of wᵀ X, a single unit. */
function unitOf({ args: [left] }: ApplyTerm): NameTerm | undefined {
  const name = isTurned(left) ? left.args[0] : undefined
  return name?.kind === 'name' && !isUpper(name.name) ? name : undefined
}

/** The biases beside such layers, each a matrix of one column. */
export function biasColumns(terms: readonly Term[]): ReadonlySet<string> {
  return new Set(gathered(terms, (term) => (term.kind === 'apply' ? biasOf(term, (layer) => unitOf(layer) === undefined) : undefined)))
}

function biasOf({ op, args }: ApplyTerm, isSuch: (layer: ApplyTerm) => boolean): string | undefined {
  if (op !== 'add' || !args.some((arg) => isLayerTerm(arg) && isSuch(arg))) return undefined
  return args.find((arg): arg is NameTerm => arg.kind === 'name' && BIAS.test(arg.name))?.name
}

/**
 * How many axes names have by the layers they stand in: two those of columns, and the weights and the targets of a unit where these are a
 * matrix by their name, unless the text says otherwise; none the bias of a unit.
 */
export function ranksOfLayers(terms: readonly Term[], said: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const ranks = new Map(unknownLayers(terms).ranks)
  for (const point of pointsBeside(terms)) ranks.set(point, 1)
  const layers = terms.filter(isLayerTerm)
  if (layers.length === 0) return ranks
  for (const name of biasColumns(terms)) ranks.set(name, 2)
  const units = new Map<Term, NameTerm>()
  for (const layer of layers) {
    const unit = unitOf(layer)
    if (unit !== undefined) units.set(layer, unit)
  }
  if (units.size === 0) return ranks
  for (const term of terms) {
    const bias = term.kind === 'apply' ? biasOf(term, (layer) => units.has(layer)) : undefined
    if (bias !== undefined) ranks.set(bias, 0)
    for (const [target, unit] of term.kind === 'apply' ? compared(term, units) : [])
      if ((said.get(unit.name) ?? 2) === 2) ranks.set(target.name, 2).set(unit.name, 2)
  }
  return ranks
}

/**
 * The X of R X + c[3:], to which a part of a vector is added, and of a rigid motion R X + t: a point, also by a capital, of which nothing says
 * that there are several.
 */
function pointsBeside(terms: readonly Term[]): readonly string[] {
  const found = gathered(terms, (term) => {
    const product = term.kind === 'apply' && term.op === 'add' ? term.args.find(isProductTerm) : undefined
    if (product === undefined || !((term as ApplyTerm).args.some(isPartOfVector) || isMotion(product, term as ApplyTerm))) return undefined
    const point = product.args[1]
    return point?.kind === 'name' && isUpper(point.name) ? point.name : undefined
  })
  if (found.length === 0) return found
  const tables = new Set(gathered(terms, (term) => (term.kind === 'apply' && hasTwoAxes(term) ? (term.args[0] as NameTerm).name : undefined)))
  return found.filter((name) => !tables.has(name))
}

const ROTATION = /^[Rr](?:ot(?:ation)?)?(?:_?\w{1,2})?$/
const TRANSLATION = /^t(?:vec|rans(?:lation)?)?(?:_?\w{1,2})?$/

const isCalledSo = (term: Term | undefined, pattern: RegExp): boolean => term?.kind === 'name' && pattern.test(term.name)
const isMotion = (product: ApplyTerm, { args }: ApplyTerm): boolean =>
  isCalledSo(product.args[0], ROTATION) && args.some((arg) => isCalledSo(arg, TRANSLATION))

const isProductTerm = (term: Term): term is ApplyTerm => term.kind === 'apply' && isMatrixProduct(term)
const isPartOfVector = (term: Term): boolean => isSliced(term) && takenAxes(term as ApplyTerm) === 1 && (term as ApplyTerm).args[0]?.kind === 'name'

/** X[:, 0] and X.shape[1] */
const hasTwoAxes = (term: ApplyTerm): boolean => spokenAxes(term) > 1 || (term.op === 'size' && term.attributes?.['axis'] === 1)

/** Capitals beside what is made of units component by component: Y log(A), A - Y. */
function compared({ op, args }: ApplyTerm, units: ReadonlyMap<Term, NameTerm>): readonly (readonly [NameTerm, NameTerm])[] {
  if (!isElementwise(op) || args.length < 2) return []
  const names = args.map(unsigned).filter((arg): arg is NameTerm => arg.kind === 'name' && isUpper(arg.name) && !SCALAR_HABIT.has(arg.name))
  const unit = names.length === 0 ? undefined : args.map((arg) => unitIn(arg, units)).find((found) => found !== undefined)
  return unit === undefined ? [] : names.map((name) => [name, unit])
}

/** The unit of which something is made component by component. */
function unitIn(root: Term, units: ReadonlyMap<Term, NameTerm>): NameTerm | undefined {
  const seen = new Set([root])
  for (const term of seen) {
    const unit = units.get(term)
    if (unit !== undefined) return unit
    if (term.kind === 'apply' && isElementwise(term.op)) for (const arg of term.args) seen.add(arg)
  }
  return undefined
}
