import type { User } from '../api/types'
import { Avatar } from './Avatar'
import './People.css'

interface PeopleProps {
  label: string
  users: readonly User[]
  chosen: readonly string[]
  onChoose: (identifiers: string[]) => void
  /** One of them, instead of any number. */
  isSingle?: boolean
}

export function People({ label, users, chosen, onChoose, isSingle }: PeopleProps) {
  const toggle = (identifier: string, isChosen: boolean) => {
    if (isSingle) onChoose([identifier])
    else onChoose(isChosen ? [...chosen, identifier] : chosen.filter((one) => one !== identifier))
  }
  return (
    <fieldset>
      <legend className="field-label people-label">{label}</legend>
      <div className="people">
        {users.map((user) => (
          <label key={user.identifier} className="person">
            <input
              type={isSingle ? 'radio' : 'checkbox'}
              name={label}
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
