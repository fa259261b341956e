import type { StorybookConfig } from '@storybook/react-vite'

/** Components come from source, so that a change shows at once. */
const fromSource = ['inboxkit-source', 'module', 'browser', 'development|production']

/** Below these, the bundler would rewrite `light-dark()`, and colours would not follow an inherited scheme. */
const cssTarget = ['chrome123', 'firefox125', 'safari17.5']

export default {
  stories: ['../*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  framework: '@storybook/react-vite',
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  typescript: { reactDocgen: 'react-docgen' },
  viteFinal: (config) => ({
    ...config,
    resolve: { ...config.resolve, conditions: fromSource },
    build: { ...config.build, cssTarget },
  }),
} satisfies StorybookConfig
