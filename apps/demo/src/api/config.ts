import { createContext, useContext } from 'react'
import type { Config, User } from './types'

/** Who is who, known before anything else is shown. */
export interface Known extends Config {
  me: User
}

export const ConfigContext = createContext<Known | null>(null)

export const useConfig = (): Known => {
  const known = useContext(ConfigContext)
  if (!known) throw new Error('useConfig belongs below App')
  return known
}

/** The user behind an identifier. Others may act too, by the API: they go by their identifier. */
export const useUser = (identifier: string): User =>
  useConfig().users.find((user) => user.identifier === identifier) ?? {
    identifier,
    name: identifier,
    role: '',
    avatar: '',
  }
