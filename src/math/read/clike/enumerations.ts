/** The words that a text enumerates: enum class Kind { Linear, Quadratic }, of which each is another one than the others. */
import type { Expression } from '../execute/syntax/syntax.ts'
import { CHeld } from './held.ts'

/** Characters of an enumeration that are looked through. */
const LONGEST = 5000

/** The enumerations of a text with their words; `plain`: without those whose words are names of whole numbers, as in C. */
function enumerationsOf(text: string, plain: boolean): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>()
  if (!text.includes('enum')) return found
  for (const { 0: head, 1: kind, 2: name = '', index } of text.matchAll(/\benum\s+(class\s+|struct\s+)?(\w+)[^;{}()]*\{/g)) {
    if (plain && kind === undefined && !new RegExp(`\\b${name}\\.[A-Z]`).test(text)) continue
    const words = new Set<string>()
    const from = index + head.length
    let depth = 0
    let word = ''
    for (const [token] of text.slice(from, from + LONGEST).matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|\w+|[^\s\w]/g)) {
      if (token.startsWith('//') || token.startsWith('/*')) continue
      if (depth === 0 && /^[,;}]$/.test(token)) {
        if (word !== '') words.add(word)
        word = ''
        if (token !== ',') break
      } else if (/^[([{]$/.test(token)) depth++
      else if (/^[)\]}]$/.test(token)) depth--
      // What a word holds, Power(f64), is no word alone; = 4 behind it says nothing.
      if (depth === 0 && /^\w+$/.test(token) && word === '') word = token
      else if (depth > 0 && word !== '') word = ''
    }
    found.set(name, words)
  }
  return found
}

export abstract class CEnumerations extends CHeld {
  private enumerated: ReadonlyMap<string, ReadonlySet<string>> | undefined

  private get enumerations(): ReadonlyMap<string, ReadonlySet<string>> {
    this.enumerated ??= enumerationsOf(this.text, this.style.name === 'C')
    return this.enumerated
  }

  private isEnumerated(word: string): boolean {
    return [...this.enumerations.values()].some((words) => words.has(word))
  }

  /** Kind::Call and Kind.CALL where something is compared with them: one of several words. */
  protected enumerator(): Expression | undefined {
    const { at } = this
    const [before, separator, name, after] = [-1, 1, 2, 3].map((k) => this.peek(at + k)?.text ?? '') as [string, string, string, string]
    const isOwn = /^(?:::|\.)$/.test(separator) && this.enumerations.get(this.token.text)?.has(name) === true && !/^[({.]$/.test(after)
    // case LINEAR: of Java.
    const isBare = /^(?:case|,)$/.test(before) && /^(?::|->|,)$/.test(separator) && this.isEnumerated(this.token.text)
    if (isOwn || isBare) {
      const { start } = this.token
      const word = isOwn ? name : this.token.text
      this.at += isOwn ? 3 : 1
      return { kind: 'string', value: word, range: { start, end: this.end } }
    }
    const isQualified = /^(?:::|\.)$/.test(separator) && [this.token.text, name].every((text) => /^[A-Z]\w*$/.test(text))
    if (!isQualified || !/^(?:==|!=|case|,|\||\{|\})$/.test(before) || !/^(?:\)|&&|\|\|?|\?|:|=>|->|,|if|;)$/.test(after)) return undefined
    if (/^[,|{}]$/.test(before) && !/^(?:=>|->|\|)$/.test(after)) return undefined
    const { start } = this.token
    for (let k = 0; k < 3; k++) this.next()
    return { kind: 'string', value: name, range: { start, end: this.end } }
  }
}
