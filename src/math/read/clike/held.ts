/** What parameters and fields hold whose types the text defines itself: objects, and containers of these. */
import type { Range } from '../../api.ts'
import type { Expression, HeldType, ObjectType } from '../execute/syntax/syntax.ts'
import { inPattern } from '../spelling.ts'
import { CObjects } from './objects.ts'
import { containersIn } from './types.ts'

export abstract class CHeld extends CObjects {
  private readonly objectTypes = new Map<string, ObjectType | undefined>()

  /** What is declared to be of this type; undefined where it holds no objects of types with methods or fields in the text. */
  protected heldBy(type: string): HeldType | undefined {
    const words = type.replace(/=.*/s, '').match(/[A-Za-z_]\w*/g) ?? []
    for (const word of words) {
      const own = this.objectType(word)
      // A type of the text may be called as containers are elsewhere: Vec.
      if (own !== undefined) return { type: own, depth: containersIn(type.replace(new RegExp(`\\b${word}\\b(?!\\s*<)`), ' ')) }
    }
    return undefined
  }

  private objectType(name: string): ObjectType | undefined {
    if (!this.objectTypes.has(name)) this.objectTypes.set(name, this.outlineOfObjects(name))
    return this.objectTypes.get(name)
  }

  private outlineOfObjects(name: string): ObjectType | undefined {
    const { types } = this.outlines
    const isC = this.style.name === 'C'
    const names = isC ? this.fieldsInLine(name) : (types.get(name)?.fields ?? [])
    const methods = isC ? this.methodsInLine(name) : (types.get(name)?.methods ?? new Set<string>())
    if (names.length === 0 || methods.size === 0) return undefined
    const fields = names.map((field) => ({ name: field, holds: () => this.heldBy(this.typeOfField(name, field)) }))
    return { name, methods, fields, made: (values, range) => this.objectWith(name, names, values, range) }
  }

  /** An object with these values for its fields, which no constructor has made. */
  private objectWith(type: string, fields: readonly string[], values: readonly Expression[], range: Range): Expression {
    const key = (value: string): Expression => ({ kind: 'string', value, range })
    const methods = this.style.name === 'C' ? this.ownEntries(type, range) : this.methodEntries(type, range)
    const entries = fields.flatMap((name, k) => {
      const value = values[k]
      return value === undefined ? [] : [{ key: key(name), value }]
    })
    return { kind: 'dictionary', entries: [...methods, ...entries], range }
  }

  /** The type of a field, as it is written. */
  private typeOfField(type: string, field: string): string {
    const body = this.bodyOf(type)
    const name = inPattern(field)
    const written =
      this.style.name === 'Rust'
        ? new RegExp(`\\b${name}\\s*:\\s*([^,{}]*)`)
        : this.style.name === 'Go'
          ? new RegExp(`\\b${name}\\b[\\w\\t ,]*?[\\t ]([\\w.[\\]*]+)[\\t ]*(?:$|[;/\`])`, 'm')
          : new RegExp(`(?:^|[;{}:])([^;{}():=]*?)\\b${name}\\s*(?:$|[;,={[])`)
    return written.exec(body)?.[1] ?? ''
  }

  /** What stands between the braces of a type. */
  private bodyOf(type: string): string {
    const own = this.classes.find(({ name }) => name === type)
    if (own !== undefined) return this.text.slice((this.peek(own.open)?.start ?? 0) + 1, this.peek(own.close)?.start)
    const head = this.style.name === 'Go' ? `\\b${inPattern(type)}\\s+struct` : `\\bstruct\\s+${inPattern(type)}\\b[^{};]*`
    return new RegExp(`${head}\\s*\\{([^}]*)\\}`).exec(this.text)?.[1] ?? ''
  }

  /** What fields hold depends on their order, and on the types that are named among them. */
  protected override get found(): string {
    if (this.heldText === undefined) {
      const named = new Set([...this.classes.map(({ name }) => name), ...this.outlines.types.keys()])
      const typesIn = (type: string): readonly string[] => (this.bodyOf(type).match(/[A-Za-z_]\w*/g) ?? []).filter((word) => named.has(word))
      const classes = this.classes.map(({ name, base, fields, methods, head }) => [name, base, [...fields.keys()], [...methods], head])
      this.heldText = JSON.stringify([classes, [...named].map(typesIn)])
    }
    return `${super.found} ${this.heldText}`
  }

  private heldText: string | undefined
}
