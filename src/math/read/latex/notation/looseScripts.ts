/** Scripts that stand loose: those that a macro brings in braces of its own, X{^{\top}} and X{}^{\top}, and the transpose before a matrix, {}^t\!X. */
import { closerOf, type Token } from '../tokens/tokens.ts'

const isMark = (token: Token | undefined): boolean => token?.text === '^' || token?.text === '_'
const TRANSPOSE = /^(?:[tT]|\\top|\\intercal)$/
const FONT = /^\\(?:mathrm|mathsf|mathtt|mathit|text|scriptscriptstyle|scriptstyle)$/

/** Something that has scripts: a letter, a Greek one, a closing bracket. */
const isAtom = (token: Token | undefined): boolean =>
  token !== undefined && (token.kind === 'letter' || /^(?:[)\]}']|\\\||\\(?:rvert|rVert|right|rangle))$/.test(token.text) || isGreek(token))
const isGreek = ({ kind, text }: Token): boolean =>
  kind === 'command' &&
  /^\\(?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega)$/i.test(text)

/** The place behind a token or a group of braces. */
const behind = (tokens: readonly Token[], at: number): number => (tokens[at]?.text === '{' ? closerOf(tokens, at) + 1 : at + 1)

/** Where the exponent at this place is the sign of a transpose: the place behind it. */
function behindSign(tokens: readonly Token[], at: number): number | undefined {
  const end = behind(tokens, FONT.test(tokens[at]?.text ?? '') ? at + 1 : at)
  const inner = tokens.slice(at, end).filter(({ text }) => text !== '{' && text !== '}' && !FONT.test(text))
  return inner.length === 1 && TRANSPOSE.test((inner[0] as Token).text) ? end : undefined
}

/** Where the letter, in a font or not, or the bracket that begins here ends, which has no scripts of its own. */
function behindMatrix(tokens: readonly Token[], at: number): number | undefined {
  const first = tokens[at]
  if (first === undefined) return undefined
  const isFont = first.kind === 'command' && tokens[at + 1]?.text === '{' && /^\\(?:bm|bold\w*|math\w+|pmb)$/.test(first.text)
  if (!isFont && first.kind !== 'letter' && first.text !== '(' && !isGreek(first)) return undefined
  const end = isFont ? behind(tokens, at + 1) : first.text === '(' ? closerOf(tokens, at) + 1 : at + 1
  return end > at && !isMark(tokens[end]) ? end : undefined
}

/** The tokens with such scripts right behind what they belong to. */
export function withLooseScripts(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ text }, k) => text === '{' && (isMark(tokens[k + 1]) || (tokens[k + 1]?.text === '}' && tokens[k + 2]?.text === '^'))))
    return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const [next, after] = [tokens[k + 1], tokens[k + 2]]
    const isBehind = isAtom(result.at(-1))
    const close = token.text === '{' && isMark(next) && isBehind ? closerOf(tokens, k) : k
    if (close > k && behind(tokens, k + 2) === close) {
      result.push(...tokens.slice(k + 1, close))
      k = close
      continue
    }
    const sign = token.text === '{' && next?.text === '}' && after?.text === '^' ? behindSign(tokens, k + 3) : undefined
    // Of a matrix before it, {}^t is the transpose of none.
    const isBefore = sign !== undefined && tokens.slice(k + 3, sign).some(({ text }) => text === 't')
    const end = sign === undefined || (isBehind && !isBefore) ? undefined : behindMatrix(tokens, sign)
    if (sign === undefined || (end === undefined && !isBehind)) result.push(token)
    else if (end === undefined) k++
    else {
      const mark = (text: string): Token => ({ ...(after as Token), kind: text === '^' ? 'symbol' : 'command', text })
      result.push(...tokens.slice(sign, end), mark('^'), mark('\\top'))
      k = end - 1
    }
  }
  return result
}
