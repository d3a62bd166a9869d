/** How a part of the text uses its letters: which stand where they cannot be functions, which are bold. */
import { boldNames } from './declarations.ts'
import { accents, boldFonts, letterCommands } from './symbols.ts'
import type { Token } from './tokens.ts'

export interface Usage {
  readonly symbols: ReadonlySet<string>
  readonly bold: ReadonlySet<string>
}

/** Signs behind which a letter is a function's name, not its value. */
const OPERATORS = new Set(['\\nabla', '\\grad', '\\partial', '\\circ', 'd', '\\mathrm'])

/** Over several formulas. */
export function joined(usages: readonly Usage[]): Usage {
  const symbols = new Set<string>()
  const bold = new Set<string>()
  for (const usage of usages) {
    for (const name of usage.symbols) symbols.add(name)
    for (const name of usage.bold) bold.add(name)
  }
  return { symbols, bold }
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
  return { symbols, bold }
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
