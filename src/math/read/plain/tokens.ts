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

/** Operators of two characters; all others have one. */
const OPERATORS: ReadonlySet<string> = new Set(":= .* ./ .^ .\\ .' ** <= >= == != ~= && || -> => .. ++ -- += -= *= /=".split(' '))
/** What their second characters are. */
const SECOND = "=*/^\\'&|>.+-"

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
  ['⊙', '⊙'],
  ['∘', '⊙'],
  ['⊗', '⊗'],
  ['√', '√'],
  ['∛', '∛'],
  ['ᵀ', "'"],
  ['⊤', "'"],
  ['∞', '∞'],
  ['∥', '‖'],
  ['‖', '‖'],
  ['↦', '->'],
  ['≔', '='],
  ['≝', '='],
  ['≜', '='],
  ['≡', '='],
  ['≈', '≈'],
  ['≃', '≈'],
  ['≅', '≈'],
  ['∝', '≈'],
  ['¬', '!'],
  ['∧', '&&'],
  ['∨', '||'],
])

/** ½ and its like, as a fraction of whole numbers. */
const VULGAR = '½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6 ⅐1/7 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8 ⅑1/9 ⅒1/10'
const FRACTIONS: ReadonlyMap<string, string> = new Map(VULGAR.split(' ').map((entry) => [entry.slice(0, 1), entry.slice(1)]))

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵝᵞ'
const SUPERSCRIPT_TEXT = '0123456789+-abcdefghijklmnoprstuvwxyzβγ'
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ'
const SUBSCRIPT_TEXT = '0123456789aehijklmnoprstuvx'

/** A sign with a relation or a sum below the line. */
const LOWERED = new RegExp(`^[ΣΠ∑∏∫][${SUBSCRIPTS}]*[₌₊₋][${SUBSCRIPTS}₊₋]+`, 'u')

const isDigit = (code: number): boolean => code >= 48 && code <= 57
/** Of ASCII: a letter or underscore. */
const isPlainLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
const isLetter = (c: string): boolean =>
  c <= '\u007f' ? isPlainLetter(c.charCodeAt(0)) : /\p{L}|\p{M}|[∑∏∫∂]/u.test(c) && !SUPERSCRIPTS.includes(c) && c !== 'ᵀ'

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
    const code = text.charCodeAt(at)
    const lowered = code > 127 ? LOWERED.exec(text.slice(at, at + 24)) : null
    if (lowered !== null) {
      // Σᵢ₌₁ has its bound below the line.
      const [whole] = lowered
      push('name', `${c}_`, at + 1)
      push('open', '(', at)
      for (const part of whole.slice(1)) {
        const plain = part === '₌' ? '=' : part === '₊' ? '+' : part === '₋' ? '-' : (SUBSCRIPT_TEXT[SUBSCRIPTS.indexOf(part)] as string)
        push('+-='.includes(plain) ? 'operator' : isDigit(plain.charCodeAt(0)) ? 'number' : 'name', plain, at + 1)
      }
      push('close', ')', at)
    } else if (isPlainLetter(code) || (code > 127 && isLetter(c))) {
      const end = nameEnd(text, at)
      push('name', text.slice(at, end), end)
    } else if (c === ' ' || ((code < 32 || code > 127) && c !== '\n' && /\s/.test(c))) {
      spaced = true
      at++
    } else if (c === '\n') {
      if (rules.newlines) push('newline', '\n', at + 1)
      else at++
      spaced = true
    } else if (isDigit(code) || (c === '.' && isDigit(text.charCodeAt(at + 1)))) {
      const end = numberEnd(text, at)
      const digits = text.slice(at, end)
      push('number', digits, end)
      // C's and Rust's type suffixes say nothing here.
      const suffix = digits.length > 1 && /[.eE]/.test(digits) ? /^(?:f|F|_?f(?:32|64))(?![A-Za-z0-9_])/.exec(text.slice(at, at + 5)) : null
      if (suffix !== null) at += suffix[0].length
    } else if (c === '.' && endsLine(text, at + 1)) at++
    else if (text.startsWith('...', at) || c === '…') push('operator', '…', at + (c === '.' ? 3 : 1))
    else if (c === '.' && spaced && text[at + 1] === ' ') push('operator', c, at + 1)
    else if (c === '(' || c === '[' || c === '{' || c === '⌊' || c === '⌈') push('open', c, at + 1)
    else if (c === ')' || c === ']' || c === '}' || c === '⌋' || c === '⌉') push('close', c, at + 1)
    else if (c === ',' || c === ';') push('separator', c, at + 1)
    else if (rules.comments.some((comment) => text.startsWith(comment, at))) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else if (code > 127 && SUPERSCRIPTS.includes(c)) {
      let end = at
      let digits = ''
      while (end < text.length && SUPERSCRIPTS.includes(text[end] as string)) digits += SUPERSCRIPT_TEXT[SUPERSCRIPTS.indexOf(text[end++] as string)]
      push('superscript', digits, end)
    } else if (code > 127 && FRACTIONS.has(c)) {
      const fraction = FRACTIONS.get(c) as string
      const [above, below] = fraction.split('/').map(Number) as [number, number]
      const last = tokens[tokens.length - 1]
      // 2½ is two and a half.
      const whole = last?.kind === 'number' && last.end === at && /^\d+$/.test(last.text) ? last : undefined
      if (whole === undefined) push('number', fraction, at + 1)
      else {
        tokens.pop()
        tokens.push({ ...whole, text: `${Number(whole.text) * below + above}/${below}`, end: ++at })
      }
    } else if (code > 127) {
      const symbol = String.fromCodePoint(text.codePointAt(at) ?? 0)
      const normal = SYMBOLS.get(symbol)
      push(normal === undefined ? 'unknown' : normal === '∞' ? 'name' : 'operator', normal ?? symbol, at + symbol.length)
    } else if (c === '\\' && text.startsWith('\\otimes', at)) push('operator', '⊗', at + 7)
    else {
      const two = SECOND.includes(text[at + 1] ?? ' ') ? text.slice(at, at + 2) : c
      if (two !== c && OPERATORS.has(two)) push('operator', two === ':=' ? '=' : two, at + 2)
      else push("+-*/^=<>!|&?:'\\%@~".includes(c) ? 'operator' : 'unknown', c, at + 1)
    }
  }
  return tokens
}

/** Letters, digits and subscripts, with the modules before a name. */
function nameEnd(text: string, start: number): number {
  let end = start + 1
  let subscript = text[start] === '_'
  while (end < text.length) {
    const code = text.charCodeAt(end)
    const c = text[end] as string
    if (isPlainLetter(code) || isDigit(code) || (code > 127 && (SUBSCRIPTS.includes(c) || isLetter(c)))) {
      // Among ASCII letters none is a symbol by itself.
      if (!subscript && (code > 127 || text.charCodeAt(end - 1) > 127) && parts(text, start, end)) break
      if (code === 95) subscript = true
      end++
    } else if (isShift(text, end)) end++
    else if (code === 46 /* . */ || code === 58 /* : */) {
      const after = code === 46 ? end + 1 : text[end + 1] === ':' ? end + 2 : text.length
      if (!isLetter(text[after] ?? ' ')) break
      end = after + 1
    } else break
  }
  return end
}

/** The sign of xᵢ₊₁. */
const isShift = (text: string, at: number): boolean =>
  /^[₊₋]$/.test(text[at] as string) && SUBSCRIPTS.includes(text[at - 1] as string) && SUBSCRIPTS.includes(text[at + 1] ?? ' ')

/** Letters that are a symbol each: of Greek, ℏ and ℓ, and the signs of sums, products and integrals. */
const isSymbol = (c: string): boolean => c > '\u007f' && /[\u0391-\u03c9\u03d0-\u03f5ℏℓ∑∏∫]/.test(c)

/** Whether a new symbol begins at `at`, in what is written without blanks from `start` on: ωt, 2πr, m₁m₂, sinθ, but Δx, θ0, dθ. */
function parts(text: string, start: number, at: number): boolean {
  const before = text[at - 1] as string
  const c = text[at] as string
  if (SUBSCRIPTS.includes(c) || !isLetter(c) || c === '_' || /\p{M}/u.test(c)) return false
  if (SUBSCRIPTS.includes(before)) return true
  // μmax is one name.
  if (/^(?:max|min|eff|tot|ref|obs|crit)(?![a-zA-Z])/.test(text.slice(at, at + 5))) return false
  const difference = at === start + 1 && /[Δδd∂]/.test(before)
  // An accent stands behind the letter that it belongs to.
  const letter = /\p{M}/u.test(before) ? (text[at - 2] ?? before) : before
  return !difference && (isSymbol(letter) || isSymbol(c))
}

/** Is a full stop here the end of a sentence? */
const endsLine = (text: string, at: number): boolean => at >= text.length || text[at] === '\n'

function numberEnd(text: string, start: number): number {
  let at = start
  const digits = (): void => {
    while (isDigit(text.charCodeAt(at)) || (text[at] === '_' && isDigit(text.charCodeAt(at + 1)))) at++
  }
  digits()
  // 1.* is 1 .* in MATLAB, and 1..n a range.
  if (text[at] === '.' && !"*/^\\'".includes(text[at + 1] ?? ' ') && text[at + 1] !== '.' && !endsLine(text, at + 1)) {
    at++
    digits()
  }
  if (text[at] === 'e' || text[at] === 'E') {
    const sign = text[at + 1] === '+' || text[at + 1] === '-' ? 1 : 0
    if (isDigit(text.charCodeAt(at + 1 + sign))) {
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

const RAISED = SUPERSCRIPTS.slice(0, 10)

/** Signs that are raised, as of the state before and after an update, or lowered: xᵢ₊₁ is x_i_plus_1. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['⁻', '_minus'],
  ['⁺', '_plus'],
  ['₋', '_minus'],
  ['₊', '_plus'],
])

/** x₁₂ as an identifier: x_12; xᵢ: x_i; xᵢ₊₁: x_i_plus_1; ŷ: y_hat; σ²: σ2; m⁻: m_minus. */
export function identifier(text: string): string {
  if (isAscii(text)) return text
  let name = ''
  let inSubscript = false
  for (const c of accented(text)) {
    const digit = SUBSCRIPTS.indexOf(c)
    if (digit < 0) name += RAISED.includes(c) ? RAISED.indexOf(c) : (SIGNS.get(c) ?? c)
    else {
      if (!inSubscript) name += '_'
      name += SUBSCRIPT_TEXT[digit]
    }
    inSubscript = digit >= 0
  }
  return name
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

const accented = (text: string): string =>
  [...text.normalize('NFD')]
    .map((c) => ACCENTS.get(c) ?? c)
    .join('')
    .normalize('NFC')

/** The tokens as one writes them, with a blank where they stand apart. */
export function written(tokens: readonly Token[]): string {
  let text = ''
  for (const [k, token] of tokens.entries()) {
    const isApart = k > 0 && (tokens[k - 1] as Token).end < token.start && /[\p{L}\d]$/u.test(text)
    text += `${isApart ? ' ' : ''}${token.kind === 'superscript' ? '^' : ''}${token.text}`
  }
  return text
}

/** Where the bracket closes that opens at a place. */
export function partnerOf(tokens: readonly Token[], open: number): number | undefined {
  if (tokens[open]?.kind !== 'open') return undefined
  let depth = 0
  for (let k = open; k < tokens.length; k++) {
    if (tokens[k]?.kind === 'open') depth++
    else if (tokens[k]?.kind === 'close' && --depth === 0) return k
  }
  return undefined
}
