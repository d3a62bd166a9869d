/** Loops over rows of symbolic length, folded into sums, products and arrays. */
import type { Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { applyTerm, type BinderTerm, nameTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import { isBeside, isLengthened } from '../arrays/growing.ts'
import { guarded } from '../arrays/guards.ts'
import { holdersOf, loseParts } from '../arrays/holders.ts'
import { distance } from '../arrays/indices.ts'
import { bind, symbolicElement } from '../arrays/sequences.ts'
import { rankSaid } from '../arrays/shapes.ts'
import { foldWrites, isBlank, made, remember } from '../arrays/writes.ts'
import { grown } from '../arrays/writing.ts'
import { boundNames, type Expression, type Statement } from '../syntax/syntax.ts'
import { isApply, numberOf, sameTerm, termsIn } from '../values/arithmetic.ts'
import { type Context, type Escape, Exhausted, refuse, shapeComment } from '../values/context.ts'
import { cellOf, scopeInside } from '../values/scopes.ts'
import type { Cell, Changes } from '../values/store.ts'
import { type FunctionValue, isTerm, type Scope, type SequenceValue, type Value } from '../values/value.ts'
import { partOf, placeholderFor, untaken, viewOf } from '../values/views.ts'

type For = Extract<Statement, { kind: 'for' }>

/** Making one sum or array of a loop is as much work as so many expressions. */
const FOLDED = 50
const EARLIER = 'each round of this loop builds on the one before, and how many there are is not known'
const LAST = 'after this loop only its last round counts, which is not known'
/** What helps where the number of rounds is not known. */
const hint = (context: Context): string =>
  `use a fixed number of rounds, or state the length of what is gone through in ${shapeComment(context, 'x: (5,)')}`

/**
 * A loop over a row of symbolic length: run once with placeholders for what it changes. A variable that becomes itself plus
 * something is a sum, itself times something a product, a list that something is appended to is a row.
 */
export function foldLoop(context: Context, loop: For, row: SequenceValue, scope: Scope): void {
  context.spend(loop.range, FOLDED)
  const names = new Set<string>()
  assignedNames(loop.body, names)
  const targets = boundNames(loop.target)
  for (const name of targets) names.delete(name)
  const counters = new Set(targets.flatMap((name) => cellOf(scope, name) ?? []))
  const along = (own: SequenceValue): void =>
    foldRounds(context, own, names, scope, loop.range, counters, () => {
      if (own.flat === true) {
        const { element } = own
        return context.withIndex(own.index, () =>
          element.kind === 'sequence'
            ? along(symbolicElement(context, element, 'j', loop.iterable.range, true))
            : refuse('which rounds there are depends on symbols', loop.iterable.range),
        )
      }
      context.assign(loop.target, own.element, scope)
      const escapes: Escape[] = []
      context.withIndex(own.index, () => context.execute(loop.body, scopeInside(context, loop.body, scope), escapes))
      const [exit] = escapes
      if (exit !== undefined) refuse('when the loop is left depends on symbols', exit.range)
    })
  along(row)
}

/** A function called with each element of a row of symbolic length, for what it does to the variables around it. */
export function foldCalls(context: Context, row: SequenceValue, called: FunctionValue, args: readonly Value[], range: Range): void {
  const names = new Set<string>()
  const body = called.definition.body()
  if ('kind' in body) expressionNames(body, names)
  else assignedNames(body, names)
  foldRounds(context, row, names, called.scope, range, new Set(), () => {
    context.withIndex(row.index, () => context.call(called, { positional: args, named: new Map(), ranges: [], range }, range))
  })
}

/** How often a round is run again for what it was found to change: through functions that call functions, one after the other. */
const MOST_AGAIN = 20

/**
 * Runs one round for all; then what the names were before and what the round made of them give what they are after all. Where the
 * round turns out to change more than these names (functions it calls do), it is run again with those held as well.
 */
function foldRounds(
  context: Context,
  row: SequenceValue,
  names: ReadonlySet<string>,
  scope: Scope,
  range: Range,
  counters: ReadonlySet<Cell<unknown>>,
  round: () => void,
): void {
  const held = new Map<Cell<unknown>, { before: Value; placeholder: Term }>()
  const own = new Map<Cell<unknown>, Cell<unknown>>()
  const hold = (cell: Cell<unknown>, before: Value, name: string, cells = [cell, ...holdersOf(context, before, scope)]): void => {
    if (isTerm(before)) {
      const part = viewOf(before)
      const plain = placeholderFor(name)
      const placeholder =
        part === undefined ? plain : partOf(plain, part.of, untaken('a part of an array is changed in a loop of unknown length', range))
      remember(placeholder, before)
      for (const each of cells) if (!held.has(each)) held.set(each, { before, placeholder })
    } else if (before.kind === 'list') own.set(before.items, cell)
    else if (before.kind === 'sequence') {
      const whole = context.quietly(() => context.toTerm(before, range))
      if (whole !== undefined) {
        made(whole, before)
        hold(cell, whole, name, cells)
      }
    }
  }
  for (const name of names) {
    const cell = cellOf(scope, name)
    if (cell?.value !== undefined) hold(cell, cell.value, name)
  }
  /** Names that a round binds to another list or object: what they were bound to before is that of the first round only. */
  const rebound = new Set<Cell<unknown>>()
  const earlier: Value = { kind: 'opaque', error: new ReadError(EARLIER, range, hint(context)) }
  let changes: Changes
  for (let again = 0; ; again++) {
    changes = context.store.attempt(() => {
      for (const [cell, { placeholder }] of held) context.store.set(cell, placeholder)
      for (const cell of rebound) context.store.set(cell, earlier)
      round()
    }).changes
    const known = held.size + rebound.size
    for (const [cell, { before }] of changes) {
      const value = held.has(cell) || counters.has(cell) ? undefined : valueBefore(before)
      // What could not be told before cannot be read by a round either.
      if (value === undefined || value.kind === 'opaque') continue
      hold(cell, value, `total_${held.size}`)
      if (!held.has(cell)) rebound.add(cell)
    }
    if (held.size + rebound.size === known) break
    if (again === MOST_AGAIN) refuse('what a round of this loop changes is another thing each time', range)
  }
  const placeholders = new Set([...held.values()].map(({ placeholder }) => placeholder))
  /** What arrays have become, by what stood for them and what a round made of it: all names of one hold the same. */
  const results = new Map<Term, Map<Value, Value>>()
  for (const [cell, { before, after }] of changes) {
    const kept = held.get(cell)
    if (kept === undefined) {
      if (Array.isArray(before) && Array.isArray(after)) {
        const holder = own.get(cell)
        if (holder === undefined || before.length > 0 || after.length !== 1 || row.condition !== undefined)
          refuse('what this loop collects depends on symbols', range)
        if (isLengthened(after)) refuse('how long this gets depends on symbols', range, hint(context))
        const appended = after[0] as Value
        if (isTerm(appended)) refuseMixed(context, appended, placeholders, range)
        const written = { ...row, element: appended }
        context.store.set(
          holder as Cell<unknown>,
          orOpaque(() => {
            const whole = fromFirst(context, written, grown.get(after), range)
            return isBeside(after) ? applyTerm('transpose', [context.toTerm(whole, range)], range) : whole
          }),
        )
      } else if (before instanceof Map) refuse(EARLIER, range, hint(context))
      else if (before === undefined || valueBefore(before) !== undefined)
        context.store.set(cell, { kind: 'opaque', error: new ReadError(LAST, range) })
      continue
    }
    const value = after as Value
    if (value === kept.placeholder) continue
    const known = results.get(kept.placeholder) ?? new Map<Value, Value>()
    results.set(kept.placeholder, known)
    const result =
      known.get(value) ??
      orOpaque(() => {
        const term = isTerm(value) ? value : refuse('what this loop computes depends on symbols', range)
        // Rounds that do not count leave everything as it was.
        const { condition } = row
        const made = condition === undefined ? term : applyTerm('where', [condition, term, kept.placeholder], range)
        return fold(context, { ...row, condition: undefined }, made, kept.placeholder, kept.before as Term, placeholders, range)
      })
    known.set(value, result)
    context.store.set(cell, result)
    const lost = new ReadError('this is a part of an array that is changed in a loop of unknown length', range)
    loseParts(context, kept.before as Term, kept.placeholder, scope, lost)
  }
}

/** The array that a loop made whose rounds wrote one element each, at this place: what stands before the first of these is padding. */
function fromFirst(context: Context, row: SequenceValue, place: Term | undefined, range: Range): Value {
  const by = place === undefined ? undefined : distance(place, row.index)
  if (place === undefined) return row
  const start = row.bounds === undefined ? (row.first ?? 0) : numberOf(row.bounds.start, context.facts.numbers)?.asInteger
  const first = start === undefined || by === undefined ? undefined : start + by
  if (first === 0) return row
  const { padding } = context.dialect
  if (first === undefined || first < 0 || padding === undefined)
    return refuse('what stands before the first element that this loop writes is not known', range, 'say how long the array is')
  const gap = applyTerm('array', Array<Term>(first).fill(padding), range)
  return applyTerm('concatenate', [gap, context.toTerm(row, range)], range, { axis: 0 })
}

/** What cannot be told after a loop is refused only where it is asked for: what a round keeps for itself is not. */
function orOpaque(value: () => Value): Value {
  try {
    return value()
  } catch (error) {
    if (!(error instanceof ReadError) || error instanceof Exhausted) throw error
    return { kind: 'opaque', error }
  }
}

/**
 * The value a place held before, also that it was none: "if (level === null) level = y" is another round than those after it. Undefined
 * where nothing was bound to it, and where it holds the items of a list.
 */
const valueBefore = (before: unknown): Value | undefined =>
  typeof before === 'object' && before !== null && 'kind' in before ? (before as Value) : undefined

/** What is gathered along a row of unknown length, when one round makes `next` of what there was before. */
export function gather(context: Context, row: SequenceValue, start: Value, next: (total: Term) => Value, range: Range): Term {
  const placeholder = nameTerm('total ')
  const value = context.withIndex(row.index, () => context.toTerm(next(placeholder), range))
  const plain = value.label === undefined ? value : { ...value, label: undefined }
  const { condition } = row
  const made = condition === undefined ? plain : applyTerm('where', [condition, plain, placeholder], range)
  return fold(context, { ...row, condition: undefined }, made, placeholder, context.toTerm(start, range), new Set([placeholder]), range)
}

/** What a variable is after all rounds, when one round makes `value` of `placeholder`. */
function fold(context: Context, row: SequenceValue, given: Term, placeholder: Term, before: Term, placeholders: Set<Term>, range: Range): Term {
  const value = extremeOf(given, placeholder)
  for (const [op, neutral, combine] of FOLDS) {
    const step = stepOf(op, value, placeholder, neutral)
    if (step === undefined || (op === 'mul' && isOfMatrices(context, value, step, before))) continue
    refuseMixed(context, step, placeholders, range)
    const all = neutral === undefined ? withFirst(context, row, step, before) : undefined
    // Of an array that is said component by component, each component is a sum of its own.
    const isEach = step.kind === 'binder' && step.op === 'each' && all === undefined
    const total = isEach ? { ...step, body: bind(context, combine, row, step.body, range) } : bind(context, combine, all ?? row, step, range)
    if (all !== undefined || isBeyond(before, op) || (isEach && op === 'add' && isBlank(before))) return total
    if (neutral !== undefined && before.kind === 'number' && before.value.equals(neutral)) return total
    return applyTerm(op, [before, total], range)
  }
  const written = foldWrites(context, row, value, placeholder, before, range)
  if (written !== undefined) {
    // A loop around this one that has no end writes into what it has written before.
    context.spend(range, termsIn(written).size)
    refuseMixed(context, written, placeholders, range)
    return written
  }
  if (!termsIn(value).has(placeholder)) refuse(LAST, range)
  return refuse(EARLIER, range, hint(context))
}

/** T * A(k): of matrices it matters in which order they stand, and no product over an index says so. */
const isOfMatrices = (context: Context, value: Term, step: Term, before: Term): boolean =>
  isApply(value, 'product') && [before, step].some((factor) => isTable(factor) || rankSaid(context, factor) === 2)

/** Several blocks beside each other, and several below. */
const isTable = (term: Term): boolean => {
  const columns = isApply(term, 'blocks') ? ((term.attributes?.['columns'] ?? []) as readonly number[]) : []
  return columns.length > 1 && columns.some((count) => count > 1)
}

/** m = x[0], then the largest of x[1], x[2], ...: the row with the first element as well, where the search begins with that. */
function withFirst(context: Context, row: SequenceValue, step: Term, before: Term): SequenceValue | undefined {
  if (!isApply(step, 'index') || !isApply(before, 'index') || step.args.length !== 2 || before.args.length !== 2) return undefined
  const [base, place] = step.args as [Term, Term]
  const by = distance(place, row.index)
  const start = row.bounds === undefined ? 0 : numberOf(row.bounds.start, context.facts.numbers)?.asInteger
  const isFirst = numberOf(before.args[1] as Term, context.facts.numbers)?.isZero === true && sameTerm(base, before.args[0] as Term)
  if (!isFirst || by === undefined || start === undefined || row.condition !== undefined) return undefined
  if (start + by === 0) return row
  return start + by === 1 && row.bounds !== undefined ? { ...row, bounds: { ...row.bounds, start: numberTerm(start - 1) } } : undefined
}

/** Infinity, below or above which everything is. */
const isBeyond = (before: Term, op: string): boolean =>
  op === 'maximum' ? isApply(before, 'neg') && isApply(before.args[0] as Term, 'inf') : op === 'minimum' && isApply(before, 'inf')

/** if (x > m) m = x: the larger of the two, or the smaller one. */
function extremeOf(value: Term, placeholder: Term): Term {
  const [condition, then, otherwise] = isApply(value, 'where') ? value.args : []
  if (condition?.kind !== 'apply' || !/^[lg][te]$/.test(condition.op) || then === undefined || otherwise === undefined) return value
  const [left, right] = condition.args as [Term, Term]
  const other = then === placeholder ? otherwise : then
  if ((then === placeholder) === (otherwise === placeholder)) return value
  const straight = right === placeholder && sameTerm(left, other)
  if (!straight && !(left === placeholder && sameTerm(right, other))) return value
  const larger = (condition.op.startsWith('g') === straight) === (otherwise === placeholder)
  return applyTerm(larger ? 'maximum' : 'minimum', [placeholder, other], value.range)
}

/** What a variable can gather over the rounds: by which operation, from which neutral start, told by which binder. */
const FOLDS: readonly (readonly [string, Exact | undefined, BinderTerm['op']])[] = [
  ['add', Exact.integer(0), 'sum'],
  ['mul', Exact.integer(1), 'prod'],
  ['maximum', undefined, 'max'],
  ['minimum', undefined, 'min'],
]

/** What one round adds to (multiplies with, compares with) the placeholder; undefined where it does something else. */
function stepOf(op: string, value: Term, placeholder: Term, neutral: Exact | undefined): Term | undefined {
  if (value === placeholder) return neutral === undefined ? undefined : numberTerm(neutral)
  if (value.kind !== 'apply') return undefined
  if (value.op === 'where' && neutral !== undefined) {
    const [condition, a, b] = value.args as [Term, Term, Term]
    const [x, y] = [stepOf(op, a, placeholder, neutral), stepOf(op, b, placeholder, neutral)]
    return x === undefined || y === undefined
      ? undefined
      : applyTerm('where', [condition, y.kind === 'number' ? guarded(x, condition) : x, y], value.range)
  }
  if (op === 'mul' && (isApply(value, 'div') || isApply(value, 'quotient'))) {
    const [a, b] = value.args as [Term, Term]
    const inner = stepOf(op, a, placeholder, neutral)
    return inner === undefined ? undefined : applyTerm('div', [inner, b], value.range)
  }
  const same = (other: string): boolean => other === op || (op === 'mul' && other === 'product')
  if (!same(value.op)) return undefined
  const at = value.args.findIndex(
    (arg) => arg === placeholder || (arg.kind === 'apply' && (same(arg.op) || arg.op === 'where') && termsIn(arg).has(placeholder)),
  )
  if (at < 0) return undefined
  const inner = value.args[at] as Term
  const rest = value.args.filter((_, k) => k !== at)
  if (inner === placeholder) return rest.length === 1 ? rest[0] : applyTerm(op, rest, value.range)
  const step = stepOf(op, inner, placeholder, neutral)
  return step === undefined ? undefined : applyTerm(op, [step, ...rest], value.range)
}

/** A step that depends on what the rounds before made is no term of a sum. */
function refuseMixed(context: Context, step: Term, placeholders: Set<Term>, range: Range): void {
  for (const term of termsIn(step)) {
    if (placeholders.has(term)) {
      refuse(EARLIER, range, hint(context))
    }
  }
}

/** The names statements assign to, also inside conditions and inner loops. */
function assignedNames(statements: readonly Statement[], names: Set<string>): void {
  for (const statement of statements) {
    if (statement.kind === 'assign') for (const target of statement.targets) for (const name of boundNames(target)) names.add(name)
    else if (statement.kind === 'update') for (const name of boundNames(statement.target)) names.add(name)
    else if (statement.kind === 'expression') expressionNames(statement.value, names)
    else if (statement.kind === 'if') {
      assignedNames(statement.then, names)
      assignedNames(statement.otherwise, names)
    } else if ('body' in statement) {
      if (statement.kind === 'for') for (const name of boundNames(statement.target)) names.add(name)
      if (statement.kind === 'count') assignedNames(statement.init, names)
      assignedNames(statement.body, names)
    }
  }
}

/** Assignments that are expressions (JavaScript), and methods called on a name, which may change it (append, push). */
function expressionNames(e: Expression, names: Set<string>): void {
  if (e.kind === 'assignment') for (const name of boundNames(e.target)) names.add(name)
  else if (e.kind === 'sequence') for (const item of e.items) expressionNames(item, names)
  else if (e.kind === 'call' && e.callee.kind === 'member' && e.callee.object.kind === 'name') names.add(e.callee.object.name)
}
