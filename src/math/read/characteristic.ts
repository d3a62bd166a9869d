/** Numbers of physics that go by two letters: Reynolds, Prandtl, Nusselt. */
export const CHARACTERISTIC = /^(?:Re|Pr|Nu|Sc|Sh|Gr|Ra|Bi|Fo|Pe|Ma|Fr|We|Ca|Da|St|Le|Ec|Kn|Bo|Eo|Oh|De|Wi|Ro|Ta|Gz|Ja|Eu|Ar|Mo|Pm|Rm|Ha)$/
