/** What is defined beside MATLAB code: choice by a condition, which the language has as a statement only, and what its toolboxes lack. */
import type { Helpers } from './helpers.ts'

/** Chosen and not multiplied: the branch that does not hold may be infinite. Named and called as Octave's own function. */
const merge = `function y = merge(mask, a, b)
    % a where mask holds, b elsewhere, with the sizes of elementwise operators
    y = b + zeros(size(mask + a + b));
    a = a + zeros(size(y));
    mask = mask & true(size(y));
    y(mask) = a(mask);
end`

const polarFactor = `function Q = polarFactor(A)
    % the orthogonal factor of the polar decomposition
    [U, ~, V] = svd(A, 'econ');
    Q = U * V';
end`

const leadingPair = `function P = leadingPair(A)
    % u * v' of the largest singular value
    [U, ~, V] = svd(A, 'econ');
    P = U(:, 1) * V(:, 1)';
end`

const cofactors = `function C = cofactors(A)
    % det(A) * inv(A)' of any square matrix, by the products of its other singular values
    [U, S, V] = svd(A);
    n = size(A, 1);
    others = prod(repmat(diag(S), 1, n) .^ (1 - eye(n)), 1);
    C = det(U * V') * U * diag(others) * V';
end`

/** How a function of a matrix moves along E: a block of that function of a larger matrix (Higham, "Functions of Matrices", theorem 3.6). */
const derivativeByBlock = (name: 'expm' | 'logm', what: string): string => `function L = ${name}Derivative(A, E)
    % how ${name}(A) moves along E: a block of the ${what} of a larger matrix
    n = size(A, 1);
    whole = ${name}([A, E; zeros(n), A]);
    L = whole(1:n, n+1:end);
end`
const placesInOrder = `function k = placesInOrder(x, dim)
    % the places, counted from 1, that sort x along an axis
    [~, k] = sort(x, dim);
end`

const expmDerivative = derivativeByBlock('expm', 'exponential')
const logmDerivative = derivativeByBlock('logm', 'logarithm')
const steinSolution = `function X = steinSolution(A, B, C)
    % the X with X - A*X*B = C
    X = reshape((eye(numel(C)) - kron(B.', A)) \\ C(:), size(C));
end`

export const matlabHelpers: Helpers = {
  rows: { where: 'merge' },
  code: { merge, placesInOrder, polarFactor, leadingPair, cofactors, expmDerivative, logmDerivative, steinSolution },
  after: true,
}
