/** Names of code as words. */

/** "lossGrad", "loss_grad" and "Loss.grad" in words. */
export function wordsOf(name: string): string[] {
  return (
    name
      .replace(/^.*\./, '')
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

export const ownerOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')))
/** Without its owner, and the mark of a function of Julia that changes its argument. */
export const ownName = (name: string): string => name.slice(name.lastIndexOf('.') + 1).replace(/!$/, '')
/** A name in small letters without what parts its words. */
export const fused = (name: string): string => wordsOf(name).join('')
