/** Expectations of data: in x - E[x] the mean of the components of x, which stands there itself. */
import { applyTerm, type Term } from '../term.ts'
import type { Grammar } from './grammar.ts'
import { boldFonts, letterCommands } from './symbols.ts'
import type { Token } from './tokens.ts'

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
