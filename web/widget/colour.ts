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

const DEFAULT = '#1d5c63'
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

/** Hue in degrees, the others 0 to 1. */
function toHsl(rgb: Rgb): [number, number, number] {
  const [red, green, blue] = rgb.map(part => part / 255) as [number, number, number]
  const max = Math.max(red, green, blue)
  const range = max - Math.min(red, green, blue)
  const lightness = max - range / 2
  if (range === 0) return [0, 0, lightness]
  const hue =
    max === red
      ? (green - blue) / range
      : max === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4
  return [(hue * 60 + 360) % 360, range / (1 - Math.abs(2 * lightness - 1)), lightness]
}

/** @see https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
function fromHsl([hue, saturation, lightness]: readonly [number, number, number]): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness)
  const part = (n: number) => {
    const k = (n + hue / 30) % 12
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  }
  return [part(0), part(8), part(4)]
}

/** The same hue, lighter (`step` > 0) or darker until it can be read on the ground. */
function readable(colour: Rgb, ground: Rgb, step: number, ratio = READABLE): Rgb {
  const [hue, saturation, lightness] = toHsl(colour)
  let found = colour
  for (let light = lightness; contrastOf(found, ground) < ratio && light >= 0 && light <= 1; light += step)
    found = fromHsl([hue, saturation, light])
  return found
}

/** @param color `#rgb` or `#rrggbb`; the widget's own when undefined */
export function paletteOf(color: string | undefined): Palette {
  const chosen = parse(color ?? DEFAULT)
  const onAccent = contrastOf(chosen, WHITE) >= contrastOf(chosen, INK) ? WHITE : INK
  return {
    // A middling colour carries neither white nor ink as it is: it moves a little away from what stands on it.
    accent: write(readable(chosen, onAccent, onAccent === INK ? 0.01 : -0.01)),
    onAccent: write(onAccent),
    accentOnLight: write(readable(chosen, LIGHT_GROUND, -0.01)),
    // Dark grounds are read at night: a little more than the least.
    accentOnDark: write(readable(chosen, DARK_GROUND, 0.01, 5.5)),
  }
}
