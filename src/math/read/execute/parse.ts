/**
 * Parsing with Lezer, within bounds: the last few texts' trees are kept, and a text that differs from one of them in one
 * place is parsed from there on only.
 */

import { type Parser, type SyntaxNode, type Tree, TreeFragment } from '@lezer/common'
import type { Range } from '../../api.ts'
import { ReadError } from '../term.ts'
import type { Statement } from './syntax.ts'

/** Brackets inside brackets beyond this are refused before anything else looks at them. */
const DEEPEST = 400

/** Where brackets are nested too deeply to be read, if anywhere. A rough count: brackets in strings and comments count too. */
function tooDeep(text: string): Range | undefined {
  let depth = 0
  for (let k = 0; k < text.length; k++) {
    const c = text.charCodeAt(k)
    if (c === 40 || c === 91 || c === 123) {
      if (++depth > DEEPEST) return { start: k, end: k + 1 }
    } else if (c === 41 || c === 93 || c === 125) depth = Math.max(0, depth - 1)
    // A bracket left open ends with its paragraph: what is being typed does not spoil the rest of the file.
    else if (c === 10 && text.charCodeAt(k + 1) === 10 && depth > 0 && depth < DEEPEST / 2) depth = 0
  }
  return undefined
}

/** Damaged text is slow to recover from: after so many tokens read while recovering it is refused. */
const MOST_RECOVERING = 5_000
/** In long texts they are fewer, since each may be looked for up to the end of the text: characters gone through in all. */
const MOST_LOOKED_THROUGH = 200_000_000
/** Entries of the parser's stack: unfinished things inside one another. */
const DEEPEST_STACK = 6000

interface Parsed {
  readonly text: string
  readonly tree: Tree
  /** Brought over once, for all that is asked about one text. */
  statements?: readonly Statement[]
}

/** What Lezer's parser counts: operators of one chain (it ends a statement after some hundred), errors, open things. */
interface Counting {
  bigReductionCount?: number
  readonly recovering?: number
  readonly stacks?: readonly { readonly stack: readonly number[] }[]
}

export class TextParser {
  private readonly recent: Parsed[] = []

  private known: Pick<Parser, 'startParse'> | undefined

  /** `parser` is asked for when a text is first parsed: making a grammar takes a while. */
  constructor(private readonly parser: () => Pick<Parser, 'startParse'>) {}

  /** The tree of a text. Throws ReadError where it is nested too deeply. */
  parse(text: string): Tree {
    return this.parsed(text).tree
  }

  /** The statements of a text, as `lower` makes them of its tree. Throws ReadError where it is nested too deeply. */
  statements(text: string, lower: (top: SyntaxNode) => readonly Statement[]): readonly Statement[] {
    const parsed = this.parsed(text)
    parsed.statements ??= lower(parsed.tree.topNode)
    return parsed.statements
  }

  private parsed(text: string): Parsed {
    const known = this.recent.find((parsed) => parsed.text === text)
    if (known !== undefined) return known
    const deep = tooDeep(text)
    if (deep !== undefined) throw new ReadError('brackets are nested too deeply here', deep, 'split the expression with intermediate names')
    const tree = this.build(text, this.fragments(text))
    const parsed: Parsed = { text, tree }
    this.recent.unshift(parsed)
    if (this.recent.length > 4) this.recent.pop()
    return parsed
  }

  private build(text: string, fragments: readonly TreeFragment[]): Tree {
    try {
      this.known ??= this.parser()
      const parse = this.known.startParse(text, fragments)
      const counting = parse as Counting
      let recovering = 0
      const most = Math.min(MOST_RECOVERING, MOST_LOOKED_THROUGH / text.length)
      for (;;) {
        const tree = parse.advance()
        if (tree !== null) return tree
        if (counting.bigReductionCount !== undefined) counting.bigReductionCount = 0
        if (counting.recovering !== undefined && counting.recovering > 0) recovering++
        const deep = (counting.stacks?.[0]?.stack.length ?? 0) > DEEPEST_STACK
        if (!deep && recovering < most) continue
        const at = Math.min(parse.parsedPos, text.length)
        const place = { start: at, end: Math.min(at + 1, text.length) }
        if (deep) throw new ReadError('this is nested too deeply', place, 'split the expression with intermediate names')
        throw new ReadError('too much up to here is no code', place, 'the text may be damaged, or in another language')
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new ReadError('this text is nested too deeply', { start: 0, end: text.length }, 'split the expression with intermediate names')
    }
  }

  /** What can be kept of the tree of the text most like this one: all but the one place that changed. */
  private fragments(text: string): readonly TreeFragment[] {
    for (const { text: old, tree } of this.recent) {
      const most = Math.min(old.length, text.length)
      if (most < 2000) return []
      let start = 0
      while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start++
      let end = 0
      while (end < most - start && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++
      if (start + end < most / 2) continue
      return TreeFragment.applyChanges(TreeFragment.addTree(tree), [{ fromA: start, toA: old.length - end, fromB: start, toB: text.length - end }])
    }
    return []
  }
}

/** The children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!/Comment$/.test(child.name)) children.push(child)
  }
  return children
}

export const rangeOf = (node: SyntaxNode): Range => ({ start: node.from, end: node.to })

/** The statements of a node; one that cannot be brought over is refused where it is executed, and the others are not. */
export function readable(node: SyntaxNode, lower: () => Statement[]): Statement[] {
  try {
    return lower()
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return [{ kind: 'unknown', what: 'this', names: [], error, range: rangeOf(node) }]
  }
}
