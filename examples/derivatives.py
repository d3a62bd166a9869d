"""Five derivatives, from a parabola to a layer of a neural network.

Put the cursor into a function and run "Nabla: Differentiate selection". The panel beside the editor shows the
function, its derivative, the steps that lead to it, and a plot over the range used here.
"""

import numpy as np

# %% 1. A parabola

def f(x):
    return x**2


# At x = 3 the slope is 6: near there, f grows six times as fast as x does.
xs = np.linspace(-5, 5, 401)
print("f over [-5, 5] lies between", f(xs).min(), "and", f(xs).max())


# %% 2. A function within a function

def g(x):
    return np.sin(x**2)


# The further from zero, the faster g swings: the inner function x**2 grows steeper and steeper.
xs = np.linspace(-3, 3, 401)
print("g over [-3, 3] lies between", g(xs).min(), "and", g(xs).max())


# %% 3. The chain rule, by name

def inner(x):
    return x**3


def outer(u):
    return np.exp(u)


def h(x):
    return outer(inner(x))


# h'(x) = outer'(inner(x)) * inner'(x). Between 0 and 2 it rises from 0 to about 36,000, which only
# a logarithmic axis can show.
xs = np.linspace(0, 2, 401)
print("h over [0, 2] lies between", h(xs).min(), "and", h(xs).max())


# %% 4. A gradient in the plane

def f(x, y):
    return x**2 + y**2


# One partial derivative for each variable; together they are the gradient, which points uphill.
grid = np.linspace(-2, 2, 41)
X, Y = np.meshgrid(grid, grid)
print("f over [-2, 2]^2 lies between", f(X, Y).min(), "and", f(X, Y).max())


# %% 5. A layer of a neural network

def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def layer(x, W, b):
    return sigmoid(W @ x + b)


# Three inputs, two outputs: the Jacobian by x is a 2 x 3 matrix, and Nabla shows it in numbers too.
x = np.array([1.0, 2.0, 3.0])
W = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
b = np.array([0.1, 0.2])

y = layer(x, W, b)
print("the layer's output is", y)

# The Jacobian by hand: move each input a little and see how the output moves.
step = 1e-6
J = np.column_stack([(layer(x + step * e, W, b) - layer(x - step * e, W, b)) / (2 * step) for e in np.eye(3)])
print("its Jacobian by x is\n", J)
