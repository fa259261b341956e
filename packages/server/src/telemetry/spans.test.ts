import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer } from '../testing/test-server.js'
import { workflowsOn } from '../testing/workflows.js'
import { findSpans, noSpans } from './spans.js'

describe('without an SDK', () => {
  it('no span is made', async () => {
    expect(await findSpans()).toBe(noSpans)
  })
})

describe('with an SDK that the host has registered', () => {
  const exporter = new InMemorySpanExporter()
  beforeAll(() => {
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
    trace.setGlobalTracerProvider(provider)
    context.setGlobalContextManager(new AsyncLocalStorageContextManager())
  })
  afterAll(() => {
    // Files of a worker share their modules.
    trace.disable()
    context.disable()
  })
  const named = (name: string): ReadableSpan[] =>
    exporter.getFinishedSpans().filter((span) => span.name === name)

  it('requests, expansion, steps and deliveries are spans, and say whom nothing is about', async () => {
    const test = await openTestServer()
    const { publish, trigger } = workflowsOn(test)
    await test.call('PUT', '/v3/users/zoe-9', test.asApp, { email: 'zoe@example.test' })
    await publish('mailed', [
      { type: 'delay', for: '1h' },
      { type: 'send', channel: 'email', template: { subject: 'Hello', text: 'Hello' } },
    ])
    await trigger('mailed', ['zoe-9'])
    await test.advance('1h')
    await expect.poll(() => named('deliver email').length).toBe(1)
    // Connections end after their answers.
    await expect.poll(() => named('POST /v3/notifications').length).toBe(1)

    const [request] = named('POST /v3/notifications')
    expect(request?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v3/notifications',
      'inboxkit.request_id': expect.any(String),
      'http.response.status_code': 202,
    })
    const [accept] = named('accept trigger')
    expect(accept?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId)
    for (const queue of ['trigger.expand', 'run.page'])
      expect(named(`job ${queue}`)[0]?.attributes).toEqual({ 'inboxkit.queue': queue, 'inboxkit.jobs': 1 })
    expect(named('deliver email')[0]?.attributes).toEqual({
      'inboxkit.channel': 'email',
      'inboxkit.provider': expect.any(String),
    })
    const all = JSON.stringify(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes]))
    for (const one of ['zoe', 'example.test', 'shop-secret', 'Hello']) expect(all).not.toContain(one)
    await test.close()
  })

  it('work that fails says so, without the words of its error', async () => {
    exporter.reset()
    const spans = await findSpans()
    const failing = spans.within('work', {}, async () => {
      throw new TypeError('about zoe@example.test')
    })
    await expect(failing).rejects.toThrow('about zoe')
    const [span] = named('work')
    expect(span).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'TypeError' }, events: [] })
    expect(JSON.stringify(span?.status)).not.toContain('zoe')
  })
})
