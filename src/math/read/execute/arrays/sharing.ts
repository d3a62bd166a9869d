/** Lists that share elements: a slice, a[1:] of Go or &mut a[1..] of Rust, and what it is taken of. */
import type { Cell, Store } from '../values/store.ts'
import type { Value } from '../values/value.ts'

type Items = Cell<readonly Value[]>

/** Where the elements of a list stand in others: element k is element k + by there. */
const shared = new WeakMap<Items, { readonly of: Items; readonly by: number }[]>()

/** Element k of the part is element k + start of the whole from now on. */
export function share(part: Items, whole: Items, start: number): void {
  shared.set(part, [...(shared.get(part) ?? []), { of: whole, by: start }])
  shared.set(whole, [...(shared.get(whole) ?? []), { of: part, by: -start }])
}

/** Whether a list shares its elements with another one. */
export const isShared = (items: Items): boolean => shared.has(items)

/** Writes an element of a list, and of all that share it. */
export function writeElement(store: Store, items: Items, k: number, value: Value): void {
  const places = new Map([[items, k]])
  for (const [list, at] of places) {
    if (at < 0 || (list !== items && at >= list.value.length)) continue
    const changed = [...list.value]
    changed[at] = value
    store.set(list, changed)
    for (const { of, by } of shared.get(list) ?? []) if (!places.has(of)) places.set(of, at + by)
  }
}
