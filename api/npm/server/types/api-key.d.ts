export declare class ApiKey {
    #private;
    constructor(text: string | undefined);
    get isMissing(): boolean;
    authorization(): string;
}
