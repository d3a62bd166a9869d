/** What the function around an expression says of the shapes of names in it: 2 * x beside A @ x is a vector. */
import { nameOf } from './expr.ts'
import type { Elaborated } from './read/elaborate.ts'
import type { Shape } from './shape.ts'

/**
 * The expression read with the shapes that its names have in the function around, where some have more axes there; undefined where none
 * has, where the function cannot be read, and where the shapes do not fit. `isOpen`: nothing but the formula says the name's shape.
 */
export function inSurroundings(
  { symbols }: Elaborated,
  isOpen: (name: string) => boolean,
  around: () => Elaborated,
  withShapes: (shapes: Record<string, Shape>) => Elaborated,
): Elaborated | undefined {
  const own = symbols.filter((node) => isOpen(nameOf(node) as string))
  if (own.length === 0) return undefined
  try {
    const outer = new Map(around().symbols.map((node) => [nameOf(node) as string, node]))
    const known = own.flatMap((node) => outer.get(nameOf(node) as string) ?? [])
    if (!own.some((node) => node.rank < (outer.get(nameOf(node) as string)?.rank ?? 0))) return undefined
    return withShapes(Object.fromEntries(known.map((node): [string, Shape] => [nameOf(node) as string, node.shape])))
  } catch {
    // Whatever is wrong with the function, what stands in it can be read by itself.
    return undefined
  }
}
