/**
 * Parsing with Lezer, within bounds: the last few texts' trees are kept, and a text that differs from one of them in one
 * place is parsed from there on only.
 */

import { type Parser, type SyntaxNode, type Tree, TreeFragment } from '@lezer/common'
import type { Range } from '../../api.ts'
import { type Change, Recent } from '../recent.ts'
import { ReadError } from '../term.ts'
import { FileStatements, movedPiece, type Piece } from './pieces.ts'
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
  readonly changes: number
  readonly tree: Tree
  readonly pieces: readonly Piece[]
}

/** Brings what stands directly in a file over to statements. */
interface Lowering {
  member(node: SyntaxNode): readonly Statement[]
}

/** Below so many characters all is parsed. */
const SHORT = 2000

/** What Lezer's parser counts: operators of one chain (it ends a statement after some hundred), errors, open things. */
interface Counting {
  bigReductionCount?: number
  readonly recovering?: number
  readonly stacks?: readonly { readonly stack: readonly number[] }[]
}

export class TextParser {
  private readonly recent = new Recent<Parsed>()

  private known: Pick<Parser, 'startParse'> | undefined

  /** `parser` is asked for when a text is first parsed: making a grammar takes a while. */
  constructor(private readonly parser: () => Pick<Parser, 'startParse'>) {}

  /** The tree of a text. Throws ReadError where it is nested too deeply. */
  parse(text: string, fragments: readonly TreeFragment[] = []): Tree {
    const deep = tooDeep(text)
    if (deep !== undefined) throw new ReadError('brackets are nested too deeply here', deep, 'split the expression with intermediate names')
    return this.build(text, fragments)
  }

  /** The statements of a text, as `lowering` makes them of its tree. Throws ReadError where it is nested too deeply. */
  statements(text: string, lowering: Lowering): FileStatements {
    const same = this.recent.find(text)
    if (same !== undefined) return new FileStatements(same.pieces)
    const nearest = text.length < SHORT ? undefined : this.recent.nearest(text)
    const tree = this.parse(text, nearest === undefined ? [] : fragmentsOf(nearest.known, nearest.change))
    const { pieces } = this.recent.add({
      text,
      changes: nearest === undefined ? 0 : nearest.known.changes + 1,
      tree,
      pieces: piecesOf(tree, lowering, nearest?.known, nearest?.change),
    })
    return new FileStatements(pieces)
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
}

/** What can be kept of the tree of a text: all but the one place that changed. */
function fragmentsOf({ text, tree }: Parsed, { start, end, by }: Change): readonly TreeFragment[] {
  const toA = text.length - end
  return TreeFragment.applyChanges(TreeFragment.addTree(tree), [{ fromA: start, toA, fromB: start, toB: toA + by }])
}

/** What stands directly in a file. What stood in the text before it as well, away from the change, is kept. */
function piecesOf(tree: Tree, lowering: Lowering, known: Parsed | undefined, change: Change | undefined): Piece[] {
  const pieces: Piece[] = []
  const old = known?.pieces ?? []
  const { start = 0, end = 0, by = 0 } = change ?? {}
  const behind = (known?.text.length ?? 0) - end
  let k = 0
  const cursor = tree.cursor()
  if (!cursor.firstChild()) return pieces
  do {
    const { name, from, to } = cursor
    if (/Comment$/.test(name)) continue
    const moved = to < start ? 0 : by
    while (k < old.length && (old[k] as Piece).start < from - moved) k++
    const same = old[k]
    const kept = same?.start === from - moved && same.end === to - moved && same.before === name && (to < start || same.start > behind)
    pieces.push(
      kept
        ? movedPiece(same, moved)
        : { start: from, end: to, reach: to, before: name, after: name, statements: lowering.member(cursor.node), origin: from },
    )
  } while (cursor.nextSibling())
  return pieces
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
