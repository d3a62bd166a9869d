/** Matrices one for each index: the \Sigma_k of u^\top \Sigma_k^{-1} u, of \det A_k and of "covariance matrices \Sigma_k". */

import { accents, boldFonts } from '../tokens/symbols.ts'
import { closerOf, closesGroup, openerOf, opensGroup, type Token } from '../tokens/tokens.ts'
import { isOfMatrix, NORM_BARS, startsName } from './operands.ts'

const CAPITAL = /^(?:[A-Z]|\\(?:Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega))$/

/** Where the operand begins that ends before a place: a bracket, or a name with its font and subscript. */
function startOfOperand(tokens: readonly Token[], end: number): number {
  const last = tokens[end - 1]
  if (last === undefined) return end
  if (last.text === ')' || last.text === ']') return openerOf(tokens, end - 1)
  let at = last.text === '}' ? openerOf(tokens, end - 1) : end - 1
  if (tokens[at - 1]?.text === '_') return startOfOperand(tokens, at - 1)
  if (isDressing(tokens[at - 1])) at--
  return at
}

/** Behind the operand that begins at a place. */
function endOfOperand(tokens: readonly Token[], start: number): number {
  const first = tokens[start]?.text ?? ''
  let end = start + 1
  if (first === '(' || first === '[') return closerOf(tokens, start) + 1
  if (isDressing(tokens[start])) end = tokens[start + 1]?.text === '{' ? closerOf(tokens, start + 1) + 1 : start + 2
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

/** Does what stands from one place to another stand between a transposed operand and that operand: x' A x? */
function isBetween(tokens: readonly Token[], start: number, end: number): boolean {
  const turned = startOfTranspose(tokens, start)
  const before = turned === undefined ? undefined : ([startOfOperand(tokens, turned), turned] as const)
  return before !== undefined && same(tokens, before, [end, end + before[1] - before[0]])
}

/** The parentheses around a place, and the exponent behind them: (\pi_k \Sigma_k)^{-1}. */
function parenthesesAround(tokens: readonly Token[], at: number): readonly [number, number] | undefined {
  let depth = 0
  for (let open = at - 1; open >= 0; open--) {
    const { text } = tokens[open] as Token
    if (closesGroup(text)) depth++
    else if (opensGroup(text) && --depth < 0) {
      const close = closerOf(tokens, open)
      return text === '(' && close > at ? [open, endOfExponent(tokens, close + 1)] : undefined
    }
  }
  return undefined
}

/**
 * Places between the bars of norms, and whether these are norms of matrices: A_i of \|A_i x - b_i\| and of \|A_i - B\|_F. What is
 * turned, (y_i - A_i x)^\top, is a vector as what has a length is.
 */
function placesInNorms(tokens: readonly Token[]): ReadonlyMap<number, boolean> {
  const found = new Map<number, boolean>()
  let bar = -1
  tokens.forEach(({ text }, k) => {
    if (text === ')' && startOfTranspose(tokens, endOfExponent(tokens, k + 1)) === k + 1)
      for (let j = openerOf(tokens, k) + 1; j < k; j++) found.set(j, false)
    if (!NORM_BARS.has(text)) return
    if (bar < 0) {
      bar = k
      return
    }
    const areMatrices = isOfMatrix(tokens, k)
    for (let j = bar + 1; j < k; j++) found.set(j, areMatrices)
    bar = -1
  })
  return found
}

/** A small letter, also in a bold font, or a sum in parentheses: what a matrix is multiplied by. */
function isVectorAt(tokens: readonly Token[], at: number): boolean {
  const { text = '' } = tokens[at] ?? {}
  if (text === '(') return tokens.slice(at, closerOf(tokens, at)).some((token) => /^[-+]$/.test(token.text))
  return /^(?:[a-z]|\\[a-z]+)$/.test(text) && startsName(tokens[at]) && !(boldFonts.has(text) && /^[A-Z]$/.test(tokens[at + 2]?.text ?? ''))
}

/** A_k^\top A_k: X, Y and Z may be samples, of which this is the length. */
function isGram(tokens: readonly Token[], start: number, end: number): boolean {
  const turned = startOfTranspose(tokens, end)
  return turned !== undefined && !/^[XYZ]$/.test(tokens[start]?.text ?? '') && same(tokens, [start, turned], [end, end + turned - start])
}

const isDressing = (token: Token | undefined): boolean => boldFonts.has(token?.text ?? '') || accents.has(token?.text ?? '')

/** Letters that the formula itself shows to be matrices with an index; of what it does not show, the words may tell. */
export function matrixFamiliesIn(tokens: readonly Token[]): ReadonlySet<string> {
  const found = new Set<string>()
  const inNorms = placesInNorms(tokens)
  tokens.forEach(({ text }, k) => {
    if (!CAPITAL.test(text)) return
    const isBraced = tokens[k - 1]?.text === '{' && isDressing(tokens[k - 2])
    const start = isBraced ? k - 2 : isDressing(tokens[k - 1]) ? k - 1 : k
    const under = isBraced ? k + 2 : k + 1
    const accent = accents.get(tokens[start]?.text ?? '')
    if (tokens[under]?.text !== '_') return
    const end = endOfExponent(tokens, endOfOperand(tokens, start))
    const around = parenthesesAround(tokens, start)
    const isForm = isBetween(tokens, start, end) || (around !== undefined && isBetween(tokens, ...around))
    const opening = tokens[start - 1]?.text === '(' ? start - 2 : start - 1
    const inNorm = inNorms.get(start)
    const isApplied = inNorm === false && isVectorAt(tokens, end)
    const isShown = isForm || inNorm === true || isApplied || isGram(tokens, start, end) || tokens[opening]?.text === '\\det'
    if (isShown) found.add(`${text.replace('\\', '')}${accent === undefined ? '' : `_${accent}`}`)
  })
  return found
}

/** "with covariance matrices \Sigma_k" */
export const saysMatrices = (name: string): RegExp =>
  new RegExp(
    String.raw`\b(?:[mM]atri(?:x|ces)|[cC]ovariances?)\b[^.;$]{0,24}(?:\$|\\\()\s*(?:\\(?:boldsymbol|mathbf|bm|pmb)\s*\{?\s*)?\\?${name}\s*\}?\s*_\s*(?:\{\s*)?[a-z]`,
  )
