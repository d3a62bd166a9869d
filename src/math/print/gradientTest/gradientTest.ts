/** A test of a derivative function as code: what it returns against differences of the function, or against automatic differentiation. */
import type { CodeLanguage } from '../../api.ts'
import { javascriptTest } from './javascript.ts'
import { juliaTest } from './julia.ts'
import { matlabTest } from './matlab.ts'
import type { GradientTest } from './program.ts'
import { numpyTest, pythonTest, tracingTest } from './python.ts'

/** How a test is to be written. */
export interface TestStyle {
  /** The file's name for its array library; without one the test imports it. */
  readonly alias?: string
  /** The text it is to stand in: what that imports already need not be. */
  readonly text: string
}

/** A test as a program of the language; undefined where the language has none for such arrays. */
export function printGradientTest(test: GradientTest, language: CodeLanguage, { alias, text }: TestStyle): string | undefined {
  switch (language) {
    case 'numpy':
      return pythonTest(test) ?? numpyTest(test, alias)
    case 'python':
      return pythonTest(test)
    case 'jax':
    case 'torch':
      return tracingTest(test, language, text, alias)
    case 'javascript':
    case 'typescript':
      return javascriptTest(test, language === 'typescript')
    case 'julia':
      return juliaTest(test, text)
    case 'matlab':
      return matlabTest(test)
    default:
      return undefined
  }
}
