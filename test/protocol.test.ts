/** Messages between host and page: calls arrive as they were made, over JSON, and nothing else is called. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, pack, receive, remote, unpack } from '../src/protocol.ts'

const overTheWire = (data: unknown): unknown => JSON.parse(JSON.stringify(data))

test('numbers that JSON lacks survive the way', () => {
  const data = { value: [Number.NaN, Number.POSITIVE_INFINITY, [Number.NEGATIVE_INFINITY, -0, 0, 1.5]], name: 'NaN', nothing: null }
  assert.deepStrictEqual(unpack(overTheWire(pack(data))), data)
})

test('data without such numbers is handed on as it is', () => {
  const data = { program: { constants: [1, 2.5], inputs: ['x'] } }
  assert.equal(pack(data), data)
  assert.equal(unpack(data), data)
})

interface Api {
  show(view: { worst: number }): void
  busy(now: boolean): void
}

test('a call of the far side arrives as a call', () => {
  const heard: unknown[] = []
  const api: Api = { show: (view) => heard.push(view), busy: (now) => heard.push(now) }
  const far = remote<Api>((message) => receive(api, overTheWire(message) as Message))
  far.show({ worst: Number.NaN })
  far.busy(true)
  assert.deepStrictEqual(heard, [{ worst: Number.NaN }, true])
})

test('what is no message, or names no method of the api itself, is ignored', () => {
  const api: Api = { show: () => assert.fail(), busy: () => assert.fail() }
  for (const message of [null, undefined, 1, 'show', [], {}, { nabla: 1 }, { nabla: 1, method: 'show' }, { nabla: 2, method: 'show', args: [] }])
    assert.equal(receive(api, message), false)
  for (const method of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) assert.equal(receive(api, { nabla: 1, method, args: [] }), false)
})
