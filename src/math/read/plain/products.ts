/** Products written without a blank: the xy of f(x, y) = xy, the Ax of ‖Ax − b‖. */

import { operationSpelled } from '../../ops/table.ts'
import { CHARACTERISTIC } from '../characteristic.ts'
import { lookUp } from './calls.ts'
import { mayBeProduct, noteOfLetters } from './choosing.ts'
import { greekWords, WORDS } from './operators.ts'
import type { ExpressionRules, Names } from './rules.ts'
import { identifier, type Token } from './tokens.ts'

/** What says that a capital letter is a matrix: transposes, norms, layers of networks. */
const isLinear = ({ kind, text }: Token, rules: ExpressionRules): boolean =>
  (kind === 'operator' && (text === '‖' || text === '||')) || (kind === 'name' && lookUp(rules, text)?.layer === true)
/** kT, nRT, qE, GMm: small before capital, where words do it the other way round. */
const PHYSICAL = /^(?:[a-ce-oq-z][A-Z]{1,2}|[A-Z]{2}[a-z])$/
/** A matrix beside a vector. */
const PAIR = /^[A-Z][a-z]$|^[a-z][A-Z]$/

/** The tokens, names of several letters taken apart where each letter is known to be a name of its own. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['+', 'plus'],
  ['-', 'minus'],
])

/** x_{max}, x_(i+1): a subscript in brackets is part of the name; that of a sum says over what it runs. */
function lowered(tokens: readonly Token[]): readonly Token[] {
  const opens = ({ kind, text, end }: Token, next: Token | undefined): boolean =>
    kind === 'name' && text.endsWith('_') && text.length > 1 && next?.kind === 'open' && next.start === end && !/^(?:[Σ∑Π∏∫]|sum|prod|int)/.test(text)
  if (!tokens.some((token, k) => opens(token, tokens[k + 1]))) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const close = opens(token, tokens[k + 1]) ? tokens.findIndex(({ kind }, j) => j > k && kind === 'close') : -1
    const parts = tokens.slice(k + 2, Math.max(close, 0)).filter(({ text }) => text !== ',')
    if (parts.length > 0 && parts.every(({ kind, text }) => kind === 'name' || kind === 'number' || SIGNS.has(text))) {
      const words = parts.map(({ text }) => SIGNS.get(text) ?? identifier(text))
      result.push({ ...token, text: token.text + words.join('_'), end: (tokens[close] as Token).end })
      k = close
    } else result.push(token)
  }
  return result
}

/** sinx, cos2x, lnx and xsin: a function joined with its argument, or with the letter before it. */
const JOINED = /^([a-zA-Z]?)((?:arc)?(?:sin|cos|tan)h?|sec|csc|cot|exp|ln|log|sqrt)(\d*)([a-zA-Z]?)$/

/** The tokens with such functions taken from their letters, where these stand somewhere for themselves. */
function unjoined(tokens: readonly Token[], names: Names): readonly Token[] {
  const matchOf = ({ kind, text }: Token): RegExpExecArray | null => {
    const match =
      kind === 'name' && text.length > 2 && !names.has(identifier(text)) && operationSpelled('text', text) === undefined ? JOINED.exec(text) : null
    return match !== null && (match[1] !== '' || match[4] !== '') ? match : null
  }
  if (!tokens.some((token) => matchOf(token) !== null)) return tokens
  const own = new Set(tokens.flatMap((token) => (token.kind === 'name' && token.text.length === 1 ? [token.text] : [matchOf(token)?.[4] ?? ''])))
  const counts = new Map<string, number>()
  for (const token of tokens) {
    const letter = matchOf(token)?.[4]
    if (letter !== undefined) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  return tokens.flatMap((token, k) => {
    const [, before = '', name = '', digits = '', after = ''] = matchOf(token) ?? []
    if (name === '') return [token]
    const called = tokens[k + 1]?.text === '(' || tokens[k + 1]?.text === '^'
    const known = (letter: string): boolean =>
      /[xyz]/.test(letter) || names.has(letter) || (counts.get(letter) ?? 0) > 1 || tokens.some(({ text }) => text === letter)
    if (after === '' ? !called : !known(after) && digits === '') return [token]
    if (before !== '' && !own.has(before) && !known(before)) return [token]
    let start = token.start
    return [before, name, digits, after].flatMap((text, part): Token[] => {
      if (text === '') return []
      const piece = {
        ...token,
        kind: part === 2 ? ('number' as const) : ('name' as const),
        text,
        start,
        end: start + text.length,
        spaced: start === token.start ? token.spaced : part === 3 && digits === '',
      }
      start += text.length
      return [piece]
    })
  })
}

/** What the hyperbolic functions are called in the east of Europe, beside tg. */
const HYPERBOLIC: ReadonlyMap<string, string> = new Map([
  ['sh', 'sinh'],
  ['ch', 'cosh'],
  ['th', 'tanh'],
  ['cth', 'coth'],
])

/** The tokens with sinh in the place of such a name before an argument, where its letters are no names of their own. */
function withHyperbolic(tokens: readonly Token[], names: Names): readonly Token[] {
  const isArgument = (token: Token | undefined): boolean =>
    token?.text === '('
      ? !token.spaced
      : token?.kind === 'superscript' || (token?.spaced === true && (token.kind === 'name' || token.kind === 'number'))
  const isOne = ({ kind, text }: Token, k: number): boolean =>
    kind === 'name' && HYPERBOLIC.has(text) && isArgument(tokens[k + 1]) && !names.has(text) && !names.isTold(text)
  if (!tokens.some(isOne)) return tokens
  const letters = new Set(tokens.flatMap(({ kind, text }) => (kind === 'name' && text.length === 1 ? [text] : [])))
  return tokens.map((token, k) => {
    if (!isOne(token, k) || [...token.text].some((letter) => letters.has(letter) || names.has(letter))) return token
    const name = HYPERBOLIC.get(token.text) as string
    names.note({ message: `${token.text} is read as the function ${name}`, range: { start: token.start, end: token.end }, kind: 'reading' })
    return { ...token, text: name }
  })
}

const NONE: ReadonlySet<string> = new Set()

/** Such of a formula: where there are several, or neither of its letters stands for itself. */
function characteristic(tokens: readonly Token[]): ReadonlySet<string> {
  const named = tokens.filter(({ kind, text }) => kind === 'name' && text.length === 2 && CHARACTERISTIC.test(text))
  if (named.length === 0) return NONE
  const found = new Set(named.map(({ text }) => text))
  if (found.size === 1 && tokens.some(({ text }) => text.length === 1 && [...found].some((name) => name.includes(text)))) found.clear()
  return found
}

export function separated(given: readonly Token[], rules: ExpressionRules, names: Names): readonly Token[] {
  const tokens = unjoined(withHyperbolic(lowered(given), names), names)
  const numbers = characteristic(tokens)
  const isJoined = ({ kind, text }: Token, k: number): boolean =>
    kind === 'name' &&
    !numbers.has(text) &&
    text.length > 1 &&
    text.length < 5 &&
    !(tokens[k + 1]?.text === '(' && !tokens[k + 1]?.spaced) &&
    /^[a-zA-Z]+$/.test(text) &&
    !WORDS.has(text) &&
    !greekWords.has(text) &&
    !/^(?:d[a-z]|of|is|to|by|or|we|it|be)$/.test(text) &&
    !names.has(identifier(text)) &&
    operationSpelled('text', text) === undefined
  if (!tokens.some(isJoined)) return tokens
  const touches = (k: number): boolean => [k, k + 1].some((j) => tokens[j]?.spaced === false && isSymbol(tokens[j === k ? k - 1 : j]))
  const alone = new Set(tokens.flatMap(({ kind, text }) => (kind === 'name' && text.length === 1 && !/[eid]/.test(text) ? [text] : [])))
  // Who writes mv², or ρgh, has names of one letter; and a parameter must stand somewhere.
  const apart = new Set<string>()
  const explicit = tokens.some(({ text }) => text === '*')
  const isShort = (token: Token, k: number): boolean =>
    token.kind !== 'name' || /^(?:[^\0-\x7f].*|[a-zA-Z]_?\d*)$/.test(token.text) || isJoined(token, k) || names.has(identifier(token.text))
  const lettersOnly = tokens.every((token, k) => isShort(token, k) || WORDS.has(token.text) || lookUp(rules, token.text) !== undefined)
  const physical = tokens.some(({ text }) => PHYSICAL.test(text))
  tokens.forEach((token, k) => {
    if (!isJoined(token, k)) return
    const letters = [...token.text]
    const raised = tokens[k + 1]
    const power = letters.length === 2 && (raised?.kind === 'superscript' || (raised?.text === '^' && !explicit)) && !raised.spaced
    // 4ac; v0 + at, where all names have one letter.
    const counted = tokens[k - 1]?.kind === 'number' && !token.spaced
    const short = !explicit && letters.length === 2 && lettersOnly && /^[a-z]+$/.test(token.text)
    const parameter = letters.length === 2 && letters.some((letter) => !alone.has(letter) && names.parameters.includes(letter))
    const exponential = letters.length === 2 && letters[1] === 'e' && tokens[k + 1]?.text === '^'
    if (
      power ||
      short ||
      (counted && letters.length < 4) ||
      parameter ||
      exponential ||
      ((PHYSICAL.test(token.text) || (physical && /^[A-Z]{2}$/.test(token.text))) && (!explicit || letters.some((letter) => alone.has(letter)))) ||
      (letters.length < 4 && touches(k))
    )
      apart.add(token.text)
  })
  // The t of ωt.
  const beside = tokens.flatMap(({ kind, text }, k) => (kind === 'name' && /^[a-zA-Z]$/.test(text) && touches(k) ? [text] : []))
  const found = new Set([...apart, ...beside].flatMap((text) => [...text]))
  const isKnown = (letter: string): boolean => alone.has(letter) || found.has(letter) || names.has(letter) || rules.spoken?.has(letter) === true
  const turns = (k: number): boolean =>
    tokens[k]?.text === ')' && (tokens[k + 1]?.text === "'" || (tokens[k + 1]?.text === '^' && tokens[k + 2]?.text === 'T'))
  const linear = tokens.some((token, k) => isLinear(token, rules) || turns(k))
  return tokens.flatMap((token, k) => {
    if (!isJoined(token, k)) return [token]
    const letters = [...token.text]
    const turned = tokens[k - 1]?.text === "'" || tokens[k + 1]?.text === "'"
    const matrix = PAIR.test(token.text) && (linear || (turned && letters.some(isKnown)))
    const coefficient = (letters.length === 2 || (letters.length === 3 && apart.size > 0)) && letters.some((letter) => found.has(letter))
    const isProduct = letters.every(isKnown) || matrix || coefficient || apart.has(token.text)
    // Who writes * has names of several letters.
    if (!isProduct && (explicit || !mayBeProduct(token.text) || names.isTold(token.text))) return [token]
    const isMeant = isProduct !== (rules.others?.has(token.start) === true)
    names.note(noteOfLetters(token.text, isMeant, { start: token.start, end: token.end }))
    if (!isMeant) return [token]
    return letters.map((letter, i) => ({ ...token, text: letter, start: token.start + i, end: token.start + i + 1, spaced: i === 0 && token.spaced }))
  })
}

/** A symbol that is no Latin letter: ρ, ΔT. */
const isSymbol = (token: Token | undefined): boolean => token?.kind === 'name' && /^[^\0-\x7f]/.test(token.text)
