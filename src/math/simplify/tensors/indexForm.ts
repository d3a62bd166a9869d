/**
 * Tensors that stay in index notation, as sums of products over index sets: deltas under a sum are taken, equal terms counted,
 * and what all terms share stands before the sum. δ_jl (γ_j/σ_j)(δ_ik - 1/n - x̂_ij x̂_kj/n) rather than three products of six.
 */
import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, number, topological } from '../../expr.ts'
import { add, div, mul, neg, pow, sqrt } from '../../ops/arithmetic.ts'
import { HALF, magnitude, ONE, raised, scaledBy, ZERO } from '../../ops/coefficient.ts'
import { where } from '../../ops/condition.ts'
import { hasDelta, squeeze, squeezes } from '../../ops/delta.ts'
import { einsum, freshLetters, isEinsum, letterAt, specOf } from '../../ops/einsum.ts'
import { diag, outer, transpose } from '../../ops/linear.ts'
import { broadcastOperation, eye, isEye, ones, size } from '../../ops/structure.ts'
import { type Length, sameShape, shapeOf } from '../../shape.ts'
import { indicated } from '../choice.ts'
import { TOO_LARGE } from '../polynomial.ts'
import { isMinusOne } from './matrix.ts'

/** A tensor's components at some letters, to a power. */
interface Power {
  readonly base: Expr
  readonly letters: string
  readonly exponent: Exact
}

/** A number times powers, summed over some letters. */
interface Term {
  readonly coefficient: Exact
  readonly powers: readonly Power[]
  readonly sums: string
}

const termOf = (powers: readonly Power[], coefficient = ONE): Term => ({ coefficient, powers, sums: '' })

/** Sums of more terms stay as they are, and what has more nodes, or more terms on the way there. */
const TERMS = 16
const NODES = 400
const MOST = 256

/** A tensor of rank 3 or more with what its terms share written once; as it is where there is nothing to share. */
export function indexForm(node: Expr): Expr {
  if (node.rank < 3 || topological([node]).length > NODES) return node
  try {
    const form = new IndexForm(node)
    return form.terms.length > TERMS ? node : form.build()
  } catch (error) {
    if (error !== TOO_LARGE) throw error
    return node
  }
}

class IndexForm {
  readonly output: string
  readonly terms: readonly Term[]
  private readonly lengths = new Map<string, Length>()
  private used: number
  private made = 0

  constructor(private readonly node: Expr) {
    this.output = freshLetters(node.rank, '')
    this.used = node.rank
    this.named(this.output, node)
    this.terms = counted(this.sumOf(node, this.output).map((term) => this.withoutDeltas(term)))
  }

  private named(letters: string, node: Expr): void {
    for (const [axis, letter] of [...letters].entries()) this.lengths.set(letter, node.shape[axis] as Length)
  }

  private fresh(length: Length): string {
    const letter = letterAt(this.used++)
    this.lengths.set(letter, length)
    return letter
  }

  /* Taking apart. */

  private sumOf(node: Expr, letters: string): Term[] {
    if (node.op === add.op && node.args.every((arg) => arg.rank === node.rank && sameShape(arg.shape, node.shape)))
      return node.args.flatMap((arg) => this.sumOf(arg, letters))
    if (node.op === neg.op) return this.sumOf(node.args[0] as Expr, letters).map((term) => ({ ...term, coefficient: term.coefficient.negate() }))
    return this.distributed(this.productOf(node, letters, ONE))
  }

  /**
   * A sum with a delta over a summed letter becomes the terms it has: Σ_m a_m (δ_jm - b_j) is a_j - b_j Σ_m a_m. So does a sum whose
   * terms all have a delta, which then stands before it.
   */
  private distributed(term: Term): Term[] {
    if (++this.made > MOST) throw TOO_LARGE
    const at = term.powers.findIndex(
      ({ base, letters, exponent }) =>
        base.op === add.op &&
        exponent.isOne &&
        (base.args.every(hasDelta) || ([...letters].some((letter) => !this.output.includes(letter)) && base.args.some(hasDelta))) &&
        base.args.every((arg) => sameShape(arg.shape, base.shape)),
    )
    const sum = term.powers[at]
    if (sum === undefined) return [term]
    const others = { ...term, powers: term.powers.filter((_, k) => k !== at) }
    return this.sumOf(sum.base, sum.letters).flatMap((part) => this.distributed(product(others, part)))
  }

  /** A node at some letters as a product, to a power. */
  private productOf(node: Expr, letters: string, exponent: Exact): Term {
    const value = exactOf(node)
    const integer = exponent.asInteger
    if (value !== undefined && integer !== undefined) {
      const power = value.power(integer)
      if (power !== undefined) return termOf([], power)
    }
    // A kept axis of length 1 under a sum is none.
    const alone = [...letters].flatMap((letter, axis) => (node.shape[axis] === 1 && !this.output.includes(letter) ? [axis] : []))
    if (alone.length > 0 && squeezes(node, alone)) {
      const left = [...letters].filter((_, axis) => !alone.includes(axis)).join('')
      return this.productOf(squeeze(node, alone), left, exponent)
    }
    const { op, args } = node
    const [first, second] = args as [Expr, Expr]
    const inside = (arg: Expr, own = exponent): Term | undefined => {
      const lead = letters.length - arg.rank
      const stretched = arg.shape.flatMap((length, axis) => (length === 1 && node.shape[lead + axis] !== 1 ? [axis] : []))
      const fits = arg.shape.every((length, axis) => length === node.shape[lead + axis] || stretched.includes(axis))
      if (!fits || !squeezes(arg, stretched)) return undefined
      const left = [...letters.slice(lead)].filter((_, axis) => !stretched.includes(axis)).join('')
      return this.productOf(squeeze(arg, stretched), left, own)
    }
    const all = (parts: readonly (Term | undefined)[]): Term | undefined =>
      parts.every((part) => part !== undefined) ? (parts as Term[]).reduce(product) : undefined
    let found: Term | undefined
    if (op === neg.op && integer !== undefined) {
      const negated = this.productOf(first, letters, exponent)
      found = integer % 2 === 0 ? negated : { ...negated, coefficient: negated.coefficient.negate() }
    } else if (op === mul.op && integer !== undefined) found = all(args.map((arg) => inside(arg)))
    else if (op === div.op && integer !== undefined) found = all([inside(first), inside(second, exponent.negate())])
    else if (op === sqrt.op) found = inside(first, exponent.multiply(HALF))
    else if (op === pow.op) {
      // √(x²) is not x.
      const power = exactOf(second)
      if (power?.isInteger === true && (integer !== undefined || !power.multiply(HALF).isInteger)) found = inside(first, exponent.multiply(power))
    } else if (isMinusOne(node) && integer !== undefined) {
      const turned = termOf([{ base: add(1, neg(first)), letters, exponent }])
      found = integer % 2 === 0 ? turned : { ...turned, coefficient: ONE.negate() }
    } else if (exponent.isOne) found = this.structured(node, letters)
    return found ?? termOf([{ base: node, letters, exponent }])
  }

  /** Products over index sets, and what says with names which components are meant. */
  private structured(node: Expr, letters: string): Term | undefined {
    const { op, args } = node
    const [first, second] = args as [Expr, Expr]
    if (op === broadcastOperation) {
      const lead = letters.length - first.rank
      const fits = sameShape(first.shape, shapeOf(node.shape.slice(lead)))
      return fits ? this.productOf(first, letters.slice(lead), ONE) : undefined
    }
    if (op === transpose.op && node.payload === undefined) return this.productOf(first, [...letters].reverse().join(''), ONE)
    if (op === outer.op) return product(this.productOf(first, letters[0] as string, ONE), this.productOf(second, letters[1] as string, ONE))
    if (op === diag.op && node.rank === 2) {
      const delta: Power = { base: eye(node.shape[0] as Length), letters, exponent: ONE }
      return product(this.productOf(first, letters[0] as string, ONE), termOf([delta]))
    }
    if (!isEinsum(node)) return undefined
    const { inputs, output } = specOf(node)
    if (new Set(output).size < output.length) return undefined
    const names = new Map([...output].map((letter, axis) => [letter, letters[axis] as string]))
    let sums = ''
    const renamed = inputs.map((own, k) =>
      [...own].map((letter, axis) => {
        let name = names.get(letter)
        if (name === undefined) {
          name = this.fresh((args[k] as Expr).shape[axis] as Length)
          names.set(letter, name)
          sums += name
        }
        return name
      }),
    )
    return args.map((arg, k) => this.productOf(arg, (renamed[k] as string[]).join(''), ONE)).reduce(product, { ...termOf([]), sums })
  }

  /** Deltas over a summed letter rename it; of two letters of the output that a delta holds equal, the first stands everywhere else. */
  private withoutDeltas({ coefficient, powers, sums }: Term): Term {
    let left = [...powers]
    let summed = sums
    for (let again = true; again; ) {
      again = false
      for (const delta of left) {
        const [a, b] = [delta.letters[0] as string, delta.letters[1] as string]
        if (!isEye(delta.base)) continue
        const free = [b, a].find((letter) => summed.includes(letter))
        const gone = free ?? b
        const kept = gone === a ? b : a
        const others = left.filter((other) => other !== delta)
        if (a === b || (free === undefined && !others.some(({ letters }) => letters.includes(gone)))) continue
        const renamed = others.map((other) => ({ ...other, letters: other.letters.replaceAll(gone, kept) }))
        left = free === undefined ? [...renamed, delta] : renamed
        summed = summed.replace(free ?? '', '')
        again = true
        break
      }
    }
    left = combined(left.filter(({ base, letters }) => !(isEye(base) && letters[0] === letters[1])))
    // What is summed over a letter that nothing has is counted.
    for (const letter of summed) {
      if (left.some(({ letters }) => letters.includes(letter))) continue
      summed = summed.replace(letter, '')
      left.push({ base: size(this.lengths.get(letter) as Length), letters: '', exponent: ONE })
    }
    return { coefficient, powers: left, sums: summed }
  }

  /* Putting together. */

  build(): Expr {
    const [first] = this.terms as [Term | undefined]
    if (first === undefined) return this.node
    if (this.terms.length === 1) return this.productAt(first, this.output)
    const common = this.common(first)
    if (common.length === 0) return add(...this.terms.map((term) => this.productAt(term, this.output)))
    const rest = this.terms.map(({ coefficient, powers, sums }) => ({
      coefficient,
      sums,
      powers: without(powers, common),
    }))
    const letters = [...this.output].filter((letter) => rest.some(({ powers }) => powers.some((power) => power.letters.includes(letter)))).join('')
    // A number that all terms have stands before them too.
    const outside = rest.every(({ coefficient }) => magnitude(coefficient).equals(magnitude(first.coefficient))) ? magnitude(first.coefficient) : ONE
    const sum = this.sumAt(
      rest.map((term) => ({ ...term, coefficient: term.coefficient.divide(outside) })),
      letters,
    )
    return scaledBy(outside, this.factorsAt([...factorsOf(common), { letters, expr: sum }], this.output))
  }

  /** The sum of terms over some letters, what stands under a condition and under its contrary as one choice. */
  private sumAt(given: readonly Term[], letters: string): Expr {
    const terms = given.flatMap(oneSided)
    const masks = terms.flatMap(({ powers }) => powers.filter(({ base }) => indicated(base)?.holds === true))
    const under = (mask: Power, holds: boolean): Term[] =>
      terms.flatMap((term) => {
        const at = term.powers.findIndex(({ base, letters: own, exponent }) => {
          const found = indicated(base)
          return found?.condition === indicated(mask.base)?.condition && found?.holds === holds && own === mask.letters && exponent.isOne
        })
        return at < 0 ? [] : [{ ...term, powers: term.powers.filter((_, k) => k !== at) }]
      })
    const mask = masks.find((own) => under(own, false).length > 0)
    const condition = mask && indicated(mask.base)?.condition
    if (mask === undefined || condition === undefined) {
      const ordered = [...terms]
      const positive = ordered.findIndex(({ coefficient }) => !coefficient.isNegative)
      if (positive > 0) ordered.unshift(...ordered.splice(positive, 1))
      return add(...ordered.map((term) => this.productAt(term, letters)))
    }
    const choice = where(
      this.factorsAt([{ letters: mask.letters, expr: condition }], letters),
      this.sumAt(under(mask, true), letters),
      this.sumAt(under(mask, false), letters),
    )
    const others = terms.filter(
      ({ powers }) => !powers.some(({ base, letters: own }) => indicated(base)?.condition === condition && own === mask.letters),
    )
    return others.length === 0 ? choice : add(choice, this.sumAt(others, letters))
  }

  /** What all terms have, to the power closest to zero. */
  private common(first: Term): Power[] {
    return first.powers.flatMap((power): Power[] => {
      if (![...power.letters].every((letter) => this.output.includes(letter))) return []
      const exponents = this.terms.map(({ powers }) => powers.find((other) => isSame(other, power))?.exponent)
      if (!exponents.every((own) => own !== undefined && own.isNegative === power.exponent.isNegative)) return []
      const least = (exponents as Exact[]).reduce((a, b) => (a.compare(b) < 0 === power.exponent.isNegative ? b : a))
      return [{ ...power, exponent: least }]
    })
  }

  private productAt({ coefficient, powers }: Term, output: string): Expr {
    return scaledBy(coefficient, this.factorsAt(factorsOf(powers), output))
  }

  /** The product of factors over the output, spanned by ones where no factor has a letter. */
  private factorsAt(factors: readonly Factor[], output: string): Expr {
    const scalars = factors.filter(({ letters }) => letters === '').map(({ expr }) => expr)
    const tensors = factors.filter(({ letters }) => letters !== '')
    const missing = [...output].filter((letter) => !tensors.some(({ letters }) => letters.includes(letter)))
    for (const letter of missing) tensors.push({ letters: letter, expr: ones(shapeOf([this.lengths.get(letter) as Length])) })
    const whole =
      tensors.length === 0 ? number(1) : einsum(`${tensors.map(({ letters }) => letters).join(',')}->${output}`, ...tensors.map(({ expr }) => expr))
    // Scalars below the bar divide the whole.
    const above = mul(...scalars.map((scalar) => (scalar.op === div.op ? (scalar.args[0] as Expr) : scalar)), whole)
    const below = scalars.filter(({ op }) => op === div.op).map((scalar) => scalar.args[1] as Expr)
    return below.length === 0 ? above : div(above, mul(...below))
  }
}

interface Factor {
  letters: string
  expr: Expr
}

const isSame = (a: Power, b: Power): boolean => a.base === b.base && a.letters === b.letters

const product = (a: Term, b: Term): Term => ({
  coefficient: a.coefficient.multiply(b.coefficient),
  powers: combined([...a.powers, ...b.powers]),
  sums: a.sums + b.sums,
})

/** What is left of powers when others, which they hold, are taken out. */
const without = (powers: readonly Power[], common: readonly Power[]): Power[] =>
  powers
    .map((power) => ({ ...power, exponent: power.exponent.subtract(common.find((other) => isSame(other, power))?.exponent ?? ZERO) }))
    .filter(({ exponent }) => !exponent.isZero)

/** Powers of the same components as one; a delta is its own square. */
function combined(powers: readonly Power[]): Power[] {
  const result: Power[] = []
  for (const power of powers) {
    const at = result.findIndex((other) => isSame(other, power))
    if (at < 0) result.push(power)
    else if (!isEye(power.base)) result[at] = { ...power, exponent: power.exponent.add((result[at] as Power).exponent) }
  }
  return result.filter(({ exponent }) => !exponent.isZero)
}

/** Equal terms added up. */
function counted(terms: readonly Term[]): Term[] {
  const result: Term[] = []
  for (const term of terms) {
    const at = result.findIndex(
      ({ powers }) =>
        powers.length === term.powers.length &&
        powers.every((power) => term.powers.some((other) => isSame(power, other) && power.exponent.equals(other.exponent))),
    )
    if (at < 0) result.push(term)
    else result[at] = { ...term, coefficient: term.coefficient.add((result[at] as Term).coefficient) }
  }
  return result.filter(({ coefficient }) => !coefficient.isZero)
}

/** Powers over the same letters as one factor; deltas by themselves. */
function factorsOf(powers: readonly Power[]): Factor[] {
  const byLetters = new Map<string, Power[]>()
  for (const [k, power] of powers.entries()) {
    const key = isEye(power.base) ? `${power.letters} ${k}` : power.letters
    const same = byLetters.get(key)
    if (same === undefined) byLetters.set(key, [power])
    else same.push(power)
  }
  // Deltas first, then by the index they begin with: A_ik B_lj.
  const place = ([letters, [power]]: [string, Power[]]): number => (isEye((power as Power).base) ? 0 : letters.charCodeAt(0))
  const ordered = [...byLetters].sort((a, b) => place(a) - place(b))
  return ordered.map(([key, same]) => {
    const above = same.filter(({ exponent }) => !exponent.isNegative).map(({ base, exponent }) => raised(base, exponent))
    const below = same.filter(({ exponent }) => exponent.isNegative).map(({ base, exponent }) => raised(base, exponent.negate()))
    const numerator = above.length === 0 ? number(1) : mul(...above)
    return { letters: key.split(' ')[0] as string, expr: below.length === 0 ? numerator : div(numerator, mul(...below)) }
  })
}

/** A term with what is 1 or 0 to the first power, as all of its powers are; none where it is under a condition and under its contrary. */
function oneSided(term: Term): Term[] {
  const found = term.powers.map((power) => ({ power, indicator: indicated(power.base) }))
  const contrary = found.some(({ power, indicator }) =>
    found.some(
      (other) =>
        other.indicator?.condition === indicator?.condition && other.indicator?.holds === !indicator?.holds && other.power.letters === power.letters,
    ),
  )
  if (contrary) return []
  const powers = found.map(({ power, indicator }) =>
    indicator !== undefined && power.exponent.isInteger && !power.exponent.isNegative ? { ...power, exponent: ONE } : power,
  )
  return [{ ...term, powers }]
}
