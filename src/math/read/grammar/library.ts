/** Functions of Julia, MATLAB and R that are more than a row of the table: shapes, literals, products, reductions along an axis. */
import type { Range } from '../../api.ts'
import type { Attribute, Library, Operation } from '../../expr.ts'
import { operationNamed, operationSpelled } from '../../ops/table.ts'
import { broadcastCall, componentCount } from '../execute/arrays/columns.ts'
import { conditionTerm } from '../execute/arrays/comparisons.ts'
import { countOfChosen } from '../execute/arrays/counted.ts'
import { operate } from '../execute/arrays/operators.ts'
import { forEach, reduceSequence, sizeOf, symbolicElement } from '../execute/arrays/sequences.ts'
import { rankSaid, shapeOfTerm } from '../execute/arrays/shapes.ts'
import { gridOf, pointsBetween } from '../execute/arrays/spaced.ts'
import { applyRow, overSelection } from '../execute/calls/apply.ts'
import { isApply, negative, numberOf } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, isTerm, type SequenceValue, type Value } from '../execute/values/value.ts'
import { type ApplyTerm, applyTerm, COLUMNWISE, numberTerm, ReadError, type Term } from '../term.ts'
import { exactSize, longestOf } from './lengths.ts'

/** A function of a language, by its evaluated arguments. */
export type Native = (context: Context, args: Arguments, range: Range, name: string) => Value

export const argument = (args: Arguments, at: number, range: Range): Value => args.positional[at] ?? refuse('an argument is missing', range)
export const termAt = (context: Context, args: Arguments, at: number, range: Range): Term =>
  context.toTerm(argument(args, at, range), args.ranges[at] ?? range)

/** Calls a function value with values. */
export const call = (context: Context, f: Value, positional: readonly Value[], range: Range): Value =>
  context.call(f, { positional, named: new Map(), ranges: [], range }, range)

/** The names of other languages that are understood too, after a language's own. */
const OTHERS: readonly Library[] = ['text', 'numpy', 'linalg', 'python', 'c', 'sympy', 'torch']

/** The row that a name stands for in a language. E is an energy or a modulus, whatever constants other languages call so. */
export function rowNamed(own: readonly Library[], name: string, count?: number): Operation | undefined {
  for (const library of [...own, ...OTHERS]) {
    const row = operationSpelled(library, name, count)
    if (row !== undefined && (row.args.length > 0 || own.includes(library) || !/^[A-Z]$/.test(name))) return row
  }
  return operationSpelled('torch', `nn.functional.${name}`, count)
}

/** A row with its axis counted from 1. */
export function callRow(context: Context, row: Operation, args: Arguments, name: string, range: Range, keepdims = false): Value {
  if (row.attributes?.[0] !== 'axis') return applyRow(context, row, args, name, range)
  const [only] = args.positional
  const chosen =
    args.positional.length === 1 && only?.kind === 'sequence' && ((only.condition ?? only.weight) !== undefined || only.flat === true)
      ? only
      : undefined
  if (chosen !== undefined && (row.name === 'sum' || row.name === 'prod')) return reduceSequence(context, row.name, chosen, range)
  const count = chosen === undefined || row.name !== 'mean' ? undefined : countOfChosen(context, chosen, range)
  if (chosen !== undefined && count !== undefined) return applyTerm('div', [reduceSequence(context, 'sum', chosen, range), count], range)
  const given = args.positional[row.args.length] ?? args.named.get('dims') ?? args.named.get('dim')
  const x = { ...args, positional: args.positional.slice(0, 1), named: new Map() }
  if (given === undefined && context.dialect.firstResult === true && row.ranks?.[0] === 1) {
    const term = termAt(context, x, 0, range)
    const selected = row.name === 'sum' || row.name === 'mean' ? overSelection(context, row.name, term, range) : undefined
    return selected ?? applyTerm(row.name, [term], range, { axis: COLUMNWISE })
  }
  if (given === undefined || given.kind === 'string') return applyRow(context, row, x, name, range)
  return reducedAlong(context, row.name, termAt(context, args, 0, range), given, range, { keepdims })
}

/** A reduction along axes that count from 1; what is left of one along the columns is a row. */
function reducedAlong(context: Context, name: string, x: Term, given: Value, range: Range, attributes: ApplyTerm['attributes']): Term {
  const axes = [context.attribute(given, range)]
    .flat()
    .map((axis) => (typeof axis === 'number' && axis >= 1 ? axis - 1 : refuse('axes count from 1', range)))
  const axis: Attribute = axes.length === 1 ? (axes[0] as number) : axes
  const ofMatrix = attributes?.['keepdims'] !== true
  const reduced = applyTerm(name, [x], range, { ...attributes, axis, ofMatrix })
  return axis === 0 && ofMatrix && operationNamed(name)?.attributes?.includes('keepdims') ? applyTerm('transpose', [reduced], range) : reduced
}

/* Literals and shapes. */

/** Written out up to this many components, so that single ones can be replaced. */
const WRITTEN_OUT = 400

/** Arrays of arrays of these lengths, with a value in all places. */
export const writtenOut = ([length, ...rest]: readonly Attribute[], value: Term, range: Range): Term =>
  length === undefined
    ? value
    : applyTerm(
        'array',
        Array.from({ length: length as number }, () => writtenOut(rest, value, range)),
        range,
      )

/** Whether arrays of these lengths are written out: they are known, and have few components. */
export const isWrittenOut = (lengths: readonly Attribute[], most: number): boolean =>
  lengths.every((length) => typeof length === 'number' && Number.isInteger(length) && length > 0) &&
  lengths.reduce<number>((product, length) => product * (length as number), 1) <= most

/** A tensor of one value: lengths of 1 at its sides make it a column or a row. `terms` are the lengths that only shapes can tell. */
export function filled(lengths: readonly Attribute[], given: number | Term, range: Range, terms: readonly Term[] = []): Term {
  const value = typeof given === 'number' ? numberTerm(given, range) : given
  const row = lengths.length === 2 && lengths[0] === 1
  const shape = lengths.length === 2 && (row || lengths[1] === 1) ? [lengths[row ? 1 : 0] as Attribute] : lengths
  if (shape.length === 0 || (shape.length === 1 && shape[0] === 1 && lengths.length === 2)) return value
  const uniform = (name: string): Term => applyTerm(name, terms, range, { shape })
  const stretched = (): Term => {
    if (value.kind !== 'number' || !(value.value.isZero || value.value.isOne)) return applyTerm('mul', [value, uniform('ones')], range)
    return uniform(value.value.isZero ? 'zeros' : 'ones')
  }
  const term = isWrittenOut(shape, WRITTEN_OUT) ? writtenOut(shape, value, range) : stretched()
  return row ? applyTerm('transpose', [term], range) : term
}

/** The lengths that arguments state: 2, 3 or size(x) or (2, 3); those that only shapes can tell are added to the terms. */
export function lengthsOf(context: Context, values: readonly Value[], range: Range, terms?: Term[]): readonly Attribute[] {
  return values.filter((value) => value.kind !== 'string' && value.kind !== 'reference').flatMap((value) => context.attribute(value, range, terms))
}

/** zeros of lengths that only shapes can tell, to be filled in a loop. */
function blank(context: Context, values: readonly Value[], square: boolean, range: Range): Term | undefined {
  const lengths = values.filter(isTerm)
  if (!lengths.some((length) => isApply(length, 'size') && context.quietly(() => context.attribute(length, range)) === undefined)) return undefined
  const axes = square && lengths.length === 1 ? [...lengths, ...lengths] : lengths
  return applyTerm(
    'blank',
    axes.filter((length, k) => k === 0 || numberOf(length, context.facts.numbers)?.isOne !== true),
    range,
  )
}

/** zeros(m, n); `square`: zeros(n) is n × n (MATLAB). */
export const uniform =
  (value: number, square: boolean): Native =>
  (context, args, range, name) => {
    const [like] = args.positional
    const alike = like?.kind === 'shape' && args.positional.length === 1
    if (alike) {
      const inner = isApply(like.of, 'transpose') ? (like.of.args[0] as Term) : undefined
      if (inner !== undefined && rankSaid(context, inner) === 1) {
        const column = uniform(value, square)(context, { ...args, positional: [{ kind: 'shape', of: inner }] }, range, name)
        return applyTerm('transpose', [context.toTerm(column, range)], range)
      }
      const shape = shapeOfTerm(context, like.of)
      // A row of ones for a row.
      if (shape === undefined || (value === 1 && shape.length === 1)) return applyTerm(value === 0 ? 'zeros_like' : 'ones_like', [like.of], range)
    }
    const open = value === 0 ? blank(context, args.positional, square && !alike, range) : undefined
    if (open !== undefined) return open
    const terms: Term[] = []
    const isSquare = square && !alike && lengthsOf(context, args.positional, range, []).length === 1
    const lengths = lengthsOf(context, isSquare ? [...args.positional, ...args.positional] : args.positional, range, terms)
    return filled(lengths, value, range, terms)
  }

/** The identity, of a size that is stated or that the context says. */
export const identity: Native = (context, args, range) => {
  const [given] = args.positional
  const length = given === undefined ? undefined : context.quietly(() => context.attribute(given, range))
  if (length === undefined && given !== undefined && isTerm(given)) return applyTerm('identity', [given], range)
  if (Array.isArray(length) || typeof length !== 'number' || length > 30) return applyTerm('identity', [], range)
  const rows = Array.from({ length }, (_, i) =>
    applyTerm(
      'array',
      Array.from({ length }, (_, j) => numberTerm(i === j ? 1 : 0)),
      range,
    ),
  )
  return applyTerm('array', rows, range)
}

export const randomData: Native = (context, args, range, name) => {
  const shape = context.quietly(() => lengthsOf(context, args.positional, range))
  const lengths = shape?.filter((length, k) => !(length === 1 && shape.length === 2 && k === 1))
  return {
    kind: 'opaque',
    error: new ReadError(`"${name}" gives random numbers`, range, 'give the numbers a name'),
    shape:
      lengths !== undefined && lengths.length > 0 && lengths.every((each) => typeof each === 'number' || typeof each === 'string')
        ? (lengths as (number | string)[])
        : undefined,
  }
}

/** A grid of points: as data it stands for one point of it. */
export const grid: Native = (context, _args, range) => gridOf(context, undefined, range)

/** linspace(a, b, n): the points where n is known, inside a function, else a grid. */
export const spaced: Native = (context, args, range) => {
  const number = args.positional[2] ?? args.named.get('length') ?? args.named.get('length.out')
  const [start, stop] = [argument(args, 0, range), args.positional[1] ?? args.named.get('stop') ?? args.named.get('to')]
  const points =
    number === undefined || stop === undefined
      ? undefined
      : pointsBetween(context, context.toTerm(start, range), context.toTerm(stop, range), context.toTerm(number, range), range)
  const isRow = points !== undefined && context.dialect.rowRanges === true
  return gridOf(context, isRow ? applyTerm('transpose', [points], range, { range: true }) : points, range)
}

/** The columns of a matrix one below the other. */
export const stacked: Native = (context, args, range) => applyTerm('vec', [termAt(context, args, 0, range)], range)

/** reshape(x, m, n) by columns. */
export const reshaped: Native = (context, args, range) => {
  const open: Term[] = []
  const lengths = args.positional
    .slice(1)
    .flatMap((value) => (value.kind === 'shape' ? [0, 1].map((axis) => sizeOf(context, value.of, axis, range)) : [value]))
    .flatMap((value) =>
      value.kind === 'list' && value.items.value.length === 0 ? [-1] : value.kind === 'reference' ? [-1] : context.attribute(value, range, open),
    )
  const column = applyTerm('vec', [termAt(context, args, 0, range)], range)
  if (lengths.length === 1 || (lengths.length === 2 && lengths[1] === 1)) return column
  if (lengths.length === 2 && lengths[0] === 1) return applyTerm('transpose', [column], range)
  if (lengths.length !== 2) return refuse('only vectors and matrices are read here', range)
  return applyTerm(
    'transpose',
    [applyTerm('reshape', [column, ...open], range, { shape: [lengths[1] as Attribute, lengths[0] as Attribute] })],
    range,
  )
}

/** Blocks joined below (axis 0) or beside one another. */
export const joined =
  (axis: 0 | 1): Native =>
  (context, args, range) => {
    const parts = args.positional.map((value) => context.toTerm(value, range))
    return applyTerm('blocks', parts, range, { columns: axis === 1 ? [parts.length] : parts.map(() => 1) })
  }

/** size(x) and size(x, axis). */
export const sizes: Native = (context, args, range) => {
  const value = argument(args, 0, range)
  const of = context.toTerm(value, range)
  const [, axis] = args.positional
  return axis === undefined ? { kind: 'shape', of } : exactSize(sizeOf(context, of, Number(context.attribute(axis, range)) - 1, range))
}

export const lengthOf: Native = (context, args, range) => {
  const value = argument(args, 0, range)
  if (value.kind === 'list') return numberTerm(value.items.value.length, range)
  if (value.kind === 'range') {
    const elements = context.elements(value, range)
    if (elements !== undefined) return numberTerm(elements.length, range)
  }
  const chosen = countOfChosen(context, value, range)
  if (chosen !== undefined) return chosen
  const term = context.toTerm(value, range)
  return longestOf(context, term, range)
}

/** A capital letter is a matrix. */
const isMatrixByName = (term: Term): boolean =>
  isApply(term, 'zeros_like') ? isMatrixByName(term.args[0] as Term) : term.kind === 'name' && /^[A-Z]/.test(term.name)

/** The number of components. */
export const countOf: Native = (context, args, range) => {
  const value = argument(args, 0, range)
  if (value.kind === 'list' || value.kind === 'sequence') return lengthOf(context, args, range, 'length')
  const term = context.toTerm(value, range)
  const rank = rankSaid(context, term)
  if (rank === 2 || (rank === undefined && isMatrixByName(term))) return componentCount(context, term, range)
  const length = lengthOf(context, args, range, 'length')
  // Of what turns out to be a matrix, all of its components are counted.
  const isOpen = rank === undefined && isTerm(length) && isApply(length, 'size') && length.args[0] === term
  return isOpen ? { ...length, attributes: { ...length.attributes, whole: true } } : length
}

/* Products and reductions. */

/** The sum of the products of all components, of vectors the inner product. */
export const dot: Native = (context, args, range) => {
  const [a, b] = [termAt(context, args, 0, range), termAt(context, args, 1, range)]
  if (args.positional.length === 3) return applyTerm('matmul', [a, applyTerm('matmul', [b, termAt(context, args, 2, range)], range)], range)
  return isMatrixByName(a) || isMatrixByName(b) ? applyTerm('sum', [applyTerm('mul', [a, b], range)], range) : applyTerm('matmul', [a, b], range)
}

/** An operator that also has a name: plus(a, b). */
export const operator =
  (op: string): Native =>
  (context, args, range) => {
    const [first, ...rest] = args.positional.map((_, k) => termAt(context, args, k, range)) as [Term, ...Term[]]
    return rest.length === 0
      ? op === 'sub'
        ? negative(first, range)
        : first
      : rest.reduce((left, right) => applyTerm(op, op === 'ldivide' ? [right, left] : [left, right], range), first)
  }

/** What stands in a product of matrices is no number: a capital letter a matrix, another name a vector. */
export function withAxes(term: Term): Term {
  if (term.kind === 'apply' && (term.op === 'transpose' || term.op === 'neg')) return { ...term, args: term.args.map(withAxes) }
  if (term.kind !== 'name' || term.hint?.rank !== undefined) return term
  return { ...term, hint: { ...term.hint, rank: isMatrixByName(term) ? 2 : 1 } }
}

/** a .+ b is written where one of them is an array: in W * x .+ b, W is a matrix. */
export const broadcastSum =
  (op: '+' | '-'): Native =>
  (context, args, range) => {
    const [a, b] = [0, 1].map((k) => {
      const term = termAt(context, args, k, range)
      const [left, right] = isApply(term, 'product') ? term.args : []
      const isLinear = left !== undefined && isMatrixByName(left) && right?.kind === 'name' && !isMatrixByName(right)
      return isLinear ? { ...(term as ApplyTerm), args: [withAxes(left), withAxes(right)] } : term
    }) as [Term, Term]
    return operate(context, op, a, b, range, '+')
  }

/** max(x) is the largest component, max(a, b) the larger of two. */
export const extremum =
  (all: string, each: string): Native =>
  (context, args, range, name) => {
    const [value, second, axis] = args.positional
    if (args.positional.length <= 1 || (second !== undefined && isEmpty(second))) {
      const row = operationNamed(all) as Operation
      return callRow(context, row, { ...args, positional: [value, axis].filter((each) => each !== undefined) as Value[], ranges: [] }, name, range)
    }
    return applyTerm(
      each,
      args.positional.map((_, k) => termAt(context, args, k, range)),
      range,
    )
  }

export const isEmpty = (value: Value): boolean => value.kind === 'list' && value.items.value.length === 0

/** Variance and standard deviation divide by n − 1, unless told otherwise. */
export const spread =
  (name: 'var' | 'std'): Native =>
  (context, args, range) => {
    const matlab = context.dialect.firstResult === true
    const corrected = args.named.get('corrected') ?? args.positional[1]
    const along = args.named.get('dims') ?? args.positional[2]
    const whole =
      corrected?.kind === 'boolean'
        ? !corrected.value
        : corrected !== undefined && isTerm(corrected) && numberOf(corrected, context.facts.numbers)?.isOne === true
    const x = termAt(context, args, 0, range)
    const ddof = whole ? 0 : 1
    if (along !== undefined && along.kind !== 'string') return reducedAlong(context, name, x, along, range, { ddof, keepdims: !matlab })
    return applyTerm(name, [x], range, matlab && along === undefined ? { ddof, axis: COLUMNWISE } : { ddof })
  }

/** Loss of smoothness is said by name: what picks a position. */
export const position: Native = (_context, _args, range, name) => refuse(`"${name}" picks a position, which has no derivative`, range)
export const derivative: Native = (_context, _args, range) =>
  refuse('this asks for a derivative itself', range, 'select the function that is differentiated')
export const same: Native = (_context, args, range) => argument(args, 0, range)

/** The condition decides between two values. */
export const choice: Native = (context, args, range) => {
  const condition = argument(args, 0, range)
  const known = condition.kind === 'boolean' ? condition.value : undefined
  if (known !== undefined) return argument(args, known ? 1 : 2, range)
  return applyTerm('where', [conditionTerm(context, condition, range), termAt(context, args, 1, range), termAt(context, args, 2, range)], range)
}

/** f of every element: listed where they can be counted, else one element for all. */
export function mapped(context: Context, f: Value, values: readonly Value[], range: Range): Value {
  const lists = values.map((value) => context.elements(value, range))
  const [first] = lists
  if (first !== undefined && lists.every((list) => list?.length === first.length))
    return {
      kind: 'list',
      form: 'list',
      items: new Cell(
        first.map((_, k) =>
          call(
            context,
            f,
            lists.map((list) => (list as Value[])[k] as Value),
            range,
          ),
        ),
      ),
    }
  if (values.every((value) => isTerm(value))) return broadcastCall(context, f, { positional: values, named: new Map(), ranges: [], range })
  const [value, other] = values
  if (value === undefined || other !== undefined) return refuse('how many elements there are is not known', range)
  const row: SequenceValue = symbolicElement(context, value, 'i', range)
  return { ...row, element: forEach(context, row.index, () => call(context, f, [row.element], range), range) }
}

/** base and argument of a logarithm, its base written first. */
export const logarithm: Native = (context, args, range) => {
  const [first, second] = args.positional
  if (second === undefined) return applyTerm('ln', [context.toTerm(argument(args, 0, range), range)], range)
  return applyTerm(
    'div',
    [applyTerm('ln', [context.toTerm(second, range)], range), applyTerm('ln', [context.toTerm(first as Value, range)], range)],
    range,
  )
}

export const names = (list: string, native: Native): [string, Native][] => list.split(' ').map((name) => [name, native])

/** s, c = sincos(x) */
export const sineAndCosine: Native = (context, args, range) => ({
  kind: 'list',
  form: 'tuple',
  items: new Cell(['sin', 'cos'].map((name) => applyTerm(name, [termAt(context, args, 0, range)], range))),
})
