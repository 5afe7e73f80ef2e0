/** The house's sign: a concierge's bell. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1d5c63" />
      <path d="M7 21a9 9 0 0 1 18 0" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <path d="M5.5 24.5h21" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="16" cy="9" r="2" fill="#fff" />
    </svg>
  )
}
