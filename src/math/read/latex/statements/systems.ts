/** Systems: equations that stand together in a display and are read as one vector. */
import { mentions } from '../names/mentions.ts'
import type { Statement } from './statements.ts'

/** The equations that stand with this one: motions that say how names change, or equations that define nothing; else none. */
export function systemOf(display: readonly Statement[], one: Statement, isDefined: (name: string) => boolean): readonly Statement[] {
  const all = display.filter(({ kind }) => kind !== 'words' && kind !== 'condition' && kind !== 'declaration')
  if (one.kind === 'equation') return all.every(({ kind }) => kind === 'equation') ? all : []
  const moved = all.map(({ heads: [head] }) => {
    const { by, of } = head?.derivative ?? {}
    const timed = by === undefined ? head?.parameters === undefined : by.length === 1 && by[0] === 't'
    return timed ? (of ?? /^(.+)_dot$/.exec(head?.name ?? '')?.[1]) : undefined
  })
  const used = (name: string | undefined): boolean =>
    name !== undefined && !isDefined(name) && all.some(({ parts }) => parts.slice(1).some((side) => mentions(side, name)))
  return new Set(moved).size === all.length && !moved.includes(undefined) && moved.some(used) ? all : []
}
