'use client'

import { type ReactElement, useContext } from 'react'
import { ClockIcon } from '../icons/icons.js'
import { MuteIcon, NextIcon, SelectIcon } from '../icons/menu-icons.js'
import { useItemContext } from '../item/context.js'
import { type Act, useActs } from '../item/use-acts.js'
import { useMute } from '../item/use-mute.js'
import { PanelContext } from '../panel/context.js'
import { useLaterText } from '../text/use-later-text.js'
import { Entry } from './Entry.js'
import { Menu, type MenuProps } from './Menu.js'

interface ItemMenuProps extends Omit<MenuProps, 'onSnooze'> {
  start: 'acts' | 'snooze'
}

/** All that can be done with an item, in the state it is in. */
export function ItemMenu({ start, opener, onClose, id }: ItemMenuProps): ReactElement {
  const { notification } = useItemContext('Inbox.More')
  const panel = useContext(PanelContext)
  const text = useLaterText('Inbox.More')
  const { toggleRead, archive, snooze, unsnooze, pin, remove } = useActs('Inbox.More')
  const mute = useMute('Inbox.More')

  const choose = (run: () => void) => () => {
    opener.current?.focus()
    onClose()
    run()
    // A row that moves in the list lets go of the focus.
    requestAnimationFrame(() => {
      const { activeElement } = (opener.current?.getRootNode() ?? document) as Document | ShadowRoot
      if (activeElement === null || activeElement === document.body) panel?.list.current?.focus()
    })
  }
  const entry = (act: Act | undefined) =>
    act && <Entry name={act.name} icon={act.icon} onChoose={choose(act.run)} />
  const acts = (toSnooze: () => void, wasSnoozing: boolean) => (
    <>
      {entry(toggleRead)}
      {entry(archive)}
      {snooze && !unsnooze && (
        <Entry
          name={text('snooze')}
          icon={<ClockIcon />}
          hint={<NextIcon />}
          opens="menu"
          start={wasSnoozing}
          onChoose={toSnooze}
        />
      )}
      {entry(unsnooze)}
      {entry(pin)}
      {mute && <Entry name={mute.name} icon={<MuteIcon />} onChoose={choose(mute.run)} />}
      {panel && (
        <Entry
          name={text('select')}
          icon={<SelectIcon />}
          onChoose={choose(() => panel.selection.set(new Set(panel.selection.get()).add(notification.id)))}
        />
      )}
      <Entry name={remove.name} icon={remove.icon} danger onChoose={choose(remove.run)} />
    </>
  )
  return (
    <Menu
      id={id}
      opener={opener}
      start={start}
      acts={acts}
      onSnooze={(until) => choose(() => snooze?.(until))()}
      onClose={onClose}
    />
  )
}
