/**
 * What the preference center shows only to some: how often, the times of quiet hours that are on, devices, this
 * browser.
 */

export { DeviceLine } from './DeviceLine.js'
export { DigestLine } from './DigestLine.js'
export { QuietFields } from './QuietFields.js'
export { WebPush } from './WebPush.js'
