// Angular: replaces the example's `src/app.ts`.
import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from "@angular/core";
import { given } from "./given";

@Component({
  selector: "app-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    @if (isShown()) {
      <chakra-whatsapp-connect
        tenant="acme"
        [headingLevel]="3"
        [sdkUrl]="given.sdkUrl"
        [fetchToken]="given.fetchToken"
        [fetchStatus]="given.fetchStatus"
        [requestHeaders]="given.requestHeaders"
        [messages]="given.messages"
        (chakra-ready)="given.onReady()"
      />
    }
  `,
})
export class App {
  readonly isShown = signal(true);
  readonly given = given;

  constructor() {
    Object.assign(self, { given, show: (isShown: boolean) => this.isShown.set(isShown) });
  }
}
