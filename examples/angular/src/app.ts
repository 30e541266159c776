import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from "@angular/core";
import type { ChakraEventMap } from "chakra-whatsapp-connect";

@Component({
  selector: "app-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <nav>
      <button (click)="page.set('WhatsApp')">WhatsApp</button>
      <button (click)="page.set('Other')">Other</button>
    </nav>
    <h1>{{ page() }}</h1>
    @if (page() === "WhatsApp") {
      <chakra-whatsapp-connect backend="/api/chakra" (chakra-connected)="connected($event)" />
    }
    <output>{{ number() && "Connected: " + number() }}</output>
  `,
})
export class App {
  readonly page = signal("WhatsApp");
  readonly number = signal<string | undefined>(undefined);

  connected({ detail }: ChakraEventMap["chakra-connected"]) {
    this.number.set(detail.numbers[0]?.displayPhoneNumber);
  }
}
