/** MATLAB, Julia, plain text and C-like languages as case files. */
import { test } from 'node:test'
import type { Language } from '../../../src/math/api.ts'
import { open } from '../../../src/math/read/open.ts'
import { codeCases } from './codeCases.ts'
import { checkDialectCase } from './dialectCases.ts'

const FILES: readonly [string, Language][] = [
  ['matlab.txt', 'matlab'],
  ['clike.txt', 'plain'],
  ['plain.txt', 'plain'],
  ['julia.txt', 'julia'],
]

for (const [file, language] of FILES) {
  for (const each of codeCases(file)) test(`${language}: ${each.title}`, () => checkDialectCase(each, (text) => open(text, language)))
}
