/** The sections of a text: where Markdown's and LaTeX's headings begin them. */
import type { Change } from '../../recent.ts'

/** A section's place, and how deep its heading is; the beginning of a text is above all. */
interface Section {
  readonly place: number
  readonly level: number
}

/**
 * A paragraph's heading sets no bounds: what one says holds in those behind it. Nor does a \part[3] of a question, which says its points,
 * not its title.
 */
const HEADING = /^[ \t]*(?:(#{1,6})[ \t]|\\(?:(?:((?:sub)*)section|(chapter))\*?[[{]|part\*?(?:\[[^\]\n]*\]\s*)?\{))/gm

export class Sections {
  /** In order, the beginning first. */
  private readonly all: readonly Section[]

  /** They are found anew only in the lines that are not those of a text before. */
  constructor(text: string, before?: { readonly sections: Sections; readonly change: Change }) {
    const beginning = { place: 0, level: -1 }
    if (before === undefined) {
      this.all = [beginning, ...headings(text, 0, text.length)]
      return
    }
    const { sections, change } = before
    const from = text.lastIndexOf('\n', change.start - 1) + 1
    const newline = text.indexOf('\n', text.length - change.end)
    const to = newline < 0 ? text.length : newline + 1
    this.all = [
      beginning,
      ...sections.all.slice(1).filter(({ place }) => place < from),
      ...headings(text, from, to),
      ...sections.all.slice(1).flatMap(({ place, level }) => (place + change.by >= to ? [{ place: place + change.by, level }] : [])),
    ]
  }

  /** The number of the section that a place is in. */
  at(place: number): number {
    let low = 0
    let high = this.all.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.all[middle] as Section).place <= place) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Is a place in the same section as another, or in what stands before the subsections one of which holds that one? */
  isAbove(place: number, other: number): boolean {
    const above = this.at(place)
    let own = this.at(other)
    while (own > above) {
      const { level } = this.all[own] as Section
      do own--
      while ((this.all[own] as Section).level >= level)
    }
    // What stands before all headings is an abstract, a title or a note of its own.
    return own === above && (own > 0 || this.at(other) === 0)
  }
}

/** Those in whole lines. */
const headings = (text: string, from: number, to: number): readonly Section[] =>
  [...text.slice(from, to).matchAll(HEADING)].map(({ index, 1: hashes, 2: sub, 3: chapter }) => ({
    place: from + index,
    level: hashes?.length ?? (sub !== undefined ? 2 + sub.length / 3 : chapter !== undefined ? 1 : 0),
  }))
