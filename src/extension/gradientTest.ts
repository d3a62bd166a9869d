/** A gradient check as a test: of the derivative that stands beside a function, or else of one that is put there with it. */
import type { Analysis, CodeLanguage, Range, Source } from '../math/api.ts'
import { analyze, findDerivativePairs, findFunctions, gradientTest } from '../math/index.ts'
import { type Idiom, idiomOf, inStyle } from './languages.ts'
import type { Passage } from './source.ts'
import { codeOf, derivativeName } from './view.ts'

/** What is to be inserted, and below what. */
export interface Insertion {
  readonly below: Range
  readonly texts: readonly string[]
}

/** Languages in which there are tests. */
const TESTED: ReadonlySet<CodeLanguage> = new Set<CodeLanguage>(['numpy', 'python', 'jax', 'torch', 'javascript', 'typescript', 'julia', 'matlab'])

/** The innermost function around the cursor that can be called by itself, as no method can, in a language in which there are tests. */
function functionAt({ source, languageId }: Passage): { name: string; range: Range } | undefined {
  if (!TESTED.has(idiomOf(languageId, source.text).language)) return undefined
  const { start: at } = source.selection
  return findFunctions(source)
    .filter(({ name, range }) => /^\w+$/u.test(name) && range.start <= at && at <= range.end)
    .at(-1)
}

/** Whether a test may be asked for: in a function, in a language of programs. */
export const mayBeTested = (passage: Passage): boolean => functionAt(passage) !== undefined

/** Why there is no test where none may be asked for: no language of programs, a method, or no function at all. */
export function whyUntested({ source, languageId }: Passage): 'language' | 'method' | 'place' {
  if (!TESTED.has(idiomOf(languageId, source.text).language)) return 'language'
  const { start: at } = source.selection
  return findFunctions(source).some(({ range }) => range.start <= at && at <= range.end) ? 'method' : 'place'
}

/** The test of the derivative at the cursor, or of the function there; undefined where there is none. */
export function testFor(passage: Passage): Insertion | undefined {
  const { source, languageId } = passage
  const found = functionAt(passage)
  if (found === undefined) return undefined
  const idiom = idiomOf(languageId, source.text)
  const written = ofWritten(source, found, idiom)
  if (written !== undefined) return written
  const analysis = analyze({ ...source, selection: { start: found.range.start, end: found.range.start } })
  return analysis.ok ? withDerivatives(source, found.name, analysis, idiom) : undefined
}

/** Of the author's own derivative. */
function ofWritten(source: Source, { name, range: own }: { name: string; range: Range }, idiom: Idiom): Insertion | undefined {
  const pairs = findDerivativePairs(source)
  const isAt = ({ range }: { range: Range }): boolean => range.start === own.start
  for (const pair of [...pairs.filter(isAt), ...pairs.filter((each) => !isAt(each) && each.function === name)]) {
    const test = gradientTest(source, pair, idiom.language, idiom.alias)
    if (test !== undefined) return { below: pair.range, texts: [inStyle(test, idiom, idiom.language)] }
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
  return tests.length === 0
    ? undefined
    : {
        below: analysis.site?.below ?? analysis.range,
        texts: [...derivatives.map(({ code }) => code), ...tests.map((test) => inStyle(test, idiom, idiom.language))],
      }
}

/** What calls a test where nothing else does, as in a notebook. */
export function callOf(test: string): string | undefined {
  const name = /^(?:def|function) (test\w*)\(\)/m.exec(test)?.[1]
  return name === undefined ? undefined : `${name}()`
}

/** Whether a text defines a test of this name. */
export const isIn = (text: string, test: string): boolean => {
  const [head] = /^(?:def|function) test\w*\(\)|^@testset ".*"/m.exec(test) ?? []
  return head !== undefined && text.includes(head)
}
