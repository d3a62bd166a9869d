/** Python and JavaScript as case files: what is read of a text, at a cursor, in a selection. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openJavascript } from '../../../src/math/read/javascript.ts'
import { openPython } from '../../../src/math/read/python.ts'
import { codeCases, outcome } from './codeCases.ts'

for (const { title, text, expected } of codeCases('python.txt')) {
  test(`python: ${title}`, () => assert.equal(outcome(text, openPython), expected))
}

for (const { title, text, expected } of codeCases('javascript.txt')) {
  test(`javascript: ${title}`, () =>
    assert.equal(
      outcome(text, (code) => openJavascript(code, 'typescript')),
      expected,
    ))
}
