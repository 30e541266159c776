export declare class ConnectToken {
    #private;
    readonly pluginId: string | undefined;
    readonly expiresInSeconds: number | undefined;
    static read(text: unknown): ConnectToken | undefined;
    private constructor();
    get text(): string;
}
