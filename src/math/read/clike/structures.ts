/** Types with fields that a text defines, found among its tokens: what they hold, their methods, and what makes them. */
import type { Token } from '../grammar/tokens.ts'
import { CPostfix } from './postfix.ts'
import { QUALIFIERS } from './types.ts'

/** A constructor of C++, C# or Java. */
interface Constructor {
  /** How many values it takes at least and at most. */
  readonly least: number
  readonly most: number
  /** Whether it only sets the fields, in their order, to what it is given; one without parameters, whether it leaves them as they are. */
  readonly isPlain: boolean
}

export interface TypeOutline {
  readonly fields: string[]
  readonly methods: Set<string>
  /** Fields of C that begin as something else than 0: double y = 2; */
  readonly preset: Set<string>
}

interface Outlines {
  readonly types: ReadonlyMap<string, TypeOutline>
  /** Where methods of a type stand. */
  readonly blocks: readonly { readonly type: string; readonly start: number; readonly end: number }[]
  /** How many functions have a name. */
  readonly counts: ReadonlyMap<string, number>
  /** The constructors of structures and classes. */
  readonly constructors: ReadonlyMap<string, readonly Constructor[]>
}

const NOTHING: Outlines = { types: new Map(), blocks: [], counts: new Map(), constructors: new Map() }
/** Where a type is defined, from brace to brace. */
export interface Definition {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** What begins the definition of a type, where its name follows. */
const CLASSES = new Set('struct class record interface union enum object trait extension protocol actor'.split(' '))
/** What ends the search for the brace of a definition that has none. */
const WITHOUT_BODY = new Set([';', ')', '}', '=', ','])

/** Words before the : that stands before the members of a class. */
const ACCESS = /^(?:public|private|protected)$/

/** What a structure goes by that has no name, struct { double a; } x; */
export const withoutName = ({ start }: Token): string => `struct_at_${start}`

const isZero = ({ kind, text }: Token): boolean => kind === 'number' && Number.parseFloat(text) === 0

export abstract class CStructures extends CPostfix {
  private outlined: Outlines | undefined

  protected get outlines(): Outlines {
    this.outlined ??= this.style.name === 'Rust' || this.style.name === 'Go' || this.style.name === 'C' ? this.outline() : NOTHING
    return this.outlined
  }

  private outline(): Outlines {
    const types = new Map<string, TypeOutline>()
    const blocks: Outlines['blocks'][number][] = []
    const counts = new Map<string, number>()
    const typeNamed = (name: string): TypeOutline => {
      const known = types.get(name) ?? { fields: [], methods: new Set<string>(), preset: new Set<string>() }
      types.set(name, known)
      return known
    }
    const text = (k: number): string => this.textAt(k)
    for (let k = 0; k <= this.last; k++) {
      const token = this.peek(k) as Token
      if (token.kind !== 'name') continue
      if (token.text === 'impl') {
        const open = this.position(k, ({ text: sign, kind }) => sign === '{' || kind === 'end')
        const head = this.stretch(this.peek(k + 1)?.text === '<' ? (this.angle(k + 1) ?? k) + 1 : k + 1, open).filter(({ kind }) => kind === 'name')
        const named = head[head.findIndex(({ text: word }) => word === 'for') + 1]
        const end = this.closing(open)
        if (named !== undefined && end !== undefined) {
          typeNamed(named.text)
          blocks.push({ type: named.text, start: open, end })
        }
      } else if (token.text === 'fn' || token.text === 'func') {
        const close = token.text === 'func' && text(k + 1) === '(' ? this.closing(k + 1) : undefined
        const name = this.peek((close ?? k) + 1)
        if (name?.kind !== 'name') continue
        counts.set(name.text, (counts.get(name.text) ?? 0) + 1)
        const block = blocks.filter(({ start, end }) => start < k && k < end).at(-1)
        const type =
          close === undefined
            ? block?.type
            : this.stretch(k + 2, close)
                .filter(({ kind }) => kind === 'name')
                .at(-1)?.text
        if (type !== undefined) typeNamed(type).methods.add(name.text)
      } else if (token.text === 'struct') {
        const open = this.position(k, ({ text: sign, kind }) => ['{', ';', '('].includes(sign) || kind === 'end')
        const end = text(open) === '{' ? this.closing(open) : undefined
        // typedef struct { double x; } Point;
        const last = end !== undefined && text(k - 1) === 'typedef' ? this.peek(end + 1) : this.peek(k + 1)
        const name = this.style.name === 'Go' ? this.peek(k - 1) : last
        const named = name?.kind === 'name' ? name.text : open === k + 1 && this.style.name === 'C' ? withoutName(token) : undefined
        if (named === undefined || end === undefined) continue
        if (this.style.name === 'C') this.fieldsOfC(typeNamed(named), open + 1, end)
        else typeNamed(named).fields.push(...this.fields(open + 1, end))
      }
    }
    return { types, blocks, counts, constructors: this.style.name === 'C' ? this.constructors(types) : new Map() }
  }

  /** Constructors may stand before fields, and outside of the braces. */
  private constructors(types: ReadonlyMap<string, TypeOutline>): Outlines['constructors'] {
    const found = new Map<string, Constructor[]>([...types.keys()].map((type) => [type, []]))
    for (let k = 0; k < this.last; k++) {
      const defined = this.classAt(k)
      if (defined !== undefined && !found.has(defined.name)) found.set(defined.name, [])
    }
    for (let k = 0; k < this.last; k++) {
      const known = this.textAt(k + 1) === '(' && this.peek(k)?.kind === 'name' ? found.get(this.textAt(k)) : undefined
      const made = known === undefined ? undefined : this.constructorAt(k, types.get(this.textAt(k))?.fields ?? [])
      if (made !== undefined) known?.push(made)
    }
    return found
  }

  /** What stands at a position, or nothing. */
  protected textAt(at: number): string {
    return this.peek(at)?.text ?? ''
  }

  /** The name of the type that is defined at a word such as class, and where its braces are. */
  protected classAt(at: number): Definition | undefined {
    const token = this.peek(at)
    if (token?.kind !== 'name' || !CLASSES.has(token.text)) return undefined
    // enum class, record struct
    const named = CLASSES.has(this.textAt(at + 1)) ? at + 2 : at + 1
    const name = this.peek(named)
    if (name?.kind !== 'name') return undefined
    for (let k = named + 1; k <= this.last; k++) {
      const { text, kind } = this.peek(k) as Token
      if (text === '{') return { name: name.text, start: k, end: this.closing(k) ?? this.last }
      if (kind === 'line' || kind === 'end' || WITHOUT_BODY.has(text)) break
      if (text === '<') k = this.angle(k) ?? k
      else if (text === '(') k = this.closing(k) ?? k
    }
    return { name: name.text, start: named, end: named }
  }

  /** Whether a structure is made of so many values by a constructor that does more than to take the fields in their order. */
  protected isConstructed(type: string, count: number): boolean {
    const constructors = this.outlines.constructors.get(type) ?? []
    const meant = constructors.filter(({ least, most }) => least <= count && count <= most)
    // One value may be copied.
    return meant.length === 0 ? count > 1 && constructors.length > 0 : !meant.every(({ isPlain, most }) => isPlain && count === most)
  }

  /** The constructor whose name stands at a position; undefined where there is none, or one that says nothing: V() = default; */
  private constructorAt(at: number, fields: readonly string[]): Constructor | undefined {
    const [before, close] = [this.textAt(at - 1), this.closing(at + 1)]
    const isLabelled = before === ':' && ACCESS.test(this.textAt(at - 2))
    if (close === undefined || !(isLabelled || QUALIFIERS.has(before) || /^(?:|[{};>\]]|::)$/.test(before))) return undefined
    const parameters = this.separated(at + 2, close)
    if (!parameters.every(([start, end]) => (this.typeEnd(start) ?? end + 1) <= end)) return undefined
    const { at: k, set } = this.behind(close)
    const isDeclaredOnly = this.textAt(k) === ';' && before !== '>'
    if (this.textAt(k) !== '{' && !(isDeclaredOnly && !this.isWrittenOutside(this.textAt(at)))) return undefined
    const names = parameters.map(([, end, equals]) => this.textAt((equals ?? end) - 1))
    const leaves = set.every(({ value }) => value.every((token) => token.text === ',' || isZero(token)))
    const inOrder =
      set.length === fields.length &&
      set.every(({ field, value: [first, ...rest] }, n) => field === fields[n] && first?.text === names[n] && rest.length === 0)
    return {
      least: parameters.filter(([, , equals]) => equals === undefined).length,
      most: parameters.length,
      isPlain: this.textAt(k) === '{' && this.textAt(k + 1) === '}' && (parameters.length === 0 ? leaves : inOrder),
    }
  }

  /** Whether a constructor is written outside of its class: V::V(double s) { ... } */
  private isWrittenOutside(type: string): boolean {
    for (let k = 2; k < this.last; k++) if (this.textAt(k) === type && this.textAt(k - 1) === '::' && this.textAt(k - 2) === type) return true
    return false
  }

  /** Where the parts of a list begin and end, and where in them an = stands; angles are those of types. */
  protected separated(from: number, to: number): [start: number, end: number, equals?: number][] {
    const found: [number, number, number?][] = []
    let [start, equals]: [number, number?] = [from]
    for (let k = from; k <= to; k++) {
      const text = this.textAt(k)
      if (k === to || text === ',') {
        if (k > start) found.push([start, k, equals])
        start = k + 1
        equals = undefined
      } else if (text === '=') equals = k
      else k = this.past(k)
    }
    return found
  }

  /** Where the bracket at a position is closed, if one is there; else the position. */
  private past(at: number): number {
    const text = this.textAt(at)
    return (text === '<' ? this.angle(at) : /^[([{]$/.test(text) ? this.closing(at) : at) ?? at
  }

  /** The names of the fields between two tokens: a: f64, ... in Rust, a, b float64 in Go. */
  private fields(from: number, to: number): string[] {
    const found: string[] = []
    for (let k = from; k < to; k++) {
      const { kind, text } = this.peek(k) as Token
      if (['(', '[', '{'].includes(text)) k = this.closing(k) ?? k
      if (kind !== 'name') continue
      const [before, after] = [this.peek(k - 1), this.peek(k + 1)]
      if (
        this.style.name === 'Rust'
          ? after?.text === ':'
          : k === from || ['line', ';', ','].some((end) => before?.kind === end || before?.text === end)
      )
        found.push(text)
    }
    return found
  }

  /** double x, y = 0, *v; of C; functions are passed over. */
  private fieldsOfC({ fields, preset }: TypeOutline, from: number, to: number): void {
    let isValue = false
    for (let k = from; k < to; k++) {
      const { kind, text } = this.peek(k) as Token
      if (text === '(' && !isValue) {
        const body = this.behind(this.closing(k) ?? k).at
        k = this.textAt(body) === '{' ? (this.closing(body) ?? body) : this.position(body, (token) => token.text === ';') - 1
      } else if (text === '=') isValue = true
      else if (text === ',' || text === ';') isValue = false
      else if (kind !== 'name') k = this.past(k)
      if (kind !== 'name' || isValue || k === from) continue
      const [before, after] = [this.peek(k - 1) as Token, this.textAt(k + 1)]
      // double operator[](int i)
      if (text === 'operator' || CLASSES.has(before.text) || !(before.kind === 'name' || /^[*,>\]]$/.test(before.text)) || !/^[;,=[{]$/.test(after))
        continue
      fields.push(text)
      const end = after === '{' ? (this.closing(k + 1) ?? to) : this.position(k, (token) => token.text === ';' || token.text === ',')
      // public double X { get; set; } of C# begins as 0.
      const isAccessed = /^(?:get|set|init|private)$/.test(this.textAt(k + 2))
      if (/^[={]$/.test(after) && !isAccessed && !this.stretch(k + 2, end).every(isZero)) preset.add(text)
    }
  }

  /** What stands behind the parameters of a function, but for words and what a constructor sets: its body, or what it has none for. */
  private behind(close: number): { readonly at: number; readonly set: readonly { readonly field: string; readonly value: readonly Token[] }[] } {
    const set: { readonly field: string; readonly value: readonly Token[] }[] = []
    let at = close + 1
    while (this.peek(at)?.kind === 'name' || this.textAt(at) === '->' || this.textAt(at) === '&') at++
    if (this.textAt(at) !== ':') return { at, set }
    do {
      const end = /^[({]$/.test(this.textAt(at + 2)) ? this.closing(at + 2) : undefined
      if (end === undefined) return { at: at + 1, set }
      set.push({ field: this.textAt(at + 1), value: this.stretch(at + 3, end) })
      at = end + 1
    } while (this.textAt(at) === ',')
    return { at, set }
  }
}
