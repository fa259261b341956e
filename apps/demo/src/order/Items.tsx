import type { Order } from '../api/types'
import { sayMoney, totalOf } from '../parts/money'
import './Items.css'

export function Items({ order }: { order: Order }) {
  return (
    <table className="items">
      <caption className="hidden">Items</caption>
      <tbody>
        {order.items.map(({ name, quantity, cents }) => (
          <tr key={name}>
            <th scope="row">
              {name} <span className="items-quantity">× {quantity}</span>
            </th>
            <td>{sayMoney(quantity * cents)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          <td>{sayMoney(totalOf(order))}</td>
        </tr>
      </tfoot>
    </table>
  )
}
