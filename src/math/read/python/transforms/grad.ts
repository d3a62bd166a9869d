/** Derivatives inside of what is read: jax.grad(f)(x) by a number, an array or a bundle of them, and value_and_grad. */

import type { Range } from '../../../api.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { replaceTerms, sameTerm } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { Cell } from '../../execute/values/store.ts'
import { type Arguments, NONE, reference, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** What grad and its like make of a function; no names can be spelled so. */
const SLOPE = 'slope of'
const VALUE_FIRST = 'value and slope of'
const VALUE_LAST = 'slope and value of'
const JACOBIAN = 'jacobian of'
const HESSIAN = 'hessian of'
const EACH = 'slope of each'
const MADE: ReadonlySet<string> = new Set([SLOPE, VALUE_FIRST, VALUE_LAST, JACOBIAN, HESSIAN, EACH])
export const isSlope = (path: string): boolean => MADE.has(path)

const UNKNOWN_ARGUMENT = 'by which argument is differentiated must be a known number'
const HINT = 'select the function that is differentiated'

const slopeOf = (path: string, f: Value, which: Value, aux: Value = NONE): Value => ({
  kind: 'partial',
  callee: reference(path),
  positional: [f, which, aux],
  named: new Map(),
})

const slope =
  (path: string): Native =>
  (context, args, range, called) => {
    if (called === 'torch.autograd.grad') return byInputs(context, args, range)
    if (called.startsWith('torch.autograd.functional.')) return at(path, context, args, range)
    return slopeOf(
      path,
      need(args, 0, range, 'fun', 'func', 'f'),
      argument(args, 1, 'argnums', 'argnum') ?? NONE,
      argument(args, 2, 'has_aux') ?? NONE,
    )
  }

/** Sources: the documentation of jax, torch.func, torch.autograd.functional and autograd. */
export const SLOPES: readonly (readonly [string, Native])[] = [
  ['grad', slope(SLOPE)],
  ['value_and_grad', slope(VALUE_FIRST)],
  ['grad_and_value', slope(VALUE_LAST)],
  ...['jacobian', 'jacfwd', 'jacrev'].map((name) => [name, slope(JACOBIAN)] as const),
  ['hessian', slope(HESSIAN)],
  ['elementwise_grad', slope(EACH)],
]

/** The derivative of the function by one or several of its arguments, at what is given. */
export function callSlope(context: Context, path: string, args: Arguments, range: Range): Value {
  const [f, which = NONE, aux = NONE, ...given] = args.positional as [Value, ...Value[]]
  // The Jacobian of the gradient.
  if (path === HESSIAN) return callSlope(context, JACOBIAN, { ...args, positional: [slopeOf(SLOPE, f, which, aux), which, aux, ...given] }, range)
  const hasAux = aux.kind === 'boolean' && aux.value
  const call = (positional: readonly Value[]): readonly [Value, Value] => {
    const result = context.call(f, { ...args, positional, ranges: args.ranges.slice(3), range }, range)
    const [first, ...others] = hasAux && result.kind === 'list' ? result.items.value : [result]
    if (hasAux && others.length !== 1) return refuse('a function with has_aux gives two values', range)
    return [first ?? NONE, others[0] ?? NONE]
  }
  const by = (k: number): Value => {
    const point = given.at(k) ?? refuse(UNKNOWN_ARGUMENT, range, HINT)
    const place = k < 0 ? k + given.length : k
    return eachLeaf(
      context,
      point,
      (leaf, put) =>
        slopeAt(
          context,
          leaf,
          (own) => {
            const value = context.toTerm(call(given.map((value, j) => (j === place ? put(own) : value)))[0], range)
            return path === EACH ? applyTerm('sum', [value], range) : value
          },
          range,
          path === JACOBIAN ? 'jacobian' : 'gradient',
        ),
      range,
    )
  }
  const several = which.kind === 'list'
  const numbers = (several ? which.items.value : [which]).map((value) =>
    value.kind === 'none' ? 0 : ((value.kind === 'number' ? value.value.asInteger : undefined) ?? refuse(UNKNOWN_ARGUMENT, range, HINT)),
  )
  const slopes = numbers.map(by)
  const derivative = several ? tupleOf(slopes) : (slopes[0] as Value)
  const hasValue = path === VALUE_FIRST || path === VALUE_LAST
  if (!hasValue && !hasAux) return derivative
  const [value, more] = call(given)
  if (!hasValue) return tupleOf([derivative, more])
  const whole = hasAux ? tupleOf([value, more]) : value
  return path === VALUE_FIRST ? tupleOf([whole, derivative]) : tupleOf([derivative, whole])
}

/** jacobian(f, x) and hessian(f, (x, y)) of torch.autograd.functional, at what is given. */
function at(path: string, context: Context, args: Arguments, range: Range): Value {
  const [f, inputs] = [need(args, 0, range, 'func'), need(args, 1, range, 'inputs')]
  const points = inputs.kind === 'list' ? inputs.items.value : [inputs]
  const which = inputs.kind === 'list' ? tupleOf(points.map((_, k) => numberTerm(k))) : NONE
  return callSlope(context, path, { positional: [f, which, NONE, ...points], named: new Map(), ranges: [], range }, range)
}

/** The derivative by a name that stands in the place of one array. */
function slopeAt(context: Context, point: Term, of: (own: Term) => Term, range: Range, placed: 'gradient' | 'jacobian' = 'gradient'): Term {
  const own = nameTerm(context.facts.placeName(), range)
  const shape = shapeOfTerm(context, point)
  if (shape !== undefined) context.facts.declare(own.name, { shape })
  return { kind: 'derivative', of: of(own), by: [own.name], at: [point], placed, range }
}

/** torch.autograd.grad(outputs, inputs, grad_outputs): the derivatives of what was computed, by what it was computed of. */
function byInputs(context: Context, args: Arguments, range: Range): Value {
  const inputs = need(args, 1, range, 'inputs')
  const slopes = eachSlope(context, need(args, 0, range, 'outputs'), inputs, argument(args, 2, 'grad_outputs') ?? NONE, range)
  return slopes.kind === 'list' ? slopes : tupleOf([slopes])
}

/** What with tf.GradientTape() as tape opens; no name can be spelled so. */
const TAPE = 'gradient tape'
export const isTape = (path: string): boolean => path === TAPE || path.startsWith(`${TAPE}.`)
export const TAPES: readonly (readonly [string, Native])[] = [['GradientTape', () => reference(TAPE)]]

/** tape.gradient(target, sources, output_gradients); what else is asked of a tape changes nothing. Source: TensorFlow's documentation. */
export function callTape(context: Context, path: string, args: Arguments, range: Range): Value {
  const name = path.slice(TAPE.length + 1)
  if (name === 'watch' || name === 'reset') return NONE
  if (name !== 'gradient') return refuse(`"${name}" of a tape is not known here`, range)
  return eachSlope(context, need(args, 0, range, 'target'), need(args, 1, range, 'sources'), argument(args, 2, 'output_gradients') ?? NONE, range)
}

/** The derivatives of the sum of all outputs, each component times its weight where there are such, by each of the inputs. */
function eachSlope(context: Context, outputs: Value, inputs: Value, weights: Value, range: Range): Value {
  const termsOf = (value: Value): readonly Term[] =>
    value.kind === 'none' ? [] : value.kind === 'list' ? value.items.value.map((item) => context.toTerm(item, range)) : [context.toTerm(value, range)]
  const by = termsOf(weights)
  const sums = termsOf(outputs).map((output, k) => {
    const weight = by[k]
    return applyTerm('sum', [weight === undefined ? output : applyTerm('mul', [output, weight], range)], range)
  })
  const whole = sums.length === 1 ? (sums[0] as Term) : applyTerm('add', sums, range)
  return eachLeaf(
    context,
    inputs,
    (input) => slopeAt(context, input, (own) => replaceTerms(whole, (part) => (sameTerm(part, input) ? own : undefined)), range),
    range,
  )
}

/** A bundle with each array in it changed; `put` gives the bundle with another array in the place of that one. */
function eachLeaf(context: Context, value: Value, change: (leaf: Term, put: (other: Value) => Value) => Value, range: Range): Value {
  const walk = (part: Value, put: (other: Value) => Value): Value => {
    if (part.kind === 'list') {
      const { value: items } = part.items
      const inside = (k: number, other: Value): Value => put({ ...part, items: new Cell(items.map((item, j) => (j === k ? other : item))) })
      return { ...part, items: new Cell(items.map((item, k) => walk(item, (other) => inside(k, other)))) }
    }
    if (part.kind === 'dictionary') {
      const { value: entries } = part.entries
      const inside = (key: string, other: Value): Value => put({ ...part, entries: new Cell(new Map(entries).set(key, other)) })
      return { ...part, entries: new Cell(new Map([...entries].map(([key, item]) => [key, walk(item, (other) => inside(key, other))]))) }
    }
    return change(context.toTerm(part, range), put)
  }
  return walk(value, (other) => other)
}
