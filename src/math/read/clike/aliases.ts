/** Names that a text gives to types: using Vec3 = std::array<double, 3>; typedef double Row[4]; type Point = [f64; 2]. */

const NAMED = [
  /\busing\s+(?<name>\w+)\s*=\s*(?<type>[^;={}]+);/g,
  /\btypedef\s+(?<type>[\w:<>,*&\s]+?)\s+(?<name>\w+)(?<lengths>(?:\s*\[\s*\w*\s*\])*)\s*;/g,
  /(?:^|\n)\s*(?:pub\s+)?type(?:alias)?\s+(?<name>\w+)\s*=?\s*(?<type>[^;={}\n]+);?/g,
]
/** Aliases of aliases are followed so far. */
const DEPTH = 4

/** What writes out the aliases of a text in a type. */
export function aliasesOf(text: string): (type: string) => string {
  const found = new Map<string, string>()
  for (const pattern of NAMED)
    for (const { groups } of text.matchAll(pattern))
      if (groups?.['name'] !== undefined)
        found.set(groups['name'], `${(groups['type'] ?? '').trim()}${(groups['lengths'] ?? '').replace(/\s+/g, '')}`)
  if (found.size === 0) return (type) => type
  return (type) => {
    let written = type
    for (let k = 0; k < DEPTH; k++) {
      const next = written.replace(/\w+/g, (word) => found.get(word) ?? word)
      if (next === written) break
      written = next
    }
    return written
  }
}
