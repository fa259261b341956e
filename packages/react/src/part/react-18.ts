import { version } from 'react'

/** Keeps refs beside props, and complains of layout effects on a server. */
export const isReact18: boolean = version.startsWith('18')
