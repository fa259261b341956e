import { Component, CUSTOM_ELEMENTS_SCHEMA, type ElementRef, signal, viewChild } from '@angular/core'
import type { InboxKit, InboxKitEventMap } from '@inboxkit/element'
import '@inboxkit/element'

/** The inbox in an Angular app: `<app-inbox />`. */
@Component({
  selector: 'app-inbox',
  // Angular knows no types of elements, and takes these as they are.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <p>{{ unread() }} to read</p>
    <inbox-kit
      #inbox
      base-url="http://127.0.0.1:4400"
      api-key="ik_…"
      [userId]="userId"
      [userToken]="fetchToken"
      [tabs]="['all', 'unread']"
      (inbox-count)="onCount($event)"
      (inbox-open)="onOpen($event)"
    ></inbox-kit>
    <button type="button" (click)="open()">Read them</button>
  `,
})
export class InboxComponent {
  readonly userId = 'ann'
  readonly unread = signal(0)
  readonly inbox = viewChild.required<ElementRef<InboxKit>>('inbox')

  readonly fetchToken = async (): Promise<string> => (await fetch('/inbox-token')).text()

  onCount({ detail }: InboxKitEventMap['inbox-count']): void {
    this.unread.set(detail.unread)
  }

  /** Prevented, its link is not followed. */
  onOpen(event: InboxKitEventMap['inbox-open']): void {
    if (event.detail.url === null) event.preventDefault()
  }

  open(): void {
    this.inbox().nativeElement.open = true
  }
}
