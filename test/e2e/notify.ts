import { asUser, send } from '../kit/api.js'

/** Sends one after the other, and resolves when they are in the recipient's feed: what a page shows can lag behind. */
export const notify = async (url: string, user: string, ...titles: string[]): Promise<void> => {
  for (const title of titles) {
    await send(url, { notification: { title, message: `About ${title}` }, sendTo: { recipients: [user] } })
    for (;;) {
      const { data } = await asUser(url, user).list({ limit: 1 })
      if (data[0]?.title === title) break
    }
  }
}
