/** Which readings of a function and its derivative are tried, for nobody says which names are arrays. */
import { type Elaborated, elaborate } from '../read/elaborate.ts'
import { termsIn } from '../read/execute/arithmetic.ts'
import type { Reading } from '../read/term.ts'
import type { Pair } from './pairs.ts'
import { arraysAmong, lengthTold, quietly, ranksAmong, type Sides, sidesOf } from './sides.ts'

/** Both as they are read from the text. */
interface Both {
  readonly pair: Pair
  readonly value: Reading
  readonly derivative: Reading
}

/** Readings of both sides that go together, the likeliest first: whose shapes hold, a list as one array or several values, which numbers are arrays. */
export function* readings({ pair, value, derivative }: Both): Generator<Sides> {
  const seen: Sides[] = []
  const isTransposing =
    pair.backward && [value, derivative].some(({ body }) => [...termsIn(body)].some((term) => term.kind === 'apply' && term.op === 'transpose'))
  let known: Elaborated | undefined
  const ways = [false, true].flatMap((isArray) =>
    (['function', 'function alone', 'derivative'] as const).flatMap((trusted) => [false, true].map((together) => ({ isArray, trusted, together }))),
  )
  for (const { isArray, ...way } of ways) {
    if (isArray) known ??= quietly(() => elaborate(value))
    for (const shaped of isArray ? (known === undefined ? [] : arraysAmong(known, value, isTransposing)) : [undefined]) {
      const sides = quietly(() => sidesOf(value, derivative, { backward: pair.backward, shaped, ...way }))
      if (sides === undefined || (way.together && sides.parts.length === 1 && sides.parts[0]?.expr.rank === 0)) continue
      known ??= sides.value
      const short = shaped === undefined ? lengthTold(sides, value) : undefined
      const told = (short && quietly(() => sidesOf(value, derivative, { backward: pair.backward, shaped: short, ...way }))) ?? sides
      if (seen.some((other) => areSame(other, told))) continue
      seen.push(told)
      yield told
    }
  }
}

const areSame = (a: Sides, b: Sides): boolean =>
  a.value.expr === b.value.expr && a.parts.length === b.parts.length && a.parts.every(({ expr }, k) => expr === b.parts[k]?.expr)

/** Where the shapes of neither side fit those of the other: whatever numbers of axes go together, as of layers that take many examples at once. */
export function* batches({ pair, value, derivative }: Both): Generator<Sides> {
  const known = quietly(() => elaborate(value))
  for (const ranks of known === undefined ? [] : ranksAmong(known, value)) {
    const sides = quietly(() => sidesOf(value, derivative, { backward: pair.backward, together: false, trusted: 'function', ranks }))
    if (sides !== undefined) yield sides
  }
}
