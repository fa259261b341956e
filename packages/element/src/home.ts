let home: string | undefined

/** Where the server is that serves the script: known only while that runs. */
export const setHomeOfScript = (url: string): void => {
  home = new URL('.', url).href
}

/** The default of `base-url`. */
export const homeOfScript = (): string => home ?? location.origin
