import { filesOf } from './fingerprint.mjs'
import { assemblePublic, packClients } from './pack.mjs'
import { publishedPackages } from './paths.mjs'
import { pnpm } from './pnpm.mjs'
import { forgetRemovedFiles } from './removed-files.mjs'

const shared = ['pnpm-lock.yaml', 'tsconfig.base.json']

/** @param {string} file */
const isTest = (file) => /\.(test|test-d)\.tsx?$|\/src\/(.*\/)?testing\//.test(file)

/** What is built, in this order. @type {readonly import('./build.mjs').Step[]} */
export const steps = [
  {
    name: 'packages',
    title: 'packages',
    inputs: () => [
      ...shared,
      ...publishedPackages()
        .flatMap(({ folder }) => filesOf(folder))
        .filter((file) => !isTest(file)),
    ],
    outputs: () => [
      'packages/element/dist/script/inboxkit.js',
      'packages/react/dist/styles.css',
      'packages/server/seed',
      'packages/server/dist/program/main.js',
      ...publishedPackages().map(({ folder }) => `${folder}/dist/index.js`),
    ],
    work: async () => {
      for (const { folder } of publishedPackages()) forgetRemovedFiles(folder)
      await pnpm('Building the packages', ['-r', '--filter', './packages/*', 'run', 'build'])
    },
  },
  {
    name: 'demo',
    title: 'demo',
    after: ['packages'],
    inputs: () => ['apps/demo'],
    outputs: () => ['apps/demo/dist/index.html'],
    work: async () => {
      await pnpm('Building the demo', ['--filter', 'demo', 'run', 'build'])
    },
  },
  {
    name: 'packed',
    title: 'packed packages',
    after: ['packages'],
    inputs: () => ['LICENSE'],
    outputs: () => [],
    work: packClients,
  },
  {
    name: 'storybook',
    title: 'Storybook',
    // It is built from their sources: this tells when those have changed.
    after: ['packages'],
    inputs: () => ['stories'],
    outputs: () => ['stories/storybook-static/index.html', 'stories/storybook-static/index.json'],
    work: async () => {
      await pnpm('Building Storybook', ['--filter', 'stories', 'run', 'build'])
    },
  },
  {
    name: 'public',
    title: 'what the server serves',
    after: ['demo', 'packed'],
    inputs: () => ['scripts/setup/pack.mjs'],
    outputs: () => [
      'packages/server/public/index.html',
      'packages/server/public/inboxkit.js',
      'packages/server/public/docs/index.html',
      ...publishedPackages().map(({ fileName }) => `packages/server/public/packages/${fileName}`),
    ],
    work: assemblePublic,
  },
]
