/**
 * Index notation: one component of a tensor expression as a scalar expression over components of its symbols, with sums
 * over the letters that are contracted. Both printers of formulas for people write it out; nothing else sees these nodes.
 */
import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, make, nameOf, number, rewrite, symbol, topological, withArgs } from '../../expr.ts'
import { add, div, mul, neg } from '../../ops/arithmetic.ts'
import { axesBetween, reshape } from '../../ops/arrange.ts'
import { positiveFirst } from '../../ops/coefficient.ts'
import { isEinsum, specOf } from '../../ops/einsum.ts'
import { diag } from '../../ops/linear.ts'
import { type KronPayload, splitAxes } from '../../ops/products.ts'
import { reducesAll, sum } from '../../ops/reduction.ts'
import { isPositions } from '../../ops/running.ts'
import { itemsOf } from '../../ops/slice.ts'
import { eye, isEye, isOne } from '../../ops/structure.ts'
import { addLengths, type Length } from '../../shape.ts'
import { transposed, transposesIn } from '../../simplify/tensors/matrix.ts'
import { at, axesOf, boundsOf, isComponent, isIndexSum, lengthsOf, lettersOf, onlyOf, sumOver, sumWith } from './indexed.ts'
import { indexLetters, shifted, stretched, withLetter, wordsOf } from './indexLetters.ts'
import { type Indices, indicesFor, type TextLetters } from './indices.ts'
import { isOfRows, memberOf, ofRow } from './member.ts'
import { fraction, productOf, quotientOf } from './quotient.ts'

/** Elementwise operations that an index is carried through; below, the whole is indexed. */
const DEPTH = 40

/** The component of `node` at the letters, one an axis. */
export function componentOf(node: Expr, letters: readonly string[], indices: Indices, depth = 0): Expr {
  const written = indices.writer?.(node, letters, (part, own) => componentOf(part, own, indices, depth + 1))
  if (written !== undefined) return written
  if (node.rank === 0) return scalarWith(node, indices, depth)
  if (depth > DEPTH || indices.isNamed(node)) return at(node, letters)
  if (isEinsum(node)) return einsumComponent(node, letters, indices, depth + 1)
  const { op } = node
  if (op.name === 'broadcast') {
    const inner = node.args[0] as Expr
    return componentOf(inner, stretched(inner.shape, node.shape, letters), indices, depth + 1)
  }
  if (op.name === 'transpose' && node.payload === undefined) return componentOf(node.args[0] as Expr, [...letters].reverse(), indices, depth + 1)
  if (op === reshape.op) {
    const inner = node.args[0] as Expr
    const axes = axesBetween(node.shape, inner.shape)
    if (axes !== undefined) {
      const own = axes.map((axis) => (axis < 0 ? '1' : (letters[axis] as string)))
      return componentOf(inner, own, indices, depth + 1)
    }
  }
  if (op.name === 'take') {
    const shifted = shiftedLetters(node, letters, indices)
    return shifted === undefined ? at(node, letters) : componentOf(node.args[0] as Expr, shifted, indices, depth + 1)
  }
  if (op.name === 'matmul' && node.rank === 2 && node.args.every(({ rank }) => rank === 2)) {
    // (Vᵀ Sᵀ)_ij is (S V)_ji.
    const own = transposesIn(node)
    const turned = own > 0 && Number.isFinite(own) ? transposed(node) : node
    if (transposesIn(turned) < own) return componentOf(turned, [...letters].reverse(), indices, depth + 1)
  }
  if (op.name === 'place') {
    const placed = placedComponent(node, letters, indices, depth)
    if (placed !== undefined) return placed
  }
  if (op === diag.op && node.rank === 2)
    return mul(
      componentOf(node.args[0] as Expr, letters.slice(0, 1), indices, depth + 1),
      delta(node.shape[0] as Length, letters[0] as string, letters[1] as string),
    )
  if (op === splitAxes.op) {
    // Component ikjl of the blocks is that at (i - 1)p + k and (j - 1)q + l.
    const [i, k, j, l] = letters.slice(-4) as [string, string, string, string]
    const [p, q] = (node.payload as KronPayload).b as [Length, Length]
    const own = [...letters.slice(0, -4), withinBlock(i, p, k, indices), withinBlock(j, q, l, indices)]
    return componentOf(node.args[0] as Expr, own, indices, depth + 1)
  }
  if (isEye(node)) return delta(node.shape[0] as Length, letters[0] as string, letters[1] as string)
  if (op.name === 'outer') {
    const [a, b] = node.args as [Expr, Expr]
    return mul(componentOf(a, letters.slice(0, 1), indices, depth + 1), componentOf(b, letters.slice(1), indices, depth + 1))
  }
  // The running sum of ones counts the components.
  if (isPositions(node)) return indices.first === 1 ? symbol(letters[0] as string) : add(symbol(letters[0] as string), number(1))
  if (op.name === 'one_hot') {
    const index = indexLetters(node.args[0] as Expr, letters.slice(0, -1))
    return index === undefined ? at(node, letters) : at(eye(node.shape[node.rank - 1] as Length), [index, letters[letters.length - 1] as string])
  }
  if (op.stacks === true) return ofStack(node, letters, indices)
  if (isOfRows(node)) return ofRows(node, letters, indices)
  if (!op.elementwise || node.args.length === 0) return at(node, letters)
  const args = node.args.map((arg) => componentOf(arg, stretched(arg.shape, node.shape, letters), indices, depth + 1))
  if (op === div.op) return quotientOf(args[0] as Expr, args[1] as Expr)
  if (op === mul.op) return productOf(args)
  if (op !== add.op) return withArgs(node, args)
  const terms = indices.first === 0 ? withoutShift(args) : args
  return terms.length === 1 ? (terms[0] as Expr) : make(op, positiveFirst(terms))
}

/** (S_k⁻¹)_ij and det S_k of a stack S for people; code computes the whole once. */
function ofStack(node: Expr, letters: readonly string[], indices: Indices): Expr {
  const stack = node.args[0] as Expr
  const depth = stack.rank - 2
  const matrix = depth === 0 || !indices.hoists ? undefined : memberOf(stack, letters.slice(0, depth), indices.isNamed)
  if (matrix === undefined) return at(node, letters)
  const one = make(node.op, [matrix], node.payload)
  return one.rank === 0 ? one : at(one, letters.slice(depth))
}

/** softmax(z_n)_k of the rows of z for people; code computes the whole once. */
function ofRows(node: Expr, letters: readonly string[], indices: Indices): Expr {
  const row = indices.hoists ? memberOf(node.args[0] as Expr, letters.slice(0, -1), indices.isNamed) : undefined
  return row === undefined ? at(node, letters) : at(ofRow(node, row), letters.slice(-1))
}

/** The numbers of (i + 1) - 1 added up. */
function withoutShift(terms: readonly Expr[]): readonly Expr[] {
  const numberIn = (term: Expr): Exact | undefined => exactOf(term) ?? (term.op === neg.op ? exactOf(term.args[0] as Expr)?.negate() : undefined)
  const all = terms.flatMap((term) => (term.op === add.op && term.args.some((arg) => exactOf(arg)?.isOne === true) ? term.args : [term]))
  const numbers = all.flatMap((term) => numberIn(term) ?? [])
  if (all.length === terms.length || numbers.length < 2) return terms
  const sum = numbers.reduce((total, each) => total.add(each))
  const rest = all.filter((term) => numberIn(term) === undefined)
  return sum.isZero && rest.length > 0 ? rest : [...rest, number(sum)]
}

/** The letters of the whole for those of a part of it: i+1 where the part begins one later; undefined for other parts. */
function shiftedLetters(node: Expr, letters: readonly string[], indices: Indices): string[] | undefined {
  const { items } = itemsOf(node)
  const result: string[] = []
  let axis = 0
  for (const item of items) {
    if ('at' in item) {
      if (item.at < 0) return undefined
      result.push(String(item.at + 1))
    } else {
      const letter = letters[axis++] as string
      const { start, stop, step } = item
      if (step !== 1 || (typeof start === 'number' && start < 0) || (typeof start === 'string' && !(indices.hoists && /^[\w +]+$/.test(start))))
        return undefined
      if (start !== 0 || stop !== null) indices.partial.add(letter.replace(/[+-].*/, ''))
      result.push(start === 0 ? letter : typeof start === 'string' ? `${letter}+${start.replaceAll(' + ', '+')}` : shifted(letter, start))
    }
  }
  return result
}

/** The place in a whole axis of the k-th component of the i-th part, each part `length` long; code says lengths in its own words. */
function withinBlock(i: string, length: Length, k: string, { hoists, first }: Indices): string {
  if (hoists) return typeof length === 'number' ? `${length}(${i}-1)+${k}` : `(${i}-1)${length}+${k}`
  const part = first === 0 ? (/^\w+$/.test(i) ? i : `(${i})`) : `(${shifted(i, -1)})`
  return `${part}*{${length}}+${k}`
}

/** δ with what is taken off one index added to the other: δ_(i+1)j for δ_i(j-1). */
function delta(length: Length, a: string, b: string): Expr {
  const off = (letter: string): number => Math.max(0, -Number(/-\d+$/.exec(letter)?.[0] ?? 0))
  return at(eye(length), [shifted(shifted(a, off(a)), off(b)), shifted(shifted(b, off(b)), off(a))])
}

/**
 * Zeros with a tensor placed among them, by its own component at an index that is moved: zero by itself outside where a delta holds the
 * moved index to another one. Undefined where nothing does.
 */
function placedComponent(node: Expr, letters: readonly string[], indices: Indices, depth: number): Expr | undefined {
  const { items, whole } = itemsOf(node)
  const inner = node.args[0] as Expr
  const own: string[] = []
  const deltas: Expr[] = []
  for (const [axis, item] of items.entries()) {
    const letter = letters[axis] as string
    const length = whole[axis] as Length
    if ('at' in item) deltas.push(delta(length, letter, String(item.at < 0 ? addLengths(length, item.at + 1) : item.at + 1)))
    else {
      const isWhole = item.start === 0 && item.stop === null && item.step === 1
      if (!isWhole && (typeof item.start === 'string' || item.start < 0 || item.step !== 1 || !isHeld(inner, own.length))) return undefined
      own.push(isWhole ? letter : shifted(letter, -(item.start as number)))
    }
  }
  return mul(...deltas, componentOf(inner, own, indices, depth + 1))
}

/** Whether a delta holds an axis to another one. */
function isHeld(node: Expr, axis: number): boolean {
  const { op, args } = node
  if (isEye(node) || (op === diag.op && node.rank === 2)) return true
  if (op === neg.op || op === div.op) return isHeld(args[0] as Expr, axis)
  if (op === mul.op) return args.some((arg) => arg.rank === node.rank && isHeld(arg, axis))
  if (op === add.op) return args.every((arg) => arg.rank === node.rank && isHeld(arg, axis))
  if (!isEinsum(node)) return false
  const { inputs, output } = specOf(node)
  return inputs.some(
    (own, k) => isEye(args[k] as Expr) && own.includes(output[axis] as string) && [...own].every((letter) => output.includes(letter)),
  )
}

/** The letters of a component for people: those of values with their own index below. */
export const readableLetters = (node: Expr, name: (name: string) => string, script: (index: string) => string): string[] =>
  lettersOf(node).map((letter) =>
    letter
      .replace(/^(\w+)\[(.*)\]$/, (_, own: string, index: string) => `${name(own)}${script(index)}`)
      .replace(/\+.*[a-z].*/i, (shift) => shift.replace(/[A-Za-z_]\w*/g, name)),
  )

/** A number among components, with the sums in it over letters of their own: Σ_i |x_i − Σ_j x_j|. */
function scalarWith(node: Expr, indices: Indices, depth: number): Expr {
  if (node.args.length === 0 || depth > DEPTH || indices.isNamed(node)) return node
  if (isEinsum(node)) return einsumComponent(node, [], indices, depth)
  if (node.op === sum.op && reducesAll(node) && node.args[0]?.rank !== 0) return sumWithin(node.args[0] as Expr, indices, depth + 1)
  if (!node.op.elementwise || !node.args.every(({ rank }) => rank === 0)) return node
  const args = node.args.map((arg) => scalarWith(arg, indices, depth + 1))
  return args.every((arg, k) => arg === node.args[k]) ? node : make(node.op, args, node.payload)
}

function sumWithin(node: Expr, indices: Indices, depth: number): Expr {
  const letters = indices.several(node.shape)
  const body = componentOf(node, letters, indices, depth)
  if (isIndexSum(body)) return indexSum(body.args[0] as Expr, [...letters, ...lettersOf(body)], indices)
  return indexSum(body, letters, indices)
}

function einsumComponent(node: Expr, letters: readonly string[], indices: Indices, depth: number): Expr {
  const { inputs, output } = specOf(node)
  const names = new Map<string, string>()
  ;[...output].forEach((own, axis) => {
    names.set(own, letters[axis] as string)
  })
  const summed: string[] = []
  const letterOf = (own: string, length: Length): string => {
    let name = names.get(own)
    if (name === undefined) {
      name = indices.fresh(length)
      names.set(own, name)
      summed.push(name)
    }
    return name
  }
  // An indicator under a sum says which component is meant: Σ_j x_j [j = y_i] is x_{y_i}.
  const gone = new Set<number>()
  for (let again = true; again; ) {
    again = false
    node.args.forEach((arg, k) => {
      if (arg.op.name !== 'one_hot' || gone.has(k)) return
      const subscript = inputs[k] as string
      const letter = subscript[subscript.length - 1] as string
      if (names.has(letter) || subscript.indexOf(letter) < subscript.length - 1) return
      const index = indexLetters(
        arg.args[0] as Expr,
        [...subscript.slice(0, -1)].map((own, axis) => letterOf(own, arg.shape[axis] as Length)),
      )
      if (index === undefined) return
      names.set(letter, index)
      gone.add(k)
      again = true
    })
  }
  const factors = node.args.map((arg, k) => {
    if (gone.has(k)) return number(1)
    const own = [...(inputs[k] as string)].map((letter, axis) => letterOf(letter, arg.shape[axis] as Length))
    return componentOf(arg, own, indices, depth)
  })
  const below = factors.flatMap((factor) => (factor.op === div.op ? [factor.args[1] as Expr] : []))
  const above = factors.map((factor) => (factor.op === div.op ? (factor.args[0] as Expr) : factor))
  const scalars = above.filter((_, k) => node.args[k]?.rank === 0 || gone.has(k))
  const rest = above.filter((factor, k) => node.args[k]?.rank !== 0 && !gone.has(k) && !isComponent(factor))
  const components = above.filter((factor, k) => node.args[k]?.rank !== 0 && isComponent(factor))
  const numerator = [...scalars, ...components, ...rest].filter((factor) => !isOne(factor))
  if (summed.length === 0) return fraction(numerator, below)
  // What has none of the summed indices stands before the sum.
  const inSum = (factor: Expr): boolean =>
    topological([factor]).some((part) =>
      // An index is also a number: (1 + r)^i.
      isComponent(part)
        ? lettersOf(part).some((letter) => wordsOf(letter).some((word) => summed.includes(word)))
        : summed.includes(nameOf(part) ?? ''),
    )
  const inside = indices.hoists ? numerator.filter((factor) => inSum(factor) || !isComponent(factor)) : numerator
  if (inside.length === 0) return indexSum(fraction(numerator, below), summed, indices)
  const belowInside = indices.hoists ? below.filter(inSum) : below
  const total = indexSum(fraction(inside, belowInside), summed, indices)
  const outside = numerator.filter((factor) => !inside.includes(factor))
  const belowOutside = below.filter((factor) => !belowInside.includes(factor))
  return outside.length + belowOutside.length === 0 ? total : fraction([...outside, total], belowOutside)
}

/**
 * A tensor of rank 3 or more, which no matrix notation says, by its component at the first letters, and a matrix with parts placed among
 * zeros, where indices say it; undefined for others and for names.
 */
export function inIndices(node: Expr, own?: TextLetters): { component: Expr; letters: readonly string[] } | undefined {
  // 1 in one place of a vector is e_k.
  const isUnit = ({ rank, args }: Expr): boolean => rank === 1 && exactOf(args[0] as Expr) !== undefined
  const places = (expr: Expr): boolean => topological([expr]).some((own) => own.op.name === 'place' && !isUnit(own))
  if (node.args.length === 0 || node.rank < 2 || node.op.name === 'stack' || (node.rank === 2 && !places(node))) return undefined
  const indices = indicesFor(node, own)
  const letters = indices.several(node.shape)
  const component = componentOf(node, letters, indices)
  return node.rank === 2 && places(component) ? undefined : { component, letters }
}

/** Σ of all components of a tensor over fresh letters. */
export function sumOfComponents(node: Expr, own?: TextLetters): Expr {
  return sumWithin(node, indicesFor(node, own), 0)
}

export function indexSum(body: Expr, letters: readonly string[], { lengths, partial }: Indices): Expr {
  const own = letters.map((letter) => lengths.get(letter) ?? 1)
  return sumWith(body, { letters, lengths: own, partial: letters.filter((letter) => partial.has(letter)) })
}

/** The sum with other letters of its own. */
export function relettered(sum: Expr, letters: readonly string[]): Expr {
  const own = lettersOf(sum)
  const turned = (letter: string): string => withLetter(letter, (each) => letters[own.indexOf(each)] ?? each)
  const [written] = rewrite([sum], (node, args) => {
    const name = nameOf(node)
    if (name !== undefined) return own.includes(name) ? symbol(turned(name)) : node
    // What has to hold in a sum inside may be about these letters too.
    const inner = isIndexSum(node) ? onlyOf(node) : undefined
    if (inner !== undefined) return sumOver(node, args[0] as Expr, renamed(inner, turned))
    if (!isComponent(node)) return args.length === 0 ? node : withArgs(node, args)
    return at(args[0] as Expr, lettersOf(node).map(turned), axesOf(node))
  })
  const only = onlyOf(sum)
  const [body] = (written as Expr).args as [Expr]
  const partial = boundsOf(sum).map(([letter]) => turned(letter))
  return sumWith(body, { letters, lengths: lengthsOf(sum), partial }, only && renamed(only, turned))
}

const renamed = ({ op, args }: Expr, turned: (letter: string) => string): Expr =>
  make(
    op,
    args.map((letter) => symbol(turned(nameOf(letter) as string))),
  )
