import { expect } from 'vitest'
import { blocksIn, readPage } from './blocks.js'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()
const file = 'docs/templates.md'

/** What the page says that a preview answers. */
const shownAnswer = (): unknown =>
  JSON.parse(blocksIn(readPage(file)).find(({ marker }) => marker?.kind === 'answer')?.code ?? '')

describePage({
  file,
  world,
  outcomes: {
    'POST /v3/templates/order-shipped/preview'(_, answer) {
      expect(answer).toEqual(shownAnswer())
    },
    'POST /v3/templates/preview'(_, answer) {
      expect(answer).toEqual({ channels: { sms: { text: '4711 is your code' } }, problems: [] })
    },
  },
})
