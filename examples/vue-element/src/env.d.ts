/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the server is: `http://127.0.0.1:4400`. */
  readonly VITE_INBOXKIT_URL: string
  readonly VITE_INBOXKIT_API_KEY: string
}

/** For compilers that do not read components; vue-tsc does. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
