/**
 * Case files of languages and dialects: after "# title" a text, in which ‹ and › mark the selection, then ==> and a formula
 * in plain notation that means the same, with the shapes of its names: f(x[n], y; A[n,n]) = x'*A*x + y. Both are evaluated.
 * Or what is refused, and which part of the text.
 */
import assert from 'node:assert/strict'
import type { Shape as Lengths, Value } from '../../../src/math/api.ts'
import { evaluate } from '../../../src/math/evaluate/value.ts'
import { nameOf } from '../../../src/math/expr.ts'
import { elaborate } from '../../../src/math/read/elaborate.ts'
import { openPlain } from '../../../src/math/read/plain/plain.ts'
import { type Document, ReadError, type Target } from '../../../src/math/read/term.ts'
import { evaluateLength, shapeOf } from '../../../src/math/shape.ts'
import type { CodeCase } from './codeCases.ts'

/** Lengths that symbolic axes get. */
const LENGTHS = new Map([
  ['n', 3],
  ['m', 2],
  ['k', 4],
  ['p', 5],
])

interface Expected {
  readonly name?: string
  readonly parameters?: readonly string[]
  readonly shapes: ReadonlyMap<string, Lengths>
  readonly formula: string
}

function expectedOf(text: string): Expected {
  const [, name = '', inner = '', formula = ''] = /^(\w*)\(((?:[^()])*)\) = (.*)$/s.exec(text) ?? assert.fail(`no formula: ${text}`)
  const shapes = new Map<string, Lengths>()
  const [own = '', free = ''] = inner.split(';')
  const namesOf = (list: string): string[] =>
    [...list.matchAll(/(\w+)(?:\[([^\]]*)\])?/g)].map(([, each = '', lengths]) => {
      shapes.set(each, lengths === undefined ? [] : lengths.split(',').map((length) => (/^\d+$/.test(length) ? Number(length) : length)))
      return each
    })
  const parameters = namesOf(own)
  namesOf(free)
  return { name: name === '' ? undefined : name, parameters: name === '' ? undefined : parameters, shapes, formula }
}

/** The text means what the formula says: equal at random points. `fixed` lengths are those of the formula. */
export function checkDialectCase({ text: marked, expected }: CodeCase, open: (text: string) => Document): void {
  const start = marked.indexOf('‹')
  const text = marked.replace('‹', '').replace('›', '')
  const end = marked.replace('‹', '').indexOf('›')
  const target: Target = start < 0 ? {} : { selection: { start, end } }
  if (expected.startsWith('refused')) {
    let outcome = 'read'
    try {
      elaborate(open(text).read(target))
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      const { range, message, hint } = error
      outcome = `refused at «${text.slice(range.start, range.end).split('\n')[0]}»: ${message}${hint === undefined ? '' : ` (${hint})`}`
    }
    assert.equal(outcome, expected)
    return
  }
  const { name, parameters, shapes, formula } = expectedOf(expected)
  const reading = open(text).read(target)
  // A length that the text leaves open is as long as the formula says.
  const inferred = new Map(elaborate(reading).symbols.map((node) => [nameOf(node) as string, node.shape]))
  if (name !== undefined) assert.equal(reading.name, name)
  if (parameters !== undefined) assert.deepEqual(reading.parameters, parameters)
  for (const [each, shape] of inferred) assert.equal(shape.length, shapes.get(each)?.length ?? 0, `axes of ${each}`)
  const known = new Map([...shapes].filter(([each]) => inferred.has(each)).map(([each, shape]) => [each, shapeOf(shape)]))
  const ours = elaborate(reading, { shapes: known })
  const theirs = elaborate(openPlain(formula).read({}), { shapes: new Map([...shapes].map(([each, shape]) => [each, shapeOf(shape)])) })
  let seed = 11
  const random = (): number => {
    seed = (seed * 48271) % 2147483647
    return 0.25 + (0.65 * seed) / 2147483647
  }
  const draw = ([length, ...rest]: Lengths): Value =>
    length === undefined ? random() : Array.from({ length: evaluateLength(length, LENGTHS) }, () => draw(rest))
  const signed = (value: Value, sign: number): Value => (typeof value === 'number' ? sign * value : value.map((part) => signed(part, sign)))
  for (const sign of [1, -1, 1]) {
    const at: Record<string, Value> = {}
    for (const [each, shape] of shapes) at[each] = signed(draw(shape), formula.includes('?') ? sign : 1)
    // x_2 and A_21 are the components of what has a value.
    for (const [each, value] of Object.entries(at))
      if (typeof value !== 'number')
        value.forEach((row, i) => {
          if (typeof row === 'number') at[`${each}_${i + 1}`] = row
          else
            row.forEach((part, j) => {
              at[`${each}_${i + 1}${j + 1}`] = part
            })
        })
    for (const [each, { value }] of reading.declarations) if (value !== undefined && reading.parameters?.includes(each) !== true) at[each] = value
    const [a, b] = [flat(evaluate(ours.expr, at)), flat(evaluate(theirs.expr, at))]
    assert.equal(a.length, b.length, 'as many components')
    a.forEach((value, k) => {
      const other = b[k] as number
      assert.ok(Object.is(value, other) || Math.abs(value - other) <= 1e-10 * Math.max(1, Math.abs(other)), `${value}, not ${other}`)
    })
  }
}

const flat = (value: Value): number[] => (typeof value === 'number' ? [value] : value.flatMap(flat))
