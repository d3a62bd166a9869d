/** Names of units, as they are written behind numbers (BIPM, The International System of Units, 9th edition, and some that are common beside it). */

const SYMBOL =
  '(?:[yzafpnuμµmckMGTP]?(?:m|s|g|N|J|W|Pa|Hz|V|A|C|F|H|K|T|Ω|mol|eV|Wb|S|L|l|bar|cal|Bq|Gy|Sv|B)|hPa|ha|cd|lm|lx|sr|rad|rpm|atm|dB|min|h|d|yr|ppm|mM|M|°C|degC|Å|[aå]ngstr[oö]ms?|[AÅ]ngstr[oö]ms?|[MLR]_?(?:\\{?[☉⊕]\\}?|sun|Sun|earth|Earth)|Torr|mmHg|inHg|lb|ft|in|mi|mph|psi|BTU|hp|AU|pc|kpc|Mpc|USD|EUR|GBP)'
/** A symbol, perhaps of two units: kWh, Nm. */
const WORD = `(?:${SYMBOL}[hmsA]?|%|(?:milli|kilo|centi|mega|micro|nano)?(?:met(?:re|er)|gram|second|volt|amp(?:ere)?|ohm|watt|joule|newton|pascal|kelvin|litre|liter)s?|(?:minute|hour|day|week|month|year|degree|dollar|euro|cent|foot|feet|mile|inche?)s?)`
const POWER = String.raw`(?:\^\{?-?\d\}?|[23](?!\d))?`
/** A unit as one writes it: m/s^2, 1/s, kg m^2, kg/m3, kWh. */
export const UNIT = new RegExp(`^(?:1/)?${WORD}${POWER}(?:(?:\\s*[\\s*/.]\\s*|(?<=[}\\d]))${WORD}${POWER})*$`)
/** Units that letters without a font of their own show to be such, by a metre, second, kelvin or kilogram they are divided by: m/s^2, J K^{-1}. */
export const PER_BASE_UNIT = /\/\s*(?:s|m|h|K|kg|mol)(?![a-zA-Z])|(?:^|[\s*])(?:s|m|cm|K|kg|mol)\^\{?-/
/** Of these a letter alone is no unit among other names: kT is an energy, dV a differential. */
export const MEANT = /^(?!kT$|[mM]?[A-Za-zΩ]$|Ms$|mm?in$|in$|PA$|GF$|MF$|cd$|pF?$).{2,}$/
