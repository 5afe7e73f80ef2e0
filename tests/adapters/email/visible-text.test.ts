import { describe, expect, test } from 'vitest'
import { visibleText } from '../../../adapters/email/visible-text.ts'
import { processorMs } from '../../processor-time.ts'

const quoted = '> 1. Recibos\n> 2. Entrega'
/** The line above an older mail as mail programs write it, in the languages of the bots. */
const ATTRIBUTIONS = {
  'Gmail in English': 'On Mon, Nov 23, 2026 at 10:00 AM Casa Lumen <help@shop.example> wrote:',
  'Gmail in Spanish': 'El lun, 23 nov 2026 a las 10:00, Casa Lumen (<help@shop.example>) escribió:',
  'Gmail in Romanian': 'În lun., 23 nov. 2026 la 10:00, Casa Lumen <help@shop.example> a scris:',
  'Gmail in German': 'Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Casa Lumen <help@shop.example>:',
  'Gmail in French': 'Le lun. 23 nov. 2026 à 10:00, Casa Lumen <help@shop.example> a écrit :',
  'Gmail in Italian': 'Il giorno lun 23 nov 2026 alle ore 10:00 Casa Lumen <help@shop.example> ha scritto:',
  'Gmail in Portuguese': 'Em seg., 23 de nov. de 2026 às 10:00, Casa Lumen <help@shop.example> escreveu:',
  'Gmail in Dutch': 'Op ma 23 nov 2026 om 10:00 schreef Casa Lumen <help@shop.example>:',
  'Gmail in Polish': 'pon., 23 lis 2026 o 10:00 Casa Lumen <help@shop.example> napisał(a):',
  'Gmail in Arabic':
    'في الاثنين، 23 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Casa Lumen <help@shop.example>:',
  'Gmail in Japanese': '2026年11月23日(月) 10:00 Casa Lumen <help@shop.example>:',
  'Gmail in Chinese': 'Casa Lumen <help@shop.example> 于2026年11月23日周一 10:00写道：',
  'Apple Mail in English': 'On 23 Nov 2026, at 10:00, Casa Lumen <help@shop.example> wrote:',
  'Apple Mail in German': 'Am 23.11.2026 um 10:00 schrieb Casa Lumen <help@shop.example>:',
  'Apple Mail in Spanish': 'El 23 nov 2026, a las 10:00, Casa Lumen <help@shop.example> escribió:',
  'Apple Mail in Japanese': '2026/11/23 10:00、Casa Lumen <help@shop.example>のメール:',
  'Apple Mail in Chinese': '在 2026年11月23日，10:00，Casa Lumen <help@shop.example> 写道：',
  'Apple Mail in Arabic': 'في ٢٣ نوفمبر ٢٠٢٦، الساعة ١٠:٠٠، كتب Casa Lumen <help@shop.example>:',
  'Yahoo in French': 'Le lundi 23 novembre 2026 à 10:00:00 UTC+1, Casa Lumen <help@shop.example> a écrit :',
  'Yahoo in Polish':
    'W dniu poniedziałek, 23 listopada 2026 10:00:00 CET użytkownik Casa Lumen <help@shop.example> napisał:',
  'Thunderbird in Italian': 'Il 23/11/26 10:00, Casa Lumen ha scritto:',
  'Thunderbird in Dutch': 'Op 23-11-2026 om 10:00 schreef Casa Lumen:',
} as const

/** Outlook's block, in the languages of the bots. */
const BLOCKS = {
  English: ['From', 'Sent', 'To', 'Subject'],
  Spanish: ['De', 'Enviado', 'Para', 'Asunto'],
  Romanian: ['De la', 'Trimis', 'Către', 'Subiect'],
  German: ['Von', 'Gesendet', 'An', 'Betreff'],
  French: ['De', 'Envoyé', 'À', 'Objet'],
  Italian: ['Da', 'Inviato', 'A', 'Oggetto'],
  Portuguese: ['De', 'Enviado', 'Para', 'Assunto'],
  Dutch: ['Van', 'Verzonden', 'Aan', 'Onderwerp'],
  Polish: ['Od', 'Wysłano', 'Do', 'Temat'],
  Arabic: ['من', 'تم الإرسال', 'إلى', 'الموضوع'],
  Japanese: ['差出人', '送信日時', '宛先', '件名'],
  Chinese: ['发件人', '发送时间', '收件人', '主题'],
} as const

const MOBILE = [
  'Sent from my iPhone',
  'Get Outlook for iOS<https://aka.ms/o0ukef>',
  'Enviado desde mi iPhone',
  'Trimis de pe iPhone-ul meu',
  'Von meinem iPhone gesendet',
  'Gesendet von Outlook für Android',
  'Envoyé de mon iPhone',
  'Inviato da iPhone',
  'Enviado do meu iPhone',
  'Verstuurd vanaf mijn iPhone',
  'Wysłane z iPhone’a',
  'أُرسلت من الـ iPhone',
  'iPhoneから送信',
  '发自我的iPhone',
  '從我的 iPhone 傳送',
  'Yahoo Mail: Search, Organize, Conquer',
]

describe('what a customer wrote in a mail', () => {
  test.each(Object.entries(ATTRIBUTIONS))('is what stands above the quote of %s', (_name, line) => {
    expect(visibleText(`2\n\n${line}\n\n${quoted}\n`)).toBe('2')
    // Programs that send HTML only leave the older mail without ">".
    expect(visibleText(`2\n\n${line}\n\n1. Recibos\n2. Entrega\n`)).toBe('2')
  })

  test.each(Object.entries(ATTRIBUTIONS))('stays where it stands below the quote of %s', (_name, line) => {
    expect(visibleText(`${line}\n${quoted}\n\nThe second, please.`)).toBe('The second, please.')
  })

  test('is found although the line above the quote is broken', () => {
    const broken = 'On Mon, Nov 23, 2026 at 10:00 AM Casa Lumen Customer\nService <help@shop.example>\nwrote:'
    expect(visibleText(`Thanks, it came.\n\n${broken}\n\n${quoted}`)).toBe('Thanks, it came.')
  })

  test.each(Object.entries(BLOCKS))('is what stands above the block of Outlook in %s', (_name, labels) => {
    const [from, sent, to, subject] = labels
    const block = `${from}: Casa Lumen <help@shop.example>\n${sent}: 23.11.2026 10:00\n${to}: Ana\n${subject}: Re: 10432`
    expect(visibleText(`¿Y mi pedido 10432?\n\n${block}\n\nHola, Ana`)).toBe('¿Y mi pedido 10432?')
    expect(visibleText(`¿Y mi pedido 10432?\n\n________________________________\n${block}\n\nHola`)).toBe(
      '¿Y mi pedido 10432?',
    )
    const bold = block.replaceAll(/^([^:]+):/gm, '*$1:*')
    expect(visibleText(`¿Y mi pedido 10432?\n\n${bold}\n\nHola, Ana`)).toBe('¿Y mi pedido 10432?')
  })

  test.each([
    '-----Original Message-----',
    '-----Ursprüngliche Nachricht-----',
    '-----Message d’origine-----',
    '---------- Forwarded message ---------',
    '------------------ 原始邮件 ------------------',
  ])('ends at %s', line => {
    expect(visibleText(`Yes\n${line}\nFrom: x\n\nold words`)).toBe('Yes')
  })

  test('is what was put between quoted lines, too', () => {
    expect(visibleText(`> Which order?\n10432\n> And your e-mail?\nana@mail.example`)).toBe(
      '10432\nana@mail.example',
    )
  })

  test.each(MOBILE)('does not hold "%s"', line => {
    expect(visibleText(`Where is it?\n\n${line}`)).toBe('Where is it?')
  })

  test('does not hold a signature, nor phones under a valediction, but an order number there', () => {
    expect(visibleText('Where is it?\n\n-- \nAna Muster\nTel. +49 30 123456')).toBe('Where is it?')
    expect(visibleText('Where is it?\n\nKind regards,\nAna\n+49 30 1234567\nOrder 10432')).toBe(
      'Where is it?\n\nKind regards,\nAna\nOrder 10432',
    )
  })

  test('keeps what only looks like a quote', () => {
    const texts = [
      'My order from 23 Nov 2026 has not come: where is it?',
      'I wrote to you on 23 Nov 2026 and nobody answered.',
      'From: Berlin\nI want it sent there.',
      'Please send it to:\nAna Muster\nHauptstr. 5\n10115 Berlin',
      'On Monday I bought two lamps: one is broken.',
      'Two lamps -- both broken.',
      'De: nada, gracias.',
    ]
    for (const text of texts) expect(visibleText(text)).toBe(text)
  })

  test('is nothing when all of it is quoted', () => {
    expect(visibleText(`On 23 Nov 2026, at 10:00, Casa Lumen <help@shop.example> wrote:\n\n${quoted}`)).toBe(
      '',
    )
  })

  test('is found in a bounded time, whatever was written', () => {
    const hostile = [
      'On '.repeat(7_000),
      'W dniu '.repeat(3_000),
      'Op a\n'.repeat(5_000),
      '在\n'.repeat(10_000),
      '\n'.repeat(50_000),
      `${' '.repeat(900)}\n`.repeat(30),
      `${'-'.repeat(119)}\n`.repeat(200),
      `Tel ${'1 '.repeat(70)}x\n`.repeat(150),
      '<'.repeat(20_000),
      `Le ${'a '.repeat(490)}\n`.repeat(20),
      'a'.repeat(1_000_000),
    ]
    for (const text of hostile) {
      expect(
        processorMs(() => visibleText(text)),
        text.slice(0, 20),
      ).toBeLessThan(5_000)
    }
  })
})
