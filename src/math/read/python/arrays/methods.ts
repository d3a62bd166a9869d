/** Methods and attributes of arrays: what keeps the value, what has a row of the table, what cuts the derivative off. */
import type { Range } from '../../../api.ts'
import type { Operation } from '../../../expr.ts'
import { isElementwise, operationSpelled } from '../../../ops/table.ts'
import { stretched } from '../../execute/arrays/filled.ts'
import { sizeOf, withRank } from '../../execute/arrays/sequences.ts'
import { countOfAll, rankSaid, shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { isBlank } from '../../execute/arrays/writes.ts'
import { applyRow } from '../../execute/calls/apply.ts'
import { isApply, numberOf, replaceTerms, termsIn } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { detach } from '../../execute/values/detach.ts'
import { type Arguments, copied, isCondition, isTerm, NONE, tupleOf, type Value } from '../../execute/values/value.ts'
import { transposed } from '../../execute/values/views.ts'
import { applyTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import type { Native } from '../arguments.ts'
import { rowOf } from '../modules.ts'
import { ARRAYS } from './arrays.ts'
import { placeAlong, sortedInPlace } from './ordered.ts'
import { differentiated } from './sympy.ts'

const UNCHANGED = new Set([
  'copy',
  'clone',
  'float',
  'double',
  'half',
  'to',
  'cpu',
  'cuda',
  'numpy',
  'contiguous',
  'requires_grad_',
  'tolist',
  'evalf',
  'simplify',
  'expand',
  'doit',
  'block_until_ready',
  'type',
  'n',
  'view_as_real',
  'any_value',
  'A1',
  ...['toarray', 'todense', 'to_dense', 'tocoo', 'tocsr', 'tocsc', 'tolil', 'asformat', 'coalesce'],
])
/** Of an array that has both of the axes that are exchanged. */
const OF_MATRICES = { matrix: true } as const

/** Whether x.transpose(1, 2) exchanges other axes than the last two: of an array that was given more axes before, or axes with one between. */
function areLeadingAxes(context: Context, object: Term, { positional }: Arguments): boolean {
  const axes = positional.map((value) => (isTerm(value) ? numberOf(value, context.facts.numbers)?.asInteger : undefined))
  const last = Math.max(...axes.map((axis) => axis ?? -1))
  const others = axes.some((axis) => axis !== undefined && axis >= 0 && axis < last - 1)
  if (others) return true
  return last >= 0 && (rankGiven(context, object) ?? last + 1) > last + 1
}

/** x.transpose(-1, -2): of a matrix the same in all libraries. */
const areLastAxes = (context: Context, { positional }: Arguments): boolean =>
  positional.every((value) => isTerm(value) && (numberOf(value, context.facts.numbers)?.asInteger ?? 0) < 0)

/** How many axes an array has that was reshaped to as many, and what is made of it. */
function rankGiven(context: Context, term: Term, depth = 0): number | undefined {
  const said = rankSaid(context, term)
  if (said !== undefined || term.kind !== 'apply' || depth > 12) return said
  const { shape } = term.attributes ?? {}
  if (term.op === 'reshape' && Array.isArray(shape)) return shape.length
  if (!KEEPS_AXES.test(term.op) && !isElementwise(term.op)) return undefined
  const ranks = term.args.map((arg) => rankGiven(context, arg, depth + 1)).filter((rank) => rank !== undefined)
  return ranks.length === 0 ? undefined : Math.max(...ranks)
}
const KEEPS_AXES = /^(?:matmul|softmax|log_softmax|transpose|swapaxes|where|cumsum)$/

/** What PyTorch means by these is not what NumPy does. */
const TORCH = new Set(['var', 'std', 'gather', 'index_select', 'narrow'])
const NOTHING = new Set(['backward', 'zero_grad', 'setflags', 'retain_grad', 'register_hook'])

/** Methods of PyTorch that put random numbers in the place of those there are. */
const RANDOM = /^(?:normal|uniform|bernoulli|exponential|log_normal|cauchy|geometric|random)_$/

/** Whether arrays have a method of this name. */
export const isArrayMethod = (name: string): boolean =>
  (/[a-z]_$/.test(name) && isArrayMethod(name.slice(0, -1))) ||
  UNCHANGED.has(name) ||
  NOTHING.has(name) ||
  name === 'detach' ||
  ARRAYS.has(name) ||
  rowOf(`numpy.${name}`) !== undefined ||
  rowOf(`torch.${name}`) !== undefined

/** x.name without a call; undefined where it is a method. */
export function arrayAttribute(context: Context, object: Term, name: string, range: Range): Value | undefined {
  switch (name) {
    case 'T':
      return transposed(object, range)
    case 'mT':
      return transposed(object, range, OF_MATRICES)
    case 'H':
      return applyTerm('transpose', [applyTerm('conj', [object])], range)
    case 'shape':
      return { kind: 'shape', of: object }
    case 'flat':
      return callArrayMethod(context, object, 'ravel', { positional: [], named: new Map(), ranges: [], range }, range, false)
    case 'size':
      return undefined
    case 'ndim':
      return rankAsked(context, object, range)
    case 'real':
      return applyTerm('re', [object], range)
    case 'imag':
      return applyTerm('im', [object], range)
    case 'A':
    case 'data':
    case 'values':
    case 'value':
      return object
    case 'at':
      return { kind: 'method', object, name }
    case 'dtype':
    case 'device':
      return NONE
    case 'grad':
      return refuse('this is a derivative that another library computes', range, 'select the function that is differentiated')
  }
  return undefined
}

/**
 * How many axes something has, asked for by the text: where it does not say so, it is read for a number of them that makes it a formula. What
 * is there to be brought beside arrays of more axes, t.reshape(len(t), *(1,) * (len(x.shape) - 1)), is shown beside a matrix: `least` axes.
 */
export function rankAsked(context: Context, object: Term, range: Range, least = 1): Term {
  const rank = rankSaid(context, object)
  if (rank !== undefined) return numberTerm(rank, range)
  // Of table[t] both the table and the places are asked for.
  if (object.kind === 'name') context.facts.goAlong([least > 1 ? withRank(context, object, least) : object], least - 1, SHOWN)
  else context.facts.goAlong(termsIn(object), 0, SHOWN)
  return refuse('the number of axes is not known here', range, 'state the shape in a comment such as # x: (n,)')
}

/**
 * The y and the x of y.reshape(x.shape) and y.view_as(x) where they are names of which nothing is known: y has the shape of x as it is where
 * both stand beside each other component by component.
 */
const areOpen = (context: Context, ...terms: readonly Term[]): boolean =>
  terms.every((term) => term.kind === 'name' && term.hint === undefined && shapeOfTerm(context, term) === undefined)

/** So long is an axis shown of which nothing is known. */
const SHOWN = 3

function asWhole(object: Term, range: Range): Value {
  const row = operationSpelled('numpy', 'trunc')
  return row === undefined ? refuse('cutting off decimals has no derivative', range) : applyTerm(row.name, [object], range)
}

/** object.name(...) for an array or a number. */
export function callArrayMethod(context: Context, object: Term, name: string, args: Arguments, range: Range, torch: boolean): Value {
  if (UNCHANGED.has(name) && !(torch && name === 'expand')) return name === 'copy' || name === 'clone' ? copied(object) : object
  if (NOTHING.has(name)) return NONE
  if (name === 'detach') return detach(context, object, range)
  if (torch && TORCH.has(name)) return callNative(context, name, object, args, range)
  switch (name) {
    case 'size': {
      if (args.positional.length === 0) return { kind: 'shape', of: object }
      const axis = Number(context.attribute(args.positional[0] as Value, range))
      return Number.isInteger(axis) ? sizeOf(context, object, axis, range) : refuse('which axis is meant is not known', range)
    }
    case 'dim':
    case 'ndimension':
      return arrayAttribute(context, object, 'ndim', range) as Value
    case 'numel':
      return countOfAll(context, object, range)
    case 'item': {
      if (args.positional.length > 0) return context.index(object, args.positional, range)
      // The one component of an array that kept its axes.
      const isKept = [...termsIn(object)].some((part) => part.kind === 'apply' && part.attributes?.['keepdims'] === true)
      return isKept || (shapeOfTerm(context, object)?.length ?? 0) > 0 ? applyTerm('sum', [object], range) : object
    }
    case 'astype': {
      const [type] = args.positional
      const path = type?.kind === 'reference' ? type.path : type?.kind === 'string' ? type.value : ''
      if (!/int|bool|long/.test(path) || isCondition(object)) return copied(object)
      return /bool/.test(path) ? applyTerm('ne', [object, numberTerm(0)], range) : asWhole(object, range)
    }
    case 'long':
    case 'int':
      return isCondition(object) || isBlank(object) || isApply(object, 'ones') ? copied(object) : asWhole(object, range)
    case 'bool':
      return isCondition(object) ? object : applyTerm('ne', [object, numberTerm(0)], range)
    case 't':
      return applyTerm('transpose', [object], range)
    case 'transpose':
      if (args.positional.length === 2 && (torch ? !areLeadingAxes(context, object, args) : areLastAxes(context, args)))
        return applyTerm('transpose', [object], range, OF_MATRICES)
      break
    case 'view':
    case 'view_as':
    case 'reshape_as':
    case 'reshape': {
      const [given] = args.positional
      const other =
        given === undefined ? undefined : name.endsWith('_as') ? context.toTerm(given, range) : given.kind === 'shape' ? given.of : undefined
      if (other !== undefined && args.positional.length === 1) {
        if (areOpen(context, object, other)) return object
        if (given?.kind !== 'shape')
          return callArrayMethod(context, object, 'reshape', { ...args, positional: [{ kind: 'shape', of: other }] }, range, torch)
      }
      // x.view(-1, 784): rows of so many numbers, where the text says no more of x.
      const [first, ...others] = args.positional
      const [last] = others
      const isFlat = first !== undefined && isTerm(first) && numberOf(first, context.facts.numbers)?.asInteger === -1 && others.length === 1
      const width = isFlat && last !== undefined && isTerm(last) ? numberOf(last, context.facts.numbers)?.asInteger : undefined
      if (width !== undefined && object.kind === 'name' && object.hint === undefined)
        // A column is made of a vector.
        return callArrayMethod(context, { ...object, hint: { rank: width === 1 ? 1 : 2 } }, name, args, range, torch)
      break
    }
    case 'where':
      return callNative(context, name, args.positional[0] ?? NONE, { ...args, positional: [object, ...args.positional.slice(1)] }, range)
    case 'unsqueeze':
      return callNative(context, 'expand_dims', object, args, range)
    case 'fill':
      return stretched(context, object, args.positional[0] ?? NONE, range)
    case 'copy_':
    case 'fill_':
    case 'zero_': {
      // What is there is filled, whatever it was.
      const filling = context.toTerm(args.positional[0] ?? numberTerm(0), range)
      return applyTerm('add', [applyTerm('zeros_like', [object], range), filling], range)
    }
    case 'expand': {
      // What has length -1 stays as it is.
      const lengths = args.positional.length === 1 ? (context.elements(args.positional[0] as Value, range) ?? args.positional) : args.positional
      const shape = lengths.map((length) => context.attribute(length, range)).map((length) => (length === -1 ? 1 : length))
      return applyTerm('mul', [applyTerm('ones', [], range, { shape }), object], range)
    }
    case 'repeat':
      if (torch)
        return applyRow(
          context,
          rowOf('numpy.tile') as Operation,
          {
            ...args,
            positional: [object, args.positional.length === 1 ? (args.positional[0] as Value) : tupleOf(args.positional)],
          },
          name,
          range,
        )
      break
    case 'select':
      if (args.positional.length === 2 && torch) return callNative(context, 'index_select', object, args, range)
      break
    case 'split':
      // That of a text.
      if (args.positional.length + args.named.size === 0) return refuse(`the method "${name}" is not known here`, range)
      if (torch) return callNative(context, name, object, args, range)
      break
    case 'unbind':
    case 'max':
    case 'min':
      if (torch && (name === 'unbind' || args.positional.length + args.named.size > 0)) return callNative(context, name, object, args, range)
      break
    case 'diff':
      if (args.positional.every((value) => isTerm(value) && value.kind === 'number')) return callNative(context, name, object, args, range)
      return differentiated(context, object, args.positional, range)
    case 'subs': {
      const [from, to] = args.positional.map((value) => (isTerm(value) ? value : undefined))
      if (from?.kind !== 'name' || to === undefined) return refuse('this substitution is not read', range)
      return replaceTerms(object, (term) => (term.kind === 'name' && term.name === from.name ? to : undefined))
    }
    case 'squeeze':
    case 'square':
    case 'sub':
    case 'reciprocal':
    case 'rsqrt':
    case 'masked_fill':
      return callNative(context, name, object, args, range)
    case 'lower':
    case 'upper':
      return refuse(`"${name}" is for texts`, range)
  }
  if (RANDOM.test(name)) return { kind: 'opaque', error: new ReadError(`"${name}" gives random numbers`, range, 'give the numbers a name') }
  if (/[a-z]_$/.test(name)) return callArrayMethod(context, object, name.slice(0, -1), args, range, torch)
  // NumPy's method sorts the array itself; PyTorch's gives the values in order and their places.
  if (name === 'sort' && !torch && !args.named.has('descending')) return sortedInPlace(context, object, args, range)
  if (/^(argsort|sort|median|quantile|topk|kthvalue)$/.test(name)) return callNative(context, name, object, args, range)
  if (/^arg(max|min)$/.test(name)) return placeAlong(context, name, { ...args, positional: [object, ...args.positional] }, range)
  const row =
    (torch ? rowOf(`torch.${name}`, args.positional.length + 1) : undefined) ??
    rowOf(`numpy.${name}`, args.positional.length + 1) ??
    rowOf(`torch.${name}`, args.positional.length + 1) ??
    rowOf(`jax.nn.${name}`, args.positional.length + 1)
  if (row === undefined && ARRAYS.has(name)) return callNative(context, name, object, args, range)
  if (row === undefined) return refuse(`the method "${name}" is not known here`, range)
  const all = { ...args, positional: [object, ...args.positional], ranges: [range, ...args.ranges] }
  return applyRow(context, row, all, name, range)
}

function callNative(context: Context, name: string, object: Value, args: Arguments, range: Range): Value {
  const native = ARRAYS.get(name) as Native
  return native(context, { ...args, positional: [object, ...args.positional] }, range, `torch.${name}`)
}
