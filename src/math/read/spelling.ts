/** One name in several spellings: θ is theta, and \varepsilon the letter epsilon, unless both stand in a text. */
import { spelledOut } from './plain/greek.ts'
import { identifier } from './plain/tokens.ts'

const VARIANT = /^var(?=(?:epsilon|theta|rho|sigma|phi|kappa)$)/

/** T_\infty is called T_inf. */
const INFINITE = /^(?:infty|infinity|oo)$/

/** What is held by the object itself is called by its own name. */
const OWN = /^(?:self|this)\./

/** What stands around a name in TeX, and what it adds to it. */
const ACCENT = /\\(?:wide)?(hat|tilde|bar|dot|ddot|check|breve)\s*(?:\{([^{}]*)\}|(\\?[A-Za-z]+))/g
const FONT = /\\(?:math[a-z]+|boldsymbol|bm|pmb|text[a-z]*|operatorname|rm|bf|it|vb|va|vec)\*?(?![A-Za-z])\s*/g

/** A name as it is called here where it is given as TeX writes it: W^{(1)} is W_1, h_{t-1} h_t_minus_1, m_+ m_plus, \hat{y}_i y_hat_i. */
export function calledPlainly(name: string): string {
  if (!/[\\{}^]|_[-+*]/.test(name)) return name
  const letters = name
    .replace(FONT, '')
    .replace(ACCENT, (_, accent: string, inner?: string, bare?: string) => `${inner ?? bare}_${accent}`)
    .replace(/[\^_]\{?\s*(?:\\ast|\\star|\*)\s*\}?/g, '_star')
    .replace(/\^/g, '_')
    .replace(/\s*\+\s*/g, '_plus_')
    .replace(/\s*-\s*/g, '_minus_')
    .replace(/'/g, '_prime')
    .replace(/[\s\\{}()[\],]+/g, '')
    .replace(/__+/g, '_')
    .replace(/(?<=_(?:plus|minus))_$/, '')
  return /^\w+$/.test(letters) ? letters.replace(/_infty$/, '_inf') : name
}

/** The letters of a name, whatever form they have; norm.weight is called norm_weight. */
const lettersOf = (name: string): string =>
  spelledOut(identifier(calledPlainly(name).replace(OWN, '').replaceAll('.', '_')))
    .split('_')
    .map((part) => part.replace(/^π$/, 'pi').replace(VARIANT, '').replace(INFINITE, 'inf'))
    .join('_')
    .replace(/^([a-z]+)_(?=\d+$)/i, '$1')

/** Which of these names is meant: the name itself, or the only one of the same letters. */
export function spelledAmong(name: string, names: readonly string[]): string {
  if (names.includes(name)) return name
  const among = (letters: string): string | undefined => {
    const alike = names.filter((one) => lettersOf(one) === letters)
    return alike.length === 1 ? alike[0] : undefined
  }
  // beam.waist, where the fields of the only beam are called by their own names
  const field = /\.([\p{L}_][\p{L}\p{N}_]*)$/u.exec(name)?.[1]
  return among(lettersOf(name)) ?? (field === undefined ? undefined : among(lettersOf(field))) ?? name
}

/** What a name such as χ², chi2 or chi^2 is the square of; chi_2 is how \chi^2 is called plainly. */
const SQUARE = /^(.+?)(?:²|\^\{?2\}?|_?2|_?sq(?:uared?)?)$/

/** Which of these names is meant, where a name is that of its square. */
export function squaredAmong(name: string, names: readonly string[]): string | undefined {
  const [, base] = SQUARE.exec(name) ?? []
  const own = base === undefined ? undefined : spelledAmong(base, names)
  return own !== undefined && names.includes(own) ? own : undefined
}

/** A name as the part of a pattern that finds it in a text. */
export const inPattern = (name: string): string => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Values by the names that a formula has for them; those of L_1 and L_2 are in that of L where only it is given. */
export function spelledValues<V>(at: Readonly<Record<string, V>>, names: readonly string[]): Readonly<Record<string, V>> {
  const missing = names.filter((name) => !Object.hasOwn(at, name))
  const unused = missing.length === 0 ? [] : Object.keys(at).filter((name) => !names.includes(name))
  if (unused.length === 0) return at
  const found = Object.fromEntries(Object.entries(at).map(([name, value]) => [unused.includes(name) ? spelledAmong(name, missing) : name, value]))
  for (const name of missing) {
    const [, base = '', number = ''] = Object.hasOwn(found, name) ? [] : (/^(\w+)_(\d)$/.exec(name) ?? [])
    const whole = base === '' ? undefined : unused.find((one) => lettersOf(one) === base)
    const parts = whole === undefined ? undefined : at[whole]
    if (!Array.isArray(parts)) continue
    const part = parts[names.includes(`${base}_0`) ? Number(number) : Number(number) - 1]
    if (part !== undefined) found[name] = part
  }
  return found
}
