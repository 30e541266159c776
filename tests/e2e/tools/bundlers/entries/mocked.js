import "chakra-whatsapp-connect/define";
import "chakra-whatsapp-connect/testing";
