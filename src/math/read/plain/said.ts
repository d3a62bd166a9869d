/** What the words of a plain text say beside its formulas: numbers that they give to names, and what else is no formula. */
import { known } from './lines.ts'
import { identifier } from './tokens.ts'

/** "the pressure (R = 8.314)", "with g = 9.81 m/s^2:": numbers that words give to names. */
export function numbersIn(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  if (!/[A-Za-z]{2} /.test(text)) return found
  const listed =
    /(?:(?<=[A-Za-z]{2} )\(|\b(?:with|where|for|taking|using)\s)\s*((?:\w+\s*=\s*[-\d.e]+(?:\s+[^\s=,;():*^]+)?\s*(?:,|and\b)?\s*)+)(?=[):;]|\.?$)/gm
  for (const [, list = ''] of text.matchAll(listed))
    for (const [, name = '', value] of list.matchAll(/(?<!\w)([A-Za-z_]\w*)\s*=\s*(-?\d+(?:\.\d*)?(?:e[-+]?\d+)?|-?\.\d+)(?![\w*^]|\.\d)/g))
      found.set(known(identifier(name)), Number(value))
  // "must hold V = 330 cm^3."; the x of "at x = 2" is a point.
  const told =
    /\b(?!(?:at|when|if|for|let|near|point|find|put|set)\b)[a-z]{2,} ([A-Za-z]\w*)\s*=\s*(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?!\.?\d)(?:\s+[^\s=,;():+*]{1,12})?(?=[.,;]|\s+(?:and|is|are|with|so|because|since)\b|\s*\(|\s*$)/gm
  for (const [, name = '', value] of text.matchAll(told)) found.set(known(identifier(name)), Number(value))
  return found
}

/** Lines without formulas, and what stands behind "where" in the others. */
export const proseIn = (text: string): string =>
  /[A-Za-z]{2} [A-Za-z]/.test(text)
    ? text
        .split('\n')
        .map((line) => (line.includes('=') ? (/(?:\b(?:where|with|for)\b|, )[^=]*$/.exec(line)?.[0] ?? '') : line))
        .join('\n')
        .trim()
    : ''
