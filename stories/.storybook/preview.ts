import type { Preview } from '@storybook/react-vite'
import { configure } from 'storybook/test'
import { MINIMAL_VIEWPORTS } from 'storybook/viewport'
import { phone } from '../required.js'
import { start } from '../sample.js'
import { onStage } from '../stage.js'

// The clock starts at the same moment each time and runs on from there, so that ages and date heads never change.
const { now } = Date
const offset = start - now()
Date.now = () => now() + offset

// Long enough for a machine that is busy with other things.
configure({ asyncUtilTimeout: 10_000 })

/** What axe finds in a story fails it. */
export default {
  tags: ['autodocs'],
  decorators: [onStage],
  parameters: {
    a11y: { test: 'error' },
    layout: 'fullscreen',
    controls: { expanded: true },
    viewport: {
      options: {
        ...MINIMAL_VIEWPORTS,
        phone: { name: 'Phone', styles: { width: `${phone.width}px`, height: `${phone.height}px` } },
      },
    },
  },
  initialGlobals: { direction: 'auto', locale: 'en', scheme: 'light' },
  globalTypes: {
    scheme: {
      description: 'Colours of the page around the inbox',
      toolbar: { icon: 'contrast', items: ['light', 'dark'], dynamicTitle: true },
    },
    locale: {
      description: 'Language of the page, and so of the inbox',
      toolbar: {
        icon: 'globe',
        items: [
          { value: 'en', title: 'English' },
          { value: 'de', title: 'Deutsch' },
          { value: 'fr', title: 'Français' },
          { value: 'es', title: 'Español' },
          { value: 'ar', title: 'العربية' },
          { value: 'ja', title: '日本語' },
        ],
        dynamicTitle: true,
      },
    },
    direction: {
      description: 'Direction of writing',
      toolbar: {
        icon: 'transfer',
        items: [
          { value: 'auto', title: 'as the language' },
          { value: 'ltr', title: 'left to right' },
          { value: 'rtl', title: 'right to left' },
        ],
        dynamicTitle: true,
      },
    },
  },
} satisfies Preview
