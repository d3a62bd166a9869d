/** Why a text was not analysed: one sentence that names what is there, and its place. */
import type { Range, Refusal } from './api.ts'
import { DerivativeError } from './differentiate/reverse.ts'
import { DigitsError } from './exact.ts'
import { ReadError } from './read/term.ts'
import { ShapeError } from './shape.ts'

/** The refusal that an error comes to; what says nothing of its place is about `whole`. */
export function refusal(error: unknown, whole: Range, text: string): Refusal {
  if (error instanceof ReadError) {
    const end = Math.min(Math.max(error.range.end, error.range.start), text.length)
    const range = { start: Math.min(error.range.start, end), end }
    return { ok: false, message: naming(error.message, text, range), range, hint: error.hint }
  }
  if (error instanceof DerivativeError)
    return {
      ok: false,
      message: naming(error.message, text, whole),
      range: whole,
      hint: 'Leave it out of the expression, or write it by other functions.',
    }
  if (error instanceof DigitsError) return { ok: false, message: naming(error.message, text, whole), range: whole, hint: error.hint }
  if (error instanceof ShapeError) {
    const message = `the shapes of what stands here do not go together: ${error.message}`
    return { ok: false, message: naming(message, text, whole), range: whole, hint: 'Say which shapes its names have.' }
  }
  const deep = error instanceof RangeError && /call stack/i.test(error.message)
  const message = deep ? 'the expression is too deeply nested' : `this could not be analysed: ${error instanceof Error ? error.message : error}`
  return { ok: false, message: naming(message, text, whole), range: whole, hint: deep ? 'Split it with intermediate names.' : undefined }
}

/** Characters of the text that are shown at most. */
const SHOWN = 30

/** Longer words, such as numbers of a million digits, are shown by their beginning. */
const LONG = /\S{200,}/g

/** The message, with what stands at its place behind it unless it names something there. */
function naming(told: string, text: string, { start, end }: Range): string {
  const message = told.replaceAll(LONG, (word) => `${word.slice(0, SHOWN)}...${word.endsWith('"') ? '"' : ''}`)
  const beginning = text.slice(start, Math.min(end, start + 1000))
  const named = (beginning.match(/[\p{L}\p{N}_]{2,}|[^\p{L}\p{N}_\s.,]/gu) ?? []).some((word) => includesWord(message, word))
  if (named || [...message.matchAll(/"([^"]+)"/g)].some(([, quoted = '']) => /\S/.test(quoted) && text.includes(quoted))) return message
  const there = beginning.trim()
  const shown = there !== '' ? there : text.slice(0, start).trimEnd().slice(-SHOWN).trimStart()
  if (shown === '') return message
  const short = shown.replaceAll(/\s+/g, ' ')
  const piece = short.length <= SHOWN ? short : there !== '' ? `${short.slice(0, SHOWN)}...` : `...${short.slice(-SHOWN)}`
  return `${message}${message.endsWith('?') ? '' : ':'} ${there === '' ? 'after ' : ''}"${piece.replaceAll('"', "'")}"`
}

/** Does the message have this word, not as a part of another one? */
function includesWord(message: string, word: string): boolean {
  const at = message.indexOf(word)
  const part = (place: number): boolean => /[\p{L}\p{N}_]/u.test(message.charAt(place)) && /[\p{L}\p{N}_]/u.test(word)
  return at >= 0 && !part(at - 1) && !part(at + word.length)
}
