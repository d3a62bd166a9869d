/** A map of bounded size: what was not asked for the longest is forgotten first. */
export class Recent<V> {
  readonly #entries = new Map<string, V>()

  constructor(readonly limit: number) {}

  get(key: string): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  set(key: string, value: V): V {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.limit) {
      const oldest = this.#entries.keys().next()
      if (!oldest.done) this.#entries.delete(oldest.value)
    }
    return value
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  entries(): [string, V][] {
    return [...this.#entries]
  }
}
