import { statuses } from '../api/types'
import './Skeleton.css'

const cards = [0, 1, 2]

/** Shown when loading takes longer than 200 ms (the delay is the animation's). */
export function Skeleton() {
  return (
    <div className="board-columns skeleton">
      <output className="hidden">Loading orders</output>
      {statuses.map((status) => (
        <div key={status} className="column">
          <div className="column-head">
            <span className="skeleton-line" />
          </div>
          <div className="column-cards">
            {cards.map((card) => (
              <div key={card} className="skeleton-card" />
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}
