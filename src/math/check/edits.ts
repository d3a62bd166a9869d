/** Small changes of a text by which a wrong derivative may become right: a factor before a term, another name, a number or sign. */
import type { Language, Range } from '../api.ts'
import { inPattern } from '../read/spelling.ts'
import { isValueName, type Token } from './tokens.ts'

/** A term of the text: from its first factor to its last, and the sign before it. */
export interface TermPlace extends Range {
  readonly sign?: Token
  /** The sign has nothing on its left. */
  readonly isUnary: boolean
  /** How many brackets are open around it. */
  readonly depth: number
  /** The number that it begins with, where it is multiplied, or is all of it. */
  readonly number?: Token
}

/** A change of one place. */
export interface Edit {
  readonly range: Range
  readonly text: string
}

const SIGNS = new Set(['+', '-', '.+', '.-'])
const ASSIGNING = new Set(['=', '<-', '+=', '-=', '*=', '/=', '.=', '.+=', '.-=', '.*=', './='])
/** Functions of numbers, whose arguments are values. */
const OF_VALUES =
  /^(?:exp|expm1|log|log1p|log2|log10|ln|sqrt|cbrt|sin|cos|tan|a?sinh|a?cosh|a?tanh|arc\w+|asin|acos|atan|abs|fabs|sign|pow|erf|expit|sigmoid|maximum|minimum|max|min|sum|mean|trace|tr|diag|outer|dot|matmul|norm|where|array|asarray|hstack|vstack|column_stack|row_stack|dstack|stack|tensor|Matrix|vcat|hcat|concatenate|append|push|vec|c)$/
const BLOCKS = /^(?:for|while|if|elif|else|elseif|switch|case|def|function|import|from|class|assert|raise|throw|end)$/

/** Where values stand: behind assignments and `return`, in brackets, and as arguments of functions of numbers. */
export function termsIn(tokens: readonly Token[]): TermPlace[] {
  const places: TermPlace[] = []
  /** Whether values stand in each of the brackets that are open, and these behind keys. */
  const open: { readonly isValue: boolean; readonly hasKeys: boolean }[] = []
  let isValue = false
  let isHeader = false
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const before = tokens[k - 1]
    if (token.kind === 'line' || token.text === ';') {
      if (open.length === 0) [isValue, isHeader] = [false, false]
      else if (token.text === ';' && isValue) begin(k + 1)
      continue
    }
    if (open.length === 0 && BLOCKS.test(token.text) && (before === undefined || before.kind === 'line' || before.text === ';')) isHeader = true
    if (token.kind !== 'operator' && token.text !== 'return') continue
    if ('([{'.includes(token.text)) {
      const isCalled = before !== undefined && (before.kind === 'name' || before.text === ')' || before.text === ']') && before.end === token.start
      const isCalledDictionary = isCalled && token.text === '(' && DICTIONARY.test(before.text)
      const isOfValues = !isCalled || isCalledDictionary || (token.text === '(' && OF_VALUES.test(before.text))
      const hasKeys = isCalledDictionary || (token.text === '{' && hasColons(tokens, k))
      open.push({ isValue: isValue && isOfValues, hasKeys })
      if (isValue && isOfValues && !isHeader && !hasKeys) begin(k + 1)
      isValue &&= isOfValues
    } else if (')]}'.includes(token.text)) {
      open.pop()
      isValue = open.length === 0 ? !isHeader : open.at(-1)?.isValue === true
    } else if (open.at(-1)?.hasKeys === true && !SIGNS.has(token.text)) {
      if (isValue && !isHeader && /^(?::|=>?)$/.test(token.text)) begin(k + 1)
    } else if (open.length === 0 && (ASSIGNING.has(token.text) || token.text === 'return' || token.text === '=>')) {
      isValue = !isHeader
      if (isValue) begin(k + 1)
    } else if (isValue && !isHeader && (SIGNS.has(token.text) || token.text === ',')) begin(k + 1)
  }
  return places

  function begin(at: number): void {
    let k = at
    while (tokens[k]?.kind === 'line') k++
    const first = tokens[k]
    // A sign begins a term of its own, behind itself; axis=0 says how, and not what.
    if (first === undefined || SIGNS.has(first.text) || ')]},:'.includes(first.text)) return
    if (first.kind === 'name' && tokens[k + 1]?.text === '=' && first.depth > 0) return
    // A dictionary is no term.
    if ((first.text === '{' && hasColons(tokens, k)) || (DICTIONARY.test(first.text) && tokens[k + 1]?.text === '(')) return
    const [sign, left] = [tokens[k - 1], tokens[k - 2]]
    const end = endOf(k)
    if (end === undefined) return
    const isSigned = sign !== undefined && SIGNS.has(sign.text)
    const isUnary =
      !isSigned ||
      left === undefined ||
      (left.kind === 'operator' && !/^[)\]}'.]'?$/.test(left.text)) ||
      left.text === 'return' ||
      left.kind === 'line'
    const isNumber = first.kind === 'number' && (end === first.end || /^\.?[*/]$/.test(tokens[k + 1]?.text ?? ''))
    places.push({ start: first.start, end, depth: first.depth, ...(isSigned && { sign }), isUnary, ...(isNumber && { number: first }) })
  }

  function endOf(at: number): number | undefined {
    const { depth } = tokens[at] as Token
    let last: Token | undefined
    for (let k = at; k < tokens.length; k++) {
      const token = tokens[k] as Token
      if (token.depth < depth || (token.kind === 'operator' && ')]}'.includes(token.text) && token.depth < depth)) break
      if (token.depth === depth) {
        if (token.kind === 'line' && depth === 0) break
        const isSign = SIGNS.has(token.text) && last !== undefined && !(last.kind === 'operator' && !/^[)\]}']$/.test(last.text))
        if (isSign || /^(?:,|;|:|\?|[<>=!~]=?=?|&&?|\|\|?)$/.test(token.text) || /^(?:if|else|for|and|or|in)$/.test(token.text)) break
      }
      if (token.kind !== 'line') last = token
    }
    return last?.end
  }
}

/** Functions that make dictionaries. */
const DICTIONARY = /^(?:dict|Dict)$/

/** Whether values in braces stand behind keys. */
function hasColons(tokens: readonly Token[], at: number): boolean {
  const depth = (tokens[at] as Token).depth + 1
  for (let k = at + 1; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (token.depth < depth) return false
    if (token.depth === depth && token.text === ':') return true
  }
  return false
}

/** Names as values that another one may have been meant for. */
export function namesIn(tokens: readonly Token[]): Token[] {
  return tokens.filter((token, k) => {
    const [before, after] = [tokens[k - 1]?.text ?? '\n', tokens[k + 1]?.text ?? '\n']
    if (!isValueName(token) || before === '.' || after === '.' || ASSIGNING.has(after) || /^(?:[({]|=>|:)$/.test(after)) return false
    return !isHead(tokens, k)
  })
}

/** Whether it stands in what is assigned to, in a list of such, or in the head of a loop. */
function isHead(tokens: readonly Token[], at: number): boolean {
  for (let k = at; k < tokens.length; k++) {
    const { kind, text, depth } = tokens[k] as Token
    if (kind === 'line' || text === ';') break
    if (depth === 0 && ASSIGNING.has(text)) return true
  }
  for (let k = at; k >= 0; k--) {
    const { kind, text } = tokens[k] as Token
    if (kind === 'line' || text === ';') return false
    if (BLOCKS.test(text)) return true
  }
  return false
}

/** Factors of matrix products of Python with the other order of axes: x.T @ y for x @ y. */
function turnsIn(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap(({ kind, text, end }, k): Edit[] => {
    if (kind !== 'name' || text === 'T' || PRODUCTS.test(text)) return []
    let first = k
    while (tokens[first - 1]?.text === '.' && tokens[first - 2]?.kind === 'name') first -= 2
    const [one, two, three] = [1, 2, 3].map((more) => tokens[k + more]?.text ?? '') as [string, string, string]
    const isTurned = one === '.' && two === 'T'
    const [next, then] = isTurned ? [three, tokens[k + 4]?.text ?? ''] : [one, two]
    const [before, opener] = [tokens[first - 1]?.text, tokens[first - 2]?.text ?? '']
    const isFactor = before === '@' || next === '@' || (next === '.' && then === 'dot') || (before === '(' && PRODUCTS.test(opener))
    if (!isFactor || (next === '.' && then !== 'dot')) return []
    const { start } = tokens[first] as Token
    const name = tokens
      .slice(first, k + 1)
      .map((token) => token.text)
      .join('')
    return [isTurned ? { range: { start, end: (tokens[k + 2] as Token).end }, text: name } : { range: { start, end }, text: `${name}.T` }]
  })
}

const PRODUCTS = /^(?:dot|matmul)$/

/** The squares that are left out of 1 - tanh(z)^2 and 1 + x^2, where the language has a sign for powers. */
function squaresIn(source: string, tokens: readonly Token[], language: Language): Edit[] {
  const sign = /^(?:julia|matlab)$/.test(language) ? '.^2' : /^(?:python|javascript|typescript)$/.test(language) ? '**2' : undefined
  return tokens.flatMap(({ kind, text }, k): Edit[] => {
    const [begun, first] = [tokens[k - 1], tokens[k + 1]]
    const isOne = kind === 'number' && /^1(?:\.0*)?$/.test(text) && !/^(?:\*\*|\.?[-+*/^]|\.)$/.test(begun?.text ?? '')
    if (sign === undefined || !isOne || !SIGNS.has(first?.text ?? '')) return []
    let last = k + 2
    while (tokens[last]?.kind === 'name' && tokens[last + 1]?.text === '.' && tokens[last + 2]?.kind === 'name') last += 2
    const [from, called] = [tokens[k + 2], tokens[last + 1]?.text === '.' ? last + 2 : last + 1]
    if (from === undefined || !(tokens[last] && isValueName(tokens[last] as Token))) return []
    const opened = tokens[called]
    if (opened?.text === '(') {
      last = tokens.findIndex((token, at) => at > called && token.text === ')' && token.depth === opened.depth)
      if (last < 0) return []
    }
    const end = (tokens[last] as Token).end
    if (/^(?:\*\*|\.?\^|\[|\.)$/.test(tokens[last + 1]?.text ?? '')) return []
    return [{ range: { start: from.start, end }, text: `${source.slice(from.start, end)}${sign}` }]
  })
}

/** Numbers, comparisons, functions and transposes by what people take for them, the likeliest first. */
export function slipsIn(source: string, tokens: readonly Token[], language: Language): Edit[] {
  const [likely, others]: [Edit[], Edit[]] = [[], []]
  for (const [k, token] of tokens.entries()) {
    const { start, end, text, kind } = token
    const [left, right] = [tokens[k - 2], tokens[k + 1]]
    const before = tokens[k - 1]?.text ?? ''
    // Said with what it stands beside: n - 2, i > 1.
    const isBeside = /^(?:\*\*|[-+*/^<>]=?|\.[-+*/^])$/.test(before) && left !== undefined && left.kind !== 'operator' && left.kind !== 'line'
    const from = kind === 'number' ? (isBeside ? left.start : start) : kind === 'operator' ? (tokens[k - 1]?.start ?? start) : start
    const to = kind === 'operator' && right !== undefined && right.kind !== 'line' ? right.end : end
    const put = (list: Edit[], ...texts: string[]): void => {
      for (const each of texts) list.push({ range: { start: from, end: to }, text: `${source.slice(from, start)}${each}${source.slice(end, to)}` })
    }
    if (kind === 'number' && /^\d+$/.test(text)) {
      const number = Number(text)
      const name = tokens[before === '-' ? k - 3 : k - 2]
      if (name !== undefined && /^(?:axis|dims?)$/.test(name.text) && tokens[before === '-' ? k - 2 : k - 1]?.text === '=') {
        const own = before === '-' ? `-${text}` : text
        // One that the text speaks of before others.
        const isSaid = (axis: string): number => (new RegExp(`${name.text}\\s*=\\s*${axis}(?!\\d)`).test(source) ? 0 : 1)
        for (const axis of ['-1', '0', '1'].sort((a, b) => isSaid(a) - isSaid(b)))
          if (axis !== own) likely.push({ range: { start: name.start, end }, text: `${name.text}=${axis}` })
      } else if (/^(?:\*\*|\.?\^)$/.test(before)) {
        put(likely, `${number + 1}`, ...(number > 2 ? [`${number - 1}`] : []))
        // x ** 1 is x.
        if (number === 2 && isBeside) likely.push({ range: { start: left.start, end }, text: left.text })
      } else if (isCounted(tokens, k)) put(others, `${number + 1}`, ...(number > 0 ? [`${number - 1}`] : []))
    } else if (/^[<>]=?$/.test(text)) put(likely, text.length === 1 ? `${text}=` : (text[0] as string))
    else if (kind === 'name') {
      const other = MISTAKEN.get(text)
      if (other !== undefined && tokens[k + 1]?.text === '(') put(likely, other)
    }
  }
  return [...squaresIn(source, tokens, language), ...likely, ...(language === 'python' ? turnsIn(tokens) : []), ...others]
}

/** Whether a number says where something stands or how often it is done: in the brackets of an index, or in the head of a loop. */
function isCounted(tokens: readonly Token[], at: number): boolean {
  const { depth } = tokens[at] as Token
  for (let k = at - 1; k >= 0; k--) {
    const token = tokens[k] as Token
    if (token.depth < depth && token.text === '[') return true
    if (token.kind === 'line') return false
    if (/^(?:for|while|range)$/.test(token.text)) return true
  }
  return false
}

const MISTAKEN: ReadonlyMap<string, string> = new Map(
  [
    ['mean', 'sum'],
    ['sin', 'cos'],
    ['sinh', 'cosh'],
    ['maximum', 'minimum'],
  ].flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]) as [string, string][],
)

/** How a language writes a number beside others: that of C is no whole one. */
const decimal = (language: Language, number: number): string => (language === 'plain' && Number.isInteger(number) ? `${number}.0` : String(number))

/** A factor of a term: a ratio of whole numbers, with names multiplied and divided by. */
export interface Factor {
  readonly over: number
  readonly under: number
  readonly times: readonly string[]
  readonly by: readonly string[]
}

/** What a term ends with that is multiplied by something last; a power of that is something else. */
const timesLast = (name: string): RegExp => new RegExp(`(?<!\\*)\\s*\\.?\\*\\s*${inPattern(name)}$`)

const POWERS: Readonly<Partial<Record<Language, string>>> = { python: '**', julia: '^', matlab: '^' }

/** The term with a factor, which changes its sign or number where that is enough. */
export function withFactor(text: string, place: TermPlace, { over, under, times, by }: Factor, language: Language): Edit {
  const { start, end, sign, isUnary, number } = place
  const isNegative = over < 0
  const size = Math.abs(over)
  const known = number === undefined ? 1 : Number(number.text.replaceAll('_', ''))
  const merged = (known * size) / under
  const isMerged = number !== undefined && Number.isFinite(merged) && String(merged).length < 6
  const [tail, term] = [text.slice(number?.end ?? start, end), text.slice(start, end)]
  const ahead = isMerged || (size === 1 && under !== 1) ? [] : under === 1 ? [] : [`${decimal(language, size)} / ${decimal(language, under)}`]
  const whole = isMerged ? merged : ahead.length > 0 || size === 1 ? 1 : size
  const factors = [...ahead, ...(whole === 1 ? [] : [decimal(language, whole)]), ...times]
  const divisors = [...(!isMerged && size === 1 && under !== 1 ? [decimal(language, under)] : []), ...by]
  // 2 * x without the 2 is x, and 2 / x is 1 / x then.
  const bare = tail.replace(/^\s*\.?\*\s*/, '')
  const isDivided = /^\s*\.?\//.test(tail)
  let changed: string
  if (number?.end === end && isMerged) changed = factors.join(' * ') || decimal(language, 1)
  else if (!isMerged) changed = [...factors, term].join(' * ')
  else if (factors.length > 0) changed = `${factors.join(' * ')}${tail}`
  else changed = isDivided ? `${decimal(language, 1)}${tail}` : bare
  const [divisor, ...others] = divisors
  const power = POWERS[language]
  // x / tau / tau is x / tau ** 2.
  if (divisor !== undefined && power !== undefined && others.length === 0 && new RegExp(`/\\s*${inPattern(divisor)}$`).test(changed))
    changed += `${power}2`
  // x * tau / tau is x.
  else
    for (const name of divisors)
      changed = changed.replace(timesLast(name), '') === changed ? `${changed} / ${name}` : changed.replace(timesLast(name), '')
  if (!isNegative) return { range: { start, end }, text: changed }
  if (sign === undefined) return { range: { start, end }, text: `-${changed}` }
  const gap = text.slice(sign.end, start)
  const other = sign.text.replace(/[-+]/, (own) => (own === '+' ? '-' : '+'))
  return { range: { start: sign.start, end }, text: isUnary && other.endsWith('+') ? changed : `${other}${gap}${changed}` }
}
