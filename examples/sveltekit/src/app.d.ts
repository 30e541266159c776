/// <reference types="node" />
// The tag's attributes and events, for svelte-check.
import "chakra-whatsapp-connect/types/svelte";
