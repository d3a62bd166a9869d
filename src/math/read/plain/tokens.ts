/** Tokens of plain-text mathematics, MATLAB, Julia and C-like expressions, with their places. */

export type TokenKind = 'number' | 'name' | 'operator' | 'open' | 'close' | 'separator' | 'superscript' | 'newline' | 'unknown'

export interface Token {
  readonly kind: TokenKind
  /** Normalised: × and · are '*', − is '-', a superscript its digits. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** White space stands before it. */
  readonly spaced: boolean
}

export interface TokenRules {
  /** What begins a comment that runs to the end of the line. */
  readonly comments: readonly string[]
  /** Line ends end statements (outside brackets). */
  readonly newlines: boolean
}

const OPERATORS = [
  '.*',
  './',
  '.^',
  '.\\',
  ".'",
  '**',
  '<=',
  '>=',
  '==',
  '!=',
  '~=',
  '&&',
  '||',
  '->',
  '=>',
  '..',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
]

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['×', '*'],
  ['·', '*'],
  ['⋅', '*'],
  ['∙', '*'],
  ['−', '-'],
  ['–', '-'],
  ['÷', '/'],
  ['∕', '/'],
  ['⁄', '/'],
  ['≤', '<='],
  ['≥', '>='],
  ['≠', '!='],
  ['⊙', '.*'],
  ['∘', '.*'],
  ['⊗', '⊗'],
  ['√', '√'],
  ['∛', '∛'],
  ['ᵀ', "'"],
  ['⊤', "'"],
  ['∞', '∞'],
  ['∥', '‖'],
  ['¬', '!'],
  ['∧', '&&'],
  ['∨', '||'],
])

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ'
const SUPERSCRIPT_TEXT = '0123456789+-n'
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉'

const isLetter = (c: string): boolean => (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_' || (c > '\u007f' && /\p{L}|\p{M}/u.test(c))
const isDigit = (c: string): boolean => c >= '0' && c <= '9'

/** Splits a text; what is no token becomes one of kind 'unknown'. */
export function tokenize(text: string, rules: TokenRules): Token[] {
  const tokens: Token[] = []
  let spaced = false
  let at = 0
  const push = (kind: TokenKind, normal: string, end: number): void => {
    tokens.push({ kind, text: normal, start: at, end, spaced })
    spaced = false
    at = end
  }
  while (at < text.length) {
    const c = text[at] as string
    if (c === ' ' || c === '\t' || c === '\r' || c === '\u00a0') {
      spaced = true
      at++
    } else if (c === '\n') {
      if (rules.newlines) push('newline', '\n', at + 1)
      else at++
      spaced = true
    } else if (isDigit(c) || (c === '.' && isDigit(text[at + 1] ?? ''))) {
      push('number', '', numberEnd(text, at))
      const token = tokens[tokens.length - 1] as Token
      tokens[tokens.length - 1] = { ...token, text: text.slice(token.start, token.end) }
      // C's and Rust's type suffixes say nothing here.
      const suffix = /^(?:f|F|_?f(?:32|64))(?![A-Za-z0-9_])/.exec(text.slice(at, at + 5))
      if (suffix !== null && /[.eE]/.test((tokens[tokens.length - 1] as Token).text)) at += suffix[0].length
    } else if (rules.comments.some((comment) => text.startsWith(comment, at))) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else if (c === '\\' && text.startsWith('\\otimes', at)) push('operator', '⊗', at + 7)
    else if (isLetter(c) && !SUPERSCRIPTS.includes(c) && c !== 'ᵀ') {
      let end = at + 1
      while (end < text.length) {
        const next = text[end] as string
        if (SUBSCRIPTS.includes(next) || ((isLetter(next) || isDigit(next)) && !SUPERSCRIPTS.includes(next) && next !== 'ᵀ')) end++
        else if ((next === '.' || text.startsWith('::', end)) && isLetter(text[end + (next === '.' ? 1 : 2)] ?? '')) end += next === '.' ? 2 : 3
        else break
      }
      push('name', text.slice(at, end), end)
    } else if (SUPERSCRIPTS.includes(c)) {
      let end = at
      let digits = ''
      while (end < text.length && SUPERSCRIPTS.includes(text[end] as string)) digits += SUPERSCRIPT_TEXT[SUPERSCRIPTS.indexOf(text[end++] as string)]
      push('superscript', digits, end)
    } else if ('([{'.includes(c)) push('open', c, at + 1)
    else if (')]}'.includes(c)) push('close', c, at + 1)
    else if (c === ',' || c === ';') push('separator', c, at + 1)
    else {
      const long = OPERATORS.find((operator) => text.startsWith(operator, at))
      if (long !== undefined) push('operator', long, at + long.length)
      else if ("+-*/^=<>!|&?:'\\%@~".includes(c)) push('operator', c, at + 1)
      else if (c === '‖') push('operator', '‖', at + 1)
      else {
        const code = text.codePointAt(at) ?? 0
        const symbol = String.fromCodePoint(code)
        const normal = SYMBOLS.get(symbol)
        push(normal === undefined ? 'unknown' : normal === '∞' ? 'name' : 'operator', normal ?? symbol, at + symbol.length)
      }
    }
  }
  return tokens
}

function numberEnd(text: string, start: number): number {
  let at = start
  const digits = (): void => {
    while (isDigit(text[at] ?? '') || (text[at] === '_' && isDigit(text[at + 1] ?? ''))) at++
  }
  digits()
  // 1.* is 1 .* in MATLAB, and 1..n a range.
  if (text[at] === '.' && !"*/^\\'".includes(text[at + 1] ?? ' ') && text[at + 1] !== '.') {
    at++
    digits()
  }
  if (text[at] === 'e' || text[at] === 'E') {
    const sign = text[at + 1] === '+' || text[at + 1] === '-' ? 1 : 0
    if (isDigit(text[at + 1 + sign] ?? '')) {
      at += 1 + sign
      digits()
    }
  }
  return at
}

/** Accents that belong to a name, as the suffix an identifier has for them. */
const ACCENTS: ReadonlyMap<string, string> = new Map([
  ['\u0302', '_hat'],
  ['\u0304', '_bar'],
  ['\u0303', '_tilde'],
  ['\u0307', '_dot'],
  ['\u0308', '_ddot'],
])

/** x₁₂ as an identifier: x_12; ŷ: y_hat. */
export function identifier(text: string): string {
  let name = ''
  let inSubscript = false
  for (const c of /^[\0-\x7f]*$/.test(text) ? text : accented(text)) {
    const digit = SUBSCRIPTS.indexOf(c)
    if (digit < 0) name += c
    else {
      if (!inSubscript) name += '_'
      name += digit
    }
    inSubscript = digit >= 0
  }
  return name
}

const accented = (text: string): string =>
  [...text.normalize('NFD')]
    .map((c) => ACCENTS.get(c) ?? c)
    .join('')
    .normalize('NFC')
