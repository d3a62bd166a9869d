/** Functions of GLSL and HLSL. */
import type { Range } from '../../api.ts'
import { operate } from '../execute/arrays/operators.ts'
import type { Context } from '../execute/values/context.ts'
import type { Arguments, Value } from '../execute/values/value.ts'
import { argument, type Native, names, termAt } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'
import { normalized } from './matrices.ts'

const ZERO = numberTerm(0)
const ONE = numberTerm(1)
const cut = (x: Term, range: Range): Term => applyTerm('minimum', [applyTerm('maximum', [x, ZERO], range), ONE], range)

/** t² (3 - 2 t) of t = (x - a)/(b - a), cut off at 0 and 1. */
const smoothstep: Native = (context, args, range) => {
  const [a, b, x] = [0, 1, 2].map((k) => argument(args, k, range)) as [Value, Value, Value]
  const part = operate(context, '/', operate(context, '-', x, a, range), operate(context, '-', b, a, range), range)
  const t = cut(context.toTerm(part, range), range)
  const rest = applyTerm('sub', [numberTerm(3), applyTerm('mul', [numberTerm(2), t], range)], range)
  return applyTerm('mul', [applyTerm('pow', [t, numberTerm(2)], range), rest], range)
}

export const SHADER_NATIVES: readonly (readonly [string, Native])[] = [
  ['smoothstep', smoothstep],
  ['saturate', (context, args, range) => cut(termAt(context, args, 0, range), range)],
  [
    'mad',
    (context, args, range) =>
      operate(context, '+', operate(context, '*', argument(args, 0, range), argument(args, 1, range), range), argument(args, 2, range), range),
  ],
  ...names('fract frac', (context, args, range) => {
    const x = termAt(context, args, 0, range)
    return applyTerm('sub', [x, applyTerm('floor', [x], range)], range)
  }),
  [
    'step',
    (context, args, range) =>
      applyTerm('where', [applyTerm('ge', [termAt(context, args, 1, range), termAt(context, args, 0, range)], range), ONE, ZERO], range),
  ],
  [
    'reflect',
    (context, args, range) => {
      const [v, n] = [termAt(context, args, 0, range), termAt(context, args, 1, range)]
      const along = applyTerm('mul', [numberTerm(2), applyTerm('matmul', [n, v], range)], range)
      return applyTerm('sub', [v, applyTerm('mul', [along, n], range)], range)
    },
  ],
]

/** What is another thing as a function than as a method: length(v) of a shader is |v|, v.length() the number of components. */
export const FUNCTIONS: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['length', (context, args, range) => applyTerm('norm', [termAt(context, args, 0, range)], range)],
  [
    'distance',
    (context, args, range) => applyTerm('norm', [operate(context, '-', argument(args, 0, range), argument(args, 1, range), range) as Term], range),
  ],
  ['normalize', normalized],
  ['mix', mixed],
  ['lerp', mixed],
])

/** a + (b - a) t */
function mixed(context: Context, args: Arguments, range: Range): Value {
  const [a, b, t] = [0, 1, 2].map((k) => argument(args, k, range)) as [Value, Value, Value]
  return operate(context, '+', a, operate(context, '*', operate(context, '-', b, a, range), t, range), range)
}
