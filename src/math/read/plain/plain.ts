/** Plain text as a document: one expression, or lines of definitions `f(x) = ...`, `y = ...` and expressions. */

import type { Note, Range } from '../../api.ts'
import { differenceNote } from '../equations.ts'
import { isGiven } from '../given.ts'
import { undoing } from '../latex/forms.ts'
import { withImaginary } from '../latex/terms/imaginary.ts'
import { withComponents } from '../latex/terms/indexed.ts'
import { withSizes } from '../latex/terms/sizes.ts'
import { byElements, ordered, substitute } from '../latex/terms/terms.ts'
import { ERROR_NOTE, withoutEuler } from '../latex/terms/vectors.ts'
import { mapTerms, occurs } from '../order.ts'
import { statedIn, unwrapped } from '../prose.ts'
import { squaredAmong } from '../spelling.ts'
import { applyTerm, type Declaration, type Definition, type Document, ReadError, type Reading, readable, type Target, type Term } from '../term.ts'
import { type Asked, readAsked, withoutAsked } from './asked.ts'
import { spokenLetters } from './choosing.ts'
import { type Declarations, declaredIn, type Rows, rowsIn } from './declared.ts'
import { withLengths, withRows } from './declaredTerms.ts'
import { explained } from './explained.ts'
import { ExpressionParser } from './expression.ts'
import { type Dialect, known, type Line, linesOf, quotientOf } from './lines.ts'
import { literal } from './literals.ts'
import { type ExpressionRules, hasEntrywise, type Names } from './rules.ts'
import { numbersIn, proseIn } from './said.ts'
import { sentencesOf } from './sentences.ts'
import { identifier, type Token } from './tokens.ts'
import { withoutUnits } from './units.ts'

const OTHERS = ['numpy', 'python', 'c', 'javascript', 'sympy', 'scipy', 'torch'] as const

const DIALECTS = {
  plain: {
    expressions: { libraries: ['text', 'matlab', 'julia', ...OTHERS], implicitProducts: true, unknownCalls: 'habit' },
    comments: ['#', '//'],
    equations: true,
  },
  matlab: { expressions: { libraries: ['matlab', 'text', ...OTHERS], implicitProducts: false, unknownCalls: 'call' }, comments: ['%', '#'] },
  julia: { expressions: { libraries: ['julia', 'text', ...OTHERS], implicitProducts: true, unknownCalls: 'habit' }, comments: ['#'] },
} as const satisfies Record<string, Dialect>

/** A formula in one piece, without words around it that could say anything. */
const ALONE = /^[\w^*+/().-]+$/

/** How deep calls of the text's functions may go into each other, and how many there may be. */
const FOLLOWED = 64
const PARSES = 50_000

/** `aimed`: the names that the function is to be smallest or largest for, or is differentiated by; `others`: where the less likely of two readings is meant. */
export function openPlain(
  text: string,
  dialect: keyof typeof DIALECTS = 'plain',
  aimed: readonly string[] = [],
  others?: ReadonlySet<number>,
): Document {
  const rules = DIALECTS[dialect]
  if (dialect !== 'plain' || ALONE.test(text)) return new PlainDocument(text, linesOf(text, rules), { ...rules.expressions, others })
  const { text: given, asked } = withoutAsked(text)
  const declared = declaredIn(given.includes('%') ? given.replace(REMARK, (remark) => ' '.repeat(remark.length)) : given)
  const { formulas, asides, by, told } = sentencesOf(declared.text)
  const rows = rowsIn(text)
  const names = new Map(declared.names)
  for (const { matrix, shape } of rows.values()) names.set(matrix, { rank: 2, ...names.get(matrix), ...(shape && { shape }) })
  return new PlainDocument(
    text,
    explained(withoutUnits(linesOf(formulas, rules)), text, asides),
    { ...rules.expressions, entrywise: hasEntrywise(text), others, spoken: spokenLetters(text) },
    [...by, ...aimed].map((name) => known(identifier(name))),
    names,
    rows,
    proseIn(text),
    numbersIn(text),
    new Set(told.map((name) => known(identifier(name)))),
    asked,
  )
}

/** MATLAB's comments at the end of a line, which are no remainders: "  % Arrhenius", "% g in m/s^2". */
const REMARK = /(?:(?:^|[ \t])[ \t]|^|\t)%[ \t]*[a-zA-Z][^\n]*|(?<=[ \t])%[ \t]*[a-zA-Z]+,?[ \t]+[a-zA-Z]{2,}[^\n*^=]*$/gm

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>()

function linesByName(lines: readonly Line[]): Map<string, number[]> {
  const byName = new Map<string, number[]>()
  lines.forEach(({ name }, k) => {
    if (name === undefined) return
    const known = byName.get(name)
    if (known === undefined) byName.set(name, [k])
    else known.push(k)
  })
  // 1/f = ... says what f is where nothing else does.
  lines.forEach(({ given }, k) => {
    if (given !== undefined && !byName.has(given.name)) byName.set(given.name, [k])
  })
  return byName
}

class PlainDocument implements Document {
  constructor(
    private readonly text: string,
    private readonly lines: readonly Line[],
    private readonly rules: ExpressionRules,
    /** What the text asks to differentiate by. */
    private readonly by: readonly string[] = [],
    private readonly declared: Declarations['names'] = NOTHING,
    private readonly rows: ReadonlyMap<string, Rows> = NOTHING,
    /** What is no formula. */
    private readonly prose = '',
    private readonly numbers: ReadonlyMap<string, number> = NOTHING,
    /** Names that words tell the meaning of. */
    private readonly told: ReadonlySet<string> = new Set(),
    private readonly asked?: Asked,
  ) {
    this.byName = lines.every(({ name, given }) => name === undefined && given === undefined) ? NOTHING : linesByName(lines)
  }

  /** The lines that define a name, in order. */
  private readonly byName: ReadonlyMap<string, readonly number[]>

  definitions(): Definition[] {
    return this.lines.flatMap((line): Definition[] => {
      const { name, parameters, range } = line
      if (name !== undefined) return [{ name, kind: parameters === undefined ? 'value' : 'function', parameters: parameters ?? [], range }]
      const quotient = quotientOf(this.text, line)
      return quotient === undefined ? [] : [{ ...quotient, kind: 'value', parameters: [], range }]
    })
  }

  read({ of, selection }: Target): Reading {
    const notes: Note[] = []
    if (of !== undefined) {
      // Asked for a, a_i = γ_i c_i says what all of these are.
      const line =
        this.lines.find(({ name }) => name === of) ??
        this.lines.find(({ name }) => name !== undefined && name.replace(/_[a-z]$/, '') === of) ??
        this.lines.find((each) => quotientOf(this.text, each)?.name === of) ??
        this.squareNamed(of)
      if (line === undefined) throw new ReadError(`there is no ${of} in this text`, { start: 0, end: this.text.length })
      return this.readLine(line, notes)
    }
    if (selection !== undefined && selection.end > selection.start) {
      const inside = this.lines.filter(({ range }) => range.start >= selection.start && range.end <= selection.end)
      if (inside.length > 0) return this.readLine(inside[inside.length - 1] as Line, notes)
      const holder = this.lines.find(({ range }) => range.start <= selection.start && selection.end <= range.end)
      const within = (holder?.tokens ?? []).filter(({ start, end }) => start >= selection.start && end <= selection.end)
      // In a sentence of which something else was taken for the formula, what is selected is one by itself.
      const tokens = within.length > 0 ? within : this.selected(selection)
      if (tokens.length === 0) throw new ReadError('nothing mathematical is selected', selection, 'Select an expression.')
      const range = { start: (tokens[0] as Token).start, end: (tokens[tokens.length - 1] as Token).end }
      return this.reading(
        this.parse(tokens, range, holder === undefined ? this.lines.length : this.lines.indexOf(holder), holder?.parameters ?? [], notes),
        range,
        notes,
      )
    }
    const answer = selection === undefined && this.asked !== undefined ? this.answer(this.asked) : undefined
    if (answer !== undefined) return answer
    if (selection === undefined && this.asked !== undefined)
      notes.push({
        message: 'the derivative that is asked for is left aside: nothing here says what it is of',
        range: this.asked.range,
        kind: 'reading',
      })
    const line =
      selection === undefined
        ? ([...this.lines].reverse().find(({ body, name }) => name === undefined || literal(body) === undefined) ?? this.lines.at(-1))
        : this.lines.find(({ range }) => range.start <= selection.start && selection.start <= range.end)
    if (line === undefined)
      throw new ReadError('there is no expression here', selection ?? { start: 0, end: this.text.length }, 'Write an expression such as sin(x^2).')
    return this.readLine(line, notes)
  }

  private answer(asked: Asked): Reading | undefined {
    const notes: Note[] = []
    const readLast = (isMeant: (line: Line) => boolean): Reading | undefined => {
      const line = this.lines.filter(isMeant).at(-1)
      return line && this.readLine(line, notes)
    }
    return readAsked(asked, {
      define: (of) => readLast(({ name }) => name === of),
      alone: () => readLast(({ name, left }) => name === undefined && left === undefined),
      equations: () => this.equations(),
      place: asked.place && this.parse(this.selected(asked.place), asked.place, this.lines.length, [], notes),
    })
  }

  /** The line that says what the square of a name is, which is asked for: χ² = .... */
  private squareNamed(of: string): Line | undefined {
    const squares = this.lines.filter(({ given }) => given?.inverse === 'sqrt')
    const name = squaredAmong(
      of,
      squares.map(({ given }) => given?.name as string),
    )
    return squares.find(({ given }) => given?.name === name)
  }

  private selected({ start, end }: Range): readonly Token[] {
    const lines = linesOf(' '.repeat(start) + this.text.slice(start, end), DIALECTS.plain)
    return lines.length === 1 ? (lines[0] as Line).body : []
  }

  /** An equation is its left side less its right side; unless it is wanted `whole`, what stands right of 1/f = or ω² = is read alone. */
  private readLine(line: Line, notes: Note[], whole = false): Reading {
    const at = this.lines.indexOf(line)
    const right = this.placed(line, this.parse(line.body, line.range, at, line.parameters ?? [], notes), notes)
    if (line.left === undefined) return this.reading(right, line.range, notes, line)
    const left = this.parse(line.left, line.range, at, [], notes)
    if (whole || !isGiven(left, right)) return this.reading(this.difference(left, right, line.range, notes), line.range, notes, line)
    notes.push({ message: 'read the right side: the left side only names it', range: left.range ?? line.range, kind: 'reading' })
    return this.reading(right, line.range, notes, line)
  }

  /** A derivative at the point that its line says; of what is none, the point is where it is asked for, and no part of it. */
  private placed({ point, range }: Line, term: Term, notes: Note[]): Term {
    if (point === undefined) return term
    if (occurs(term, 'derivative')) return substitute(term, new Map([[point.name, this.parse(point.body, range, 0, [], notes)]]))
    notes.push({ message: `read without the point: the derivative is that at every ${point.name}`, range, kind: 'reading' })
    return term
  }

  /** Left side less right side. */
  private difference(left: Term, right: Term, range: Range, notes: Note[]): Term {
    notes.push(differenceNote(range))
    if (right.kind === 'number' && right.value.isZero) return left
    return applyTerm('add', [left, applyTerm('neg', [right], right.range)], range)
  }

  equations(): Reading[] {
    return readable(
      this.lines.filter(({ left }) => left !== undefined),
      (line) => this.readLine(line, [], true),
    )
  }

  private reading(body: Term, range: Range, notes: Note[], line?: Line): Reading {
    const own = line?.parameters
    const asked = this.by.length > 0 && (own === undefined || this.by.every((name) => own.includes(name)))
    const named = mapTerms(body, (term) => {
      const [inner] = term.kind === 'apply' && term.op === 'norm' ? term.args : []
      const vector = inner && withoutEuler(inner, (words) => words.test(this.text))
      return vector === undefined ? term : ({ ...term, args: [vector] } as Term)
    })
    if (named !== body) notes.push({ message: ERROR_NOTE, range, kind: 'reading' })
    const isGivenUnit = ['i', 'j'].some((letter) => own?.includes(letter) === true || this.by.includes(letter) || this.byName.has(letter))
    const written = isGivenUnit ? named : withImaginary(named)
    const whole = withRows(
      withLengths(own === undefined ? withComponents(written) : written, this.declared),
      this.rows,
      (name) => this.declared.get(name)?.rank,
    )
    const names = this.declared
    const rank = ({ name }: { name: string }): number | undefined => names.get(name)?.rank
    const ranked =
      names.size === 0
        ? whole
        : mapTerms(whole, (term) => (term.kind === 'name' && rank(term) !== undefined ? { ...term, hint: { ...term.hint, rank: rank(term) } } : term))
    const declarations = this.byName.size + names.size + this.prose.length + this.numbers.size === 0 ? NOTHING : this.declarations(ranked)
    const parameters = asked ? this.by : own === undefined ? undefined : partsOf(own, ranked)
    return {
      name: line?.name,
      parameters,
      body: withSizes(ranked, declarations, (name) => parameters?.includes(name) === true || declarations.get(name)?.value !== undefined),
      range,
      notes,
      declarations,
    }
  }

  private declarations(body: Term): ReadonlyMap<string, Declaration> {
    const declarations = new Map<string, Declaration>()
    for (const [name, { shape }] of this.declared) if (shape !== undefined) declarations.set(name, { shape })
    const names = new Set(this.prose === '' ? [] : ordered(body).flatMap((term) => (term.kind === 'name' ? [term.name] : [])))
    for (const [name, stated] of statedIn(unwrapped(this.prose), names)) {
      const rank = this.declared.get(name)?.rank
      if (!declarations.has(name) && (rank === undefined || rank === stated.shape?.length)) declarations.set(name, stated)
    }
    for (const [name, value] of this.numbers) if (!declarations.has(name)) declarations.set(name, { value, shape: [] })
    for (const { name, parameters, body, range } of this.lines) {
      const value = name === undefined || parameters !== undefined ? undefined : literal(body)
      if (value !== undefined) declarations.set(name as string, { ...value, range })
    }
    return declarations
  }

  /** The term of each line that gives a name a value, in order, so that definitions may follow each other without depth. */
  private readonly values: (Term | ReadError | undefined)[] = []
  private parses = 0

  private valuesBefore(before: number, notes: Note[]): void {
    for (let k = this.values.length; k < before; k++) {
      const line = this.lines[k] as Line
      this.values.push(undefined)
      const name = line.name ?? line.given?.name
      if (name === undefined || line.parameters !== undefined || (line.name !== undefined && literal(line.body) !== undefined)) continue
      try {
        const term = this.parse(line.body, line.range, k, [], notes)
        const value = line.name === undefined && line.given !== undefined ? undoing(line.given.inverse, term) : term
        this.values[k] = { ...value, label: { name, kind: 'variable' } }
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        this.values[k] = error
      }
    }
  }

  private parse(
    tokens: readonly Token[],
    range: Range,
    before: number,
    parameters: readonly string[],
    notes: Note[],
    bound: ReadonlyMap<string, Term> = NOTHING,
    depth = 0,
  ): Term {
    if (depth > FOLLOWED || this.parses++ > PARSES) throw new ReadError('the definitions follow each other without end', range)
    if (parameters.length === 0) this.valuesBefore(before, notes)
    const scope: Names = {
      parameters,
      value: (name) => {
        if (this.byName.size + bound.size === 0) return undefined
        const given = bound.get(known(name))
        if (given !== undefined) return given
        if (parameters.includes(known(name))) return undefined
        const at = this.defined(name, before, false)
        if (at < 0) return undefined
        this.valuesBefore(at + 1, notes)
        const value = this.values[at]
        if (value instanceof ReadError) throw value
        return value
      },
      call: (name, args, at) => {
        const k = this.defined(name, before, true)
        if (k < 0) return undefined
        const line = this.lines[k] as Line
        const own = line.parameters as readonly string[]
        // Asked with no arguments: only whether it is a function.
        if (args.length === 0) return ABSENT
        if (args.length !== own.length)
          throw new ReadError(`${name} takes ${own.length} argument${own.length === 1 ? '' : 's'}, not ${args.length}`, at)
        const given = new Map(own.map((parameter, i) => [parameter, args[i] as Term]))
        // gelu(x) = x (1 + tanh(x))/2 of W x + b is that of each component.
        const term = args.some(this.mayHaveElements)
          ? substitute(byElements(this.parse(line.body, line.range, k, own, notes, NOTHING, depth + 1), own, false), given)
          : this.parse(line.body, line.range, k, own, notes, given, depth + 1)
        return { ...term, range: at, label: { name: known(name), kind: 'call' } }
      },
      rankOf: (name) => this.declared.get(known(name))?.rank,
      isTold: (name) => this.told.has(known(name)),
      has: (name) => parameters.includes(known(name)) || bound.has(known(name)) || this.byName.has(known(name)) || this.numbers.has(known(name)),
      note: (note) => {
        if (!notes.some(({ message }) => message === note.message)) notes.push(note)
      },
    }
    return new ExpressionParser(tokens, this.rules, scope, range).parse()
  }

  private readonly mayHaveElements = (term: Term): boolean =>
    term.kind === 'name' ? (this.declared.get(term.name)?.rank ?? 0) > 0 : term.kind !== 'number'

  /** The line that last defines a name before a line, or -1. */
  private defined(name: string, before: number, asFunction: boolean): number {
    const own = this.byName.size === 0 ? undefined : this.byName.get(known(name))
    if (own === undefined) return -1
    for (let i = own.length - 1; i >= 0; i--) {
      const k = own[i] as number
      if (k < before && ((this.lines[k] as Line).parameters !== undefined) === asFunction) return k
    }
    return -1
  }
}

/** Says that a function exists, without calling it. */
const ABSENT: Term = { kind: 'name', name: '' }

/** J(θ) of θ₀ and θ₁ is a function of these. */
function partsOf(parameters: readonly string[], body: Term): readonly string[] {
  const names = new Set(ordered(body).flatMap((term) => (term.kind === 'name' ? [term.name] : [])))
  return parameters.flatMap((name) => {
    const parts = names.has(name) ? [] : [...names].filter((one) => one.startsWith(`${name}_`) && /^\d+$/.test(one.slice(name.length + 1)))
    return parts.length === 0 ? [name] : parts.sort()
  })
}
