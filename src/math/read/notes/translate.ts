/** Formulas of plain text in LaTeX, piece by piece, so that places in it lead back to the text. */
import { functionOfWord } from '../latex/tokens/words.ts'
import type { Pieces } from '../placed.ts'
import { greekNames, spelledOut } from '../plain/greek.ts'
import { greekWords } from '../plain/operators.ts'
import { signAt } from '../plain/sums.ts'
import { identifier, type Token } from '../plain/tokens.ts'
import { piecesIn } from './pieces.ts'
import { isDot, isEquality } from './scanner.ts'
import { closing, isGroup, logarithmBase, normOrderAt, signWithCondition } from './signs.ts'

/** What translation knows of the whole text. */
export interface Vocabulary {
  /** Names that stand alone, of one letter. */
  readonly letters: ReadonlySet<string>
  /** Names on left sides. */
  readonly names: ReadonlySet<string>
  /** What the words have of names: each is one. */
  readonly spoken: ReadonlySet<string>
  /** Names that the words say are vectors or matrices. */
  readonly arrays: ReadonlySet<string>
  /** Whether `*` is the product of each two components. */
  readonly entrywise: boolean
  /** Letters that run. */
  readonly indices: ReadonlySet<string>
  /** Two letters that are names of their own. */
  readonly pairs: ReadonlySet<string>
  /** Names of several letters for which the less likely of two readings is meant. */
  readonly kept: ReadonlySet<string>
}

const ACCENTS = new Map([
  ['hat', '\\hat'],
  ['bar', '\\bar'],
  ['tilde', '\\tilde'],
  ['dot', '\\dot'],
  ['ddot', '\\ddot'],
])
/** Functions with commands of their own. */
const COMMANDS = new Set('exp log ln sin cos tan sec csc cot sinh cosh tanh arcsin arccos arctan max min det'.split(' '))

/** I0 of a sum is a cost, and I0(x) a function. */
const BESSEL = /^[IJKY]\d$/i

/** A letter, a Greek one by its command, or a word in an upright font. */
function wordIn(part: string): string {
  const greek = greekNames.get(part)
  if (greek !== undefined) return `\\${greek} `
  if (greekWords.has(part) || part === 'pi') return `\\${part} `
  if (part === 'π') return '\\pi '
  if (/^\p{L}$/u.test(part)) return part
  // Δp
  const first = greekNames.get([...part][0] as string)
  const rest = [...part].slice(1).join('')
  // ω0
  if (first !== undefined && /^\d+$/.test(rest)) return `\\${first}_{${rest}}`
  return first !== undefined && [...part].length === 2 ? `\\${first} ${wordIn(rest)}` : `\\mathrm{${part}}`
}

/** The names in nRT, where n, R and T are names and it is none itself. */
export function factorsIn(text: string, { letters, names, spoken, pairs, kept }: Vocabulary): readonly string[] {
  const [base = '', ...others] = identifier(text).split('_')
  const isProduct = others.length === 0 && base.length > 1 && !spoken.has(text) && !names.has(text) && !greekWords.has(base)
  // The T of nRT need not stand alone.
  const unknown = [...base].filter((letter) => !letters.has(letter))
  const isKnown = unknown.length === 0 || (base.length > 2 && base.length < 5 && unknown.length === 1 && /\p{Lu}/u.test(base))
  const isLikely = isProduct && (isKnown || pairs.has(text))
  return isLikely !== kept.has(text) ? [...base] : [text]
}

/** A name as LaTeX has it: \hat{x}, \mu_j, r_{ij}, f_{i+1}, h_{\mathrm{new}}. */
export function nameIn(text: string, vocabulary: Vocabulary): string {
  const [base = '', ...others] = identifier(text).split('_')
  const accent = ACCENTS.get(others[0] ?? '')
  const marks = accent === undefined ? others : others.slice(1)
  const factors = factorsIn(text, vocabulary)
  if (factors.length > 1) return factors.map(wordIn).join(' ')
  const whole = accent === undefined ? wordIn(base) : `${accent}{${wordIn(base)}}`
  if (marks.length === 0) return whole
  const sub = marks.join('_')
  const [, index, sign, shift] = /^([a-z])_(plus|minus)_(\d+)$/.exec(sub) ?? []
  if (index !== undefined) return `${whole}_{${index}${sign === 'plus' ? '+' : '-'}${shift}}`
  const runs = /^[a-z]*\d?$/.test(sub) && [...sub.replace(/\d/, '')].every((letter) => vocabulary.indices.has(letter))
  if (runs || /^(?:\p{L}|\d+)$/u.test(sub)) return `${whole}_{${greekNames.has(sub) ? wordIn(sub) : sub}}`
  return `${whole}_{${greekWords.has(sub) ? `\\${sub}` : `\\mathrm{${sub}}`}}`
}

export class Translator {
  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly vocabulary: Vocabulary,
    private readonly pieces: Pieces,
  ) {}

  /** Writes the tokens of a part. */
  write(from: number, to: number): void {
    this.first = from
    const equals = this.tokens.slice(from, to).findIndex(isEquality)
    const pieces = piecesIn(this.tokens, from + equals + 1, to)
    const end = pieces === undefined ? to : from + equals + 1
    for (let k = from; k < end; ) k = this.one(k, end)
    if (pieces !== undefined) this.cases(pieces)
  }

  /** A formula in pieces. */
  private cases(pieces: NonNullable<ReturnType<typeof piecesIn>>): void {
    const mark = (piece: string, at: number): void => {
      const { start } = this.tokens[at] as Token
      this.pieces.add(piece, start, start)
    }
    mark('\\begin{cases} ', pieces[0]?.value.from as number)
    for (const [k, { value, condition }] of pieces.entries()) {
      if (k > 0) mark(' \\\\ ', value.from)
      this.write(value.from, value.to)
      if (condition === undefined) mark(' & \\text{otherwise}', value.to - 1)
      else {
        mark(' & ', condition.from)
        this.write(condition.from, condition.to)
      }
    }
    mark(' \\end{cases}', (pieces.at(-1)?.value.to as number) - 1)
  }

  /** What a part begins with stands right behind what opens it. */
  private first = 0

  private put(piece: string, first: Token, last = first): void {
    this.pieces.add(piece, first.start, last.end)
  }

  /** One token with what belongs to it; says which is next. */
  private one(k: number, to: number): number {
    const token = this.tokens[k] as Token
    const own = this.text.slice(token.start, token.end)
    if ((token.spaced && k > this.first) || token.kind === 'newline') this.put(' ', { ...token, end: token.start })
    const norm = normOrderAt(this.tokens, k)
    if (norm !== undefined) {
      this.put(`_{${norm.order}}`, token, this.tokens[k + norm.used - 1])
      return k + norm.used
    }
    // In 1/2 m v^2 and 900 / (T + 273) u, what is divided by ends before the blank.
    const isFactor = token.kind === 'name' || token.kind === 'number' || token.text === '('
    if (token.spaced && k > this.first && isFactor && this.isDivisor(k)) this.put('\\cdot ', { ...token, end: token.start })
    switch (token.kind) {
      case 'newline':
        return k + 1
      case 'number':
        this.put(/^\d+\/\d+$/.test(token.text) && own !== token.text ? `\\frac{${token.text.replace('/', '}{')}}` : token.text, token)
        return k + 1
      case 'superscript':
        this.put(`^{${token.text}}`, token)
        return k + 1
      case 'name':
        return this.name(k, to)
    }
    // h (Q - b) is a product, as u2 (e - d).
    if (token.text === '(' && token.spaced && this.isFactor(k - 1)) this.put('\\,', token, { ...token, end: token.start })
    if (token.text === '^' || token.text === '**') return this.power(k, to)
    if (token.text === "'" && this.isArray(k - 1)) {
      this.put('^\\top ', token)
      return k + 1
    }
    if (token.text === '√') return this.root(k, token, k + 1, to)
    if (own === '*' && this.vocabulary.entrywise && !isOneNumber(this.tokens[k - 1]) && !isOneNumber(this.tokens[k + 1]))
      this.put('\\entrywise ', token)
    // Σᵢ₌₁
    else this.put(isDot(this.tokens, k) ? '\\cdot' : (SIGNS.get(own) ?? SIGNS.get(token.text) ?? (/^[₌₊₋]$/.test(own) ? token.text : own)), token)
    return k + 1
  }

  /** A name that stands for no function. */
  private isFactor(k: number): boolean {
    const token = this.tokens[k]
    return token?.kind === 'name' && (token.text.length === 1 || functionOfWord(token.text) === undefined) && signAt(this.tokens, k) === undefined
  }

  /** A vector or matrix: w' is transposed. */
  private isArray(k: number): boolean {
    const token = this.tokens[k]
    return token?.kind === 'name' && this.vocabulary.arrays.has(spelledOut(identifier(token.text)))
  }

  /** Whether what ends before a token is what something is divided by. */
  private isDivisor(k: number): boolean {
    let at = k - 1
    if (this.tokens[at]?.kind === 'superscript') at--
    if (this.tokens[at - 1]?.text === '^') at -= 2
    const token = this.tokens[at]
    if (token?.text === ')') {
      let depth = 0
      for (; at >= this.first; at--) {
        if (this.tokens[at]?.text === ')') depth++
        if (this.tokens[at]?.text === '(' && --depth === 0) break
      }
      // x / exp(y) z
      const before = this.tokens[at - 1]
      if (before?.kind === 'name' && this.tokens[at]?.spaced === false) at--
    } else if (token?.kind !== 'name' && token?.kind !== 'number') return false
    if (token?.kind === 'name' && (signAt(this.tokens, at) !== undefined || (functionOfWord(token.text) !== undefined && token.text.length > 1)))
      return false
    return this.tokens[at - 1]?.text === '/'
  }

  private name(k: number, to: number): number {
    const token = this.tokens[k] as Token
    const condition = signWithCondition(this.tokens, k)
    if (condition !== undefined && condition.close < to) {
      this.put(`\\${condition.op}_{`, token)
      this.write(k + 2, condition.close)
      this.put('}', this.tokens[condition.close] as Token)
      return condition.close + 1
    }
    const sign = signAt(this.tokens, k)
    if (sign !== undefined && k + sign.used <= to && !(sign.doubtful && sign.indices.length === 0 && !this.sums(k))) {
      const last = this.tokens[k + sign.used - 1] as Token
      this.put(`\\${sign.op === 'integral' ? 'int' : sign.op}`, token)
      const index = sign.indices.join(',')
      const bounded = (mark: string, part: readonly Token[] | undefined, before = ''): void => {
        if (part === undefined && before === '') return
        this.put(`${mark}{${before}`, last)
        if (part !== undefined) new Translator(this.text, part, this.vocabulary, this.pieces).write(0, part.length)
        this.put('}', last)
      }
      bounded('_', sign.low, sign.op === 'integral' ? '' : sign.low === undefined ? index : `${index}=`)
      bounded('^', sign.high)
      return k + sign.used
    }
    const next = this.tokens[k + 1]
    const called = next?.text === '(' && k + 1 < to
    if (token.text === 'sqrt' && called) return this.root(k, token, k + 1, to)
    if (token.text === 'abs' && called) {
      const close = closing(this.tokens, k + 1)
      this.put('\\left|', token, next)
      this.write(k + 2, Math.min(close, to))
      this.put('\\right|', this.tokens[close] ?? next)
      return close + 1
    }
    const isFunction =
      token.text.length > 1 &&
      !this.vocabulary.names.has(token.text) &&
      !greekWords.has(token.text) &&
      functionOfWord(token.text) !== undefined &&
      (called || !BESSEL.test(token.text))
    // w_{ij} in braces
    if (/._$/.test(token.text) && next?.text === '{' && k + 1 < to) {
      const close = closing(this.tokens, k + 1)
      this.put(`${nameIn(token.text.slice(0, -1), this.vocabulary)}_{`, token, next)
      this.write(k + 2, Math.min(close, to))
      this.put('}', this.tokens[close] ?? next)
      return close + 1
    }
    const base = this.vocabulary.names.has(token.text) ? undefined : logarithmBase(token.text)
    if (base !== undefined) this.put(`\\log_{${base}} `, token)
    else if (!isFunction) this.put(`${nameIn(token.text, this.vocabulary)}`, token)
    else this.put(COMMANDS.has(token.text) ? `\\${token.text} ` : `\\operatorname{${token.text}}`, token)
    return k + 1
  }

  /** Σ stands before what it adds up, and not as a name; behind what is turned, wᵀ Σ w, it is a matrix. */
  private sums(k: number): boolean {
    const [before, sign, next] = this.tokens.slice(Math.max(0, k - 1), k + 2)
    if ((k === 0 ? before : sign)?.text === '∑') return true
    return (k === 0 ? sign : next)?.kind === 'name' && !(k > 0 && /^(?:ᵀ|⊤|'|\^T)$/.test(before?.text ?? ''))
  }

  /** x^2, x^(n + 1), x^-2: what is raised stands in braces. */
  private power(k: number, to: number): number {
    const sign = this.tokens[k] as Token
    const next = this.tokens[k + 1]
    this.put('^{', sign)
    let end = k + 2
    if (isGroup(next)) {
      end = Math.min(closing(this.tokens, k + 1) + 1, to)
      this.write(k + 2, end - 1)
    } else {
      if (next?.text === '-' || next?.text === '+') end++
      // A function has its argument, a name in it its bracket.
      const [last, behind] = [this.tokens[end - 1], this.tokens[end]]
      if (last?.kind === 'name' && functionOfWord(last.text) !== undefined && behind?.text === '(' && !behind.spaced)
        end = closing(this.tokens, end) + 1
      end = Math.min(end, to)
      this.write(k + 1, end)
    }
    this.put('}', this.tokens[end - 1] as Token)
    return end
  }

  /** √x, √(x + 1), sqrt(x). */
  private root(k: number, sign: Token, at: number, to: number): number {
    const first = this.tokens[at] as Token | undefined
    if (first === undefined || at >= to) return at
    const close = isGroup(first) ? Math.min(closing(this.tokens, at), to - 1) : at
    this.put('\\sqrt{', sign)
    if (close === at) this.one(at, to)
    else this.write(at + 1, close)
    this.put('}', this.tokens[close] as Token)
    return Math.max(close, k) + 1
  }
}

/** 0.5, and what makes one number of many. */
const isOneNumber = (token: Token | undefined): boolean =>
  token?.kind === 'number' || /^(?:sum|mean|norm|dot|tr|trace|det|max|min)$/.test(token?.text ?? '')

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['·', '\\cdot '],
  ['⋅', '\\cdot '],
  ['×', '\\times '],
  ['⊙', '\\odot '],
  ['⊗', '\\otimes '],
  ['@', ' '],
  ['||', '\\|'],
  ['‖', '\\|'],
  ['ᵀ', '^\\top '],
  ['⊤', '^\\top '],
  ['<=', '\\le '],
  ['>=', '\\ge '],
  ['!=', '\\ne '],
  ['-', '-'],
  [':=', '='],
  ['{', '\\{'],
  ['}', '\\}'],
  ['%', '\\%'],
  ['∞', '\\infty '],
])
