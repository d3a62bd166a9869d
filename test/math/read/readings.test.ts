/**
 * Texts of many kinds with what they mean: the value, and the derivatives by names, that NumPy computed from translations by hand; the
 * derivatives by differences of many steps (Richardson), good to nine digits.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import katex from 'katex'
import type { AnalyzeOptions, Language, Range, Value } from '../../../src/math/api.ts'
import { analyze } from '../../../src/math/index.ts'

const CASE = /^### (\w+) (.*)\n([\s\S]*?)\n@ (.*)\n= (.*)((?:\n' .*)+)$/gm

const flat = (value: Value): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value])

function assertClose(ours: Value, truth: Value, tolerance: number, what: string): void {
  const [a, b] = [flat(ours), flat(truth)]
  const isClose = a.length === b.length && a.every((number, k) => Math.abs(number - (b[k] as number)) <= tolerance * (1 + Math.abs(b[k] as number)))
  assert.ok(isClose, `${what} is ${JSON.stringify(ours)}, not ${JSON.stringify(truth)}`)
}

for (const [, language, given = '', text = '', at = '', value = '', slope = ''] of readFileSync('test/cases/readings.txt', 'utf8').matchAll(CASE)) {
  test(`${language}: ${text.slice(0, 80).replaceAll('\n', ' ')}`, () => {
    const { selection, ...options } = JSON.parse(given) as AnalyzeOptions & { selection?: Range }
    const analysis = analyze({ language: language as Language, text, ...(selection && { selection }) }, options)
    assert.ok(analysis.ok, analysis.ok ? '' : analysis.message)
    const point = JSON.parse(at) as Record<string, Value>
    assertClose(analysis.value.evaluate(point), JSON.parse(value) as Value, 1e-9, analysis.value.text)
    const truths = slope.split("\n' ").slice(1)
    assert.ok(analysis.derivatives.length >= truths.length)
    for (const [k, truth] of truths.entries()) {
      const derivative = analysis.derivatives[k] as (typeof analysis.derivatives)[number]
      assertClose(derivative.evaluate(point), JSON.parse(truth) as Value, 1e-6, derivative.text)
      assert.ok('worst' in derivative.verified, 'proven')
      assert.notEqual(derivative.steps.title, '')
    }
    for (const { latex } of [analysis.value, ...analysis.derivatives]) katex.renderToString(latex, { strict: 'error', maxExpand: 10_000 })
  })
}
