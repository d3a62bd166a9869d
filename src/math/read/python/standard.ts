/** Python's standard library around numbers: functools, itertools, operator, collections, dataclasses. */
import type { Range } from '../../api.ts'
import { compare } from '../execute/arrays/comparisons.ts'
import { operate } from '../execute/arrays/operators.ts'
import { runningFold } from '../execute/arrays/running.ts'
import { symbolicElement } from '../execute/arrays/sequences.ts'
import { gather } from '../execute/loops/folding.ts'
import type { BinaryOperator, ClassSyntax, Comparison, Statement } from '../execute/syntax/syntax.ts'
import { negative, numberOf } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, copied, copiedWhole, isTerm, listOf, NONE, reference, tupleOf, type Value } from '../execute/values/value.ts'
import { applyTerm } from '../term.ts'
import { type Native, twoTerms } from './arguments.ts'
import { EINOPS } from './arrays/einops.ts'
import { SCIPY_FACTORS, TORCH_FACTORS } from './arrays/factors.ts'
import { SPECIAL_FORMULAS } from './arrays/formulas.ts'
import { NUMBERLESS } from './arrays/numberless.ts'
import { DISTANCES } from './arrays/pairs.ts'
import { torchNorm } from './arrays/rearranged.ts'
import { SCIPY } from './arrays/scipy.ts'
import { SPARSE } from './arrays/sparse.ts'
import { WEIGHTED_SUMS } from './arrays/weighted.ts'
import { dictionary, dictionaryOfKeys, dictionaryThatFills } from './dictionaries.ts'
import { CONTROL } from './transforms/control.ts'

const invoke = (context: Context, f: Value, positional: readonly Value[], range: Range): Value =>
  context.call(f, { positional, named: new Map(), ranges: [], range }, range)

function elementsOf(context: Context, value: Value | undefined, range: Range): readonly Value[] {
  const known = value === undefined ? undefined : context.elements(value, range)
  if (known !== undefined) return known
  // What is gone along is remembered: with a known length it can be read.
  if (value !== undefined) context.quietly(() => symbolicElement(context, value, 'i', range))
  return refuse('how many elements there are is not known', range)
}

const countOf = (context: Context, value: Value | undefined): number | undefined =>
  value !== undefined && isTerm(value) ? numberOf(value, context.facts.numbers)?.asInteger : undefined

/** What there is after each element, before the first of which `start` stands. */
const runningResults = (context: Context, f: Value, start: Value | undefined, elements: readonly Value[], range: Range): Value[] =>
  runningFold(context, start === undefined ? elements : [start, ...elements], (before, item) => invoke(context, f, [before, item], range), range)

const reduce: Native = (context, args, range) => {
  const [f, items, start] = args.positional
  if (f === undefined || items === undefined) return refuse('an argument is missing', range)
  const elements = context.elements(items, range)
  if (elements === undefined) {
    const row = symbolicElement(context, items, 'i', range)
    if (start === undefined) return refuse('how often "reduce" runs is not known', range)
    return gather(context, row, start, (total) => invoke(context, f, [total, row.element], range), range)
  }
  return runningResults(context, f, start, elements, range).at(-1) ?? refuse('there is nothing to reduce', range)
}

const accumulate: Native = (context, args, range) => {
  const start = args.named.get('initial')
  const elements = elementsOf(context, args.positional[0], range)
  const f = args.positional[1] ?? args.named.get('func') ?? reference('operator.add')
  return listOf(runningResults(context, f, start, elements, range))
}

/** Choices of `size` elements: in which order, and whether one may be taken again, as the walk over positions says. */
const choices =
  (from: (last: number, taken: readonly number[]) => (k: number) => boolean): Native =>
  (context, args, range) => {
    const items = elementsOf(context, args.positional[0], range)
    const size = countOf(context, args.positional[1] ?? args.named.get('r')) ?? items.length
    let rows: number[][] = [[]]
    for (let k = 0; k < size; k++) {
      rows = rows.flatMap((row) =>
        items
          .map((_, at) => at)
          .filter(from(row.at(-1) ?? -1, row))
          .map((at) => [...row, at]),
      )
      context.spend(range, rows.length)
    }
    return listOf(rows.map((row) => tupleOf(row.map((at) => items[at] as Value))))
  }

const product: Native = (context, args, range) => {
  const lists = args.positional.map((value) => elementsOf(context, value, range))
  const repeat = countOf(context, args.named.get('repeat')) ?? 1
  let rows: Value[][] = [[]]
  for (const list of Array.from({ length: repeat }, () => lists).flat()) {
    rows = rows.flatMap((row) => list.map((item) => [...row, item]))
    context.spend(range, rows.length)
  }
  return listOf(rows.map(tupleOf))
}

const repeat: Native = (context, args, range) => {
  const [value, times] = args.positional
  const count = countOf(context, times ?? args.named.get('times')) ?? refuse('how often this is repeated is not known', range)
  context.spend(range, count)
  return listOf(Array.from({ length: Math.max(0, count) }, () => value ?? NONE))
}

const sliced: Native = (context, args, range) => {
  const [items, ...bounds] = args.positional
  const [start, stop, step] = bounds.length === 1 ? [undefined, bounds[0], undefined] : bounds
  return context.index(items ?? NONE, [{ kind: 'slice', start, stop, step }], range)
}

const binary =
  (op: BinaryOperator): Native =>
  (context, args, range) => {
    const [a, b] = args.positional
    return a === undefined || b === undefined ? refuse('an argument is missing', range) : operate(context, op, a, b, range)
  }
const comparing =
  (op: Comparison): Native =>
  (context, args, range) => {
    const [a, b] = args.positional
    return a === undefined || b === undefined ? refuse('an argument is missing', range) : compare(context, op, a, b, range)
  }

/** A class of tuples with the fields that a call of namedtuple lists. */
const namedTuple: Native = (context, args, range) => {
  const [title, list] = args.positional
  const fields =
    list?.kind === 'string'
      ? list.value.split(/[\s,]+/).filter((field) => field !== '')
      : elementsOf(context, list, range).map((field) => (field.kind === 'string' ? field.value : ''))
  const body: Statement[] = fields.map((name) => ({ kind: 'assign', targets: [{ kind: 'name', name, range }], annotation: range, range }))
  const definition: ClassSyntax = { name: title?.kind === 'string' ? title.value : 'the tuple', nameRange: range, bases: [], body: () => body, range }
  return { kind: 'class', definition, bases: [reference('typing.NamedTuple')], members: { variables: new Map() } }
}

/** By the dotted path. */
export const STANDARD: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...CONTROL,
  ...SPECIAL_FORMULAS,
  ...WEIGHTED_SUMS,
  ...DISTANCES,
  ...SCIPY,
  ...SPARSE,
  ...EINOPS,
  ['functools.reduce', reduce],
  [
    'functools.partial',
    (_context, args, range) => {
      const [callee, ...positional] = args.positional
      return callee === undefined ? refuse('an argument is missing', range) : { kind: 'partial', callee, positional, named: args.named }
    },
  ],
  ['functools.wraps', () => reference('functools.update_wrapper')],
  ['functools.update_wrapper', (_context, args) => args.positional[0] ?? NONE],
  ['itertools.accumulate', accumulate],
  ['itertools.combinations', choices((last) => (k) => k > last)],
  ['itertools.combinations_with_replacement', choices((last) => (k) => k >= last)],
  ['itertools.permutations', choices((_, taken) => (k) => !taken.includes(k))],
  ['itertools.product', product],
  ['itertools.chain', (context, args, range) => listOf(args.positional.flatMap((value) => elementsOf(context, value, range)))],
  [
    'itertools.chain.from_iterable',
    (context, args, range) => listOf(elementsOf(context, args.positional[0], range).flatMap((value) => elementsOf(context, value, range))),
  ],
  [
    'itertools.pairwise',
    (context, args, range) => {
      const items = elementsOf(context, args.positional[0], range)
      return listOf(items.slice(1).map((item, k) => tupleOf([items[k] as Value, item])))
    },
  ],
  ['itertools.repeat', repeat],
  ['itertools.islice', sliced],
  ...(
    [
      ['add', '+'],
      ['sub', '-'],
      ['mul', '*'],
      ['truediv', '/'],
      ['floordiv', '//'],
      ['mod', '%'],
      ['pow', '**'],
      ['matmul', '@'],
    ] as const
  ).map(([name, op]): [string, Native] => [`operator.${name}`, binary(op)]),
  ...(
    [
      ['lt', '<'],
      ['le', '<='],
      ['gt', '>'],
      ['ge', '>='],
      ['eq', '=='],
      ['ne', '!='],
    ] as const
  ).map(([name, op]): [string, Native] => [`operator.${name}`, comparing(op)]),
  ['operator.neg', (context, args, range) => negative(context.toTerm(args.positional[0] ?? NONE, range), range)],
  ['collections.namedtuple', namedTuple],
  ['collections.OrderedDict', dictionary],
  ['collections.defaultdict', dictionaryThatFills],
  ['builtins.dict.fromkeys', dictionaryOfKeys],
  ['collections.deque', (_context, args) => args.positional[0] ?? listOf([])],
  [
    'dataclasses.field',
    (context, args, range) => {
      const factory = args.named.get('default_factory')
      return args.named.get('default') ?? (factory === undefined ? NONE : invoke(context, factory, [], range))
    },
  ],
  ['dataclasses.replace', (context, args, range) => replaced(context, args, range)],
  ['copy.copy', (_context, args) => copied(args.positional[0] ?? NONE)],
  ['copy.deepcopy', (_context, args) => copiedWhole(args.positional[0] ?? NONE)],
  ...SCIPY_FACTORS,
  ...TORCH_FACTORS,
  ['torch.norm', torchNorm],
  ['typing.cast', (_context, args) => args.positional[1] ?? NONE],
  ...NUMBERLESS.map(([name, native]): [string, Native] => [`math.${name}`, native]),
  ['math.dist', (context, args, range) => distance(context, args, range)],
  ['math.sumprod', (context, args, range) => applyTerm('matmul', [...twoTerms(context, args, range)], range)],
  ['math.fsum', (context, args, range) => context.call(reference('builtins.sum'), args, range)],
])

function distance(context: Context, args: Arguments, range: Range): Value {
  const [a, b] = twoTerms(context, args, range)
  return applyTerm('norm', [applyTerm('add', [a, negative(b, range)], range)], range)
}

/** The object with some fields set anew. */
function replaced(_context: Context, args: Arguments, range: Range): Value {
  const [object] = args.positional
  if (object?.kind !== 'instance') return refuse('what is replaced here is not known', range)
  const attributes = new Map([...object.attributes].map(([name, cell]) => [name, new Cell(cell.value)]))
  for (const [name, value] of args.named) attributes.set(name, new Cell<Value | undefined>(value))
  return { ...object, attributes }
}
