import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env['INBOXKIT_URL'] ?? 'http://127.0.0.1:4400'

/** The browsers of DESIGN.md, section 9: what they know is not rewritten for older ones. */
const browsers = ['chrome123', 'firefox125', 'safari17.5']

export default defineConfig({
  plugins: [react()],
  resolve: {
    // Packages come as source: no build is needed before the demo runs.
    conditions: ['inboxkit-source', 'module', 'browser', 'development|production'],
    dedupe: ['react', 'react-dom'],
  },
  build: {
    target: browsers,
    cssTarget: browsers,
    // The page's policy allows no `data:` addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/v3': server,
      '/demo': server,
      '/socket.io': { target: server, ws: true },
    },
  },
})
