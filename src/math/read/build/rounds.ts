/** Building the terms of a reading in rounds: once more lengths are known, only what they change is made anew. */
import type { Note } from '../../api.ts'
import { partsOf, type TermOrder } from '../order.ts'
import type { Term } from '../term.ts'
import type { Built } from './built.ts'

/** What a term became, and what had come about by then. */
interface Step {
  readonly built: Built
  /** Whether it is another than in the round before. */
  readonly changed: boolean
  /** It has lengths that no term below it has, which another round may know better. */
  readonly isOpen: boolean
  /** How many lengths without a name had been taken. */
  readonly lengths: number
  readonly complex: boolean
  readonly notes: readonly Note[]
}

/** What terms became, in the order in which they were added, in this round and the one before. */
export class Rounds {
  private before: readonly Step[] = []
  private steps: Step[] = []

  constructor(private readonly order: TermOrder) {}

  /** Begins another round. */
  again(): void {
    this.before = this.steps
    this.steps = []
  }

  get length(): number {
    return this.steps.length
  }

  /** What the k-th term became. */
  at(k: number): Built | undefined {
    return this.steps[k]?.built
  }

  /** What a term became that has been added. */
  of(term: Term): Built | undefined {
    return this.steps[this.order.positions.get(term) ?? -1]?.built
  }

  /** What the next term became before, where it becomes the same again since the terms below it did; undefined for names, which are looked up. */
  same(term: Term): Step | undefined {
    const step = this.before[this.steps.length]
    if (step === undefined || step.isOpen || term.kind === 'name') return undefined
    for (const part of partsOf(term)) if (this.steps[this.order.positions.get(part) as number]?.changed !== false) return undefined
    return step
  }

  /** What the next term became, which `isSame` says to be what it was before; of a name the node tells. */
  add(term: Term, step: Omit<Step, 'changed'>, isSame: boolean): void {
    const before = this.before[this.steps.length]
    const changed = term.kind === 'name' ? before?.built.expr !== step.built.expr : !isSame
    const { built, isOpen, lengths, complex, notes } = step
    this.steps.push({ built, changed, isOpen, lengths, complex, notes })
  }

  /** What was noted, each once. */
  get notes(): readonly Note[] {
    const found: Note[] = []
    for (const { notes } of this.steps) for (const note of notes) if (!found.some(({ message }) => message === note.message)) found.push(note)
    return found
  }
}
