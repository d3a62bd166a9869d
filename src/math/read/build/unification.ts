/** Lengths of axes that must agree: what is open takes the other's place. */

import type { Traits } from '../../expr.ts'
import {
  addLengths,
  ceilParts,
  divideLengths,
  type Length,
  lengthNames,
  multiplyLengths,
  SCALAR,
  type Shape,
  type ShapeError,
  shapeOf,
  solvedFor,
  substituteLength,
} from '../../shape.ts'
import { holdsThroughout, partsOf } from '../order.ts'
import { biasColumns } from '../ranks/columns.ts'
import { gathered } from '../ranks/gathered.ts'
import { pointsOf } from '../ranks/points.ts'
import type { Attribute, Term } from '../term.ts'
import type { OpenLengths } from './built.ts'
import { stackedAxes } from './kronecker.ts'

/** The lengths of the axes of all names: known, declared by a name, or still open. */
export class Lengths implements OpenLengths {
  private readonly shapes = new Map<string, Shape>()
  /** What an open length turned out to be. */
  private readonly settled = new Map<string, Length>()
  /** What lengths are with all that is settled so far. */
  private readonly resolved = new Map<string, Length>()
  /** What open lengths are called as long as they are open, and what has these names. */
  private readonly called = new Map<string, string>()
  private readonly openNamed = new Map<string, string>()
  private readonly shown = new Map<string, Length>()
  /** Whether anything has been settled, or taken, since open lengths were given names. */
  private isNew = true
  private readonly names: readonly string[]
  /** Lengths that operations name: np.ones(n). */
  private readonly stated = new Set<string>()
  private anonymousCount = 0
  private fractions = 0
  /** Open lengths that others turned out to be made of. */
  private readonly parts = new Set<string>()

  constructor(
    order: readonly Term[],
    ranks: ReadonlyMap<string, number>,
    declared: ReadonlyMap<string, Shape>,
    traits: ReadonlyMap<string, Traits>,
    /** Names of lengths that give way to other names, those first that have the larger number. */
    private readonly named: ReadonlyMap<Length, number> = new Map(),
  ) {
    const points = pointsOf(order)
    this.names = [...new Set(gathered(order, (term) => (term.kind === 'name' && !points.has(term.name) ? term.name : undefined)))]
    for (const term of order) if (term.kind === 'apply' && term.attributes !== undefined) collectLengths(Object.values(term.attributes), this.stated)
    const columns = biasColumns(order)
    let open = 0
    for (const name of this.names) {
      const rank = ranks.get(name) ?? 0
      const { symmetric, orthogonal } = traits.get(name) ?? {}
      const square = rank === 2 && (symmetric ?? orthogonal) === true
      if (square) open++
      const openShape = (): Shape =>
        shapeOf(Array.from({ length: rank }, (_, axis) => (axis === 1 && columns.has(name) ? 1 : `?${square ? open : open++}`)))
      this.shapes.set(name, declared.get(name) ?? (rank === 0 ? SCALAR : openShape()))
      if (square) open++
    }
    for (const term of order) {
      if (term.kind !== 'call' || term.whole === undefined) continue
      const own = valueNamed(term.name)
      if (!this.shapes.has(own)) this.shapes.set(own, shapeOf(Array.from({ length: term.whole }, () => `?${open++}`)))
    }
  }

  /** Makes the axes of names that sums run along, from 1 to a name, as long as that says, where their length is open. */
  runAlong(order: readonly Term[]): void {
    for (const term of order) {
      if (term.kind !== 'binder' || term.op === 'integral' || term.high?.kind !== 'name') continue
      if (this.shapeOf(term.high.name).length > 0 || term.low?.kind !== 'number' || !term.low.value.isOne) continue
      const { index, high } = term
      holdsThroughout(term.body, (part) => {
        // Another sum may run over an index of the same name.
        if (part.kind === 'binder' && part.index === index) return []
        if (part.kind !== 'apply' || part.op !== 'component' || part.attributes !== undefined) return partsOf(part)
        const [base, ...places] = part.args
        const axis = places.findIndex((place) => place.kind === 'name' && place.name === index)
        const length = base?.kind === 'name' ? this.shapes.get(base.name)?.[axis] : undefined
        if (length !== undefined && isOpen(this.settledAs(length))) this.set(this.settledAs(length), high.name)
        return part.args
      })
    }
  }

  /** Makes the axes as long as each other that a Kronecker product and a stacked matrix share, where one of them is open. */
  alongStacked(order: readonly Term[]): void {
    for (const [own, other] of stackedAxes(order)) {
      const [a, b] = [own, other].map(({ name, axis }) => this.shapes.get(name)?.[axis])
      if (a === undefined || b === undefined || this.shapes.get(own.name)?.length !== 2 || this.shapes.get(other.name)?.length !== 2) continue
      const [left, right] = [this.settledAs(a), this.settledAs(b)]
      if (left !== right && isOpen(left)) this.set(left, right)
      else if (left !== right && isOpen(right)) this.set(right, left)
    }
  }

  shapeOf(name: string): Shape {
    const shape = this.shapes.get(name) ?? SCALAR
    return shape.length === 0 ? SCALAR : shapeOf(shape.map((length) => this.resolve(length)))
  }

  /** The shape of what a function gives that takes its arguments as a whole. */
  ofValue(name: string): Shape {
    return this.shapeOf(valueNamed(name))
  }

  /** The length of an axis that no name has: that of the k-th vector(c), matrix(c) or identity. */
  anonymous(count: number): Length {
    if (count >= this.anonymousCount) {
      this.anonymousCount = count + 1
      this.isNew = true
    }
    return this.resolve(`?${ANONYMOUS + count}`)
  }

  private readonly leftFor = new Map<Term, Length>()

  /** The length that is left for an axis of a new shape, where the others do not tell it. */
  left(term: Term): Length {
    const known = this.leftFor.get(term) ?? `?${LEFT + this.leftFor.size}`
    this.leftFor.set(term, known)
    return this.resolve(known)
  }

  /** What a length turned out to be, and is called where it is open. */
  resolve(length: Length): Length {
    if (typeof length === 'number' || (this.settled.size === 0 && this.called.size === 0)) return length
    let found = this.shown.get(length)
    if (found === undefined) {
      found = this.settledAs(length)
      if (this.called.size > 0) found = substituteLength(found, (name) => this.called.get(name))
      this.shown.set(length, found)
    }
    return found
  }

  private settledAs(length: Length): Length {
    if (typeof length === 'number' || this.settled.size === 0) return length
    let found = this.resolved.get(length)
    if (found === undefined) {
      found = length
      while (lengthNames(found).some((name) => this.settled.has(name)))
        found = substituteLength(found, (name) => {
          const own = this.settled.get(name)
          // What that is in its turn is found once for all that lead to it.
          return own === undefined ? undefined : this.settledAs(own)
        })
      this.resolved.set(length, found)
    }
    return found
  }

  /** The length that is shown so. */
  private meant(length: Length): Length {
    return this.settledAs(this.openNamed.size === 0 ? length : substituteLength(length, (name) => this.openNamed.get(name)))
  }

  /** Makes the first pair of lengths that differ agree; false when both are known. */
  unify({ left, right }: ShapeError): boolean {
    const rank = Math.min(left.length, right.length)
    for (let k = 1; k <= rank; k++) {
      const [a, b] = withoutCommon(this.meant(left[left.length - k] as Length), this.meant(right[right.length - k] as Length))
      if (a === b || a === 1 || b === 1) {
        if (a === b) continue
        // A length of 1 is only forced where nothing stretches: products that contract.
        if (left.length === 1 && right.length === 1 && (isOpen(a) || isOpen(b))) return this.set(isOpen(a) ? a : b, isOpen(a) ? b : a)
        continue
      }
      if ((isOpen(a) && this.set(a, b)) || (isOpen(b) && this.set(b, a))) return true
      // An open length times others against a product that holds those others.
      for (const [product, other] of [
        [a, b],
        [b, a],
      ] as const) {
        const factor = lengthNames(product).find(isOpen)
        const rest = factor === undefined ? undefined : divideLengths(product, factor)
        const quotient = rest === undefined || rest === 1 ? undefined : divideLengths(other, rest)
        if (factor !== undefined && quotient !== undefined) return this.set(factor, quotient)
      }
      // mn of \\mathbb{R}^{mn \\times mn} is m n.
      for (const [name, product] of [
        [a, b],
        [b, a],
      ] as const)
        if (typeof name === 'string' && /^[a-zA-Z]{2,3}$/.test(name) && [...name].reduce<Length>(multiplyLengths, 1) === product)
          return this.set(name, product)
      // Two products of open lengths: factor by factor, in order.
      const [own, others] = [factorsBeside(a, b), factorsBeside(b, a)]
      if (own.length > 0 && own.length === others.length) return this.set(others[0] as string, own[0] as string)
      // A declared name that is to be so many equal parts.
      for (const [own, product] of [
        [a, b],
        [b, a],
      ] as const) {
        const part = lengthNames(product).find(isOpen)
        if (part !== undefined && /^[^\W\d]\w*$/.test(String(own)) && divideLengths(product, part) !== undefined && this.set(own, product))
          return true
      }
      // Every other component from 0 and from 1: as many of the one as of the other where the whole is even.
      const [roundedA, roundedB] = [typeof a === 'string' ? ceilParts(a) : undefined, typeof b === 'string' ? ceilParts(b) : undefined]
      const whole = [...lengthNames(a), ...lengthNames(b)].find(isOpen)
      if (whole !== undefined && (roundedA ?? roundedB) !== undefined) {
        const step = (roundedA ?? roundedB)?.[1] as number
        return this.set(whole, multiplyLengths(step, `?${FRACTION + this.fractions++}`))
      }
      // n - 1 against m - 1: what is open takes up the difference.
      const open = [...lengthNames(a), ...lengthNames(b)].filter(isOpen)
      for (const name of open) {
        const length = solvedFor(name, addLengths(a, b, -1))
        if (length !== undefined && this.set(name, length)) return true
      }
      if (open.length > 0) return false
      // C of B, T, C = x.shape, and the d that a layer is made for.
      const givesWay = (length: Length): number => this.named.get(length) ?? 0
      const [given, other] = givesWay(a) >= givesWay(b) ? [a, b] : [b, a]
      if (typeof given === 'string' && typeof other === 'string' && givesWay(given) > givesWay(other) && /^\w+$/.test(other))
        return this.set(given, other)
      // A declared name against a number: the number says more.
      if (typeof a === 'string' && typeof b === 'number' && /^\w+$/.test(a)) return this.set(a, b)
      if (typeof b === 'string' && typeof a === 'number' && /^\w+$/.test(b)) return this.set(b, a)
      return false
    }
    return false
  }

  private set(open: Length, to: Length): boolean {
    if (lengthNames(to).includes(String(open))) return false
    this.settled.set(String(open), to)
    this.resolved.clear()
    this.shown.clear()
    this.isNew = true
    for (const name of lengthNames(to)) if (isOpen(name)) this.parts.add(name)
    return true
  }

  /** A shape with what is only called so open again, to be assumed of a name when the text is read anew. */
  reopened(shape: Shape): Shape {
    return shape.map((length) => {
      const own = this.meant(length)
      const number = isOpen(own) ? Number((own as string).slice(1)) : ASSUMED
      return number < ASSUMED ? `?${ASSUMED + number}` : isOpen(own) ? own : length
    })
  }

  /** Gives what is still open names that people use: m×n for a matrix, n for a vector; says whether any is called otherwise than before. */
  callOpen(): boolean {
    if (!this.isNew) return false
    this.isNew = false
    const before = new Map(this.called)
    this.called.clear()
    this.openNamed.clear()
    this.shown.clear()
    const taken = new Set<string>([...this.names, ...this.stated, ...this.settled.keys()])
    for (const shape of this.shapes.values()) for (const length of shape) for (const name of lengthNames(this.settledAs(length))) taken.add(name)
    const name = (length: Length, wished: string): void => {
      const open = this.settledAs(length)
      if (!isOpen(open) || this.called.has(open as string)) return
      let free = [wished, ...'nmkpqrdl'].find((candidate) => !taken.has(candidate))
      for (let k = 1; free === undefined; k++) if (!taken.has(`n_${k}`)) free = `n_${k}`
      taken.add(free)
      this.called.set(open as string, free)
      this.openNamed.set(free, open as string)
    }
    const byRank = [...this.shapes.values()].sort((a, b) => Math.min(b.length, 2) - Math.min(a.length, 2))
    for (const shape of byRank) {
      if (shape.length === 2 && this.settledAs(shape[0] as Length) !== this.settledAs(shape[1] as Length)) {
        name(shape[1] as Length, 'n')
        name(shape[0] as Length, 'm')
      }
      for (const length of shape) name(length, 'n')
    }
    for (let k = 0; k < this.anonymousCount; k++) name(`?${ANONYMOUS + k}`, 'n')
    for (const part of this.parts) name(part, 'n')
    return this.called.size !== before.size || [...this.called].some(([open, name]) => before.get(open) !== name)
  }
}

const valueNamed = (name: string): string => `${name}()`

/** The names among attributes, which may be those of lengths. */
function collectLengths(attributes: readonly Attribute[], into: Set<string>): void {
  for (const attribute of attributes)
    if (typeof attribute === 'string') into.add(attribute)
    else if (Array.isArray(attribute)) collectLengths(attribute, into)
}

/** Where the numbers of lengths without a name begin, of those that are a part of another, that a declaration leaves open, that a new shape does, and that were open when a text was read before. */
const ANONYMOUS = 1_000_000
const FRACTION = 2_000_000
const DECLARED = 3_000_000
const LEFT = 4_000_000
const ASSUMED = 8_000_000

/** A length that a declaration leaves open, one for each number. */
export const openLength = (count: number): Length => `?${DECLARED + count}`

/** Two products without the names that both have as factors. */
function withoutCommon(a: Length, b: Length): readonly [Length, Length] {
  if (a === b || typeof a === 'number' || typeof b === 'number' || (isOpen(a) && isOpen(b))) return [a, b]
  let [own, other]: [Length, Length] = [a, b]
  for (const name of lengthNames(a)) {
    const left: Length | undefined = divideLengths(own, name)
    const right: Length | undefined = divideLengths(other, name)
    if (own !== other && left !== undefined && right !== undefined) [own, other] = [left, right]
  }
  return [own, other]
}

/** The open factors of a product that another product has not. */
function factorsBeside(product: Length, other: Length): string[] {
  if (divideLengths(product, product) !== 1 || divideLengths(other, other) !== 1) return []
  return lengthNames(product).filter((name) => isOpen(name) && !lengthNames(other).includes(name))
}

export const isOpen = (length: Length): boolean => typeof length === 'string' && length.startsWith('?') && /^\?\d+$/.test(length)
