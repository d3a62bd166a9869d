/**
 * Families of vectors: bold or declared names with a running index, \mathbf{p}_u and \mathbf{q}_i, are the rows (or columns) of a
 * matrix. What is made of them is written component by component, \mathbf{p}_u^\top \mathbf{q}_i as \sum_k p_{uk} q_{ik}, and vectors
 * and matrices that are left are gathered again: \sum_i w_i \mathbf{a}_i \mathbf{a}_i^\top.
 */

import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { mapTerms, occurs, partsOf } from '../../order.ts'
import { gathered } from '../../ranks/gathered.ts'
import { SCALAR_HABIT } from '../../ranks/habits.ts'
import { makesMatrix } from '../../ranks/rowRanks.ts'
import { type ApplyTerm, applyTerm, type BinderTerm, type NameTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { isOfCapitals } from './capitals.ts'
import { ranked } from './chains.ts'
import { isFamily, isMember, type Member, ofOneKind } from './members.ts'
import { freeNames, ordered, substitute } from './terms.ts'

/** Scalar, column, row, matrix. */
type Kind = 's' | 'c' | 'r' | 'm'

/** A term, and each of its components by the indices of its axes. */
interface Spread {
  readonly term: Term
  readonly kind: Kind
  /** Something in it belongs to a family. */
  readonly family: boolean
  /** How many components a vector has that is written out. */
  readonly length?: number
  at(indices: readonly Term[]): Term
}

/** A sum over an index that the text does not name. */
const summed = ({ name }: NameTerm, body: Term, range?: Range): Term => ({ kind: 'binder', op: 'sum', index: name, body, range })

/** The body with its families written out; the same where there are none. `rankOf` tells the axes that the text gives to a name. */
export function withFamilies(given: Term, rankOf: (name: string) => number | undefined): Term {
  if (!occurs(given, 'component')) return given
  const body = ofOneKind(given, rankOf)
  const terms = ordered(body)
  const isOne = (term: Term): term is Member => isFamily(term) || isMember(term, 3)
  if (!terms.some((term) => isOne(term) || (term.kind === 'apply' && term.op === 'array' && hasIndexed(term)))) return body
  const running = new Set(gathered(terms, (term) => (isOne(term) && term.args[1].kind === 'name' ? term.args[1].name : undefined)))
  const spreading = new Spreading(rankOf, running, new Set(gathered(terms, (term) => (isFamily(term) ? term.args[0].name : undefined))))
  for (const term of terms) spreading.add(term)
  return spreading.whole(spreading.of(body))
}

/** (x_i, y_i): a vector for each i. */
const hasIndexed = (root: Term): boolean =>
  ordered(root).some((term) => term.kind === 'apply' && term.op === 'component' && term.args.slice(1).some((index) => index.kind === 'name'))

class Spreading {
  private readonly done = new Map<Term, Spread>()
  private count = 0

  /** `running`: the indices of families, whose names are `bases`. */
  constructor(
    private readonly rankOf: (name: string) => number | undefined,
    private readonly running: ReadonlySet<string>,
    private readonly bases: ReadonlySet<string>,
  ) {}

  of(term: Term): Spread {
    return this.done.get(term) as Spread
  }

  add(term: Term): void {
    this.done.set(term, this.spread(term))
  }

  /** A vector or matrix of all components. */
  whole({ term, kind, family, at }: Spread): Term {
    if (!family) return term
    if (kind === 's') return at([])
    const [row, column] = [this.index(), this.index()]
    const each = (index: NameTerm, body: Term): BinderTerm => ({ kind: 'binder', op: 'each', index: index.name, body, range: term.range })
    if (kind === 'm') return each(row, each(column, at([row, column])))
    const vector = each(row, at([row]))
    return kind === 'c' ? vector : applyTerm('transpose', [vector], term.range)
  }

  private index(): NameTerm {
    return nameTerm(`axis ${this.count++}`)
  }

  private plain(term: Term, kind: Kind): Spread {
    const base = kind === 'r' && term.kind === 'apply' && term.op === 'transpose' ? (term.args[0] as Term) : term
    return { term, kind, family: false, at: (indices) => (indices.length === 0 ? term : applyTerm('component', [base, ...indices], term.range)) }
  }

  private spread(term: Term): Spread {
    // \Sigma_k, a matrix for each k.
    if (isMember(term, 3)) {
      const { args } = term
      return { term, kind: 'm', family: true, at: (indices) => applyTerm('component', [...args, ...indices], term.range) }
    }
    // x_{ij}, a vector for each pair.
    const [pairs, ...pair] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (term.kind === 'apply' && pairs?.kind === 'name' && pairs.hint?.rank === 3 && pair.length === 2)
      return { term, kind: 'c', family: true, at: (indices) => applyTerm('component', [pairs, ...pair, ...indices], term.range) }
    if (isFamily(term) || this.isOne(term)) {
      const [base, index] = term.args
      const at = (indices: readonly Term[]): Term =>
        applyTerm('component', base.hint?.columns ? [base, ...indices, index] : [base, index, ...indices], term.range)
      return { term, kind: 'c', family: true, at }
    }
    const parts = partsOf(term).map((part) => this.of(part))
    const family = parts.some((part) => part.family)
    const known = this.known(term, parts)
    if (!family && known?.family !== true) return this.plain(term, known?.kind ?? 's')
    return known ?? { term, kind: 's', family, at: () => this.over(term) }
  }

  /** z_1 beside the z_k of a family. */
  private isOne(term: Term): term is Member {
    const [base, index, more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    return base?.kind === 'name' && base.hint?.rank === 2 && index?.kind === 'number' && more === undefined && this.bases.has(base.name)
  }

  /** The term over whole parts. */
  private over(term: Term): Term {
    const get = (part: Term): Term => this.whole(this.of(part))
    if (term.kind === 'apply' || term.kind === 'call') return { ...term, args: term.args.map(get) }
    if (term.kind !== 'binder') return term
    return {
      ...term,
      body: get(term.body),
      ...(term.low === undefined ? {} : { low: get(term.low) }),
      ...(term.high === undefined ? {} : { high: get(term.high) }),
    }
  }

  /** What the term is, where its components can be told from those of its parts. */
  private known(term: Term, parts: readonly Spread[]): Spread | undefined {
    const family = parts.some((part) => part.family)
    const made = (kind: Kind, at: Spread['at']): Spread => ({ term, kind, family, at })
    if (term.kind === 'name') {
      const rank = term.hint?.rank ?? this.rankOf(term.name) ?? 0
      return this.plain(term, rank === 1 ? 'c' : rank === 2 ? 'm' : 's')
    }
    if (term.kind === 'binder') {
      const body = this.of(term.body)
      // The matrix of all K_{ij}.
      if (term.op === 'each' && (body.kind === 's' || body.kind === 'c')) {
        const at = ([own, ...more]: readonly Term[]): Term => substitute(body.at(more), new Map([[term.index, own as Term]]))
        return family ? made(body.kind === 's' ? 'c' : 'm', at) : this.plain(term, body.kind === 's' ? 'c' : 'm')
      }
      if (term.op !== 'sum' || body.kind === 's') return body.kind === 's' ? undefined : made('s', () => this.over(term))
      return made(body.kind, (indices) => ({ ...term, body: body.at(indices) }))
    }
    // g'(w_j^\top x_i)
    if (term.kind === 'derivative' && term.at !== undefined && this.of(term.of).kind === 's') {
      const places = term.at.map((place) => this.of(place))
      return places.every(({ kind }) => kind === 's') ? made('s', () => ({ ...term, at: places.map((place) => place.at([])) })) : undefined
    }
    if (term.kind !== 'apply') return undefined
    const [a, b] = parts as [Spread | undefined, Spread | undefined]
    const { range, op } = term
    switch (op) {
      case 'array':
        if (family || hasIndexed(term)) return parts.every(({ kind }) => kind === 's') ? this.listed(term, parts) : undefined
        return this.plain(term, term.args[0]?.kind === 'apply' && term.args[0].op === 'array' ? 'm' : 'c')
      case 'component': {
        // (R p_i + t)_1
        const indices = term.args.slice(1)
        const axes = a?.kind === 'c' ? 1 : a?.kind === 'm' ? 2 : 0
        return a?.family === true && indices.length === axes ? made('s', () => a.at(indices)) : undefined
      }
      case 'product':
        return this.product(parts, term)
      case 'matmul': {
        const [left, right] = [a, b].map((part) => part && this.alike(part))
        return left?.kind === 'c' && right?.kind === 'c' ? made('s', () => this.inner(left, right)) : undefined
      }
      case 'cdot':
        if (a?.kind === 'c' && b?.kind === 'c' && parts.length === 2) return made('s', () => this.inner(a, b))
        return this.product(parts, term)
      case 'transpose':
        if (a?.kind === 's' && a.term.kind === 'name') {
          const isMatrix = this.isOpenMatrix(a.term)
          return this.plain({ ...term, args: [ranked(a.term, isMatrix ? 2 : 1)] }, isMatrix ? 'm' : 'r')
        }
        if (a === undefined || a.kind === 's') return undefined
        return made(a.kind === 'c' ? 'r' : a.kind === 'r' ? 'c' : 'm', (indices) => a.at([...indices].reverse()))
      case 'quotient':
        if (a === undefined || b?.kind !== 's' || a.kind === 's') return undefined
        return made(a.kind, (indices) => applyTerm('quotient', [a.at(indices), this.whole(b)], range))
      case 'power': {
        const squared = term.args[1]?.kind === 'number' && term.args[1].value.asInteger === 2
        const norm = squared && a !== undefined ? this.squaredNorm(a.term) : undefined
        if (norm !== undefined) return made('s', () => norm)
        if (a?.kind === 'm') return family ? this.composed(term) : this.plain(term, 'm')
        return undefined
      }
      case 'norm':
      case 'bars': {
        const square = this.squaredNorm(term)
        if (square !== undefined) return made('s', () => applyTerm('sqrt', [square], range))
        if (op === 'norm' && a?.kind === 'c' && term.attributes?.['ord'] === 1) {
          const k = this.index()
          return made('s', () => summed(k, applyTerm('abs', [a.at([k])]), range))
        }
        return undefined
      }
      case 'trace': {
        const k = this.index()
        return a?.kind === 'm' ? made('s', () => summed(k, a.at([k, k]), range)) : undefined
      }
      case 'identity':
        return this.plain(term, 'm')
      case 'softmax': {
        // Of a matrix that of each row.
        if (a?.kind !== 'c' && a?.kind !== 'm') return undefined
        const k = this.index()
        const exp = (indices: readonly Term[]): Term => applyTerm('exp', [a.at(indices)])
        return made(a.kind, (indices) => applyTerm('quotient', [exp(indices), summed(k, exp([...indices.slice(0, -1), k]))], range))
      }
    }
    if (a?.kind === 'm' && makesMatrix(op)) return family ? this.composed(term) : this.plain(term, 'm')
    if (!isElementwise(op) && op !== 'add' && op !== 'hadamard') return undefined
    const kind = parts.find((part) => part.kind !== 's')?.kind
    if (kind === undefined) return undefined
    // x_i - \mu, A - u_i v_i^\top: what is added to a vector is one, and a capital that is added to a matrix.
    const all = op === 'add' && (kind === 'c' || kind === 'm') ? parts.map((part) => this.alike(part, kind)) : parts
    if (all.some((part) => part.kind !== 's' && part.kind !== kind)) return undefined
    const length = all.find((part) => part.length !== undefined)?.length
    return { ...made(kind, (indices) => ({ ...term, args: all.map((part) => part.at(part.kind === 's' ? [] : indices)) })), length }
  }

  /** What is made of whole matrices: its entries are those of what that gives. */
  private composed(term: Term, kind: Kind = 'm'): Spread {
    const at = (indices: readonly Term[]): Term => {
      const whole = this.over(term)
      return indices.length === 0 ? whole : applyTerm('component', [whole, ...indices], term.range)
    }
    return { term, kind, family: true, at }
  }

  /** A vector that is written out: each of its components by its number. */
  private listed(term: ApplyTerm, parts: readonly Spread[]): Spread {
    const at = ([index]: readonly Term[]): Term => {
      const place = index?.kind === 'number' ? (index.value.asInteger ?? 0) : 0
      const chosen = parts[place - 1]
      return chosen === undefined ? applyTerm('component', [this.over(term), index as Term], term.range) : chosen.at([])
    }
    return { term, kind: 'c', family: true, length: parts.length, at }
  }

  /** A name, or a product that ends with one, as the vector or matrix that it is beside others. */
  private alike(part: Spread, kind: 'c' | 'm' = 'c'): Spread {
    const { term } = part
    if (part.kind !== 's' || term.kind === 'number') return part
    const isNegative = term.kind === 'apply' && term.op === 'neg'
    const inner = isNegative ? (term.args[0] as Term) : term
    const factors = inner.kind === 'apply' && inner.op === 'product' ? inner.args : [inner]
    const last = this.beside(factors.at(-1) as Term, kind)
    if (last === undefined) return part
    const scaled = factors.length === 1 ? last : this.product([...factors.slice(0, -1).map((factor) => this.of(factor)), last], inner)
    if (scaled?.kind !== kind || !isNegative) return scaled?.kind === kind ? scaled : part
    return { ...scaled, term: applyTerm('neg', [scaled.term], term.range), at: (indices) => applyTerm('neg', [scaled.at(indices)], term.range) }
  }

  private beside(term: Term, kind: 'c' | 'm'): Spread | undefined {
    const [base, index, more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (kind === 'm' && base?.kind === 'name' && index?.kind === 'name' && more === undefined && this.isOpenMatrix(base))
      return this.spread({ ...term, args: [{ ...base, hint: { ...base.hint, rank: 3 } }, index] } as ApplyTerm)
    if (term.kind !== 'name' || (kind === 'm' && !this.isOpenMatrix(term)) || this.running.has(term.name)) return undefined
    return this.plain(ranked(term, kind === 'c' ? 1 : 2), kind)
  }

  /** ‖v‖² of a vector, and of a matrix by all of its components. */
  private squaredNorm(term: Term): Term | undefined {
    if (term.kind !== 'apply' || (term.op !== 'norm' && term.op !== 'bars')) return undefined
    const inner = this.of(term.args[0] as Term)
    const order = term.attributes?.['ord']
    if (!inner.family || inner.kind === 's' || (order !== undefined && order !== 2 && order !== 'fro')) return undefined
    if (inner.kind === 'm' && order !== 'fro') return undefined
    if (inner.kind === 'c' && inner.length !== undefined) {
      const squares = Array.from({ length: inner.length }, (_, k) => applyTerm('power', [inner.at([numberTerm(k + 1)]), numberTerm(2)], term.range))
      return squares.length === 1 ? squares[0] : applyTerm('add', squares, term.range)
    }
    const indices = inner.kind === 'm' ? [this.index(), this.index()] : [this.index()]
    let square: Term = applyTerm('power', [inner.at(indices), numberTerm(2)], term.range)
    for (const index of indices) square = summed(index, square, term.range)
    return square
  }

  private inner(a: Spread, b: Spread): Term {
    const k = this.index()
    return summed(k, applyTerm('product', [a.at([k]), b.at([k])]))
  }

  /** Factors from the left: a row and a column make a number, a column and a row a matrix. */
  private product(factors: readonly Spread[], term: Term): Spread | undefined {
    const family = factors.some((factor) => factor.family)
    let left: Spread | undefined
    for (let k = 0; k < factors.length; k++) {
      let right = factors[k] as Spread
      const beside = factors[k + 1]
      // W x_i, U W x_i: capitals before a vector, or behind a row, are matrices.
      if (
        right.kind === 's' &&
        right.term.kind === 'name' &&
        /^[A-Z]/.test(right.term.name) &&
        (this.leadsToVector(factors, k + 1) || left?.kind === 'r')
      )
        right = this.plain(ranked(right.term, 2), 'm')
      // \operatorname{tr}(A_k^{-1} B), H H^\top: so is one beside a matrix.
      else if (
        right.kind === 's' &&
        right.term.kind === 'name' &&
        [left, beside].some((other) => other?.kind === 'm') &&
        this.isOpenMatrix(right.term)
      )
        right = this.plain(ranked(right.term, 2), 'm')
      // v_t^\top P^{-1} v_t, v_t^\top (A + B) v_t: so are capitals alone between a row and a column.
      else if (right.kind === 's' && right.term.kind === 'apply' && left?.kind === 'r' && beside?.kind === 'c' && isOfCapitals(right.term))
        right = this.plain(
          mapTerms(right.term, (part) => (part.kind === 'name' && /^[A-Z]/.test(part.name) ? ranked(part, 2) : part)),
          'm',
        )
      // X_i \beta: a small letter of which nothing is known, behind a matrix for each index, is a vector.
      else if (left?.kind === 'm' && left.family && right.kind === 's' && this.isOpenVector(right.term))
        right = this.plain(ranked(right.term, 1), 'c')
      // \alpha^\top K \alpha: no row is left over.
      else if (right.kind === 's' && right.term.kind === 'name' && left?.kind === 'r' && beside === undefined)
        right = this.plain(ranked(right.term, 1), 'c')
      left = left === undefined ? right : this.pair(left, right, family, term)
      if (left === undefined) return undefined
    }
    if (left === undefined) return undefined
    // y^\top K^{-1} y is a product of whole ones, whatever K is made of.
    const isWhole =
      family && (left.kind === 's' || left.kind === 'm') && factors.some((factor) => factor.family && factor.kind === 'm') && this.isClosed(term)
    return isWhole ? this.composed(term, left.kind) : { ...left, term, family }
  }

  /** Is the factor at this place a vector, or a capital before one? */
  private leadsToVector(factors: readonly Spread[], at: number): boolean {
    let k = at
    while (factors[k]?.kind === 's' && factors[k]?.term.kind === 'name' && this.isOpenMatrix(factors[k]?.term as NameTerm)) k++
    return factors[k]?.kind === 'c'
  }

  private isOpenMatrix({ name, hint }: NameTerm): boolean {
    return /^[A-Z]/.test(name) && hint?.rank === undefined && this.rankOf(name) === undefined && !SCALAR_HABIT.has(name)
  }

  private isOpenVector(term: Term): term is NameTerm {
    if (term.kind !== 'name' || term.hint?.rank !== undefined || this.rankOf(term.name) !== undefined) return false
    return /^(?:alpha|beta|gamma|delta)$/.test(term.name) || (!/^[A-Zt]/.test(term.name) && !SCALAR_HABIT.has(term.name))
  }

  /** No index of a family is free in it. */
  private isClosed(term: Term): boolean {
    const free = freeNames(term)
    return ![...this.running].some((index) => free.has(index))
  }

  private pair(a: Spread, b: Spread, family: boolean, term: Term): Spread | undefined {
    const made = (kind: Kind, at: Spread['at']): Spread => ({ term, kind, family, at })
    const scaled = (x: Term, y: Term): Term => applyTerm('product', [x, y], term.range)
    if (a.kind === 's') return made(b.kind, (indices) => scaled(this.whole(a), b.at(indices)))
    if (b.kind === 's') return made(a.kind, (indices) => scaled(a.at(indices), this.whole(b)))
    if (a.kind === 'c') return b.kind === 'r' ? made('m', ([j, k]) => scaled(a.at([j as Term]), b.at([k as Term]))) : undefined
    const left = a.kind === 'm'
    if (b.kind === 'r') return undefined
    const right = b.kind === 'm'
    return made(left && right ? 'm' : left ? 'c' : right ? 'r' : 's', (indices) => {
      const k = this.index()
      const body = scaled(a.at(left ? [indices[0] as Term, k] : [k]), b.at(right ? [k, indices.at(-1) as Term] : [k]))
      return summed(k, body, term.range)
    })
  }
}
