/** How a shop's page wants the widget: the attributes of its script tag. */
export interface Options {
  /** The folder that the script came from, with a slash at the end: the server that we talk to. */
  base: string
  /** BCP 47. */
  lang: string
  /** undefined: the bot's own name, as its messages say it. */
  title: string | undefined
  /** `#rrggbb` */
  color: string | undefined
  theme: 'light' | 'dark' | 'auto'
  /** `end` is right, and left where one writes from right to left. */
  position: 'end' | 'left' | 'right'
  /** Open from the start, where the customer has not closed it. */
  open: boolean
  /** `page` fills the window and has no bubble. */
  mode: 'bubble' | 'page'
  /** A Direct Line token from the shop's own server. */
  token: string | undefined
}

type Attributes = Record<string, string | undefined>

const oneOf = <T extends string>(value: string | undefined, allowed: readonly T[], otherwise: T): T =>
  allowed.find(name => name === value?.trim().toLowerCase()) ?? otherwise

/** A language tag that Intl takes, else undefined: a wrong one would throw at every date. */
export function languageTag(value: string | undefined): string | undefined {
  if (!value) return undefined
  try {
    return Intl.getCanonicalLocales(value.trim().replace('_', '-'))[0]
  } catch {
    return undefined
  }
}

/**
 * Reads the script tag; whatever is missing or wrong gets its default, since a shop's page must not break.
 *
 * @param src the script's own address
 * @param data its `data-` attributes
 * @param page the host page's language and the browser's, and the query of our own /chat page
 */
export function readOptions(
  src: string,
  data: Attributes,
  page: { lang: string; browserLang: string; search: string },
): Options {
  const mode = oneOf(data.mode, ['bubble', 'page'], 'bubble')
  // Only our own page listens to its address, and only to what cannot mislead anyone.
  const query = new URLSearchParams(mode === 'page' ? page.search : '')
  // It has no language of its own either, so there the browser's counts.
  const own = mode === 'page' ? query.get('lang') : page.lang
  const lang = [data.lang, own ?? undefined, page.browserLang].map(languageTag)
  return {
    base: new URL('.', src).href,
    lang: lang.find(tag => tag !== undefined) ?? 'en',
    title: data.title?.trim() || undefined,
    color: /^#([\da-f]{3}|[\da-f]{6})$/i.test(data.color?.trim() ?? '') ? data.color?.trim() : undefined,
    theme: oneOf(query.get('theme') ?? data.theme, ['light', 'dark', 'auto'], 'auto'),
    position: oneOf(data.position, ['end', 'left', 'right'], 'end'),
    open: data.open !== undefined && data.open !== 'false',
    mode,
    token: data.token || undefined,
  }
}
