import type { Attributes, Tracer } from '@opentelemetry/api'

/** Does work inside a span of the host's tracing, or as it is where there is none. */
export interface Spans {
  within<T>(name: string, facts: Attributes, work: () => Promise<T>): Promise<T>
  /** For what ends in a callback: `begin` goes on inside the span. @returns ends it */
  open(name: string, facts: Attributes, begin: () => void): (facts: Attributes, failed: boolean) => void
}

export const noSpans: Spans = {
  within: (_name, _facts, work) => work(),
  open(_name, _facts, begin) {
    begin()
    return () => undefined
  },
}

/**
 * Spans of the OpenTelemetry SDK that the host has registered. Without one, and without the package
 * `@opentelemetry/api`, nothing is made.
 */
export const findSpans = async (): Promise<Spans> => {
  const api = await import('@opentelemetry/api').catch(() => undefined)
  if (!api) return noSpans
  const tracer = api.trace.getTracer('inboxkit')
  return isTraced(api, tracer) ? spansOf(api, tracer) : noSpans
}

type Api = typeof import('@opentelemetry/api')

/** Without an SDK a span has no place in any trace. */
const isTraced = ({ isSpanContextValid }: Api, tracer: Tracer): boolean => {
  const probe = tracer.startSpan('inboxkit start')
  probe.end()
  return isSpanContextValid(probe.spanContext())
}

const spansOf = ({ SpanStatusCode, context, trace }: Api, tracer: Tracer): Spans => ({
  within: (name, attributes, work) =>
    tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        return await work()
      } catch (error) {
        // Its kind and no words: those may say whom it is about.
        span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown')
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    }),
  open(name, attributes, begin) {
    const span = tracer.startSpan(name, { attributes })
    context.with(trace.setSpan(context.active(), span), begin)
    return (facts, failed) => {
      span.setAttributes(facts)
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    }
  },
})
