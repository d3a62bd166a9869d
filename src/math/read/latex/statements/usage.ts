/** How a part of the text uses its letters: which stand where they cannot be functions, which are bold. */

import { accents, boldFonts, letterCommands } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import { boldNames } from './declarations.ts'
import { otherThanBold } from './italics.ts'

export interface Usage {
  readonly symbols: ReadonlySet<string>
  readonly bold: ReadonlySet<string>
  /** Italic letters that are other names than the bold ones so called. */
  readonly italic: ReadonlySet<string>
  /** Two capitals side by side, and capitals that stand otherwise. */
  readonly pairs: ReadonlySet<string>
  readonly alone: ReadonlySet<string>
}

export const UNUSED: Usage = { symbols: new Set(), bold: new Set(), italic: new Set(), pairs: new Set(), alone: new Set() }

/** Signs behind which a letter is a function's name, not its value. */
const OPERATORS = new Set(['\\nabla', '\\grad', '\\partial', '\\circ', 'd', '\\mathrm'])

/** Over several formulas. */
export function joined(usages: readonly Usage[]): Usage {
  const [only, ...others] = usages
  if (only !== undefined && others.length === 0) return only
  const over = (part: keyof Usage): Set<string> => {
    const all = new Set<string>()
    for (const usage of usages) for (const name of usage[part]) all.add(name)
    return all
  }
  return { symbols: over('symbols'), bold: over('bold'), italic: over('italic'), pairs: over('pairs'), alone: over('alone') }
}

/** Is TP a name, as beside FP and FN: of at least three pairs that share their letters, which stand nowhere else? */
export function isAcronym(word: string, { pairs, alone }: Usage): boolean {
  if (!pairs.has(word)) return false
  const kin = new Set([word])
  for (const own of kin) for (const other of pairs) if ([...own].some((letter) => other.includes(letter))) kin.add(other)
  return kin.size > 2 && [...kin].every((own) => [...own].every((letter) => !alone.has(letter)))
}

function capitalsOf(tokens: readonly Token[]): Pick<Usage, 'pairs' | 'alone'> {
  const [pairs, alone] = [new Set<string>(), new Set<string>()]
  const isCapital = (token: Token | undefined): boolean => token?.kind === 'letter' && /[A-Z]/.test(token.text)
  for (let k = 0; k < tokens.length; k++) {
    if (!isCapital(tokens[k])) continue
    const from = k
    while (isCapital(tokens[k + 1]) && tokens[k + 1]?.start === tokens[k]?.end) k++
    const word = tokens.slice(from, k + 1).map(({ text }) => text)
    if (word.length === 2) pairs.add(word.join(''))
    else if (tokens[k + 1]?.text !== '_') for (const letter of word) alone.add(letter)
  }
  return { pairs, alone }
}

/** Of one formula. One that is a letter alone mentions it, no more. */
export function usageOf(tokens: readonly Token[]): Usage {
  const symbols = new Set<string>()
  const bold = new Set<string>()
  boldNames(tokens, bold)
  if (tokens.length > 1) {
    for (let k = 0; k < tokens.length; k++) {
      const token = tokens[k] as Token
      const letter =
        token.kind === 'letter' ? token.text : token.kind === 'command' && letterCommands.has(token.text) ? token.text.slice(1) : undefined
      if (letter === undefined || symbols.has(letter)) continue
      const previous = tokens[k - 1]
      const dressing = previous?.text === '{' ? tokens[k - 2] : previous
      // \intertext{where $\Phi$ denotes ...}: alone among words.
      if (previous?.kind === 'words' && tokens[k + 1]?.kind === 'words') continue
      // Under an accent it is another name.
      if (dressing?.kind === 'command' && accents.has(dressing.text)) continue
      let next = k + 1
      // \mathbf{f}(x): called behind the brace of its font.
      if (previous?.text === '{' && tokens[next]?.text === '}' && boldFonts.has(dressing?.text ?? '')) next++
      const own = next
      while (tokens[next]?.text === "'" || tokens[next]?.text === '\\prime') next++
      const follower = tokens[next]
      if (
        follower?.text === '(' ||
        follower?.text === '[' ||
        follower?.text === '_' ||
        follower?.text === '\\circ' ||
        follower?.text === ':' ||
        follower?.text === '\\colon'
      )
        continue
      if (next > own || (previous !== undefined && OPERATORS.has(previous.text))) continue
      // A letter alone as an exponent may be the sign of a transpose.
      if (letter === 'T' && (previous?.text === '^' || (previous?.text === '{' && tokens[k - 2]?.text === '^' && follower?.text === '}'))) continue
      // df in a numerator; the letters of a word in a font.
      if (previous?.text === '{' && /^\\(?:mathrm|operatorname|mathit|mathcal|text)/.test(tokens[k - 2]?.text ?? '')) continue
      // f^2(x), f^{(n)}(x), f^{-1}(x): called behind its exponent.
      if (follower?.text === '^' && calledBehindExponent(tokens, next)) continue
      symbols.add(letter)
    }
  }
  return { symbols, bold, italic: otherThanBold(tokens), ...capitalsOf(tokens) }
}

function calledBehindExponent(tokens: readonly Token[], at: number): boolean {
  const braced = tokens[at + 1]?.text === '{'
  let end = at + 2
  if (braced) {
    while (end < at + 24 && tokens[end]?.text !== '}') end++
    end++
  }
  const exponent = tokens[braced ? at + 2 : at + 1]
  return (
    tokens[end]?.text === '(' &&
    (exponent?.text === '(' || exponent?.kind === 'number' || (braced && exponent?.text === '-' && tokens[at + 3]?.text === '1'))
  )
}

/** Whether x' stands elsewhere than on a left side, and no x'' anywhere. */
export function usesPrimed(text: string, name: string): boolean {
  const written = name.length > 1 ? `\\\\${name}` : `(?<![a-zA-Z\\\\])${name}`
  if (new RegExp(`${written}\\s*''`).test(text)) return false
  return new RegExp(`${written}\\s*'(?!'|\\s*&?\\s*(?::?=|\\())`).test(text)
}
