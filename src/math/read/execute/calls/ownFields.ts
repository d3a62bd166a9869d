/** How the fields of the object whose method is read are written there: this.w, self.params['W1'], for the free names they are taken for. */
import type { Facts } from '../values/facts.ts'
import type { InstanceValue, Value } from '../values/value.ts'

/** Words that stand behind a dot, and keys that stand in quotes as they are. */
const [WORD, KEY] = [/^#?[\p{L}_$][\p{L}\p{N}_$]*$/u, /^[\p{L}\p{N}_ .-]+$/u]
/** An object that holds more is not gone through. */
const MOST = 2000

export class OwnFields {
  private readonly before: Holding

  /** An object as it is when its method begins. `self`: what the method calls it; `hasKeys`: what a dictionary holds is found by keys alone. */
  constructor(
    private readonly object: InstanceValue,
    private readonly self: string,
    private readonly hasKeys: boolean,
  ) {
    this.before = this.held()
  }

  /** When the method was gone through: the fields that free names stand for; `now`: those alone that are still what they were. */
  written(facts: Facts, now: boolean): ReadonlyMap<string, string> {
    const fields = this.fieldsIn(this.before, facts)
    if (!now) return fields
    const left = this.fieldsIn(this.held(), facts)
    const isSet = (name: string): boolean => {
      const { of, field } = facts.unset.get(name) ?? {}
      return of?.kind === 'instance' && field !== undefined && of.attributes.get(field)?.value !== undefined
    }
    return new Map([...fields].filter(([name, place]) => left.get(name) === place && !isSet(name)))
  }

  private held(): Holding {
    const names = new Map<string, string>()
    const holders = new Map<Value, string>()
    const open: [Value, string][] = [[this.object, this.self]]
    for (const [value, place] of open) {
      if (holders.has(value) || open.length > MOST) continue
      if (value.kind === 'name' && !names.has(value.name)) names.set(value.name, place)
      if (value.kind === 'layer' || value.kind === 'instance') holders.set(value, place)
      open.push(...this.partsOf(value, place))
    }
    return { names, holders }
  }

  private partsOf(value: Value, place: string): [Value, string][] {
    if (value.kind === 'list') return value.items.value.map((item, k) => [item, `${place}[${k}]`])
    const parts: [string, Value, boolean][] =
      value.kind === 'dictionary'
        ? [...value.entries.value].flatMap(([key, entry]) => (key.startsWith('s') ? [[key.slice(1), entry, true]] : []))
        : value.kind === 'instance'
          ? [...value.attributes].flatMap(([name, { value: held }]) => (held === undefined ? [] : [[name, held, false]]))
          : []
    return parts.flatMap(([key, held, isEntry]): [Value, string][] => {
      const behind = this.behind(key, isEntry)
      return behind === undefined ? [] : [[held, place + behind]]
    })
  }

  /** Also the fields that nobody set, and what is known of parts of what is held. */
  private fieldsIn({ names, holders }: Holding, facts: Facts): Map<string, string> {
    const fields = new Map(names)
    for (const [name, { of, field }] of facts.unset) {
      const [holder, behind] = [holders.get(of), this.behind(field, false)]
      if (holder !== undefined && behind !== undefined) fields.set(name, holder + behind)
    }
    for (const [bundle, place] of fields)
      for (const { name, key, isEntry } of facts.partsOf(bundle)) {
        const behind = this.behind(key, isEntry)
        if (behind !== undefined) fields.set(name, place + behind)
      }
    return fields
  }

  /** What stands behind an object for one of its parts. */
  private behind(key: string, isEntry: boolean): string | undefined {
    if (WORD.test(key) && !(isEntry && this.hasKeys)) return `.${key}`
    return isEntry && KEY.test(key) ? `['${key}']` : undefined
  }
}

/** Free names, and objects and layers, with the places where they are held. */
interface Holding {
  readonly names: ReadonlyMap<string, string>
  readonly holders: ReadonlyMap<Value, string>
}
