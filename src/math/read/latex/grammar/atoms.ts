/** Atoms: what stands between operators before any scripts. */
import type { Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { operationNamed } from '../../../ops/table.ts'
import { inPattern } from '../../spelling.ts'
import { applyTerm, type NumberTerm, nameTerm, type Term } from '../../term.ts'
import { isFraction } from '../names/arguments.ts'
import { readBig, readIntegral } from '../sums/big.ts'
import { scalarDivisor } from '../terms/chains.ts'
import { freeNames, substitute } from '../terms/terms.ts'
import { accents, arrows, boldFonts, letterCommands, plainFonts, wordFonts } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import { constantOfCommand, functionOfCommand } from '../tokens/words.ts'
import { readBars, readCeiling, readInner, readNormMacro } from './bars.ts'
import {
  readDerivativeFraction,
  readDerivativeMacro,
  readDerivativeOver,
  readEvaluated,
  readNabla,
  readOperatorD,
  readPartial,
} from './derivatives.ts'
import { readEnvironment } from './environments.ts'
import { readMoment } from './expectations.ts'
import { readElasticity, readJacobian } from './fields.ts'
import { readFunction } from './functions.ts'
import type { Grammar } from './grammar.ts'
import { readComposition, readEntries } from './groups.ts'
import { readConditions, readIndicator } from './indicators.ts'
import { readLimit } from './limits.ts'
import { readMean } from './moments.ts'
import { readSymbol } from './symbol.ts'
import { readLaplacian } from './totalDifferential.ts'
import { readUnitVector } from './unitVectors.ts'

/** An atom; `scripted` says that the scripts behind it have been read with it. */
export interface Atom {
  readonly term: Term
  readonly scripted?: boolean
}

const EXPECTATIONS = new Set(['\\E', '\\Ex', '\\Expect', '\\Prob', '\\Pr', '\\P'])
const UNKNOWN_BIG = new Map([
  ...['\\limsup', '\\liminf'].map((name): [string, string] => [name, 'a limit']),
  ['\\arg\\max', 'an argmax'],
  ['\\arg\\min', 'an argmin'],
  ['\\iint', 'a double integral'],
  ['\\iiint', 'a triple integral'],
  ['\\oint', 'a contour integral'],
  ['\\sup', 'a supremum'],
  ['\\inf', 'an infimum'],
  ['\\bigcup', 'a union'],
  ['\\bigcap', 'an intersection'],
  ['\\forall', 'a quantifier'],
  ['\\exists', 'a quantifier'],
  ['\\emptyset', 'a set'],
  ['\\coprod', 'a coproduct'],
])

export function readAtom(g: Grammar): Atom {
  const token = g.peek()
  if (token === undefined) g.unexpected()
  if (token.kind === 'number') return readNumber(g)
  const composed = readComposition(g)
  if (composed !== undefined) return composed
  if (token.kind === 'begin') return { term: readEnvironment(g) }
  if (token.kind !== 'symbol') {
    const moment = readMoment(g)
    if (moment !== undefined) return { term: moment }
    const indicator = readIndicator(g)
    if (indicator !== undefined) return { term: indicator }
  }
  if (token.kind === 'symbol' || token.kind === 'command') {
    const special = readSpecial(g, token)
    if (special !== undefined) return special
  }
  const inline = token.text === 'd' || token.text === '\\partial' || token.text === '\\mathrm' ? readDerivativeFraction(g) : undefined
  if (inline !== undefined) return { term: inline, scripted: true }
  const unit = readUnitVector(g)
  if (unit !== undefined) return { term: unit, scripted: true }
  const operator = token.text === 'D' ? readOperatorD(g) : undefined
  if (operator !== undefined) return { term: operator, scripted: true }
  const symbol = readSymbol(g)
  if (symbol !== undefined) return { term: symbol, scripted: true }
  if (token.kind === 'words') g.fail(`"${token.text}" stands where a formula was expected`, 'select the formula alone')
  g.unexpected()
}

function readNumber(g: Grammar): Atom {
  const from = g.at
  const token = g.tokens[g.at++] as Token
  const value = Exact.parse(token.text)
  if (value === undefined) g.fail(`the number ${token.text.slice(0, 40)} is too large`, 'write a number below 1e400', g.rangeFrom(from))
  // 1\{y_i = k\}, 1_{[i \ne j]}
  const condition = token.text === '1' ? readConditions(g) : undefined
  if (condition !== undefined) return { term: condition }
  const term: NumberTerm = { kind: 'number', value, range: g.rangeFrom(from) }
  return { term }
}

function readSpecial(g: Grammar, token: Token): Atom | undefined {
  switch (token.text) {
    case '(':
    case '[':
      return readEntries(g) ?? readGroup(g)
    case '\\{':
      return readPiecewise(g) ?? readGroup(g)
    case '{':
      return readBraces(g)
    case '|':
    case '\\|':
      return { term: readBars(g), scripted: true }
    case '.':
      return token.side === 'open' ? { term: readUpToBar(g), scripted: true } : undefined
    case '\\langle':
      return { term: readInner(g) }
    case '\\lfloor':
    case '\\lceil':
      return { term: readCeiling(g) }
    case '\\sqrt':
      return { term: readRoot(g) }
    case '\\sum':
    case '\\prod':
      return { term: readBig(g, token.text === '\\sum' ? 'sum' : 'prod'), scripted: true }
    case '\\int':
      return { term: readIntegral(g), scripted: true }
    case '\\lim':
      return { term: readLimit(g), scripted: true }
    case '\\nabla':
    case '\\grad':
      return { term: readNabla(g), scripted: true }
    case '\\partial':
      return g.is('_', 1) ? { term: readPartial(g), scripted: true } : undefined
    case '\\dv':
    case '\\pdv':
    case '\\odv':
    case '\\fdv':
    case '\\diffp':
    case '\\diff':
      return g.is('{', 1) || g.is('[', 1) ? { term: readDerivativeMacro(g), scripted: true } : undefined
    case '\\abs':
    case '\\norm':
    case '\\ceil':
    case '\\floor':
      return { term: readNormMacro(g), scripted: true }
    case '\\qty':
    case '\\quantity':
    case '\\pqty':
    case '\\bqty':
      g.at++
      return readAtom(g)
    case '\\Delta':
    case '\\delta':
      return readLaplacian(g) ?? readDifference(g)
    case '\\overset':
    case '\\underset':
    case '\\stackrel':
      g.at++
      g.argument('what stands above')
      return { term: g.argumentTerm('the base') }
    case '\\underbrace':
    case '\\overbrace': {
      g.at++
      const term = g.argumentTerm('what stands at the brace')
      if (g.is('_') || g.is('^')) {
        g.at++
        g.argument('the text at the brace')
      }
      return { term }
    }
    case '\\mathbb':
    case '\\mathbf':
    case '\\mathds':
    case '\\boldsymbol':
    case '\\bm':
    case '\\pmb':
    case '\\symbf':
    case '\\vb':
    case '\\mathbbm':
      return readOnes(g)
  }
  if (token.kind !== 'command') return undefined
  if (isFraction(token.text)) return readFraction(g)
  const unknown = UNKNOWN_BIG.get(token.text === '\\arg' ? `\\arg${g.peek(1)?.text ?? ''}` : token.text)
  if (unknown !== undefined) g.fail(`${unknown} (${token.text}) has no derivative that can be worked out here`, 'select the formula inside it')
  if (/^\\[lc]?dots[a-z]?$/.test(token.text)) g.fail('the dots leave out terms that cannot be guessed', 'write \\sum_{i=1}^n or the terms themselves')
  if (EXPECTATIONS.has(token.text)) expectation(g)
  if (/^\\[a-zA-Z]+$/.test(token.text)) return readNamedCommand(g, token)
  return undefined
}

function expectation(g: Grammar, range?: Range): never {
  g.fail('an expectation or probability has no formula here', 'select the expression inside it', range)
}

/** \sin and all commands that the table knows as functions. */
function readNamedCommand(g: Grammar, token: Token): Atom | undefined {
  if (boldFonts.has(token.text) || plainFonts.has(token.text) || wordFonts.has(token.text) || accents.has(token.text) || arrows.has(token.text))
    return undefined
  const from = g.at
  // Greek letters are symbols first; what they are when called is settled with the name.
  const operation = isGreek(token.text) ? undefined : functionOfCommand(token.text, g.peek(1))
  if (operation === undefined) {
    const constant = letterCommands.has(token.text) ? undefined : constantOfCommand(token.text)
    if (constant === undefined) return undefined
    g.at++
    return { term: applyTerm(constant.name, [], g.rangeFrom(from)) }
  }
  g.at++
  return { term: g.scripts(readFunction(g, operation, token.text, from), from), scripted: true }
}

const isGreek = (command: string): boolean =>
  /^\\(?:var)?(?:[Aa]lpha|[Bb]eta|[Gg]amma|[Dd]elta|[Ee]psilon|[Zz]eta|[Ee]ta|[Tt]heta|[Ii]ota|[Kk]appa|[Ll]ambda|[Mm]u|[Nn]u|[Xx]i|[Pp]i|[Rr]ho|[Ss]igma|[Tt]au|[Uu]psilon|[Pp]hi|[Cc]hi|[Pp]si|[Oo]mega)$/.test(
    command,
  )

/** Parentheses: a group, a list of components, or a condition as 1 and 0. */
function readGroup(g: Grammar): Atom {
  const from = g.at
  const terms = g.argumentList()
  const range = g.rangeFrom(from)
  if (terms.length === 0) g.fail('there is nothing between these parentheses', 'write something between them', range)
  const [only] = terms as [Term, ...Term[]]
  const evaluated = terms.length === 1 ? readBetween(g, only, from) : undefined
  if (evaluated !== undefined) return { term: evaluated, scripted: true }
  return { term: terms.length === 1 ? { ...only, range } : applyTerm('array', terms, range) }
}

/** \left\{ \begin{array}{ll} ... \end{array} \right.: cases of old. */
function readPiecewise(g: Grammar): Atom | undefined {
  const from = g.at
  const next = g.peek(1)
  if (g.peek()?.side !== 'open' || next?.kind !== 'begin' || !/^(?:array|matrix|aligned|gathered)$/.test(next.text)) return undefined
  g.at++
  const term = readEnvironment(g, true)
  if (!g.is('.')) g.fail('this brace has no other side', 'end it with \\right.', g.rangeFrom(from))
  g.at++
  return { term }
}

/** {...}: a group that is not seen; {a \over b} and {n \choose k} are fractions of old. */
function readBraces(g: Grammar): Atom {
  const from = g.at
  const span = g.argument('a group')
  const after = g.at
  if (span.from >= span.to) {
    // {} separates without meaning anything: {}_n x, f{}(x).
    if (g.peek() === undefined) g.fail('these braces are empty', 'write something between them', g.rangeFrom(from))
    return readAtom(g)
  }
  let depth = 0
  for (let k = span.from; k < span.to; k++) {
    const token = g.tokens[k] as Token
    if (token.kind === 'symbol' && token.text === '{') depth++
    else if (token.kind === 'symbol' && token.text === '}') depth--
    else if (depth === 0 && (token.text === '\\over' || token.text === '\\choose')) {
      const derivative = token.text === '\\over' ? readDerivativeOver(g, { from: span.from, to: k }, { from: k + 1, to: span.to }, from) : undefined
      if (derivative !== undefined) return { term: derivative, scripted: true }
      const top = g.within({ from: span.from, to: k }, () => g.sum(), after)
      const bottom = g.within({ from: k + 1, to: span.to }, () => g.sum(), after)
      return { term: applyTerm(token.text === '\\over' ? 'quotient' : 'binomial', [top, bottom], g.rangeFrom(from)) }
    }
  }
  return { term: g.within(span, () => g.relation(), after) }
}

function readFraction(g: Grammar): Atom {
  const from = g.at
  const derivative = readDerivativeFraction(g) ?? readJacobian(g) ?? readElasticity(g)
  if (derivative !== undefined) return { term: derivative, scripted: true }
  const command = (g.tokens[g.at++] as Token).text
  const top = g.argumentTerm('the numerator')
  const bottom = g.argumentTerm('the denominator')
  if (command.includes('binom')) return { term: applyTerm('binomial', [top, bottom], g.rangeFrom(from)) }
  return { term: applyTerm('quotient', [top, scalarDivisor(top, bottom)], g.rangeFrom(from)) }
}

/** \sqrt{x}, \sqrt[3]{x}. */
function readRoot(g: Grammar): Term {
  const from = g.at++
  let degree: Term | undefined
  if (g.is('[')) degree = g.argumentList()[0]
  if (g.peek() === undefined) g.fail('\\sqrt of what?', 'write \\sqrt{x}', g.rangeFrom(from))
  const radicand = g.isOpening() && !g.is('{') ? (g.argumentList()[0] as Term) : g.argumentTerm('what is under the root')
  const range = g.rangeFrom(from)
  if (degree === undefined || (degree.kind === 'number' && degree.value.asInteger === 2)) return applyTerm('sqrt', [radicand], range)
  if (degree.kind === 'number' && degree.value.asInteger === 3 && operationNamed('cbrt') !== undefined) return applyTerm('cbrt', [radicand], range)
  return applyTerm('power', [radicand, applyTerm('quotient', [{ kind: 'number', value: Exact.integer(1) }, degree], degree.range)], range)
}

/** "with step size $\Delta$": a number by itself, and \Delta B a product, unless the text speaks of that. */
function isStep({ surroundings }: Grammar, next: string): boolean {
  const isAlone = surroundings.says(/\$\s*\\Delta\s*(?:>[^$]*)?\$|\\\(\s*\\Delta\s*\\\)|\{\s*\\Delta\s*\}/)
  const written = inPattern(next)
  return isAlone && !surroundings.says(new RegExp(String.raw`(?:\$|\\\()\s*\\Delta\s*${written}(?![a-zA-Z])`))
}

/** \Delta x is one name. */
function readDifference(g: Grammar): Atom | undefined {
  const from = g.at
  const mark = g.tokens[from] as Token
  const next = g.peek(1)
  const isNamed = next?.kind === 'letter' || (next !== undefined && isGreek(next.text) && g.surroundings.valueOf('Delta') === undefined)
  if (!isNamed || mark.text !== '\\Delta' || isStep(g, next?.text ?? '')) return undefined
  g.at++
  const symbol = readSymbol(g)
  // With a power, Δx² is (Δx)²: the name is dressed before its scripts.
  if (symbol === undefined) return undefined
  const rename = (name: string): Term => nameTerm(`Delta_${name}`, g.rangeFrom(from), { latex: `\\Delta ${name}` })
  if (symbol.kind === 'name')
    return { term: g.named(`Delta_${symbol.name}`, g.rangeFrom(from), { latex: `\\Delta ${symbol.hint?.latex ?? next.text}` }), scripted: true }
  if (symbol.kind === 'apply' && symbol.op === 'power' && symbol.args[0]?.kind === 'name') {
    return { term: { ...symbol, args: [rename(symbol.args[0].name), symbol.args[1] as Term], range: g.rangeFrom(from) }, scripted: true }
  }
  g.at = from
  return undefined
}

/** \mathbf{1}, \mathbf{0}: vectors of ones and zeros. */
function readOnes(g: Grammar): Atom | undefined {
  const from = g.at
  g.at++
  if (g.peek() === undefined) {
    g.at = from
    return undefined
  }
  const span = g.argument('a symbol')
  // \boldsymbol{\mathbf{1}}: a font in a font.
  const inner = g.tokens.slice(span.from, span.to).filter(({ text }) => text !== '{' && text !== '}' && !boldFonts.has(text) && !plainFonts.has(text))
  const digit = inner.length === 1 ? inner[0] : undefined
  if (digit?.kind === 'letter' && (g.tokens[from] as Token).text === '\\mathbb' && (digit.text === 'E' || digit.text === 'P'))
    return { term: (digit.text === 'E' ? readMean(g, from) : undefined) ?? expectation(g, g.rangeFrom(from)) }
  if (digit?.kind !== 'number' || (digit.text !== '1' && digit.text !== '0')) {
    g.at = from
    return undefined
  }
  if (g.is('_')) {
    g.at++
    g.argument('a length')
  }
  return { term: applyTerm('vector', [{ kind: 'number', value: Exact.integer(Number(digit.text)) }], g.rangeFrom(from)) }
}

/** \left. u \right|_{x=0}. */
function readUpToBar(g: Grammar): Term {
  const from = g.at++
  const of = g.barred('(', () => g.sum())
  const bar = g.peek()
  if (bar?.side !== 'close') g.fail('this \\left. is never closed', 'add \\right|_{...}', g.rangeFrom(from))
  g.at++
  if (!g.take('_')) return { ...of, range: g.rangeFrom(from) }
  const { names, values } = readEvaluated(g, namesOf(of), parametersIn(g, from))
  if (g.take('^')) return between(g, of, names, values, from)
  return g.scripts({ ...substitute(of, new Map(names.map((name, k) => [name, values[k] as Term]))), range: g.rangeFrom(from) }, from)
}

/** What a formula is at the place behind the bar at its end, u \big|_{x=2}. */
export function readAtBar(g: Grammar, of: Term): Term {
  g.at += 2
  const { names, values } = readEvaluated(g, namesOf(of), parametersIn(g, 0))
  return substitute(of, new Map(names.map((name, k) => [name, values[k] as Term])))
}

/** The parameters of the function named between these tokens and here, which a place (1, 2) is of. */
function parametersIn(g: Grammar, from: number): readonly string[] | undefined {
  const named = g.tokens.slice(from, g.at).find(({ kind, text }) => kind === 'letter' && g.surroundings.functionNamed(text) !== undefined)
  return named && g.surroundings.functionNamed(named.text)?.parameters
}

/** What is meant by a place that says no name: the only one there is. */
function namesOf(of: Term): readonly string[] {
  const names = [...freeNames(of)]
  return names.length === 1 ? names : []
}

/** The value at the upper place, which follows, less that at the lower. */
function between(g: Grammar, of: Term, names: readonly string[], values: readonly Term[], from: number): Term {
  const upper = readEvaluated(g, names)
  const [high, low] = [upper.values, values].map((places) => substitute(of, new Map(names.map((name, k) => [name, places[k] as Term]))))
  return applyTerm('add', [high as Term, applyTerm('neg', [low as Term])], g.rangeFrom(from))
}

/** [F(x)]_a^b; undefined where the bracket has not both places. */
function readBetween(g: Grammar, of: Term, from: number): Term | undefined {
  const start = g.at
  if (g.tokens[from]?.text !== '[' || !g.take('_')) return undefined
  g.argument('a place')
  // [k]_\times^2 is a matrix squared.
  const both = g.is('^') && !g.tokens.slice(start, g.at).some(({ text }) => text === '\\times')
  g.at = start
  const known = namesOf(of)
  if (!both || (known.length === 0 && !g.tokens.slice(start, start + 4).some(({ text }) => text === '='))) return undefined
  g.at++
  const { names, values } = readEvaluated(g, known)
  g.at++
  return between(g, of, names, values, from)
}
