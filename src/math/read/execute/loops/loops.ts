/** Loops: written out round by round where the rounds can be counted, else folded into sums and products (folding.ts). */
import { numberTerm, type Term } from '../../term.ts'
import { symbolicElement } from '../arrays/sequences.ts'
import { steppedElement } from '../arrays/stepped.ts'
import { makesFunctions, partsOfExpression } from '../syntax/path.ts'
import { boundNames, type Expression, type Statement } from '../syntax/syntax.ts'
import { plus, sameTerm, termsIn } from '../values/arithmetic.ts'
import { type Context, type Escape, refuse } from '../values/context.ts'
import { isOpenCount } from '../values/defaults.ts'
import { cellOf, declaredNames, scopeInside, scopeWith } from '../values/scopes.ts'
import { Cell } from '../values/store.ts'
import { NONE, type Scope, type SequenceValue, type Value } from '../values/value.ts'
import { carryIn, mentions } from './carried.ts'
import { foldLoop } from './folding.ts'
import { leadsAway, type Stuck, stuckBy } from './progress.ts'
import { isSearch, runSearch } from './search.ts'

type For = Extract<Statement, { kind: 'for' }>
type Count = Extract<Statement, { kind: 'count' }>
type While = Extract<Statement, { kind: 'while' }>

const MOST_ROUNDS = 10_000
/** Of a loop that says nothing on how often it runs. */
const MOST_OPEN_ROUNDS = 500

/**
 * Where each round runs of a loop that has names of its own: in a scope of its own where they mean something else around the loop, or where
 * functions made in a round keep them.
 */
function roundScope(context: Context, body: readonly Statement[], names: readonly string[], scope: Scope): () => Scope {
  const isOwn = context.dialect.scopesBlocks === true && (names.some((name) => cellOf(scope, name) !== undefined) || makesFunctions(body))
  return isOwn ? () => scopeWith(names, scope) : () => scope
}

/** One round; 'next' when another may follow. */
function round(context: Context, { body, label }: For | Count | While, scope: Scope, escapes: Escape[]): 'next' | 'break' | 'return' {
  const own: Escape[] = []
  const falls = context.execute(body, scopeInside(context, body, scope), own)
  let ended: 'next' | 'break' | 'return' = falls ? 'next' : 'return'
  for (const exit of own) {
    if (exit.kind === 'return') escapes.push(exit)
    else if (exit.label !== undefined && (exit.label !== label || exit.kind === 'break')) {
      // A loop further out is meant.
      escapes.push(exit)
      ended = 'return'
    } else if (exit.guard !== undefined && exit.kind === 'break' && isConvergence(exit.guard)) {
      context.facts.note('read as if the loop went on once it has converged', exit.range)
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

/** abs(step) < 1e-12, norm(r) <= tol: what is left out of further rounds is no larger. */
function isConvergence(guard: Term): boolean {
  if (guard.kind !== 'apply' || !/^[lg][te]$/.test(guard.op)) return false
  const [size, bound] = guard.op.startsWith('l') ? guard.args : [...guard.args].reverse()
  const isSmall =
    bound?.kind === 'number' ? bound.value.value > 0 && bound.value.value <= SMALL : bound?.kind === 'name' && TOLERANCE.test(bound.name)
  return isSmall && size?.kind === 'apply' && /^(?:abs|norm|amax|max|maximum|bars)$/.test(size.op)
}
const SMALL = 1e-4
const TOLERANCE = /^(?:[a-z]*_?tol(?:erance)?|eps(?:ilon)?)$/i

export function runFor(context: Context, loop: For, scope: Scope, escapes: Escape[]): boolean {
  carryIn(context, loop.body, scope)
  const inside = roundScope(context, loop.body, loop.outer === true ? [] : boundNames(loop.target), scope)
  const iterable = context.evaluate(loop.iterable, scope)
  const elements = context.elements(iterable, loop.iterable.range)
  if (elements === undefined) {
    const base = loop.target.kind === 'name' ? loop.target.name : 'i'
    foldLoop(context, loop, symbolicElement(context, iterable, base, loop.iterable.range, true), inside())
    return context.execute(loop.otherwise, scope, escapes)
  }
  if (elements.length > MOST_ROUNDS) return refuse(`${elements.length} rounds are too many to write out`, loop.range)
  // What a round writes into an array is seen in the elements that are still to come.
  const items = new Cell(elements)
  context.goneThrough.push({ kind: 'list', form: 'list', items })
  try {
    for (let k = 0; k < elements.length; k++) {
      const own = inside()
      context.assign(loop.target, items.value[k] as Value, own)
      const ended = round(context, loop, own, escapes)
      if (ended === 'return') return false
      if (ended === 'break') return true
    }
  } finally {
    context.goneThrough.pop()
  }
  return context.execute(loop.otherwise, scope, escapes)
}

/** for (init; test; step): round by round as long as the test can be decided, else as a range of symbolic length. */
export function runCount(context: Context, loop: Count, around: Scope, escapes: Escape[]): boolean {
  carryIn(context, loop.body, around)
  const scope = scopeInside(context, loop.init, around)
  context.execute(loop.init, scope, escapes)
  if (loop.test?.kind === 'assignment' && loop.test.op === undefined)
    return refuse('this gives a value where a comparison is meant', loop.test.range, 'compare with "<", "<=" or "=="')
  const counters = makesFunctions(loop.body) ? declaredNames(loop.init) : []
  // Without a step that changes what is tested, nothing but the body leads to an end.
  const most = loop.test !== undefined && loop.step !== undefined && assigns(loop.step, loop.test) ? MOST_ROUNDS : MOST_OPEN_ROUNDS
  const isStuck = stuckBy(loop.test, loop.body, scope)
  const test = (): boolean | undefined => (loop.test === undefined ? true : context.decide(context.evaluate(loop.test, scope), loop.test.range))
  for (let k = 0; ; k++) {
    const goes = k === 0 && isOpen(context, loop, scope) ? undefined : test()
    if (k === 0 && goes !== undefined) openBounds(context, loop.test, scope, true)
    if (goes === false) return true
    if (k === 0 && goes === true && leadsAway(loop.test, loop.step, loop.body, scope, declaredNames(loop.init)))
      refuse('the loop never ends: its steps lead away from what would end it', (loop.test as Expression).range, 'step the other way')
    if (goes === undefined) {
      const step: Statement[] = loop.step === undefined ? [] : [{ kind: 'expression', value: loop.step, range: loop.range }]
      if (loop.test !== undefined && loop.body.length === 0 && isSearch(context, loop.test, step, scope)) {
        const found = runSearch(context, { kind: 'while', test: loop.test, body: step, range: loop.range }, scope, escapes)
        if (found !== undefined) return found
      }
      if (k > 0) return refuse('when the loop is left depends on symbols', loop.range)
      const range = countedRange(context, loop, scope)
      if (range === undefined) {
        openLengths(context, loop.test, scope, stepOf(context, loop, scope))
        if (loop.test !== undefined && countsBySteps({ test: loop.test, body: [] })) openBounds(context, loop.test, scope, false)
        return refuse('when the loop is left depends on symbols', loop.test?.range ?? loop.range)
      }
      foldLoop(context, { ...loop, kind: 'for', target: range.target, iterable: range.target, otherwise: [] }, range.row, scope)
      return true
    }
    if (k >= most) return refuse(`the loop has more than ${most} rounds`, loop.range)
    const own = counters.length > 0 ? scopeWith(counters, scope) : scope
    const ended = round(context, loop, own, escapes)
    if (ended === 'return') return false
    if (ended === 'break') return true
    for (const name of counters) context.declare(scope, name, own.variables.get(name)?.value ?? NONE)
    if (loop.step !== undefined) context.evaluate(loop.step, scope)
    refuseStuck(isStuck, loop)
  }
}

function refuseStuck(isStuck: Stuck, { test, range }: Count | While): void {
  if (isStuck())
    refuse('the loop never ends: a round leaves what it tests as it was', test?.range ?? range, 'change what is tested, or leave with a break')
}

/** Whether an expression changes a name that another holds, or may: i++ what i < n comes to, next(list) all. */
function assigns(expression: Expression, tested: Expression): boolean {
  const stack = [expression]
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === 'call') return true
    if (e.kind === 'assignment' && boundNames(e.target).some((name) => mentions(tested, name))) return true
    for (const part of partsOfExpression(e)) if (part.kind === 'expression') stack.push(part.node)
  }
  return false
}

/** Whether i < n is to be read for any n, which a parameter is given by default. */
function isOpen(context: Context, { test }: Count, scope: Scope): boolean {
  if (test?.kind !== 'compare' || test.rest.length !== 1) return false
  const bound = termAlone(context, (test.rest[0] as (typeof test.rest)[0]).operand, scope)
  return bound !== undefined && isOpenCount(context.facts, bound)
}

/** What a counter is compared with says how often the loop runs: it was taken as a number, or has to be one. */
function openBounds(context: Context, test: Expression | undefined, scope: Scope, isTaken: boolean): void {
  if (test?.kind !== 'compare') return
  for (const side of [test.first, ...test.rest.map(({ operand }) => operand)]) {
    const bound = termAlone(context, side, scope)
    if (bound === undefined) continue
    if (isTaken) context.facts.assumeRounds(bound, test.range)
    else for (const part of termsIn(bound)) if (part.kind === 'name') context.facts.countTo(part.name, ROUNDS)
  }
}

/** What an expression comes to, without what it does: the i of i-- > 0. Undefined where it cannot be read. */
const termAlone = (context: Context, e: Expression, scope: Scope): Term | undefined =>
  context.store.attempt(() => context.quietly(() => context.term(e, scope))).result

/** while (level.length > 1): how long an array is says how often the loop runs. */
function openLengths(context: Context, test: Expression | undefined, scope: Scope, step = 1): void {
  if (test?.kind === 'logic') for (const part of [test.left, test.right]) openLengths(context, part, scope, step)
  if (test?.kind !== 'compare') return
  for (const side of [test.first, ...test.rest.map(({ operand }) => operand)]) {
    const bound = termAlone(context, side, scope)
    for (const part of bound === undefined ? [] : termsIn(bound))
      if (part.kind === 'apply' && part.op === 'size') context.facts.goAlongSize(part, ROUNDS * step)
  }
}

/** How far each round of i += 2 goes: pairs are shown for as many whole ones. */
function stepOf(context: Context, { step }: Count, scope: Scope): number {
  if (step?.kind !== 'assignment' || step.op !== '+') return 1
  const by = context.quietly(() => context.term(step.value, scope))
  const count = by?.kind === 'number' ? by.value.asInteger : undefined
  return count !== undefined && count > 0 && count < 10 ? count : 1
}

/** Shown for so many rounds, where the text does not say how many there are. */
const ROUNDS = 3

/** k < n, where each round adds a whole number to k or takes one from n, be it in the test: n-- > 0. */
function countsBySteps({ test, body }: Pick<While, 'test' | 'body'>): boolean {
  if (test.kind !== 'compare' || test.rest.length !== 1) return false
  const sides = [test.first, (test.rest[0] as (typeof test.rest)[0]).operand]
  if (sides.some((value) => value.kind === 'assignment' && steppedBy({ kind: 'expression', value, range: value.range }) !== undefined)) return true
  return body.some((statement) => sides.some((side) => side.kind === 'name' && side.name === steppedBy(statement)))
}

/** The name to which a statement adds a whole number: k += 1, k = k + 1, k++. */
function steppedBy(statement: Statement): string | undefined {
  const nameOf = (e: Expression | undefined): string | undefined => (e?.kind === 'name' ? e.name : undefined)
  const isStep = (op: string | undefined, by: Expression | undefined): boolean =>
    (op === '+' || op === '-') && by?.kind === 'number' && by.value.isInteger
  if (statement.kind === 'update') return isStep(statement.op, statement.value) ? nameOf(statement.target) : undefined
  const { value } = statement.kind === 'expression' || statement.kind === 'assign' ? statement : {}
  if (value?.kind === 'assignment') return isStep(value.op, value.value) ? nameOf(value.target) : undefined
  const name = statement.kind === 'assign' ? nameOf(statement.targets[0]) : undefined
  if (name === undefined || value?.kind !== 'binary' || value.rest.length !== 1 || nameOf(value.first) !== name) return undefined
  return isStep(value.rest[0]?.op, value.rest[0]?.operand) ? name : undefined
}

/** "let i = a; i < b; i++" and "let i = b; i >= a; i--" as the ranges they are, also those of i += 2 and i -= 2. */
function countedRange(context: Context, loop: Count, scope: Scope): { target: Expression; row: SequenceValue } | undefined {
  const { test, step } = loop
  if (test?.kind !== 'compare' || test.rest.length !== 1 || step?.kind !== 'assignment' || step.target.kind !== 'name') return undefined
  const [{ op, operand }] = test.rest as [(typeof test.rest)[0]]
  const counter = step.target
  const by = context.evaluate(step.value, scope)
  const start = context.term(counter, scope)
  // i + 1 < n: how far the tested number is from the counter.
  const tested = context.term(test.first, scope)
  const ahead = sameTerm(tested, start)
    ? 0
    : start.kind === 'number' && tested.kind === 'number'
      ? tested.value.subtract(start.value).asInteger
      : undefined
  const pace = by.kind === 'number' ? by.value.asInteger : undefined
  if (pace === undefined || pace < 1 || ahead === undefined || !mentions(test.first, counter.name)) return undefined
  const bound = context.term(operand, scope)
  const up = step.op === '+' && (op === '<' || op === '<=')
  if (!up && !(step.op === '-' && (op === '>' || op === '>='))) return undefined
  const isBeyond = op === '<' || op === '>'
  const stop = plus(bound, (isBeyond ? 0 : up ? 1 : -1) - ahead)
  if (pace > 1) {
    const row = steppedElement(context, { start, stop }, up ? pace : -pace, counter.name, loop.range)
    return row && { target: counter, row }
  }
  const range = up ? { start, stop } : { start: plus(stop, 1), stop: plus(start, 1) }
  const row = symbolicElement(context, { kind: 'range', ...range, step: numberTerm(1) }, counter.name, loop.range)
  return { target: counter, row: up ? row : { ...row, backwards: true } }
}

export function runWhile(context: Context, loop: While, scope: Scope, escapes: Escape[]): boolean {
  carryIn(context, loop.body, scope)
  const isStuck = stuckBy(loop.test, loop.body, scope)
  for (let k = 0; ; k++) {
    if (k > 0 || loop.after !== true) {
      const goes = context.decide(context.evaluate(loop.test, scope), loop.test.range)
      if (k === 0 && countsBySteps(loop)) openBounds(context, loop.test, scope, goes !== undefined)
      if (goes === undefined) {
        const found = isSearch(context, loop.test, loop.body, scope) ? runSearch(context, loop, scope, escapes) : undefined
        if (found !== undefined) return found
        openLengths(context, loop.test, scope)
        return refuse('how often this loop runs depends on symbols', loop.test.range, 'a loop with a fixed number of rounds can be read')
      }
      if (!goes) return true
    }
    if (k >= MOST_OPEN_ROUNDS) return refuse(`the loop has more than ${MOST_OPEN_ROUNDS} rounds`, loop.range)
    const ended = round(context, loop, scope, escapes)
    if (ended === 'return') return false
    if (ended === 'break') return true
    // do { ... } while (0)
    if (k > 0 || loop.after !== true) refuseStuck(isStuck, loop)
  }
}
