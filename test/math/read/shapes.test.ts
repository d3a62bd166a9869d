/** Shapes that names have as a text is read, before there are values for them: of test/cases/shapes.txt. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Language } from '../../../src/math/api.ts'
import { analyze } from '../../../src/math/index.ts'

const CASE = /^### (\w+)\n([\s\S]*?)\n==> (.*)$/gm

for (const [, language, text = '', shapes = ''] of readFileSync('test/cases/shapes.txt', 'utf8').matchAll(CASE))
  test(`${language}: ${text.slice(0, 80).replaceAll('\n', ' ')}`, () => {
    const analysis = analyze({ language: language as Language, text })
    assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
    const arrays = analysis.variables.filter(({ role }) => role === 'variable')
    assert.equal(arrays.map(({ name, shape }) => `${name} (${shape.join(', ')})`).join(', '), shapes)
  })
