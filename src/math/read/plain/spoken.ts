/** Words of sentences in plain text: which they are, those that lead to a formula without an equality, and verbs that stand for one. */
import { functionOfWord } from '../latex/tokens/words.ts'
import { greekWords } from './operators.ts'

export const ALWAYS = /^(?:and|or|of|the|in|per|for|with|is|are|an|at|to|from|by|if|when|where|not)$/i

/** Whether this is a word of a sentence: no function, letter of Greek, or name that the formulas use. */
export const isProse = (word: string, others: string): boolean =>
  ALWAYS.test(word) ||
  (/^[A-Za-z][a-z]+(?:['-][A-Za-z]?[a-z]+)*$/.test(word) &&
    !greekWords.has(word) &&
    functionOfWord(word) === undefined &&
    !new RegExp(`\\b${word}\\b`).test(others))

/** Words that no formula has: one of them at least is in what leads to a formula. */
const SPEAKING =
  /^(?:the|we|our|my|your|its|their|is|are|was|were|be|becomes?|equals?|reads?|gives?|want|need|have|has|to|of|that|this|so|then|and|minimi[sz](?:e[sd]?|ing)|maximi[sz](?:e[sd]?|ing)|optimi[sz](?:e[sd]?|ing)|how|does|can|could|would|should|differentiate|find|compute|tell|plot|sketch|graph|integrate|simplify|expand|solve)$/i

/** Sums and integrals in words, whose bounds follow. */
export const SIGNS = /^(?:(?:int|integral|sum|product)\s+(?:from|over|of)|half|twice|double)\b/

/**
 * How long the words are that lead to a formula: "The energy is" of "The energy is m v^2/2". They end before the first that may be a name
 * or is a function or a letter of Greek. `text` is all that the formula stands in.
 */
export function spokenLead(piece: string, text: string): number {
  const words = /^\s*(?:[A-Za-z][a-z]*(?:['’-][a-z]+)*[,:]?\s+)+(?![=+*/^<>])/.exec(piece)?.[0] ?? ''
  // What was blanked out of the piece stands in the text.
  const others = text.replace(text.includes(piece) ? piece : words, '')
  let [length, spoken, multi] = [0, false, 0]
  for (const { 0: whole, 1: word = '', index } of words.matchAll(/\s*([A-Za-z][a-z]*(?:['’-][a-z]+)*)[,:]?\s+/g)) {
    // "the x that minimises"
    const isSubject = /^[a-zA-Z]$/.test(word) && /^(?:that|which)\s/.test(words.slice(index + whole.length))
    const isSign = SIGNS.test(words.slice(index).trimStart())
    if (isSign || (!/^[aAI]$/.test(word) && !isSubject && !isProse(word, others))) break
    length = index + whole.length
    spoken ||= SPEAKING.test(word)
    // "a" alone may be a name.
    if (word.length > 1) multi = length
  }
  return spoken ? multi : 0
}

const VERB = String.raw`\s+(?:(?:is|are|was)(?:\s+(?:given by|equal to|defined (?:as|by)))?|equals?|becomes|reads)\s`
const FORMULA = String.raw`(?=\s*(?:\S*[\d(+*/^−√²³|-]|[a-zA-Zα-ω]\s))`

/** A verb between a name, or the value of a function, and its formula as the equality it says, "V is k x^2/2"; of other left sides the right one is left. */
export const withEquality = (formula: string): string =>
  formula.includes('=')
    ? formula
    : formula
        .replace(
          new RegExp(String.raw`^(\s*[a-zA-Zα-ω]\w*(?:\([\w\s,]*\))?)(${VERB})${FORMULA}`),
          (_, name: string, verb: string) => `${name} =${' '.repeat(verb.length - 2)}`,
        )
        .replace(new RegExp(String.raw`^[^=;]*[)|\w²³](?:${VERB})${FORMULA}`), (said) => (said.includes('=') ? said : ' '.repeat(said.length)))
