/** Which arrays of a text of Julia are matrices by what is done to them, where one index could as well take a row of a vector of vectors. */
import type { Declaration } from '../term.ts'

/** Functions of matrices alone. */
const OF_MATRICES =
  'tr|det|logdet|logabsdet|inv|pinv|eigvals|eigvecs|eigen|cholesky|lu|qr|svd|svdvals|cond|rank|diag|issymmetric|Symmetric|Hermitian|UpperTriangular|LowerTriangular|eachrow|eachcol'
/** One index, with or without others inside of it: A[2], A[end], A[p[k]]. */
const SINGLE = /(?<![\p{L}_.'\])])([\p{L}_][\p{L}\w]*)\[(?:[^[\],;:]|\[[^[\],;:]*\])+\]/gu

/** What is gone through: for x in A, sum(f, A). */
const THROUGH = /(?:\bin\s+|∈\s*|,\s*)([\p{L}_][\p{L}\w]*)(?![\p{L}\w([.])/gu

/** The names that are indexed by one number or gone through, and used as matrices: their components are counted down the columns. */
export function matricesCounted(text: string): ReadonlyMap<string, Declaration> {
  const found = new Map<string, Declaration>()
  const namesBy = (pattern: RegExp): ReadonlySet<string> => new Set([...text.matchAll(pattern)].map(([, name = '']) => name))
  const single = namesBy(SINGLE)
  for (const name of new Set([...single, ...namesBy(THROUGH)])) {
    const [own, end] = [`(?<![\\p{L}\\w.])${name}`, '(?![\\p{L}\\w(])']
    const says = (pattern: string): boolean => new RegExp(pattern, 'u').test(text)
    const isOfRows = says(`${own}\\[[^\\[\\]]*\\]\\s*\\[`)
    const isMatrix =
      says(`${own}\\[[^\\[\\],;]+,[^\\[\\]]*\\]`) ||
      says(`\\b(?:${OF_MATRICES})\\(\\s*${name}${end}`) ||
      says(`\\b(?:size|axes)\\(\\s*${name}\\s*,\\s*2\\s*\\)`) ||
      // What is gone through may be called as a number is elsewhere: s^2.
      (single.has(name) && says(`${own}\\s*(?:\\*\\s*${name}${end}|\\\\|\\^\\s*[23]\\b)`))
    if (isMatrix && !isOfRows) found.set(name, { rank: 2, matrix: true })
  }
  return found
}
