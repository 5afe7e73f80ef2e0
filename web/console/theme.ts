import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** The house's green, as on the widget and the first page. */
const sea: MantineColorsTuple = [
  '#eef6f7',
  '#dcebec',
  '#b7d6d9',
  '#8fc0c5',
  '#6cacb3',
  '#4d959d',
  '#367e87',
  '#276c74',
  '#1d5c63',
  '#154a50',
]

export const theme = createTheme({
  colors: { sea },
  primaryColor: 'sea',
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: {
      defaultProps: { openDelay: 400, withArrow: true, events: { hover: true, focus: true, touch: false } },
    },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 } } },
    // Within its landmark, where a screen reader looks for it.
    Menu: {
      defaultProps: {
        shadow: 'md',
        withinPortal: false,
        withInitialFocusPlaceholder: false,
        transitionProps: { duration: 80 },
      },
    },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
  },
})
