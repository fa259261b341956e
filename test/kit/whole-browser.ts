/** Chromium as people have it, if nobody sees its windows: it asks for permissions, and keeps pages to go back to. */
export const wholeBrowser: string = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
