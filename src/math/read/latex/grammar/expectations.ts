/**
 * Means, variances, covariances and entropies under laws that the text gives for each of finitely many values, and divergences between
 * such: E_{a \sim \pi}[Q_a] is \sum_a \pi(a) Q_a, D_{KL}(p \| q) is \sum_i p_i \log(p_i / q_i).
 */
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { freeNames, substitute } from '../terms/terms.ts'
import { boldFonts, plainFonts, wordFonts } from '../tokens/symbols.ts'
import type { Grammar, Span } from './grammar.ts'
import { type Law, lawIn } from './laws.ts'

type Moment = 'mean' | 'variance' | 'covariance' | 'entropy' | 'divergence'

/** What people call them, in whatever font. */
const WORDS: ReadonlyMap<string, Moment> = new Map([
  ...['E', 'Ex', 'EE', 'Expect'].map((word) => [word, 'mean'] as const),
  ...['V', 'Var', 'var', 'VV'].map((word) => [word, 'variance'] as const),
  ...['Cov', 'cov'].map((word) => [word, 'covariance'] as const),
  ...['H', 'Ent', 'HH'].map((word) => [word, 'entropy'] as const),
  ...['KL', 'kl'].map((word) => [word, 'divergence'] as const),
])
const isFont = (text: string): boolean => boldFonts.has(text) || plainFonts.has(text) || wordFonts.has(text) || text === '\\mathop'

/** The word at a place, in fonts or as a command, and the place behind it. */
function wordAt(g: Grammar, at: number): readonly [string, number] {
  const token = g.tokens[at]
  if (token === undefined || at >= g.end) return ['', at]
  if (token.kind === 'letter' || token.kind === 'words') return [token.text, at + 1]
  if (token.kind !== 'command') return ['', at]
  if (!isFont(token.text)) return [token.text.slice(1), at + 1]
  const open = g.tokens[at + 1]?.text === '*' ? at + 2 : at + 1
  const close = g.tokens[open]?.text === '{' ? g.closing(open) : open
  const inner = g.tokens.slice(open, close + 1).filter(({ text }) => text !== '{' && text !== '}' && !isFont(text))
  return [inner.map(({ text }) => text).join(''), close + 1]
}

interface Operator {
  readonly moment: Moment
  readonly word: string
  readonly sub?: Span
}

/** The operator that begins here, with what stands below it: \mathbb{E}_{a \sim \pi}, \underset{a \sim \pi}{\mathbb{E}}, D_{\mathrm{KL}}. */
function readOperator(g: Grammar): Operator | undefined {
  const below = g.is('\\underset') && g.is('{', 1) ? { from: g.at + 2, to: g.closing(g.at + 1) } : undefined
  const above = below === undefined ? undefined : { from: below.to + 2, to: g.closing(below.to + 1) }
  const [word, end] = above === undefined ? wordAt(g, g.at) : [wordsIn(g, above), above.to + 1]
  const moment = word === 'D' ? 'divergence' : WORDS.get(word)
  if (moment === undefined || end > g.end) return undefined
  g.at = end
  let sub = below
  if (below === undefined && g.is('_')) {
    g.at++
    sub = g.argument('what this is over')
  }
  const isNamed = sub !== undefined && /^(?:KL|kl)$/.test(wordsIn(g, sub))
  if (isNamed !== (word === 'D')) return undefined
  return { moment, word, ...(sub === undefined || isNamed ? {} : { sub }) }
}

const wordsIn = (g: Grammar, { from, to }: Span): string =>
  g.tokens
    .slice(from, to)
    .filter(({ text }) => text !== '{' && text !== '}' && !isFont(text))
    .map(({ text }) => text)
    .join('')

/** The moment that begins at the next token; undefined, and nothing read, where none does or the text does not say the law by a formula. */
export function readMoment(g: Grammar): Term | undefined {
  const from = g.at
  const token = g.peek()
  if (
    token === undefined ||
    !(/^\\?(?:E|V|H|D|Ex|EE|VV|HH|Expect|[vV]ar|[cC]ov|Ent|KL|kl)$/.test(token.text) || isFont(token.text) || token.text === '\\underset')
  )
    return undefined
  const operator = readOperator(g)
  const term = operator && (g.is('[') || g.is('(') || g.is('\\{')) ? momentOf(g, operator, from) : undefined
  if (term === undefined) g.at = from
  return term
}

function momentOf(g: Grammar, { moment, word, sub }: Operator, from: number): Term | undefined {
  const { surroundings } = g
  if (moment === 'entropy' || moment === 'divergence') {
    const name = moment === 'divergence' && word === 'D' ? 'D_KL' : word
    const isOther = g.isBound(name) || surroundings.functionNamed(name) !== undefined || surroundings.declarationOf(name) !== undefined
    return sub !== undefined || isOther ? undefined : informationOf(g, moment, from)
  }
  const drawn = sub && drawnIn(g, sub)
  if (drawn === undefined) return undefined
  const { index, law } = drawn
  const args = g.binding([index], 'index', () => g.argumentList())
  if (args.length !== (moment === 'covariance' ? 2 : 1)) return undefined
  const range = g.rangeFrom(from)
  g.note(`read the ${moment === 'mean' ? 'expectation' : moment} as the sum over ${index} with the weights ${law.name}`, range)
  const [body, other = body] = args as [Term, Term?]
  return moment === 'mean' ? meanOf(law, index, body) : covarianceOf(law, index, body, other)
}

const sumOver = (index: string, factors: readonly Term[]): Term => {
  const body = applyTerm('product', factors, factors[0]?.range)
  return { kind: 'binder', op: 'sum', index, body, ...(body.range === undefined ? {} : { range: body.range }) }
}

const meanOf = (law: Law, index: string, body: Term): Term => sumOver(index, [law.at(index), body])

/** \sum_a \pi(a) (x_a - m)(y_a - n), with the means m and n as sums over another letter. */
function covarianceOf(law: Law, index: string, left: Term, right: Term): Term {
  const other = freshIndex([left, right, law.at(index)], index)
  const centred = (body: Term): Term => {
    const mean = meanOf(law, other, substitute(body, new Map([[index, nameTerm(other)]])))
    return applyTerm('add', [body, applyTerm('neg', [mean])], body.range)
  }
  const factors = left === right ? [applyTerm('power', [centred(left), numberTerm(2)])] : [centred(left), centred(right)]
  return sumOver(index, [law.at(index), ...factors])
}

function freshIndex(terms: readonly Term[], index: string): string {
  const taken = new Set(terms.flatMap((term) => [...freeNames(term)]))
  return [...'bcjklmnq'].find((letter) => letter !== index && !taken.has(letter)) ?? `${index}_other`
}

/** a and \pi_\theta of a \sim \pi_\theta(\cdot), and of \pi_\theta alone. */
function drawnIn(g: Grammar, sub: Span): { readonly index: string; readonly law: Law } | undefined {
  const [index, relation] = g.tokens.slice(sub.from, sub.to).map(({ text }) => text)
  const isDrawn = relation === '\\sim'
  const law = lawIn(g, isDrawn ? { from: sub.from + 2, to: sub.to } : sub)
  // E_k(x) of a k with an index is something else.
  if (!isDrawn && (law?.isFunction !== true || !g.is('['))) return undefined
  const own = isDrawn ? index : law?.index
  return law === undefined || own === undefined || !/^[a-z]$/.test(own) || g.isBound(own) ? undefined : { index: own, law }
}

/** H(p) is -\sum_i p_i \log p_i, KL(p \| q) is \sum_i p_i \log(p_i / q_i). */
function informationOf(g: Grammar, moment: 'entropy' | 'divergence', from: number): Term | undefined {
  const close = g.partner(g.at)
  if (close >= g.end) return undefined
  const laws = spansBetween(g, g.at + 1, close).map((span) => lawIn(g, span))
  const [law, other = law] = laws
  if (law === undefined || other === undefined || laws.includes(undefined) || laws.length !== (moment === 'entropy' ? 1 : 2)) return undefined
  // H(x) is a Hamiltonian or a Hessian too.
  if (moment === 'entropy' && law.isFunction !== true && !g.surroundings.says(/\bentrop/i)) return undefined
  g.at = close + 1
  const range = g.rangeFrom(from)
  const index = g.isBound(law.index) ? freshIndex([law.at(law.index), other.at(law.index)], law.index) : law.index
  const weight = law.at(index)
  g.note(`read the ${moment} as the sum over ${index} with the weights ${law.name}`, range)
  if (moment === 'entropy') return applyTerm('neg', [sumOver(index, [weight, applyTerm('ln', [weight])])], range)
  return { ...sumOver(index, [weight, applyTerm('ln', [applyTerm('quotient', [weight, other.at(index)])])]), range }
}

/** The stretches between p \| q, p, q and the like; more than two say something else. */
function spansBetween(g: Grammar, from: number, to: number): readonly Span[] {
  const isDivider = (at: number): boolean => /^(?:\\\||\\Vert|\\parallel|\||,|;|:)$/.test(g.tokens[at]?.text ?? '')
  const spans: Span[] = []
  let [start, depth] = [from, 0]
  for (let at = from; at < to; at++) {
    const { text } = g.tokens[at] as { readonly text: string }
    if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text)) depth--
    else if (depth === 0 && isDivider(at)) {
      if (at > start) spans.push({ from: start, to: at })
      start = at + 1
    }
  }
  return [...spans, { from: start, to }]
}
