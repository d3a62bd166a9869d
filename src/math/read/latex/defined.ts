/** Definitions of a text: what stands on the left of which statement, and where that is. */
import type { Head } from './statements/heads.ts'
import type { Statement } from './statements/statements.ts'

/** Whatever knows the statements of a text's formulas, placed in the text. */
interface StatementsByRegion {
  statementsIn(region: number): readonly Statement[]
}

/** A definition somewhere in the text. */
export interface Defined {
  readonly head: Head
  /** Placed when first asked for. */
  readonly statement: Statement
  /** Which of the statement's parts defines it. */
  readonly part: number
  readonly region: number
  /** Where the statement begins. */
  readonly start: number
}

/** A definition where it stands. */
export class Located implements Defined {
  constructor(
    private readonly statements: StatementsByRegion,
    readonly region: number,
    private readonly at: number,
    readonly part: number,
    readonly head: Head,
    readonly start: number,
  ) {}

  get statement(): Statement {
    return this.statements.statementsIn(this.region)[this.at] as Statement
  }

  as(head: Head): Located {
    return new Located(this.statements, this.region, this.at, this.part, head, this.start)
  }
}

/** Does the name stand for what is written, and not for what a function of it, its square or its size is? */
export const isNamed = ({ head: { given } }: Defined): boolean => given === undefined || given === 'capitals'

export const isFunction = ({ head: { parameters = [] } }: Defined): boolean => parameters.length > 0
/** f(x_i) */
export const isAtPlace = ({ head: { parameters = [] } }: Defined): boolean => parameters.some((parameter) => /^\w+_[a-z]$/.test(parameter))
