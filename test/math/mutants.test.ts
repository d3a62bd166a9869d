/** A few hundred mutated texts of each language are answered or refused as they should be; `npm run fuzz` tries as many as asked for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyze } from '../../src/math/index.ts'
import { dice, fault, languages, mutant, textsOf } from '../mutants.mjs'

for (const language of languages) {
  test(`mutated ${language}`, () => {
    const [below, pool] = [dice(26), textsOf(language)]
    for (let k = 0; k < 100; k++) {
      const source = mutant(language, pool, below)
      // Other work on the machine is no fault: a bound against what does not end.
      assert.equal(fault(analyze, source, 10_000), undefined, JSON.stringify(source))
    }
  })
}
