/**
 * The sentences around formulas in plain text: "Differentiate h(t) = t^2 with respect to t", "E = 1/2 m v^2 (kinetic energy)", "where u = x^2".
 * Words are blanked out in their places, so that what is left is read as lines of formulas.
 */
import { inPattern } from '../spelling.ts'
import { UNIT } from '../unitNames.ts'
import { hasPieces } from './pieces.ts'
import { isAside, withoutQuestion } from './questions.ts'
import { ALWAYS, isProse, spokenLead, withEquality } from './spoken.ts'
import { TAKES_OF } from './worded.ts'

export interface Sentences {
  /** As long as the text, with blanks for words. */
  readonly formulas: string
  /** Where definitions begin that explain what stands before them. */
  readonly asides: readonly { readonly start: number; readonly end: number }[]
  /** What the text asks to differentiate by. */
  readonly by: readonly string[]
  /** Names that it tells the meaning of. */
  readonly told: readonly string[]
}

const ASKED =
  "find|compute|calculate|determine|evaluate|differentiate|derive|obtain|work out|what is|what's|give|take|show|prove|check|use|consider|define|suppose|assume|let|given|if|when|for|from|then|hence|so|thus|here|now|and|that|the|an?(?= function| curve)|this|please|function|expression|formula|equation|implicitly|first|second|third|partial|total|exact|derivatives?|gradient|jacobian|hessian|slope|rate of change|of|by|following|we have|is|be|it|its|both|all|each|where|with|using"
const LEAD = new RegExp(String.raw`^\s*(?:(?:${ASKED})(?:\s+(?![=+*/^])|(?=[:,])\s*[:,]?\s*))+`, 'i')
/** What is asked for rather than given: dy/dx, f'(x), ∂f/∂x, f_x. */
const REQUEST = String.raw`(?:[d∂]\s?\w*\s?\/\s?[d∂]\s?\w+(?:\s+(?:and|,)\s+[d∂]\s?\w*\s?\/\s?[d∂]\s?\w+)*|[a-zA-Z]['′](?:\([^()]*\))?|(?:its|the)?\s*(?:first |partial )?derivatives?|(?:its|the)\s+gradient)`
const REQUESTED = new RegExp(
  String.raw`^\s*(?:(?:${ASKED})\s+)*(?:find|compute|calculate|determine|evaluate|obtain|what is)\s+${REQUEST}\s*(?:if|when|for|of|where|,|:)?\s*`,
  'i',
)
/** The number of an exercise or of an item: "(a) x^2", "3. -x"; not of what goes on as (a) - b does, nor (x) alone, which is a name. */
const ITEM =
  /^\s*(?:\(?(?:\d{1,3}|[a-wyz]|[ivx]{2,4})[).]\s+(?!\s|[-+−]\s|[*/^=<>·×÷,)])|(?:problem|exercise|example|question|task|ex|no|q|hw)\b\.?\s*\d*[a-z]?\s*[:.)-]+\s*)+/i
const BY = /,?\s*\b(?:with respect to|w\.\s?r\.\s?t\.?|wrt)\s+((?:[a-zA-Zα-ω]\w*)(?:\s*(?:,|and)\s*[a-zA-Zα-ω]\w*)*)/g
const CONDITION =
  /(?:,\s*(?:(?:for|with|on|valid for|if|when)\s+)?|\s+(?:for|with|on|valid for)\s+)(?:all\s+|every\s+)?(?:\|?[a-zA-Zα-ω]\w*\|?\s*(?:,\s*[a-zA-Zα-ω]\w*\s*)*(?:>=?|<=?|≥|≤|≠|!=|∈)|-?[\d.]+\s*(?:<=?|≤)\s*[a-zA-Zα-ω]\w*\s*(?:<=?|≤))[^=()+*;]*$/
/** Of which the formula holds: ", i = 1..n", ", for k = 1, ..., K". */
const RUNNING = /,\s*(?:for\s+)?[a-z]\s*=\s*\d+\s*(?:\.{2,3}|…|,\s*(?:\.{2,3}|…)\s*,)\s*\w+(?=[\s.;]*$)/

/** Words that bounds follow. */
const BOUNDED = /\b(?:int|integral|sum|product)\s+(?:from\b|over\b|of\b.*\bfrom\b|[a-z]\s*=)/
/** Words before one more equality of a sentence. */
const CLAUSE =
  /(?:[,;]|\s(?=(?:and|so|then|hence|thus|therefore|giving|while|whereas)\b))\s*((?:[A-Za-z][\w'-]*,?\s+)+)(?=[a-zA-Zα-ω]\w*(?:\([\w\s,]*\))?\s*=(?!=))/g
/** "the derivative of f(g(x))" */
const COMPOSED = /\bof\s+[a-zA-Z]\w*\([^()]*[(+*/-]/
const UNITS = /^(?:[mckμnMG]?(?:m|s|g|N|J|W|V|A|Hz|Pa|F|H|K|mol|L|rad|ohm|eV)|kg|deg|min|hours?|years?|days?|bar|atm|Ω|°C)$/

/** Numbers of several names at the end of a line. */
const NUMBERS = /(?<=\s)\(((?:\s*[a-zA-Zα-ω]\w*\s*=\s*-?[\d.]+(?:e[+-]?\d+)?\s*,)*\s*[a-zA-Zα-ω]\w*\s*=\s*-?[\d.]+(?:e[+-]?\d+)?\s*)\)(?=[\s.;]*$)/

/** Where a sentence goes on behind its formula: "lambda = 0.1 so that the penalty stays small", "... and let the class do it". */
const GOES_ON =
  /\s(?:so|because|since|but|while|whereas|although|though|unless|until|as|by|just|only|which|that|and(?!\s+[a-zA-Zα-ω]\w*(?:\([\w\s,]*\))?\s*=))\s[^=;,\n]*$/

/** Words of a sentence that no formula of the text has; "the larger root is" has one that is a function elsewhere. */
const areSpoken = (words: readonly string[], text: string): boolean =>
  words.every(
    (word, k) =>
      (word === 'a' || isProse(word, '') || ALWAYS.test(words[k + 1] ?? '')) &&
      !new RegExp(String.raw`\b${inPattern(word)}\b\s*[=*/+^]|[=*/+^(]\s*\b${inPattern(word)}\b`).test(text),
  )

/** Words without signs of a formula between them. */
function isRemark(inside: string, others: string, least: number): boolean {
  // "5% two sided", "80 % power": a share of what is said.
  if (/^\s*\d+(?:\.\d+)?\s?%(?:\s+[A-Za-z][\w'-]*)+\s*$/.test(inside)) return true
  if (/[=+*/^<>|√²³]|\d\s*[a-z]\s*\(|(?:^|\s)[-−](?:\d|[a-z](?![\w-]))/.test(inside.replace(/\b[a-zA-Z]+(?:\^?-?\d)?\/[a-zA-Z]+(?:\^?-?\d)?\b/g, '')))
    return false
  return inside.split(/[\s,;:.]+/).filter((word) => word.length > 1 && isProse(word, others)).length >= least
}

/** Words in parentheses at the ends of lines. */
const REMARKS = /\s\([A-Za-z][A-Za-z ,]*\)[ \t]*$/gm

/** Words that stand apart before a definition: "air density      rho = 1.225". */
const LABELLED = /^\s*(?=.*[A-Za-z]{3})[A-Za-z][\w'-]*(?:\s[A-Za-z][\w'-]*){0,5}\s{3,}(?=[a-zA-Zα-ω]\w*(?:\([\w\s,]*\))?\s*=(?!=))/

const VALUE = /^([a-zA-Zα-ω]\w*\s*=\s*-?[\d.]+(?:e[+-]?\d+)?)((?:\s[^=]*)?)$/

/** Up to where, or for what values, something holds. */
const BOUND = /\b(?:below|above|for|up to|down to|if|when|at|until|till|while)\s+[a-zA-Zα-ω]\w*\s*[=<>≤≥]=?\s*-?[\d.]+(?:e[+-]?\d+)?/g

/** How many there are of what words name: "inlet, 3 elbows". */
const COUNTED = /(?<![\w.])\d+(?=(?:\s+|-)[a-zA-Z]{3,}\b)/g

/** A unit behind a formula: its own in brackets or words, or that of a name. */
const UNIT_SAID = /^(?:[[(]([^\])]*)[\])]|(?:[a-zA-Zα-ω]\w*(?:\s*,\s*[a-zA-Zα-ω]\w*)*\s+)?in\s+(\S+))$/

/** A line without the words that stand apart from its formula: "V = R T/F * ln(a/b)      in mV, Nernst". What is computed has its signs. */
function withoutTail(line: string, text: string, named: string[]): string {
  for (const { index, 0: gap } of line.matchAll(/\s{3,}|\t/g)) {
    const [formula, tail] = [line.slice(0, index), line.slice(index + gap.length)]
    if (!/=.*(?:[-*/^+(]|\d)/.test(formula) || !/[\w)\]'²³]$/.test(formula) || !isClosed(formula)) continue
    // [W/m]
    // in m3/s
    // f in Hz
    if (UNIT.test(UNIT_SAID.exec(tail.trim())?.slice(1).join('') ?? '')) return formula + blank(gap + tail)
    // "f = (a + K)/2      K = 3.2 for the two bends"
    const [, value, about = ''] = VALUE.exec(tail) ?? []
    if (value !== undefined && (about.trim() === '' || isRemark(about, '', 1))) return `${formula};${blank(gap.slice(1))}${value}${blank(about)}`
    // "Blasius, fine below Re = 1e5"
    // "dv_loss: gravity and drag"
    const [label = '', name] = /^\s*([a-zA-Zα-ω]\w*):\s/.exec(tail) ?? []
    const told = tail.slice(label.length).replace(BOUND, ' ').replace(COUNTED, ' ')
    if (!isRemark(told, '', 1)) continue
    const words = told.split(/[\s,;:.()]+/).filter((word) => word !== '' && !ALWAYS.test(word) && !UNIT.test(word))
    if (!words.every((word) => word.length > 1 && !isUsed(word, text.replace(tail, '')))) continue
    if (name !== undefined) named.push(name)
    return formula + blank(gap + tail)
  }
  return line
}

/** "D = last dividend", "θ = angle between n and h", "a, b = constants": what a name means, between commas, gaps or the ends of a line. */
const MEANING =
  /(^\(?|[,;]|\s\(|\s{3}|\b(?:where|and|with)\s)(\s*)((?:[a-zA-Zα-ω]\w*(?:\s*,\s*|\s+and\s+))*[a-zA-Zα-ω]\w*)\s*=\s*([A-Za-z][a-z'-]*(?:\s+(?:[A-Za-z][a-z'-]*|\d+(?:\.\d+)?(?![.\w])))*)(?=\s*(?:[,;:.()]|$)|\s+(?:and|with|where)\s)/g

/** A line without what only tells the meaning of names, one of which at least the formulas of the text use. These are `told`. */
function withoutMeanings(line: string, text: string, told: string[]): string {
  // Words of a heading say nothing about what names formulas use.
  const others = text
    .split('\n')
    .filter((each) => each.includes('='))
    .map((each) => each.replace(MEANING, '').replace(REMARKS, ''))
    .join('\n')
  const isMeaning = (words: string): boolean => {
    // The sum of what there is.
    const said = words
      .replace(/\b[a-z]+ of\b/g, ' ')
      .split(/\s+/)
      .filter((word) => word.length > 2 && !ALWAYS.test(word) && !/^\d/.test(word))
    return said.some((word) => word.length > 3) && said.every((word) => isProse(word, others))
  }
  const meanings = [...line.matchAll(MEANING)].filter(([, , , , words]) => isMeaning(words as string))
  if (!meanings.some(([, , , names]) => (names as string).split(/\s*,\s*|\s+and\s+/).some((name) => isUsed(name, others)))) return line
  const left = line.replace(MEANING, (whole, before: string, space: string, names: string, words: string) => {
    if (!isMeaning(words)) return whole
    // "e = base of the natural logarithm" says what it is anyway.
    if (!/\b(?:Euler|Napier|natural|constants?)\b/i.test(words)) told.push(...names.split(/\s*,\s*|\s+and\s+/))
    return (before === ',' ? ';' : before) + space + blank(whole.slice(before.length + space.length))
  })
  // "(w = headwind, v in m/s)"
  const said = left.replace(/\(([\s;,]+[a-zA-Zα-ω]\w*\s+in\s+([^\s(),;]+)\s*)\)(?=\s*$)/, (whole, _, unit: string) =>
    UNIT.test(unit) ? blank(whole) : whole,
  )
  return /^[\s(),;.]*$/.test(said) ? blank(line) : said
}

/** Whether formulas of a text have a name in them, beside a sign of arithmetic or a bracket. */
function isUsed(name: string, text: string): boolean {
  const own = inPattern(name)
  return new RegExp(String.raw`[-+*/^(=·−]\s*${own}(?!\w)|(?<!\w)${own}\s*[-+*/^)·−²³]`).test(text)
}

/** No bracket in it belongs to one outside of it. */
const isClosed = (text: string): boolean => (text.match(/[([{]/g)?.length ?? 0) === (text.match(/[)\]}]/g)?.length ?? 0)

const blank = (text: string): string => ' '.repeat(text.length)

/** How many words of sentences a line has. */
const saidIn = (line: string): number => line.split(/[\s,;:]+/).filter((word) => word.length > 1 && isProse(word, '')).length

/** Takes the sentences of a text apart. */
export function sentencesOf(text: string): Sentences {
  // if ... then ... else ... is a formula itself.
  if (
    text.length > 20_000 ||
    !/[A-Za-z]{2}[\s,:;.]|\s{3}[A-Za-z]{2}|[?<>≤≥]|,\s|\.\s*$|[).]\s|\s[([][A-Za-z]{2}/.test(text) ||
    /\b(?:else|elif|otherwise)\b|\?.*:/.test(text) ||
    hasPieces(text)
  )
    return { formulas: text, asides: [], by: [], told: [] }
  const by: string[] = []
  const told: string[] = []
  const asides: { start: number; end: number }[] = []
  let formulas = ''
  let above = ''
  for (const line of text.split('\n')) {
    // A sentence ends in a line of its own: "... and x is the i-th", "example".
    const isRest = /^\s*[A-Za-z][a-z]+(?:\s[a-z]+)?[.,;]?\s*$/.test(line) && saidIn(above) >= 4
    above = line
    const start = formulas.length
    // A line of words says what follows it: "damped oscillator (underdamped case):".
    const untold = withoutMeanings(line, text, told)
    const words = untold.replace(/[():]/g, ' ')
    // What underlines a heading is no row of signs.
    if (/^\s*[-=~_*#]{3,}\s*$/.test(line) || (text.includes('\n') && isAside(line, text))) {
      formulas += `${blank(line)}\n`
      continue
    }
    if (text.includes('\n') && isRemark(words, text.replace(line, ''), isRest || /:\s*$/.test(line) ? 1 : 3)) {
      formulas += `${blank(line)}\n`
      continue
    }
    let left = withoutLead(withoutQuestion(untold.replace(ITEM, blank), by), text).replace(BY, (whole, names: string) => {
      by.push(...names.split(/\s*(?:,|\band\b)\s*/))
      return blank(whole)
    })
    // "golden rule would be s = alpha" is something else than what the text says.
    if (
      text.includes('\n') &&
      /^\s*[A-Za-z][\w'-]*,?(?:\s[A-Za-z][\w'-]*,?)+\s(?:would|could|should|might)\s(?:[a-z]+\s)*[a-zA-Zα-ω]\w*\s*=/.test(left)
    )
      left = blank(left)
    // "Try lam = tau/3 first." is advice.
    if (start > 0 && /^\s*(?:try|start with|choose|pick|begin with)\s/i.test(left) && /[a-z]{3,}\s*\.?\s*$/.test(left)) left = blank(left)
    // The point at which it is asked.
    left = left.replace(
      /\s(?:at|when|for|if)\s+(?:the point\s+)?[a-zA-Zα-ω]\w*\s*=\s*-?[\d./π]+(?:\s*[a-zA-Z]+)?(?=[\s.?]*$)/,
      (clause, at: number) => (/=/.test(left.slice(0, at)) ? blank(clause) : clause),
    )
    // "(a = 2.5, b = 1.3)": numbers that names have.
    left = left.replace(NUMBERS, (whole, inside: string, at: number) => {
      if (!/=/.test(left.slice(0, at))) return whole
      asides.push({ start: start + at, end: start + at + whole.length })
      return `;${inside.replaceAll(',', ';')};`
    })
    left = withoutTail(left.replace(LABELLED, blank), text, told)
    // A remark in parentheses, or behind a dash.
    left = left.replace(/(\s)(\(([^()]*)\)|\[([^[\]]*)\])(?=[\s.,;]*$)/, (whole, space: string, remark: string, a?: string, b?: string) =>
      isRemark(a ?? b ?? '', text.replace(remark, '').replace(REMARKS, ''), /\s{2}\S*$|^\s{2}/.test(line.slice(0, line.indexOf(remark))) ? 1 : 2)
        ? space + blank(remark)
        : whole,
    )
    left = left.replace(/\s(?:--+|—|–|<--?|←)\s+([^\n]*)$/, (whole, remark: string) =>
      isRemark(remark, text.replace(remark, ''), 1) ? blank(whole) : whole,
    )
    // "za = 1.96 (two sided), zb = 0.84"
    left = left.replace(/(?<=\d\s*)\(([^()]*)\)(?=\s*,\s*[a-zA-Zα-ω]\w*\s*=(?!=))/g, (whole, remark: string) =>
      isRemark(remark, text.replace(remark, ''), 1) ? blank(whole) : whole,
    )
    // Sentences end, and definitions stand beside each other; none begins with a sign between two others: 1. + x.
    left = left.replace(/[.?:](?=\s*$)/, ' ').replace(/([\w)\]'′!])[.?](?=\s)(?!\s+[-+*/^−·×÷]\s)/g, '$1;')
    left = left.replace(/(?:,\s*|\s)(?:where|with|and|for|given|if|when)(?=\s+[a-zA-Zα-ω]\w*(?:\([\w\s,]*\))?\s*=(?!=))/g, (whole, at: number) => {
      if (!/=/.test(left.slice(0, at))) return whole
      const sentence = left.indexOf(';', at)
      if (!/and/.test(whole)) asides.push({ start: start + at, end: start + (sentence < 0 ? left.length : sentence) })
      return `;${blank(whole.slice(1))}`
    })
    // "and then the radius is r = ...", ", kinetic energy E = ...".
    left = left.replace(CLAUSE, (whole, words: string, at: number) =>
      /=/.test(left.slice(0, at)) && isClosed(left.slice(0, at)) && areSpoken(words.trim().split(/[\s,]+/), text)
        ? `;${blank(whole.slice(1))}`
        : whole,
    )
    left = left.replace(/,\s*where\b[^=;\n]*$|\swhere\b[^=;\n]*$|,\s*(?:which|so|a|an|the|as|i\.e\.|e\.g\.)\s[^=;\n]*$/i, blank)
    left = left.replace(/(?:,|\s+and)\s+[a-zA-Zα-ω]\w*\s+(?:is|are|denotes?|being)\s[^=;\n]*$/, (clause, at: number) =>
      /=/.test(left.slice(0, at)) ? blank(clause) : clause,
    )
    left = left.replace(
      /\s(?:subject to|s\.\s?t\.|such that)\s[^\n]*$|(?<!\bwhat)\s(?:is|are|denotes?|being)\s+(?:an?|the)\s[^=;\n]*$/i,
      (clause, at: number) => (/=/.test(left.slice(0, at)) ? blank(clause) : clause),
    )
    // What is said of the names behind a comma: ", Q symmetric n x n, w and c in R^n".
    left = left.replace(/,\s+[^=]*$/, (clause, at: number) =>
      /=/.test(left.slice(0, at)) &&
      isClosed(clause) &&
      !COMPOSED.test(clause) &&
      isRemark(clause.replace(/\bR\^\w+/g, ''), text.replace(clause, ''), 1)
        ? blank(clause)
        : clause,
    )
    left = left.replace(GOES_ON, (clause, at: number) =>
      /=/.test(left.slice(0, at)) && isClosed(left.slice(0, at)) && isRemark(clause, text.replace(clause, ''), 2) ? blank(clause) : clause,
    )
    left = left.replace(/\s(?:for|in|of|at|on|if|when|with|from|to)\s+[^=;,]*$/, (clause) =>
      !BOUNDED.test(left) && !TAKES_OF.test(left) && isRemark(clause, text.replace(clause, ''), 2) ? blank(clause) : clause,
    )
    left = left.replace(
      /,?\s*(?:;|,|\band\b|\bthen\b)\s*(?=(?:what is|find|compute|calculate|determine|differentiate|show|evaluate)\b)/gi,
      (whole) => `;${blank(whole.slice(1))}`,
    )
    // What a line of its own explains is told by its first word.
    const pieces = start > 0 && /^\s*(?:where|with)\b/.test(left) ? [left] : left.split(/(?<=;)/).map((piece) => formulaOf(piece, text))
    formulas += `${pieces.join('')}\n`
  }
  formulas = formulas.slice(0, text.length)
  // What takes one bracket of two has cut into a formula.
  return isClosed(formulas) || !isClosed(text) ? { formulas, asides, by, told } : { formulas: text, asides: [], by: [], told: [] }
}

/** The lines of a text that have formulas, without the words that lead to them: "first stage empty: m1 = m0 - mp1". */
const formulasIn = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) =>
      line
        .replace(/^[^:=]*:\s+(?=\S)/, '')
        .replace(REMARKS, '')
        .replace(/\b(?:[a-z]{2,} ){3,}(?=\w+\s*=)/g, ''),
    )
    .join('\n')

/** "The energy is m v^2/2", "so we minimise x^2": without the words that lead to a formula. */
function withoutLead(line: string, text: string): string {
  const lead = line.includes('=') ? 0 : spokenLead(line, text)
  return blank(line.slice(0, lead)) + line.slice(lead)
}

/** One piece between separators, without the words that lead to its formula and the conditions behind it. */
function formulaOf(piece: string, text: string): string {
  // "Minimize it."
  if (piece.length < text.length && text.includes('=') && !COMPOSED.test(piece) && isRemark(piece, text.replace(piece.trim(), ''), 2))
    return blank(piece)
  let lead = 0
  for (const pattern of [REQUESTED, LEAD]) lead += pattern.exec(piece.slice(lead))?.[0].length ?? 0
  // "Kinetic energy: E = ..."
  const named = /^([^:=\n]*):\s+(?=\S)/.exec(piece.slice(lead))
  // "sinc: sin(pi x)/(pi x)"
  const label = /^([A-Za-z]{3,})$/.exec(named?.[1] ?? '')?.[1]
  const labels = label !== undefined && !new RegExp(`\\b${label}\\b\\s*[(=]`).test(text)
  if (named !== null && labels) lead += named[0].length
  else if (named !== null && isRemark((named[1] as string).replace(/\([^()]*\)/g, ' '), formulasIn(text.replace(named[0], '')), 1))
    lead += named[0].length
  // "the derivative of", "velocity v = ..."
  const words = /^(?:An?\s+)?(?:(?:a|[A-Za-z][a-z]+(?:['-][a-z]+)*),?\s+)+(?=[a-zA-Zα-ω]\w*(?:\([\w\s,]*\))?\s*=(?!=))/.exec(piece.slice(lead))
  const before = words?.[0] ?? ''
  const said = before.split(/[\s,]+/).filter((word) => !/^A?$/.test(word))
  if (BOUNDED.test(before)) lead += /^(?:the\s+)?/i.exec(before)?.[0].length ?? 0
  else if (said.every((word) => isProse(word, text.replace(before, ''))) || (said.length > 1 && areSpoken(said, text.replace(before, ''))))
    lead += before.length
  const open = withoutLead(piece, text)
  let rest = withEquality(withoutLead(open.slice(lead), text).replace(RUNNING, blank))
  const end = /[\s;]*$/.exec(rest)?.[0] ?? ''
  const body = rest.slice(0, rest.length - end.length)
  const condition = CONDITION.exec(body)
  rest =
    (condition === null || (condition.index === 0 && lead === 0) || !isClosed(condition[0])
      ? body
      : body.slice(0, condition.index) + blank(condition[0])) + end
  // g = 9.81 m/s^2
  rest = rest.replace(
    /(=\s*-?[\d.]+(?:e[+-]?\d+)?)\s+([a-zA-ZμΩ°]+(?:[\s·*/^(-]+(?:[a-zA-ZμΩ]+|\d)\)?)*?)(?:\s+[a-z]{3,})*(?=[\s;,]*$)/,
    (whole, number: string, unit: string) =>
      unit.split(/[^a-zA-ZμΩ°]+/).every((part) => part === '' || UNITS.test(part)) ? number + blank(whole.slice(number.length)) : whole,
  )
  return blank(piece.slice(0, lead)) + rest
}
