/** Members of classes and of those they extend. */
import type { ClassValue, Value } from './value.ts'

/** A member of a class or of one it extends, and the class that has it. */
export function findMember(owner: ClassValue, name: string, depth = 0): { value: Value; owner: ClassValue } | undefined {
  const value = owner.members.variables.get(name)?.value
  if (value !== undefined) return { value, owner }
  if (depth > 20) return undefined
  for (const base of owner.bases) {
    const found = base.kind === 'class' ? findMember(base, name, depth + 1) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** A class and those it extends, as far as they stand in the file. */
export function lineOf(owner: ClassValue): ClassValue[] {
  const line = [owner]
  for (const each of line) for (const base of each.bases) if (base.kind === 'class' && !line.includes(base)) line.push(base)
  return line
}

/** The annotated fields of a class and of those it extends, in the order a data class takes them. */
export function fieldsOf(owner: ClassValue): Set<string> {
  const fields = new Set<string>()
  for (const { definition } of lineOf(owner).reverse()) {
    for (const statement of definition.body())
      if (statement.kind === 'assign' && statement.annotation !== undefined && statement.targets[0]?.kind === 'name')
        fields.add(statement.targets[0].name)
  }
  return fields
}
