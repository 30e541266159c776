export declare const PAGES: Readonly<Record<string, {
    type: string;
    text: string;
}>>;

export declare const PAGE_POLICY: string;
