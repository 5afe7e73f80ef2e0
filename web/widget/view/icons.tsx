import type { ComponentChildren } from 'preact'

function Icon({ children, turns = false }: { children: ComponentChildren; turns?: boolean }) {
  return (
    <svg
      class={turns ? 'icon turns' : 'icon'}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
}

/** Lucide-like strokes of our own; each takes the colour of the text around it. */
export const ChatIcon = () => (
  <Icon>
    <path d="M20.5 11.6a7.9 7.9 0 0 1-8.2 7.6 9 9 0 0 1-3.4-.6L4 20l1.3-4a7 7 0 0 1-1.2-4.2c0-4.3 3.7-7.6 8.2-7.6s8.2 3.2 8.2 7.4Z" />
    <path d="M8.8 10.3h7M8.8 13.6h4.4" />
  </Icon>
)
export const CloseIcon = () => (
  <Icon>
    <path d="m6.5 6.5 11 11m0-11-11 11" />
  </Icon>
)
export const DownIcon = () => (
  <Icon>
    <path d="m6 9.5 6 6 6-6" />
  </Icon>
)
/** Points where the line goes on, so it turns in right-to-left pages. */
export const SendIcon = () => (
  <Icon turns>
    <path d="M4.5 12h9.2M4.5 12 3.2 5.3c-.2-.9.7-1.6 1.5-1.2l15.6 7.2c.7.3.7 1.2 0 1.5L4.7 19.9c-.8.4-1.7-.4-1.5-1.2L4.5 12Z" />
  </Icon>
)
export const ClipIcon = () => (
  <Icon>
    <path d="m20 11.5-8 8a5 5 0 0 1-7-7l8.3-8.3a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6" />
  </Icon>
)
export const FileIcon = () => (
  <Icon>
    <path d="M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5l-5-5Z" />
    <path d="M13.5 3.5v5h5" />
  </Icon>
)
export const SparkIcon = () => (
  <Icon>
    <path d="M12 3.5c.6 4.700 3.800 7.900 8.5 8.5-4.700.6-7.900 3.800-8.5 8.5-.6-4.700-3.800-7.900-8.5-8.5 4.700-.6 7.900-3.800 8.5-8.5Z" />
  </Icon>
)
