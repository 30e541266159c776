import { ChakraError } from "../chakra/chakra-error.js";
import type { Service } from "./service.js";

export declare function endConnection(service: Service, tenantId: string): Promise<boolean>;

export declare function nextTry({ clock }: Service, tries: number): number;

export declare function failureOf(call: Promise<void>): Promise<ChakraError | undefined>;
