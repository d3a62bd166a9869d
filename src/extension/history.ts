/** The expressions that were shown, in order, to go back and forward through; each stays on its text while it is edited. */
import { type Edit, shifted } from './anchor.ts'
import type { Place } from './source.ts'

const longest = 50

export class History {
  #entries: { key: string; place: Place }[] = []
  #at = -1

  get can(): { back: boolean; forward: boolean } {
    return { back: this.#at > 0, forward: this.#at < this.#entries.length - 1 }
  }

  /** What is shown now; going somewhere new forgets what was forward, as in a browser. */
  visit(key: string, place: Place): void {
    if (this.#entries[this.#at]?.key === key) {
      this.#entries[this.#at] = { key, place }
      return
    }
    this.#entries = [...this.#entries.slice(0, this.#at + 1), { key, place }].slice(-longest)
    this.#at = this.#entries.length - 1
  }

  /** The place that many steps on; undefined at the end. */
  travel(step: number): Place | undefined {
    const entry = this.#entries[this.#at + step]
    if (!entry) return undefined
    this.#at += step
    return entry.place
  }

  edit(uri: string, edits: readonly Edit[]): void {
    for (const entry of this.#entries) if (entry.place.uri === uri) entry.place = { ...entry.place, ...shifted(entry.place, edits) }
  }
}
