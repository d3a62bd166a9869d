/** Words that say which function a letter is, in LaTeX and in plain text: "where σ is the ReLU", "Φ and φ are the standard normal cdf and pdf". */
import type { Operation } from '../expr.ts'
import { table } from '../ops/table.ts'

const called = table.filter((row): row is Operation & { called: RegExp } => row.called !== undefined)

/** What people call any of the functions, as a part of a pattern. */
const ANY = called.map((row) => `(?:${row.called.source})`).join('|')
const SPOKEN = new RegExp(ANY)
/** What may stand between "is" and it. */
const AGAIN = String.raw`(?:again|simply|just|here|taken\s+to\s+be|chosen\s+as)?\s*`
const MANNER = String.raw`(?:(?:the|an?|our|usual|well-known|standard(?!\s+(?:normal|Gaussian))|element-?wise|component-?wise|entry-?wise|point-?wise|non-?linear|activation(?:\s+function)?|function|non-?linearity)\s+)*`
/** What is called after a function is something else: the ReLU slope, the logistic growth rate. */
const ELSE = String.raw`(?![-\w])(?!\s+(?:slope|growth|rate|loss|regression|model|parameter|threshold|width|steepness|coefficient|weights?|bias|layers?|units?|approximation)\b)`
const IS = String.raw`(?:is|are|denotes?|stands\s+for|being|means|=|:)`
const WHAT = String.raw`([\w.]+(?:\s+(?:distribution|density))?(?:\s+function)?)`

/** Whether a text speaks of any of the functions. */
export const speaksOfFunctions = (text: string): boolean => SPOKEN.test(text)

/** The name by which the function is read that people call so; undefined where there is none. */
function wordFor(words: string): string | undefined {
  const row = called.find((row) => words.search(row.called) === 0)
  if (row === undefined) return undefined
  const text = [row.spell?.text ?? []].flat()
  return text.includes(row.name) ? row.name : text.find((name) => /^\w+$/.test(name))
}

/** A letter, the name by which its function is read, and the words that say so with their place. */
interface Said {
  readonly letter: string
  readonly word: string
  readonly words: string
  readonly index: number
}

/**
 * Finds what letters are said to be in texts that write them one way: `letter` is a pattern whose group is the letter. Where letters are
 * marked off from words, as by dollars, "the ReLU $\sigma$" and "$\sigma$ the ReLU" say it too.
 */
export class SaidFunctions {
  private readonly one: readonly { readonly pattern: RegExp; readonly letter: 1 | 2 }[]
  private readonly both: RegExp

  constructor(letter: string, { markedOff }: { readonly markedOff: boolean }) {
    const is = markedOff ? `${IS}?` : IS
    const argument = markedOff ? '' : String.raw`(?!\s*\()`
    const after = new RegExp(String.raw`${letter}\s*,?\s*${is}\s*${AGAIN}${MANNER}(${ANY})${ELSE}${argument}`, 'gu')
    const before = new RegExp(String.raw`(?<![\w-])(${ANY})\s+(?:(?:activation|function|non-?linearity|link|unit)\s+)*${letter}`, 'gu')
    this.one = [{ pattern: after, letter: 1 }, ...(markedOff ? [{ pattern: before, letter: 2 } as const] : [])]
    this.both = new RegExp(
      String.raw`${letter}\s+and\s+${letter}\s+(?:are|denote|being|stand\s+for)\s+(?:the\s+)?((?:standard[- ]+)?(?:normal|Gaussian))\s+${WHAT}\s+and\s+(?:the\s+)?${WHAT}`,
      'gu',
    )
  }

  /** All that a text says, in the order in which later words count. */
  *in(text: string): Generator<Said> {
    for (const { pattern, letter } of this.one) for (const match of text.matchAll(pattern)) yield* said(match, match[letter], match[3 - letter])
    for (const match of text.matchAll(this.both)) {
      const [, first, second, normal, one, other] = match
      yield* said(match, first, `${normal} ${one}`)
      yield* said(match, second, `${normal} ${other}`)
    }
  }
}

function* said({ 0: words, index }: RegExpExecArray, letter: string | undefined, called: string | undefined): Generator<Said> {
  const word = called === undefined ? undefined : wordFor(called)
  if (letter !== undefined && word !== undefined) yield { letter, word, words, index }
}
