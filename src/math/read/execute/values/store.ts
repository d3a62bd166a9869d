/**
 * What execution writes to, so that both sides of a condition can be run from the same state: every write goes through
 * the store, which can take a stretch of writes back and say what they were.
 */

/** A place that holds a value: a variable, the items of a list. */
export class Cell<T> {
  constructor(private held: T) {}

  get value(): T {
    return this.held
  }

  set value(value: T) {
    this.held = value
  }
}

/** Another name of a place: what it holds is read and written there. */
export class Alias<T> extends Cell<T | undefined> {
  constructor(
    private readonly read: () => T | undefined,
    private readonly write: (value: T | undefined) => void,
  ) {
    super(undefined)
  }

  override get value(): T | undefined {
    return this.read()
  }

  override set value(value: T | undefined) {
    this.write(value)
  }
}

/** What a stretch of writes changed: each cell's value before and after. */
export type Changes = Map<Cell<unknown>, { readonly before: unknown; readonly after: unknown }>

export class Store {
  private trail: { cell: Cell<unknown>; before: unknown }[] | undefined
  /** The trails of the attempts around the one under way. */
  private readonly around: Store['trail'][] = []

  /** Whether what is written now may be taken back. */
  get isTrying(): boolean {
    return this.trail !== undefined
  }

  /** Whether a cell has been written to in what may be taken back. */
  hasWritten(cell: Cell<unknown>): boolean {
    return [this.trail, ...this.around].some((trail) => trail?.some((each) => each.cell === cell))
  }

  set<T>(cell: Cell<T>, value: T): void {
    if (cell.value === value) return
    if (cell instanceof Alias) {
      // What is written to remembers it.
      cell.value = value
      return
    }
    this.trail?.push({ cell, before: cell.value })
    cell.value = value
  }

  /** Runs something, takes its writes back, and says what they were. Takes them back as well when it throws. */
  attempt<R>(run: () => R): { result: R; changes: Changes } {
    const outer = this.trail
    const own: { cell: Cell<unknown>; before: unknown }[] = []
    this.around.push(outer)
    this.trail = own
    const changes: Changes = new Map()
    try {
      const result = run()
      return { result, changes }
    } finally {
      this.trail = outer
      this.around.pop()
      for (let k = own.length - 1; k >= 0; k--) {
        const { cell, before } = own[k] as { cell: Cell<unknown>; before: unknown }
        const known = changes.get(cell)
        changes.set(cell, { before, after: known === undefined ? cell.value : known.after })
        cell.value = before
      }
    }
  }

  /** Runs something that holds for all attempts: what a file defines is executed when its name is first asked for, in whatever attempt that is. */
  lasting<R>(run: () => R): R {
    const outer = this.trail
    this.trail = undefined
    try {
      return run()
    } finally {
      this.trail = outer
    }
  }

  /** Does again what was taken back. */
  redo(changes: Changes): void {
    for (const [cell, { after }] of changes) this.set(cell, after)
  }
}
