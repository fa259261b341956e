/** What the demo's notifications are about: what the inbox calls it, and what the preference screen says of it. */
export const categories: Readonly<
  Record<string, { name: string; description: string; isRequired?: boolean }>
> = {
  assignments: { name: 'Assignments', description: 'An order becomes yours, or somebody else’s' },
  comments: { name: 'Comments', description: 'What others write about your orders' },
  status: { name: 'Order status', description: 'An order is packed, shipped or delivered' },
  stock: { name: 'Stock', description: 'Something runs low, or is in again' },
  shipping: { name: 'Shipping', description: 'Couriers, delays and customs' },
  reports: { name: 'Reports', description: 'How the week and the month went' },
  workshop: { name: 'Workshop', description: 'The kiln, the wheels and the glazes' },
  team: { name: 'Team', description: 'Who joins, who is away, and what to celebrate' },
  payments: { name: 'Payments', description: 'What was paid, and what was not' },
  account: { name: 'Your account', description: 'Sign-ins, and new devices', isRequired: true },
}

/** A topic, and who follows it. */
export const glazes = 'glazes'
export const followers: readonly string[] = ['ann', 'bob', 'chen', 'dana']
