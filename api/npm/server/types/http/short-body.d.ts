export declare function readShort(body: ReadableStream<Uint8Array> | null, longest: number): Promise<string | undefined>;
