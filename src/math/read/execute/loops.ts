/** Loops: written out round by round where the rounds can be counted, else folded into sums and products. */
import type { Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import { applyTerm, type BinderTerm, nameTerm, numberTerm, type Term } from '../term.ts'
import { isApply, termsIn } from './arithmetic.ts'
import { carryIn } from './carried.ts'
import { type Context, type Escape, refuse } from './context.ts'
import { bind, symbolicElement } from './sequences.ts'
import type { Cell } from './store.ts'
import { boundNames, type Expression, type Statement } from './syntax.ts'
import { type FunctionValue, isTerm, type Scope, type SequenceValue, type Value } from './value.ts'
import { foldWrites, remember } from './writes.ts'

type For = Extract<Statement, { kind: 'for' }>
type Count = Extract<Statement, { kind: 'count' }>
type While = Extract<Statement, { kind: 'while' }>

const MOST_ROUNDS = 10_000
/** Of a loop that says nothing on how often it runs. */
const MOST_OPEN_ROUNDS = 2000

/** One round; 'next' when another may follow. */
function round(context: Context, { body, label }: For | Count | While, scope: Scope, escapes: Escape[]): 'next' | 'break' | 'return' {
  const own: Escape[] = []
  const falls = context.execute(body, scope, own)
  let ended: 'next' | 'break' | 'return' = falls ? 'next' : 'return'
  for (const exit of own) {
    if (exit.kind === 'return') escapes.push(exit)
    else if (exit.label !== undefined && (exit.label !== label || exit.kind === 'break')) {
      // A loop further out is meant.
      escapes.push(exit)
      ended = 'return'
    } else if (exit.guard !== undefined) {
      refuse(
        'when the loop is left depends on symbols',
        exit.range,
        exit.kind === 'break' ? 'a loop with a fixed number of rounds can be read' : undefined,
      )
    } else ended = exit.kind === 'break' ? 'break' : 'next'
  }
  return ended
}

export function runFor(context: Context, loop: For, scope: Scope, escapes: Escape[]): boolean {
  carryIn(context, loop.body, scope)
  const iterable = context.evaluate(loop.iterable, scope)
  const elements = context.elements(iterable, loop.iterable.range)
  if (elements === undefined) {
    foldLoop(context, loop, symbolicElement(context, iterable, loop.target.kind === 'name' ? loop.target.name : 'i', loop.iterable.range), scope)
    return context.execute(loop.otherwise, scope, escapes)
  }
  if (elements.length > MOST_ROUNDS) return refuse(`${elements.length} rounds are too many to write out`, loop.range)
  for (const element of elements) {
    context.assign(loop.target, element, scope)
    const ended = round(context, loop, scope, escapes)
    if (ended === 'return') return false
    if (ended === 'break') return true
  }
  return context.execute(loop.otherwise, scope, escapes)
}

/** for (init; test; step): round by round as long as the test can be decided, else as a range of symbolic length. */
export function runCount(context: Context, loop: Count, scope: Scope, escapes: Escape[]): boolean {
  carryIn(context, loop.body, scope)
  context.execute(loop.init, scope, escapes)
  const test = (): boolean | undefined => (loop.test === undefined ? true : context.decide(context.evaluate(loop.test, scope), loop.test.range))
  for (let k = 0; ; k++) {
    const goes = test()
    if (goes === false) return true
    if (goes === undefined) {
      if (k > 0) return refuse('when the loop is left depends on symbols', loop.range)
      const range = countedRange(context, loop, scope)
      if (range === undefined) return refuse('when the loop is left depends on symbols', loop.test?.range ?? loop.range)
      foldLoop(context, { ...loop, kind: 'for', target: range.target, iterable: range.target, otherwise: [] }, range.row, scope)
      return true
    }
    if (k >= MOST_ROUNDS) return refuse(`the loop has more than ${MOST_ROUNDS} rounds`, loop.range)
    const ended = round(context, loop, scope, escapes)
    if (ended === 'return') return false
    if (ended === 'break') return true
    if (loop.step !== undefined) context.evaluate(loop.step, scope)
  }
}

/** "let i = a; i < b; i++" as the range it is. */
function countedRange(context: Context, loop: Count, scope: Scope): { target: Expression; row: SequenceValue } | undefined {
  const { test, step } = loop
  if (test?.kind !== 'compare' || test.first.kind !== 'name' || test.rest.length !== 1 || step?.kind !== 'assignment' || step.op !== '+')
    return undefined
  const [{ op, operand }] = test.rest as [(typeof test.rest)[0]]
  const by = context.evaluate(step.value, scope)
  if (step.target.kind !== 'name' || step.target.name !== test.first.name || by.kind !== 'number' || !by.value.isOne) return undefined
  if (op !== '<' && op !== '<=') return undefined
  const start = context.term(test.first, scope)
  const bound = context.term(operand, scope)
  const stop = op === '<' ? bound : applyTerm('add', [bound, numberTerm(1)], operand.range)
  return { target: test.first, row: symbolicElement(context, { kind: 'range', start, stop, step: numberTerm(1) }, test.first.name, loop.range) }
}

export function runWhile(context: Context, loop: While, scope: Scope, escapes: Escape[]): boolean {
  carryIn(context, loop.body, scope)
  for (let k = 0; ; k++) {
    if (k > 0 || loop.after !== true) {
      const goes = context.decide(context.evaluate(loop.test, scope), loop.test.range)
      if (goes === undefined)
        return refuse('how often this loop runs depends on symbols', loop.test.range, 'a loop with a fixed number of rounds can be read')
      if (!goes) return true
    }
    if (k >= MOST_OPEN_ROUNDS) return refuse(`the loop has more than ${MOST_OPEN_ROUNDS} rounds`, loop.range)
    const ended = round(context, loop, scope, escapes)
    if (ended === 'return') return false
    if (ended === 'break') return true
  }
}

/**
 * A loop over a row of symbolic length: run once with placeholders for what it changes. A variable that becomes itself plus
 * something is a sum, itself times something a product, a list that something is appended to is a row.
 */
function foldLoop(context: Context, loop: For, row: SequenceValue, scope: Scope): void {
  if (row.condition !== undefined || row.flat) refuse('which rounds there are depends on symbols', loop.iterable.range)
  const names = new Set<string>()
  assignedNames(loop.body, names)
  for (const name of boundNames(loop.target)) names.delete(name)
  foldRounds(context, row, names, scope, loop.range, () => {
    context.assign(loop.target, row.element, scope)
    const escapes: Escape[] = []
    context.withIndex(row.index, () => context.execute(loop.body, scope, escapes))
    const [exit] = escapes
    if (exit !== undefined) refuse('when the loop is left depends on symbols', exit.range)
  })
}

/** A function called with each element of a row of symbolic length, for what it does to the variables around it. */
export function foldCalls(context: Context, row: SequenceValue, called: FunctionValue, args: readonly Value[], range: Range): void {
  const names = new Set<string>()
  const body = called.definition.body()
  if ('kind' in body) expressionNames(body, names)
  else assignedNames(body, names)
  foldRounds(context, row, names, called.scope, range, () => {
    context.withIndex(row.index, () => context.call(called, { positional: args, named: new Map(), ranges: [], range }, range))
  })
}

/** Runs one round for all; then what the names were before and what the round made of them give what they are after all. */
function foldRounds(context: Context, row: SequenceValue, names: ReadonlySet<string>, scope: Scope, range: Range, round: () => void): void {
  const held = new Map<Cell<unknown>, { before: Value; placeholder: Term }>()
  const own = new Map<Cell<unknown>, Cell<unknown>>()
  const { changes } = context.store.attempt(() => {
    for (const name of names) {
      for (let home: Scope | undefined = scope; home !== undefined; home = home.parent) {
        const cell = home.variables.get(name)
        if (cell?.value === undefined) continue
        if (isTerm(cell.value)) {
          const placeholder = nameTerm(`${name} `)
          remember(placeholder, cell.value)
          held.set(cell, { before: cell.value, placeholder })
          context.store.set(cell, placeholder)
        } else if (cell.value.kind === 'list') own.set(cell.value.items, cell)
        break
      }
    }
    round()
  })
  const placeholders = new Set([...held.values()].map(({ placeholder }) => placeholder))
  for (const [cell, { before, after }] of changes) {
    const kept = held.get(cell)
    if (kept === undefined) {
      if (Array.isArray(before) && Array.isArray(after)) {
        const holder = own.get(cell)
        if (holder === undefined || before.length > 0 || after.length !== 1) refuse('what this loop collects depends on symbols', range)
        const appended = after[0] as Value
        if (isTerm(appended)) refuseMixed(appended, placeholders, range)
        context.store.set(holder as Cell<unknown>, { ...row, element: appended })
      }
      continue
    }
    const value = after as Value
    if (value === kept.placeholder) continue
    const known = isTerm(value) ? value : refuse('what this loop computes depends on symbols', range)
    context.store.set(cell, fold(context, row, known, kept.placeholder, kept.before as Term, placeholders, range))
  }
}

/** What a variable is after all rounds, when one round makes `value` of `placeholder`. */
export function fold(
  context: Context,
  row: SequenceValue,
  value: Term,
  placeholder: Term,
  before: Term,
  placeholders: Set<Term>,
  range: Range,
): Term {
  for (const [op, neutral, combine] of FOLDS) {
    const step = stepOf(op, value, placeholder, neutral)
    if (step === undefined) continue
    refuseMixed(step, placeholders, range)
    const total = bind(context, combine, row, step, range)
    if (neutral !== undefined && before.kind === 'number' && before.value.equals(neutral)) return total
    return applyTerm(op, [before, total], range)
  }
  const written = foldWrites(context, row, value, placeholder, before, range)
  if (written !== undefined) {
    refuseMixed(written, placeholders, range)
    return written
  }
  if (!termsIn(value).has(placeholder)) refuse('after this loop only its last round counts, which is not known', range)
  return refuse('each round of this loop builds on the one before, and how many there are is not known', range, 'use a fixed number of rounds')
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
    return x === undefined || y === undefined ? undefined : applyTerm('where', [condition, x, y], value.range)
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
function refuseMixed(step: Term, placeholders: Set<Term>, range: Range): void {
  for (const term of termsIn(step)) {
    if (placeholders.has(term)) {
      refuse('each round of this loop builds on the one before, and how many there are is not known', range, 'use a fixed number of rounds')
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
