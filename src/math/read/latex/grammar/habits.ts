/** Letters that are functions by the habit of a field when called: J_0(x) and K_\nu(x) of Bessel, N(d_1) of option prices, \varphi(d) beside \Phi(d), \psi(x) beside \Gamma(x). */

import { besselOf } from '../../ranks/habits.ts'
import { nameTerm, numberTerm, type Term } from '../../term.ts'
import { suffixOf } from '../names/names.ts'
import { startsName } from '../names/operands.ts'
import { closesGroup, opensGroup } from '../tokens/tokens.ts'
import type { Base, Grammar, Span } from './grammar.ts'

/** The operation, with the arguments that stand in the letter's subscript. */
export interface Habit {
  readonly op: string
  readonly before: readonly Term[]
}

const NORMAL = /\\Phi\s*(?:\\!\s*)?(?:\\left|\\[Bb]ig+l?)?\s*[([]|\b(?:normal|Gaussian)\s+(?:probability\s+)?(?:density|pdf|PDF)\b/

const BETA =
  /\b[bB]eta[- ](?:function|distribution|density|law|prior|binomial)|\\d?binom\b|\\Gamma\b|\bB\s*(?:\\left)?\(\s*(?:\\alpha|a\s*,\s*b)|\\mathrm\s*(?:B|\{\s*B\s*\})\s*(?:\\left)?\(/

/** ψ is Γ′/Γ where the text has a Γ that is called, or says its name. */
const DIGAMMA = /digamma|\\Gamma\s*(?:\\!\s*)?(?:\\left|\\[Bb]ig+l?)?\s*[([]/

/** J_0(x), J_\nu(x), "Bessel": functions of Bessel are about; J_0 of an intensity would not be called. */
const BESSEL = /\bbessel\b|\bJ_\{?(?:0|\\nu|\\alpha|[nmk])\}?\s*(?:\\left|\\[Bb]ig+l?)?\s*\(/i

/**
 * J_2 is a number, a moment of a planet's field or a coupling, where no Bessel function is about and the text speaks of it alone ($J_2$), what
 * stands behind it is raised, J_2 (R/r)^2, or a sum, or J_1 is no function there either.
 */
export function isFactor(g: Grammar, name: string): boolean {
  const order = /^J(?:_(\d))?$/.exec(name)?.[1]
  if (order === undefined || g.surroundings.says(BESSEL)) return false
  const close = g.partner(g.at)
  let depth = 0
  const adds = g.tokens.slice(g.at, close).some(({ text }, k) => {
    if (opensGroup(text)) depth++
    else if (closesGroup(text)) depth--
    return depth === 1 && k > 1 && /^[-+]$/.test(text)
  })
  return (
    adds ||
    g.tokens[close + 1]?.text === '^' ||
    (!/[01]/.test(order) && close > g.at + 2) ||
    g.surroundings.says(new RegExp(String.raw`[$(,]\s*J_\{?${order}\}?\s*(?:\$|\\\)|,)`))
  )
}

/**
 * f_x (x (1 + k r^2) + 2 p x y) + c_x: a focal length, or the part of a force along x, before what is put together; a partial derivative f_x is
 * taken at places that have names, f_x(x_0, y_0).
 */
export function isAlongAxis(g: Grammar, name: string): boolean {
  const [open, close] = [g.at, g.partner(g.at)]
  if (!/^[fghuv]_[xyz]$/.test(name) || close <= open) return false
  const inner = g.tokens.slice(open + 1, close).filter(({ text }) => !/^\\(?:left|right)$/.test(text))
  let depth = 0
  const isAt = (mark: RegExp): boolean => {
    depth = 0
    return inner.some(({ text }) => {
      if (opensGroup(text)) depth++
      else if (closesGroup(text)) depth--
      return depth === 0 && mark.test(text)
    })
  }
  const letters = new Set(inner.flatMap(({ kind, text }) => (kind === 'letter' ? [text] : [])))
  return !isAt(/^,$/) && isAt(/^[-+]$/) && letters.size > 2
}

/** Words of networks and of logistic models. */
export const ACTIVATION = /sigmoid|logistic|activation|squash|neural|neuron|network|element-?wise|component-?wise|non-?linear|layer/i
const MOTION = /\\dot\b|\\d?frac\s*\{\s*(?:d|\\mathrm\{d\})\s*\w\s*\}\s*\{\s*(?:d|\\mathrm\{d\})\s*t\s*\}/

/** \sigma before a parenthesis is a number where the text speaks of it alone, or in a motion before a difference of places, \sigma(y - x). */
export function isRate(g: Grammar): boolean {
  const { surroundings } = g
  if (surroundings.says(ACTIVATION)) return false
  const [left, sign, right, close] = [1, 2, 3, 4].map((k) => g.peek(k))
  const isDifference = left?.kind === 'letter' && sign?.text === '-' && right?.kind === 'letter' && close?.text === ')'
  return (isDifference && surroundings.says(MOTION)) || surroundings.says(/[$(]\s*\\sigma\s*(?:\$|\\\)|,)/)
}

/** What a letter with this subscript is where an argument follows; undefined where it is nothing known. */
export function habitualFunction(g: Grammar, base: Base, sub: Span | undefined): Habit | undefined {
  const isUpright = /^\\mathrm\b/.test(base.latex)
  if ((base.dressed && !(isUpright && base.name === 'B')) || !g.is('(')) return undefined
  if (sub === undefined) {
    // \varphi(d) beside \Phi(d), or where the words say so, is the density of the normal law.
    if (/^(?:var)?phi$/.test(base.name)) return g.surroundings.says(NORMAL) ? { op: 'norm_pdf', before: [] } : undefined
    // B(a, b) beside \Gamma or a binomial coefficient, of \alpha, upright, or called so.
    if (base.name === 'B')
      return g.tokens.slice(g.at, g.partner(g.at)).some(({ text }) => text === ',') && g.surroundings.says(BETA)
        ? { op: 'beta', before: [] }
        : undefined
    if (base.name === 'psi') return g.surroundings.says(DIGAMMA) ? { op: 'digamma', before: [] } : undefined
    const at = g.is('-', 1) ? 2 : 1
    const isTold = g.surroundings.says(/\bstandard normal (?:cdf|CDF|c\.d\.f\.|cumulative|distribution function)/)
    return base.name === 'N' && ((g.peek(at)?.text === 'd' && g.is('_', at + 1)) || isTold) ? { op: 'norm_cdf', before: [] } : undefined
  }
  if (!/^[JYIK]$/.test(base.name)) return undefined
  const after = g.at
  const order = suffixOf(g, sub)
  g.at = after
  if (order === undefined || isFactor(g, `${base.name}_${order}`)) return undefined
  const letter = base.name.toLowerCase()
  // Intensities and constants are called I_0 and K_1 too; of κ, as in a density on the circle, and where the text says so, it is the function.
  const modified = letter === 'i' || letter === 'k'
  if (modified && order !== 'nu' && !isCallOfProduct(g) && g.peek(1)?.text !== '\\kappa' && !g.surroundings.says(/bessel/i)) return undefined
  if (order === '0' || order === '1') return { op: `${letter}${order}`, before: [] }
  const bessel = besselOf(`${base.name}_${order}`)
  return bessel && { op: bessel.row, before: [typeof bessel.order === 'number' ? numberTerm(bessel.order) : nameTerm(bessel.order)] }
}

/** I_0(x \nu/\sigma^2): nobody puts a product in parentheses to multiply by it. */
function isCallOfProduct(g: Grammar): boolean {
  // I_0 (\sin\beta/\beta)^2: an intensity.
  if (g.tokens[g.partner(g.at) + 1]?.text === '^') return false
  const inner = g.tokens.slice(g.at + 1, g.partner(g.at))
  let depth = 0
  for (const { text } of inner) {
    if (opensGroup(text)) depth++
    else if (closesGroup(text)) depth--
    else if (depth === 0 && /^(?:[-+,]|\\[pm]m)$/.test(text)) return false
  }
  return inner.length > 1
}

const ADDED =
  /(?:^|[=()] )[A-Z](?: _ (?:\w|\{ [^{}]* \}))? ([-+]) (?:\\(?:lambda|sigma|epsilon|varepsilon|mu|alpha|tau|eta|delta|gamma|nu|kappa|beta|rho)(?: [_^] (?:\w|\{ [^{}]* \}))*(?: \\,)? ?)+$/
const VARIANCE = /[+,] \\sigma(?: _ (?:[a-z]|\{ [^{}]* \}|\\[a-z]+))? \^ (?:2|\{ 2 \})(?: _ (?:[a-z]|\{ [^{}]* \}|\\[a-z]+))?(?: \\,)?$/

/** \mathcal{N}(x; 0, I) */
const COVARIANCE = /\\mathcal (?:\{ )?N (?:\} )?\( [^()]*, $/

/**
 * K + \sigma_n^2 I, A + \lambda I: what is added to a capital, times a number with a Greek letter, or to anything, times a variance; R I is no
 * such. What is subtracted is, in parentheses before a factor: (A - \lambda I) x.
 */
export function isAddedTo(g: Grammar, from: number): boolean {
  const before = g.tokens
    .slice(0, from)
    .map(({ text }) => text)
    .join(' ')
  if (VARIANCE.test(before) || COVARIANCE.test(`${before} `)) return true
  const [, sign] = ADDED.exec(before) ?? []
  const [close, next] = g.tokens.slice(from + 1, from + 3)
  return sign === '+' || (sign === '-' && close?.text === ')' && (next?.text === '^' || startsName(next)))
}

/** D(x) beside D(G(z)): a capital that has a name alone in parentheses behind it somewhere in the formula. */
export const isCalledElsewhere = ({ tokens }: Grammar, name: string): boolean =>
  /^[A-Z]$/.test(name) &&
  tokens.some(({ text }, k) => text === name && tokens[k + 1]?.text === '(' && tokens[k + 2]?.kind === 'letter' && tokens[k + 3]?.text === ')')
