/** Whether what is never negative may be zero: sums of squares and of sizes are where all of these are. */

import { evaluate } from '../evaluate/value.ts'
import { type Expr, exactOf, isSymbol, nameOf, symbolsOf, topological } from '../expr.ts'
import { isPositive } from '../simplify/sign.ts'

/** Larger expressions are not looked at. */
const LARGEST = 60
/** Reductions and the like: zero where all that they are made of is. */
const KEEPING = new Set(['sum', 'mean', 'broadcast', 'reshape', 'transpose', 'take', 'sqrt', 'neg'])
const SIZES = new Set(['abs', 'square', 'norm', 'hypot', 'var', 'std'])

/** Whether a node that is never negative is surely zero somewhere; false when in doubt. */
export function meetsZero(node: Expr): boolean {
  return topological([node]).length <= LARGEST && (isZeroAtOrigin(node) || mayVanish(node))
}

function mayVanish(node: Expr): boolean {
  const { op, args } = node
  const [first, second] = args
  if (isSymbol(node)) return true
  if (first === undefined) return false
  if (SIZES.has(op.name)) return args.every((arg) => !isPositive(arg))
  const exponent = op.name === 'pow' ? exactOf(second as Expr) : undefined
  if (exponent !== undefined) return !exponent.isNegative && !exponent.isZero && !isPositive(first)
  if (KEEPING.has(op.name)) return args.every(mayVanish)
  if (op.name === 'mul') return args.some(mayVanish)
  // Each term has a name that no other has: all of them can be zero at once.
  return op.name === 'add' && args.every((arg) => mayVanish(arg) && hasOwnSymbol(arg, args))
}

const hasOwnSymbol = (term: Expr, terms: readonly Expr[]): boolean => {
  const others = new Set(symbolsOf(...terms.filter((other) => other !== term)))
  return symbolsOf(term).some((name) => !others.has(name))
}

/** Where all names are 0. */
function isZeroAtOrigin(node: Expr): boolean {
  const symbols = symbolsOf(node)
  if (node.rank > 0 || symbols.some(({ rank }) => rank > 0)) return false
  try {
    return evaluate(node, Object.fromEntries(symbols.map((one) => [nameOf(one) as string, 0]))) === 0
  } catch {
    return false
  }
}
