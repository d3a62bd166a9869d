/** What a text declares of the names of a formula: of points x_i \in \mathbb{R}^d, what that says of all of them together. */

import { type Length, shapeOf } from '../../../shape.ts'
import { openLength } from '../../build/unification.ts'
import { gathered } from '../../ranks/gathered.ts'
import type { ApplyTerm, Declaration, Term } from '../../term.ts'
import { namesOfRows, ordered } from '../terms/terms.ts'
import type { Surroundings } from './grammar.ts'

/** Letters that people count by, the usual ones first. */
const MEMBERS = 'ijkntmulspN1hqrcvgbwdefaoz'

/** The declaration of x_i \in \mathbb{R}^d for an x, or of A_k \in \mathbb{R}^{m \times n} for an A, by whatever letter. */
export function declaredMember({ declarationOf }: Surroundings, name: string): Declaration | undefined {
  for (const letter of MEMBERS) {
    const declaration = declarationOf(`${name}_${letter}`)
    const axes = declaration?.shape?.length
    // A column x_i \in \mathbb{R}^{n \times 1} is no matrix.
    if (declaration?.shape !== undefined && axes === 2 && declaration.shape[1] === 1) return { ...declaration, shape: declaration.shape.slice(0, 1) }
    if (axes === 1 || (axes === 2 && declaration?.shape?.includes(1) === false)) return declaration
  }
  return undefined
}

/** The declarations of these names, some of them in a formula. Lengths that stand for a number are that. */
export function declarationsOf(names: ReadonlySet<string>, body: Term, surroundings: Surroundings): Map<string, Declaration> {
  const declarations = new Map<string, Declaration>()
  const rows = namesOfRows(body)
  const families = familiesIn(body)
  const numbered = (length: Length): Length => {
    const value = typeof length === 'string' ? surroundings.declarationOf(length)?.value : undefined
    return typeof value === 'number' && value > 0 && Number.isInteger(value) ? value : length
  }
  for (const name of names) {
    const declaration = surroundings.declarationOf(name)
    const member = families.has(name) ? declaredMember(surroundings, name) : undefined
    // A \Sigma_k that is a matrix as a \Sigma of other formulas is no row of it.
    const isOwn = declaration?.shape === undefined || (declaration.shape.length === 2 && member?.shape?.length === 2)
    if (member?.shape !== undefined && isOwn) {
      // There are as many of them as the formula needs.
      declarations.set(name, { ...member, shape: shapeOf([openLength(declarations.size), ...member.shape.map(numbered)]) })
      continue
    }
    // \mathbf{x} \in \mathbb{R}^D, and the points \mathbf{x}_n: as many of these as the formula needs.
    const axes = families.has(name) ? axesOf(name, body) : undefined
    if (declaration?.shape !== undefined && declaration.shape.length > 0 && axes === declaration.shape.length + 1) {
      declarations.set(name, { ...declaration, shape: shapeOf([openLength(declarations.size), ...declaration.shape.map(numbered)]) })
      continue
    }
    if (declaration === undefined || (declaration.shape ?? declaration.value ?? declaration.traits) === undefined) continue
    if (rows.has(name) && declaration.shape?.length === 1) {
      // x and x_i \in \mathbb{R}^d of x - x_i: the x_i are rows.
      if (/_[a-z]$/.test(name))
        declarations.set(name, { ...declaration, shape: shapeOf([openLength(declarations.size), ...declaration.shape.map(numbered)]) })
      continue
    }
    declarations.set(name, declaration.shape === undefined ? declaration : { ...declaration, shape: shapeOf(declaration.shape.map(numbered)) })
  }
  return declarations
}

/** How many axes a formula shows a name to have that it uses by an index. */
const axesOf = (name: string, body: Term): number | undefined =>
  gathered(ordered(body), (term) => {
    const [base] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    return base?.kind === 'name' && base.name === name ? base.hint?.rank : undefined
  })[0]

/** Names that a formula only uses by one index, x_i, as matrices of rows, or with a matrix for each index. */
function familiesIn(root: Term): Set<string> {
  const terms = ordered(root)
  const isMember = (term: Term): term is ApplyTerm =>
    term.kind === 'apply' &&
    term.op === 'component' &&
    (term.args.length === 2 || (term.args[0]?.kind === 'name' && (term.args[0].hint?.rank ?? 0) > 2))
  const members = new Set(gathered(terms, (term) => (isMember(term) ? term.args[0] : undefined)))
  const names = terms.filter((term) => term.kind === 'name')
  const others = new Set(gathered(names, (term) => (members.has(term) || term.hint?.rank === 2 ? undefined : term.name)))
  return new Set(gathered(names, ({ name }) => (others.has(name) ? undefined : name)))
}
