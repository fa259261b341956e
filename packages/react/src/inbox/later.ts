/**
 * What an open panel needs only after an act of its user: buttons on rows, menus, several at once, keys, toasts. One chunk and not five: what
 * they share with each other and with the panel would be cut into so many pieces that all of it weighs more.
 */

export { Mute } from '../item/Mute.js'
export { RowActions } from '../item/RowActions.js'
export { Help } from '../keys/Help.js'
export { pressKey } from '../keys/press-key.js'
export { Filters } from '../panel/Filters.js'
export { BulkBar } from '../select/BulkBar.js'
export { Select } from '../select/Select.js'
export { ToastStack } from '../toast/ToastStack.js'
