/** Readings as expressions, each worked out once for the same shapes: the ways in which a pair may be read have most of that in common. */
import { currentEpoch } from '../expr.ts'
import { type Elaborated, elaborate, type Given } from '../read/elaborate.ts'
import type { Reading } from '../read/term.ts'

/** What came of it, or why nothing did, while no node has been let go of. */
type Outcome = { readonly epoch: number } & ({ readonly elaborated: Elaborated } | { readonly error: unknown })

const outcomes = new WeakMap<Reading, Map<string, Outcome>>()

/** Throws ReadError. */
export function workedOut(reading: Reading, given: Omit<Given, 'traits'> = {}): Elaborated {
  const key = JSON.stringify([[...(given.shapes ?? [])], [...(given.ranks ?? [])]])
  const own = outcomes.get(reading) ?? new Map<string, Outcome>()
  outcomes.set(reading, own)
  let outcome = own.get(key)
  if (outcome?.epoch !== currentEpoch()) {
    outcome = { epoch: currentEpoch(), ...attempt(reading, given) }
    own.set(key, outcome)
  }
  if ('error' in outcome) throw outcome.error
  return outcome.elaborated
}

function attempt(reading: Reading, given: Given): { readonly elaborated: Elaborated } | { readonly error: unknown } {
  try {
    return { elaborated: elaborate(reading, given) }
  } catch (error) {
    return { error }
  }
}

const listed = new WeakMap<Reading, Reading[]>()

/** A reading's values, where it lists several: those of a list are apart, since they may have different shapes. */
export function valuesOf(reading: Reading): readonly Reading[] {
  const { body } = reading
  if (body.kind !== 'apply' || body.op !== 'array') return [reading]
  const values = listed.get(reading) ?? body.args.map((arg) => ({ ...reading, body: arg }))
  listed.set(reading, values)
  return values
}
