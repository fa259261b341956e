/** What blocks say. Loaded with them. */
export const blocksEnglish = {
  showMore: 'Show more',
  showLess: 'Show less',
  answer: 'Your answer',
  send: 'Send',
  sent: 'Sent',
  stars: { one: '{count} star', other: '{count} stars' },
} as const
