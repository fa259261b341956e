/** What a user holds in hand: 360 × 640 pixels. */
export const phone = { width: 360, height: 640 } as const

const surfaces = ['popover', 'page', 'side', 'mobile'] as const

/** What each surface has to show well. */
const surfaceStates = [
  'loading',
  'empty',
  'few',
  'thousand',
  'failed',
  'offline',
  'reconnecting',
  'signed-out',
  'no-permission',
] as const

/** What one notification can be. */
const itemStates = [
  'unread',
  'read',
  'seen',
  'pinned',
  'snoozed',
  'archived',
  'expired',
  'pending',
  'refused',
  'no-avatar',
  'broken-image',
  'ten-thousand-letters',
  'forty-blocks',
] as const

/** What the preference center has to show well; narrow on a phone. */
const preferenceStates = [
  'loading',
  'rows',
  'turned',
  'required',
  'muted',
  'failed',
  'refused',
  'quiet-hours',
  'devices',
  'narrow',
] as const

const elementStates = ['popover', 'page', 'styled', 'preferences'] as const

const languages = ['english', 'german', 'french', 'spanish', 'arabic', 'japanese'] as const

/** A story that must exist, by its id. */
export interface RequiredStory {
  id: string
  /** It is looked at on a phone. */
  isOnPhone: boolean
}

export const required: readonly RequiredStory[] = [
  ...surfaces.flatMap((surface) =>
    surfaceStates.map((state) => ({ id: `surface-${surface}--${state}`, isOnPhone: surface === 'mobile' })),
  ),
  ...itemStates.map((state) => ({ id: `item--${state}`, isOnPhone: false })),
  ...preferenceStates.map((state) => ({ id: `preferences--${state}`, isOnPhone: state === 'narrow' })),
  { id: 'inbox--settings', isOnPhone: false },
  ...elementStates.map((state) => ({ id: `element--${state}`, isOnPhone: false })),
  ...languages.map((language) => ({ id: `languages--${language}-menu`, isOnPhone: false })),
]
