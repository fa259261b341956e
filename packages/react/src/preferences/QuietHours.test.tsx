import { problem, type QuietHours } from '@inboxkit/protocol'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { drawCenter } from '../testing/draw-preferences.js'
import { aPage } from '../testing/fake-preferences.js'
import { days } from './nights.js'

const night = { from: '22:00', to: '07:00' }
const noon = { from: '12:00', to: '13:00' }
const draw = (given: Partial<QuietHours> = {}) =>
  drawCenter(
    aPage({ quietHours: { enabled: true, timeZone: 'Europe/Berlin', schedule: { mon: [night] }, ...given } }),
  )
const section = () => screen.findByRole('group', { name: 'Quiet hours' })
const theSwitch = () => screen.findByRole('switch', { name: 'Quiet hours' })
const sent = (source: ReturnType<typeof draw>) => source.sent.at(-1)?.quietHours

describe('quiet hours', () => {
  it('are every night where the browser is, when they are turned on for the first time', async () => {
    const source = draw({ enabled: false, timeZone: null, schedule: {} })
    expect(within(await section()).queryByRole('combobox')).toBeNull()
    fireEvent.click(await theSwitch())
    expect(await theSwitch()).toHaveAttribute('aria-checked', 'true')
    await waitFor(() =>
      expect(sent(source)).toEqual({
        enabled: true,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        schedule: Object.fromEntries(days.map((day) => [day, [night]])),
      }),
    )
    expect(await screen.findByText('the next day')).toBeInTheDocument()
  })

  it('keep their times when they are turned off and on', async () => {
    const source = draw()
    fireEvent.click(await theSwitch())
    expect(screen.queryByLabelText('From')).toBeNull()
    await waitFor(() =>
      expect(sent(source)).toEqual({
        enabled: false,
        timeZone: 'Europe/Berlin',
        schedule: { mon: [night] },
      }),
    )
    fireEvent.click(await theSwitch())
    await waitFor(() => expect(sent(source)).toMatchObject({ enabled: true, schedule: { mon: [night] } }))
  })

  it('take another day, and give one up', async () => {
    const source = draw()
    const sunday = await within(await section()).findByRole('button', { name: 'Sun' })
    expect(sunday).toHaveAttribute('aria-pressed', 'false')
    fireEvent.click(sunday)
    expect(sunday).toHaveAttribute('aria-pressed', 'true')
    await waitFor(() => expect(sent(source)?.schedule).toEqual({ mon: [night], sun: [night] }))
    fireEvent.click(screen.getByRole('button', { name: 'Mon' }))
    await waitFor(() => expect(sent(source)?.schedule).toEqual({ sun: [night] }))
  })

  it('keep the times of a line whose last day is given up', async () => {
    const source = draw({ schedule: { mon: [noon] } })
    fireEvent.click(await screen.findByRole('button', { name: 'Mon' }))
    await waitFor(() => expect(sent(source)?.schedule).toEqual({}))
    expect(screen.getByLabelText('From')).toHaveValue('12:00')
    fireEvent.click(screen.getByRole('button', { name: 'Fri' }))
    await waitFor(() => expect(sent(source)?.schedule).toEqual({ fri: [noon] }))
  })

  it('take other times, and say when they end on the next day', async () => {
    const source = draw({ schedule: { mon: [noon], tue: [noon] } })
    expect(await screen.findByLabelText('To')).toHaveValue('13:00')
    expect(screen.queryByText('the next day')).toBeNull()
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '11:30' } })
    const changed = { from: '12:00', to: '11:30' }
    await waitFor(() => expect(sent(source)?.schedule).toEqual({ mon: [changed], tue: [changed] }))
    expect(screen.getByText('the next day')).toBeInTheDocument()
  })

  it('wait for a time that is half written, and show the old one when it is left so', async () => {
    const source = draw()
    const from = await screen.findByLabelText('From')
    fireEvent.change(from, { target: { value: '' } })
    expect(source.sent).toEqual([])
    fireEvent.blur(from)
    expect(from).toHaveValue('22:00')
  })

  it('keep several spans apart, each with its days', async () => {
    const source = draw({ schedule: { mon: [noon, night], tue: [night] } })
    const [first] = await screen.findAllByLabelText('From')
    expect(screen.getAllByLabelText('From')).toHaveLength(2)
    expect(first).toHaveValue('12:00')
    fireEvent.change(first as HTMLElement, { target: { value: '11:00' } })
    await waitFor(() =>
      expect(sent(source)?.schedule).toEqual({ mon: [{ from: '11:00', to: '13:00' }, night], tue: [night] }),
    )
  })

  it('show the end of a day as the next midnight, and leave it as it is', async () => {
    const source = draw({ schedule: { sun: [{ from: '00:00', to: '24:00' }] } })
    expect(await screen.findByLabelText('To')).toHaveValue('00:00')
    fireEvent.click(screen.getByRole('button', { name: 'Mon' }))
    await waitFor(() => expect(sent(source)?.schedule.mon).toEqual([{ from: '00:00', to: '24:00' }]))
  })

  it('take another time zone, the browser’s own offered first', async () => {
    const source = draw()
    const zone = await screen.findByRole('combobox', { name: 'Time zone' })
    expect(zone).toHaveValue('Europe/Berlin')
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    expect(within(zone).getAllByRole('option')[0]).toHaveValue(own)
    expect(within(zone).getByRole('option', { name: 'America/New York' })).toHaveValue('America/New_York')
    fireEvent.change(zone, { target: { value: 'America/New_York' } })
    expect(zone).toHaveValue('America/New_York')
    await waitFor(() =>
      expect(sent(source)).toEqual({
        enabled: true,
        timeZone: 'America/New_York',
        schedule: { mon: [night] },
      }),
    )
  })

  it('say that they follow the profile’s time zone while none was chosen', async () => {
    draw({ timeZone: null })
    expect(await screen.findByRole('combobox', { name: 'Time zone' })).toHaveDisplayValue(
      'As in your profile',
    )
  })

  it('know a time zone that the browser has under another name', async () => {
    draw({ timeZone: 'Asia/Kolkata_old' })
    expect(await screen.findByRole('combobox', { name: 'Time zone' })).toHaveDisplayValue('Asia/Kolkata old')
  })

  it('go back when they are refused, and say why', async () => {
    const source = draw()
    source.refusing = problem('unprocessable')
    fireEvent.click(await screen.findByRole('button', { name: 'Sun' }))
    expect(await screen.findByRole('alert')).toHaveTextContent(/^That was not saved/)
    expect(screen.getByRole('button', { name: 'Sun' })).toHaveAttribute('aria-pressed', 'false')
  })
})
