/**
 * Parsing with Lezer, within bounds: the last few texts' trees are kept, and a text that differs from one of them in one
 * place is parsed from there on only.
 */

import { NodeType, type Parser, type SyntaxNode, Tree, TreeFragment } from '@lezer/common'
import type { Range } from '../../../api.ts'
import { type Change, Recent } from '../../recent.ts'
import { ReadError } from '../../term.ts'
import { checkDepth } from './depth.ts'
import { FileStatements, movedPiece, type Piece } from './pieces.ts'
import type { Statement } from './syntax.ts'

/** Damaged text is slow to recover from: after so many tokens read while recovering it is refused. */
const MOST_RECOVERING = 5_000
/** In long texts they are fewer, since each may be looked for up to the end of the text: characters gone through in all. */
const MOST_LOOKED_THROUGH = 200_000_000
/** Entries of the parser's stack: unfinished things inside one another. */
const DEEPEST_STACK = 6000

interface Parsed {
  readonly text: string
  readonly changes: number
  /** What the parser can take over of its trees. */
  readonly fragments: readonly TreeFragment[]
  /** Brackets inside brackets, at most. */
  readonly deepest: number
  readonly pieces: readonly Piece[]
}

/** Brings what stands directly in a file over to statements. */
interface Lowering {
  member(node: SyntaxNode): readonly Statement[]
}

/** So many characters and pieces on both sides of a change are parsed again with it. */
const [AROUND, BESIDE] = [100, 3]

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
  parse(text: string): Tree {
    checkDepth(text)
    return this.build(text, [])
  }

  /** The statements of a text, as `lowering` makes them of its tree. Throws ReadError where it is nested too deeply. */
  statements(text: string, lowering: Lowering): FileStatements {
    const same = this.recent.find(text)
    if (same !== undefined) return new FileStatements(same.pieces)
    const nearest = text.length < SHORT ? undefined : this.recent.nearest(text)
    const deepest = checkDepth(text, nearest === undefined ? undefined : { ...nearest.change, deepest: nearest.known.deepest })
    const fragments = nearest === undefined ? [] : withChange(nearest.known, nearest.change)
    const part = nearest && this.around(text, lowering, nearest.known, nearest.change)
    const tree = part === undefined ? this.build(text, fragments) : undefined
    const pieces = part ?? piecesOf(tree as Tree, lowering, nearest)
    this.recent.add({
      text,
      changes: nearest === undefined ? 0 : nearest.known.changes + 1,
      deepest,
      pieces,
      fragments: tree === undefined ? fragments : TreeFragment.addTree(tree),
    })
    return new FileStatements(pieces)
  }

  /**
   * What stands around the change is parsed by itself, with some of what is before and behind it: where that comes out as it was, all
   * further away is as it was too. Undefined where it does not.
   */
  private around(text: string, lowering: Lowering, known: Parsed, { start, end, by }: Change): readonly Piece[] | undefined {
    const old = known.pieces
    const behind = known.text.length - end
    let first = old.findIndex((piece) => piece.end + AROUND >= start)
    first = first < 0 ? old.length - BESIDE : first - BESIDE
    while (first > 0 && text[(old[first] as Piece).start - 1] !== '\n') first--
    let last = old.findIndex((piece) => piece.start >= behind + AROUND)
    last = last < 0 ? old.length : last + BESIDE
    const isBegun = first <= 0
    const isEnded = last >= old.length
    const from = isBegun ? 0 : (old[first] as Piece).start
    const newline = isEnded ? -1 : text.indexOf('\n', (old[last - 1] as Piece).end + by)
    const to = newline < 0 ? text.length : newline
    if ((to - from) * 2 > text.length) return undefined
    const nodes = membersOf(this.build(text, [], { from, to }), from)
    const isKept = (node: SyntaxNode | undefined, piece: Piece, moved: number): boolean =>
      node !== undefined && isPiece(piece, node, moved) && !isDamaged(node)
    if (!isBegun && !isKept(nodes[0], old[first] as Piece, 0)) return undefined
    if (!isEnded && !Array.from({ length: BESIDE }, (_, k) => k + 1).every((k) => isKept(nodes.at(-k), old[last - k] as Piece, by))) return undefined
    const before = isBegun ? 0 : first + 1
    const after = isEnded ? old.length : last - BESIDE
    return [
      ...old.slice(0, before),
      ...nodes.slice(isBegun ? 0 : 1, isEnded ? undefined : -BESIDE).map((node) => pieceOf(node, lowering)),
      ...old.slice(after).map((piece) => movedPiece(piece, by)),
    ]
  }

  private build(text: string, fragments: readonly TreeFragment[], part = { from: 0, to: text.length }): Tree {
    try {
      this.known ??= this.parser()
      const parse = this.known.startParse(text, fragments, [part])
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

/** What can be kept of the trees of a text: all but the one place that changed. */
function withChange({ text, fragments }: Parsed, { start, end, by }: Change): readonly TreeFragment[] {
  const toA = text.length - end
  return TreeFragment.applyChanges(fragments, [{ fromA: start, toA, fromB: start, toB: toA + by }])
}

/** What stands directly in a text whose tree begins at a place. */
const membersOf = (tree: Tree, from = 0): SyntaxNode[] =>
  childrenOf(from === 0 ? tree.topNode : (new Tree(NodeType.none, [tree], [from], from + tree.length).topNode.firstChild as SyntaxNode))

/** What stands directly in a file. What stood in the text before it as well, away from the change, is kept. */
function piecesOf(tree: Tree, lowering: Lowering, nearest: { readonly known: Parsed; readonly change: Change } | undefined): Piece[] {
  const old = nearest?.known.pieces ?? []
  const { start, end, by } = nearest?.change ?? { start: 0, end: 0, by: 0 }
  const behind = (nearest?.known.text.length ?? 0) - end
  let k = 0
  return membersOf(tree).map((node) => {
    const moved = node.to < start ? 0 : by
    while (k < old.length && (old[k] as Piece).start < node.from - moved) k++
    const same = old[k]
    const isKept = same !== undefined && isPiece(same, node, moved) && (node.to < start || same.start > behind)
    return isKept ? movedPiece(same, moved) : pieceOf(node, lowering)
  })
}

const pieceOf = (node: SyntaxNode, lowering: Lowering): Piece => {
  const { name, from, to } = node
  return { start: from, end: to, reach: to, before: name, after: name, statements: lowering.member(node), origin: from }
}

const isPiece = ({ start, end, before }: Piece, { name, from, to }: SyntaxNode, by: number): boolean =>
  start === from - by && end === to - by && before === name

/** Is there anything in it that the parser could not take as code? */
export function isDamaged(node: SyntaxNode): boolean {
  let found = false
  node.cursor().iterate(({ type }) => {
    found ||= type.isError
    return !found
  })
  return found
}

/** What stands between the commas of a list in parentheses. */
export function betweenCommas(list: SyntaxNode | undefined): readonly (readonly SyntaxNode[])[] {
  const groups: SyntaxNode[][] = [[]]
  for (const part of list === undefined ? [] : childrenOf(list)) {
    if (part.name === '(' || part.name === ')') continue
    if (part.name === ',') groups.push([])
    else groups.at(-1)?.push(part)
  }
  return groups
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
