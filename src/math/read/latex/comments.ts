/** Formulas in the comments and docstrings of programs: :math:`...`, .. math::, and dollars and the like as in Markdown. */
import type { Language } from '../../api.ts'
import { spelledAmong } from '../spelling.ts'
import type { Document } from '../term.ts'
import { openRegions } from './sectioned.ts'
import { markdownRegionsIn, type Region, type Regions } from './text/regions.ts'

const JAVASCRIPT = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g
/** Comments, and strings that are passed over, by how the language begins them. */
const PROSE: { readonly [L in Language]?: RegExp } = {
  python: /("""|''')[\s\S]*?(?:\1|$)|#[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g,
  julia: /(""")[\s\S]*?(?:\1|$)|#=[\s\S]*?(?:=#|$)|#[^\n]*|"(?:\\.|[^"\\\n])*"/g,
  matlab: /%[^\n]*|"[^"\n]*"/g,
  javascript: JAVASCRIPT,
  typescript: JAVASCRIPT,
}
const COMMENT = /^(?:"""|'''|#|%|\/\*|\/\/)/
/** What a formula needs at least; most programs have none. */
const FORMULA = /math:|\$[^$\n]+\$|\$\$|\\[([]/
/** A block's lines stand further in than what opens it. */
const ROLE = /:math:`([^`]+)`|(?:(?<=^([ \t]*))|(?<=\S[ \t]*))\.\.\s+math::[ \t]*([^\n]*(?:\n(?:[ \t]*\n)?\2[ \t]+[^\n]*)*)/gm

/** The formulas in the comments of a program. */
export function commentRegions(text: string, language: Language): Regions {
  const formulas: Region[] = []
  const prose = PROSE[language]
  if (prose !== undefined && FORMULA.test(text)) {
    for (const { 0: piece, index } of text.matchAll(prose)) {
      if (COMMENT.test(piece) && FORMULA.test(piece)) collect(piece.replace(/(?:"""|'''|\*\/)$/, ''), index, formulas)
    }
  }
  return { formulas, code: [] }
}

function collect(piece: string, by: number, into: Region[]): void {
  const own: Region[] = []
  for (const { 0: whole, 1: role, 3: block, index } of piece.matchAll(ROLE)) {
    const inner = role ?? (block as string)
    const start = index + (role === undefined ? whole.length - inner.length : ':math:`'.length)
    own.push({ inner: { start, end: start + inner.length }, outer: { start: index, end: index + whole.length }, display: role === undefined })
  }
  for (const region of markdownRegionsIn(piece).formulas) {
    if (!own.some(({ outer }) => outer.start < region.outer.end && region.outer.start < outer.end)) own.push(region)
  }
  own.sort((a, b) => a.outer.start - b.outer.start)
  for (const { inner, outer, ...rest } of own) {
    into.push({ ...rest, inner: { start: inner.start + by, end: inner.end + by }, outer: { start: outer.start + by, end: outer.end + by } })
  }
}

/** A program whose comments may hold formulas: where the selection or cursor is in one, or only one defines the name asked for, the formula is read, else the program. */
export function withComments(document: Document, text: string, language: Language): Document {
  if (PROSE[language] === undefined) return document
  const regions = commentRegions(text, language)
  if (regions.formulas.length === 0) return document
  let formulas: Document | undefined
  /** Is a name that is asked for one of a formula, where the formula is selected or the program has no such name? */
  const isNamedInFormulas = (of: string, within: boolean): boolean => {
    if (!within && document.definitions().some(({ name }) => name === of)) return false
    formulas ??= openRegions(text, regions)
    const names = formulas.definitions().map(({ name }) => name)
    return names.includes(spelledAmong(of, names))
  }
  return {
    definitions: () => document.definitions(),
    inner: () => document.inner?.() ?? [],
    assignments: (within) => document.assignments?.(within) ?? [],
    equations: () => document.equations?.() ?? [],
    read: (target) => {
      const { selection, of } = target
      const within = selection !== undefined && regions.formulas.some(({ outer }) => outer.start <= selection.start && selection.end <= outer.end)
      if (of === undefined ? !within : !isNamedInFormulas(of, within)) return document.read(target)
      formulas ??= openRegions(text, regions)
      return formulas.read(target)
    },
  }
}
