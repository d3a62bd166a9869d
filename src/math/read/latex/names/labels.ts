/** Labels above names: Z^A and Z^B of two views, q^d and q^s of demand and supply, P^{\mathrm{sat}}. What is not one is an exponent. */
import type { Base, Grammar, Span } from '../grammar/grammar.ts'
import { letterCommands, wordFonts } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import { suffixOf, transposeSign } from './names.ts'

const WORDS =
  /^(?:old|new|ref|obs|true|pred|prev|next|init|train|test|target|model|data|adv|opt|est|sat|res|tot|max|min|mix|eff|vap|liq|gas|sol|ideal|real|ext|crit)$/

/** The letter or word that is raised, if it may be a label. */
function labelIn(g: Grammar, span: Span): { readonly label: string; readonly isWord: boolean } | undefined {
  const [first, ...more] = g.tokens.slice(span.from, span.to) as [Token, ...Token[]]
  const isWord = first !== undefined && (wordFonts.has(first.text) || first.kind === 'words')
  const isLetter = more.length === 0 && (first?.kind === 'letter' || letterCommands.has(first?.text ?? ''))
  // L^{CLIP}, \hat\beta^{OLS}
  const isAcronym = more.length > 0 && [first, ...more].every(({ kind, text }) => kind === 'letter' && /[A-Z]/.test(text))
  // \theta^{old}: letters that are one word stand side by side.
  const letters = [first, ...more].map((token) => token?.text ?? '').join('')
  const isSpelled =
    WORDS.test(letters) && more.every(({ kind, start }, k) => kind === 'letter' && start === (k === 0 ? first : (more[k - 1] as Token)).end)
  const label = isWord || isLetter || isAcronym || isSpelled ? suffixAt(g, span) : ''
  if (label === '' || label === 'T' || (isWord && label === 'H')) return undefined
  return { label, isWord: isSpelled || (isWord && label.length > 1) || (isAcronym && label.length > 2) }
}

/** The label that is raised next; undefined, and nothing read, where none is. */
export function readLabel(g: Grammar): string | undefined {
  const start = g.at
  const label = g.take('^') ? labelIn(g, g.argument('a label'))?.label : undefined
  if (label === undefined) g.at = start
  return label
}

/** The label above a name in a formula: a word, or a letter where the text says what is called so or this name has several such letters above. */
export function raisedLabel(g: Grammar, base: Base, sub: Span | undefined, sup: Span): string | undefined {
  const { label, isWord } = labelIn(g, sup) ?? {}
  if (isStandard(g, base, sub, sup)) return '0'
  if (label === undefined || (base.name === 'e' && !base.dressed)) return undefined
  const own = `${base.name}_${label}`
  const text = g.surroundings
  const isSaid = (name: string): boolean =>
    g.isBound(name) || text.declarationOf(name) !== undefined || text.valueOf(name) !== undefined || text.functionNamed(name) !== undefined
  if (isSaid(own) || (sub !== undefined && isSaid(`${own}_${suffixAt(g, sub)}`))) return label
  return (isWord && !isSaid(label)) || g.isLabel(label) ? label : undefined
}

/**
 * E^0 and G^0, in the standard state, and w_i^0, at the start: as an exponent it would say nothing, unless other powers stand beside it.
 */
function isStandard(g: Grammar, base: Base, sub: Span | undefined, sup: Span): boolean {
  if (g.tokens[sup.from]?.text !== '0' || sup.to !== sup.from + 1 || base.dressed) return false
  if (sub === undefined && (g.isBound(base.name) || !/^[A-Z]$/.test(base.name))) return false
  return !g.tokens.some(({ text }, k) => {
    if (text !== base.name && text !== `\\${base.name}`) return false
    const at = g.tokens[k + 1]?.text !== '_' ? k + 1 : g.tokens[k + 2]?.text === '{' ? g.closing(k + 2) + 1 : k + 3
    return g.tokens[at]?.text === '^' && at + 1 !== sup.from && at + 2 !== sup.from && transposeSign(g.tokens.slice(at + 1, at + 4)) === undefined
  })
}

function suffixAt(g: Grammar, span: Span): string {
  const after = g.at
  const suffix = suffixOf(g, span) ?? ''
  g.at = after
  return suffix
}
