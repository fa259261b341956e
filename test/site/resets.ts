import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { compile } from 'tailwindcss'

const require = createRequire(import.meta.url)
const read = (name: string): Promise<string> => readFile(require.resolve(name), 'utf8')

/** Tailwind 3 publishes it with `theme('a.b', default)`, which its plugin fills in. */
const tailwind3 = async (): Promise<string> => {
  const source = await read('tailwindcss-3/src/css/preflight.css')
  const css = source.replaceAll(/theme\('[^']+', ([^;]*)\);/g, '$1;')
  if (css.includes('theme(')) throw new Error('Tailwind 3 writes its preflight in another way now.')
  return css
}

/** As an app's stylesheet gets it: in Tailwind's own layers. */
const tailwind4 = async (): Promise<string> => {
  const sheets = { theme: 'tailwindcss/theme.css', preflight: 'tailwindcss/preflight.css' }
  const { build } = await compile(
    '@layer theme, base; @import "theme" layer(theme); @import "preflight" layer(base);',
    {
      base: '/',
      loadStylesheet: async (id) => ({
        base: '/',
        path: id,
        content: await read(sheets[id as keyof typeof sheets]),
      }),
    },
  )
  return build([])
}

/** What hosts do to bare elements, by name. */
export const resets: Record<string, () => Promise<string>> = {
  'tailwind-3': tailwind3,
  'tailwind-4': tailwind4,
  'bootstrap-5': () => read('bootstrap/dist/css/bootstrap-reboot.css'),
  star: async () => '* { margin: 0; padding: 0 }',
  'small-root': async () => 'html { font-size: 62.5% }',
  // What that one makes of `max(0.875rem, 13px)`.
  'size-13': async () => ':root { --inbox-font-size: 13px }',
  // Not a reset: a difference that pictures must show.
  planted: async () => '.inbox-message { font-style: italic }',
}
