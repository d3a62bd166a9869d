/** Means of data: in x - E[x] that of the components of x, which stands there itself, and \bar x where the words say that it is one. */
import { mapTerms } from '../../order.ts'
import { applyTerm, type Term } from '../../term.ts'
import { ordered } from '../terms/terms.ts'
import { boldFonts, letterCommands } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import type { Grammar } from './grammar.ts'

/** What a bar stands for besides means. */
const OTHERS = /\b(?:reference|target|set-?point|desired|steady|equilibrium|nominal|operating|fixed|reflected|conjugate|baseline)\b/i

/** The x of (x_i - \bar x)(y_i - \bar y) and (x_i - \bar x)^2 in sums over i. */
function deviationsIn(terms: readonly Term[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const sum of terms) {
    if (sum.kind !== 'binder' || sum.op !== 'sum' || !/^[ij]$/.test(sum.index)) continue
    for (const term of ordered(sum.body)) {
      if (term.kind !== 'apply' || term.op !== 'add' || term.args.length !== 2) continue
      const [left, right] = term.args.map((arg) => (arg.kind === 'apply' && arg.op === 'neg' ? (arg.args[0] as Term) : arg))
      const [base, index] = left?.kind === 'apply' && left.op === 'component' ? left.args : []
      const isOwn = base?.kind === 'name' && index?.kind === 'name' && index.name === sum.index
      if (isOwn && right?.kind === 'name' && right.name === `${base.name}_bar`) found.add(base.name)
    }
  }
  return found
}

/** The body with the mean of r for an \bar r beside the r_i that the text calls an average. */
export function withMeans(body: Term, says: (words: RegExp) => boolean, isSaid: (name: string) => boolean): Term {
  const terms = ordered(body)
  const bars = new Set(
    terms.flatMap((term) => (term.kind === 'name' && /_bar$/.test(term.name) && !isSaid(term.name) ? [term.name.slice(0, -4)] : [])),
  )
  if (bars.size === 0) return body
  const means = new Map<string, Term>()
  // A formula by itself may be given its means as numbers.
  const deviations = says(OTHERS) || !says(/\$|\\[([]|\\begin\b/) ? new Set<string>() : deviationsIn(terms)
  for (const term of terms) {
    const [base, index, more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (base?.kind !== 'name' || index?.kind !== 'name' || more !== undefined || !bars.has(base.name)) continue
    const bar = String.raw`\\(?:bar|overline)\s*\{?\s*\\?${base.name}(?![a-zA-Z])\}?`
    const noun = String.raw`\b(?:average|mean)s?\b`
    if (deviations.has(base.name) || says(new RegExp(String.raw`${bar}(?:[^.=]|\.\d){0,70}?${noun}|${noun}[\s\w$\\{},]{0,40}${bar}`)))
      means.set(`${base.name}_bar`, { ...applyTerm('mean', [base], base.range), label: { name: `${base.name}_bar`, kind: 'variable' } })
  }
  return means.size === 0 ? body : mapTerms(body, (term) => (term.kind === 'name' ? (means.get(term.name) ?? term) : term))
}

const isLetter = ({ kind, text }: Token): boolean => kind === 'letter' || letterCommands.has(text)
const IN_NAMES = new Set(['{', '}'])

/** The mean that an expectation is whose bracket comes next; undefined where it is one over a distribution. */
export function readMean(g: Grammar, from: number): Term | undefined {
  if (!g.is('[') && !g.is('(')) return undefined
  const [open, close] = [g.at, g.partner(g.at)]
  const inside = g.tokens.slice(open + 1, close)
  const [name, ...others] = inside.filter(isLetter)
  if (name === undefined || others.length > 0 || !inside.every((token) => token === name || IN_NAMES.has(token.text) || boldFonts.has(token.text)))
    return undefined
  const isAlone = g.tokens.some(
    (token, k) => (k < from || k > close) && k < g.end && token.text === name.text && !/^[[(]$/.test(g.tokens[k - 1]?.text ?? ''),
  )
  if (!isAlone) return undefined
  const args = g.argumentList()
  const range = g.rangeFrom(from)
  g.note('read the expectation of data as the mean of its components', range)
  return applyTerm('mean', args, range)
}
