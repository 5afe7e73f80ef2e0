import { render } from 'preact'
import { createChat } from './chat.ts'
import { createDirectLine } from './direct-line.ts'
import { browserEnvironment } from './environment.ts'
import { createMemory } from './memory.ts'
import { languageTag, type Options, readOptions } from './options.ts'
import { createSession } from './session.ts'
import css from './styles/widget.css?inline'
import { createSay, dateLanguage, directionOf, type Pack, packFor } from './texts.ts'
import { App } from './view/app.tsx'
import { WordsProvider } from './view/words.ts'
import { createWhen } from './when.ts'

const files = import.meta.glob<Pack>('./locales/*.yaml', { eager: true, import: 'default' })
const packs: Record<string, Pack> = Object.fromEntries(
  Object.entries(files).map(([path, pack]) => [path.replace(/^.*\/|\.yaml$/g, ''), pack]),
)

const ELEMENT = 'conserje-chat'

/** The page's keys stay the page's, and the customer's words the widget's: no shop shortcut fires while one types. */
const OWN_EVENTS = ['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste']

function shadow(): ShadowRoot {
  const host = document.createElement(ELEMENT)
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  // Beside the body: a body that is transformed would carry fixed boxes away, and single-page shops replace it whole.
  document.documentElement.append(host)
  return root
}

function follow(chat: ReturnType<typeof createChat>) {
  let hiddenAt = 0
  addEventListener('online', () => chat.wake())
  addEventListener('offline', () => chat.wake())
  addEventListener('pageshow', event => event.persisted && chat.wake())
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenAt = Date.now()
    else if (chat.state().connection === 'lost' || Date.now() - hiddenAt > 60_000) chat.wake()
  })
}

/** The code of a link in our mail, `#continue=…`: out of the address at once, so that it is neither kept in the history nor passed on. */
function takeLink(): string | undefined {
  const code = /^#continue=([\w-]{16,200})$/.exec(location.hash)?.[1]
  if (code !== undefined) history.replaceState(null, '', location.pathname + location.search)
  return code
}

function mount(options: Options) {
  const env = browserEnvironment
  const prefix = `conserje:${options.base}:`
  const device = createMemory(() => localStorage, prefix)
  const tab = createMemory(() => sessionStorage, prefix)
  const api = createDirectLine(`${options.base}v3/directline`, env)
  const link = options.mode === 'page' ? takeLink() : undefined
  const session = createSession({ api, memory: device, locale: options.lang, token: options.token, link })
  const chat = createChat({
    api,
    session,
    env,
    memory: tab,
    locale: options.lang,
    hidden: () => document.hidden,
    preview: ({ name, blob }) => {
      const picture = /^image\/(png|jpeg|gif|webp|avif)$/.test(blob.type)
      return { kind: picture ? 'image' : 'file', name, url: picture ? URL.createObjectURL(blob) : undefined }
    },
  })
  follow(chat)
  const root = shadow()
  for (const type of OWN_EVENTS) root.addEventListener(type, event => event.stopPropagation())
  const { lang, pack } = packFor(packs, options.lang)
  if (options.mode === 'page') document.documentElement.lang = lang
  const dates = dateLanguage(options.lang, languageTag(navigator.language))
  const words = { say: createSay(pack, lang), when: createWhen(dates), lang }
  render(
    <WordsProvider value={words}>
      <App
        chat={chat}
        options={options}
        dir={directionOf(options.lang)}
        device={device}
        tab={tab}
        remembered={session.remembered()}
      />
    </WordsProvider>,
    root,
  )
}

const script = document.currentScript
if (script instanceof HTMLScriptElement && !document.querySelector(ELEMENT)) {
  const options = readOptions(script.src, script.dataset, {
    lang: document.documentElement.lang,
    browserLang: navigator.language,
    search: location.search,
  })
  if (document.body) mount(options)
  else addEventListener('DOMContentLoaded', () => mount(options))
}
