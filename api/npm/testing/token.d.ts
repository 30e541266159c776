export declare function mintToken(pluginId: string, randomString: string): {
    connectToken: string;
    expiresInSeconds: number;
};

export declare function randomStringOf(connectToken: unknown): string | undefined;
