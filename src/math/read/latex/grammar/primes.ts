/** Primes behind names that are no functions: transposes, as in X' y and \beta' x_i, or names of their own. */
import { applyTerm, type Term } from '../../term.ts'
import { suffixOf } from '../names/names.ts'
import { letterCommands } from '../tokens/symbols.ts'
import { groupAt, latexOf } from '../tokens/tokens.ts'
import { isFree } from './components.ts'
import { declaredMember } from './declaredNames.ts'
import { primedName } from './differentials.ts'
import type { Base, Grammar } from './grammar.ts'
import { primedValue } from './rates.ts'

/** A name with the primes behind it, and where it begins. */
interface Primed {
  readonly base: Base
  readonly name: string
  readonly from: number
  readonly primes: number
}

/** x_i and x_{nj} of which the text says that they are vectors. */
function isVectorAhead(g: Grammar): boolean {
  const [letter, mark] = [g.peek(), g.peek(1)]
  const below = letter?.kind === 'letter' && mark?.text === '_' ? groupAt(g.tokens, g.at + 2) : undefined
  if (letter === undefined || below === undefined || g.isBound(letter.text)) return false
  const after = g.at
  const to = g.is('{', 2) ? below.end - 1 : below.end
  const suffix = suffixOf(g, { from: to - below.inner.length, to })
  g.at = after
  const own = g.surroundings.declarationOf(`${letter.text}_${suffix ?? ''}`) ?? declaredMember(g.surroundings, letter.text)
  return own?.shape?.length === 1
}

/** Primes on one name beyond these are a mistake. */
const MOST_PRIMES = 4

/** f' of something that is no function here: a transpose where it can be a factor or is a matrix, else a name of its own. */
export function primed(g: Grammar, term: Term, { base, name, from, primes }: Primed, range: { start: number; end: number }): Term {
  const next = g.peek()
  const before = g.tokens[from - 1]
  const declared = g.surroundings.declarationOf(name)?.shape?.length
  const upper = /^[A-Z]/.test(name)
  const follows = g.startsFactor()
  // X' y, y X'; in r - r' it is no factor.
  const isLetter = before?.kind === 'letter' || letterCommands.has(before?.text ?? '')
  const beside = follows || (from > 0 && (isLetter || before?.text === '}' || before?.text === ')' || before?.text === "'"))
  const alike = follows && ((next?.kind === 'letter' && (/[A-Z]/.test(next.text) || next.text === base.name)) || g.isBoldNext())
  // v v' beside other transposes or matrices
  const doubled = before?.text === g.tokens[from]?.text && (g.primesTurn() || g.hasMatrices())
  const isMatrix = declared === 2 || (base.rank === 2 && upper) || (upper && declared === undefined && (beside || g.hasMatrices()))
  if (primes > MOST_PRIMES) g.fail(`${name} has ${primes} primes`, `write at most ${MOST_PRIMES}`, range)
  const signs = "'".repeat(primes)
  const own = primedName(name, base.name.length, primes)
  // \int_0^z f(z') dz'; \alpha' where the text says what that is.
  if (g.isBound(own) || g.surroundings.valueOf(own) !== undefined) return g.named(own, range)
  const rate =
    isMatrix || alike || doubled || beside || base.rank !== undefined || declared !== undefined ? undefined : primedValue(g, name, primes, range)
  if (rate !== undefined) return rate
  const known = g.isBound(own) || !isFree(g, own)
  const transposes =
    !known && (isMatrix || alike || doubled || (follows && isVectorAhead(g)) || (beside && (base.rank !== undefined || (declared ?? 0) > 0)))
  if (
    term.kind !== 'name' ||
    transposes === g.choose(...inOrder(transposes, `${name}${signs} as the transpose of ${name}`, `${name}${signs} as a name of its own`), range)
  ) {
    let whole = term
    for (let k = 0; k < primes; k++) whole = applyTerm('transpose', [whole], range)
    return whole
  }
  return g.named(own, range, { ...(base.rank === undefined ? {} : { rank: base.rank }), latex: latexOf(g.tokens.slice(from, g.at)) })
}

const inOrder = (first: boolean, a: string, b: string): [string, string] => (first ? [a, b] : [b, a])
