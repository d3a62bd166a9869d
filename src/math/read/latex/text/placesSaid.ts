/** Where the words of an exercise take what they ask for: at $(3,4)$, at the point (1, 2), when $r = 2$ and $h = 5$. */

const NUMBER = String.raw`-?\d+(?:\.\d+)?`
const POINT = new RegExp(String.raw`\bat(?:\s+the\s+point)?\s*\$?\s*(?:\\left)?\(\s*(${NUMBER})\s*,\s*(${NUMBER})\s*(?:\\right)?\)`)
const WHEN = /\b(?:when|at)\b(?![^.]*\b(?:when|at)\b)([^?!;]*)$/
const GIVEN = new RegExp(String.raw`(?<![\w\\'/}])([a-zA-Z])\s*=\s*(${NUMBER})\s*(?=[$.,;)\s]|$)`, 'g')

/** Numbers by the names they are of: x and y of a point, and what is said to be equal to a number. */
export function placeSaid(text: string): ReadonlyMap<string, number> {
  const [, x, y] = POINT.exec(text) ?? []
  if (x !== undefined && y !== undefined)
    return new Map([
      ['x', Number(x)],
      ['y', Number(y)],
    ])
  const [, words = ''] = WHEN.exec(text) ?? []
  return new Map([...words.matchAll(GIVEN)].map(([, name = '', value]) => [name, Number(value)]))
}
