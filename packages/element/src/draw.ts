import { type ComponentChild, render } from 'preact'

/** What an element shows; `null` = nothing. Its type says nothing of React: pages need no types of that. */
export type View = object | null

/** Shows something in a shadow root, or nothing any more. */
export const draw = (view: View, root: ShadowRoot): void => render(view as ComponentChild, root)
