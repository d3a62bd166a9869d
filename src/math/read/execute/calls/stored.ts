/** What a method leaves in its object: gradients that an optimiser takes from there. */
import { parameterLeft } from '../../derivativeNames.ts'
import { applyTerm, type Term } from '../../term.ts'
import { replaceTerms } from '../values/arithmetic.ts'
import { Cell } from '../values/store.ts'
import { type DictionaryValue, type InstanceValue, isTerm, type Value } from '../values/value.ts'

/** What fields hold: those of an object, or in the place of one. */
export type Fields = Pick<InstanceValue, 'attributes' | 'asked'>

/** The attributes of objects, and the entries of dictionaries among these by both names: grads.W of self.grads["W"]. */
function attributesOf(instances: readonly Fields[]): Map<string, Value> {
  const found = new Map<string, Value>()
  for (const { attributes } of instances)
    for (const [name, { value }] of attributes) {
      if (value?.kind === 'dictionary') for (const [key, entry] of value.entries.value) found.set(`${name}.${key.slice(1)}`, entry)
      else if (value !== undefined) found.set(name, value)
    }
  return found
}

const replaceNames = (term: Term, name: string, by: Term): Term =>
  replaceTerms(term, (part) => (part.kind === 'name' && part.name === name ? by : undefined))

/** Watches objects while a method runs. */
export class Stored {
  private readonly instances: Fields[] = []
  private before: ReadonlyMap<string, Value> = new Map()

  /** Takes note of an object, and gives it. */
  watch<T extends Fields>(instance: T): T {
    if (!this.instances.includes(instance)) {
      this.instances.push(instance)
      this.begin()
    }
    return instance
  }

  /** What is there already is nothing that is stored from now on. */
  begin(): void {
    this.before = attributesOf(this.instances)
  }

  /** Arrays, rows and numbers that are there since. */
  values(): Map<string, Value> {
    const all = new Map([...this.asked(), ...attributesOf(this.instances)])
    return new Map(
      [...this.changed()].flatMap(([name, value]): [string, Value][] => {
        if (!isTerm(value)) return value.kind === 'sequence' ? [[name, value]] : []
        const parameter = all.get(parameterLeft(name, [...all.keys()]) ?? '')
        // self.dW += ..., of which nothing can be read before that.
        const isAdded = !this.before.has(name) && parameter !== undefined && isTerm(parameter)
        return [[name, isAdded ? replaceNames(value, name, applyTerm('zeros_like', [parameter])) : value]]
      }),
    )
  }

  /** The gradients among all that is there since, by whether they can be read. */
  gradients(): { readonly read: readonly string[]; readonly unread: readonly string[] } {
    const names = [...this.asked().keys(), ...attributesOf(this.instances).keys()]
    const all = [...this.changed()].filter(([name]) => parameterLeft(name, names) !== undefined)
    const namesOf = (isUnread: boolean): string[] => all.flatMap(([name, { kind }]) => ((kind === 'opaque') === isUnread ? [name] : []))
    return { read: namesOf(false), unread: namesOf(true) }
  }

  private asked(): Map<string, Value> {
    return new Map(this.instances.flatMap(({ asked }) => [...(asked ?? [])]))
  }

  private changed(): Map<string, Value> {
    return new Map([...attributesOf(this.instances)].filter(([name, value]) => this.before.get(name) !== value))
  }
}

/**
 * Gradients that an object has as zeros from the beginning are nothing before a backward pass adds to them: self.dW beside self.W. `zeros`:
 * which fields and entries are that.
 */
export function clearGradients({ attributes }: Fields, zeros: ReadonlySet<string>): void {
  const names = [...attributes.keys()]
  const cleared = (left: string, value: Value): Value => {
    const of = zeros.has(left) ? parameterLeft(left, names) : undefined
    const parameter = of === undefined ? undefined : attributes.get(of)?.value
    return parameter !== undefined && isTerm(parameter) ? applyTerm('zeros_like', [parameter]) : value
  }
  for (const [name, cell] of attributes) {
    const { value } = cell
    if (value?.kind === 'dictionary') cell.value = { ...value, entries: new Cell(new Map(entriesOf(name, value, cleared))) }
    else if (value !== undefined) cell.value = cleared(name, value)
  }
}

const entriesOf = (name: string, { entries }: DictionaryValue, changed: (left: string, entry: Value) => Value): [string, Value][] =>
  [...entries.value].map(([key, entry]) => [key, changed(`${name}.${key.slice(1)}`, entry)])

/** The fields and entries of dictionaries of an object that hold zeros. */
export function zerosIn({ attributes }: Fields): Set<string> {
  const all = attributesOf([{ attributes }])
  return new Set([...all].flatMap(([name, value]) => (isNothing(value) ? [name] : [])))
}

function isNothing(value: Value): boolean {
  if (value.kind === 'list') return value.items.value.every(isNothing)
  if (value.kind === 'sequence') return isNothing(value.element)
  if (value.kind === 'opaque') return value.shape !== undefined
  if (value.kind === 'apply') return value.op === 'array' ? value.args.every(isNothing) : ['zeros', 'zeros_like', 'blank'].includes(value.op)
  return value.kind === 'none' || (value.kind === 'number' && value.value.isZero)
}
