/** Where the formulas of a text are, found once and not read; of a text like one before, only near the place that changed. */
import type { Range } from '../../../api.ts'
import { type Change, Recent } from '../../recent.ts'
import { markdownMarks, texMarks } from './delimiters.ts'
import { type Marks, type Region, type Regions, Scan } from './scan.ts'

export type { CodeBlock, Region, Regions } from './scan.ts'

interface Scanned {
  readonly text: string
  readonly changes: number
  readonly scan: Scan
}

/** Finds the regions of texts, and remembers the last. */
class Scanner {
  private readonly recent = new Recent<Scanned>()

  constructor(private readonly marks: Marks) {}

  regions(text: string): Regions {
    const known = this.recent.find(text)
    if (known !== undefined) return known.scan
    const nearest = this.recent.nearest(text)
    const scan: Scan & Regions = new Scan(text)
    if (nearest === undefined) scan.run(this.marks)
    else {
      const { known, change } = nearest
      this.rescan(scan, known.scan, change)
      // What that one was like is of use no more.
      ;(known.scan as Regions).like = undefined
      scan.like = { regions: known.scan, change }
    }
    if (scan.formulas.length > 0) this.recent.add({ text, changes: 0, scan })
    return scan
  }

  private rescan(scan: Scan, old: Scan, change: Change): void {
    const from = scan.begin(old, change)
    const same = scan.text.length - change.end
    let k = Math.max(0, scan.formulas.length - 1)
    let isMet = false
    scan.run(this.marks, from, ({ outer: { end } }) => {
      if (end < same) return false
      while (k < old.formulas.length && (old.formulas[k] as Region).outer.end + change.by < end) k++
      isMet = (old.formulas[k] as Region | undefined)?.outer.end === end - change.by
      return isMet
    })
    if (isMet) scan.end(old, k, change.by)
  }
}

const tex = new Scanner(texMarks)
const markdown = new Scanner(markdownMarks)

/** The formulas of a LaTeX document. */
export const texRegions = (text: string): Regions => tex.regions(text)

/** The formulas and code blocks of a Markdown text. */
export const markdownRegions = (text: string): Regions => markdown.regions(text)

/** Those of a piece of Markdown that is not remembered. */
export function markdownRegionsIn(piece: string): Regions {
  const scan = new Scan(piece)
  scan.run(markdownMarks)
  return scan
}

/** A selection in a text of this length, its ends in order. */
export function clamped(selection: Range | undefined, length: number): Range | undefined {
  if (selection === undefined) return undefined
  const within = (place: number): number => (Number.isFinite(place) ? Math.min(Math.max(0, Math.trunc(place)), length) : 0)
  const [a, b] = [within(selection.start), within(selection.end)]
  return { start: Math.min(a, b), end: Math.max(a, b) }
}
