import { channelIds } from '@inboxkit/protocol'
import { z } from 'zod'

export const channelShape = z.enum(channelIds).meta({ id: 'Channel' })
