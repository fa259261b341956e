import type { User } from '../api/types'

/** A picture beside a name; `alone` = there is no name beside it, so it says who it is. */
export function Avatar({ user, size, alone }: { user: User; size: 20 | 24 | 28; alone?: string }) {
  return (
    <img className="avatar" src={user.avatar} alt={alone ?? ''} title={alone} width={size} height={size} />
  )
}
