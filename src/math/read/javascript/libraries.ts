/** Functions and methods of math.js and TensorFlow.js, by the rows of the table. */
import type { Range } from '../../api.ts'
import type { Operation } from '../../expr.ts'
import { operationSpelled } from '../../ops/table.ts'
import { applyRow } from '../execute/calls/apply.ts'
import { negative, sum } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import type { Arguments, Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** Modules of these libraries, and the names everybody gives them. */
export const HABITS: ReadonlyMap<string, string> = new Map([
  ['tf', 'tensorflow'],
  ['math', 'mathjs'],
])

/** The name of a library's function without its library; undefined for what is in none. */
const nameIn = (path: string): string | undefined => /^(?:mathjs|tensorflow|@tensorflow\/tfjs(?:-\w+)?)\.(.+)$/.exec(path)?.[1]

type Binary = (a: Term, b: Term, range: Range) => Term
const row =
  (name: string): Binary =>
  (a, b, range) =>
    applyTerm(name, [a, b], range)

/** Operators under the names these libraries give them; 'product' and its like are settled by shapes, as math.js does. */
const OPERATORS: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ['add', row('add')],
  ['subtract', (a, b, range) => sum(a, negative(b, range), range, false)],
  ['sub', (a, b, range) => sum(a, negative(b, range), range, false)],
  ['multiply', row('product')],
  ['mul', row('mul')],
  ['dotMultiply', row('mul')],
  ['divide', row('quotient')],
  ['div', row('div')],
  ['dotDivide', row('div')],
  ['pow', row('pow')],
  ['dotPow', row('pow')],
  ['matMul', row('matmul')],
  ['dot', row('matmul')],
  ['squaredDifference', (a, b, range) => applyTerm('pow', [sum(a, negative(b, range), range, false), numberTerm(2)], range)],
  ['maximum', row('maximum')],
  ['minimum', row('minimum')],
])

/** What leaves its argument as it is, as far as mathematics goes. */
const SAME = /^(scalar|tensor[1-6]?d?|variable|matrix|clone|number|bignumber|complex|asScalar|toFloat|arraySync|dataSync|toArray|valueOf|cast)$/

/** sum is reduce_sum of TensorFlow in Python, relu its nn.relu. */
function rowNamed(name: string, count: number): Operation | undefined {
  const plain = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  for (const [library, spelling] of [
    ['tensorflow', `reduce_${plain}`],
    ['tensorflow', plain],
    ['tensorflow', `math.${plain}`],
    ['tensorflow', `nn.${plain}`],
    ['javascript', `Math.${name}`],
    ['numpy', plain],
    ['numpy', `linalg.${plain}`],
    ['torch', plain],
  ] as const) {
    const found = operationSpelled(library, spelling, count)
    if (found !== undefined) return found
  }
  return undefined
}

/** A function of these libraries, or a method of theirs on an array, which is then the first argument; undefined for others. */
export function callLibrary(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  const name = nameIn(path)
  if (name === undefined) return undefined
  const [value] = args.positional
  if (SAME.test(name)) return value ?? refuse(`"${name}" is called without a number`, range)
  if (name === 'tidy' || name === 'keep' || name === 'memo')
    return value?.kind === 'function' ? context.call(value, { ...args, positional: [] }, range) : (value ?? refuse('there is nothing to call', range))
  const operator = OPERATORS.get(name)
  if (operator !== undefined && args.positional.length >= 2) {
    const terms = args.positional.map((each, k) => context.toTerm(each, args.ranges[k] ?? range))
    return terms.slice(1).reduce((left, right) => operator(left, right, range), terms[0] as Term)
  }
  if (name === 'cube' && value !== undefined) return applyTerm('pow', [context.toTerm(value, range), numberTerm(3)], range)
  // sum(a, b, c) of several numbers, as math.js has it.
  const several = args.positional.length > 1 && /^(sum|mean|max|min)$/.test(name) && path.startsWith('mathjs')
  const given: Arguments = several
    ? {
        ...args,
        positional: [
          applyTerm(
            'array',
            args.positional.map((each) => context.toTerm(each, range)),
            range,
          ),
        ],
      }
    : args
  const found = rowNamed(name, given.positional.length)
  return found === undefined ? undefined : applyRow(context, found, given, name, range)
}
