/** Reads Markdown: its formulas, and, where the selection is in a fenced block of code, that block in its own language. */
import type { Range } from '../api.ts'
import { openFormula } from './latex/latex.ts'
import { openRegions } from './latex/sectioned.ts'
import { type CodeBlock, markdownRegions } from './latex/text/regions.ts'
import { type Definition, type Document, ReadError, type Reading, type Target } from './term.ts'

/** Opens a text in the language a fence names; undefined where that language is not read. */
export type CodeOpener = (text: string, language: string) => Document | undefined

/** Lines of a quote that holds formulas, one after the other. */
const QUOTE = /^[ \t]*>[^\n]*(?:\n[ \t]*>[^\n]*)*/gm
const QUOTED = /^[ \t]*>(?:[ \t]*>)*/gm

/**
 * The text with blanks in the place of the signs before the lines of quotes, as Obsidian's callouts are, so that all stands where it stood. A
 * line that begins with > in a formula that is not quoted is a relation.
 */
const withoutQuotes = (text: string): string =>
  /^[ \t]*>/m.test(text)
    ? text.replace(QUOTE, (quote) => (/\$|\\[([]/.test(quote) ? quote.replace(QUOTED, (signs) => ' '.repeat(signs.length)) : quote))
    : text

/** `openPlain` opens what is written without markup, between backticks. */
export function openMarkdown(written: string, openCode?: CodeOpener, openPlain?: (text: string) => Document): Document {
  const text = withoutQuotes(written)
  const regions = markdownRegions(text)
  const formulas = regions.formulas.length > 0 ? openRegions(text, regions) : undefined
  const { code } = regions
  const open = (): Document => {
    const spans = openPlain === undefined ? undefined : formulaSpans(text)
    return spans === undefined ? withoutDollars(text) : (openPlain as (text: string) => Document)(spans)
  }
  if (code.length === 0 || openCode === undefined) {
    const document = formulas ?? open()
    return openPlain === undefined ? document : withSpans(document, text, openPlain)
  }
  const blocks = new Map<CodeBlock, Document | undefined>()
  const opened = (block: CodeBlock): Document | undefined => {
    if (!blocks.has(block)) blocks.set(block, openBlock(text, block, code, openCode))
    return blocks.get(block)
  }
  const blockOf = (selection: Range): CodeBlock | undefined => code.find(({ outer }) => outer.start <= selection.start && selection.end <= outer.end)
  const readable = (): CodeBlock | undefined => [...code].reverse().find((block) => opened(block) !== undefined)

  return {
    equations: () => formulas?.equations?.() ?? [],
    definitions: (): Definition[] => {
      const own = formulas?.definitions() ?? []
      const last = readable()
      return last === undefined ? own : [...own, ...(opened(last) as Document).definitions()]
    },
    inner: () => {
      const last = readable()
      return (last && opened(last)?.inner?.()) ?? []
    },
    read: (target: Target): Reading => {
      const { of, selection } = target
      const block = selection === undefined ? undefined : blockOf(selection)
      if (block !== undefined) {
        const document = opened(block)
        if (document === undefined)
          throw new ReadError(
            `code in the language "${block.language}" is not read here`,
            block.outer,
            'fenced blocks of python, javascript, julia, matlab and math are',
          )
        const { start, end } = selection as Range
        const within = {
          start: Math.min(Math.max(start, block.inner.start), block.inner.end),
          end: Math.min(Math.max(end, block.inner.start), block.inner.end),
        }
        return document.read({ ...target, selection: within })
      }
      // Code is opened only where it may be meant.
      const inCode = of === undefined ? formulas === undefined && selection === undefined : !formulas?.definitions().some(({ name }) => name === of)
      const last = inCode ? readable() : undefined
      if (last !== undefined) return (opened(last) as Document).read(target)
      return (formulas ?? open()).read(target)
    },
  }
}

/** A block, seeing what the blocks of its language before it define; everything else is blank, so that places stay. */
function openBlock(text: string, block: CodeBlock, code: readonly CodeBlock[], openCode: CodeOpener): Document | undefined {
  let masked = ''
  let at = 0
  const upTo = (place: number, keep: boolean): void => {
    const piece = text.slice(at, place)
    masked += keep ? piece : piece.replaceAll(/[^\n]/g, ' ')
    at = place
  }
  for (const own of code) {
    if (own.language !== block.language || own.inner.start > block.inner.start) continue
    upTo(own.inner.start, false)
    upTo(own.inner.end, true)
  }
  upTo(text.length, false)
  return openCode(masked, block.language)
}

const SPAN = /(?<![`\\])`([^`\n]+)`(?!`)/g

/**
 * The definitions and formulas between backticks, `K(r) = 2 * pi * r^2`, each in a line of its own, with blanks in the place of all else;
 * undefined where there is no definition among them.
 */
function formulaSpans(text: string): string | undefined {
  const blanks = (piece: string): string => piece.replaceAll(/[^\n]/g, ' ')
  let masked = ''
  let at = 0
  let defines = false
  for (const { 0: span, 1: inner = '', index } of text.matchAll(SPAN)) {
    const isDefinition = /^\s*[\p{L}][\p{L}\d_]*(?:\([\p{L}\d_,\s]*\))?\s*=(?![=>])\s*[^\s"'{]/u.test(inner)
    if (!isDefinition && !/[\w)\]]\s*[-+*/^]\s*[\w([]/.test(inner)) continue
    // PORT=8080 is a setting.
    defines ||= isDefinition && /=.*[-+*/^(]/.test(inner)
    // "where" explains what stands before it.
    const between = text.slice(at, index)
    const where = isDefinition && at > 0 ? (/\b(?:where|with)\s*$/.exec(between)?.[0] ?? '') : ''
    masked += `${blanks(between.slice(0, between.length - where.length))}${where}${where === '' ? '\n' : ' '}${inner}\n`
    at = index + span.length
  }
  return defines ? masked + blanks(text.slice(at)) : undefined
}

/** The document, of which a formula between backticks is read by itself where it is selected. */
function withSpans(document: Document, text: string, openPlain: (text: string) => Document): Document {
  const read = (target: Target): Reading => {
    const { selection } = target
    if (selection === undefined || target.of !== undefined) return document.read(target)
    const span = [...text.matchAll(SPAN)].find(({ 0: whole, index }) => index < selection.start && selection.end < index + whole.length)
    if (span === undefined || !/[\w)\]]\s*[-+*/^=]\s*[\w([]/.test(span[1] as string)) return document.read(target)
    return openPlain(' '.repeat(span.index + 1) + (span[1] as string)).read(target)
  }
  return { definitions: () => document.definitions(), equations: () => document.equations?.() ?? [], read }
}

/** Markdown without any delimiters: a formula by itself, when it looks like one. */
function withoutDollars(text: string): Document {
  const range = { start: 0, end: text.length }
  if (/[=^\\_+*/]|\d/.test(text)) return openFormula(text)
  return {
    definitions: () => [],
    read: () => {
      throw new ReadError('there is no formula in this text', range, 'write formulas between dollars: $x^2$')
    },
  }
}
