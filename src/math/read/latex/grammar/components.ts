/** Components: x_i where i runs or is free, x_1 of a vector, rows x_i of a matrix, entries that the text defines. */
import { applyTerm, type NameTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { suffixOf } from '../names/names.ts'
import { withFirsts } from '../sums/firsts.ts'
import { readTerminal } from '../sums/terminals.ts'
import { atIndices, freeNames, isKnown, ordered, standsWhole, substitute } from '../terms/terms.ts'
import { asVector } from '../terms/vectors.ts'
import { latexOf, openerOf, type Token } from '../tokens/tokens.ts'
import { readFamilyCall } from './calls.ts'
import { atLabel, isLabelled, placedAt } from './classes.ts'
import { declaredMember } from './declaredNames.ts'
import type { Base, Grammar, Span } from './grammar.ts'
import { isKronecker, isPair, isSameIndex } from './kronecker.ts'
import { bigBefore, readIndices } from './scripts.ts'

/** What goes with a name besides its letters. */
export const hintOf = (base: Base): NameTerm['hint'] =>
  base.dressed ? { latex: base.latex, ...(base.rank === undefined ? {} : { rank: base.rank }) } : undefined

/** Does the text say nothing of what this name stands for? */
export const isFree = (g: Grammar, name: string): boolean =>
  !g.isBound(name) && g.surroundings.declarationOf(name) === undefined && g.surroundings.valueOf(name) === undefined

/** Is nothing known of a name but that it may be a parameter? */
const isOpen = (g: Grammar, name: string): boolean =>
  !g.isIndex(name) && g.surroundings.declarationOf(name) === undefined && g.surroundings.valueOf(name) === undefined

/** The x_q of f(x) = \sum_{q=1}^d x_q^2, of points x_i \in \mathbb{R}^d: x is one of them, and its components run to d. */
function isOfOne(g: Grammar, base: Base, index: Term | undefined): boolean {
  const length = g.isBound(base.name) && base.rank === undefined ? declaredMember(g.surroundings, base.name)?.shape?.[0] : undefined
  if (length === undefined || index?.kind !== 'name') return false
  return g.tokens.some(({ text }, k) => {
    if (text !== '_' || g.tokens[k + 1]?.text !== '{' || g.tokens[k + 2]?.text !== index.name || g.tokens[k + 3]?.text !== '=') return false
    const end = g.closing(k + 1) + 1
    const high = g.tokens[end]?.text === '^' ? (g.tokens[end + 1]?.text === '{' ? g.tokens[end + 2] : g.tokens[end + 1]) : undefined
    return high?.text === String(length)
  })
}

/** s_{x,k}: of each point its coordinate along x; \sigma_{1,j} of a vector that is called \sigma_1; m_{1i} that the text says what it is. */
function readLabelled(g: Grammar, base: Base, sub: Span, from: number): Term | undefined {
  const tokens = g.tokens.slice(sub.from, sub.to).filter((token) => token.text !== ',')
  const isBehind = tokens[1]?.kind === 'number'
  const [label, index] = isBehind ? [tokens[1], tokens[0]] : tokens
  if (tokens.length !== 2 || label === undefined || index?.kind !== 'letter') return undefined
  const name = `${base.name}_${label.text}`
  const isRunning = g.isIndex(index.text) || g.isFreeIndex(index.text)
  const range = g.rangeFrom(from)
  if (label.kind === 'number' && isRunning && !g.isBound(base.name)) {
    for (const own of [index.text, ...'ijkntlm'])
      for (const mark of ['', '_']) {
        const written = isBehind ? `${base.name}_${own}${mark}${label.text}` : `${name}${mark}${own}`
        const value = g.surroundings.valueOf(written, g.running())
        if (value !== undefined) return atIndices(value, [own], [index.text])
      }
  }
  // \sigma_{q,j} of a \sigma_q that the text speaks of.
  const isSaid = label.kind === 'letter' && isRunning && !isBehind && !g.isIndex(label.text) && speaksOf(g, base.name, label.text, sub)
  const isAxis = label.kind === 'letter' && /^[xyz]$/.test(label.text) && !g.isIndex(label.text) && g.isIndex(index.text)
  const declared = label.kind === 'number' ? g.surroundings.declarationOf(name) : undefined
  const isDeclared = (declared?.shape?.length ?? declared?.rank) === 1
  // m_{0i} beside m_{1i}: there is no row before the first, so the numbers are labels.
  const isNumbered = label.kind === 'number' && isRunning && hasZeroth(g, from)
  if (!isAxis && !isSaid && !isNumbered && !(isDeclared && isRunning && !isBehind)) return undefined
  return applyTerm('component', [g.named(name, range), nameTerm(index.text, range)], range)
}

/** Does the text have \sigma_q with this label alone, and a comma behind it here? */
function speaksOf(g: Grammar, name: string, label: string, sub: Span): boolean {
  if (!/^[a-zA-Z]+$/.test(name) || g.tokens[sub.from + 1]?.text !== ',' || !/^[a-hp-su-z]$/.test(label)) return false
  const letter = name.length > 1 ? String.raw`\\${name}` : String.raw`(?<![a-zA-Z\\])${name}`
  return g.surroundings.says(new RegExp(String.raw`${letter}\s*\}?\s*_\s*(?:${label}(?![a-zA-Z])|\{\s*${label}\s*\})`))
}

/** Does the formula have the letter at this place with a subscript of 0 and an index, in whatever order? */
function hasZeroth(g: Grammar, from: number): boolean {
  const at = g.tokens.findIndex(({ text }, k) => k >= from && text === '_')
  const own = g.tokens.slice(from, at).map(({ text }) => text)
  return g.tokens.some(({ text }, k) => {
    if (text !== '_' || g.tokens[k + 1]?.text !== '{') return false
    const [a, b, ...more] = g.tokens.slice(k + 2, g.closing(k + 1)).filter((token) => token.text !== ',')
    const isPair = more.length === 0 && ((a?.text === '0' && b?.kind === 'letter') || (b?.text === '0' && a?.kind === 'letter'))
    return isPair && own.every((part, j) => part === g.tokens[k - own.length + j]?.text)
  })
}

/** x_i where i is an index, x_1 where x is a vector: a component; else undefined. */
export function readComponent(g: Grammar, base: Base, name: string, sub: Span, from: number, raised: boolean): Term | undefined {
  // \hat f_{-i}(x) is a function that leaves out the i-th.
  if (g.tokens[sub.from]?.text === '-' && g.surroundings.functionNamed(`${base.name}_${suffixOf(g, { ...sub }) ?? ''}`) !== undefined)
    return undefined
  // x_i^\top, x_i', w^\top x_i
  const turned = raised || standsBehindRow(g, from)
  const labelled = readLabelled(g, base, sub, from)
  if (labelled !== undefined) return labelled
  const ofVectors = base.rank === 1 ? { ...hintOf(base), rank: 2 } : hintOf(base)
  const terminal = name.includes('_prime') ? undefined : readTerminal(g, g.named(base.name, g.rangeFrom(from), ofVectors), sub)
  if (terminal !== undefined) return terminal
  const tokens = g.tokens.slice(sub.from, sub.to).filter((token) => token.text !== ',')
  if (tokens.length === 0) return undefined
  const pair = entryByDigits(g, base, tokens, from)
  if (pair !== undefined) return pair
  const letters = tokens.filter((token) => token.kind === 'letter' || token.kind === 'command')
  const indexed = letters.some((token) => g.isIndex(token.kind === 'command' ? token.text.slice(1) : token.text))
  const numbered = letters.length === 0 ? valueAtNumbers(g, base.name, tokens, g.rangeFrom(from)) : undefined
  if (numbered !== undefined) return numbered
  const rank = g.rankIndexed(base.name)
  const place = base.rank === undefined ? labelIn(g, tokens) : undefined
  if (place !== undefined && isFree(g, `${base.name}_${place}`)) {
    const range = g.rangeFrom(from)
    const own = valueAtLabel(g, base.name, place, range)
    if (own !== undefined) return own
    if (rank === 1 || isVectorElsewhere(g, base.name)) return placedAt(g.named(base.name, range, hintOf(base)), place, range)
  }
  const component = indexed || (rank > 0 && isComponentOf(g, tokens, rank, base))
  if (!component) return undefined
  const range = g.rangeFrom(from)
  // q_i = ... says what each component is.
  const single = tokens.length === 1 && letters.length === 1 ? `${base.name}_${(letters[0] as Token).text.replace('\\', '')}` : undefined
  const isOver = indexed || (letters.length > 0 && letters.every(({ text }) => g.isFreeIndex(text.replace('\\', ''))))
  // \mathbf{m}_k beside \mathbf{m}: the one is no component of the other.
  const isWhole = base.rank !== 1 && g.surroundings.valueOf(base.name) !== undefined
  // The r_{ij} = |r_i - r_j| of U(r_1, \dots, r_N) are no entries of r.
  const apart = isOver && letters.length === 2 && tokens.length === 2 && g.isBound(base.name) ? distanceOf(g, base.name, letters) : undefined
  if (apart !== undefined) return apart
  const places = letters.map(({ text }) => nameTerm(text.replace('\\', ''), range))
  if (isOver && letters.length === tokens.length && !isWhole) {
    const each = letters.map(({ text }) => text.replace('\\', ''))
    const said = each.every((index) => g.isIndex(index) || g.isFreeIndex(index)) ? g.surroundings.valueAt(base.name, each, g.running()) : undefined
    // The w_i of L(w), where w_i = w y_i + (1 - w)(1 - y_i) is made of that w.
    const own = said !== undefined && g.isBound(base.name) && !standsWhole(ordered(said), base.name) ? undefined : said
    const [only] = each
    if (own !== undefined && only !== undefined && g.isIndex(only) && each.length === 1)
      return withFirsts(
        own,
        base.name,
        only,
        (first) => g.surroundings.startOf(first),
        (words) => g.surroundings.says(words),
      )
    if (own !== undefined)
      return isSameIndex(own, places) && isPair(g, places) ? applyTerm('component', [applyTerm('identity', [], range), ...places], range) : own
  }
  const family = isOver && letters.length === tokens.length ? readFamilyCall(g, base.name, places, from) : undefined
  if (family !== undefined) return family
  // A free index of a vector runs over all its components.
  const indices = readIndices(g, sub)
  const atLabels = indices.some(({ kind }) => kind !== 'name') && !g.isBound(base.name) ? valueAtLabels(g, base.name, indices) : undefined
  if (atLabels !== undefined) return atLabels
  const possible = g.surroundings.matrixOf(base.name, indices.length)
  const multiplied = base.rank === undefined && possible !== undefined && isMultiplied(g, base, from)
  const beside = possible === undefined && turned && indices.length === 1 ? besideIts(g, base, from) : undefined
  const matrix = base.rank === 1 || turned || multiplied || indices.length === 2 || possible?.told === true ? (possible ?? beside) : undefined
  if (base.name === 'delta' && indices.length === 2 && isFree(g, 'delta') && isKronecker(g, from, indices))
    return isPair(g, indices)
      ? applyTerm('component', [applyTerm('identity', [], range), ...indices], range)
      : applyTerm('where', [applyTerm('ne', indices, range), numberTerm(0), numberTerm(1)], range)
  if (indices.length === 2 && matrix !== undefined) return applyTerm('component', [g.named(matrix.name, range), ...indices], range)
  // A bold letter that only comes with an index is a vector for each index, as one that is declared with it: the rows of a matrix.
  // The N = 1 of a solvent among the N_i is one of them, unless N stands in the formula.
  const stands = g.tokens.some(({ text }, k) => (text === base.name || text === `\\${base.name}`) && g.tokens[k + 1]?.text !== '_')
  const isNumber = stands && typeof g.surroundings.declarationOf(base.name)?.value === 'number'
  if (single !== undefined && indexed && (g.isApart(base.name) || isNumber) && !g.isBound(single) && matrix === undefined) {
    const latex = latexOf(g.tokens.slice(from, sub.to + (g.tokens[sub.to]?.text === '}' ? 1 : 0)))
    const areVectors = base.rank === 1 || g.surroundings.declarationOf(name)?.shape?.length === 1 || standsInNorm(g, from)
    return applyTerm('component', [g.named(single, range, { latex, ...(areVectors && indices.length === 1 ? { rank: 2 } : {}) }), ...indices], range)
  }
  const bold = base.rank === 1 && !g.isWholeBold(base.name)
  // \mu_k of a \mu \in \mathbb{R}^{K \times d} is a row of it.
  const isOwnRow = indexed && indices.length === 1 && !/^[A-Z]/.test(base.name) && g.surroundings.declarationOf(name)?.shape?.length === 2
  const sample =
    isOwnRow ||
    (indices.length === 1 &&
      (matrix?.told === true || bold || g.surroundings.declarationOf(base.name)?.shape === undefined) &&
      (matrix?.told === true ||
        bold ||
        (isDeclaredFamily(g, base.name) && !isOfOne(g, base, indices[0])) ||
        (turned && matrix !== undefined) ||
        (base.rank === undefined && (g.isFamily(base.name) || isMultiplied(g, base, from)))))
  if (sample && matrix !== undefined && !isOwnRow)
    return applyTerm('component', [g.named(matrix.name, range, { rank: 2, ...(matrix.columns ? { columns: true } : {}) }), ...indices], range)
  // r_i of \mathbf{r}(\theta) = ... is a component of the function's value.
  // Beside y(\tau_k) the y_k are what it is fitted to.
  const called = g.tokens.some(({ text }, k) => (text === name || text === `\\${name}`) && g.tokens[k + 1]?.text === '(')
  // Beside the density p(z) a vector \mathbf{p} is another p.
  const isFunction = indexed && !g.isBound(name) && !sample && !called && g.surroundings.valueOf(name) === undefined
  const whole = isFunction ? g.surroundings.functionNamed(name) : undefined
  // The r_i beside a reward r(x, y) that is made of densities nothing is known of are other numbers.
  const value = whole?.parameters.includes(name) === false ? whole.body() : undefined
  if (value !== undefined && isKnown(value)) return applyTerm('component', [value, ...indices], range)
  const isMatrix =
    indexed &&
    indices.length === 1 &&
    /^[A-Z][a-z]*(?:_(?:hat|tilde|bar|check))?$/.test(base.name) &&
    isOpen(g, base.name) &&
    g.isMatrixFamily(base.name)
  if (isMatrix) return applyTerm('component', [g.named(base.name, range, { rank: 3 }), ...indices], range)
  const axes = 1 + (declaredMember(g.surroundings, base.name)?.shape?.length ?? 1)
  // W_j v of a row and a vector v, and X_j \beta where the words say that X_j is a row of X.
  const isRow = (): boolean => isVectorNext(g) || (g.startsFactor() && g.surroundings.hasRows(base.name))
  if (!turned && indexed && indices.length === 1 && /^[A-Z]$/.test(base.name) && base.rank === undefined && axes === 2 && isRow())
    return applyTerm('transpose', [applyTerm('component', [g.named(name, range, { rank: 2 }), ...indices], range)], range)
  // x_{ij}^\top \beta, and a bold \mathbf{x}_{ij}: a vector for each pair.
  if (
    indices.length === 2 &&
    (base.rank === undefined ? turned || isVector(g, base, sub) : base.rank === 1) &&
    isPair(g, indices) &&
    g.surroundings.declarationOf(base.name) === undefined
  )
    return applyTerm('component', [g.named(name, range, { ...hintOf(base), rank: 3 }), ...indices], range)
  return applyTerm('component', [g.named(name, range, sample ? { ...hintOf(base), rank: axes } : hintOf(base)), ...indices], range)
}

/** Does the text say that x_{nj}, with these letters, is a vector? */
function isVector(g: Grammar, base: Base, sub: Span): boolean {
  const after = g.at
  const name = `${base.name}_${suffixOf(g, { ...sub }) ?? ''}`
  g.at = after
  return g.surroundings.declarationOf(name)?.shape?.length === 1
}

/** What is said for each pair by those that it is of: r_{ij} by r_i and r_j. */
function distanceOf(g: Grammar, name: string, letters: readonly Token[]): Term | undefined {
  if (g.isIndex(name) || !g.surroundings.isFamily(name, 2)) return undefined
  const indices = letters.map(({ text }) => text.replace('\\', ''))
  const value = indices.every((index) => g.isIndex(index) || g.isFreeIndex(index)) ? g.surroundings.valueAt(name, indices, g.running()) : undefined
  return value !== undefined && freeNames(value).has(name) ? value : undefined
}

/** \|x - x_i\|: between the bars of a norm stand vectors. */
function standsInNorm(g: Grammar, from: number): boolean {
  let inside = false
  for (const { text } of g.tokens.slice(0, from)) {
    if (/^\\(?:\||Vert|lVert|rVert)$/.test(text)) inside = text === '\\lVert' || (text !== '\\rVert' && !inside)
  }
  return inside
}

/** w_1 where the text says what w_i is, and nothing of w_1 itself. */
function valueAtNumbers(g: Grammar, name: string, tokens: readonly Token[], range: NonNullable<Term['range']>): Term | undefined {
  const own = `${name}_${tokens.map(({ text }) => text).join('')}`
  if (!tokens.every(({ kind, text }) => kind === 'number' && /^\d+$/.test(text)) || g.isBound(name) || !isFree(g, own)) return undefined
  const [only] = tokens
  // The 13 of L_{13}, of what is said of L_{ij}, are two places.
  const digits = tokens.length === 1 && only?.text.length === 2 && g.surroundings.isFamily(name, 2) ? [...only.text] : tokens.map(({ text }) => text)
  const places = digits.map((_, k) => `number ${k}`)
  const value = g.surroundings.valueAt(name, places, g.running())
  return value && substitute(value, new Map(places.map((place, k) => [place, numberTerm(Number(digits[k]), range)])))
}

/** s_{i y_i} where s_{ij} = w_j^\top x_i is said: what that is at the label; \delta_{t+l} where \delta_t is said. */
function valueAtLabels(g: Grammar, name: string, indices: readonly Term[]): Term | undefined {
  const labels = new Map<string, Term>()
  const names = indices.map((index, k) => {
    if (index.kind === 'name') return index.name
    labels.set(`label ${k}`, index)
    return `label ${k}`
  })
  const isKnown = names.every((each) => labels.has(each) || g.isIndex(each) || g.isFreeIndex(each))
  const own = isKnown ? g.surroundings.valueAt(name, names, g.running()) : undefined
  // h_{t-1} of what is made of others that are said step by step is one of these steps.
  const isStep = (term: Term): boolean =>
    term.kind === 'apply' &&
    term.op === 'component' &&
    term.args[0]?.kind === 'name' &&
    g.surroundings.isFamily(term.args[0].name, term.args.length - 1)
  return own === undefined || ordered(own).some(isStep) ? undefined : substitute(own, labels)
}

/** w^\top x_i: behind a row that stands in no sum. */
export function standsBehindRow(g: Grammar, from: number): boolean {
  const at = g.tokens[from - 1]?.text === '}' ? from - 2 : from - 1
  const isSign = /^\\(?:top|intercal)$|^T$/.test(g.tokens[at]?.text ?? '') && /^[{^]$/.test(g.tokens[at - 1]?.text ?? '')
  return isSign && !/^\\(?:sum|prod|int|bigcup|max|min)$/.test(bigBefore(g, at))
}

/** W x_i behind a capital, where the text has rows: v^\top \tanh(W x_i + b), or v^\top h_i of the h_i that are made of it. */
function isMultiplied(g: Grammar, base: Base, from: number): boolean {
  const [at, end] = factorBefore(g, from) ?? [from, from]
  const before = g.tokens[at]
  if (at === end || !/^(?:[A-Z]|\\[A-Z][a-z]+)$/.test(before?.text ?? '') || !/^[a-z]$/.test(base.name)) return false
  const declared = g.surroundings.declarationOf(nameAt(g, at, end))
  if (typeof declared?.value === 'number') return false
  if (declared?.shape?.length === 2 && !declared.shape.includes(1)) return true
  if (before?.kind !== 'letter') return false
  return g.surroundings.says(ROWS) || g.tokens.some((_, k) => isStepped(g, k))
}

/** Where the letter of the factor before a place stands, and where the factor ends: W of W x and of W_{xh} x; undefined where that is in a subscript or above itself. */
function factorBefore(g: Grammar, at: number): readonly [number, number] | undefined {
  const { tokens } = g
  const open = tokens[at - 1]?.text === '}' ? openerOf(tokens, at - 1) : at - 1
  if (tokens[open - 1]?.text === '_') return [open - 2, at]
  return tokens[at - 1]?.text === '}' || tokens[at - 2]?.text === '^' ? undefined : [open, at]
}

/** The name, with its subscript, that stands between these places. */
function nameAt(g: Grammar, from: number, to: number): string {
  const after = g.at
  const suffix = g.tokens[from + 1]?.text === '_' ? suffixOf(g, { from: from + 2, to }) : undefined
  g.at = after
  const text = (g.tokens[from] as Token).text.replace('\\', '')
  return suffix === undefined ? text : `${text}_${suffix}`
}

/** u_i^\top v_j beside \|U\|_F: the rows of U. */
function besideIts(g: Grammar, base: Base, from: number): { readonly name: string; readonly columns: boolean; readonly told: boolean } | undefined {
  const own = base.name.toUpperCase()
  if (!/^[a-z]$/.test(base.name) || base.rank !== undefined || !isFree(g, base.name) || g.isIndex(own)) return undefined
  const stands = g.tokens.some(
    ({ kind, text }, k) => kind === 'letter' && text === own && /^(?:\\\||\||\\[lr]?[vV]ert|\\det)$/.test(g.tokens[k - 1]?.text ?? ''),
  )
  if (!stands) return undefined
  g.note(`read the vectors ${base.name} with an index as the rows of ${own}`, g.rangeFrom(from))
  return { name: own, columns: false, told: false }
}

/** b^\top v */
const isBehindRow = (g: Grammar, name: string): boolean =>
  g.tokens.some(({ kind, text }, k) => kind === 'letter' && text === name && standsBehindRow(g, k))

/** A small letter that is a vector elsewhere in the formula, v^\top, or by declaration. */
function isVectorNext(g: Grammar): boolean {
  const next = g.peek()
  const isAlone = next?.kind === 'letter' && /^[a-z]$/.test(next.text) && !/^(?:[_^(']|\\left)$/.test(g.peek(1)?.text ?? '')
  return (
    isAlone &&
    !g.isIndex(next.text) &&
    (g.isTransposed(next.text) || isBehindRow(g, next.text) || g.surroundings.declarationOf(next.text)?.shape?.length === 1)
  )
}

/** W h_{t-1}, where the text says step by step what h_t is. */
function isStepped(g: Grammar, at: number): boolean {
  const [matrix, vector, mark, end] = g.tokens.slice(at, at + 9).map(({ text }) => text)
  if (!/^[A-Z]$/.test(matrix ?? '')) return false
  // W_h h_{t-1}, W_{hh} h_{t-1}
  const skipped = vector !== '_' ? 0 : mark === '{' ? g.closing(at + 2) - at : 2
  const name = skipped === 0 ? vector : g.tokens[at + skipped + 1]?.text
  const lowered = skipped === 0 ? mark : g.tokens[at + skipped + 2]?.text
  return end !== undefined && lowered === '_' && /^[a-z]$/.test(name ?? '') && g.surroundings.isFamily(name as string, 1)
}

const ROWS = /\^\s*\{?\s*(?:\\top|\\intercal|T)\s*\}?\s*(?:\\(?:mathbf|boldsymbol|bm)\s*)?\{?(?:[a-z]\}?\s*_|(?:\\[a-zA-Z]+|[a-z])\s*(?:\\left)?\()/

const isDeclaredFamily = (g: Grammar, name: string): boolean => declaredMember(g.surroundings, name) !== undefined

/** The label that a subscript is: y, and the y_i of one example where no i runs. */
function labelIn(g: Grammar, tokens: readonly Token[]): string | undefined {
  const [letter, mark, index, ...more] = tokens.filter(({ text }) => !/^[{}]$/.test(text))
  if (letter === undefined || !isLabelled(g, letter.text)) return undefined
  if (mark === undefined) return letter.text
  const isOne = mark.text === '_' && index?.kind === 'letter' && more.length === 0 && !g.isIndex(index.text) && !g.isBound(index.text)
  return isOne ? `${letter.text}_${index.text}` : undefined
}

/** p_y where the text says what p_k is, and y is a label: that at its place. */
function valueAtLabel(g: Grammar, name: string, label: string, range: NonNullable<Term['range']>): Term | undefined {
  const place = 'label'
  const body = g.surroundings.valueAt(name, [place], g.running())
  return body && atLabel(body, place, label, range)
}

/** Does a formula of the text say that this is a vector: s = W x? */
function isVectorElsewhere(g: Grammar, name: string): boolean {
  const value = g.surroundings.valueOf(name)
  return value !== undefined && asVector(value) !== undefined
}

function isComponentOf(g: Grammar, tokens: readonly Token[], rank: number, base: Base): boolean {
  if (tokens.length !== rank) return false
  if (base.rank !== undefined) return false
  // \theta_{s,a} of a function of s and a, beside \theta_{s,b} under a sum over b
  // \pi_\theta(k) = e^{\theta_k} / ... of which k is the argument
  const isArgument = (name: string): boolean => g.isBound(name) && !g.isIndex(name) && (rank > 1 || /^[i-n]$/.test(name))
  const isPlace = (name: string): boolean => g.isFreeIndex(name) || isArgument(name)
  return tokens.every((token) => (token.kind === 'number' && /^[1-9]\d*$/.test(token.text)) || (token.kind === 'letter' && isPlace(token.text)))
}

/** A_{12} of an A \in \mathbb{R}^{2 \times 2}: with fewer than ten rows and columns each digit is one of them. */
function entryByDigits(g: Grammar, base: Base, [only, ...more]: readonly Token[], from: number): Term | undefined {
  const { shape } = g.surroundings.declarationOf(base.name) ?? {}
  if (only?.kind !== 'number' || more.length > 0 || shape?.length !== 2 || !/^[1-9]{2}$/.test(only.text)) return undefined
  const places = [...only.text].map(Number)
  const areInside = shape.every((length, axis) => typeof length === 'number' && length < 10 && (places[axis] as number) <= length)
  const own = `${base.name}_${only.text}`
  if (!areInside || g.surroundings.valueOf(own) !== undefined || g.surroundings.declarationOf(own) !== undefined) return undefined
  const range = g.rangeFrom(from)
  return applyTerm('component', [g.named(base.name, range), ...places.map((place) => numberTerm(place, range))], range)
}
