import type { Order } from '../api/types'

const euro = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })

/** "€57.60", of cents. */
export const sayMoney = (cents: number): string => euro.format(cents / 100)

export const totalOf = ({ items }: Order): number =>
  items.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0)

/** "2 × Tide mug, Linen tea towel" */
export const summaryOf = ({ items }: Order): string =>
  items.map(({ name, quantity }) => (quantity > 1 ? `${quantity} × ${name}` : name)).join(', ')
