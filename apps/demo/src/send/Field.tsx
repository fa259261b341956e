import { useId } from 'react'

interface FieldProps {
  label: string
  value: string
  onType: (value: string) => void
  isOptional?: boolean
  /** Never right-to-left, no spelling. */
  isCode?: boolean
  /** More than one line. */
  rows?: number
}

export function Field({ label, value, onType, isOptional, isCode, rows }: FieldProps) {
  const id = useId()
  const shared = {
    id,
    className: 'input',
    value,
    dir: isCode ? 'ltr' : 'auto',
    spellCheck: !isCode,
    autoComplete: 'off',
    required: !isOptional,
    onChange: ({ target }: { target: { value: string } }) => onType(target.value),
  }
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label} {isOptional && <span>optional</span>}
      </label>
      {rows ? <textarea {...shared} rows={rows} /> : <input {...shared} type="text" />}
    </div>
  )
}
