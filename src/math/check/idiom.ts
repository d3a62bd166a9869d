/** Printed code in the words of the definition it is put into: its own names for lengths and for what it has taken apart, its dots. */
import type { Language } from '../api.ts'
import { type Expr, nameOf } from '../expr.ts'
import { BARE_FUNCTIONS } from '../print/latex/latexFunction.ts'
import { inPattern } from '../read/spelling.ts'
import type { Length } from '../shape.ts'

/** How lengths are printed, of which symbol and along which axis, counted from `first`. */
const PRINTED: Readonly<Partial<Record<Language, { readonly length: RegExp; readonly first: number }>>> = {
  python: { length: /(?<![\w.])([A-Za-z_]\w*)\.shape\[(\d)\]/g, first: 0 },
  julia: { length: /(?<![\p{L}\w.])size\(([\p{L}_][\p{L}\p{M}\w]*), (\d)\)/gu, first: 1 },
  matlab: { length: /(?<![\w.])size\(([A-Za-z]\w*), (\d)\)/g, first: 1 },
}

/** How people write the number of components of a name, which is its length where it is a vector. */
const counts = (name: string): RegExp => {
  const own = inPattern(name)
  return new RegExp(`(?<![\\w.])(?:${own}\\.size(?!\\s*\\()|np\\.size\\(${own}\\)|len\\(${own}\\)|length\\(${own}\\)|numel\\(${own}\\))`, 'u')
}

/** Lengths as the body of a definition writes them: what is given as another array may be no vector. */
export function withOwnLengths(text: string, body: string, language: Language | undefined, symbols: readonly Expr[]): string {
  const printed = language === undefined ? undefined : PRINTED[language]
  if (printed === undefined) return text
  const axes = (name: string): readonly Length[] => symbols.find((node) => nameOf(node) === name)?.shape ?? []
  return text.replaceAll(printed.length, (whole, name: string, axis: string) => {
    const length = axes(name)[Number(axis) - printed.first]
    if (length === undefined) return whole
    for (const { shape, ...node } of symbols.map((each) => ({ shape: each.shape, name: nameOf(each) as string })))
      if (shape.length === 1 && shape[0] === length) {
        const own = counts(node.name).exec(body)?.[0]
        if (own !== undefined) return own
      }
    return whole
  })
}

/** How a language writes the length of a vector, and of an axis of what has several, counted from 0. */
const WRITTEN: Readonly<Partial<Record<Language, (name: string, axis: number, rank: number) => string | undefined>>> = {
  python: (name, axis, rank) => (rank === 1 ? `len(${name})` : `${name}.shape[${axis}]`),
  julia: (name, axis, rank) => (rank === 1 ? `length(${name})` : `size(${name}, ${axis + 1})`),
  matlab: (name, axis, rank) => (rank === 1 ? `numel(${name})` : `size(${name}, ${axis + 1})`),
  javascript: (name, axis) => (axis === 0 ? `${name}.length` : undefined),
}

/** The lengths of some arrays as a text writes them that has these, by their names: n as x.size where it writes so somewhere. */
export function lengthsWritten(arrays: readonly Expr[], text: string, language: Language | undefined): Map<string, string> {
  const found = new Map<string, string>()
  const write = WRITTEN[language === 'typescript' ? 'javascript' : (language as Language)]
  for (const { shape, name } of arrays.map((node) => ({ shape: node.shape, name: nameOf(node) as string })))
    for (const [axis, length] of shape.entries()) {
      if (typeof length !== 'string' || !/^\w+$/.test(length) || found.has(length)) continue
      const own = shape.length === 1 ? counts(name).exec(text)?.[0] : undefined
      const written = own ?? write?.(name, axis, shape.length)
      if (written !== undefined) found.set(length, written)
    }
  return found
}

/** Components by the names that a definition has unpacked them into: x, y = p; const [x, y] = p. */
export function withUnpacked(text: string, body: string): string {
  let changed = text
  for (const [, names = '', of = ''] of body.matchAll(
    /^[ \t]*(?:(?:const|let|var)[ \t]+)?[([]?[ \t]*(\w+(?:[ \t]*,[ \t]*\w+)+)[ \t]*,?[)\]]?[ \t]*=[ \t]*(\w+)[ \t]*;?[ \t]*$/gm,
  ))
    names.split(',').forEach((name, k) => {
      changed = changed.replaceAll(new RegExp(`(?<![\\w.])${of}\\[${k}\\]`, 'g'), name.trim())
    })
  return changed
}

/** Component by component, as what it stands for is written: x .^ 2 of numbers that may be arrays. */
export function withDots(text: string, written: string, language: Language | undefined): string {
  if (language === 'matlab' && /\.[*/^]/.test(written)) return text.replaceAll(/(?<![.])([*/^])/g, '.$1')
  if (language !== 'julia' || !/\.[-+*/^(]|\.\s*\(/.test(written)) return text
  return text
    .replaceAll(/(?<=\S) ([-+*/]) (?=\S)/g, ' .$1 ')
    .replaceAll(/(?<![.\s])\^/g, '.^')
    .replaceAll(/(?<=[\p{L}_][\p{L}\w]*)\(/gu, '.(')
}

const BARE = [...BARE_FUNCTIONS].map((name) => name.replace(/[\\{}]/g, '\\$&')).join('|')
/** A function before one letter, and before parentheses. */
const [BEFORE_LETTER, BEFORE_PARENTHESES] = [
  new RegExp(`(${BARE})(?![a-zA-Z])(\\^(?:\\{\\d+\\}|\\d))? ?([a-zA-Z]|\\\\[a-z]+)(?![a-zA-Z]*[_^{])(?![a-zA-Z])`, 'g'),
  new RegExp(`(?:${BARE})(?:\\^(?:\\{\\d+\\}|\\d))?\\s*(?:\\\\left)?\\(`),
]

/** Formulas with the parentheses that the author writes: \tanh(x) for \tanh x. */
export function withParentheses(text: string, body: string): string {
  if (!BEFORE_PARENTHESES.test(body) || body.search(BEFORE_LETTER) >= 0) return text
  return text.replaceAll(BEFORE_LETTER, (_, name: string, power: string | undefined, letter: string) => `${name}${power ?? ''}(${letter})`)
}
