/** Loops and conditions that are functions: jax.lax.scan, fori_loop, while_loop and cond, and TensorFlow's like them. */
import type { Range } from '../../../api.ts'
import { runningFold } from '../../execute/arrays/running.ts'
import { listElements, symbolicElement } from '../../execute/arrays/sequences.ts'
import { gather } from '../../execute/loops/folding.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { Cell } from '../../execute/values/store.ts'
import { type Arguments, isTerm, NONE, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

const MOST_ROUNDS = 2000
const UNKNOWN = 'each round builds on the one before, and how many there are is not known'

const invoke = (context: Context, f: Value, positional: readonly Value[], range: Range): Value =>
  context.call(f, { positional, named: new Map(), ranges: [], range }, range)

const isTuple = (value: Value): value is Extract<Value, { kind: 'list' }> => value.kind === 'list' && value.form === 'tuple'

/** The rows of what is gone along: an array, a tuple or dictionary of arrays. */
function rowsOf(context: Context, value: Value, range: Range): readonly Value[] {
  const parts = isTuple(value) ? value.items.value : value.kind === 'dictionary' ? [...value.entries.value.values()] : undefined
  if (parts === undefined) {
    const rows = context.elements(value, range)
    if (rows !== undefined) return rows
    // What is gone along is remembered: with a known length it can be read.
    symbolicElement(context, value, 'i', range)
    return refuse(UNKNOWN, range)
  }
  const columns = parts.map((part) => rowsOf(context, part, range))
  const keys = value.kind === 'dictionary' ? [...value.entries.value.keys()] : []
  return (columns[0] ?? []).map((_, k) => {
    const row = columns.map((column) => column[k] ?? refuse('not all that is gone along is of one length', range))
    return value.kind === 'dictionary' ? { ...value, entries: new Cell(new Map(row.map((part, at) => [keys[at] as string, part]))) } : tupleOf(row)
  })
}

/** What the rounds gave, one under the other. */
function stacked(context: Context, results: readonly Value[], range: Range): Value {
  const [first = NONE] = results
  if (first.kind === 'none') return NONE
  if (isTuple(first))
    return tupleOf(
      first.items.value.map((_, k) =>
        stacked(
          context,
          results.map((each) => (isTuple(each) ? (each.items.value[k] ?? NONE) : NONE)),
          range,
        ),
      ),
    )
  return applyTerm(
    'array',
    results.map((each) => context.toTerm(each, range)),
    range,
  )
}

/** scan(f, init, xs): (carry, y) = f(carry, x) for all x. */
const scan: Native = (context, args, range) => {
  const [f, xs, length] = [need(args, 0, range, 'f'), argument(args, 2, 'xs') ?? NONE, argument(args, 3, 'length')]
  const backwards = args.named.get('reverse')
  const rows =
    xs.kind === 'none'
      ? rowsOf(
          context,
          { kind: 'range', start: numberTerm(0), stop: context.toTerm(length ?? refuse(UNKNOWN, range), range), step: numberTerm(1) },
          range,
        )
      : rowsOf(context, xs, range)
  const reversed = backwards !== undefined && context.decide(backwards, range) === true
  let carry = need(args, 1, range, 'init')
  const results: Value[] = []
  for (const row of reversed ? [...rows].reverse() : rows) {
    context.spend(range)
    const next = invoke(context, f, [carry, xs.kind === 'none' ? NONE : row], range)
    const [after, result] = next.kind === 'list' ? next.items.value : []
    if (after === undefined || result === undefined) return refuse('what is scanned with gives a pair: what is carried on, and a result', range)
    carry = after
    results.push(result)
  }
  return tupleOf([carry, stacked(context, reversed ? results.reverse() : results, range)])
}

/** associative_scan(f, xs): what f makes of all up to each one. */
const runningScan: Native = (context, args, range) => {
  const [f, xs] = [need(args, 0, range, 'fn'), need(args, 1, range, 'elems')]
  const axis = argument(args, 3, 'axis')
  if (axis !== undefined && !(axis.kind === 'number' && axis.value.isZero)) return refuse('this is read along the first axis', range)
  const backwards = argument(args, 2, 'reverse')
  const reversed = backwards !== undefined && context.decide(backwards, range) === true
  const rows = rowsOf(context, xs, range)
  const results = runningFold(context, reversed ? [...rows].reverse() : rows, (before, row) => invoke(context, f, [before, row], range), range)
  return stacked(context, reversed ? [...results].reverse() : results, range)
}

/** fori_loop(lower, upper, body, init): value = body(i, value) for all i. */
const forLoop: Native = (context, args, range) => {
  const [start, stop] = [context.toTerm(need(args, 0, range, 'lower'), range), context.toTerm(need(args, 1, range, 'upper'), range)]
  const body = need(args, 2, range, 'body_fun')
  const before = need(args, 3, range, 'init_val')
  const counted: Value = { kind: 'range', start, stop, step: numberTerm(1) }
  const rounds = listElements(context, counted, range)
  if (rounds === undefined) {
    const row = symbolicElement(context, counted, 'i', range)
    return isTerm(before)
      ? gather(context, row, before, (total) => invoke(context, body, [row.element, total], range), range)
      : refuse(UNKNOWN, range)
  }
  return rounds.reduce((value, k) => {
    context.spend(range)
    return invoke(context, body, [k, value], range)
  }, before)
}

const whileLoop: Native = (context, args, range) => {
  const [test, body] = [need(args, 0, range, 'cond_fun', 'cond'), need(args, 1, range, 'body_fun', 'body')]
  let value = need(args, 2, range, 'init_val', 'loop_vars')
  for (let k = 0; ; k++) {
    const goes = context.decide(invoke(context, test, [value], range), range)
    if (goes === undefined) return refuse('how often this loop runs depends on symbols', range, 'a loop with a fixed number of rounds can be read')
    if (!goes) return value
    if (k >= MOST_ROUNDS) return refuse(`the loop has more than ${MOST_ROUNDS} rounds`, range)
    value = invoke(context, body, [value], range)
  }
}

/** cond(pred, yes, no, *operands) */
const condition: Native = (context, args, range) => {
  const [test, yes, no] = [need(args, 0, range, 'pred'), need(args, 1, range, 'true_fun', 'true_fn'), need(args, 2, range, 'false_fun', 'false_fn')]
  const operands = args.positional.slice(3)
  const known = context.decide(test, range)
  if (known !== undefined) return invoke(context, known ? yes : no, operands, range)
  return chosen(context, context.toTerm(test, range), invoke(context, yes, operands, range), invoke(context, no, operands, range), range)
}

function chosen(context: Context, test: ReturnType<Context['toTerm']>, yes: Value, no: Value, range: Range): Value {
  if (!isTuple(yes) || !isTuple(no)) return applyTerm('where', [test, context.toTerm(yes, range), context.toTerm(no, range)], range)
  return tupleOf(
    yes.items.value.map((part, k) => chosen(context, test, part, no.items.value[k] ?? refuse('not all cases give as much', range), range)),
  )
}

/** By the dotted path. */
export const CONTROL: ReadonlyMap<string, (context: Context, args: Arguments, range: Range) => Value> = new Map(
  (
    [
      ['scan', scan],
      ['associative_scan', runningScan],
      ['fori_loop', forLoop],
      ['while_loop', whileLoop],
      ['cond', condition],
    ] as const
  ).flatMap(([name, native]) =>
    [`jax.lax.${name}`, `jax.${name}`].map((path) => [path, (context, args, range) => native(context, args, range, path)]),
  ),
)
