/**
 * Names that functions give to plain numbers, h = 6.626e-34: they stay names in what is shown, with their values, as those of a file do.
 * Which of them a text needs as the numbers themselves, for lengths, rounds and branches, is found by reading it.
 */
import type { Value } from '../api.ts'
import { type ConstantNames, ReadError, type Reading } from './term.ts'

export class Constants implements ConstantNames {
  /** Those that are read as their numbers. */
  private readonly numbers = new Set<string>()
  private readonly all = new Set<string>()
  private kept = new Set<string>()
  private needed = new Set<string>()
  private isReading = false

  keeps(name: string): boolean {
    if (this.numbers.has(name)) return false
    this.kept.add(name)
    this.all.add(name)
    return true
  }

  need(name: string): void {
    this.needed.add(name)
  }

  /** From now on all that were met are read as their numbers; false where there are none that are not already. */
  giveUp(): boolean {
    const before = this.numbers.size
    for (const name of this.all) this.numbers.add(name)
    return this.numbers.size > before
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
