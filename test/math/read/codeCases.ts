/**
 * Case files of code: after "# title" a text, in which ‹ and › mark the selection (‹› the cursor), then ==> and what is
 * read: name, parameters and term, then what is declared, noted or named; or what is refused, and which part of the text.
 */
import { readFileSync } from 'node:fs'
import { type Document, ReadError, type Reading, type Target, type Term } from '../../../src/math/read/term.ts'
import { showReading } from './show.ts'

export interface CodeCase {
  readonly title: string
  readonly text: string
  readonly expected: string
}

export function codeCases(file: string): CodeCase[] {
  const text = readFileSync(`${process.cwd()}/test/cases/${file}`, 'utf8')
  return [...text.matchAll(/^# (.*)\n\n([\s\S]*?)\n==> ([\s\S]*?)\n(?=\n# |\n*$(?![\s\S]))/gm)].map(([, title = '', code = '', expected = '']) => ({
    title,
    text: code,
    expected: expected.trimEnd(),
  }))
}

/** The names that the text gives to parts of a term. */
function labels(term: Term, found = new Set<string>(), seen = new Set<Term>()): Set<string> {
  if (seen.has(term)) return found
  seen.add(term)
  if (term.label !== undefined) found.add(term.label.kind === 'call' ? `${term.label.name}()` : term.label.name)
  if (term.kind === 'apply' || term.kind === 'call') for (const arg of term.args) labels(arg, found, seen)
  if (term.kind === 'binder') labels(term.body, found, seen)
  return found
}

function shown(reading: Reading): string {
  const lines = [showReading(reading)]
  for (const [name, { shape, value, traits, list }] of reading.declarations) {
    const parts = [
      shape === undefined ? '' : ` (${shape.join(', ')})`,
      value === undefined ? '' : ` = ${JSON.stringify(value)}`,
      traits === undefined ? '' : ` ${Object.keys(traits).join()}`,
      list === true ? ' list' : '',
    ]
    lines.push(`  declared ${name}${parts.join('')}`)
  }
  for (const { message } of reading.notes) lines.push(`  note ${message}`)
  const named = [...labels(reading.body)]
  if (named.length > 0) lines.push(`  named ${named.join(' ')}`)
  return lines.join('\n')
}

/** What a case comes to. */
export function outcome(marked: string, open: (text: string) => Document): string {
  const start = marked.indexOf('‹')
  const text = marked.replace('‹', '').replace('›', '')
  const end = marked.replace('‹', '').indexOf('›')
  const of = /^(?:#|\/\/) of (\S+)\n/.exec(text)?.[1]
  const target: Target = of !== undefined ? { of } : start < 0 ? {} : { selection: { start, end } }
  try {
    return shown(open(text).read(target))
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return `refused at «${text.slice(error.range.start, error.range.end).split('\n')[0]}»: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`
  }
}
