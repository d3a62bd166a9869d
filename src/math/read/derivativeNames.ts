/** What names say of derivatives: grad, dW, loss_grad_w; and of what these are the derivatives. */
import type { Definition } from './term.ts'
import { fused, wordsOf } from './words.ts'

/** Words of a name that make it a derivative, and of which order. */
export const MARKS: ReadonlyMap<string, number> = new Map([
  ...['grad', 'grads', 'gradient', 'gradients', 'der', 'deriv', 'derivative', 'prime', 'dash', 'jac', 'jacobian', 'slope'].map(
    (word): [string, number] => [word, 1],
  ),
  ...['hess', 'hessian'].map((word): [string, number] => [word, 2]),
])
/** Words that say nothing of what is computed. */
export const FILLERS: ReadonlySet<string> = new Set(
  ['of', 'the', 'wrt', 'by', 'compute', 'calc', 'calculate', 'get', 'eval', 'evaluate', 'analytic', 'analytical', 'exact', 'my', 'first'].concat([
    'func',
    'function',
    'fn',
    'fun',
  ]),
)
/** What a gradient is used for is no value: grad_norm is the norm of one, grad_clip changes one. */
const USES: ReadonlySet<string> = new Set(['norm', 'clip', 'step', 'descent', 'ascent', 'check', 'update', 'scale', 'accum', 'hook', 'penalty'])

/** grad_norm(v): no derivative of norm(v). */
export const isUse = (name: string): boolean => wordsOf(name).some((word, k, all) => USES.has(word) && MARKS.has(all[k - 1] ?? ''))

/** Words of what is differentiated: a weight that is updated is returned beside its gradient too. */
const VALUE_WORDS: ReadonlySet<string> = new Set(
  'loss losses cost j f fx fval fun func y val value obj objective energy e l ell nll ll loglik likelihood logp lp error err mse score risk penalty potential out output residual r phi u'.split(
    ' ',
  ),
)

/** A name that is one of a derivative whatever it is the derivative of: grad, dW, ∇f. */
export const isOfDerivative = (name: string): boolean => /^(?:d[A-Z_]|∇)/u.test(name) || wordsOf(name).some((word) => MARKS.has(word))

const MARKED = /^(?:d|grad_|g_|delta_)\w/

/** A name that is one of a derivative by what stands behind its mark, or of what is handed back for that: dhPrev, grad_x, delta_h. */
export const isOfSomething = (name: string): boolean => MARKED.test(name) && !/^(?:data|dt|dim|dropout|dilation|device)/.test(name)

/** Names of derivatives by several things: among such dt is one too. */
export const areOfSomething = (names: readonly string[]): boolean => names.some(isOfSomething) && names.every((name) => MARKED.test(name))

type Named = Pick<Definition, 'name' | 'parameters'>

/** Whether what a function returns first is what its derivatives behind it are of, by its name or that of the function: gU is none of u. */
export const isValueName = (name: string, { name: of, parameters }: Named): boolean =>
  parameterOf(name, parameters) === undefined &&
  wordsOf(name === '' ? of : name).some((word) => VALUE_WORDS.has(word) || MARKS.has(word) || word === fused(of))

/** f and g, as optimisers ask for a value and its gradient: other pairs of functions have these letters too. */
export const areValueAndGradient = (value: string, name: string): boolean => /^(?:f|fx|fval|fun)$/.test(value) && /^g(?:x|val)?$/.test(name)

/** How many of the values that a function returns behind its first one are derivatives of that, by their names: loss, grad. */
export function derivativesBehind([value, ...behind]: readonly string[], named: Named): number {
  if (value === undefined || isOfDerivative(value) || !isValueName(value, named)) return 0
  // gradient(x, w, b) returns the derivatives by both: the first is one too.
  if (value === '' && isOfDerivative(named.name) && !wordsOf(named.name).some((word) => /^(?:and|with)$/.test(word))) return 0
  const first = behind.findIndex((name) => isDerivativeName(name, value, named) === undefined)
  return first < 0 ? behind.length : first
}

/** What is said where of several values that are returned the first one alone is read, and the others are its derivatives. */
export function derivativesSaid(value: string, derivatives: readonly string[]): string {
  const [verb, what] = derivatives.length === 1 ? ['is', 'derivative'] : ['are', 'derivatives']
  const isUnnamed = derivatives.includes('')
  const names = isUnnamed ? 'what is returned with it' : derivatives.join(' and ')
  return `read ${value || 'the first of the values that are returned'} alone: ${names} ${isUnnamed ? 'is' : verb} compared with its ${what}`
}

/**
 * Whether the name of what a function returns behind its value says that it is the derivative, and by which parameter where it says
 * so: grad, dJ, dtheta, grad_w; `optional`: it is computed only where it is asked for. Undefined where it does not.
 */
export function isDerivativeName(name: string, value: string, { name: of, parameters }: Named, optional = false): readonly string[] | undefined {
  const words = wordsOf(name)
  if (isUse(name)) return undefined
  const by = parameters.filter((parameter) => [`d${fused(parameter)}`, `d${fused(value)}d${fused(parameter)}`].includes(fused(name)))
  if (by.length === 1) return by
  const parameter = parameterOf(name, parameters)
  if (parameter !== undefined) return [parameter]
  if (words.some((word) => MARKS.get(word) === 1)) {
    const rest = words.filter((word) => !MARKS.has(word) && !FILLERS.has(word) && !wordsOf(value).includes(word))
    const named = parameterNamed(rest.join(''), parameters)
    return named !== undefined ? [named] : rest.length === 0 ? [] : undefined
  }
  // MATLAB's optimisers ask for the gradient as the second of several values.
  if (optional && name === 'g') return []
  if (/^∇/u.test(name) || (value !== '' && fused(name) === `d${fused(value)}`)) return []
  // loss_and_grad returns what its own name says, whatever that is called.
  const said = wordsOf(of)
  const joined = said.findIndex((word) => word === 'and' || word === 'with')
  return joined >= 0 && said.slice(joined).some((word) => MARKS.get(word) === 1) && !said.some((word) => USES.has(word)) ? [] : undefined
}

/** The one parameter called so, or so with a d before it. */
export function parameterNamed(word: string, parameters: readonly string[]): string | undefined {
  const found = parameters.filter((parameter) => word === fused(parameter) || word === `d${fused(parameter)}`)
  return found.length === 1 ? found[0] : undefined
}

/** The parameter that the name of a value says it is the derivative by: dw, grad_w, gW, dj_dw, w_grad. */
export function parameterOf(name: string, parameters: readonly string[]): string | undefined {
  const [own, words] = [fused(name), wordsOf(name)]
  const found = parameters.filter((parameter) => {
    const by = fused(parameter)
    const isOf = words.length > 1 && own.startsWith('d') && words.at(-1) === `d${by}`
    const isShort = (name === `g${parameter}` || name === `g_${parameter}`) && !MARKS.has(name)
    return isOf || isShort || [`d${by}`, `grad${by}`, `${by}grad`].includes(own)
  })
  return found.length === 1 ? found[0] : undefined
}

/** The name that what a method leaves in its object is the derivative by: dW, and grads.W by W itself. */
export const parameterLeft = (left: string, names: readonly string[]): string | undefined => {
  const own = left.slice(left.indexOf('.') + 1)
  return parameterOf(own, names) ?? (/^(?:grads?|gradients?|dparams)\./.test(left) ? names.find((name) => name === own) : undefined)
}
