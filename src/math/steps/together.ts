/** The differentials of all parts of a value, and what they come to together: dL = (…)ᵀ dw. */
import { freshName } from '../differentiate/forward.ts'
import { type Expr, make, nameOf, substitute, symbol, topological } from '../expr.ts'
import { mul } from '../ops/arithmetic.ts'
import { matmul, trace, transpose } from '../ops/linear.ts'
import { sameShape } from '../shape.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { type Differential, type DifferentialRule, differentialOf, differentialRule, tangentsLast } from './differentials.ts'
import { isFlat, type Told } from './rules.ts'
import { shortText } from './titles.ts'

export interface Part {
  readonly node: Expr
  readonly rule: DifferentialRule
  readonly differential: Differential
}

/** More nodes than this nobody reads in one line. */
const LARGEST = 400

/** From a value down to the variable, each part before the parts it is made of, up to a number of them. */
export function partsOf(value: Expr, told: Told, most: number, isMember: (node: Expr) => boolean = () => false): Part[] {
  const seen = new Set([told.by])
  const left = [value]
  const parts: Part[] = []
  while (left.length > 0 && parts.length < most) {
    const node = left.pop() as Expr
    if (seen.has(node)) continue
    seen.add(node)
    const rule = differentialRule(node, told, isMember(node))
    const differential = differentialOf(rule.over, told.depends)
    parts.push({ node, rule, differential })
    // Nothing below what has the derivative zero is asked for.
    if (!isFlat(node, told)) left.push(...[...differential.tangents.values()].reverse())
  }
  return parts
}

/** The differential of a value along one of the variable, with those of all parts put in; undefined where some are left out, or it is too long. */
export function putTogether(value: Expr, by: Expr, direction: Expr, parts: readonly Part[]): Expr | undefined {
  const known = new Map([[by, direction]])
  const own = new Map(parts.map(({ node, differential }) => [node, differential]))
  for (const node of topological([value])) {
    const differential = own.get(node)
    if (differential === undefined) continue
    const places = new Map<Expr, Expr>()
    for (const [name, part] of differential.tangents) {
      const inner = known.get(part)
      if (inner === undefined) return undefined
      places.set(symbol(name, part.shape), inner)
    }
    const whole = substitute(differential.written, places)
    // What is stretched along an axis beside the others does not say that axis by itself.
    if (topological([whole]).length > LARGEST || !sameShape(whole.shape, node.shape)) return undefined
    known.set(node, whole)
  }
  const whole = known.get(value)
  return whole && tangentsLast(whole, new Set([nameOf(direction) as string]))
}

/** g dx, gᵀ dx, tr(Gᵀ dX) or J dx, from which a derivative is read; undefined where no matrix product says it. */
export function collected(value: Expr, derivative: Expr, direction: Expr): Expr | undefined {
  if (direction.rank === 0) return value.rank > 0 ? undefined : make(mul.op, [derivative, direction])
  // As it stands, though it could be multiplied out.
  const before = (form: Expr, around: (product: Expr) => Expr): Expr => {
    const held = symbol(freshName('g', [form, direction]), form.shape)
    return substitute(around(matmul(held, direction)), new Map([[held, form]]))
  }
  if (direction.rank === 1 && value.rank <= 1) return before(derivative, (product) => product)
  if (direction.rank !== 2 || value.rank > 0) return undefined
  return before(notation(simplify(transpose(derivative))), (product) => trace(product))
}

/** What is read from that. */
export function collectedTitle(value: Expr, by: Expr): string {
  const moved = `d${shortText(by) ?? ''}`
  if (by.rank === 0) return `Put together: what stands at ${moved} is the derivative`
  if (value.rank > 0) return `Put together: in J ${moved}, J is the Jacobian`
  return by.rank === 1 ? `Put together: in gᵀ ${moved}, g is the gradient` : `Put together: in tr(Gᵀ ${moved}), G is the gradient`
}
