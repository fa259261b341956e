import { InboxProvider } from '@inboxkit/react'
import '@inboxkit/react/styles.css'
import type { Decorator } from '@storybook/react-vite'
import { type PropsWithChildren, type ReactElement, useEffect, useState } from 'react'
import { arabicLabels, arabicNotifications } from './arabic.js'
import { aFew } from './sample.js'
import { onFirstPage, openStage, type Scene, type Stage } from './scene.js'
import './stage.css'

/** Light or dark as the inbox is told, else as the toolbar says; from left to right, or from right to left. */
export const onStage: Decorator = (Story, { args, globals, viewMode }) => {
  const { theme } = args
  const scheme = String(theme === 'light' || theme === 'dark' ? theme : globals['scheme'])
  return (
    <div
      className="stage"
      data-alone={viewMode === 'story' ? '' : undefined}
      dir={String(globals['direction'])}
      style={{ colorScheme: scheme }}
    >
      <Story />
    </div>
  )
}

interface InSceneProps {
  scene: Scene
  /** Takes the scene's stage, to make something happen on it. */
  children: (stage: Stage) => ReactElement
}

/** What nobody looks at any more ends by itself: an inbox closes its socket after its last subscriber. */
export function InScene({ scene, children }: InSceneProps): ReactElement {
  const [stage] = useState(() => openStage(scene))
  const { after } = scene
  useEffect(() => (after ? onFirstPage(stage, () => after(stage)) : undefined), [stage, after])
  return <InboxProvider client={stage.inbox}>{children(stage)}</InboxProvider>
}

/** Gives a story an inbox of its own. The story's scene goes before that of its file. */
export const scene =
  (given: Scene): Decorator =>
  (Story, { args, globals }) => {
    const isArabic = globals['language'] === 'ar'
    const words = isArabic ? { labels: arabicLabels, locale: 'ar' } : {}
    return (
      <InScene scene={isArabic ? inArabic(given) : given}>
        {() => <Story args={{ ...args, ...words }} />}
      </InScene>
    )
  }

/** What an ordinary day brings, in Arabic; other scenes have nothing to read, or say what they show. */
const inArabic = (given: Scene): Scene =>
  given.notifications === aFew ? { ...given, notifications: arabicNotifications } : given

/** An app's page with the story in its header's end corner, where a bell usually is; as its content with `page`. */
export const inApp: Decorator = (Story, { args }) => {
  const { layout } = args
  return layout === 'page' ? (
    <AppWith>
      <Story />
    </AppWith>
  ) : (
    <AppWith corner={<Story />}>
      <p>Everything that lies in the harbour today, and what it waits for.</p>
      <p>Berth 4 is free from noon. The crane at berth 7 is back on Monday.</p>
    </AppWith>
  )
}

/** An app's page with the story as its content. */
export const inPage: Decorator = (Story) => (
  <AppWith>
    <Story />
  </AppWith>
)

const AppWith = ({ corner, children }: PropsWithChildren<{ corner?: ReactElement }>): ReactElement => (
  <>
    <header className="stage-header">
      <h1 className="stage-name">Harbour</h1>
      {corner}
    </header>
    <main className={corner && 'stage-main'}>{children}</main>
  </>
)
