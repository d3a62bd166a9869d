/** Walks over terms: putting terms in for names, the names in a term, the number a term stands for. All iterative. */

import type { Value } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { mapTerms, orderOf, partsOf } from '../../order.ts'
import { applyTerm, type BinderTerm, type DerivativeTerm, type NameTerm, nameTerm, type Term } from '../../term.ts'

/** Every term once, those below before those above. */
export const ordered = (root: Term): readonly Term[] => orderOf(root).terms

/** A term in which a name stands for its square from now on: σ² is σ, and σ alone its root. */
export const ofSquare = (root: Term, name: string): Term =>
  mapTerms(root, (term, original) => {
    if (original.kind === 'name') return original.name === name ? applyTerm('sqrt', [original], original.range) : term
    const [base, exponent] = original.kind === 'apply' && original.op === 'power' ? original.args : []
    const isSquare = base?.kind === 'name' && base.name === name && exponent?.kind === 'number' && exponent.value.asInteger === 2
    return isSquare ? base : term
  })

const POINTWISE: ReadonlySet<string> = new Set(['add', 'neg', 'product', 'times', 'cdot', 'mul', 'quotient', 'power'])

/** Is this made of names, numbers and functions that work element by element, as \sigma(\beta z) is? */
const isPointwise = (root: Term): boolean =>
  ordered(root).every(
    (term) =>
      term.kind === 'number' ||
      (term.kind === 'name' && term.hint?.rank === undefined && !/^[A-Z]/.test(term.name)) ||
      (term.kind === 'apply' && (POINTWISE.has(term.op) || term.args.length === 0 || isElementwise(term.op))),
  )

/** In f(z) = z \sigma(z) what has the parameter is multiplied element by element, whatever the function is applied to. */
export function byElements(root: Term, parameters: readonly string[], whole: boolean): Term {
  const isParameter = (term: Term | undefined): term is NameTerm => term?.kind === 'name' && parameters.includes(term.name)
  // What has a length, or is turned, is a vector as a whole: u \cdot v / (\|u\| \|v\|).
  if (ordered(root).some((term) => term.kind === 'apply' && (term.op === 'norm' || term.op === 'transpose') && isParameter(term.args[0]))) return root
  // |z| beside the sign of z is that of each element.
  const isSigned = ordered(root).some((term) => term.kind === 'apply' && term.op === 'sign' && isParameter(term.args[0]))
  return mapTerms(root, (term) => {
    if (isSigned && term.kind === 'apply' && term.op === 'bars' && isParameter(term.args[0])) return { ...term, op: 'abs' }
    if (term.kind !== 'apply' || !(term.op === 'product' || term.op === 'times' || term.op === 'cdot')) return term
    const [one, other] = term.args
    if (term.op === 'cdot' && isParameter(one) && isParameter(other) && one.name !== other.name) return term
    const runs = term.args.map((arg) => {
      const own = freeNames(arg)
      return parameters.some((name) => own.has(name))
    })
    const [first, last] = [runs.indexOf(true), runs.lastIndexOf(true)]
    if (first === last || !term.args.slice(first, last + 1).every(isPointwise)) return term
    // Of a parameter that is known to be a vector only a function of its own elements says that all is by elements.
    if (
      whole &&
      !term.args.some((arg, k) => runs[k] && ordered(arg).some((part) => part.kind === 'apply' && part.args.length > 0 && !POINTWISE.has(part.op)))
    )
      return term
    const pair = term.args.slice(first, last + 1).reduce((left, right) => applyTerm('mul', [left, right], term.range))
    const rest = [...term.args.slice(0, first), pair, ...term.args.slice(last + 1)]
    return rest.length === 1 ? pair : { ...term, op: 'product', args: rest }
  })
}

/** Names that stand for matrices of rows everywhere: the s_i that a function of the vector s is called with. */
export function namesOfRows(root: Term): Set<string> {
  const names = ordered(root).filter((term) => term.kind === 'name')
  const others = new Set(names.flatMap(({ name, hint }) => (hint?.rank === 2 ? [] : [name])))
  return new Set(names.flatMap(({ name }) => (others.has(name) ? [] : [name])))
}

/** Does a name stand in these terms without indices? */
export function standsWhole(terms: readonly Term[], name: string): boolean {
  const bases = new Set(terms.map((term) => (term.kind === 'apply' && term.op === 'component' ? term.args[0] : undefined)))
  return terms.some((term) => term.kind === 'name' && term.name === name && !bases.has(term))
}

/** The free names of a term, in order of appearance. */
export function freeNames(root: Term): Set<string> {
  const below = new Map<Term, Set<string>>()
  for (const term of ordered(root)) {
    const names = new Set<string>()
    if (term.kind === 'name') names.add(term.name)
    for (const part of partsOf(term)) {
      for (const name of below.get(part) as Set<string>) {
        const hidden =
          (term.kind === 'binder' && part === term.body && name === term.index) ||
          (term.kind === 'derivative' && term.at !== undefined && part === term.of && term.by.includes(name))
        if (!hidden) names.add(name)
      }
    }
    below.set(term, names)
  }
  return below.get(root) as Set<string>
}

/** Terms in the place of names. What is bound inside stays bound, and is renamed where a name put in would be caught. */
export function substitute(root: Term, replacements: ReadonlyMap<string, Term>): Term {
  if (replacements.size === 0) return root
  let arriving: Set<string> | undefined
  const caught = (name: string): boolean => {
    if (arriving === undefined) {
      arriving = new Set()
      for (const term of replacements.values()) for (const own of freeNames(term)) arriving.add(own)
    }
    return arriving.has(name)
  }
  let standing: Set<string> | undefined
  /** Does a name stand in it other than with indices? */
  const stands = (name: string): boolean => {
    if (standing === undefined) {
      const terms = ordered(root)
      const bases = new Set(terms.flatMap((term) => (term.kind === 'apply' && term.op === 'component' ? [term.args[0]] : [])))
      standing = new Set(terms.flatMap((term) => (term.kind === 'name' && !bases.has(term) ? [term.name] : [])))
    }
    return standing.has(name)
  }
  const done = new Map<Term, Term>()
  for (const term of ordered(root)) done.set(term, rebuild(term))
  return done.get(root) as Term

  function rebuild(term: Term): Term {
    const get = (part: Term): Term => done.get(part) as Term
    switch (term.kind) {
      case 'number':
        return term
      case 'name': {
        // Where an index stands below and where it is a number are two places, each a term of its own.
        const put = replacements.get(term.name) ?? term
        return put !== term && put.kind === 'name' ? { ...put } : put
      }
      case 'apply':
      case 'call': {
        const family = familyOf(term)
        const args = term.args.map((arg, k) => (k === 0 && family !== undefined ? family : get(arg)))
        return args.every((arg, k) => arg === term.args[k]) ? term : { ...term, args }
      }
      case 'binder': {
        const low = term.low === undefined ? undefined : get(term.low)
        const high = term.high === undefined ? undefined : get(term.high)
        if (!replacements.has(term.index) && !caught(term.index)) {
          const body = get(term.body)
          return body === term.body && low === term.low && high === term.high ? term : { ...term, body, low, high }
        }
        const inner = new Map(replacements)
        inner.delete(term.index)
        let index = term.index
        while (caught(index)) index += '_'
        if (index !== term.index) inner.set(term.index, nameTerm(index))
        return { ...term, index, body: substitute(term.body, inner), low, high }
      }
      case 'derivative':
        return differentiated(term, get)
    }
  }

  /** The t of the t_j in λ(t) = Σ_j g(t - t_j), where t is one of them, λ(t_i); they are called apart from t there. */
  function familyOf(term: Term): NameTerm | undefined {
    const [base] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    const name = base?.kind === 'name' ? base.name.replace(/_[a-z]$/, '') : undefined
    const given = name === undefined ? undefined : replacements.get(name)
    const [of] = given?.kind === 'apply' && given.op === 'component' ? given.args : []
    // The x_q of a vector x, where x is one of the x_i, are of that.
    return of?.kind === 'name' && of.name === name && stands(name) ? of : undefined
  }

  function differentiated(term: DerivativeTerm, get: (part: Term) => Term): Term {
    const names = [...new Set(term.by)]
    const at = term.at?.map(get)
    const touched = names.filter((name) => replacements.has(name))
    if (at === undefined && touched.length === 0 && !names.some(caught)) return { ...term, of: get(term.of) }
    // The variable stays a name of its own inside; what it stands for is put in afterwards.
    const inner = new Map(replacements)
    const renamed = new Map<string, string>()
    for (const name of names) {
      inner.delete(name)
      let fresh = name
      while (caught(fresh)) fresh += '_'
      if (fresh !== name) {
        inner.set(name, nameTerm(fresh))
        renamed.set(name, fresh)
      }
    }
    const by = term.by.map((name) => renamed.get(name) ?? name)
    const places = at ?? names.map((name) => replacements.get(name) ?? nameTerm(name))
    return { ...term, of: substitute(term.of, inner), by, at: places }
  }
}

/** d of/d by at a point: at the variables themselves, the derivative; renamed where the point is a name of its own. */
export function derivativeAt(of: Term, by: readonly string[], at: ReadonlyMap<string, Term>, range: DerivativeTerm['range']): Term {
  const term: Term = { kind: 'derivative', of, by, range }
  if ([...at].every(([name, place]) => place.kind === 'name' && place.name === name)) return term
  const own = freeNames(of)
  const names = [...at.keys()]
  const renames = [...at.values()].every((place, k) => place.kind === 'name' && (place.name === names[k] || !own.has(place.name)))
  if (renames && new Set([...at.values()].map((place) => (place.kind === 'name' ? place.name : ''))).size === at.size) {
    return { ...term, of: substitute(of, at), by: by.map((name) => (at.get(name) as { name: string } | undefined)?.name ?? name) }
  }
  return substitute(term, at)
}

/** The number, or nested list of numbers, that a term without names stands for. */
export function valueOfTerm(root: Term): Value | undefined {
  const values = new Map<Term, Value | undefined>()
  const order = ordered(root)
  if (order.length > 20_000) return undefined
  for (const term of order) values.set(term, evaluated(term, values))
  return values.get(root)
}

function evaluated(term: Term, values: ReadonlyMap<Term, Value | undefined>): Value | undefined {
  if (term.kind === 'number') return term.value.value
  if (term.kind !== 'apply') return undefined
  const args = term.args.map((arg) => values.get(arg))
  if (args.includes(undefined)) return undefined
  if (term.op === 'array') return args as Value[]
  const numbers = args as Value[]
  if (term.op === 'transpose') return transposed(numbers[0] as Value)
  if (term.op === 'neg' || (term.op === 'product' && typeof numbers[0] === 'number' && numbers.length === 2)) {
    const factor = term.op === 'neg' ? -1 : (numbers[0] as number)
    return scaled(numbers.at(-1) as Value, factor)
  }
  if (!numbers.every((value) => typeof value === 'number')) return undefined
  const [a, b] = numbers as [number, number]
  switch (term.op) {
    case 'add':
      return numbers.reduce((sum, value) => sum + value, 0)
    case 'product':
      return numbers.reduce((product, value) => product * value, 1)
    case 'times':
    case 'cdot':
      return a * b
    case 'quotient':
      return a / b
    case 'power':
      return a ** b
    case 'sqrt':
      return Math.sqrt(a)
    case 'exp':
      return Math.exp(a)
    case 'pi':
      return Math.PI
    case 'e':
      return Math.E
    default:
      return undefined
  }
}

const scaled = (value: Value, factor: number): Value =>
  typeof value === 'number' ? (value === 0 ? 0 : value * factor) : value.map((part) => scaled(part, factor))

function transposed(value: Value): Value | undefined {
  if (typeof value === 'number' || value.every((part) => typeof part === 'number')) return value
  const rows = value as Value[][]
  const width = (rows[0] as Value[]).length
  return Array.from({ length: width }, (_, k) => rows.map((row) => row[k] as Value))
}

/** The lengths of a nested list; undefined when it is ragged. */
export function lengthsOf(value: Value): number[] | undefined {
  if (typeof value === 'number') return []
  const inner = value.map(lengthsOf)
  const [first] = inner
  if (first === undefined) return value.length === 0 ? [0] : undefined
  return inner.every((lengths) => lengths !== undefined && lengths.length === first.length && lengths.every((n, k) => n === first[k]))
    ? [value.length, ...first]
    : undefined
}

/** What is said by some indices, at others. */
export const atIndices = (body: Term, own: readonly string[], indices: readonly string[]): Term =>
  substitute(body, new Map(own.map((index, k) => [index, nameTerm(indices[k] as string)])))

/** The vector or matrix of what is said for each index. */
export const eachOf = (body: Term, indices: readonly string[]): Term =>
  [...indices].reverse().reduce<Term>((inner, index) => ({ kind: 'binder', op: 'each', index, body: inner, range: inner.range }), body)

/** p_{ij} beside what is said of p_{ii}. */
export function withDiagonal(
  body: Term,
  [row, column]: readonly string[],
  diagonal: { readonly index: string; readonly body: Term } | undefined,
): Term {
  if (diagonal === undefined || row === undefined || column === undefined) return body
  const isOff = applyTerm('ne', [nameTerm(row), nameTerm(column)], body.range)
  return applyTerm('where', [isOff, body, atIndices(diagonal.body, [diagonal.index], [row])], body.range)
}

/** What stands where i ≠ j, or i < j: of p_{ij} and what is said of p_{ii} only p_{ij} is left. */
export function underCondition(body: Term, condition: Term): Term {
  const [a, b] = condition.kind === 'apply' && /^(?:ne|lt|gt)$/.test(condition.op) ? condition.args : []
  if (a?.kind !== 'name' || b?.kind !== 'name') return body
  const pair = [a.name, b.name]
  // What an operator inside calls i is another i.
  if (ordered(body).some((term) => term.kind === 'binder' && pair.includes(term.index))) return body
  return mapTerms(body, (term) => {
    if (term.kind !== 'apply' || term.op !== 'where') return term
    const [asked, met] = term.args
    const names = asked?.kind === 'apply' && asked.op === 'ne' ? asked.args.map((arg) => (arg.kind === 'name' ? arg.name : '')) : []
    return met !== undefined && names.length === 2 && pair.every((name) => names.includes(name)) ? met : term
  })
}

/** What compares indices, j \ne i. */
const COMPARED = /^(?:eq|ne|lt|le|gt|ge)$/

/** What a name of a definition is called where the same letter runs around it. */
const FOREIGN = 'free '

/**
 * The k of V(q) = k q^2/2 in a sum over k is no index: names of a function's body that only are called like indices that run, apart from
 * its `own`. Undefined where there are none.
 */
export function withForeign(body: Term, running: readonly string[], own: readonly string[]): Term | undefined {
  if (running.length === 0) return undefined
  const names = freeNames(body)
  const open = running.filter((name) => names.has(name) && !own.includes(name))
  if (open.length === 0) return undefined
  const indices = new Set(
    ordered(body).flatMap((term) =>
      term.kind !== 'apply' ? [] : term.op === 'component' ? term.args.slice(1) : COMPARED.test(term.op) ? term.args : [],
    ),
  )
  for (const term of indices) if (term.kind === 'apply') for (const part of ordered(term)) indices.add(part)
  const foreign = open.filter((name) => ![...indices].some((index) => index.kind === 'name' && index.name === name))
  if (foreign.length === 0) return undefined
  return substitute(body, new Map(foreign.map((name) => [name, nameTerm(FOREIGN + name)])))
}

/** The body with such names as they are written. */
export function withoutForeign(body: Term): Term {
  if (!ordered(body).some((term) => term.kind === 'name' && term.name.startsWith(FOREIGN))) return body
  return mapTerms(body, (term) => (term.kind === 'name' && term.name.startsWith(FOREIGN) ? { ...term, name: term.name.slice(FOREIGN.length) } : term))
}

/** \sum_k e_{ik} where e_{ij} = q_i^\top k_j: the index k gets a name of its own beside the vectors k_j. */
export function withIndexApart(binder: BinderTerm): BinderTerm {
  const { index, body } = binder
  const bases = new Set(ordered(body).flatMap((term) => (term.kind === 'apply' && term.op === 'component' ? [term.args[0]] : [])))
  const isForeign = ordered(body).some((term) => term.kind === 'name' && term.name === FOREIGN + index)
  if (!isForeign && ![...bases].some((base) => base?.kind === 'name' && base.name === index)) return binder
  const own = `${index}_`
  const renamed = mapTerms(body, (term, original) =>
    original.kind === 'name' && original.name === index && !bases.has(original) ? nameTerm(own, term.range) : term,
  )
  return { ...binder, index: own, body: renamed }
}

/** Are all functions known, and is it more than the name of a probability, P(X = i)? */
export function isKnown(body: Term): boolean {
  const isEquality = (term?: Term): boolean => term?.kind === 'apply' && term.op === 'eq'
  const [first, second, more] = body.kind === 'apply' && body.op === 'product' ? body.args : []
  const isProbability = first?.kind === 'name' && isEquality(second) && more === undefined
  return !isEquality(body) && !isProbability && !ordered(body).some((term) => term.kind === 'call')
}
