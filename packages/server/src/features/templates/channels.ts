import type {
  ChannelId,
  EmailTemplate,
  PushTemplate,
  TemplateChannels,
  TextTemplate,
  WebhookTemplate,
} from '@inboxkit/protocol'
import type { ContentOf } from '../../channels/types.js'
import { findCompiled, type RenderedTemplate } from './compiled-templates.js'
import type { Variables } from './handlebars/compile.js'
import { RenderProblem, rendering } from './handlebars/rendering.js'
import { compileInApp, type InAppContent } from './in-app.js'
import type { Links } from './links.js'
import { compileField, compileOptional } from './results.js'

/** What each channel is given to carry. */
export interface RenderedOf extends ContentOf {
  inApp: InAppContent
}

export interface CompiledChannel<Channel extends ChannelId = ChannelId> {
  /**
   * @param links variables besides; the inbox has none, as whoever reads it is there already
   * @throws RenderProblem that names the field
   */
  render(variables: Variables, language?: string, links?: Links | null): RenderedOf[Channel]
}

type Fill<Content> = (variables: Variables) => Content
type Compile<Channel extends ChannelId> = (
  texts: NonNullable<TemplateChannels[Channel]>,
) => CompiledChannel<Channel>

/** Characters; what a service of the channel takes in one message, where all of them agree on less than we store. */
const most = {
  subject: 1_000,
  html: 500_000,
  text: 300_000,
  pushTitle: 250,
  pushBody: 2_000,
  sms: 1_600,
  whatsapp: 4_096,
  slack: 40_000,
  chat: 20_000,
  discord: 2_000,
  webhook: 200_000,
}

/** Push services refuse messages of more than 4,096 bytes, with all that goes along. */
const mostPushBytes = 3_500

const compiled =
  <Texts, Content>(compile: (texts: Texts) => Fill<Content>) =>
  (texts: Texts) => {
    const fill = compile(texts)
    return {
      render: (variables: Variables, language = 'en', links: Links | null = null): Content =>
        rendering(language, () => fill(variables), links),
    }
  }

const compileEmail = ({ subject, html, text }: EmailTemplate): Fill<ContentOf['email']> => {
  const texts = {
    subject: compileField('subject', subject, { inOneLine: true, most: most.subject, isNeeded: true }),
    html: compileOptional('html', html, { isHtml: true, most: most.html }),
    text: compileOptional('text', text, { most: most.text }),
  }
  return (variables) => {
    const content = {
      subject: texts.subject(variables),
      html: texts.html(variables),
      text: texts.text(variables),
    }
    if (`${content.html ?? ''}${content.text ?? ''}`.trim() === '')
      throw new RenderProblem('renders to nothing', { field: html ? 'html' : 'text' })
    return content
  }
}

const compilePush = ({ title, body, url, icon }: PushTemplate): Fill<ContentOf['webPush']> => {
  const texts = {
    title: compileField('title', title, { inOneLine: true, most: most.pushTitle, isNeeded: true }),
    body: compileField('body', body, { most: most.pushBody }),
    url: compileOptional('url', url, { isLink: true }),
    icon: compileOptional('icon', icon, { isLink: true }),
  }
  return (variables) => {
    const content = {
      title: texts.title(variables),
      body: texts.body(variables),
      url: texts.url(variables),
      icon: texts.icon(variables),
    }
    if (Buffer.byteLength(JSON.stringify(content)) > mostPushBytes)
      throw new RenderProblem(
        `renders, with title and links, to more than ${mostPushBytes.toLocaleString('en')} bytes`,
        { field: 'body' },
      )
    return content
  }
}

const compileOneText =
  (longest: number) =>
  (source: TextTemplate): Fill<ContentOf['sms']> => {
    const text = compileField('text', source.text, { most: longest, isNeeded: true })
    return (variables) => ({ text: text(variables) })
  }

/** A body that is written as an object or an array has to come out as JSON: a quote in the data could break it. */
const compileWebhook = (source: WebhookTemplate): Fill<ContentOf['webhook']> => {
  const text = compileField('body', source.body, { most: most.webhook, isNeeded: true })
  const isJson = /^\s*(?:\{(?!\{)|\[)/.test(source.body)
  return (variables) => {
    const body = text(variables)
    if (isJson && !canParse(body)) throw new RenderProblem('renders to what is no JSON', { field: 'body' })
    return { body }
  }
}

const canParse = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const compilers: { [Channel in ChannelId]: Compile<Channel> } = {
  inApp: compileInApp,
  email: compiled(compileEmail),
  webPush: compiled(compilePush),
  mobilePush: compiled(compilePush),
  sms: compiled(compileOneText(most.sms)),
  whatsapp: compiled(compileOneText(most.whatsapp)),
  slack: compiled(compileOneText(most.slack)),
  chat: compiled(compileOneText(most.chat)),
  discord: compiled(compileOneText(most.discord)),
  webhook: compiled(compileWebhook),
}

/**
 * Texts of a step's own, for its one channel.
 * @param texts those of the channel, as they were checked when the step was published
 * @throws Error for texts that were never checked
 */
export const compileChannel = <Channel extends ChannelId>(
  channel: Channel,
  texts: object,
): CompiledChannel<Channel> => {
  const compile: Compile<Channel> = compilers[channel]
  return compile(texts as NonNullable<TemplateChannels[Channel]>)
}

/**
 * What a template says in a channel.
 * @param language the recipient's, as `languageOf` reads it; the closest that the template has is taken
 * @param links as `CompiledChannel` takes them
 * @throws RenderProblem that names the field: it cannot be rendered, is empty, too long, or a link not allowed; also
 *   for a channel that the template does not have
 */
export const renderChannel = <Channel extends ChannelId>(
  template: RenderedTemplate,
  channel: Channel,
  variables: Variables,
  language?: string,
  links?: Links | null,
): RenderedOf[Channel] => {
  const compile: Compile<Channel> = compilers[channel]
  return findCompiled(template, channel, language, compile).render(variables, language, links)
}
