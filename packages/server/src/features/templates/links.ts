import { linksOfRendering } from './handlebars/rendering.js'

/** Where whoever a message goes to sees and changes what they get: read when a text says one of them. */
export interface Links {
  readonly preferencesUrl: string
  readonly unsubscribeUrl: string
}

export const linkNames = ['preferencesUrl', 'unsubscribeUrl'] as const satisfies (keyof Links)[]

/** What previews show: addresses of nobody. */
export const exampleLinks = (publicUrl = 'https://inbox.example.com'): Links => {
  const base = `${publicUrl.replace(/\/+$/, '')}/preferences`
  return {
    preferencesUrl: `${base}?token=example`,
    unsubscribeUrl: `${base}/unsubscribe?token=example`,
  }
}

/**
 * Makes variables of the links of the message that is rendered; where there are none, the names are the data's. Not
 * listed among the others: `{{json this}}` would give them away.
 */
export const addLinks = (variables: Record<string, unknown>, data: Record<string, unknown>): void => {
  for (const name of linkNames)
    Object.defineProperty(variables, name, { get: () => linksOfRendering()?.[name] ?? data[name] })
}
