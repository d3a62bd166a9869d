/** What a formula in plain text is for: "min_w ½‖Xw − y‖²", "x* = argmin ‖Ax − b‖²", "∇_w ‖w‖²". What is read is the function, by these names. */

export interface Aimed {
  /** As long as the text, with blanks for what says the aim. */
  readonly text: string
  readonly by: readonly string[]
}

const NAMES = String.raw`[\p{L}][\p{L}\d]*(?:\s*,\s*[\p{L}][\p{L}\d]*)*`
const UNDER = String.raw`_\{?(${NAMES})\}?|\s+over\s+(${NAMES})(?:\s+of\b)?`
/** At the beginning of a line or sentence, with what the best point or value is called, if it is. */
const AIM = new RegExp(
  String.raw`(?<=^|\n|[:;]\s|\b(?:is|solve|compute|minimi[sz]e|find)\s)[ \t]*(?:[^\s=]{1,8}\s*:?=\s*)?(?:arg\s?(?:min|max)(?:${UNDER})?|(?:min|max)(?:${UNDER})|∇_?\{?(${NAMES})\}?(?=\s*[^\s\p{L}(]|\s+\p{L})|∇(?=\())\s*(?=[^\s=:,;)])`,
  'gu',
)
/** "∂L/∂w where L = ..." asks for that of the L that follows. */
const ASKED =
  /^\s*[∂d]\s?(?<of>\p{L}\w*)\s?\/\s?[∂d]\s?(\p{L}\w*)(?:\s*[,:]|\s+(?:where|if|for|of|when|with|given))\s+(?=\k<of>\s*(?:\([^()]*\)\s*)?=)/u
/** max_i x_i runs over its index. */
const INDEX = /^[h-nt]$/

export function withoutAims(given: string): Aimed {
  // Unicode's letters make a pattern that takes long to compile: texts that do not begin so do without.
  const [asked, , name] = (/^\s*[∂d]/.test(given) && ASKED.exec(given)) || []
  if (asked !== undefined) return { text: ' '.repeat(asked.length) + given.slice(asked.length), by: [name as string] }
  if (!/\b(?:arg\s?)?(?:min|max)|∇/.test(given)) return { text: given, by: [] }
  const by: string[] = []
  const text = given.replace(AIM, (whole, ...groups: unknown[]) => {
    const list = groups.slice(0, 5).find((group): group is string => typeof group === 'string' && group !== '')
    const names = list?.split(/\s*,\s*/) ?? []
    if (names.some((name) => INDEX.test(name))) return whole
    by.push(...names)
    return whole.replaceAll(/[^\n]/g, ' ')
  })
  return { text, by }
}
