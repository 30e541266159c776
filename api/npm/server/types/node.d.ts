export interface NodeRequest {
    readonly method?: string | undefined;
    readonly url?: string | undefined;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly socket?: object | null | undefined;
    on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
    on(event: "end" | "close", listener: () => void): unknown;
    pause(): unknown;
    resume(): unknown;
}

export interface NodeResponse {
    statusCode: number;
    setHeader(name: string, value: string | string[]): unknown;
    end(chunk?: Uint8Array | string): unknown;
}

export declare function nodeRequest<T = any>(request: Request): T;

export declare function toNodeHandler(handler: ConnectHandler): (request: NodeRequest & FrameworkRequest, response: NodeResponse) => Promise<void>;

export interface FrameworkRequest {
    readonly originalUrl?: string;
    readonly body?: unknown;
}

export interface FastifyLike {
    removeAllContentTypeParsers(): unknown;
    addContentTypeParser(type: string, options: {
        parseAs: "string";
    }, parse: (request: unknown, body: string, done: (error: null, body: string) => void) => void): unknown;
    all(path: string, handler: (request: {
        raw: NodeRequest;
        body?: unknown;
        originalUrl?: string;
    }, reply: {
        hijack(): unknown;
        raw: NodeResponse;
    }) => unknown): unknown;
}

export declare function toFastifyPlugin(handler: ConnectHandler): (app: FastifyLike) => Promise<void>;
