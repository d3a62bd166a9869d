/** Functions of a class or an action, which is an index of what they are made of: p(k \mid x) of a w_k, called with k, 2 or the label y_i. */

import { mapTerms } from '../../order.ts'
import { isLabel } from '../../ranks/indexed.ts'
import { type ApplyTerm, applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { ordered } from '../terms/terms.ts'
import { wordFonts } from '../tokens/symbols.ts'
import { closesGroup, groupAt, opensGroup, type Token } from '../tokens/tokens.ts'
import type { Grammar } from './grammar.ts'

/** A definition: the left side and what equality signs join to it. */
interface Said {
  readonly parts: readonly (readonly Token[])[]
}

/** Whether a parameter of one letter runs over what has it below where it is called so: \pi(a) of a \phi_a, also with a label where it stands nowhere else. */
export function runsWith({ parts }: Said, parameter: string, arg: Term | undefined): boolean {
  if (arg === undefined || !/^[a-z]$/.test(parameter)) return false
  const [below, beside] = placesOf(parts.slice(1), parameter)
  return below > 0 && (arg.kind === 'name' || arg.kind === 'number' || ((isLabel(arg) || isPlace(arg)) && beside === 0))
}

/** 2k - 1 */
const isPlace = (arg: Term): boolean =>
  ordered(arg).every((term) => term.kind === 'name' || term.kind === 'number' || (term.kind === 'apply' && /^(?:add|neg|product)$/.test(term.op)))

/** How often a letter begins a subscript or is one, and how often it stands outside of all. */
function placesOf(parts: readonly (readonly Token[])[], letter: string): readonly [number, number] {
  let [below, beside] = [0, 0]
  for (const part of parts)
    for (let k = 0; k < part.length; k++) {
      const isSub = part[k]?.text === '_'
      // The letters of \mathrm{sim} are a word.
      const group = isSub || wordFonts.has(part[k]?.text ?? '') ? groupAt(part, k + 1) : undefined
      if (group !== undefined) {
        if (isSub && group.inner[0]?.text === letter) below++
        k = group.end - 1
      } else if (part[k]?.text === letter) beside++
    }
  return [below, beside]
}

/** y \in \{1, \dots, C\}, "with label $y$": one of the places of a vector. */
export function isLabelled(g: Grammar, name: string): boolean {
  if (!/^[a-z]$/.test(name) || g.isBound(name) || g.isIndex(name)) return false
  const member = String.raw`(?<![A-Za-z\\])${name}\s*\\in\s*\\\{\s*[01]\s*,[^{}$]*\\[lc]?dots[^{}$]*\\\}`
  // "of the true class $c$", "with label $y$"
  const called = String.raw`\b(?:class|label|category|target)\s+(?:index\s+)?(?:is\s+)?\\?[$(]\s*${name}\s*\\?[$),=]`
  if (!g.surroundings.says(new RegExp(`${member}|${called}`))) return name === 'y' && g.surroundings.says(SOFTMAX)
  // Of j = 1, \dots, J, and of each product j, it is all the places.
  const listed = String.raw`(?<![A-Za-z\\])${name}\s*=\s*[01]\s*,\s*(?:\\[,;:!]\s*)?\\[lc]?dots`
  const each = String.raw`\b(?:each|every|all)\s+(?:[a-z]+\s+)?\\?[$(]\s*${name}\s*\\?[$),]`
  return !g.surroundings.says(new RegExp(`${listed}|${each}`))
}

/** -s_y + \log \sum_j e^{s_j}: beside it y is a class. */
const SOFTMAX = /\\(?:log|ln)\s*(?:\\left)?[({[]?\s*\\sum|\b(?:softmax|cross[- ]entropy|logits?)\b|\\sum_\{?\w\}?(?:\^\{?\w\}?)?\s*(?:e\s*\^|\\exp)/

const isAt = (term: Term, place: string): term is ApplyTerm & { readonly args: readonly [Term, Term] } =>
  term.kind === 'apply' && term.op === 'component' && term.args.length === 2 && term.args[1]?.kind === 'name' && term.args[1].name === place

/** What it is by a place, at a label. */
export const atLabel = (body: Term, place: string, label: string, range: NonNullable<Term['range']>): Term =>
  mapTerms(body, (term) => (isAt(term, place) ? placedAt(term.args[0], label, range) : term))

/** The component at a label, which counts from one. */
export function placedAt(vector: Term, label: string, range: NonNullable<Term['range']>): Term {
  const place = applyTerm('add', [{ ...nameTerm(label, range), hint: { rank: 0 } }, numberTerm(-1)], range)
  return applyTerm('index', [vector, place], range, { items: [{ at: 1 }] })
}

/** Whether the text defines a function by what a variable is, p(y = k \mid x) = .... */
export interface Named {
  readonly isNamed: boolean
  readonly signature: string
}

const BAR = String.raw`(?:\\[,;:!]\s*)*(?:\||\\mid|\\vert|\\given|;)`
const NAMED = new RegExp(
  String.raw`\(\s*\\?[a-zA-Z]+(?:_\{?\w\}?)?\s*=\s*[a-z]\s*${BAR}[^()]*(?:\([^()]*\)[^()]*)?(?:\\right|\\[bB]igg?r?)?\s*\)\s*&?\s*:?=(?!=)`,
)

export function findNamed(text: string): Named {
  const isNamed = text.includes('=') && NAMED.test(text)
  return { isNamed, signature: isNamed ? '\n(=' : '' }
}

/** The tokens with what it is alone in the place of y = k, before a bar and behind it. */
export function withoutNamed(tokens: readonly Token[], { isNamed }: Named): readonly Token[] {
  if (!isNamed) return tokens
  const dropped = new Set<number>()
  const isProbability = tokens.some(({ text }, k) => text === '\\Pr' && tokens[k + 1]?.text === '(')
  tokens.forEach(({ text }, open) => {
    if (text !== '(') return
    let depth = 0
    let begin = open + 1
    let bars = 0
    const names: number[] = []
    for (let k = open; k < tokens.length; k++) {
      const own = (tokens[k] as Token).text
      if (opensGroup(own)) depth++
      else if (closesGroup(own) && --depth === 0) break
      if (depth !== 1) continue
      const isBar = /^(?:\||\\mid|\\vert|\\given|;)$/.test(own)
      if (isBar) bars++
      if (isBar || own === ',') begin = k + 1
      if (own === '=') for (let at = begin; at <= k; at++) names.push(at)
    }
    if (bars > 0) for (const at of names) dropped.add(at)
  })
  if (dropped.size === 0 && !isProbability) return tokens
  const named = isProbability ? tokens.map((token): Token => (token.text === '\\Pr' ? { ...token, kind: 'letter', text: 'P' } : token)) : tokens
  return named.filter((_, k) => !dropped.has(k))
}
