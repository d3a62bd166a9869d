/** Reading Markdown: the cases of test/cases/markdown.txt, and blocks of code in languages of their own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMarkdown } from '../../../src/math/read/markdown.ts'
import { openPlain } from '../../../src/math/read/plain/plain.ts'
import { ReadError } from '../../../src/math/read/term.ts'
import { outcome, readCases } from './latexCases.ts'
import { showReading } from './show.ts'

for (const one of readCases('markdown.txt')) {
  test(`markdown.txt:${one.line} ${one.text.slice(0, 60)}`, () => {
    assert.equal(outcome(openMarkdown, one), one.expected)
  })
}

const text = [
  'First $x^2$.',
  '',
  '```plain',
  'u = a^2',
  '```',
  '',
  'Then',
  '',
  '```plain',
  'v = u + b',
  '```',
  '',
  '```cobol',
  'ADD 1 TO X',
  '```',
  '',
].join('\n')
const open = (source: string) => openMarkdown(source, (code, language) => (language === 'plain' ? openPlain(code) : undefined))
const cursorAt = (what: string) => ({ selection: { start: text.indexOf(what) + 1, end: text.indexOf(what) + 1 } })

test('a cursor in a block of code is read in that language, at its place in the whole text', () => {
  const reading = open(text).read(cursorAt('u = a^2'))
  assert.equal(text.slice(reading.range.start, reading.range.end).includes('a^2'), true)
  assert.match(showReading(reading), /power|pow/)
})

test('code in a language that is not read is refused by name', () => {
  assert.throws(
    () => open(text).read(cursorAt('ADD 1')),
    (error) => error instanceof ReadError && /cobol/.test(error.message),
  )
})

test('formulas beside code are still formulas', () => {
  assert.equal(showReading(open(text).read(cursorAt('x^2'))), '(power x 2)')
})
