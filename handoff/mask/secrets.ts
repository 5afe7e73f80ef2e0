import type { Stretch } from './cards.ts'

/** What a card's check number and a password are called where the shop's customers live. */
const CVV =
  /(?:\b(?:cvv|cvc|cvn|csc|cid|cav|cvd)[12]?\b|(?:security|verification)\s+(?:code|number)|c[oó]digo de (?:seguridad|segurança|verificaci[oó]n)|cod(?:ul)? (?:de securitate|cvv)|(?:prüf|sicherheits)(?:nummer|ziffer|code)|code de sécurité|cryptogramme|codice di sicurezza|beveiligingscode|kod (?:bezpieczeństwa|cvv)|رمز الأمان|セキュリティコード|安全码|安全碼)[^\p{Nd}\n]{0,20}?(\p{Nd}{3,4})(?!\p{Nd})/dgiu
const PASSWORD =
  /(?:password|passwd|passcode|pin|contraseña|clave|parol[aă]|passwort|kennwort|mot de passe|senha|palavra-passe|wachtwoord|hasło|كلمة (?:السر|المرور)|パスワード|密码|密碼)\s*[:：=]\s*([^\s•]{3,64})/dgiu
/** Right behind a card, or behind its date: "4111… 123", "4111…, exp 12/2027, code 123". What it cost, and a phone, are none. */
const BEHIND_CARD =
  /^(?:[^\p{Nd}\p{L}+]{1,4}|[^\p{Nd}+]{1,12}\p{Nd}{1,2}\s?[/.-]\s?\p{Nd}{2,4}[^\p{Nd}+]{1,12})(\p{Nd}{3,4})(?![\s.-]?\p{Nd}|\p{L})/du

/** Check numbers and passwords that are called so. */
export const secretsIn = (text: string): Stretch[] =>
  [CVV, PASSWORD].flatMap(kind =>
    Array.from(text.matchAll(kind), ({ indices }) => {
      const [start, end] = (indices as RegExpIndicesArray)[1] as [number, number]
      return { start, end }
    }),
  )

/** The check number that follows a card without being called so. */
export function cvvBehind(text: string, card: Stretch): Stretch[] {
  const found = BEHIND_CARD.exec(text.slice(card.end, card.end + 60))?.indices?.[1]
  return found === undefined ? [] : [{ start: card.end + found[0], end: card.end + found[1] }]
}
