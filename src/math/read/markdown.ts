/** Reads Markdown: its formulas, and, where the selection is in a fenced block of code, that block in its own language. */
import type { Range } from '../api.ts'
import { openRegions } from './latex/document.ts'
import { openFormula } from './latex/latex.ts'
import { type CodeBlock, markdownRegions } from './latex/regions.ts'
import { type Definition, type Document, ReadError, type Reading, type Target } from './term.ts'

/** Opens a text in the language a fence names; undefined where that language is not read. */
export type CodeOpener = (text: string, language: string) => Document | undefined

export function openMarkdown(text: string, openCode?: CodeOpener): Document {
  const regions = markdownRegions(text)
  const formulas = regions.formulas.length > 0 ? openRegions(text, regions) : undefined
  const { code } = regions
  if (code.length === 0 || openCode === undefined) return formulas ?? withoutDollars(text)
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
      return (formulas ?? withoutDollars(text)).read(target)
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
