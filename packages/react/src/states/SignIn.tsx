'use client'

import type { ReactElement } from 'react'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'

/** "Sign in", where the host said how. */
export function SignIn({ part }: { part: string }): ReactElement | null {
  const { canSignIn, handlers } = useRoot(part)
  const text = useText(part)
  if (!canSignIn) return null
  return (
    <button type="button" className="inbox-button" onClick={() => handlers.current.onSignIn?.()}>
      {text('signIn')}
    </button>
  )
}
