/** Shapes: the lengths of a tensor's axes, outermost first, known or symbolic; interned, so equal shapes are the same object. */
import type { Shape } from './api.ts'
import { TracelessError } from './traceless.ts'

export type { Shape }
/** The length of one axis: a number where known, else a polynomial in length names such as n, n - 1, 2n, m n. */
export type Length = number | string

const interned = new Map<string, Shape>()

/** The one object for these lengths. */
export function shapeOf(lengths: readonly Length[]): Shape {
  if (lengths.length === 0) return SCALAR
  const key = lengths.map((length) => (typeof length === 'number' ? length : `"${length}`)).join('|')
  let shape = interned.get(key)
  if (shape === undefined) {
    // Lengths come from documents: the table must not grow without bound over a long session.
    if (interned.size > 512) interned.clear()
    shape = Object.freeze([...lengths])
    interned.set(key, shape)
  }
  return shape
}

/** Rank 0. */
export const SCALAR: Shape = Object.freeze([])

/** Same lengths; shapes are nearly always identical objects, the loop is for those interned across a clearing of the table. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true
  return a.length === b.length && a.every((length, i) => length === b[i])
}

/** Two shapes that do not go together. */
export class ShapeError extends TracelessError {
  constructor(
    message: string,
    readonly left: Shape,
    readonly right: Shape,
  ) {
    super(message)
  }
}

/** A place that an axis does not have. */
export class PlaceError extends RangeError {
  constructor(
    readonly at: number,
    readonly axis: number,
    length: number,
  ) {
    super(`index ${at} is outside an axis of length ${length}`)
  }
}

/** What is said of two shapes of which nothing else is wrong than that they are two. */
export const saidOfLengths = (a: Shape, b: Shape): string => `${formatShape(a)} and ${formatShape(b)} do not broadcast`

/** NumPy's broadcasting: axes are aligned at the end, an axis of length 1 stretches. Throws ShapeError. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  if (a === b || b.length === 0) return a
  if (a.length === 0) return b
  const rank = Math.max(a.length, b.length)
  const lengths: Length[] = []
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1
    const y = b[b.length - rank + i] ?? 1
    if (x === y || y === 1) lengths.push(x)
    else if (x === 1) lengths.push(y)
    else throw new ShapeError(saidOfLengths(a, b), a, b)
  }
  return shapeOf(lengths)
}

/** "scalar", "vector n", "m×n". */
/** A shape in words of the field; lengths that are not told yet are left out. */
export function formatShape(shape: Shape): string {
  if (shape.length === 0) return 'scalar'
  const lengths = shape.map((length) => (isUntold(length) ? '?' : String(length)))
  if (shape.length === 1) return lengths[0] === '?' ? 'vector' : `vector ${lengths[0]}`
  if (lengths.some((length) => length !== '?')) return lengths.join('×')
  return shape.length === 2 ? 'matrix' : `tensor of ${shape.length} axes`
}

/** Whether unification still has to find a length, or one of those that it is made of. */
const isUntold = (length: Length): boolean => typeof length === 'string' && /\?\d/.test(length)

/* Symbolic lengths are polynomials with integer coefficients, kept as canonical text: "n - 1", "2n", "m n + 3". */

/** A length that is one name: the most frequent, and quick to tell. */
const isName = (length: string): boolean => /^[^\d\s-]\S*$/.test(length)

type Polynomial = Map<string, number>

function parse(length: Length): Polynomial {
  const terms: Polynomial = new Map()
  if (typeof length === 'number') return terms.set('', length)
  const tokens = length.replaceAll(' - ', ' + -').split(' + ')
  for (const token of tokens) {
    const match = /^(-?)(\d*)\s*(.*)$/.exec(token)
    if (match === null) continue
    const [, sign, digits, monomial] = match
    const coefficient = (digits === '' ? 1 : Number(digits)) * (sign === '-' ? -1 : 1)
    terms.set(monomial ?? '', (terms.get(monomial ?? '') ?? 0) + coefficient)
  }
  return terms
}

function format(terms: Polynomial): Length {
  const kept = [...terms].filter(([, coefficient]) => coefficient !== 0)
  if (kept.length === 0) return 0
  if (kept.length === 1 && kept[0]?.[0] === '') return kept[0][1]
  kept.sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1))
  let text = ''
  for (const [monomial, coefficient] of kept) {
    const size = Math.abs(coefficient)
    const term = monomial === '' ? String(size) : `${size === 1 ? '' : size}${monomial}`
    text += text === '' ? (coefficient < 0 ? `-${term}` : term) : `${coefficient < 0 ? ' - ' : ' + '}${term}`
  }
  return text
}

export function addLengths(a: Length, b: Length, sign: 1 | -1 = 1): Length {
  if (typeof a === 'number' && typeof b === 'number') return a + sign * b
  const terms = parse(a)
  for (const [monomial, coefficient] of parse(b)) terms.set(monomial, (terms.get(monomial) ?? 0) + sign * coefficient)
  return format(terms)
}

export function multiplyLengths(a: Length, b: Length): Length {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  const terms: Polynomial = new Map()
  for (const [m, p] of parse(a)) {
    for (const [n, q] of parse(b)) {
      const monomial = [...m.split(' '), ...n.split(' ')]
        .filter((name) => name !== '')
        .sort()
        .join(' ')
      terms.set(monomial, (terms.get(monomial) ?? 0) + p * q)
    }
  }
  return format(terms)
}

/** a / b where both are single products of names and b divides a; else undefined. */
export function divideLengths(a: Length, b: Length): Length | undefined {
  const [above, below] = [[...parse(a)], [...parse(b)]]
  if (above.length !== 1 || below.length !== 1) return undefined
  const [[names, coefficient], [divisor, by]] = [above[0] as [string, number], below[0] as [string, number]]
  const left = names.split(' ').filter((name) => name !== '')
  for (const name of divisor.split(' ')) {
    if (name === '') continue
    const at = left.indexOf(name)
    if (at < 0) return undefined
    left.splice(at, 1)
  }
  return coefficient % by === 0 ? format(new Map([[left.join(' '), coefficient / by]])) : undefined
}

/** What a name is where a sum of lengths is 0, if that is a length for all others: n = 2k - m of 2m + 2n - 4k. */
export function solvedFor(name: string, sum: Length): Length | undefined {
  const terms = parse(sum)
  const by = terms.get(name)
  if (by === undefined || [...terms.keys()].some((monomial) => monomial !== name && monomial.split(' ').includes(name))) return undefined
  const others = [...terms].filter(([monomial]) => monomial !== name)
  if (others.some(([, coefficient]) => coefficient % by !== 0)) return undefined
  return format(new Map(others.map(([monomial, coefficient]) => [monomial, -coefficient / by])))
}

/** A quotient rounded up, as the name of a length: ⌈n/2⌉; blanks inside are written so that it is one name. */
const ROUNDED = /^⌈(.*)\/(\d+)⌉$/
const inside = (text: string): Length => (/^\d+$/.test(text) ? Number(text) : text.replaceAll('·', ' '))

/** The parts of ⌈n/k⌉. */
export function ceilParts(name: string): readonly [Length, number] | undefined {
  const [, above, below] = ROUNDED.exec(name) ?? []
  return above === undefined ? undefined : [inside(above), Number(below)]
}

/** How many steps of size k an axis takes: ⌈length/k⌉. */
export function ceilLength(length: Length, k: number): Length {
  if (k === 1) return length
  if (typeof length === 'number') return Math.max(0, Math.ceil(length / k))
  const terms = [...parse(length)]
  if (terms.every(([monomial, coefficient]) => monomial === '' || coefficient % k === 0))
    return format(new Map(terms.map(([monomial, coefficient]) => [monomial, Math.ceil(coefficient / k)])))
  return `⌈${length.replaceAll(' ', '·')}/${k}⌉`
}

/** How many whole parts of size k an axis has: ⌊length/k⌋, which is ⌈(length - k + 1)/k⌉. */
export const floorLength = (length: Length, k: number): Length => ceilLength(addLengths(length, 1 - k), k)

/** A length as people write it: n - k for -k + n, ⌊n/2⌋ for ⌈(n - 1)/2⌉. */
export function readableLength(length: Length): string {
  if (typeof length === 'number') return String(length)
  const rounded = ceilParts(length)
  if (rounded !== undefined) {
    const [above, below] = rounded
    const whole = addLengths(above, below - 1)
    return lengthNames(whole).length > 0 && readableLength(whole).length < readableLength(above).length
      ? `⌊${readableLength(whole)}/${below}⌋`
      : `⌈${bracketed(readableLength(above))}/${below}⌉`
  }
  const terms = [...parse(length)].map(([monomial, coefficient]): [string, number] => [
    monomial
      .split(' ')
      .map((name) => (ceilParts(name) === undefined ? name : readableLength(name)))
      .join(' '),
    coefficient,
  ])
  const isFirst = ([monomial, coefficient]: [string, number]): boolean => monomial !== '' && coefficient > 0
  const first = terms.find(isFirst)
  const ordered = first === undefined ? terms : [first, ...terms.filter((term) => term !== first)]
  return ordered
    .map(([monomial, coefficient], k) => {
      const size = Math.abs(coefficient)
      const sign = coefficient < 0 ? (k === 0 ? '-' : ' - ') : k === 0 ? '' : ' + '
      return `${sign}${size === 1 && monomial !== '' ? '' : size}${monomial}`
    })
    .join('')
}

const bracketed = (text: string): string => (/ [-+] /.test(text) ? `(${text})` : text)

/** A length with some of its names replaced. */
export function substituteLength(length: Length, replace: (name: string) => Length | undefined): Length {
  if (typeof length === 'number') return length
  if (isName(length) && !length.includes('⌈')) return replace(length) ?? length
  const named = (name: string): Length => {
    const rounded = ceilParts(name)
    return rounded === undefined ? (replace(name) ?? name) : ceilLength(substituteLength(rounded[0], replace), rounded[1])
  }
  let sum: Length = 0
  for (const [monomial, coefficient] of parse(length)) {
    let term: Length = coefficient
    for (const name of monomial.split(' ')) if (name !== '') term = multiplyLengths(term, named(name))
    sum = addLengths(sum, term)
  }
  return sum
}

const NO_NAMES: readonly string[] = Object.freeze([])
const knownNames = new Map<string, readonly string[]>()

/** The names a symbolic length is made of. */
export function lengthNames(length: Length): readonly string[] {
  if (typeof length === 'number') return NO_NAMES
  let names = knownNames.get(length)
  if (names === undefined) {
    names = namesWithin(length)
    // As with shapes, what documents say must not pile up.
    if (knownNames.size > 512) knownNames.clear()
    knownNames.set(length, names)
  }
  return names
}

function namesWithin(length: string): readonly string[] {
  const rounded = length.includes('⌈') ? ceilParts(length) : undefined
  if (rounded !== undefined) return lengthNames(rounded[0])
  if (isName(length)) return [length]
  return [...parse(length).keys()]
    .flatMap((monomial) => monomial.split(' ').flatMap((name) => (ceilParts(name) === undefined ? name : lengthNames(name))))
    .filter((name) => name !== '')
}

/** The length where the names have these values. Throws RangeError when a name has none. */
export function evaluateLength(length: Length, sizes: ReadonlyMap<string, number>): number {
  if (typeof length === 'number') return length
  if (isName(length) && sizes.has(length)) return sizes.get(length) as number
  let sum = 0
  for (const [monomial, coefficient] of parse(length)) {
    let product = coefficient
    for (const name of monomial.split(' ')) {
      if (name === '') continue
      const rounded = ceilParts(name)
      const size = rounded === undefined ? sizes.get(name) : Math.max(0, Math.ceil(evaluateLength(rounded[0], sizes) / rounded[1]))
      if (size === undefined) throw new RangeError(`the length ${name} is not known`)
      product *= size
    }
    sum += product
  }
  return sum
}

/** The product of all lengths. */
export function sizeOf(shape: Shape): Length {
  return shape.reduce<Length>((size, length) => multiplyLengths(size, length), 1)
}

/** The open length of a part of another: as many of its kind as there are lengths, each with a number of its own. */
export const partOf = (length: Length): Length => `?9${[...String(length)].map((character) => 1000 + character.charCodeAt(0)).join('')}`
