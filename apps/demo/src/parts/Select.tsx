import { type ReactNode, useId } from 'react'
import { Icon } from './Icon'
import './Select.css'

interface SelectProps<Value extends string> {
  label: string
  icon: ReactNode
  value: Value
  choices: readonly { value: Value; text: string }[]
  onChoose: (value: Value) => void
}

/** A labelled row with the platform's own list: keys, touch and screen readers come free. */
export function Select<Value extends string>({ label, icon, value, choices, onChoose }: SelectProps<Value>) {
  const id = useId()
  const choose = (text: string) => {
    const chosen = choices.find((choice) => choice.value === text)
    if (chosen) onChoose(chosen.value)
  }
  return (
    <div className="fact">
      <label className="fact-name" htmlFor={id}>
        {label}
      </label>
      <span className="select">
        {icon}
        <select id={id} value={value} onChange={({ target }) => choose(target.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.text}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </span>
    </div>
  )
}
