/** A text that is read after one much like it is read as it is read alone: whatever a keystroke leaves as it was is kept, and rightly so. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Language } from '../../../src/math/api.ts'
import { open } from '../../../src/math/read/open.ts'
import { ReadError } from '../../../src/math/read/term.ts'
import { dice, textsOf } from '../../mutants.mjs'
import { FILES } from './longFiles.ts'

type Below = (n: number) => number

/** What is typed, and what may change how all behind it reads. */
const TYPED = [
  ...'()[]{}"\'`#%$;,:=+*.\\\n|'.split(''),
  ...[
    '"""',
    '/*',
    '*/',
    '//',
    '#=',
    '=#',
    '%{\n',
    '%}\n',
    '\n\n',
    'end\n',
    'x',
    '1',
    'x = 2\n',
    'int n = 3;\n',
    'function ',
    ' else {',
    'def f(x):\n',
    'class A {',
    '}\n',
    '\\\n',
  ],
]

function edited(text: string, below: Below): string {
  const at = below(text.length + 1)
  const kind = below(3)
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1 + below(below(4) === 0 ? 80 : 2))
  return text.slice(0, at) + TYPED[below(TYPED.length)] + text.slice(kind === 1 ? at : at + 1)
}

/** All that is read of a text at some places. */
function readings(language: Language, text: string, places: readonly number[]): unknown[] {
  const document = open(text, language)
  const told = (run: () => unknown): unknown => {
    try {
      return run()
    } catch (error) {
      if (error instanceof ReadError) return { message: error.message, range: error.range, hint: error.hint }
      throw error
    }
  }
  return [
    told(() => document.definitions()),
    ...places.map((place) =>
      told(() => {
        const { body, range, name, parameters, declarations, notes } = document.read({ selection: { start: place, end: place } })
        return { body, range, name, parameters, declarations: [...declarations], notes }
      }),
    ),
  ]
}

/** Code of each family of languages that comes as plain text. */
const CODE: readonly ((n: string) => string)[] = [
  (n) => `double f(double x) { return ${n}; }`,
  (n) => `fn f(x: f64) -> f64 { ${n} }`,
  (n) => `func f(x float64) float64 { return ${n} }`,
  (n) => `fun f(x: Double): Double { return ${n} }`,
  (n) => `f <- function(x) ${n}`,
]

/** Other texts, after which nothing is known of those before. */
function forget(language: Language): void {
  const others = language === 'plain' ? CODE : language === 'latex' || language === 'markdown' ? [(n: string) => `$${n}$`] : []
  for (let k = 0; k < 5; k++) for (const other of [(n: string) => n, ...others]) open(other(String(k).repeat(20)), language).definitions()
}

/**
 * Equal values have equal numbers. Each part of a graph is looked at once: twenty rounds of a loop share their parts, and
 * as a tree, which is what a deep comparison walks, they are a million times as much.
 */
function numbering(): (value: unknown) => number {
  const numbers = new Map<string, number>()
  const known = new Map<object, number>()
  const of = (value: unknown): number => {
    if (typeof value === 'object' && value !== null && known.has(value)) return known.get(value) as number
    const parts = value instanceof Map ? [...value] : typeof value === 'object' && value !== null ? Object.entries(value) : undefined
    const kind = Array.isArray(value) ? '[' : value instanceof Map ? 'map' : '{'
    const inner = parts?.map(([key, part]) => `${JSON.stringify(key)}:${of(part)}`)
    const text = inner === undefined ? `${typeof value} ${String(value)}` : `${kind}${inner.join()}`
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    if (typeof value === 'object' && value !== null) known.set(value, number)
    return number
  }
  return of
}

for (const [title, language, pool] of [
  ...FILES,
  ...(['python', 'javascript', 'typescript', 'julia', 'matlab', 'latex', 'markdown', 'plain'] as const).map(
    (language) => [`${language} of the cases`, language, textsOf(language)] as const,
  ),
]) {
  test(`an edited file reads as if it were new: ${title}`, () => {
    const below = dice(7)
    for (let file = 0; file < 2; file++) {
      let text = ''
      while (text.length < 2500) text += `${pool[below(pool.length)]}\n\n`
      open(text, language).definitions()
      for (let round = 0; round < 6; round++) {
        const history = [text]
        for (let edits = below(4); edits >= 0; edits--) {
          text = below(5) === 0 ? (history[below(history.length)] as string) : edited(text, below)
          history.push(text)
          readings(language, text, [below(text.length)])
        }
        const places = Array.from({ length: 12 }, (_, k) => (k * text.length) / 12 + below(text.length / 12)).map(Math.floor)
        const kept = readings(language, text, places)
        forget(language)
        const anew = readings(language, text, places)
        const number = numbering()
        if (number(kept) !== number(anew)) assert.deepEqual(kept, anew, JSON.stringify(text))
      }
    }
  })
}

test('what the text says of types and names in one place holds in all others that are kept', () => {
  const around = 'double k(double x) { return x; }\n'.repeat(3)
  const file = (said: string, body: string): string => `${around}${said}\n${around}double f(double x) { ${body} }\n`
  const plain = 'struct V { double x, y; };'
  const swapped = 'struct V { double x, y; V(double a, double b) : x(b), y(a) {} };'
  const structure = 'V p{x, 1.0}; return p.x * p.y;'
  for (const texts of [
    [file(plain, structure), file(swapped, structure), file(plain, structure)],
    [file('const int n = 3;', 'return x * (n / 2);'), file('const int n = 3;', 'return x * x * (n / 2);')],
    [file('const int n = 3;', 'return x * (n / 2);'), file('const double n = 3;', 'return x * (n / 2);')],
  ])
    for (const [k, text] of texts.entries()) {
      const places = [text.lastIndexOf('return')]
      forget('plain')
      const anew = readings('plain', text, places)
      forget('plain')
      for (const before of texts.slice(0, k)) readings('plain', before, places)
      assert.deepEqual(readings('plain', text, places), anew, text)
    }
})
