/** What a method leaves in its object: gradients that an optimiser takes from there. */
import { type InstanceValue, isTerm, type Value } from '../values/value.ts'

/** The attributes of objects, and the entries of dictionaries among these by both names: grads.W of self.grads["W"]. */
function attributesOf(instances: readonly InstanceValue[]): Map<string, Value> {
  const found = new Map<string, Value>()
  for (const { attributes } of instances)
    for (const [name, { value }] of attributes) {
      if (value?.kind === 'dictionary') for (const [key, entry] of value.entries.value) found.set(`${name}.${key.slice(1)}`, entry)
      else if (value !== undefined) found.set(name, value)
    }
  return found
}

/** Watches objects while a method runs. */
export class Stored {
  private readonly instances: InstanceValue[] = []
  private before: ReadonlyMap<string, Value> = new Map()

  /** Takes note of an object, and gives it. */
  watch(instance: Value): Value {
    if (instance.kind === 'instance' && !this.instances.includes(instance)) {
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
    const found = new Map<string, Value>()
    for (const [name, value] of attributesOf(this.instances))
      if ((isTerm(value) || value.kind === 'sequence') && this.before.get(name) !== value) found.set(name, value)
    return found
  }
}
