/** Greek letters by the names that identifiers have. */
import { isAscii } from './tokens.ts'

const LETTERS =
  'αalpha βbeta γgamma δdelta εepsilon ϵepsilon ζzeta ηeta θtheta ϑtheta ιiota κkappa λlambda μmu µmu νnu ξxi οomicron ρrho σsigma τtau υupsilon φphi ϕphi χchi ψpsi ωomega ℓell ħhbar ℏhbar ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSigma ΦPhi ΨPsi ΩOmega'

export const greekNames: ReadonlyMap<string, string> = new Map(LETTERS.split(' ').map((entry) => [entry.slice(0, 1), entry.slice(1)]))

/** A name as an identifier has it: Greek letters by name, digits right behind them; θ_0 is theta_0, Δx Delta_x, logσ2 log_sigma2, π_0 pi_0. */
export const spelledOut = (name: string): string =>
  isAscii(name)
    ? name
    : name
        // Alone it is the number.
        .replace(/^π(?=[_\d])/, 'pi')
        .split('_')
        .map((part) => [...part].map((letter) => (greekNames.has(letter) ? `_${greekNames.get(letter)}_` : letter)).join(''))
        .map((part) => part.replace(/_+/g, '_').replace(/^_|_$|_(?=\d)/g, ''))
        .join('_')
