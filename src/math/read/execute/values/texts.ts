/** Texts that are put together of others and of numbers, as keys are: "W" + str(l), f"W{l}", "W%d" % l. */
import type { TextValue, Value } from './value.ts'

/** Longer texts are cut. */
const LONGEST = 1000

/** What a value is as a text: of numbers whole ones are known, of others how they are written is not. */
export function textOf(value: Value): TextValue {
  if (value.kind === 'string') return value
  const whole = value.kind === 'number' ? value.value.asInteger : undefined
  return whole === undefined ? { kind: 'string', value: '', open: true } : { kind: 'string', value: String(whole) }
}

/** One text behind the other. */
export function joinedText(parts: readonly Value[]): TextValue {
  const texts = parts.map(textOf)
  const isOpen = texts.some(({ open }) => open === true)
  return {
    kind: 'string',
    value: texts
      .map(({ value }) => value)
      .join('')
      .slice(0, LONGEST),
    ...(isOpen && { open: true as const }),
  }
}

/** Where a value stands in a text, with how many digits it is written; {{ and %% are signs. */
const PERCENT = /%(?:%|(0\d+)?([dis])|([^%]?))/g
const BRACES = /\{\{|\}\}|\{(\d*)(?::(0\d+)?d?)?\}|(\{[^}]*\})/g

/** "W%d" % l, and with several values "W%d_%d" % (l, k). */
export function percentText({ value, open }: TextValue, values: readonly Value[]): TextValue {
  return filled(value, open, PERCENT, values, ([sign, digits, known], next) => (known === undefined ? sign === '%%' && '%' : { at: next, digits }))
}

/** "W{}".format(l), "W{0}_{1}".format(l, k). */
export function bracedText({ value, open }: TextValue, values: readonly Value[]): TextValue {
  return filled(value, open, BRACES, values, ([sign, place, digits, other], next) =>
    sign === '{{' || sign === '}}' ? sign.charAt(0) : other === undefined && { at: place ? Number(place) : next, digits },
  )
}

type Place = { readonly at: number; readonly digits: string | undefined }

/** `meant`: what a sign stands for, a text or a value; false where that is not known. */
function filled(
  text: string,
  open: true | undefined,
  signs: RegExp,
  values: readonly Value[],
  meant: (match: readonly (string | undefined)[], next: number) => string | Place | false,
): TextValue {
  let isOpen = open === true
  let next = 0
  const made = text.replace(signs, (...match: (string | undefined)[]) => {
    const found = meant(match, next)
    if (typeof found === 'string') return found
    const value = found === false ? undefined : values[found.at]
    next++
    const own = value === undefined ? undefined : textOf(value)
    if (found === false || own === undefined || own.open === true) isOpen = true
    return own === undefined || found === false ? '' : own.value.padStart(Number(found.digits ?? 0), '0')
  })
  return { kind: 'string', value: made.slice(0, LONGEST), ...(isOpen && { open: true as const }) }
}
