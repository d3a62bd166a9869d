/** A selection of words is no formula. */
import type { Range } from '../../../api.ts'
import { ReadError } from '../../term.ts'

/** Words are no formula, though every letter of them could be a name. */
export function refuseProse(text: string, range: Range): void {
  const bare = text.replaceAll(/\\[a-zA-Z]+|\{[^{}]*\}/g, ' ')
  const words = bare.match(/(?<![\\\w])[\p{L}]{3,}(?![\w(])/gu) ?? []
  const spaced = /[\p{L}]{3,}[ ,.]+[\p{L}]{2,}/u.test(bare)
  if (words.length >= 2 && spaced && !/[=^]/.test(bare.slice(0, 200).split(/\s[\p{L}]{3,}\s/u)[0] as string)) {
    throw new ReadError(
      `"${text.trim().split(/\s+/).slice(0, 4).join(' ')}..." is text, not a formula`,
      range,
      'select a formula, or put dollars around it',
    )
  }
}
