/** The pair that somebody asks for by two names, in the spelling that people have at hand: `Layer.forward`, `\\nabla f`, `∂E/∂w_j`. */
import type { Range } from '../api.ts'
import { open } from '../read/open.ts'
import { calledPlainly, spelledAmong } from '../read/spelling.ts'
import { type Definition, ReadError } from '../read/term.ts'
import type { Pair } from './pair.ts'
import { claimOf } from './pairs.ts'
import { isTurned } from './related.ts'

/** What a derivative is of, by what, and of which order. */
type Derivative = NonNullable<Definition['derivative']>

/** Signs of a derivative as formulas write it; a name of code has none of them. */
const WRITTEN = /[\\∂∇'′″/]/

/** \frac{\partial L}{\partial w} as the left side of a formula: the derivative that it is; undefined where it is none. */
function writtenDerivative(name: string): Derivative | undefined {
  if (!WRITTEN.test(name)) return undefined
  try {
    const [definition] = open(`$${name.replaceAll('$', '')} = 1$`, 'latex').definitions()
    return definition?.derivative
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

const areSame = (a: Derivative, b: Derivative): boolean =>
  a.order === b.order && spelledAmong(a.of, [b.of]) === b.of && (a.by === undefined || b.by === undefined || a.by.join() === b.by.join())

/** Definitions called so: by their names, without their class, by these in TeX, or by their class where the reader leaves that out. */
function calledAmong(definitions: readonly Definition[], name: string): Definition[] {
  const own = definitions.filter((definition) => definition.name === name || definition.name.endsWith(`.${name}`))
  if (own.length > 0) return own
  const written = writtenDerivative(name)
  if (written !== undefined) return definitions.filter(({ derivative }) => derivative !== undefined && areSame(written, derivative))
  const spelled = spelledAmong(name, [...new Set(definitions.map((definition) => definition.name))])
  const method = /^\w+(?:\.|::)(\w+)$/.exec(name)?.[1]
  return definitions.filter((definition) => definition.name === spelled || definition.name === calledPlainly(name) || definition.name === method)
}

/** The pairs of these names among known ones; the one whose derivative stands at `range`, where that is said. */
export function pairsNamed(
  definitions: readonly Definition[],
  pairs: readonly Pair[],
  { function: of, derivative, range }: { readonly function: string; readonly derivative: string; readonly range?: Range },
): Pair[] {
  const [values, derivatives] = [of, derivative].map((name) => calledAmong(definitions, name)) as [Definition[], Definition[]]
  const isAmong = (definition: Definition, all: readonly Definition[]): boolean =>
    all.some((each) => each.name === definition.name && each.range.start === definition.range.start)
  const found = pairs.filter((pair) => isAmong(pair.value, values) && isAmong(pair.derivative, derivatives))
  const there = found.filter((pair) => pair.derivative.range.start === range?.start)
  if (found.length > 0) return there.length > 0 ? there.slice(0, 1) : found
  // Names that do not go together are a pair because the caller says so.
  const [value, other] = [values.at(-1), derivatives.at(-1)]
  if (value === undefined || other === undefined) return []
  const { order = 1, by } = other.derivative ?? {}
  // f'' is one derivative more than f'.
  const done = value.derivative?.of === other.derivative?.of ? (value.derivative?.order ?? 0) : 0
  const backward = claimOf(other.name)?.backward === true
  return [
    {
      value,
      derivative: other,
      order: Math.max(1, order - done),
      by: by?.slice(done),
      backward,
      ...(isTurned(other.name, value.name) && { sign: -1 }),
    },
  ]
}
