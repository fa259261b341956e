const choice = <const T extends readonly string[]>(description: string, ...options: T) =>
  ({
    description,
    options,
    control: { type: 'inline-radio' },
    table: { defaultValue: { summary: options[0] } },
  }) as const

/** What the controls of a story offer, with the default first. */
export const layout = choice(
  'At the bell, a sheet at the end edge, or a column in the page.',
  'popover',
  'side',
  'page',
)
export const theme = choice('Colours: `auto` follows the page.', 'auto', 'light', 'dark')
export const density = choice('How close rows stand.', 'comfortable', 'compact')
export const badge = choice(
  'Whether the bell counts what was never shown or never opened.',
  'unseen',
  'unread',
)
