/** Names as they are written in LaTeX: letters in fonts, under accents, with scripts, and the identifier each becomes. */
import type { Base, Grammar, Span } from '../grammar/grammar.ts'
import { accents, arrows, boldFonts, letterCommands, plainFonts, wordFonts } from '../tokens/symbols.ts'
import { latexOf, type Token } from '../tokens/tokens.ts'

const simple = (name: string, token: Token): Base => ({ name, latex: token.text, dressed: false, word: false })

/** Upper case is a matrix, lower case a vector, when bold; beside a cross product all are vectors. */
const boldRank = (name: string, g: Grammar): number => (/^[A-Z]/.test(name) && !g.hasCross() ? 2 : 1)

/** The name that begins at the next token, without scripts; undefined, and nothing read, when no name does. */
export function readBase(g: Grammar): Base | undefined {
  const start = g.at
  const token = g.peek()
  if (token === undefined) return undefined
  if (token.kind === 'letter') {
    g.at++
    return simple(token.text, token)
  }
  if (token.kind === 'words') {
    if (!/^[\p{L}][\p{L}\d_-]*$/u.test(token.text)) return undefined
    g.at++
    return { name: token.text.replaceAll('-', '_'), latex: latexOf([token]), dressed: true, word: true }
  }
  if (token.kind !== 'command') return undefined
  if (letterCommands.has(token.text)) {
    g.at++
    return simple(token.text.slice(1), token)
  }
  const accent = accents.get(token.text)
  if (accent !== undefined || arrows.has(token.text))
    return dressed(g, (base) => ({
      ...base,
      name: accent === undefined ? base.name : `${base.name}_${accent}`,
      rank: accent === undefined ? 1 : base.rank,
    }))
  if (boldFonts.has(token.text)) return dressed(g, (base) => ({ ...base, rank: boldRank(base.name, g) }))
  if (plainFonts.has(token.text)) return dressed(g, (base) => base)
  if (wordFonts.has(token.text)) {
    g.at++
    if (g.peek() === undefined) {
      g.at = start
      return undefined
    }
    const span = g.argument('a name')
    const after = g.at
    const letters = g.tokens.slice(span.from, span.to)
    const word = letters.map((t) => (t.text === '-' ? '_' : t.text)).join('')
    // \\mathrm{e}^{x} is how ISO 80000-2 sets the number e.
    if (word === 'e') return simple('e', letters[0] as Token)
    if (
      /^\p{L}/u.test(word) &&
      letters.every((t) => t.kind === 'letter' || t.kind === 'number' || t.kind === 'words' || t.text === '-' || t.text === '_')
    ) {
      return { name: word, latex: latexOf(g.tokens.slice(start, after)), dressed: true, word: letters.length > 1 || letters[0]?.kind === 'words' }
    }
    const inner = g.within(span, () => readWholeBase(g), after)
    if (inner === undefined) g.at = start
    return inner === undefined ? undefined : { ...inner, dressed: true }
  }
  return undefined

  function dressed(grammar: Grammar, dress: (base: Base) => Base): Base | undefined {
    grammar.at++
    // \vb*{x} is bold and slanted.
    if (grammar.is('*') && grammar.is('{', 1)) grammar.at++
    if (grammar.peek() === undefined) {
      grammar.at = start
      return undefined
    }
    const span = grammar.argument('')
    const after = grammar.at
    const inner = grammar.within(span, () => readWholeBase(grammar), after)
    if (inner === undefined) {
      grammar.at = start
      return undefined
    }
    return { ...dress(inner), latex: latexOf(grammar.tokens.slice(start, after)), dressed: true }
  }
}

/** A base, with subscripts where the font is around them too, that is all there is up to the end. */
function readWholeBase(g: Grammar): Base | undefined {
  const base = readBase(g)
  if (base !== undefined && g.is('_')) {
    g.at++
    const span = g.argument('a subscript')
    const suffix = suffixOf(g, span)
    if (g.at === g.end && suffix !== undefined) return { ...base, name: `${base.name}_${suffix}` }
  }
  if (base === undefined || g.at < g.end) {
    g.at = g.end
    return undefined
  }
  return base
}

/** What a subscript adds to a name: max, 1, ij, i_j, n_plus_1; undefined when it is no simple text. */
export function suffixOf(g: Grammar, span: Span): string | undefined {
  const parts: string[] = []
  let plain = true
  const result = g.within(span, () => {
    let joined = ''
    while (g.at < g.end) {
      const token = g.peek() as Token
      if (token.kind === 'number') {
        joined += token.text.replace('.', 'p')
        g.at++
      } else if (token.kind === 'words') {
        joined += token.text.replaceAll(/[^\p{L}\d]+/gu, '_')
        g.at++
      } else if (
        token.text === '{' ||
        token.text === '}' ||
        token.text === '(' ||
        token.text === ')' ||
        token.text === '[' ||
        token.text === ']' ||
        token.text === '.'
      )
        g.at++
      else if (token.text === ',' || token.text === ';' || token.text === '|' || token.text === '\\mid' || token.text === ':' || token.text === '_') {
        parts.push(joined)
        joined = ''
        g.at++
      } else if (
        token.text === '+' ||
        token.text === '-' ||
        token.text === '*' ||
        token.text === '\\ast' ||
        token.text === '\\star' ||
        token.text === '\\infty' ||
        token.text === '=' ||
        token.text === '/' ||
        token.text === '\\prime' ||
        token.text === "'" ||
        token.text === '\\to'
      ) {
        const word = {
          '+': 'plus',
          '-': 'minus',
          '*': 'star',
          '\\ast': 'star',
          '\\star': 'star',
          '\\infty': 'inf',
          '=': 'eq',
          '/': 'over',
          '\\prime': 'prime',
          "'": 'prime',
          '\\to': 'to',
        }[token.text] as string
        if (joined !== '') parts.push(joined)
        parts.push(word)
        joined = ''
        g.at++
      } else {
        const base = readBase(g)
        if (base === undefined) {
          const command = token.kind === 'command' && /^\\[a-zA-Z]+$/.test(token.text) ? token.text.slice(1) : undefined
          if (command === undefined) {
            plain = false
            g.at = g.end
            return undefined
          }
          joined += command
          g.at++
        } else if (base.name.length > 1 && joined !== '') {
          parts.push(joined)
          joined = base.name
        } else joined += base.name
      }
    }
    if (joined !== '') parts.push(joined)
    return parts.join('_')
  })
  return plain && result !== '' ? result : undefined
}

const TRANSPOSES = new Set(['\\top', '\\intercal', '\\mathsf', '\\mathrm', '\\mathtt', '\\mathit', '\\rm', '\\operatorname'])

/** Is this exponent the sign of a transpose: \top, T, \mathsf{T}, \text{T}, of real numbers H too? 'T' alone is one only by habit. */
export function transposeSign(tokens: readonly Token[]): 'sign' | 'letter' | undefined {
  const bare = tokens.filter((token) => token.text !== '{' && token.text !== '}')
  const [first, second] = bare
  if (bare.length === 1 && (first?.text === '\\top' || first?.text === '\\intercal' || first?.text === '\\transp')) return 'sign'
  if (bare.length === 1 && first?.kind === 'words' && (first.text === 'T' || first.text === 't' || first.text === 'H')) return 'sign'
  if (bare.length === 1 && first?.kind === 'letter' && first.text === 'T') return 'letter'
  if (bare.length === 2 && TRANSPOSES.has(first?.text ?? '') && (second?.text === 'T' || second?.text === 'H' || second?.text === '\\top'))
    return 'sign'
  return undefined
}

/** The name of a function whose square the text defines. */
export const squareOf = (name: string): string => `${name}2`
