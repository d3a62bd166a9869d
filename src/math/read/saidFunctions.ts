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
/** What belongs to the normal law, by any of its names. */
const WHAT = String.raw`((?:[cp]\.?d\.?f\.?|CDF|PDF|(?:cumulative\s+|probability\s+)?(?:distribution|density)|cumulative)(?:\s+function)?)`
const LAW = '((?:standard[- ]+)?(?:normal|Gaussian))'
const WHATS = String.raw`(?:${LAW}\s+${WHAT}\s+and\s+(?:the\s+)?(?:${LAW}\s+)?${WHAT}|${WHAT}\s+and\s+(?:the\s+)?${WHAT}\s+(?:of|for)\s+(?:the|a)\s+${LAW})`
/** The second of two things that are said of two letters. */
const SECOND = String.raw`(?!\.?(?:\s+function)?\s+and\s+(?:the\s+)?${WHAT.replace('(', '(?:')})`

/** Without one of these nothing is said, nor, of letters that are not marked off, without a word or sign between them and what they are. */
const NAMED = new RegExp(`${ANY}|${WHAT}`, 'u')
const LINKED = /is|are|be|denote|stand|for|as|mean|[=:]/

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
  private readonly two: readonly { readonly pattern: RegExp; readonly of: (found: Found) => Two }[]

  private readonly markedOff: boolean

  constructor(letter: string, { markedOff }: { readonly markedOff: boolean }) {
    this.markedOff = markedOff
    const is = markedOff ? `${IS}?` : IS
    const argument = markedOff ? '' : String.raw`(?!\s*\()`
    const after = new RegExp(String.raw`${letter}\s*,?\s*${is}\s*${AGAIN}${MANNER}(${ANY})${SECOND}${ELSE}${argument}`, 'gu')
    const before = new RegExp(String.raw`(?<![\w-])(${ANY})\s+(?:(?:activation|function|non-?linearity|link|unit)\s+)*${letter}`, 'gu')
    this.one = [{ pattern: after, letter: 1 }, ...(markedOff ? [{ pattern: before, letter: 2 } as const] : [])]
    const letters = String.raw`${letter}\s*(?:,|,?\s*and)\s*${letter}`
    const are = String.raw`(?:are|be|denote|being|stand\s+for|for|as|mean)${markedOff ? '?' : ''}`
    const respectively = String.raw`(?:,?\s*respectively\s*,?\s*)?`
    this.two = [
      // "φ and Φ are the standard normal pdf and cdf", "denote by φ and Φ the density and the cdf of the standard normal law"
      {
        pattern: new RegExp(String.raw`${letters}\s*,?\s*${respectively}${are}\s*${respectively}(?:the\s+)?${WHATS}`, 'gu'),
        of: ([first, second, ...said]) => ({ first, second, said }),
      },
      // "we write φ for the density and Φ for the cdf of the standard normal law"
      {
        pattern: new RegExp(
          String.raw`${letter}\s+(?:is|for)\s+the\s+${WHAT}\s+and\s+${letter}\s+(?:is\s+|for\s+)?the\s+${WHAT}\s+(?:of|for)\s+(?:the|a)\s+${LAW}`,
          'gu',
        ),
        of: ([first, one, second, other, law]) => ({ first, second, said: [law, one, law, other] }),
      },
    ]
    // "the standard normal density and distribution function φ and Φ"
    if (markedOff)
      this.two = [
        ...this.two,
        {
          pattern: new RegExp(
            String.raw`(?<![\w-])${WHATS}(?:\s+distribution|\s+law)?\s*(?:,?\s*(?:denoted|written)(?:\s+(?:by|as))?)?\s*${letters}`,
            'gu',
          ),
          of: (found) => ({ first: found.at(-2), second: found.at(-1), said: found.slice(0, -2) }),
        },
      ]
  }

  /** All that a text says, in the order in which later words count. */
  *in(text: string): Generator<Said> {
    if (!((this.markedOff || LINKED.test(text)) && NAMED.test(text))) return
    for (const { pattern, letter } of this.one) for (const match of text.matchAll(pattern)) yield* said(match, match[letter], match[3 - letter])
    for (const { pattern, of } of this.two)
      for (const match of text.matchAll(pattern)) {
        const { first, second, said: words } = of(match.slice(1))
        const [law, one, again, other, early, late, behind] = words
        yield* said(match, first, `${law ?? behind ?? ''} ${one ?? early ?? ''}`)
        yield* said(match, second, `${again ?? law ?? behind ?? ''} ${other ?? late ?? ''}`)
      }
  }
}

type Found = readonly (string | undefined)[]
/** Two letters, and what the groups of WHATS say of them. */
interface Two {
  readonly first: string | undefined
  readonly second: string | undefined
  readonly said: Found
}

function* said({ 0: words, index }: RegExpExecArray, letter: string | undefined, called: string | undefined): Generator<Said> {
  const word = called === undefined ? undefined : wordFor(called)
  if (letter !== undefined && word !== undefined) yield { letter, word, words, index }
}
