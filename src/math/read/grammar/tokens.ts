/** Tokens of programming languages that are parsed here, with their places: names, numbers, texts, operators and line ends. */
import type { Range } from '../../api.ts'
import type { Change } from '../recent.ts'

export interface Token extends Range {
  readonly kind: 'number' | 'name' | 'text' | 'operator' | 'line' | 'end'
  /** As written; of a number without its type, of an operator its usual form. */
  readonly text: string
  /** White space stands before it. */
  readonly spaced: boolean
}

/** What differs between languages. */
export interface Lexicon {
  /** What begins a comment that runs to the end of its line. */
  readonly comments: readonly string[]
  /** Comments between two marks; those whose marks differ may hold each other where `nested`. */
  readonly blocks: readonly { readonly open: string; readonly close: string; readonly nested?: boolean; readonly ownLine?: boolean }[]
  /** Longer ones first. */
  readonly operators: readonly string[]
  /** Other signs for operators. */
  readonly signs?: ReadonlyMap<string, string>
  /** Whether ' after an operand is a transpose, else the begin of a text or character. */
  readonly transposes: boolean
  /** Whether a dot after digits belongs to an operator with a dot, as in 1.*x. */
  readonly dotted: boolean
  /** Characters of names besides letters, digits and _. */
  readonly inNames: string
  /** What goes on in the next line. */
  readonly continuation?: string
  /** Whether raised digits belong to names, as in σ², where the text gives such a name a value; else they are powers. */
  readonly raised?: boolean
  /** Types written right after numbers, and what they leave. */
  readonly suffix?: RegExp
  /** Whether i or j right after a number makes it imaginary. */
  readonly imaginary?: boolean
}

/** Whole numbers in base 16, 2 and 8. */
const PREFIXED = /0(?:[xX][\da-fA-F][\da-fA-F_]*|[bB][01][01_]*|[oO][0-7][0-7_]*)/y
const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9'
/** Signs that are names, or begin them, though they are no letters. */
const NAMES = /[₀-₉∇∂∑∏∞]/
const isLetter = (c: string | undefined): boolean =>
  c !== undefined && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_' || (c > '\u007f' && (/\p{L}|\p{M}/u.test(c) || NAMES.test(c))))

const movedToken = (token: Token, by: number): Token =>
  by === 0 ? token : { kind: token.kind, text: token.text, start: token.start + by, end: token.end + by, spaced: token.spaced }

/** How many tokens stay as they are: those of whole lines that nothing behind the change could alter. */
function keptBefore({ tokens, open, change }: Before): number {
  const until = Math.min(change.start, ...open.filter(({ end }) => end > change.start).map(({ start }) => start))
  let low = 0
  let high = tokens.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens[middle] as Token).end <= until) low = middle + 1
    else high = middle
  }
  while (low > 0 && tokens[low - 1]?.kind !== 'line') low--
  return low
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** Whether a text gives this name a value: by assigning to it, or as a parameter. */
function isGiven(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (isLetter(text[at - 1])) continue
    const line = text.slice(text.lastIndexOf('\n', at) + 1, at)
    if (/^\s*(?:=(?!=)|::|in\b|∈)/.test(text.slice(at + name.length, at + name.length + 20))) return true
    const rest = text.slice(at + name.length, at + name.length + 400)
    // σ², τ² = exp.(θ), (; σ², τ²) = p
    if (/^\s*(?:\(\s*;?)?[^()=]*$/.test(line) && /^\s*,[^()=;+*/^\n-]*\)?\s*=(?!=)/.test(rest)) return true
    if (/^\s*(?:[\w.{}<>:, ]*\bfunction\b[^()]*|[^\s()=]+)\([^()]*$/.test(lineOrHead(text, at)) && /^[^()]*\)\s*(?:=(?!=)|\n|::|where)/.test(rest))
      return true
  }
  return false
}

/** What stands before a place in its line, from the line on in which a parenthesis was opened that is not closed yet. */
function lineOrHead(text: string, at: number): string {
  const open = text.lastIndexOf('(', at)
  const from = open >= 0 && at - open < 400 && !text.slice(open, at).includes(')') ? open : at
  return text.slice(text.lastIndexOf('\n', from) + 1, at)
}

const CLOSING = new Set([')', ']', '}', "'", ".'"])

/** The tokens of a text, the last of which is its end. */
export interface Tokens {
  readonly tokens: readonly Token[]
  /** Quotes that nothing closes, each up to where that was looked for. */
  readonly open: readonly Range[]
  /** Up to where the tokens are those of the text before, and from where on they are those again. */
  readonly kept: Range
}

/** What a text is like: one that was split before, and what changed since. */
export interface Before extends Tokens {
  readonly change: Change
}

/** Splits a text into tokens; of those before it, what stands on other lines than the change is kept. */
export function tokenize(text: string, lexicon: Lexicon, before?: Before): Tokens {
  const tokens: Token[] = before === undefined ? [] : before.tokens.slice(0, keptBefore(before))
  let at = tokens[tokens.length - 1]?.end ?? 0
  const open = before?.open.filter(({ start }) => start < at) ?? []
  const start = at
  let spaced = at > 0
  let place = tokens.length
  const push = (kind: Token['kind'], written: string, end: number): void => {
    tokens.push({ kind, text: written, start: at, end, spaced })
    spaced = false
    at = end
  }
  const afterOperand = (): boolean => {
    const last = tokens[tokens.length - 1]
    return last !== undefined && last.end === at && operandEnds(last)
  }
  while (at < text.length) {
    const c = text[at] as string
    if (c === '\n') {
      push('line', '\n', at + 1)
      spaced = true
      if (rejoins()) return { tokens, open, kept: { start, end: at } }
    } else if (c === ' ' || (c !== '\n' && /\s/.test(c))) {
      at++
      spaced = true
    } else if (skip(c)) spaced = true
    else if (isDigit(c) || (c === '.' && isDigit(text[at + 1]))) number()
    else if (isLetter(c)) {
      let end = at + 1
      while (isLetter(text[end]) || isDigit(text[end]) || (text[end] !== undefined && lexicon.inNames.includes(text[end] as string))) end++
      // f!(x) is a name, x != y a comparison.
      while (text[end - 1] === '!' && text[end] === '=') end--
      if (lexicon.raised === true) end = endWithRaised(end)
      push('name', text.slice(at, end), end)
    } else if (lexicon.raised === true && RAISED.includes(c)) {
      let end = at
      let digits = ''
      while (text[end] !== undefined && RAISED.includes(text[end] as string)) digits += RAISED.indexOf(text[end++] as string)
      push('operator', '^', at)
      push('number', digits, end)
    } else if (c === '"' || c === '`' || (c === "'" && !(lexicon.transposes && afterOperand()))) quoted(c)
    else {
      const operator = lexicon.operators.find((each) => text.startsWith(each, at))
      if (operator !== undefined) push('operator', operator, at + operator.length)
      else {
        const symbol = String.fromCodePoint(text.codePointAt(at) ?? 0)
        push('operator', lexicon.signs?.get(symbol) ?? symbol, at + symbol.length)
      }
    }
  }
  push('end', '', text.length)
  return { tokens, open, kept: { start, end: Number.POSITIVE_INFINITY } }

  /** Where a name ends that may have raised digits: in front of letters they are a part of it, σ²ε, at its end where it is a name of the text. */
  function endWithRaised(end: number): number {
    let raised = end
    while (text[raised] !== undefined && RAISED.includes(text[raised] as string)) raised++
    if (raised === end) return end
    let behind = raised
    while (isLetter(text[behind]) || isDigit(text[behind])) behind++
    if (behind > raised) return endWithRaised(behind)
    return isGiven(text, text.slice(at, raised)) ? raised : end
  }

  /** Behind the change, where a line ends that ended before as well, the tokens that follow are the same. */
  function rejoins(): boolean {
    if (before === undefined || at < text.length - before.change.end) return false
    const { change, tokens: old } = before
    while ((old[place]?.end ?? at) < at - change.by) place++
    if (old[place]?.kind !== 'line' || old[place]?.end !== at - change.by) return false
    for (let k = place + 1; k < old.length; k++) tokens.push(movedToken(old[k] as Token, change.by))
    for (const quote of before.open) if (quote.start >= at - change.by) open.push({ start: quote.start + change.by, end: quote.end + change.by })
    return true
  }

  function operandEnds({ kind, text: written }: Token): boolean {
    return kind === 'number' || kind === 'name' || CLOSING.has(written)
  }

  /** Comments and continued lines; says whether there was one. */
  function skip(c: string): boolean {
    if (lexicon.continuation !== undefined && c === '.' && text.startsWith(lexicon.continuation, at)) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end + 1
      return true
    }
    for (const { open, close, nested, ownLine } of lexicon.blocks) {
      if (!text.startsWith(open, at)) continue
      if (ownLine === true && !/^\s*$/.test(lineAround(at + open.length))) continue
      let depth = 1
      let end = at + open.length
      while (depth > 0) {
        const closing = text.indexOf(close, end)
        if (closing < 0) {
          end = text.length
          break
        }
        const again = nested === true ? text.indexOf(open, end) : -1
        if (again >= 0 && again < closing) {
          depth++
          end = again + open.length
        } else {
          depth--
          end = closing + close.length
        }
      }
      at = end
      return true
    }
    if (!lexicon.comments.some((mark) => text.startsWith(mark, at))) return false
    const end = text.indexOf('\n', at)
    at = end < 0 ? text.length : end
    return true
  }

  /** What stands after a place in its line, when nothing stands before its mark. */
  function lineAround(after: number): string {
    const begin = text.lastIndexOf('\n', at - 1) + 1
    const end = text.indexOf('\n', after)
    return text.slice(begin, at) + text.slice(after, end < 0 ? text.length : end)
  }

  function number(): void {
    let end = at
    const digits = (): void => {
      while (isDigit(text[end]) || (text[end] === '_' && isDigit(text[end + 1]))) end++
    }
    PREFIXED.lastIndex = at
    const [prefixed] = PREFIXED.exec(text) ?? []
    if (prefixed !== undefined) {
      push('number', String(Number(prefixed.replaceAll('_', ''))), at + prefixed.length)
      return
    }
    digits()
    const next = text[end + 1]
    if (
      text[end] === '.' &&
      next !== '.' &&
      !(lexicon.dotted && next !== undefined && "*/^\\'+-".includes(next)) &&
      !(isLetter(next) && !/[eEfFdDlL]/.test(next ?? ''))
    ) {
      end++
      digits()
    }
    const exponent = /^[eE][+-]?\d+/.exec(text.slice(end, end + 24))
    if (exponent !== null) end += exponent[0].length
    let written = text.slice(at, end).replaceAll('_', '').replace(/\.$/, '.0')
    const suffix = lexicon.suffix?.exec(text.slice(end, end + 12))
    if (suffix !== null && suffix !== undefined) {
      end += suffix[0].length
      // 1f3 is Julia's way to write 1e3 in single precision.
      if (suffix[1] !== undefined) written += `e${suffix[1]}`
    } else if (lexicon.imaginary === true && /[ij]/.test(text[end] ?? '') && !isLetter(text[end + 1]) && !isDigit(text[end + 1])) {
      written += 'i'
      end++
    }
    push('number', written, end)
  }

  function quoted(mark: string): void {
    const triple = mark === '"' && text.startsWith('"""', at)
    const close = triple ? '"""' : mark
    let end = at + close.length
    while (end < text.length) {
      // 'it''s' holds a quote.
      const doubled = mark === "'" && text[end] === "'" && text[end + 1] === "'"
      if ((text.startsWith(close, end) && !doubled) || (!triple && text[end] === '\n')) break
      end += doubled || (text[end] === '\\' && mark !== "'") ? 2 : 1
    }
    if (!text.startsWith(close, end)) {
      // A quote that nothing closes is a sign of its own, which no place takes.
      open.push({ start: at, end: end < text.length ? end + 1 : Number.POSITIVE_INFINITY })
      push('operator', mark, at + 1)
      return
    }
    push('text', text.slice(at + close.length, end), end + close.length)
  }
}
