import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ConfigContext } from './api/config'
import { configQuery } from './api/queries'
import { Refusal } from './api/request'
import { Desk } from './Desk'
import { Failed } from './parts/Failed'
import { useCurrentUser } from './route/use-current-user'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What was refused once is refused again; a server that restarts is back in a moment.
      retry: (count, error) => count < 3 && (!(error instanceof Refusal) || error.status === 0),
    },
  },
})

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Start />
    </QueryClientProvider>
  )
}

function Start() {
  const { data: config, error, refetch } = useQuery(configQuery)
  const me = useCurrentUser(config?.users ?? [])
  const known = useMemo(() => (config && me ? { ...config, me } : null), [config, me])
  if (known)
    return (
      <ConfigContext value={known}>
        <Desk />
      </ConfigContext>
    )
  if (!error) return null
  const isWithoutDemo = error instanceof Refusal && error.status === 404
  return (
    <Failed
      reason={isWithoutDemo ? 'This server runs without the demo: start it with --demo.' : error.message}
      onRetry={() => void refetch()}
    />
  )
}
