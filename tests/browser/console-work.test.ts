import { describe, expect, it } from 'vitest'
import { noteField, replyField, rowsShown, transcript, useConsole } from './console.ts'

const { open, conversation, desk, change } = useConsole()
const done = () => desk().done

describe('writing to a customer', () => {
  it('shows the answer at once, and once only, as the server’s own follows', async () => {
    const page = await conversation()
    await replyField(page).fill('On its way')
    await page.keyboard.press('Enter')
    await transcript(page).getByText('On its way').waitFor()
    await expect.poll(() => done()).toEqual([{ path: 'hnd_000001/reply', body: { text: 'On its way' } }])
    await page.waitForTimeout(400)
    expect(await transcript(page).getByText('On its way').count()).toBe(1)
    expect(await replyField(page).inputValue()).toBe('')
  })

  it('tells what was refused and why, and sends it again at a click, under the same key', async () => {
    const page = await conversation()
    desk().faults.writes = [503]
    await replyField(page).fill('Try me')
    await page.keyboard.press('Enter')
    await page.getByText('Not sent.').waitFor()
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => done().length).toBe(1)
    expect(await page.getByText('Not sent.').count()).toBe(0)
  })

  it('sends nothing twice when only the answer was lost', async () => {
    const page = await conversation()
    // The browser itself tries once more where a connection breaks.
    desk().faults.loseAnswers = 9
    await replyField(page).fill('Once')
    await page.keyboard.press('Enter')
    await page.getByText('Not sent.').waitFor()
    desk().faults.loseAnswers = 0
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => page.getByText('Not sent.').count()).toBe(0)
    await page.waitForTimeout(300)
    expect(done()).toHaveLength(1)
    expect(await transcript(page).getByText('Once', { exact: true }).count()).toBe(1)
  })

  it('keeps quick messages in their order', async () => {
    const page = await conversation()
    for (const text of ['one', 'two', 'three']) {
      await replyField(page).fill(text)
      await page.keyboard.press('Enter')
    }
    await expect.poll(() => done().map(({ body }) => body.text)).toEqual(['one', 'two', 'three'])
  })

  it('keeps a draft for each conversation, over a look at another and a reload', async () => {
    const page = await conversation()
    await replyField(page).fill('half a thought')
    await page
      .getByRole('link', { name: /Lukas Weber/ })
      .first()
      .click()
    await expect.poll(() => page.url()).not.toContain('hnd_000001')
    await page.goBack()
    await expect.poll(() => replyField(page).inputValue()).toBe('half a thought')
    await page.reload()
    await expect.poll(() => replyField(page).inputValue()).toBe('half a thought')
    expect(done()).toEqual([])
  })

  it('offers canned replies at a slash, filled in, and narrows them as one types', async () => {
    const page = await conversation()
    await transcript(page).click()
    await page.keyboard.press('/')
    const option = page.getByRole('option')
    await expect.poll(() => option.count()).toBe(3)
    await page.keyboard.type('late')
    await expect.poll(() => option.count()).toBe(1)
    await page.keyboard.press('Enter')
    expect(await replyField(page).inputValue()).toBe('I am sorry that your parcel is late.')
    expect(done()).toEqual([])
  })

  it('puts a suggested reply into the text to be read, and sends nothing by itself', async () => {
    const page = await conversation()
    await page.getByRole('button', { name: /Your money is back/ }).click()
    expect(await replyField(page).inputValue()).toContain('Your money is back')
    expect(done()).toEqual([])
  })

  it('uploads what is attached, shows how far it is, and sends it with the text', async () => {
    const page = await conversation()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'bill.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x'.repeat(2000)) })
    await page.getByRole('list', { name: 'Files to send' }).getByText('2 kB').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await expect
      .poll(() => done().at(-1)?.body)
      .toEqual({
        attachments: [{ contentUrl: 'media:med_9', contentType: 'application/pdf', name: 'bill.pdf' }],
      })
  })

  it('breaks the line at Shift+Enter, and leaves Enter to those who send with Ctrl+Enter', async () => {
    const page = await conversation()
    await replyField(page).fill('a')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('b')
    expect(await replyField(page).inputValue()).toBe('a\nb')
    await page.getByRole('button', { name: /your menu/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Enter sends' }).click()
    await page.keyboard.press('Escape')
    await replyField(page).press('Enter')
    expect(done()).toEqual([])
    await replyField(page).press('Control+Enter')
    await expect.poll(() => done().length).toBe(1)
  })
})

describe('a note', () => {
  it('can’t be mistaken for a reply: its own key, colour, label and place', async () => {
    const page = await conversation()
    await transcript(page).click()
    await page.keyboard.press('n')
    await expect.poll(() => noteField(page).evaluate(field => field === document.activeElement)).toBe(true)
    expect(await page.getByText('Only agents see this').count()).toBe(1)
    await page.keyboard.type('ask @lu')
    await page.getByRole('option', { name: /Luis Ortega/ }).waitFor()
    await page.keyboard.press('Tab')
    expect(await noteField(page).inputValue()).toBe('ask @Luis Ortega ')
    await page.keyboard.press('Enter')
    await expect.poll(() => done()).toEqual([{ path: 'hnd_000001/note', body: { text: 'ask @Luis Ortega' } }])
    const background = (name: RegExp) =>
      page
        .getByRole('article', { name })
        .last()
        .evaluate(element => getComputedStyle(element).backgroundColor)
    expect(await background(/Note by/)).toBe('rgb(255, 245, 214)')
  })

  it('keeps its own text beside that of the reply', async () => {
    const page = await conversation()
    await replyField(page).fill('to the customer')
    await page.getByText('Note', { exact: true }).click()
    expect(await noteField(page).inputValue()).toBe('')
    await page.getByText('Reply', { exact: true }).click()
    expect(await replyField(page).inputValue()).toBe('to the customer')
  })
})

describe('what the channel still allows', () => {
  it('is told before anybody types: the time left', async () => {
    desk().allowed = {
      open: true,
      windowEndsAt: new Date(Date.now() + 3 * 3_600_000 + 60_000).toISOString(),
      templates: [],
    }
    const page = await conversation()
    await page.getByText('3h left to answer freely').waitFor()
  })

  it('is only templates once the window is closed; notes stay possible', async () => {
    desk().allowed = { open: false, templates: [{ name: 'order_update', text: 'Hola, tenemos novedades.' }] }
    const page = await conversation()
    await page.getByText('The channel takes only templates now').waitFor()
    expect(await replyField(page).count()).toBe(0)
    await page.getByLabel(/order_update/).check()
    await page.getByRole('button', { name: 'Send template' }).click()
    await expect
      .poll(() => done())
      .toEqual([{ path: 'hnd_000001/reply', body: { template: 'order_update' } }])
    await page.getByText('Note', { exact: true }).click()
    expect(await noteField(page).isEnabled()).toBe(true)
  })

  it('opens by itself when the customer writes', async () => {
    desk().allowed = { open: false, templates: [] }
    const page = await conversation()
    await page.getByText('takes no answer until the customer writes').waitFor()
    desk().allowed = { open: true, templates: [] }
    desk().say('hnd_000001', 'still there?')
    await replyField(page).waitFor()
  })
})

describe('what is done with a hand-off', () => {
  it('is claimed, held, resumed, transferred, returned and resolved without the mouse', async () => {
    const page = await open({ path: '/c/hnd_000000' })
    await page.getByRole('button', { name: 'Claim' }).waitFor()
    await page.keyboard.press('c')
    await page.getByRole('button', { name: 'Resolve' }).waitFor()
    await page.keyboard.press('h')
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    await page.keyboard.press('h')
    await expect.poll(() => page.getByRole('button', { name: 'Resume' }).count()).toBe(0)
    await page.keyboard.press('t')
    await page.getByPlaceholder('Agent, team or language').waitFor()
    await page.keyboard.type('buch')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => done().at(-1))
      .toEqual({ path: 'hnd_000000/transfer', body: { to: 'team:bucharest' } })
    await page.goto(`${desk().url}/console/c/hnd_000001`)
    await page.getByRole('button', { name: 'Resolve' }).waitFor()
    await page.keyboard.press('b')
    await page.getByLabel('Value').first().fill('10433')
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(() => done().at(-1))
      .toEqual({ path: 'hnd_000001/return', body: { slots: { number: '10433' } } })
    await page.getByText('Given back to the bot').waitFor()
    change('hnd_000003', { status: 'active', agentId: 'agt_ana' })
    await page.goto(`${desk().url}/console/c/hnd_000003`)
    await page.getByRole('button', { name: 'Resolve' }).waitFor()
    await page.keyboard.press('e')
    await page.getByLabel('What was it about?').selectOption('damaged')
    await page.getByRole('textbox', { name: 'Note' }).fill('sent a new one')
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(() => done().at(-1))
      .toEqual({ path: 'hnd_000003/resolve', body: { cause: 'damaged', note: 'sent a new one' } })
    expect(done().map(({ path }) => path.split('/')[1])).toEqual([
      'claim',
      'hold',
      'resume',
      'transfer',
      'return',
      'resolve',
    ])
  })

  it('tells who loses a race for it', async () => {
    const page = await open({ path: '/c/hnd_000000' })
    await page.getByRole('button', { name: 'Claim' }).waitFor()
    desk().faults.writes = [409]
    await page.keyboard.press('c')
    await page.getByText('Somebody was faster').waitFor()
  })

  it('is offered with the time left, in the queue and in the conversation', async () => {
    change('hnd_000002', {
      status: 'offered',
      agentId: 'agt_ana',
      offeredUntil: new Date(Date.now() + 50_000).toISOString(),
    })
    const page = await open()
    await page.getByText(/Offered to you · \d+s/).waitFor()
    expect(await rowsShown(page).first().getByRole('button', { name: 'Accept' }).count()).toBe(1)
    expect(await page.title()).toBe('(1) Conserje')
    await rowsShown(page).first().getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => done().at(-1)?.path).toBe('hnd_000002/accept')
    await expect.poll(() => page.title()).toBe('Conserje')
  })

  it('leaves what a colleague has to notes', async () => {
    change('hnd_000001', { status: 'active', agentId: 'agt_luis', agentName: 'Luis Ortega' })
    const page = await open({ path: '/c/hnd_000001' })
    await page.getByText('Luis Ortega has this conversation').waitFor()
    await page.keyboard.press('n')
    await noteField(page).waitFor()
  })
})
