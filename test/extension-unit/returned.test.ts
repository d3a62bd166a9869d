/** What a formula is called that stands in a function: as this where it is all that is returned. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { idiomOf } from '../../src/extension/languages.ts'
import { viewOf } from '../../src/extension/view.ts'
import { analyze, type Language } from '../../src/math/index.ts'

describe('what stands in a function', () => {
  /** The left side of what the cursor means that stands at | in a text. */
  const leftAt = (marked: string, language: Language = 'python'): string => {
    const at = marked.indexOf('|')
    const text = marked.replace('|', '')
    const analysis = analyze({ language, text, selection: { start: at, end: at } })
    assert.ok(analysis.ok, text)
    return viewOf({ analysis, version: 1, key: 'k', label: 'a', text, idiom: idiomOf(language, text), order: 1, layout: 'numerator', hint: {} })
      .leftLatex
  }
  it('has the name of the function where it is all that this returns', () => {
    const area = '\\mathrm{area}(r)'
    assert.equal(leftAt('def area(r):\n    return |(r + 1)**2 * 3'), area)
    assert.equal(leftAt('def area(r):\n    s = r + 1\n    ret|urn (s**2 * 3)'), area)
    assert.equal(leftAt('def area(r):\n    def half(q):\n        return q/2\n    return half(r) |* r'), area)
    assert.equal(leftAt('export function area(r: number): number {\n  return (r + 1) ** 2 |* Math.PI\n}', 'typescript'), area)
    assert.equal(leftAt('const area = (r) => {\n  const s = r + 1\n  return s |* s\n}', 'javascript'), area)
    assert.equal(leftAt('export const area = (r: number) => Math.exp(r) |* 2', 'typescript'), area)
    assert.equal(leftAt('function a = area(r)\n  s = r + 1;\n  a = s |* s;\nend', 'matlab'), area)
    assert.equal(leftAt('fun|ction a = area(r)\n  a = r * r;\nend', 'matlab'), area)
  })
  it('has none as a part of that, or as what one branch returns', () => {
    for (const marked of [
      'def area(r):\n    return (r |+ 1)**2 * 3',
      'def area(r):\n    return (r + 1|)**2 * 3',
      'def area(r):\n    if r > 0:\n        return r |* r\n    return 2*r',
      'def area(r):\n    if r > 0:\n        return r * r\n    return 2 |* r',
    ])
      assert.equal(leftAt(marked), 'f(r)', marked)
    assert.equal(leftAt('export function area(r: number): number {\n  return (r |+ 1) ** 2 * Math.PI\n}', 'typescript'), 'f(r)')
  })
})
