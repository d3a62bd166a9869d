/** Greek letters by the names that identifiers have. */
const LETTERS =
  'αalpha βbeta γgamma δdelta εepsilon ϵepsilon ζzeta ηeta θtheta ϑtheta ιiota κkappa λlambda μmu µmu νnu ξxi οomicron ρrho σsigma τtau υupsilon φphi ϕphi χchi ψpsi ωomega ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSigma ΦPhi ΨPsi ΩOmega'

export const greekNames: ReadonlyMap<string, string> = new Map(LETTERS.split(' ').map((entry) => [entry.slice(0, 1), entry.slice(1)]))
