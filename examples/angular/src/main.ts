import { bootstrapApplication } from "@angular/platform-browser";
import { define } from "chakra-whatsapp-connect";
import { App } from "./app";

// Angular's bundler leaves the package's files where they are: angular.json puts them into this folder.
define({ assets: "chakra/" });
bootstrapApplication(App).catch(console.error);
