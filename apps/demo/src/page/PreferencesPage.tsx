import { PreferenceCenter } from '@inboxkit/react/preferences'
import { useConfig } from '../api/config'
import { webPush } from '../parts/web-push'
import { BackLink } from './BackLink'
import './page.css'

/** What the current user wants to hear of, as the content of a page. */
export function PreferencesPage() {
  const { me } = useConfig()
  return (
    <main className="page" id="preferences" tabIndex={-1}>
      <h1 className="hidden">The settings of {me.name}</h1>
      <BackLink />
      <div className="page-card">
        <PreferenceCenter webPush={webPush} />
      </div>
    </main>
  )
}
