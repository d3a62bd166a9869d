/** Pieces of files in the languages that are read as plain text. */
import type { Language } from '../../../src/math/api.ts'

const C = `/* scales */
static double scale(double x, double by) {
    double y = tanh(x * by) + 1;
    if (by > 2) { y = y + exp(-x * x); } else return x / 2;
    return y * y;
}

int n = 3;
const double half = n / 2;

double norm(const double *w, int n) {
    double s = 0; // "sum"
    for (int i = 0; i < n; i++) s += w[i] * w[i];
    return sqrt(s) * n / 2;
}

#define SQUARE(x) ((x) * (x))
namespace m { struct P { double a; double at(double t) const { return a * t * t; } }; }
`
const JAVA = `public class Functions {
    static final double K = 1.5; /** Scales. */
    public static double scale(double x, double by) {
        double y = Math.tanh(x * by) + K;
        return by > 2 ? y + Math.exp(-x * x) : y;
    }
    static double sum(double[] w) { double s = 0; for (double v : w) { s += v * v; } return s; }
}
`
const RUST = `/// Scales.
pub fn scale(x: f64, by: f64) -> f64 {
    let mut y = (x * by).tanh() + 1.0;
    if by > 2.0 { y += (-x * x).exp(); }
    y * y
}
struct P { a: f64 }
impl P {
    fn at(&self, t: f64) -> f64 { let k = 'a'; t * t }
}
fn sum(w: &[f64]) -> f64 { let f = |(a, b): (f64, f64)| a * b; w.iter().map(|v| v * v).sum() }
`
const GO = `package m
import "math"
// Scale scales.
func Scale(x, by float64) float64 {
	y := math.Tanh(x*by) + 1
	if by > 2 {
		y += math.Exp(-x * x)
	}
	return y * y
}
var n = 3
func sum(w []float64) float64 {
	s := 0.0
	for _, v := range w { s += v * v }
	return s / 2
}
`
const R = `library(stats)
# scales "it"
scale <- function(x, by = 2) {
  y <- tanh(x * by) + 1
  if (by > 2) {
    y <- y + exp(-x^2)
  }
  y * y
}
total <- function(w) sum(w^2) + 1
w <- c(1, 2, 3)
z <- scale(0.5) %*% w
`
const SWIFT = `import Foundation
func scale(_ x: Double, _ by: Double) -> Double {
    var y = tanh(x * by) + 1
    if by > 2 { y += exp(-x * x) }
    return y * y
}
let n = 3
let half = n / 2
`

/** Halves of these, so that what begins in one ends in another. */
const parts = (text: string): string[] => [text, text, text.slice(0, text.length / 2), text.slice(text.length / 2)]

export const FILES: readonly (readonly [string, Language, readonly string[]])[] = [
  ['C', 'plain', parts(C)],
  ['Java', 'plain', parts(JAVA)],
  ['Rust', 'plain', parts(RUST)],
  ['Go', 'plain', parts(GO)],
  ['R', 'plain', parts(R)],
  ['Swift', 'plain', parts(SWIFT)],
]
