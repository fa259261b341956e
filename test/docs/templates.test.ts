import { expect } from 'vitest'
import { blocksIn, readPage } from './blocks.js'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()
const file = 'docs/templates.md'

/** What the page says that a preview answers, of a published template or another. */
const shownAnswer = (path: string): unknown =>
  JSON.parse(
    blocksIn(readPage(file)).find(({ marker }) => marker?.kind === 'answer' && marker.path === path)?.code ??
      '',
  )

describePage({
  file,
  world,
  outcomes: {
    'POST /v3/templates/order-shipped/preview'(_, answer) {
      expect(answer).toEqual(shownAnswer('/v3/templates/{slug}/preview'))
    },
    'POST /v3/templates/preview'(_, answer) {
      expect([
        shownAnswer('/v3/templates/preview'),
        { channels: { sms: { text: '4711 is your code' } }, problems: [] },
      ]).toContainEqual(answer)
    },
  },
})
