/** A text whose formulas have been found, section by section: a name means what its own section says of it, as long as that answers what is asked. */
import { type Definition, type Document, ReadError, type Reading, type Target } from '../term.ts'
import { FormulaDocument } from './document.ts'
import { Outline } from './outline.ts'
import { Scope } from './scope.ts'
import { freeNames } from './terms/terms.ts'
import type { Regions } from './text/regions.ts'

class SectionedDocument implements Document {
  private readonly near: FormulaDocument

  constructor(private readonly outline: Outline) {
    this.near = new FormulaDocument(new Scope(outline))
  }

  definitions(): Definition[] {
    return this.near.definitions()
  }

  equations(): Reading[] {
    return this.near.equations()
  }

  /** What it is asked to be differentiated by may stand in what other sections say. */
  read(target: Target): Reading {
    const reading = this.near.read(target)
    if (target.by === undefined || target.by.length === 0 || holdsAny(reading, target.by)) return reading
    try {
      const wide = new FormulaDocument(new Scope(this.outline, true)).read(target)
      return holdsAny(wide, target.by) ? wide : reading
    } catch (error) {
      if (error instanceof ReadError) return reading
      throw error
    }
  }
}

function holdsAny({ body }: Reading, names: readonly string[]): boolean {
  const free = freeNames(body)
  return names.some((name) => free.has(name))
}

export const openRegions = (text: string, regions: Regions): Document => new SectionedDocument(Outline.of(text, regions, false))
