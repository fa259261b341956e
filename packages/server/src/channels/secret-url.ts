import { SendFailure } from './types.js'

const shortestSecret = 12

/** The web address that a customer gave. @throws SendFailure `refused` when it is none */
export const readUrl = (text: string, who: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new SendFailure('refused', `${who} needs a web address that starts with https:// or http://`)
}

/** The parts of a URL that open what it leads to: nobody is shown them. */
export const secretsOfUrl = (url: URL): string[] =>
  [
    url.href,
    url.pathname + url.search,
    url.search,
    ...url.pathname.split('/'),
    ...url.searchParams.values(),
  ].filter((part) => part.length >= shortestSecret)
