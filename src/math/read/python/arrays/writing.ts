/** Calls of NumPy and PyTorch that write into an array: x.mul_(2), x.fill(0), np.copyto(x, y), np.multiply(a, b, out=x), relu(x, inplace=True). */
import type { Range } from '../../../api.ts'
import { stretched } from '../../execute/arrays/filled.ts'
import { overwrite } from '../../execute/arrays/holders.ts'
import type { Context } from '../../execute/values/context.ts'
import { type Arguments, isTerm, type MethodValue, type ReferenceValue, type Value } from '../../execute/values/value.ts'
import { applyTerm, type Term } from '../../term.ts'

/** Methods whose name ends so and that write nothing. */
const HARMLESS = /^requires_grad_$/
const FILLED_FIRST = /\.(?:copyto|fill_diagonal|(?:add|subtract)\.at)$/

/** How many arrays NumPy's universal functions take before the one they write into (NumPy reference, Universal functions). */
const OF_ONE =
  /^numpy\.(?:exp2?|expm1|log(?:2|10|1p)?|sqrt|cbrt|square|reciprocal|negative|positive|abs|absolute|fabs|sign|a?(?:sin|cos|tan)h?|arc(?:sin|cos|tan)h?|floor|ceil|rint|trunc|deg2rad|rad2deg|radians|degrees)$/
const OF_TWO =
  /^numpy\.(?:add|subtract|multiply|(?:true_|floor_)?divide|(?:float_)?power|pow|maximum|minimum|fmax|fmin|arctan2|atan2|hypot|copysign|logaddexp2?|mod|fmod|remainder|heaviside|matmul|dot)$/

/** multiply(a, b, y) as multiply(a, b, out=y). */
export function withTarget(callee: ReferenceValue | MethodValue, args: Arguments): Arguments {
  const path = callee.kind === 'reference' ? callee.path : ''
  const inputs = OF_ONE.test(path) ? 1 : OF_TWO.test(path) ? 2 : undefined
  const target = inputs === undefined || args.spread === true ? undefined : args.positional[inputs]
  if (target === undefined || args.positional.length !== (inputs as number) + 1) return args
  return { ...args, positional: args.positional.slice(0, inputs), named: new Map([...args.named, ['out', target]]) }
}

/** What is written into by a call; undefined where it only gives a value. */
function targetOf(context: Context, callee: ReferenceValue | MethodValue, args: Arguments): Value | undefined {
  const out = args.named.get('out')
  if (out !== undefined && out.kind !== 'none') return out.kind === 'list' ? out.items.value[0] : out
  const inplace = args.named.get('inplace')
  if (inplace?.kind === 'boolean' && inplace.value) return args.positional[0]
  if (callee.kind === 'reference') return FILLED_FIRST.test(callee.path) ? args.positional[0] : undefined
  // JAX's arrays never change.
  const sorts = callee.name === 'sort' && context.dialect.updatesArrays === true
  return sorts || callee.name === 'fill' || (/[a-z]_$/.test(callee.name) && !HARMLESS.test(callee.name)) ? callee.object : undefined
}

/** The value of a call, for all who hold what it is written into. */
export function writingInto(context: Context, callee: ReferenceValue | MethodValue, args: Arguments, value: Value, range: Range): Value {
  const target = targetOf(context, callee, args)
  if (target === undefined || !isTerm(target) || !isTerm(value)) return value
  // An argument given back as it is would be two names of one array.
  const changed: Term = callee.kind === 'reference' && callee.path.endsWith('.copyto') ? stretched(context, target, value, range) : { ...value }
  overwrite(context, target, changed, undefined)
  return changed
}

/** add(x, y, alpha=c) adds c y. */
export function withAlpha(context: Context, callee: ReferenceValue | MethodValue, args: Arguments, range: Range): Arguments {
  const alpha = args.named.get('alpha')
  const name = callee.kind === 'method' ? callee.name : callee.path.slice(callee.path.lastIndexOf('.') + 1)
  if (alpha === undefined || !/^(?:add|sub|subtract)_?$/.test(name)) return args
  const at = callee.kind === 'method' ? 0 : 1
  const scaled = (other: Value, k: number): Value =>
    k === at ? applyTerm('mul', [context.toTerm(alpha, range), context.toTerm(other, range)], range) : other
  return { ...args, positional: args.positional.map(scaled), named: new Map([...args.named].filter(([key]) => key !== 'alpha')) }
}
