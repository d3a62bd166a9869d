/** Functions that write into several parameters, read as the ones that give one of these. */
import { givingBack } from './filling.ts'
import type { Part } from './syntax/path.ts'

/** The path to a function as one that gives back the first of these parameters that it writes into; the path itself where there is none. */
export function givingOneOf(names: readonly string[], path: readonly Part[]): readonly Part[] {
  const last = path.at(-1)
  if (last?.kind !== 'statement' || last.node.kind !== 'function') return path
  const { node } = last
  const [definition] = names.flatMap((name) => givingBack(node.definition, name) ?? [])
  return definition === undefined ? path : [...path.slice(0, -1), { ...last, node: { ...node, definition } }]
}
