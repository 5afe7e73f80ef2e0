import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { OutgoingFile } from '../direct-line.ts'
import { ACCEPT, fileProblem, fileSize, MAX_FILE_BYTES, MAX_FILES } from '../files.ts'
import { withoutBidi } from '../links.ts'
import { ClipIcon, CloseIcon, FileIcon, SendIcon } from './icons.tsx'
import { useWords } from './words.ts'

/** Longer than any question of a customer's; a pasted log file is better attached. */
const MAX_CHARS = 20_000

interface Props {
  draft: string
  onDraft(draft: string): void
  onSend(text: string, files: readonly OutgoingFile[]): void
  field: RefObject<HTMLTextAreaElement | null>
}

/** Files that were chosen, and what was wrong with the others. */
function useFiles() {
  const { say, lang } = useWords()
  const [files, setFiles] = useState<File[]>([])
  const [problem, setProblem] = useState<string>()

  function add(chosen: Iterable<File>) {
    let fault: string | undefined
    const fit = [...chosen].filter(file => {
      const found = fileProblem(file)
      if (found) fault = say(found, { name: withoutBidi(file.name), size: fileSize(MAX_FILE_BYTES, lang) })
      return !found
    })
    const all = [...files, ...fit]
    if (all.length > MAX_FILES) fault = say('tooManyFiles', { count: MAX_FILES })
    setFiles(all.slice(0, MAX_FILES))
    setProblem(fault)
  }

  return {
    files,
    problem,
    add,
    remove: (file: File) => setFiles(files.filter(other => other !== file)),
    clear() {
      setFiles([])
      setProblem(undefined)
    },
  }
}

/** Where the customer writes: Enter sends, Shift+Enter is a new line, and Enter that ends an input method's word does neither. */
export function Composer({ draft, onDraft, onSend, field }: Props) {
  const { say, lang } = useWords()
  const { files, problem, add, remove, clear } = useFiles()
  const picker = useRef<HTMLInputElement>(null)
  const excess = draft.length - MAX_CHARS
  const ready = excess <= 0 && (draft.trim() !== '' || files.length > 0)

  // The height follows what is written.
  useLayoutEffect(() => {
    const area = field.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [draft])

  function submit() {
    field.current?.focus()
    if (!ready) return
    onSend(
      draft.trim(),
      files.map(file => ({ name: file.name, blob: file })),
    )
    onDraft('')
    clear()
  }

  function onKeyDown(event: KeyboardEvent) {
    // Safari ends the composition before the key event; 229 is the input method's own key code everywhere.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    submit()
  }

  function onPaste(event: ClipboardEvent) {
    const pasted = event.clipboardData?.files
    if (!pasted?.length) return
    event.preventDefault()
    add(pasted)
  }

  const told = excess > 0 ? say('tooLong', { count: excess }) : problem
  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault()
        submit()
      }}
    >
      <div class="told" id="told" role="alert">
        {told}
      </div>
      {files.length > 0 && (
        <ul class="attached" aria-label={say('attached')}>
          {files.map(file => (
            <li key={`${file.name}${file.lastModified}${file.size}`}>
              <FileIcon />
              <bdi>{withoutBidi(file.name)}</bdi>
              <button
                type="button"
                class="plain"
                aria-label={say('remove', { name: withoutBidi(file.name) })}
                onClick={() => {
                  remove(file)
                  field.current?.focus()
                }}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          // An empty field with dir=auto would set the placeholder from left to right in every language.
          {...(draft === '' ? {} : { dir: 'auto' })}
          value={draft}
          placeholder={say('placeholder')}
          aria-label={say('message')}
          aria-describedby="told"
          aria-invalid={excess > 0}
          enterkeyhint="send"
          onInput={event => onDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept={ACCEPT}
          onChange={event => {
            add(event.currentTarget.files ?? [])
            event.currentTarget.value = ''
            field.current?.focus()
          }}
        />
        <button
          type="button"
          class="tool"
          aria-label={say('attach')}
          title={say('attachHint', { size: fileSize(MAX_FILE_BYTES, lang) })}
          onClick={() => picker.current?.click()}
        >
          <ClipIcon />
        </button>
        <button type="submit" class="send" aria-label={say('send')} disabled={!ready}>
          <SendIcon />
        </button>
      </div>
    </form>
  )
}
