// Defines the element when it is imported.
import { define } from "./index.js";

define();
