/** Gradients that are wrong are warned about where the fault begins, also if that is an intermediate value; right ones, however they are written, are not. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { checkDerivative, findDerivativePairs, type Language } from '../../src/math/index.ts'

const entries = ['intermediates', 'returned-gradients'].flatMap((name) => readFileSync(`test/cases/${name}.txt`, 'utf8').split(/^### /m).slice(1))

for (const entry of entries) {
  const [head = '', ...lines] = entry.split('\n')
  const [language, of, derivative] = head.split(' | ') as [Language, string, string]
  const isChange = (line: string): boolean => /^[=!] .*=>/.test(line)
  const right = `${lines
    .filter((line) => !isChange(line))
    .join('\n')
    .trimEnd()}\n`
  const changed = (change: string): string => {
    const [before = '', after = ''] = change.split('=>').map((each) => each.replaceAll('⏎', '\n'))
    const [what, instead] = [before.slice(1, -1), after.startsWith(' ') ? after.slice(1) : after]
    // The last one, which stands in the backward pass.
    const at = right.lastIndexOf(what)
    assert.ok(at >= 0, `${JSON.stringify(what)} stands in the text`)
    return right.slice(0, at) + instead + right.slice(at + what.length)
  }
  const checked = (text: string) => {
    const source = { language, text }
    const pair = findDerivativePairs(source).find((each) => each.function === of && each.derivative === derivative)
    assert.ok(pair, 'there is a pair')
    return checkDerivative(source, pair)
  }

  describe(`${language}: ${derivative}`, () => {
    it('is right', () => assert.equal(checked(right).verdict, 'equal'))
    for (const line of lines.filter(isChange)) {
      const [change = '', where = '', said = '', fix] = line.slice(1).split(' | ')
      it(line, () => {
        const text = changed(change)
        const { verdict, range, message, fix: found } = checked(text)
        if (line.startsWith('=')) return assert.equal(verdict, 'equal', message)
        assert.equal(verdict, 'different')
        assert.equal(text.slice(range.start, range.end), where, message)
        assert.ok(message.endsWith(said), message)
        assert.equal(found, fix)
      })
    }
  })
}
