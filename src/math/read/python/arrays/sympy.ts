/** Expressions of SymPy that are more than a row of the table: derivatives, pieces, sums, products and integrals between limits, unknown functions. */
import type { Range } from '../../../api.ts'
import { compare, conditionTerm } from '../../execute/arrays/comparisons.ts'
import { NO_NUMBER } from '../../execute/arrays/noNumber.ts'
import { operate, unary } from '../../execute/arrays/operators.ts'
import type { Comparison } from '../../execute/syntax/syntax.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, reference, truth, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, type BinderTerm, numberTerm, type Term } from '../../term.ts'

/** What is bound by limits, by SymPy's name. */
const BINDERS: ReadonlyMap<string, BinderTerm['op']> = new Map([
  ['Sum', 'sum'],
  ['summation', 'sum'],
  ['Product', 'prod'],
  ['product', 'prod'],
  ['Integral', 'integral'],
  ['integrate', 'integral'],
])

const RELATIONS: ReadonlyMap<string, Comparison> = new Map([
  ['Eq', '=='],
  ['Ne', '!='],
  ['Lt', '<'],
  ['Le', '<='],
  ['Gt', '>'],
  ['Ge', '>='],
])

/** Calls a name of SymPy with its first argument and the others; undefined where the arguments are others'. */
type Symbolic = (context: Context, first: Value, others: readonly Value[], args: Arguments, range: Range) => Value | undefined

const together =
  (sign: '+' | '*'): Symbolic =>
  (context, first, others, _, range) =>
    others.reduce((all, each) => operate(context, sign, all, each, range), first)
const derivative: Symbolic = (context, first, others, _, range) => differentiated(context, context.toTerm(first, range), others, range)

/** By name. */
const FUNCTIONS: ReadonlyMap<string, Symbolic> = new Map<string, Symbolic>([
  ...[...BINDERS].map(([name, op]): [string, Symbolic] => [
    name,
    (context, first, others, _, range) => bound(context, op, name, first, others, range),
  ]),
  ...[...RELATIONS].map(([name, op]): [string, Symbolic] => [
    name,
    (context, first, [second], _, range) => second && compare(context, op, first, second, range),
  ]),
  ['And', (context, first, others, _, range) => joined(context, 'and', [first, ...others], range)],
  ['Or', (context, first, others, _, range) => joined(context, 'or', [first, ...others], range)],
  ['Not', (context, first, _others, _, range) => unary(context, 'not', first, range)],
  ['Add', together('+')],
  ['Mul', together('*')],
  ['diff', derivative],
  ['Derivative', derivative],
  ['Piecewise', (context, first, others, _, range) => piecewise(context, [first, ...others], range)],
  ['KroneckerDelta', (context, first, [second = first], _, range) => indicator(context, compare(context, '==', first, second, range), range)],
  ['Function', (_context, first) => (first.kind === 'string' ? reference(first.value) : undefined)],
  ['symbols', (_context, first, _others, args) => functionsNamed(first, args.named.get('cls'))],
])

/** Whether SymPy has this name, and it is more than a row. */
export const isSymbolic = (name: string): boolean => FUNCTIONS.has(name)

/** Calls a name of SymPy; undefined where it is none of these. */
export function callSymbolic(context: Context, name: string, args: Arguments, range: Range): Value | undefined {
  const [first, ...others] = args.positional
  return first && FUNCTIONS.get(name)?.(context, first, others, args, range)
}

/** symbols('f g', cls=Function): unknown functions; undefined for other symbols. */
function functionsNamed(names: Value, kind: Value | undefined): Value | undefined {
  if (names.kind !== 'string' || kind?.kind !== 'reference' || !/\.Function$/.test(kind.path)) return undefined
  const functions = names.value.split(/[\s,]+/).flatMap((each) => (each === '' ? [] : [reference(each)]))
  return functions.length === 1 ? functions[0] : tupleOf(functions)
}

/** diff(f, x), diff(f, x, 2), diff(f, x, y), diff(f, (x, 2)). */
export function differentiated(context: Context, of: Term, by: readonly Value[], range: Range): Term {
  const names: string[] = []
  for (const value of by.flatMap((each) => (each.kind === 'list' ? each.items.value : [each]))) {
    const term = context.toTerm(value, range)
    const last = names.at(-1)
    if (term.kind === 'name') names.push(term.name)
    else if (term.kind === 'number' && last !== undefined && (term.value.asInteger ?? 9) <= 8)
      for (let k = 1; k < (term.value.asInteger ?? 0); k++) names.push(last)
    else return refuse('by what is differentiated is not known', range)
  }
  return { kind: 'derivative', of, by: names, range }
}

/** Sum(f, (i, 1, n)), Integral(f, (t, a, b)): the limits that come first bind innermost. */
function bound(context: Context, op: BinderTerm['op'], name: string, of: Value, limits: readonly Value[], range: Range): Term {
  if (limits.length === 0) return refuse(`"${name}" is read between limits`, range, 'write (x, a, b) behind what is added up or integrated')
  return limits.reduce<Term>(
    (body, limit) => {
      const [by, low, high] = context.elements(limit, range) ?? []
      const index = by === undefined ? undefined : context.toTerm(by, range)
      if (index?.kind !== 'name' || low === undefined || high === undefined)
        return refuse(`"${name}" is read between limits`, range, 'write (x, a, b) behind what is added up or integrated')
      return { kind: 'binder', op, index: index.name, low: context.toTerm(low, range), high: context.toTerm(high, range), body, range }
    },
    context.toTerm(of, range),
  )
}

/** Piecewise((a, c), (b, True)): the first of which the condition holds, no number where none does. */
function piecewise(context: Context, pieces: readonly Value[], range: Range): Term {
  return pieces.reduceRight<Term>((otherwise, piece) => {
    const [value, condition] = context.elements(piece, range) ?? []
    if (value === undefined || condition === undefined) return refuse('a piece is a value and a condition', range, 'write (value, condition)')
    const known = context.decide(condition, range)
    if (known !== undefined) return known ? context.toTerm(value, range) : otherwise
    return applyTerm('where', [conditionTerm(context, condition, range), context.toTerm(value, range), otherwise], range)
  }, NO_NUMBER)
}

/** All of these conditions, or one of them. */
function joined(context: Context, op: 'and' | 'or', conditions: readonly Value[], range: Range): Value {
  const decides = op === 'or'
  const open = conditions.filter((each) => context.decide(each, range) === undefined)
  if (conditions.some((each) => context.decide(each, range) === decides)) return truth(decides)
  const terms = open.map((each) => conditionTerm(context, each, range))
  return terms.length === 0 ? truth(!decides) : terms.reduce((all, each) => applyTerm(op, [all, each], range))
}

/** 1 where a condition holds, 0 elsewhere. */
const indicator = (context: Context, condition: Value, range: Range): Term =>
  condition.kind === 'boolean'
    ? numberTerm(condition.value ? 1 : 0, range)
    : applyTerm('where', [conditionTerm(context, condition, range), numberTerm(1), numberTerm(0)], range)
