/** A long session: what readings leave behind may be let go of, but nothing that code holds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { number, symbol } from '../../src/math/expr.ts'
import { differentiate, print, read, simplify } from '../../src/math/index.ts'

const answer = (text: string): string => print(simplify(differentiate(read(text, 'plain'), 'x')), 'text')

test('constants and numbers mean the same after thousands of readings', () => {
  const texts = ['e^(x^2)', 'x*sin(pi/2)', 'cos(pi)*x', 'x*ln(e)', 'pi^x', 'e^(2*ln(x))', '2*x + sin(2)*x']
  const before = texts.map(answer)
  const two = number(2)
  for (let k = 0; k < 2000; k++) answer(`sin(x_${k})*y_${k} + x`)
  assert.deepEqual(texts.map(answer), before)
  assert.equal(number(2), two)
})

test('a node that is met again and again stays the same node', () => {
  const x = symbol('met_again')
  for (let k = 0; k < 500; k++) {
    read(`a_${k} + b_${k} + c_${k}*d_${k} + met_again`, 'plain')
    assert.equal(symbol('met_again'), x)
  }
})
