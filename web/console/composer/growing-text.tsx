import {
  type ClipboardEventHandler,
  type KeyboardEventHandler,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import styles from './composer.module.css'

export interface GrowingTextHandle {
  focus(): void
  blur(): void
  /** Puts the caret there, or selects up to `to`, once the new text stands. */
  moveTo(caret: number, to?: number): void
}

interface Props {
  ref: Ref<GrowingTextHandle>
  value: string
  label: string
  placeholder: string
  listId: string | undefined
  activeId: string | undefined
  onChange(value: string, caret: number): void
  onCaret(caret: number): void
  onKeyDown: KeyboardEventHandler<HTMLTextAreaElement>
  onPaste: ClipboardEventHandler<HTMLTextAreaElement>
}

/** A text field that is as high as its text, up to a third of the window. */
export function GrowingText({
  ref,
  value,
  label,
  placeholder,
  listId,
  activeId,
  onChange,
  onCaret,
  onKeyDown,
  onPaste,
}: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const wanted = useRef<readonly [number, number]>(undefined)
  useImperativeHandle(ref, () => ({
    focus: () => area.current?.focus(),
    blur: () => area.current?.blur(),
    moveTo(caret, to = caret) {
      wanted.current = [caret, to]
      area.current?.focus()
    },
  }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = area.current
    if (element === null) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
    if (wanted.current !== undefined) {
      element.setSelectionRange(...wanted.current)
      wanted.current = undefined
    }
  }, [value])
  return (
    <textarea
      ref={area}
      className={styles.text}
      dir="auto"
      rows={2}
      value={value}
      maxLength={16_000}
      placeholder={placeholder}
      aria-label={label}
      aria-autocomplete="list"
      aria-controls={listId}
      aria-activedescendant={activeId}
      onChange={({ currentTarget }) => onChange(currentTarget.value, currentTarget.selectionStart)}
      onSelect={({ currentTarget }) => onCaret(currentTarget.selectionStart)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
    />
  )
}
