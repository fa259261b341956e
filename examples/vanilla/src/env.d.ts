/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the server is: `http://127.0.0.1:4400`. */
  readonly VITE_INBOXKIT_URL: string
  readonly VITE_INBOXKIT_API_KEY: string
}
