/**
 * Functions of a corpus run by their own language and by us at the same random points. The corpus is code alone: the
 * languages themselves say what is right.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Value } from '../../../src/math/api.ts'
import { evaluate } from '../../../src/math/evaluate/value.ts'
import { type Expr, nameOf } from '../../../src/math/expr.ts'
import { elaborate } from '../../../src/math/read/elaborate.ts'
import type { Document, Reading } from '../../../src/math/read/term.ts'
import { evaluateLength } from '../../../src/math/shape.ts'

/** One function of a corpus: the last definition of its code. */
export interface Sample {
  readonly title: string
  readonly code: string
}

/** A corpus: samples begin with a line "### title". */
export function samplesOf(file: string): Sample[] {
  const text = readFileSync(`${process.cwd()}/test/cases/${file}`, 'utf8')
  return text
    .split(/^### /m)
    .slice(1)
    .map((part) => ({ title: part.slice(0, part.indexOf('\n')), code: part.slice(part.indexOf('\n') + 1) }))
}

/** A sample read, with random arguments for its parameters, and our values of it. */
export interface Trial {
  readonly sample: Sample
  readonly name: string
  readonly points: readonly { readonly args: { readonly [name: string]: Value }; readonly ours: Value }[]
}

/** Lengths that symbolic axes get. */
const LENGTHS = [3, 2, 4, 5, 6]

/** Reads a sample and evaluates it at points between the bounds its title gives, such as "[-2, 2]"; else [0.2, 0.9]. */
export function trialOf(sample: Sample, document: Document, random: () => number): Trial {
  const definition = document
    .definitions()
    .filter(({ kind }) => kind === 'function')
    .at(-1)
  if (definition === undefined) throw new Error('no function')
  const reading: Reading = document.read({ of: definition.name })
  const { expr, symbols } = elaborate(reading)
  const byName = new Map(symbols.map((node) => [nameOf(node) as string, node]))
  const bounds = /\[(-?[\d.]+), (-?[\d.]+)\]/.exec(sample.title)
  const [low, high] = bounds === null ? [0.2, 0.9] : [Number(bounds[1]), Number(bounds[2])]
  const lengths = new Map<string, number>()
  const lengthOf = (length: number | string): number => {
    if (typeof length === 'number') return length
    for (const name of length.match(/[A-Za-z_]\w*/g) ?? [])
      if (!lengths.has(name)) lengths.set(name, LENGTHS[lengths.size % LENGTHS.length] as number)
    return evaluateLength(length, lengths)
  }
  const draw = (shape: readonly (number | string)[]): Value => {
    const [length, ...rest] = shape
    return length === undefined ? low + (high - low) * random() : Array.from({ length: lengthOf(length) }, () => draw(rest))
  }
  const points = Array.from({ length: 3 }, () => {
    const at: Record<string, Value> = {}
    for (const [name, node] of byName) {
      const declared = reading.declarations.get(name)?.value
      at[name] = declared !== undefined ? declared : draw((node as Expr).shape)
    }
    const args = Object.fromEntries(
      (reading.parameters ?? []).map((name) => [
        name,
        at[name] ?? reading.declarations.get(name)?.value ?? draw(reading.declarations.get(name)?.shape ?? []),
      ]),
    )
    return { args, ours: evaluate(expr, at) }
  })
  return { sample, name: definition.name, points }
}

/** What a program says to lines of JSON, one answer a line. */
export function ask(command: string, args: readonly string[], input: unknown): Value[][] | undefined {
  const run = spawnSync(command, args, { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 28 })
  if (run.error !== undefined) return undefined
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout) as Value[][]
}

/** The largest relative difference of two values; infinite where their shapes differ. */
export function difference(a: Value, b: Value): number {
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return Number.POSITIVE_INFINITY
    return a.reduce<number>((worst, item, k) => Math.max(worst, difference(item, b[k] as Value)), 0)
  }
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0
  return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b))
}
