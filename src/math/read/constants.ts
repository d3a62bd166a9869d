/**
 * Names that functions give to plain numbers, h = 6.626e-34: they stay names in what is shown, with their values, as those of a file do.
 * Which of them a text needs as the numbers themselves, for lengths, rounds and branches, is found by reading it.
 */
import type { Range, Value } from '../api.ts'
import { someNode } from '../expr.ts'
import { lengthNames } from '../shape.ts'
import type { ConstantNames } from './constantNames.ts'
import type { Elaborated } from './elaborate.ts'
import { ReadError, type Reading } from './term.ts'

export class Constants implements ConstantNames {
  /** Those that are read as their numbers. */
  private readonly numbers = new Set<string>()
  private readonly all = new Set<string>()
  private kept = new Set<string>()
  /** Parameters that say how often something is done: those that do so for any number, and those that do for theirs. */
  private readonly counts = new Set<string>()
  private readonly counted = new Set<string>()
  private needed = new Set<string>()
  private isReading = false

  keeps(name: string): boolean {
    if (this.numbers.has(name)) return false
    this.kept.add(name)
    this.all.add(name)
    return true
  }

  keepsCount(name: string): boolean {
    if (this.counted.has(name)) return false
    this.counts.add(name)
    return true
  }

  need(name: string): void {
    this.needed.add(name)
  }

  /** Throws ReadError where what says how often something is done says how long something is too: an input may be longer, an array is written out. */
  withoutLengths(elaborated: Elaborated, range: Range): Elaborated {
    const isLong = (name: string): boolean => this.counts.has(name)
    if (this.counts.size > 0 && someNode(elaborated.expr, ({ shape }) => shape.some((length) => lengthNames(length).some(isLong))))
      throw new ReadError('how long this is depends on symbols', range)
    return elaborated
  }

  /** From now on all that were met are read as their numbers; false where there are none that are not already. */
  giveUp(): boolean {
    if (this.settleCounts()) return true
    const before = this.numbers.size
    for (const name of this.all) this.numbers.add(name)
    return this.numbers.size > before
  }

  /** From now on what says how often something is done does so for its number; false where nothing does that not already. */
  private settleCounts(): boolean {
    for (const name of this.counts) this.counted.add(name)
    const some = this.counts.size > 0
    this.counts.clear()
    return some
  }

  settle<T>(read: () => T): T {
    if (this.isReading) return read()
    this.isReading = true
    try {
      return this.settled(read)
    } finally {
      this.isReading = false
    }
  }

  private settled<T>(read: () => T): T {
    const added: string[] = []
    for (;;) {
      this.kept = new Set()
      this.needed = new Set()
      let names: ReadonlySet<string>
      try {
        const found = read()
        if (this.needed.size === 0) return found
        names = this.needed
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        if (this.settleCounts()) continue
        if (this.kept.size === 0) {
          for (const name of added) this.numbers.delete(name)
          throw error
        }
        // What is refused with names may not be with numbers.
        names = this.kept
      }
      for (const name of names) this.numbers.add(name)
      added.push(...names)
    }
  }
}

/** What is given for constants that are positive in the text, and so in the formula, and is not. */
export const turnedConstants = ({ constants }: Reading, at: Readonly<Record<string, Value>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...(constants ?? [])].flatMap(([name, { number }]): [string, number][] => {
      const given = Object.hasOwn(at, name) ? at[name] : undefined
      return number.value > 0 && typeof given === 'number' && Number.isFinite(given) && given <= 0 ? [[name, given]] : []
    }),
  )

/** The numbers of the text that names stand for which are neither parameters nor differentiated by. */
export const numbersBeside = ({ declarations, parameters = [] }: Reading, wrt: readonly string[]): ReadonlyMap<string, number> =>
  new Map(
    [...declarations].flatMap(([name, { value }]): [string, number][] =>
      typeof value !== 'number' || parameters.includes(name) || wrt.includes(name) ? [] : [[name, value]],
    ),
  )
