/** Models of data, y = X \beta + \varepsilon: what is added to the rest by itself is noise, by its letter, by the words or by a distribution. */
import { inPattern } from '../../spelling.ts'
import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'

const NOISE = /\b(?:nois[ey]|errors?|disturbances?|innovations?)\b/i
const MODEL = /\b(?:models?|regress\w*|observ\w*|measure\w*|data|residuals?)\b/i
/** N(0, ...), \mathcal{N}(\mathbf{0}, ...) */
const CENTRED = String.raw`\s*(?:\\(?:mathcal|mathrm|operatorname)\s*)?\{?(?:N|Normal)\}?(?:_\{?\w\}?)?\s*(?:\\left|\\[bB]igg?l?)?\(\s*(?:\\\w+\s*\{?)?0`
/** Letters of noise. */
const USUAL = /^(?:\\(?:var)?epsilon|[euvwn]|\\(?:eta|xi|nu))$/

/**
 * Does y = X \beta + \varepsilon say how data come about, rather than what y is? `isSubtracted`: a difference such as y - X \beta, where
 * this is asked, would lose all else.
 */
export function saysHowDataCome(name: string, right: readonly Token[], text: string, isSubtracted: () => boolean): boolean {
  // \tilde{x} = x + \varepsilon is made of x.
  if (/_(?:hat|bar|tilde|check|dot)(?![a-z])/.test(name)) return false
  // z = H x + \text{noise}
  if (right.some((token, k) => right[k - 1]?.text === '+' && token.kind === 'words' && NOISE.test(token.text))) return true
  return addedAlone(right).some((letter) => {
    const drawn = String.raw`${inPattern(letter)}\}?(?:_\{?\w\}?)?\s*(?:\\overset\{[^}]*\}\{\\sim\}|\\sim(?![a-z]))`
    // Of a mean of zero and added to a response it is noise whatever the words are.
    if (/^[yY](?:_|$)/.test(name) && new RegExp(drawn + CENTRED).test(text)) return true
    if (new RegExp(drawn).test(text) && (MODEL.test(text) || isSubtracted())) return true
    if (!USUAL.test(letter)) return false
    const data = /^[ytzdbYZ](?:_|$)/.test(name)
    // "extreme value errors" elsewhere say nothing of the \xi_j in what is computed.
    const own = inPattern(letter)
    const near = new RegExp(`${NOISE.source}[^.]{0,60}${own}(?![a-zA-Z])|${own}(?![a-zA-Z])[^.]{0,60}${NOISE.source}`, 'i')
    if (data ? NOISE.test(text) : near.test(text)) return true
    const model = MODEL.test(text) || /\\sim\b/.test(text)
    if (letter.includes('epsilon')) return isSubtracted() || (data && model)
    return data && isSubtracted() && (letter === 'e' || model)
  })
}

/** The letters that are added to the rest by themselves: \varepsilon_i, \boldsymbol\varepsilon, e_t. */
function addedAlone(tokens: readonly Token[]): readonly string[] {
  const found: string[] = []
  let depth = 0
  for (let k = 0; k < tokens.length; k++) {
    const { text } = tokens[k] as Token
    if (opensGroup(text)) depth++
    else if (closesGroup(text)) depth--
    if (depth > 0 || text !== '+') continue
    const rest = tokens.slice(k + 1)
    const end = rest.findIndex((token) => /^[+\-,]$/.test(token.text))
    const written = rest
      .slice(0, end < 0 ? undefined : end)
      .map((token) => token.text)
      .join('')
    const [, letter] = /^(?:\\(?:boldsymbol|mathbf|bm|mathrm)\{?)?(\\[a-z]+|[a-z])\}?(?:_(?:\{\w+\}|\w))?$/.exec(written) ?? []
    if (letter !== undefined) found.push(letter)
  }
  return found
}

/** The line y = w x + b through points (x_i, y_i) says what is fitted to the y_i, not what they are. The x of its `right` side is theirs. */
export function isFitted(name: string, right: readonly Token[], text: string, hasIndex: () => boolean): boolean {
  if (!/^[a-z]$/.test(name)) return false
  const points = new RegExp(String.raw`[({]\s*(?:\\mathbf\s*)?\{?([a-z])\}?_\{?\w\}?\s*,\s*(?:\\mathbf\s*)?\{?${name}\}?_`, 'g')
  return [...text.matchAll(points)].some(([, other]) => right.some((token) => token.text === other)) && hasIndex()
}

/** Whether a name has an index somewhere. */
export const isLowered = (tokens: readonly Token[], name: string): boolean =>
  tokens.some(({ text }, k) => text === name && tokens[k + 1]?.text === '_')

/** \varepsilon_t = \sigma_t z_t with z_t i.i.d.: what has a letter that is drawn says how data come about. */
export const isDrawn = (right: readonly Token[], text: string): boolean =>
  right.some(({ kind, text: letter }, k) => {
    if ((kind !== 'letter' && kind !== 'command') || right[k + 1]?.text !== '_') return false
    const own = letter.replace(/\\/g, '\\\\')
    return new RegExp(
      String.raw`${own}_\{?\w\}?\$?[^.;]{0,40}(?:i\.i\.d|iid|\\sim\b|standard(?:ised|ized)?\s+(?:normal|Gaussian|Student)|innovations?\b|white noise)`,
      'i',
    ).test(text)
  })
