/** Systems: equations that stand together in a display and are read as one vector. */
import { mentions } from '../names/mentions.ts'
import type { Statement } from './statements.ts'

/** The equations that stand with this one: motions that say how names change, coordinates, or equations that define nothing; else none. */
export function systemOf(display: readonly Statement[], one: Statement, isDefined: (name: string) => boolean): readonly Statement[] {
  const all = display.filter(({ kind }) => kind !== 'words' && kind !== 'condition' && kind !== 'declaration')
  if (one.kind === 'equation') return all.every(({ kind }) => kind === 'equation') ? all : []
  if (areCoordinates(all)) return all
  const moved = all.map(({ heads: [head] }) => {
    const { by, of } = head?.derivative ?? {}
    const timed = by === undefined ? head?.parameters === undefined : by.length === 1 && by[0] === 't'
    return timed ? (of ?? /^(.+)_dot$/.exec(head?.name ?? '')?.[1]) : undefined
  })
  const used = (name: string | undefined): boolean =>
    name !== undefined && !isDefined(name) && all.some(({ parts }) => parts.slice(1).some((side) => mentions(side, name)))
  return new Set(moved).size === all.length && !moved.includes(undefined) && moved.some(used) ? all : []
}

/** x = r \cos\theta, y = r \sin\theta: a curve or a change of coordinates, where none of them stands on a right side. */
function areCoordinates(all: readonly Statement[]): boolean {
  const names = all.map(({ heads: [head], parts }) => (head?.derivative === undefined && parts.length === 2 ? head?.name : undefined))
  const isUsed = (name: string): boolean => all.some(({ parts }) => parts.slice(1).some((side) => mentions(side, name)))
  return COORDINATES.has(names.join(' ')) && !names.some((name) => isUsed(name as string))
}

const COORDINATES = new Set(['x y', 'x y z'])
