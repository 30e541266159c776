import type { Service } from "./service.js";

export declare function maintain(service: Service): Promise<void>;
