/** Ranges stay on their text through edits. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Edit, shifted } from '../../src/extension/anchor.ts'

/** What an editor does with the same edits; the range is marked with brackets in text and result. */
function edited(marked: string, edits: Edit[]): string {
  const start = marked.indexOf('[')
  const end = marked.indexOf(']') - 1
  let text = marked.replace(/[[\]]/g, '')
  const range = shifted({ start, end }, edits)
  for (const { rangeOffset, rangeLength, text: typed } of [...edits].sort((a, b) => b.rangeOffset - a.rangeOffset))
    text = text.slice(0, rangeOffset) + typed + text.slice(rangeOffset + rangeLength)
  return `${text.slice(0, range.start)}[${text.slice(range.start, range.end)}]${text.slice(range.end)}`
}

describe('shifted', () => {
  it('moves with what is typed or deleted before', () => {
    assert.equal(edited('ab [x**2] c', [{ rangeOffset: 0, rangeLength: 0, text: 'new ' }]), 'new ab [x**2] c')
    assert.equal(edited('ab [x**2] c', [{ rangeOffset: 0, rangeLength: 2, text: '' }]), ' [x**2] c')
  })
  it('does not care for what happens behind', () => {
    assert.equal(edited('ab [x**2] c', [{ rangeOffset: 8, rangeLength: 1, text: 'dd' }]), 'ab [x**2] dd')
  })
  it('grows and shrinks with edits inside', () => {
    assert.equal(edited('ab [x**2] c', [{ rangeOffset: 6, rangeLength: 1, text: '10' }]), 'ab [x**10] c')
    assert.equal(edited('ab [x**2] c', [{ rangeOffset: 4, rangeLength: 3, text: '' }]), 'ab [x] c')
  })
  it('takes in what is typed at its edges', () => {
    assert.equal(edited('ab [x**2] c', [{ rangeOffset: 7, rangeLength: 0, text: ' + 1' }]), 'ab [x**2 + 1] c')
    assert.equal(edited('ab [x**2] c', [{ rangeOffset: 3, rangeLength: 0, text: '3*' }]), 'ab [3*x**2] c')
  })
  it('survives the deletion of all around it', () => {
    assert.equal(edited('ab [x**2] c', [{ rangeOffset: 1, rangeLength: 8, text: '' }]), 'a[]')
  })
  it('takes several edits at once, in any order', () => {
    const both = [
      { rangeOffset: 8, rangeLength: 1, text: 'z' },
      { rangeOffset: 0, rangeLength: 1, text: 'AAA' },
      { rangeOffset: 6, rangeLength: 1, text: '33' },
    ]
    assert.equal(edited('ab [x**2] c', both), 'AAAb [x**33] z')
    assert.equal(edited('ab [x**2] c', both.reverse()), 'AAAb [x**33] z')
  })
})
