/** By what formulas are differentiated where nothing says it. */
const TIME = 't'

/** By what a function of these names is differentiated where nothing says it: the only one, x or the time; undefined where that is not clear. */
export function variableAmong(names: Iterable<string>, besides?: string): string | undefined {
  const others = [...names].filter((name) => name !== besides)
  return others.length === 1 ? others[0] : ['x', TIME].find((usual) => others.includes(usual))
}
