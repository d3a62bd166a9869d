/** Every scalar row of the table: kernel, derivative and meaning against 50 digits (golden/scalar.tsv), over the domain and at its edges. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reverse } from '../../src/math/differentiate/reverse.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, make, type Operation, symbol } from '../../src/math/expr.ts'
import { operationNamed, table } from '../../src/math/ops/table.ts'
import { type GoldenPoint, goldenPoints, relativeError } from './golden.ts'

const points = goldenPoints()
const byRow = new Map<string, GoldenPoint[]>()
for (const point of points) byRow.set(point.row, [...(byRow.get(point.row) ?? []), point])

/** Rows that are no functions of numbers, or whose values are truth values. */
const OTHERS = new Set([
  'number',
  'symbol',
  'size',
  'call',
  'series',
  'product_series',
  'integral',
  'lt',
  'le',
  'gt',
  'ge',
  'eq',
  'ne',
  'and',
  'or',
  'not',
  'where',
  'zeros_like',
  'ones_like',
  // Complex numbers are read, and written by real ones.
  're',
  'im',
  'conj',
  'arg',
  'abs2',
  'complex',
  'from_polar',
  'cis',
])
const scalar = table.filter(({ elementwise, args, name }) => elementwise && args.length > 0 && !OTHERS.has(name))

/** Relative errors of kernels that are larger than 2e-14, as their sources say; of some only beside a zero or for large parameters. */
const LOOSER = new Map([
  ['gammainc', 1e-13],
  ['gammaincc', 1e-13],
  ['beta', 2e-13],
  ['binomial', 1e-13],
  // Next to their zeros the error is relative to the amplitude.
  ...['besselj', 'bessely', 'j0', 'j1', 'y0', 'y1'].map((name): [string, number] => [name, 1e-12]),
])

const symbolsOf = (count: number): Expr[] => Array.from({ length: count }, (_, k) => symbol(`x${k}`))
const at = (args: readonly number[]): Record<string, number> => Object.fromEntries(args.map((arg, k) => [`x${k}`, arg]))

test('there are golden points for every scalar row', () => {
  assert.deepEqual(
    scalar.map(({ name }) => name).filter((name) => !byRow.has(name)),
    [],
  )
  assert.deepEqual(
    [...byRow.keys()].filter((name) => operationNamed(name) === undefined),
    [],
  )
})

for (const operation of scalar) {
  const { name } = operation
  const golden = byRow.get(name) ?? []
  test(`${name}: value and derivatives`, () => {
    for (const { args, value, partials } of golden) {
      const symbols = symbolsOf(args.length)
      const node = make(operation, symbols)
      const where = `${name}(${args})`
      close(evaluate(node, at(args)) as number, value, LOOSER.get(name) ?? 2e-14, where)
      partials.forEach((partial, k) => {
        if (partial === undefined) return
        const own = evaluate(reverse(node, [symbols[k] as Expr])[0] as Expr, at(args)) as number
        close(own, partial, 2e-12, `∂${where}/∂${operation.args[k]}`)
      })
    }
  })
  if (operation.meaning !== undefined && operation.kernel !== undefined) {
    test(`${name}: meaning`, () => {
      for (const { args, value } of golden) {
        const meaning = meaningOf(operation, args.length)
        const own = evaluate(meaning, at(args)) as number
        // A meaning is exact mathematics; it may overflow or cancel where the kernel does not.
        if (Number.isFinite(own) && args.every((arg) => arg === 0 || (Math.abs(arg) > 0.01 && Math.abs(arg) < 30)) && Math.abs(own - value) > 1e-13) {
          close(own, value, 1e-10, `${name}(${args})`)
        }
      }
    })
  }
}

const meaningOf = (operation: Operation, count: number): Expr => operation.meaning?.(make(operation, symbolsOf(count))) as Expr

function close(own: number, exact: number, tolerance: number, where: string): void {
  const error = relativeError(own, exact)
  assert.ok(error <= tolerance || Math.abs(own - exact) < 1e-300, `${where} = ${exact}, not ${own}: relative error ${error}`)
}

test('names of rows are their own', () => {
  assert.equal(new Set(table.map(({ name }) => name)).size, table.length)
})

test('truth values and choice', () => {
  const truths: [string, number[], number][] = [
    ['lt', [1, 2], 1],
    ['lt', [2, 2], 0],
    ['le', [2, 2], 1],
    ['gt', [3, 2], 1],
    ['ge', [1, 2], 0],
    ['eq', [2, 2], 1],
    ['ne', [2, 2], 0],
    ['lt', [Number.NaN, 1], 0],
    ['and', [1, 2, 3], 1],
    ['and', [1, 0], 0],
    ['or', [0, 0, 5], 1],
    ['or', [0, 0], 0],
    ['not', [0], 1],
    ['not', [3], 0],
    ['where', [1, 5, 6], 5],
    ['where', [0, 5, 6], 6],
  ]
  for (const [name, args, value] of truths) assert.equal(operationNamed(name)?.kernel?.(...args), value, `${name}(${args})`)
})
