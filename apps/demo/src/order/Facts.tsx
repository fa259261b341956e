import { useConfig } from '../api/config'
import { acts } from '../api/queries'
import { type Order, statuses, statusNames } from '../api/types'
import { Avatar } from '../parts/Avatar'
import { Icon } from '../parts/Icon'
import { Select } from '../parts/Select'
import { StatusIcon } from '../parts/StatusIcon'
import { Ago } from '../parts/Time'
import { sayDay, useNow } from '../parts/time'
import './Facts.css'

type Act = ReturnType<(typeof acts)[keyof typeof acts]>

export function Facts({ order, onAct }: { order: Order; onAct: (act: Act) => void }) {
  const { users } = useConfig()
  const now = useNow()
  const assignee = users.find((user) => user.identifier === order.assignee)
  return (
    <div className="facts">
      <Select
        label="Status"
        icon={<StatusIcon status={order.status} />}
        value={order.status}
        choices={statuses.map((value) => ({ value, text: statusNames[value] }))}
        onChoose={(status) => onAct(acts.move(status))}
      />
      <Select
        label="Assignee"
        icon={assignee ? <Avatar user={assignee} size={20} /> : <Icon name="person" />}
        value={order.assignee ?? ''}
        choices={[
          { value: '', text: 'Nobody' },
          ...users.map(({ identifier, name }) => ({ value: identifier, text: name })),
        ]}
        onChoose={(identifier) => onAct(acts.assign(identifier || null))}
      />
      <div className="fact">
        <span className="fact-name">Ships</span>
        <span className="fact-value">{sayDay(order.shipBy, now)}</span>
      </div>
      <div className="fact">
        <span className="fact-name">Placed</span>
        <span className="fact-value">
          <Ago at={order.placedAt} />
        </span>
      </div>
    </div>
  )
}
