import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remembered } from '../../../src/math/read/latex/remembered.ts'

test('what is found of a name is looked for once as long as the state is the same', () => {
  let state = 0
  const asked: string[] = []
  const find = remembered(
    (name) => {
      asked.push(`${name} ${state}`)
      return name === 'nothing' ? undefined : `${name} ${state}`
    },
    () => state,
  )
  assert.deepEqual([find('x'), find('x'), find('nothing'), find('nothing')], ['x 0', 'x 0', undefined, undefined])
  state = 1
  assert.deepEqual([find('x'), find('x')], ['x 1', 'x 1'])
  assert.deepEqual(asked, ['x 0', 'nothing 0', 'x 1'])
})

test('what is looked for while the state changes is not taken for what holds behind that', () => {
  let depth = 0
  const found: number[] = []
  const find = remembered(
    (name): number => {
      if (name !== 'outer') return depth
      depth++
      found.push(find('inner'))
      depth--
      return depth
    },
    () => depth,
  )
  assert.equal(find('outer'), 0)
  assert.equal(find('inner'), 0)
  assert.deepEqual(found, [1])
})
