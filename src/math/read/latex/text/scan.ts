/**
 * A scan of a text for its formulas, from mark to mark. Behind each formula it depends on nothing before: what another scan found
 * before and behind the one place in which the texts differ is taken over.
 */
import type { Range } from '../../../api.ts'
import type { Change } from '../../recent.ts'

/** A formula in a text. */
export interface Region {
  /** Without its delimiters. */
  readonly inner: Range
  /** With them. */
  readonly outer: Range
  readonly display: boolean
  readonly environment?: string
}

/** A fenced block of code. */
export interface CodeBlock {
  readonly inner: Range
  readonly outer: Range
  /** The first word behind the fence, in lower case. */
  readonly language: string
}

/** The same object for the same text, as long as that is remembered. */
export interface Regions {
  readonly formulas: readonly Region[]
  readonly code: readonly CodeBlock[]
  /** Those of a text before it, and the one place in which the texts differ. */
  like?: { readonly regions: Regions; readonly change: Change } | undefined
}

/** What a mark that was met begins; returns where to go on. */
export type Mark = (scan: Scan, match: RegExpExecArray) => number

export interface Marks {
  /** Global. */
  readonly pattern: RegExp
  readonly begin: Mark
}

/** Characters behind a formula that may be looked at to tell where it ends. */
const AHEAD = 8

/** What has been found in a text so far. */
export class Scan implements Regions {
  readonly formulas: Region[] = []
  readonly code: CodeBlock[] = []
  /** For each formula, how far the text was looked at to find it and all before it. */
  readonly reaches: number[] = []
  private reach = 0
  private readonly missing = new Set<string>()

  constructor(readonly text: string) {}

  /** The text was looked at up to this place. */
  looked(to: number): void {
    if (to > this.reach) this.reach = to
  }

  /** indexOf that remembers what is not there: a text full of openings without endings is searched once, not once for each. */
  find(what: string, from: number): number {
    if (this.missing.has(what)) return -1
    const at = this.text.indexOf(what, from)
    if (at < 0) {
      this.missing.add(what)
      this.looked(Number.POSITIVE_INFINITY)
    }
    return at
  }

  /** Behind the next such piece of text, or the end. */
  after(what: string, from: number): number {
    const at = this.find(what, from)
    return at < 0 ? this.text.length : at + what.length
  }

  /** Goes on from a place to the end, or until `isKnown` says of the last formula that what follows is known. */
  run({ pattern, begin }: Marks, from = 0, isKnown?: (last: Region) => boolean): void {
    pattern.lastIndex = from
    for (let match = pattern.exec(this.text); match !== null; match = pattern.exec(this.text)) {
      pattern.lastIndex = begin(this, match)
      if (this.formulas.length === this.reaches.length) continue
      const last = this.formulas[this.formulas.length - 1] as Region
      this.looked(last.outer.end + AHEAD)
      this.reaches.push(this.reach)
      if (isKnown?.(last) === true) return
    }
  }

  /** Takes over what another scan found before the place in which this text differs from its; returns where to go on. */
  begin({ formulas, code, reaches }: Scan, { start }: Change): number {
    let count = reaches.length
    while (count > 0 && (reaches[count - 1] as number) > start) count--
    if (count === 0) return 0
    const from = (formulas[count - 1] as Region).outer.end
    for (let k = 0; k < count; k++) this.formulas.push(formulas[k] as Region)
    for (let k = 0; k < count; k++) this.reaches.push(reaches[k] as number)
    for (const block of code) if (block.outer.end <= from) this.code.push(block)
    this.reach = reaches[count - 1] as number
    return from
  }

  /** Takes over what another scan found behind its k-th formula, which is this one's last. */
  end({ formulas, code, reaches }: Scan, k: number, by: number): void {
    const from = (formulas[k] as Region).outer.end
    const move = <T extends Region | CodeBlock>(one: T): T => (by === 0 ? one : { ...one, inner: moved(one.inner, by), outer: moved(one.outer, by) })
    for (let j = k + 1; j < formulas.length; j++) {
      this.formulas.push(move(formulas[j] as Region))
      this.looked((reaches[j] as number) + by)
      this.reaches.push(this.reach)
    }
    for (const block of code) if (block.outer.start >= from) this.code.push(move(block))
  }
}

const moved = ({ start, end }: Range, by: number): Range => ({ start: start + by, end: end + by })
