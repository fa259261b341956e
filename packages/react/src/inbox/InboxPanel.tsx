'use client'

import type { Notification } from '@inboxkit/protocol'
import type { ReactElement } from 'react'
import { useReadable } from '../hooks/use-readable.js'
import { DefaultItem } from '../item/DefaultItem.js'
import { List } from '../list/List.js'
import { Body } from '../panel/Body.js'
import { Close } from '../panel/Close.js'
import { usePanel } from '../panel/context.js'
import { Header } from '../panel/Header.js'
import { MarkAllRead } from '../panel/MarkAllRead.js'
import { PageLink } from '../panel/PageLink.js'
import { Panel } from '../panel/Panel.js'
import { Pill } from '../panel/Pill.js'
import { Popover } from '../panel/Popover.js'
import { Settings } from '../panel/Settings.js'
import { Tab } from '../panel/Tab.js'
import { Tabs } from '../panel/Tabs.js'
import { Title } from '../panel/Title.js'
import { type InboxTab, useRoot } from '../root/context.js'
import { Empty } from '../states/Empty.js'
import { Failed } from '../states/Failed.js'
import { Loading } from '../states/Loading.js'
import { LoadMore } from '../states/LoadMore.js'
import { Notice } from '../states/Notice.js'
import { LazyToasts } from '../toast/LazyToasts.js'
import { laterChunk } from './later-chunk.js'
import { settingsChunk } from './settings-chunk.js'
import { useChunk, useLoaded } from './use-chunk.js'

export { LazyToasts } from '../toast/LazyToasts.js'

/** What is behind the bell, put together from the parts. */
export function InboxPanel(): ReactElement {
  const { layout } = useRoot('Inbox')
  const Surface = layout === 'page' ? Panel : Popover
  return (
    <Surface>
      <Contents />
      <LazyToasts />
    </Surface>
  )
}

/** The list with what is around it, or the settings in its place. */
function Contents(): ReactElement {
  const { tabs } = useRoot('Inbox')
  const { settings } = usePanel('Inbox')
  const isSetting = useReadable(settings, false)
  const center = useChunk('Inbox', settingsChunk, isSetting)
  const later = useLoaded(laterChunk)
  if (isSetting && center) return <center.PanelSettings />
  return (
    <>
      <Header>
        <Title />
        {later && <later.Filters />}
        <MarkAllRead />
        <Settings />
        <PageLink />
        <Close />
      </Header>
      {tabs.length > 1 && <Tabs>{tabs.map(drawTab)}</Tabs>}
      {later && <later.BulkBar />}
      <Notice />
      <Pill />
      <Body>
        <List>{drawItem}</List>
        <LoadMore />
        <Loading />
        <Empty />
        <Failed />
      </Body>
      {later && <later.Help />}
    </>
  )
}

const drawTab = (tab: InboxTab): ReactElement =>
  typeof tab === 'string' ? (
    <Tab key={tab} value={tab} />
  ) : (
    <Tab key={tab.value} value={tab.value} filter={tab.filter}>
      {tab.label}
    </Tab>
  )

const drawItem = (notification: Notification): ReactElement => <DefaultItem notification={notification} />
