/** What the demo's notifications are about, and what the inbox calls it. */
export const categories: Readonly<Record<string, string>> = {
  assignments: 'Assignments',
  comments: 'Comments',
  status: 'Order status',
  stock: 'Stock',
  shipping: 'Shipping',
  reports: 'Reports',
  workshop: 'Workshop',
  team: 'Team',
  payments: 'Payments',
}

/** A topic, and who follows it. */
export const glazes = 'glazes'
export const followers: readonly string[] = ['ann', 'bob', 'chen', 'dana']
