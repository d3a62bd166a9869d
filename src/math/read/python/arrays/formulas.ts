/** Library functions that are one formula in their arguments, component by component, and how such a formula is filled in. */
import type { Range } from '../../../api.ts'
import { openPlain } from '../../plain/plain.ts'
import { numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** Formulas of code are component by component, whatever shapes there are. */
const COMPONENTWISE: ReadonlyMap<string, string> = new Map([
  ['product', 'mul'],
  ['quotient', 'div'],
  ['power', 'pow'],
])
const read = new Map<string, Term>()

/** A formula with terms for its names, at this place of the text. */
export function filledIn(formula: string, names: ReadonlyMap<string, Term>, range: Range): Term {
  const body = read.get(formula) ?? openPlain(formula).read({}).body
  read.set(formula, body)
  const fill = (term: Term): Term => {
    if (term.kind === 'name') return names.get(term.name) ?? term
    return term.kind === 'apply'
      ? { ...term, op: COMPONENTWISE.get(term.op) ?? term.op, args: term.args.map(fill), range, label: undefined }
      : { ...term, range }
  }
  return fill(body)
}

/** A function by its parameters, with defaults, and its formula. */
const formula =
  (parameters: string, body: string): Native =>
  (context, args, range) => {
    const names = parameters.split(' ').map((parameter, k): [string, Term] => {
      const [name = '', initial] = parameter.split('=')
      const given = argument(args, k, name) ?? (initial === undefined ? need(args, k, range, name) : numberTerm(Number(initial)))
      return [name, context.toTerm(given, range)]
    })
    return filledIn(body, new Map(names), range)
  }

/** By the last part of the name, in every array library. */
export const FORMULAS: readonly (readonly [string, Native])[] = [
  ['lerp', formula('input end weight', 'input + weight*(end - input)')],
  ['addcmul', formula('input tensor1 tensor2 value=1', 'input + value*tensor1*tensor2')],
  ['addcdiv', formula('input tensor1 tensor2 value=1', 'input + value*tensor1/tensor2')],
  ['squared_difference', formula('x y', '(x - y)^2')],
  ['divide_no_nan', formula('x y', 'x/y')],
  ['multiply_no_nan', formula('x y', 'x*y')],
  ['integer_pow', formula('x y', 'x^y')],
  ['ldexp', formula('x i', 'x*2^i')],
  ['clamp_min', formula('input low', 'max(input, low)')],
  ['clamp_max', formula('input high', 'min(input, high)')],
]

/** By the dotted path. */
export const SPECIAL_FORMULAS: readonly (readonly [string, Native])[] = (
  [
    ['boxcox', 'x lmbda', '(x^lmbda - 1)/lmbda'],
    ['boxcox1p', 'x lmbda', '((1 + x)^lmbda - 1)/lmbda'],
    ['inv_boxcox', 'y lmbda', '(lmbda*y + 1)^(1/lmbda)'],
    ['inv_boxcox1p', 'y lmbda', '(lmbda*y + 1)^(1/lmbda) - 1'],
    ['rgamma', 'z', '1/gamma(z)'],
    ['poch', 'z m', 'gamma(z + m)/gamma(z)'],
    ['cosm1', 'x', 'cos(x) - 1'],
    ['i0e', 'x', 'besseli(0, x)*exp(-abs(x))'],
    ['i1e', 'x', 'besseli(1, x)*exp(-abs(x))'],
    ['chdtr', 'v x', 'gammainc(v/2, x/2)'],
    ['chdtrc', 'v x', '1 - gammainc(v/2, x/2)'],
    ['softplus', 'x', 'ln(1 + exp(x))'],
  ] as const
).flatMap(([name, parameters, body]) =>
  ['scipy.special', 'jax.scipy.special', 'torch.special'].map((module) => [`${module}.${name}`, formula(parameters, body)] as const),
)
