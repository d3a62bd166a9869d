/** A derivative as callers see it, and what is made of it when asked for: steps, backpropagation, the differential, mixed derivatives. */
import type { Analysis, Derivative, Formula, Step, Verification } from './api.ts'
import { appliedTo, byComponents, derivativesBy } from './differentiate/components.ts'
import { jacobianVectorProduct as alongDirection, freshName } from './differentiate/forward.ts'
import { type Expr, revived, symbol } from './expr.ts'
import { ExprFormula, type FormulaContext } from './formula.ts'
import { type Differentiation, explicit } from './implicit.ts'
import { mul } from './ops/arithmetic.ts'
import { latexName } from './print/identifier.ts'
import { simplify } from './simplify/simplify.ts'
import { notation } from './simplify/tensors/notation.ts'
import { recognise } from './simplify/whole/recognise.ts'

/** What was differentiated, by which symbol and how, and the way to differentiate it by another one. */
export interface Origin {
  readonly value: Expr
  readonly by: Expr
  readonly how: Differentiation
  mixed(name: string): Derivative
}

/** A formula with how it came about; the steps are told when they are asked for. */
export class DerivedFormula extends ExprFormula implements Derivative {
  private told: Step | undefined
  constructor(
    shown: Expr,
    computed: Expr,
    context: FormulaContext,
    readonly kind: Derivative['kind'],
    readonly wrt: string,
    private readonly tell: (origin: Origin) => Step,
    readonly verified: Verification,
    private readonly from: Origin,
  ) {
    super(shown, computed, context)
  }
  get origin(): Origin {
    revived(this.from.value)
    revived(this.from.by)
    return this.from
  }
  get steps(): Step {
    this.told ??= { ...this.inOrder(() => this.tell(this.origin)), after: this.latex }
    return this.told
  }
  protected override counterpart({ derivatives }: Analysis): Formula | undefined {
    return derivatives.find(({ wrt }) => wrt === this.wrt)
  }
  override toJSON(): object {
    const { kind, wrt, verified } = this
    return { kind, wrt, ...super.toJSON(), verified }
  }
}

/**
 * What backpropagation hands on: given a cotangent G of the value's shape, the derivative of a loss by the same variable.
 * Throws TypeError for a derivative that analyze did not make, DerivativeError where a row has no derivative.
 */
export function vectorJacobianProduct(derivative: Derivative): Formula {
  if (!(derivative instanceof DerivedFormula)) throw new TypeError('not a derivative of this module')
  const { value, by, how } = derivative.origin
  const cotangent = symbol(freshName('G', [value]), value.shape)
  const raw = how === explicit ? (derivativesBy(recognise(value), [by], cotangent)[0] as Expr) : mul(cotangent, derivative.shown)
  const pulled = derivative.inOrder(() => notation(simplify(raw)))
  return derivative.beside(pulled, [cotangent])
}

/**
 * The differential: the change of the value along a change dX of the variable, -X⁻¹ dX X⁻¹ of the inverse. Throws TypeError for a
 * derivative that analyze did not make, DerivativeError where a row has no derivative.
 */
export function jacobianVectorProduct(derivative: Derivative): Formula {
  if (!(derivative instanceof DerivedFormula)) throw new TypeError('not a derivative of this module')
  const { value, by, how } = derivative.origin
  const name = freshName(`d${derivative.wrt}`, [value])
  const tangent = symbol(name, by.shape)
  const table = how === explicit ? byComponents(recognise(value), by) : derivative.shown
  const pushed = table === undefined ? alongDirection(recognise(value), by, tangent) : appliedTo(table, tangent, value.rank)
  const latex = derivative.context.names.get(derivative.wrt) ?? latexName(derivative.wrt)
  const shown = derivative.inOrder(() => notation(simplify(pushed)))
  return derivative.beside(shown, [tangent], new Map([[name, `\\mathrm{d}${latex}`]]))
}

/**
 * ∂²f/∂x∂y beside ∂²f/∂x²: of a derivative of higher order, the one whose last variable is another. Throws TypeError for a
 * derivative that analyze did not make, DerivativeError where a row has no derivative.
 */
export function mixedDerivative(derivative: Derivative, name: string): Derivative {
  if (!(derivative instanceof DerivedFormula)) throw new TypeError('not a derivative of this module')
  return derivative.inOrder(() => derivative.origin.mixed(name))
}
