/** What backpropagation computes: the graph of a scalar formula of scalars, with the value and the adjoint of every node as one program. */
import type { Formula } from './api.ts'
import { reverse } from './differentiate/reverse.ts'
import { type Program, toProgram } from './evaluate/program.ts'
import { type Expr, isSymbol, make, nameOf, symbol, symbolsOf, topological } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { latexName } from './print/identifier.ts'

export interface GraphNode {
  /** An input's name, or the operation over the names of its arguments: `v_{3} = \sin v_{2}`. */
  latex: string
  /** Indices of the nodes it is computed from; none of an input. Constants are in the formula. */
  args: number[]
  /** The name of an input. */
  input?: string
}

export interface Backpropagation {
  /** Arguments before what is computed from them; the last is the value of the formula. */
  nodes: GraphNode[]
  /** First the value of each node, then the derivative of the formula by each. */
  program: Program
}

/** More nodes are no picture any more. */
const largestGraph = 40

/** @throws RangeError for formulas that are too large or hold axes, EvaluationError for symbols that are no inputs. */
export function backpropagation(formula: Formula, inputs: readonly string[]): Backpropagation {
  if (!(formula instanceof ExprFormula)) throw new TypeError('not a formula of this module')
  const root = formula.shown
  const varying = new Set<Expr>()
  for (const node of topological([root])) if (isSymbol(node) || node.args.some((arg) => varying.has(arg))) varying.add(node)
  // A sign belongs to what it stands in.
  const isSign = (node: Expr) => node !== root && node.op.name === 'neg'
  const nodes = [...varying].filter((node) => !isSign(node))
  if (nodes.length > largestGraph || nodes.some((node) => node.rank > 0)) throw new RangeError('no graph of this')
  const unsigned = (node: Expr): Expr => (isSign(node) ? unsigned(node.args[0] as Expr) : node)
  const letter = freeLetter(root)
  const places = new Map(nodes.map((node, place) => [node, place]))
  const names = nodes.filter((node) => !isSymbol(node)).map((node, k): [Expr, Expr] => [node, symbol(`${letter}_${k + 1}`)])
  const named = new Map(names)
  const written = (node: Expr): string => {
    if (isSymbol(node)) return formula.latexOf(node)
    const own = node === root ? '' : `${latexName(nameOf(named.get(node) as Expr) as string)} = `
    const standIn = (arg: Expr): Expr => (isSign(arg) ? make(arg.op, arg.args.map(standIn)) : (named.get(arg) ?? arg))
    const over = node.args.map(standIn)
    return `${own}${formula.latexOf(make(node.op, over, node.payload))}`
  }
  return {
    nodes: nodes.map((node) => ({
      latex: written(node),
      args: [...new Set(node.args.map(unsigned))].filter((arg) => varying.has(arg)).map((arg) => places.get(arg) as number),
      ...(isSymbol(node) ? { input: nameOf(node) as string } : {}),
    })),
    // One by one: an inner node is a variable of its own only while nothing else is.
    program: toProgram([...nodes, ...nodes.map((node) => reverse(root, [node])[0] as Expr)], inputs),
  }
}

/** A letter that no symbol begins with. */
function freeLetter(root: Expr): string {
  const taken = symbolsOf(root).map((node) => nameOf(node) as string)
  return ['v', 'u', 'w', 'q'].find((letter) => !taken.some((name) => name.startsWith(letter))) ?? 'node'
}
