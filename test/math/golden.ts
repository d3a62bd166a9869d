/** Reads golden data, and compares with it: lines of tab-separated fields, numbers that read back exactly. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Analysis, AnalyzeOptions, Language } from '../../src/math/api.ts'
import { analyze } from '../../src/math/index.ts'

export interface GoldenPoint {
  readonly row: string
  readonly args: readonly number[]
  readonly value: number
  /** The partial derivatives; undefined where there is none to compare. */
  readonly partials: readonly (number | undefined)[]
}

const numberOf = (text: string): number => (text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text))

/** The lines of a file of test/math/golden. */
export function goldenLines(name: string): string[][] {
  return readFileSync(`${process.cwd()}/test/math/golden/${name}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
}

export function goldenPoints(): GoldenPoint[] {
  return goldenLines('scalar.tsv').map(([row, args, value, partials]) => ({
    row: row as string,
    args: (args as string).split(';').map(numberOf),
    value: numberOf(value as string),
    partials: (partials as string).split(';').map((text) => (text === '-' ? undefined : numberOf(text))),
  }))
}

/** |a - b| over the larger of the two in size; 0 where both are the same. */
export function relativeError(a: number, b: number): number {
  return a === b || (Number.isNaN(a) && Number.isNaN(b)) ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b))
}

/** Arrays of any shape, to a tolerance relative to the largest component. */
export function close(own: unknown, exact: unknown, tolerance: number, where: string): void {
  const [a, b] = [own, exact].map((value) => [value].flat(4) as number[]) as [number[], number[]]
  assert.equal(a.length, b.length, where)
  const largest = Math.max(...b.map(Math.abs))
  b.forEach((x, k) => {
    assert.ok(Math.abs((a[k] as number) - x) <= tolerance * largest, `${where}: ${a[k]}, exactly ${x}`)
  })
}

/** The analysis of a text that is answered. */
export function analysed(language: Language, text: string, options: AnalyzeOptions = {}): Analysis {
  const analysis = analyze({ language, text }, options)
  if (!analysis.ok) assert.fail(`${text}: ${analysis.message}`)
  return analysis
}
