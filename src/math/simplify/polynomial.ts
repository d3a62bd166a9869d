/**
 * Polynomials in several variables with whole coefficients, as nested lists: [a, b, c] is a + bx + cx², with a, b and c polynomials
 * in the variables after x, whole numbers after the last. All have the same depth; zero is an empty list, or 0.
 */

export type Polynomial = bigint | readonly Polynomial[]

export const isZero = (p: Polynomial): boolean => (typeof p === 'bigint' ? p === 0n : p.length === 0)
/** What is larger than it is worth. */
export const TOO_LARGE = new RangeError('too large')
/** Coefficients up to here: 256 bits. */
const LARGEST = 1n << 256n
let work = 0

/** Gives what follows so many products of numbers and monomials to pass; then TOO_LARGE is thrown. */
export function allow(products: number): void {
  work = products
}

function spend(products: number): void {
  work -= products
  if (work < 0) throw TOO_LARGE
}

const lead = (p: readonly Polynomial[]): Polynomial => p[p.length - 1] as Polynomial

function trimmed(p: Polynomial[]): Polynomial[] {
  while (p.length > 0 && isZero(lead(p))) p.pop()
  return p
}

/** A number with as many variables. */
export const constant = (value: bigint, depth: number): Polynomial => (depth === 0 ? value : value === 0n ? [] : [constant(value, depth - 1)])

/** Variable number k to a power. */
export function variable(k: number, power: number, depth: number): Polynomial {
  const inner = k === 0 ? constant(1n, depth - 1) : variable(k - 1, power, depth - 1)
  return k === 0 ? [...new Array<Polynomial>(power).fill(constant(0n, depth - 1)), inner] : [inner]
}

export function add(a: Polynomial, b: Polynomial): Polynomial {
  if (typeof a === 'bigint' || typeof b === 'bigint') return (a as bigint) + (b as bigint)
  const [long, short] = a.length < b.length ? [b, a] : [a, b]
  return trimmed(long.map((c, i) => (i < short.length ? add(c, short[i] as Polynomial) : c)))
}

export const negate = (p: Polynomial): Polynomial => (typeof p === 'bigint' ? -p : p.map(negate))

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    const product = (a as bigint) * (b as bigint)
    spend(1)
    if (product > LARGEST || product < -LARGEST) throw TOO_LARGE
    return product
  }
  if (a.length === 0 || b.length === 0) return []
  const result = new Array<Polynomial | undefined>(a.length + b.length - 1)
  a.forEach((p, i) => {
    b.forEach((q, j) => {
      const product = multiply(p, q)
      const known = result[i + j]
      result[i + j] = known === undefined ? product : add(known, product)
    })
  })
  return trimmed(result as Polynomial[])
}

/** a - q·x^shift·b. */
function reduced(a: readonly Polynomial[], q: Polynomial, shift: number, b: readonly Polynomial[]): Polynomial[] {
  const minus = negate(q)
  return trimmed(a.map((c, i) => (i < shift || i - shift >= b.length ? c : add(c, multiply(minus, b[i - shift] as Polynomial)))))
}

/** a/b; undefined where it leaves a rest. */
export function divide(a: Polynomial, b: Polynomial): Polynomial | undefined {
  if (typeof a === 'bigint' || typeof b === 'bigint') return (a as bigint) % (b as bigint) === 0n ? (a as bigint) / (b as bigint) : undefined
  let rest = a
  const quotient: Polynomial[] = []
  spend(1)
  while (rest.length >= b.length) {
    const q = divide(lead(rest), lead(b))
    if (q === undefined) return undefined
    const shift = rest.length - b.length
    quotient[shift] = q
    rest = reduced(rest, q, shift, b)
  }
  if (rest.length > 0) return undefined
  const none = a.length === 0 ? undefined : zeroLike(lead(a))
  for (let i = 0; i < quotient.length; i++) quotient[i] ??= none as Polynomial
  return quotient
}

const zeroLike = (p: Polynomial): Polynomial => (typeof p === 'bigint' ? 0n : [])
const oneLike = (p: Polynomial): Polynomial => (typeof p === 'bigint' ? 1n : [oneLike(lead(p))])

/** Whether a polynomial is a whole number. */
export const isConstant = (p: Polynomial): boolean => typeof p === 'bigint' || p.length === 0 || (p.length === 1 && isConstant(p[0] as Polynomial))

/** The number at the very head: its sign is the polynomial's. */
const leading = (p: Polynomial): bigint => (typeof p === 'bigint' ? p : p.length === 0 ? 0n : leading(lead(p)))

const contentOf = (p: readonly Polynomial[]): Polynomial => p.reduce((g, c) => gcd(g, c), zeroLike(lead(p)))

/**
 * The greatest common divisor, its leading number positive: Euclid's algorithm on primitive parts, as in Knuth, "The Art of
 * Computer Programming", volume 2, 4.6.1.
 */
export function gcd(a: Polynomial, b: Polynomial): Polynomial {
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    let [p, q] = [a as bigint, b as bigint]
    while (q !== 0n) {
      spend(1)
      ;[p, q] = [q, p % q]
    }
    return p < 0n ? -p : p
  }
  if (a.length === 0 || b.length === 0) return positive(a.length === 0 ? b : a)
  const [contentA, contentB] = [contentOf(a), contentOf(b)]
  const content = gcd(contentA, contentB)
  let [p, q] = [divided(a, contentA), divided(b, contentB)]
  if (p.length < q.length) [p, q] = [q, p]
  while (q.length > 0) {
    if (q.length === 1) {
      p = [oneLike(content)]
      break
    }
    let rest = p
    while (rest.length >= q.length) {
      const top = lead(rest)
      rest = reduced(
        rest.map((c) => multiply(c, lead(q))),
        top,
        rest.length - q.length,
        q,
      )
    }
    p = q
    q = rest.length === 0 ? rest : divided(rest, contentOf(rest))
  }
  return positive(p.map((c) => multiply(c, content)))
}

const positive = (p: Polynomial): Polynomial => (leading(p) < 0n ? negate(p) : p)
const divided = (p: readonly Polynomial[], by: Polynomial): Polynomial[] => p.map((c) => divide(c, by) as Polynomial)

/** A monomial: the power of each variable, and its coefficient. */
export interface Monomial {
  readonly powers: readonly number[]
  readonly coefficient: bigint
}

/** The monomials, in no particular order. */
export function monomials(p: Polynomial, before: readonly number[] = []): Monomial[] {
  spend(1)
  if (typeof p === 'bigint') return p === 0n ? [] : [{ powers: before, coefficient: p }]
  return p.flatMap((c, power) => monomials(c, [...before, power]))
}

/** The sum of monomials. */
export function fromMonomials(terms: readonly Monomial[], depth: number): Polynomial {
  if (depth === 0) return terms.reduce((sum, { coefficient }) => sum + coefficient, 0n)
  const grouped: Monomial[][] = []
  for (const { powers, coefficient } of terms) {
    const [power, ...rest] = powers as [number, ...number[]]
    const group = grouped[power]
    if (group === undefined) grouped[power] = [{ powers: rest, coefficient }]
    else group.push({ powers: rest, coefficient })
  }
  return trimmed(Array.from(grouped, (group) => fromMonomials(group ?? [], depth - 1)))
}

/** The same with variable k first. */
const withFirst = (p: Polynomial, k: number, depth: number): Polynomial =>
  k === 0
    ? p
    : fromMonomials(
        monomials(p).map(({ powers, coefficient }) => ({ powers: [powers[k] as number, ...powers.filter((_, i) => i !== k)], coefficient })),
        depth,
      )

/** And back. */
const withBack = (p: Polynomial, k: number, depth: number): Polynomial =>
  k === 0
    ? p
    : fromMonomials(
        monomials(p).map(({ powers: [first, ...rest], coefficient }) => ({
          powers: [...rest.slice(0, k), first as number, ...rest.slice(k)],
          coefficient,
        })),
        depth,
      )

/**
 * Factors that are found without a search: what the coefficients of a variable have in common, and what a polynomial has in
 * common with its derivative. Their product is the polynomial.
 */
export function split(p: Polynomial, depth: number): Polynomial[] {
  for (let k = 0; k < depth && !isConstant(p); k++) {
    const turned = withFirst(p, k, depth) as readonly Polynomial[]
    if (turned.length < 2) continue
    const slope = trimmed(turned.slice(1).map((c, i) => multiply(c, constant(BigInt(i + 1), depth - 1))))
    for (const found of [[contentOf(turned)], gcd(turned, slope)]) {
      if (isConstant(found)) continue
      const other = divide(turned, found)
      if (other === undefined || isConstant(other)) continue
      return [found, other].flatMap((part) => split(withBack(part, k, depth), depth))
    }
  }
  return [p]
}

/** Factors x ± 1 and x ± y, and what is left without them. */
export function splitLinear(p: Polynomial, depth: number): Polynomial[] {
  for (let k = 0; k < depth; k++) {
    const x = variable(k, 1, depth)
    const others = [constant(1n, depth), ...Array.from({ length: depth - k - 1 }, (_, i) => variable(k + 1 + i, 1, depth))]
    for (const other of others.flatMap((one) => [add(x, one), add(x, negate(one))])) {
      const rest = divide(p, other)
      if (rest !== undefined && !isConstant(rest)) return [other, ...splitLinear(rest, depth)]
    }
  }
  return [p]
}
