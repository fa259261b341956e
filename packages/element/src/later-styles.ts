import { laterStyles } from 'inboxkit:later-styles'
import { fillLaterSheet } from './sheets.js'

// The build has every file that draws these import this one.
fillLaterSheet(laterStyles)
