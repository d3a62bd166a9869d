/** The spellings of rows: each exists in the real library (names recorded in golden/names.json), and says one thing only. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Library } from '../../src/math/expr.ts'
import { operationSpelled, table } from '../../src/math/ops/table.ts'

const recorded = JSON.parse(readFileSync(`${process.cwd()}/test/math/golden/names.json`, 'utf8')) as Record<string, string[]>

const spellings = (library: Library): { row: string; name: string }[] =>
  table.flatMap(({ name: row, spell }) => {
    const spelled = spell?.[library]
    return (spelled === undefined ? [] : typeof spelled === 'string' ? [spelled] : spelled).map((name) => ({ row, name }))
  })

/** Names of constants and functions written as code rather than as a name. */
const isName = (name: string): boolean => /^[\w.]+$/.test(name)

for (const library of ['numpy', 'linalg', 'scipy', 'python', 'sympy'] as const) {
  test(`${library} knows every name`, () => {
    const known = new Set(recorded[library])
    const unknown = spellings(library).filter(({ name }) => isName(name) && !known.has(name))
    assert.deepEqual(unknown, [])
  })
}

for (const [library, prefix] of [
  ['jax', 'nn.'],
  ['torch', 'special.'],
  ['torch', 'nn.functional.'],
] as const) {
  test(`${library} has every name in ${prefix}`, () => {
    const known = new Set(recorded[`${library} ${prefix}`])
    const unknown = spellings(library).filter(({ name }) => name.startsWith(prefix) && !known.has(name))
    assert.deepEqual(unknown, [])
  })
}

test('javascript knows every name', () => {
  const known = new Set([...Object.getOwnPropertyNames(Math).map((name) => `Math.${name}`), ...Object.getOwnPropertyNames(globalThis)])
  assert.deepEqual(
    spellings('javascript').filter(({ name }) => isName(name) && !known.has(name)),
    [],
  )
})

test('the table knows every function of Math', () => {
  // Of these the result is no smooth function of real numbers: bit counts, single precision, randomness.
  const others = new Set(['clz32', 'imul', 'fround', 'f16round', 'random', 'sumPrecise'])
  const functions = Object.getOwnPropertyNames(Math).filter((name) => typeof Math[name as keyof Math] === 'function' && !others.has(name))
  assert.deepEqual(
    functions.filter((name) => operationSpelled('javascript', `Math.${name}`) === undefined),
    [],
  )
})

test('a name with several meanings is told apart by its arguments', () => {
  assert.equal(operationSpelled('python', 'log', 1)?.name, 'ln')
  assert.equal(operationSpelled('python', 'log', 2)?.name, 'log_base')
  assert.equal(operationSpelled('julia', 'atan', 2)?.name, 'atan2')
  assert.equal(operationSpelled('scipy', 'special.zeta', 2)?.name, 'hurwitz_zeta')
  assert.equal(operationSpelled('torch', 'nn.functional.elu', 1)?.name, 'elu')
})

test('names that are properties of every object are no functions', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) assert.equal(operationSpelled('numpy', name), undefined)
})
