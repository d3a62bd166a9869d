/** Code is put in below what it came from, never into it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { enclosingBlock, isCrowded } from '../../src/extension/block.ts'

/** The text with a mark below the block around the line that holds `@`. */
function below(text: string): string {
  const lines = text.split('\n')
  const line = lines.findIndex((candidate) => candidate.includes('@'))
  const { end, indent } = enclosingBlock(lines, line)
  return [...lines.slice(0, end + 1), `${indent}<-`, ...lines.slice(end + 1)].join('\n')
}

describe('enclosingBlock', () => {
  const rows: [string, string, string][] = [
    ['an assignment', 'y = x @\nz = 1', 'y = x @\n<-\nz = 1'],
    ['an assignment over several lines', 'y = (x @\n  + 1\n)\nz = 1', 'y = (x @\n  + 1\n)\n<-\nz = 1'],
    ['a function', 'def f(x): # @\n    y = x\n\n    return y\n\nz = 1', 'def f(x): # @\n    y = x\n\n    return y\n<-\n\nz = 1'],
    ['the last line', 'y = x @', 'y = x @\n<-'],
  ]
  for (const [what, text, expected] of rows) it(what, () => assert.equal(below(text), expected))
})

describe('what is put in', () => {
  const rows: [string, boolean][] = [
    ['}\nexport async function load() {', true],
    ['}\n\nconst a = 1', false],
    ['  return 1\n}', false],
    ['y = 1\nend', false],
    ['y = 1\nending = 2', true],
    ['y = 1', false],
  ]
  for (const [text, crowded] of rows)
    it(`${crowded ? 'needs' : 'needs no'} blank line in ${JSON.stringify(text)}`, () => assert.equal(isCrowded(text.split('\n'), 0), crowded))
})
