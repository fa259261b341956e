import type { ReactElement, ReactNode } from 'react'

interface SettingProps {
  name: ReactNode
  explanation?: ReactNode
  /** Whether it begins a section, which it names. */
  isHead?: boolean
  fault?: ReactNode
  /** What is at its end: a switch, a button. */
  children: ReactNode
}

/** A line with a name, an explanation, and one thing to set. */
export function Setting({ name, explanation, isHead, fault, children }: SettingProps): ReactElement {
  const Name = isHead ? 'h3' : 'p'
  return (
    <div className="inbox-preference">
      <div className="inbox-preference-words">
        <Name className="inbox-preference-name">{name}</Name>
        {explanation && (
          <p className="inbox-text" data-open="">
            {explanation}
          </p>
        )}
      </div>
      {children}
      {fault}
    </div>
  )
}
