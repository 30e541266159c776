import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from "@angular/core";
import type { ChakraEventMap } from "chakra-whatsapp-connect";

@Component({
  selector: "app-whatsapp",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>WhatsApp</h1>
    <chakra-whatsapp-connect backend="/api/chakra" (chakra-connected)="connected($event)" />
    <output>{{ number() && "Connected: " + number() }}</output>
  `,
})
export class WhatsApp {
  readonly number = signal<string | undefined>(undefined);

  connected({ detail }: ChakraEventMap["chakra-connected"]) {
    this.number.set(detail.numbers[0]?.displayPhoneNumber);
  }
}
