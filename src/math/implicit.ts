/**
 * How a value is differentiated by a symbol, and how that is proven and told: as it stands, or along the curve on which an
 * equation F(x, y) = 0 makes y a function of the other names.
 */
import type { Note, Step, Verification } from './api.ts'
import { alongNumber, byComponents, derivativesBy } from './differentiate/components.ts'
import { DerivativeError, reverse } from './differentiate/reverse.ts'
import { type Expr, nameOf, revived, symbol, topological } from './expr.ts'
import { add, div, mul, neg, sub } from './ops/arithmetic.ts'
import { isZero } from './ops/structure.ts'
import { printText } from './print/text/text.ts'
import type { Elaborated } from './read/elaborate.ts'
import { ReadError, type Reading } from './read/term.ts'
import { withoutNestedChoices } from './simplify/nested.ts'
import { simplify } from './simplify/simplify.ts'
import { recognise, withoutPoints } from './simplify/whole/recognise.ts'
import { derivationAlong } from './steps/alongCurve.ts'
import { type DerivationContext, derivation } from './steps/steps.ts'
import { type ProofContext, verifyDerivative } from './verify.ts'

export interface Differentiation {
  /** Not simplified. Throws DerivativeError. */
  derivative(value: Expr, by: Expr): Expr
  /** The same by several symbols at once, of scalars alone; undefined of others. Throws DerivativeError where there is none by one of them. */
  derivatives?(value: Expr, symbols: readonly Expr[]): readonly Expr[] | undefined
  verify(value: Expr, by: Expr, derivative: Expr, context: ProofContext): Verification
  steps(value: Expr, by: Expr, derivative: Expr, context: DerivationContext): Step
}

export const explicit: Differentiation = {
  derivative: (value, by) => {
    const [scalar] = ofScalars(value, [by]) ?? []
    if (scalar !== undefined) return scalar
    // What has a name in the algebra of tensors, such as softmax, has a short derivative.
    const known = recognise(value)
    return byComponents(known, by) ?? alongNumber(known, by) ?? (derivativesBy(known, [by])[0] as Expr)
  },
  derivatives: ofScalars,
  verify: verifyDerivative,
  steps: derivation,
}

function ofScalars(value: Expr, symbols: readonly Expr[]): readonly Expr[] | undefined {
  return topological([value]).every(({ rank }) => rank === 0) ? reverse(withoutNestedChoices(withoutPoints(value)), symbols) : undefined
}

/** dy/dx = -F_x/F_y, and d/dx = ∂/∂x + dy/dx · ∂/∂y. */
export class Implicit implements Differentiation {
  constructor(
    private readonly zero: Expr,
    private readonly unknown: Expr,
  ) {}

  /** F, which is zero. */
  get equation(): Expr {
    return revived(this.zero)
  }

  /** y. */
  get dependent(): Expr {
    return revived(this.unknown)
  }

  private partial(value: Expr, by: Expr): Expr {
    return reverse(value, [by])[0] as Expr
  }

  private slope(by: Expr): Expr {
    const across = this.partial(this.equation, this.dependent)
    if (isZero(across))
      throw new DerivativeError(`the equation does not depend on ${nameOf(this.dependent) ?? 'what it should define'}`, this.equation)
    return simplify(neg(div(this.partial(this.equation, by), across)))
  }

  derivative(value: Expr, by: Expr): Expr {
    return add(this.partial(value, by), mul(this.partial(value, this.dependent), this.slope(by)))
  }

  /** The slope by dual numbers of F: F_x = -dy/dx · F_y; the rest by those of the value. */
  verify(value: Expr, by: Expr, derivative: Expr, context: ProofContext): Verification {
    const { equation, dependent } = this
    const across = this.partial(equation, dependent)
    const slope = value === dependent ? derivative : this.slope(by)
    const proofs = [
      verifyDerivative(equation, by, neg(mul(slope, across)), context),
      verifyDerivative(equation, dependent, across, context),
      ...(value === dependent ? [] : [verifyDerivative(value, by, sub(derivative, mul(this.partial(value, dependent), slope)), context)]),
    ]
    const failed = proofs.find((proof) => !('worst' in proof))
    if (failed !== undefined) return failed
    const found = proofs as Extract<Verification, { worst: number }>[]
    return {
      ...(found[0] as (typeof found)[0]),
      points: Math.min(...found.map(({ points }) => points)),
      worst: Math.max(...found.map(({ worst }) => worst)),
    }
  }

  steps(value: Expr, by: Expr, derivative: Expr, context: DerivationContext): Step {
    const { equation, dependent } = this
    return derivationAlong({ equation, dependent, slope: value === dependent ? derivative : this.slope(by) }, value, by, derivative, context)
  }
}

/** What is differentiated, and how: the expression itself, or what an equation defines. */
export function subject({ implicit, range }: Reading, { expr, symbols }: Elaborated): { expr: Expr; how: Differentiation; said: readonly Note[] } {
  if (implicit === undefined) return { expr, how: explicit, said: [] }
  const symbolOf = (name: string): Expr => symbols.find((node) => nameOf(node) === name) ?? symbol(name)
  if (expr.rank > 0 || symbols.some(({ rank }) => rank > 0)) throw new ReadError('only an equation of scalars defines a function here', range)
  const dependent = symbolOf(implicit.name)
  const how = new Implicit(expr, dependent)
  let value = dependent
  for (const by of implicit.by) value = simplify(how.derivative(value, symbolOf(by)))
  const others = symbols.filter((node) => node !== dependent).map(nameOf)
  const message = `${implicit.name} is a function of ${others.join(', ')} by the equation ${printText(expr)} = 0`
  return { expr: value, how, said: [{ message, range, kind: 'reading' }] }
}
