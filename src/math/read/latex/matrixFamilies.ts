/** Matrices one for each index: the \Sigma_k of u^\top \Sigma_k^{-1} u, of \det A_k and of "covariance matrices \Sigma_k". */
import { boldFonts } from './symbols.ts'
import { closerOf, openerOf, type Token } from './tokens.ts'

const CAPITAL = /^(?:[A-Z]|\\(?:Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega))$/

/** Where the operand begins that ends before a place: a bracket, or a name with its font and subscript. */
function startOfOperand(tokens: readonly Token[], end: number): number {
  const last = tokens[end - 1]
  if (last === undefined) return end
  if (last.text === ')' || last.text === ']') return openerOf(tokens, end - 1)
  let at = last.text === '}' ? openerOf(tokens, end - 1) : end - 1
  if (tokens[at - 1]?.text === '_') return startOfOperand(tokens, at - 1)
  if (boldFonts.has(tokens[at - 1]?.text ?? '')) at--
  return at
}

/** Behind the operand that begins at a place. */
function endOfOperand(tokens: readonly Token[], start: number): number {
  const first = tokens[start]?.text ?? ''
  let end = start + 1
  if (first === '(' || first === '[') return closerOf(tokens, start) + 1
  if (boldFonts.has(first)) end = tokens[start + 1]?.text === '{' ? closerOf(tokens, start + 1) + 1 : start + 2
  if (tokens[end]?.text === '_') end = tokens[end + 1]?.text === '{' ? closerOf(tokens, end + 1) + 1 : end + 2
  return end
}

/** Behind an exponent that begins at a place; the place where none does. */
function endOfExponent(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.text !== '^') return at
  return tokens[at + 1]?.text === '{' ? closerOf(tokens, at + 1) + 1 : at + 2
}

/** Where the transpose sign begins that ends before a place: ^\top, ^{\top}, ^T, '. */
function startOfTranspose(tokens: readonly Token[], end: number): number | undefined {
  const last = tokens[end - 1]?.text ?? ''
  if (last === "'") return end - 1
  const [at, sign] = last === '}' ? [openerOf(tokens, end - 1) - 1, tokens[end - 2]?.text ?? ''] : [end - 2, last]
  return tokens[at]?.text === '^' && /^(?:\\top|\\intercal|\\mathsf|T|t)$/.test(sign) ? at : undefined
}

const same = (tokens: readonly Token[], [a, b]: readonly [number, number], [c, d]: readonly [number, number]): boolean =>
  b > a && b - a === d - c && tokens.slice(a, b).every(({ text }, k) => text === tokens[c + k]?.text)

/** Letters that the formula itself shows to be matrices with an index; of what it does not show, the words may tell. */
export function matrixFamiliesIn(tokens: readonly Token[]): ReadonlySet<string> {
  const found = new Set<string>()
  tokens.forEach(({ text }, k) => {
    if (!CAPITAL.test(text)) return
    const isBraced = tokens[k - 1]?.text === '{' && boldFonts.has(tokens[k - 2]?.text ?? '')
    const start = isBraced ? k - 2 : boldFonts.has(tokens[k - 1]?.text ?? '') ? k - 1 : k
    const under = isBraced ? k + 2 : k + 1
    if (tokens[under]?.text !== '_') return
    const end = endOfExponent(tokens, endOfOperand(tokens, start))
    const turned = startOfTranspose(tokens, start)
    const before = turned === undefined ? undefined : ([startOfOperand(tokens, turned), turned] as const)
    const isForm = before !== undefined && same(tokens, before, [end, end + before[1] - before[0]])
    const opening = tokens[start - 1]?.text === '(' ? start - 2 : start - 1
    if (isForm || tokens[opening]?.text === '\\det') found.add(text.replace('\\', ''))
  })
  return found
}

/** "with covariance matrices \Sigma_k" */
export const saysMatrices = (name: string): RegExp =>
  new RegExp(
    String.raw`\b(?:[mM]atri(?:x|ces)|[cC]ovariances?)\b[^.;$]{0,24}(?:\$|\\\()\s*(?:\\(?:boldsymbol|mathbf|bm|pmb)\s*\{?\s*)?\\?${name}\s*\}?\s*_\s*(?:\{\s*)?[a-z]`,
  )
