/**
 * Texts made at random, as they are analysed: sums of exponentials under roots and bars, which are computed in other forms, and numbers
 * from 10⁻³⁰⁰ to 10³⁰⁰, whose quotients have more digits than doubles. Each has an answer, and each answer proves right.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { analyze } from '../../src/math/index.ts'

/** Texts from leaves, with what is made of parts by templates: each `#` in one is a part, each `$` a leaf. */
function textsOf(leaves: readonly string[], templates: readonly string[], maxDepth: number): fc.Arbitrary<string> {
  const leaf: fc.Arbitrary<string> = fc.constantFrom(...leaves)
  const { any } = fc.letrec<{ any: string }>((tie) => {
    const filled = (template: string): fc.Arbitrary<string> => {
      const parts = [...template].flatMap((sign) => (sign === '#' ? [tie('any')] : sign === '$' ? [leaf] : []))
      return fc.tuple(...parts).map((texts) => {
        const left = [...texts]
        return template.replace(/[#$]/g, () => `(${left.shift()})`)
      })
    }
    return { any: fc.oneof({ maxDepth, depthSize: 'medium' }, leaf, ...templates.map(filled)) }
  })
  return any
}

const ARITHMETIC = ['# + #', '# - #', '# * #', '#/#', '#^2', '#^(1/2)', '#^(-3)']

const exponentials = textsOf(
  ['x', 'x', 'y', 'a', '2', '0.5', '1/3', '7'],
  [
    ...ARITHMETIC,
    'exp #',
    'sqrt(exp $ + #)',
    'log(# + exp $ + exp $)',
    '(exp $ + 3 exp $)^(3/2)',
    '(exp $ + 2)^(-1/3)',
    '#/(exp $ + #)',
    'log(cosh #)',
    'sigmoid #',
    '1 - sigmoid #',
    'exp(-#^2/2)',
    'expm1(# + expm1 $)',
    'log(1 - sigmoid #)',
  ],
  4,
)

const extremes = textsOf(
  [
    'x',
    'x',
    'y',
    '3^30',
    '1e300',
    '1e-300',
    '2^40',
    '5^20',
    '10^18',
    '123456789012345678901',
    '0.1',
    '9007199254740993',
    '2/7',
    '1e-17',
    '1.380649e-23',
  ],
  [...ARITHMETIC, '#^20', '#^(2/3)', 'exp #', 'log #', 'sin #', 'tanh #', '1/(#/3^30 + 1)', '1/(#/2^40 + 1/5^20)'],
  4,
)

/** What nobody computes is told so. */
const BEYOND = /^(?:a number in it|there is no value here)/

function answersAll(texts: fc.Arbitrary<string>, numRuns: number): void {
  let proven = 0
  fc.assert(
    fc.property(texts, (text) => {
      const analysis = analyze({ language: 'plain', text })
      if (!analysis.ok) {
        assert.match(analysis.message, BEYOND, text)
        return
      }
      for (const { verified, wrt } of analysis.derivatives) {
        if (!('worst' in verified)) continue
        assert.ok(verified.worst < 1e-9, `${text} by ${wrt}: ${JSON.stringify(verified)}`)
        proven++
      }
    }),
    { numRuns, seed: 7 },
  )
  assert.ok(proven > numRuns / 4, `only ${proven} proven`)
}

test('sums of exponentials under roots, bars and logarithms', () => answersAll(exponentials, 600))

test('numbers from 10⁻³⁰⁰ to 10³⁰⁰', () => answersAll(extremes, 400))
