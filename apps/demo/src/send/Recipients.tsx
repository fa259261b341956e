import type { User } from '../api/types'
import { Avatar } from '../parts/Avatar'

interface RecipientsProps {
  users: readonly User[]
  chosen: readonly string[]
  onChoose: (identifiers: string[]) => void
}

export function Recipients({ users, chosen, onChoose }: RecipientsProps) {
  const toggle = (identifier: string, isChosen: boolean) =>
    onChoose(isChosen ? [...chosen, identifier] : chosen.filter((one) => one !== identifier))
  return (
    <fieldset>
      <legend className="field-label recipients-label">To</legend>
      <div className="recipients">
        {users.map((user) => (
          <label key={user.identifier} className="recipient">
            <input
              type="checkbox"
              className="hidden"
              checked={chosen.includes(user.identifier)}
              onChange={({ target }) => toggle(user.identifier, target.checked)}
            />
            <Avatar user={user} size={20} />
            {user.name.split(' ')[0]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
