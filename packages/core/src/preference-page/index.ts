export { preferenceLink } from './preference-link.js'
