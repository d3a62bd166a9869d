/** Which operation of the table a command or a word names: asked of the table's own spellings, nothing is listed here. */
import type { Operation } from '../../../expr.ts'
import { COMPLEX } from '../../../ops/complex.ts'
import { operationNamed, operationSpelled } from '../../../ops/table.ts'
import { greekCharacter } from './symbols.ts'
import type { Token } from './tokens.ts'

/** Rows whose name in LaTeX would be taken for something else. */
const isFunction = (operation: Operation | undefined): operation is Operation => operation !== undefined && operation.args.length > 0

/** The function a command such as \sin names, before the next token. */
export function functionOfCommand(command: string, next?: { readonly text: string }): Operation | undefined {
  const spelled = operationSpelled('latex', command)
  if (isFunction(spelled)) return isNumber(spelled, next) ? undefined : spelled
  const greek = greekCharacter(command)
  if (greek !== undefined) {
    const byCharacter = operationSpelled('text', greek)
    return isFunction(byCharacter) ? byCharacter : undefined
  }
  const word = command.slice(1)
  for (const found of [operationSpelled('latex', `\\operatorname{${word}}`), operationSpelled('text', word)]) if (isFunction(found)) return found
  return undefined
}

/** The row of this name, where people call it anything at all: others are only made inside. */
function byRow(name: string): Operation | undefined {
  const operation = operationNamed(name)
  return operation !== undefined && Object.keys(operation.spell ?? {}).length > 0 ? operation : undefined
}

/** The function a word such as ReLU names, in any of the ways LaTeX, plain text and the table call it. */
export function functionOfWord(word: string): Operation | undefined {
  for (const found of [
    operationSpelled('latex', `\\operatorname{${word}}`),
    operationSpelled('latex', `\\${word}`),
    operationSpelled('text', word),
    operationSpelled('text', word.toLowerCase()),
    byRow(word.toLowerCase()),
  ]) {
    if (isFunction(found)) return found
  }
  return undefined
}

/** \Re before no bracket is the Reynolds number; `next` is the token behind the name. */
export const isNumber = (operation: Operation, next: { readonly text: string } | undefined): boolean =>
  COMPLEX.has(operation) && !/^(?:[([{|]|\\[{|]|\\(?:left|[bB]igg?l?))$/.test(next?.text ?? '')

/** \text{var} and \text{threshold} with nothing behind them are names; `applied` tells whether an argument follows. */
export const isQuantity = (operation: Operation, next: { readonly text: string } | undefined, applied: boolean): boolean =>
  isNumber(operation, next) || (!applied && (operation.attributes?.[0] === 'axis' || operation.args.length > 1))

/** Functions of the table of which one undoes the other. */
const MUTUAL: ReadonlyMap<string, string> = new Map([
  ['logit', 'sigmoid'],
  ['sigmoid', 'logit'],
])

/** The inverse of a function as its exponent -1 means it: of \sin, \tanh, \operatorname{erf}, \Phi, \operatorname{logit}; undefined where the table has none. */
export function inverseFunction(name: string): Operation | undefined {
  const inverse =
    operationNamed(MUTUAL.get(name) ?? `${name}inv`) ?? (name.endsWith('_cdf') ? operationNamed(name.replace('_cdf', '_ppf')) : undefined)
  if (inverse !== undefined) return inverse
  if (!/^(?:sin|cos|tan|sec|csc|cot)h?$/.test(name)) return undefined
  for (const spelled of [`arc${name}`, `ar${name}`, `a${name}`]) {
    const operation = functionOfWord(spelled)
    if (operation !== undefined) return operation
  }
  return undefined
}

/** The constant a command names (\pi, \infty). */
export function constantOfCommand(command: string): Operation | undefined {
  const operation = operationSpelled('latex', command)
  return operation !== undefined && operation.args.length === 0 && operation.kernel !== undefined ? operation : undefined
}

/** \pi = 3.14159: says what a constant is anyway, to so many decimals. */
export function restatesConstant([left = [], right = [], ...others]: readonly (readonly Token[])[]): boolean {
  const [sign, number] = [left[0], right[0]]
  const decimals = number?.kind === 'number' && right.length === 1 && others.length === 0 ? (number.text.split('.')[1]?.length ?? 0) : 0
  const constant = sign !== undefined && left.length === 1 && decimals > 0 ? constantOfCommand(sign.text)?.kernel?.() : undefined
  return constant !== undefined && Math.abs(Number(number?.text) - constant) <= 10 ** -decimals
}

/** "where σ is the sigmoid": said in words to be a function. */
export const isSigmoidInWords = (text: string): boolean =>
  /\\sigma\s*\$?(?:\\\))?[^.$]{0,40}\b(?:sigmoid|logistic|activation|squashing)\b|\b(?:sigmoid|logistic|activation)(?: function| nonlinearity)?\s*(?:\$|\\\()?\s*\\sigma/.test(
    text,
  )
