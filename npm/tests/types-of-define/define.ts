import "chakra-whatsapp-connect/define";
// The element's type comes with its definition alone.
document.createElement("chakra-whatsapp-connect").fetchToken = async () => "token";
const state: string = document.querySelector("chakra-whatsapp-connect")!.state;
void state;
