/** A gradient check as a test: of the derivative that stands beside a function, or else of one that is put there with it. */
import type { Analysis, CodeLanguage, Range, Source } from '../math/api.ts'
import { findDerivativePairs, gradientTest } from '../math/index.ts'
import { type Idiom, idiomOf } from './languages.ts'
import type { Passage } from './source.ts'
import { codeOf, derivativeName, nameOf } from './view.ts'

/** What is to be inserted, and below what. */
export interface Insertion {
  readonly below: Range
  readonly texts: readonly string[]
}

/** Languages in which there are tests. */
const TESTED: ReadonlySet<CodeLanguage> = new Set<CodeLanguage>(['numpy', 'python', 'jax', 'torch', 'javascript', 'julia', 'matlab'])

/** Whether a test may be asked for: of a function, in a language of programs. */
export const mayBeTested = ({ source, languageId }: Passage, analysis: Analysis): boolean =>
  TESTED.has(idiomOf(languageId, source.text).language) && nameOf(analysis, source.text) !== undefined

/** The test of the derivative at the cursor, or of the function there; undefined where there is none. */
export function testFor({ source, languageId }: Passage, analysis: Analysis): Insertion | undefined {
  const name = nameOf(analysis, source.text)
  const idiom = idiomOf(languageId, source.text)
  if (name === undefined || !TESTED.has(idiom.language)) return undefined
  return ofWritten(source, name, analysis.range, idiom) ?? withDerivatives(source, name, analysis, idiom)
}

/** Of the author's own derivative. */
function ofWritten(source: Source, name: string, { start }: Range, { language, alias }: Idiom): Insertion | undefined {
  const pairs = findDerivativePairs(source)
  const isAt = ({ range }: { range: Range }): boolean => range.start <= start && start < range.end
  for (const pair of [...pairs.filter(isAt), ...pairs.filter((each) => !isAt(each) && each.function === name)]) {
    const test = gradientTest(source, pair, language, alias)
    if (test !== undefined) return { below: pair.range, texts: [test] }
  }
  return undefined
}

/** Of the exact derivatives, which are read like those of people once they stand there. */
function withDerivatives(source: Source, name: string, analysis: Analysis, idiom: Idiom): Insertion | undefined {
  const derivatives = analysis.derivatives.flatMap((derivative) => {
    const own = derivativeName(name, [derivative.wrt])
    const code = own === undefined ? undefined : codeOf(derivative, idiom.language, idiom, own)
    return own === undefined || code === undefined ? [] : [{ own, code }]
  })
  const after = { language: source.language, text: [source.text, ...derivatives.map(({ code }) => code)].join('\n\n') }
  const tests = derivatives.flatMap(({ own }) => gradientTest(after, { function: name, derivative: own }, idiom.language, idiom.alias) ?? [])
  return tests.length === 0 ? undefined : { below: analysis.range, texts: [...derivatives.map(({ code }) => code), ...tests] }
}

/** What calls a test where nothing else does, as in a notebook. */
export function callOf(test: string): string | undefined {
  const name = /^(?:def|function) (test\w*)\(\)/m.exec(test)?.[1]
  return name === undefined ? undefined : `${name}()`
}
