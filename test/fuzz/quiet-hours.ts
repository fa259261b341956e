import fc from 'fast-check'

const twoDigits = (below: number) =>
  fc.integer({ min: 0, max: below - 1 }).map((value) => String(value).padStart(2, '0'))
const clock = fc.tuple(twoDigits(24), twoDigits(60)).map((parts) => parts.join(':'))
const spans = fc.array(fc.record({ from: clock, to: fc.oneof(clock, fc.constant('24:00')) }), {
  maxLength: 2,
})

/** Body of `PUT /v3/preferences/quiet-hours`. */
export const quietHours: fc.Arbitrary<object> = fc.record(
  {
    schedule: fc.record({ mon: spans, fri: spans, sun: spans }, { requiredKeys: [] }),
    timeZone: fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'America/New_York', 'UTC', null),
    enabled: fc.boolean(),
  },
  { requiredKeys: ['schedule'] },
)
