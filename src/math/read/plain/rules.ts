/** What an expression is read by: names of the dialect's libraries, and what the text around defines. */
import type { Note, Range } from '../../api.ts'
import type { Library } from '../../expr.ts'
import type { Term } from '../term.ts'

/** What differs between plain text, MATLAB and Julia. */
export interface ExpressionRules {
  /** Where names of functions and constants are looked up, in order. */
  readonly libraries: readonly Library[]
  /** Two operands side by side are a product. In MATLAB they are two elements. */
  readonly implicitProducts: boolean
  /** Of two arrays `*` is the product of each two components, as where `@` is that of matrices. */
  readonly entrywise?: boolean
  /** `name(` of an unknown name: a call, an index into an array, or by habit a call or a product. */
  readonly unknownCalls: 'habit' | 'call'
  /** Places at which the less likely of two readings is meant. */
  readonly others?: ReadonlySet<number>
  /** Letters that the words of the text speak of. */
  readonly spoken?: ReadonlySet<string>
}

/** What an expression can refer to: functions and values that the text defines. */
export interface Names {
  /** The value of a defined name, or undefined for a free one. */
  value(name: string, range: Range): Term | undefined
  /** The result of a defined function; undefined when there is none of this name. */
  call(name: string, args: readonly Term[], range: Range): Term | undefined
  /** The parameters of what is read. */
  readonly parameters: readonly string[]
  /** Whether the text defines this name, or it is a parameter. */
  has(name: string): boolean
  /** Whether words say what the name stands for, "e = Oswald efficiency": it is no constant then. */
  isTold(name: string): boolean
  /** How many axes words say that the name has. */
  rankOf(name: string): number | undefined
  note(note: Note): void
}

/** Whether a text writes `*` for products of components: it has `@` for those of matrices, averages what it has made, or says so. */
export const hasEntrywise = (text: string): boolean =>
  text.includes('*') &&
  (/[\p{L}\d)\]'ᵀ]\s*@\s+[\p{L}(]|[)\]'ᵀ]@[\p{L}(]/u.test(text) ||
    (/\b(?:mean|average|avg)\(/.test(text) && !/(?<!\w)\p{Lu}\w?\s*\*|\*\s*\p{Lu}\w?(?!\w)|\.[*^]/u.test(text)) ||
    (/\b(?:element|component|entry|coordinate)-?\s?wise\b/i.test(text) && !/[⊙∘]|\.\*/.test(text)))
