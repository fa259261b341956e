import type { Sending, User } from '../api/types'

/** What is in the form; empty texts are left out of the request. */
export interface Draft {
  recipients: string[]
  title: string
  message: string
  url: string
  category: string
}

export const firstDraft = (me: User): Draft => ({
  recipients: [me.identifier],
  title: 'Payment received',
  message: 'Mara Lindqvist paid €66.00 for #1048. It can be packed.',
  url: '/?order=1048',
  category: 'payments',
})

const filled = <Name extends string>(name: Name, text: string): Partial<Record<Name, string>> =>
  text.trim() === '' ? {} : ({ [name]: text.trim() } as Record<Name, string>)

export const toSending = ({ recipients, title, message, url, category }: Draft): Sending => ({
  notification: {
    title: title.trim(),
    ...filled('message', message),
    ...filled('url', url),
    ...filled('category', category),
  },
  sendTo: { recipients },
})
