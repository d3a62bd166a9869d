/** What a function of several variables changes by: the total differential dz or d(x² y) that stands alone, and the Laplacian Δu of a u that the text gives. */
import { applyTerm, nameTerm, type Term } from '../../term.ts'
import { freeNames } from '../terms/terms.ts'
import { isFree } from './components.ts'
import type { Grammar } from './grammar.ts'

/** What the text gives for the name that stands at the next token, by which variables. */
function givenAt(g: Grammar, at: number): { readonly body: Term; readonly variables: readonly string[] } | undefined {
  const token = g.tokens[at]
  const name = token?.kind === 'letter' ? token.text : undefined
  if (name === undefined || g.isBound(name)) return undefined
  const definition = g.surroundings.functionNamed(name)
  const body = definition?.body() ?? g.surroundings.valueOf(name)
  return body && { body, variables: definition?.parameters ?? [...freeNames(body)] }
}

/** dz beside z = x² y, and d(x² \sin x): z_x dx + z_y dy; undefined where d is a name, or where more stands in the formula. */
export function readTotalDifferential(g: Grammar): Term | undefined {
  const from = g.at
  if (from !== 0 || g.peek()?.text !== 'd' || !isFree(g, 'd')) return undefined
  const isWhole = g.is('(', 1) ? g.partner(1) === g.end - 1 : g.end === 2
  if (!isWhole || g.end !== g.tokens.length) return undefined
  const given = g.is('(', 1) ? undefined : givenAt(g, 1)
  if (!g.is('(', 1) && given === undefined) return undefined
  g.at = 1
  const body = given?.body ?? g.factor()
  g.at = g.end
  const range = g.rangeFrom(from)
  const all = (given?.variables ?? [...freeNames(body)]).filter((name) => freeNames(body).has(name))
  const moving = all.filter((name) => !CONSTANT.test(name))
  const variables = moving.length > 0 ? moving : all
  if (variables.length === 0 || variables.includes('d')) {
    g.at = from
    return undefined
  }
  const parts = variables.map((name) =>
    applyTerm('product', [{ kind: 'derivative', of: body, by: [name], range }, nameTerm(`d${name}`, range)], range),
  )
  return parts.length > 1 ? applyTerm('add', parts, range) : parts[0]
}

/** Letters that are constants by habit beside others. */
const CONSTANT = /^(?:[a-cgkmn]|alpha|beta|gamma|lambda|mu|omega|sigma)$/

const SPACE = ['x', 'y', 'z']

/** \Delta u of a u that the text gives by two coordinates or three; undefined of others, and of a step \Delta x. */
export function readLaplacian(g: Grammar): { readonly term: Term; readonly scripted: true } | undefined {
  const from = g.at
  const given = g.is('\\Delta') ? givenAt(g, from + 1) : undefined
  const by = SPACE.filter((name) => given?.variables.includes(name))
  if (given === undefined || by.length < 2 || !isFree(g, `Delta_${g.peek(1)?.text}`)) return undefined
  g.at += 2
  const range = g.rangeFrom(from)
  g.note('read Δ as the Laplacian', range)
  const parts = by.map((name): Term => ({ kind: 'derivative', of: given.body, by: [name, name], range }))
  return { term: applyTerm('add', parts, range), scripted: true }
}
