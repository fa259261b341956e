import { readFileSync } from 'node:fs'
import fastifyHelmet from '@fastify/helmet'
import { Problem } from '@inboxkit/protocol'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toProblem } from '../../../http/answer-problems.js'
import { pageSecurity } from '../../../http/page-security.js'
import { shippedFile } from '../../../http/shipped-file.js'
import { parse } from '../../../http/validate.js'
import type { Db, Sql } from '../../../storage/db.js'
import type { PageOwner } from '../../preferences/page-token.js'
import type { PreferenceTools } from '../../preferences/routes.js'
import { chooseLanguage } from '../../translations/language.js'
import { getOwner, ownerOf } from '../service.js'
import { tokenQuery } from '../shape.js'
import { getStanding, type Standing, turnOff, turnOn } from '../unsubscribe.js'
import { type Done, preferencePage, refusalPage, type Subject, type Visit } from './page.js'

const styleFile = shippedFile('features/preference-page/hosted/page.css')

export interface HostedPageOptions extends PreferenceTools {
  db: Db
  encryptionKey: Buffer
  /** What people reach this server by; its path is that of the pages. */
  publicUrl?: string | undefined
}

const localeOf = ({ query }: FastifyRequest): string | undefined => {
  const { locale } = query as { locale?: unknown }
  return typeof locale === 'string' && locale !== '' ? locale : undefined
}

const tokenOf = ({ query }: FastifyRequest): string =>
  parse(tokenQuery.pick({ token: true }), query, 'query').token

const subjectOf = ({ row, isOn }: Standing): Subject => ({
  app: row.app_name,
  tenant: row.tenant?.name ?? null,
  category: row.category && {
    name: row.category.name,
    description: row.category.description,
    isRequired: row.category.is_required,
  },
  isOn,
})

/** What it was about may be gone: then the rest of the page is still of use. */
const findStanding = async (db: Sql, owner: PageOwner): Promise<Standing | null> => {
  try {
    return await getStanding(db, owner)
  } catch (cause) {
    if (cause instanceof Problem && cause.code === 'category_not_found') return null
    throw cause
  }
}

/**
 * Pages for people who came by a link in a message: they need no script, and ask for nothing but a click. What a `GET`
 * opens changes nothing, as mail scanners follow links.
 */
export const servePreferencePage = async (
  http: FastifyInstance,
  { db, encryptionKey, now, preferencesChanged, publicUrl }: HostedPageOptions,
): Promise<void> => {
  const base = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
  const style = readFileSync(styleFile, 'utf8')

  const visitOf = (request: FastifyRequest, token = ''): Visit => {
    const locale = localeOf(request)
    return {
      base,
      language: chooseLanguage(locale, request.headers['accept-language']),
      search: new URLSearchParams({ token, ...(locale === undefined ? {} : { locale }) }).toString(),
    }
  }
  const send = (reply: FastifyReply, page: string): FastifyReply =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('vary', 'Accept-Language')
      .send(page)

  const show = async (request: FastifyRequest, reply: FastifyReply, done: Done): Promise<FastifyReply> => {
    const token = tokenOf(request)
    const owner = ownerOf(encryptionKey, token)
    const { row } = await getOwner(db, owner)
    const standing = await findStanding(db, owner)
    const subject = standing && subjectOf(standing)
    return send(reply, preferencePage(visitOf(request, token), row.app_name, subject, done, token))
  }

  /** What became required or was deleted since the page was opened is shown as it is. */
  const act = async (
    request: FastifyRequest,
    reply: FastifyReply,
    work: typeof turnOff,
    done: Done,
  ): Promise<FastifyReply> => {
    const owner = ownerOf(encryptionKey, tokenOf(request))
    try {
      await work(db, owner, now(), preferencesChanged)
    } catch (cause) {
      const isKnown = cause instanceof Problem && ['unprocessable', 'category_not_found'].includes(cause.code)
      if (!isKnown) throw cause
      return show(request, reply.status(cause.status), null)
    }
    return show(request, reply, done)
  }

  await http.register(async (pages) => {
    await pages.register(fastifyHelmet, {
      ...pageSecurity({ formAction: ["'self'"] }),
      // The address is all that it takes to change these preferences.
      referrerPolicy: { policy: 'no-referrer' },
    })
    pages.setErrorHandler<FastifyError | Problem>((error, request, reply) => {
      const { status, code, cause, message, retryAfterMs } = toProblem(error)
      if (status >= 500) request.log.error({ err: cause ?? error, code }, message)
      if (retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
      const isLater = status >= 500 || status === 429
      return send(reply.status(status), refusalPage(visitOf(request), isLater ? 'failed' : 'broken'))
    })
    pages.get('/preferences', (request, reply) => show(request, reply, null))
    const acts = { unsubscribe: [turnOff, 'turnedOff'], resubscribe: [turnOn, 'turnedOn'] } as const
    for (const [name, [work, done]] of Object.entries(acts)) {
      const url = `/preferences/${name}`
      // A page that names its address to nobody posts its forms with the origin `null`.
      const config = { takesForms: true, takesAnyOrigin: true }
      pages.post(url, { config }, (request, reply) => act(request, reply, work, done))
      // Whoever opens it again from the address bar.
      pages.get(url, (request, reply) => {
        const { search } = visitOf(request, tokenOf(request))
        return reply.header('cache-control', 'no-store').redirect(`${base}/preferences?${search}`, 303)
      })
    }
    pages.get('/preferences/page.css', (_request, reply) =>
      reply
        .header('content-type', 'text/css; charset=utf-8')
        .header('cache-control', 'public, max-age=3600')
        .send(style),
    )
  })
}
