/** The case files of the LaTeX and Markdown readers: `text ==> reading`, one a line; ⏎ stands for a new line, !! for a refusal. */
import { readFileSync } from 'node:fs'
import { type Document, ReadError, type Target } from '../../../src/math/read/term.ts'
import { showReading } from './show.ts'

export interface Case {
  /** A number of the line, for messages. */
  readonly line: number
  readonly text: string
  readonly target: Target
  readonly expected: string
}

/** The cases of a file. «...» in a text marks the selection, ‸ the cursor; "of f: " before it asks for a name. */
export function readCases(name: string): Case[] {
  const cases: Case[] = []
  readFileSync(`test/cases/${name}`, 'utf8')
    .split('\n')
    .forEach((line, k) => {
      const arrow = line.lastIndexOf(' ==> ')
      if (line.startsWith('#') || arrow < 0) return
      cases.push({ line: k + 1, ...readMarked(line.slice(0, arrow)), expected: line.slice(arrow + 5) })
    })
  return cases
}

/** A text on one line, with the marks in it, and what they ask for. */
export function readMarked(line: string): { text: string; target: Target } {
  const [, of, marked] = /^(?:of (\S+): )?(.*)$/s.exec(line.replaceAll('⏎', '\n')) as unknown as [string, string | undefined, string]
  const cursor = marked.indexOf('‸')
  const open = marked.indexOf('«')
  const selection = cursor >= 0 ? { start: cursor, end: cursor } : open >= 0 ? { start: open, end: marked.indexOf('»') - 1 } : undefined
  return { text: marked.replaceAll(/[‸«»]/g, ''), target: { of, selection } }
}

/** What a text reads as, on one line: the reading with what is declared about its names, or the refusal with the place it points at. */
export function outcome(open: (text: string) => Document, { text, target }: Case): string {
  try {
    const reading = open(text).read(target)
    const declared = [...reading.declarations].map(([name, { shape, value, traits }]) => {
      const facts = [
        shape === undefined ? '' : JSON.stringify(shape),
        value === undefined ? '' : `= ${JSON.stringify(value)}`,
        Object.keys(traits ?? {}).join(' '),
      ]
      return ` {${name} ${facts.filter((fact) => fact !== '').join(' ')}}`
    })
    return showReading(reading) + declared.join('')
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return `!! ${error.message} @ ${text.slice(error.range.start, error.range.end).replaceAll('\n', '⏎')}`
  }
}
