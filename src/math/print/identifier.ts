/** Names of the mathematics (theta, x_1, V_max, y_hat) taken apart, and written in ASCII, Unicode or LaTeX. */

/** Greek letters: identifier, then lower case letter; the LaTeX command is the identifier after a backslash. */
const GREEK: readonly (readonly [string, string])[] = [
  ['alpha', 'α'],
  ['beta', 'β'],
  ['gamma', 'γ'],
  ['delta', 'δ'],
  ['epsilon', 'ϵ'],
  ['varepsilon', 'ε'],
  ['zeta', 'ζ'],
  ['eta', 'η'],
  ['theta', 'θ'],
  ['vartheta', 'ϑ'],
  ['iota', 'ι'],
  ['kappa', 'κ'],
  ['lambda', 'λ'],
  ['mu', 'μ'],
  ['nu', 'ν'],
  ['xi', 'ξ'],
  ['pi', 'π'],
  ['rho', 'ρ'],
  ['varrho', 'ϱ'],
  ['sigma', 'σ'],
  ['varsigma', 'ς'],
  ['tau', 'τ'],
  ['upsilon', 'υ'],
  ['phi', 'ϕ'],
  ['varphi', 'φ'],
  ['chi', 'χ'],
  ['psi', 'ψ'],
  ['omega', 'ω'],
  ['Gamma', 'Γ'],
  ['Delta', 'Δ'],
  ['Theta', 'Θ'],
  ['Lambda', 'Λ'],
  ['Xi', 'Ξ'],
  ['Pi', 'Π'],
  ['Sigma', 'Σ'],
  ['Upsilon', 'Υ'],
  ['Phi', 'Φ'],
  ['Psi', 'Ψ'],
  ['Omega', 'Ω'],
  ['ell', 'ℓ'],
  ['hbar', 'ℏ'],
]
const greekByName = new Map(GREEK)
const greekByLetter = new Map(GREEK.map(([name, letter]) => [letter, name]))

/** Accents: suffix of an identifier, LaTeX command, combining character. */
const ACCENTS: readonly (readonly [string, string, string])[] = [
  ['hat', '\\hat', '\u0302'],
  ['bar', '\\bar', '\u0304'],
  ['tilde', '\\tilde', '\u0303'],
  ['dot', '\\dot', '\u0307'],
  ['ddot', '\\ddot', '\u0308'],
  ['vec', '\\vec', '\u20d7'],
  ['check', '\\check', '\u030c'],
  ['breve', '\\breve', '\u0306'],
]
const accents = new Map([...ACCENTS, ['prime', "'", '′'] as const].map(([name, command, character]) => [name, { command, character }]))

const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9'
function isNumber(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isDigit(text[i])) return false
  return text !== ''
}
const isAsciiLetter = (c: string | undefined): boolean => c !== undefined && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))

interface Parts {
  readonly base: string
  readonly accents: readonly string[]
  readonly subscripts: readonly string[]
}

/** base_sub_hat taken apart; undefined where the underscores are no subscripts (_x, x__y). */
function partsOf(name: string): Parts | undefined {
  const [base = '', ...rest] = name.split('_')
  if (base === '' || rest.some((part) => part === '')) return undefined
  const marks: string[] = []
  const subscripts: string[] = []
  for (const part of rest) {
    if (accents.has(part)) marks.push(part)
    else subscripts.push(part)
  }
  return { base, accents: marks, subscripts }
}

/** A letter (Latin or Greek) with a number after it, as x1 and theta0: the letter and the number. */
function numbered(text: string): [string, string] | undefined {
  let end = text.length
  while (end > 0 && isDigit(text[end - 1])) end--
  if (end === 0 || end === text.length) return undefined
  const letter = text.slice(0, end)
  return end === 1 || greekByName.has(letter) ? [letter, text.slice(end)] : undefined
}

/** A name of several words, as programs have them: log_sigma is no logarithm with a subscript; Th_out and Th_in are of one kind. */
function isPhrase({ base, subscripts }: Parts): boolean {
  if (base.length <= 2 || !subscripts.some((part) => part.length > 2 && !isNumber(part))) return false
  return [...base].length > 2 && !greekByName.has(base) && numbered(base) === undefined
}

/* Names of derivatives, as formulas that define one are called: ∇f, ∇²f, dL/dw, df/dxdx, f'. */

interface DerivativeName {
  readonly of: string
  /** What it is differentiated by, in a quotient: one for each time. */
  readonly by?: readonly string[]
  readonly nabla?: string
  readonly primes?: number
}

const DERIVATIVE = /^(?:(?<nabla>∇²?)(?<graded>.+)|d(?<above>[^/]+)\/d(?<below>[^/]+)|(?<primed>[^'′]+)(?<primes>['′]+))$/u

function derivativeName(name: string): DerivativeName | undefined {
  const found = DERIVATIVE.exec(name)?.groups
  if (found === undefined) return undefined
  const { nabla, graded, above, below, primed, primes } = found
  if (graded !== undefined) return { of: graded, nabla: nabla as string }
  if (primed !== undefined) return { of: primed, primes: (primes as string).length }
  const letters = (below as string).split('d')
  const isMixed = letters.length > 1 && letters.every((letter) => /^\p{L}(?:_\w+)?$/u.test(letter))
  return { of: above as string, by: isMixed ? letters : [below as string] }
}

/** The quotient of a name of a derivative, above and below its line. */
function quotientOf(of: string, by: readonly string[], d: string, power: (order: number) => string): [string, string] {
  const order = by.length === 1 ? '' : power(by.length)
  const below = by.every((name) => name === by[0]) ? `${d}${by[0]}${order}` : by.map((name) => d + name).join('')
  return [`${d}${order}${of}`, below]
}

/* LaTeX. */

/** Letters with accents, and scripts that TeX has no commands for, and KaTeX and MathJax set as text. */
const SCRIPTS = /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u04ff\u0530-\u058f\u0900-\u10ff\u3041-\u30ff\u4e00-\u9faf\uac00-\ud7af]/u

/** A word upright on the line. */
const upright = (word: string): string => `\\${SCRIPTS.test(word) ? 'text' : 'mathrm'}{${escaped(word)}}`

/** Text inside \mathrm or \text: what TeX takes for itself is escaped, what fonts lack is spelled out. */
function escaped(text: string): string {
  let result = ''
  for (const c of text) {
    if (isAsciiLetter(c) || isDigit(c) || c === '.' || c === '!') result += c
    else if (c === '_' || c === '$' || c === '%' || c === '#' || c === '&') result += `\\${c}`
    else if (c === ' ') result += '\\ '
    else if (SCRIPTS.test(c)) result += c
    else result += greekByLetter.get(c) ?? plainLetter(c)
  }
  return result === '' ? 'x' : result
}

/** A letter without its accent, or its code point in hexadecimal where it has no ASCII form. */
function plainLetter(c: string): string {
  let result = ''
  for (const part of c.normalize('NFD')) {
    if (isAsciiLetter(part) || isDigit(part)) result += part
  }
  return result === '' ? `u${(c.codePointAt(0) ?? 0).toString(16)}` : result
}

/** A word on the line: italic for a letter, a command for Greek, upright for more. */
function latexWord(word: string): string {
  if (word.length === 1 && isAsciiLetter(word)) return word
  const greek = greekByName.has(word) ? word : greekByLetter.get(word)
  if (greek !== undefined) return `\\${greek}`
  return upright(word)
}

function latexSubscript(part: string): string {
  if (isNumber(part)) return part
  if (part.length <= 2 && isAsciiLetter(part[0]) && (part.length === 1 || isDigit(part[1]))) return part
  const greek = greekByName.has(part) ? part : greekByLetter.get(part)
  if (greek !== undefined) return `\\${greek}`
  return `\\text{${escaped(part)}}`
}

/** A name as LaTeX: \theta, x_{1}, V_{\text{max}}, \hat{y}. */
export function latexName(name: string): string {
  if (name.length === 1 && isAsciiLetter(name)) return name
  const derivative = derivativeName(name)
  if (derivative !== undefined) return latexOfDerivative(derivative)
  const parts = partsOf(name)
  if (parts === undefined || isPhrase(parts)) return upright(name)
  const subscripts = [...parts.subscripts]
  let { base } = parts
  const split = numbered(base)
  if (split !== undefined) {
    base = split[0]
    subscripts.unshift(split[1])
  }
  let text = latexWord(base)
  for (const accent of parts.accents) text = accent === 'prime' ? `${text}'` : `${accents.get(accent)?.command ?? ''}{${text}}`
  return subscripts.length === 0 ? text : `${text}_{${latexSubscripts(subscripts)}}`
}

/** The name of a function as LaTeX: words of a program stay together, where those of a variable are subscripts. */
export function latexFunctionName(name: string): string {
  const { base = '', accents: marks = [], subscripts = [] } = partsOf(name) ?? {}
  const words = [base, ...subscripts]
  const isProgram = words.length > 1 && words.every((word) => word.length > 1 && !isNumber(word) && !greekByName.has(word))
  return isProgram && marks.length === 0 && numbered(base) === undefined && derivativeName(name) === undefined ? upright(name) : latexName(name)
}

function latexOfDerivative({ of, by, nabla, primes = 0 }: DerivativeName): string {
  const name = latexName(of)
  if (nabla !== undefined) return `\\nabla${nabla.length > 1 ? '^{2}' : ''} ${name}`
  if (by === undefined) return name + "'".repeat(primes)
  const [above, below] = quotientOf(name, by.map(latexName), '\\mathrm{d}', (order) => `^{${order}}`)
  return `\\frac{${above}}{${below}}`
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['plus', '+'],
  ['minus', '-'],
])

/** Parts with commas between; signs are written as such: d_plus is d_+, h_t_minus_1 is h_{t-1}. */
function latexSubscripts(parts: readonly string[]): string {
  let text = ''
  parts.forEach((part, k) => {
    const sign = SIGNS.get(part)
    const apart = text !== '' && sign === undefined && !SIGNS.has(parts[k - 1] as string)
    text += `${apart ? ',' : ''}${sign ?? latexSubscript(part)}`
  })
  return text
}

/* Unicode. */

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉'

/** An integer as an exponent: ², ⁻¹, ¹⁰. */
export function superscript(digits: string): string {
  let result = ''
  for (let i = 0; i < digits.length; i++) result += digits[i] === '-' ? '⁻' : SUPERSCRIPTS[digits.charCodeAt(i) - 48]
  return result
}

/** A name in Unicode: θ, x₁, ŷ; subscripts that are words stay after an underscore: V_max. */
export function unicodeName(name: string): string {
  if (name.length === 1) return name
  let text = unicodeNames.get(name)
  if (text === undefined) {
    text = inUnicode(name)
    if (unicodeNames.size >= 64) unicodeNames.clear()
    unicodeNames.set(name, text)
  }
  return text
}

/** The names met last: a formula has each several times. */
const unicodeNames = new Map<string, string>()

/** x_12, the usual name with an index: a letter and digits. */
function withDigits(name: string): string | undefined {
  if (name.length < 3 || name.charCodeAt(1) !== 95 || !isAsciiLetter(name[0])) return undefined
  let text = name[0] as string
  for (let i = 2; i < name.length; i++) {
    const digit = name.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return undefined
    text += SUBSCRIPTS[digit]
  }
  return text
}

function inUnicode(name: string): string {
  const indexed = withDigits(name)
  if (indexed !== undefined) return indexed
  const derivative = derivativeName(name)
  if (derivative !== undefined) return unicodeOfDerivative(derivative)
  const parts = partsOf(name)
  if (parts === undefined || isPhrase(parts)) return name
  let text = greekByName.get(parts.base) ?? parts.base
  if (text.length === 1 || [...text].length === 1)
    for (const accent of parts.accents) text = (text + (accents.get(accent)?.character ?? '')).normalize('NFC')
  else for (const accent of parts.accents) text += `_${accent}`
  for (const part of parts.subscripts) {
    if (isNumber(part)) for (let i = 0; i < part.length; i++) text += SUBSCRIPTS[part.charCodeAt(i) - 48]
    else text += `_${greekByName.get(part) ?? part}`
  }
  return text
}

function unicodeOfDerivative({ of, by, nabla, primes = 0 }: DerivativeName): string {
  const name = unicodeName(of)
  if (nabla !== undefined) return nabla + name
  if (by === undefined) return name + '′'.repeat(primes)
  return quotientOf(name, by.map(unicodeName), 'd', (order) => superscript(String(order))).join('/')
}

/* Identifiers of programming languages. */

/** What stands in names of derivatives, in words. */
const IN_WORDS: ReadonlyMap<string, string> = new Map([
  ['.', '_'],
  ['/', '_'],
  ['∇', 'grad_'],
  ["'", '_prime'],
  ['′', '_prime'],
  ['″', '_prime_prime'],
])

/** A name in ASCII letters, digits and underscores, not beginning with a digit. */
export function asciiName(name: string): string {
  let plain = true
  for (let i = 0; i < name.length && plain; i++) {
    const code = name.charCodeAt(i)
    plain = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57 && i > 0)
  }
  if (plain && name !== '') return name
  let result = ''
  for (const c of name.replace('∇²', 'hessian_')) {
    if (isAsciiLetter(c) || isDigit(c) || c === '_') result += c
    else result += IN_WORDS.get(c) ?? greekByLetter.get(c) ?? plainLetter(c)
  }
  return result === '' || isDigit(result[0]) ? `x${result}` : result
}
