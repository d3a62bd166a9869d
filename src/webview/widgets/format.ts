/** Numbers and shapes as people read them: four significant digits, a true minus sign, ticks without noise. */
import type { Shape } from '../../protocol.ts'

const minus = (text: string): string => text.replace(/-/g, '−')

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'undefined'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  return undefined
}

/** A number in a given count of significant digits: 0.8176, 12.5, 1.2e−7. */
export function short(value: number, digits = 4): string {
  const word = special(value)
  if (word !== undefined) return word
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e6) return minus(String(Number(value.toPrecision(Math.max(digits, size >= 1 ? Math.floor(Math.log10(size)) + 1 : 0)))))
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e')
  return minus(`${Number(mantissa)}e${Number(exponent)}`)
}

/** Every digit that distinguishes the number: for copies and tooltips. */
export const full = (value: number): string => special(value) ?? String(value)

/** Half a unit in the last place: doubles tell no relative error below. */
const unit = Number.EPSILON / 2

/** A relative error, such as 3e−16 or "below 1.1e−16"; with every digit for tooltips. */
export const magnitude = (error: number, { precise = false } = {}): string =>
  error < unit ? `below ${short(unit, 2)}` : precise ? full(error) : short(error, 1)

/** Lengths of axes: m × n, m × (n + 1). */
export const lengthsText = (shape: Shape): string =>
  shape.map((length) => (shape.length > 1 && /\s/.test(String(length)) ? `(${minus(String(length))})` : minus(String(length)))).join(' × ')

/** A shape in words of the field: scalar, vector n, matrix m × n, tensor a × b × c. */
export function shapeName(shape: Shape): string {
  if (shape.length === 0) return 'scalar'
  const kind = shape.length === 1 ? 'vector' : shape.length === 2 ? 'matrix' : 'tensor'
  return `${kind} ${lengthsText(shape)}`
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const superscript = (n: number): string => (n < 0 ? '⁻' : '') + [...String(Math.abs(n))].map((digit) => superscripts[Number(digit)]).join('')

/** The label of a tick in a scale whose ticks are this far apart. */
export function tickLabel(value: number, step: number): string {
  const size = Math.max(Math.abs(value), Math.abs(step))
  if (size >= 1e6 || (step !== 0 && Math.abs(step) < 1e-5)) return Math.abs(value) < Math.abs(step) * 1e-9 ? '0' : short(value)
  const decimals = step === 0 ? 4 : Math.max(0, Math.min(12, -Math.floor(Math.log10(Math.abs(step)) + 1e-9)))
  const text = value.toFixed(decimals)
  // A step of 2.5 has one decimal more than its power of ten.
  const exact = Math.abs(Number(text) - value) > Math.abs(step) * 1e-6 ? value.toFixed(decimals + 1) : text
  return minus(Number(exact) === 0 ? exact.replace('-', '') : exact)
}

/** The label of a tick on a logarithmic scale: powers of ten, small ones written out. */
export function logTickLabel(value: number): string {
  const exponent = Math.log10(value)
  if (value >= 0.001 && value <= 1000) return short(value)
  return Math.abs(exponent - Math.round(exponent)) < 1e-9 ? `10${superscript(Math.round(exponent))}` : ''
}
