'use client'

import { useEffect } from 'react'
import { useRoot } from '../root/context.js'

declare const process: { env: { NODE_ENV?: string } }

/** Says in development that the stylesheet is missing: without it the inbox works, but looks like nothing. */
export const useStylesheetCheck: () => void =
  process.env.NODE_ENV === 'production'
    ? () => {}
    : function useStylesheetCheck() {
        const { root } = useRoot('Inbox')
        useEffect(() => {
          if (!root.current) return
          const isStyled = getComputedStyle(root.current).getPropertyValue('--ibx-surface') !== ''
          if (!isStyled)
            console.error("inboxkit: add import '@inboxkit/react/styles.css' to your app, or a <link> to it.")
        }, [root])
      }
