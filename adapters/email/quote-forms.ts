/*
 * How mail programs mark what is not the customer's own words, in the languages of the bots and of their neighbours. A form that is missing costs some
 * noise, a form that is too wide costs words of a customer: so each needs more than one sign.
 */

/** "wrote" as Gmail, Apple Mail, Yahoo and Thunderbird say it before or after the name. */
const WROTE =
  'wrote|escribió|escribi[oó]|a scris|scris|schrieb|geschrieben|a écrit|écrit|ha scritto|scritto|escreveu|schreef|geschreven|napisał(?:\\(a\\)|a)?|pisze|كتب|كتبت|تمت كتابة|写道|寫道|のメール|のメッセージ|skrev|kirjoitti|написал(?:\\(а\\))?|yazdı'

/** A day or a time stands in every such line. */
const MOMENT = '(?:\\b(?:19|20)\\d\\d\\b|\\p{Nd}{4}年|\\p{Nd}{1,2}[:.h]\\p{Nd}{2}|[٠-٩]{4})'

const wroteLine = new RegExp(`${MOMENT}.*(?:${WROTE})|(?:${WROTE}).*${MOMENT}`, 'iu')
const moment = new RegExp(MOMENT, 'u')

/** "On Mon, 23 Nov 2026 at 10:00, Ana <ana@mail.example> wrote:", also without the verb where an address in brackets stands beside a date. */
export function isAttribution(line: string): boolean {
  if (line.length > 400 || !/[:：]\s*[-\]]*\s*$/.test(line)) return false
  if (wroteLine.test(line)) return true
  return moment.test(line) && /[<(（]\s*(?:mailto:)?[^\s<>()@]+@[^\s<>()@]+[>)）]/.test(line)
}

/** "-----Original Message-----", "---------- Forwarded message ---------", "------------------ 原始邮件 ------------------" */
export const isSeparator = (line: string): boolean =>
  line.length <= 120 && /^\s*[-_—]{3,}\s*\p{L}[\p{L}\p{M}'’ ]{2,40}:?\s*[-_—]{3,}\s*$/u.test(line)

const labels = (words: string) => new RegExp(`^[\\s*]*(?:${words})[\\s*]*[:：][\\s*]*\\S`, 'iu')

const FROM = labels(
  'From|De|De la|Von|Da|Van|Od|Expéditeur|Remitente|Mittente|Absender|Afzender|من|差出人|送信者|发件人|發件人|寄件者',
)
const OTHERS = [
  labels(
    'Sent|Date|Enviado(?: el)?|Enviada(?: em)?|Fecha|Trimis|Data|Dată|Gesendet|Datum|Envoyé|Inviato|Verzonden|Wysłano|Data wysłania|تاريخ الإرسال|تم الإرسال|أرسلت|التاريخ|送信日時|送信|日付|日時|发送时间|日期|寄件日期',
  ),
  labels('To|Para|Către|Catre|An|À|A|Aan|Do|إلى|宛先|收件人'),
  labels('Subject|Asunto|Subiect|Betreff|Objet|Oggetto|Assunto|Onderwerp|Temat|الموضوع|件名|主题|主旨|主題'),
]

/** Outlook's block of From, Sent, To and Subject begins in the first of these lines. */
export function isHeaderBlock(lines: readonly string[]): boolean {
  const [first = '', ...rest] = lines
  if (!FROM.test(first)) return false
  const next = rest.slice(0, 5)
  return OTHERS.filter(label => next.some(line => label.test(line))).length >= 2
}

const MOBILE = new RegExp(
  `^(?:${[
    'Sent (?:from|via|with) (?:my |the |Outlook|Yahoo|Mail|Proton|Samsung|Gmail|Spark|AOL|Windows|iCloud)',
    'Get (?:Outlook|BlueMail|the)',
    '(?:Enviado|Mandado) (?:desde|con|mediante) ',
    '(?:Obtener|Descargar|Obtén) Outlook',
    '(?:Enviado|Enviada) (?:do|da|a partir|pelo|via) ',
    'Obter o Outlook|Baixar o Outlook',
    'Trimis (?:de pe|din|de la|cu|prin) ',
    'Obțineți Outlook',
    'Von meinem .+ gesendet|(?:Diese Nachricht wurde )?(?:Gesendet|gesendet) (?:von|mit|über) |Outlook für (?:iOS|Android|Mac) |Holen Sie sich Outlook',
    'Envoyé (?:de mon|depuis|à partir|avec) |(?:Télécharger|Obtenez|Obtenir) Outlook',
    'Inviato (?:da|dal|con) |Scarica Outlook|Ottieni Outlook',
    '(?:Verzonden|Verstuurd) (?:vanaf|vanuit|met|via) |Outlook voor |Download Outlook',
    '(?:Wysłane|Wysłano|Wysłana) (?:z|ze|za) |Pobierz (?:aplikację )?Outlook',
    '(?:أ[ُ]?رسلت|أرسل|تم الإرسال|مرسل) (?:من|عبر|بواسطة)|الحصول على Outlook',
    '.{0,40}から送信(?:しました)?。?$|.{0,20}Outlook を(?:ダウンロード|入手)',
    '(?:发自|發自|发送自|傳送自)|[从從].{0,30}(?:发送|傳送)|(?:获取|取得|下载) ?Outlook',
    'Yahoo Mail ?:',
  ].join('|')})`,
  'u',
)

/** "Sent from my iPhone", "Von meinem iPhone gesendet", "iPhoneから送信" */
export const isMobileSignature = (line: string): boolean => line.length <= 160 && MOBILE.test(line.trim())

/** Where a signature of RFC 3676 begins; many programs drop the space. */
export const isSignatureMark = (line: string): boolean => /^--\s?$/.test(line)

/** A line that says how to reach somebody: its digits are no order's. */
export const isContactLine = (line: string): boolean =>
  line.length <= 160 &&
  (/^\s*(?:https?:\/\/|www\.)\S+\s*$/i.test(line) ||
    /^\s*\S+@\S+\.\S+\s*$/.test(line) ||
    /^\s*(?:\p{L}[\p{L}.]{0,14}\s*[:.：]\s*)?(?:\+|00)\s*\d[\d\s()/.-]{6,}$/u.test(line) ||
    /^\s*(?:tel|tél|telf?|teléfono|telefon|telefono|telefone|telefoon|phone|mobile?|mob|cell|handy|móvil|cellulare|fax|الهاتف|هاتف|電話|电话|手机)[\s.:：]*[\d+(][\d\s()/.+-]{5,}$/iu.test(
      line,
    ))
