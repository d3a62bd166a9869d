/** Greek letters by the names that identifiers have. */
const LETTERS =
  'αalpha βbeta γgamma δdelta εepsilon ϵepsilon ζzeta ηeta θtheta ϑtheta ιiota κkappa λlambda μmu µmu νnu ξxi οomicron ρrho σsigma τtau υupsilon φphi ϕphi χchi ψpsi ωomega ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSigma ΦPhi ΨPsi ΩOmega'

export const greekNames: ReadonlyMap<string, string> = new Map(LETTERS.split(' ').map((entry) => [entry.slice(0, 1), entry.slice(1)]))

/** A name as an identifier has it: Greek letters by name, alone or between underscores (θ_0 is theta_0). */
export const spelledOut = (name: string): string =>
  /^[\0-\x7f]*$/.test(name)
    ? name
    : name
        .split('_')
        .map((part) => greekNames.get(part) ?? part)
        .join('_')
