import { useConfig } from '../api/config'
import { Choices } from '../parts/Choices'
import { Icon } from '../parts/Icon'
import { Link } from '../route/Link'
import type { Show } from './Board'

interface ToolbarProps {
  show: Show
  onShow: (show: Show) => void
  /** How many orders there are; `null` while they load. */
  counts: Record<Show, number> | null
}

export function Toolbar({ show, onShow, counts }: ToolbarProps) {
  const { users, me } = useConfig()
  const other = users.find((user) => user !== me)
  const choice = (value: Show, text: string) => ({
    value,
    text: (
      <>
        {text} <span className="toolbar-count">{counts?.[value]}</span>
      </>
    ),
  })
  return (
    <div className="toolbar">
      <h1 className="toolbar-title">Orders</h1>
      <Choices
        label="Which orders"
        value={show}
        choices={[choice('all', 'All'), choice('mine', 'Mine')]}
        onChoose={onShow}
      />
      <div className="toolbar-links">
        <Link className="toolbar-link" to={{ panel: 'together' }}>
          Two inboxes side by side
          <Icon name="columns" />
        </Link>
        {other && (
          <Link className="toolbar-link" to={{ user: other.identifier }} target="_blank">
            Open a second window as {other.name.split(' ')[0]}
            <Icon name="window" />
          </Link>
        )}
      </div>
    </div>
  )
}
