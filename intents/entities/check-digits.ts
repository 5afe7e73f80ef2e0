/** UPS: letters count as (position + 2) mod 10, every second digit twice; the last completes to ten. @see UPS, "UPS tracking numbers", read 2026-03 */
export function isUps(code: string): boolean {
  if (!/^1z[a-z0-9]{15}\d$/.test(code)) return false
  let sum = 0
  for (let at = 2; at < 17; at++) {
    const value = code.charCodeAt(at) <= 57 ? code.charCodeAt(at) - 48 : (code.charCodeAt(at) - 95) % 10
    sum += at % 2 === 0 ? value : value * 2
  }
  return (10 - (sum % 10)) % 10 === Number(code[17])
}

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7]

/** Parcels of postal services: two letters, eight digits, a check digit, the country. @see Universal Postal Union, standard S10 */
export function isS10(code: string): boolean {
  if (!/^[a-z]{2}\d{9}[a-z]{2}$/.test(code)) return false
  const sum = S10_WEIGHTS.reduce((total, weight, at) => total + weight * Number(code[at + 2]), 0)
  const rest = 11 - (sum % 11)
  return Number(code[10]) === (rest === 10 ? 0 : rest === 11 ? 5 : rest)
}

/** FedEx Express: twelve digits, weights 3 1 7 over the first eleven. */
export function isFedexExpress(code: string): boolean {
  if (!/^\d{12}$/.test(code)) return false
  let sum = 0
  for (let at = 0; at < 11; at++) sum += Number(code[at]) * [3, 1, 7][at % 3]!
  return (sum % 11) % 10 === Number(code[11])
}

/** The GS1 rule, from the right 3 1 3 1: FedEx Ground with 15 digits, DHL and others with 18 or 20. */
export function isMod10(code: string): boolean {
  let sum = 0
  for (let at = code.length - 2, weight = 3; at >= 0; at--, weight = 4 - weight)
    sum += Number(code[at]) * weight
  return (10 - (sum % 10)) % 10 === Number(code.at(-1))
}

/** DHL Express: ten digits, the last is the rest of the other nine by seven. */
export const isDhlExpress = (code: string): boolean =>
  /^\d{10}$/.test(code) && Number(code.slice(0, 9)) % 7 === Number(code[9])
