/** Values in order, in every language: the components of a vector from the least to the greatest, and the places where these stand. */
import type { Range } from '../../../api.ts'
import type { Attribute } from '../../../expr.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, negative } from '../values/arithmetic.ts'

/** From the greatest to the least; along which axis, where one is named. */
export interface Order {
  readonly descending?: boolean
  readonly axis?: Attribute
}

const attributesOf = ({ axis }: Order): { readonly axis: Attribute } | undefined => (axis === undefined ? undefined : { axis })

/** An axis from its end, counted from the first where it is named so, else the last. */
export function turned(term: Term, range: Range, axis?: Attribute): Term {
  const before = typeof axis === 'number' && axis >= 0 ? Array.from({ length: axis }, () => ({})) : ['ellipsis']
  return applyTerm('index', [term, numberTerm(-1)], range, { items: [...before, { step: 1 }] })
}

/** The values in order. */
export function inOrder(x: Term, order: Order, range: Range): Term {
  const ascending = applyTerm('sort', [x], range, attributesOf(order))
  return order.descending === true ? turned(ascending, range, order.axis) : ascending
}

/** The places, counted from 0, in the order of the values that stand there; of equal values the first one comes first. */
export const placesInOrder = (x: Term, order: Order, range: Range): Term =>
  applyTerm('argsort', [order.descending === true ? opposite(x, range) : x], range, attributesOf(order))

const opposite = (x: Term, range: Range): Term => (isApply(x, 'neg') ? (x.args[0] as Term) : negative(x, range))
