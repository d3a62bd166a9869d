/** Terms of operators, with numbers of the program (loop counters, lengths) computed at once. */

import type { Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { operationNamed } from '../../../ops/table.ts'
import { addLengths, type Length, multiplyLengths } from '../../../shape.ts'
import { overParts, partsOf } from '../../order.ts'
import { type ApplyTerm, applyTerm, type Label, numberTerm, type Term } from '../../term.ts'
import { sameArray } from './views.ts'

/** The term with a name of the text; numbers and names need none. */
export function labelled(term: Term, label: Label): Term {
  if (term.kind === 'number' || term.kind === 'name') return term
  if (term.kind === 'apply' && term.args.length === 0) return term
  if (term.label === undefined || label.kind === 'call') return sameArray({ ...term, label }, term)
  return term.label.kind === 'call' && term.label.variable === undefined
    ? sameArray({ ...term, label: { ...term.label, variable: label.name } }, term)
    : term
}

export const isApply = (term: Term, op: string): term is ApplyTerm => term.kind === 'apply' && term.op === op

/** Whether both are one value: what is added to itself, or multiplied by itself, again and again would be longer each time if it were flat. */
export const isDoubled = (first: ApplyTerm, second: Term): boolean => isApply(second, first.op) && second.args === first.args

/** A sum: `first` is a sum written without parentheses, to go on with. */
export function sum(first: Term, second: Term, range: Range, open: boolean): Term {
  if (open && isApply(first, 'add') && !isDoubled(first, second)) return applyTerm('add', [...first.args, second], range)
  return applyTerm('add', [first, second], range)
}

export function negative(term: Term, range: Range): Term {
  return term.kind === 'number' ? numberTerm(term.value.negate(), range) : applyTerm('neg', [term], range)
}

/** a - b */
export const difference = (a: Term, b: Term, range: Range): Term => applyTerm('add', [a, negative(b, range)], range)

/** x to the power p; a power of the constant e is the exponential. */
export function power(base: Term, exponent: Term, range: Range): Term {
  return isApply(base, 'e') ? applyTerm('exp', [exponent], range) : applyTerm('pow', [base, exponent], range)
}

const floor = (x: Exact): Exact | undefined => integerFrom(Math.floor(x.value))

const integerFrom = (value: number): Exact | undefined => (Number.isSafeInteger(value) ? Exact.integer(value) : undefined)

/** Whose numbers are used. */
class Uses {
  readonly watchers = new Map<string, () => void>()
  private found: string[] | undefined

  add(name: string): void {
    if (this.found === undefined) this.watchers.get(name)?.()
    else this.found.push(name)
  }

  during<T>(find: () => T | undefined): T | undefined {
    const before = this.found
    const own: string[] = []
    this.found = own
    const result = find()
    this.found = before
    if (result !== undefined) for (const name of own) this.add(name)
    return result
  }
}

/** Free names that stand for whole numbers of the text: used as such where only a number will do (lengths, axes). */
export class Numbers extends Map<string, Exact> {
  /** Those that stand for numbers with decimals: used where whole ones are made of them, as in round(T / dt). */
  readonly decimals = new Map<string, Exact>()
  /** How often one was learnt or forgotten. */
  changes = 0

  private uses = new Uses()

  /** Calls `tell` wherever the number of a name is used. */
  watch(name: string, tell: () => void): void {
    this.uses.watchers.set(name, tell)
  }

  /** What is computed with them: those of which it is made are used, if it is something. */
  using<T>(find: () => T | undefined): T | undefined {
    return this.uses.watchers.size === 0 ? find() : this.uses.during(find)
  }

  override get(name: string): Exact | undefined {
    const value = super.get(name)
    if (value !== undefined) this.uses.add(name)
    return value
  }

  override set(name: string, value: Exact): this {
    this.changes++
    return super.set(name, value)
  }

  override delete(name: string): boolean {
    this.changes++
    return super.delete(name)
  }

  learn(name: string, value: Exact): void {
    const of = value.isInteger && !value.decimal ? this : this.decimals
    of.set(name, value)
  }

  /** All of them, for what may have decimals. */
  get withDecimals(): Numbers {
    const all = new Numbers([...this, ...this.decimals])
    all.uses = this.uses
    return all
  }

  anyOf(name: string): Exact | undefined {
    const whole = this.get(name)
    if (whole !== undefined) return whole
    const value = this.decimals.get(name)
    if (value !== undefined) this.uses.add(name)
    return value
  }
}

/** ⌊a/b⌋ of the doubles themselves, which are not the decimals they are written as: 1.0 // 0.1 is 9. */
export function floorDivided(a: number, b: number): number {
  const rest = a % b
  return Math.round((a - rest) / b) - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0)
}

/** The exact result of an operator on numbers, where it is one of reasonable size. */
export function compute(op: string, a: Exact, b: Exact): Exact | undefined {
  switch (op) {
    case '+':
      return a.add(b)
    case '-':
      return a.subtract(b)
    case '*':
      return a.multiply(b)
    case '/':
      return b.isZero ? undefined : a.divide(b)
    case '//':
      return b.isZero ? undefined : integerFrom(floorDivided(a.value, b.value))
    case '%': {
      const quotient = b.isZero ? undefined : floor(a.divide(b))
      return quotient === undefined ? undefined : a.subtract(b.multiply(quotient))
    }
    case '**':
      return b.asInteger === undefined ? undefined : a.power(b.asInteger)
    case 'min':
      return a.value <= b.value ? a : b
    case 'max':
      return a.value >= b.value ? a : b
    default:
      return bits(op, a.asInteger, b.asInteger)
  }
}

/** Operators on the bits of integers of 32 bits, which are the same in all languages. */
function bits(op: string, a: number | undefined, b: number | undefined): Exact | undefined {
  if (a === undefined || b === undefined || (a | 0) !== a || (b | 0) !== b) return undefined
  switch (op) {
    case '&':
      return Exact.integer(a & b)
    case '|':
      return Exact.integer(a | b)
    case '^':
      return Exact.integer(a ^ b)
    case '<<':
      return b >= 0 && b < 31 && Math.abs(a) < 2 ** (31 - b) ? Exact.integer(a << b) : undefined
    case '>>':
      return b >= 0 && b < 31 ? Exact.integer(a >> b) : undefined
    default:
      return undefined
  }
}

const KERNELS: { readonly [op: string]: string } = { product: 'mul', quotient: 'div', power: 'pow' }

/** Deeper terms, and longer ones, are not computed with: in a text such numbers are short. */
const DEEPEST = 30
const LONGEST = 100

/** What the arguments of a term are, if all of them are something; each shared term is asked once. */
function argumentsOf<T>({ args }: ApplyTerm, done: Map<Term, T | undefined>, ask: (arg: Term) => T | undefined): T[] | undefined {
  const values: T[] = []
  for (const arg of args) {
    const value = done.has(arg) ? done.get(arg) : ask(arg)
    if (arg.kind === 'apply') done.set(arg, value)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** The number that a term is, by the kernels of its rows: 2π. Undefined where it has names that are not `known`, and for other terms. */
export function computed(term: Term, known?: Numbers): number | undefined {
  return known === undefined ? computedOf(term) : known.using(() => computedOf(term, known))
}

function computedOf(term: Term, known?: Numbers, depth = 0, done: Map<Term, number | undefined> = new Map()): number | undefined {
  if (term.kind === 'number') return term.value.value
  if (term.kind === 'name') return known?.anyOf(term.name)?.value
  const kernel = term.kind === 'apply' && depth < DEEPEST ? operationNamed(KERNELS[term.op] ?? term.op)?.kernel : undefined
  if (term.kind !== 'apply' || kernel === undefined || term.args.length > DEEPEST) return undefined
  const args = argumentsOf(term, done, (arg) => computedOf(arg, known, depth + 1, done))
  const value = args === undefined ? undefined : kernel(...args)
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

const NO_NUMBERS = new Numbers()

/** The exact number that a term is, by arithmetic alone. Undefined where it has names that are not `known`, and for other terms. */
export function numberOf(term: Term, known: Numbers = NO_NUMBERS): Exact | undefined {
  if (term.kind === 'number') return term.value
  return known.using(() => exactlyOf(term, known))
}

function exactlyOf(term: Term, known: Numbers, depth = 0, done?: Map<Term, Exact | undefined>): Exact | undefined {
  if (term.kind === 'number') return term.value
  if (term.kind === 'name') return known.get(term.name)
  if (term.kind !== 'apply' || depth > DEEPEST || term.args.length > LONGEST) return undefined
  if (ROUNDED.has(term.op)) {
    // Programs round what they computed with so many digits: int(0.7 / 0.1) is 6.
    const value = computed(term, known)
    return value === undefined ? undefined : integerFrom(value)
  }
  const op = OPERATORS.get(term.op)
  if (op === undefined && term.op !== 'neg') return undefined
  const shared = done ?? new Map<Term, Exact | undefined>()
  const args = argumentsOf(term, shared, (arg) => exactlyOf(arg, known, depth + 1, shared))
  if (args === undefined) return undefined
  const [first, ...rest] = args as [Exact, ...Exact[]]
  if (term.op === 'neg') return first.negate()
  return rest.reduce<Exact | undefined>((value, arg) => (value === undefined ? undefined : compute(op as string, value, arg)), first)
}

/** Operations whose results are whole numbers. */
export const ROUNDED: ReadonlySet<string> = new Set(['floor', 'ceil', 'trunc', 'round', 'round_half_up', 'round_half_away', 'floordiv'])

const OPERATORS = new Map([
  ['add', '+'],
  ['mul', '*'],
  ['div', '/'],
  ['pow', '**'],
  ['product', '*'],
  ['quotient', '/'],
  ['power', '**'],
  ['minimum', 'min'],
  ['maximum', 'max'],
])

/** The term with nested terms replaced, each shared one once; what is `done` already is not done again. */
export function replaceTerms(root: Term, replace: (term: Term) => Term | undefined, done = new Map<Term, Term>()): Term {
  const stack: Term[] = [root]
  while (stack.length > 0) {
    const term = stack[stack.length - 1] as Term
    if (done.has(term)) {
      stack.pop()
      continue
    }
    const other = replace(term)
    if (other !== undefined) {
      done.set(term, other)
      stack.pop()
      continue
    }
    const open = partsOf(term).filter((part) => !done.has(part))
    if (open.length > 0) {
      stack.push(...open)
      continue
    }
    done.set(
      term,
      overParts(term, (part) => done.get(part) as Term),
    )
    stack.pop()
  }
  return done.get(root) as Term
}

/** Every term inside a term, itself included, each shared one once. */
export function termsIn(root: Term): Set<Term> {
  const seen = new Set<Term>([root])
  for (const term of seen) for (const part of partsOf(term)) seen.add(part)
  return seen
}

/** Whether two terms say the same. Bounded: beyond some size they count as different. */
export function sameTerm(a: Term, b: Term, budget = { left: 200 }): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || --budget.left < 0) return false
  if (a.kind === 'number') return b.kind === 'number' && a.value.equals(b.value)
  if (a.kind === 'name') return b.kind === 'name' && a.name === b.name
  if (
    a.kind === 'apply' &&
    (b.kind !== 'apply' ||
      a.op !== b.op ||
      (a.attributes !== b.attributes && JSON.stringify(a.attributes) !== JSON.stringify(b.attributes) && !isSameSize(a, b)))
  )
    return false
  if (a.kind === 'call' && (b.kind !== 'call' || a.name !== b.name || a.primes !== b.primes)) return false
  if (a.kind === 'binder' && (b.kind !== 'binder' || a.op !== b.op || a.index !== b.index)) return false
  if (a.kind === 'derivative' && (b.kind !== 'derivative' || a.by.join() !== b.by.join())) return false
  const parts = partsOf(b)
  const own = partsOf(a)
  return own.length === parts.length && own.every((part, k) => sameTerm(part, parts[k] as Term, budget))
}

/** How long a first axis is, whether or not all components are meant where there are more axes. */
const isSameSize = (a: ApplyTerm, b: ApplyTerm): boolean => a.op === 'size' && a.attributes?.['axis'] === 0 && b.attributes?.['axis'] === 0

/** A term as a length (of an axis, or a name for it) plus a number. */
export function shifted(term: Term): { base: Term; offset: number } | undefined {
  if (term.kind === 'name') return { base: term, offset: 0 }
  if (term.kind !== 'apply') return undefined
  if (term.op === 'size' || term.op === 'numel') return { base: term, offset: 0 }
  if (term.op !== 'add') return undefined
  let offset = 0
  let base: Term | undefined
  for (const arg of term.args) {
    const value = arg.kind === 'number' ? arg.value.asInteger : undefined
    if (value !== undefined) offset += value
    else if (base === undefined) base = arg
    else return undefined
  }
  const inner = base === undefined ? undefined : shifted(base)
  return inner === undefined ? undefined : { base: inner.base, offset: inner.offset + offset }
}

/** The length plus a further number, written shortly. */
export const plus = (term: Term, by: number): Term =>
  by === 0
    ? term
    : term.kind === 'number'
      ? numberTerm(term.value.add(Exact.integer(by)), term.range)
      : (shortened(term, by) ?? applyTerm('add', [term, numberTerm(by)], term.range))

/** Anything plus a number. */
export function raised(term: Term): { base: Term; offset: number } | undefined {
  if (!isApply(term, 'add')) return undefined
  const [base, ...others] = term.args.filter((arg) => arg.kind !== 'number' || arg.value.asInteger === undefined)
  if (base === undefined || others.length > 0) return undefined
  return { base, offset: term.args.reduce((total, arg) => total + (arg.kind === 'number' && arg !== base ? arg.value.value : 0), 0) }
}

export function shortened(term: Term, by: number): Term | undefined {
  const known = shifted(term) ?? raised(term)
  if (known === undefined) return undefined
  const offset = known.offset + by
  return offset === 0 ? known.base : applyTerm('add', [known.base, numberTerm(offset)], term.range)
}

/** Made of lengths of axes: what is known once shapes are. */
export const isLength = (term: Term): boolean =>
  term.kind === 'number' ||
  term.kind === 'name' ||
  (term.kind === 'apply' && (/^(?:size|numel)$/.test(term.op) || (['add', 'mul', 'neg'].includes(term.op) && term.args.every(isLength))))

/** How many axes an array has that is made to be filled; undefined for others. */
export function rankMade(term: Term): number | undefined {
  if (term.kind !== 'apply') return undefined
  const lengths = term.op === 'blank' ? term.args : term.op === 'zeros' ? term.attributes?.['shape'] : undefined
  return Array.isArray(lengths) ? lengths.length : undefined
}

/** 3 * d and n + 1 as a length; undefined for what is none. */
export function lengthWritten(term: Term): Length | undefined {
  if (term.kind === 'number') return term.value.asInteger
  if (term.kind === 'name') return term.name
  if (!isApply(term, 'mul') && !isApply(term, 'product') && !isApply(term, 'add')) return undefined
  const parts = term.args.map(lengthWritten)
  if (parts.length === 0 || !parts.every((part) => part !== undefined)) return undefined
  return parts.reduce((whole, part) => (term.op === 'add' ? addLengths(whole, part) : multiplyLengths(whole, part)))
}
