/**
 * The index of a sum where it stands in x[i]: shifts x[i + 1] become slices that start later, so that every index runs over a
 * whole axis.
 */
import type { Range } from '../../../api.ts'
import { partsOf } from '../../order.ts'
import { labelOf } from '../../ranks/indexed.ts'
import { type ApplyTerm, applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, plus, raised, replaceTerms, sameTerm, shifted, termsIn } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import type { SequenceValue } from '../values/value.ts'
import { countAlong } from './counting.ts'

/** Whether the index occurs freely: an inner sum over the same name has an index of its own. */
export function usesIndex(term: Term, index: string): boolean {
  const seen = new Set<Term>([term])
  for (const part of seen) {
    if (part.kind === 'name' && part.name === index) return true
    if (isOwn(part, index)) continue
    for (const inner of partsOf(part)) seen.add(inner)
  }
  return false
}

/** A sum with an index of this name of its own. */
export const isOwn = (term: Term, index: string): boolean => term.kind === 'binder' && term.index === index

type Item = { readonly at?: number; readonly start?: number; readonly stop?: number; readonly step?: number } | 'newaxis' | 'ellipsis'
const itemsOf = (term: ApplyTerm): readonly Item[] => (term.attributes?.['items'] ?? []) as readonly Item[]

/** x[i] with nothing but the index in its first place. */
export const isWhole = (term: Term, index: string): boolean => {
  if (!isApply(term, 'index')) return false
  const at = term.args[1]
  return itemsOf(term).length === 1 && term.args.length === 2 && at?.kind === 'name' && at.name === index && !usesIndex(term.args[0] as Term, index)
}

/** How far an index term is from the index: 0 for i, 1 for i + 1. */
export function distance(term: Term, index: string): number | undefined {
  const known = shifted(term)
  return known?.base.kind === 'name' && known.base.name === index ? known.offset : undefined
}

/** labels[i] and labels[i] - 1: which element is meant, for each i, with what is added to the label. */
const labelBy = (term: Term, isIndex: (name: string) => boolean): ReturnType<typeof labelOf> =>
  labelOf(term, (base) => {
    if (!isApply(base, 'index') || base.args[0]?.kind !== 'name') return false
    return itemsOf(base).length === base.args.length - 1 && base.args.slice(1).every((arg) => arg.kind === 'name' && isIndex(arg.name))
  })

/** The body with the row's index over whole axes only; `axis` tells whether it stands in any index at all. */
export function alignIndex(context: Context, row: SequenceValue, given: Term, range: Range): { body: Term; axis: boolean } {
  const { index } = row
  const start = row.bounds === undefined ? (row.first ?? 0) : numberOf(row.bounds.start, context.facts.numbers)?.asInteger
  const stop = row.bounds === undefined ? (row.first ?? 0) : shifted(row.bounds.stop)?.offset
  let axis = false
  const marker = nameTerm(index)
  const straight = new Map<string, Map<Term, Term>>()
  /** A part of the body, which is shared where it stands between the same conditions. */
  const straightened = (part: Term, safe: readonly number[]): Term => {
    const key = safe.join(' ')
    const done = straight.get(key) ?? new Map<Term, Term>()
    straight.set(key, done)
    return replaceTerms(part, (inner) => align(inner, safe), done)
  }
  /** Neighbours that conditions around a term keep from leaving the axis: the one before (-1) or behind (1). */
  const align = (term: Term, safe: readonly number[]): Term | undefined => {
    if (isOwn(term, index)) return term
    const kept = isApply(term, 'where') ? keptBy(context, term.args[0] as Term, row, start ?? 0, term) : undefined
    if (kept !== undefined) {
      const padded = paddedBy(term as ApplyTerm, kept, row, start === stop ? start : undefined)
      if (padded !== undefined) {
        axis = true
        return applyTerm('index', [padded, marker], term.range, { items: [{ at: 1 }] })
      }
      const parts = (term as ApplyTerm).args.map((arg, k) => straightened(arg, k === kept.branch ? [...safe, kept.neighbour] : safe))
      return { ...(term as ApplyTerm), args: parts }
    }
    if (!isApply(term, 'index') || !term.args.slice(1).some((arg) => usesIndex(arg, index))) return undefined
    if (start === undefined || stop === undefined) return refuse('from where to where this index runs is not known', term.range ?? range)
    axis = true
    const whole = straightened(term.args[0] as Term, safe)
    let base = countsThrough(term, row) ? applyTerm('vec', [whole], term.range) : whole
    const args = [...term.args]
    itemsOf(term).forEach((item, place) => {
      if (typeof item !== 'object') return
      if (item.at === undefined) return
      const arg = args[item.at] as Term
      if (!usesIndex(arg, index)) return
      const shift = roundOf(context, arg, row, base, start)
      if (shift !== undefined && start === stop) {
        base = applyTerm('roll', [base], arg.range, { shift: -shift, axis: place })
        args[item.at] = marker
        return
      }
      const whole = distance(arg, index) === undefined ? straightened(arg, safe) : arg
      if (labelBy(whole, (name) => name === index) !== undefined) {
        args[item.at] = whole
        return
      }
      const by = distance(arg, index) ?? refuse('this index is too involved to be read', arg.range ?? range)
      const [from, to] = [start + by, stop + by]
      if (start === stop && safe.includes(by + start)) {
        // What comes round the end is not taken.
        base = applyTerm('roll', [base], arg.range, { shift: -(by + start), axis: place })
        args[item.at] = marker
        return
      }
      if (from < 0 || to > 0) refuse('this index runs out of what it is used on', arg.range ?? term.range ?? range)
      if (from > 0 || to < 0) base = sliceAxis(base, place, from, to, term.range ?? range)
      args[item.at] = marker
    })
    args[0] = base
    return { ...term, args }
  }
  const aligned = straightened(given, [])
  if (!axis) return { body: aligned, axis }
  const isPlaced = (term: Term): term is ApplyTerm => isApply(term, 'index') && term.args.slice(1).includes(marker)
  const counts = countsOf([...termsIn(aligned)].filter(isPlaced), marker, start ?? 0, range)
  // Where the index stands as a number it is a component of the numbers themselves.
  const body = replaceTerms(aligned, (term) => {
    if (isOwn(term, index) || isPlaced(term)) return term
    const by = distance(term, index)
    return by === undefined ? undefined : counts?.(by)
  })
  const bare = replaceTerms(body, (term) => (isOwn(term, index) ? numberTerm(0) : isPlaced(term) ? (term.args[0] as Term) : undefined))
  if (usesIndex(bare, index)) refuse('the elements of this sum depend on their number', range)
  return { body, axis }
}

/** i == 0 ? ... : x[i - 1] and its like: in which branch (1 or 2) a condition keeps which neighbour on the axis. */
function keptBy(context: Context, condition: Term, row: SequenceValue, first: number, base: Term): { branch: 1 | 2; neighbour: number } | undefined {
  if (condition.kind !== 'apply' || condition.args.length !== 2) return undefined
  const at = condition.args.findIndex((side) => distance(side, row.index) !== undefined)
  if (at < 0) return undefined
  const [counted, edge] = [condition.args[at] as Term, condition.args[1 - at] as Term]
  const round = (distance(counted, row.index) as number) + first
  const known = shifted(edge)
  const isFirst = numberOf(edge, context.facts.numbers)?.asInteger === round
  const isLast = known !== undefined && known.offset === round - 1 && isLengthOf(context, known.base, row, base)
  if (isFirst === isLast) return undefined
  // The index before the edge's number, or behind it.
  const beyond = { gt: 1, lt: -1 }[condition.op as 'gt' | 'lt']
  const branch = condition.op === 'eq' ? 2 : condition.op === 'ne' ? 1 : (at === 0 ? 1 : -1) * (beyond ?? 0) === (isFirst ? 1 : -1) ? 1 : undefined
  return branch === undefined ? undefined : { branch, neighbour: isFirst ? -1 : 1 }
}

/** An edge's own number beside the neighbours of the other elements is the array with it at that end: 0, x[0], x[1], ... */
function paddedBy(
  choice: ApplyTerm,
  kept: { branch: 1 | 2; neighbour: number },
  { index }: SequenceValue,
  first: number | undefined,
): Term | undefined {
  const [element, edge] = [choice.args[kept.branch] as Term, choice.args[3 - kept.branch] as Term]
  if (first === undefined || !isApply(element, 'index') || element.args.length !== 2 || itemsOf(element).length !== 1) return undefined
  const [base, at] = element.args as [Term, Term]
  if (base.kind !== 'name' || usesIndex(edge, index) || edge.kind === 'binder' || distance(at, index) !== kept.neighbour - first) return undefined
  if (edge.kind !== 'number' && edge.kind !== 'name') return undefined
  const before = kept.neighbour < 0
  const others = sliceAxis(base, 0, before ? 0 : 1, before ? -1 : 0, element.range as Range)
  const end = applyTerm('array', [edge], edge.range)
  return applyTerm('concatenate', before ? [end, others] : [others, end], choice.range, { axis: 0 })
}

/**
 * How far an index that goes round is from the one that counts the elements: x[(i + 1) % n], or x[i + 1 == n ? 0 : i + 1]; undefined for
 * any other. The rounds begin with number `first`.
 */
function roundOf(context: Context, arg: Term, row: SequenceValue, base: Term, first: number): number | undefined {
  if (isApply(arg, 'mod') || isApply(arg, 'rem')) {
    const [counted, length] = arg.args as [Term, Term]
    if (!isLengthOf(context, length, row, base)) return undefined
    // (i - 1 + n) % n
    const whole = isApply(counted, 'add') && counted.args.some((each) => sameTerm(each, length))
    const by = distance(whole ? numbersAdded(counted.args.filter((each) => !sameTerm(each, length))) : counted, row.index)
    return by === undefined || (isApply(arg, 'rem') && !whole && by + first < 0) ? undefined : by + first
  }
  const { base: chosen, offset } = raised(arg) ?? { base: arg, offset: 0 }
  const [condition, edge, other] = isApply(chosen, 'where') ? chosen.args : []
  if (condition === undefined || !isApply(condition, 'eq')) return undefined
  const by = distance(other as Term, row.index)
  const counts = condition.args.map((side) => distance(side, row.index))
  const at = counts.findIndex((each) => each !== undefined)
  const end = condition.args[1 - at]
  if (by === undefined || at < 0 || end === undefined) return undefined
  const shift = by + offset + first
  /** Whether a term is the length and this much. */
  const isLast = (term: Term, more: number): boolean => {
    const known = shifted(term)
    return known !== undefined && known.offset === more && isLengthOf(context, known.base, row, base)
  }
  const isFirst = (term: Term, number: number): boolean => numberOf(term, context.facts.numbers)?.asInteger === number
  const round = counts[at] as number
  if (shift === 1) return isLast(end, round + first - 1) && isFirst(edge as Term, -offset) ? shift : undefined
  if (shift === -1) return isFirst(end, round + first) && isLast(edge as Term, -1 - offset) ? shift : undefined
  return undefined
}

const numbersAdded = (terms: readonly Term[]): Term => (terms.length === 1 ? (terms[0] as Term) : applyTerm('add', terms))

/** Whether a length is that of what is gone through, or of this array. */
function isLengthOf(context: Context, length: Term, row: SequenceValue, base: Term): boolean {
  const { bounds, over } = row
  const end = bounds === undefined ? undefined : shifted(bounds.stop)
  const whole = end !== undefined && end.offset === numberOf(bounds?.start as Term, context.facts.numbers)?.asInteger
  const stop = whole ? end.base : over === undefined ? undefined : applyTerm('size', [over], undefined, { axis: 0 })
  if (stop !== undefined && sameTerm(stop, length)) return true
  if (length.kind === 'name') return base.kind === 'name' && context.facts.declarations.get(base.name)?.shape?.[0] === length.name
  return isApply(length, 'size') && sameTerm(length.args[0] as Term, base)
}

/** Whether one index counts through all components of a matrix: A(k) for k from 1 to numel(A). */
function countsThrough(term: ApplyTerm, { bounds }: SequenceValue): boolean {
  const count = term.attributes?.['linear'] === undefined || bounds === undefined ? undefined : shifted(bounds.stop)?.base
  return count !== undefined && isApply(count, 'numel')
}

/** The index and a number as a number: component `marker` of the numbers that count the axis it runs over. */
function countsOf(placed: readonly ApplyTerm[], marker: Term, start: number, range: Range): ((by: number) => Term) | undefined {
  // The term with the most indices: what it indexes is a number, so the rest of its axes can be left out.
  const [longest] = [...placed].sort((a, b) => itemsOf(b).length - itemsOf(a).length)
  if (longest === undefined) return undefined
  const items = itemsOf(longest)
  const axis = items.findIndex((item) => typeof item === 'object' && item.at !== undefined && longest.args[item.at] === marker)
  const base = longest.args[0] as Term
  const first = numberTerm(0)
  const vector =
    items.length === 1
      ? base
      : applyTerm('index', [base, ...items.filter((_, k) => k !== axis).map(() => first)], range, {
          items: items.map((_, k) => (k === axis ? {} : { at: k < axis ? k + 1 : k })),
        })
  return (by) => applyTerm('index', [countAlong(vector, start + by, range), marker], range, { items: [{ at: 1 }] })
}

/** The array from `from` on along an axis, up to `to` from its end. */
function sliceAxis(base: Term, axis: number, from: number, to: number, range: Range): Term {
  const args: Term[] = [base]
  const bounds: { start?: number; stop?: number } = {}
  if (from > 0) {
    bounds.start = args.length
    args.push(numberTerm(from))
  }
  if (to < 0) {
    bounds.stop = args.length
    args.push(numberTerm(to))
  }
  return applyTerm('index', args, range, { items: [...Array.from({ length: axis }, () => ({})), bounds] })
}

/** x[i] under a sum over i, for all sums in a term, as components. */
export function componentsOf(root: Term): Term {
  const bound = new Set<string>()
  for (const term of termsIn(root)) if (term.kind === 'binder') bound.add(term.index)
  if (bound.size === 0) return root
  const isBound = (term: Term | undefined): boolean =>
    term !== undefined && ((term.kind === 'name' && bound.has(term.name)) || labelBy(term, (name) => bound.has(name)) !== undefined)
  /** The index of a component, which counts from 1. */
  const indexOf = (term: Term): Term => {
    const { label, offset } = labelBy(term, (name) => bound.has(name)) ?? {}
    return label === undefined ? term : plus(replaceTerms(label, convert), (offset as number) + 1)
  }
  const convert = (term: Term): Term | undefined => {
    if (!isApply(term, 'index') || !term.args.slice(1).some(isBound)) return undefined
    const base = replaceTerms(term.args[0] as Term, convert)
    const names: Term[] = []
    const args: Term[] = [base]
    let plain = true
    const items = itemsOf(term).map((item) => {
      if (typeof item !== 'object') return item
      if (item.at !== undefined && isBound(term.args[item.at])) {
        names.push(indexOf(term.args[item.at] as Term))
        return {}
      }
      plain = false
      const moved: { [part: string]: number } = {}
      for (const [part, at] of Object.entries(item)) {
        moved[part] = args.length
        args.push(term.args[at as number] as Term)
      }
      return moved
    })
    // X[:, j] is a column: a row of the transposed matrix; S[:, :, k] is a matrix of those along the first axis of what is turned.
    const bound = itemsOf(term).map((item) => typeof item === 'object' && item.at !== undefined && isBound(term.args[item.at]))
    const turned = bound.lastIndexOf(true) >= names.length
    const axes = [...bound.keys()].sort((a, b) => Number(bound[b]) - Number(bound[a]) || a - b)
    if (turned && itemsOf(term).some((item) => typeof item !== 'object'))
      refuse('this index is too involved to be read', term.range ?? { start: 0, end: 0 })
    const straight = plain ? base : applyTerm('index', args, term.range, { items })
    const whole = turned ? applyTerm('transpose', [straight], term.range, axes.length > 2 ? { axes } : undefined) : straight
    const { linear } = term.attributes ?? {}
    if (isApply(whole, 'component')) return applyTerm('component', [...whole.args, ...names], term.range)
    return applyTerm('component', [whole, ...names], term.range, linear === undefined ? undefined : { linear })
  }
  return replaceTerms(root, convert)
}
