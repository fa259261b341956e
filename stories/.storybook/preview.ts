import type { Preview } from '@storybook/react-vite'

/** What axe finds in a story fails it. */
export default {
  tags: ['autodocs'],
  parameters: { a11y: { test: 'error' } },
} satisfies Preview
