/** What the comments of a derivative say that it is by: "with respect to the first argument", "w.r.t. W and b", "d(u, v) / d(x, y)". */
import { proseAround } from '../read/prose.ts'
import { spelledAmong } from '../read/spelling.ts'
import type { Pair } from './pair.ts'

const BY = String.raw`(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?)\s+`
const PLACE = new RegExp(String.raw`${BY}(?:the\s+|its\s+)?(first|1st|second|2nd|third|3rd|last)\s+(?:argument|parameter|input|variable)`, 'i')
const QUOTED = String.raw`[\x60*'"$]*([\p{L}_][\p{L}\p{N}_]*)[\x60*'"$]*`
const NAMES = new RegExp(String.raw`${BY}(?:the\s+|its\s+)?(?:[a-z]{3,}\s+(?=[\x60*'"$]))?${QUOTED}((?:\s*(?:,|,?\s+and\b|&)\s*${QUOTED})*)`, 'giu')
/** d(u, v) / d(x, y), ∂(u, v)/∂(x, y). */
const QUOTIENT = /(?:\b[dD]|∂|\\partial)\s*\(([^()]*)\)\s*\/\s*(?:[dD]|∂|\\partial)\s*\(([^()]*)\)/u
const ORDINALS: readonly RegExp[] = [/^(?:first|1st)/i, /^(?:second|2nd)/i, /^(?:third|3rd)/i]

/** The pair by what the comments of its derivative say, where nothing else says it. */
export function withSaid(pair: Pair, text: string): Pair {
  const { value, derivative } = pair
  if (pair.by !== undefined || pair.order > 1 || value.parameters.length < 2 || derivative.kind !== 'function') return pair
  const prose = proseAround(text, derivative.range)
  const place = PLACE.exec(prose)?.[1]
  if (place !== undefined) {
    const at = /^last/i.test(place) ? value.parameters.length - 1 : ORDINALS.findIndex((ordinal) => ordinal.test(place))
    const by = value.parameters[at]
    return by === undefined ? pair : { ...pair, by: [by] }
  }
  const under =
    QUOTIENT.exec(prose)?.[2]
      ?.split(',')
      .map((name) => spelledAmong(name.trim(), value.parameters)) ?? []
  if (under.length > 0 && under.every((name) => value.parameters.includes(name))) return { ...pair, by: under }
  const said = [...prose.matchAll(NAMES)].flatMap(([, first = '', more = '']) => [first, ...(more.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])])
  const names = [...new Set(said.filter((name) => name !== 'and'))].map((name) => spelledAmong(name, value.parameters))
  return names.length > 0 && names.every((name) => value.parameters.includes(name)) ? { ...pair, by: names } : pair
}
