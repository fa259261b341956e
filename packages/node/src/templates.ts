import type {
  PreviewVariables,
  Said,
  Template,
  TemplateDefinition,
  TemplatePreview,
  TemplatePreviewInput,
} from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'
import type { Path } from './path.js'

/** Texts with holes, per channel, kept on the server in versions. */
export class Templates {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Publishes a template. What differs from the latest version becomes a new one; the same again changes nothing.
   * @throws Problem `invalid_request` that names the text that does not compile, as in `channels.inApp.title`
   */
  publish(slug: string, definition: TemplateDefinition, options?: WriteOptions): Promise<Template> {
    return this.#http.put(at(slug), definition, options)
  }

  /** The latest version. @throws Problem `template_not_found` */
  get(slug: string, options?: ReadOptions): Promise<Template> {
    return this.#http.get(at(slug), {}, options)
  }

  /** All templates in their latest versions, a page at a time. */
  list({ limit, cursor }: PageQuery = {}, options?: ReadOptions): Listing<Template> {
    return listing(cursor, (from) => this.#http.get(['templates'], { limit, cursor: from }, options))
  }

  /** All versions of one template, newest first, a page at a time. @throws Problem `template_not_found` */
  listVersions(slug: string, { limit, cursor }: PageQuery = {}, options?: ReadOptions): Listing<Template> {
    const path = [...at(slug), 'versions']
    return listing(cursor, (from) => this.#http.get(path, { limit, cursor: from }, options))
  }

  /**
   * What a template says to somebody, channel by channel; nothing is sent. A channel that fails is in `problems`.
   * @throws Problem `template_not_found`, `user_not_found`, `tenant_not_found`
   */
  preview(slug: string, made: TemplatePreviewInput = {}, options?: WriteOptions): Promise<TemplatePreview> {
    return this.#http.post([...at(slug), 'preview'], made, options)
  }

  /**
   * The same for one that is not published.
   * @throws Problem `invalid_request` that names the text that does not compile, as in `template.channels.inApp.title`
   */
  previewUnsaved(
    template: TemplateDefinition,
    made: PreviewVariables = {},
    options?: WriteOptions,
  ): Promise<TemplatePreview> {
    return this.#http.post(['templates', 'preview'], { ...made, template }, options)
  }

  /** @throws Problem `template_not_found`; `in_use`, which names the workflows that send it */
  remove(slug: string, options?: WriteOptions): Promise<Said> {
    return this.#http.delete(at(slug), options)
  }
}

const at = (slug: string): Path => ['templates', { slug }]
