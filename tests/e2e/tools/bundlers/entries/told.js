import { define } from "chakra-whatsapp-connect";
import "chakra-whatsapp-connect/presets/shadcn.css";

define({ assets: "/files" });
