import { sayAgo, sayFull, useNow } from './time'

export function Ago({ at }: { at: string }) {
  const now = useNow()
  return (
    <time className="time" dateTime={at} title={sayFull(at)}>
      {sayAgo(at, now)}
    </time>
  )
}
