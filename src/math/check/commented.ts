/** Pairs that comments say plainly, whatever the names are: "Derivative of bs_call with respect to sigma.", "∂price/∂vol". */
import type { Range } from '../api.ts'
import { proseAround } from '../read/prose.ts'
import { inPattern, spelledAmong } from '../read/spelling.ts'
import type { Definition } from '../read/term.ts'
import { ownerOf, ownName } from '../read/words.ts'
import type { Pair } from './pair.ts'
import { claimOf } from './pairs.ts'

/** Adjectives that leave a derivative what it is. */
const KIND = String.raw`(?:(?:first|second|third|1st|2nd|3rd|mixed|partial|total|ordinary|exact|analytic(?:al)?|closed[- ]form|negative|minus)[\s-]+(?:the\s+)?(?:order\s+)?)*`
const NOUN = String.raw`(?:derivatives?|gradient|grad|jacobian(?:\s+matrix)?|hessian(?:\s+matrix)?|slope|partials?)`
const QUOTES = String.raw`[\x60*'"$]*`
const NAME = String.raw`(?:(?:self|this)\.)?([\p{L}_][\p{L}\p{N}_.!]*)`
/** f, f(x), \`f\`, the function f, the loss function. */
const OF = String.raw`(?:the\s+|our\s+)?(?:function\s+)?(?::\w+:|\{@\w+\s+)?${QUOTES}${NAME}(?:\([^()]*\))?${QUOTES}\}?(?:\s+function\b)?`
/** What it is by, or the end of what is said: "of f is computed by differences" says something else. */
const BEHIND = String.raw`(?=\s*(?:$|[.,;:)\]=(\n]|-{1,2}\s|[–—]|(?:with\s+respect|w\.?\s?r\.?\s?t\b|by|at|for|evaluated|wrt)\b))`
const SAID = new RegExp(String.raw`^(${KIND})(${NOUN})\s+(?:function\s+)?(?:of|for)\s+${OF}${BEHIND}(.*)`, 'isu')
/** Of dloss/dw, ∂²f/∂x², d(price)/d(vol) the order, the function and the variable. */
const QUOTIENT =
  /^(?:\\?partial\s*|[∂d])\s*([²2]|\^2)?\s*\(?\s*([\p{L}_][\p{L}\p{N}_.]*?)(?:\([^()]*\))?\s*\)?\s*\/\s*\(?\s*(?:\\?partial\s*|[∂d])\s*\(?\s*([\p{L}_][\p{L}\p{N}_]*?)\s*\)?\s*(?:²|\^?2)?\s*\)?(?=$|[\s.,;:=)])/u
/** What stands before: a name, and what is done. "Find a root of f with its derivative" says nothing of what is returned. */
const LEAD =
  /^(?:(?:this\s+)?(?:function\s+)?(?:is|are|returns?|computes?|calculates?|evaluates?|gives?|yields?|compute|calculate|evaluate)\s+)?(?:the\s+|an?\s+)?/i
/** "Vega: the derivative of", "Delta, i.e. the derivative of". */
const TITLE = /^[\p{L}\p{N}_ '()-]{1,40}?\s*(?::|,\s*i\.e\.,?|,|\s[-–—]{1,2}\s|=|\()\s*/u
/** How comments say that it is no derivative, or not exactly. */
const OTHERWISE = new RegExp(
  String.raw`\b(?:${[
    'finite|differences?|numeric\\w*|approximat\\w*|estimat\\w*|directional|autograd|autodiff|automatic|monte|stochastic|smooth\\w*|surrogate',
    'times|multipl\\w*|scal(?:ed|ing)|divided?|product|norm(?:ali[sz]ed)?|magnitude|absolute|relative|percent\\w*|units?|squared?|weighted',
    'inverse|plus|clip\\w*|masked?|along|project\\w*|log|logarithm\\w*|ln|transposed?|sign|step|damped|regulari[sz]ed',
  ].join('|')})\b`,
  'i',
)

/** Pairs by names, with those that comments say: where a name alone, as grad, may be of any of several, what its comments say is right. */
export function withCommented(named: readonly Pair[], definitions: readonly Definition[], text: string): Pair[] {
  const functions = definitions.filter(({ kind, parameters }) => kind === 'function' && parameters.length > 0)
  const known = new Map(named.map((pair) => [pair.derivative, pair]))
  for (const derivative of functions) {
    const own = known.get(derivative)
    const isSure = own !== undefined && own.isLoose !== true && (own.backward || claimOf(derivative.name)?.words.length !== 0)
    const said = isSure || own?.derivative.derivative !== undefined ? undefined : commentedPair(derivative, functions, text)
    if (said !== undefined && said.value !== own?.value) known.set(derivative, said)
  }
  return [...known.values()]
}

/** What the comments right before a function, and those that it begins with, say that it is of one of the others; undefined where none do. */
function commentedPair(derivative: Definition, others: readonly Definition[], text: string): Pair | undefined {
  const own = ownName(derivative.name)
  for (const prose of documentationOf(text, derivative.range)) {
    const named = new RegExp(String.raw`^${QUOTES}${inPattern(own)}(?![\p{L}\p{N}_])${QUOTES}(?:\([^()]*\))?\s*(?:[-–—:=]+\s*)?`, 'iu')
    const [plain = ''] = prose
      .trim()
      .replace(/^[@\\](?:brief|short|returns?)\s+/, '')
      .replace(named, '')
      .trim()
      .split(/(?<=[.;])\s|\n\s*\n/)
    if (OTHERWISE.test(plain)) continue
    for (const said of [plain, plain.replace(TITLE, '')]) {
      const found = saidIn(said.replace(LEAD, ''), derivative, others)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function saidIn(said: string, derivative: Definition, others: readonly Definition[]): Pair | undefined {
  const [, kind = '', noun = '', name, behind = ''] = SAID.exec(said) ?? []
  if (name !== undefined) {
    const value = calledSo(name.replace(/[.!]+$/, ''), derivative, others)
    const isSecond = /^hess/i.test(noun) || /\b(?:second|2nd|mixed)\b/i.test(kind)
    if (value === undefined || /\b(?:third|3rd)\b/i.test(kind)) return undefined
    const by = isSecond ? secondBy(behind, value.parameters) : undefined
    const sign = /\b(?:negative|minus)\b/i.test(kind)
    return { value, derivative, order: isSecond ? 2 : 1, backward: false, ...(by && { by }), ...(sign && { sign: -1 }) }
  }
  const [, second, of, variable] = QUOTIENT.exec(said) ?? []
  const value = of === undefined ? undefined : calledSo(of, derivative, others)
  const by = variable === undefined ? '' : spelledAmong(variable, value?.parameters ?? [])
  if (value === undefined || !value.parameters.includes(by)) return undefined
  return { value, derivative, by: second === undefined ? [by] : [by, by], order: second === undefined ? 1 : 2, backward: false }
}

/** Another function that is called so, of the same class first. */
function calledSo(name: string, derivative: Definition, others: readonly Definition[]): Definition | undefined {
  const found = others.filter((other) => other.name !== derivative.name && (other.name === name || ownName(other.name) === name))
  return found.find((other) => ownerOf(other.name) === ownerOf(derivative.name)) ?? (found.length === 1 ? found[0] : undefined)
}

/** "with respect to S", "with respect to x and y". */
function secondBy(behind: string, parameters: readonly string[]): readonly string[] | undefined {
  const [, said = ''] = /^\s*(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?|wrt|by|in)\s+([^.;]*)/i.exec(behind) ?? []
  const names = (said.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).filter((name) => parameters.includes(name))
  return names.length === 1 ? [names[0] as string, names[0] as string] : names.length === 2 ? names : undefined
}

/** A text at the beginning of a function that documents it. */
const FIRST = /^([^\n]*(?:\n[^\n]*){0,12}?:\s*)[rRuU]?("""|'''|"|')([\s\S]{0,6000}?)\2/
/** Comments that are its first lines: in MATLAB these document it, elsewhere they speak of what follows, which has to be all. */
const FIRST_LINES = /^(?:function\b[^\n]*\n((?:[ \t]*%[^\n]*\n)+)|[^\n]*\n((?:[ \t]*(?:#|\/\/)[^\n]*\n)+)[ \t]*return\b)/

/** The comments before a function, its documentation. */
function documentationOf(text: string, { start, end }: Range): string[] {
  const part = text.slice(start, Math.min(end, start + 8000))
  const [, head = '', , documentation = ''] = FIRST.exec(part) ?? []
  // What stands before it is the head of the function alone.
  const isFirst = !/\n\s*(?:return|if|for|while)\b|[^=<>!]=\s*$|["']/.test(head)
  const [, lines, others] = FIRST_LINES.exec(part) ?? []
  const first = (lines ?? others ?? '').replaceAll(/^[ \t]*(?:%+|#+|\/\/+)[ \t]?/gm, '')
  return [proseAround(text, { start, end: start }), isFirst ? documentation : '', first].filter((prose) => prose.trim() !== '')
}
