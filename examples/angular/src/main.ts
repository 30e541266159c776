import { bootstrapApplication } from "@angular/platform-browser";
import { define } from "chakra-whatsapp-connect";
import { App } from "./app";

// Angular's bundler does not include the package's files: angular.json copies them to this folder.
define({ assets: "chakra/" });
bootstrapApplication(App).catch(console.error);
