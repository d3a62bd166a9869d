/** C++'s objects that stand for operators, std::plus<>(), and what goes over two arrays with them. */
import type { Range } from '../../api.ts'
import { operate } from '../execute/arrays/operators.ts'
import type { BinaryOperator } from '../execute/syntax/syntax.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { reference, type Value } from '../execute/values/value.ts'
import { argument, mapped, type Native, names, termAt } from '../grammar/library.ts'
import { callArrayMethod } from '../javascript/arrays.ts'
import { applyTerm, type Term } from '../term.ts'
import { OPERATOR_OBJECTS } from './constants.ts'

const functor: Native = (context, args, range, name) =>
  args.positional.length < 2
    ? reference(name)
    : operate(context, OPERATOR_OBJECTS.get(name) as BinaryOperator, termAt(context, args, 0, range), termAt(context, args, 1, range), range)

/** What an iterator belongs to. */
const whole = (value: Value): Value => (value.kind === 'method' ? value.object : value)

/** inner_product(begin, end, begin, start), and with what gathers and what meets in the place of + and *. */
const innerProduct: Native = (context, args, range, name) => {
  // transform_reduce(begin, end, start, gathers, f) of one array
  const [, , third, gathering, f] = args.positional
  if (third !== undefined && third.kind !== 'method' && f !== undefined && args.positional.length === 5) {
    const each = mapped(context, f, [whole(argument(args, 0, range))], range)
    return combined(context, each, third, gathering, range)
  }
  const [a, , b, start, gathers, meets] = args.positional.map(whole)
  if (a === undefined || b === undefined) return refuse(`"${name}" is read of two arrays and what it begins with`, range)
  if (gathers !== undefined) return gathered(context, [a, b], start, [gathers, meets], range)
  const product = applyTerm('matmul', [context.toTerm(a, range), context.toTerm(b, range)], range)
  return start === undefined ? product : operate(context, '+', context.toTerm(start, range), product, range)
}

function gathered(
  context: Context,
  [a, b]: readonly [Value, Value],
  start: Value | undefined,
  given: readonly (Value | undefined)[],
  range: Range,
): Value {
  const [gathers, meets] = given
  if (start === undefined || gathers === undefined || meets === undefined) return refuse('what is done with the two arrays is missing', range)
  return combined(context, mapped(context, meets, [a, b], range), start, gathers, range)
}

/** Values with what they begin with, made one. */
function combined(context: Context, each: Value, start: Value, gathers: Value | undefined, range: Range): Value {
  if (gathers === undefined) return refuse('how these are gathered is missing', range)
  if (gathers.kind === 'reference' && gathers.path === 'plus') {
    const total: Term = applyTerm('sum', [context.toTerm(each, range)], range)
    return operate(context, '+', context.toTerm(start, range), total, range)
  }
  const args = { positional: [gathers, start], named: new Map(), ranges: [range, range], range }
  return callArrayMethod(context, each, 'reduce', args, range) ?? refuse('this is not read', range)
}

export const FUNCTORS: readonly (readonly [string, Native])[] = [
  ...names([...OPERATOR_OBJECTS.keys()].join(' '), functor),
  ...names('inner_product transform_reduce', innerProduct),
]
