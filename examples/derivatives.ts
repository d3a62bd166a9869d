/**
 * Five derivatives, in TypeScript. Put the cursor into a function and run "Nabla: Differentiate selection".
 */

/** Equally spaced numbers from `start` to `end`. */
function linspace(start: number, end: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + ((end - start) * i) / (count - 1))
}

// 1. A parabola: its derivative is a straight line through the origin.

function f(x: number): number {
  return x ** 2
}

console.log('f over [-5, 5]:', linspace(-5, 5, 11).map(f))

// 2. A function within a function: it swings faster the further x is from zero.

const g = (x: number): number => Math.sin(x ** 2)

console.log('g over [-3, 3]:', linspace(-3, 3, 13).map(g))

// 3. The chain rule, by name. Over [0, 2] only a logarithmic axis can show how steeply h rises.

const inner = (x: number): number => x ** 3

const outer = (u: number): number => Math.exp(u)

const h = (x: number): number => outer(inner(x))

console.log('h over [0, 2]:', linspace(0, 2, 9).map(h))

// 4. A gradient in the plane, over [-2, 2] in both directions.

function paraboloid(x: number, y: number): number {
  return x ** 2 + y ** 2
}

console.log('at (1, 1):', paraboloid(1, 1))

// 5. One neuron of a layer: a number for each of its two weights, its bias, and its two inputs.

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z))
}

function neuron(x1: number, x2: number, w1: number, w2: number, b: number): number {
  return sigmoid(w1 * x1 + w2 * x2 + b)
}

console.log('the neuron says', neuron(1, 2, 0.1, 0.2, 0.1))
