/**
 * Derivatives that others print, as numbers: the pairs of matrixcalculus.org, the Matrix Cookbook and a set from machine
 * learning (test/data), in three draws of shapes and five of values, with a control that scales ours by 1.001;
 * and ours are at most as long.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { symbol, topological } from '../../src/math/expr.ts'
import { analyze, type Derivative, measure, type Shape, type Value } from '../../src/math/index.ts'
import { elaborate } from '../../src/math/read/elaborate.ts'
import { open } from '../../src/math/read/open.ts'
import { lengthNames } from '../../src/math/shape.ts'

interface Pair {
  f: string
  d: string
  wrt: string
  decl: Record<string, string>
  pos?: number
  layout: string
}

const DRAWS: readonly Record<string, number>[] = [
  { m: 4, n: 3, k: 2 },
  { m: 5, n: 4, k: 2 },
  { m: 5, n: 4, k: 3 },
]

function declared({ decl }: Pair): { shapes: Record<string, Shape>; symmetric: Set<string>; ones: Set<string> } {
  const shapes: Record<string, Shape> = {}
  const symmetric = new Set<string>()
  const ones = new Set<string>()
  for (const [name, text] of Object.entries(decl)) {
    const [lengths, flag] = text.split(' ') as [string, string | undefined]
    shapes[name] = lengths === 's' ? [] : lengths.split(',')
    if (flag === 'sym') symmetric.add(name)
    if (flag === 'one') ones.add(name)
  }
  return { shapes, symmetric, ones }
}

function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
}

const flat = (value: Value): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value])
const shapeOfValue = (value: Value): number[] => (Array.isArray(value) ? [value.length, ...shapeOfValue(value[0] as Value)] : [])

/** All index tuples of a shape, first index fastest: the order of vec(). */
function columnMajor(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((tuples, length) => Array.from({ length }, (_, i) => tuples.map((tuple) => [...tuple, i])).flat(), [[]])
}

/** The reference's identities without a size: the sizes that make its shape the one it must have. */
function evaluateReference(
  pair: Pair,
  shapes: Record<string, Shape>,
  at: Record<string, Value>,
  sizes: Record<string, number>,
  size: number,
): number[] {
  const { expr } = elaborate(open(pair.d, 'plain').read({}), { shapes: new Map(Object.entries(shapes)) })
  const open_ = new Set(topological([expr]).flatMap((node) => node.shape.flatMap(lengthNames)))
  for (const length of Object.values(shapes).flat()) open_.delete(String(length))
  const names = [...open_]
  const lengths = [...new Set(Object.values(sizes))]
  for (let draw = 0; draw < lengths.length ** names.length; draw++) {
    const chosen = names.map((_, k) => lengths[Math.floor(draw / lengths.length ** k) % lengths.length] as number)
    const holders = names.map((name, k) => ({ node: symbol(`length of ${name}`, [name]), value: new Array<number>(chosen[k] as number).fill(0) }))
    const all = { ...at, ...Object.fromEntries(holders.map(({ value }, k) => [`length of ${names[k]}`, value])) }
    try {
      const symbols = [...Object.entries(shapes).map(([name, shape]) => symbol(name, shape)), ...holders.map(({ node }) => node)]
      const result = evaluate(expr, all, symbols)
      if (flat(result).length === size) return flat(result)
    } catch {
      // These sizes do not fit; the next may.
    }
  }
  throw new Error(`no sizes fit ${pair.d}`)
}

function checkPair(pair: Pair): void {
  const { shapes, symmetric, ones } = declared(pair)
  const analysis = analyze({ language: 'plain', text: pair.f }, { wrt: pair.wrt, shapes })
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  const derivative = analysis.derivatives[0]
  assert.ok(derivative !== undefined)
  // A reference with a literal 3 for the length of its vector of ones holds for n = 3 only.
  const draws = ones.size > 0 ? DRAWS.map((sizes) => ({ ...sizes, n: 3 })) : DRAWS
  draws.forEach((sizes, draw) => {
    for (let k = 0; k < 5; k++) {
      const random = generator(draw * 5 + k + 1)
      const at: Record<string, Value> = {}
      for (const [name, shape] of Object.entries(shapes)) {
        const lengths = shape.map((length) => (typeof length === 'number' ? length : (sizes[length] as number)))
        const make = (axis: number, place: number): Value => {
          if (axis < lengths.length) return Array.from({ length: lengths[axis] as number }, (_, i) => make(axis + 1, axis === 0 ? i : place - i))
          // Diagonally dominant where square, so that inverses and logarithms of determinants exist.
          return ones.has(name)
            ? 1
            : (pair.pos === 1 ? 0.3 + 0.9 * random() : 2 * random() - 1) + (lengths.length === 2 && lengths[0] === lengths[1] && place === 0 ? 2 : 0)
        }
        const value = make(0, 0)
        if (symmetric.has(name))
          for (const [i, row] of (value as number[][]).entries()) for (let j = 0; j < i; j++) row[j] = (value as number[][])[j]?.[i] as number
        at[name] = value
      }
      const own = derivative.evaluate(at)
      const valueIndices = columnMajor(shapeOfValue(analysis.value.evaluate(at)))
      const indices = columnMajor(shapeOfValue(at[pair.wrt] as Value))
      const ours = pair.layout.startsWith('Jacobian')
        ? valueIndices.flatMap((i) =>
            indices.map((j) => [...i, ...j].reduce<Value>((value, index) => (value as Value[])[index] as Value, own) as number),
          )
        : flat(symmetric.has(pair.wrt) ? symmetrized(own as number[][]) : own)
      const theirs = evaluateReference(pair, shapes, at, sizes, ours.length)
      const error = (scale: number): number =>
        Math.max(...ours.map((x, i) => Math.abs(x * scale - (theirs[i] as number)) / Math.max(1e-3, Math.abs(x))))
      assert.ok(error(1) < 1e-9, `${derivative.text} differs from ${pair.d} by ${error(1)}`)
      assert.ok(error(1.001) > 1e-6, 'the control must be rejected')
    }
  })
}

/** The reference takes X as symmetric; ours, by an X that the text does not say is symmetric, has it as its symmetric part. */
function symmetrized(value: number[][]): number[][] {
  return value.map((row, i) => row.map((x, j) => (x + (value[j]?.[i] as number)) / 2))
}

/** Ours is no longer than the reference, in operations of the shared graph. */
function checkLength(pair: Pair): void {
  const { shapes, symmetric, ones } = declared(pair)
  // A literal 3 for the length of a vector of ones.
  if (ones.size > 0) for (const [name, shape] of Object.entries(shapes)) shapes[name] = shape.map((length) => (length === 'n' ? 3 : length))
  const traits = Object.fromEntries([...symmetric].map((name) => [name, { symmetric: true }]))
  const analysis = analyze({ language: 'plain', text: pair.f }, { wrt: pair.wrt, shapes, traits })
  assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
  const [derivative] = analysis.derivatives as [Derivative]
  const theirs = measure([elaborate(open(pair.d, 'plain').read({}), { shapes: new Map(Object.entries(shapes)) }).expr]).operations
  assert.ok(derivative.operations <= theirs, `${derivative.text} has ${derivative.operations} operations, ${pair.d} has ${theirs}`)
}

for (const file of ['matrixcalculus_pairs', 'cookbook_pairs', 'ml_pairs']) {
  const pairs = JSON.parse(readFileSync(new URL(`../../../test/data/${file}.json`, import.meta.url), 'utf8')) as Pair[]
  for (const pair of pairs) {
    test(`${file}: ${pair.f} by ${pair.wrt}`, () => checkPair(pair))
    test(`${file}: ${pair.f} by ${pair.wrt} is at most as long`, () => checkLength(pair))
  }
}
