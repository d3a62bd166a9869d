/** The cells of a notebook as one text: names of one cell are found from another, and places lead back to their cell. */

export interface Part {
  text: string
}

export interface PartPlace {
  /** Index of the part. */
  part: number
  /** Offset within it. */
  offset: number
}

export class Joined {
  readonly text: string
  readonly #starts: number[] = []

  /** Parts are separated by one line break, which belongs to the part before it. */
  constructor(parts: readonly Part[]) {
    let at = 0
    for (const { text } of parts) {
      this.#starts.push(at)
      at += text.length + 1
    }
    this.text = parts.map(({ text }) => text).join('\n')
  }

  toJoined(part: number, offset: number): number {
    return (this.#starts[part] ?? 0) + offset
  }

  toPart(offset: number): PartPlace {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { part: low, offset: offset - (this.#starts[low] ?? 0) }
  }
}

/**
 * The text of a Python cell with IPython's own lines turned into comments of the same length, so that offsets stay true:
 * `%matplotlib inline`, `!pip install numpy`, `?f`, and whole cells of another language (`%%bash`).
 */
export function withoutMagics(text: string): string {
  const cellMagic = /^\s*%%(\w+)/.exec(text)
  // These run the cell's Python; every other cell magic hands the cell to something else.
  if (cellMagic && !['time', 'timeit', 'capture', 'prun'].includes(cellMagic[1] ?? '')) return text.replace(/[^\r\n]/g, ' ')
  return text.replace(/^([ \t]*)[%!?](?=\S)/gm, '$1#')
}
