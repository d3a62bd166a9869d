/** Letters that are functions by the habit of a field when called: J_0(x) and K_\nu(x) of Bessel, N(d_1) of option prices, \varphi(d) beside \Phi(d), \psi(x) beside \Gamma(x). */
import { besselOf } from '../habits.ts'
import { nameTerm, numberTerm, type Term } from '../term.ts'
import type { Base, Grammar, Span } from './grammar.ts'
import { suffixOf } from './names.ts'

/** The operation, with the arguments that stand in the letter's subscript. */
export interface Habit {
  readonly op: string
  readonly before: readonly Term[]
}

const NORMAL = /\\Phi\s*(?:\\left|\\[Bb]ig+l?)?\s*[([]|\b(?:normal|Gaussian)\s+(?:probability\s+)?(?:density|pdf|PDF)\b/

/** ψ is Γ′/Γ where the text has a Γ that is called, or says its name. */
const DIGAMMA = /digamma|\\Gamma\s*(?:\\left|\\[Bb]ig+l?)?\s*[([]/

/** J_2 of the field of a planet is a number. */
const ZONAL =
  /\b(?:zonal|oblate\w*|geopotential|gravity field)\b|\bJ_\{?\d\}?\s*(?:\$|\\\))[^.$]{0,40}\b(?:coefficients?|constants?|couplings?|moments?|flux(?:es)?|currents?)\b/i

export const isZonal = (g: Grammar, name: string): boolean => /^J(?:_\d)?$/.test(name) && g.surroundings.says(ZONAL)

/** What a letter with this subscript is where an argument follows; undefined where it is nothing known. */
export function habitualFunction(g: Grammar, base: Base, sub: Span | undefined): Habit | undefined {
  if (base.dressed || !g.is('(')) return undefined
  if (sub === undefined) {
    // \varphi(d) beside \Phi(d), or where the words say so, is the density of the normal law.
    if (/^(?:var)?phi$/.test(base.name)) return g.surroundings.says(NORMAL) ? { op: 'norm_pdf', before: [] } : undefined
    if (base.name === 'psi') return g.surroundings.says(DIGAMMA) ? { op: 'digamma', before: [] } : undefined
    const at = g.is('-', 1) ? 2 : 1
    return base.name === 'N' && g.peek(at)?.text === 'd' && g.is('_', at + 1) ? { op: 'norm_cdf', before: [] } : undefined
  }
  if (!/^[JYIK]$/.test(base.name) || isZonal(g, base.name)) return undefined
  const after = g.at
  const order = suffixOf(g, sub)
  g.at = after
  if (order === undefined) return undefined
  const letter = base.name.toLowerCase()
  // Intensities and constants are called I_0 and K_1 too; of κ, as in a density on the circle, and where the text says so, it is the function.
  const modified = letter === 'i' || letter === 'k'
  if (modified && order !== 'nu' && g.peek(1)?.text !== '\\kappa' && !g.surroundings.says(/bessel/i)) return undefined
  if (order === '0' || order === '1') return { op: `${letter}${order}`, before: [] }
  const bessel = besselOf(`${base.name}_${order}`)
  return bessel && { op: bessel.row, before: [typeof bessel.order === 'number' ? numberTerm(bessel.order) : nameTerm(bessel.order)] }
}
