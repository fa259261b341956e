import type { ChannelId, LocaleChannels, TemplateChannels } from '@inboxkit/protocol'
import { cachedByContent } from '../../compiled-cache.js'
import { RenderProblem } from './handlebars/rendering.js'
import { closestLanguage } from './languages.js'

/** As much of a template as rendering takes. */
export interface RenderedTemplate {
  channels: TemplateChannels
  locales: Record<string, LocaleChannels> | null
  /** The app's; absent or `null` = the one that the template's own texts are in. */
  app_language?: string | null
}

type Texts<Channel extends ChannelId> = NonNullable<TemplateChannels[Channel]>

interface OfChannel {
  /** Languages that say something else in this channel. */
  languages: readonly string[]
  /** What was asked for so far; `null` = the template's own. */
  byLanguage: Map<string | null, unknown>
}

/** A template in the channels that it was asked for in. */
const compiledOf = cachedByContent(500, (_template: RenderedTemplate) => new Map<ChannelId, OfChannel>())

const findChannel = (template: RenderedTemplate, channel: ChannelId): OfChannel => {
  const channels = compiledOf(template)
  const known = channels.get(channel)
  if (known) return known
  const languages = Object.entries(template.locales ?? {}).flatMap(([name, own]) =>
    own[channel] ? [name] : [],
  )
  const made = { languages, byLanguage: new Map() }
  channels.set(channel, made)
  return made
}

/**
 * One channel of a template, compiled once in each language that it has. A language falls back to a wider one that has
 * the channel, `pt-BR` to `pt`, then to the app's, then to the template's own texts; so does each field that a language leaves out.
 * @throws RenderProblem for a channel that the template does not have
 */
export const findCompiled = <Channel extends ChannelId, Compiled>(
  template: RenderedTemplate,
  channel: Channel,
  language: string | undefined,
  compile: (texts: Texts<Channel>) => Compiled,
): Compiled => {
  const { languages, byLanguage } = findChannel(template, channel)
  const name =
    closestLanguage(language, languages) ?? closestLanguage(template.app_language ?? undefined, languages)
  const known = byLanguage.get(name)
  if (known !== undefined) return known as Compiled
  const texts = template.channels[channel]
  if (!texts) throw new RenderProblem(`the template has no ${channel} channel`)
  const own = name === null ? undefined : template.locales?.[name]?.[channel]
  const made = compile({ ...texts, ...own })
  byLanguage.set(name, made)
  return made
}
