import type { ReactElement } from 'react'
import { icon } from '../icons/icons.js'

export const StarIcon: () => ReactElement = icon(
  'm8 1.9 1.85 3.95 4.3.55-3.15 3 .8 4.25L8 11.55l-3.8 2.1.8-4.25-3.15-3 4.3-.55Z',
  'star',
)
