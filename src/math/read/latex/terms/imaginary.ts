/**
 * The imaginary unit among letters: i and j are indices and currents too. One of them is the unit where it is no index, turns an exponent or
 * stands beside a frequency, and a modulus, an angle, a real or imaginary part makes a real number of what it stands in; also in the exponent
 * of a Fourier transform, beside \pi or a frequency, and in an upright font.
 */
import { mapTerms, partsOf } from '../../order.ts'
import { type ApplyTerm, applyTerm, type Term } from '../../term.ts'
import { ordered } from './terms.ts'

/** What makes real numbers of complex ones. */
const REAL = new Set(['bars', 'abs', 're', 'im', 'arg'])
/** Only complex numbers have one. */
const CONJUGATE = 'conj'
const FREQUENCY = /^(?:omega|w|Omega|nu|f)(?:_\w+)?$/

const UPRIGHT = /^\\(?:mathrm|rm|mathsf|text)\b/

/** exp(x), or a power of e. */
const isExponential = ({ op, args: [base] }: ApplyTerm): boolean => op === 'exp' || (op === 'power' && base?.kind === 'apply' && base.op === 'e')

const isNamed = (term: Term | undefined, name: string): boolean => term?.kind === 'name' && term.name === name

/** The body with its imaginary unit for the letter that stands for it; the same where none does. */
export function withImaginary(body: Term): Term {
  const terms = ordered(body)
  if (!terms.some((term) => term.kind === 'apply' && (REAL.has(term.op) || isExponential(term) || term.op === CONJUGATE))) return body
  const unit = ['i', 'j', 'imath', 'jmath'].filter((name) => terms.some((term) => isNamed(term, name)))
  const [name] = unit
  return name !== undefined && unit.length === 1 && isUnit(name, terms)
    ? mapTerms(body, (term) => (isNamed(term, name) ? applyTerm('imaginary', [], term.range) : term))
    : body
}

function isUnit(name: string, terms: readonly Term[]): boolean {
  let turns = false
  let isReal = false
  // e^{-2\pi j k n / N}, e^{\mathrm{i} \phi}
  let isTold = terms.every((term) => !isNamed(term, name) || (term.kind === 'name' && UPRIGHT.test(term.hint?.latex ?? '')))
  isTold ||= terms.some((term) => term.kind === 'apply' && term.op === CONJUGATE)
  turns ||= isTold && terms.some((term) => term.kind === 'apply' && term.op === CONJUGATE)
  const holding = new Set<Term>()
  for (const term of terms) {
    if (isNamed(term, name) || partsOf(term).some((part) => holding.has(part))) holding.add(term)
    else continue
    if (term.kind === 'binder' && term.index === name) return false
    if (term.kind !== 'apply') continue
    if ((term.op === 'component' || term.op === 'index') && term.args.slice(1).some((index) => holding.has(index))) return false
    isTold ||= isExponential(term) && ordered(term).some((part) => isTurning(part, name))
    turns ||= isExponential(term) || (term.op === 'product' && holdsBoth(term.args, name))
    isReal ||= REAL.has(term.op)
  }
  return turns && (isReal || isTold)
}

/** The factors of a product, also above a fraction bar and behind a minus sign. */
const factorsOf = (term: Term): readonly Term[] =>
  term.kind !== 'apply'
    ? [term]
    : term.op === 'product'
      ? term.args.flatMap(factorsOf)
      : term.op === 'quotient' || term.op === 'neg'
        ? factorsOf(term.args[0] as Term)
        : [term]

/** A product of the letter with \pi or a frequency. */
function isTurning(term: Term, name: string): boolean {
  const factors = factorsOf(term)
  if (!factors.some((factor) => isNamed(factor, name))) return false
  return factors.some((factor) => (factor.kind === 'apply' && factor.op === 'pi') || (factor.kind === 'name' && FREQUENCY.test(factor.name)))
}

const holdsBoth = (factors: readonly Term[], name: string): boolean =>
  factors.some((factor) => isNamed(factor, name)) && factors.some((factor) => factor.kind === 'name' && FREQUENCY.test(factor.name))
