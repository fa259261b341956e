/** @typedef {import('./bundle.mjs').Built} Built */

const exported = /export\{([^}]*)\};?\s*$/

/** `a as b, c` of an export, as pairs of the name inside and the one outside. @param {string} list */
const pairsOf = (list) =>
  list
    .split(',')
    .filter(Boolean)
    .map((one) => /** @type {[string, string?]} */ (one.trim().split(/\s+as\s+/)))
    .map(([own, name = own]) => ({ own, name }))

/**
 * Makes a classic script of the first file, which imports nothing, so that one tag is enough and `document.currentScript`
 * tells where it came from. What it has for the files that it loads, they find in one between them: that hands on what
 * the script left in `inboxkit.shared`.
 *
 * Those files are asked for by their whole address: in a classic script of another origin nothing relative can be
 * imported (HTML, "muted errors").
 * @param {readonly Built[]} files @param {string} folder where the others will be, from the script
 * @returns {Built[]}
 */
export const asClassicScript = (files, folder) => {
  const first = files.find(({ isEntry }) => isEntry)
  const code = first?.code ?? ''
  if (/(?:^|[;}])import[\s{*"]|\bimport\.meta\b/.test(code)) throw new Error('The script imports something.')
  const pairs = pairsOf(exported.exec(code)?.[1] ?? '')
  const body = code.replace(exported, '').replaceAll('import("./chunks/', 'import(inboxkitFiles+"')
  const handed = pairs.map(({ own, name }) => `${name}:${own}`).join()
  return [
    {
      fileName: 'inboxkit.js',
      code: `(inboxkitFiles=>{${body};inboxkit.shared={${handed}}})(new URL("${folder}/",document.currentScript.src).href)\n`,
      isEntry: true,
    },
    ...files
      .filter((file) => file !== first)
      .map((file) => ({
        ...file,
        fileName: file.fileName.replace('chunks', folder),
        code: file.code.replaceAll('"../index.js"', '"./shared.js"'),
      })),
    {
      fileName: `${folder}/shared.js`,
      code: `export const {${pairs.map(({ name }) => name).join()}}=inboxkit.shared\n`,
      isEntry: false,
    },
  ]
}
