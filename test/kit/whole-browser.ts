import type { LaunchOptions } from '@playwright/test'

/** Chromium as people have it, if nobody sees its windows: it asks for permissions, and keeps pages to go back to. */
export const wholeBrowser: string = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** For `test.use`, in a file of its own accord: pages that ask for permissions, or that are several windows. */
export const inWholeBrowser = {
  launchOptions: async (
    { launchOptions }: { launchOptions: LaunchOptions },
    use: (options: LaunchOptions) => Promise<void>,
  ): Promise<void> => use({ ...launchOptions, executablePath: wholeBrowser }),
}
