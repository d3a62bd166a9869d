/** The families of C-like languages, how a text shows which it is, and what differs between them. */
import type { Infix } from '../grammar/parser.ts'
import type { Lexicon } from '../grammar/tokens.ts'

export interface Style {
  readonly name: 'C' | 'Rust' | 'Go' | 'Swift' | 'R'
  readonly lexicon: Lexicon
  readonly operators: ReadonlyMap<string, Infix>
  /** Line ends end statements. */
  readonly lines: boolean
  /** A block has the value of its last expression. */
  readonly valued: boolean
}

const C_LEXICON: Lexicon = {
  comments: ['//'],
  blocks: [{ open: '/*', close: '*/' }],
  operators: (
    '>>>= <<= >>= ..= ..< ... <- := :: -> => ++ -- += -= *= /= %= ^= |= &= && || == != <= >= << ?: ?. ?? ' +
    '.. ( ) [ ] { } , ; : = < > + - * / % ^ & | ~ ! @ . ? #'
  ).split(' '),
  transposes: false,
  dotted: false,
  inNames: '$',
  suffix: /^(?:_?[fiu](?:8|16|32|64|128)|_?[iu]size|[uU]?[lL]{1,2}[uU]?|[fFdDhuU])(?![A-Za-z0-9_])/,
}

const OPERATORS: ReadonlyMap<string, Infix> = new Map<string, Infix>([
  ['?:', { power: 2, call: 'orElse' }],
  ['||', { power: 3, logic: 'or' }],
  ['&&', { power: 4, logic: 'and' }],
  ...(['==', '!='] as const).map((sign) => [sign, { power: 8, compare: sign }] as const),
  ...(['<', '<=', '>', '>='] as const).map((sign) => [sign, { power: 9, compare: sign }] as const),
  ['+', { power: 12, op: '+' }],
  ['-', { power: 12, op: '-' }],
  ['*', { power: 13, op: '*' }],
  ['/', { power: 13, call: '/' }],
  ['%', { power: 13, op: '%' }],
])

const R_LEXICON: Lexicon = {
  comments: ['#'],
  blocks: [],
  operators: '<<- ->> <- -> |> := ::: :: == != <= >= && || %% %*% %/% %o% %in% ** ( ) [ ] { } , ; : = < > + - * / ^ & | ~ ! @ $ ? \\'.split(' '),
  transposes: false,
  dotted: false,
  inNames: '.',
  suffix: /^L(?![A-Za-z0-9_.])/,
  imaginary: true,
}

const R_OPERATORS: ReadonlyMap<string, Infix> = new Map<string, Infix>([
  ['||', { power: 3, logic: 'or' }],
  ['|', { power: 3, op: '|' }],
  ['&&', { power: 4, logic: 'and' }],
  ['&', { power: 4, op: '&' }],
  ...(['==', '!=', '<', '<=', '>', '>='] as const).map((sign) => [sign, { power: 8, compare: sign }] as const),
  ['+', { power: 12, op: '+' }],
  ['-', { power: 12, op: '-' }],
  ['*', { power: 13, op: '*' }],
  ['/', { power: 13, op: '/' }],
  ['%%', { power: 14, op: '%' }],
  ['%/%', { power: 14, op: '//' }],
  ['%*%', { power: 14, call: '%*%' }],
  ['%o%', { power: 14, call: 'outer' }],
])

/** Above all operators: what a sign stands before. */
export const SIGNED = 15

const C: Style = { name: 'C', lexicon: C_LEXICON, operators: OPERATORS, lines: false, valued: false }
/** Classes of matrices and vectors, between which * is the product of matrices. */
const LINEAR =
  /\bEigen::|\b(?:Matrix|Vector|RowVector)(?:X|[234])(?:f|d)\b|\barma::|\bglm::|\bmat[234]\b|\b[DS]?(?:Row)?(?:Matrix|Vector)[234]?\s*<\s*(?:f(?:32|64)|double|float)\b|\b(?:DMat|DVec|Mat)[234]\b/
const LINEAR_OPERATORS: ReadonlyMap<string, Infix> = new Map([...OPERATORS, ['*', { power: 13, op: 'product' }]])

const STYLES: Readonly<Record<Exclude<Style['name'], 'C'>, Style>> = {
  Rust: { ...C, name: 'Rust', valued: true },
  Go: { ...C, name: 'Go', lines: true },
  Swift: { ...C, name: 'Swift', lines: true, valued: true },
  R: { name: 'R', lexicon: R_LEXICON, operators: R_OPERATORS, lines: true, valued: true },
}

/** What only one of them writes, most telling first. */
const SIGNS: readonly (readonly [Style['name'], RegExp])[] = [
  [
    'R',
    /(?:<-|=)\s*(?:function\s*\(|\\\()|%(?:\*|\/|o|in)|%%|\w\$[A-Za-z]|^[ \t]*[A-Za-z][\w.]*(?:\[.*\])?[ \t]*<-[ \t]|\bfunction\s*\([\w., =]*\)\s*(?![\s{])/m,
  ],
  ['R', /\b(?:[dp](?:norm|exp|unif|gamma|beta|binom|pois|logis)|qlogis|qnorm|ifelse|pmax|pmin|crossprod)\s*\(/],
  ['Rust', /\bfn\s+\w+\s*[<(]|\blet\s+mut\b|::<|\bf(?:32|64)::|\d_?f(?:32|64)\b|\bas\s+f(?:32|64)\b|\|\s*&?\w+\s*:\s*f(?:32|64)/],
  ['Go', /\bfunc\s*(?:\(\w+\s+\*?\w+\)\s*)?\w*\s*\([^)]*\)\s*(?:\([^)]*\)|[\w[\].]+)?\s*\{|\bfloat(?:32|64)\b|^package\s+\w+[ \t]*$/m],
  [
    'Swift',
    /\bfunc\s+\w+\s*(?:<[^>]*>)?\s*\(|\bfun\s+(?:<[^>]*>\s*)?(?:\w+\.)?\w+\s*\(|\b(?:let|va[lr])\s+\w+\s*:\s*(?:Double|Float|Int|\[Double\])|\bval\s+\w+\s*=/,
  ],
  [
    'C',
    /\b(?:double|float|vec[234]|mat[234]|size_t|u?int(?:8|16|32|64)_t)\b(?:\s*[*&]+\s*|\s+)(?:(?:const|__restrict__|restrict)\s*[*&]*\s*)*(?:\w+::)*\w+\s*[=;,([){:]/,
  ],
  [
    'C',
    /\b(?:auto|int|long|unsigned|half)\b[\s*&]+\w+\s*[=;,){]|\bauto\s+\w+\s*\(|\bstatic_cast\s*<|\((?:double|float|int|long)\)|^\s*#\s*(?:define|include)\b|\btemplate\s*</m,
  ],
  ['C', /\b(?:public|private|static|inline|constexpr?|final)\s+[\w:<>]+\s+\w+\s*[=(]|\breturn\b[^;\n]*;|\b(?:std|Eigen)::\w+</],
]
/** What they write in expressions, where no power is written as in mathematics. */
const WEAK: readonly (readonly [Style['name'], RegExp])[] = [
  [
    'Rust',
    /\.(?<!\b(?:math|cmath|np|numpy|jnp|torch|Math|F|sp|sympy|scipy)\.)(?:powi|powf|ln_1p|exp_m1|mul_add|signum|recip|sin|cos|tan|exp|ln|sqrt|tanh|abs|max|min|cbrt)\(/,
  ],
  ['Go', /\bmath\.[A-Z]\w+\(|^[ \t]*\w+(?:, *\w+)*[ \t]*:=/m],
  ['C', /\b\d+(?:\.\d*)?f\b|\bMathF?\.[A-Z]|\b(?:pow|exp|sin|cos|tan|sqrt|log|tanh|fabs)f\(|\bMath\.\w+\(|=\s*(?:\w+|\([\w, ]*\))\s*[-=]>/],
]

/** What each of these patterns holds: a formula has none of it, and is not searched for them, which takes longer the first time than all else. */
const HELD =
  /<-|\\\(|[%$#]|::|fn|f(?:32|64)|fun|let|va[lr]|float|double|int|auto|long|half|vec|mat|size_t|package|unsigned|template|static|public|private|inline|const|final|return|[dp](?:norm|exp|unif|gamma|beta|binom|pois|logis)|qlogis|qnorm|ifelse|pmax|pmin|crossprod/
/** Whether any of them is there, in one pass: in most texts none is. */
const ANY_SIGN = new RegExp(SIGNS.map(([, { source }]) => source).join('|'), 'm')

/** The family of languages that a text is written in, and whether only its expressions say so; undefined where it is no code of these. */
export function styleOf(text: string): { readonly style: Style; readonly weak: boolean } | undefined {
  const head = text.length > 200_000 ? text.slice(0, 200_000) : text
  const strong = HELD.test(head) && ANY_SIGN.test(head) ? SIGNS.find(([, sign]) => sign.test(head))?.[0] : undefined
  const name = strong ?? (/\^|\*\*/.test(head) ? undefined : WEAK.find(([, sign]) => sign.test(head))?.[0])
  if (name === undefined) return undefined
  const own = name === 'C' ? C : STYLES[name]
  const style = (name === 'C' || name === 'Rust') && LINEAR.test(head) ? { ...own, operators: LINEAR_OPERATORS } : own
  return { style, weak: strong === undefined }
}
