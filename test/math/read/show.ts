/** Terms as text, for case files: (add (power x 2) 1), names with what is known of them, binders with their bounds. */
import type { Reading, Term } from '../../../src/math/read/term.ts'

export function showTerm(term: Term): string {
  switch (term.kind) {
    case 'number':
      return term.value.toString()
    case 'name':
      return term.hint?.rank === undefined ? term.name : `${term.name}:${term.hint.rank}`
    case 'apply': {
      const attributes = Object.entries(term.attributes ?? {}).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
      return term.args.length === 0 && attributes.length === 0
        ? `${term.op}()`
        : `(${[term.op, ...term.args.map(showTerm)].join(' ')}${attributes.join('')})`
    }
    case 'call':
      return `(${term.name}${"'".repeat(term.primes ?? 0)}! ${term.args.map(showTerm).join(' ')})`
    case 'binder': {
      const bounds = `${term.low === undefined ? '' : ` ${showTerm(term.low)}..`}${term.high === undefined ? '' : `${term.low === undefined ? ' ..' : ''}${showTerm(term.high)}`}`
      return `(${term.op} ${term.index}${bounds}: ${showTerm(term.body)})`
    }
    case 'derivative':
      return `(d/${term.by.join('/')} ${showTerm(term.of)}${term.at === undefined ? '' : ` @ ${term.at.map(showTerm).join(' ')}`})`
  }
}

/** A reading on one line: its name and parameters, its body. */
export function showReading(reading: Reading): string {
  const head =
    reading.name === undefined
      ? reading.parameters === undefined
        ? ''
        : `(${reading.parameters.join(', ')}) = `
      : `${reading.name}${reading.parameters === undefined ? '' : `(${reading.parameters.join(', ')})`} = `
  return head + showTerm(reading.body)
}
