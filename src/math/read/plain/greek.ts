/** Greek letters by the names that identifiers have. */
import { isAscii } from './tokens.ts'

const LETTERS =
  'αalpha βbeta γgamma δdelta εepsilon ϵepsilon ζzeta ηeta θtheta ϑtheta ιiota κkappa λlambda μmu µmu νnu ξxi οomicron ρrho σsigma τtau υupsilon φphi ϕphi χchi ψpsi ωomega ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSigma ΦPhi ΨPsi ΩOmega'

export const greekNames: ReadonlyMap<string, string> = new Map(LETTERS.split(' ').map((entry) => [entry.slice(0, 1), entry.slice(1)]))

/** A name as an identifier has it: Greek letters by name, alone, before digits or between underscores (θ_0 is theta_0), Δx is Delta_x. */
export const spelledOut = (name: string): string =>
  isAscii(name)
    ? name
    : name
        .split('_')
        .map((part) => greekNames.get(part) ?? part.replace(/^(.)(\d+|[a-zA-Z])$/, (whole, letter, rest) => spelledWith(letter, rest) ?? whole))
        .join('_')

function spelledWith(letter: string, rest: string): string | undefined {
  const name = greekNames.get(letter)
  return name === undefined ? undefined : name + (/\d/.test(rest) ? rest : `_${rest}`)
}
