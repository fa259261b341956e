export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M16 9.5v14M12.5 14h7M8 17.5c.6 3.7 3.7 6 8 6s7.4-2.3 8-6" />
      <circle cx="16" cy="7.8" r="2" />
    </svg>
  )
}
