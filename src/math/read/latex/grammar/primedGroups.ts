/** Primes behind parentheses: derivatives of what stands in them, where it has no sign of vectors in it. */
import type { Range } from '../../../api.ts'
import { nameTerm, type Term } from '../../term.ts'
import { freeNames, ordered, substitute } from '../terms/terms.ts'
import { variableAmong } from '../terms/wanted.ts'
import type { Grammar } from './grammar.ts'

/** Letters that stand for functions where nothing says what they are. */
const FUNCTIONS = /^[f-huv]$/

/**
 * (x^2 + 1)', (fg)'': the derivative of what stands in parentheses, where it has no sign of vectors in it; undefined where primes there may be
 * a transpose.
 */
export function primedGroup(g: Grammar, term: Term, primes: number, range: Range): Term | undefined {
  const names = freeNames(term)
  const isPlain = [...names].every((name) => /^[a-z]/.test(name) && g.surroundings.declarationOf(name) === undefined)
  const hasArrays = ordered(term).some((part) => (part.kind === 'name' && part.hint?.rank !== undefined) || part.kind === 'binder')
  if (!isPlain || hasArrays || names.size === 0 || g.hasMatrices() || g.startsFactor()) return undefined
  if ([...names].every((name) => FUNCTIONS.test(name))) {
    g.note(`read ${[...names].join(', ')} as functions of x`, range)
    const calls = new Map([...names].map((name): [string, Term] => [name, { kind: 'call', name, args: [nameTerm('x')], range }]))
    return { kind: 'derivative', of: substitute(term, calls), by: new Array<string>(primes).fill('x'), range }
  }
  const variable = variableAmong(names)
  return variable === undefined ? undefined : { kind: 'derivative', of: term, by: new Array<string>(primes).fill(variable), range }
}
