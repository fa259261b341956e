/* Shows what the server pushes to this browser, and opens what it is about. */
self.addEventListener('push', (event) => {
  const { title, body, icon, url, id } = event.data?.json() ?? {}
  if (!title) return
  event.waitUntil(self.registration.showNotification(title, { body, icon, tag: id, data: { url } }))
})

self.addEventListener('notificationclick', (event) => {
  const { notification } = event
  notification.close()
  const url = new URL(notification.data?.url ?? '/', self.location.href).href
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then(async (windows) => {
      const open = windows.find((one) => one.url === url) ?? windows[0]
      if (!open) return self.clients.openWindow(url)
      const focused = await open.focus()
      return focused.url === url ? focused : focused.navigate(url)
    }),
  )
})
