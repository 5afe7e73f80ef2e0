/** What we use of html-to-text, which brings no types of its own. */
declare module 'html-to-text' {
  interface HtmlElement {
    attribs?: Record<string, string>
  }
  interface BlockTextBuilder {
    addInline(text: string, options?: { noWordTransform?: boolean }): void
  }
  type Formatter = (element: HtmlElement, walk: unknown, builder: BlockTextBuilder) => void
  export interface HtmlToTextOptions {
    wordwrap?: number | false
    limits?: { maxInputLength?: number; maxDepth?: number; ellipsis?: string }
    formatters?: Record<string, Formatter>
    selectors?: { selector: string; format?: string; options?: Record<string, unknown> }[]
  }
  export function htmlToText(html: string, options?: HtmlToTextOptions): string
}
