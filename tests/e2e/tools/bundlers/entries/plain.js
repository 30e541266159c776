import "chakra-whatsapp-connect/define";
import "chakra-whatsapp-connect/presets/shadcn.css";
