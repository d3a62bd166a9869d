/** Formulas over stacks of matrices as papers write them: Σ_k (x − μ_k)ᵀ Σ_k⁻¹ (x − μ_k), each term in the notation of matrices. */
import { type Expr, isSymbol, topological } from '../../expr.ts'
import type { Length } from '../../shape.ts'
import type { TextLetters } from '../indices/indices.ts'
import { isOfRows, kindOf, Members, type Places, READABLE, type Stacking } from '../indices/member.ts'
import type { Naming } from './naming.ts'

/** A tensor by one of its components or members, at the letters of its first axes. */
export interface Written {
  readonly component: Expr
  readonly letters: readonly string[]
}

/** A formula with its definitions, which are at letters of their own. */
export interface ReadableFormula extends Written {
  readonly definitions: readonly (Written & { readonly name: string })[]
}

/** The names for what repeats, where `writtenAs` is what stands in the formula for a part as long as it has none. */
type NamesOf = (writtenAs: (node: Expr) => Expr) => Naming

/**
 * A formula over families of matrices by their members: det(Λ_m + ε I) for every m. Undefined where there are none, and where its
 * components say as much.
 */
export function overMembers(expr: Expr, namesOf: NamesOf, letters?: TextLetters): ReadableFormula | undefined {
  let bySums: ReadableFormula | undefined
  for (const [k, stacking] of stackings(expr, letters).entries()) {
    const { formula, kinds } = formulaAlong(stacking, namesOf, letters) ?? {}
    if (formula === undefined || kinds === undefined) continue
    // What the text counts is a family also where nothing is done that only matrices have.
    if (!kinds.has('sums') && (kinds.has('matrices') || (k === 0 && letters !== undefined && letters.size > 0))) return formula
    // Sums of rows are said better by what is in a row, where that can be.
    if (kinds.has('sums')) bySums ??= formula
  }
  return bySums
}

/** How the families lie by whose members a value is written; undefined where it has none, or components say as much. */
export function familiesIn(value: Expr, letters?: TextLetters): Stacking | undefined {
  return stackings(value, letters).find((stacking) => {
    const members = new Members({ ...stacking, letters })
    const written = members.at(value, members.placesOf(value))
    return written !== undefined && ['matrices', 'sums'].includes(kindOf(written))
  })
}

/** How the families of an expression may lie, the likeliest first. */
function stackings(expr: Expr, letters: TextLetters | undefined): readonly Stacking[] {
  const order = topological([expr])
  if (order.length > READABLE) return []
  const counted = (length: Length | undefined): boolean => length !== undefined && letters?.has(length) === true
  // Vectors that the text counts, x_i, are a family like the matrices of a stack.
  const vectors = order.filter((node) => node.rank === 2 && isSymbol(node) && counted(node.shape[0]) && !counted(node.shape[1]))
  // So are those of which each has its own softmax.
  const ofRows = order.filter((node) => isOfRows(node) && counted(node.shape[0])).map(({ shape }) => shape[0] as Length)
  const made = order.flatMap(({ op, args }) => (op.stacks === true ? (args[0] as Expr).shape.slice(0, -2) : []))
  // S[:, :, k], of which inverses are taken for each k.
  const isColumns = ({ rank, shape }: Expr): boolean => rank === 3 && made.includes(shape[2] as Length) && !made.includes(shape[0] as Length)
  const symbols = order.filter((node) => node.rank > 2 && isSymbol(node))
  const columns = symbols.length > 0 && symbols.every(isColumns)
  const families = columns ? [] : symbols.flatMap(({ shape }) => shape.slice(0, -2))
  const along = [...made, ...families, ...ofRows, ...vectors.map(({ shape }) => shape[0] as Length)]
  if (along.length === 0) return []
  // What the text counts by an index, as the data of which each member has its part, it writes by this index; else as few axes go by one as can.
  const beside = order.filter(({ rank }) => rank > 2).map(({ shape }) => shape[0] as Length)
  const rows = order.filter((node) => node.rank === 2 && isSymbol(node)).map(({ shape }) => shape[0] as Length)
  if (columns) return [{ along: new Set(along), columns }]
  return [[...(letters?.keys() ?? [])], [], beside, [...beside, ...rows]].map((more) => ({ along: new Set([...along, ...more]) }))
}

type Kind = ReturnType<typeof kindOf>

function formulaAlong(
  stacking: Stacking,
  namesOf: NamesOf,
  letters: TextLetters | undefined,
): { readonly formula: ReadableFormula; readonly kinds: ReadonlySet<Kind> } | undefined {
  const whole = new Members({ ...stacking, letters })
  const { main, definitions } = namesOf((node) => whole.at(node, whole.placesOf(node)) ?? node)
  const parts = new Set<string>()
  const members = new Members({ ...stacking, letters, parts })
  const kinds = new Set<Kind>()
  const write = (node: Expr, isMain: boolean): Written | undefined => {
    const places: Places = members.placesOf(node)
    const own = places.filter((place) => place !== undefined)
    const axes = [...places.keys()].filter((axis) => places[axis] !== undefined)
    if (isMain && !members.isTold(node, axes)) return undefined
    const component = members.at(node, places)
    if (component === undefined) return undefined
    kinds.add(kindOf(component))
    return { component, letters: own }
  }
  const told: (Written & { readonly name: string })[] = []
  for (const { name, expr } of definitions) {
    const written = write(expr, false)
    if (written === undefined) return undefined
    if (written.letters.length > 0) parts.add(name)
    told.push({ name, ...written })
  }
  const written = write(main, true)
  return written === undefined || kinds.has('components') ? undefined : { formula: { ...written, definitions: told }, kinds }
}
