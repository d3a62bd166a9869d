/** THE TABLE: every row, by name and by the names libraries give it. */
import type { Library, Operation } from '../expr.ts'
import { activationRows } from './activation.ts'
import { arithmeticRows } from './arithmetic.ts'
import { conditionRows } from './condition.ts'
import { arrangeRows } from './arrange.ts'
import { binderRows } from './binder.ts'
import { linearRows } from './linear.ts'
import { reductionRows } from './reduction.ts'
import { structureRows } from './structure.ts'
import { trigonometricRows } from './trigonometric.ts'

export const table: readonly Operation[] = [...structureRows, ...arithmeticRows, ...conditionRows, ...trigonometricRows, ...activationRows, ...reductionRows, ...linearRows, ...arrangeRows, ...binderRows]

const byName = new Map(table.map((operation) => [operation.name, operation]))

/** The row of this name. */
export const operationNamed = (name: string): Operation | undefined => byName.get(name)

const bySpelling = new Map<Library, Map<string, Operation>>()

/** The row that a library spells so; undefined when it has no such name. */
export function operationSpelled(library: Library, spelling: string): Operation | undefined {
  let names = bySpelling.get(library)
  if (names === undefined) {
    names = new Map()
    for (const operation of table) {
      const spelled = operation.spell?.[library]
      for (const name of spelled === undefined ? [] : typeof spelled === 'string' ? [spelled] : spelled) {
        if (!names.has(name)) names.set(name, operation)
      }
    }
    bySpelling.set(library, names)
  }
  return names.get(spelling)
}
