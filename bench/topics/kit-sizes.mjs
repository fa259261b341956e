import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { must, SetupError } from '../../scripts/setup/shell.mjs'
import { bundle, loadedWith, totalKB } from '../../scripts/size/bundle.mjs'
import { measures, react, stylesOf } from '../../scripts/size/measures.mjs'
import { stage } from '../../scripts/size/stage.mjs'

/** What each vendor's quick start imports for a bell with an inbox, of the versions of November 2026. */
const kits = [
  { packages: ['@novu/react@3.19.2'], code: `export { Inbox } from '@novu/react'` },
  {
    packages: ['@knocklabs/react@0.12.1'],
    code: `export { KnockProvider, KnockFeedProvider, NotificationIconButton, NotificationFeedPopover } from '@knocklabs/react'
      import '@knocklabs/react/dist/index.css'`,
  },
  {
    packages: ['@trycourier/courier-react@9.2.2'],
    code: `export { CourierInboxPopupMenu, useCourier } from '@trycourier/courier-react'`,
  },
  {
    packages: ['@magicbell/react@1.6.0'],
    code: `export { default as Provider } from '@magicbell/react/context-provider'
      export { default as FloatingInbox } from '@magicbell/react/floating-inbox'`,
  },
  {
    packages: ['@suprsend/react@0.3.5'],
    code: `export { SuprSendProvider, Inbox } from '@suprsend/react'`,
  },
  {
    packages: ['@engagespot/react-component@3.0.1'],
    code: `export { Engagespot } from '@engagespot/react-component'`,
  },
  {
    packages: ['@liveblocks/react-ui@3.24.2', '@liveblocks/react@3.24.2', '@liveblocks/client@3.24.2'],
    code: `export { LiveblocksProvider, useInboxNotifications, useUnreadInboxNotificationsCount } from '@liveblocks/react'
      export { InboxNotification, InboxNotificationList } from '@liveblocks/react-ui'
      import '@liveblocks/react-ui/styles.css'`,
  },
]

/**
 * What a page loads of other vendors' kits and of ours, by the same bundler and the same count: minified, gzip -9,
 * React apart. It needs the registry: nothing of theirs is among our own dependencies for this.
 */
export const kitSizes = async () => {
  const title = 'What a page loads, beside other kits'
  try {
    return { title, ...(await measure()) }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return { title, rows: [], remarks: [error.message] }
  }
}

const measure = async () => {
  await stage()
  const found = []
  for (const { packages, code } of kits)
    found.push({ name: packages[0] ?? '', ...(await sizeOf(packages, code)) })
  const lightest = Math.min(...found.map(({ atOnce }) => atOnce))
  const ours = {
    atOnce: (await measures.A.measure()) + (await measures.CSS.measure()),
    open: await measures.B.measure(),
    all: await measures.D.measure(),
  }
  /** @param {string} what @param {number} kB */
  const row = (what, kB) => ({ what, unit: 'kB', figures: [kB] })
  return {
    rows: [
      ...found.flatMap(({ name, atOnce, all }) => [
        row(`${name}: before anything is clicked`, atOnce),
        ...(all > atOnce ? [row(`${name}: with whatever it may load later`, all)] : []),
      ]),
      row('ours: before anything is clicked', ours.atOnce),
      { ...row('ours: panel open and live', ours.open), floor: [lightest], target: { atMost: 1 } },
      row('ours: with whatever it may load later', ours.all),
    ],
    remarks: ['kB = 1,000 bytes of scripts and styles. The floor is the lightest of the others.'],
  }
}

/** @param {readonly string[]} packages @param {string} code */
const sizeOf = async (packages, code) => {
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-kit-'))
  try {
    await writeFile(join(folder, 'package.json'), '{}')
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps']
    await must(`Fetching ${packages[0]}`, 'npm', [...words, ...packages], { cwd: folder })
    const built = await bundle(code, react, folder)
    return {
      atOnce: totalKB([...loadedWith(built.chunks, [built.entry]), ...stylesOf(built)]),
      all: totalKB([...built.chunks.values()]),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
