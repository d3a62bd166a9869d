/**
 * Sizes: the d of \mathbb{R}^d and the n up to which a sum over x_i runs are no variables of a formula, but the lengths of axes,
 * also where they stand as numbers: \frac{1}{n} \sum_{i=1}^n x_i, -\frac{d}{2} \ln 2\pi.
 */

import { mapTerms, occurs } from '../../order.ts'
import { gathered } from '../../ranks/gathered.ts'
import { applyTerm, type BinderTerm, type Declaration, type NameTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { ordered, substitute } from './terms.ts'

/** The body with the lengths of axes in the place of names for them. `isGiven`: the text or the reader treats this name as a number of its own. */
export function withSizes(body: Term, declarations: ReadonlyMap<string, Declaration>, isGiven: (name: string) => boolean): Term {
  return withNames(numbered(body, declarations), declarations, isGiven)
}

/** What has a matrix of whose rows there may be d. */
const OF_MATRICES = ['det', 'inv', 'tr', 'trace', 'power']

/** The d of "in $\\mathbb{R}^d$", and the n of I_n, where it stands as a number beside matrices: as many as the rows of one of which a determinant, inverse or trace is taken. */
export function withDimension(
  body: Term,
  says: (words: RegExp) => boolean,
  isGiven: (name: string) => boolean,
  declarations: ReadonlyMap<string, Declaration>,
): Term {
  if (![...OF_MATRICES, 'bars'].some((op) => occurs(body, op))) return body
  const terms = ordered(body)
  // What a declared shape of a name here has is the length of that axis.
  const lengths = new Set<unknown>(terms.flatMap((term) => (term.kind === 'name' ? (declarations.get(term.name)?.shape ?? []) : [])))
  const [matrix] = terms.flatMap((term) => {
    const [of] = term.kind === 'apply' ? term.args : []
    const square = squareIn(of)
    // |I - \rho W| is a determinant, |A| may be a number.
    const inner = term.kind === 'apply' && (OF_MATRICES.includes(term.op) || (term.op === 'bars' && square !== of)) ? square : undefined
    const isInverse = term.kind === 'apply' && term.op === 'power' && !(term.args[1]?.kind === 'number' && term.args[1].value.asInteger === -1)
    return inner?.kind === 'name' && /^(?:[A-Z]|Sigma|Lambda|Omega|Theta)/.test(inner.name) && !isInverse ? [inner] : []
  })
  if (matrix === undefined) return body
  // What a sum runs up to counts its terms.
  const counted = new Set(gathered(terms, (term) => (term.kind === 'binder' && term.high?.kind === 'name' ? term.high.name : undefined)))
  const dimension = terms.find(
    (term) =>
      term.kind === 'name' &&
      /^[dkmnp]$/.test(term.name) &&
      !isGiven(term.name) &&
      !lengths.has(term.name) &&
      !counted.has(term.name) &&
      says(
        new RegExp(
          String.raw`\\mathbb\s*\{?R\}?\s*\^\s*\{?\s*${term.name}\s*(?:\\times\s*${term.name}\s*\}|\}|\$|\\\)|[,.]|\s(?!\s*\\times))|\b${term.name}\$?-dimension|(?<![a-zA-Z\\])I_\{?\s*${term.name}(?![a-zA-Z])`,
        ),
      ),
  )
  if (dimension?.kind !== 'name' || terms.some((term) => term.kind === 'binder' && term.index === dimension.name)) return body
  return mapTerms(body, (term) =>
    term.kind === 'name' && term.name === dimension.name ? applyTerm('size', [matrix], term.range, { axis: 0 }) : term,
  )
}

/** The matrix itself, or the W of I - \rho W. */
function squareIn(term: Term | undefined): Term | undefined {
  if (term?.kind !== 'apply' || term.op !== 'add' || !term.args.some((arg) => arg.kind === 'apply' && arg.op === 'identity')) return term
  const own = term.args.map((arg) => (arg.kind === 'apply' && arg.op === 'neg' ? (arg.args[0] as Term) : arg))
  const last = own.map((arg) => (arg.kind === 'apply' && arg.op === 'product' ? (arg.args.at(-1) as Term) : arg))
  return last.find(({ kind }) => kind === 'name')
}

/** The n of n \ln\lambda - \lambda \sum_i x_i where the words list x_1, \dots, x_n, or speak of n observations: as many as are added up. */
export function withCount(body: Term, says: (words: RegExp) => boolean, isGiven: (name: string) => boolean): Term {
  if (!occurs(body, 'sum') && !occurs(body, 'component')) return body
  const terms = ordered(body)
  const open = new Set(
    gathered(terms, (term) =>
      term.kind === 'binder' && (term.op === 'sum' || term.op === 'each') && term.high === undefined && /^[a-z]$/.test(term.index)
        ? term.index
        : undefined,
    ),
  )
  const counts = new Set(
    gathered(terms, (term) => (term.kind === 'name' && /^[nNmM]$/.test(term.name) && !isGiven(term.name) ? term.name : undefined)),
  )
  if (open.size === 0 || counts.size === 0 || terms.some((term) => term.kind === 'binder' && counts.has(term.index))) return body
  const sizes = new Map<string, Term>()
  for (const term of terms) {
    const size = alongIndex(term, (index) => open.has(index), true)
    const [base] = size?.kind === 'apply' && size.attributes?.['axis'] === 0 ? size.args : []
    if (size === undefined || base?.kind !== 'name') continue
    for (const count of counts) if (!sizes.has(count) && (says(listOf(base.name, count)) || says(manyOf(count)))) sizes.set(count, size)
  }
  return sizes.size === 0 ? body : mapTerms(body, (term) => (term.kind === 'name' ? (sizes.get(term.name) ?? term) : term))
}

/** x_1, \dots, x_n and x₁, …, xₙ */
function listOf(name: string, count: string): RegExp {
  const letter = name.length > 1 ? String.raw`(?:\\${name}|${name})` : String.raw`(?<![a-zA-Z\\])${name}`
  const below = (place: string, small: string): string => String.raw`${letter}\s*\}?\s*(?:_\s*\{?\s*${place}\s*\}?|${place}|${small})`
  const dots = String.raw`(?:\\[lc]?dots[a-z]?|\.\.\.|…)`
  return new RegExp(
    String.raw`${below('1', '₁')}\s*,\s*${dots}\s*,?\s*(?:\\(?:mathbf|boldsymbol|bm)\s*\{?\s*)?${below(count, count === 'n' ? 'ₙ' : count)}(?![a-zA-Z])`,
  )
}

/** "$n$ observations", "a sample of size n" */
const manyOf = (count: string): RegExp =>
  new RegExp(
    String.raw`(?<![a-zA-Z\\_])${count}\s*\$?\s*(?:\\\)\s*)?(?:(?:independent|i\.i\.d\.|iid|random|uncensored)\s+)*(?:observations|samples|data\s+points|measurements|trials|subjects|patients|draws|failure\s+times)\b|\b[sS]ample\s+(?:of\s+)?size\s+\$?${count}(?![a-zA-Z])`,
  )

/** Sums up to an m that is given as a number run up to that number. */
const numbered = (body: Term, declarations: ReadonlyMap<string, Declaration>): Term =>
  declarations.size === 0 || !occurs(body, 'binder')
    ? body
    : mapTerms(body, (term) => {
        const value = term.kind === 'binder' && term.high?.kind === 'name' ? declarations.get(term.high.name)?.value : undefined
        return typeof value === 'number' && Number.isInteger(value) ? ({ ...term, high: numberTerm(value) } as Term) : term
      })

function withNames(body: Term, declarations: ReadonlyMap<string, Declaration>, isGiven: (name: string) => boolean): Term {
  const terms = ordered(body)
  if (declarations.size === 0 && !terms.some(({ kind }) => kind === 'binder')) return body
  const sizes = new Map<string, Term>()
  const add = (size: unknown, base: NameTerm, axis: number): void => {
    if (typeof size === 'string' && /^\w+$/.test(size) && !sizes.has(size) && !isGiven(size))
      sizes.set(size, applyTerm('size', [base], undefined, { axis }))
  }
  const running = new Set<string>()
  for (const term of terms) {
    if (term.kind === 'name') for (const [axis, length] of (declarations.get(term.name)?.shape ?? []).entries()) add(length, term, axis)
    const [base] = term.kind === 'apply' && term.op === 'index' ? term.args : []
    if (term.kind === 'apply' && base?.kind === 'name') add(term.attributes?.['length'], base, Number(term.attributes?.['axis']))
    if (term.kind !== 'binder' || term.low?.kind !== 'number' || !((term.low.value.asInteger ?? -1) >= 0) || term.high === undefined) continue
    // x_0, ..., x_{N-1} are N.
    const before = term.low.value.isZero ? 1 : 0
    // Up to n - 1 run the pairs of x_i and x_{i+1}.
    const [high, less] = shifted(term.high)
    if (high.kind === 'name')
      eachComponent(ordered(term.body), (base, index, axis) => {
        const [own, more] = shifted(index)
        if (own.kind === 'name' && own.name === term.index && more === (before === 0 ? -less : 0) && less <= -before && (before === 0 || less === -1))
          add(high.name, base, axis)
      })
  }
  eachComponent(terms, (_, index) => index.kind === 'name' && running.add(index.name))
  addCount(terms, isGiven, sizes)
  for (const term of terms) if (term.kind === 'apply' && term.op === 'component' && term.args[0]?.kind === 'name') sizes.delete(term.args[0].name)
  if (sizes.size === 0) return body
  const bound = new Set(gathered(terms, (term) => (term.kind === 'binder' ? term.index : undefined)))
  const kept = (part: Term, name: Term): Term => (name.kind === 'name' && sizes.has(name.name) ? name : part)
  return mapTerms(body, (term, original) => {
    if (term.kind === 'name') return sizes.get(term.name) ?? term
    // The bound of an axis says what its length is called; x_n is the last component, unless n runs over them.
    if (term.kind === 'binder' && original.kind === 'binder' && original.high !== undefined && running.has(term.index) && term.high !== undefined)
      return { ...term, high: isFromZero(original) && sizes.has(namedIn(original.high)) ? original.high : kept(term.high, original.high) }
    if (term.kind === 'binder' && original.kind === 'binder' && !running.has(term.index)) return fromZero(term, original, sizes) ?? term
    if (term.kind !== 'apply' || term.op !== 'component' || original.kind !== 'apply') return term
    const runs = (index: Term): boolean => index.kind === 'name' && bound.has(index.name)
    return { ...term, args: term.args.map((arg, k) => (k > 0 && runs(original.args[k] as Term) ? kept(arg, original.args[k] as Term) : arg)) }
  })
}

/** \sum_{k=0}^{N-1} and \sum_{k=0}^{\lfloor N/2 \rfloor} where N is the length of an axis: over the places of that axis, some of them alone. */
function fromZero(term: BinderTerm, { low, high }: BinderTerm, sizes: ReadonlyMap<string, Term>): Term | undefined {
  if (term.op !== 'sum' || low?.kind !== 'number' || !low.value.isZero || high === undefined) return undefined
  const [last, less] = shifted(high)
  const part = last.kind === 'name' && less === -1 ? undefined : halfOf(high)
  const count = last.kind === 'name' && less === -1 ? last : part
  const size = count?.kind === 'name' ? sizes.get(count.name) : undefined
  if (size === undefined) return undefined
  const place = applyTerm('add', [nameTerm(term.index), numberTerm(-1)])
  const body = substitute(term.body, new Map([[term.index, place]]))
  const chosen =
    part === undefined ? body : applyTerm('where', [applyTerm('le', [place, term.high as Term], term.range), body, numberTerm(0)], term.range)
  return { ...term, low: numberTerm(1), high: size, body: chosen }
}

/** The N of N/2, \lfloor N/2 \rfloor and of what is less than these: no more than N - 1, where there are two. */
function halfOf(high: Term): Term | undefined {
  const [base, step, more] = high.kind === 'apply' && high.op === 'add' ? high.args : []
  const taken = step?.kind === 'apply' && step.op === 'neg' && more === undefined ? step.args[0] : undefined
  const whole = taken?.kind === 'number' ? (base as Term) : high
  const inner = whole.kind === 'apply' && whole.op === 'floor' ? (whole.args[0] as Term) : whole
  const [above, below] = inner.kind === 'apply' && /^(?:quotient|div)$/.test(inner.op) ? inner.args : []
  const [count, before] = above === undefined ? [] : shifted(above)
  const isPart = below?.kind === 'number' && (below.value.asInteger ?? 0) > 1 && (before ?? 1) <= 0
  return isPart && count?.kind === 'name' ? count : undefined
}

const isFromZero = ({ low }: BinderTerm): boolean => low?.kind === 'number' && low.value.isZero

const namedIn = (high: Term): string => {
  const [last] = shifted(high)
  return last.kind === 'name' ? last.name : ''
}

/** The indices of components of names, each with its axis. */
export function eachComponent(terms: readonly Term[], take: (base: NameTerm, index: Term, axis: number) => unknown): void {
  for (const term of terms) {
    const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (base?.kind === 'name') for (const [axis, index] of indices.entries()) take(base, index, axis)
    // (W x)_i goes along the rows of W.
    const [matrix] = base?.kind === 'apply' && base.op === 'product' ? base.args : []
    if (matrix?.kind === 'name' && matrix.hint?.rank === 2 && indices.length === 1) take(matrix, indices[0] as Term, 0)
  }
}

/** i + 1 and n - 1 as a name and a number. */
function shifted(term: Term): readonly [Term, number] {
  const [name, more] = term.kind === 'apply' && term.op === 'add' && term.args.length === 2 ? term.args : []
  const number = more?.kind === 'apply' && more.op === 'neg' ? more.args[0] : more
  if (name?.kind !== 'name' || number?.kind !== 'number') return [term, 0]
  return [name, number === more ? number.value.value : -number.value.value]
}

/** The n of \frac{1}{n} \sum_i x_i, where nothing else says how many there are, counts what is added up. */
function addCount(terms: readonly Term[], isGiven: (name: string) => boolean, sizes: Map<string, Term>): void {
  const open = new Set(gathered(terms, (term) => (term.kind === 'binder' && term.op === 'sum' && term.high === undefined ? term.index : undefined)))
  if (open.size === 0) return
  const divisors = gathered(terms, (term) => (term.kind === 'apply' && (term.op === 'quotient' || term.op === 'div') ? term.args[1] : undefined))
  const counts = new Set(
    divisors.flatMap((divisor) => ordered(divisor).flatMap((term) => (term.kind === 'name' && /^[mnMN]$/.test(term.name) ? [term.name] : []))),
  )
  for (const [count, size] of averaged(terms, open)) if (counts.has(count) && !sizes.has(count) && !isGiven(count)) sizes.set(count, size)
  // Of m and n samples which are which is not said.
  const [count] = counts
  if (counts.size !== 1 || count === undefined || !/^[nN]$/.test(count) || sizes.has(count) || isGiven(count)) return
  for (const term of terms) {
    const size = alongIndex(term, (index) => open.has(index))
    if (size === undefined) continue
    sizes.set(count, size)
    return
  }
}

/** The counts of \frac{1}{m} \sum_i x_i and \frac{\sum_i x_i}{m}, each with the axis its sum runs along. */
function averaged(terms: readonly Term[], open: ReadonlySet<string>): ReadonlyMap<string, Term> {
  const found = new Map<string, Term>()
  const sumIn = (term: Term | undefined): Term | undefined => {
    const inner = term?.kind === 'apply' && term.op === 'neg' ? term.args[0] : term
    return inner?.kind === 'binder' && inner.op === 'sum' && open.has(inner.index) ? inner : undefined
  }
  const note = (divisor: Term | undefined, sum: Term | undefined): void => {
    const factors = divisor?.kind === 'apply' && divisor.op === 'product' ? divisor.args : [divisor]
    const count = factors.flatMap((factor) => (factor?.kind === 'name' ? [factor.name] : []))[0]
    if (count === undefined || found.has(count) || sum?.kind !== 'binder') return
    for (const term of ordered(sum.body)) {
      const size = alongIndex(term, (index) => index === sum.index, true)
      if (size === undefined) continue
      found.set(count, size)
      return
    }
  }
  for (const term of terms) {
    if (term.kind !== 'apply') continue
    if (term.op === 'quotient') note(term.args[1], sumIn(term.args[0]))
    if (term.op !== 'product') continue
    for (const [k, arg] of term.args.entries())
      if (arg.kind === 'apply' && arg.op === 'quotient' && arg.args[0]?.kind === 'number')
        note(
          arg.args[1],
          term.args
            .slice(k + 1)
            .map(sumIn)
            .find((sum) => sum !== undefined),
        )
  }
  return found
}

/** How many x_i, or components of W x, there are; undefined for other terms. Of a matrix y_{ik} only where it may be one. */
function alongIndex(term: Term, runs: (index: string) => boolean, ofMatrices = false): Term | undefined {
  const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
  const axis = indices.findIndex((index) => index.kind === 'name' && runs(index.name))
  if (axis < 0 || (indices.length > 1 && !ofMatrices)) return undefined
  if (indices.length > 1) return base?.kind === 'name' ? applyTerm('size', [base], undefined, { axis }) : undefined
  const [matrix] = base?.kind === 'apply' && base.op === 'product' ? base.args : [base]
  return matrix?.kind === 'name' && (matrix === base || matrix.hint?.rank === 2) ? applyTerm('size', [matrix], undefined, { axis: 0 }) : undefined
}
