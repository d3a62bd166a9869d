/** Left sides of equations that only name what stands right: ω² = k/m, 1/f = 1/u + 1/v. */
import { freeNames, ordered } from './latex/terms/terms.ts'
import type { NameTerm, Term } from './term.ts'

/** Is the left side a power, or a number over a power, of one name that the right side is a formula for? y^2 = x^3 + 1 is a curve. */
export function isGiven(whole: Term, right: Term): boolean {
  const left = withoutFactors(whole)
  // -\ell(\theta) = ..., -2 \log L = ...
  if (left !== whole && left.kind === 'call') return true
  if (left.kind !== 'apply') return false
  if (left !== whole && left.op === 'ln') return (left.args[0] as Term).kind === 'name' && isFormulaFor((left.args[0] as NameTerm).name, right)
  const [above, below] = left.args as [Term, Term]
  // The present value PV = ... is a name; PV = nRT equals two products.
  if (left.op === 'product')
    return (
      !(right.kind === 'apply' && right.op === 'product' && right.args.every(({ kind }) => kind === 'name')) &&
      left.args.length === 2 &&
      left.args.every((arg) => arg.kind === 'name' && /^[A-Z]$/.test(arg.name) && isFormulaFor(arg.name, right))
    )
  if (left.op === 'sqrt') return above.kind === 'name' && isFormulaFor(above.name, right)
  if (left.op !== 'power' && left.op !== 'quotient') return false
  // G/(RT) = x \ln x + ... names what stands right.
  const own = freeNames(left)
  const named = ordered(left).every(({ kind, ...term }) => kind !== 'apply' || /^(?:quotient|product)$/.test((term as { op: string }).op))
  if (
    left.op === 'quotient' &&
    named &&
    own.size > 1 &&
    [...own].every((name) => isFormulaFor(name, right)) &&
    right.kind === 'apply' &&
    right.op === 'add'
  )
    return true
  if (above.kind === 'apply' && /^(?:abs|bars|norm)$/.test(above.op)) return true
  if (left.op === 'quotient') return above.kind === 'number' && (below.kind === 'name' ? isFormulaFor(below.name, right) : isGiven(below, right))
  return above.kind === 'name' && below.kind === 'number' && isFormulaFor(above.name, right)
}

/** What is left of its sign and of factors that are numbers or one over a count. */
function withoutFactors(term: Term): Term {
  if (term.kind !== 'apply') return term
  if (term.op === 'neg') return withoutFactors(term.args[0] as Term)
  const isFactor = (one: Term): boolean => one.kind === 'number' || (one.kind === 'apply' && one.op === 'quotient' && one.args[0]?.kind === 'number')
  const rest = term.op === 'product' ? term.args.filter((arg) => !isFactor(arg)) : []
  return rest.length === 1 ? withoutFactors(rest[0] as Term) : term
}

function isFormulaFor(name: string, right: Term): boolean {
  const names = freeNames(right)
  return names.size > 0 && !names.has(name) && !(name === 'y' && names.has('x'))
}
