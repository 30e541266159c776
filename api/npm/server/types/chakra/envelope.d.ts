export interface Envelope {
    readonly data: unknown;
    readonly errors: readonly string[];
    readonly whole: unknown;
}

export declare function readEnvelope(text: string): Envelope;

export declare function saysPluginNotFound({ errors }: Envelope): boolean;

export declare function hasDeclaredErrors({ whole }: Envelope): boolean;

export declare function field(value: unknown, name: string): unknown;

export declare function isObject(value: unknown): value is Record<string, unknown>;

export declare function text(value: unknown): string | undefined;

export declare function identifier(value: unknown): string | undefined;
