/** Somebody who works at Harbor, the shop of the demo. */
export interface DemoUser {
  identifier: string
  name: string
  role: string
  /** Relative to the origin that serves the demo. */
  avatar: string
}

const aUser = (identifier: string, name: string, role: string): DemoUser => ({
  identifier,
  name,
  role,
  avatar: `/avatars/${identifier}.svg`,
})

/** Who can be in the demo. The first one is who a newcomer is. */
export const demoUsers: readonly DemoUser[] = [
  aUser('ann', 'Ann Keller', 'Shop lead'),
  aUser('bob', 'Bob Okafor', 'Packing'),
  aUser('chen', 'Chen Wei', 'Workshop'),
  aUser('dana', 'Dana Petrova', 'Customer care'),
]

export const findDemoUser = (identifier: string): DemoUser | undefined =>
  demoUsers.find((user) => user.identifier === identifier)

export const nameOf = (identifier: string): string => findDemoUser(identifier)?.name ?? identifier

/** The domain and the numbers are nobody's: RFC 2606, and those that are kept free for stories. */
export const addressesOf = (user: DemoUser): { email: string; phoneNumber: string } => ({
  email: `${user.identifier}@harbor.test`,
  phoneNumber: `+1202555014${demoUsers.indexOf(user)}`,
})
