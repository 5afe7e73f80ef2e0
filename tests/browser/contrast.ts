import type { Page } from 'playwright-core'

/** A text that is too faint: its words, what stands behind it, and the ratio. */
export interface Faint {
  text: string
  element: string
  ratio: number
}

/**
 * All texts of the widget on the screen with less contrast than WCAG 2.2 AA asks for (4.5; 3 for large text). What is
 * disabled or only for screen readers has no limit.
 * @see https://www.w3.org/TR/WCAG22/#contrast-minimum
 */
export function faintTexts(page: Page): Promise<Faint[]> {
  return page.evaluate(() => {
    type Rgba = [number, number, number, number]
    const root = document.querySelector('conserje-chat')?.shadowRoot as ShadowRoot
    const read = (colour: string): Rgba => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number)
      return [red, green, blue, alpha]
    }
    const luminance = (colour: Rgba) => {
      const [red, green, blue] = colour.slice(0, 3).map(part => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      }) as [number, number, number]
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const behind = (element: Element | null): Rgba => {
      for (let at = element; at; at = at.parentElement) {
        const colour = read(getComputedStyle(at).backgroundColor)
        if (colour[3] > 0.99) return colour
      }
      return [255, 255, 255, 1]
    }
    const faint = []
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      if (!element || !node.textContent?.trim() || element.closest('style, .unseen, :disabled')) continue
      const style = getComputedStyle(element)
      const [one, other] = [luminance(read(style.color)), luminance(behind(element))].sort(
        (a, b) => b - a,
      ) as [number, number]
      const ratio = (one + 0.05) / (other + 0.05)
      const size = Number.parseFloat(style.fontSize)
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      if (ratio < (large ? 3 : 4.5)) {
        faint.push({
          text: node.textContent.slice(0, 40),
          element: element.className || element.tagName,
          ratio,
        })
      }
    }
    return faint
  })
}

interface AxNode {
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
}

const NAMED = ['button', 'link', 'textbox', 'dialog', 'img', 'image', 'log', 'region', 'article', 'list']

/** Roles of what a screen reader meets without a name, as the browser itself computes it. */
export async function nameless(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page)
  const { nodes } = (await client.send('Accessibility.getFullAXTree')) as { nodes: AxNode[] }
  return nodes
    .filter(({ ignored, role, name }) => !ignored && NAMED.includes(role?.value ?? '') && !name?.value.trim())
    .map(({ role }) => role?.value ?? '')
    .filter(role => role !== 'list')
}
