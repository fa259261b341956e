import type { ReactNode } from 'react'
import './Choices.css'

interface ChoicesProps<Value extends string> {
  /** What is chosen, for those who do not see that the buttons stand together. */
  label: string
  value: Value
  choices: readonly { value: Value; text: ReactNode }[]
  onChoose: (value: Value) => void
}

/** A few buttons, one of them pressed. */
export function Choices<Value extends string>({ label, value, choices, onChoose }: ChoicesProps<Value>) {
  return (
    <fieldset className="choices">
      <legend className="hidden">{label}</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className="choice"
          aria-pressed={choice.value === value}
          onClick={() => onChoose(choice.value)}
        >
          {choice.text}
        </button>
      ))}
    </fieldset>
  )
}
