/** What rows say of their operations beside value and derivative: symmetry, order of arguments, growth, where values lie, what components are made of. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enclose } from '../../src/math/evaluate/interval.ts'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, make, number, type Operation, symbol, topological, withArgs } from '../../src/math/expr.ts'
import type { Value } from '../../src/math/index.ts'
import { add, log1p, mul, sqrt } from '../../src/math/ops/arithmetic.ts'
import { concatenate, reshape, reshapePayload, stack } from '../../src/math/ops/arrange.ts'
import { cholesky, nuclearNorm, pseudoInverse, spectralNorm, tril, triu } from '../../src/math/ops/decomposition.ts'
import { expm } from '../../src/math/ops/exponential.ts'
import { oneHot } from '../../src/math/ops/indicator.ts'
import { cofactor, diag, inverse, logdet, matmul, matrixPower, solve, trace, transpose } from '../../src/math/ops/linear.ts'
import { logm, realPower, sqrtm } from '../../src/math/ops/matrixFunctions.ts'
import { argsort, sort } from '../../src/math/ops/order.ts'
import { splitAxes } from '../../src/math/ops/products.ts'
import { amax, amin, axesPayload, mean, norm, sum } from '../../src/math/ops/reduction.ts'
import { cumsum } from '../../src/math/ops/running.ts'
import { itemsPayload, place, put, take } from '../../src/math/ops/slice.ts'
import { softmax } from '../../src/math/ops/softmax.ts'
import { broadcastTo, eye, size } from '../../src/math/ops/structure.ts'
import { operationNamed, table } from '../../src/math/ops/table.ts'
import { isAlgebra, isLinear } from '../../src/math/ops/traits.ts'
import { standardDeviation, variance } from '../../src/math/ops/variance.ts'
import { shapeOf } from '../../src/math/shape.ts'
import { goldenPoints } from './golden.ts'

const points = goldenPoints()
const x = symbol('x')
const at = (operation: Operation, value: number): number => evaluate(make(operation, [x]), { x: value }) as number
const flat = (value: Value): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value])
const isNear = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b), 1)

/** Rows of one number that have a value for some number and its opposite, and these numbers. */
const ofBothSigns = table.flatMap((operation) => {
  const { elementwise, args, shorthand, kernel, name } = operation
  if (!elementwise || args.length !== 1 || (args[0] as string).startsWith('...') || shorthand === true || kernel === undefined) return []
  const sides = [0.31, 0.77, 1.3, 2.1, 3.6, 0.05, 0.5, 2.5].filter(
    (side) => Number.isFinite(at(operation, side)) && Number.isFinite(at(operation, -side)),
  )
  return sides.length < 3 || name === 'not' ? [] : [{ operation, sides }]
})

/**
 * Rows that do not say it: those rewritten by other rows before anybody asks, and those that stand beside the same argument in what is
 * neither, φ(−d) beside Φ(−d) and x − round(x).
 */
const AS_WRITTEN = new Set(['neg', 'abs', 'square', 'reciprocal', 'norm_pdf', 'trunc', 'round', 'round_half_away'])

test('parity: a row says that it is odd or even, and then is', () => {
  const symmetric = (operation: Operation, sides: readonly number[], sign: number): boolean =>
    sides.every((side) => isNear(at(operation, -side), sign * at(operation, side)))
  for (const { operation, sides } of ofBothSigns) {
    const found = symmetric(operation, sides, 1) ? 'even' : symmetric(operation, sides, -1) ? 'odd' : undefined
    if (operation.parity === undefined && AS_WRITTEN.has(operation.name)) continue
    assert.equal(operation.parity, found, operation.name)
  }
  assert.deepEqual(
    table.filter(({ parity, args }) => parity !== undefined && args.length !== 1).map(({ name }) => name),
    [],
  )
})

/** Those whose arguments have places by which they are called, though some values do not show it. */
const PLACED = new Set(['where', 'heaviside', 'threshold'])

test('commutes: a row of several numbers says that their order does not matter, and then it does not', () => {
  for (const { name, commutes, args, kernel, elementwise } of table) {
    if (!elementwise || kernel === undefined || (args.length !== 2 && !args[0]?.startsWith('...')) || PLACED.has(name)) continue
    const pairs = [0.31, 0.8, 1.3, 2.1].flatMap((a) => [0.4, 1.9, 2.6].map((b) => [kernel(a, b), kernel(b, a)] as const))
    if (pairs.every(([a]) => Number.isNaN(a))) continue
    const same = pairs.every(([a, b]) => isNear(a, b) || (Number.isNaN(a) && Number.isNaN(b)))
    assert.equal(commutes ?? false, same, name)
  }
})

test('turns: of a transposed matrix the transpose of the value', () => {
  const made = [inverse(matrix), cofactor(matrix), matrixPower.with(3, matrix), pseudoInverse(matrix), expm(matrix), sqrtm(positive), logm(positive)]
  const rows = [...made, realPower(positive, number(0.3))]
  assert.deepEqual(rows.map(({ op }) => op.name).sort(), table.flatMap(({ turns, name }) => (turns === true ? [name] : [])).sort())
  for (const node of rows)
    for (const given of ARRAYS) {
      const [own, turned] = [transpose(node), withArgs(node, [transpose(node.args[0] as Expr), ...node.args.slice(1)])].map((each) =>
        flat(evaluate(each, given)),
      )
      assert.ok(
        own?.every((value, k) => Math.abs(value - (turned?.[k] as number)) <= 1e-9 * (1 + Math.abs(value))),
        node.op.name,
      )
    }
})

test('monotone: a row that grows with its argument nowhere falls, from one end of its domain to the other', () => {
  const growing = table.filter(({ monotone }) => monotone === true)
  assert.ok(growing.length > 20)
  for (const { name, kernel, domain, args } of growing) {
    assert.ok(args.length === 1 && kernel !== undefined, name)
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = domain?.[0] ?? {}
    const [low, high] = [Math.max(min, -40), Math.min(max, 40)]
    const inside = Array.from({ length: 4001 }, (_, k) => low + ((high - low) * k) / 4000)
    let before = Number.NEGATIVE_INFINITY
    for (const point of [min, ...inside, max]) {
      const value = kernel(point)
      assert.ok(value >= before || isNear(value, before), `${name}(${point}) = ${value} after ${before}`)
      before = value
    }
  }
})

test('monotone: an enclosure of a value is that of its ends, as far as the domain goes', () => {
  // log1p(x) of any x is any number, not only what is above log1p(0).
  assert.deepEqual(enclose([log1p(x)]).get(log1p(x)), [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
  assert.deepEqual(enclose([sqrt(x)]).get(sqrt(x)), [0, Number.POSITIVE_INFINITY])
  for (const operation of table.filter(({ monotone }) => monotone === true)) {
    const node = make(operation, [x])
    for (const bounds of [
      [-0.7, 0.4],
      [0.2, 3],
    ] as const) {
      const [low, high] = enclose([node], new Map([[x, bounds]])).get(node) as readonly [number, number]
      for (let k = 0; k <= 20; k++) {
        const value = at(operation, Math.min(bounds[1], bounds[0] + ((bounds[1] - bounds[0]) * k) / 20))
        assert.ok(Number.isNaN(value) || (value >= low && value <= high), `${operation.name}: ${value} in [${low}, ${high}]`)
      }
    }
  }
})

const vector = symbol('v', shapeOf([3]))
const other = symbol('w', shapeOf([3]))
const matrix = symbol('M', shapeOf([3, 3]))
const whole = axesPayload([0])
/** Whose eigenvalues are positive. */
const positive = add(matmul(matrix, transpose(matrix)), matrix, mul(4, eye(3)))

/** Values of the arrays above: two of each, without equal components. */
const ARRAYS: readonly { readonly [name: string]: Value }[] = [
  {
    v: [0.7, -1.2, 2.5],
    w: [-0.4, 3.1, 1.6],
    M: [
      [2.2, -0.3, 0.8],
      [0.9, 1.7, -1.4],
      [-2.1, 0.6, 3.3],
    ],
  },
  {
    v: [-3.4, 0.2, 1.1],
    w: [2.8, -0.9, 0.5],
    M: [
      [-1.3, 2.6, 0.1],
      [3.7, -0.2, 1.9],
      [0.4, -2.7, 1.5],
    ],
  },
]

test('values: they lie where the row says, of numbers and of arrays', () => {
  const within = ({ name, values = {} }: Operation, value: number, where: string): void => {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = values
    // What only nears an open end may round to it.
    assert.ok(Number.isNaN(value) || (value >= min && value <= max), `${name}(${where}) = ${value} is not in ${JSON.stringify(values)}`)
  }
  const ofArrays = [
    make(softmax.op, [vector], axesPayload([0])),
    norm.with(axesPayload([0], false, 2), vector),
    variance.with(axesPayload([0], false, 0), vector),
    standardDeviation.with(axesPayload([0], false, 0), vector),
    nuclearNorm(matrix),
    spectralNorm(matrix),
    argsort(vector),
    oneHot.with(3, argsort(vector)),
    size('n'),
    ...topological([oneHot.with(3, argsort(vector))]).filter(({ op }) => op.name === 'arange'),
  ]
  for (const operation of table.filter(({ values }) => values !== undefined)) {
    const { name, args, kernel } = operation
    for (const point of points) if (point.row === name) within(operation, point.value, point.args.join())
    if (operation.condition !== undefined)
      for (const a of [0, 1, 2.5]) for (const b of [0, 1]) within(operation, kernel?.(a, b) as number, `${a}, ${b}`)
    if (args.length === 1 && kernel !== undefined) for (let k = -400; k <= 400; k++) within(operation, kernel(k / 20), String(k / 20))
    const ofArray = ofArrays.filter(({ op }) => op === operation)
    for (const node of ofArray)
      for (const given of ARRAYS) for (const value of flat(evaluate(node, { ...given, n: 3 }))) within(operation, value, 'an array')
    assert.ok(operation.elementwise || ofArray.length > 0 || name === 'arange', `no array for ${name}`)
  }
})

test('whole numbers: of whole ones where the row says so, or always', () => {
  for (const { name, whole, args, kernel, elementwise } of table) {
    if (whole === undefined || !elementwise || kernel === undefined) continue
    const numbers = whole === 'always' ? [-2.5, -0.7, 0, 0.5, 1.4, 3] : [0, 1, 2, 5]
    for (const a of numbers) {
      for (const b of args.length === 1 && !args[0]?.startsWith('...') ? [0] : numbers) {
        const value = kernel(a, b)
        assert.ok(!Number.isFinite(value) || Number.isInteger(value), `${name}(${a}, ${b}) = ${value}`)
      }
    }
  }
  for (const given of ARRAYS) for (const value of flat(evaluate(argsort(vector), given))) assert.ok(Number.isInteger(value))
})

test('conditions are 1 or 0, and comparisons are told by the difference alone', () => {
  for (const { name, condition, kernel } of table) {
    if (condition === undefined) continue
    for (const a of [-1.5, 0, 1, 2])
      for (const b of [-1.5, 0, 1, 2]) {
        const value = kernel?.(a, b) as number
        assert.ok(value === 0 || value === 1, name)
        if (condition === 'comparison') assert.equal(value, kernel?.(a - b, 0), name)
      }
  }
  assert.deepEqual(
    table.filter(({ condition }) => condition === 'comparison').map(({ name }) => name),
    ['lt', 'le', 'gt', 'ge', 'eq', 'ne'],
  )
})

const first = itemsPayload([{ start: 0, stop: 2, step: 1 }], [3])
const blocks = { key: '3,3;1,1', a: [3, 3], b: [1, 1] }

/** A node of each row that says what its components are. */
const MADE: readonly Expr[] = [
  broadcastTo(vector, shapeOf([2, 3])),
  take.with(first, vector),
  transpose(matrix),
  reshape.with(reshapePayload(shapeOf([9])), matrix),
  stack(vector, other),
  concatenate.with(0, vector, other),
  make(splitAxes.op, [matrix], blocks),
  make(operationNamed('kron_join') as Operation, [make(splitAxes.op, [matrix], blocks)], blocks),
  make(place.op, [make(take.op, [vector], first)], first),
  make(put.op, [vector, make(take.op, [other], first)], first),
  diag(vector),
  diag(matrix),
  make(tril.op, [matrix], 0),
  make(triu.op, [matrix], 1),
  amax.with(whole, vector),
  amin.with(whole, matrix),
  sort(vector),
  mean.with(whole, matrix),
  sum.with(whole, matrix),
  cumsum.with(whole, vector),
  trace(matrix),
]

test('components: moved, placed among zeros, chosen, averaged or summed, as the row says', () => {
  assert.deepEqual(
    table.filter(({ components, name }) => components !== undefined && !MADE.some(({ op }) => op.name === name)).map(({ name }) => name),
    [],
  )
  const [one, two] = ARRAYS as [(typeof ARRAYS)[0], (typeof ARRAYS)[0]]
  const mixed = (a: Value, b: Value): Value =>
    Array.isArray(a) ? a.map((part, k) => mixed(part, (b as Value[])[k] as Value)) : 2 * a - 3 * (b as number)
  const both = Object.fromEntries(Object.keys(one).map((name) => [name, mixed(one[name] as Value, two[name] as Value)]))
  for (const node of MADE) {
    const { op, args } = node
    const [own, also, together] = [one, two, both].map((given) => flat(evaluate(node, given))) as [number[], number[], number[]]
    const parts = args.flatMap((arg) => flat(evaluate(arg, one)))
    if (isLinear(op))
      for (const [k, value] of own.entries()) assert.ok(isNear(2 * value - 3 * (also[k] as number), together[k] as number), `${op.name} is linear`)
    for (const value of own) {
      const [least, most] = [Math.min(...parts), Math.max(...parts)]
      if (op.components === 'moved' || op.components === 'chosen') assert.ok(parts.includes(value), `${op.name}: ${value}`)
      if (op.components === 'placed') assert.ok(value === 0 || parts.includes(value), `${op.name}: ${value}`)
      if (op.components === 'averaged') assert.ok(value >= least && value <= most, `${op.name}: ${value}`)
    }
    if (op.components === 'summed') {
      const counted = evaluate(node, {
        v: [1, 1, 1],
        M: [
          [1, 1, 1],
          [1, 1, 1],
          [1, 1, 1],
        ],
      })
      for (const value of flat(counted)) assert.ok(Number.isInteger(value) && value > 0, op.name)
    }
  }
})

test('what a matrix must be: of a singular one there is no value', () => {
  const singular = {
    M: [
      [1, 2, 3],
      [2, 4, 6],
      [1, 0, 1],
    ],
    v: [1, 2, 4],
  }
  const nodes = [inverse(matrix), solve(matrix, vector), logdet(matrix), cholesky(matrix)]
  for (const node of nodes) {
    assert.ok(node.op.needs !== undefined, node.op.name)
    const value = ((): Value => {
      try {
        return evaluate(node, singular)
      } catch {
        return Number.NaN
      }
    })()
    assert.ok(!flat(value).every(Number.isFinite), `${node.op.name}: ${JSON.stringify(value)}`)
  }
  assert.deepEqual(
    table.filter(({ needs }) => needs !== undefined).map(({ name }) => name),
    nodes.map(({ op }) => op.name).sort((a, b) => table.findIndex(({ name }) => name === a) - table.findIndex(({ name }) => name === b)),
  )
})

test('what makes a formula one of matrices asks for vectors or matrices', () => {
  for (const operation of table.filter(isAlgebra)) assert.ok(!operation.elementwise, operation.name)
  for (const name of ['matmul', 'inv', 'det', 'logdet', 'solve', 'trace', 'transpose', 'outer', 'norm', 'cholesky', 'expm'])
    assert.ok(isAlgebra(operationNamed(name) as Operation), name)
  for (const name of ['sum', 'mean', 'softmax', 'add', 'take', 'cumsum']) assert.ok(!isAlgebra(operationNamed(name) as Operation), name)
})

test('kernels by logarithms err by the size of these', () => {
  for (const { name, byLogarithms, kernel } of table) {
    if (byLogarithms !== true) continue
    const units = points.flatMap(({ row, args, value }) =>
      row === name && Number.isFinite(value) && value !== 0 && Math.abs(Math.log(Math.abs(value))) > 20
        ? [((Math.abs((kernel?.(...args) as number) - value) / Math.abs(value)) * 2 ** 53) / Math.abs(Math.log(Math.abs(value)))]
        : [],
    )
    assert.ok(Math.max(...units) <= 4, `${name}: ${Math.max(...units)} units in each of the logarithm`)
  }
})
