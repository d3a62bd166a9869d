/**
 * Sums that are written out: where an index is put together in a way that no slice has, x_{4i-3}, or what it runs over is said step by
 * step, h_t = \tanh(W h_{t-1} + U x_t), each round is a term of its own. How many rounds there are, the text says, the person or the
 * data; else it is asked for, as loops over lists of unknown length ask for it.
 */
import type { Range } from '../../../api.ts'
import { mapTerms, overParts, partsOf } from '../../order.ts'
import { applyTerm, type BinderTerm, type NameTerm, nameTerm, numberTerm, type Open, ReadError, type Term } from '../../term.ts'
import type { First } from '../grammar/grammar.ts'
import { ordered, substitute } from '../terms/terms.ts'
import { boundsApart } from './bounds.ts'
import { beginsWithData, isOfOneStep, speaksOf } from './firsts.ts'
import { truthAt, wholeAt } from './numbers.ts'
import { fromZero, type Known, type Last, lastsOf, nameAt, writtenOut } from './repeated.ts'
import { isZeroAt, withoutZeros } from './zeros.ts'

/** More terms than this are not written out, and more rounds. */
const MOST_TERMS = 60_000
const MOST_ROUNDS = 200
/** So often a sum runs at least, where it is shown for some length; and the highest bound tried. */
const ENOUGH = 3
const HIGHEST = 40

/** The body with such sums written out; itself where there are none. Throws ReadError, which says what must be known where it is not. */
export function withRounds(body: Term, known: Known, range: Range): Term {
  const terms = ordered(body)
  const binders = terms.filter((term): term is BinderTerm => term.kind === 'binder' && term.op !== 'integral')
  const running = new Set(binders.map(({ index }) => index))
  const written = writtenOut(terms, binders, known)
  const lasts = lastsOf(terms, running, known)
  if (written.size === 0 && lasts.size === 0) return body
  const bounds = new Set<string>([...lasts.values()].map(({ bound }) => bound).filter((last) => !NUMBER.test(last)))
  for (const { low, high } of written) {
    for (const bound of [low, high])
      if (bound !== undefined) for (const term of ordered(bound)) if (term.kind === 'name' && !running.has(term.name)) bounds.add(term.name)
  }
  for (const term of lasts.keys()) {
    const [of] = term.kind === 'apply' ? term.args : []
    if (of?.kind === 'name') for (const { name } of known.firstsOf(of.name)) if (name !== undefined) bounds.add(name)
  }
  const told = new Map<string, number>()
  for (const name of bounds) {
    const number = known.numberOf(name)
    if (number !== undefined) told.set(name, number)
  }
  const attempt = (numbers: ReadonlyMap<string, number>): Writer => {
    const writer = new Writer(known, written, lasts, numbers)
    writer.run(body)
    return writer
  }
  const open = [...bounds].filter((name) => !told.has(name))
  const refuse = (place: Range, ends: readonly Open[]): never => {
    throw new ReadError(`how often this is repeated is not said: ${open.join(' and ')}`, place, `say what number ${open[0]} is`, ends)
  }
  if (open.length === 0) return attempt(told).result
  const place = [...written][0]?.range ?? range
  const trial = (numbers: ReadonlyMap<string, number>): Writer | undefined => attemptOf(() => attempt(new Map([...told, ...numbers])))
  const apart = open.length > 1 ? boundsApart(open, trial, (name, axis) => known.lengthsOf(name)?.[axis]) : undefined
  if (apart?.numbers !== undefined) {
    for (const [name, number] of apart.numbers) known.tellRounds(name, number)
    return apart.writer.result
  }
  // One number for all that is open: of several the text tells how they hang together, or they are asked for one by one.
  const withAll = (number: number): Map<string, number> => new Map([...told, ...open.map((name): [string, number] => [name, number])])
  const needs: { number: number; writer: Writer }[] = []
  for (let number = 1; number <= HIGHEST && needs.length < 2; number++) {
    const writer = attemptOf(() => attempt(withAll(number)))
    if (writer !== undefined && writer.most >= (needs.length > 0 ? 1 : ENOUGH)) needs.push({ number, writer })
  }
  const [first, second] = needs
  if (first === undefined) return refuse(place, apart === undefined ? [] : axesOf(apart.writer))
  for (const [key, reach] of first.writer.reaches) {
    const [name = '', axis = ''] = key.split(' ')
    const length = known.lengthsOf(name)?.[Number(axis)]
    if (typeof length !== 'number') continue
    const more = second?.writer.reaches.get(key)
    const slope = second === undefined || more === undefined ? 0 : (more.length - reach.length) / (second.number - first.number)
    const number = slope > 0 ? Math.round(first.number + (length - reach.length) / slope) : first.number
    const writer = number > 0 && number <= MOST_ROUNDS ? attemptOf(() => attempt(withAll(number))) : undefined
    if (writer?.reaches.get(key)?.length === length) {
      for (const name of open) known.tellRounds(name, number)
      return writer.result
    }
    if (slope > 0) throw new ReadError(`${name} is ${length} long, and nothing that is repeated here goes along so many`, place)
  }
  const axes = axesOf(first.writer)
  return refuse(place, axes.length > 0 ? axes : open.map((name): Open => ({ name, count: first.number })))
}

/** The axes that it goes along. */
const axesOf = ({ reaches }: Writer): readonly Open[] =>
  [...reaches].map(([key, { length, rank }]): Open => {
    const [name = '', axis = ''] = key.split(' ')
    return { name, axis: Number(axis), length, rank }
  })

function attemptOf(run: () => Writer): Writer | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof Unsuited) return undefined
    throw error
  }
}

/** With these numbers there is nothing that could be written out: half a round, a bound that is no number. */
class Unsuited extends ReadError {}

interface Reach {
  first: number
  length: number
  readonly rank: number
}

/** Writes out for known numbers, and sees how far what it goes along reaches. */
class Writer {
  result: Term = numberTerm(0)
  /** How often the sum runs that runs most. */
  most = 0
  readonly reaches = new Map<string, Reach>()
  private isFromOne = false
  private readonly members = new Map<string, Term>()
  private readonly open = new Set<string>()
  private readonly highest: number
  private count = 0

  constructor(
    private readonly known: Known,
    private readonly written: ReadonlySet<BinderTerm>,
    private readonly lasts: ReadonlyMap<Term, Last>,
    private readonly numbers: ReadonlyMap<string, number>,
  ) {
    const bounds = [...written].flatMap(({ high }) => (high === undefined ? [] : [wholeAt(high, numbers) ?? 0]))
    this.highest = Math.max(...numbers.values(), ...[...lasts.values()].map(({ bound }) => Number(bound) || 0), ...bounds, 0)
  }

  run(body: Term): void {
    this.learn(body)
    this.isFromOne = this.fromOne(body)
    const whole = this.at(body, this.numbers)
    // What begins with x_0 is counted from there.
    const shifted = new Map([...this.reaches].filter(([, { first }]) => first < 1))
    for (const [key, reach] of shifted) {
      if (reach.first < 0) throw new Unsuited(`${key.split(' ')[0]} has no component before the first`, body.range ?? NOWHERE)
      reach.length++
    }
    this.result = shifted.size === 0 ? whole : fromZero(whole, shifted)
  }

  /** A term where these names are these numbers. */
  private at(term: Term, numbers: ReadonlyMap<string, number>): Term {
    if (++this.count > MOST_TERMS)
      throw new ReadError('written out, this would be too long', term.range ?? NOWHERE, 'select a smaller part, or say fewer rounds')
    if (term.kind === 'name') {
      const number = numbers.get(term.name)
      if (number !== undefined) return signed(number, term.range)
      const last = this.lasts.get(term)
      if (last === undefined) return term
      const place = (numbers.get(last.bound) ?? Number(last.bound)) + last.beyond
      this.most = Math.max(this.most, place)
      const base = term.name.replace(/_(?:plus|minus)_\d$/, '').slice(0, -last.bound.length - 1)
      return this.member(base, [place], term) ?? term
    }
    if (term.kind === 'binder') {
      if (this.written.has(term)) return this.rounds(term, numbers)
      if (numbers.has(term.index))
        return this.at(
          { ...term, index: `${term.index}_`, body: substitute(term.body, new Map([[term.index, nameTerm(`${term.index}_`)]])) },
          numbers,
        )
    }
    if (term.kind === 'apply' && term.op === 'component') return this.component(term, numbers)
    if (term.kind === 'apply' && term.op === 'where') {
      const holds = truthAt(term.args[0] as Term, numbers)
      if (holds !== undefined) return this.at(term.args[holds ? 1 : 2] as Term, numbers)
    }
    if (!this.changes(term, numbers)) return term
    const times = term.kind === 'apply' && term.op === 'power' && term.args[1]?.kind !== 'number' ? wholeAt(term.args[1] as Term, numbers) : undefined
    if (times !== undefined && term.kind === 'apply') {
      this.most = Math.max(this.most, times)
      return applyTerm('power', [this.at(term.args[0] as Term, numbers), signed(times, term.range)], term.range)
    }
    // \sigma_t^2 where it is the square that is given.
    const [base, exponent] = term.kind === 'apply' && term.op === 'power' ? term.args : []
    if (base?.kind === 'apply' && base.op === 'component' && exponent?.kind === 'number' && exponent.value.asInteger === 2) {
      const root = this.at(base, numbers)
      return root.kind === 'apply' && root.op === 'sqrt' ? (root.args[0] as Term) : ({ ...term, args: [root, exponent] } as Term)
    }
    // Each part once: what it is asked for twice would double with every level.
    const parts = new Map(partsOf(term).map((part) => [part, this.at(part, numbers)]))
    return withoutZeros(
      term,
      overParts(term, (part) => parts.get(part) as Term),
    )
  }

  private readonly touched = new Map<Term, ReadonlySet<string>>()

  /** Names that are taken by an index. */
  private readonly indexed = new Map<string, NameTerm['hint']>()
  private readonly learnt = new Set<Term>()
  private learn(body: Term): void {
    if (this.learnt.has(body)) return
    this.learnt.add(body)
    const raised = new Set<string>()
    for (const term of ordered(body)) {
      const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
      if (term.kind !== 'apply' || base?.kind !== 'name') continue
      this.indexed.set(base.name, this.indexed.get(base.name) ?? base.hint)
      if (base.hint?.raised !== undefined && indices.length === 1) raised.add(base.name)
    }
    // W^{(l)} and b^{(l)} of layers are matrices and vectors of their own, and no rows.
    if ([...raised].some((name) => /^[A-Z]/.test(name))) for (const name of raised) this.layers.add(name)
  }
  private readonly layers = new Set<string>()

  /** Does a term have anything to do with what is written out? */
  private changes(term: Term, numbers: ReadonlyMap<string, number>): boolean {
    let names = this.touched.get(term)
    if (names === undefined) {
      const found = new Set<string>()
      for (const part of ordered(term)) {
        if (part.kind === 'name') found.add(part.name)
        if (this.lasts.has(part) || (part.kind === 'binder' && this.written.has(part))) found.add(ALWAYS)
        if (part.kind === 'apply' && part.op === 'component') found.add(ALWAYS)
      }
      names = found
      this.touched.set(term, names)
    }
    return names.has(ALWAYS) || [...numbers.keys()].some((name) => names.has(name))
  }

  private rounds(term: BinderTerm, numbers: ReadonlyMap<string, number>): Term {
    const [low, high] = [wholeAt(term.low as Term, numbers), wholeAt(term.high as Term, numbers)]
    if (low === undefined || high === undefined) throw new Unsuited('a bound is no whole number', term.range ?? NOWHERE)
    if (high - low > MOST_ROUNDS)
      throw new ReadError('this is repeated too often to be written out', term.range ?? NOWHERE, `at most ${MOST_ROUNDS} times`)
    this.most = Math.max(this.most, high - low + 1)
    const parts: Term[] = []
    for (let number = low; number <= high; number++) {
      const part = this.at(term.body, new Map([...numbers, [term.index, number]]))
      if (term.op !== 'sum' || part.kind !== 'number' || !part.value.isZero) parts.push(part)
    }
    const { range } = term
    if (term.op === 'each') return applyTerm('array', parts, range)
    if (term.op === 'max' || term.op === 'min') return applyTerm(term.op === 'max' ? 'amax' : 'amin', [applyTerm('array', parts, range)], range)
    const [first] = parts
    if (first === undefined) return numberTerm(term.op === 'sum' ? 0 : 1, range)
    return parts.length === 1 ? first : applyTerm(term.op === 'sum' ? 'add' : 'mul', parts, range)
  }

  private component(term: Term & { readonly kind: 'apply' }, numbers: ReadonlyMap<string, number>): Term {
    const [base, ...indices] = term.args as [Term, ...Term[]]
    const places = indices.map((index) => {
      const number = wholeAt(index, numbers)
      return number === undefined ? this.at(index, numbers) : number
    })
    if (base.kind === 'name') {
      const own = places.some((place) => typeof place === 'number')
        ? (this.end(base.name, places) ?? this.member(base.name, places, term) ?? this.componentOfMember(base.name, places, term))
        : nameAt(base, indices, places, term.range)
      if (own !== undefined) return own
      const [place] = places
      if (this.layers.has(base.name) && typeof place === 'number') {
        const [open, close] = base.hint?.raised === '[' ? '[]' : '()'
        return nameTerm(`${base.name}_${place}`, term.range, { latex: `${base.hint?.latex ?? base.name}^{${open}${place}${close}}` })
      }
      places.forEach((place, axis) => {
        if (typeof place !== 'number' || indices[axis]?.kind === 'number') return
        const key = `${base.name} ${axis}`
        const reach = this.reaches.get(key) ?? { first: place, length: place, rank: Math.max(indices.length, base.hint?.rank ?? 0) }
        reach.first = Math.min(reach.first, place)
        reach.length = Math.max(reach.length, place)
        this.reaches.set(key, reach)
      })
    }
    const args = places.map((place, k) => (typeof place === 'number' ? signed(place, indices[k]?.range) : place))
    return { ...term, args: [base.kind === 'name' ? base : this.at(base, numbers), ...args] }
  }

  /** x_0 or x_{n+1}, where the text says what is at the ends. */
  private end(base: string, [place, more]: readonly (number | Term)[]): Term | undefined {
    if (more !== undefined) return undefined
    const last = [...this.numbers].find(([, number]) => number + 1 === place)?.[0]
    if (typeof place === 'number' && place < 1 && isZeroAt(base, place, (words) => this.known.says(words))) return numberTerm(0)
    const value = place === 0 ? this.known.startOf(`${base}_0`) : last === undefined ? undefined : this.known.startOf(`${base}_${last}_plus_1`)
    return value?.kind === 'number' ? value : undefined
  }

  /** The i-th of what is said for each step, x^{(2)}_i. */
  private componentOfMember(base: string, places: readonly (number | Term)[], term: Term): Term | undefined {
    const [step, place] = places
    if (typeof step !== 'number' || place === undefined || places.length !== 2 || this.known.familyOf(base, 1)?.recursive !== true) return undefined
    const whole = this.member(base, [step], term)
    return whole && applyTerm('component', [whole, typeof place === 'number' ? numberTerm(place) : place], term.range)
  }

  /** One of a family; undefined where the text does not define it so. */
  private member(base: string, places: readonly (number | Term)[], term: Term): Term | undefined {
    const family = this.known.familyOf(base, places.length)
    const step = places.findIndex((place) => typeof place === 'number')
    if (family === undefined || step < 0) return undefined
    this.learn(family.body)
    const number = (places[step] as number) - (step === 0 ? family.ahead : 0)
    const key = `${base} ${places.map((place) => (typeof place === 'number' ? place : place.kind === 'name' ? place.name : '?')).join(' ')}`
    const isKept = !key.includes('?')
    const kept = isKept ? this.members.get(key) : undefined
    if (kept !== undefined) return kept
    const start = this.start(base, places, step, term)
    // What is said step by step begins somewhere.
    const isLevel = places[step] === 0 && family.ahead === 0 && isOfOneStep(family.body, family.own[step] as string)
    const isFirst = ((places[step] as number) < 1 && !isLevel) || (places[step] === 1 && family.ahead === 1 && this.beginsAtOne(base))
    const begins = start ?? (isFirst || this.open.has(key) ? this.startName(base, places, step, term) : undefined)
    if (begins !== undefined) {
      if (isKept) this.members.set(key, begins)
      return begins
    }
    // V_t = c_t + \beta V_{t+1} without an end
    if (number > this.highest + 1) throw new Unsuited(`where ${base} ends is not said`, term.range ?? NOWHERE)
    // Those before it first, so that long ones are not deep.
    this.open.add(key)
    if (isKept && places.length === 1 && number > 1) for (let before = 1; before < (places[0] as number); before++) this.member(base, [before], term)
    const put = new Map<string, Term>()
    const inner = new Map(this.numbers)
    family.own.forEach((index, k) => {
      const place = places[k] as number | Term
      if (typeof place === 'number') inner.set(index, k === step ? number : place)
      else put.set(index, place)
    })
    const whole = this.at(substitute(family.body, put), inner)
    const value: Term = { ...whole, label: { name: [base, ...places.filter((place) => typeof place === 'number')].join('_'), kind: 'variable' } }
    this.open.delete(key)
    if (isKept) this.members.set(key, value)
    return value
  }

  /** x_0, or x_1, is the first of the x_t that a sum goes along, also in x_2 - x_1. */
  private started(value: Term): Term {
    return mapTerms(value, (term) => {
      const [, base, place = '0'] = (term.kind === 'name' ? /^(\w+)_(\d)$/.exec(term.name) : null) ?? []
      if (term.kind !== 'name' || base === undefined || !this.indexed.has(base)) return term
      const hint = term.hint?.rank === undefined ? this.indexed.get(base) : { rank: term.hint.rank + 1 }
      return this.component(
        applyTerm('component', [nameTerm(base, term.range, hint), nameTerm(place)], term.range),
        new Map([[place, Number(place)]]),
      )
    })
  }

  /** "started from the given P_1", or where data y_1, y_2, ... go into the steps, where P_{t+1} = ... is said and nothing of a P_0. */
  private readonly beginsAtOne = (base: string): boolean => this.isFromOne || (speaksOf(this.known, base, 1) && !speaksOf(this.known, base, 0))

  /** Do the sums go from 1 on along data that go into the steps, of which none is said to begin at 0? */
  private fromOne(body: Term): boolean {
    const isLater = [...this.written].every(({ low }) => ((low && wholeAt(low, this.numbers)) ?? 0) > 0)
    if (this.written.size === 0 || !isLater) return false
    return beginsWithData(body, this.known)
  }

  private readonly firsts = new Map<string, readonly First[]>()
  private firstsOf(base: string): readonly First[] {
    const known = this.firsts.get(base) ?? this.known.firstsOf(base)
    this.firsts.set(base, known)
    return known
  }

  private start(base: string, places: readonly (number | Term)[], step: number, term: Term): Term | undefined {
    if (places.length === 2 && step === 0) {
      const number = places[0] as number
      const first = this.firstsOf(base).find((one) => (one.name === undefined ? 0 : (this.numbers.get(one.name) ?? NaN)) + one.number === number)
      if (first !== undefined) {
        const other = places[1] as number | Term
        const inner = typeof other === 'number' ? new Map([...this.numbers, [first.index, other]]) : this.numbers
        return this.at(typeof other === 'number' ? first.body : substitute(first.body, new Map([[first.index, other]])), inner)
      }
    }
    const given = this.known.startOf(`${base}_${places[step]}`)
    const value = given && this.started(given)
    if (value === undefined || places.length === 1) return value && { ...value, range: term.range }
    const rest = places.filter((_, k) => k !== step).map((place) => (typeof place === 'number' ? numberTerm(place) : place))
    return value.kind === 'number' ? value : applyTerm('component', [value, ...rest], term.range)
  }

  private startName(base: string, places: readonly (number | Term)[], step: number, term: Term): Term {
    const number = places[step] as number
    if (number < 0) throw new Unsuited(`where ${base} begins is not said`, term.range ?? NOWHERE)
    const [given] = term.kind === 'apply' ? term.args : [term]
    const latex = `${given?.kind === 'name' && term.kind === 'apply' ? (given.hint?.latex ?? (base.length > 1 ? `\\${base}` : base)) : base}_${number}`
    const name = nameTerm(`${base}_${number}`, term.range, { latex })
    const rest = places.filter((_, k) => k !== step).map((place) => (typeof place === 'number' ? numberTerm(place) : place))
    return rest.length === 0 ? name : applyTerm('component', [name, ...rest], term.range)
  }
}

const [ALWAYS, NUMBER] = [' ', /^\d+$/]
const NOWHERE: Range = { start: 0, end: 0 }

const signed = (number: number, range?: Range): Term => (number < 0 ? applyTerm('neg', [numberTerm(-number)], range) : numberTerm(number, range))
