/** Names that are written as letters side by side, where each would be a name of its own: MSE, and delta without its backslash. */
import { CHARACTERISTIC } from '../../characteristic.ts'
import type { Base, Grammar } from '../grammar/grammar.ts'
import { letterCommands } from '../tokens/symbols.ts'

export const readLetters = (g: Grammar): Base | undefined => readCapitals(g) ?? readCharacteristic(g) ?? readSpelled(g)

/** Re where the text says what the Reynolds number is, or where it is no radius times a power of e. */
function readCharacteristic(g: Grammar): Base | undefined {
  const [first, second] = [g.peek(), g.peek(1)]
  const word = first?.kind === 'letter' && second?.kind === 'letter' && first.end === second.start ? first.text + second.text : ''
  const isMeant = g.surroundings.valueOf(word) !== undefined || (word === 'Re' && !/^[\^(]$/.test(g.peek(2)?.text ?? ''))
  if (!CHARACTERISTIC.test(word) || !isMeant) return undefined
  g.at += 2
  return { name: word, latex: `\\mathrm{${word}}`, dressed: true, word: true }
}

/** MSE where the text says what MSE is, "the true positives $TP$": capitals side by side that are one name. */
function readCapitals(g: Grammar): Base | undefined {
  let word = ''
  for (let k = 0; k < 6; k++) {
    const token = g.peek(k)
    // E\,I are two.
    if (token?.kind !== 'letter' || !/^[A-Z]$/.test(token.text) || (k > 0 && token.start !== g.peek(k - 1)?.end)) break
    word += token.text
  }
  for (; word.length > 1; word = word.slice(0, -1)) {
    const text = g.surroundings
    const isDefined = text.valueOf(word) !== undefined || text.functionNamed(word) !== undefined || text.isFamily(word, 1)
    if (!isDefined && !text.isAcronym(word) && !isSpoken(g, word)) continue
    g.at += word.length
    return { name: word, latex: `\\mathrm{${word}}`, dressed: true, word: true }
  }
  return undefined
}

/** delta without its backslash: the letters of a Greek one side by side. */
function readSpelled(g: Grammar): Base | undefined {
  let word = ''
  for (let k = 0; g.peek(k)?.kind === 'letter' && (k === 0 || g.peek(k)?.start === g.peek(k - 1)?.end); k++) word += g.peek(k)?.text
  if (word.length < 4 || !letterCommands.has(`\\${word}`)) return undefined
  const from = g.at
  g.at += word.length
  g.note(`read ${word} as the Greek letter, not as a product of letters`, g.rangeFrom(from))
  return { name: word, latex: `\\${word}`, dressed: false, word: false }
}

/** "the clearance $CL$", where the letters are not spoken of one by one: "the stiffness $EI$ of modulus $E$ and moment $I$". */
const isSpoken = ({ surroundings }: Grammar, word: string): boolean =>
  surroundings.says(spokenOf(word)) && ![...word].every((letter) => surroundings.says(new RegExp(String.raw`\$\s*${letter}\s*\$`)))

/** Capitals as a name in words: $TP$, $TP, FP$, "true positives (TP)", "clearance `CL`", "TP is". */
function spokenOf(word: string): RegExp {
  const list = String.raw`(?:[A-Z]{2,}\s*,\s*)*${word}(?:_\w|_\{[^{}$]*\})?\s*(?:,\s*[A-Z]{2,}\s*)*`
  return new RegExp(
    String.raw`(?:^|[^$])\$\s*${list}\$(?!\$)|\\\(\s*${list}\\\)|(?<![\\a-z])[a-z]{3,}\s\(${word}\)|\`${word}\`|(?:^|[\s*_\`])${word}[*_\`]*,?\s+(?:is|are|denotes?|stands?)\s`,
  )
}
