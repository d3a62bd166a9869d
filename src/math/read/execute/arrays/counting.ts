/** Vectors of consecutive numbers of symbolic length: np.arange(n), and the index of a loop where it is used as a number. */
import type { Range } from '../../../api.ts'
import { addLengths } from '../../../shape.ts'
import { holdsThroughout } from '../../order.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, negative, numberOf, shifted, sum, termsIn } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'

/** 0, 1, 2, ... as many as the ones: their running sum is 1, 2, 3, .... */
const counted = (ones: Term, start: number, range: Range): Term => {
  const running = applyTerm('cumsum', [ones], range)
  return start === 1 ? running : sum(running, numberTerm(start - 1), range, false)
}

/** Whether a term is 0, 1, 2, ..., of symbolic length or written out. */
export const isCount = (term: Term): boolean => {
  if (term.kind === 'apply' && term.op === 'array') return term.args.every((each, k) => each.kind === 'number' && each.value.asInteger === k)
  if (!isApply(term, 'add')) return false
  const [running, before] = term.args as [Term, Term]
  return isApply(running, 'cumsum') && isApply(running.args[0] as Term, 'ones') && before.kind === 'number' && before.value.asInteger === -1
}

/** The numbers from start, one for each component along the first axis. */
export const countAlong = (of: Term, start: number, range: Range): Term =>
  counted(applyTerm('ones', [applyTerm('size', [of], range, { axis: 0 })], range, { shape: [{ length: 0 }] }), start, range)

/** Whether a length is made of lengths of axes and whole numbers, with one of the former at least. */
export function isOfLengths(root: Term): boolean {
  let found = false
  const isWhole = holdsThroughout(root, (term) => {
    if (term.kind === 'number') return term.value.isInteger ? [] : undefined
    if (term.kind !== 'apply') return undefined
    if (term.op === 'size') {
      found = true
      return []
    }
    return /^(?:add|sub|neg|mul|product)$/.test(term.op) ? term.args : undefined
  })
  return isWhole && found
}

/** The numbers from start up to, not including, stop; undefined where their count cannot be told. */
export function countBetween(context: Context, start: Term, stop: Term, range: Range): Term | undefined {
  const from = numberOf(start, context.facts.numbers)?.asInteger
  const end = shifted(stop)
  if (from !== undefined && end !== undefined) {
    const { base } = end
    const offset = end.offset - from
    if (base.kind === 'name') return counted(applyTerm('ones', [], range, { shape: [addLengths(base.name, offset)] }), from, range)
    const of = isApply(base, 'size') && base.attributes?.['axis'] === 0 ? base.args[0] : undefined
    if (of === undefined || offset > 0) return fromLength(start, stop, range)
    const whole = offset === 0 ? of : applyTerm('index', [of, numberTerm(-offset)], range, { items: [{ start: 1 }] })
    return countAlong(whole, from, range)
  }
  return fromLength(start, stop, range)
}

/** The same where both ends are made of lengths: range(2 * n), range(n, 2 * n). */
function fromLength(start: Term, stop: Term, range: Range): Term | undefined {
  if (![start, stop].every((bound) => isOfLengths(bound) || (bound.kind === 'number' && bound.value.isInteger))) return undefined
  const isFirst = start.kind === 'number' && start.value.isZero
  const length = isFirst ? stop : sum(stop, negative(start, range), range, true)
  const places = counted(applyTerm('ones', [length], range, { shape: [{ length: 0 }] }), 0, range)
  return isFirst ? places : sum(places, start, range, false)
}

/** Remembers that the number a term stands for has to be known: the lengths it is made of, and names that count. */
export function askFor(context: Context, count: Term, length: number): void {
  const parts = new Set([count])
  for (const part of parts) {
    if (part.kind === 'name') context.facts.countTo(part.name, length)
    if (part.kind !== 'apply') continue
    if (part.op === 'size' || part.op === 'numel') context.facts.goAlongSize(part, length)
    else for (const arg of part.args) parts.add(arg)
  }
}

/** Where rounds that begin at a number of the text, as range(p, n) does, are shown to begin: its number has to be known. */
export function askForStart(context: Context, start: Term): number {
  const { base, offset } = shifted(start) ?? {}
  if (base?.kind !== 'name' || offset === undefined || context.isIndex(base.name)) return 0
  context.facts.countTo(base.name, BEGINNING)
  return BEGINNING + offset
}
const BEGINNING = 2

/** How much longer something is for each round: len(parameters) // 2 rounds are half as many as there are parameters. */
export function perRound(count: Term, size: Term): number {
  for (const part of termsIn(count)) {
    const [whole, by] = part.kind === 'apply' && /^(?:div|quotient)$/.test(part.op) ? part.args : []
    const each = by?.kind === 'number' && whole !== undefined && termsIn(whole).has(size) ? by.value.asInteger : undefined
    if (each !== undefined && each > 1 && each < 10) return each
  }
  return 1
}

/** Lengths that are shown where the text does not say them: of what others are taken from, and of what is taken. */
const SHOWN = 4
export const TAKEN = 2

const ODD = 3

/** K // 2 and (K - 1) // 2 of a length K. */
function isHalf(term: Term): boolean {
  const [quotient] = isApply(term, 'floor') ? term.args : []
  const by = quotient !== undefined && isApply(quotient, 'div') ? quotient.args[1] : undefined
  return by?.kind === 'number' && by.value.asInteger === 2
}

const isSize = (term: Term): term is ApplyTerm => isApply(term, 'size')

/** The lengths that are taken away in a number: that of a kernel in n - k + 1. */
export const takenAway = (number: Term): ReadonlySet<Term> =>
  new Set([...termsIn(number)].flatMap((part) => (isApply(part, 'neg') ? [...termsIn(part)].filter(isSize) : [])))

/**
 * Remembers of which lengths a number is made, (L + 2 * p - K) // s + 1, so that it is known with these; `divided`: an axis is divided into
 * so many parts.
 */
export function askForLengths(context: Context, number: Term, divided = false): void {
  const taken = takenAway(number)
  // What reaches as far to both sides of a middle has one: K // 2 of a kernel.
  const halved = new Set([...termsIn(number)].flatMap((part) => (isHalf(part) && !divided ? [...termsIn(part)].filter(isSize) : [])))
  for (const part of termsIn(number)) if (isSize(part)) context.facts.goAlongSize(part, taken.has(part) ? TAKEN : halved.has(part) ? ODD : SHOWN)
}
