import { useEffect } from 'react'
import type { User } from '../api/types'
import { recall, remember } from '../parts/memory'
import { replaceRoute, useRoute } from './route'

/** The user in the address, else the one of last time, else the first. The address then says so. */
export const useCurrentUser = (users: readonly User[]): User | undefined => {
  const { user } = useRoute()
  const asked = user ?? recall('user')
  const me = users.find(({ identifier }) => identifier === asked) ?? users[0]
  const identifier = me?.identifier
  useEffect(() => {
    if (identifier === undefined) return
    remember('user', identifier)
    if (user !== identifier) replaceRoute({ user: identifier })
  }, [identifier, user])
  return me
}
