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
import { compileText, type Variables } from './handlebars/compile.js'
import { RenderProblem, rendering } from './handlebars/rendering.js'
import { compileInApp, type InAppContent } from './in-app.js'
import { checkLink, compileOptional, inOneLine, notBlank, renderOptional, within } from './results.js'

/** What each channel is given to carry. */
export interface RenderedOf extends ContentOf {
  inApp: InAppContent
}

export interface CompiledChannel<Channel extends ChannelId = ChannelId> {
  /** @throws RenderProblem that names the field */
  render(variables: Variables, language?: string): RenderedOf[Channel]
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
      render: (variables: Variables, language = 'en'): Content => rendering(language, () => fill(variables)),
    }
  }

const compileEmail = ({ subject, html, text }: EmailTemplate): Fill<ContentOf['email']> => {
  const texts = {
    subject: compileText(subject),
    html: compileOptional(html, { isHtml: true }),
    text: compileOptional(text),
  }
  return (variables) => {
    const content = {
      subject: notBlank(
        within(inOneLine(texts.subject.render(variables)), most.subject, 'subject'),
        'subject',
      ),
      html: renderOptional(texts.html, variables, (rendered) => within(rendered, most.html, 'html')),
      text: renderOptional(texts.text, variables, (rendered) => within(rendered, most.text, 'text')),
    }
    notBlank(`${content.html ?? ''}${content.text ?? ''}`, content.html === null ? 'text' : 'html')
    return content
  }
}

const compilePush = ({ title, body, url, icon }: PushTemplate): Fill<ContentOf['webPush']> => {
  const texts = {
    title: compileText(title),
    body: compileText(body),
    url: compileOptional(url),
    icon: compileOptional(icon),
  }
  return (variables) => {
    const content = {
      title: notBlank(within(inOneLine(texts.title.render(variables)), most.pushTitle, 'title'), 'title'),
      body: within(texts.body.render(variables), most.pushBody, 'body'),
      url: renderOptional(texts.url, variables, (text) => checkLink(text, 'url')),
      icon: renderOptional(texts.icon, variables, (text) => checkLink(text, 'icon')),
    }
    if (Buffer.byteLength(JSON.stringify(content)) > mostPushBytes)
      throw new RenderProblem(
        `body, with title and links, renders to more than ${mostPushBytes.toLocaleString('en')} bytes`,
      )
    return content
  }
}

const compileOneText =
  (longest: number) =>
  (source: TextTemplate): Fill<ContentOf['sms']> => {
    const text = compileText(source.text)
    return (variables) => ({ text: notBlank(within(text.render(variables), longest, 'text'), 'text') })
  }

/** A body that is written as an object or an array has to come out as JSON: a quote in the data could break it. */
const compileWebhook = (source: WebhookTemplate): Fill<ContentOf['webhook']> => {
  const text = compileText(source.body)
  const isJson = /^\s*(?:\{(?!\{)|\[)/.test(source.body)
  return (variables) => {
    const body = notBlank(within(text.render(variables), most.webhook, 'body'), 'body')
    if (isJson && !canParse(body)) throw new RenderProblem('body renders to what is no JSON')
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
 * @throws RenderProblem that names the field: it cannot be rendered, is empty, too long, or a link not allowed; also
 *   for a channel that the template does not have
 */
export const renderChannel = <Channel extends ChannelId>(
  template: RenderedTemplate,
  channel: Channel,
  variables: Variables,
  language?: string,
): RenderedOf[Channel] => {
  const compile: Compile<Channel> = compilers[channel]
  return findCompiled(template, channel, language, compile).render(variables, language)
}
