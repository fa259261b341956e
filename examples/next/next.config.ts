import { fileURLToPath } from 'node:url'
import type { NextConfig } from 'next'

export default {
  // The packages lie beside this folder, not in it.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // The repository checks the types of everything at once.
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig
