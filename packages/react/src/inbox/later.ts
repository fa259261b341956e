/**
 * What an open panel needs only after an act of its user: menus, several at once, keys. One chunk and not five: what
 * they share with each other and with the panel would be cut into so many pieces that all of it weighs more.
 */
export { Help } from '../keys/Help.js'
export { pressKey } from '../keys/press-key.js'
export { ItemMenu, Menu } from '../menu/ItemMenu.js'
export { FilterMenu } from '../panel/FilterMenu.js'
export { BulkBar } from '../select/BulkBar.js'
