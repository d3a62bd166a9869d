/** Reads golden data: lines of tab-separated fields, numbers that read back exactly. */
import { readFileSync } from 'node:fs'

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
