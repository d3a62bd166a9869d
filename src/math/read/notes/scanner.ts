/** How far a formula of a note goes: token by token, until a word of a sentence stands where an operator should. */
import { functionOfWord } from '../latex/tokens/words.ts'
import { greekWords } from '../plain/operators.ts'
import { signAt } from '../plain/sums.ts'
import type { Token } from '../plain/tokens.ts'
import { UNIT } from '../unitNames.ts'
import { isRelation, leadsOn, leadsToLast, pieceAt } from './pieces.ts'
import { normOrderAt, signWithCondition } from './signs.ts'

/** Words of two letters, which alone are no names. */
export const SHORT_WORDS: ReadonlySet<string> = new Set(
  'am an as at be by do go he hi if in is it me my no of on or so to up us we ok vs eq ex re'.split(' '),
)
/** Words that are no names, whatever stands beside them. */
export const WORDS = new Set('and or with where if for when is are the this that then else otherwise from let so not per via at over'.split(' '))

export const isEquality = (token: Token | undefined): boolean => token?.kind === 'operator' && (token.text === '=' || token.text === ':=')
export const isOperator = (token: Token | undefined): boolean => token?.kind === 'operator' && /^(?:[-+*/^@⊙⊗]|\*\*)$/.test(token.text)
const isOpening = (token: Token | undefined): boolean => token !== undefined && /^[([{]$/.test(token.text)
const isClosing = (token: Token | undefined): boolean => token !== undefined && /^[)\]}]$/.test(token.text)
const isBar = (token: Token | undefined): boolean => token?.kind === 'operator' && /^(?:\||\|\||‖)$/.test(token.text)
/** x . y */
export const isDot = (tokens: readonly Token[], k: number): boolean =>
  tokens[k]?.text === '.' && tokens[k]?.spaced === true && tokens[k + 1]?.spaced === true && tokens[k + 1]?.kind === 'name'
/** Behind a number, superscripts and signs that stand behind what they belong to. */
const isPostfix = (token: Token): boolean => token.kind === 'superscript' || token.text === "'" || token.text === '!'

/** A word of a sentence by its looks alone: letters, no more than one capital, in front. */
export const looksSpoken = (text: string): boolean =>
  SHORT_WORDS.has(text) || (/^\p{L}\p{Ll}{2,}$/u.test(text) && !greekWords.has(text) && !/^\p{Script=Greek}/u.test(text))

/** exp(x) */
const isCall = (tokens: readonly Token[], k: number): boolean =>
  tokens[k + 1]?.text === '(' && tokens[k + 1]?.spaced === false && functionOfWord(tokens[k]?.text ?? '') !== undefined

export class Scanner {
  /** Names beside signs of arithmetic, which units are not behind a number. */
  private readonly used = new Set<string>()

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly names: ReadonlySet<string>,
    /** Words that the text says something of together, as of names. */
    private readonly spoken: ReadonlySet<string>,
  ) {
    tokens.forEach(({ kind, text: own }, k) => {
      const [before, after] = [tokens[k - 1], tokens[k + 1]]
      const beside = (one: Token | undefined): boolean => isOperator(one) || isEquality(one)
      // J/mol, m^3/s
      const behind = after?.kind === 'superscript' ? k + 2 : after?.text === '^' && tokens[k + 2]?.kind === 'number' ? k + 3 : k + 1
      const isRatio = (slash: number, other: number): boolean =>
        tokens[slash]?.text === '/' && tokens[other]?.kind === 'name' && UNIT.test(tokens[other]?.text ?? '')
      const isUnit = UNIT.test(own) && (isRatio(k - 1, k - 2) || isRatio(behind, behind + 1))
      if (
        kind === 'name' &&
        before?.kind !== 'number' &&
        !isUnit &&
        !(before?.text === '/' && /^[a-zA-Z]$/.test(own)) &&
        (beside(before) || beside(after))
      )
        this.used.add(own)
    })
  }

  /** Whether what was looked at last is begun and not ended. */
  isBroken = false

  /** Conditions have begun. */
  private isInPieces = false
  private isInLast = false

  /** Behind the last token of what begins here; `from` where nothing does, or where it is not to be told where it ends. */
  endOf(from: number): number {
    const { tokens } = this
    const open: string[] = []
    this.isInPieces = false
    this.isInLast = false
    let end = from
    let wanted = true
    /** What was read last, and what is read now. */
    let last = from
    let k = from
    for (; k < tokens.length; k++) {
      const token = tokens[k] as Token
      if (token.kind === 'newline') {
        if (open.length === 0 && !wanted && !this.goesOn(k)) break
        if (tokens[k + 1]?.kind === 'newline') break
        continue
      }
      const used: { readonly count: number; readonly wanted: boolean } | undefined = wanted
        ? this.operandAt(k, from, open)
        : this.behind(k, from, open)
      if (used === undefined) break
      wanted = used.wanted
      k += used.count - 1
      last = k
      if (!wanted && open.length === 0) end = k + 1
    }
    // A dash may lead on to words, and what is equal may be said in words; all else that is begun belongs to the formula.
    const isBegun = open.length > 0 || pieceAt(tokens, k) || (wanted && !/^(?:-|=|:=)$/.test(tokens[last]?.text ?? '='))
    this.isBroken = isBegun
    return isBegun ? from : end
  }

  /** The sign, bracket or operand at a place where one is wanted. */
  private operandAt(k: number, from: number, open: string[]): { readonly count: number; readonly wanted: boolean } | undefined {
    const { tokens } = this
    const token = tokens[k] as Token
    if (token.kind === 'number') return { count: 1, wanted: false }
    const sign = token.kind === 'name' ? signAt(tokens, k) : undefined
    if (sign !== undefined && !(sign.doubtful && sign.indices.length === 0 && tokens[k + 1]?.kind !== 'name'))
      return { count: sign.used, wanted: true }
    const condition = signWithCondition(tokens, k)
    if (condition !== undefined) return { count: condition.close + 1 - k, wanted: true }
    if (token.kind === 'name') {
      if (WORDS.has(token.text) && !this.isMath(k)) return undefined
      const next = tokens[k + 1]
      const isCalled =
        next?.text === '(' ||
        (next?.kind === 'name' && this.isMath(k + 1)) ||
        next?.text === '|' ||
        next?.kind === 'superscript' ||
        next?.kind === 'number'
      if (functionOfWord(token.text) !== undefined && token.text.length > 1 && isCalled && !greekWords.has(token.text))
        return { count: 1, wanted: next?.kind !== 'superscript' }
      if (this.isMath(k)) return { count: 1, wanted: false }
      return this.isOperand(k, from) ? { count: 1, wanted: false } : undefined
    }
    if (isOpening(token) || isBar(token)) {
      open.push(token.text)
      return { count: 1, wanted: true }
    }
    if (isClosing(token) && isOpening(tokens[k - 1]) && open.pop() !== undefined) return { count: 1, wanted: false }
    return /^[-+√∛]$/.test(token.text) ? { count: 1, wanted: true } : undefined
  }

  /** A whole word in the place of an operand: price in price / 2, in 2 * price, in f(price). */
  private isOperand(k: number, from: number): boolean {
    const [before, next] = [this.tokens[k - 1], this.tokens[k + 1]]
    if (isOperator(next) || next?.kind === 'superscript' || (next?.text === '(' && !next.spaced)) return true
    const isTied = (isOperator(before) && k > from) || (isOpening(before) && before?.spaced === false) || (before?.text === ',' && isClosing(next))
    // "3 - see below"
    return isTied && (next?.kind !== 'name' || this.gap(k + 1) > 2)
  }

  /** How much white space stands before a token. */
  private gap(k: number): number {
    const [before, token] = [this.tokens[k - 1], this.tokens[k]]
    return before === undefined || token === undefined ? 0 : this.text.slice(before.end, token.start).replaceAll('\t', '   ').length
  }

  /** What leads to a condition or to another piece. */
  private piece(k: number): { readonly count: number; readonly wanted: boolean } | undefined {
    const { tokens } = this
    if (this.isInLast) return undefined
    if (pieceAt(tokens, k) || (this.isInPieces && /^(?:if|when|for)$/.test(tokens[k]?.text ?? ''))) {
      this.isInPieces = true
      return { count: 1, wanted: true }
    }
    if (isRelation(tokens[k])) return { count: 1, wanted: true }
    const count = leadsOn(tokens, k)
    if (count === 0) return undefined
    // "x, 0 otherwise": nothing follows the last word.
    const next = tokens[k + count]
    this.isInLast = leadsToLast(tokens, k, count)
    return { count, wanted: count > 1 || tokens[k]?.kind !== 'name' || (next !== undefined && next.kind !== 'newline' && next.text !== '.') }
  }

  /** What goes on behind an operand. */
  private behind(k: number, from: number, open: string[]): { readonly count: number; readonly wanted: boolean } | undefined {
    const { tokens } = this
    const token = tokens[k] as Token
    if (isPostfix(token)) return { count: 1, wanted: false }
    const norm = normOrderAt(tokens, k)
    if (norm !== undefined) return { count: norm.used, wanted: false }
    if (open.length === 0 && (this.isInPieces || pieceAt(tokens, k))) {
      const piece = this.piece(k)
      if (piece !== undefined) return piece
    }
    if (isOperator(token) || isEquality(token) || isDot(tokens, k)) return { count: 1, wanted: true }
    if (isClosing(token)) {
      const partner = open.pop()
      return partner !== undefined && CLOSES[partner] === token.text ? { count: 1, wanted: false } : undefined
    }
    if (isBar(token)) {
      if (open.at(-1) === token.text) {
        open.pop()
        return { count: 1, wanted: false }
      }
      // p(y | x), 2 |x|, κ‖w‖
      if (open.length === 0 && (tokens[k + 1]?.spaced === true || (!token.spaced && token.text === '|'))) return undefined
      if (open.at(-1) === '(' && token.spaced && tokens[k + 1]?.spaced === true) return { count: 1, wanted: true }
      open.push(token.text)
      return { count: 1, wanted: true }
    }
    if (open.length > 0 && (token.kind === 'separator' || /^(?:[<>,;|]|<=|>=|!=)$/.test(token.text))) return { count: 1, wanted: true }
    if (this.isUnit(k, from) || (open.length === 0 && this.gap(k) > 2)) return undefined
    // γ 900 / (T + 273)
    if (token.kind === 'number' && !this.isBare(k, from) && (open.length > 0 || isOperator(tokens[k + 1]))) return { count: 1, wanted: false }
    if (isOpening(token)) {
      if (token.spaced && this.isRemark(k, this.isBare(k, from))) return undefined
      open.push(token.text)
      return { count: 1, wanted: true }
    }
    // Factors, unless another formula begins here.
    if (/^[√∛]$/.test(token.text)) return { count: 1, wanted: true }
    if (token.kind === 'name' && this.isMath(k) && !this.begins(k)) return this.operandAt(k, from, open)
    if (token.kind === 'name' && this.spoken.has(token.text) && !WORDS.has(token.text) && !this.begins(k)) return { count: 1, wanted: false }
    return undefined
  }

  /** A name rather than a word of a sentence. */
  private isMath(k: number): boolean {
    const { text } = this.tokens[k] as Token
    const next = this.tokens[k + 1]
    const before = this.tokens[k - 1]
    if (this.names.has(text) && (isOperator(before) || isOpening(before))) return true
    if (WORDS.has(text) || SHORT_WORDS.has(text)) return false
    // "a function", "I think"; but "a is", "I is"
    if (/^[aAI]$/.test(text))
      return !(
        next?.kind === 'name' &&
        next.spaced &&
        looksSpoken(next.text) &&
        next.text !== 'is' &&
        !this.names.has(next.text) &&
        functionOfWord(next.text) === undefined
      )
    if (this.names.has(text) || text.length === 1 || greekWords.has(text) || signAt(this.tokens, k) !== undefined) return true
    if (functionOfWord(text) !== undefined) return next?.text === '(' || next?.kind === 'superscript' || (next?.kind === 'name' && this.isMath(k + 1))
    return !looksSpoken(text)
  }

  /** A name that something is said to equal. */
  private begins(k: number): boolean {
    const { tokens } = this
    let at = k + 1
    if (tokens[at]?.text === '(') {
      while (at < tokens.length && tokens[at]?.text !== ')' && tokens[at]?.kind !== 'newline') at++
      at++
    }
    while (tokens[at]?.text === "'") at++
    return isEquality(tokens[at])
  }

  /** Words in brackets, no factor. */
  private isRemark(open: number, isBare: boolean): boolean {
    const close = CLOSES[(this.tokens[open] as Token).text]
    let end = open + 1
    while (end < this.tokens.length && this.tokens[end]?.text !== close) end++
    // What is opened and not closed belongs to a formula that is broken.
    if (end >= this.tokens.length) return false
    const inside = this.tokens.slice(open + 1, end)
    // q = ρ g b h  (ρ = 7850 kg/m³)
    if (inside[0]?.kind === 'name' && isEquality(inside[1])) return true
    const isUnit = UNIT.test(this.text.slice(inside[0]?.start ?? 0, inside.at(-1)?.end ?? 0))
    // n = 1.517 (BK7)
    const isLabel = isBare && inside.length > 0 && inside.every(({ kind, text }) => kind === 'name' && !this.names.has(text) && !this.used.has(text))
    return (
      isUnit ||
      isLabel ||
      inside.some(
        ({ kind, text }) =>
          kind === 'name' &&
          looksSpoken(text) &&
          !this.spoken.has(text) &&
          !this.used.has(text) &&
          !this.names.has(text) &&
          functionOfWord(text) === undefined,
      )
    )
  }

  /** Behind a bare number, a unit; what formulas have beside their signs is none. */
  private isUnit(k: number, from: number): boolean {
    const { tokens } = this
    if (!this.isBare(k, from)) return false
    const token = tokens[k] as Token
    if (token.kind !== 'name' || this.names.has(token.text) || greekWords.has(token.text) || this.used.has(token.text)) return false
    if (signAt(tokens, k) !== undefined || signWithCondition(tokens, k) !== undefined || isCall(tokens, k)) return false
    const next = tokens[k + 1]
    // ½ K Σᵢ |rᵢ|², 2 K ‖x‖, 3 m √x
    const isSign = next?.kind === 'name' ? signAt(tokens, k + 1) !== undefined : /^[√∛‖|]$/.test(next?.text ?? '')
    if (isSign || signWithCondition(tokens, k + 1) !== undefined) return false
    // ½ m v²
    const isFactor = next?.kind === 'name' && next.text.length === 1 && this.isMath(k + 1) && !this.begins(k + 1) && !UNIT.test(next.text)
    if (isFactor) return false
    // 0.161 V / (A + 4 m V)
    if (/^[/*·]$/.test(next?.text ?? '') && !this.isOfUnits(k + 2)) return false
    return UNIT.test(token.text) || (looksSpoken(token.text) && functionOfWord(token.text) === undefined && !isOperator(next) && !isOpening(next))
  }

  /** mol or (mol K), with nothing behind it that goes on. */
  private isOfUnits(from: number): boolean {
    const isGroup = isOpening(this.tokens[from])
    for (let k = isGroup ? from + 1 : from; k < this.tokens.length; k++) {
      const { kind, text } = this.tokens[k] as Token
      if (isGroup && text === ')') return true
      if (kind === 'name' ? !UNIT.test(text) : kind !== 'number' && kind !== 'superscript' && !/^[-/*·^]$/.test(text)) return false
      if (!isGroup) return true
    }
    return false
  }

  /** Nothing but a number stands before. */
  private isBare(k: number, from: number): boolean {
    return this.tokens.slice(from, k).every(({ kind, text }) => kind === 'number' || kind === 'superscript' || /^[-*·^]$/.test(text))
  }

  /** Whether the next line goes on with the formula. */
  private goesOn(newline: number): boolean {
    const { tokens } = this
    const next = tokens[newline + 1]
    if (next === undefined || !/^[-+=/]$/.test(next.text)) return false
    const indent = (at: number): number => at - 1 - this.text.lastIndexOf('\n', at - 1)
    const line = (tokens[newline] as Token).start
    const own = /^[ \t]*/.exec(this.text.slice(this.text.lastIndexOf('\n', line - 1) + 1, line))?.[0].length ?? 0
    return next.text === '=' || indent(next.start) > own
  }
}

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
