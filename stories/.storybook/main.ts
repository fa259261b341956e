import type { StorybookConfig } from '@storybook/react-vite'

/** Components come from source, so that their prop comments reach the docs and a change shows at once. */
const fromSource = ['inboxkit-source', 'module', 'browser', 'development|production']

export default {
  stories: ['../*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  framework: '@storybook/react-vite',
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  typescript: { reactDocgen: 'react-docgen' },
  viteFinal: (config) => ({ ...config, resolve: { ...config.resolve, conditions: fromSource } }),
} satisfies StorybookConfig
