/** Reads Julia: files, functions, single expressions. */
import { ProgramReader } from '../execute/reader.ts'
import type { Parameter } from '../execute/syntax/syntax.ts'
import type { Annotated } from '../execute/values/program.ts'
import { TextFiles, TextProgram } from '../grammar/program.ts'
import type { Declaration, Document } from '../term.ts'
import { juliaDialect } from './dialect.ts'
import { matricesCounted } from './evidence.ts'
import { JULIA, OPERATORS } from './lexicon.ts'
import { JuliaStatements } from './statements.ts'

/** Opens a text of Julia. */
export function openJulia(text: string): Document {
  return new ProgramReader(new JuliaProgram(text, files))
}

const files = new TextFiles(JULIA, (text, tokens) => new JuliaStatements(text, tokens, OPERATORS))

class JuliaProgram extends TextProgram {
  readonly dialect = juliaDialect
  private matrices: ReadonlyMap<string, Declaration> | undefined

  override declared() {
    this.matrices ??= matricesCounted(this.text)
    return this.matrices
  }

  /** What a type says about the axes: x::Vector{Float64}, A::AbstractMatrix, t::Real. */
  annotated({ annotation: range }: Parameter): Annotated {
    const type = range === undefined ? '' : this.text.slice(range.start, range.end).replace(/\s/g, '')
    if (/^(Real|Number|Float(16|32|64)|BigFloat|Abstract(Float|Irrational)|Integer|Int\d*|Rational\b.*)$/.test(type))
      return { declaration: { shape: [] } }
    if (/^(Abstract|Strided|Dense)?Vec(tor|OrMat)?(\{.*\})?$/.test(type)) return { rank: 1 }
    if (/^(Abstract|Strided|Dense)?Matrix(\{.*\})?$/.test(type)) return { rank: 2, matrix: true }
    const axes = /^(?:Abstract)?Array\{.*,(\d)\}$/.exec(type)?.[1]
    if (axes !== undefined) return { rank: Number(axes), ...(axes === '2' && { matrix: true }) }
    const static_ = /^S(?:Vector\{(\d+)|Matrix\{(\d+),(\d+))/.exec(type)
    if (static_ === null) return {}
    return {
      matrix: static_[2] !== undefined,
      declaration: { shape: static_.slice(1).flatMap((length) => (length === undefined ? [] : [Number(length)])) },
    }
  }

  library() {
    return { language: 'julia' as const }
  }
}
