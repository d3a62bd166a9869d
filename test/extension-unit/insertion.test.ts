/** What is put in below an expression, and where: text that its language accepts, functions in classes as methods of them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Script } from 'node:vm'
import { insertionBelow } from '../../src/extension/insertion.ts'
import { idiomOf, languageOf } from '../../src/extension/languages.ts'
import { resultsOf } from '../../src/extension/view.ts'
import { analyze } from '../../src/math/index.ts'

/** The text after the derivatives of what is at the mark `¦` are put in. */
function inserted(languageId: string, marked: string): string {
  const language = languageOf(languageId)
  assert.ok(language)
  const at = marked.indexOf('¦')
  const text = marked.replace('¦', '')
  const analysis = analyze({ language, text, selection: { start: at, end: at } })
  assert.ok(analysis.ok, JSON.stringify(analysis))
  const results = resultsOf(analysis, text, languageId, idiomOf(languageId, text))
  const { offset, text: put } = insertionBelow(text, language, analysis.range, results, analysis.site?.below)
  return text.slice(0, offset) + put + text.slice(offset)
}

const cases = readFileSync('test/cases/insertions.txt', 'utf8')
  .split(/^### /m)
  .slice(1)
  .map((entry) => {
    const [, languageId = '', what = '', text = '', expected = ''] = /^(\w+): (.*)\n([\s\S]*)^==>\n([\s\S]*)$/m.exec(entry) ?? []
    return { languageId, what, text, expected }
  })

describe('what is put in below', () => {
  for (const { languageId, what, text, expected } of cases)
    it(`${languageId}: ${what}`, () => {
      const after = inserted(languageId, text)
      assert.equal(after.trimEnd(), expected.trimEnd())
      // It is compiled, and not run.
      if (languageId === 'javascript') assert.doesNotThrow(() => new Script(after))
    })

  it('holds the functions that a method needs and the language lacks', () => {
    const after = inserted('javascript', 'class A {\n  f(x) {\n    re¦turn this.s * Math.exp(x) * erf(x);\n  }\n}\n')
    assert.doesNotThrow(() => new Script(after))
    assert.match(after, /\n {2}df_dx\(x\) \{\n[\s\S]*\n {4}function erf\(x\) \{/)
  })

  it('keeps the line ends of a text', () => {
    assert.equal(inserted('python', 'class A:\r\n    def f(self, x):\r\n        re¦turn self.k * x\r\n\r\nprint(1)\r\n').indexOf('\r\r'), -1)
    assert.match(
      inserted('python', 'def f(x):\r\n    re¦turn x * x\r\n\r\nprint(1)\r\n'),
      /x \* x\n\ndef df_dx\(x\):\n {4}return 2 \* x\r\n\r\nprint/,
    )
  })
})
