/** A text with small numbers for the lengths that it fixes: what goes along two hundred examples is the same for three. */
import type { Range, Source } from '../api.ts'
import { inPattern } from '../read/spelling.ts'
import type { Pair } from './pair.ts'

/** Lengths above this take long to go along. */
const LONG = 24
/** What stands for the first of them, the second, ..., in turn; two texts are made. */
const SMALL: readonly (readonly number[])[] = [
  [3, 2, 4],
  [4, 3, 2],
]

/** n = 200, n, d = 200, 10, const N: usize = 100; at the left margin. */
const BOUND =
  /^(?:(?:const|let|var|static|final|export|global)\s+)*(?:(?:int|size_t|unsigned|long)\s+)?([\p{L}_]\w*(?:[ \t]*,[ \t]*[\p{L}_]\w*)*)(?:\s*:\s*\w+)?[ \t]*=[ \t]*(\d+(?:[ \t]*,[ \t]*\d+)*)(?=[ \t]*(?:;|#|%|\/\/|\n|$))/gmu

/** One text. */
export interface Shrunk {
  readonly source: Source
  /** "n = 3, d = 2" */
  readonly said: string
  /** A length stands in the text as a number too: what is wrong here may be right there. */
  readonly isRepeated: boolean
}

/** Texts of the same places as a given one, with small lengths for those that the functions of a pair go along; none where there are no long ones. */
export function shrunkTexts({ text, language }: Source, { value, derivative }: Pair): Shrunk[] {
  const bodies = [value.range, derivative.range].map(({ start, end }) => text.slice(start, end)).join('\n')
  const found: { readonly name: string; readonly number: Range }[] = []
  for (const match of text.matchAll(BOUND)) {
    const [whole, names = '', numbers = ''] = match
    const from = match.index + whole.length - numbers.length
    const all = names.split(',').map((name) => name.trim())
    const digits = [...numbers.matchAll(/\d+/g)]
    if (all.length !== digits.length) continue
    for (const [k, each] of digits.entries())
      found.push({ name: all[k] as string, number: { start: from + each.index, end: from + each.index + each[0].length } })
  }
  const goesAlong = (name: string): boolean =>
    new RegExp(`(?:\\brange\\((?:\\d+,\\s*)?|\\d:|<=?\\s*|\\.\\.=?\\s*)${inPattern(name)}(?![\\w.])`, 'u').test(bodies)
  const digitsOf = ({ start, end }: Range): string => text.slice(start, end)
  const isLong = found.some(({ name, number }) => Number(digitsOf(number)) > LONG && goesAlong(name))
  if (!isLong) return []
  const lengths = found.filter(({ number }) => Number(digitsOf(number)) > 4)
  const isRepeated = lengths.some(({ number }) => (text.match(new RegExp(`(?<![\\w.])${digitsOf(number)}(?![\\w.])`, 'g'))?.length ?? 0) > 1)
  return SMALL.map((small) => {
    let changed = text
    const said = lengths.map(({ name, number: { start, end } }, k) => {
      const put = String(small[k % small.length])
      changed = changed.slice(0, start) + put.padStart(end - start) + changed.slice(end)
      return `${name} = ${put}`
    })
    return { source: { language, text: changed }, said: said.join(', '), isRepeated }
  })
}
