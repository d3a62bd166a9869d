/** Texts as people write them, against values that NumPy computed from translations by hand. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { AnalyzeOptions, Language, Value } from '../../../src/math/api.ts'
import { analyze } from '../../../src/math/index.ts'
import { difference } from './truth.ts'

const CASE = /^### (\w+)(?: (.*))?\n([\s\S]*?)\n@ (.*)\n= (.*)$/gm

const texts = ['papers', 'writing'].map((file) => readFileSync(`test/cases/${file}.txt`, 'utf8')).join('\n')

for (const [, language, options, text = '', at = '', value = ''] of texts.matchAll(CASE)) {
  test(`${language}: ${text.slice(0, 80).replaceAll('\n', ' ')}`, () => {
    const analysis = analyze({ language: language as Language, text }, JSON.parse(options ?? '{}') as AnalyzeOptions)
    assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
    const known = Object.fromEntries(analysis.variables.flatMap(({ name, value: own }) => (own === undefined ? [] : [[name, own]])))
    const ours = analysis.value.evaluate({ ...known, ...(JSON.parse(at) as Record<string, Value>) })
    assert.ok(difference(ours, JSON.parse(value) as Value) <= 1e-9, `${analysis.value.text} is ${JSON.stringify(ours)}, not ${value}`)
    for (const { verified, wrt, steps } of analysis.derivatives) {
      assert.ok('worst' in verified, `by ${wrt}`)
      assert.notEqual(steps.title, '')
    }
  })
}
