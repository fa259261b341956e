import { InboxProvider } from '@inboxkit/react'
import '@inboxkit/react/styles.css'
import type { Decorator } from '@storybook/react-vite'
import { type PropsWithChildren, type ReactElement, useLayoutEffect, useState } from 'react'
import { arabicNotifications } from './arabic.js'
import { japaneseNotifications } from './japanese.js'
import { aFew } from './sample.js'
import { onFirstPage, openStage, type Scene, type Stage } from './scene.js'
import './stage.css'

/** Which way the page is written where the toolbar leaves it to its language. */
const wayOf = (locale: unknown): string => (locale === 'ar' ? 'rtl' : 'ltr')

/**
 * A page in the toolbar's language, which is then the inbox's; light or dark as the inbox is told, else as the toolbar
 * says; from left to right, or from right to left.
 */
export const onStage: Decorator = (Story, { args, globals, viewMode }) => {
  const { theme } = args
  const { locale, direction } = globals
  document.documentElement.lang = String(locale)
  const scheme = String(theme === 'light' || theme === 'dark' ? theme : globals['scheme'])
  return (
    <div
      className="stage"
      data-alone={viewMode === 'story' ? '' : undefined}
      dir={direction === 'auto' ? wayOf(locale) : String(direction)}
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
  // Before the inbox has asked: a server in memory answers at once.
  useLayoutEffect(() => (after ? onFirstPage(stage, () => after(stage)) : undefined), [stage, after])
  return <InboxProvider client={stage.inbox}>{children(stage)}</InboxProvider>
}

/** Gives a story an inbox of its own. The story's scene goes before that of its file. */
export const scene =
  (given: Scene): Decorator =>
  (Story, { globals }) => <InScene scene={translated(given, globals['locale'])}>{() => <Story />}</InScene>

const days: Record<string, Scene['notifications']> = { ar: arabicNotifications, ja: japaneseNotifications }

/** What an ordinary day brings, in languages that look quite different; other scenes have nothing to read, or say what they show. */
const translated = (given: Scene, locale: unknown): Scene => {
  const notifications = days[String(locale)]
  return notifications && given.notifications === aFew ? { ...given, notifications } : given
}

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
