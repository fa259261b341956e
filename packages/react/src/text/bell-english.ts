/** What the closed bell says. */
export const bellEnglish = {
  bell: 'Notifications',
  bellWithCount: { one: 'Notifications, {count} new', other: 'Notifications, {count} new' },
} as const
