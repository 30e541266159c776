export interface StoreRule {
    readonly name: string;
    run(): Promise<void>;
}

export type MakeStore = () => Store | Promise<Store>;

export declare function storeContract(makeStore: MakeStore): StoreRule[];
