import { apiKey } from './server-process.js'

/** A page without a build step: the script of the server, and the element in a header. */
export const elementPage = (server: string, query: URLSearchParams): string => {
  const attributes = Object.entries({
    'api-key': apiKey,
    'user-id': query.get('user') ?? 'ann',
    ...(JSON.parse(query.get('attributes') ?? '{}') as Record<string, string>),
  })
  return `<!doctype html>
<html lang="en" dir="${query.get('dir') ?? 'ltr'}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="data:," />
    <title>A plain page</title>
    <style>body { background: Canvas; color: CanvasText } a { color: inherit }</style>
    <script src="${server}/inboxkit.js"></script>
  </head>
  <body>
    <header>
      <a href="/elsewhere">Elsewhere</a>
      <${query.get('tag') ?? 'inbox-kit'}${attributes.map(([name, value]) => ` ${name}="${value}"`).join('')}></${query.get('tag') ?? 'inbox-kit'}>
    </header>
    <main><h1>A plain page</h1></main>
    <script>
      document.querySelector('header').lastElementChild.navigate = (href) => history.pushState({}, '', href)
    </script>
  </body>
</html>`
}
