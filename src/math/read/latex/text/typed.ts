/** Formulas of LaTeX that somebody typed into plain text: \frac{1}{x}, with neither words nor delimiters. */
import { letterCommands } from '../tokens/symbols.ts'
import { functionOfCommand } from '../tokens/words.ts'

/** Commands that only LaTeX has. */
const COMMAND = /^\\(?:[dt]?frac|sqrt|left|lfloor|lceil|langle|cdot|times|partial|nabla|sum|prod|int|lim|infty|math[a-z]+|operatorname|text|begin)$/
/** What is said rather than calculated; GmM and xyz are products. */
const WORDS = /\b(?:[A-Za-z][a-z]{3,}|let|for|the|and|its|are|has|now|use|how|find)\b/i
/** What has words that are none of the formula. */
const NAMED = /\\(?:text|operatorname|begin|end|math[a-z]+)\{[^{}]*\}|\\[a-zA-Z]+/g

/** Whether a word with a backslash before it is a command, and no divisor. */
export const isCommand = (word: string): boolean => COMMAND.test(`\\${word}`) || functionOfCommand(`\\${word}`) !== undefined

/** Whether a text is one formula of LaTeX, and nothing else. */
export function isFormula(text: string): boolean {
  const commands = [...text.matchAll(/(^|.)(\\[a-zA-Z]+)/gms)]
  // MATLAB divides A \ beta from the left: a letter stands behind a sign.
  const isTex = commands.some(
    ([, before = '', command = '']) => isCommand(command.slice(1)) || (letterCommands.has(command) && /^[\s^_{(=+*/-]?$/.test(before)),
  )
  return isTex && !WORDS.test(text.replace(NAMED, ' '))
}
