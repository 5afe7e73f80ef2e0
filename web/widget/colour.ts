/** The shop's colour, made fit to be read: each pair below has the contrast that WCAG 2.2 AA asks for (4.5). */
export interface Palette {
  /** Behind the customer's bubbles, the bubble button and the send button. */
  accent: string
  /** On the accent. */
  onAccent: string
  /** The accent as text and lines, on a light ground and on a dark one. */
  accentOnLight: string
  accentOnDark: string
}

type Rgb = readonly [number, number, number]

const DEFAULT: string = '#1d5c63'
const WHITE: Rgb = [255, 255, 255]
const INK: Rgb = [20, 24, 29]
/** The widget's darkest light ground and its lightest dark ground (`styles/tokens.css`). */
const LIGHT_GROUND: Rgb = [241, 243, 245]
const DARK_GROUND: Rgb = [38, 43, 51]
const READABLE = 4.5

function parse(hex: string): Rgb {
  const digits = hex.length === 4 ? [...hex.slice(1)].map(digit => digit + digit).join('') : hex.slice(1)
  const number = Number.parseInt(digits, 16)
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255]
}

const write = (rgb: Rgb) => `#${rgb.map(part => Math.round(part).toString(16).padStart(2, '0')).join('')}`

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map(part => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrastOf(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** WCAG's contrast of two `#rrggbb` colours, 1 to 21. */
export const contrast = (one: string, other: string): number => contrastOf(parse(one), parse(other))

/** Steps towards the goal until it can be read on the ground. */
function readable(colour: Rgb, ground: Rgb, goal: Rgb): Rgb {
  for (let step = 0; step <= 20; step++) {
    const mixed = colour.map((part, i) => part + ((goal[i] as number) - part) * (step / 20)) as unknown as Rgb
    if (contrastOf(mixed, ground) >= READABLE) return mixed
  }
  return goal
}

/** @param color `#rgb` or `#rrggbb`; the widget's own when undefined */
export function paletteOf(color: string | undefined): Palette {
  const accent = parse(color ?? DEFAULT)
  const onAccent = contrastOf(accent, WHITE) >= READABLE ? WHITE : INK
  return {
    // A middling colour carries neither white nor ink: it is darkened a little.
    accent: write(onAccent === INK && contrastOf(accent, INK) < READABLE ? readable(accent, INK, WHITE) : accent),
    onAccent: write(onAccent),
    accentOnLight: write(readable(accent, LIGHT_GROUND, INK)),
    accentOnDark: write(readable(accent, DARK_GROUND, WHITE)),
  }
}
