import { Component, signal } from "@angular/core";
import { WhatsApp } from "./whatsapp";

@Component({
  selector: "app-root",
  imports: [WhatsApp],
  template: `
    <nav>
      <button (click)="page.set('WhatsApp')">WhatsApp</button>
      <button (click)="page.set('Other')">Other</button>
    </nav>
    @if (page() === "WhatsApp") {
      <app-whatsapp />
    } @else {
      <h1>Other</h1>
    }
  `,
})
export class App {
  readonly page = signal("WhatsApp");
}
