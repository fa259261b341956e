import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Only this repository needs it: its packages come as source, so that nothing has to be built first. */
const conditions = ['inboxkit-source', 'module', 'browser', 'development|production']

export default defineConfig({
  plugins: [react()],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'example-testing',
    environment: 'jsdom',
    include: ['src/**/*.test.tsx'],
    testTimeout: 60_000,
  },
})
