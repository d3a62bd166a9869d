/** What the words of a document say: of the rows and columns of its matrices, and of what a formula behind them defines. */
import type { Region } from './regions.ts'

export class SpokenRows {
  private plain: string | undefined
  private readonly told = new Map<string, boolean>()

  constructor(private readonly text: string) {}

  /** "x_1, ..., x_5 (rows of X)", "X has the rows x_i", "write x_i for its rows", "stack x_1, ..., x_n as the rows of X", X = [x_1, ..., x_n]^T. */
  tellRows(vector: string, matrix: string): boolean {
    if (!this.speakOf('row')) return false
    const of = partOf('row', matrix)
    const words = String.raw`\b${vector}_[^.;]{0,100}${of}|${of}[^.;]{0,20}\b${vector}_|\b${vector}_[^.]{0,140}\bthey are\b[^.;]{0,30}${of}|\b${matrix} (?:has|with)(?: the)? rows ${vector}_|\brows ${BEFORE}${vector}_`
    // "we write u_i and v_i for their rows", of U and V.
    const theirs = matrix.toLowerCase() === vector ? String.raw`|\b${vector}_[^.;]{0,60}\b(?:its|their)\b[^.;]{0,30}\brows?\b` : ''
    const ofIt = String.raw`|\b${matrix}\b[^.]{0,120}\brows? \w+ of it\b[^.;]{0,20}\b${vector}_`
    // "H, one state h_i per row"
    const each = String.raw`|\b${matrix}\b[^.;]{0,60}\b${vector}_\w{1,3} (?:per|in each|as a) \W{0,2}row\b|\b${matrix}\b[^.;]{0,60}\b(?:one|a) row ${vector}_`
    // "row i is the point y_i"
    const named = String.raw`|\b${matrix}\b[^.]{0,80}\brows? \w is (?:the )?(?:[a-z]+ ){0,3}${vector}_|\b[rR]ow \w{1,2} of[^.;]{0,40} ${matrix} (?:is|holds|contains|has|gives) (?:the )?(?:[a-z]+ ){0,3}${vector}_`
    return this.says(`${named.slice(1)}|${words}${theirs}${ofIt}${each}|${listed(vector, matrix)}\\]\\^ ?(?:top|T\\b|intercal)`)
  }

  /** "w_k is the k-th column of W", "the columns w_1, ..., w_K of W", W = [w_1, ..., w_K]. */
  tellColumns(vector: string, matrix: string): boolean {
    if (!this.speakOf('column')) return false
    const of = partOf('column', matrix)
    const words = String.raw`\b${vector}_[^.;]{0,60}${of}|\bcolumns? ${BEFORE}${vector}_[^.;]{0,40}\bof (?:the )?(?:[a-z]+ ){0,2}${matrix}\b`
    return this.says(`${words}|${listed(vector, matrix)}\\](?! ?\\^)`)
  }

  /** "the labels y_{ik} (the entries of Y)", "Y has the entries y_{ik}". */
  tellEntries(entry: string, matrix: string): boolean {
    if (!this.speakOf('entr') && !this.speakOf('element') && !this.speakOf('component')) return false
    const of = String.raw`\b(?:entr(?:y|ies)|elements?|components?) (?:of|in)(?: the| a)?(?: [a-z]+){0,3} ${matrix}\b`
    return this.says(`\\b${entry}_[^.;]{0,60}${of}|${of}[^.;]{0,20}\\b${entry}_|\\b${matrix} (?:has|with)(?: the)? (?:entries|elements) ${entry}_`)
  }

  /** "with E the n \\times n identity", "the identity matrix J". */
  tellIdentity(matrix: string): boolean {
    if (!this.speakOf('identity') && !this.speakOf('unit')) return false
    const own = String.raw`\b${matrix}(?:_\w+)?`
    const words = String.raw`,?(?: is| denotes| stands for| be| being| as)?(?: the| an)?(?: [a-z]+)? (?:identity(?! of)|unit matrix)\b`
    return this.says(`${own} ?${words}|\\b(?:identity(?: matrix)?|unit matrix) ${own}(?!\\w)`)
  }

  /** Columns are spoken of beside these, in whatever words. */
  mentionColumns(vector: string, matrix: string): boolean {
    if (!this.speakOf('column')) return false
    const near = `\\bcolumns?\\b[^.]{0,30}\\b${matrix}\\b|\\b${matrix}\\b[^.;]{0,30}\\bcolumns?\\b|\\b${vector}_\\w[^.;]{0,30}\\bcolumns?\\b`
    return this.tellColumns(vector, matrix) || this.says(`${near}|\\b${matrix}\\s*=\\s*[[(]\\s*${vector}_1(?!\\^|[^\\])]{0,60}[\\])] ?\\^)`)
  }

  /** A word that what is looked for has, or a list of vectors in brackets. */
  private speakOf(word: string): boolean {
    const { text } = this
    return text.includes(word) || text.includes(word[0]?.toUpperCase() + word.slice(1)) || text.includes('[')
  }

  private says(pattern: string): boolean {
    this.plain ??= this.text
      // "i.e. the i-th row of the n\times p matrix X": nothing that ends a sentence, or counts.
      .replaceAll(/\b(?:i\.e|e\.g|resp|cf)\.\\?/g, '')
      .replaceAll(/(?<!\w)\w{1,12} ?(?:\\times|×) ?\w{1,12}/g, '')
      .replaceAll(/\\(?:mathbf|boldsymbol|bm|vec|mathrm|big|left|right)\b|[{}$\\]/g, '')
      // n_1 ... n_m
      .replaceAll(/(?<=\w) ?\.\.\. ?(?=\w)/g, ', ')
      .replaceAll(/\n\s*\n/g, '. ')
      .replaceAll(/\s+/g, ' ')
    let known = this.told.get(pattern)
    if (known === undefined) {
      known = new RegExp(pattern).test(this.plain)
      this.told.set(pattern, known)
    }
    return known
  }
}

/** "rows z_i, y_i" and "rows z_i and y_i": others before the one. */
const BEFORE = String.raw`(?:[a-z]_\w{1,3}(?:, ?(?:and )?| and )){0,3}`

/** "rows of the matrix X", "row i of X", "rows of U and X" */
const partOf = (part: string, matrix: string): string =>
  String.raw`\b${part}s?(?: [a-z])? (?:of|in)(?: the| a| an)?(?: [a-z]+){0,3}(?: [A-Z],?(?: and)?){0,2} ${matrix}\b`

/** X = [x_1, ..., x_n */
const listed = (vector: string, matrix: string): string => `\\b${matrix} ?= ?\\[ ?${vector}_1[^=.;\\]]{0,60}`

/** Words of a sentence by which a formula in it holds at a place, in a case or after a step, and is no definition. */
const CONDITIONAL =
  /\b(?:if|when\w*|suppos\w*|assum\w*|at|unless|until|once|cases?|limit\w*|regimes?|optim\w*|minim\w*|maxim\w*|equilibri\w*|steady|stationar\w*|initial\w*|boundar\w*|constrain\w*|conditions?|solv\w*|solutions?|roots?|approximat\w*|becomes?|reduces?|yields?|gives?|gets?|obtain\w*|impl(?:y|ies)|hence|thus|therefore|then|so|special\w*|particular\w*|examples?|instance|instead|alternativ\w*|choices?|choos\w*|tak\w*|chang\w*|replac\w*|substitut\w*|not|old|new|previous\w*|next|another|other)\b/i
/** Words behind which a formula is something else than what was spoken of: equal to $x = y$, by $x = y$. */
const OPEN_ENDED =
  /\b(?:that|to|from|by|as|on|of|in|and|or|have|has|see|because|since|equations?|identit\w+|inequalit\w+|curves?|lines?|planes?|surfaces?)\s+$/i

/** Items of a list, up to where one begins. */
const LISTED = /^[\s,;.:]*(?:\n[ \t]*(?:[-*+•]|\d+[.)]|\\item\b)[ \t][^\n]+|\n)*\n[ \t]*(?:[-*+•]|\d+[.)]|\\item\b)[ \t]+$/

/** Where an item of a list begins, before a formula. */
const ITEM = /\n[ \t]*(?:[-*+•]|\(?\w[.)]|\\item\b)[ \t]*$/
/** How a paragraph before a list begins, or what it speaks of, where the items say what names are: "where it enters only through $T$ and $p$:". */
const BEFORE_LIST =
  /^[\s,;.]*(?:where|with|here|given|using|let|in which)\b|\b(?:parameters?|constants?|coefficients?|quantit(?:y|ies)|definitions?|notations?|symbols?|abbreviations?|auxiliar(?:y|ies))\b/i
/** A paragraph between two lists, or the end of one. */
const BETWEEN_LISTS = /\n[ \t]*\n(?![ \t]*(?:[-*+•]|\(?\w[.)]|\\item\b))[ \t]*\S|\\end\b/

/** Is what a formula defines introduced by a word, itself or as one of a list: with the area A = ..., the length L = ... and κ = ...? */
export function isIntroduced(text: string, formulas: readonly Region[], at: number, after: number): boolean {
  const [before, { outer }] = [formulas[after] as Region, formulas[at] as Region]
  // A list right behind the formula tells what its names are.
  if (LISTED.test(text.slice(before.outer.end, outer.start))) return true
  const between = (k: number): string => text.slice(formulas[k - 1]?.outer.end ?? 0, formulas[k]?.outer.start)
  // What stands in a list is introduced as the list is.
  const words = between(at).replace(ITEM, '\n')
  if (/\b(?:where|with|here|let|for|and|denot\w*|set|put|define[sd]?|given)\b[^.]*$/i.test(words) || /^[\s,;]*$|(?:^|\n)[^\n]*\|\s*$/.test(words))
    return true
  // "where y is a vector, W = ...", "where k = ... follows a law, V = ...", "where the mask M is" and what it is
  const goesOn =
    /^\s*(?:[,;][^.]*|(?:is|are|denotes?)\b[^.;]*[,;]\s*|(?:is|has|equals|reads|with)\b(?:\s+(?:the\s+)?(?:entries|elements|given\s+by|defined\s+(?:by|as)|simply))?\s*:?\s*)$/.test(
      words,
    ) ||
    (/^\s*\p{Ll}{3,}s\b[^.;]*[,;]\s*$/u.test(words) && !CONDITIONAL.test(words))
  const isItem = ITEM.test(between(at))
  // The first item of a list behind the paragraph that follows the formula.
  if (isItem && isFirstItem(text, formulas, at, after)) return true
  const last = goesOn ? at - 1 : isItem && !BETWEEN_LISTS.test(between(at)) ? itemBefore(at, between) : undefined
  if (last === undefined || last < after) return false
  if (last > after) return isIntroduced(text, formulas, last, after)
  // Where that is the one that the formula is in, both stand in the list that tells what the names before it are; "; then h = ..." goes on.
  return after > 0 && (isItem || !CONDITIONAL.test(words)) && isIntroduced(text, formulas, after, after - 1)
}

/** Whether a list that begins with this formula is announced by the one paragraph that stands between it and the other formula. */
function isFirstItem(text: string, formulas: readonly Region[], at: number, after: number): boolean {
  const ends = formulas.slice(after, at).map(({ outer }) => outer.end)
  const paragraph = ends.map((end, k) => text.slice(end, formulas[after + k + 1]?.outer.start)).join(' ')
  const words = paragraph.replace(ITEM, '').trim()
  return words.length < 300 && !/\n[ \t]*\n|[.!?]\s/.test(words) && BEFORE_LIST.test(words) && !CONDITIONAL.test(words)
}

/** The formula that the item before begins with. */
function itemBefore(at: number, between: (k: number) => string): number | undefined {
  for (let k = at - 1; k >= 0 && !BETWEEN_LISTS.test(between(k + 1)); k--) if (ITEM.test(between(k))) return k
  return undefined
}

/** Does the sentence around a formula say what it defines: "the elimination rate $k = Q/V$", "human capital is $h = ...$", and nothing of when it would be that? */
export function isNamed(text: string, formulas: readonly Region[], at: number, after: number): boolean {
  const { display, outer } = formulas[at] as Region
  const words = text.slice((formulas[after] as Region).outer.end, outer.start)
  const before = display ? words.replace(/[:,]?\s*$/, ' ') : words
  return namesWhatFollows(before.split(/[.!?:;]\s|\n\s*(?:\n|[-*+]\s|\\item\b|\d+[.)]\s)/).at(-1) ?? '')
}

/** Whether a sentence up to a formula says what that defines: "the elimination rate", "human capital is". */
const namesWhatFollows = (sentence: string): boolean => /\p{L}{2,}\s+$/u.test(sentence) && !CONDITIONAL.test(sentence) && !OPEN_ENDED.test(sentence)
