/** Matrices that are called J, J_F or H_f, beside what they may be the Jacobian or the Hessian of. */
import type { Definition } from '../read/term.ts'
import { ownerOf, ownName } from '../read/words.ts'
import type { Pair } from './pair.ts'

/** Names of a matrix of derivatives, and of the function where they say that: DF, J_F, H_f. */
const MATRICES = /^(?:(?<jacobian>[jJ]|D(?=[fF]))_?(?<of>\p{L}?)|(?<hessian>H)_(?<ofHessian>\p{L}))$/u
/** What J by itself is the Jacobian of. */
const SYSTEM = /^[fFrRgG]$/
/** A matrix and a vector that are written out: what J is otherwise may be a cost. */
const MATRIX = /\[\s*\[|\[[^\]]*(?:;|\n)|\\begin\{[bp]?(?:small)?matrix\}[^\\]*&|\\begin\{(?:[bp]?(?:small)?matrix|array)\}[\s\S]*&/
const VECTOR = /\[[^\]]*[,;\n]|\\begin\{(?:[bp]?(?:small)?matrix|array)\}|=[^=]*\([^()]*(?:\([^()]*\)[^()]*)*,/

/** Pairs of definitions that are none by other signs. */
export function jacobianPairs(definitions: readonly Definition[], taken: ReadonlySet<Definition>, text: string): Pair[] {
  const named = definitions.filter(({ derivative }) => derivative === undefined)
  const written = ({ range: { start, end } }: Definition): string => text.slice(start, end)
  return named.flatMap((derivative): Pair[] => {
    const { jacobian, of = '', ofHessian } = MATRICES.exec(ownName(derivative.name))?.groups ?? {}
    if (taken.has(derivative) || (jacobian === undefined && ofHessian === undefined) || !MATRIX.test(written(derivative))) return []
    const whole = ofHessian ?? of
    const value = named.find(
      (other) =>
        (whole === '' ? SYSTEM.test(ownName(other.name)) : ownName(other.name) === whole) &&
        ownerOf(other.name) === ownerOf(derivative.name) &&
        other.parameters.length > 0 &&
        (derivative.parameters.length === 0 || derivative.parameters.join() === other.parameters.join()) &&
        (ofHessian !== undefined || VECTOR.test(written(other))) &&
        isOpen(written(derivative), other.parameters),
    )
    if (value === undefined) return []
    // Without parameters it may be at some place, and some write a Jacobian with a column for each value.
    const isSure = whole !== '' && derivative.parameters.length > 0
    const order = ofHessian === undefined ? 1 : 2
    return [{ value, derivative, order, backward: false, isTentative: true, isMatrix: true, ...(!isSure && { isLoose: true }) }]
  })
}

/** Whether a matrix is made of one of the parameters at least: else it is at some place. */
function isOpen(written: string, parameters: readonly string[]): boolean {
  const body = written.slice(written.search(/=|\n/) + 1)
  return parameters.some((name) => new RegExp(`(?<![\\p{L}])\\\\?${name.replaceAll('$', '\\$')}(?![\\p{L}])`, 'u').test(body))
}
