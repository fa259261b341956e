import { IconButton } from '../parts/Button'
import { chooseTheme, useTheme } from './theme'

export function ThemeToggle() {
  const other = useTheme() === 'dark' ? 'light' : 'dark'
  return (
    <IconButton
      icon={other === 'dark' ? 'moon' : 'sun'}
      label={`Use the ${other} theme`}
      onClick={() => chooseTheme(other)}
    />
  )
}
