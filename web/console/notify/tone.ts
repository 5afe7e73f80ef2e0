let audio: AudioContext | undefined

/** Two soft notes, made here: nothing to load. Browsers let it sound once the page was clicked. */
export function playTone(): void {
  audio ??= new AudioContext()
  const now = audio.currentTime
  for (const [at, hertz] of [
    [0, 587],
    [0.13, 880],
  ] as const) {
    const note = audio.createOscillator()
    const loud = audio.createGain()
    note.frequency.value = hertz
    loud.gain.setValueAtTime(0.0001, now + at)
    loud.gain.exponentialRampToValueAtTime(0.12, now + at + 0.02)
    loud.gain.exponentialRampToValueAtTime(0.0001, now + at + 0.35)
    note.connect(loud).connect(audio.destination)
    note.start(now + at)
    note.stop(now + at + 0.4)
  }
}
