// Runs before the first paint, so that neither colours nor direction change in front of the visitor.
{
  const root = document.documentElement
  const asked = new URLSearchParams(location.search)
  try {
    const theme = localStorage.getItem('harbor.theme')
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  } catch {
    // Storage is blocked: the system's theme it is.
  }
  if (asked.get('dir') === 'rtl') root.dir = 'rtl'
}
