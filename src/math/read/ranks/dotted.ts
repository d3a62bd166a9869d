/** Names that a dot joins to a vector where a number is meant: the n of (n · h)², 1 - n · h, (n · l)(n · v) and max(0, n · l). */
import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { unsigned } from './habits.ts'

/** Letters that stand for vectors too; Greek ones and capitals scale what stands behind a dot. */
const LETTER = /^[a-z](?:_\w+)?$/

/** a · b */
const isDotted = (term: Term): term is ApplyTerm => term.kind === 'apply' && term.op === 'cdot' && term.args.length === 2

/** The parts of a term, its signs aside, that are numbers where one of them is a dot product. */
function numbersIn({ op, args }: ApplyTerm): readonly Term[] {
  switch (op) {
    case 'power':
      return args[1]?.kind === 'number' ? args.slice(0, 1) : []
    case 'add':
    case 'sub':
    case 'maximum':
    case 'max':
      return args.some(({ kind }) => kind === 'number') ? args.map(unsigned) : []
    case 'cdot':
      return args.filter(isDotted).length > 1 ? args : []
    // k (n · l)
    case 'product':
      return args.length > 1 ? args : []
    default:
      return []
  }
}

/** The names in dot products that a term takes for numbers, each beside a vector. */
export const dottedNames = (term: ApplyTerm, ranks: ReadonlyMap<Term, number>): readonly NameTerm[] =>
  numbersIn(term).flatMap((part) => {
    if (!isDotted(part)) return []
    const [left, right] = part.args as [Term, Term]
    return [
      [left, right],
      [right, left],
    ].flatMap(([own, other]) => (own?.kind === 'name' && LETTER.test(own.name) && ranks.get(other as Term) === 1 ? [own] : []))
  })
