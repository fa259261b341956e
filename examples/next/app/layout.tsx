import { Inbox, InboxProvider } from '@inboxkit/react'
import '@inboxkit/react/styles.css'
import { connection } from 'next/server'
import type { ReactElement, ReactNode } from 'react'

export const metadata = { title: 'Shop' }

/** The server draws the bell; the browser connects. Both settings are read when a page is asked for. */
export default async function Layout({ children }: { children: ReactNode }): Promise<ReactElement> {
  await connection()
  const { INBOXKIT_URL: baseUrl = '', INBOXKIT_API_KEY: apiKey = '' } = process.env
  return (
    <html lang="en">
      <body>
        <InboxProvider baseUrl={baseUrl} apiKey={apiKey} userId="ann">
          <header>
            <h1>Shop</h1>
            <Inbox pageUrl="/notifications" />
          </header>
          <main>{children}</main>
        </InboxProvider>
      </body>
    </html>
  )
}
