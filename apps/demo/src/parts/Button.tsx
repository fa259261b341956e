import type { ComponentProps } from 'react'
import { Icon, type IconName } from './Icon'

type ButtonProps = ComponentProps<'button'> & { look?: 'primary' | 'outlined' | 'quiet'; icon?: IconName }

export function Button({ look = 'outlined', icon, children, className = '', ...props }: ButtonProps) {
  return (
    <button type="button" {...props} className={`button ${className}`} data-look={look}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A square button that is only an icon; its label is read out and shown on hover. */
export function IconButton({
  icon,
  label,
  ...props
}: ComponentProps<'button'> & { icon: IconName; label: string }) {
  return (
    <button type="button" {...props} className="icon-button" aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  )
}
