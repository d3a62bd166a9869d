/** What is asked of the same names again and again while a statement is read. */

/** What is found of a name, looked for once as long as `state` stays what it is. */
export function remembered<Found>(find: (name: string) => Found, state: () => unknown = () => undefined): (name: string) => Found {
  const known = new Map<string, Found>()
  let last = state()
  return (name) => {
    const now = state()
    if (now !== last) known.clear()
    last = now
    const before = known.get(name)
    if (before !== undefined || known.has(name)) return before as Found
    const found = find(name)
    // What was looked for meanwhile in another state is none of this one.
    if (state() === last) known.set(name, found)
    return found
  }
}
