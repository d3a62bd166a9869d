/** Constants that tables of a text give: in a row beside their name, or in the column below it, one for each group, layer or component. */
import type { Range, Value } from '../../api.ts'
import { shapeOf } from '../../shape.ts'
import { type Declaration, ReadError } from '../term.ts'
import type { Outline } from './outline.ts'
import { namesIn } from './statements/declarations.ts'
import { lengthsOf } from './terms/terms.ts'
import { numbersIn, type Table, tablesIn } from './text/tables.ts'

/** What a column of numbers is called that are the values of the names in their rows. */
const VALUES = /\b(?:values?|defaults?|numbers?|magnitude|nominal|baseline|settings?)\b/i
/** What makes the numbers below it, or beside it, others than they are in formulas. */
const SCALED = /%|\\%|10\s*\^|\b(?:thousands?|millions?|per ?cent|range|std|s\.?e\.?|error|±)\b/i

export class Tabled {
  private known: Map<string, Declaration> | undefined

  constructor(private readonly outline: Outline) {}

  /** The numbers that a table gives for a name. */
  of(name: string): Declaration | undefined {
    this.known ??= this.found()
    return this.known.get(name)
  }

  private found(): Map<string, Declaration> {
    const known = new Map<string, Declaration>()
    if (this.outline.bare) return known
    const several = new Set<string>()
    const add = (name: string, value: Value, range: Range): void => {
      const lengths = lengthsOf(value)
      if (lengths === undefined) return
      // Two tables that say different things, as of two scenarios, say neither.
      const own = known.get(name)
      if (own !== undefined && JSON.stringify(own.value) !== JSON.stringify(value)) several.add(name)
      known.set(name, { shape: shapeOf(lengths), value, range })
    }
    for (const table of tablesIn(this.outline.text)) {
      this.inRows(table, add)
      this.inColumns(table, add)
    }
    for (const name of several) known.delete(name)
    return known
  }

  /** | $k$ | stiffness | 40 |, | $h_1, h_2$ | risks | 0.01, 0.08 |; and | $N_a$ | 2000 | 6000 | of a group in each column. */
  private inRows([head, ...rows]: Table, add: Add): void {
    if (head === undefined) return
    const column = head.findIndex((cell) => VALUES.test(this.textOf(cell)))
    const [corner] = head
    const isScaled = column >= 0 && SCALED.test(this.textOf(head[column] as Range))
    for (const row of rows) {
      const cell = row.find((own) => this.namesOf(own) !== undefined)
      const names = cell && this.namesOf(cell)
      if (cell === undefined || names === undefined) continue
      if (column >= 0) {
        const own = row[column]
        const value =
          isScaled || own === undefined || own === cell || row.some((other) => other !== own && SCALED.test(this.textOf(other)))
            ? undefined
            : this.valueOf(own)
        if (value !== undefined) addNamed(names, value, cell, add)
      } else if (row[0] === cell && row.length > 2) {
        const values = row.slice(1).map((own) => this.valueOf(own))
        const [, base] = (names.length === 1 && INDEXED.exec(names[0] as string)) || []
        if (base !== undefined && values.every(isNumber) && !SCALED.test(this.textOf(cell))) add(base, values, cell)
      }
    }
    // | $C_{ab}$ | young | old |
    const [, base] = (corner && this.namesOf(corner)?.length === 1 && PAIR.exec(this.namesOf(corner)?.[0] as string)) || []
    const entries = rows.map((row) => row.slice(1).map((own) => this.valueOf(own)))
    if (base !== undefined && entries.length > 0 && entries.every((row) => row.length === head.length - 1 && row.every(isNumber)))
      add(base, entries as number[][], corner as Range)
  }

  /** | segment | $E_s$ | with its numbers below; of one row, $g$ with the one below it. */
  private inColumns([head, ...rows]: Table, add: Add): void {
    for (const [k, cell] of (head ?? []).entries()) {
      const names = this.namesOf(cell)
      const [name] = names ?? []
      if (name === undefined || names?.length !== 1 || SCALED.test(this.textOf(cell))) continue
      const values = rows.map((row) => (row[k] === undefined ? undefined : this.valueOf(row[k] as Range)))
      const [, base] = INDEXED.exec(name) ?? []
      if (rows.length === 1 && values[0] !== undefined) addNamed([name], values[0], cell, add)
      else if (rows.length > 1 && base !== undefined && values.every(isNumber)) add(base, values, cell)
    }
  }

  private textOf({ start, end }: Range): string {
    return this.outline.text.slice(start, end)
  }

  private valueOf(cell: Range): Value | undefined {
    return numbersIn(this.textOf(cell))
  }

  /** The names that the only formula of a cell is, with commas between. */
  private namesOf(cell: Range): readonly string[] | undefined {
    const [only, more] = [...this.textOf(cell).matchAll(FORMULA)]
    if (only === undefined || more !== undefined) return undefined
    const start = cell.start + only.index + only[0].indexOf(only[1] ?? only[2] ?? '')
    try {
      return namesIn(this.outline.tokensOf({ start, end: start + (only[1] ?? only[2] ?? '').length }))
    } catch (error) {
      if (error instanceof ReadError) return undefined
      throw error
    }
  }
}

/** A formula in a line of words. */
const FORMULA = /\$([^$]+)\$|\\\((.+?)\\\)/g

type Add = (name: string, value: Value, range: Range) => void

const isNumber = (value: Value | undefined): value is number => typeof value === 'number'

/** N_a, C_{ab} */
const INDEXED = /^(.+)_[a-z]$/
const PAIR = /^(.+)_[a-z]_?[a-z]$/

/** One number for a name, one for each of several, or all those of a family: h_a, or h of h_1, h_2, h_3. */
function addNamed(names: readonly string[], value: Value, range: Range, add: Add): void {
  const [first] = names as [string]
  const [, base] = INDEXED.exec(first) ?? []
  if (names.length === 1) {
    if (!Array.isArray(value)) add(first, value, range)
    else add(base ?? first, value, range)
    return
  }
  if (!Array.isArray(value) || value.length !== names.length) return
  for (const [k, name] of names.entries()) add(name, value[k] as Value, range)
  const [, family] = /^(.+)_[01]$/.exec(first) ?? []
  const from = Number(first.slice((family?.length ?? 0) + 1))
  if (family !== undefined && names.every((name, k) => name === `${family}_${from + k}`)) add(family, value, range)
}
