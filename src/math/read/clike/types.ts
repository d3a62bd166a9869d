/** Types of C-like languages: they are passed over; what counts is how many axes they give and whether they are whole numbers. */
import type { Range } from '../../api.ts'
import type { Binding, Expression } from '../execute/syntax/syntax.ts'
import { Parser } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import type { Declaration } from '../term.ts'
import { ColumnFirst } from './columns.ts'
import type { Style } from './style.ts'

const WHOLE =
  /^(?:unsigned |signed |const |static |mut |&|final )*(?:(?:long |short |unsigned )*(?:int|long|short|unsigned|char|byte)|Int\d*|Long|UInt\d*|uint|u?int(?:8|16|32|64)(?:_t)?|[iu](?:8|16|32|64|size)|s?size_t|ptrdiff_t|std::size_t|Integer)$/
/** Words that are types, or begin one. */
export const PRIMITIVE = new Set(
  (
    'double float int long short unsigned signed char bool boolean void auto half real byte size_t ssize_t ptrdiff_t int8_t int16_t int32_t int64_t uint8_t uint16_t ' +
    'uint32_t uint64_t uint decimal float32 float64 int32 int64 f32 f64 i32 i64 u32 u64 usize isize vec2 vec3 vec4 mat2 mat3 mat4 Double Float Int Long'
  ).split(' '),
)
/** What may stand before a type or a definition and says nothing here. */
export const QUALIFIERS = new Set(
  (
    'static inline extern const constexpr consteval volatile public private protected internal final override virtual abstract sealed pub unsafe async open register ' +
    'mutable friend explicit mut ref out in lowp mediump highp uniform varying __device__ __host__ __global__ __forceinline__ __inline__ __kernel __restrict__ restrict ' +
    'data inout thread_local synchronized strictfp readonly export infix operator tailrec lateinit suspend crate'
  ).split(' '),
)

export abstract class CTypes extends Parser {
  /** Names that hold whole numbers. */
  protected whole = new Set<string>()
  /** Names that hold real numbers. */
  protected reals = new Set<string>()
  /** Parameters that are arrays: what stands in parentheses behind them is an index. */
  protected arrays = new Set<string>()
  /** Names of pointers, with how many indices lead to an element: they stand for places, and are made to stand for others. */
  protected pointers = new Map<string, number>()
  /** Names of lists: std::vector<double> v. */
  protected listed = new Set<string>()
  /** Parameters whose elements cannot be written to. */
  protected readonly constant = new Set<string>()
  /** What stands behind &: its place is meant. */
  protected readonly referred = new WeakSet<Expression>()
  protected readonly columnFirst: ColumnFirst
  private shares: boolean | undefined

  /** Whether names of arrays and objects are other names of one thing, as in Java and C#. */
  protected get sharesObjects(): boolean {
    this.shares ??= this.style.name === 'Swift' || (this.style.name === 'C' && SHARING.test(this.text) && !COPYING.test(this.text))
    return this.shares
  }

  /** Whether an element of an array that is an array itself is that array and no copy of it. */
  protected get sharesRows(): boolean {
    return this.style.name === 'Go' || (this.style.name === 'C' && this.sharesObjects)
  }

  /** Names of what is copied in Go, where slices are not: arrays and structures. */
  protected copies = new Set<string>()

  /** Whether a name that is bound to a value, of the type that is written, is bound to a copy of it. */
  protected bindingOf(value: Expression | undefined, type = ''): Binding | undefined {
    const isPlace = value?.kind === 'name' || value?.kind === 'index' || value?.kind === 'member'
    if (!isPlace || this.referred.has(value) || (value.kind === 'name' && this.pointers.has(value.name))) return undefined
    if (this.style.name === 'Go') return value.kind === 'name' && this.copies.has(value.name) ? 'copy' : undefined
    // A pointer to an array points into it, as the row of an array of arrays is one.
    const isPointed = this.style.name === 'C' && (type.includes('*') || this.indicesLeft(value) > 0)
    return isPointed || this.sharesObjects || NUMBER.test(type.trim()) ? undefined : 'copy'
  }

  /** How many indices lead from a pointer to an element: 1 of a[i], where a is a double[2][3]; 0 of what is no pointer. */
  protected indicesLeft(e: Expression | undefined): number {
    if (e?.kind === 'name') return this.pointers.get(e.name) ?? 0
    return e?.kind === 'index' ? Math.max(0, this.indicesLeft(e.object) - e.items.length) : 0
  }

  constructor(
    text: string,
    protected readonly style: Style,
    tokens: readonly Token[],
  ) {
    super(text, style.lines ? tokens : withOperators(tokens.filter(({ kind }) => kind !== 'line')), style.operators)
    this.columnFirst = new ColumnFirst(text)
  }

  /** The position after a type that begins at `at`; undefined where there is none. */
  protected typeEnd(at: number): number | undefined {
    let k = at
    const word = (): Token | undefined => this.peek(k)
    const text = (): string => word()?.text ?? ''
    while (word()?.kind === 'name' && QUALIFIERS.has(text())) k++
    if (['&', '*', '[', ']'].includes(text()) && this.style.name !== 'C') {
      // &[f64], []float64, [3]float64, *T
      if (text() === '[') {
        const close = this.closing(k)
        if (close === undefined) return undefined
        k = close + 1
        return (word()?.kind === 'name' || text() === '[' || text() === '*') && this.style.name === 'Go' ? this.typeEnd(k) : k
      }
      k++
      return this.typeEnd(k)
    }
    if (word()?.kind !== 'name') return undefined
    const primitive = PRIMITIVE.has(text())
    k++
    while (primitive && word()?.kind === 'name' && PRIMITIVE.has(text())) k++
    for (;;) {
      if ((text() === '::' || text() === '.') && this.peek(k + 1)?.kind === 'name') k += 2
      else if (text() === '<') {
        const close = this.angle(k)
        if (close === undefined) break
        k = close + 1
      } else if (text() === '[' && this.peek(k + 1)?.text === ']') k += 2
      else if (text() === '*' || text() === '&' || text() === '&&' || text() === '?') k++
      else if (word()?.kind === 'name' && ['const', 'restrict', '__restrict__'].includes(text())) k++
      else break
    }
    return k
  }

  /** The next token from `at` on of which something holds; the end where there is none. */
  protected position(at: number, holds: (token: Token) => boolean): number {
    let k = at
    while (k < this.last && !holds(this.peek(k) as Token)) k++
    return k
  }

  /** Where the bracket at `at` is closed. */
  protected closing(at: number): number | undefined {
    let depth = 0
    for (let k = at; k <= this.last; k++) {
      const { kind, text } = this.peek(k) as Token
      if (kind !== 'operator') continue
      if (text === '(' || text === '[' || text === '{') depth++
      else if (text === ')' || text === ']' || text === '}') {
        depth--
        if (depth === 0) return k
        if (depth < 0) return undefined
      }
    }
    return undefined
  }

  /** Where the < at `at` is closed, if what it holds can be types; `bounds`: with what Rust says of them, <T: Mul<Output = T> + Copy>. */
  protected angle(at: number, bounds = false): number | undefined {
    let depth = 0
    for (let k = at; k < Math.min(this.last + 1, at + 60); k++) {
      const { kind, text } = this.peek(k) as Token
      if (text === '<') depth++
      else if (text === '>') {
        depth--
        if (depth === 0) return k
      } else if (kind === 'operator' && !'::,*&()[];->?:_'.includes(text) && !(bounds && /^[=+]$/.test(text))) return undefined
    }
    return undefined
  }

  /** Where a statement ends that began at `from` and was read up to `at`: what stands between braces that it opened is of it. */
  protected statementEnd(from: number, at: number): number {
    let depth = 0
    for (let k = from; k < this.last; k++) {
      const { text, kind } = this.peek(k) as Token
      const isSign = kind === 'operator'
      if (k >= at && depth <= 0 && (kind === 'line' || (isSign && (text === ';' || text === '}')))) return k
      if (isSign && text === '{') depth++
      if (isSign && text === '}') depth--
      // A block ends its statement: if (x) { ... } return y;
      if (k >= at && depth === 0 && isSign && text === '}' && this.peek(k + 1)?.kind === 'name') return k + 1
    }
    return this.last
  }

  /** The text between two tokens. */
  protected written(from: number, to: number): Range {
    return { start: (this.peek(from) as Token).start, end: (this.peek(Math.max(from, to - 1)) as Token).end }
  }
}

/** operator+ is one name where something is in parentheses behind it, and so is operator(). */
function withOperators(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ text }) => text === 'operator')) return tokens
  const joined: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const [token, sign, open, next] = tokens.slice(k, k + 4) as [Token, Token?, Token?, Token?]
    const isOperator = token.kind === 'name' && token.text === 'operator' && sign !== undefined
    const isSign = isOperator && ARITHMETIC.test(sign.text) && open?.text === '('
    const isCall = isOperator && sign.text === '(' && open?.text === ')' && next?.text === '('
    if (isSign) joined.push({ ...token, text: `operator${sign.text}`, end: sign.end })
    else joined.push(isCall ? { ...token, text: 'operator()', end: open.end } : token)
    k += isCall ? 2 : isSign ? 1 : 0
  }
  return joined
}
const ARITHMETIC = /^(?:[-+*/%]=?|[&|^])$/

/** A type of one number. */
const NUMBER =
  /^(?:const |static |let )*(?:double|float|half|f32|f64|float32|float64|Double|Float|(?:long |short |unsigned )*(?:int|long|short|char)|size_t|usize|[iu]\d+)$/
/** What Java and C# write, and C++ does not; and the other way round. */
const SHARING =
  /\b(?:double|float|int|long)\s*\[\s*,?\s*\]|\bMath\.\w|\bimport\s+java|\busing\s+System|\bpublic\s+(?:static|final|class|record|double|float|int|void)\b|\bprivate\s+(?:static|final)\b/
const COPYING = /\bstd::|^\s*#\s*include\b|\btemplate\s*<|\b(?:glm|Eigen)::|\bauto\b/m

/** How many indices lead to what a pointer or an array of C holds: 2 of double **, double *[3] and double [2][3]. */
export const signsOfPointer = (type: string): number => type.replace(/<.*>/s, '').match(/[*[]/g)?.length ?? 0

/** Whether a type is one of whole numbers. */
export const isWholeType = (type: string): boolean => WHOLE.test(type.replace(/\s+/g, ' ').trim())
/** Whether it is an array of such: vector<int>, []int, int[]. */
export const isWholeArray = (type: string): boolean =>
  /\b(?:vector|array|Vec|List|span)\s*<\s*(?:unsigned |std::)?(?:int|long|size_t|u?int(?:8|16|32|64)_t|[iu](?:\d+|size)|Integer)\b/.test(type) ||
  /^&?(?:mut )?\[\s*\w*\s*\]\s*u?int\d*$|^&?(?:mut )?\[\s*[iu](?:\d+|size)\b|\b(?:int|long)\s*\[\s*\]/.test(type.trim())
/** Whether it is one of the lists of C++. */
export const isListType = (type: string): boolean => /\b(?:vector|array|deque|span)\s*</.test(type)
/** Whether it is one of real numbers. */
export const isRealType = (type: string): boolean => /^(?:const |static )*(?:double|float)\b(?!.*[<[*])/.test(type.trim())

/** Classes of vectors and matrices: Vector3d, MatrixXd, vec2, Array2<f64>. */
const LINEAR = /\b(?:(?:Row)?Vector|[VM]ec|vec)([X234])?[fd]?\b(?!\s*<)|\b(Matrix|mat)([X234])?[fd]?\b(?!\s*<)|\bArray(?:View)?([12])\b/
/** Arrays of Eigen, which operators go through component by component: ArrayXd, ArrayXXf, Array3d. */
const ENTRYWISE = /\bArray(X{1,2}|\d{1,2})[fd]\b/
export const isArrayType = (type: string): boolean => ENTRYWISE.test(type)
/** Of those with the type of their numbers behind: Vector3<f64>, DMatrix<f64>, Matrix<double, 2, 3>. */
const TYPED = /\b(?:Row)?(?:D|S)?(Vector|Matrix)(\d)?\s*<\s*[\w:]+\s*(?:,\s*(\d+))?\s*(?:,\s*(\d+))?/
const GENERIC = /\b(?:vector|Vec|List|ArrayList|MutableList|span|slice|DoubleArray|FloatArray|valarray|NumericVector|array|Array|initializer_list)\b/g

/** double* is a vector, [[f64; 2]; 2] a 2×2 matrix. */
export function shapeOfType(written: string): ShapeSaid {
  const type = written.replace(/=[^=]*$/, '')
  const held = HELD.exec(type)
  if (held !== null) {
    // std::vector<Vector3d>: a row for each.
    const { rank, declaration } = shapeOfType(held[1] as string)
    const axes = declaration?.shape?.length ?? rank ?? 0
    if (axes > 0 && (LINEAR.test(held[1] as string) || TYPED.test(held[1] as string))) return { rank: axes + 1 }
  }
  if (/\b(?:[Ff]unction|Func|[Ff]n|func)\b|->|Operator\b/.test(type)) return {}
  const array = ENTRYWISE.exec(type)?.[1]
  if (array !== undefined) return array.startsWith('X') ? { rank: array.length } : { declaration: { shape: [...array].map(Number) } }
  const few = /\b(?:float|double|half)([234])\b/.exec(type)
  if (few !== null) return { declaration: { shape: [Number(few[1])] } }
  const typed = TYPED.exec(type)
  if (typed !== null) {
    const [, kind, count, rows, columns] = typed
    const rank = kind === 'Vector' || columns === '1' ? 1 : 2
    const lengths = rank === 1 ? [count ?? rows] : [count ?? rows, count ?? columns]
    return lengths.every((length) => length !== undefined) ? { declaration: { shape: lengths.map(Number) } } : { rank }
  }
  const linear = LINEAR.exec(type)
  if (linear !== null) {
    const rank = linear[4] === undefined ? (linear[2] === undefined ? 1 : 2) : Number(linear[4])
    const length = Number(linear[1] ?? linear[3])
    return length > 0 ? { declaration: { shape: new Array<number>(rank).fill(length) } } : { rank }
  }
  const rank = (type.match(/[[*]|\.\.\.|\bvararg\b/g) ?? []).length + (type.match(GENERIC) ?? []).length
  if (rank === 0) return SCALAR.test(type) ? { declaration: { shape: [] } } : {}
  // What a list of points holds may be lists as well.
  if (type.match(/[A-Za-z_]\w*/g)?.some(isUnknown) === true) return {}
  // Rust states the inner length first.
  const inner = [...type.matchAll(/;\s*(\d+)\s*\]/g)].reverse()
  const lengths = [...inner, ...type.matchAll(/\[\s*(\d+)\s*\]|,\s*(\d+)\s*>/g)].map(([, a, b]) => Number(a ?? b))
  return lengths.length === rank ? { declaration: { shape: lengths } } : rank > 3 ? {} : { rank }
}

/** How many indices lead from what is of a type to what it holds: 1 of vector<V>, V[] and []V, 2 of vector<vector<V>>. */
export const containersIn = (type: string): number => (type.match(/[[*]/g) ?? []).length + (type.match(GENERIC) ?? []).length

interface ShapeSaid {
  readonly rank?: number
  readonly declaration?: Declaration
}
/** What a container of C++ holds several of. */
const HELD = /^\s*(?:const\s+)?(?:std::)?(?:vector|array|deque|list|span)\s*<(.*)>/

/** A word of a type that is neither that of a number nor of what holds many, nor a letter for one. */
const isUnknown = (word: string): boolean =>
  !PRIMITIVE.has(word) && !QUALIFIERS.has(word) && !SCALAR.test(word) && !HOLDERS.test(word) && !/^(?:std|[A-Z]|[a-z]|[iu]\d+|__\w+)$/.test(word)
const HOLDERS = new RegExp(
  `^(?:${GENERIC.source}|Integer|Number|int\\d*|size|mut|ref|in|val|var|vararg|params|Array\\d|ndarray|unique_ptr|shared_ptr|span|immutable|Iterable|Sequence|Collection|IReadOnlyList|IList|IEnumerable|ReadOnlySpan|Span|Slice|Box|Rc|Arc|Option|Nullable|dyn|impl)$`,
)

const SCALAR = /\b(?:double|float|f32|f64|float32|float64|Double|Float|real|half|decimal|Real)\b/
