/** A text whose formulas have been found, section by section: a name means what its own section says of it, as long as that answers what is asked. */
import { type Definition, type Document, ReadError, type Reading, type Target } from '../term.ts'
import { FormulaDocument } from './document.ts'
import { Outline } from './outline.ts'
import { Scope } from './scope.ts'
import { freeNames, ordered } from './terms/terms.ts'
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

  read(target: Target): Reading {
    const reading = this.sectioned(target)
    const left = namesLeft(reading, this.outline)
    return left.size === 0 ? reading : (this.anew(target, new Scope(this.outline, false, left)) ?? reading)
  }

  /** What it is asked to be differentiated by may stand in what other sections say. */
  private sectioned(target: Target): Reading {
    const reading = this.near.read(target)
    if (target.by === undefined || target.by.length === 0 || holdsAny(reading, target.by)) return reading
    const wide = this.anew(target, new Scope(this.outline, true))
    return wide !== undefined && holdsAny(wide, target.by) ? wide : reading
  }

  private anew(target: Target, scope: Scope): Reading | undefined {
    try {
      return new FormulaDocument(scope).read(target)
    } catch (error) {
      if (error instanceof ReadError) return undefined
      throw error
    }
  }
}

/**
 * Names that are left at a place that stands before their definition, though that is given by where the formula stands, as the b of
 * P = RT/(V - b), b = ..., B = bP/(RT), or is put in elsewhere in it.
 */
function namesLeft({ body, parameters, range }: Reading, outline: Outline): ReadonlySet<string> {
  const labels = new Set(ordered(body).flatMap(({ label }) => (label?.kind === 'variable' ? [label.name] : [])))
  const isGiven = (name: string): boolean =>
    outline.definitions
      .get(name)
      ?.some(({ head, start }) => head.parameters === undefined && start < range.start && outline.isInSection(start, range.start)) === true
  return new Set([...freeNames(body)].filter((name) => parameters?.includes(name) !== true && (labels.has(name) || isGiven(name))))
}

function holdsAny({ body }: Reading, names: readonly string[]): boolean {
  const free = freeNames(body)
  return names.some((name) => free.has(name))
}

export const openRegions = (text: string, regions: Regions): Document => new SectionedDocument(Outline.of(text, regions, false))
