/** What the closed bell says. */
export const bellEnglish = {
  bell: 'Notifications',
  bellWithCount: 'Notifications, {count} new',
} as const
