/** Reads LaTeX: a document with formulas in it, or a formula alone. */
import type { Language, Range } from '../../api.ts'
import type { Document } from '../term.ts'
import { commentRegions } from './comments.ts'
import { FormulaDocument } from './document.ts'
import { Outline } from './outline.ts'
import { Scope } from './scope.ts'
import { openRegions } from './sectioned.ts'
import { refuseProse } from './text/proseRefused.ts'
import { markdownRegions, type Regions, texRegions } from './text/regions.ts'

/** Opens a .tex document, or a formula without delimiters. */
export function openLatex(text: string): Document {
  const regions = texRegions(text)
  return regions.formulas.length > 0 ? openRegions(text, regions) : openFormula(text)
}

/** A text, or a stretch of it, that is a formula as a whole. */
export function openFormula(text: string, range: Range = { start: 0, end: text.length }): Document {
  const regions: Regions = { formulas: [{ inner: range, outer: range, display: true }], code: [] }
  const document = new FormulaDocument(new Scope(Outline.of(text, regions, true)))
  return {
    definitions: () => document.definitions(),
    equations: () => document.equations(),
    read: (target) => {
      refuseProse(text.slice(range.start, Math.min(range.end, range.start + 2000)), range)
      return document.read(target)
    },
  }
}

/** Where the formulas of a text are, with and without their delimiters; comments and docstrings of programs included. */
export function mathRegions(text: string, language: Language): readonly { readonly inner: Range; readonly outer: Range }[] {
  if (language === 'latex') return texRegions(text).formulas
  return language === 'markdown' ? markdownRegions(text).formulas : commentRegions(text, language).formulas
}
