import { rolldown } from 'rolldown'

/** Imports name what will be there once it is compiled. */
export const resolve = { extensionAlias: { '.js': ['.js', '.ts', '.tsx'] } }

/** What a module of a language exports. @param {string} id its file */
const textsOf = async (id) => {
  const module = await rolldown({ input: id, resolve })
  const { output } = await module.generate({ format: 'esm' })
  await module.close()
  return (await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)).texts
}

/** Of a language its texts alone: what puts them in order stays here. @type {import('rolldown').Plugin} */
export const languages = {
  name: 'languages',
  load: {
    filter: { id: /\/text\/languages\/\w+\.ts$/ },
    handler: async (id) => `export const texts = ${JSON.stringify(await textsOf(id))}`,
  },
}

/**
 * What is made and then not used may be left out: a part that nobody draws, an icon.
 * @type {import('rolldown').Plugin}
 */
export const pure = {
  name: 'pure',
  transform: (code, id) =>
    /\.tsx?$/.test(id)
      ? code.replaceAll(/= (forwardRef|memo|createContext|icon|lazyChunk)(?=[(<])/g, '= /* @__PURE__ */ $1')
      : null,
}
