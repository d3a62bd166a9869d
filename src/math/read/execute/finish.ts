/** From what execution gave to the term that is handed on. */
import type { Range } from '../../api.ts'
import { areOfSomething, derivativesBehind, derivativesSaid, isDerivativeName } from '../derivativeNames.ts'
import { type ApplyTerm, applyTerm, type Bundled, type Definition, type NameTerm, nameTerm, ReadError, type Reading, type Term } from '../term.ts'
import { PLACED } from './arrays/columns.ts'
import { strayPlace } from './arrays/extremePlace.ts'
import { componentsOf } from './arrays/indices.ts'
import type { Stored } from './calls/stored.ts'
import { isApply, isLength, replaceTerms, termsIn } from './values/arithmetic.ts'
import { type Context, NoFormula, refuse, shapeComment } from './values/context.ts'
import { Cell } from './values/store.ts'
import { type DictionaryValue, isTerm, type Value } from './values/value.ts'
import { isPlaceholder } from './values/views.ts'

/** What a function gives: the term that is meant, and, where it returns several values, all of them. */
export interface Finished extends Pick<Reading, 'body' | 'results' | 'called' | 'isFirst' | 'keys' | 'bundled'> {}

export function finish(context: Context, value: Value, range: Range, of: Pick<Definition, 'name' | 'parameters'>): Finished {
  const entries = value.kind === 'dictionary' ? [...value.entries.value] : []
  const returned = value.kind === 'list' ? value.items.value : entries.map(([, entry]) => entry)
  const names = value.kind === 'list' ? value.names : entries.map(([key]) => key.slice(1))
  const called = names?.length === returned.length ? names : undefined
  const results = several(context, returned, range)
  const bundled = results === undefined ? bundledIn(context, returned, range) : undefined
  const held = bundled && called && derivativesHeld(bundled, called, of)
  if (held !== undefined) {
    context.facts.note(derivativesSaid(called?.[held.at] as string, held.keys), range)
    return { body: finishOne(context, returned[held.at] as Value, range), called, isFirst: true, bundled }
  }
  const derivatives = called === undefined ? 0 : derivativesBehind(called, of)
  const [first] = returned
  if (called !== undefined && derivatives > 0 && first !== undefined && isTerm(first)) {
    const [name = '', ...behind] = called
    const body = finishOne(context, first, range)
    context.facts.note(derivativesSaid(name, behind.slice(0, derivatives)), range)
    return { body, results, called, isFirst: true, ...(bundled && { bundled }) }
  }
  const numbers = value.kind === 'dictionary' ? numbersIn(value) : []
  const keys = numbers.length > 0 ? numbers.map(([key]) => key.slice(1)) : undefined
  const isFirst = value.kind === 'list' && value.form === 'tuple' && context.dialect.firstResult === true
  return { body: finishOne(context, value, range), results, called, isFirst, ...(keys && { keys }), ...(bundled && { bundled }) }
}

const isNumeric = (each: Value): boolean => isTerm(each) || each.kind === 'list' || each.kind === 'sequence'

/** What of a dictionary is taken for its value, by its keys: its numbers, and where all keys say derivatives also lists, as gradients are. */
export function numbersIn({ entries }: DictionaryValue): [string, Value][] {
  const all = [...entries.value]
  const areDerivatives = areOfSomething(all.map(([key]) => key.slice(1)))
  return all.filter(([, entry]) => (areDerivatives ? isNumeric(entry) : isTerm(entry)))
}

function several(context: Context, returned: readonly Value[], range: Range): readonly Term[] | undefined {
  if (returned.length < 2 || returned.length > MOST || !returned.every(isNumeric)) return undefined
  try {
    return returned.map((each) => finishOne(context, each, range))
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

/** All of several values that can be read, where some are dictionaries. */
function bundledIn(context: Context, returned: readonly Value[], range: Range): readonly Bundled[] | undefined {
  if (returned.length < 2 || !returned.some(({ kind }) => kind === 'dictionary')) return undefined
  return returned.flatMap((each, item): Bundled[] => {
    const parts: [string | undefined, Value][] = each.kind === 'dictionary' ? numbersIn(each).slice(0, MOST_ENTRIES) : [[undefined, each]]
    return parts.flatMap(([key, part]) => {
      const term = context.quietly(() => finishOne(context, part, range))
      return term === undefined ? [] : [{ item, ...(key !== undefined && { key: key.slice(1) }), term }]
    })
  })
}

/** Where the one value stands beside a dictionary of its derivatives, and their keys: return grads, cost. */
function derivativesHeld(
  bundled: readonly Bundled[],
  called: readonly string[],
  of: Pick<Definition, 'name' | 'parameters'>,
): { at: number; keys: readonly string[] } | undefined {
  const keys = bundled.flatMap(({ key }) => key ?? [])
  const [at, ...others] = bundled.flatMap(({ item, key }) => (key === undefined ? [item] : []))
  const name = at === undefined ? '' : (called[at] ?? '')
  const isHeld = others.length === 0 && name !== '' && keys.length > 0 && keys.every((key) => isDerivativeName(key, name, of) !== undefined)
  return at !== undefined && isHeld ? { at, keys } : undefined
}

/** What a method leaves in its object, as far as it can be read. */
export function storedTerms(context: Context, stored: ReadonlyMap<string, Value>, range: Range): ReadonlyMap<string, Term> | undefined {
  const found = [...stored].slice(0, MOST).flatMap(([name, value]): [string, Term][] => {
    const finished = context.quietly(() => finishOne(context, value, range))
    return finished === undefined ? [] : [[name, finished]]
  })
  return found.length > 0 ? new Map(found) : undefined
}

/** What a method that returns nothing leaves in its object: the gradients there. */
export function finishLeft(stored: ReadonlyMap<string, Term> | undefined, { read, unread }: ReturnType<Stored['gradients']>, range: Range): Finished {
  const keys = read.filter((name) => stored?.has(name) === true)
  const unknown = [...unread, ...read.filter((name) => !keys.includes(name))]
  if (unknown.length > 0) return refuse(`what is left in ${unknown.join(' and ')} cannot be read`, range)
  const [first, ...more] = keys.map((name) => stored?.get(name) as Term)
  if (first === undefined) throw new NoFormula('nothing is returned here, and no gradients are left', range)
  return { body: more.length === 0 ? first : applyTerm('array', [first, ...more], range), isFirst: false, keys }
}

/** Values of more are an array. */
const MOST = 8
/** What a dictionary holds besides is not read. */
const MOST_ENTRIES = 24

function finishOne(context: Context, value: Value, range: Range): Term {
  let result = value
  if (value.kind === 'list' && value.form === 'tuple') {
    // What is returned beside numbers (a cache, a dictionary) is for the caller, not for us.
    const terms = value.items.value.filter(isNumeric)
    const [first] = terms
    if (first !== undefined && (terms.length < value.items.value.length || context.dialect.firstResult === true)) {
      context.facts.note('read the first of the values that are returned', range)
      result = first
    }
  }
  if (value.kind === 'dictionary') {
    // { x: ..., y: ... } is the vector of its numbers.
    const numbers = numbersIn(value)
    if (numbers.length > 0) {
      context.facts.note(`read as the vector of ${numbers.map(([key]) => key.slice(1)).join(', ')}`, range)
      result = { kind: 'list', form: 'list', items: new Cell(numbers.map(([, entry]) => entry)) }
    }
  }
  const given = context.toTerm(result, range)
  const term = componentsOf(withLengths(sizedByParts(context, context.dialect.explicit?.finished(given) ?? given)))
  for (const part of termsIn(term)) {
    const op = part.kind === 'apply' ? part.op : ''
    if (op === 'holding') return refuse('places where a condition holds are no formula', part.range ?? range, 'pick by all of them together: D[i, j]')
    if (op === PLACED) return refuse('one number for several indices is read in an index alone', part.range ?? range)
    if (op === 'masked')
      return refuse('a selection by a condition has no known length', part.range ?? range, 'where(condition, x, 0) keeps the length')
    if (op === 'blank')
      return refuse('the lengths of this array are not known', part.range ?? range, `state shapes in ${shapeComment(context, 'x: (n,)')}`)
    if (isPlaceholder(part)) return refuse('this is changed in a loop that is not read', part.range ?? range)
  }
  const stray = strayPlace(term)
  if (stray !== undefined) return refuse(`"${stray.name}" picks a position, which has no derivative`, stray.term.range ?? range)
  return term
}

/** An array of zeros that was not filled in a loop, by lengths of which shapes say how long they are. */
const withLengths = (term: Term): Term =>
  replaceTerms(term, (part) =>
    isApply(part, 'blank') && part.args.every(isLength)
      ? applyTerm('zeros', part.args, part.range, { shape: part.args.map((_, k) => ({ length: k })) })
      : undefined,
  )

/** An array of objects is as long as the array of what one of their keys holds. */
const sizedByParts = (context: Context, term: Term): Term =>
  replaceTerms(term, (part) => {
    const [of] = isApply(part, 'size') ? part.args : []
    const first = of?.kind === 'name' ? context.facts.namesOf(of.name)[0] : undefined
    return first === undefined || first === (of as NameTerm).name ? undefined : { ...(part as ApplyTerm), args: [nameTerm(first)] }
  })
