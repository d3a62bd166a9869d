/** Products written without a blank: the xy of f(x, y) = xy, the Ax of ‖Ax − b‖. */
import { operationSpelled } from '../../ops/table.ts'
import { lookUp } from './calls.ts'
import { WORDS } from './operators.ts'
import type { ExpressionRules, Names } from './rules.ts'
import { identifier, type Token } from './tokens.ts'

/** What says that a capital letter is a matrix: transposes, norms, layers of networks. */
const isLinear = ({ kind, text }: Token, rules: ExpressionRules): boolean =>
  (kind === 'operator' && (text === '‖' || text === '||')) || (kind === 'name' && lookUp(rules, text)?.layer === true)
/** A matrix beside a vector. */
const PAIR = /^[A-Z][a-z]$|^[a-z][A-Z]$/

/** The tokens, names of several letters taken apart where each letter is known to be a name of its own. */
export function separated(tokens: readonly Token[], rules: ExpressionRules, names: Names): readonly Token[] {
  const isJoined = ({ kind, text }: Token, k: number): boolean =>
    kind === 'name' &&
    text.length > 1 &&
    text.length < 5 &&
    !(tokens[k + 1]?.text === '(' && !tokens[k + 1]?.spaced) &&
    /^[a-zA-Z]+$/.test(text) &&
    !WORDS.has(text) &&
    !/^d[a-z]$/.test(text) &&
    !names.has(identifier(text)) &&
    operationSpelled('text', text) === undefined
  if (!tokens.some(isJoined)) return tokens
  const touches = (k: number): boolean => [k, k + 1].some((j) => tokens[j]?.spaced === false && isSymbol(tokens[j === k ? k - 1 : j]))
  const alone = new Set(tokens.flatMap(({ kind, text }) => (kind === 'name' && text.length === 1 && !/[eid]/.test(text) ? [text] : [])))
  // Who writes mv², or ρgh, has names of one letter; and a parameter must stand somewhere.
  const apart = new Set<string>()
  tokens.forEach((token, k) => {
    if (!isJoined(token, k)) return
    const letters = [...token.text]
    const power = letters.length === 2 && tokens[k + 1]?.kind === 'superscript' && !tokens[k + 1]?.spaced
    const parameter = letters.length === 2 && letters.some((letter) => !alone.has(letter) && names.parameters.includes(letter))
    if (power || parameter || (letters.length < 4 && touches(k))) apart.add(token.text)
  })
  // The t of ωt.
  const beside = tokens.flatMap(({ kind, text }, k) => (kind === 'name' && /^[a-zA-Z]$/.test(text) && touches(k) ? [text] : []))
  const found = new Set([...apart, ...beside].flatMap((text) => [...text]))
  const isKnown = (letter: string): boolean => alone.has(letter) || found.has(letter) || names.has(letter)
  const linear = tokens.some((token) => isLinear(token, rules))
  return tokens.flatMap((token, k) => {
    if (!isJoined(token, k)) return [token]
    const letters = [...token.text]
    const turned = tokens[k - 1]?.text === "'" || tokens[k + 1]?.text === "'"
    const matrix = PAIR.test(token.text) && (linear || (turned && letters.some(isKnown)))
    const coefficient = (letters.length === 2 || (letters.length === 3 && apart.size > 0)) && letters.some((letter) => found.has(letter))
    if (!letters.every(isKnown) && !matrix && !coefficient && !apart.has(token.text)) return [token]
    names.note({
      message: `${token.text} is read as the product ${letters.join(' · ')}`,
      range: { start: token.start, end: token.end },
      kind: 'reading',
    })
    return letters.map((letter, i) => ({ ...token, text: letter, start: token.start + i, end: token.start + i + 1, spaced: i === 0 && token.spaced }))
  })
}

/** A symbol that is no Latin letter: ρ, ΔT. */
const isSymbol = (token: Token | undefined): boolean => token?.kind === 'name' && /^[^\0-\x7f]/.test(token.text)
