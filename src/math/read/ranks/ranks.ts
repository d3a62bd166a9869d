/**
 * How many axes each free name has, inferred over a whole reading from how it is used: what an operation needs, what it is
 * added to, how it is written. What stays free is a scalar. The rows of the table are the only source on operations.
 */
import { isElementwise, operationNamed } from '../../ops/table.ts'
import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { isArithmetic, mayAsk } from './asking.ts'
import { ranksInBlocks } from './blockRanks.ts'
import { ranksOfLayers } from './columns.ts'
import { isCounterpart } from './counterparts.ts'
import { dottedNames } from './dotted.ts'
import { timesInExponents } from './exponentials.ts'
import {
  CAPITAL,
  CAPITAL_OR_GREEK,
  cellsOf,
  distanceTo,
  INTERCEPT,
  innerMatrices,
  isApplied,
  isBeforeMatrix,
  isCapital,
  isConstant,
  isCounting,
  isDataTimesWeights,
  isHabitual,
  isMatrixProduct,
  isOfElements,
  isOfLine,
  isOfMatrices,
  isOverCapital,
  isRow,
  isRowOfNumbers,
  isScaleOf,
  isSmall,
  isSolved,
  isSquare,
  isSumOfMatrices,
  isUnsettled,
  isUpper,
  matricesUnder,
  middleOf,
  pointsApart,
  rankByName,
  rowOfTransposed,
  SCALAR_HABIT,
  settleLong,
  settleUsual,
  sharesOver,
  unsigned,
} from './habits.ts'
import {
  addedAxes,
  haveMany,
  heardAt,
  indexPlaces,
  indexRank,
  isBesideAxes,
  isSliced,
  isWidened,
  listedPlaces,
  ownAxes,
  ranksOfPlaces,
  spokenAxes,
  statedLengths,
} from './indexed.ts'
import { appliedMatrices, carrierOf, matricesIn } from './indexedMatrices.ts'
import { pointsOf, ranksOfPoints, settlePlaces } from './points.ts'
import {
  affineProducts,
  beside,
  besideItself,
  fittedScalars,
  isConstantOfLine,
  isMeasured,
  isNormalised,
  isNumberByRole,
  isOfComponents,
  isOfRows,
  isOpenRow,
  layersUnder,
  placesOf,
  productsBesideMatrices,
  rowUnder,
  weightsIn,
} from './roles.ts'
import { FACTORS, isEnough, KEEPS_RANK, leastRanksIn, NEUTRAL, namesInComponents, partsNeeded, rankOfTerm, STRETCHES } from './rowRanks.ts'
import { severalBeside, summedTables, toldPlaces, tolds } from './told.ts'

/** Ranks by name. */
export type Ranks = Map<string, number>

/** How many axes each name has, given those that are known; `long` names have one at least. */
export function inferRanks(order: readonly Term[], known: ReadonlyMap<string, number>, long: ReadonlySet<string> = new Set()): Ranks {
  const ranks: Ranks = new Map([...ranksOfPoints(order), ...ranksOfLayers(order, known), ...known])
  const names = new Set<string>()
  for (const term of order) {
    if (term.kind !== 'name') continue
    names.add(term.name)
    if (term.hint?.rank !== undefined && !ranks.has(term.name)) ranks.set(term.name, term.hint.rank)
  }
  for (const name of [...statedLengths(order), ...timesInExponents(order)]) if (names.has(name) && !ranks.has(name)) ranks.set(name, 0)
  const isOpen = (): boolean => [...names].some((name) => !ranks.has(name))
  const pass = isOpen() ? new Pass(order, ranks) : undefined
  // Each pass can only settle names, so there are at most as many as there are names; a few suffice in practice.
  for (let round = 0; pass !== undefined && isOpen() && round < 24; round++) {
    pass.forward()
    if (!pass.backward() && !settleUsual(names, ranks) && !settleLong(long, names, ranks)) break
  }
  for (const name of names) if (!ranks.has(name)) ranks.set(name, 0)
  return ranks
}

class Pass {
  /** The rank of each term, as far as it is known. */
  private readonly rank = new Map<Term, number>()
  private changed = false
  /** Whether demands wait that other terms may answer better. */
  private isPatient = true
  /** What was demanded of terms since something was settled: shared ones are gone through once. */
  private readonly heard = new Map<Term, readonly { readonly least: number; readonly exactly: boolean }[]>()
  private readonly applied: readonly ApplyTerm[]
  /** How many axes the arguments of each term have at least. */
  private readonly leastRanks: ReadonlyMap<Term, readonly number[]>
  /** The terms that may ask for so many axes, from the last. */
  private readonly asking: readonly (readonly ApplyTerm[])[]
  /** Names that stay numbers, as long as the others they are tied to do, where nothing needs them to have axes. */
  private readonly numbers: ReadonlyMap<string, readonly string[]>
  /** Whether an operation, or indices, speak of three axes or more. */
  private readonly many: boolean
  private readonly widened: readonly ApplyTerm[]
  private readonly besideMatrices: ReadonlySet<Term>

  constructor(
    private readonly order: readonly Term[],
    private readonly ranks: Ranks,
    private readonly points = pointsOf(order),
    private readonly listed = listedPlaces(order),
    private readonly told = toldPlaces(order),
  ) {
    this.numbers = fittedScalars(order)
    this.applied = order.filter((term) => term.kind === 'apply')
    this.leastRanks = leastRanksIn(this.applied)
    const all = [...this.applied].reverse()
    this.asking = [0, 1, 2, 3].map((asked) => all.filter((term) => mayAsk(term, this.leastRanks.get(term) as readonly number[], asked)))
    this.besideMatrices = productsBesideMatrices(this.applied)
    this.widened = this.applied.filter((term) => addedAxes(term) > 0)
    this.many = this.applied.some(
      (term) => spokenAxes(term) + addedAxes(term) > 2 || (this.leastRanks.get(term) as readonly number[]).some((least) => least > 2),
    )
  }

  private readonly isNumber = (term: Term, byHabit = true): boolean => isNumberByRole(term, this.numbers, this.ranks, byHabit)

  forward(): void {
    this.rank.clear()
    this.heard.clear()
    for (const term of this.order) {
      const rank = rankOfTerm(term, this.ranks, this.rank)
      if (rank !== undefined) this.rank.set(term, rank)
    }
  }

  /** Settles names from above; says whether any was. */
  backward(): boolean {
    this.changed = settlePlaces(this.points, this.rank, this.ranks)
    for (const [name, point] of this.points) if ((this.ranks.get(name) ?? 0) > 0) this.demand(point, this.ranks.get(name) as number)
    // What needs many axes is heard before what needs one: x.shape[0] says less of x than all others. Of none only lengths speak.
    for (const patient of [true, false]) {
      this.isPatient = patient
      for (const asked of this.many || haveMany(this.ranks, this.widened, this.rank) ? [3, 2, 1, 0] : [2, 1, 0])
        for (const term of this.asking[asked] ?? []) if (!this.changed) this.demands(term, asked)
    }
    // Softer evidence only when nothing hard is left to follow.
    for (const term of this.applied)
      for (const [name, rank] of summedTables(this.told, term, this.rank, this.ranks, this.isNumber)) this.settleAll([name], rank)
    for (let i = 0; i < this.applied.length && !this.changed; i++) this.habits(this.applied[i] as ApplyTerm)
    return this.changed
  }

  /** What a term demands of its arguments, where that is as many axes as asked for, or more than ever asked for. */
  private demands(term: ApplyTerm, asked: number): void {
    const leastRanks = this.leastRanks.get(term) as readonly number[]
    term.args.forEach((arg, k) => {
      const least = leastRanks[k] as number
      const heard = term.op === 'size' && least === 1 ? 0 : Math.min(3, least)
      if (heard === asked && least > 0) this.demand(arg, least)
    })
    if (term.op === 'hadamard' && asked === 1) this.entrywise(term)
    for (const { part, rank } of beside(term, this.ranks, asked)) this.demand(part, rank)
    if (term.op === 'product' && asked === 1) {
      // Behind a row stands a column: 1ᵀ log(p), yᵀ(a + b), wᵀ x_i.
      term.args.forEach((arg, k) => {
        const isComposed = arg.kind === 'apply' && (NEUTRAL.has(arg.op) || isElementwise(arg.op)) && !this.rank.has(arg)
        if (k > 0 && (isComposed || isOpenRow(arg, this.ranks)) && isRow(term.args[k - 1] as Term, this.rank)) this.demand(arg, 1)
      })
    }
    if (asked === 1) this.settleAll(rowUnder(term, this.rank), 1)
    if (asked === 2) this.settleAll(besideItself(term), 1)
    if (asked === 2) for (const part of [...layersUnder(term, this.ranks), ...matricesIn(term, this.rank, this.ranks)]) this.demand(part, 2)
    if (term.op === 'component' || term.op === 'index' || term.op === 'put') {
      const base = term.args[0]
      const least = ownAxes(term)
      if (base?.kind === 'name' && !this.ranks.has(base.name) && (least >= asked || asked === 1)) this.settle(base, least)
      if (base?.kind === 'apply' && asked === heardAt(base, least) && least > 0 && term.op !== 'put' && !this.rank.has(base))
        this.demand(base, least, least === 1)
      if (asked === 1 && (term.op === 'index' || term.op === 'put'))
        for (const [index, rank] of ranksOfPlaces(term, this.rank, this.listed)) this.settleAll([index], rank)
      // At a single place stands a number.
      const single = term.op === 'put' && indexPlaces(term).length === least && base !== undefined && this.rank.get(base) === least
      if (single && asked === 1) this.settleAll(namesInComponents(term.args[1] as Term), 0)
    }
  }

  /** a ⊙ b is written of vectors and matrices alone, and of two that have the same axes. */
  private entrywise({ args }: ApplyTerm): void {
    const known = args.reduce<number>((most, arg) => Math.max(most, this.rank.get(arg) ?? 0), 0)
    for (const arg of args) {
      if (arg.kind !== 'name' || known === 0) this.demand(arg, Math.max(1, known))
      else if (!this.ranks.has(arg.name)) this.settle(arg, known)
    }
  }

  /** At least this rank for a term that has none yet: goes down to the names that can have it. */
  private demand(term: Term, least: number, exactly = false): void {
    if ((this.rank.get(term) ?? 0) >= least && this.rank.has(term)) return
    if (this.isPatient && isWidened(term, least, this.rank)) return
    const heard = this.heard.get(term) ?? []
    if (heard.some((demand) => demand.least === least && demand.exactly === exactly)) return
    this.heard.set(term, [...heard, { least, exactly }])
    if (term.kind === 'name') {
      if (!this.ranks.has(term.name)) this.settle(term, exactly ? least : rankByName(term.name, least))
      return
    }
    // A sum of matrices is one.
    if (term.kind === 'binder' && term.op === 'sum') this.demand(term.body, least, exactly)
    // What is added to 0, 1, 2, ..., or to multiples of them, is where these begin.
    if (term.kind !== 'apply' || (least === 1 && (isCounting(term) || (term.op === 'add' && term.args.some(isCounting))))) return
    if (term.op === 'component' && term.args[0]?.kind === 'name') {
      if (!this.ranks.has(term.args[0].name)) this.settle(term.args[0], least + term.args.length - 1)
      return
    }
    if (term.op === 'index') {
      const base = term.args[0] as Term
      // theta(1) of MATLAB is one number, whatever theta is.
      if (term.attributes?.['linear'] !== undefined && indexPlaces(term).length === 1 && indexRank(term, this.rank) === 0) return
      if (base.kind === 'name' && !this.ranks.has(base.name))
        this.settle(base, Math.max(least + indexPlaces(term).length - addedAxes(term) - indexRank(term, this.rank), ownAxes(term)))
      return
    }
    // A factor that has these axes is enough for small letters: the λ of λI and the σ of σ²I stay scalars.
    if (isEnough(term, least, this.rank, this.ranks)) return
    // On the left of a row of numbers stand numbers: V0 * exp(-t), 2*pi*f*t.
    if (least === 1 && (term.op === 'blocks' || (term.op === 'product' && isRowOfNumbers(term.args.at(-1) as Term, this.rank)))) return
    // The 1/n before a sum is a number.
    if (term.op === 'quotient' && term.args[0]?.kind === 'number' && isSmall(term.args[1] as Term)) return
    const parts = partsNeeded(term, least)
    for (const { part, rank } of parts) this.demand(part, rank)
    if (parts.length > 0) return
    if (least === 1 && isApplied(term)) this.affine(term)
    // A product has two axes only where both of its factors have.
    if (isMatrixProduct(term) && least < 2) {
      for (const part of matricesUnder(term, this.rank)) this.demand(part, 2)
      return
    }
    const operation = operationNamed(term.op)
    if (operation !== undefined && !operation.elementwise && !KEEPS_RANK.has(term.op) && !isMatrixProduct(term)) return
    // The base of a power has its axes, unless it is a number.
    const based = (term.op === 'pow' || term.op === 'power') && !this.rank.has(term.args[0] as Term)
    const open = term.args.filter((arg, k) => (isUnsettled(arg, this.rank) || isOpenRow(arg, this.ranks)) && !(based && k === 1))
    // X @ W + b, Q @ K.T / √d: the product has the axes, and what is added to it, or divides it, is stretched along them.
    // What a sum with such is multiplied by has the axes of that.
    const products = STRETCHES.has(term.op) ? open.filter(isOfMatrices) : term.op === 'mul' && least === 1 ? open.filter(isSumOfMatrices) : []
    // X - mu: two axes are the capital's; what is taken from its rows is a vector.
    const capitals = least === 2 ? open.filter(isCapital) : []
    // In p * y[:-1] it is the slice.
    const slices = FACTORS.has(term.op) ? open.filter(isSliced) : []
    const preferred = [products, tolds(this.told, term, open), capitals, carrierOf(term, open), slices].find((args) => args.length > 0) ?? []
    // In theta[1] * t it is t that has the axes, in k^2 * u it is u.
    const whole = open.filter((arg) => !isOfElements(arg) && !isSquare(arg))
    // What a vector is divided by is a number, more often than not.
    const divided = open.length > 1 && (term.op === 'quotient' || isOverCapital(term)) ? open.slice(0, 1) : preferred
    const unscaled = open.filter((arg) => !isScaleOf(arg, term, open, least))
    const rest = (whole.length > 0 ? whole : open).filter((arg) => !this.isNumber(arg) && unscaled.includes(arg))
    const able = [divided, rest, unscaled.filter((arg) => !this.isNumber(arg, false)), unscaled].find((args) => args.length > 0) ?? open
    // v_obs - Vmax * S / (Km + S): a formula for what was measured has its axes, capitals or not.
    const fitted = (term.op === 'add' || term.op === 'sub') && open.length === 2 && open.some(isMeasured) && open.some(isOfComponents)
    for (const arg of able) this.demand(arg, least, exactly || fitted)
  }

  private habits(term: ApplyTerm): void {
    const ranks = term.args.map((arg) => this.rank.get(arg))
    const largest = ranks.reduce<number>((max, rank) => Math.max(max, rank ?? 0), 0)
    this.settleAll(dottedNames(term, this.rank), 1)
    this.settleAll(severalBeside(this.told, term, this.ranks), 1)
    if (largest === 0 && isArithmetic(term)) return
    if (term.op === 'product' || term.op === 'cdot' || term.op === 'quotient') {
      const [row, middle] = middleOf(term)
      if (middle !== undefined && ranks.at(-1) === 1 && isRow(row as Term, this.rank) && !this.ranks.has(middle.name)) this.settle(middle, 2)
      // What stands right of a row or a matrix is a vector: scalars stand on the left.
      term.args.forEach((arg, k) => {
        const left = term.args[k - 1]
        if (left === undefined || term.op !== 'product') return
        // X'(y - Z\gamma): so is a sum.
        if (arg.kind === 'apply' && (arg.op === 'add' || arg.op === 'sub') && ranks[k - 1] === 2) {
          this.affine(arg)
          if (k === term.args.length - 1) this.settleAll(pointsApart(arg, left), 1)
        }
        if (arg.kind !== 'name' || this.ranks.has(arg.name)) return
        // k(x)^\top \alpha: a number would stand before a row.
        const ends = k === term.args.length - 1 && left.kind === 'apply' && left.op === 'transpose'
        const joined = ends || (left.kind === 'apply' && (left.op === 'blocks' || isDataTimesWeights({ ...term, args: [left, arg] })))
        if (isUpper(arg.name) || (SCALAR_HABIT.has(arg.name) && !joined)) return
        if (ranks[k - 1] === 2 || isRow(left, this.rank)) this.settle(arg, 1)
      })
      this.settleAll(rowOfTransposed(term), 1)
      for (const [matrix, rank] of appliedMatrices(term, this.rank, this.ranks)) this.settleAll([matrix], rank)
      if (isSolved(term)) {
        const [inverse, vector] = term.args as [ApplyTerm, NameTerm]
        const matrix = inverse.args[0] as NameTerm
        if (!this.ranks.has(matrix.name) && (this.ranks.get(vector.name) ?? 1) > 0) this.settle(matrix, 2)
      }
      // A capital letter beside a vector, or behind a matrix, is a matrix.
      if (term.op !== 'quotient' && largest > 0) {
        for (const [k, arg] of term.args.entries()) {
          const next = term.args[k + 1]
          const name = arg.kind === 'apply' && arg.op === 'neg' ? arg.args[0] : arg
          if (name?.kind !== 'name' || !(largest === 1 ? CAPITAL : CAPITAL_OR_GREEK).test(name.name)) continue
          // A row has no matrix on its left; before a matrix that is written out stand numbers too, E A / L [1 -1; -1 1].
          const beside =
            largest === 1
              ? [ranks[k - 1], ranks[k + 1]].includes(1) && !(next !== undefined && isRowOfNumbers(next, this.rank))
              : ranks[k - 1] === 2 || (ranks[k + 1] === 2 && (name.name.startsWith('W') || isBeforeMatrix(name.name, next)))
          if (beside && !this.ranks.has(name.name) && (!this.isNumber(name) || this.besideMatrices.has(term))) this.settle(name, 2)
        }
      }
      return
    }
    const operation = operationNamed(term.op)
    if (operation?.layer === true && term.args[0] !== undefined) this.affine(term.args[0])
    // max(0, W x + b) is one too.
    if (operation?.name === 'maximum' && term.args.some((arg) => arg.kind === 'number' && arg.value.isZero))
      for (const arg of term.args) this.affine(arg)
    if (operation?.elementwise === false && operation.attributes?.[0] === 'axis' && operation.ranks?.[0] === 1 && !operation.name.startsWith('cum'))
      for (const [name, rank] of weightsIn(term.args[0], this.rank, this.ranks, this.isNumber)) this.settleAll([name], rank)
    // A capital letter that a matrix is multiplied by, component by component, is one too.
    if (term.op === 'mul' && largest === 2 && term.args.some((arg) => this.rank.get(arg) === 2 && !isConstant(arg)))
      for (const arg of term.args) this.settleAll(innerMatrices(arg), 2)
    this.settleAll(sharesOver(term, this.rank), 1)
    if (term.op === 'mul' && largest > 0) this.settleAll(cellsOf(term, this.ranks), largest)
    for (const [name, rank] of ranksInBlocks(term, this.ranks)) this.settleAll([name], rank)
    if (term.op === 'norm') for (const [point, rank] of distanceTo(term.args[0], this.rank)) this.settleAll([point], rank)
    const counts = term.args.every((arg) => (this.rank.get(arg) ?? 0) === 0 || isCounting(arg))
    if (largest > 0 && !counts && (term.op === 'add' || term.op === 'sub' || operation?.name === 'maximum' || operation?.name === 'minimum')) {
      // What a vector is added to is a vector, unless it is a scalar by habit.
      this.affine(term)
      this.settleAll([...isNormalised(term), ...placesOf(term, this.ranks, this.rank)], 1)
      // γ ⊙ x + β: where one letter of a habit is a vector, so are the others.
      const unusual = term.args.some((arg) => arg.kind === 'apply' && arg.op === 'hadamard' && arg.args.some(isHabitual))
      const isOfData = term.args.some((arg) => isDataTimesWeights(unsigned(arg)))
      for (const arg of term.args) {
        // X β + ln(exposure), ln(time) - X β: the offset of each row.
        const own = unsigned(arg)
        const name = own.kind === 'apply' && own.op === 'ln' && isOfData ? own.args[0] : own
        if (
          name?.kind !== 'name' ||
          this.ranks.has(name.name) ||
          (this.isNumber(name) && !(unusual && isHabitual(name)) && !isCounterpart(name, term, this.applied, this.ranks))
        )
          continue
        if ((INTERCEPT.test(name.name) && isOfData) || isConstantOfLine(name, term) || isOfLine(arg, term) || isBesideAxes(name, term)) continue
        // Who calls a matrix by a small letter calls others so too; but the mean of its rows.
        const alike = term.args.some((arg) => {
          const other = unsigned(arg)
          return other.kind === 'name' && !isUpper(other.name) && this.rank.get(arg) === largest
        })
        this.settle(name, isUpper(name.name) || isMeasured(name) || (alike && !isOfRows(name.name)) ? largest : 1)
      }
    }
  }

  private affine(term: Term): void {
    for (const { matrix, vector, rank } of affineProducts(term)) {
      this.settleAll([matrix], 2)
      this.settleAll([vector], rank)
    }
  }

  /** Those of which nothing is known yet. */
  private settleAll(names: readonly NameTerm[], rank: number): void {
    for (const name of names) if (!this.ranks.has(name.name)) this.settle(name, rank)
  }

  private settle(term: NameTerm, rank: number): void {
    this.ranks.set(term.name, rank)
    this.heard.clear()
    this.changed = true
  }
}
