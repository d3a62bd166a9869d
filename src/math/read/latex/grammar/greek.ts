/** Greek letters that are a number where they stand alone and a function where they are called: the \sigma of \sigma^2 and of \sigma(Wx + b). */

import type { Operation } from '../../../expr.ts'
import { unicodeName } from '../../../print/identifier.ts'
import { numberTerm, ReadError } from '../../term.ts'
import { freeNames, substitute, valueOfTerm } from '../terms/terms.ts'
import { spoken } from '../tokens/spoken.ts'
import { latexOf, type Token } from '../tokens/tokens.ts'
import { functionOfCommand } from '../tokens/words.ts'
import type { Base, FunctionDefinition, Grammar } from './grammar.ts'
import { ACTIVATION, isRate } from './habits.ts'

/** The operation that a letter is where it is called, or that it is a factor before a parenthesis; undefined where nothing says which. */
export type Greek = { readonly op: string } | 'factor' | undefined

/** \sigma(z), \Gamma(x): a letter that the table knows as a function, unless it is a symbol of this text and what follows is no argument. */
export function greekFunction(g: Grammar, { name, latex }: Base, from: number, scripted: boolean): Greek {
  const operation = functionOfCommand(latex)
  if (operation === undefined) return undefined
  const { surroundings } = g
  const isTold = surroundings.declarationOf(name) !== undefined || surroundings.valueOf(name) !== undefined
  if (!isTold && !surroundings.isSymbol(name) && !(name === 'sigma' && isRate(g))) return { op: operation.name }
  if (!g.is('(') || scripted) return undefined
  const argument = kindOf(g, operation)
  if (argument === undefined) return undefined
  const close = Math.min(g.partner(g.at) + 1, g.end)
  const { called, product } = callOrProduct(name, latexOf(g.tokens.slice(g.at, close)))
  const call = `${called} as the ${operation.title} of what stands in parentheses`
  const range = g.rangeOf({ from, to: close })
  const isCall = argument === 'likely' ? g.choose(call, product, range) : !g.choose(product, call, range)
  return isCall ? { op: operation.name } : 'factor'
}

/** The two readings of a letter before parentheses, as notes name them. */
export function callOrProduct(name: string, parentheses: string): { readonly sign: string; readonly called: string; readonly product: string } {
  const [sign, inner] = [unicodeName(name), spoken(parentheses)]
  return { sign, called: sign + inner, product: `as a product: ${sign}${inner} = ${sign}·${inner}` }
}

/** W x, X \beta, w^\top x, \mathbf{w} \cdot \mathbf{x}: what layers of networks and linear models are made of. */
const LINEAR =
  /[A-Z](?:_(?:\w|\{[^{}]*\}))?(?:\^(?:\w|\{[^{}]*\}))?(?:\\[,;!])*(?:[a-z]|\\(?:mathbf|bm|boldsymbol|vec|beta|theta|phi)\b)|[a-z](?:_(?:\w|\{[^{}]*\}))?\}?\^\{?(?:T\b|\\top|\\intercal|\\mathsf)|\\(?:mathbf|bm|boldsymbol)\b/
/** \phi(W x + b) and \psi(\mathbf{A} \mathbf{x}): letters of activations before a layer. */
export const isOfLayer = (name: string, parentheses: string): boolean =>
  /^(?:phi|varphi|psi|rho|varrho)(?:_\w+)?$/.test(name) &&
  /W(?:_(?:\w|\{[^{}]*\}))?(?:\^(?:\w|\{[^{}]*\}|\\top))?(?:[a-z]|\\(?:mathbf|bm|boldsymbol|vec)\b)|\\(?:mathbf|bm|boldsymbol)\{?[A-Z]\}?(?:_\w)?\\(?:mathbf|bm|boldsymbol)\b/.test(
    parentheses.replaceAll(/\s|\\[,;!]/g, ''),
  )

/** w x + b, \beta_0 + \beta_1 x: a sum with a product of names in it. */
const AFFINE = /(?:\\[a-zA-Z]+|[a-z])(?:_(?:\w|\{[^{}]*\}))?\s*(?:\\cdot\s*)?(?:\\(?!cdot)[a-zA-Z]+|[a-z])(?:_(?:\w|\{[^{}]*\}))?\s*(?:[-+]|\)$)/
/** A name with its subscript, and its quotient by a number: \alpha, d_1, n/2. */
const ALONE = /^\((?:\\?[a-zA-Z]+(?:_(?:\w|\{[^{}]*\}))?)(?:\/\d+)?\)$/

/**
 * Does what stands in the parentheses here look like what a function is of, or may it be a factor? A name alone is no factor, but may be what
 * another function is of: of an activation only where the words speak of one.
 */
function kindOf(g: Grammar, { layer }: Operation): 'likely' | 'unlikely' | undefined {
  const tokens = g.tokens.slice(g.at, g.partner(g.at) + 1).filter(({ text }) => !/^\\(?:left|right)$/.test(text))
  const inner = latexOf(tokens)
  const isAlone = ALONE.test(inner)
  if (layer !== true) return isAlone ? 'likely' : 'unlikely'
  const isLayer = LINEAR.test(inner.replaceAll(' ', '')) || ((isAlone || AFFINE.test(inner)) && g.surroundings.says(ACTIVATION))
  return isLayer ? 'likely' : isAlone ? undefined : 'unlikely'
}

/** Places at which a definition is compared with the operation its letter is by habit. */
const PLACES = [0.3, 1.7]

/**
 * Is a letter alone a number, though the text defines a function of this name? \sigma(t) = 1/(1 + e^{-t}) is a function of whatever it is
 * called with, and says nothing of the \sigma of \sigma^2; the density \rho(T) = \rho_0 - a T is a quantity, and \rho its value. Where the
 * formula has no t, what the text says of the letter itself goes before the function.
 */
export function isNumberBeside(g: Grammar, name: string, definition: FunctionDefinition, from: number): boolean {
  const { text } = g.tokens[from] as Token
  const [parameter, ...others] = definition.parameters
  if (parameter === undefined || others.length > 0 || isFunctionIn(g, text)) return false
  const isForeign = !g.tokens.some((token) => token.text === parameter || token.text === `\\${parameter}`)
  if (isForeign && hasValue(g, name)) return true
  if (text !== `\\${name}`) return false
  const kind = kindOfFunction(g, name, definition, parameter)
  if (kind === undefined || (kind !== 'habit' && !isForeign)) return false
  const number = `${name} as a number beside the function ${name}(${parameter})`
  const value = `${name} as the value of the function ${name}(${parameter})`
  const range = g.rangeOf({ from, to: from + 1 })
  return kind === 'pure' ? !g.choose(value, number, range) : g.choose(number, value, range)
}

/** Does the text say what the name is, in a formula that can be read? */
function hasValue(g: Grammar, name: string): boolean {
  try {
    return g.surroundings.valueOf(name) !== undefined
  } catch (error) {
    if (error instanceof ReadError) return false
    throw error
  }
}

/** Is the letter called, primed or differentiated in this formula: \sigma' = \sigma - \sigma^2? */
const isFunctionIn = ({ tokens }: Grammar, letter: string): boolean =>
  tokens.some(({ text }, k) => {
    if (text !== letter) return false
    return /^(?:[('[]|\\prime|\\left)$/.test(tokens[k + 1]?.text ?? '') || /^(?:d|\\partial|\\nabla|\\circ)$/.test(tokens[k - 1]?.text ?? '')
  })

/** A function of nothing but its argument: the one that the letter is by habit, one that is called with more than a name, or another. */
function kindOfFunction(g: Grammar, name: string, definition: FunctionDefinition, parameter: string): 'habit' | 'called' | 'pure' | undefined {
  try {
    const body = definition.body()
    if ([...freeNames(body)].some((own) => own !== parameter)) return undefined
    const operation = functionOfCommand(`\\${name}`)
    const isHabit = PLACES.every((place) => {
      const value = valueOfTerm(substitute(body, new Map([[parameter, numberTerm(place)]])))
      const usual = operation?.kernel?.(place)
      return value === undefined || (typeof value === 'number' && usual !== undefined && Math.abs(value - usual) <= 1e-12 * Math.abs(usual))
    })
    if (operation?.args.length === 1 && isHabit) return 'habit'
    return g.surroundings.says(calledWithMore(name)) ? 'called' : 'pure'
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

/** \rho((x - m)/s): a call with more than a name. */
const calledWithMore = (name: string): RegExp =>
  new RegExp(String.raw`\\${name}\s*(?:\\!)?(?:\\left|\\[bB]ig+l?)?\(\s*(?!\\?[a-zA-Z]+(?:_\{?\w+\}?)?\s*(?:\\right|\\[bB]ig+r?)?\))`)
