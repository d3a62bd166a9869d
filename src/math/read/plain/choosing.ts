/** Names that may be products of their letters, and documents that are read anew where the other reading is asked for. */
import type { Note, Range } from '../../api.ts'
import type { Definition, Document, Reading, Target } from '../term.ts'

/** Two letters, or more without a vowel between them, are no word: mx, kT, mgh. */
export const mayBeProduct = (name: string): boolean => /^(?:[a-zA-Z]{2}|[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z]{3,4})$/.test(name)

/** The letters that words speak of: "m is the mass, g the gravity". */
export const spokenLetters = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/(?<=\p{L}{2}[,:]?\s)([b-zB-HJ-Z])(?=\s+\p{L}{2}|[,.;)]|\s*$)/gmu)].map(([letter]) => letter))

/** Which of its two readings a name of several letters has here, and the other one. */
export function noteOfLetters(name: string, isProduct: boolean, range: Range): Note {
  const product = `the product ${[...name].join(' · ')}`
  const [own, other] = isProduct ? [product, 'one name'] : ['one name', product]
  return { message: `${name} is read as ${own}`, range, kind: 'reading', alternative: `${name} as ${other}` }
}

const NONE: ReadonlySet<number> = new Set()

/** A document that is opened anew for the places at which the less likely of two readings is meant. */
export class Choosing implements Document {
  private readonly usual: Document

  constructor(private readonly open: (others: ReadonlySet<number>) => Document) {
    this.usual = open(NONE)
  }

  definitions(): Definition[] {
    return this.usual.definitions()
  }

  equations(): Reading[] {
    return this.usual.equations?.() ?? []
  }

  read(target: Target): Reading {
    const { readings = [] } = target
    return (readings.length === 0 ? this.usual : this.open(new Set(readings))).read(target)
  }
}
