/** Back and forward, and forgetting. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { History } from '../../src/extension/history.ts'
import { Recent } from '../../src/extension/recent.ts'

const place = (start: number, uri = 'a') => ({ uri, start, end: start })

describe('History', () => {
  it('goes back and forward', () => {
    const history = new History()
    for (const [i, key] of ['f', 'g', 'h'].entries()) history.visit(key, place(i))
    assert.deepEqual(history.can, { back: true, forward: false })
    assert.deepEqual(history.travel(-1), place(1))
    assert.deepEqual(history.travel(-1), place(0))
    assert.equal(history.travel(-1), undefined)
    assert.deepEqual(history.can, { back: false, forward: true })
    assert.deepEqual(history.travel(1), place(1))
  })
  it('forgets what was forward when one goes somewhere else', () => {
    const history = new History()
    history.visit('f', place(0))
    history.visit('g', place(1))
    history.travel(-1)
    history.visit('h', place(2))
    assert.deepEqual(history.can, { back: true, forward: false })
    assert.deepEqual(history.travel(-1), place(0))
  })
  it('knows an expression once however often it is shown', () => {
    const history = new History()
    history.visit('f', place(0))
    history.visit('f', place(3))
    assert.deepEqual(history.can, { back: false, forward: false })
  })
  it('keeps places on their text', () => {
    const history = new History()
    history.visit('f', place(10))
    history.visit('g', place(20, 'b'))
    history.edit('a', [{ rangeOffset: 0, rangeLength: 0, text: 'new\n' }])
    assert.deepEqual(history.travel(-1), place(14))
    assert.deepEqual(history.travel(1), place(20, 'b'))
  })
})

describe('Recent', () => {
  it('forgets what was not asked for the longest', () => {
    const recent = new Recent<number>(2)
    recent.set('a', 1)
    recent.set('b', 2)
    recent.get('a')
    recent.set('c', 3)
    assert.deepEqual([recent.get('a'), recent.get('b'), recent.get('c')], [1, undefined, 3])
  })
})
