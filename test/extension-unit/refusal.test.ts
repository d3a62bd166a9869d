/** What is shown of a text that cannot be read. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusalView, unreadableLanguage } from '../../src/extension/refusal.ts'
import type { Passage } from '../../src/extension/source.ts'
import type { Range } from '../../src/math/api.ts'

/** As much of a passage as a refusal needs. */
const passage = (text: string, selection: Range) =>
  ({ source: { language: 'python', text, selection }, label: ({ start }: Range) => `a.py, at ${start}` }) as unknown as Passage

describe('refusalView', () => {
  const text = 'import numpy as np\ny = x +* 2\nz = 3\n'
  const at = text.indexOf('+*')

  it('shows the line and the place in it', () => {
    const view = refusalView(
      { ok: false, message: 'A value is missing.', range: { start: at, end: at + 2 }, hint: 'Add it.' },
      passage(text, { start: at, end: at }),
      7,
    )
    assert.equal(view.text, 'y = x +* 2')
    assert.equal(view.text.slice(view.range.start, view.range.end), '+*')
    assert.deepEqual([view.version, view.message, view.hint, view.origin.label], [7, 'A value is missing.', 'Add it.', `a.py, at ${at}`])
  })
  it('shows all lines of a selection', () => {
    const view = refusalView({ ok: false, message: 'm', range: { start: at, end: at + 1 } }, passage(text, { start: 19, end: text.length - 1 }), 1)
    assert.equal(view.text, 'y = x +* 2\nz = 3')
    assert.equal(view.text.slice(view.range.start, view.range.end), '+')
  })
  it('shows a piece of a line that has no end', () => {
    const long = `y = ${'x + '.repeat(5000)}`
    const view = refusalView({ ok: false, message: 'm', range: { start: 9000, end: 9003 } }, passage(long, { start: 0, end: long.length }), 1)
    assert.ok(view.text.length < 500)
    assert.equal(view.text.slice(view.range.start, view.range.end), long.slice(9000, 9003))
  })
  it('begins sentences with capitals, but not with names, and says what can be done', () => {
    const said = (message: string, text = 'y = np.unique(rate)', hint?: string) => {
      const { message: told, hint: advice } = refusalView(
        { ok: false, message, range: { start: 4, end: 13 }, hint },
        passage(text, { start: 4, end: 4 }),
        1,
      )
      return [told, advice]
    }
    const otherwise = 'Select a formula without it, or give what it stands for as a parameter of the function.'
    assert.deepEqual(said('which elements there are depends on symbols'), ['Which elements there are depends on symbols', otherwise])
    assert.deepEqual(said('rate has 9 axes', undefined, 'select a part of it'), ['rate has 9 axes', 'Select a part of it'])
    assert.deepEqual(said('"f" returns itself', undefined, 'x is a name'), ['"f" returns itself', 'x is a name'])
  })
  it('shows lines without the indentation they share', () => {
    const nested = 'def f(x):\n    if x:\n        return open(x)\n'
    const [start, place] = [nested.indexOf('    if'), nested.indexOf('open')]
    const view = refusalView(
      { ok: false, message: 'm', range: { start: place, end: place + 4 } },
      passage(nested, { start, end: nested.length - 1 }),
      1,
    )
    assert.equal(view.text, 'if x:\n    return open(x)')
    assert.equal(view.text.slice(view.range.start, view.range.end), 'open')
  })
  it('points between characters where nothing stands', () => {
    const view = refusalView({ ok: false, message: 'm', range: { start: 0, end: 0 } }, passage('', { start: 0, end: 0 }), 1)
    assert.deepEqual([view.text, view.range], ['', { start: 0, end: 0 }])
  })
})

describe('unreadableLanguage', () => {
  it('names the language', () => assert.match(unreadableLanguage('sql', 1).message, /"sql"/))
})
