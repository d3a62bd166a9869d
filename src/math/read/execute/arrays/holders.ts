/** Who holds an array: variables, attributes of objects, lists and dictionaries. */
import type { Range } from '../../../api.ts'
import { ReadError, type Term } from '../../term.ts'
import { sameTerm } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { Alias, type Cell } from '../values/store.ts'
import { isTerm, type Scope, type Value } from '../values/value.ts'
import {
  changedFrom,
  isEither,
  isPlaceholder,
  isSameArray,
  mayBe,
  originOf,
  partOf,
  perhapsPart,
  sameArray,
  untaken,
  viewOf,
} from '../values/views.ts'
import { beginningOf } from './writes.ts'

/** The places where values are held that can be reached from a scope and from the calls under way. */
interface Held {
  readonly cells: Set<Cell<Value | undefined>>
  readonly lists: Set<Cell<readonly Value[]>>
  readonly dictionaries: Set<Cell<ReadonlyMap<string, Value>>>
}

function heldFrom(context: Context, scope: Scope | undefined, underway = true): Held {
  const held: Held = { cells: new Set(), lists: new Set(), dictionaries: new Set() }
  const scopes = new Set<Scope>()
  const open: Value[] = []
  const enter = (inner: Scope | undefined): void => {
    for (let each = inner; each !== undefined && !scopes.has(each); each = each.parent) {
      scopes.add(each)
      for (const cell of each.variables.values()) hold(cell)
    }
  }
  const hold = (cell: Cell<Value | undefined>): void => {
    // Another name of a place: who has that place is asked.
    if (held.cells.has(cell) || cell instanceof Alias) return
    held.cells.add(cell)
    if (cell.value !== undefined) open.push(cell.value)
  }
  enter(scope)
  if (underway) open.push(...context.goneThrough)
  for (const frame of context.frames) {
    enter(frame.scope)
    if (frame.self !== undefined) open.push(frame.self)
  }
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value.kind === 'list' && !held.lists.has(value.items)) {
      held.lists.add(value.items)
      for (const item of value.items.value) if (item.kind !== 'number') open.push(item)
    } else if (value.kind === 'dictionary' && !held.dictionaries.has(value.entries)) {
      held.dictionaries.add(value.entries)
      open.push(...value.entries.value.values())
    } else if (value.kind === 'instance') for (const cell of value.attributes.values()) hold(cell)
    else if (value.kind === 'function') enter(value.scope)
  }
  return held
}

/** How many values there are to look at. */
function countOf({ cells, lists, dictionaries }: Held): number {
  let count = cells.size
  for (const { value } of lists) count += value.length
  for (const { value } of dictionaries) count += value.size
  return count
}

const isShared = (context: Context, array: Value): boolean =>
  context.dialect.copiesArrays !== true && array.kind !== 'number' && (isTerm(array) || array.kind === 'sequence' || array.kind === 'list')

const isSame = (held: Value | undefined, array: Value): boolean =>
  held === array || (held !== undefined && isTerm(held) && isTerm(array) && originOf(held) === originOf(array))

/**
 * All variables that hold this very array: other names of it, also in outer scopes and in the functions that called, see what is written
 * into it. None where arrays are copied.
 */
export function holdersOf(context: Context, array: Value, scope: Scope): Cell<Value | undefined>[] {
  return isShared(context, array) ? [...heldFrom(context, scope).cells].filter((cell) => isSame(cell.value, array)) : []
}

/** Whether an array is held in more than one place. */
export function isHeldTwice(context: Context, array: Value, scope: Scope): boolean {
  if (!isShared(context, array)) return false
  const { cells, lists, dictionaries } = heldFrom(context, scope, false)
  const held = [
    ...[...cells].map(({ value }) => value),
    ...[...lists].flatMap(({ value }) => value),
    ...[...dictionaries].flatMap(({ value }) => [...value.values()]),
  ]
  return held.filter((value) => isSame(value, array)).length > 1
}

/** Arrays that were changed themselves, not only their names. */
const overwritten = new WeakSet<Term>()

/** Parts of an array that was changed in the rounds of a loop, where `placeholder` stood for it, are not known any more. */
export function loseParts(context: Context, array: Term, placeholder: Term, scope: Scope, error: ReadError): void {
  if (!overwritten.has(originOf(placeholder))) return
  const isPart = (term: Term): boolean => {
    const of = viewOf(term)?.of
    return of !== undefined && (originOf(of) === originOf(array) || isPart(of))
  }
  for (const cell of heldFrom(context, scope).cells)
    if (cell.value !== undefined && isTerm(cell.value) && isPart(cell.value)) context.store.set(cell, { kind: 'opaque', error })
}

/** What an array costs that is another one from now on, in expressions. */
const WRITTEN = 2

/**
 * The array is another one from now on, for all who hold it: so are what it is a part of, and the other parts of that. False where
 * nobody holds any of them.
 */
export function overwrite(context: Context, array: Value, changed: Term, scope: Scope | undefined): boolean {
  if (!isShared(context, array)) return false
  const held = heldFrom(context, scope)
  context.spend(changed.range ?? NOWHERE, WRITTEN + (countOf(held) >> 5))
  const now = isTerm(array) ? afterWriting(array, changed, held) : () => undefined
  const isOpen = isTerm(array) && isEither(array)
  const doubtful = (value: Term): boolean =>
    isTerm(array) && (isOpen || isEither(value)) && !isSameArray(value, array) && (mayBe(value, array) || mayBe(array, value))
  const next = (value: Value): Value => {
    if (!isTerm(value)) return value === array ? changed : value
    if (value.kind === 'number') return value
    try {
      const made = now(value)
      if (made !== undefined && !isSame(value, array)) {
        // What a copy would not have seen.
        const slice = perhapsPart(value) ?? (isTerm(array) ? perhapsPart(array) : undefined)
        if (slice !== undefined) throw new ReadError(PERHAPS, slice, PERHAPS_HINT)
      }
      if (made === undefined && doubtful(value)) throw new ReadError(DOUBTFUL, value.range ?? NOWHERE, 'write into a copy')
      return made === undefined || made === value ? value : value.label === undefined ? made : sameArray({ ...made, label: value.label }, made)
    } catch (error) {
      // A part that cannot be told any more is refused only where it is asked for.
      if (!(error instanceof ReadError) || isSame(value, array)) throw error
      return { kind: 'opaque', error }
    }
  }
  let found = false
  const set = <T>(cell: Cell<T>, value: T, isChanged: boolean): void => {
    if (!isChanged) return
    found = true
    context.store.set(cell, value)
  }
  for (const cell of held.cells) {
    const value = cell.value === undefined ? undefined : next(cell.value)
    set(cell, value, value !== cell.value)
  }
  for (const cell of held.lists) {
    const items = cell.value.map(next)
    set(
      cell,
      items,
      items.some((item, k) => item !== cell.value[k]),
    )
  }
  for (const cell of held.dictionaries) {
    const entries = new Map([...cell.value].map(([key, value]) => [key, next(value)] as const))
    set(
      cell,
      entries,
      [...cell.value].some(([key, value]) => entries.get(key) !== value),
    )
  }
  return found
}

/** A list of numbers as the array that they make, for all who hold the list; anything else as it is. */
export function arrayOf(context: Context, value: Value, range: Range, scope?: Scope): Value {
  if (value.kind !== 'list') return value
  const array = context.toTerm(value, range)
  overwrite(context, value, array, scope)
  return array
}

const DOUBTFUL = 'whether this is the array that was changed depends on a condition'
const PERHAPS = 'what is written here changes the whole where it is an array, as slices of arrays are no copies, and not where it is a list'
const PERHAPS_HINT = 'import the library whose array it is, or write list(...) around the slice'
const REPLACED = 'a row in whose place another one was put is changed here'
const NOWHERE = { start: 0, end: 0 }

/** What the arrays that share something with this one are, once it is changed; of others undefined. */
function afterWriting(array: Term, changed: Term, held: Held): (term: Term) => Term | undefined {
  const now = new Map<Term, Term>()
  const chain: Term[] = [originOf(array)]
  for (let view = viewOf(array); view !== undefined; view = viewOf(view.of)) chain.push(originOf(view.of))
  const write = (root: Term): void => {
    let whole = changed
    for (const part of [...chain, originOf(root)]) overwritten.add(part)
    now.set(chain[0] as Term, changed)
    for (let k = 1; k < chain.length; k++) {
      const { taking } = viewOf(chain[k - 1] as Term) as NonNullable<ReturnType<typeof viewOf>>
      whole = taking.put(k === chain.length - 1 ? root : (chain[k] as Term), whole)
      now.set(chain[k] as Term, whole)
    }
    now.set(originOf(root), whole)
    for (const [before, after] of now) changedFrom(after, before)
    // The parts are parts of what is there now.
    for (let k = chain.length - 2; k >= 0; k--) {
      const { taking, perhaps } = viewOf(chain[k] as Term) as NonNullable<ReturnType<typeof viewOf>>
      now.set(chain[k] as Term, partOf(now.get(chain[k] as Term) as Term, now.get(chain[k + 1] as Term) as Term, taking, perhaps))
    }
  }
  write(chain.length > 1 ? standingFor(chain[chain.length - 1] as Term, held) : (chain[0] as Term))
  const current = (term: Term): Term | undefined => {
    const origin = originOf(term)
    const known = now.get(origin)
    const view = known === undefined ? viewOf(origin) : undefined
    const whole = view === undefined ? undefined : current(view.of)
    if (view === undefined || whole === undefined) return known
    if (view.taking.isHeld === true && originOf(view.of) === chain[0] && !sameTerm(view.taking.take(view.of), view.taking.take(whole)))
      return partOf(origin, whole, untaken(REPLACED, term.range ?? NOWHERE))
    const made = partOf(view.taking.take(whole), whole, view.taking, view.perhaps)
    now.set(origin, made)
    return made
  }
  return current
}

/** What stands for an array in a round of a loop; itself outside of loops. */
function standingFor(array: Term, held: Held): Term {
  for (const { value } of held.cells)
    if (value?.kind === 'name' && isPlaceholder(value) && originOf(beginningOf(value)) === array && value !== array) return value
  return array
}
