/**
 * Which square matrices are their own transposes by what the text tells: as it makes them, or fills them with random numbers, or declares
 * them in a formula that transposes others. Who writes a quadratic form means a symmetric matrix without a word.
 */
import type { Source } from '../api.ts'
import { type Expr, nameOf, number, substitute, topological } from '../expr.ts'
import { add, div } from '../ops/arithmetic.ts'
import { transpose } from '../ops/linear.ts'
import { inPattern } from '../read/spelling.ts'
import { compare } from './compare.ts'
import type { Condition } from './conditions.ts'
import { listAt } from './listed.ts'
import { isGiven, isMadeSymmetric } from './made.ts'
import { FORMULAS } from './stated.ts'
import type { Subject } from './subject.ts'
import type { Suspect } from './suspect.ts'

/** Undefined where nothing tells; `condition`: that all square matrices are. */
export function isSymmetric(subject: Subject, suspect: Suspect, condition: Condition, matrix: Expr): boolean | undefined {
  const { source, pair } = subject
  const made = isMadeSymmetric(source, pair, matrix)
  if (made !== undefined || HINTS.test(source.text) || isOfSymmetricPart(suspect.sides.value.expr, condition, matrix)) return made
  if (!FORMULAS.has(source.language)) return isRandom(subject, matrix) ? false : undefined
  return isDeclared(source, matrix) && isBesideTransposed(suspect, matrix) && isRightWhere(suspect, condition, matrix) ? false : undefined
}

/** Words that are said of symmetric matrices, or where some are meant. */
const HINTS =
  /symm|\bsym\w*\(|\\(?:mathbb|mathcal|mathbf)\s*\{?\s*S\b|self-?adjoint|hermitian|covarianc|\bcov\b|kernel|hessian|\bgram|precision|inertia|stiffness|laplac|adjacency|definite|psd|spd|\\succ|diagonal|\bdiag\b|projection|projector|orthogonal|metric|coupling|hopfield|boltzmann|\bising|undirected|distance matri|correlation|similarit|mass matri|quadratic form/i

/** Letters for what is symmetric in most texts, as Q, K, L, H, P, Σ and Λ are. */
const SYMMETRIC_LETTERS = /^(?:[DGHIKLMPQRS]|[ΣΛΩΓΨΦΠΞΔ]|\\?(?:[Ss]igma|[Ll]ambda|[Oo]mega|[Gg]amma|[Pp]si|[Pp]hi|[Pp]i|[Xx]i|[Dd]elta))(?:[_^].*)?$/u

/** Whether the value is made of nothing but the matrix's symmetric part where all others are symmetric, as a quadratic form is. */
function isOfSymmetricPart(value: Expr, { where }: Condition, matrix: Expr): boolean {
  const others = substitute(value, new Map([...where].filter(([node]) => node !== matrix)))
  const part = div(add(matrix, transpose(matrix)), number(2))
  return compare(others, substitute(others, new Map([[matrix, part]])), { values: new Map(), defaults: new Map() }).relation !== 'different'
}

/** Whether all is right where this one matrix is symmetric. */
function isRightWhere({ sides, claim, known }: Suspect, { where }: Condition, matrix: Expr): boolean {
  const alone = new Map([...where].filter(([node]) => node === matrix))
  const there = { ...known, of: known.of && substitute(known.of, alone) }
  return sides.parts.every(({ expr }, k) => compare(substitute(expr, alone), substitute(claim.exact[k] as Expr, alone), there).relation === 'equal')
}

/** Whether a formula's matrix is declared as any with as many rows as columns, under a name that is not one of a symmetric one's. */
function isDeclared({ text }: Source, matrix: Expr): boolean {
  const name = nameOf(matrix) as string
  const more = String.raw`(?:\s{0,4},\s{0,4}\$?(?:\\\w{1,12}\{)?\p{L}(?:_\w)?\}?\$?){0,8}`
  const set = String.raw`\s{0,4}(?:\\in|∈)\s{0,4}(?:\\(?:mathbb|mathbf|Bbb|R\b)|ℝ)`
  return !SYMMETRIC_LETTERS.test(name) && new RegExp(String.raw`(?<![\p{L}\\])${inPattern(name)}\}?\$?${more}${set}`, 'u').test(text)
}

/** Whether the derivative has other matrices' transposes, and neither this one's nor that of a variable, as a congruence has. */
function isBesideTransposed({ sides: { parts, value }, claim: { symbols } }: Suspect, matrix: Expr): boolean {
  const nodes = new Set(parts.flatMap(({ expr }) => topological([expr])))
  const transposed = value.symbols.filter((node) => node.rank === 2 && nodes.has(transpose(node)))
  return transposed.length > 0 && !transposed.some((node) => node === matrix || symbols.includes(node))
}

/** What fills an array with random numbers, and what makes something symmetric of them. */
const [RANDOM, MIRRORED] = [
  /\brand|random|\bnormal\(|\.normal\(|uniform\(|xavier|glorot|kaiming/i,
  /\.T\b|transpose|\.t\(\)|[\w)\]]'(?!\])|@|triu|tril|\.dot\(|matmul/,
]

/** Places at which a name gets a value that are looked at. */
const MOST = 40

/** Whether code gives a matrix nothing but random numbers, and steps from there. */
function isRandom({ source: { text }, source, pair, value, derivative }: Subject, matrix: Expr): boolean {
  const name = (nameOf(matrix) as string).replace(/^.*\./, '')
  const isTaken = [value, derivative].some(({ parameters }) => parameters?.includes(nameOf(matrix) as string))
  if (isTaken && !isGiven(source, pair, name)) return false
  const own = inPattern(name)
  if (new RegExp(String.raw`(?<![\p{L}\p{N}_])${own}\[[^\]\n]{0,80}\]\s{0,8}[-+*/]?=(?!=)`, 'u').test(text)) return false
  const places = [...text.matchAll(new RegExp(String.raw`(?<![\p{L}\p{N}_])${own}(?:['"]\])?[ \t]{0,8}(?<sign>[-+*/@]?)=(?!=)`, 'gu'))]
  if (places.length > MOST) return false
  const isUsed = new RegExp(String.raw`(?<![\p{L}\p{N}_])${own}(?![\p{L}\p{N}_])`, 'u')
  let isFilled = false
  for (const { 0: head, index, groups } of places) {
    const start = index + head.length
    const written = text.slice(start, listAt(text, start, false).end)
    if (RANDOM.test(written) && !MIRRORED.test(written)) isFilled = true
    else if (new RegExp(String.raw`${own}\s{0,4}(?:\.T\b|\.transpose|'|\.t\()|transpose\(`, 'u').test(written)) return false
    else if (groups?.['sign'] !== '-' && !isUsed.test(written)) return false
  }
  return isFilled
}
